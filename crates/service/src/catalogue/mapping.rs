//! An institution uploads what its own codes mean (3301) and withdraws it (3302). A message is taken whole or not at
//! all.

use access::{Actor, Permission, Role, Scope};
use base::{Date, Refused, RegionCode};
use directory::catalogue::own::{Mapping, MappingChecks, MappingWarning, OwnList};
use directory::catalogue::{Code, MappingNo};
use store::Tx;
use store::catalogue::own::{self as rows, KeptMapping, NewMapping, Particulars};
use store::catalogue::revision;

use super::compiled::{City, current, own_list};
use crate::{Desk, ServiceError};

/// From how alike on names and specifications pass without a warning to the reviewer, in thousandths. A warning
/// refuses nothing.
pub(super) const CHECKS: MappingChecks = MappingChecks {
    name: 500,
    spec: 400,
};

/// An institution: its national code (`fixmedins_code`) and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site<'a> {
    /// Its code.
    pub code: &'a str,
    /// The county or district that supervises it.
    pub region: RegionCode,
}

/// A row to be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploading {
    /// Its line in the file, or its place in the message, from 1.
    pub line: u64,
    /// The mapping.
    pub mapping: Mapping,
    /// What else the institution says.
    pub more: Particulars,
}

/// What became of an upload: either rows are refused and none is taken, or all are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// What is wrong, by line.
    pub refused: Vec<(u64, Refused)>,
    /// The mappings, by line, each with what a reviewer should look at. One that was uploaded before, word for word,
    /// keeps its number.
    pub taken: Vec<(u64, MappingNo, Vec<MappingWarning>)>,
}

/// What an institution withdraws (3302).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawing {
    /// Its own code.
    pub own: String,
    /// The national code; `None` takes that of the open mapping.
    pub target: Option<Code>,
}

/// The actor may act for the institution: an institution for itself, a clerk for those of the own region.
pub(super) fn acts_for(
    actor: &Actor,
    site: Site<'_>,
    wanted: Permission,
) -> Result<Scope, ServiceError> {
    let scope = actor.may_in(wanted, site.region)?;
    if actor.role() == Role::Institution && actor.user().as_str() != site.code {
        return Err(Refused::new(
            "own_list.other",
            "只能办理本机构的目录对照，请核对医药机构编号。",
        )
        .into());
    }
    Ok(scope)
}

/// Takes rows of an own list in, to be decided by the agency.
///
/// # Errors
/// [`ServiceError::Denied`], `own_list.other`; storage. What is wrong with rows stands in the answer.
pub fn upload(
    desk: &Desk<'_>,
    actor: &Actor,
    site: Site<'_>,
    coming: Vec<Uploading>,
) -> Result<Uploaded, ServiceError> {
    let scope = acts_for(actor, site, Permission::OwnListUpload)?;
    let city = desk.read(|session| current(session, scope))?;
    let reach = Reach {
        scope,
        site,
        today: desk.today(),
        by: actor.user().as_str(),
    };
    desk.write(actor, "own_list.upload", None, |tx| {
        taken_in(tx, &reach, &city, coming)
    })
}

/// Who uploads for which institution, when.
struct Reach<'a> {
    scope: Scope,
    site: Site<'a>,
    today: Date,
    by: &'a str,
}

fn taken_in(
    tx: &mut Tx<'_>,
    reach: &Reach<'_>,
    city: &City,
    coming: Vec<Uploading>,
) -> Result<Uploaded, ServiceError> {
    let whole = Scope::whole(tx.pool());
    let known = rows::of_institution(tx, whole, reach.site.code)?;
    let mut list = own_list(&known);
    let mut answer = Uploaded::default();
    let mut new = Vec::new();
    for row in coming {
        if let Some(same) = known.iter().find(|kept| is_same(kept, &row)) {
            answer.taken.push((row.line, same.no, Vec::new()));
            continue;
        }
        match offered(&mut list, reach, city, &row) {
            Ok(warnings) => new.push((row, warnings)),
            Err(why) => answer.refused.push((row.line, why)),
        }
    }
    if !answer.refused.is_empty() {
        answer.taken.clear();
        return Ok(answer);
    }
    let rows_of = |(row, _): &(Uploading, Vec<MappingWarning>)| NewMapping {
        region: reach.site.region,
        mapping: row.mapping.clone(),
        more: row.more.clone(),
    };
    let all: Vec<NewMapping> = new.iter().map(rows_of).collect();
    let numbers = rows::upload(tx, reach.scope, &all, reach.by)?;
    moved(tx, reach.site.code, &numbers)?;
    for ((row, warnings), no) in new.into_iter().zip(numbers) {
        answer.taken.push((row.line, no, warnings));
    }
    answer.taken.sort_by_key(|(line, ..)| *line);
    Ok(answer)
}

fn offered(
    list: &mut OwnList,
    reach: &Reach<'_>,
    city: &City,
    row: &Uploading,
) -> Result<Vec<MappingWarning>, Refused> {
    if &*row.mapping.institution != reach.site.code {
        return Err(Refused::new(
            "own_list.other",
            "这一行写的是别的医药机构，请核对医药机构编号。",
        ));
    }
    let mapping = row.mapping.clone();
    list.upload(mapping, city.catalogue(), CHECKS, reach.today)
}

/// Whether a row says word for word what stands already: a message that was sent again.
fn is_same(kept: &KeptMapping, row: &Uploading) -> bool {
    let (old, new) = (&kept.mapping, &row.mapping);
    old.state.is_open()
        && old.own == new.own
        && old.own_name == new.own_name
        && old.own_spec == new.own_spec
        && (old.kind, old.target, old.validity) == (new.kind, new.target, new.validity)
        && kept.more == row.more
}

/// Moves the revision of an own list on.
pub(super) fn moved(
    tx: &mut Tx<'_>,
    institution: &str,
    numbers: &[MappingNo],
) -> Result<(), ServiceError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let whole = Scope::whole(tx.pool());
    let kept = rows::by_numbers(tx, whole, numbers)?;
    let marks: String = kept.iter().map(rows::mark).collect();
    revision::advance(tx, institution, marks.as_bytes())?;
    Ok(())
}

/// Withdraws open mappings from a day on, today at the earliest: the days before are read as they were.
///
/// # Errors
/// [`ServiceError::Denied`], `own_list.other`, `mapping.reason`, `mapping.day` for a day that is over; storage. An own
/// code without an open mapping stands in the answer, by its place from 1, and then none is withdrawn.
pub fn withdraw(
    desk: &Desk<'_>,
    actor: &Actor,
    site: Site<'_>,
    asked: &[Withdrawing],
    (reason, on): (&str, Date),
) -> Result<Uploaded, ServiceError> {
    let scope = acts_for(actor, site, Permission::OwnListUpload)?;
    if on < desk.today() {
        return Err(Refused::new(
            "mapping.day",
            "撤销日期不能早于今天：此前的明细已按原对照读取，请改为今天或以后。",
        )
        .into());
    }
    desk.write(actor, "own_list.withdraw", Some(reason), |tx| {
        let known = rows::of_institution(tx, scope, site.code)?;
        let mut answer = Uploaded::default();
        let mut steps = Vec::new();
        for (line, wanted) in (1..).zip(asked) {
            match withdrawn(&known, wanted, reason, on) {
                Ok(step) => {
                    answer.taken.push((line, step.0.no, Vec::new()));
                    steps.push(step);
                }
                Err(why) => answer.refused.push((line, why)),
            }
        }
        if !answer.refused.is_empty() {
            answer.taken.clear();
            return Ok(answer);
        }
        rows::step(tx, scope, &steps, actor.user().as_str())?;
        let numbers: Vec<MappingNo> = steps.iter().map(|(before, _)| before.no).collect();
        moved(tx, site.code, &numbers)?;
        Ok(answer)
    })
}

fn withdrawn(
    known: &[KeptMapping],
    wanted: &Withdrawing,
    reason: &str,
    on: Date,
) -> Result<(KeptMapping, Mapping), Refused> {
    let meant = |kept: &&KeptMapping| {
        let mapping = &kept.mapping;
        let target = wanted.target.is_none_or(|code| code == mapping.target);
        mapping.state.is_open() && *mapping.own == *wanted.own && target
    };
    let mut open = known.iter().filter(meant);
    let kept = open.next().ok_or_else(|| {
        Refused::new(
            "mapping.gone",
            format!(
                "机构编码 {} 没有待审核或有效的这条对照，请核对编码，或先查询对照（1317）。",
                directory::catalogue::code::shown(&wanted.own)
            ),
        )
    })?;
    if open.next().is_some() {
        return Err(Refused::new(
            "mapping.several",
            format!(
                "机构编码 {} 有几条有效的对照，请写明国家编码。",
                directory::catalogue::code::shown(&wanted.own)
            ),
        ));
    }
    Ok((kept.clone(), kept.mapping.withdraw(reason, on)?))
}
