//! Sections beside the bill, evaluated from facts by the same pure machinery.

pub mod entitlement;
