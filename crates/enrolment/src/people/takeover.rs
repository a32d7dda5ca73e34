//! The lists of the merging schemes: every row of every list ends as exactly one thing, and the counts of
//! the giver are met.

use crate::Scheme;
use base::{Refused, RegionCode};
use std::collections::BTreeMap;

/// A list as its giver hands it over: scheme, region, how many rows it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceList {
    /// The giver's name of the list.
    pub id: Box<str>,
    /// The scheme whose members it lists.
    pub scheme: Scheme,
    /// The region it covers.
    pub region: RegionCode,
    /// The giver's count of rows.
    pub stated: u64,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// A person who was not known.
    New,
    /// Somebody already known: the row's particulars went to that person.
    Known,
    /// Taken as a record of its own; whether it is somebody known is for a person to decide.
    Queued,
    /// Not taken, with a reason for the giver to mend.
    Refused,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Fate; 4] = [Fate::New, Fate::Known, Fate::Queued, Fate::Refused];

    /// The word in results and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Fate::New => "new",
            Fate::Known => "known",
            Fate::Queued => "queued",
            Fate::Refused => "refused",
        }
    }

    /// The fate of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| fate.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Fate::New => "新建人员",
            Fate::Known => "与已有人员一致",
            Fate::Queued => "已接收，待人工核对是否同一人",
            Fate::Refused => "未接收",
        }
    }
}

/// Rows of one list by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    counts: [u64; Fate::ALL.len()],
}

impl Taken {
    /// Counts one row.
    pub fn count(&mut self, fate: Fate) {
        self.count_many(fate, 1);
    }

    /// Counts rows of one fate.
    pub fn count_many(&mut self, fate: Fate, rows: u64) {
        if let Some(count) = self.counts.get_mut(fate as usize) {
            *count = count.saturating_add(rows);
        }
    }

    /// The rows of one fate.
    #[must_use]
    pub fn of(&self, fate: Fate) -> u64 {
        self.counts.get(fate as usize).copied().unwrap_or(0)
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.counts
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The rows that are in the register now.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.rows().saturating_sub(self.of(Fate::Refused))
    }

    /// Adds the counts of another part of the list.
    pub fn add(&mut self, other: &Taken) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count = count.saturating_add(more);
        }
    }
}

/// How one list stands against its giver's count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListStand {
    /// The list.
    pub list: SourceList,
    /// What became of its rows.
    pub taken: Taken,
}

impl ListStand {
    /// Whether every row that the giver counted is in the register.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.taken.rows() == self.list.stated && self.taken.of(Fate::Refused) == 0
    }
}

/// The lists of a take-over against the rows that came in: nothing lost, nothing without a list.
///
/// # Errors
/// `takeover.unknown_list` where rows name a list that nobody handed over; `takeover.incomplete` with every
/// list that falls short, its stated count, what came, and what was refused.
pub fn reconcile(
    lists: &[SourceList],
    rows: &BTreeMap<Box<str>, Taken>,
) -> Result<Vec<ListStand>, Refused> {
    let stray = rows
        .keys()
        .find(|id| !lists.iter().any(|list| list.id == **id));
    if let Some(id) = stray {
        return Err(Refused::new(
            "takeover.unknown_list",
            format!("有数据来自移交清单以外的名册“{id}”，请补登清单或退回。"),
        ));
    }
    let stands: Vec<ListStand> = stands(lists, rows);
    let short: Vec<String> = stands
        .iter()
        .filter(|stand| !stand.is_complete())
        .map(|stand| {
            format!(
                "{}（移交 {}，收到 {}，未接收 {}）",
                stand.list.id,
                stand.list.stated,
                stand.taken.rows(),
                stand.taken.of(Fate::Refused)
            )
        })
        .collect();
    if short.is_empty() {
        return Ok(stands);
    }
    let zh = format!("下列名册未核平：{}。请逐条核对差异。", short.join("、"));
    Err(Refused::new("takeover.incomplete", zh).under("南京2017 三(一)"))
}

/// How every list stands, complete or not, in the order of the lists.
#[must_use]
pub fn stands(lists: &[SourceList], rows: &BTreeMap<Box<str>, Taken>) -> Vec<ListStand> {
    let stand = |list: &SourceList| ListStand {
        list: list.clone(),
        taken: rows.get(&list.id).copied().unwrap_or_default(),
    };
    lists.iter().map(stand).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(id: &str, region: &str, stated: u64) -> SourceList {
        SourceList {
            id: id.into(),
            scheme: Scheme::RuralCooperative,
            region: RegionCode::parse(region).unwrap(),
            stated,
        }
    }

    fn taken(fates: &[Fate]) -> Taken {
        let mut taken = Taken::default();
        for fate in fates {
            taken.count(*fate);
        }
        taken
    }

    #[test]
    fn every_row_has_one_fate_and_the_counts_meet() {
        let lists = [list("栖霞", "320113", 3), list("江宁", "320115", 1)];
        let mut rows = BTreeMap::new();
        rows.insert(
            "栖霞".into(),
            taken(&[Fate::New, Fate::Known, Fate::Queued]),
        );
        rows.insert("江宁".into(), taken(&[Fate::New]));
        let stands = reconcile(&lists, &rows).unwrap();
        assert!(stands.iter().all(ListStand::is_complete));
        rows.insert("江宁".into(), taken(&[Fate::Refused]));
        let short = reconcile(&lists, &rows).unwrap_err();
        assert_eq!(short.code(), "takeover.incomplete");
        assert!(short.zh().contains("江宁（移交 1，收到 1，未接收 1）"));
        rows.insert("六合".into(), Taken::default());
        let stray = reconcile(&lists, &rows).unwrap_err();
        assert_eq!(stray.code(), "takeover.unknown_list");
    }

    #[test]
    fn parts_add_up() {
        let mut sum = taken(&[Fate::New]);
        sum.add(&taken(&[Fate::New, Fate::Refused]));
        assert_eq!((sum.rows(), sum.taken(), sum.of(Fate::New)), (3, 2, 2));
    }
}
