//! People and what they owe, have paid and are entitled to. Values in, values out.
//!
//! | module | what lives there |
//! |---|---|
//! | [`ask`] | facts by name, and what a policy package answers |
//! | [`scheme`] | the schemes a person can be insured in |
//! | [`people`] | persons, documents and their history, match, merge and un-merge, households |
//! | [`organisation`] | employers, schools, collecting agents, and who belongs to them |
//! | [`category`] | certified categories, and the facts that a policy package reads |
//! | [`regime`] | what differs between pooling areas, as data with the article behind it |
//! | [`membership`] | enrolment: states, windows, uniqueness, continuity, renewal, transfer |
//! | [`credential`] | cards, e-vouchers and other credentials, and the person each leads to |
//! | [`contribution`] | standards, bills, payments, collection files, subsidies |
//! | [`premium`] | employers: yearly bases, monthly premiums, arrears, deferral |
//! | [`account`] | personal accounts with two sub-balances |
//! | [`entitlement`] | spans of entitlement, derived and explained |
#![forbid(unsafe_code)]

pub mod account;
pub mod ask;
pub mod category;
pub mod contribution;
pub mod credential;
pub mod entitlement;
pub mod membership;
pub mod month;
pub mod organisation;
pub mod people;
pub mod premium;
pub mod regime;
pub mod scheme;
mod words;

pub use month::Month;
pub use scheme::Scheme;
