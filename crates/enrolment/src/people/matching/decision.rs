//! Weight, band and decision.

use super::features::{Feature, Outcome, compare};
use super::profile::Profile;
use super::rule::MatchRule;
use access::UserName;
use base::{BatchNo, Date, DocumentType, PersonNo};

/// One of the two records of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordId {
    /// A person of the register.
    Person(PersonNo),
    /// A row of a list, counted from 1.
    Row(BatchNo, u64),
}

/// What is to be done with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// One person: no question.
    Auto,
    /// A person must look.
    Queue,
    /// Two persons.
    Separate,
}

impl Band {
    /// Every band.
    pub const ALL: [Band; 3] = [Band::Auto, Band::Queue, Band::Separate];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Band::Auto => "auto",
            Band::Queue => "queue",
            Band::Separate => "separate",
        }
    }

    /// The band of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Band> {
        Band::ALL.into_iter().find(|band| band.code() == code)
    }
}

/// A contradiction that no weight outweighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// Two sound resident numbers that differ, and birth dates that differ.
    NumberAndBirth,
    /// One sound number and two names that have nothing in common: one number, two people (重号).
    NumberOfTwo,
    /// The same sound number under two sexes.
    NumberAndSex,
}

impl Conflict {
    /// Every conflict.
    pub const ALL: [Conflict; 3] = [
        Conflict::NumberAndBirth,
        Conflict::NumberOfTwo,
        Conflict::NumberAndSex,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Conflict::NumberAndBirth => "number_and_birth",
            Conflict::NumberOfTwo => "number_of_two",
            Conflict::NumberAndSex => "number_and_sex",
        }
    }

    /// The conflict of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Conflict> {
        Conflict::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Conflict::NumberAndBirth => "两个有效身份证号码不同，出生日期也不同",
            Conflict::NumberOfTwo => "同一号码对应两个不同姓名（重号）",
            Conflict::NumberAndSex => "同一号码对应两种性别",
        }
    }
}

/// A pair, weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Every feature with its outcome and points.
    pub features: Vec<(Feature, Outcome, i64)>,
    /// 0 to 10000 basis points.
    pub weight: i64,
    /// A contradiction, where there is one.
    pub conflict: Option<Conflict>,
    /// What is to be done.
    pub band: Band,
    /// The version of the weights.
    pub rule: Box<str>,
}

impl Scored {
    /// One line a person can check: each feature with what came out.
    #[must_use]
    pub fn zh(&self) -> String {
        let features: Vec<String> = self
            .features
            .iter()
            .map(|(feature, outcome, points)| {
                format!("{}{}（{points:+}）", feature.zh(), outcome.zh())
            })
            .collect();
        let conflict = self.conflict.map_or(String::new(), |conflict| {
            format!("；冲突：{}", conflict.zh())
        });
        format!("权重 {}：{}{conflict}", self.weight, features.join("，"))
    }

    /// The outcome of a feature.
    #[must_use]
    pub fn outcome(&self, feature: Feature) -> Option<Outcome> {
        let found = self.features.iter().find(|(one, _, _)| *one == feature);
        found.map(|(_, outcome, _)| *outcome)
    }
}

/// Weighs a pair.
#[must_use]
pub fn score(rule: &MatchRule, one: &Profile, other: &Profile) -> Scored {
    let mut features = Vec::with_capacity(Feature::ALL.len());
    let (mut sum, mut cap) = (0_i64, 10_000_i64);
    for (feature, outcome) in compare(one, other) {
        let weight = rule.weight(feature, outcome);
        sum = sum.saturating_add(weight.points);
        cap = cap.min(weight.cap.unwrap_or(cap));
        features.push((feature, outcome, weight.points));
    }
    let weight = sum.clamp(0, cap.clamp(0, 10_000));
    let conflict = conflict(one, other, &features);
    let band = match conflict {
        Some(Conflict::NumberAndBirth) => Band::Separate,
        Some(Conflict::NumberOfTwo | Conflict::NumberAndSex) => Band::Queue,
        None if weight >= rule.auto() => Band::Auto,
        None if weight >= rule.queue() => Band::Queue,
        None => Band::Separate,
    };
    Scored {
        features,
        weight,
        conflict,
        band,
        rule: rule.version().into(),
    }
}

fn conflict(
    one: &Profile,
    other: &Profile,
    features: &[(Feature, Outcome, i64)],
) -> Option<Conflict> {
    let is = |feature, outcome| {
        features
            .iter()
            .any(|(f, o, _)| *f == feature && *o == outcome)
    };
    let same_number = is(Feature::Number, Outcome::Same);
    let births_differ =
        matches!((one.birth, other.birth), (Some(a), Some(b)) if a != b) && !same_number;
    if births_differ && sound_cards_differ(one, other) {
        return Some(Conflict::NumberAndBirth);
    }
    if same_number && is(Feature::Name, Outcome::Different) {
        return Some(Conflict::NumberOfTwo);
    }
    (same_number && is(Feature::Sex, Outcome::Different)).then_some(Conflict::NumberAndSex)
}

/// Whether both have sound resident numbers that count, and share none.
fn sound_cards_differ(one: &Profile, other: &Profile) -> bool {
    let cards = |profile: &Profile| -> Vec<Box<str>> {
        let cards = profile.numbers.iter().filter(|number| {
            number.document_type == DocumentType::ResidentCard && number.sound && number.current
        });
        cards.map(|number| number.canonical.clone()).collect()
    };
    let (a, b) = (cards(one), cards(other));
    !a.is_empty() && !b.is_empty() && !a.iter().any(|number| b.contains(number))
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// The rule alone.
    Machine,
    /// A user.
    Person(UserName),
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// One person.
    Same,
    /// Two persons.
    Distinct,
    /// Not yet: in the queue.
    Open,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 3] = [Verdict::Same, Verdict::Distinct, Verdict::Open];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Distinct => "distinct",
            Verdict::Open => "open",
        }
    }

    /// The verdict of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Verdict::Same => "同一人",
            Verdict::Distinct => "不同的人",
            Verdict::Open => "待核",
        }
    }
}

/// A decision about a pair: the smaller record first. A later one about the same pair supersedes it and
/// leaves it standing in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The pair.
    pub pair: (RecordId, RecordId),
    /// Its weight and why.
    pub scored: Scored,
    /// What was decided.
    pub verdict: Verdict,
    /// By whom.
    pub by: DecidedBy,
    /// When.
    pub on: Date,
}

impl Matched {
    /// What the machine decides about a pair: one person, two persons, or the queue.
    #[must_use]
    pub fn by_machine(one: RecordId, other: RecordId, scored: Scored, on: Date) -> Matched {
        let verdict = match scored.band {
            Band::Auto => Verdict::Same,
            Band::Queue => Verdict::Open,
            Band::Separate => Verdict::Distinct,
        };
        Matched {
            pair: (one.min(other), one.max(other)),
            scored,
            verdict,
            by: DecidedBy::Machine,
            on,
        }
    }

    /// The same pair as a person decided it.
    #[must_use]
    pub fn decided(&self, verdict: Verdict, by: UserName, on: Date) -> Matched {
        Matched {
            pair: self.pair,
            scored: self.scored.clone(),
            verdict,
            by: DecidedBy::Person(by),
            on,
        }
    }
}
