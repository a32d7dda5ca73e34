//! What things cost and on what terms they are paid.

use base::{Ratio, Sex, UnitPrice};
use directory::catalogue::{
    Ceilings, Class, Conditions, FirstSelfPay, Flags, HospitalLevel, Kind, PayGroup, PaymentTerms,
    Restriction,
};

use crate::draw::Draw;

/// What one unit costs, in 分, before any ceiling.
pub(super) fn cost(kind: Kind, fee: u8, draw: &mut Draw) -> i64 {
    let (low, high): (u32, u32) = match (kind, fee) {
        // by the gram: finer than 分, see `terms`
        (Kind::Herbal, _) => (2, 60),
        (Kind::Service, 6) => (30_000, 800_000),
        (Kind::Service, 3) => (2_000, 80_000),
        (Kind::Service, 1) => (1_500, 9_000),
        (Kind::Service, _) => (200, 20_000),
        (Kind::Consumable, _) => (150, 2_500_000),
        _ => (120, 180_000),
    };
    // small prices are many, large ones few: a share of a share of the width
    let width = high.saturating_sub(low);
    let first = u64::from(draw.below(1_000));
    let second = u64::from(draw.below(1_000));
    let third = u64::from(draw.below(1_000));
    let part = u64::from(width) * first * second * third / 1_000_000_000;
    i64::from(low).saturating_add(i64::try_from(part).unwrap_or(0))
}

/// A class, so many of a thousand in 甲 and in 乙.
pub(super) fn class(kind: Kind, draw: &mut Draw) -> Class {
    let (first, second) = match kind {
        Kind::Western => (180, 560),
        Kind::Patent => (220, 500),
        Kind::Herbal => (850, 100),
        Kind::Service => (600, 250),
        Kind::Consumable => (300, 450),
        _ => (100, 500),
    };
    match draw.below(1_000) {
        drawn if drawn < first => Class::A,
        drawn if drawn < first + second => Class::B,
        _ => Class::C,
    }
}

/// How something of a class that costs so much is paid.
pub(super) fn terms(kind: Kind, class: Class, cost: i64, draw: &mut Draw) -> PaymentTerms {
    let mut terms = PaymentTerms::of_class(class);
    if class == Class::B {
        terms.first = first(draw);
    }
    let per_cent = |part: i64| price(kind, cost.saturating_mul(part) / 100);
    let limited = match kind {
        Kind::Service => true,
        Kind::Consumable => draw.per_mille(200),
        _ => draw.per_mille(150),
    };
    if limited && class != Class::C {
        terms.ceilings = Ceilings::new([per_cent(80), per_cent(90), per_cent(100)]);
    }
    if kind.is_drug() && draw.per_mille(100) {
        terms.standard = per_cent(i64::from(draw.between(60, 100)));
    }
    terms
}

/// The price of so many 分; herbs are priced by the gram, ten times finer.
pub(super) fn price(kind: Kind, fen: i64) -> Option<UnitPrice> {
    let micro = fen.max(1).checked_mul(10_000)?;
    UnitPrice::from_micro(match kind {
        Kind::Herbal => micro / 10,
        _ => micro,
    })
}

/// First self-pay of class 乙: residents as employees or more, higher levels more where it goes by level.
fn first(draw: &mut Draw) -> FirstSelfPay {
    let employee = i64::from(draw.pick(&[5_u32, 10, 10, 15, 20]));
    let resident = employee.saturating_add(i64::from(draw.pick(&[0_u32, 0, 5, 10])));
    let by_level = draw.per_mille(120);
    let ratios = |per_cent: i64| {
        let at = |more: i64| Ratio::new(per_cent.saturating_add(more), 100).ok();
        if by_level {
            [at(0), at(5), at(10)]
        } else {
            [at(0); 3]
        }
    };
    let groups = [
        (PayGroup::Employee, employee),
        (PayGroup::Resident, resident),
        (PayGroup::RetiredCadre, 0),
    ];
    groups
        .into_iter()
        .fold(FirstSelfPay::NONE, |first, (group, per_cent)| {
            first.with(group, ratios(per_cent)).unwrap_or(first)
        })
}

/// What something is restricted to; most things are not.
pub(super) fn restriction(kind: Kind, draw: &mut Draw) -> Restriction {
    let restricted = match kind {
        Kind::Western => draw.per_mille(90),
        Kind::Patent | Kind::Consumable => draw.per_mille(40),
        _ => false,
    };
    if !restricted {
        return Restriction::default();
    }
    let mut conditions = Conditions::default();
    let text = match draw.below(6) {
        0 => {
            conditions.levels = vec![HospitalLevel::Second, HospitalLevel::Third];
            "限二级及以上医疗机构"
        }
        1 => {
            conditions.inpatient_only = true;
            "限住院患者"
        }
        2 => {
            conditions.sex = Some(
                draw.pick(&[Some(Sex::Male), Some(Sex::Female)])
                    .unwrap_or(Sex::Female),
            );
            "限本性别疾病"
        }
        3 => {
            conditions.age_to = Some(14);
            "限儿童"
        }
        4 => {
            let block = draw.between(80, 99);
            conditions.diagnoses = vec![format!("U{block}").into()];
            "限相应诊断"
        }
        _ => "限重症患者二线用药",
    };
    Restriction {
        approval: conditions.is_empty() || draw.per_mille(500),
        text: text.into(),
        conditions: (!conditions.is_empty()).then(|| Box::new(conditions)),
    }
}

/// Flags: essential drugs are of class 甲, negotiated ones of class 乙.
pub(super) fn flags(kind: Kind, class: Class, draw: &mut Draw) -> Flags {
    let drug = kind.is_drug();
    Flags {
        essential: drug && class == Class::A && draw.per_mille(450),
        negotiated: drug && class == Class::B && draw.per_mille(40),
        children: drug && draw.per_mille(30),
        special: kind == Kind::Consumable && draw.per_mille(120),
    }
}
