//! What running the cases of a package shows.

use crate::diagnostic::Diagnostic;

/// What running the cases of a package showed.
#[derive(Debug, Clone, Default)]
pub struct CaseReport {
    /// Number of cases that came out as expected.
    pub passed: usize,
    /// Number of cases that did not.
    pub failed: usize,
    /// Every difference.
    pub differences: Vec<CaseDifference>,
    /// Cases that cannot be read; they count as failed.
    pub diagnostics: Vec<Diagnostic>,
    /// Ids of the cases with the rule kinds and requirements that they prove, in file order.
    pub proofs: Vec<CaseProof>,
}

/// What a case claims to prove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseProof {
    /// Id of the case.
    pub case: String,
    /// Rule kinds.
    pub kinds: Vec<String>,
    /// Requirements whose acceptance example it asserts.
    pub requirements: Vec<String>,
    /// It came out as expected.
    pub passed: bool,
}

/// One difference between a case and the result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseDifference {
    /// Id of the case.
    pub case: String,
    /// Id of the claim; empty for what concerns the whole case or a section.
    pub claim: String,
    /// What differs: `payers.pool`, `burden.copay`, `self`, `acc.pool_paid`, `due` …
    pub what: String,
    /// As expected, in words.
    pub expected: String,
    /// As it came out, in words.
    pub got: String,
    /// Expected money in 分, where it is money.
    pub expected_fen: Option<i64>,
    /// Money that came out in 分, where it is money.
    pub got_fen: Option<i64>,
}

/// What differs when a case cannot run at all.
pub(super) const ERROR: &str = "错误";

impl CaseDifference {
    /// The case could not run: the package does not compile, or what is given cannot be read.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.what == ERROR
    }
}
