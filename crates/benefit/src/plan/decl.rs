//! Declarations that all versions of a policy share.

/// Index of a layer in [`super::Policy::layers`].
pub type LayerId = u8;

/// A legal document behind the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDecl {
    /// Name used in citations.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// Document number, empty where the source gives none.
    pub number: String,
    /// A official page, B named bureau through others or a seed, C portal or textbook, D arithmetic only.
    pub tier: char,
    /// The text in the package is the official one.
    pub official_text: bool,
}

/// A citation: document and article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// Index in [`super::Policy::sources`].
    pub source: u16,
    /// Article with its paragraph, e.g. `22(1)`.
    pub article: String,
}

/// A typed input or derived fact.
#[derive(Debug, Clone)]
pub struct FactDecl {
    /// Name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// Where it comes from.
    pub of: FactScope,
    /// Type with its values.
    pub ty: FactType,
    /// May be absent.
    pub nullable: bool,
    /// Encoded value where none is given.
    pub default: Option<i64>,
}

/// Whose fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactScope {
    /// The insured person.
    Person,
    /// The claim.
    Claim,
    /// The institution or pharmacy.
    Provider,
    /// A line of the bill.
    Line,
    /// Computed by the engine.
    Derived,
}

/// Type of a fact, and how its value is encoded in an `i64` slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactType {
    /// Day number (days since 1970-01-01).
    Date,
    /// Minutes since 1970-01-01T00:00.
    Time,
    /// The number itself, with bounds where known.
    Int {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// 分.
    Money,
    /// Parts per million.
    Ratio,
    /// 0 no, 1 yes.
    Bool,
    /// Index into the values (name, Chinese title).
    Enum(Vec<(String, String)>),
    /// Bit mask over the values (name, Chinese title), at most 60.
    Set(Vec<(String, String)>),
    /// First 63 bits of the SHA-256 of the text: [`crate::claim::code`].
    Code,
}

/// A pot of money.
#[derive(Debug, Clone)]
pub struct PotDecl {
    /// Name, unique over all pots.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// What it is.
    pub kind: PotKind,
}

/// What a pot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PotKind {
    /// A part not yet allocated.
    Open,
    /// A cause of the person's burden.
    Burden,
    /// A payer of a layer.
    Payer(PayerKind, LayerId),
}

/// What a payer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum PayerKind {
    Fund,
    Account,
    FamilyAccount,
    Employer,
    Provider,
    Insurer,
    Assistance,
    Government,
    MutualAid,
}

/// An accumulator as the package uses it.
#[derive(Debug, Clone)]
pub struct AccDecl {
    /// Id from the registry, stable across packages and versions.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// Whose.
    pub owner: AccOwner,
    /// Which window.
    pub window: AccWindow,
    /// What is counted.
    pub unit: AccUnit,
    /// Counter or balance.
    pub kind: AccKind,
    /// Read-only view of this accumulator's window before.
    pub previous_of: Option<super::AccId>,
}

/// Owner of an accumulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum AccOwner {
    Person,
    Family,
    Group,
    PersonDisease,
    PersonProvider,
    Episode,
}

/// Window of an accumulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum AccWindow {
    Year,
    Month,
    Day,
    Episode,
    Life,
}

/// Unit of an accumulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccUnit {
    /// 分.
    Money,
    /// A number of events.
    Count,
    /// Days.
    Days,
}

/// Counter or balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccKind {
    /// Grows from 0 in each window.
    Counter,
    /// An account's balance: opened and credited by events, drawn by steps.
    Balance,
}
