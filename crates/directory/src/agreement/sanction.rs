//! Violations and what follows from them: warning, fine, suspension, cancellation (篇7 第三十六条).

use super::rules::PenaltyRules;
use crate::provider::ProviderCode;
use crate::words::words;
use base::{Date, Fen, PersonnelCode, Refused, Validity, number_id};

number_id! {
    /// A sanction, within a pooling area.
    SanctionNo
}

/// Whom a sanction hits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The provider as a whole.
    Provider,
    /// A department, by the institution's own code.
    Department(Box<str>),
    /// A physician or other person, at this provider.
    Person(PersonnelCode),
}

impl Target {
    /// The word in the store.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Target::Provider => "provider",
            Target::Department(_) => "department",
            Target::Person(_) => "person",
        }
    }

    /// The department or the person, for the store; `None` for the provider as a whole.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Target::Provider => None,
            Target::Department(code) => Some(code),
            Target::Person(code) => Some(code.as_str()),
        }
    }

    /// The target of a word and its value.
    #[must_use]
    pub fn parse(code: &str, value: Option<&str>) -> Option<Target> {
        match (code, value) {
            ("provider", None) => Some(Target::Provider),
            ("department", Some(code)) => Some(Target::Department(code.into())),
            ("person", Some(code)) => PersonnelCode::parse(code).ok().map(Target::Person),
            _ => None,
        }
    }

    /// What users read.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Target::Provider => "机构".to_owned(),
            Target::Department(code) => format!("科室 {code}"),
            Target::Person(code) => format!("医务人员 {code}"),
        }
    }
}

words! {
    /// What a sanction is.
    Measure {
        /// 警告.
        Warning "warning" "警告",
        /// 罚款.
        Fine "fine" "罚款",
        /// 中止结算关系、暂停结算.
        Suspension "suspension" "暂停结算",
        /// 取消定点: the designation is struck off as well.
        Cancellation "cancellation" "取消定点",
    }
}

words! {
    /// What a sanction rests on.
    Basis {
        /// 违规行为.
        Violation "violation" "违规行为",
        /// 考核结果.
        Assessment "assessment" "考核结果",
        /// 协议约定.
        Agreement "agreement" "协议约定",
    }
}

/// A violation that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Whose.
    pub provider: ProviderCode,
    /// Who of it.
    pub target: Target,
    /// When it was found.
    pub found: Date,
    /// What happened.
    pub facts: Box<str>,
    /// The rule that was broken, with document and article.
    pub broken: Box<str>,
    /// What the fund lost by it, to be recovered. Not negative.
    pub loss: Fen,
    /// Whether it is serious (情节严重).
    pub serious: bool,
    /// The evidence, by its number.
    pub evidence: Box<str>,
}

/// A sanction in its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanction {
    /// Its number.
    pub no: SanctionNo,
    /// Whose.
    pub provider: ProviderCode,
    /// Whom it hits.
    pub target: Target,
    /// What it is.
    pub measure: Measure,
    /// From when until when it was decided, both days included. A warning holds until it is mended.
    pub holds: Validity,
    /// From which day on it no longer holds; `None` where it was not lifted. Lifted on or before its first day it
    /// never held.
    pub lifted: Option<Date>,
    /// The fine; nothing where it is none.
    pub fine: Fen,
    /// What it rests on.
    pub basis: Basis,
    /// Why.
    pub reason: Box<str>,
    /// The document and article behind it.
    pub article: Box<str>,
}

impl Sanction {
    /// Decides a sanction for a violation.
    ///
    /// # Errors
    /// `sanction.no_loss` where the rule asks for a loss and there is none, `sanction.evidence` without
    /// evidence, `sanction.fine_range` for a fine outside the bounds (both included),
    /// `sanction.not_serious` for a suspension or cancellation of what is not serious,
    /// `sanction.target` for a fine or cancellation of a department or person,
    /// `sanction.span` for a suspension without a first or last day.
    pub fn decide(
        no: SanctionNo,
        violation: &Violation,
        measure: Measure,
        (holds, fine): (Validity, Fen),
        rules: &PenaltyRules,
    ) -> Result<Sanction, Refused> {
        allowed(violation, measure, (&holds, fine), rules).map_err(|r| r.under(&rules.cite))?;
        Ok(Sanction {
            no,
            provider: violation.provider.clone(),
            target: violation.target.clone(),
            measure,
            holds,
            lifted: None,
            fine,
            basis: Basis::Violation,
            reason: violation.facts.clone(),
            article: rules.cite.clone(),
        })
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> bool {
        self.holds.covers(day) && self.lifted.is_none_or(|lifted| day < lifted)
    }

    /// The last day on which it holds, where it has one.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        let before = self.lifted.and_then(|lifted| lifted.add_days(-1));
        match (self.holds.until(), before) {
            (Some(until), Some(before)) => Some(until.min(before)),
            (until, before) => until.or(before),
        }
    }

    /// Lifts it from a day on; on or before its first day that takes it back as a whole.
    ///
    /// # Errors
    /// `sanction.lifted` where it was lifted before, or has run out by that day.
    pub fn lift(&mut self, from: Date) -> Result<(), Refused> {
        let over = self.holds.until().is_some_and(|until| until < from);
        if self.lifted.is_some() || over {
            return Err(Refused::new(
                "sanction.lifted",
                format!(
                    "{}{} 已解除，或在 {from} 前已执行期满，不能再解除；请核对日期。",
                    self.target.zh(),
                    self.measure.zh()
                ),
            ));
        }
        self.lifted = Some(from);
        Ok(())
    }
}

fn allowed(
    violation: &Violation,
    measure: Measure,
    (holds, fine): (&Validity, Fen),
    rules: &PenaltyRules,
) -> Result<(), Refused> {
    let refuse = |code, zh: String| Err(Refused::new(code, zh));
    if violation.evidence.trim().is_empty() {
        return refuse(
            "sanction.evidence",
            "处理决定须有证据，请补充证据编号。".to_owned(),
        );
    }
    if rules.needs_loss && violation.loss <= Fen::ZERO {
        return refuse(
            "sanction.no_loss",
            "没有造成医疗保险基金损失，不适用本条处罚；可按协议约定处理。".to_owned(),
        );
    }
    let whole = violation.target == Target::Provider;
    if !whole && matches!(measure, Measure::Fine | Measure::Cancellation) {
        return refuse(
            "sanction.target",
            format!(
                "{}只适用于机构，{}可以暂停结算。",
                measure.zh(),
                violation.target.zh()
            ),
        );
    }
    let severe = matches!(measure, Measure::Suspension | Measure::Cancellation);
    if severe && !violation.serious {
        return refuse(
            "sanction.not_serious",
            format!("{}限于情节严重的情形，请核对认定。", measure.zh()),
        );
    }
    let in_range = rules.fine_min <= fine && fine <= rules.fine_max;
    let right = if measure == Measure::Fine {
        in_range
    } else {
        fine == Fen::ZERO
    };
    if !right {
        return refuse(
            "sanction.fine_range",
            format!(
                "罚款应在 {} 元至 {} 元之间（含），其他处理不填罚款；现为 {fine} 元。",
                rules.fine_min, rules.fine_max
            ),
        );
    }
    if measure == Measure::Suspension && (holds.from().is_none() || holds.until().is_none()) {
        return refuse(
            "sanction.span",
            "暂停结算须写明起止日期，请补填。".to_owned(),
        );
    }
    if holds.from().is_none() {
        return refuse(
            "sanction.span",
            "处理决定须写明起始日期，请补填。".to_owned(),
        );
    }
    Ok(())
}

/// The sanctions of a kind of measure that run on a day and hit a target of a provider.
pub fn running<'a>(
    sanctions: &'a [Sanction],
    provider: &'a ProviderCode,
    measure: Measure,
    on: Date,
) -> impl Iterator<Item = &'a Sanction> {
    sanctions
        .iter()
        .filter(move |one| one.provider == *provider && one.measure == measure && one.on(on))
}

/// Whether payment for lines of a department and a person is held back on a day: their settlement is
/// suspended (篇7 第三十六条). What was billed is not lost, it waits for the decision.
#[must_use]
pub fn payment_held<'a>(
    sanctions: &'a [Sanction],
    provider: &'a ProviderCode,
    (department, person): (Option<&str>, Option<&PersonnelCode>),
    on: Date,
) -> Option<&'a Sanction> {
    running(sanctions, provider, Measure::Suspension, on).find(|one| match &one.target {
        Target::Provider => true,
        Target::Department(code) => department == Some(&**code),
        Target::Person(code) => person == Some(code),
    })
}
