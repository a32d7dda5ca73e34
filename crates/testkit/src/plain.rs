//! Claims as a clerk would write them down: facts by name and as text, money in 分.
//!
//! The generators make these, the model reads them as they stand, and a test that drives the kernel
//! translates them into the kernel's own form. So the translation is under test too.

use base::Date;
use std::collections::BTreeMap;

/// Facts by name; a fact that is not named is absent. A set lists its members with commas.
pub type Given = BTreeMap<String, String>;

/// What happens to a group of people, in the order in which it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Money or a count that stands at an accumulator from elsewhere.
    Opening(Opening),
    /// A bill is presented.
    Claim(Claim),
    /// A claim, named by its id, is reversed.
    Reverse(String),
}

/// An opening balance, or a credit to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Accumulator.
    pub acc: String,
    /// Whose; only the parts that the accumulator asks for are read.
    pub owners: Owners,
    /// A day inside the window that is opened.
    pub on: Date,
    /// 分, times or days.
    pub amount: i64,
}

/// Whose accumulators move; an empty text means none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners {
    /// Person number.
    pub person: String,
    /// Family.
    pub family: String,
    /// People who share a ceiling.
    pub group: String,
    /// Disease.
    pub disease: String,
    /// Institution or pharmacy.
    pub provider: String,
    /// Chain of stays.
    pub episode: String,
}

/// A bill with the facts around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Unique id.
    pub id: String,
    /// Whose accumulators move.
    pub owners: Owners,
    /// Facts of person, provider and claim.
    pub facts: Given,
    /// What is billed.
    pub bill: Bill,
}

/// The forms of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bill {
    /// One in-policy amount, 分.
    Amount(i64),
    /// Lines; totals by class are lines with nothing but the class.
    Lines(Vec<Line>),
    /// What earlier layers left: where the bill enters, burden by cause and payments by payer, 分.
    Enter {
        /// A layer or the id of a step.
        at: String,
        /// Burden by cause.
        burden: Vec<(String, i64)>,
        /// Paid, by payer.
        paid: Vec<(String, i64)>,
    },
}

/// A line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 分; negative corrects an earlier line.
    pub amount: i64,
    /// Its own facts.
    pub facts: Given,
}
