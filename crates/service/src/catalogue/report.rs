//! What a list changes, as a decider reads it.

use base::Date;
use directory::catalogue::{
    Change, Concern, Difference, Effect, Extent, FieldChange, Item, Kind, Listed as Judged, Recode,
    Term,
};
use store::catalogue::release::Counts;

use super::plan::{Coming, Plan};
use super::sort::Sort;

/// What a list changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which list.
    pub sort: Sort,
    /// Its name.
    pub title: String,
    /// The kinds that it speaks of.
    pub kinds: Vec<Kind>,
    /// How much it says of them.
    pub extent: Extent,
    /// First day on which it holds.
    pub effective: Date,
    /// How many codes.
    pub counts: Counts,
    /// Why changes ask for attention, and how many do for that.
    pub concerns: Vec<(Concern, usize)>,
    /// Code by code: first what asks for attention, then what ends, what changes and what comes in.
    pub lines: Vec<ReportLine>,
}

/// What a list does to one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The code; of an old code the system and the code.
    pub code: String,
    /// Its name; of an old code the national code.
    pub name: String,
    /// What it does.
    pub effect: Effect,
    /// From which day on.
    pub on: Date,
    /// Field by field.
    pub fields: Vec<FieldChange>,
    /// Why it asks for attention.
    pub concerns: Vec<Concern>,
}

/// The report of a plan.
pub(super) fn of(coming: &Coming<'_>, plan: &Plan) -> Report {
    let (concerns, mut lines) = match plan {
        Plan::Items(planned) => (concerns(&planned.difference), lines(&planned.difference)),
        Plan::Terms(planned) => (concerns(&planned.difference), lines(&planned.difference)),
        Plan::Recodes(plan) => {
            let ending = plan.ending.iter().map(|(_, recode)| recode);
            let ending = ending.map(|recode| line_of(recode, Effect::Ended, coming.effective));
            let new = |recode| line_of(recode, Effect::New, coming.effective);
            let lines = ending.chain(plan.coming.iter().map(new)).collect();
            (Vec::new(), lines)
        }
    };
    let rank = |effect| match effect {
        Effect::Ended => 0,
        Effect::Changed => 1,
        Effect::New => 2,
    };
    // stable: of equal weight the order of the codes stays
    lines.sort_by_key(|line: &ReportLine| (line.concerns.is_empty(), rank(line.effect)));
    Report {
        sort: coming.sort.clone(),
        title: coming.title.to_owned(),
        kinds: coming.kinds.clone(),
        extent: coming.extent,
        effective: coming.effective,
        counts: plan.counts(),
        concerns,
        lines,
    }
}

fn concerns<T>(difference: &Difference<T>) -> Vec<(Concern, usize)> {
    let counted = Concern::ALL.map(|concern| (concern, difference.concerned(concern)));
    counted
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// A record with a name.
pub(super) trait Named {
    /// The name.
    fn name(&self) -> &str;
}

impl Named for Item {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for Term {
    fn name(&self) -> &str {
        &self.name
    }
}

fn lines<T: Judged + Named>(difference: &Difference<T>) -> Vec<ReportLine> {
    let line = |change: &Change<T>| {
        let record = change.after.as_ref().or(change.before.as_ref());
        ReportLine {
            code: change.code.to_string(),
            name: record.map_or_else(String::new, |record| record.name().to_owned()),
            effect: change.effect,
            on: change.first,
            fields: change.fields.clone(),
            concerns: change.concerns.clone(),
        }
    };
    difference.changes.iter().map(line).collect()
}

fn line_of(recode: &Recode, effect: Effect, on: Date) -> ReportLine {
    ReportLine {
        code: format!("{} {}", recode.system, recode.old),
        name: recode.new.to_string(),
        effect,
        on,
        fields: Vec::new(),
        concerns: Vec::new(),
    }
}
