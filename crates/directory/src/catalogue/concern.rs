//! Which changes of an item ask for attention: what rises in self-pay, falls in limits or narrows, and what
//! changes days that are over.

use base::{Ratio, UnitPrice};

use super::item::Item;
use super::kind::{Class, PayGroup};
use super::restriction::Conditions;

/// Why a change asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// The insured pay more themselves: a worse class, a higher first self-pay, an end.
    SelfPayRises,
    /// Less of the price is covered: a lower ceiling, standard or own limit.
    LimitFalls,
    /// Who may use it is narrowed, or was left open before.
    Restricted,
    /// Days that are over are changed: what was settled for them was priced by what held before.
    Backdated,
}

impl Concern {
    /// All of them, the worst first.
    pub const ALL: [Concern; 4] = [
        Concern::SelfPayRises,
        Concern::LimitFalls,
        Concern::Restricted,
        Concern::Backdated,
    ];

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Concern> {
        let mut all = Concern::ALL.into_iter();
        all.find(|concern| concern.code() == code)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Concern::SelfPayRises => "self_pay_rises",
            Concern::LimitFalls => "limit_falls",
            Concern::Restricted => "restricted",
            Concern::Backdated => "backdated",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Concern::SelfPayRises => "个人负担加重",
            Concern::LimitFalls => "支付限额下降",
            Concern::Restricted => "使用限制收紧",
            Concern::Backdated => "追溯已结算期间",
        }
    }
}

/// Why the change of a column asks for attention.
pub(super) fn of_item(before: &Item, after: &Item, column: &str) -> Option<Concern> {
    let (old, new) = (&before.terms, &after.terms);
    let first = |group| first_rises(old.first.of_group(group), new.first.of_group(group));
    let ceiling = |at: usize| {
        let place = |prices: [Option<UnitPrice>; 3]| prices.get(at).copied().flatten();
        falls(
            place(old.ceilings.by_level()),
            place(new.ceilings.by_level()),
        )
    };
    match column {
        "class" if old.class < new.class => Some(Concern::SelfPayRises),
        "first_employee" => first(PayGroup::Employee),
        "first_cadre" => first(PayGroup::RetiredCadre),
        "first_resident" => first(PayGroup::Resident),
        "first_other" => first(PayGroup::Other),
        "ceiling_1" => ceiling(0),
        "ceiling_2" => ceiling(1),
        "ceiling_3" => ceiling(2),
        "standard" => falls(old.standard, new.standard),
        "own_limit" => falls(old.own_limit, new.own_limit),
        "restricted" => (after.restriction.approval).then_some(Concern::Restricted),
        "levels" | "sex" | "age_from" | "age_to" | "diagnoses" | "inpatient" => {
            narrowed(before, after, column).then_some(Concern::Restricted)
        }
        _ => None,
    }
}

/// Why the end of an item asks for attention: it was paid, and is not any more.
pub(super) fn of_end(item: &Item) -> Option<Concern> {
    (item.terms.class != Class::C).then_some(Concern::SelfPayRises)
}

/// A ratio that rises at some level, or comes where there was none.
fn first_rises(old: [Option<Ratio>; 3], new: [Option<Ratio>; 3]) -> Option<Concern> {
    let nothing = |ratio: Option<Ratio>| ratio.unwrap_or(Ratio::ZERO);
    let rises = old
        .into_iter()
        .zip(new)
        .any(|(old, new)| nothing(old) < nothing(new));
    rises.then_some(Concern::SelfPayRises)
}

/// A limit that falls, or comes where there was none.
fn falls(old: Option<UnitPrice>, new: Option<UnitPrice>) -> Option<Concern> {
    let lower = match (old, new) {
        (Some(old), Some(new)) => new < old,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    lower.then_some(Concern::LimitFalls)
}

/// Whether somebody who could use the item no longer can.
fn narrowed(before: &Item, after: &Item, column: &str) -> bool {
    let none = Conditions::default();
    let old = before.restriction.conditions.as_deref().unwrap_or(&none);
    let new = after.restriction.conditions.as_deref().unwrap_or(&none);
    match column {
        "levels" => narrower(&old.levels, &new.levels),
        "diagnoses" => narrower(&old.diagnoses, &new.diagnoses),
        "sex" => new.sex.is_some(),
        "age_from" => new.age_from.unwrap_or(0) > old.age_from.unwrap_or(0),
        "age_to" => new.age_to.unwrap_or(u16::MAX) < old.age_to.unwrap_or(u16::MAX),
        "inpatient" => new.inpatient_only,
        _ => false,
    }
}

/// Whether a member of the old list is missing in the new one; an empty list allows all.
fn narrower<T: PartialEq>(old: &[T], new: &[T]) -> bool {
    !new.is_empty() && (old.is_empty() || old.iter().any(|member| !new.contains(member)))
}
