//! The record of what accumulators took: every reading sums it anew (reference, section 7).

use super::exact::Exact;
use super::fault::{Fault, package};
use super::package::{Package, text};
use super::year::{Days, window};
use crate::plain::Owners;
use base::Date;
use benefit::plan::{AccOwner, AccWindow};
use benefit::registry::ACCUMULATORS;
use num_traits::Zero;

/// One change of an accumulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Claim that caused it; `None`: an opening event.
    pub claim: Option<String>,
    /// Accumulator.
    pub acc: String,
    /// Whose.
    pub owner: String,
    /// When.
    pub window: String,
    /// By how much.
    pub amount: Exact,
}

/// All changes that stand.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// In the order in which they came.
    pub deltas: Vec<Delta>,
}

impl Record {
    /// What an accumulator holds for these owners in the windows of these days; one with
    /// `previous` reads the window before of the accumulator that it names.
    pub fn standing(
        &self,
        package_: &Package,
        acc: &str,
        owners: &Owners,
        days: &Days<'_>,
    ) -> Result<Exact, Fault> {
        let Some((acc, owner, window)) = Self::place(package_, acc, owners, days)? else {
            return Ok(Exact::zero());
        };
        let stands =
            |delta: &&Delta| delta.acc == acc && delta.window == window && delta.owner == owner;
        Ok(self
            .deltas
            .iter()
            .filter(stands)
            .map(|delta| &delta.amount)
            .sum())
    }

    /// What an accumulator of these owners and days reads: which, whose, when; `None` where there
    /// is no window before.
    pub fn place(
        package_: &Package,
        acc: &str,
        owners: &Owners,
        days: &Days<'_>,
    ) -> Result<Option<(String, String, String)>, Fault> {
        let own = package_.named("acc", acc);
        let previous = own.and_then(|own| text(own, "previous"));
        let counted = previous.unwrap_or(acc);
        let (of, per) = shape(package_, counted)?;
        let window = window(package_, &per, days, previous.is_some())?;
        Ok(window.map(|window| (counted.to_owned(), owner(&of, owners), window)))
    }

    /// The change of an accumulator by a claim or an opening event.
    pub fn change(
        package_: &Package,
        (claim, acc): (Option<&str>, &str),
        owners: &Owners,
        days: &Days<'_>,
        amount: Exact,
    ) -> Result<Delta, Fault> {
        let (of, per) = shape(package_, acc)?;
        let window = window(package_, &per, days, false)?;
        Ok(Delta {
            claim: claim.map(str::to_owned),
            acc: acc.to_owned(),
            owner: owner(&of, owners),
            window: window.ok_or_else(|| package(format!("window of {acc}")))?,
            amount,
        })
    }

    /// Takes back what a claim changed.
    pub fn take_back(&mut self, claim: &str) {
        self.deltas
            .retain(|delta| delta.claim.as_deref() != Some(claim));
    }
}

/// Owner and window of an accumulator: the package's word, else the registry's.
pub fn shape(package_: &Package, acc: &str) -> Result<(String, String), Fault> {
    let own = package_.named("acc", acc);
    let registered = ACCUMULATORS.iter().find(|registered| registered.id == acc);
    let of = own
        .and_then(|own| text(own, "of"))
        .or(registered.map(|acc| owner_name(acc.owner)));
    let per = own
        .and_then(|own| text(own, "per"))
        .or(registered.map(|acc| window_name(acc.window)));
    match (of, per) {
        (Some(of), Some(per)) => Ok((of.to_owned(), per.to_owned())),
        _ => Err(package(format!("accumulator {acc}"))),
    }
}

fn owner_name(owner: AccOwner) -> &'static str {
    match owner {
        AccOwner::Person => "person",
        AccOwner::Family => "family",
        AccOwner::Group => "group",
        AccOwner::PersonDisease => "person_disease",
        AccOwner::PersonProvider => "person_provider",
        AccOwner::Episode => "episode",
    }
}

fn window_name(window: AccWindow) -> &'static str {
    match window {
        AccWindow::Year => "year",
        AccWindow::Month => "month",
        AccWindow::Day => "day",
        AccWindow::Episode => "episode",
        AccWindow::Life => "life",
    }
}

/// Whose the accumulator is, as a text that differs between any two owners.
fn owner(of: &str, owners: &Owners) -> String {
    match of {
        // A person without family or group is one by himself.
        "family" if !owners.family.is_empty() => format!("family {}", owners.family),
        "group" if !owners.group.is_empty() => format!("group {}", owners.group),
        "episode" => format!("episode {}", owners.episode),
        "person_disease" => format!("person {} disease {}", owners.person, owners.disease),
        "person_provider" => format!("person {} provider {}", owners.person, owners.provider),
        _ => format!("person {}", owners.person),
    }
}

/// The windows of an opening event.
pub fn days_of_opening(on: Date, episode: &str) -> Days<'_> {
    Days {
        year: on,
        service: on,
        episode,
    }
}
