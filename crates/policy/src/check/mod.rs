//! What must hold before a package may run, beyond names and types.

mod claims;
mod class;
mod rules;
mod table;

use crate::ast::{Class, Document};
use crate::diagnostic::{Diagnostic, Draft, Sink};
use crate::resolve::{self, Resolved};
use crate::{CompileOptions, Package};
use benefit::plan::{ClassRow, Cond, DerivedHow, Policy};

/// A checked package.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The compiled policy, where there is no error.
    pub policy: Option<Policy>,
    /// Errors, warnings and notes in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles a package and runs every check: what [`crate::compile`] refuses, warnings, and random claims.
#[must_use]
pub fn check(package: &Package, options: &CompileOptions) -> Checked {
    let sink = Sink::default();
    let resolved = resolve::policy(package, options, &sink);
    soundness(package, options, &resolved, &sink);
    rules::usage(package, &sink);
    if !sink.has_errors() {
        claims::run(&resolved.policy, &package.document, &sink);
    }
    let policy = (!sink.has_errors()).then_some(resolved.policy);
    Checked {
        policy,
        diagnostics: sink.finish(&package.map),
    }
}

/// Checks whose failure makes a policy unfit to run.
pub(crate) fn soundness(
    package: &Package,
    options: &CompileOptions,
    resolved: &Resolved,
    sink: &Sink,
) {
    if sink.has_errors() {
        return;
    }
    let document = &package.document;
    document
        .classes
        .iter()
        .for_each(|class| self::classes(class, resolved, sink));
    class_versions(document, sink);
    table::tables(document, &resolved.policy, options, sink);
    rules::steps(resolved, sink);
    rules::bounds(document, resolved, sink);
}

fn classes(class: &Class, resolved: &Resolved, sink: &Sink) {
    let Some(rows) = compiled_rows(class, &resolved.policy) else {
        return;
    };
    let verdict = class::judge(rows, &resolved.policy.facts);
    let total = rows.last().is_some_and(|row| row.when == Cond::Always);
    let name = &class.name.value;
    let note = if verdict.relations {
        "（两个事实之间的比较按互不相关处理，可能多报）"
    } else {
        ""
    };
    if verdict.exhausted && !total {
        let message = format!("分类 `{name}` 的完整性超出可证明的范围");
        let help = "请以 when = \"always\" 的一行结尾";
        sink.push(Draft::error("P0606", class.name.span, message).help(help));
    } else if let Some(gap) = &verdict.gap {
        let message = format!("分类 `{name}` 不完整：{gap} 时没有一行适用{note}");
        let help = "补上缺的行，或以 when = \"always\" 的一行结尾";
        sink.push(Draft::error("P0604", class.name.span, message).help(help));
    }
    for index in verdict.dead {
        if let Some(row) = class.rows.get(index) {
            let message = format!("分类 `{name}` 的这一行永远轮不到：{}", row.is.value);
            sink.push(
                Draft::error("P0605", row.span, message).help("前面的行已经包含了它的全部情形"),
            );
        }
    }
}

fn compiled_rows<'p>(class: &Class, policy: &'p Policy) -> Option<&'p [ClassRow]> {
    let fact = policy.fact(&class.name.value)?;
    let plan = policy
        .versions
        .iter()
        .find(|plan| class.period.covers(plan.from))?;
    plan.derived
        .iter()
        .find(|derived| derived.fact == fact)
        .and_then(|derived| match &derived.how {
            DerivedHow::Class { rows } => Some(rows.as_slice()),
            _ => None,
        })
}

/// Versions of one class must not meet in time.
fn class_versions(document: &Document, sink: &Sink) {
    for (index, class) in document.classes.iter().enumerate() {
        let meets = |other: &&Class| {
            other.name.value == class.name.value
                && crate::read::rule::periods_meet(&other.period, &class.period)
        };
        if document
            .classes
            .iter()
            .take(index)
            .any(|other| meets(&other))
        {
            let message = format!("分类 `{}` 重复定义", class.name.value);
            sink.push(
                Draft::error("P0110", class.name.span, message).help("同名分类的起止日期不能重叠"),
            );
        }
    }
}
