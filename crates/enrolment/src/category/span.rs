//! A category of a person with its period.

use super::kind::{Authority, Category};
use base::{BatchNo, Date, PersonNo, Refused, Validity};

/// What a category rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// A line of a list that an authority handed over: no application is needed.
    List(BatchNo, i64),
    /// Papers that the person brought.
    Application,
    /// Derived from facts of the register by a rule.
    Derived,
}

impl Evidence {
    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Evidence::List(..) => "list",
            Evidence::Application => "application",
            Evidence::Derived => "derived",
        }
    }

    /// The evidence of a word; a list with its batch and line.
    #[must_use]
    pub fn parse(code: &str, list: Option<(BatchNo, i64)>) -> Option<Evidence> {
        match (code, list) {
            ("list", Some((batch, line))) => Some(Evidence::List(batch, line)),
            ("application", None) => Some(Evidence::Application),
            ("derived", None) => Some(Evidence::Derived),
            _ => None,
        }
    }
}

/// A category of a person with its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// Who.
    pub person: PersonNo,
    /// As what.
    pub category: Category,
    /// From when until when.
    pub holds: Validity,
    /// Who certified it.
    pub authority: Authority,
    /// On what.
    pub evidence: Evidence,
}

/// Adds a category to those on record: the days that no span of the same category covers yet.
///
/// `None` where they are all covered already: the same list twice changes nothing.
///
/// # Errors
/// `category.period` where a list gives no first day, `category.authority` where somebody certifies what is
/// another's to certify.
pub fn certify(known: &[Certified], new: &Certified) -> Result<Option<Certified>, Refused> {
    let Some(mut from) = new.holds.from() else {
        return Err(Refused::new(
            "category.period",
            format!("“{}”缺少起始日期，请补填。", new.category.zh()),
        ));
    };
    let (rightful, by) = (new.category.authority(), new.authority);
    if by != rightful && by != Authority::Agency {
        let zh = format!(
            "“{}”应由{}认定，不能由{}认定。",
            new.category.zh(),
            rightful.zh(),
            by.zh()
        );
        return Err(Refused::new("category.authority", zh));
    }
    let mut spans: Vec<Validity> = known
        .iter()
        .filter(|one| one.person == new.person && one.category == new.category)
        .map(|one| one.holds)
        .collect();
    spans.sort_by_key(|span| span.from().unwrap_or(Date::MIN));
    for span in &spans {
        if !span.covers(from) {
            continue;
        }
        match span.until().and_then(|until| until.add_days(1)) {
            Some(next) => from = next,
            None => return Ok(None),
        }
    }
    if new.holds.until().is_some_and(|until| until < from) {
        return Ok(None);
    }
    // A later span that begins inside ends the new days before it.
    let next = spans
        .iter()
        .filter_map(Validity::from)
        .find(|start| *start > from);
    let before_next = next.and_then(|start| start.add_days(-1));
    let until = match (new.holds.until(), before_next) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let holds = Validity::new(Some(from), until).unwrap_or(new.holds);
    Ok(Some(Certified {
        holds,
        ..new.clone()
    }))
}

/// The categories that hold on a date, once each.
#[must_use]
pub fn held(spans: &[Certified], person: PersonNo, on: Date) -> Vec<Category> {
    let mut held: Vec<Category> = spans
        .iter()
        .filter(|span| span.person == person && span.holds.covers(on))
        .map(|span| span.category)
        .collect();
    held.sort_unstable();
    held.dedup();
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from: &str, until: &str) -> Certified {
        let date = |text| Date::parse(text).ok();
        Certified {
            person: PersonNo::new(1).unwrap(),
            category: Category::Dibao,
            holds: Validity::new(date(from), date(until)).unwrap(),
            authority: Authority::CivilAffairs,
            evidence: Evidence::Application,
        }
    }

    #[test]
    fn the_same_list_twice_changes_nothing_and_a_longer_one_extends() {
        let known = [span("2016-01-01", "2016-12-31")];
        assert_eq!(certify(&known, &known[0]), Ok(None));
        let longer = certify(&known, &span("2016-01-01", "2017-12-31"))
            .unwrap()
            .unwrap();
        assert_eq!(longer.holds.from(), Date::parse("2017-01-01").ok());
        let open = certify(&known, &span("2016-06-01", "")).unwrap().unwrap();
        assert_eq!(open.holds.until(), None);
        let all = [known[0].clone(), longer];
        let person = known[0].person;
        let on = |text| held(&all, person, Date::parse(text).unwrap());
        assert_eq!(on("2017-06-01"), [Category::Dibao]);
        assert!(on("2018-01-01").is_empty());
    }

    #[test]
    fn a_period_and_the_rightful_authority_are_needed() {
        let no_start = certify(&[], &span("", "2016-12-31")).unwrap_err();
        assert_eq!(no_start.code(), "category.period");
        let other = Certified {
            authority: Authority::DisabledFederation,
            ..span("2016-01-01", "")
        };
        let other = certify(&[], &other).unwrap_err();
        assert_eq!(other.code(), "category.authority");
        assert!(other.zh().contains("民政"));
    }

    proptest! {
        /// Whatever comes in, no day is covered twice.
        #[test]
        fn no_day_is_covered_twice(lists in prop::collection::vec((0_i32..60, 0_i32..20), 0..12)) {
            let mut known: Vec<Certified> = Vec::new();
            let day = |n: i32| Date::from_day_number(17_000 + n).unwrap();
            for (from, length) in lists {
                let new = Certified {
                    holds: Validity::new(Some(day(from)), Some(day(from + length))).unwrap(),
                    ..span("2016-01-01", "")
                };
                known.extend(certify(&known, &new).unwrap());
                prop_assert!(known.iter().any(|one| one.holds.covers(day(from))));
            }
            for n in 0..90 {
                let covering = known.iter().filter(|one| one.holds.covers(day(n))).count();
                prop_assert!(covering <= 1);
            }
        }
    }
}
