//! Subsidies: due by bills, arrived, channels, doubles, advances of assistance.

use access::Scope;
use base::{BillNo, Date, Fen, PaymentNo, PersonNo, RegionCode, RegionLevel, Validity};
use enrolment::Scheme;
use enrolment::contribution::subsidy::{
    AdvanceNo, ArrivalNo, ChannelCode, Double, Subsidised, SubsidyChannel, SubsidyDue, SubsidyKey,
};
use enrolment::contribution::{FundName, Source, Year};

use crate::contribution::bill::BillKey;
use crate::contribution::billing::of_scope;
use crate::{OPEN_TX, Session, StoreError, Tx, Value, open_date, params, within};

/// A subsidy that arrived, or the correction of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Which subsidy.
    pub key: SubsidyKey,
    /// By which channel.
    pub channel: ChannelCode,
    /// Money; below 0 for a correction.
    pub amount: Fen,
    /// The day.
    pub on: Date,
    /// The document: number of the payment order.
    pub reference: String,
    /// The arrival that this one corrects.
    pub of: Option<ArrivalNo>,
}

/// What is due by live bills of a year: a line for each county, payer and amount a person, doubles left out.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn due(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    year: Year,
) -> Result<Vec<SubsidyDue>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT b.region / 1000000, p.payer, p.amount, COUNT(*) FROM bill b \
         JOIN bill_part p ON p.pool = b.pool AND p.bucket = b.bucket AND p.bill = b.bill \
         WHERE b.pool = $1 AND b.benefit_year = $4 AND b.region BETWEEN $2 AND $3 AND b.scheme = $5 \
         AND b.tx_to = 9223372036854775807 AND p.payer IN ('central', 'province', 'city', 'county', 'government') \
         AND NOT EXISTS (SELECT 1 FROM subsidy_double d WHERE d.pool = b.pool AND d.bucket = b.bucket AND d.bill = b.bill) \
         GROUP BY b.region / 1000000, p.payer, p.amount ORDER BY 1, 2, 3",
        &[pool, first, last, year.into(), scheme.code().into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(SubsidyDue {
                key: SubsidyKey {
                    county: row.no(0, |number| {
                        RegionCode::from_number(number.checked_mul(1_000_000)?)
                    })?,
                    payer: row.code(1, Source::parse)?,
                    scheme,
                    year,
                },
                heads: row.int(3)?,
                each: row.fen(2)?,
            })
        })
        .collect()
}

/// Records an arrival.
///
/// # Errors
/// [`StoreError::Conflict`] where the payer's document is recorded already, [`StoreError::Guard`] for a
/// county outside the scope.
pub fn arrive(tx: &mut Tx<'_>, scope: Scope, arrived: &Arrived) -> Result<ArrivalNo, StoreError> {
    within(scope, arrived.key.county)?;
    let no = tx.next("subsidy_arrival", ArrivalNo::new)?;
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        no.get(),
        arrived.key.county,
        arrived.key.payer.code(),
        arrived.channel.as_str(),
        arrived.key.scheme.code(),
        arrived.key.year,
        arrived.amount,
        arrived.on,
        arrived.reference.as_str(),
        arrived.of.map(ArrivalNo::get),
        now
    ];
    tx.run(
        "INSERT INTO subsidy_arrival (pool, arrival, region, payer, channel, scheme, benefit_year, amount, arrived_on, reference, of_arrival, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &values,
    )?;
    Ok(no)
}

/// What arrived for a year up to a day, by county and payer.
///
/// # Errors
/// [`StoreError`].
pub fn arrived(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    year: Year,
    until: Date,
) -> Result<Vec<(SubsidyKey, Fen)>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT region, payer, CAST(SUM(amount) AS BIGINT) FROM subsidy_arrival \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND scheme = $4 AND benefit_year = $5 AND arrived_on <= $6 \
         GROUP BY region, payer ORDER BY region, payer",
        &[pool, first, last, scheme.code().into(), year.into(), until.into()],
    )?;
    rows.iter()
        .map(|row| {
            let region = row.region(0)?;
            let key = SubsidyKey {
                county: region.at(RegionLevel::County).unwrap_or(region),
                payer: row.code(1, Source::parse)?,
                scheme,
                year,
            };
            Ok((key, row.fen(2)?))
        })
        .collect()
}

/// Opens a channel, or changes its days: the row before is closed.
///
/// # Errors
/// [`StoreError`].
pub fn set_channel(tx: &mut Tx<'_>, channel: &SubsidyChannel) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "UPDATE subsidy_channel SET tx_to = $3 WHERE pool = $1 AND channel = $2 AND tx_to = 9223372036854775807",
        &params![pool, channel.code.as_str(), now],
    )?;
    let from = channel.open.from().unwrap_or(Date::MIN);
    let values = params![
        pool,
        channel.code.as_str(),
        channel.title.as_str(),
        from,
        open_date(channel.open.until()),
        now,
        OPEN_TX
    ];
    tx.run(
        "INSERT INTO subsidy_channel (pool, channel, title, valid_from, valid_to, tx_from, tx_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &values,
    )?;
    Ok(())
}

/// The channels as they stand, by code.
///
/// # Errors
/// [`StoreError`].
pub fn channels(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<Vec<SubsidyChannel>, StoreError> {
    let rows = session.rows(
        "SELECT channel, title, valid_from, valid_to FROM subsidy_channel \
         WHERE pool = $1 AND tx_to = 9223372036854775807 ORDER BY channel",
        &[Value::from(scope.pool())],
    )?;
    rows.iter()
        .map(|row| {
            let open = Validity::new(Some(row.date(2)?), row.maybe_date(3)?);
            Ok(SubsidyChannel {
                code: row.code(0, |text| ChannelCode::new(text).ok())?,
                title: row.text(1)?.to_owned(),
                open: open.map_err(|_| StoreError::Corrupt("the days of a channel".to_owned()))?,
            })
        })
        .collect()
}

/// Bills of a year whose person is linked with another record, by the record that stands for both; bills
/// flagged before are left out.
///
/// # Errors
/// [`StoreError`].
pub fn linked(
    session: &mut Session<'_>,
    scope: Scope,
    year: Year,
) -> Result<Vec<(Subsidised, BillKey, RegionCode)>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT b.bill, COALESCE((SELECT MIN(l.leader) FROM person_link l WHERE l.pool = b.pool AND l.member = b.person \
         AND l.tx_to = 9223372036854775807 AND l.void = 0), b.person), b.bucket, b.region, \
         (SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM bill_part p WHERE p.pool = b.pool AND p.bucket = b.bucket \
         AND p.bill = b.bill AND p.payer IN ('central', 'province', 'city', 'county', 'government')) \
         FROM bill b WHERE b.pool = $1 AND b.benefit_year = $4 AND b.region BETWEEN $2 AND $3 \
         AND b.tx_to = 9223372036854775807 AND (EXISTS (SELECT 1 FROM person_link l WHERE l.pool = b.pool AND l.member = b.person \
         AND l.tx_to = 9223372036854775807 AND l.void = 0) OR EXISTS (SELECT 1 FROM person_link l WHERE l.pool = b.pool \
         AND l.leader = b.person AND l.tx_to = 9223372036854775807 AND l.void = 0)) \
         AND NOT EXISTS (SELECT 1 FROM subsidy_double d WHERE d.pool = b.pool AND d.bucket = b.bucket AND d.bill = b.bill) \
         ORDER BY b.bill",
        &[pool, first, last, year.into()],
    )?;
    rows.iter()
        .map(|row| {
            let bill = row.no(0, BillNo::new)?;
            let one = Subsidised {
                bill,
                person: row.no(1, PersonNo::new)?,
                year,
                subsidy: row.fen(4)?,
            };
            let bucket = row.int(2)?;
            Ok((one, BillKey { bucket, bill }, row.region(3)?))
        })
        .collect()
}

/// Flags subsidies that were counted a second time.
///
/// # Errors
/// [`StoreError`].
pub fn flag(tx: &mut Tx<'_>, doubles: &[(Double, BillKey, RegionCode)]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |(double, key, region): &(Double, BillKey, RegionCode)| {
        params![
            pool,
            key.bucket,
            key.bill,
            double.person,
            *region,
            double.year,
            double.counted,
            double.amount,
            now
        ]
        .to_vec()
    };
    let rows: Vec<Vec<Value>> = doubles.iter().map(row).collect();
    let columns = [
        "pool",
        "bucket",
        "bill",
        "person",
        "region",
        "benefit_year",
        "counted_bill",
        "amount",
        "tx_from",
    ];
    tx.insert("subsidy_double", &columns, &rows)
}

/// The flagged doubles of a year in a scope, by bill.
///
/// # Errors
/// [`StoreError`].
pub fn doubles(
    session: &mut Session<'_>,
    scope: Scope,
    year: Year,
) -> Result<Vec<Double>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT bill, counted_bill, person, amount FROM subsidy_double \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND benefit_year = $4 ORDER BY bill",
        &[pool, first, last, year.into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Double {
                bill: row.no(0, BillNo::new)?,
                counted: row.no(1, BillNo::new)?,
                person: row.no(2, PersonNo::new)?,
                year,
                amount: row.fen(3)?,
            })
        })
        .collect()
}

/// What a payer who pays in the place of persons has not paid yet of a bill, above 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaid {
    /// The bill.
    pub key: BillKey,
    /// The region of the bill.
    pub region: RegionCode,
    /// Into which fund.
    pub fund: FundName,
    /// Money.
    pub amount: Fen,
}

/// What a payer (assistance, government in the place of persons, a sponsor) still owes by live bills: its parts
/// less what counts for them already, one fund after the other.
///
/// # Errors
/// [`StoreError`].
pub fn owed_by(
    session: &mut Session<'_>,
    scope: Scope,
    scheme: Scheme,
    year: Year,
    payer: Source,
) -> Result<Vec<Unpaid>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT p.bucket, p.bill, b.region, p.fund, CAST(SUM(p.amount) AS BIGINT), \
         (SELECT CAST(COALESCE(SUM(u.amount), 0) AS BIGINT) FROM payment_use u WHERE u.pool = $1 \
         AND u.bucket = p.bucket AND u.bill = p.bill AND u.payer = $6) FROM bill b \
         JOIN bill_part p ON p.pool = b.pool AND p.bucket = b.bucket AND p.bill = b.bill \
         WHERE b.pool = $1 AND b.benefit_year = $4 AND b.region BETWEEN $2 AND $3 AND b.scheme = $5 AND p.payer = $6 \
         AND b.tx_to = 9223372036854775807 GROUP BY p.bucket, p.bill, b.region, p.fund ORDER BY p.bill, p.fund",
        &[pool, first, last, year.into(), scheme.code().into(), payer.code().into()],
    )?;
    let mut owed = Vec::new();
    // The bill before, and what of its money is left for its other funds.
    let mut rest = (None, Fen::ZERO);
    for row in &rows {
        let (bill, part) = (row.no(1, BillNo::new)?, row.fen(4)?);
        if rest.0 != Some(bill) {
            rest = (Some(bill), row.fen(5)?);
        }
        let covered = rest.1.min(part);
        let range = || StoreError::Corrupt("the money of a bill".to_owned());
        let amount = part.checked_sub(covered).ok_or_else(range)?;
        rest.1 = rest.1.checked_sub(covered).ok_or_else(range)?;
        if amount > Fen::ZERO {
            owed.push(Unpaid {
                key: BillKey {
                    bucket: row.int(0)?,
                    bill,
                },
                region: row.region(2)?,
                fund: row.code(3, |text| FundName::new(text).ok())?,
                amount,
            });
        }
    }
    Ok(owed)
}

/// An advance that was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// Its number.
    pub no: AdvanceNo,
    /// Where.
    pub region: RegionCode,
    /// Who pays.
    pub payer: Source,
    /// Into which fund.
    pub fund: FundName,
    /// The scheme.
    pub scheme: Scheme,
    /// The year.
    pub year: Year,
    /// For how many persons.
    pub persons: i64,
    /// Money.
    pub amount: Fen,
    /// The payment that it is.
    pub payment: PaymentNo,
    /// The day.
    pub on: Date,
}

/// Records an advance.
///
/// # Errors
/// [`StoreError`].
pub fn advance(tx: &mut Tx<'_>, one: &Advance) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let values = params![
        pool,
        one.no.get(),
        one.region,
        one.payer.code(),
        one.fund.as_str(),
        one.scheme.code(),
        one.year,
        one.persons,
        one.amount,
        one.payment,
        one.on,
        now
    ];
    tx.run(
        "INSERT INTO advance (pool, advance, region, payer, fund, scheme, benefit_year, persons, amount, payment, posted_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &values,
    )?;
    Ok(())
}

/// The advances of a year in a scope: those posted through the assistance fund and the like, by number.
///
/// # Errors
/// [`StoreError`].
pub fn advances(
    session: &mut Session<'_>,
    scope: Scope,
    year: Year,
) -> Result<Vec<Advance>, StoreError> {
    let [pool, first, last] = of_scope(scope);
    let rows = session.rows(
        "SELECT advance, region, payer, fund, scheme, persons, amount, payment, posted_on FROM advance \
         WHERE pool = $1 AND region BETWEEN $2 AND $3 AND benefit_year = $4 ORDER BY advance",
        &[pool, first, last, year.into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Advance {
                no: row.no(0, AdvanceNo::new)?,
                region: row.region(1)?,
                payer: row.code(2, Source::parse)?,
                fund: row.code(3, |text| FundName::new(text).ok())?,
                scheme: row.code(4, Scheme::parse)?,
                year,
                persons: row.int(5)?,
                amount: row.fen(6)?,
                payment: row.no(7, PaymentNo::new)?,
                on: row.date(8)?,
            })
        })
        .collect()
}
