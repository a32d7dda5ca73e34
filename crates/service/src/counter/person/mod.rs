//! Who stands at the counter: a person as the register and the books of contributions know them on a day.
//!
//! | module | what it does |
//! |---|---|
//! | [`mod@load`] | many persons at once, a question for each table |
//! | [`insurance`] | codes of the interface and schemes |
//! | [`insured`] | in which scheme, whether entitled, or why not |
//! | [`given`] | the facts under the names that policy packages use |
//! | [`info`] | what 1101 answers |
//! | [`treatment`] | what 2001 answers |
//!
//! # Entitlement is never stale
//!
//! A [`PersonFile`] is read within the transaction that settles, and entitlement is derived there, from the
//! enrolments, bills, payments, certificates, deferrals and decisions that stand at that moment. It is the very
//! derivation by which `tongchou entitlement explain` answers ([`crate::entitlement::standings`]); the spans that
//! `tongchou entitlement derive` keeps are the same answers written down, and the counter does not read them. So a
//! payment that was taken in a moment ago counts, and one that was taken back does not, whether or not a run came
//! between. Tests hold the three against each other (`service/tests/counter_person.rs`).
//!
//! # One person, several records
//!
//! Records that were merged are one person: the file of any of them is that of the record that stands for the
//! person, with the enrolments, categories, employers and accounts of all.

pub mod given;
pub mod info;
pub mod insurance;
pub mod insured;
pub mod load;
pub mod treatment;

use std::collections::BTreeSet;

use base::{Date, Fen, PersonNo, Refused, RegionCode};
use enrolment::account::Balance;
use enrolment::category::span::held;
use enrolment::category::{Category, Certified};
use enrolment::membership::Enrolment;
use enrolment::organisation::Affiliation;
use enrolment::people::{Household, Person};
use store::people::PersonKey;
use store::people::affiliations::Placed;

use crate::entitlement::Standing;

pub use info::{IdentityInfo, InsuredInfo, InsuredStanding, PersonInfo};
pub use insurance::{Insurance, insurance_of, scheme_of};
pub use insured::Insured;
pub use load::{load, load_on};
pub use treatment::Treatment;

/// A person on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonFile {
    /// The record that stands for the person, and where its rows lie.
    pub key: PersonKey,
    /// Every record of the person, this one included.
    pub records: BTreeSet<PersonNo>,
    /// The day.
    pub on: Date,
    /// The person as on that day, with documents.
    pub person: Person,
    /// The household on that day.
    pub household: Option<Household>,
    /// Certified categories, past and future ones included.
    pub certified: Vec<Certified>,
    /// Employers and schools, past ones included.
    pub places: Vec<Placed>,
    /// The same without names and regions.
    pub affiliations: Vec<Affiliation>,
    /// Enrolments in whatever state, by first day.
    pub enrolments: Vec<Enrolment>,
    /// What the facts say of entitlement, by record and scheme.
    pub standings: Vec<Standing>,
    /// Personal accounts, each with the record under which it is kept.
    pub accounts: Vec<AccountFile>,
    /// The minimum wage of a month where the person lives, as far as the regime profile says.
    pub minimum_wage: Option<Fen>,
}

/// A personal account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountFile {
    /// The record under which it is kept.
    pub owner: PersonKey,
    /// The region of the employer that opened it.
    pub region: RegionCode,
    /// Since when.
    pub opened_on: Date,
    /// What is in it.
    pub balance: Balance,
}

impl PersonFile {
    /// The number by which the person is known at the counter (`psn_no`).
    #[must_use]
    pub const fn number(&self) -> PersonNo {
        self.key.person
    }

    /// The certified categories of the day, once each.
    #[must_use]
    pub fn categories(&self) -> Vec<Category> {
        held(&self.certified, self.number(), self.on)
    }

    /// What all accounts of the person hold.
    #[must_use]
    pub fn balance(&self) -> Fen {
        let parts = self.accounts.iter();
        let parts = parts.flat_map(|one| [one.balance.current, one.balance.past]);
        Fen::checked_sum(parts).unwrap_or(Fen::ZERO)
    }

    /// The account under the number of the person, else the oldest one.
    #[must_use]
    pub fn account(&self) -> Option<&AccountFile> {
        let all = self.accounts.iter();
        all.min_by_key(|one| (one.owner.person != self.number(), one.opened_on))
    }
}

/// The refusal of a number that nobody bears.
#[must_use]
pub fn unknown(number: &str) -> Refused {
    let shown = base::show_value(number);
    Refused::new(
        "person.unknown",
        format!("没有人员编号 psn_no“{shown}”，请先用 1101 读取人员信息，并核对编号。"),
    )
}
