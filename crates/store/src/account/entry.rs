//! Accounts and their entries.

use access::Scope;
use base::{BillNo, Date, Fen, OrganisationNo, PersonNo, ProposalNo, RegionCode};
use enrolment::Month;
use enrolment::account::{AccountEntry, AccountEntryNo, Balance, EntryKind, Heir, Move};

use crate::{Row, Session, StoreError, Tx, Value, params};

/// An account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRow {
    /// The bucket of the person.
    pub bucket: i64,
    /// Whose.
    pub person: PersonNo,
    /// The region of the employer that opened it.
    pub region: RegionCode,
    /// The employer.
    pub employer: OrganisationNo,
    /// Since when.
    pub opened_on: Date,
}

/// Where the entries of an account lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountPlace {
    /// The bucket of the person.
    pub bucket: i64,
    /// Whose.
    pub person: PersonNo,
    /// The region of the employer that opened it.
    pub region: RegionCode,
}

impl AccountRow {
    /// Where its entries lie.
    #[must_use]
    pub const fn place(&self) -> AccountPlace {
        AccountPlace {
            bucket: self.bucket,
            person: self.person,
            region: self.region,
        }
    }
}

/// An entry to be added to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The account.
    pub account: AccountPlace,
    /// Day of the entry.
    pub on: Date,
    /// Why.
    pub kind: EntryKind,
    /// The month of a credit (202603), the year of interest and carry-over (2026), else 0.
    pub period: i64,
    /// What it does.
    pub moves: Move,
    /// The balance after it.
    pub after: Balance,
    /// The entry that it corrects.
    pub corrects: Option<AccountEntryNo>,
    /// The bill whose money it is.
    pub bill: Option<BillNo>,
    /// Rule and article.
    pub because: String,
}

/// Opens an account.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where there is one,
/// [`StoreError::Guard`] for a region outside the scope.
pub fn open(tx: &mut Tx<'_>, scope: Scope, account: &AccountRow) -> Result<(), StoreError> {
    open_many(tx, scope, std::slice::from_ref(account))
}

/// Opens accounts.
///
/// # Errors
/// As [`open`].
pub fn open_many(tx: &mut Tx<'_>, scope: Scope, accounts: &[AccountRow]) -> Result<(), StoreError> {
    for account in accounts {
        crate::within(scope, account.region)?;
    }
    let (pool, now) = (tx.pool(), tx.no());
    let row = |it: &AccountRow| {
        params![
            pool,
            it.bucket,
            it.person,
            it.region,
            it.employer,
            it.opened_on,
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = accounts.iter().map(row).collect();
    let columns = [
        "pool",
        "bucket",
        "person",
        "region",
        "organisation",
        "opened_on",
        "tx_from",
    ];
    tx.insert("account", &columns, &rows)
}

/// Adds entries, in the order given; their numbers rise.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where a month or year was entered before.
pub fn add(tx: &mut Tx<'_>, scope: Scope, entries: &[NewEntry]) -> Result<(), StoreError> {
    for entry in entries {
        crate::within(scope, entry.account.region)?;
    }
    let count = u32::try_from(entries.len());
    let count = count.map_err(|_| StoreError::Engine("too many entries at once".to_owned()))?;
    if count == 0 {
        return Ok(());
    }
    let first = tx.take("account_entry", count)?;
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(no, it): (i64, &NewEntry)| {
        params![
            pool,
            it.account.bucket,
            it.account.person,
            no,
            it.account.region,
            it.on,
            it.kind.code(),
            it.period,
            it.moves.current,
            it.moves.past,
            it.after.current,
            it.after.past,
            it.corrects,
            it.bill,
            it.because.as_str(),
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = (first..).zip(entries).map(row).collect();
    let columns = [
        "pool",
        "bucket",
        "person",
        "account_entry",
        "region",
        "entry_on",
        "kind",
        "period",
        "current_move",
        "past_move",
        "current_after",
        "past_after",
        "corrects",
        "premium_bill",
        "reason",
        "tx_from",
    ];
    tx.insert("account_entry", &columns, &rows)
}

/// The account of a person.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    person: PersonNo,
) -> Result<Option<AccountRow>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT a.bucket, a.person, a.region, a.organisation, a.opened_on FROM person p \
         JOIN account a ON a.pool = p.pool AND a.bucket = p.bucket AND a.person = p.person \
         WHERE p.pool = $1 AND p.person = $2 AND a.region BETWEEN $3 AND $4",
        &params![scope.pool(), person, first, last],
    )?;
    row.as_ref().map(read).transpose()
}

/// Up to `limit` accounts behind a person, by person.
///
/// # Errors
/// [`StoreError`].
pub fn accounts(
    session: &mut Session<'_>,
    scope: Scope,
    after: i64,
    limit: i64,
) -> Result<Vec<AccountRow>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT bucket, person, region, organisation, opened_on FROM account \
         WHERE pool = $1 AND person > $2 AND region BETWEEN $3 AND $4 ORDER BY person LIMIT $5",
        &params![scope.pool(), after, first, last, limit],
    )?;
    rows.iter().map(read).collect()
}

/// The entries of an account, by number.
///
/// # Errors
/// [`StoreError`].
pub fn entries(
    session: &mut Session<'_>,
    scope: Scope,
    account: &AccountRow,
) -> Result<Vec<AccountEntry>, StoreError> {
    let (first, last) = scope.span();
    // Who may see the account sees all of it, what employers of other counties paid in too.
    let rows = session.rows(
        "SELECT e.account_entry, e.person, e.entry_on, e.kind, e.period, e.current_move, e.past_move, e.corrects, e.reason \
         FROM account a JOIN account_entry e ON e.pool = a.pool AND e.bucket = a.bucket AND e.person = a.person \
         WHERE a.pool = $1 AND a.bucket = $2 AND a.person = $3 AND a.region BETWEEN $4 AND $5 \
         ORDER BY e.account_entry",
        &params![scope.pool(), account.bucket, account.person, first, last],
    )?;
    rows.iter().map(read_entry).collect()
}

/// Records to whom an account was paid out.
///
/// # Errors
/// [`StoreError`].
pub fn add_heirs(
    tx: &mut Tx<'_>,
    account: &AccountRow,
    shares: &[(Heir, Fen)],
    document: &str,
    proposal: ProposalNo,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(place, (heir, amount)): (i64, &(Heir, Fen))| {
        params![
            pool,
            account.bucket,
            account.person,
            place,
            heir.name.as_str(),
            heir.weight,
            *amount,
            document,
            proposal,
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = (1..).zip(shares).map(row).collect();
    let columns = [
        "pool", "bucket", "person", "place", "name", "weight", "amount", "document", "proposal",
        "tx_from",
    ];
    tx.insert("account_heir", &columns, &rows)
}

pub(super) fn read(row: &Row) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        bucket: row.int(0)?,
        person: row.no(1, PersonNo::new)?,
        region: row.region(2)?,
        employer: row.no(3, OrganisationNo::new)?,
        opened_on: row.date(4)?,
    })
}

fn read_entry(row: &Row) -> Result<AccountEntry, StoreError> {
    let kind = row.code(3, EntryKind::parse)?;
    let period = row.int(4)?;
    Ok(AccountEntry {
        no: row.no(0, AccountEntryNo::new)?,
        person: row.no(1, PersonNo::new)?,
        on: row.date(2)?,
        kind,
        month: (kind == EntryKind::Credit)
            .then(|| Month::from_number(period))
            .flatten(),
        moves: Move {
            current: row.fen(5)?,
            past: row.fen(6)?,
        },
        corrects: row.maybe_int(7)?.and_then(AccountEntryNo::new),
        because: row.text(8)?.to_owned(),
    })
}
