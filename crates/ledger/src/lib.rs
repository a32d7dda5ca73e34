//! The funds' books: every 分 from where it came to where it went.
//!
//! | module | what lives there |
//! |---|---|
//! | [`chart`] | the chart of accounts as dated data |
//! | [`entry`] | entries and legs, their dimensions, what makes an entry sound, the hash chain |
//! | [`event`] | the forty events E1 to E40 as templates |
//! | [`book`] | balances, periods, closing, rules of the bank accounts |
//! | [`statement`] | balance sheet, income and expenditure, budget execution |
//! | [`control`] | budgets, fund requests, prepayment, risk fund, arrears, warnings |
//! | [`reconcile`] | bank and fiscal statements against the books |
#![forbid(unsafe_code)]

pub mod book;
pub mod chart;
pub mod control;
pub mod entry;
pub mod event;
pub mod reconcile;
pub mod statement;
