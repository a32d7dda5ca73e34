//! What institutions file for a person (2501, 2503, 2505), and what they take back (2502, 2504, 2506). A filing
//! counts once the bureau has agreed to it; see [`crate::filing`].

use base::{Date, PersonNo, Refused};
use settlement::FilingNo;
use settlement::visit::{Filing, FilingKind, FilingState, Place};
use store::counter::filing::{FilingRow, StepRow};

use crate::counter::{Change, Ids, World};

/// What is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAsk {
    /// The person.
    pub person: PersonNo,
    /// The institution that files.
    pub institution: String,
    /// What.
    pub kind: FilingKind,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// Where it leads.
    pub place: Place,
    /// The institution that it leads to, or that was chosen.
    pub leads_to: Option<String>,
    /// The chronic disease.
    pub disease: Option<String>,
    /// The day on which it was certified.
    pub certified_on: Option<Date>,
    /// The visit from which a referral starts.
    pub from_visit: Option<String>,
    /// The rest of the form as JSON, without names, addresses and telephone numbers.
    pub detail: String,
}

/// Files something.
///
/// # Errors
/// `person.…`: unknown, or insured nowhere today. `filing.span`: it ends before it begins. `filing.twice`: the
/// same is filed already and waits or holds. `filing.disease`: a chronic filing without its disease.
pub fn file(world: &World, ids: Ids, ask: &FileAsk) -> Result<(FilingNo, Vec<Change>), Refused> {
    let place = world.home(ask.person, world.today())?;
    if ask.until.is_some_and(|until| until < ask.from) {
        return Err(Refused::new(
            "filing.span",
            "备案的结束日期早于开始日期，请核对 begndate 和 enddate。",
        ));
    }
    if ask.kind == FilingKind::Chronic && ask.disease.is_none() {
        return Err(Refused::new(
            "filing.disease",
            "慢特病备案缺少病种，请填写 opsp_dise_code。",
        ));
    }
    let no = FilingNo::new(ids.record.get());
    let no = no.ok_or_else(|| Refused::new("filing.number", "没有可用的备案编号，请稍后重发。"))?;
    let filing = Filing {
        number: no.to_string(),
        person: ask.person,
        kind: ask.kind,
        state: FilingState::Submitted,
        filed_on: world.today(),
        from: ask.from,
        until: ask.until,
        place: ask.place,
        institution: ask.leads_to.clone(),
        disease: ask.disease.clone(),
        certified_on: ask.certified_on,
        from_visit: ask.from_visit.clone(),
        used: false,
    };
    refuse_twice(world, &filing)?;
    let (bucket, region) = place;
    let row = FilingRow {
        no,
        bucket,
        region,
        by: ask.institution.clone(),
        filing,
        detail: ask.detail.clone(),
        steps: 1,
    };
    Ok((no, vec![Change::Filed(Box::new(row))]))
}

fn refuse_twice(world: &World, filing: &Filing) -> Result<(), Refused> {
    let lives = |it: &&Filing| matches!(it.state, FilingState::Submitted | FilingState::Approved);
    let overlaps = |it: &&Filing| {
        it.from <= filing.until.unwrap_or(Date::MAX) && filing.from <= it.until.unwrap_or(Date::MAX)
    };
    let same = |it: &&Filing| {
        it.kind == filing.kind
            && it.disease == filing.disease
            && it.institution == filing.institution
            && it.place == filing.place
    };
    let filings = world.filings(filing.person).0;
    let twice = filings.iter().filter(lives).filter(overlaps).find(same);
    twice.map_or(Ok(()), |known| {
        Err(Refused::new(
            "filing.twice",
            format!(
                "同样的备案已有一条（流水号 {}，自 {} 起），不能重复备案；要改的请先撤销原备案。",
                known.number, known.from
            ),
        ))
    })
}

/// Takes a filing back.
///
/// # Errors
/// `filing.unknown`, `bill.person`, and those of [`Filing::withdrawn`].
pub fn withdraw(
    world: &World,
    (no, person, institution): (FilingNo, PersonNo, &str),
    reason: &str,
) -> Result<Vec<Change>, Refused> {
    let row = world.filing(no, institution)?;
    if row.filing.person != person {
        return Err(Refused::new(
            "bill.person",
            "备案的参保人与本次交易的人员编号不是同一人，请核对 psn_no 和备案流水号。",
        ));
    }
    let after = row.filing.withdrawn()?;
    Ok(vec![Change::Stepped(StepRow {
        bucket: row.bucket,
        filing: row.no,
        step: row.steps.saturating_add(1),
        state: after.state,
        reason: reason.to_owned(),
    })])
}
