//! Bills and their parts.

use access::Scope;
use base::{
    BillNo, Date, EnrolmentNo, Fen, HouseholdNo, OrganisationNo, PersonNo, RegionCode, Validity,
};
use enrolment::Scheme;
use enrolment::contribution::bill::{Draft, FamilyBill, FamilyLine, Receivable, Settled};
use enrolment::contribution::standard::{GroupCode, StandardNo, TierCode};
use enrolment::contribution::{FundName, Open, Source, Year};

use crate::{OPEN_TX, Row, Session, StoreError, Tx, Value, open_date, params};

/// Where a bill lies, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillKey {
    /// Bucket of the person.
    pub bucket: i64,
    /// The bill.
    pub bill: BillNo,
}

/// A bill with a number, to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBill {
    /// Where it will lie.
    pub key: BillKey,
    /// The enrolment that it is for.
    pub enrolment: EnrolmentNo,
    /// What it says.
    pub draft: Draft,
}

/// A bill as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBill {
    /// Where it lies.
    pub key: BillKey,
    /// The enrolment.
    pub enrolment: EnrolmentNo,
    /// The person.
    pub person: PersonNo,
    /// Where the person is enrolled.
    pub region: RegionCode,
    /// The scheme.
    pub scheme: Scheme,
    /// The insurance year.
    pub year: Year,
    /// The version of the standard.
    pub standard: StandardNo,
    /// The group.
    pub group: Option<GroupCode>,
    /// The tier.
    pub tier: Option<TierCode>,
    /// The whole.
    pub amount: Fen,
    /// The person's part, what arrived for it, whether it was withdrawn.
    pub settled: Settled,
    /// The days in which the person may pay.
    pub window: Validity,
    /// When it was drawn up.
    pub drawn_on: Date,
    /// Whether a dispute about it is open.
    pub disputed: bool,
}

impl StoredBill {
    /// The bill as money sees it.
    #[must_use]
    pub const fn open(&self) -> Open {
        Open {
            bill: self.key.bill,
            year: self.year,
            settled: self.settled,
            window: self.window,
        }
    }
}

/// Writes bills and their parts, in bulk.
///
/// # Errors
/// [`StoreError::Conflict`] where a person has a live bill of the year already; [`StoreError`] here and below.
pub fn insert(tx: &mut Tx<'_>, bills: &[NewBill]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let mut heads = Vec::with_capacity(bills.len());
    let mut parts = Vec::with_capacity(bills.len().saturating_mul(5));
    for new in bills {
        let draft = &new.draft;
        let key = new.key;
        heads.push(head(pool, now, new));
        for (part, one) in (1_i64..).zip(&draft.receivables) {
            let group = one.group.as_ref().map_or("", |group| group.as_str());
            let row = params![
                pool,
                key.bucket,
                key.bill,
                part,
                one.source.code(),
                one.fund.as_str(),
                one.amount,
                group,
                one.sponsor,
                now
            ];
            parts.push(row.to_vec());
        }
    }
    let columns = [
        "pool",
        "bucket",
        "bill",
        "enrolment",
        "person",
        "region",
        "scheme",
        "benefit_year",
        "standard",
        "grp",
        "tier",
        "amount",
        "own",
        "pay_from",
        "pay_to",
        "drawn_on",
        "tx_from",
        "tx_to",
    ];
    tx.insert("bill", &columns, &heads)?;
    let columns = [
        "pool", "bucket", "bill", "part", "payer", "fund", "amount", "grp", "sponsor", "tx_from",
    ];
    tx.insert("bill_part", &columns, &parts)
}

fn head(pool: RegionCode, now: base::TxNo, new: &NewBill) -> Vec<Value> {
    let draft = &new.draft;
    let from = draft.window.from().unwrap_or(Date::MIN);
    let group = draft.group.as_ref().map_or("", |group| group.as_str());
    let tier = draft.tier.as_ref().map_or("", |tier| tier.as_str());
    params![
        pool,
        new.key.bucket,
        new.key.bill,
        new.enrolment,
        draft.insured.person,
        draft.insured.region,
        draft.insured.scheme.code(),
        draft.year,
        draft.standard.get(),
        group,
        tier,
        draft.total(),
        draft.due_of_person(),
        from,
        open_date(draft.window.until()),
        draft.drawn_on,
        now,
        OPEN_TX
    ]
    .to_vec()
}

/// Withdraws a bill: it keeps its parts and what was paid on it, and another may stand in its place.
///
/// # Errors
/// [`StoreError::Conflict`] where it was withdrawn before.
pub fn withdraw(
    tx: &mut Tx<'_>,
    bill: &StoredBill,
    reason: &str,
    replaced_by: Option<BillNo>,
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run_one(
        "UPDATE bill SET tx_to = $4 WHERE pool = $1 AND bucket = $2 AND bill = $3 AND tx_to = 9223372036854775807",
        &params![pool, bill.key.bucket, bill.key.bill, now],
    )?;
    tx.run(
        "INSERT INTO bill_end (pool, bucket, bill, region, reason, replaced_by, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![pool, bill.key.bucket, bill.key.bill, bill.region, reason, replaced_by, now],
    )?;
    Ok(())
}

/// A bill by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: BillNo,
) -> Result<Option<StoredBill>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT b.bucket, b.bill, b.enrolment, b.person, b.region, b.scheme, b.benefit_year, b.standard, b.grp, b.tier, \
         b.amount, b.own, (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person'), \
         b.tx_to, b.pay_from, b.pay_to, b.drawn_on, (SELECT COUNT(*) FROM dispute d \
         WHERE d.pool = b.pool AND d.bucket = b.bucket AND d.bill = b.bill AND d.tx_to = 9223372036854775807) \
         FROM bill b WHERE b.pool = $1 AND b.bill = $2 AND b.region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.as_ref().map(stored).transpose()
}

/// Every bill of some persons, withdrawn ones left out, by person and year.
///
/// # Errors
/// [`StoreError`].
pub fn of_persons(
    session: &mut Session<'_>,
    scope: Scope,
    persons: &[PersonNo],
) -> Result<Vec<StoredBill>, StoreError> {
    let (first, last) = scope.span();
    let list: Vec<i64> = persons.iter().map(|person| person.get()).collect();
    let rows = session.rows(
        "SELECT b.bucket, b.bill, b.enrolment, b.person, b.region, b.scheme, b.benefit_year, b.standard, b.grp, b.tier, \
         b.amount, b.own, (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person'), \
         b.tx_to, b.pay_from, b.pay_to, b.drawn_on, (SELECT COUNT(*) FROM dispute d \
         WHERE d.pool = b.pool AND d.bucket = b.bucket AND d.bill = b.bill AND d.tx_to = 9223372036854775807) \
         FROM person p JOIN bill b ON b.pool = p.pool AND b.bucket = p.bucket AND b.person = p.person \
         WHERE p.pool = $1 AND p.person IN {ints $2} AND b.tx_to = 9223372036854775807 \
         AND b.region BETWEEN $3 AND $4 ORDER BY b.person, b.benefit_year",
        &params![scope.pool(), list, first, last],
    )?;
    rows.iter().map(stored).collect()
}

/// Bills of a year in a region that are not paid in full, by number: a page of them.
///
/// # Errors
/// [`StoreError`].
pub fn unpaid(
    session: &mut Session<'_>,
    scope: Scope,
    year: Year,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredBill>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT b.bucket, b.bill, b.enrolment, b.person, b.region, b.scheme, b.benefit_year, b.standard, b.grp, b.tier, \
         b.amount, b.own, (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person'), \
         b.tx_to, b.pay_from, b.pay_to, b.drawn_on, (SELECT COUNT(*) FROM dispute d \
         WHERE d.pool = b.pool AND d.bucket = b.bucket AND d.bill = b.bill AND d.tx_to = 9223372036854775807) \
         FROM bill b WHERE b.pool = $1 AND b.benefit_year = $2 AND b.region BETWEEN $3 AND $4 \
         AND b.bill > $5 AND b.tx_to = 9223372036854775807 AND b.own > \
         (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person') \
         ORDER BY b.bill LIMIT $6",
        &params![scope.pool(), year, first, last, after, limit],
    )?;
    rows.iter().map(stored).collect()
}

/// What each payer owes of a bill.
///
/// # Errors
/// [`StoreError`].
pub fn parts(
    session: &mut Session<'_>,
    scope: Scope,
    key: BillKey,
) -> Result<Vec<Receivable>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.payer, p.fund, p.amount, p.grp, p.sponsor FROM bill_part p \
         JOIN bill b ON b.pool = p.pool AND b.bucket = p.bucket AND b.bill = p.bill \
         WHERE p.pool = $1 AND p.bucket = $2 AND p.bill = $3 AND b.region BETWEEN $4 AND $5 ORDER BY p.part",
        &params![scope.pool(), key.bucket, key.bill, first, last],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Receivable {
                source: row.code(0, Source::parse)?,
                fund: row.code(1, |text| FundName::new(text).ok())?,
                amount: row.fen(2)?,
                group: GroupCode::new(row.text(3)?).ok(),
                sponsor: row.maybe_int(4)?.and_then(OrganisationNo::new),
            })
        })
        .collect()
}

/// The bill of a household: the live bills of its members on a day.
///
/// # Errors
/// [`StoreError`].
pub fn family(
    session: &mut Session<'_>,
    scope: Scope,
    household: HouseholdNo,
    year: Year,
    on: Date,
) -> Result<FamilyBill, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT b.person, b.bill, b.own, (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u \
         WHERE u.pool = b.pool AND u.bucket = b.bucket AND u.bill = b.bill AND u.payer = 'person') \
         FROM household h JOIN household_member m ON m.pool = h.pool AND m.bucket = h.bucket AND m.household = h.household \
         JOIN bill b ON b.pool = m.pool AND b.bucket = m.person_bucket AND b.person = m.person \
         WHERE h.pool = $1 AND h.household = $2 AND m.valid_from <= $4 AND m.valid_to >= $4 \
         AND m.tx_to = 9223372036854775807 AND b.benefit_year = $3 AND b.tx_to = 9223372036854775807 \
         AND b.region BETWEEN $5 AND $6 ORDER BY b.bill",
        &params![scope.pool(), household, year, on, first, last],
    )?;
    let lines = rows.iter().map(|row| {
        Ok(FamilyLine {
            person: row.no(0, PersonNo::new)?,
            bill: row.no(1, BillNo::new)?,
            due: row.fen(2)?,
            paid: row.fen(3)?,
        })
    });
    let lines: Result<Vec<_>, StoreError> = lines.collect();
    Ok(FamilyBill::new(household, year, lines?))
}

pub(super) fn stored(row: &Row) -> Result<StoredBill, StoreError> {
    let window = Validity::new(Some(row.date(14)?), row.maybe_date(15)?);
    Ok(StoredBill {
        key: BillKey {
            bucket: row.int(0)?,
            bill: row.no(1, BillNo::new)?,
        },
        enrolment: row.no(2, EnrolmentNo::new)?,
        person: row.no(3, PersonNo::new)?,
        region: row.region(4)?,
        scheme: row.code(5, Scheme::parse)?,
        year: row.no(6, Year::from_number)?,
        standard: row.no(7, StandardNo::new)?,
        group: GroupCode::new(row.text(8)?).ok(),
        tier: TierCode::new(row.text(9)?).ok(),
        amount: row.fen(10)?,
        settled: Settled {
            due: row.fen(11)?,
            paid: row.fen(12)?,
            cancelled: row.int(13)? != OPEN_TX,
        },
        window: window.map_err(|_| StoreError::Corrupt("the window of a bill".to_owned()))?,
        drawn_on: row.date(16)?,
        disputed: row.int(17)? > 0,
    })
}
