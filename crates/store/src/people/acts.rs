//! Registration, change and cancellation of employers: acts, reviews, notices and acknowledgements.

use access::{Scope, UserName};
use base::{OrganisationNo, RegionCode};
use enrolment::organisation::registration::{ActNo, NoticeNo};
use enrolment::organisation::{Act, ActKind, Change, Notice, OrganisationKind, Review};
use serde_json::{Value as Json, json};

use crate::{Row, Session, StoreError, Tx, params, within};

/// An act as it is kept, with its review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAct {
    /// The act.
    pub act: Act,
    /// Where the organisation is registered.
    pub region: RegionCode,
    /// The review, once there is one.
    pub review: Option<Review>,
}

/// Files an act. `package` is the policy package whose deadline it is measured by.
///
/// # Errors
/// [`StoreError`], here and below.
pub fn file(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    act: &Act,
    package: Option<&str>,
) -> Result<(), StoreError> {
    within(scope, region)?;
    let row = params![
        tx.pool(),
        act.no.get(),
        act.organisation,
        region,
        act.kind.code(),
        act.event,
        act.filed,
        act.due,
        act.is_late(),
        package,
        changes(&act.changes),
        tx.no()
    ];
    tx.run(
        "INSERT INTO registration_act (pool, act, organisation, region, kind, event_on, filed_on, due_on, late, package, \
         changes, tx_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &row,
    )?;
    Ok(())
}

fn changes(changes: &[Change]) -> String {
    let one = |change: &Change| match change {
        Change::Name(name) => json!({ "name": name }),
        Change::Region(region) => json!({ "region": region.number() }),
        Change::Kind(kind) => json!({ "kind": kind.code() }),
        Change::Ended(into) => json!({ "ended": into.map(OrganisationNo::get) }),
    };
    Json::from(changes.iter().map(one).collect::<Vec<_>>()).to_string()
}

fn read_changes(text: &str) -> Result<Vec<Change>, StoreError> {
    let odd = || StoreError::Corrupt("the changes of an act".to_owned());
    let all: Vec<Json> = serde_json::from_str(text).map_err(|_| odd())?;
    let one = |change: &Json| {
        let (what, value) = change.as_object()?.iter().next()?;
        Some(match what.as_str() {
            "name" => Change::Name(value.as_str()?.into()),
            "region" => Change::Region(RegionCode::from_number(value.as_i64()?)?),
            "kind" => Change::Kind(OrganisationKind::parse(value.as_str()?)?),
            "ended" => Change::Ended(value.as_i64().and_then(OrganisationNo::new)),
            _ => return None,
        })
    };
    all.iter()
        .map(|change| one(change).ok_or_else(odd))
        .collect()
}

/// Records the review of an act; the database refuses the one who filed it.
///
/// # Errors
/// As [`file`](fn@file); [`StoreError::Conflict`] for a second review, [`StoreError::Guard`] for the filer's own.
pub fn review(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    review: &Review,
) -> Result<(), StoreError> {
    within(scope, region)?;
    let row = params![
        tx.pool(),
        review.act.get(),
        region,
        review.approved,
        review.reason.as_ref(),
        &review.by,
        review.on,
        tx.no()
    ];
    tx.run(
        "INSERT INTO registration_review (pool, act, region, approved, reason, reviewed_by, reviewed_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &row,
    )?;
    Ok(())
}

/// Sends the notice of an approved act to the bureau.
///
/// # Errors
/// As [`file`](fn@file); [`StoreError::Conflict`] for a second notice of one act.
pub fn send(
    tx: &mut Tx<'_>,
    scope: Scope,
    region: RegionCode,
    notice: &Notice,
) -> Result<(), StoreError> {
    within(scope, region)?;
    let row = params![
        tx.pool(),
        notice.no.get(),
        notice.act.get(),
        region,
        notice.sent,
        tx.no()
    ];
    tx.run(
        "INSERT INTO bureau_notice (pool, notice, act, region, sent_on, tx_from) VALUES ($1, $2, $3, $4, $5, $6)",
        &row,
    )?;
    Ok(())
}

/// Records that the bureau acknowledged a notice.
///
/// # Errors
/// As [`file`](fn@file); [`StoreError::Conflict`] where it has before.
pub fn acknowledge(
    tx: &mut Tx<'_>,
    notice: NoticeNo,
    by: &UserName,
    on: base::Date,
) -> Result<(), StoreError> {
    let row = params![tx.pool(), notice.get(), by, on, tx.no()];
    tx.run(
        "INSERT INTO bureau_acknowledgement (pool, notice, acknowledged_by, acknowledged_on, tx_from) \
         VALUES ($1, $2, $3, $4, $5)",
        &row,
    )?;
    Ok(())
}

/// An act of the scope.
///
/// # Errors
/// As [`file`](fn@file).
pub fn find(
    session: &mut Session<'_>,
    scope: Scope,
    no: ActNo,
) -> Result<Option<KeptAct>, StoreError> {
    let (first, last) = scope.span();
    let row = session.row(
        "SELECT a.act, a.organisation, a.region, a.kind, a.event_on, a.filed_on, a.due_on, a.changes, r.approved, \
         r.reason, r.reviewed_by, r.reviewed_on FROM registration_act a \
         LEFT JOIN registration_review r ON r.pool = a.pool AND r.act = a.act \
         WHERE a.pool = $1 AND a.act = $2 AND a.region BETWEEN $3 AND $4",
        &params![scope.pool(), no.get(), first, last],
    )?;
    row.as_ref().map(kept).transpose()
}

/// The acts of the scope, waiting ones only where asked, by number.
///
/// # Errors
/// As [`file`](fn@file).
pub fn list(
    session: &mut Session<'_>,
    scope: Scope,
    waiting_only: bool,
) -> Result<Vec<KeptAct>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT a.act, a.organisation, a.region, a.kind, a.event_on, a.filed_on, a.due_on, a.changes, r.approved, \
         r.reason, r.reviewed_by, r.reviewed_on FROM registration_act a \
         LEFT JOIN registration_review r ON r.pool = a.pool AND r.act = a.act \
         WHERE a.pool = $1 AND a.region BETWEEN $2 AND $3 AND (CAST($4 AS BIGINT) = 0 OR r.act IS NULL) ORDER BY a.act",
        &params![scope.pool(), first, last, waiting_only],
    )?;
    rows.iter().map(kept).collect()
}

fn kept(row: &Row) -> Result<KeptAct, StoreError> {
    let no = row.no(0, ActNo::new)?;
    let review = match row.maybe_int(8)? {
        None => None,
        Some(approved) => Some(Review {
            act: no,
            approved: approved == 1,
            reason: row.text(9)?.into(),
            by: row.code(10, |user| UserName::new(user).ok())?,
            on: row.date(11)?,
        }),
    };
    Ok(KeptAct {
        act: Act {
            no,
            organisation: row.no(1, OrganisationNo::new)?,
            kind: row.code(3, ActKind::parse)?,
            event: row.date(4)?,
            filed: row.date(5)?,
            due: row.maybe_date(6)?,
            changes: read_changes(row.text(7)?)?,
        },
        region: row.region(2)?,
        review,
    })
}

/// The notices of the scope with their acknowledgements, by number.
///
/// # Errors
/// As [`file`](fn@file).
pub fn notices(session: &mut Session<'_>, scope: Scope) -> Result<Vec<Notice>, StoreError> {
    let (first, last) = scope.span();
    let rows = session.rows(
        "SELECT n.notice, n.act, n.sent_on, k.acknowledged_by, k.acknowledged_on FROM bureau_notice n \
         LEFT JOIN bureau_acknowledgement k ON k.pool = n.pool AND k.notice = n.notice \
         WHERE n.pool = $1 AND n.region BETWEEN $2 AND $3 ORDER BY n.notice",
        &params![scope.pool(), first, last],
    )?;
    rows.iter()
        .map(|row| {
            let acknowledged = match row.maybe_date(4)? {
                Some(on) => Some((row.code(3, |user| UserName::new(user).ok())?, on)),
                None => None,
            };
            Ok(Notice {
                no: row.no(0, NoticeNo::new)?,
                act: row.no(1, ActNo::new)?,
                sent: row.date(2)?,
                acknowledged,
            })
        })
        .collect()
}
