//! Keeping versions and their steps.

use access::Scope;

use super::row::{NewVersion, Payer, StepRow};
use crate::{StoreError, Tx, Value, params};

/// Keeps versions with all that they hold, each with its first step; the first version of a list brings the list.
///
/// # Errors
/// [`StoreError`], here and below; [`StoreError::Conflict`] where the version is there;
/// [`StoreError::Guard`] for a county outside the scope.
pub fn upload(tx: &mut Tx<'_>, scope: Scope, versions: &[NewVersion]) -> Result<(), StoreError> {
    if versions.is_empty() {
        return Ok(());
    }
    for it in versions {
        crate::within(scope, it.list.region)?;
    }
    lists(tx, versions)?;
    heads(tx, versions)?;
    diagnoses(tx, versions)?;
    operations(tx, versions)?;
    payers(tx, versions)?;
    lines(tx, versions)?;
    let first = |it: &NewVersion| StepRow {
        bucket: it.list.bucket,
        list: it.list.no,
        version: it.version,
        step: 1,
        state: it.state,
        reason: String::new(),
    };
    let steps: Vec<StepRow> = versions.iter().map(first).collect();
    step(tx, &steps)
}

fn lists(tx: &mut Tx<'_>, versions: &[NewVersion]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let rows: Vec<Vec<Value>> = versions
        .iter()
        .filter(|it| it.version == 1)
        .map(|it| {
            let list = &it.list;
            let row: [Value; 11] = params![
                pool,
                list.bucket,
                list.no,
                list.record,
                list.visit,
                list.person,
                list.region,
                &list.institution,
                &list.care,
                list.settled_on,
                now
            ];
            row.to_vec()
        })
        .collect();
    let columns = [
        "pool",
        "bucket",
        "list",
        "settlement",
        "visit",
        "person",
        "region",
        "institution",
        "care",
        "settled_on",
        "tx_from",
    ];
    tx.insert("settlement_list", &columns, &rows)
}

fn heads(tx: &mut Tx<'_>, versions: &[NewVersion]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |it: &NewVersion| {
        let row: [Value; 14] = params![
            pool,
            it.list.bucket,
            it.list.no,
            it.version,
            it.uploaded.number(),
            &it.form,
            &it.contact,
            it.bill,
            it.paid_by(Payer::Fund),
            it.paid_by(Payer::Account),
            it.paid_by(Payer::Person),
            it.paid_by(Payer::Provider),
            &it.msgid,
            now
        ];
        row.to_vec()
    };
    let rows: Vec<Vec<Value>> = versions.iter().map(row).collect();
    let columns = [
        "pool",
        "bucket",
        "list",
        "version",
        "uploaded",
        "form",
        "contact",
        "bill",
        "fund_pay",
        "account_pay",
        "cash",
        "provider_pay",
        "msgid",
        "tx_from",
    ];
    tx.insert("settlement_list_version", &columns, &rows)
}

/// Pool, bucket, list and version, with which every row of a version begins.
fn head(pool: i64, it: &NewVersion) -> Vec<Value> {
    let head: [Value; 4] = params![pool, it.list.bucket, it.list.no, it.version];
    head.to_vec()
}

fn place(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1)
}

fn diagnoses(tx: &mut Tx<'_>, versions: &[NewVersion]) -> Result<(), StoreError> {
    let pool: i64 = tx.pool().number();
    let mut rows = Vec::new();
    for it in versions {
        for (at, one) in it.diagnoses.iter().enumerate() {
            let more: [Value; 6] = params![
                place(at),
                &one.kind,
                &one.code,
                &one.title,
                one.main,
                &one.at_admission
            ];
            rows.push([head(pool, it), more.to_vec()].concat());
        }
    }
    let columns = [
        "pool",
        "bucket",
        "list",
        "version",
        "place",
        "kind",
        "code",
        "title",
        "main",
        "at_admission",
    ];
    tx.insert("settlement_list_diagnosis", &columns, &rows)
}

fn operations(tx: &mut Tx<'_>, versions: &[NewVersion]) -> Result<(), StoreError> {
    let pool: i64 = tx.pool().number();
    let mut rows = Vec::new();
    for it in versions {
        for (at, one) in it.operations.iter().enumerate() {
            let more: [Value; 9] = params![
                place(at),
                &one.kind,
                &one.code,
                &one.title,
                &one.surgeon,
                &one.anaesthetist,
                &one.anaesthesia,
                one.began.map(|it| it.number()),
                one.ended.map(|it| it.number())
            ];
            rows.push([head(pool, it), more.to_vec()].concat());
        }
    }
    let columns = [
        "pool",
        "bucket",
        "list",
        "version",
        "place",
        "kind",
        "code",
        "title",
        "surgeon",
        "anaesthetist",
        "anaesthesia",
        "began",
        "ended",
    ];
    tx.insert("settlement_list_operation", &columns, &rows)
}

fn payers(tx: &mut Tx<'_>, versions: &[NewVersion]) -> Result<(), StoreError> {
    let pool: i64 = tx.pool().number();
    let mut rows = Vec::new();
    for it in versions {
        for one in &it.payers {
            let more: [Value; 3] = params![one.payer.code(), &one.fund, one.amount];
            rows.push([head(pool, it), more.to_vec()].concat());
        }
    }
    let columns = [
        "pool", "bucket", "list", "version", "payer", "fund", "amount",
    ];
    tx.insert("settlement_list_payer", &columns, &rows)
}

fn lines(tx: &mut Tx<'_>, versions: &[NewVersion]) -> Result<(), StoreError> {
    let pool: i64 = tx.pool().number();
    let mut rows = Vec::new();
    for it in versions {
        for one in &it.lines {
            let number = i64::try_from(one.line)
                .map_err(|_| StoreError::Engine("number of a fee line".to_owned()))?;
            let share = &one.share;
            let [own, over, first, scope] = share.parts;
            let more: [Value; 15] = params![
                number,
                &one.code,
                &one.own_code,
                one.occurred.number(),
                one.count.parts(),
                one.price.micro(),
                share.amount,
                own,
                over,
                first,
                scope,
                share.funds,
                share.accounts,
                share.provider,
                share.own
            ];
            rows.push([head(pool, it), more.to_vec()].concat());
        }
    }
    let columns = [
        "pool",
        "bucket",
        "list",
        "version",
        "line",
        "code",
        "own_code",
        "occurred",
        "units",
        "price",
        "amount",
        "full_own_pay",
        "over_limit",
        "first_self_pay",
        "in_scope",
        "funds",
        "accounts",
        "provider",
        "person",
    ];
    tx.insert("settlement_list_line", &columns, &rows)
}

/// Takes steps.
///
/// # Errors
/// [`StoreError`]; [`StoreError::Conflict`] where somebody else took the step.
pub fn step(tx: &mut Tx<'_>, steps: &[StepRow]) -> Result<(), StoreError> {
    let (pool, now) = (tx.pool(), tx.no());
    let row = |it: &StepRow| -> Vec<Value> {
        let row: [Value; 8] = params![
            pool,
            it.bucket,
            it.list,
            it.version,
            it.step,
            it.state.code(),
            &it.reason,
            now
        ];
        row.to_vec()
    };
    let rows: Vec<Vec<Value>> = steps.iter().map(row).collect();
    let columns = [
        "pool", "bucket", "list", "version", "step", "state", "reason", "tx_from",
    ];
    tx.insert("settlement_list_step", &columns, &rows)
}
