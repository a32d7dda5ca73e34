//! Spells of arrears: from the day after a bill was due until everything due is paid.

use super::deferral::Deferral;
use super::numbers::DeferralNo;
use super::paying::Settled;
use ::base::{BillNo, Date};

/// A stretch of time in which due premiums are unpaid, as the entitlement section of a package
/// reads it (shanghai.md A07, A23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// First day on which something was due and unpaid, deferral left aside.
    pub from: Date,
    /// Day on which everything due was paid; `None` while it is not.
    pub repaid_on: Option<Date>,
    /// The approved deferral, and its last day.
    pub deferral: Option<(DeferralNo, Date)>,
    /// The bills, oldest first.
    pub bills: Vec<BillNo>,
}

impl Spell {
    /// The last day on which money was missing; `None`: it still is.
    #[must_use]
    pub fn last(&self) -> Option<Date> {
        self.repaid_on.and_then(|repaid| repaid.add_days(-1))
    }
}

/// The spells of an employer as known on a day, in rising order. Spells without deferral that meet
/// or overlap are one: benefits come back only after full repayment.
#[must_use]
pub fn spells(bills: &[Settled], deferrals: &[Deferral], on: Date) -> Vec<Spell> {
    let late = bills
        .iter()
        .filter_map(|settled| late(settled, deferrals, on));
    let mut found: Vec<Spell> = late.collect();
    found.sort_by_key(|spell| (spell.deferral, spell.from, spell.bills.first().copied()));
    let mut joined: Vec<Spell> = Vec::new();
    for spell in found {
        match joined.last_mut() {
            Some(last) if meets(last, &spell) => join(last, spell),
            _ => joined.push(spell),
        }
    }
    joined.sort_by_key(|spell| (spell.from, spell.deferral));
    joined
}

/// The spell of one bill, where it was not full when due.
fn late(settled: &Settled, deferrals: &[Deferral], on: Date) -> Option<Spell> {
    let from = settled.bill.due_on.add_days(1)?;
    let full_on = settled.completed.map(|completion| completion.on);
    let in_time = full_on.is_some_and(|full| full < from);
    let owed = settled.is_open() || full_on.is_some();
    if in_time || !owed || on < from {
        return None;
    }
    let approved = deferrals
        .iter()
        .filter(|deferral| deferral.puts_off(settled.bill.due_on));
    let longest = approved.max_by_key(|deferral| (deferral.until, deferral.no));
    Some(Spell {
        from,
        repaid_on: full_on,
        deferral: longest.map(|deferral| (deferral.no, deferral.until)),
        bills: vec![settled.bill.no],
    })
}

/// Whether a spell goes on into the next one (which does not begin before it).
fn meets(spell: &Spell, next: &Spell) -> bool {
    let reaches = spell.repaid_on.is_none_or(|repaid| next.from <= repaid);
    reaches && spell.deferral == next.deferral
}

fn join(spell: &mut Spell, next: Spell) {
    spell.repaid_on = match (spell.repaid_on, next.repaid_on) {
        (Some(a), Some(b)) => Some(a.max(b)),
        _ => None,
    };
    spell.bills.extend(next.bills);
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{Billed, Paid, settle};
    use super::*;
    use ::base::ProposalNo;

    fn found(bills: &[Billed], payments: &[Paid], deferrals: &[Deferral]) -> Vec<Spell> {
        let settled = settle(bills, payments).unwrap();
        spells(&settled.bills, deferrals, day("2026-12-31"))
    }

    #[test]
    fn in_time_is_no_spell() {
        let bills = [billed(1, "2026-03", 300)];
        assert!(found(&bills, &[paid(1, "2026-03-31", 300)], &[]).is_empty());
        let settled = settle(&bills, &[]).unwrap();
        assert!(spells(&settled.bills, &[], day("2026-03-31")).is_empty());
    }

    #[test]
    fn a_partial_repayment_ends_nothing() {
        let bills = [billed(1, "2026-07", 300), billed(2, "2026-08", 300)];
        let partial = found(&bills, &[paid(1, "2026-10-01", 500)], &[]);
        assert_eq!(partial.len(), 1);
        assert_eq!(
            (partial[0].from, partial[0].repaid_on),
            (day("2026-08-01"), None)
        );
        let full = [paid(1, "2026-10-01", 500), paid(2, "2026-10-15", 100)];
        let full = found(&bills, &full, &[]);
        assert_eq!(full.len(), 1);
        assert_eq!(full[0].repaid_on, Some(day("2026-10-15")));
        assert_eq!(full[0].last(), Some(day("2026-10-14")));
        assert_eq!(full[0].bills.len(), 2);
    }

    #[test]
    fn spells_apart_stay_apart() {
        let bills = [billed(1, "2026-01", 300), billed(2, "2026-06", 300)];
        let payments = [paid(1, "2026-03-10", 300), paid(2, "2026-09-10", 300)];
        let starts: Vec<Date> = found(&bills, &payments, &[])
            .iter()
            .map(|it| it.from)
            .collect();
        assert_eq!(starts, [day("2026-02-01"), day("2026-07-01")]);
    }

    #[test]
    fn only_an_approved_deferral_counts() {
        let bills = [billed(1, "2026-03", 300)];
        let mut deferral = deferral(1, "2026-03-01", "2026-08-31");
        let applied = found(&bills, &[], std::slice::from_ref(&deferral));
        assert_eq!(applied[0].deferral, None);
        let by = ProposalNo::new(1).unwrap();
        deferral.decide(by, day("2026-03-02"), true).unwrap();
        let approved = found(&bills, &[], &[deferral]);
        assert_eq!(
            approved[0].deferral.map(|(_, until)| until),
            Some(day("2026-08-31"))
        );
    }
}
