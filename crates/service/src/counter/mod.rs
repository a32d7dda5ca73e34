//! The counter: what institutions settle, as it happens.
//!
//! | module | what it does |
//! |---|---|
//! | [`person`] | who stands there: the register, the scheme, the entitlement of the day |

pub mod person;
