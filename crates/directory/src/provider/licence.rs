//! The licence without which nobody is designated.

use super::kind::ProviderKind;
use crate::words::words;
use base::{Date, Refused, Validity};

words! {
    /// The licence that a provider of a type needs.
    LicenceKind {
        /// 医疗机构执业许可证.
        Practice "practice" "医疗机构执业许可证",
        /// 药品经营许可证.
        Drug "drug" "药品经营许可证",
    }
}

impl LicenceKind {
    /// What a provider of this type needs (篇7 第十六条): a practice licence of the health authority,
    /// or a drug licence of the drug authority.
    #[must_use]
    pub const fn needed_by(kind: ProviderKind) -> LicenceKind {
        if kind.is_pharmacy() {
            LicenceKind::Drug
        } else {
            LicenceKind::Practice
        }
    }
}

/// A licence with its days; a renewal is another licence, the old one stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Which.
    pub kind: LicenceKind,
    /// Its number.
    pub number: Box<str>,
    /// From when until when it holds, both days included.
    pub holds: Validity,
}

/// The licence that a provider of `kind` has on a day.
///
/// # Errors
/// `licence.none` where it never had the one it needs, `licence.expired` from the day after its last
/// day on, `licence.not_yet` before its first.
pub fn licensed(kind: ProviderKind, licences: &[Licence], on: Date) -> Result<&Licence, Refused> {
    let needed = LicenceKind::needed_by(kind);
    let own = || licences.iter().filter(|one| one.kind == needed);
    if let Some(found) = own().find(|one| one.holds.covers(on)) {
        return Ok(found);
    }
    let ended = |one: &&Licence| one.holds.until().is_some_and(|until| until < on);
    let refused = match (
        own().filter(ended).max_by_key(|one| one.holds.until()),
        own().next(),
    ) {
        (Some(last), _) => Refused::new(
            "licence.expired",
            format!(
                "{} {} 已于 {} 到期，自次日起暂停定点；请办理延续后登记新的有效期。",
                needed.zh(),
                last.number,
                last.holds.until().unwrap_or(on)
            ),
        ),
        (None, Some(first)) => Refused::new(
            "licence.not_yet",
            format!(
                "{} {} 自 {} 起有效，{on} 尚未生效。",
                needed.zh(),
                first.number,
                first.holds.from().unwrap_or(on)
            ),
        ),
        (None, None) => Refused::new(
            "licence.none",
            format!("{}须持有{}，请先登记证号和有效期。", kind.zh(), needed.zh()),
        ),
    };
    Err(refused.under("篇7 第十六条"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn licence(kind: LicenceKind, from: &str, until: &str) -> Licence {
        Licence {
            kind,
            number: "PDY001".into(),
            holds: Validity::new(Date::parse(from).ok(), Date::parse(until).ok()).unwrap(),
        }
    }

    /// REQ-144, the licence: it counts to its last day, from the next day on it is expired.
    #[test]
    fn req_144_a_licence_counts_to_its_last_day() {
        let held = [licence(LicenceKind::Practice, "2020-01-01", "2025-06-30")];
        let on = |text: &str| licensed(ProviderKind::Hospital, &held, day(text));
        assert!(on("2025-06-30").is_ok());
        let expired = on("2025-07-01").unwrap_err();
        assert_eq!(expired.code(), "licence.expired");
        assert!(expired.zh().contains("2025-06-30") && expired.zh().contains("第十六条"));
        assert_eq!(on("2019-12-31").unwrap_err().code(), "licence.not_yet");
        let renewed = [
            held[0].clone(),
            licence(LicenceKind::Practice, "2025-07-01", ""),
        ];
        assert!(licensed(ProviderKind::Hospital, &renewed, day("2025-07-01")).is_ok());
    }

    #[test]
    fn a_pharmacy_needs_the_drug_licence() {
        let held = [licence(LicenceKind::Practice, "2020-01-01", "")];
        let none = licensed(ProviderKind::Pharmacy, &held, day("2021-01-01")).unwrap_err();
        assert_eq!(none.code(), "licence.none");
        assert!(none.zh().contains("药品经营许可证"));
    }
}
