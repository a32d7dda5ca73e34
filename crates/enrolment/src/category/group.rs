//! The group a person is insured in, and what policy packages call it.

use crate::Scheme;
use crate::organisation::{Affiliation, MemberRole, Stage};
use base::{Date, Refused, Sex};
use std::collections::BTreeMap;

/// The group a person is insured in on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 学龄前儿童和其他未成年人
    Child,
    /// 中小学生、特教学生
    Pupil,
    /// 大中专学生（含研究生）
    Student,
    /// 成年居民
    Adult,
    /// 老年居民
    Elderly,
    /// 职工
    Employee,
}

impl Group {
    /// Every group.
    pub const ALL: [Group; 6] = [
        Group::Child,
        Group::Pupil,
        Group::Student,
        Group::Adult,
        Group::Elderly,
        Group::Employee,
    ];

    /// The word in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Group::Child => "child",
            Group::Pupil => "pupil",
            Group::Student => "student",
            Group::Adult => "adult",
            Group::Elderly => "elderly",
            Group::Employee => "employee",
        }
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Group::Child => "未成年人（学龄前儿童）",
            Group::Pupil => "中小学生",
            Group::Student => "大中专学生（含研究生）",
            Group::Adult => "成年居民",
            Group::Elderly => "老年居民",
            Group::Employee => "职工",
        }
    }

    /// The group of a stage of education.
    #[must_use]
    pub const fn of_stage(stage: Stage) -> Group {
        match stage {
            Stage::Preschool => Group::Child,
            Stage::Primary | Stage::Secondary | Stage::Special => Group::Pupil,
            Stage::College | Stage::Graduate => Group::Student,
        }
    }
}

/// The bounds and names by which people are grouped, as data with the articles behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    minor_below: i32,
    elderly_from: i32,
    low_income: LowIncomeElderly,
    names: BTreeMap<Group, Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LowIncomeElderly {
    male: i32,
    female: i32,
    #[allow(dead_code, reason = "kept for whoever reads the data")]
    article: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    minor_below: i32,
    elderly_from: i32,
    low_income_elderly: LowIncomeElderly,
    insured_as: BTreeMap<String, Vec<String>>,
}

/// Why a text is no grouping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupingError {
    /// Not TOML, or a key is missing or unknown.
    #[error("the grouping cannot be read: {0}")]
    Toml(String),
    /// A group that no program knows, or one without names.
    #[error("the group `{0}` is unknown or has no names")]
    Group(String),
}

impl GroupingError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            GroupingError::Toml(why) => format!("参保人群文件无法读取：{why}。"),
            GroupingError::Group(group) => {
                format!("参保人群“{group}”未知或没有对应取值，请核对。")
            }
        }
    }
}

impl Grouping {
    /// The grouping that ships, as text.
    pub const SHIPPED: &'static str = include_str!("groups.toml");

    /// Reads a grouping.
    ///
    /// # Errors
    /// [`GroupingError`].
    pub fn parse(text: &str) -> Result<Grouping, GroupingError> {
        let mut document: Document =
            toml::from_str(text).map_err(|e| GroupingError::Toml(e.message().to_owned()))?;
        let mut names = BTreeMap::new();
        for group in Group::ALL {
            let found = document.insured_as.remove(group.code());
            let found = found.filter(|names| !names.is_empty());
            let found = found.ok_or_else(|| GroupingError::Group(group.code().to_owned()))?;
            names.insert(group, found);
        }
        match document.insured_as.into_keys().next() {
            Some(unknown) => Err(GroupingError::Group(unknown)),
            None => Ok(Grouping {
                minor_below: document.minor_below,
                elderly_from: document.elderly_from,
                low_income: document.low_income_elderly,
                names,
            }),
        }
    }

    /// The group of a person in a scheme on a day: whoever is at school goes by the stage, others by age.
    #[must_use]
    pub fn group(
        &self,
        scheme: Scheme,
        birth: Date,
        affiliations: &[Affiliation],
        on: Date,
    ) -> Group {
        if scheme == Scheme::Employee {
            return Group::Employee;
        }
        let studies = affiliations
            .iter()
            .filter(|one| one.role == MemberRole::Student && one.covers(on));
        if let Some(stage) = studies.filter_map(|one| one.stage).max() {
            return Group::of_stage(stage);
        }
        match birth.age_on(on) {
            age if age < self.minor_below => Group::Child,
            age if age >= self.elderly_from => Group::Elderly,
            _ => Group::Adult,
        }
    }

    /// Whether somebody is old in the sense of the rule for low-income families.
    #[must_use]
    pub fn is_old(&self, sex: Sex, birth: Date, on: Date) -> bool {
        let from = match sex {
            Sex::Male => self.low_income.male,
            Sex::Female => self.low_income.female,
            Sex::Unknown | Sex::NotStated => return false,
        };
        birth.age_on(on) >= from
    }

    /// What a package that knows these values calls a group.
    ///
    /// # Errors
    /// `category.group_unknown` where the package has no value for the group.
    pub fn name_in<'v>(&self, group: Group, values: &'v [String]) -> Result<&'v str, Refused> {
        let wanted = self.names.get(&group).into_iter().flatten();
        let mut found = wanted.filter_map(|name| values.iter().find(|value| *value == name));
        found.next().map(String::as_str).ok_or_else(|| {
            let zh = format!(
                "本地政策包的参保人群（{}）中没有与“{}”对应的取值，请由市级在政策包中补充。",
                values.join("、"),
                group.zh()
            );
            Refused::new("category.group_unknown", zh)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::affiliation::tests::{span, works};

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn studies(stage: Stage) -> Affiliation {
        Affiliation {
            stage: Some(stage),
            ..works(1, MemberRole::Student, span("2011-09-01", "2014-06-30"))
        }
    }

    #[test]
    fn students_go_by_their_stage_and_others_by_age() {
        let grouping = Grouping::parse(Grouping::SHIPPED).unwrap();
        let group = |birth: &str, at: &[Affiliation]| {
            grouping.group(Scheme::UrbanResident, day(birth), at, day("2012-01-01"))
        };
        assert_eq!(
            group("1988-05-01", &[studies(Stage::Graduate)]),
            Group::Student
        );
        assert_eq!(group("1988-05-01", &[]), Group::Adult);
        assert_eq!(
            group("2003-05-01", &[studies(Stage::Primary)]),
            Group::Pupil
        );
        assert_eq!(group("2009-05-01", &[]), Group::Child);
        assert_eq!(group("1994-01-01", &[]), Group::Adult);
        assert_eq!(group("1994-01-02", &[]), Group::Child);
        assert_eq!(group("1952-01-01", &[]), Group::Elderly);
        let later = grouping.group(
            Scheme::Resident,
            day("1988-05-01"),
            &[studies(Stage::Graduate)],
            day("2014-07-01"),
        );
        assert_eq!(later, Group::Adult, "after the last day at school");
        let employee = grouping.group(Scheme::Employee, day("1988-05-01"), &[], day("2014-07-01"));
        assert_eq!(employee, Group::Employee);
    }

    #[test]
    fn a_package_without_the_group_refuses() {
        let grouping = Grouping::parse(Grouping::SHIPPED).unwrap();
        let values = ["old".to_owned(), "young".to_owned()];
        assert_eq!(grouping.name_in(Group::Elderly, &values), Ok("old"));
        assert_eq!(grouping.name_in(Group::Student, &values), Ok("young"));
        let refused = grouping.name_in(Group::Adult, &values).unwrap_err();
        assert_eq!(refused.code(), "category.group_unknown");
    }

    #[test]
    fn a_broken_grouping_says_why() {
        let unknown = Grouping::SHIPPED.replace("employee = [", "worker = [");
        let error = Grouping::parse(&unknown).unwrap_err();
        assert_eq!(error, GroupingError::Group("employee".to_owned()));
        assert!(matches!(
            Grouping::parse("minor_below = 18"),
            Err(GroupingError::Toml(_))
        ));
    }
}
