//! Whether everything that was acknowledged is stored, and the store is right.

use std::collections::BTreeMap;

use access::Scope;
use anyhow::{Result, anyhow};
use service::{Clock, Desk, maintenance};
use settlement::RecordNo;
use store::Store;
use store::counter::record;

use super::ground::Ground;
use super::tally::Receipt;
use crate::office::{Fault, WallClock};

/// What was found.
pub struct Proof {
    /// What was acknowledged and is stored to the 分.
    pub stored: usize,
    /// What was acknowledged and is not, or otherwise.
    pub missing: Vec<String>,
    /// Checks of `db verify`.
    pub checks: usize,
    /// Those that found something.
    pub wrong: Vec<String>,
}

/// Looks into the store through a connection of its own.
///
/// # Errors
/// Where it cannot be read.
pub fn of(ground: &Ground, receipts: &[Receipt], clock: &WallClock) -> Result<Proof> {
    let store = Store::open(ground.place.clone()).map_err(Fault::from)?;
    let mut proof = Proof {
        stored: 0,
        missing: Vec::new(),
        checks: 0,
        wrong: Vec::new(),
    };
    for some in receipts.chunks(2_000) {
        compare(&store, Scope::whole(ground.town.pool), some, &mut proof)?;
    }
    let clock: &dyn Clock = clock;
    let desk = Desk::new(&store, clock);
    let operator = ground.town.staff.of("yunwei")?;
    let all = maintenance::verify_all(&desk, operator, &mut |_, _| ()).map_err(Fault::from)?;
    proof.checks = all.len();
    proof.wrong = all
        .iter()
        .filter_map(|(check, outcome)| {
            let first = outcome.first.as_ref()?;
            Some(format!("{}：{}：{}", check.zh, first.record, first.zh))
        })
        .collect();
    Ok(proof)
}

fn compare(store: &Store, scope: Scope, receipts: &[Receipt], proof: &mut Proof) -> Result<()> {
    let numbers: Vec<RecordNo> = receipts
        .iter()
        .filter_map(|one| RecordNo::new(one.record))
        .collect();
    let rows = store.read(|session| record::find(session, scope, &numbers));
    let rows = rows.map_err(|error| anyhow!(error.zh()))?;
    let known: BTreeMap<i64, _> = rows
        .iter()
        .map(|row| (row.no.get(), (row.bill, row.fund_pay)))
        .collect();
    for one in receipts {
        match known.get(&one.record) {
            Some(found) if *found == (one.bill, one.fund_pay) => proof.stored += 1,
            Some((bill, fund_pay)) => proof.missing.push(format!(
                "结算 {}：答复费用 {}、基金 {}，库中 {bill}、{fund_pay}",
                one.record, one.bill, one.fund_pay
            )),
            None => proof
                .missing
                .push(format!("结算 {} 已答复，库中没有", one.record)),
        }
    }
    Ok(())
}
