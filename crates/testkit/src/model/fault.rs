//! Why the model cannot answer.

/// Broken input or a broken package; never a benefit decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The law date lies outside `in_force`.
    #[error("the package is not in force on the law date")]
    NotInForce,
    /// None of the dates that choose the law is given.
    #[error("no law date")]
    NoLawDate,
    /// A fact that a rule needs is missing.
    #[error("fact `{0}` is missing")]
    Missing(String),
    /// No row of a class or table matches.
    #[error("no row of `{0}` matches")]
    NoRow(String),
    /// A parameter that no source gives.
    #[error("`{0}` is not set")]
    Unset(String),
    /// An amount that cannot be, in the named place.
    #[error("impossible amount in {0}")]
    Amount(String),
    /// No such layer or step to enter at.
    #[error("nothing named `{0}` to enter at")]
    NoEntry(String),
    /// A clause that is not expressed refuses the claim.
    #[error("clause `{0}` refuses the claim")]
    Untranslated(String),
    /// A reversal that cannot be.
    #[error("claim `{0}` cannot be reversed")]
    NotReversible(String),
    /// The package says something that the reference does not know.
    #[error("the package is not understood: {0}")]
    Package(String),
}

/// A package fault with its place.
pub(super) fn package(what: impl Into<String>) -> Fault {
    Fault::Package(what.into())
}
