//! The policy itself: shared declarations and versions.

use super::{
    AccDecl, AccId, Cite, Cond, Deny, Entry, FactDecl, FactId, ItemRule, MergeRule, PotDecl, PotId,
    Review, SourceDecl, Step, Table, Value,
};
use base::{BenefitYear, Date, Rounding, YearCalendar};

/// A whole package, compiled: shared declarations and one [`Plan`] per span of law dates.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Package id, e.g. `cn.310000.employee`.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// SHA-256 over the canonical text of the package, the switches and parameters chosen.
    pub hash: [u8; 32],
    /// Documents, by index of [`Cite::source`].
    pub sources: Vec<SourceDecl>,
    /// Facts, input first, derived after; the index is the slot.
    pub facts: Vec<FactDecl>,
    /// Pots: open parts first (`main` is 0), then burden causes, then payers.
    pub pots: Vec<PotDecl>,
    /// Accumulators used by the package.
    pub accs: Vec<AccDecl>,
    /// Names of the layers in their fixed order.
    pub layers: Vec<String>,
    /// Date facts that choose the version; the first one present wins.
    pub law_date: Vec<FactId>,
    /// The benefit-year calendar.
    pub calendar: YearCalendar,
    /// Date fact that places a claim in a benefit year; `None`: the law date.
    pub year_by: Option<FactId>,
    /// When `age` is taken.
    pub age_at: AgeAt,
    /// The order in which claims are taken.
    pub order: ClaimOrder,
    /// What a reversal does to later claims.
    pub reversal: ReversalMode,
    /// Versions in time, ascending, no overlap.
    pub versions: Vec<Plan>,
    /// Slots of facts that the engine itself fills or reads.
    pub known: KnownFacts,
}

/// Where the engine finds the facts that it computes or needs itself.
#[derive(Debug, Clone, Default)]
pub struct KnownFacts {
    /// `birth` (date).
    pub birth: Option<FactId>,
    /// `service_date` (date).
    pub service_date: Option<FactId>,
    /// `settlement_date` (date).
    pub settlement_date: Option<FactId>,
    /// `admission_date` (date).
    pub admission_date: Option<FactId>,
    /// `discharge_date` (date).
    pub discharge_date: Option<FactId>,
    /// `entitled_from`, `entitled_until` (dates).
    pub entitled_from: Option<FactId>,
    /// See `entitled_from`.
    pub entitled_until: Option<FactId>,
    /// Derived: completed years of age.
    pub age: Option<FactId>,
    /// Derived: label of the benefit year.
    pub year: Option<FactId>,
    /// Derived: days of the stay.
    pub stay_days: Option<FactId>,
    /// Derived: entitled on the service date.
    pub entitled: Option<FactId>,
    /// `care` (enum): the kind of care of the claim.
    pub care: Option<FactId>,
    /// Line fact `item` (enum).
    pub item: Option<FactId>,
    /// Line fact `price_limit` (money per unit).
    pub price_limit: Option<FactId>,
    /// Line fact `own_first` (ratio, parts per million).
    pub own_first: Option<FactId>,
    /// Line fact `quantity` (int).
    pub quantity: Option<FactId>,
}

/// The law of one span of dates.
#[derive(Debug, Clone)]
pub struct Plan {
    /// First law date.
    pub from: Date,
    /// Last law date; `None`: open.
    pub until: Option<Date>,
    /// SHA-256 over this version's canonical form.
    pub hash: [u8; 32],
    /// Rounding of every share.
    pub rounding: RoundRule,
    /// Derived facts in order of evaluation.
    pub derived: Vec<Derived>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Item rules, first match wins; empty: the default of the reference, section 8.
    pub items: Vec<ItemRule>,
    /// Denials; all are evaluated.
    pub denials: Vec<Deny>,
    /// Untranslated clauses with an effect.
    pub reviews: Vec<Review>,
    /// Steps in order of evaluation.
    pub steps: Vec<Step>,
    /// Section entries, grouped by kind in file order.
    pub entries: Vec<Entry>,
    /// Rules that join earlier visits to a stay.
    pub merges: Vec<MergeRule>,
}

/// How and to what unit a share is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundRule {
    /// Mode.
    pub mode: Rounding,
    /// Unit in 分: 1, 10 or 100.
    pub unit: i64,
    /// First self-pay is rounded per sum of the lines of one rule, not per line.
    pub items_by_sum: bool,
}

/// A fact computed before the rules run.
#[derive(Debug, Clone)]
pub struct Derived {
    /// Slot that it fills.
    pub fact: FactId,
    /// How.
    pub how: DerivedHow,
}

/// The ways to derive a fact.
#[derive(Debug, Clone)]
pub enum DerivedHow {
    /// A value of facts and tables.
    Value(Value),
    /// Number of members of a set fact.
    CountOf(FactId),
    /// 1 + a count accumulator before the claim.
    Ordinal(AccId),
    /// An accumulator before the claim.
    Before(AccId),
    /// First matching row gives the index of the class value.
    Class {
        /// Condition and class value of each row.
        rows: Vec<ClassRow>,
    },
    /// `entitled`, by the package's entitlement entries or the span facts.
    Entitled,
}

/// One row of a class.
#[derive(Debug, Clone)]
pub struct ClassRow {
    /// When the row holds.
    pub when: Cond,
    /// Index of the class value.
    pub is: i64,
    /// Articles.
    pub cite: Vec<Cite>,
}

/// The date at which `age` is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeAt {
    /// First day of the benefit year.
    YearStart,
    /// The law date.
    LawDate,
    /// Last day of the benefit year.
    YearEnd,
}

/// The order in which a person's claims are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOrder {
    /// By settlement date, then claim id.
    Settlement,
    /// By service date, then claim id.
    Service,
}

/// What a reversal does to the claims settled after the reversed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReversalMode {
    /// Later claims stand; only the reversed claim's deltas are taken back.
    Keep,
    /// Later claims are determined again; differences are new records.
    Replay,
    /// Refused unless the claim is the owner's last.
    LastOnly,
}

impl Policy {
    /// The version in force on a law date.
    #[must_use]
    pub fn version_on(&self, date: Date) -> Option<&Plan> {
        self.versions
            .iter()
            .find(|plan| plan.from <= date && plan.until.is_none_or(|until| date <= until))
    }

    /// The benefit year that holds a date.
    #[must_use]
    pub fn year_of(&self, date: Date) -> BenefitYear {
        self.calendar.year_of(date)
    }

    /// Slot of a fact by name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<FactId> {
        position(self.facts.iter().map(|fact| fact.name.as_str()), name)
    }

    /// Index of a pot by name.
    #[must_use]
    pub fn pot(&self, name: &str) -> Option<PotId> {
        position(self.pots.iter().map(|pot| pot.name.as_str()), name)
    }

    /// Index of an accumulator by id.
    #[must_use]
    pub fn acc(&self, id: &str) -> Option<AccId> {
        position(self.accs.iter().map(|acc| acc.id.as_str()), id)
    }
}

fn position<'a>(mut names: impl Iterator<Item = &'a str>, wanted: &str) -> Option<u16> {
    names
        .position(|name| name == wanted)
        .and_then(|index| u16::try_from(index).ok())
}
