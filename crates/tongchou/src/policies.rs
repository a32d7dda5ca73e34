//! `tongchou policy …`: what can be asked about packages.

use crate::exit::Outcome;
use crate::{findings, packages};
use anyhow::Result;
use policy::{
    CaseDifference, CaseReport, CompileOptions, Diagnostic, Files, MutationReport, Package,
    SchemaKind, Severity,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Checks every package; a package with an error fails, with `strict` a warning too.
pub fn check(paths: &[PathBuf], strict: bool) -> Result<Outcome> {
    let mut failed = 0_usize;
    let folders = packages::find(paths)?;
    for folder in &folders {
        let files = packages::read(folder)?;
        let findings = findings(&files);
        findings::draw(folder, &files, &findings);
        let errors = count(&findings, Severity::Error);
        let warnings = count(&findings, Severity::Warning);
        let bad = errors > 0 || (strict && warnings > 0);
        failed += usize::from(bad);
        println!(
            "{} {}：错误 {errors}，警告 {warnings}",
            if bad { "✗" } else { "✓" },
            name(folder)
        );
    }
    println!("{} 个政策包，{failed} 个不合格", folders.len());
    Ok(if failed == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

fn findings(files: &Files) -> Vec<Diagnostic> {
    match Package::load(files) {
        Ok(package) => policy::check(&package, &CompileOptions::default()).diagnostics,
        Err(findings) => findings,
    }
}

fn count(findings: &[Diagnostic], severity: Severity) -> usize {
    findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .count()
}

fn name(folder: &Path) -> String {
    folder
        .file_name()
        .map_or_else(|| folder.to_string_lossy(), |name| name.to_string_lossy())
        .into_owned()
}

/// Runs the cases of every package and prints each difference in 分.
pub fn test(paths: &[PathBuf], mutate: bool) -> Result<Outcome> {
    let (mut passed, mut failed, mut unheld) = (0_usize, 0_usize, 0_usize);
    for folder in packages::find(paths)? {
        let files = packages::read(&folder)?;
        let others = neighbours(&folder, &files)?;
        let package = Package::load(&files);
        let report = match &package {
            Ok(package) => policy::run_cases(package, &others),
            Err(findings) => unreadable(findings.clone()),
        };
        findings::draw(&folder, &files, &report.diagnostics);
        print_differences(&name(&folder), &report);
        passed += report.passed;
        failed += report.failed;
        if let (true, Ok(package)) = (mutate, &package) {
            unheld += print_survivors(&policy::mutate(package, &others));
        }
    }
    if mutate {
        println!("没有用例守住的参数 {unheld} 处");
    }
    println!("合计：用例通过 {passed}，失败 {failed}");
    Ok(if failed == 0 && unheld == 0 {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

/// A package that cannot be read fails as one case, so that it never looks tested.
fn unreadable(diagnostics: Vec<Diagnostic>) -> CaseReport {
    CaseReport {
        failed: 1,
        diagnostics,
        ..CaseReport::default()
    }
}

/// The packages beside this one, where a case prices its items by another package's catalogue.
fn neighbours(folder: &Path, files: &Files) -> Result<BTreeMap<String, Package>> {
    let mut found = BTreeMap::new();
    let asks = files
        .iter()
        .any(|(name, bytes)| name.starts_with("cases") && mentions_catalogue(bytes));
    if !asks {
        return Ok(found);
    }
    // a bare name has no parent of its own, its full path does
    let full = folder
        .canonicalize()
        .map_err(|error| packages::refused("无法打开", folder, &error))?;
    let Some(parent) = full.parent() else {
        return Ok(found);
    };
    for neighbour in packages::find(&[parent.to_path_buf()])? {
        if let Ok(package) = Package::load(&packages::read(&neighbour)?) {
            found.insert(package.id().to_owned(), package);
        }
    }
    Ok(found)
}

fn mentions_catalogue(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes)
        .lines()
        .any(|line| line.contains("catalogue ="))
}

fn print_differences(name: &str, report: &CaseReport) {
    let mark = if report.failed == 0 { "✓" } else { "✗" };
    println!(
        "{mark} {name}：用例通过 {}，失败 {}",
        report.passed, report.failed
    );
    for difference in &report.differences {
        let CaseDifference {
            case,
            claim,
            what,
            expected,
            got,
            ..
        } = difference;
        let at = if claim.is_empty() {
            String::new()
        } else {
            format!("·{claim}")
        };
        println!(
            "    {case}{at} {what}：应为 {expected}，实为 {got}{}",
            gap(difference)
        );
    }
}

fn gap(difference: &CaseDifference) -> String {
    match (difference.expected_fen, difference.got_fen) {
        (Some(expected), Some(got)) => {
            format!("（差 {} 分）", i128::from(got) - i128::from(expected))
        }
        _ => String::new(),
    }
}

/// Prints each number that no case holds in place; how many there are.
fn print_survivors(report: &MutationReport) -> usize {
    println!(
        "    改动参数 {} 处，用例察觉 {} 处",
        report.leaves, report.noticed
    );
    for survivor in &report.survivors {
        println!(
            "    {} {} = {}：改动后没有用例失败",
            survivor.place, survivor.path, survivor.value
        );
    }
    report.survivors.len()
}

/// Says in Chinese what each package rules, with articles, tiers and readings.
pub fn explain(paths: &[PathBuf]) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for folder in packages::find(paths)? {
        match load_or_draw(&folder)? {
            Some(package) => println!("{}", policy::explain(&package)),
            None => outcome = Outcome::Found,
        }
    }
    Ok(outcome)
}

/// Lists in Chinese what differs between two packages.
pub fn diff(old: &Path, new: &Path) -> Result<Outcome> {
    let (Some(old), Some(new)) = (load_or_draw(old)?, load_or_draw(new)?) else {
        return Ok(Outcome::BadInput);
    };
    let lines = policy::diff(&old, &new);
    if lines.is_empty() {
        println!("两个政策包的规则相同");
    }
    lines.iter().for_each(|line| println!("{line}"));
    Ok(Outcome::Done)
}

/// Prints the JSON Schema of a kind of file; with a package, its own facts too.
pub fn schema(kind: SchemaKind, folder: Option<&Path>) -> Result<Outcome> {
    let package = folder.map(load_or_draw).transpose()?;
    if matches!(package, Some(None)) {
        return Ok(Outcome::BadInput);
    }
    println!("{}", policy::schema(kind, package.flatten().as_ref()));
    Ok(Outcome::Done)
}

fn load_or_draw(folder: &Path) -> Result<Option<Package>> {
    let files = packages::read(folder)?;
    match Package::load(&files) {
        Ok(package) => Ok(Some(package)),
        Err(findings) => {
            findings::draw(folder, &files, &findings);
            Ok(None)
        }
    }
}
