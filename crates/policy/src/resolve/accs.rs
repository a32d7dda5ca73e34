//! Accumulators, held against the registry.

use crate::ast::{Acc, Document};
use crate::diagnostic::{Draft, Sink, did_you_mean};
use crate::source::At;
use benefit::plan::{AccDecl, AccKind, AccOwner, AccUnit, AccWindow};
use benefit::registry::{ACCUMULATORS, RegistryAcc};

/// Declarations in the order of the package.
pub(crate) fn declare(document: &Document, sink: &Sink) -> Vec<AccDecl> {
    let mut accs: Vec<AccDecl> = document.accs.iter().map(|acc| one(acc, sink)).collect();
    for (index, acc) in document.accs.iter().enumerate() {
        let Some(previous) = &acc.previous else {
            continue;
        };
        let base = accs.iter().position(|known| known.id == previous.value);
        let Some((at, base)) = base.and_then(|at| Some((at, accs.get(at)?.clone()))) else {
            let near = did_you_mean(
                &previous.value,
                document.accs.iter().map(|acc| acc.name.value.as_str()),
            );
            let message = format!("没有声明累计 `{}`", previous.value);
            sink.push(Draft::error("P0204", previous.span, message).help(near));
            continue;
        };
        if let Some(view) = accs.get_mut(index) {
            (view.owner, view.window, view.unit, view.kind) =
                (base.owner, base.window, base.unit, base.kind);
            view.previous_of = u16::try_from(at).ok();
        }
    }
    accs
}

fn one(acc: &Acc, sink: &Sink) -> AccDecl {
    let known = ACCUMULATORS.iter().find(|known| known.id == acc.name.value);
    if acc.previous.is_none() {
        match known {
            Some(known) => agree(acc, known, sink),
            None => local(acc, sink),
        }
    }
    let pick = |own: Option<&At<AccUnit>>| own.map(|at| at.value);
    AccDecl {
        id: acc.name.value.clone(),
        title: if acc.title.is_empty() {
            known.map_or(String::new(), |known| known.title.to_owned())
        } else {
            acc.title.clone()
        },
        owner: acc
            .of
            .as_ref()
            .map(|at| at.value)
            .or(known.map(|known| known.owner))
            .unwrap_or(AccOwner::Person),
        window: acc
            .per
            .as_ref()
            .map(|at| at.value)
            .or(known.map(|known| known.window))
            .unwrap_or(AccWindow::Year),
        unit: pick(acc.unit.as_ref())
            .or(known.map(|known| known.unit))
            .unwrap_or(AccUnit::Money),
        kind: acc
            .kind
            .as_ref()
            .map(|at| at.value)
            .or(known.map(|known| known.kind))
            .unwrap_or(AccKind::Counter),
        previous_of: None,
    }
}

fn local(acc: &Acc, sink: &Sink) {
    if !acc.name.value.starts_with("local_") {
        let near = did_you_mean(&acc.name.value, ACCUMULATORS.iter().map(|known| known.id));
        let help = format!(
            "包自己的累计以 local_ 开头，登记的见 tongchou policy schema accumulators。{near}"
        );
        let message = format!("累计 `{}` 没有登记", acc.name.value);
        sink.push(Draft::error("P0711", acc.name.span, message).help(help));
    }
    for (key, missing) in [
        ("of", acc.of.is_none()),
        ("per", acc.per.is_none()),
        ("unit", acc.unit.is_none()),
    ] {
        if missing {
            let message = format!("累计 `{}` 缺少 `{key}`", acc.name.value);
            sink.push(
                Draft::error("P0102", acc.name.span, message).help(format!("请补上 {key} = …")),
            );
        }
    }
}

fn agree(acc: &Acc, known: &RegistryAcc, sink: &Sink) {
    let differ = |what: &str, at: crate::source::Span| {
        let message = format!("累计 `{}` 的{what}与登记不符", acc.name.value);
        let help = format!("登记为：{}；另用一个 local_ 开头的累计", describe(known));
        sink.push(Draft::error("P0712", at, message).help(help));
    };
    if let Some(of) = acc.of.as_ref().filter(|of| of.value != known.owner) {
        // A package may count for a family or a group what others count for a person.
        let wider = known.owner == AccOwner::Person
            && matches!(of.value, AccOwner::Family | AccOwner::Group);
        if !wider {
            differ("归属", of.span);
        }
    }
    if let Some(unit) = acc.unit.as_ref().filter(|unit| unit.value != known.unit) {
        differ("单位", unit.span);
    }
    if let Some(kind) = acc.kind.as_ref().filter(|kind| kind.value != known.kind) {
        differ("种类", kind.span);
    }
}

fn describe(known: &RegistryAcc) -> String {
    use crate::read::fact::{OWNERS, UNITS};
    let owner = OWNERS
        .iter()
        .find(|(_, owner)| *owner == known.owner)
        .map_or("", |(name, _)| name);
    let unit = UNITS
        .iter()
        .find(|(_, unit)| *unit == known.unit)
        .map_or("", |(name, _)| name);
    let kind = if known.kind == AccKind::Balance {
        "balance"
    } else {
        "counter"
    };
    format!("of = \"{owner}\"、unit = \"{unit}\"、kind = \"{kind}\"")
}
