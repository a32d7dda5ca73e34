//! From the visit to the paid claim: visits and stays, fee lines, settlement and its reversal, monthly claims.
#![forbid(unsafe_code)]
