//! The hub of the city: what members of one county cost in another, rounds, positions, the working capital.

use access::Scope;
use base::{Date, Fen, ProposalNo, RegionCode, RegionLevel};
use settlement::claim::FundCode;
use settlement::clearing::{Capital, CrossCost, Position};

use crate::claim::value::{fund as word, number, settlement};
use crate::{Row, Session, StoreError, Tx, Value, params};

/// A cost with the key of its payable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// The bucket of the person.
    pub bucket: i64,
    /// `fund` or `account`.
    pub part: String,
    /// The cost.
    pub cost: CrossCost,
}

/// A round as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundRow {
    /// Its number.
    pub no: i64,
    /// Of which fund.
    pub fund: FundCode,
    /// Up to which day.
    pub until: Date,
}

/// The county in which a place lies; the city itself where it lies in none.
fn county(region: RegionCode) -> RegionCode {
    region.at(RegionLevel::County).unwrap_or(region)
}

/// What members of counties in the scope cost in other counties up to a day, and no round has netted yet.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn open(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
    until: Date,
) -> Result<Vec<Cost>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.bucket, p.settlement, p.part, p.region, r.region, p.settled_on, p.amount FROM payable p \
         JOIN provider r ON r.pool = p.pool AND r.provider = p.institution LEFT JOIN clearing_cost c ON c.pool = p.pool \
         AND c.bucket = p.bucket AND c.settlement = p.settlement AND c.part = p.part AND c.fund = p.fund \
         WHERE p.pool = $1 AND p.region BETWEEN $2 AND $3 AND p.fund = $4 AND p.settled_on <= $5 \
         AND p.region / 1000000 <> r.region / 1000000 AND c.round IS NULL ORDER BY p.settlement, p.part",
        &params![scope.pool(), first, last, fund.as_str(), until],
    )?;
    let one = |row: &Row| {
        Ok(Cost {
            bucket: row.int(0)?,
            part: row.text(2)?.to_owned(),
            cost: CrossCost {
                settlement: settlement(row.int(1)?)?,
                fund: fund.clone(),
                member_county: county(row.region(3)?),
                care_county: county(row.region(4)?),
                on: row.date(5)?,
                amount: row.fen(6)?,
            },
        })
    };
    rows.iter().map(one).collect()
}

/// Writes a round with the costs that it nets and the positions that it leaves. The database refuses a cost that was
/// netted before.
///
/// # Errors
/// [`StoreError::Guard`] outside the scope, or without an approval.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    (round, proposal): (&RoundRow, ProposalNo),
    costs: &[Cost],
    positions: &[(RegionCode, Position)],
) -> Result<(), StoreError> {
    crate::within(scope, scope.pool())?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO clearing_round (pool, round, region, fund, until_date, proposal, tx_from) \
         VALUES ($1, $2, $1, $3, $4, $5, $6)",
        &params![
            pool,
            round.no,
            round.fund.as_str(),
            round.until,
            proposal,
            now
        ],
    )?;
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(costs.len());
    for one in costs {
        rows.push(
            params![
                pool,
                one.bucket,
                number(&one.cost.settlement)?,
                &one.part,
                round.fund.as_str(),
                round.no,
                one.cost.member_county,
                one.cost.care_county,
                one.cost.amount,
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "bucket",
        "settlement",
        "part",
        "fund",
        "round",
        "region",
        "care_county",
        "amount",
        "tx_from",
    ];
    tx.insert("clearing_cost", &columns, &rows)?;
    let row = |(region, one): &(RegionCode, Position)| {
        params![pool, round.no, *region, one.owes, one.owed, one.net, now].to_vec()
    };
    let rows: Vec<_> = positions.iter().map(row).collect();
    let columns = ["pool", "round", "region", "owes", "owed", "net", "tx_from"];
    tx.insert("clearing_position", &columns, &rows)
}

/// The positions of counties in the scope after rounds, by round and county.
///
/// # Errors
/// As above.
pub fn positions(
    session: &mut Session<'_>,
    scope: Scope,
) -> Result<Vec<(RoundRow, RegionCode, Position)>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT r.round, r.fund, r.until_date, p.region, p.owes, p.owed, p.net FROM clearing_round r \
         JOIN clearing_position p ON p.pool = r.pool AND p.round = r.round WHERE r.pool = $1 \
         AND p.region BETWEEN $2 AND $3 ORDER BY r.round, p.region",
        &params![scope.pool(), first, last],
    )?;
    let one = |row: &Row| {
        let round = RoundRow {
            no: row.int(0)?,
            fund: row.code(1, word)?,
            until: row.date(2)?,
        };
        let position = Position {
            owes: row.fen(4)?,
            owed: row.fen(5)?,
            net: row.fen(6)?,
        };
        Ok((round, row.region(3)?, position))
    };
    rows.iter().map(one).collect()
}

/// What moves the working capital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// `target`, `put`, `paid` or `called`.
    pub kind: &'static str,
    /// Which county, or the pooling area.
    pub region: RegionCode,
    /// In 分.
    pub amount: Fen,
    /// By which round.
    pub round: Option<i64>,
}

/// Notes movements of the working capital of a fund.
///
/// # Errors
/// [`StoreError::Guard`] outside the scope.
pub fn move_capital(
    tx: &mut Tx<'_>,
    scope: Scope,
    (fund, proposal): (&FundCode, ProposalNo),
    moves: &[Move],
) -> Result<(), StoreError> {
    if moves.is_empty() {
        return Ok(());
    }
    let count = u32::try_from(moves.len())
        .map_err(|_| StoreError::Corrupt("too many movements".to_owned()))?;
    let next = tx.take("clearing_capital", count)?;
    let (pool, now) = (tx.pool(), tx.no());
    let mut rows = Vec::with_capacity(moves.len());
    for (no, one) in (next..).zip(moves) {
        crate::within(scope, one.region)?;
        rows.push(
            params![
                pool,
                no,
                fund.as_str(),
                one.kind,
                one.region,
                one.amount,
                one.round,
                proposal,
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool", "move", "fund", "kind", "region", "amount", "round", "proposal", "tx_from",
    ];
    tx.insert("clearing_capital", &columns, &rows)
}

/// The working capital of a fund: what it is kept at, and what is in it. It is the whole pooling area's.
///
/// # Errors
/// As above.
pub fn capital(
    session: &mut Session<'_>,
    scope: Scope,
    fund: &FundCode,
) -> Result<Capital, StoreError> {
    let row = session.row(
        "SELECT CAST(COALESCE(MAX(CASE WHEN m.kind = 'target' AND NOT EXISTS (SELECT 1 FROM clearing_capital n \
         WHERE n.pool = m.pool AND n.fund = m.fund AND n.kind = 'target' AND n.move > m.move) THEN m.amount END), 0) AS BIGINT), \
         CAST(COALESCE(SUM(CASE WHEN m.kind IN ('put', 'called') THEN m.amount WHEN m.kind = 'paid' THEN -m.amount \
         ELSE 0 END), 0) AS BIGINT) FROM clearing_capital m WHERE m.pool = $1 AND m.fund = $2",
        &params![scope.pool(), fund.as_str()],
    )?;
    let row = row.ok_or_else(|| StoreError::Corrupt("the working capital".to_owned()))?;
    Ok(Capital {
        target: row.fen(0)?,
        balance: row.fen(1)?,
    })
}
