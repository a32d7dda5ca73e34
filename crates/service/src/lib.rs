//! Use cases: each authorises, loads, calls the domain, and stores in one commit.
#![forbid(unsafe_code)]
