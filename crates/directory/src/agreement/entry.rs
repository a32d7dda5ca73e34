//! Who may begin a visit, and who may settle one that has begun.

use super::contract::{Agreement, AgreementNo};
use super::designation::State;
use super::rules::EntryRules;
use super::service::Service;
use super::standing::{Dossier, Standing, suspended_until};
use base::{Date, PersonnelCode, Refused};

/// Under which circumstances a patient comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Circumstance {
    /// As everybody does.
    Ordinary,
    /// As an emergency.
    Emergency,
    /// Care outside the pooling area that was filed or referred, or an emergency there: the provider is
    /// designated elsewhere (篇7 第十九条第三款).
    FiledElsewhere,
}

impl Circumstance {
    /// Every one of them.
    pub const ALL: [Circumstance; 3] = [
        Circumstance::Ordinary,
        Circumstance::Emergency,
        Circumstance::FiledElsewhere,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Circumstance::Ordinary => "ordinary",
            Circumstance::Emergency => "emergency",
            Circumstance::FiledElsewhere => "filed_elsewhere",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Circumstance> {
        Circumstance::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A visit that is about to begin.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The department, by the institution's own code; `None` at a pharmacy.
    pub department: Option<&'a str>,
    /// The physician, where one is named.
    pub physician: Option<&'a PersonnelCode>,
    /// The day: of admission for a stay, of the visit or purchase else.
    pub on: Date,
    /// The service.
    pub service: Service,
    /// The circumstances.
    pub circumstance: Circumstance,
}

/// What a visit rests on: kept with the visit, so that it is settled to discharge under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Designated on the day it began, by this agreement.
    Designated(AgreementNo),
    /// An emergency that the pool's rules let in without a usable designation.
    Emergency,
    /// Filed care elsewhere.
    FiledElsewhere,
}

impl Ground {
    /// The word in the store; the agreement is kept beside it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Ground::Designated(_) => "designated",
            Ground::Emergency => "emergency",
            Ground::FiledElsewhere => "filed_elsewhere",
        }
    }

    /// The ground of a word and an agreement.
    #[must_use]
    pub fn parse(code: &str, agreement: Option<AgreementNo>) -> Option<Ground> {
        match (code, agreement) {
            ("designated", Some(no)) => Some(Ground::Designated(no)),
            ("emergency", None) => Some(Ground::Emergency),
            ("filed_elsewhere", None) => Some(Ground::FiledElsewhere),
            _ => None,
        }
    }
}

/// Whether a visit may begin, and on what ground. Any designated provider of the pooling area will do,
/// whatever its county (篇1 二(四), 篇7 第十九条).
///
/// # Errors
/// `entry.not_designated` with where the provider stands, `entry.suspended` with the last day,
/// `entry.filed_here` for care elsewhere by a provider of the pooling area, `licence.…` where the licence does not hold, `entry.service` where the agreement does not cover the
/// service, `department.…`, `staff.…`, `entry.department_suspended`, `entry.person_suspended`.
pub fn may_begin(
    dossier: &Dossier<'_>,
    entry: &Entry<'_>,
    rules: &EntryRules,
) -> Result<Ground, Refused> {
    // Who treats there is for the agency of that place to know; of this place it is for this one.
    if entry.circumstance == Circumstance::FiledElsewhere {
        return match dossier.is_here(entry.on) {
            false => Ok(Ground::FiledElsewhere),
            true => Err(filed_here(dossier)),
        };
    }
    let emergency = entry.circumstance == Circumstance::Emergency;
    match designated(dossier, entry) {
        Ok(ground) => match staffed(dossier, entry) {
            Ok(()) => Ok(ground),
            Err(refused) if emergency && rules.emergency_suspended && is_suspension(&refused) => {
                Ok(Ground::Emergency)
            }
            Err(refused) => Err(refused),
        },
        Err(_) if emergency && let_in(dossier, entry.on, rules) => Ok(Ground::Emergency),
        Err(refused) => Err(refused),
    }
}

/// Whether the rules let an emergency in that the agreement does not cover.
fn let_in(dossier: &Dossier<'_>, on: Date, rules: &EntryRules) -> bool {
    // Without a licence nobody treats, whatever the insurance says.
    if dossier.licence(on).is_err() {
        return false;
    }
    match dossier.standing(on) {
        Standing::Suspended => rules.emergency_suspended,
        Standing::Active | Standing::Warned => false,
        _ => rules.emergency_undesignated,
    }
}

fn filed_here(dossier: &Dossier<'_>) -> Refused {
    Refused::new(
        "entry.filed_here",
        format!(
            "{} 在本统筹区内，不是异地就医，不能按异地备案办理；请按普通或急诊就诊登记。",
            dossier.institution.code
        ),
    )
    .under("篇7 第十九条第三款")
}

fn is_suspension(refused: &Refused) -> bool {
    matches!(
        refused.code(),
        "entry.department_suspended" | "entry.person_suspended"
    )
}

fn designated(dossier: &Dossier<'_>, entry: &Entry<'_>) -> Result<Ground, Refused> {
    let (on, code) = (entry.on, &dossier.institution.code);
    let standing = dossier.standing(on);
    let agreement = match dossier.agreement(on) {
        Some(agreement) => agreement,
        None => return Err(not_designated(dossier, standing, on)),
    };
    dossier.licence(on)?;
    if let Some(sanction) = dossier.suspension(on) {
        return Err(suspended_until("entry.suspended", sanction));
    }
    if !agreement.covers(entry.service, on) {
        return Err(Refused::new(
            "entry.service",
            format!(
                "{code} 的协议 {} 不含{}，不能办理；如需增加服务，请签补充协议。",
                agreement.no,
                entry.service.zh()
            ),
        )
        .under("篇10 一(四)"));
    }
    Ok(Ground::Designated(agreement.no))
}

fn staffed(dossier: &Dossier<'_>, entry: &Entry<'_>) -> Result<(), Refused> {
    if let Some(department) = entry.department {
        dossier.department(department, entry.on)?;
    }
    if let Some(physician) = entry.physician {
        dossier.person(physician, entry.on)?;
    }
    Ok(())
}

fn not_designated(dossier: &Dossier<'_>, standing: Standing, on: Date) -> Refused {
    let code = &dossier.institution.code;
    let mend = match standing {
        Standing::FirstReviewed | Standing::Applied => "须经市级确认并签订协议后方可使用",
        Standing::Confirmed => "须签订协议并在协议期内",
        Standing::Signed => "协议尚未生效",
        Standing::Lapsed | Standing::NotRenewed => "协议已到期，请续签；已在院的可结算至出院",
        Standing::Ended | Standing::StruckOff => "已不是定点；已在院的可结算至出院",
        _ => "请到定点机构就医",
    };
    Refused::new(
        "entry.not_designated",
        format!(
            "{code} 在 {on} 的定点状态为“{}”，不能开始新的就诊：{mend}。",
            standing.zh()
        ),
    )
    .under("篇7 第十六条、第十九条、第二十九条(一)")
}

/// Whether a visit that began on a ground may be settled: patients already in when an agreement ends, or
/// a suspension begins, are settled to discharge.
///
/// The ground that the visit was begun on is enough; nothing of the day of settlement takes it away. It
/// only has to be one of this provider and to have been in force when the visit began, as was known then: an ending
/// that was decided later, with a last day in the past, does not turn out who was admitted before the decision.
///
/// # Errors
/// `entry.ground` where the ground was not in force on the day the visit began.
pub fn may_settle(dossier: &Dossier<'_>, ground: Ground, began: Date) -> Result<(), Refused> {
    let Ground::Designated(no) = ground else {
        return Ok(());
    };
    let begun = dossier.agreements.iter().any(|one| {
        one.no == no && one.provider == dossier.institution.code && held(dossier, one, began)
    });
    if begun {
        return Ok(());
    }
    Err(Refused::new(
        "entry.ground",
        format!("就诊始于 {began}，协议 {no} 当日不在有效期内，不能据此结算；请核对入院日期。"),
    )
    .under("篇7 第十六条"))
}

/// Whether an agreement was in force on a day, or was not yet known to have ended.
fn held(dossier: &Dossier<'_>, agreement: &Agreement, on: Date) -> bool {
    let within = agreement.term.from() <= on && on <= agreement.term.until();
    let undecided = || {
        let mut files = dossier.designations.iter();
        let file = files.find(|one| one.no == agreement.designation);
        let step = file.and_then(|file| file.on(on));
        step.is_some_and(|step| step.to == State::Signed)
    };
    agreement.in_force(on) || (within && undecided())
}
