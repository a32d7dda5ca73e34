//! Drawing up a month: institution by institution, so that a killed run goes on where it stopped, and what cannot be
//! claimed as it stands holds nothing else up.

use std::collections::{BTreeMap, BTreeSet};

use access::{Actor, Permission, Scope};
use base::{Date, ProviderId, RegionCode};
use enrolment::Month;
use settlement::claim::{
    Before, ClaimKey, ClaimLine, ClaimNo, Draft, FundCode, LineKey, Payable, draw_up as drafts,
};
use store::claim::draw::{self as rows, NewClaim, NewLine, SetAside};
use store::claim::payable::Open;
use store::claim::{office, payable};
use store::{StoreError, Tx};

use crate::{Desk, ServiceError};

/// About so many lines go into one transaction.
const LINES: i64 = 5_000;

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// How many claims were new.
    pub claims: usize,
    /// How many lines were written.
    pub lines: usize,
    /// Claims that were submitted already, with how many lines wait for the next month.
    pub waiting: Vec<(ClaimKey, usize)>,
    /// What stands aside with its reason, also of earlier runs.
    pub aside: Vec<SetAside>,
}

/// Draws the claims of a month up. Run again, it adds what came since, as long as a claim is not submitted.
///
/// # Errors
/// [`ServiceError::Denied`] for another role and for staff of a county; `claim.month_open` before the month is over;
/// storage.
pub fn draw_up(desk: &Desk<'_>, actor: &Actor, month: Month) -> Result<Drawn, ServiceError> {
    let scope = actor.may_in(Permission::ClaimDraw, actor.scope().pool())?;
    let today = desk.today();
    let nothing = Before {
        submitted: &BTreeSet::new(),
        claimed: &BTreeSet::new(),
        offices: &BTreeMap::new(),
    };
    drafts(month, today, &[], &nothing)?;
    let all = desk.read(|session| payable::institutions(session, scope, month.last()))?;
    let mut drawn = Drawn::default();
    let mut chunk: Vec<String> = Vec::new();
    let mut lines = 0;
    let mut institutions = all.into_iter().peekable();
    while let Some((institution, count)) = institutions.next() {
        chunk.push(institution);
        lines += count;
        if lines >= LINES || institutions.peek().is_none() {
            let institutions = std::mem::take(&mut chunk);
            lines = 0;
            desk.write(actor, "claim.draw", None, |tx| {
                chunk_up(tx, scope, (month, today), &institutions, &mut drawn)
            })?;
        }
    }
    drawn.aside = desk.read(|session| rows::asides(session, scope, month))?;
    Ok(drawn)
}

type Buckets = BTreeMap<(FundCode, LineKey), i64>;

fn chunk_up(
    tx: &mut Tx<'_>,
    scope: Scope,
    (month, today): (Month, Date),
    institutions: &[String],
    drawn: &mut Drawn,
) -> Result<(), ServiceError> {
    let open = payable::open(tx, scope, institutions, month.last())?;
    let known = rows::known(tx, scope, month, institutions)?;
    let submitted: BTreeSet<ClaimKey> = known
        .iter()
        .filter(|(_, (_, submitted))| *submitted)
        .map(|(key, _)| key.clone())
        .collect();
    let mut offices = offices(scope.pool(), institutions);
    offices.extend(office::all(tx, scope)?);
    let (payables, buckets, mut aside) = sorted(open);
    let before = Before {
        submitted: &submitted,
        claimed: &BTreeSet::new(),
        offices: &offices,
    };
    let up = drafts(month, today, &payables, &before)?;
    drawn.waiting.extend(up.waiting);
    for one in up.aside {
        let bucket = buckets.get(&(one.fund.clone(), one.line.clone()));
        aside.push(SetAside {
            bucket: bucket.copied().unwrap_or_default(),
            settlement: one.line.settlement.as_str().parse().unwrap_or_default(),
            part: one.line.part.code().to_owned(),
            fund: one.fund.to_string(),
            institution: one.institution.to_string(),
            code: one.refused.code().to_owned(),
            reason: one.refused.zh(),
        });
    }
    rows::set_aside(tx, scope, month, &aside)?;
    write(tx, scope, (up.drafts, today), (&known, &buckets), drawn)
}

/// The payables that can be read, with their buckets, and those that cannot.
fn sorted(open: Vec<Open>) -> (Vec<Payable>, Buckets, Vec<SetAside>) {
    let (mut payables, mut buckets, mut aside) = (Vec::new(), Buckets::new(), Vec::new());
    for one in open {
        match one.payable {
            Some(payable) => {
                let key = ClaimLine::of(&payable).key;
                buckets.insert((payable.fund.clone(), key), one.bucket);
                payables.push(payable);
            }
            None => aside.push(SetAside {
                bucket: one.bucket,
                settlement: one.settlement,
                part: one.part,
                fund: one.fund,
                institution: one.institution,
                code: "claim.unreadable".to_owned(),
                reason: format!(
                    "结算 {} 的应付款记录无法识别，请运维人员查明后重新生成。",
                    one.settlement
                ),
            }),
        }
    }
    (payables, buckets, aside)
}

/// The national code of an institution names the county in which it lies: its office, where no other one is named.
fn offices(pool: RegionCode, institutions: &[String]) -> BTreeMap<ProviderId, RegionCode> {
    let office = |code: &String| {
        let county = RegionCode::parse(code.get(1..7)?).ok()?;
        let id = ProviderId::new(code).ok()?;
        pool.contains(county).then_some((id, county))
    };
    institutions.iter().filter_map(office).collect()
}

fn write(
    tx: &mut Tx<'_>,
    scope: Scope,
    (drafts, today): (Vec<Draft>, Date),
    (known, buckets): (&BTreeMap<ClaimKey, (ClaimNo, bool)>, &Buckets),
    drawn: &mut Drawn,
) -> Result<(), ServiceError> {
    let odd = || StoreError::Corrupt("sequence claim".to_owned());
    let fresh = drafts
        .iter()
        .filter(|draft| !known.contains_key(&draft.key));
    let count = u32::try_from(fresh.count()).map_err(|_| odd())?;
    let mut next = if count > 0 {
        tx.take("claim", count)?
    } else {
        0
    };
    let (mut claims, mut lines) = (Vec::new(), Vec::new());
    for draft in drafts {
        let no = match known.get(&draft.key) {
            Some((no, _)) => *no,
            None => {
                let no = ClaimNo::new(next).ok_or_else(odd)?;
                next += 1;
                claims.push(NewClaim {
                    no,
                    key: draft.key.clone(),
                    office: draft.office,
                    drawn_on: today,
                });
                no
            }
        };
        let fund = draft.key.pay.fund;
        for line in draft.lines {
            let bucket = buckets.get(&(fund.clone(), line.key.clone()));
            lines.push(NewLine {
                claim: no,
                bucket: bucket.copied().unwrap_or_default(),
                fund: fund.clone(),
                line,
            });
        }
    }
    rows::add(tx, scope, &claims)?;
    rows::add_lines(tx, &lines)?;
    drawn.claims += claims.len();
    drawn.lines += lines.len();
    Ok(())
}
