//! Payouts as rows have them.

use std::collections::BTreeMap;

use access::Scope;
use base::{Date, Fen, ProposalNo, RegionCode};
use settlement::claim::{Care, FundCode, Part, Signed};
use settlement::payout::{
    DepositBooking, FileDigest, Order, Party, PartyKind, Payee, Payout, PayoutNo, Portion, Purpose,
    Transfer, TransferNo, TransferState,
};

use crate::claim::deposit::booking;
use crate::claim::value::{broken, fund, signed};
use crate::{Row, Session, StoreError, params};

/// A payout as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub no: PayoutNo,
    /// For which region it pays.
    pub region: RegionCode,
    /// From which fund.
    pub fund: FundCode,
    /// How deposits stand in the books.
    pub booking: DepositBooking,
    /// Who made it.
    pub made: Signed,
    /// Who approved it.
    pub approved: Signed,
    /// The proposal that was approved.
    pub proposal: ProposalNo,
    /// The digest of the file that went to the bank, and the day in it.
    pub sent: Option<(FileDigest, Date)>,
    /// How many transfers.
    pub count: i64,
    /// Their sum, in 分.
    pub total: Fen,
}

/// Payouts of the scope, by number.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn heads(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Head>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT p.payout, p.region, p.fund, p.booking, p.made_by, p.made_at, p.made_on, p.approved_by, p.approved_at, \
         p.approved_on, p.proposal, CAST(CASE WHEN f.payout IS NULL THEN 0 ELSE 1 END AS BIGINT), f.digest, f.written_on, \
         CAST(COALESCE(t.count, 0) AS BIGINT), CAST(COALESCE(t.amount, 0) AS BIGINT) FROM payout p \
         LEFT JOIN payout_file f ON f.pool = p.pool AND f.payout = p.payout \
         LEFT JOIN (SELECT pool, payout, COUNT(*) AS count, SUM(amount) AS amount FROM payout_transfer \
         GROUP BY pool, payout) t ON t.pool = p.pool AND t.payout = p.payout \
         WHERE p.pool = $1 AND p.region BETWEEN $2 AND $3 ORDER BY p.payout",
        &params![scope.pool(), first, last],
    )?;
    rows.iter().map(head).collect()
}

fn head(row: &Row) -> Result<Head, StoreError> {
    let sent = if row.flag(11)? {
        let digest = FileDigest::try_from(row.bytes(12)?).map_err(|_| broken("a digest"))?;
        Some((digest, row.date(13)?))
    } else {
        None
    };
    Ok(Head {
        no: row.no(0, PayoutNo::new)?,
        region: row.region(1)?,
        fund: row.code(2, fund)?,
        booking: row.code(3, booking)?,
        made: signed(row, 4)?,
        approved: signed(row, 7)?,
        proposal: row.no(10, ProposalNo::new)?,
        sent,
        count: row.int(14)?,
        total: row.fen(15)?,
    })
}

/// A payout with what its transfers are and how they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// As lists show it.
    pub head: Head,
    /// The payout; `None` where everything in it was set off, so that nothing goes to the bank.
    pub payout: Option<Payout>,
    /// The sheet of each transfer, 0 for none.
    pub sheets: BTreeMap<TransferNo, i64>,
}

/// A payout by its number.
///
/// # Errors
/// [`StoreError::Corrupt`] where its rows contradict each other.
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: PayoutNo,
) -> Result<Option<Kept>, StoreError> {
    let found = heads(session, scope)?
        .into_iter()
        .find(|head| head.no == no);
    let Some(head) = found else {
        return Ok(None);
    };
    let (transfers, sheets) = transfers(session, scope.pool(), &head)?;
    let payout = if transfers.is_empty() {
        None
    } else {
        let odd = |why: base::Refused| broken(&format!("payout {no}: {}", why.code()));
        let proposed = Payout::propose(
            no,
            head.fund.clone(),
            head.made.clone(),
            head.booking,
            transfers,
        );
        let sent = head.sent.map(|(digest, _)| digest);
        let restored = Payout::restore(proposed.map_err(odd)?, Some(head.approved.clone()), sent);
        Some(restored.map_err(odd)?)
    };
    Ok(Some(Kept {
        head,
        payout,
        sheets,
    }))
}

/// The payout in which a transfer stands.
///
/// # Errors
/// As above.
pub fn of_transfer(
    session: &mut Session<'_>,
    scope: Scope,
    no: TransferNo,
) -> Result<Option<PayoutNo>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT t.payout FROM payout_transfer t JOIN payout p ON p.pool = t.pool AND p.payout = t.payout \
         WHERE t.pool = $1 AND t.transfer = $2 AND p.region BETWEEN $3 AND $4",
        &params![scope.pool(), no, first, last],
    )?;
    row.map(|row| row.no(0, PayoutNo::new)).transpose()
}

type Transfers = (Vec<Transfer>, BTreeMap<TransferNo, i64>);

/// The scope was asked for the payout, and its transfers are all of it.
fn transfers(
    session: &mut Session<'_>,
    pool: RegionCode,
    head: &Head,
) -> Result<Transfers, StoreError> {
    let rows = session.rows(
        "SELECT t.transfer, t.sheet, t.purpose, t.county, t.party_kind, t.party, t.name, t.account, t.bank, t.note, \
         a.state, a.answered_on, a.remark FROM payout_transfer t LEFT JOIN payout_answer a ON a.pool = t.pool \
         AND a.transfer = t.transfer AND NOT EXISTS (SELECT 1 FROM payout_answer n WHERE n.pool = a.pool \
         AND n.transfer = a.transfer AND n.place > a.place) \
         WHERE t.pool = $1 AND t.payout = $2 ORDER BY t.transfer",
        &params![pool, head.no],
    )?;
    let mut portions = portions(session, pool, head.no)?;
    let (mut all, mut sheets) = (Vec::new(), BTreeMap::new());
    for row in &rows {
        let no = row.no(0, TransferNo::new)?;
        sheets.insert(no, row.int(1)?);
        let mut of = |kind: &str| portions.remove(&(no, kind.to_owned())).unwrap_or_default();
        let order = Order {
            purpose: row.code(2, Purpose::parse)?,
            county: row.region(3)?,
            party: Party {
                kind: row.code(4, PartyKind::parse)?,
                code: row.text(5)?.to_owned(),
            },
            payee: Payee {
                name: row.text(6)?.to_owned(),
                account: row.text(7)?.to_owned(),
                bank: row.text(8)?.to_owned(),
            },
            portions: of("paid"),
            withheld: of("withheld"),
            note: row.text(9)?.to_owned(),
        };
        let transfer = Transfer::new(no, head.fund.clone(), order);
        let mut transfer = transfer.map_err(|_| broken(&format!("transfer {no}")))?;
        transfer.state = match row.maybe_text(10)? {
            Some(word) => TransferState::parse(word).ok_or_else(|| broken("a state"))?,
            None if head.sent.is_some() => TransferState::Sent,
            None => TransferState::Proposed,
        };
        if transfer.state == TransferState::Paid {
            transfer.paid_on = Some(row.date(11)?);
        }
        transfer.remark = row.maybe_text(12)?.unwrap_or_default().to_owned();
        all.push(transfer);
    }
    Ok((all, sheets))
}

type Portions = BTreeMap<(TransferNo, String), Vec<Portion>>;

fn portions(
    session: &mut Session<'_>,
    pool: RegionCode,
    payout: PayoutNo,
) -> Result<Portions, StoreError> {
    let rows = session.rows(
        "SELECT o.transfer, o.kind, o.part, o.care, o.benefit_year, o.amount FROM payout_portion o \
         JOIN payout_transfer t ON t.pool = o.pool AND t.transfer = o.transfer \
         WHERE o.pool = $1 AND t.payout = $2 ORDER BY o.transfer, o.kind, o.part DESC, o.care, o.benefit_year",
        &params![pool, payout],
    )?;
    let mut all = Portions::new();
    for row in &rows {
        let key = (row.no(0, TransferNo::new)?, row.text(1)?.to_owned());
        all.entry(key).or_default().push(Portion {
            part: row.code(2, Part::parse)?,
            care: row.code(3, Care::parse)?,
            benefit_year: i32::try_from(row.int(4)?).map_err(|_| broken("a benefit year"))?,
            amount: row.fen(5)?,
        });
    }
    Ok(all)
}
