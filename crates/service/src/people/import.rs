//! Lists of persons: taken in chunk by chunk, resumable, with a result for every row.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Permission, Scope};
use base::{BatchNo, Fen, Refused, RegionCode};
use enrolment::people::{
    Admission, Admitted, Doubt, Fate, MatchRule, MinimumSet, RawPerson, admit,
};
use store::batch::{self, Batch, BatchRow, Chunk};
use store::people::register::{self as rows, SourceRow};
use store::people::{regions, sources};

use super::entry::{Entered, enter};
use crate::{Desk, ServiceError, running};

/// What is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The region whose people the list names.
    pub region: RegionCode,
    /// What makes the same command find the batch again: the digest of the file.
    pub key: String,
    /// Taken over from an old list: flawed numbers are kept and marked.
    pub legacy: bool,
    /// The list of a take-over that this is, by the giver's name.
    pub list: Option<String>,
}

impl Order {
    /// What the batch is found again by: the file, and what changes what becomes of a row.
    fn found_by(&self) -> String {
        let legacy = if self.legacy { "legacy" } else { "" };
        let list = self.list.as_deref().unwrap_or_default();
        format!("{}|{legacy}|{list}", self.key)
    }
}

/// A row as the reader of the file gives it.
#[derive(Clone, Debug)]
pub struct InRow<'a> {
    /// The line of the file.
    pub line: i64,
    /// Its items, or why it cannot be read: code and sentence.
    pub items: Result<RawPerson<'a>, (String, String)>,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowResult {
    /// The line of the file.
    pub line: i64,
    /// New, known, queued or refused.
    pub fate: Fate,
    /// Whose record it became or fits.
    pub person: Option<base::PersonNo>,
    /// What the row is about, masked.
    pub shown: String,
    /// Code and sentence of a refusal or a remark.
    pub remark: Option<(String, String)>,
}

/// A list being taken in.
pub struct Import {
    batch: Batch,
    scope: Scope,
    legacy: bool,
    set: MinimumSet,
    rule: MatchRule,
    regions: BTreeSet<RegionCode>,
}

impl Import {
    /// Opens a list, or finds it where it was left.
    ///
    /// # Errors
    /// [`ServiceError::Denied`]; storage; [`ServiceError::Store`] with a conflict where the list was not
    /// handed over or another file took it in.
    pub fn open(desk: &Desk<'_>, actor: &Actor, order: &Order) -> Result<Import, ServiceError> {
        let scope = actor.may_in(Permission::PersonWrite, order.region)?;
        let set = MinimumSet::parse(MinimumSet::SHIPPED)
            .map_err(|error| ServiceError::Input(error.zh()))?;
        let rule = MatchRule::parse(MatchRule::SHIPPED)
            .map_err(|error| ServiceError::Input(error.zh()))?;
        let known = desk.read(|session| regions::all(session, scope))?;
        let batch = desk.write::<_, ServiceError>(actor, "person.import", None, |tx| {
            let batch = batch::open(tx, order.region, "person.import", &order.found_by())?;
            if let Some(list) = &order.list {
                sources::taken_by(tx, scope, list, batch.no)?;
            }
            Ok(batch)
        })?;
        Ok(Import {
            batch,
            scope,
            legacy: order.legacy,
            set,
            rule,
            regions: known.into_keys().collect(),
        })
    }

    /// The batch.
    #[must_use]
    pub const fn batch(&self) -> &Batch {
        &self.batch
    }

    /// How many rows were dealt with: the caller goes on behind them.
    #[must_use]
    pub fn done(&self) -> u64 {
        u64::try_from(self.batch.done).unwrap_or(0)
    }

    /// Takes a chunk of rows in, in one transaction. `last` closes the batch.
    ///
    /// # Errors
    /// [`ServiceError::Store`]; nothing of the chunk was written then.
    pub fn take(
        &mut self,
        desk: &Desk<'_>,
        actor: &Actor,
        rows: &[InRow<'_>],
        last: bool,
    ) -> Result<Vec<RowResult>, ServiceError> {
        let today = desk.today();
        let mut results = Vec::with_capacity(rows.len());
        let (mut admitted, mut places) = (Vec::new(), Vec::new());
        for (place, row) in rows.iter().enumerate() {
            let (result, taken) = self.judge(row, today);
            if let Some(taken) = taken {
                admitted.push(taken);
                places.push(place);
            }
            results.push(result);
        }
        let (scope, rule, batch) = (self.scope, &self.rule, &self.batch);
        let after = desk.write::<_, ServiceError>(actor, "person.import", None, |tx| {
            running::hold(tx, batch)?;
            let entered = enter(tx, scope, rule, &admitted, today)?;
            let mut kept = Vec::new();
            for (one, place) in entered.iter().zip(&places) {
                let Some(result) = results.get_mut(*place) else {
                    continue;
                };
                fill(result, one);
                kept.extend(one.person.map(|key| SourceRow {
                    batch: batch.no,
                    line: result.line,
                    key,
                    fate: one.fate,
                }));
            }
            rows::sources(tx, &kept)?;
            Ok(batch::advance(tx, batch, &chunk(&results, last))?)
        })?;
        self.batch = after;
        Ok(results)
    }

    fn judge(&self, row: &InRow<'_>, today: base::Date) -> (RowResult, Option<Admitted>) {
        let mut result = RowResult {
            line: row.line,
            fate: Fate::Refused,
            person: None,
            shown: String::new(),
            remark: None,
        };
        let items = match &row.items {
            Ok(items) => items,
            Err(why) => {
                result.remark = Some(why.clone());
                return (result, None);
            }
        };
        let number = items.get(enrolment::people::Field::DocumentNumber);
        result.shown = base::mask(base::Personal::DocumentNumber, number);
        let (pool, codes) = (self.scope.pool(), &self.regions);
        let known = |region: RegionCode| {
            !pool.contains(region) || codes.is_empty() || codes.contains(&region)
        };
        let judged = admit(
            items,
            &Admission {
                set: &self.set,
                today,
                legacy: self.legacy,
                known_region: &known,
            },
        );
        let judged = judged.and_then(|taken| match self.scope.covers(taken.residence) {
            true => Ok(taken),
            false => Err(vec![self.elsewhere(taken.residence)]),
        });
        match judged {
            Ok(taken) => {
                result.remark = doubts(&taken.doubts);
                (result, Some(taken))
            }
            Err(flaws) => {
                result.remark = refused(&flaws);
                (result, None)
            }
        }
    }

    fn elsewhere(&self, residence: RegionCode) -> Refused {
        Refused::new(
            "row.region",
            format!(
                "居住地 {} 不在本次办理的管辖范围 {} 内，请由当地办理。",
                residence.short(),
                self.scope.region().short()
            ),
        )
    }

    /// The number of the batch.
    #[must_use]
    pub const fn no(&self) -> BatchNo {
        self.batch.no
    }
}

/// What became of every row of a batch so far, by line, as the store keeps it: also for a file that was cut
/// off, or taken in whole before.
///
/// # Errors
/// [`ServiceError::Denied`]; storage.
pub fn results(
    desk: &Desk<'_>,
    actor: &Actor,
    batch: &Batch,
) -> Result<Vec<RowResult>, ServiceError> {
    let scope = actor.may_in(Permission::PersonWrite, batch.region)?;
    let read = desk.read::<_, ServiceError>(|session| {
        let taken = sources::of_batch(session, scope, batch.no)?;
        Ok((taken, batch::rows(session, scope, batch.no)?))
    });
    let (taken, told) = read?;
    let mut all: BTreeMap<i64, RowResult> = told
        .into_iter()
        .map(|row| {
            let result = RowResult {
                line: row.line,
                fate: Fate::Refused,
                person: None,
                shown: row.shown,
                remark: Some((row.code, row.reason)),
            };
            (row.line, result)
        })
        .collect();
    for row in taken {
        let result = all.entry(row.line).or_insert_with(|| RowResult {
            line: row.line,
            fate: row.fate,
            person: None,
            shown: String::new(),
            remark: None,
        });
        (result.fate, result.person) = (row.fate, Some(row.person));
    }
    Ok(all.into_values().collect())
}

/// All reasons of a row in one sentence, under the code of the first.
fn refused(flaws: &[Refused]) -> Option<(String, String)> {
    let first = flaws.first()?;
    let zh: Vec<String> = flaws.iter().map(Refused::zh).collect();
    Some((first.code().to_owned(), zh.join("")))
}

fn doubts(doubts: &[Doubt]) -> Option<(String, String)> {
    let first = doubts.first()?;
    let zh: Vec<&str> = doubts.iter().map(|doubt| doubt.zh()).collect();
    Some((
        format!("person.{}", first.code()),
        format!("{}，请核对。", zh.join("；")),
    ))
}

fn fill(result: &mut RowResult, entered: &Entered) {
    result.fate = entered.fate;
    result.person = entered.person.map(|key| key.person);
    if let Some(remark) = &entered.remark {
        let before = result.remark.take().map_or(String::new(), |(_, zh)| zh);
        let zh = format!("{}{before}", remark.zh());
        result.remark = Some((remark.code().to_owned(), zh));
    }
}

/// What a chunk did: rows known and queued are taken, with a remark.
fn chunk(results: &[RowResult], last: bool) -> Chunk {
    let taken = results.iter().filter(|row| row.fate != Fate::Refused);
    let taken = i64::try_from(taken.count()).unwrap_or(i64::MAX);
    let rows = results.iter().filter_map(|row| {
        let (code, reason) = row.remark.clone()?;
        Some(BatchRow {
            line: row.line,
            refused: row.fate == Fate::Refused,
            code,
            shown: row.shown.clone(),
            reason,
        })
    });
    Chunk {
        taken,
        amount: Fen::ZERO,
        rows: rows.collect(),
        last,
    }
}
