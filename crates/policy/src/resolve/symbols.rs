//! The names of a package: facts, pots, accumulators, layers, switches.

use super::articles::Articles;
use super::{accs, facts};
use crate::CompileOptions;
use crate::ast::{Citation, Document};
use crate::diagnostic::{Draft, Sink, did_you_mean};
use crate::source::{At, Span};
use benefit::plan::{
    AccDecl, AccId, Cite, FactDecl, FactId, FactScope, LayerId, PayerKind, PotDecl, PotId, PotKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// The standard causes of burden.
pub(crate) const CAUSES: [(&str, &str); 9] = [
    ("excluded", "目录外"),
    ("over_limit", "超限价"),
    ("first_self_pay", "先行自付"),
    ("referral", "转诊备案"),
    ("deductible", "起付标准"),
    ("copay", "按比例自付"),
    ("over_ceiling", "超最高支付限额"),
    ("denied", "不予支付"),
    ("uncovered", "无支付规定"),
];

/// Everything that rules may name, with its index in the policy.
pub(crate) struct Symbols<'a> {
    pub document: &'a Document,
    pub articles: &'a Articles,
    pub facts: Vec<FactDecl>,
    pub pots: Vec<PotDecl>,
    pub accs: Vec<AccDecl>,
    pub layers: Vec<String>,
    /// The option chosen of each switch.
    pub switches: BTreeMap<String, String>,
    fact_ids: BTreeMap<String, FactId>,
    /// Facts that exist but are not used by this package.
    known_facts: BTreeMap<String, FactDecl>,
}

fn id(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

impl<'a> Symbols<'a> {
    pub(crate) fn build(
        document: &'a Document,
        articles: &'a Articles,
        options: &CompileOptions,
        sink: &Sink,
    ) -> Self {
        let all = facts::all(document, sink);
        let used = facts::used(document, &all);
        let order = derived_order(document, &all, sink);
        let input = all
            .values()
            .filter(|fact| fact.of != FactScope::Derived && used.contains(&fact.name));
        let mut facts: Vec<FactDecl> = registry_order(input.cloned().collect());
        let derived = order
            .iter()
            .filter_map(|name| all.get(name))
            .filter(|fact| keep(document, &used, fact));
        facts.extend(derived.cloned());
        let fact_ids = facts
            .iter()
            .enumerate()
            .map(|(index, fact)| (fact.name.clone(), id(index)))
            .collect();
        let layers = layers(document);
        let pots = pots(document, &layers, sink);
        Self {
            document,
            articles,
            facts,
            pots,
            accs: accs::declare(document, sink),
            layers,
            switches: switches(document, options, sink),
            fact_ids,
            known_facts: all,
        }
    }

    /// Slot and declaration of a fact; an unknown name is reported.
    pub(crate) fn fact(&self, name: &str, span: Span, sink: &Sink) -> Option<(FactId, &FactDecl)> {
        if let Some(found) = self.fact_quietly(name) {
            return Some(found);
        }
        let near = did_you_mean(name, self.known_facts.keys().map(String::as_str));
        let help = if near.is_empty() {
            "登记的事实见 tongchou policy schema bills；自己的事实用 [fact.NAME] 声明"
        } else {
            &near
        };
        sink.push(Draft::error("P0201", span, format!("没有事实 `{name}`")).help(help));
        None
    }

    pub(crate) fn fact_quietly(&self, name: &str) -> Option<(FactId, &FactDecl)> {
        let id = *self.fact_ids.get(name)?;
        Some((id, self.facts.get(usize::from(id))?))
    }

    pub(crate) fn acc(&self, name: &At<String>, sink: &Sink) -> Option<AccId> {
        let found = self.accs.iter().position(|acc| acc.id == name.value);
        if found.is_none() {
            let near = did_you_mean(&name.value, self.accs.iter().map(|acc| acc.id.as_str()));
            let help = if near.is_empty() {
                format!("请声明 [acc.{}]", name.value)
            } else {
                near
            };
            sink.push(
                Draft::error("P0204", name.span, format!("没有声明累计 `{}`", name.value))
                    .help(help),
            );
        }
        found.map(id)
    }

    pub(crate) fn acc_decl(&self, acc: AccId) -> Option<&AccDecl> {
        self.accs.get(usize::from(acc))
    }

    pub(crate) fn layer(&self, name: &At<String>, sink: &Sink) -> LayerId {
        let found = self.layers.iter().position(|layer| *layer == name.value);
        if found.is_none() {
            let message = format!("没有层 `{}`", name.value);
            let help = format!("layers 里有：{}", self.layers.join("、"));
            sink.push(Draft::error("P0208", name.span, message).help(help));
        }
        found
            .and_then(|index| LayerId::try_from(index).ok())
            .unwrap_or(0)
    }

    /// Ids of all pots of a kind, in order.
    pub(crate) fn pots_where(&self, test: impl Fn(PotKind) -> bool) -> Vec<PotId> {
        let chosen = self
            .pots
            .iter()
            .enumerate()
            .filter(|(_, pot)| test(pot.kind));
        chosen.map(|(index, _)| id(index)).collect()
    }

    pub(crate) fn all_open(&self) -> Vec<PotId> {
        self.pots_where(|kind| kind == PotKind::Open)
    }

    pub(crate) fn all_burden(&self) -> Vec<PotId> {
        self.pots_where(|kind| kind == PotKind::Burden)
    }

    pub(crate) fn pot_kind(&self, pot: PotId) -> Option<PotKind> {
        self.pots.get(usize::from(pot)).map(|pot| pot.kind)
    }

    pub(crate) fn pot_named(&self, name: &str) -> Option<PotId> {
        self.pots.iter().position(|pot| pot.name == name).map(id)
    }

    /// The pots that a reference names: `open`, `burden`, `payers`, `open.X`, `burden.X`, `payer.X`, or a bare name.
    pub(crate) fn pots_quietly(&self, reference: &str) -> Option<Vec<PotId>> {
        match reference {
            "open" => return Some(self.all_open()),
            "burden" => return Some(self.all_burden()),
            "payers" => return Some(self.pots_where(|kind| matches!(kind, PotKind::Payer(..)))),
            _ => {}
        }
        let (group, name) = reference.split_once('.').unwrap_or(("", reference));
        let pot = self.pot_named(name)?;
        let fits = matches!(
            (group, self.pot_kind(pot)?),
            ("", _)
                | ("open", PotKind::Open)
                | ("burden", PotKind::Burden)
                | ("payer", PotKind::Payer(..))
        );
        fits.then(|| vec![pot])
    }

    pub(crate) fn pots_of(&self, reference: &At<String>, sink: &Sink) -> Vec<PotId> {
        self.pots_quietly(&reference.value).unwrap_or_else(|| {
            let bare = reference
                .value
                .split_once('.')
                .map_or(reference.value.as_str(), |(_, name)| name);
            let near = did_you_mean(bare, self.pots.iter().map(|pot| pot.name.as_str()));
            let message = format!("没有款项 `{}`", reference.value);
            let help = if near.is_empty() {
                "写成 open、open.PART、burden.CAUSE、payer.NAME".to_owned()
            } else {
                near
            };
            sink.push(Draft::error("P0205", reference.span, message).help(help));
            Vec::new()
        })
    }

    /// Exactly one pot.
    pub(crate) fn pot(&self, reference: &At<String>, sink: &Sink) -> Option<PotId> {
        let pots = self.pots_of(reference, sink);
        match pots.as_slice() {
            [] => None,
            // `open` as a place to put money is its main part.
            [pot] => Some(*pot),
            [main, ..] if reference.value == "open" => Some(*main),
            _ => {
                let message = format!("`{}` 不止一个款项，这里只能写一个", reference.value);
                sink.push(Draft::error("P0205", reference.span, message));
                None
            }
        }
    }

    /// A payer.
    pub(crate) fn payer(
        &self,
        name: &At<String>,
        sink: &Sink,
    ) -> Option<(PotId, PayerKind, LayerId)> {
        let pot = self.pot(name, sink)?;
        if let Some(PotKind::Payer(kind, layer)) = self.pot_kind(pot) {
            return Some((pot, kind, layer));
        }
        sink.push(
            Draft::error("P0205", name.span, format!("`{}` 不是支付方", name.value))
                .help("支付方用 [payer.NAME] 声明"),
        );
        None
    }

    pub(crate) fn cites(&self, cites: &[Citation], sink: &Sink) -> Vec<Cite> {
        cites
            .iter()
            .filter_map(|cite| super::articles::resolve(cite, self.document, self.articles, sink))
            .collect()
    }
}

/// Facts come in the order of the registry (that of the files' columns), then the package's own.
fn registry_order(facts: Vec<FactDecl>) -> Vec<FactDecl> {
    let place = |name: &str| {
        benefit::registry::FACTS
            .iter()
            .position(|fact| fact.name == name)
            .unwrap_or(usize::MAX)
    };
    let mut facts = facts;
    facts.sort_by_key(|fact| place(&fact.name));
    facts
}

/// Built-in derived facts are kept only where used; declared ones always.
fn keep(document: &Document, used: &BTreeSet<String>, fact: &FactDecl) -> bool {
    used.contains(&fact.name)
        || document
            .classes
            .iter()
            .any(|class| class.name.value == fact.name)
        || document
            .derives
            .iter()
            .any(|derive| derive.name.value == fact.name)
}

/// Derived facts so that each comes after those it uses; a circle is reported.
pub(crate) fn derived_order(
    document: &Document,
    all: &BTreeMap<String, FactDecl>,
    sink: &Sink,
) -> Vec<String> {
    let mut waiting: Vec<(String, BTreeSet<String>)> = Vec::new();
    let built_in = ["age", "year", "stay_days"];
    let mut done: Vec<String> = built_in.iter().map(|name| (*name).to_owned()).collect();
    let declared = document.derives.iter().map(|derive| &derive.name.value);
    let classes = document.classes.iter().map(|class| &class.name.value);
    let entitled = "entitled".to_owned();
    for name in declared.chain(classes).chain([&entitled]) {
        if waiting.iter().any(|(known, _)| known == name) {
            continue;
        }
        let mut needs = facts::dependencies(name, document, all);
        needs.retain(|need| {
            all.get(need)
                .is_some_and(|fact| fact.of == FactScope::Derived)
        });
        waiting.push((name.clone(), needs));
    }
    loop {
        let before = waiting.len();
        for (name, needs) in std::mem::take(&mut waiting) {
            if needs.iter().all(|need| done.contains(need)) {
                done.push(name);
            } else {
                waiting.push((name, needs));
            }
        }
        if waiting.is_empty() || waiting.len() == before {
            break;
        }
    }
    for (name, _) in &waiting {
        let declared = document
            .derives
            .iter()
            .map(|it| &it.name)
            .chain(document.classes.iter().map(|it| &it.name));
        let span = declared
            .into_iter()
            .find(|it| it.value == *name)
            .map_or(document.head.span, |it| it.span);
        sink.push(Draft::error(
            "P0210",
            span,
            format!("派生事实 `{name}` 绕圈引用自己"),
        ));
    }
    done
}

fn layers(document: &Document) -> Vec<String> {
    let mut layers: Vec<String> = document
        .head
        .layers
        .iter()
        .map(|layer| layer.value.clone())
        .collect();
    if layers.is_empty() {
        layers.push("basic".to_owned());
        for layer in document
            .payers
            .iter()
            .filter_map(|payer| payer.layer.as_ref())
        {
            if !layers.contains(&layer.value) {
                layers.push(layer.value.clone());
            }
        }
    }
    layers
}

fn pots(document: &Document, layers: &[String], sink: &Sink) -> Vec<PotDecl> {
    let pot = |name: &str, title: &str, kind: PotKind| PotDecl {
        name: name.to_owned(),
        title: title.to_owned(),
        kind,
    };
    let mut pots = vec![pot("main", "待分配", PotKind::Open)];
    pots.extend(
        document
            .parts
            .iter()
            .map(|part| pot(&part.name.value, &part.title, PotKind::Open)),
    );
    pots.extend(
        CAUSES
            .iter()
            .map(|(name, title)| pot(name, title, PotKind::Burden)),
    );
    pots.extend(
        document
            .causes
            .iter()
            .map(|cause| pot(&cause.name.value, &cause.title, PotKind::Burden)),
    );
    for payer in &document.payers {
        let basic = At::new("basic".to_owned(), payer.name.span);
        let wanted = payer.layer.as_ref().unwrap_or(&basic);
        let layer = layers.iter().position(|layer| *layer == wanted.value);
        if layer.is_none() {
            let message = format!("没有层 `{}`", wanted.value);
            let help = format!("layers 里有：{}", layers.join("、"));
            sink.push(Draft::error("P0208", wanted.span, message).help(help));
        }
        let layer = layer
            .and_then(|index| LayerId::try_from(index).ok())
            .unwrap_or(0);
        pots.push(pot(
            &payer.name.value,
            &payer.title,
            PotKind::Payer(payer.kind, layer),
        ));
    }
    refuse_shared_names(document, sink);
    pots
}

fn refuse_shared_names(document: &Document, sink: &Sink) {
    let named = document
        .parts
        .iter()
        .chain(&document.causes)
        .map(|named| &named.name);
    let mut seen: BTreeSet<&str> = CAUSES.iter().map(|(name, _)| *name).collect();
    seen.extend(["main", "open", "burden", "payers", "stay"]);
    for name in named.chain(document.payers.iter().map(|payer| &payer.name)) {
        if !seen.insert(&name.value) {
            let message = format!("款项 `{}` 与另一款项或保留名同名", name.value);
            sink.push(
                Draft::error("P0110", name.span, message).help("部分、原因、支付方的名字互不相同"),
            );
        }
    }
}

fn switches(
    document: &Document,
    options: &CompileOptions,
    sink: &Sink,
) -> BTreeMap<String, String> {
    let mut chosen = BTreeMap::new();
    for switch in &document.switches {
        let wanted = options.switches.get(&switch.name.value);
        let pick = wanted.unwrap_or(&switch.default.value);
        if !switch.options.iter().any(|option| option.value == *pick) {
            let names: Vec<&str> = switch
                .options
                .iter()
                .map(|option| option.value.as_str())
                .collect();
            let message = format!("开关 `{}` 没有选项 `{pick}`", switch.name.value);
            let help = format!("可选：{}", names.join("、"));
            let place = wanted.map_or(switch.default.span, |_| Span::OUTSIDE);
            sink.push(Draft::error("P0206", place, message).help(help));
        }
        chosen.insert(switch.name.value.clone(), pick.clone());
    }
    for name in options
        .switches
        .keys()
        .filter(|name| !chosen.contains_key(*name))
    {
        let known: Vec<&str> = document
            .switches
            .iter()
            .map(|switch| switch.name.value.as_str())
            .collect();
        let help = if known.is_empty() {
            "这个政策包没有开关".to_owned()
        } else {
            format!("可选的开关：{}", known.join("、"))
        };
        sink.push(Draft::error("P0206", Span::OUTSIDE, format!("没有开关 `{name}`")).help(help));
    }
    chosen
}
