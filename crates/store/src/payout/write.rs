//! Writing payouts: as they were approved, the file that went to the bank, what the bank said.

use access::{Scope, UserName};
use base::{Date, Fen, ProposalNo, RegionCode};
use settlement::claim::{FundCode, Signed};
use settlement::payout::{
    DepositBooking, FileDigest, PayoutNo, Portion, Sheet, Transfer, TransferNo,
};

use crate::claim::deposit::booking_word;
use crate::claim::step::row_of;
use crate::{StoreError, Tx, Value, params};

/// A payout to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayout {
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
}

/// A transfer to be written: the sheet that it pays (0 for none), and the transfer that it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTransfer {
    /// The sheet.
    pub sheet: i64,
    /// The returned transfer in whose place it stands.
    pub again: Option<TransferNo>,
    /// The transfer.
    pub transfer: Transfer,
}

/// Writes a payout with its sheets (by number) and transfers.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Guard`] outside the scope, without an approval, and for a decision of a
/// claim that was not reviewed; a decision that is paid already is refused by the database.
pub fn add(
    tx: &mut Tx<'_>,
    scope: Scope,
    payout: &NewPayout,
    sheets: &[(i64, Sheet)],
    transfers: &[NewTransfer],
) -> Result<(), StoreError> {
    crate::within(scope, payout.region)?;
    let (pool, now) = (tx.pool(), tx.no());
    let (made, approved) = (&payout.made, &payout.approved);
    tx.run(
        "INSERT INTO payout (pool, payout, region, fund, booking, made_by, made_at, made_on, approved_by, approved_at, \
         approved_on, proposal, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &params![
            pool,
            payout.no,
            payout.region,
            payout.fund.as_str(),
            booking_word(payout.booking),
            &made.by,
            made.office,
            made.on,
            &approved.by,
            approved.office,
            approved.on,
            payout.proposal,
            now
        ],
    )?;
    put_sheets(tx, payout.no, sheets)?;
    put_transfers(tx, payout.no, transfers)
}

fn put_sheets(
    tx: &mut Tx<'_>,
    payout: PayoutNo,
    sheets: &[(i64, Sheet)],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let (mut rows, mut steps, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for (no, sheet) in sheets {
        let key = &sheet.key;
        rows.push(
            params![
                pool,
                *no,
                payout,
                key.claimant.kind(),
                key.claimant.code(),
                key.county,
                key.fund.as_str(),
                key.scheme.code(),
                key.county,
                sheet.approved,
                sheet.carried_in.fund,
                sheet.carried_in.account,
                sheet.withheld,
                sheet.deducted,
                sheet.net,
                sheet.carried_out.fund,
                sheet.carried_out.account,
                now
            ]
            .to_vec(),
        );
        for (claim, step) in &sheet.steps {
            steps.push(params![pool, *claim, row_of(*step), *no, now].to_vec());
        }
        for one in &sheet.taken {
            taken.push(params![pool, *no, one.no, one.amount, now].to_vec());
        }
    }
    let columns = [
        "pool",
        "sheet",
        "payout",
        "claimant_kind",
        "claimant",
        "county",
        "fund",
        "scheme",
        "region",
        "approved",
        "carried_fund",
        "carried_account",
        "withheld",
        "deducted",
        "net",
        "rest_fund",
        "rest_account",
        "tx_from",
    ];
    tx.insert("payout_sheet", &columns, &rows)?;
    let columns = ["pool", "claim", "step", "sheet", "tx_from"];
    tx.insert("payout_step", &columns, &steps)?;
    let columns = ["pool", "sheet", "deduction", "amount", "tx_from"];
    tx.insert("payout_deduction", &columns, &taken)
}

fn put_transfers(
    tx: &mut Tx<'_>,
    payout: PayoutNo,
    transfers: &[NewTransfer],
) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let (mut rows, mut portions): (Vec<Vec<Value>>, Vec<Vec<Value>>) = Default::default();
    for one in transfers {
        let (transfer, order) = (&one.transfer, &one.transfer.order);
        rows.push(
            params![
                pool,
                transfer.no,
                payout,
                one.sheet,
                one.again,
                order.county,
                order.purpose.code(),
                order.county,
                order.party.kind.code(),
                &order.party.code,
                &order.payee.name,
                &order.payee.account,
                &order.payee.bank,
                &order.note,
                transfer.amount,
                now
            ]
            .to_vec(),
        );
        let all = [("paid", &order.portions), ("withheld", &order.withheld)];
        for (kind, of_kind) in all {
            let row = |portion: &Portion| {
                params![
                    pool,
                    transfer.no,
                    kind,
                    portion.part.code(),
                    portion.care.code(),
                    i64::from(portion.benefit_year),
                    portion.amount,
                    now
                ]
                .to_vec()
            };
            portions.extend(of_kind.iter().map(row));
        }
    }
    let columns = [
        "pool",
        "transfer",
        "payout",
        "sheet",
        "again",
        "region",
        "purpose",
        "county",
        "party_kind",
        "party",
        "name",
        "account",
        "bank",
        "note",
        "amount",
        "tx_from",
    ];
    tx.insert("payout_transfer", &columns, &rows)?;
    let columns = [
        "pool",
        "transfer",
        "kind",
        "part",
        "care",
        "benefit_year",
        "amount",
        "tx_from",
    ];
    tx.insert("payout_portion", &columns, &portions)
}

/// A file as it went to the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Over its bytes.
    pub digest: FileDigest,
    /// The day that stands in it.
    pub on: Date,
    /// Who let it go.
    pub by: UserName,
    /// How many transfers.
    pub count: i64,
    /// Their sum, in 分.
    pub total: Fen,
}

/// Notes the file of a payout: one.
///
/// # Errors
/// As above; the database refuses a second file.
pub fn sent(
    tx: &mut Tx<'_>,
    scope: Scope,
    (payout, region): (PayoutNo, RegionCode),
    file: &Sent,
) -> Result<(), StoreError> {
    crate::within(scope, region)?;
    let (pool, now) = (tx.pool(), tx.no());
    tx.run(
        "INSERT INTO payout_file (pool, payout, region, digest, written_on, user_name, count, total, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            pool,
            payout,
            region,
            file.digest.to_vec(),
            file.on,
            &file.by,
            file.count,
            file.total,
            now
        ],
    )?;
    Ok(())
}

/// What is noted of a transfer: `paid`, `returned`, `reissued`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which.
    pub transfer: TransferNo,
    /// The word.
    pub state: &'static str,
    /// The day of the bank.
    pub on: Date,
    /// What the bank said.
    pub remark: String,
}

/// Notes what the bank said of transfers, behind what it said before.
///
/// # Errors
/// As above; [`StoreError::Guard`] for a transfer that was in no file.
pub fn answered(tx: &mut Tx<'_>, scope: Scope, answers: &[Answer]) -> Result<(), StoreError> {
    let (first, last) = scope.span();
    let nos: Vec<i64> = answers.iter().map(|one| one.transfer.get()).collect();
    let rows = tx.rows(
        "SELECT t.transfer, COUNT(a.place) FROM payout_transfer t LEFT JOIN payout_answer a ON a.pool = t.pool \
         AND a.transfer = t.transfer WHERE t.pool = $1 AND t.region BETWEEN $2 AND $3 AND t.transfer IN {ints $4} \
         GROUP BY t.transfer",
        &params![scope.pool(), first, last, nos],
    )?;
    let mut places = std::collections::BTreeMap::new();
    for row in &rows {
        places.insert(row.int(0)?, row.int(1)?);
    }
    let (pool, now) = (tx.pool(), tx.no());
    let mut new = Vec::with_capacity(answers.len());
    for one in answers {
        let place = places.get_mut(&one.transfer.get());
        let place = place
            .ok_or_else(|| StoreError::Guard("the transfer is outside the scope".to_owned()))?;
        *place += 1;
        new.push(
            params![
                pool,
                one.transfer,
                *place,
                one.state,
                one.on,
                &one.remark,
                now
            ]
            .to_vec(),
        );
    }
    let columns = [
        "pool",
        "transfer",
        "place",
        "state",
        "answered_on",
        "remark",
        "tx_from",
    ];
    tx.insert("payout_answer", &columns, &new)
}
