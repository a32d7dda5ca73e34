//! Running cases: compiled forms by options, each case through the kernel.

use super::report::{CaseDifference, CaseProof, CaseReport, ERROR};
use super::{claim, read, section};
use crate::diagnostic::Sink;
use crate::resolve;
use crate::{CompileOptions, Package};
use benefit::plan::Policy;
use read::{Case, ClaimCase};
use std::collections::{BTreeMap, BTreeSet};

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
