//! From changes to rows: one insertion a table for a whole batch.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, PersonNo};
use enrolment::account::{Balance, Move};
use settlement::{FilingNo, RecordNo, VisitNo};
use store::account::{AccountPlace, NewEntry};
use store::counter::{accumulator, bill, filing, insured, line, message, payable, record, visit};
use store::{Event, Tx, list};

use super::Change;
use super::change::AccountMove;
use super::person::AccountFile;
use super::world::signed;
use crate::ServiceError;

/// Accounts as they stood before a batch.
pub type Accounts = BTreeMap<PersonNo, AccountFile>;

/// Rows of a batch, by table.
#[derive(Default)]
pub struct Rows {
    opened: BTreeMap<VisitNo, visit::VisitRow>,
    visits: BTreeMap<VisitNo, visit::VisitRow>,
    lines: Vec<line::LineRow>,
    undone: Vec<(i64, VisitNo, u64)>,
    records: BTreeMap<RecordNo, record::RecordRow>,
    replayed: BTreeMap<RecordNo, record::RecordRow>,
    entries: Vec<accumulator::EntryRow>,
    payables: Vec<payable::PayableRow>,
    shares: Vec<insured::ShareRow>,
    billed: Vec<bill::BillRow>,
    unbilled: Vec<RecordNo>,
    accounts: Vec<AccountMove>,
    filed: Vec<filing::FilingRow>,
    steps: Vec<filing::StepRow>,
    rests: Vec<(i64, FilingNo, RecordNo)>,
    messages: Vec<message::MessageRow>,
    lists: Vec<list::NewVersion>,
    list_steps: Vec<list::StepRow>,
    events: Vec<Event>,
}

impl Rows {
    /// Takes the changes of one message in. What was written and changed within one batch is written once, as
    /// it stands at the end.
    pub fn take(&mut self, changes: Vec<Change>) {
        for change in changes {
            self.take_one(change);
        }
    }

    fn take_one(&mut self, change: Change) {
        match change {
            Change::Opened(row) => {
                self.opened.insert(row.no, *row);
            }
            Change::Visit(row) => match self.opened.get_mut(&row.no) {
                Some(opened) => *opened = *row,
                None => {
                    self.visits.insert(row.no, *row);
                }
            },
            Change::Lines(mut lines) => self.lines.append(&mut lines),
            Change::Undone {
                bucket,
                visit,
                lines,
            } => {
                let undone = lines.into_iter().map(|line| (bucket, visit, line));
                self.undone.extend(undone);
            }
            Change::Record(row) => {
                self.records.insert(row.no, *row);
            }
            Change::Replayed(row) => match self.records.get_mut(&row.no) {
                Some(made) => *made = *row,
                None => {
                    self.replayed.insert(row.no, *row);
                }
            },
            Change::Entries(mut entries) => self.entries.append(&mut entries),
            Change::Payables(mut payables) => self.payables.append(&mut payables),
            Change::Insured(mut shares) => self.shares.append(&mut shares),
            Change::Billed(row) => self.billed.push(*row),
            Change::Unbilled(record) => {
                // what was taken and given back within one batch never was
                self.billed
                    .retain(|it| it.at != bill::Where::Counter(record));
                self.unbilled.push(record);
            }
            Change::Account(moved) => self.accounts.push(moved),
            Change::Filed(row) => self.filed.push(*row),
            Change::Stepped(step) => self.steps.push(step),
            Change::Rests {
                bucket,
                record,
                filings,
            } => {
                let rests = filings.into_iter().map(|filing| (bucket, filing, record));
                self.rests.extend(rests);
            }
            Change::Tombstone(row) => self.messages.push(*row),
            Change::List(version) => self.lists.push(*version),
            Change::ListStep(step) => self.list_steps.push(*step),
        }
    }

    /// Keeps the answer of a message.
    pub fn answered(&mut self, row: message::MessageRow) {
        self.messages.push(row);
    }

    /// Others are told.
    pub fn tell(&mut self, mut events: Vec<Event>) {
        self.events.append(&mut events);
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // a message leaves its answer whatever else it does
        self.messages.is_empty()
    }

    /// Writes everything.
    ///
    /// # Errors
    /// [`ServiceError`]; the transaction must be given up then.
    pub fn write(
        self,
        tx: &mut Tx<'_>,
        scope: Scope,
        accounts_before: (&Accounts, Date),
    ) -> Result<(), ServiceError> {
        let values = |rows: BTreeMap<VisitNo, visit::VisitRow>| -> Vec<visit::VisitRow> {
            rows.into_values().collect()
        };
        visit::add(tx, scope, &values(self.opened))?;
        visit::change(tx, scope, &values(self.visits))?;
        line::add(tx, &self.lines)?;
        line::undo(tx, &self.undone)?;
        let records: Vec<record::RecordRow> = self.records.into_values().collect();
        record::add(tx, scope, &records)?;
        let replayed: Vec<record::RecordRow> = self.replayed.into_values().collect();
        record::replace(tx, scope, &replayed)?;
        accumulator::add(tx, &self.entries)?;
        payable::add(tx, scope, &self.payables)?;
        insured::add(tx, scope, &self.shares)?;
        bill::give_back(tx, &self.unbilled)?;
        bill::add(tx, scope, &self.billed)?;
        accounts(tx, scope, accounts_before, &self.accounts)?;
        filing::add(tx, scope, &self.filed)?;
        filing::step(tx, &self.steps)?;
        filing::rests(tx, &self.rests)?;
        list::upload(tx, scope, &self.lists)?;
        if !self.list_steps.is_empty() {
            list::step(tx, &self.list_steps)?;
        }
        message::add(tx, &self.messages)?;
        tx.emit(&self.events)?;
        Ok(())
    }
}

/// Entries of accounts, each with the balance after it. `before` is what stood in the accounts before the batch.
fn accounts(
    tx: &mut Tx<'_>,
    scope: Scope,
    (before, today): (&Accounts, Date),
    moves: &[AccountMove],
) -> Result<(), ServiceError> {
    let mut balances: BTreeMap<PersonNo, Balance> = BTreeMap::new();
    let mut entries = Vec::with_capacity(moves.len());
    for moved in moves {
        let account = before.get(&moved.person);
        let account = account.ok_or(ServiceError::NotFound("个人账户"))?;
        let (current, past) = signed(moved);
        let step = Move { current, past };
        let balance = balances.get(&moved.person).copied();
        let after = balance.unwrap_or(account.balance).after(step)?;
        balances.insert(moved.person, after);
        entries.push(NewEntry {
            account: AccountPlace {
                bucket: account.owner.bucket,
                person: account.owner.person,
                region: account.region,
            },
            on: today,
            kind: moved.kind,
            period: 0,
            moves: step,
            after,
            corrects: None,
            bill: None,
            because: moved.because.clone(),
        });
    }
    store::account::add(tx, scope, &entries)?;
    Ok(())
}
