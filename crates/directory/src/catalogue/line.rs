//! From an item to the facts of a line that `benefit` prices.
//!
//! | from | comes |
//! |---|---|
//! | the item of the day, for the person's categories | class, limits, first self-pay, further facts |
//! | the level of the hospital, the scheme | which ceiling and which ratio of the item |
//! | the approval flag and the item's restriction | whether the line counts at all |
//! | unit price and number of units | amount, quantity, what one unit costs and may cost |
//!
//! What a scheme makes of it (shares, its own ratios for class 乙, rules for beds) stands in its policy
//! package and is not known here.

use base::{Count, Date, Fen, Ratio, Refused, Rounding, Sex, UnitPrice};

use super::code::Code;
use super::item::Item;
use super::kind::{Approval, Class, HospitalLevel, PayGroup};
use super::restriction::{Circumstances, Unmet};
use super::table::Found;
use super::terms::LimitKind;

/// Units that a line of policy packages can count (`quantity`).
const MOST_UNITS: i64 = 1_000_000;

/// Who gets something, where and when.
#[derive(Debug, Clone, Copy)]
pub struct LineContext<'a> {
    /// Day of service: it decides which item is in force.
    pub on: Date,
    /// Scheme or group of the insured.
    pub group: PayGroup,
    /// Categories of the insured on the day, as the fact `identities` names them (`dibao`, `tekun`).
    pub categories: &'a [&'a str],
    /// Level of the hospital.
    pub level: HospitalLevel,
    /// Whether it is a stay.
    pub inpatient: bool,
    /// Sex of the patient, where known.
    pub sex: Option<Sex>,
    /// Completed years of age on the day, where known.
    pub age: Option<u16>,
    /// Diagnosis codes in force; empty where none has come in yet.
    pub diagnoses: &'a [&'a str],
    /// What the hospital says of a restricted item.
    pub approval: Approval,
}

/// What is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// Price of one unit.
    pub price: UnitPrice,
    /// Number of units, negative on a correction.
    pub count: Count,
    /// The amount as the hospital states it; `None` takes the product, rounded to the nearest 分.
    pub stated: Option<Fen>,
}

impl Charge {
    /// The amount of the line.
    ///
    /// # Errors
    /// `line.count_zero`, `line.amount_range`, or `line.amount` where the stated amount is no rounding
    /// of price × count.
    pub fn amount(&self) -> Result<Fen, Refused> {
        if self.count.is_zero() {
            return Err(Refused::new(
                "line.count_zero",
                "数量为零，请填写数量；退费请填负数。",
            ));
        }
        let product = self.price.times(self.count, Rounding::HalfUp);
        let product = product.ok_or_else(|| {
            Refused::new(
                "line.amount_range",
                "单价乘数量超出金额上限，请核对单价和数量。",
            )
        })?;
        match self.stated {
            None => Ok(product),
            Some(stated) if self.price.explains(self.count, stated) => Ok(stated),
            Some(stated) => Err(Refused::new(
                "line.amount",
                format!(
                    "明细金额 {stated} 元与单价 {} 元 × 数量 {} = {product} 元不符，请核对。",
                    self.price, self.count
                ),
            )),
        }
    }
}

/// Why nothing of a line is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// Not in the catalogue on the day: ended, or not yet in it.
    NotInForce,
    /// In the wider list of other persons only.
    ForOthers,
    /// Restricted, and the hospital did not approve.
    NotApproved,
    /// The hospital refused.
    Refused,
    /// A condition of the restriction does not hold.
    Restricted(Unmet),
}

impl Exclusion {
    /// All of them.
    pub const ALL: [Exclusion; 9] = [
        Exclusion::NotInForce,
        Exclusion::ForOthers,
        Exclusion::NotApproved,
        Exclusion::Refused,
        Exclusion::Restricted(Unmet::Level),
        Exclusion::Restricted(Unmet::Inpatient),
        Exclusion::Restricted(Unmet::Sex),
        Exclusion::Restricted(Unmet::Age),
        Exclusion::Restricted(Unmet::Diagnosis),
    ];

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Exclusion> {
        let mut all = Exclusion::ALL.into_iter();
        all.find(|exclusion| exclusion.code() == code)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Exclusion::NotInForce => "not_in_force",
            Exclusion::ForOthers => "for_others",
            Exclusion::NotApproved => "not_approved",
            Exclusion::Refused => "refused",
            Exclusion::Restricted(Unmet::Level) => "restricted_level",
            Exclusion::Restricted(Unmet::Inpatient) => "restricted_inpatient",
            Exclusion::Restricted(Unmet::Sex) => "restricted_sex",
            Exclusion::Restricted(Unmet::Age) => "restricted_age",
            Exclusion::Restricted(Unmet::Diagnosis) => "restricted_diagnosis",
        }
    }

    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(self) -> String {
        match self {
            Exclusion::NotInForce => "就诊当日不在医保目录内，全额自费。".to_owned(),
            Exclusion::ForOthers => "仅特定人员可用的目录项目，本人不在其列，全额自费。".to_owned(),
            Exclusion::NotApproved => {
                "限制使用项目未经医院审批通过，全额自费；符合限定范围的请审批后重传。".to_owned()
            }
            Exclusion::Refused => "医院审批不通过，全额自费。".to_owned(),
            Exclusion::Restricted(unmet) => {
                format!("不符合目录限定的{}，全额自费。", unmet.zh())
            }
        }
    }
}

/// What limits the price of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineLimit {
    /// Of one unit, as the catalogue has it.
    pub price: UnitPrice,
    /// What it is.
    pub kind: LimitKind,
    /// Of one unit of [`LineFacts::quantity`].
    pub each: Fen,
}

/// The facts of a line.
///
/// A count that is no whole number, or a price finer than 分, cannot be told in the facts `quantity`
/// and `price_limit` of policy packages. Such a line is *taken as one unit*: its quantity is 1, and
/// every price of one unit is multiplied by the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFacts {
    /// National code.
    pub code: Code,
    /// 甲乙丙; of an excluded line that of the item nevertheless.
    pub class: Class,
    /// Why nothing of it is paid, where that is so.
    pub excluded: Option<Exclusion>,
    /// Amount, negative on a correction.
    pub amount: Fen,
    /// Units, from 1.
    pub quantity: i64,
    /// Price of one unit of the quantity.
    pub unit_price: Fen,
    /// What limits it; `None` where nothing does.
    pub limit: Option<LineLimit>,
    /// Payment standard of one unit of the quantity.
    pub standard: Option<Fen>,
    /// First self-pay of the item, where it has one.
    pub own_first: Option<Ratio>,
    /// Further facts that policy packages ask for, by name and text.
    pub facts: Box<[(Box<str>, Box<str>)]>,
    /// The count by which prices of one unit were multiplied, where the line is taken as one unit.
    pub as_one: Option<Count>,
}

/// The facts of a line of an item that was looked up for the day and the person (see
/// [`Catalogue::find_for`](super::Catalogue::find_for)).
///
/// # Errors
/// `line.unknown_item` where nobody has heard of the code, and as [`Charge::amount`].
pub fn line_facts(
    found: Found<'_, Item>,
    context: &LineContext<'_>,
    charge: &Charge,
) -> Result<LineFacts, Refused> {
    let (item, excluded) = match found {
        Found::InForce(entry) => (&entry.record, exclusion(&entry.record, context)),
        Found::Ended(entry) | Found::NotYet(entry) => (&entry.record, Some(Exclusion::NotInForce)),
        Found::ForOthers(entry) => (&entry.record, Some(Exclusion::ForOthers)),
        Found::Unknown => {
            return Err(Refused::new(
                "line.unknown_item",
                "医保目录中没有这个编码，请核对国家编码，或先办理目录对照。",
            )
            .under("南京2017 五(三)"));
        }
    };
    let amount = charge.amount()?;
    let limit = item.terms.limit(context.level);
    let units = units(charge, [limit.map(|(price, _)| price), item.terms.standard]);
    let each = |price: UnitPrice| match units {
        Some(_) => price.whole_fen(),
        None => price.times(magnitude(charge.count), Rounding::HalfUp),
    };
    let range = || {
        Refused::new(
            "line.amount_range",
            "目录限价乘数量超出金额上限，请核对数量。",
        )
    };
    let limit = match limit {
        None => None,
        Some((price, kind)) => Some(LineLimit {
            price,
            kind,
            each: limit_each(
                each(price).ok_or_else(range)?,
                price,
                charge,
                (units, amount),
            ),
        }),
    };
    let standard = match item.terms.standard {
        None => None,
        Some(price) => Some(each(price).ok_or_else(range)?),
    };
    let unit_price = match units {
        Some(_) => charge.price.whole_fen().unwrap_or_default(),
        None => Fen::new(amount.get().saturating_abs()),
    };
    Ok(LineFacts {
        code: item.code,
        class: item.terms.class,
        excluded,
        amount,
        quantity: units.unwrap_or(1),
        unit_price,
        limit,
        standard,
        own_first: item.terms.first.at(context.group, context.level),
        facts: item.facts.clone(),
        as_one: match units {
            Some(_) => None,
            None => Some(magnitude(charge.count)),
        },
    })
}

/// The whole number of units, where the line can be told in units: every price of one is whole 分.
fn units(charge: &Charge, prices: [Option<UnitPrice>; 2]) -> Option<i64> {
    let units = charge.count.units()?.checked_abs()?;
    charge.price.whole_fen()?;
    let whole = |price: UnitPrice| price.whole_fen().is_some();
    let fits = (1..=MOST_UNITS).contains(&units) && prices.into_iter().flatten().all(whole);
    fits.then_some(units)
}

fn magnitude(count: Count) -> Count {
    Count::from_parts(count.parts().saturating_abs()).unwrap_or(count)
}

/// A line taken as one unit and priced within the limit is never over it, however its amount was
/// rounded.
fn limit_each(
    each: Fen,
    limit: UnitPrice,
    charge: &Charge,
    (units, amount): (Option<i64>, Fen),
) -> Fen {
    let within = units.is_none() && charge.price <= limit;
    let magnitude = Fen::new(amount.get().saturating_abs());
    if within { each.max(magnitude) } else { each }
}

/// Why nothing of a line of an item in force is paid. 丙类 is no exclusion of its own: what becomes of
/// a class is for the policy package to say.
///
/// The flag of the hospital decides first, as the national interface has it for 2204: restricted with
/// flag 0 or 2 is self-pay, with 1 it counts; not restricted, 2 is self-pay. A condition that is known
/// not to hold excludes the line whatever the hospital says.
fn exclusion(item: &Item, context: &LineContext<'_>) -> Option<Exclusion> {
    match (context.approval, item.restriction.approval) {
        (Approval::Refused, _) => return Some(Exclusion::Refused),
        (Approval::NotNeeded, true) => return Some(Exclusion::NotApproved),
        (Approval::NotNeeded, false) | (Approval::Granted, _) => {}
    }
    let now = Circumstances {
        level: context.level,
        inpatient: context.inpatient,
        sex: context.sex,
        age: context.age,
        diagnoses: context.diagnoses,
    };
    let unmet = item.restriction.conditions.as_ref()?.unmet(&now)?;
    Some(Exclusion::Restricted(unmet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusions_are_read_back_from_rows() {
        for exclusion in Exclusion::ALL {
            assert_eq!(Exclusion::parse(exclusion.code()), Some(exclusion));
            assert!(exclusion.zh().ends_with('。'));
        }
        assert_eq!(Exclusion::parse("restricted"), None);
    }
}
