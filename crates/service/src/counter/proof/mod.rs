//! Every settlement recomputed from what was kept of it.
//!
//! A row keeps what went into a determination and the hash of what came out. Here each is determined again by the
//! package of that hash: the receipt, the money of the answer, the amounts of the row and what was added to
//! accumulators must all follow. Records are read one visit after the other, so that a store of any size is proven
//! in bounded memory.

mod sums;

use std::collections::BTreeMap;
use std::sync::Arc;

use base::Refused;
use benefit::keys::AccKey;
use benefit::plan::Policy;
use settlement::RecordNo;
use settlement::answer::{Projection, answer};
use settlement::bill::{Posting, SettlementRecord, YearEnd, net};
use store::counter::proof::{self as rows, Added};
use store::counter::record::{Nature, RecordRow};
use store::verify::{Check, Outcome};
use store::{Session, StoreError};

use super::act::{Kept, Money};
use super::rules::{Rules, RulesSource as _, hex};
use super::source::StoredRules;
use super::world::sub_balance;
use crate::ServiceError;
use sums::{Left, Sums};

/// The checks of the counter that need the rules.
pub const CHECKS: &[Check] = &[Check {
    name: "counter.determinations",
    zh: "每笔结算按保存的依据重算，结果、金额、累计与记录一致",
    run: stored,
}];

/// By the packages that the pooling areas of the store adopted.
fn stored(session: &mut Session<'_>) -> Result<Outcome, StoreError> {
    let mut proof = Proof::default();
    for (pool, _) in store::pool::all(session)? {
        match StoredRules::new(pool, YearEnd::Whole).current(session) {
            Ok(rules) => proof.learn(&rules),
            Err(ServiceError::Store(error)) => return Err(error),
            Err(other) => {
                let record = format!("adoption pool={}", pool.number());
                return Ok(Outcome::differs(0, record, other.zh()));
            }
        }
    }
    proof.run(session)
}

/// What determinations are made again by: every package under its hash, with its projection.
#[derive(Default)]
pub struct Proof {
    packages: BTreeMap<String, (Arc<Policy>, Projection)>,
}

/// Records of a visit: pooling area and rows.
type OfVisit = (i64, Vec<RecordRow>);

impl Proof {
    /// Takes the packages of a pooling area in.
    pub fn learn(&mut self, rules: &Rules) {
        for adopted in &rules.adopted {
            let policy = &adopted.policy;
            let projection = rules.projection(policy).clone();
            self.packages
                .insert(hex(&policy.hash), (Arc::clone(policy), projection));
        }
    }

    /// Proves every record of the store.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn run(&self, session: &mut Session<'_>) -> Result<Outcome, StoreError> {
        let (mut examined, mut wrong) = (0, None);
        let mut sums = Sums::none();
        each_visit(session, &mut |pool, visit| {
            examined += visit.len() as u64;
            if wrong.is_none() {
                wrong = self.visit(pool, visit).err();
            }
            for (record, key, amount) in postings(visit) {
                sums.expect((pool, record), &key, amount);
            }
        })?;
        if let Some((record, said)) = wrong {
            return Ok(Outcome::differs(examined, record, said.sentence()));
        }
        let mut lost = None;
        rows::added(session, &mut |added| {
            match added.settlement {
                Some(settlement) => sums.found((added.pool, settlement), &added.key, added.amount),
                None => {
                    lost = lost
                        .take()
                        .or_else(|| Some(named(added.pool, added.record)))
                }
            }
            Ok(())
        })?;
        if let Some(record) = lost {
            return Ok(Outcome::differs(examined, record, "累计所依据的结算不存在"));
        }
        match sums.differing() {
            None => Ok(Outcome::sound(examined)),
            Some(place) => narrowed(session, examined, place),
        }
    }

    /// Proves the records of a visit, the first that does not follow with what is wrong with it.
    fn visit(&self, pool: i64, visit: &[RecordRow]) -> Result<(), (String, Refused)> {
        let mut known: BTreeMap<RecordNo, SettlementRecord<'_>> = BTreeMap::new();
        let settlements = visit.iter().filter(|it| it.nature == Nature::Settlement);
        for row in settlements {
            let record = self.record(row, &known);
            let record = record.map_err(|said| (named(pool, row.no.get()), said))?;
            known.insert(row.no, record);
        }
        Ok(())
    }

    fn record(
        &self,
        row: &RecordRow,
        known: &BTreeMap<RecordNo, SettlementRecord<'_>>,
    ) -> Result<SettlementRecord<'_>, Refused> {
        let kept = Kept::read(row)?;
        let stack = kept.stack(|hash| self.packages.get(hash).map(|(policy, _)| &**policy))?;
        let (_, projection) = self
            .packages
            .get(&hex(&stack.base.hash))
            .ok_or_else(unreadable)?;
        let record = kept.record(stack, row, false)?;
        let before = row.replaces.map(|no| known.get(&no).ok_or_else(replaced));
        let before = before.transpose()?;
        let whole = record.adjudicated.postings(&record.stack);
        let earlier = before.map(|it| it.adjudicated.postings(&it.stack));
        if net(&whole, &earlier.unwrap_or_default()) != net(&record.postings, &[]) {
            return Err(Refused::new(
                "proof.postings",
                "结算记录计入累计的数额与重算结果不符，记录可能被改动，请核查。",
            ));
        }
        let again = answer(projection, &row.insurance, &record, before)?;
        money(row, &Money::of(&again, Default::default()))?;
        Ok(record)
    }
}

/// Whether the money of a row is that of the answer, and its columns say the same.
fn money(row: &RecordRow, again: &Money) -> Result<(), Refused> {
    let said = Money::read(&row.figures)?;
    let figures = &said.figures;
    let columns = [
        (row.bill, figures.medfee_sumamt),
        (row.fund_pay, figures.fund_pay_sumamt),
        (row.account_pay, figures.acct_pay),
        (row.cash, figures.psn_cash_pay),
        (row.provider_pay, figures.hosp_part_amt),
    ];
    let funds = |money: &Money| money.funds.iter().cloned().collect::<BTreeMap<_, _>>();
    let same = said.figures == again.figures
        && funds(&said) == funds(again)
        && columns.iter().all(|(column, figure)| column == figure);
    if same {
        return Ok(());
    }
    Err(Refused::new(
        "proof.money",
        "结算记录的金额与重算结果不符，记录可能被改动，请核查。",
    ))
}

/// What the settlements of a visit say that they added, but to accounts: their money stands in their entries.
fn postings(visit: &[RecordRow]) -> Vec<(i64, AccKey, i64)> {
    let mut all = Vec::new();
    for row in visit.iter().filter(|it| it.nature == Nature::Settlement) {
        let kept = serde_json::from_str::<Kept>(&row.kept).ok();
        for (id, owner, window, amount) in kept.map(|it| it.postings).unwrap_or_default() {
            let posting = Posting {
                key: AccKey { id, owner, window },
                amount,
            };
            if sub_balance(&posting.key).is_none() {
                all.push((row.no.get(), posting.key, posting.amount));
            }
        }
    }
    all
}

/// The first record of a place whose entries are not what its settlement added.
fn narrowed(session: &mut Session<'_>, examined: u64, place: usize) -> Result<Outcome, StoreError> {
    let mut left = Left::default();
    each_visit(session, &mut |pool, visit| {
        for (record, key, amount) in postings(visit) {
            if sums::place(record) == place {
                left.add((pool, record), &key, amount);
            }
        }
    })?;
    rows::added(session, &mut |added: Added| {
        if let Some(record) = added.settlement.filter(|it| sums::place(*it) == place) {
            let taken = added.amount.saturating_neg();
            left.add((added.pool, record), &added.key, taken);
        }
        Ok(())
    })?;
    let Some((pool, record, acc)) = left.first() else {
        return Ok(Outcome::sound(examined));
    };
    let zh = format!("累计 {acc} 的记账与结算计入的数额不符");
    Ok(Outcome::differs(examined, named(pool, record), zh))
}

/// The records, visit by visit.
fn each_visit(
    session: &mut Session<'_>,
    seen: &mut dyn FnMut(i64, &[RecordRow]),
) -> Result<(), StoreError> {
    let mut now: OfVisit = (0, Vec::new());
    rows::records(session, &mut |(pool, row)| {
        let same = now.1.last().is_some_and(|it| it.visit == row.visit);
        if !(same && now.0 == pool) {
            seen(now.0, &now.1);
            now = (pool, Vec::new());
        }
        now.1.push(row);
        Ok(())
    })?;
    seen(now.0, &now.1);
    Ok(())
}

fn named(pool: i64, record: i64) -> String {
    format!("settlement pool={pool} settlement={record}")
}

fn unreadable() -> Refused {
    Refused::new(
        "kept.form",
        "结算记录的计算依据不能读取，请报告系统管理员核查。",
    )
}

fn replaced() -> Refused {
    Refused::new(
        "proof.replaced",
        "结算记录所接续的前一次结算不存在，请核查。",
    )
}
