//! Worked cases beside a package: read, run through `benefit`, compared payer by payer.

mod claim;
mod given;
mod judge;
mod read;
mod section;

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve;
use crate::source::Node;
use crate::{CompileOptions, Package};
use benefit::plan::Policy;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use read::{Case, ClaimCase};

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
const ERROR: &str = "错误";

impl CaseDifference {
    /// The case could not run: the package does not compile, or what is given cannot be read.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.what == ERROR
    }
}

/// Runs the cases of a package; `others` are packages by id, for bills priced by another catalogue.
#[must_use]
pub fn run_cases(package: &Package, others: &BTreeMap<String, Package>) -> CaseReport {
    let sink = Sink::default();
    let cases = read::all(package, &sink);
    let mut report = CaseReport::default();
    let mut bench = Bench::new(package, others);
    for case in &cases {
        let differences = bench.run(case);
        report.proofs.push(CaseProof {
            case: case.id.clone(),
            kinds: case.kinds.clone(),
            requirements: case.requirements.clone(),
            passed: differences.is_empty(),
        });
        if differences.is_empty() {
            report.passed = report.passed.saturating_add(1);
        } else {
            report.failed = report.failed.saturating_add(1);
        }
        report.differences.extend(differences);
    }
    report.failed = report.failed.saturating_add(sink.errors());
    report.diagnostics = sink.finish(package.source_map());
    report
}

/// A leaf as the text that a file would hold.
pub(crate) fn text_of(node: &Node) -> String {
    given::text(node).unwrap_or_else(|| node.kind().to_owned())
}

/// Reads the cases of a package once, for many runs.
pub(crate) fn read_all(package: &Package) -> Vec<Case> {
    read::all(package, &Sink::default())
}

/// Compiled forms of a package by options, and of the catalogues that cases name.
pub(crate) struct Bench<'a> {
    package: &'a Package,
    others: &'a BTreeMap<String, Package>,
    /// Every fact name that a case may give, known to the package or not used by it.
    known: BTreeSet<String>,
    compiled: BTreeMap<CompileOptions, Result<Policy, String>>,
    catalogues: BTreeMap<String, Result<Policy, String>>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(package: &'a Package, others: &'a BTreeMap<String, Package>) -> Self {
        let registered = benefit::registry::FACTS
            .iter()
            .map(|fact| fact.name.to_owned());
        let own = package
            .document
            .facts
            .iter()
            .map(|fact| fact.name.value.clone());
        Self {
            package,
            others,
            known: registered.chain(own).collect(),
            compiled: BTreeMap::new(),
            catalogues: BTreeMap::new(),
        }
    }

    /// Differences of one case; empty where it comes out as expected.
    pub(crate) fn run(&mut self, case: &Case) -> Vec<CaseDifference> {
        let mut differences = self.run_inner(case).unwrap_or_else(|message| {
            vec![CaseDifference {
                what: ERROR.to_owned(),
                got: message,
                ..CaseDifference::default()
            }]
        });
        for difference in &mut differences {
            difference.case.clone_from(&case.id);
        }
        differences
    }

    fn run_inner(&mut self, case: &Case) -> Result<Vec<CaseDifference>, String> {
        let options = CompileOptions {
            switches: case.switches.clone(),
            parameters: case.parameters.clone(),
            known_at: None,
        };
        let package = self.package;
        let policy = self
            .compiled
            .entry(options)
            .or_insert_with_key(|options| compile(package, options))
            .as_ref()
            .map_err(Clone::clone)?;
        match &case.body {
            read::Body::Claims(claims) => {
                let catalogue = catalogue(claims, self.others, &mut self.catalogues)?;
                claim::run(policy, catalogue, claims, &self.known)
            }
            read::Body::Section(section) => section::run(policy, section, &self.known),
        }
    }
}

/// Names and types only: the soundness checks ran before, and mutants must run fast.
fn compile(package: &Package, options: &CompileOptions) -> Result<Policy, String> {
    let sink = Sink::default();
    let resolved = resolve::policy(package, options, &sink);
    if !sink.has_errors() {
        return Ok(resolved.policy);
    }
    let first = sink.finish(package.source_map()).into_iter().next();
    Err(first.map_or_else(String::new, |first| first.to_string()))
}

fn catalogue<'c>(
    claims: &ClaimCase,
    others: &BTreeMap<String, Package>,
    compiled: &'c mut BTreeMap<String, Result<Policy, String>>,
) -> Result<Option<&'c Policy>, String> {
    let Some(id) = &claims.catalogue else {
        return Ok(None);
    };
    let policy = compiled
        .entry(id.clone())
        .or_insert_with(|| match others.get(id) {
            Some(package) => compile(package, &CompileOptions::default()),
            None => Err(format!("没有交来目录所在的包 `{id}`")),
        });
    policy.as_ref().map(Some).map_err(Clone::clone)
}
