//! The features of a pair and their outcomes.

use super::profile::{KnownNumber, Profile};
use crate::people::name::{Likeness, likeness, one_slip};
use base::{Date, DocumentType, RegionLevel, Sex};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $code:literal $zh:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every one.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word in rules and in the store.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// What users read.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)* }
            }

            /// The one of a word.
            #[must_use]
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

words! {
    /// What is compared.
    Feature {
        /// Numbers of documents.
        Number "number" "证件号码",
        /// Names.
        Name "name" "姓名",
        /// Birth dates.
        Birth "birth" "出生日期",
        /// Sex.
        Sex "sex" "性别",
        /// Where they live.
        Region "region" "居住地",
        /// Telephones.
        Phone "phone" "电话",
        /// Guardians.
        Guardian "guardian" "监护人",
    }
}

words! {
    /// How a comparison came out.
    Outcome {
        /// The same, and sound where that matters.
        Same "same" "一致",
        /// The same number, which is flawed.
        SameFlawed "same_flawed" "一致但校验不通过",
        /// The same as a number that was put right or replaced since.
        Alias "alias" "与曾用号码一致",
        /// One slip of the keyboard apart.
        Near "near" "相近",
        /// Different, one of the two flawed.
        DifferentFlawed "different_flawed" "不同且有一个校验不通过",
        /// The same as a name before.
        Former "former" "与曾用名一致",
        /// One character apart.
        Similar "similar" "相差一字",
        /// Only the surname.
        Surname "surname" "仅姓氏相同",
        /// Month and day exchanged.
        Swapped "swapped" "月日颠倒",
        /// The same village or street.
        Village "village" "同村（居）",
        /// The same township.
        Township "township" "同乡镇（街道）",
        /// The same county.
        County "county" "同县（区）",
        /// Another county, or not known.
        Elsewhere "elsewhere" "不同县区或不详",
        /// Different.
        Different "different" "不同",
        /// One side says nothing.
        Missing "missing" "缺少",
        /// One side does not know.
        Unknown "unknown" "不详",
    }
}

impl Feature {
    /// The outcomes that it can have.
    #[must_use]
    pub const fn outcomes(self) -> &'static [Outcome] {
        use Outcome::{
            Alias, County, Different, DifferentFlawed, Elsewhere, Former, Missing, Near, Same,
            SameFlawed, Similar, Surname, Swapped, Township, Unknown, Village,
        };
        match self {
            Feature::Number => &[
                Same,
                SameFlawed,
                Alias,
                Near,
                DifferentFlawed,
                Different,
                Missing,
            ],
            Feature::Name => &[Same, Former, Similar, Surname, Different],
            Feature::Birth => &[Same, Swapped, Near, Different],
            Feature::Sex => &[Same, Unknown, Different],
            Feature::Region => &[Village, Township, County, Elsewhere],
            Feature::Phone | Feature::Guardian => &[Same, Different, Missing],
        }
    }
}

/// The outcome of every feature of a pair, in the order of [`Feature::ALL`].
#[must_use]
pub fn compare(one: &Profile, other: &Profile) -> Vec<(Feature, Outcome)> {
    let optional = |a: &Option<Box<str>>, b: &Option<Box<str>>| match (a, b) {
        (Some(a), Some(b)) if a == b => Outcome::Same,
        (Some(_), Some(_)) => Outcome::Different,
        _ => Outcome::Missing,
    };
    vec![
        (Feature::Number, numbers(&one.numbers, &other.numbers)),
        (Feature::Name, names(one, other)),
        (Feature::Birth, births(one.birth, other.birth)),
        (Feature::Sex, sexes(one.sex, other.sex)),
        (Feature::Region, regions(one, other)),
        (Feature::Phone, optional(&one.phone, &other.phone)),
        (Feature::Guardian, optional(&one.guardian, &other.guardian)),
    ]
}

/// The best that any two numbers of the same type say.
fn numbers(one: &[KnownNumber], other: &[KnownNumber]) -> Outcome {
    let pairs = one
        .iter()
        .flat_map(|a| other.iter().map(move |b| (a, b)))
        .filter(|(a, b)| a.document_type == b.document_type && identifies(a.document_type));
    pairs
        .map(|(a, b)| number(a, b))
        .min()
        .unwrap_or(Outcome::Missing)
}

/// A register number of poverty relief belongs to a household, and other papers have no known form.
fn identifies(document_type: DocumentType) -> bool {
    !matches!(
        document_type,
        DocumentType::PovertyRelief | DocumentType::MilitaryFamily | DocumentType::Other
    )
}

fn number(a: &KnownNumber, b: &KnownNumber) -> Outcome {
    let sound = a.sound && b.sound;
    if a.canonical == b.canonical {
        return match (a.current && b.current, sound) {
            (false, _) => Outcome::Alias,
            (true, true) => Outcome::Same,
            (true, false) => Outcome::SameFlawed,
        };
    }
    if sound {
        return Outcome::Different;
    }
    let (x, y): (Vec<char>, Vec<char>) =
        (a.canonical.chars().collect(), b.canonical.chars().collect());
    if one_slip(&x, &y) {
        Outcome::Near
    } else {
        Outcome::DifferentFlawed
    }
}

fn names(one: &Profile, other: &Profile) -> Outcome {
    match likeness(&one.name, &other.name) {
        Likeness::Same => Outcome::Same,
        _ if crossed(one, other) || crossed(other, one) => Outcome::Former,
        Likeness::Similar => Outcome::Similar,
        Likeness::Surname => Outcome::Surname,
        Likeness::Different => Outcome::Different,
    }
}

/// Whether a name before of one is a name of the other.
fn crossed(one: &Profile, other: &Profile) -> bool {
    one.former_names
        .iter()
        .any(|name| *name == other.name || other.former_names.contains(name))
}

fn births(one: Option<Date>, other: Option<Date>) -> Outcome {
    let (Some(a), Some(b)) = (one, other) else {
        return Outcome::Near;
    };
    if a == b {
        return Outcome::Same;
    }
    let same = [
        a.year() == b.year(),
        a.month() == b.month(),
        a.day() == b.day(),
    ];
    if same.first() == Some(&true) && (a.month(), a.day()) == (b.day(), b.month()) {
        return Outcome::Swapped;
    }
    let alike = same.iter().filter(|same| **same).count();
    if alike == 2 {
        Outcome::Near
    } else {
        Outcome::Different
    }
}

fn sexes(one: Sex, other: Sex) -> Outcome {
    match (one, other) {
        (Sex::Male, Sex::Male) | (Sex::Female, Sex::Female) => Outcome::Same,
        (Sex::Male, Sex::Female) | (Sex::Female, Sex::Male) => Outcome::Different,
        _ => Outcome::Unknown,
    }
}

fn regions(one: &Profile, other: &Profile) -> Outcome {
    let (Some(a), Some(b)) = (one.region, other.region) else {
        return Outcome::Elsewhere;
    };
    let same = |level| a.at(level).is_some() && a.at(level) == b.at(level);
    if same(RegionLevel::Village) {
        Outcome::Village
    } else if same(RegionLevel::Township) {
        Outcome::Township
    } else if same(RegionLevel::County) {
        Outcome::County
    } else {
        Outcome::Elsewhere
    }
}
