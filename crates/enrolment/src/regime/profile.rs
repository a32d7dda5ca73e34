//! The profile of a pooling area and period, and the shelf of profiles.

use super::admission::{Basis, PlaceRule, SchemePeriod, Window};
use super::article::{Article, Cited};
use super::continuity::{Continuity, Newborn};
use super::flow::FlowBook;
use super::fund::{FundRule, HandOver};
use super::track::DualTrack;
use super::transfer::TransferRule;
use super::unity::Unity;
use crate::Scheme;
use crate::words::words;
use base::{BenefitYear, Date, Fen, Refused, RegionCode, Validity, YearCalendar};

/// A document that lines of a profile cite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The short name that citations begin with: `淮南2020`.
    pub id: Box<str>,
    /// The title.
    pub title: Box<str>,
    /// The number of the document, where it has one.
    pub number: Option<Box<str>>,
}

words! {
    /// What a department is responsible for.
    Function {
        /// 行政管理.
        Administration "administration" "行政管理",
        /// 经办.
        Handling "handling" "经办",
        /// 确认参保数据.
        Confirmation "confirmation" "参保数据确认",
        /// 征收.
        Collection "collection" "征收",
        /// 财政专户与补助.
        Treasury "treasury" "财政专户与补助",
        /// 审计.
        Audit "audit" "审计",
        /// 困难人员身份确认与资助.
        Assistance "assistance" "困难人员身份确认与资助",
        /// 学生参保的组织督促.
        Education "education" "学生参保组织",
        /// 旧政策费用的报销.
        OldClaims "old_claims" "旧政策费用报销",
    }
}

/// A department that is responsible for a function during a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// What for.
    pub function: Function,
    /// The scheme, where one has a department of its own.
    pub scheme: Option<Scheme>,
    /// Its name then.
    pub name: Box<str>,
    /// From when until when.
    pub during: Validity,
    /// Where it is written.
    pub article: Article,
}

/// The minimum wage of a place during a time: below it an income counts as low.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumWage {
    /// The region, where it is not that of the whole pooling area.
    pub region: Option<RegionCode>,
    /// 分 a month, above 0.
    pub monthly: Fen,
    /// From when until when.
    pub during: Validity,
    /// Where it is written.
    pub article: Article,
}

/// What is particular to a pooling area during a period.
///
/// What no source gives is `None` or empty; the methods that need it refuse and say what to add.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The pooling area: a city, or a county that pools for itself.
    pub pool: RegionCode,
    /// The title, for users.
    pub title: Box<str>,
    /// From when until when the profile holds.
    pub during: Validity,
    /// The documents cited.
    pub sources: Vec<Source>,
    /// How time is cut into benefit years.
    pub calendar: YearCalendar,
    /// The schemes open to enrolment, by the first day of entitlement.
    pub schemes: Vec<SchemePeriod>,
    /// Whether those who must join the employee scheme are kept out of the resident scheme.
    pub employees_excluded: Option<Article>,
    /// Where people enrol.
    pub place: Option<PlaceRule>,
    /// When people enrol.
    pub window: Option<Window>,
    /// Voluntary, or a duty.
    pub basis: Option<Cited<Basis>>,
    /// How the fund is run.
    pub fund: Option<FundRule>,
    /// In which order old balances are audited and handed over.
    pub hand_over: Option<HandOver>,
    /// Who is responsible, with history.
    pub departments: Vec<Department>,
    /// The unified items and the parameters that counties may set.
    pub unity: Option<Unity>,
    /// Interruption and waiting period.
    pub continuity: Option<Continuity>,
    /// Minimum wages, for rules about low income.
    pub minimum_wages: Vec<MinimumWage>,
    /// Newborns.
    pub newborn: Option<Cited<Newborn>>,
    /// Conversion of years between schemes.
    pub transfer: Option<TransferRule>,
    /// Two tracks beside each other.
    pub dual_track: Option<DualTrack>,
    /// One flow for each service item.
    pub flows: FlowBook,
}

impl Profile {
    /// What a profile leaves open is refused: the city has to say it first.
    pub(crate) fn unset(&self, section: &str, what: &str) -> Refused {
        Refused::new(
            "regime.unset",
            format!(
                "{}没有规定{what}。请在制度档案（{}）的 [{section}] 中补充，并写明依据的文件与条款。",
                self.title,
                self.pool.short(),
            ),
        )
    }

    /// The benefit year that begins in a calendar year.
    #[must_use]
    pub fn benefit_year(&self, year: i32) -> Option<BenefitYear> {
        let last = Date::from_ymd(year, 12, 31).ok()?;
        Some(self.calendar.year_of(last))
    }

    /// Who is responsible for a function of a scheme on a day: the department of the scheme before the
    /// common one.
    #[must_use]
    pub fn department(&self, function: Function, scheme: Scheme, on: Date) -> Option<&Department> {
        let then = self.departments.iter().filter(|one| one.during.covers(on));
        then.filter(|one| one.function == function)
            .filter(|one| one.scheme.is_none_or(|own| own == scheme))
            .max_by_key(|one| one.scheme.is_some())
    }
}

/// The profiles at hand, for several pooling areas and periods.
#[derive(Debug, Clone, Default)]
pub struct Regimes {
    profiles: Vec<Profile>,
}

impl Regimes {
    /// A shelf without profiles.
    #[must_use]
    pub const fn new() -> Regimes {
        Regimes {
            profiles: Vec::new(),
        }
    }

    /// Puts a profile on the shelf.
    ///
    /// # Errors
    /// Refused where a profile of the same pooling area holds on a day of its period: two answers to one
    /// question would leave the choice to chance.
    pub fn add(&mut self, profile: Profile) -> Result<(), Refused> {
        let clash = self
            .profiles
            .iter()
            .find(|old| old.pool == profile.pool && old.during.overlaps(&profile.during));
        if let Some(old) = clash {
            return Err(Refused::new(
                "regime.overlap",
                format!(
                    "统筹区 {} 的制度档案“{}”与已有的“{}”适用期重叠，请先给旧档案写上截止日期。",
                    profile.pool.short(),
                    profile.title,
                    old.title
                ),
            ));
        }
        self.profiles.push(profile);
        Ok(())
    }

    /// All of them, in the order in which they were added.
    #[must_use]
    pub fn all(&self) -> &[Profile] {
        &self.profiles
    }

    /// The profile of a pooling area on a day.
    ///
    /// # Errors
    /// Refused where there is none.
    pub fn of(&self, pool: RegionCode, on: Date) -> Result<&Profile, Refused> {
        let mut found = self.profiles.iter().filter(|one| one.pool == pool);
        found.find(|one| one.during.covers(on)).ok_or_else(|| {
            Refused::new(
                "regime.none",
                format!(
                    "统筹区 {} 在 {on} 没有制度档案，请先用 regime load 载入并由另一名用户复核。",
                    pool.short()
                ),
            )
        })
    }
}
