//! Random months: every payable in exactly one claim, and the identities of the sub-ledger.

use std::collections::{BTreeMap, BTreeSet};

use base::{Fen, RegionCode};
use enrolment::Month;
use proptest::prelude::*;
use settlement::claim::{
    Before, Claim, Earlier, Fault, Finding, FundCode, Outcome, Part, Payable, Ruling, Verdict,
    draw_up, payables,
};
use settlement::payout::{Bearing, Carried, sheet};

use crate::house::{city, county, fund, hospital, no, payable, region, reversal, signed};

/// What happens with one settlement: month (0 to 3), amount, county, fund, refused and suspended share in tenths,
/// refused share of the suspended in tenths, months until it is reversed (0 for never).
type Event = (u32, i64, bool, bool, i64, i64, i64, u32);

fn events() -> impl Strategy<Value = Vec<Event>> {
    let one = (
        0..4_u32,
        1..200_000_i64,
        any::<bool>(),
        any::<bool>(),
        0..6_i64,
        0..5_i64,
        0..11_i64,
        0..4_u32,
    );
    prop::collection::vec(one, 1..25)
}

fn day(month: u32) -> String {
    format!("2025-{:02}-15", month + 1)
}

fn of_event(at: usize, event: &Event) -> Vec<Payable> {
    let (month, amount, other_county, account, .., back) = *event;
    let mut original = payable(&format!("S{at:03}"), &day(month), amount);
    if other_county {
        original.county = region("340422");
    }
    if account {
        original.fund = FundCode::new("employee-account").unwrap();
        original.part = Part::Account;
    }
    let mut all = vec![original.clone()];
    if back > 0 {
        // Reversed in the same month or up to two months later.
        let month = month + back - 1;
        all.push(reversal(&format!("R{at:03}"), &day(month), &original));
    }
    all
}

struct City {
    events: Vec<Event>,
    claims: Vec<Claim>,
    /// Claims may be decided with the knowledge of all before.
    outcomes: BTreeMap<FundCode, Earlier>,
    submitted: BTreeSet<settlement::claim::ClaimKey>,
    claimed: BTreeSet<settlement::claim::PayableKey>,
}

impl City {
    fn month(&mut self, month: u32, all: &[Payable]) {
        let offices = BTreeMap::from([(hospital(), county())]);
        let before = Before {
            submitted: &self.submitted,
            claimed: &self.claimed,
            offices: &offices,
        };
        let month = Month::new(2025, month + 1).unwrap();
        let today = month.next().unwrap().first();
        let drafts = draw_up(month, today, all, &before).unwrap().drafts;
        for draft in drafts {
            let mut claim = Claim::new(no(self.claims.len() as i64 + 1), draft);
            self.walk(&mut claim);
            for line in claim.lines() {
                let place = (claim.key().pay.fund.clone(), line.key.clone());
                assert!(self.claimed.insert(place), "claimed twice");
            }
            self.submitted.insert(claim.key().clone());
            self.claims.push(claim);
        }
    }

    fn walk(&mut self, claim: &mut Claim) {
        let on = "2025-12-01";
        let declared = claim.declared().unwrap();
        claim
            .submit(signed("hospital", county(), on), declared)
            .unwrap();
        claim
            .review(signed("reviewer", county(), on), Vec::new())
            .unwrap();
        let findings = self.findings(claim);
        let earlier = self
            .outcomes
            .entry(claim.key().pay.fund.clone())
            .or_default();
        claim
            .decide(signed("city", city(), on), findings, earlier)
            .unwrap();
        earlier.outcomes.extend(claim.outcomes().unwrap());
    }

    fn event(&self, settlement: &str) -> Option<&Event> {
        let at: usize = settlement.strip_prefix('S')?.parse().ok()?;
        self.events.get(at)
    }

    fn findings(&self, claim: &Claim) -> Vec<Finding> {
        let mut findings = Vec::new();
        for line in claim.lines() {
            let Some(event) = self.event(line.key.settlement.as_str()) else {
                continue;
            };
            for (verdict, tenths) in [(Verdict::Refuse, event.4), (Verdict::Suspend, event.5)] {
                let amount = Fen::new(line.amount.get() * tenths / 10);
                if amount > Fen::ZERO {
                    findings.push(Finding {
                        line: line.key.clone(),
                        verdict,
                        amount,
                        fault: Fault::Provider,
                        reason: "单据不全".to_owned(),
                    });
                }
            }
        }
        findings
    }

    /// Resolves what is suspended, claim after claim, reversing lines after the lines they reverse.
    fn resolve(&mut self) {
        for at in 0..self.claims.len() {
            let mut claim = self.claims[at].clone();
            let outcomes = claim.outcomes().unwrap();
            let ruling = |(key, outcome): (&settlement::claim::LineKey, &Outcome)| {
                let event = self.event(key.settlement.as_str())?;
                (outcome.suspended() > Fen::ZERO).then(|| Ruling {
                    line: key.clone(),
                    refused: Fen::new(outcome.suspended().get() * event.6 / 10),
                    fault: Fault::Provider,
                    reason: "核实后决定".to_owned(),
                })
            };
            let rulings: Vec<_> = outcomes.iter().filter_map(ruling).collect();
            let earlier = self
                .outcomes
                .entry(claim.key().pay.fund.clone())
                .or_default();
            let by = signed("city", city(), "2025-12-20");
            match claim.resolve(by, rulings, earlier) {
                Ok(()) => {}
                Err(refused) => assert_eq!(refused.code(), "claim.nothing_to_resolve"),
            }
            earlier.outcomes.extend(claim.outcomes().unwrap());
            self.claims[at] = claim;
        }
    }
}

fn run(events: &[Event]) -> (City, Vec<Payable>) {
    let all: Vec<Payable> = events
        .iter()
        .enumerate()
        .flat_map(|(at, event)| of_event(at, event))
        .collect();
    let mut city = City {
        events: events.to_vec(),
        claims: Vec::new(),
        outcomes: BTreeMap::new(),
        submitted: BTreeSet::new(),
        claimed: BTreeSet::new(),
    };
    for month in 0..7 {
        city.month(month, &all);
    }
    (city, all)
}

fn identities(city: &City, all: &[Payable]) {
    for claim in &city.claims {
        let outcome = claim.outcome().unwrap();
        let parts = [
            outcome.approved(),
            outcome.refused(),
            outcome.suspended(),
            outcome.open(),
        ];
        let declared = claim.declared().unwrap();
        let claimed = Fen::checked_sum([declared.fund, declared.account]);
        assert_eq!(Fen::checked_sum(parts), claimed);
        assert_eq!(Some(outcome.claimed()), claimed);
        let awards = claim.awards().unwrap();
        let awarded = Fen::checked_sum(awards.iter().map(|award| award.amount));
        assert_eq!(awarded, Some(outcome.approved()));
    }
    for (key, standing) in payables(all, &city.claims).unwrap() {
        let of_key = city.claims.iter().filter(|claim| claim.key().pay == key);
        let waiting = of_key.map(|claim| claim.outcome().unwrap().payable().unwrap());
        assert_eq!(standing.payable().ok(), Fen::checked_sum(waiting));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// payables = Σ settlements − Σ decided; paid + suspended + refused + open = claimed; a settlement is in exactly
    /// one claim.
    #[test]
    fn the_sub_ledger_adds_up(events in events()) {
        let (mut city, all) = run(&events);
        let lines: usize = city.claims.iter().map(|claim| claim.lines().len()).sum();
        prop_assert_eq!(lines, all.len());
        identities(&city, &all);
        city.resolve();
        identities(&city, &all);
        for (_, standing) in payables(&all, &city.claims).unwrap() {
            prop_assert_eq!(standing.payable(), Ok(Fen::ZERO));
        }
        // What was reversed was, over all claims, never approved and never refused.
        for (at, event) in events.iter().enumerate().filter(|(_, event)| event.7 > 0) {
            let of = |claim: &Claim| -> Vec<Outcome> {
                let ours = |key: &str| key == format!("S{at:03}") || key == format!("R{at:03}");
                let all = claim.outcomes().unwrap().into_iter();
                all.filter(|(key, _)| ours(key.settlement.as_str())).map(|(_, one)| one).collect()
            };
            let both: Vec<Outcome> = city.claims.iter().flat_map(of).collect();
            prop_assert_eq!(both.len(), 2, "{:?}", event);
            prop_assert_eq!(Outcome::sum(&both).unwrap(), Outcome::default());
        }
    }

    /// Payments month by month, with what a negative month carries on, come to what was approved.
    #[test]
    fn payments_come_to_what_was_approved(events in events()) {
        let (mut city, _) = run(&events);
        city.resolve();
        for (of_county, of_fund) in [
            (county(), fund()),
            (region("340422"), fund()),
            (county(), FundCode::new("employee-account").unwrap()),
        ] {
            pay_all(&city, of_county, &of_fund);
        }
    }
}

fn pay_all(city: &City, of_county: RegionCode, of_fund: &FundCode) {
    let of =
        |claim: &&Claim| claim.key().pay.county == of_county && claim.key().pay.fund == *of_fund;
    let claims: Vec<&Claim> = city.claims.iter().filter(of).collect();
    let Some(first) = claims.first() else {
        return;
    };
    let (mut paid, mut carried) = (Fen::ZERO, Carried::default());
    let mut steps = BTreeSet::new();
    for claim in &claims {
        let bearing = Bearing {
            carried_in: carried,
            ..Bearing::after(&steps)
        };
        let sheet = sheet(&first.key().pay, &[claim], &bearing).unwrap();
        let portions = Fen::checked_sum(sheet.portions.iter().map(|portion| portion.amount));
        assert_eq!(portions, Some(sheet.net));
        assert!(
            sheet
                .portions
                .iter()
                .all(|portion| portion.amount > Fen::ZERO)
        );
        paid = paid.checked_add(sheet.net).unwrap();
        carried = sheet.carried_out;
        steps.extend(sheet.steps);
    }
    let approved = claims
        .iter()
        .map(|claim| claim.outcome().unwrap().approved());
    let all = [paid, carried.fund, carried.account];
    assert_eq!(Fen::checked_sum(all), Fen::checked_sum(approved));
    let nothing = sheet(&first.key().pay, &claims, &Bearing::after(&steps)).unwrap();
    assert_eq!(nothing.net, Fen::ZERO);
}
