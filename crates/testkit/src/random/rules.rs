//! Pots, accumulators, classes, items and denials of random packages.

use super::atoms;
use super::draft::Draft;
use super::values;

/// Parts, causes, layers and payers.
pub fn pots(draft: &mut Draft) {
    let t = &mut draft.tape;
    let parts = t.some(&["special".to_owned(), "drugs".to_owned()], 40);
    let causes = t.some(&["own_a".to_owned(), "own_b".to_owned()], 40);
    let later = t.below(3);
    let layers: Vec<String> = ["basic", "serious", "aid"]
        .iter()
        .take(1 + later)
        .map(|l| (*l).to_owned())
        .collect();
    let mut payers = vec![
        ("pool".to_owned(), "fund", 0),
        ("employer".to_owned(), "employer", 0),
    ];
    for (index, layer) in layers.iter().enumerate().skip(1) {
        payers.push((format!("{layer}_fund"), "insurer", index));
    }
    if t.chance(40) {
        payers.push(("extra".to_owned(), "government", 0));
    }
    if later > 0 {
        let list = layers
            .iter()
            .map(|l| format!("\"{l}\""))
            .collect::<Vec<_>>()
            .join(", ");
        draft.head_line(&format!("layers = [{list}]"));
    }
    for part in &parts {
        draft.named("part", part, &[]);
    }
    for cause in &causes {
        draft.named("cause", cause, &[]);
    }
    for (payer, kind, layer) in &payers {
        let fields = [
            format!("kind = \"{kind}\""),
            format!("layer = \"{}\"", layers[*layer]),
        ];
        draft.named("payer", payer, &fields);
    }
    draft.names.payers = payers
        .into_iter()
        .map(|(name, _, layer)| (name, layer))
        .collect();
    (draft.names.parts, draft.names.causes, draft.names.layers) = (parts, causes, layers);
}

/// Money accumulators that may count: id, owner, window.
const COUNTERS: [(&str, &str, &str); 12] = [
    ("pool_paid", "person", "year"),
    ("pool_cost", "person", "year"),
    ("ip_deductible", "person", "year"),
    ("large_base", "person", "year"),
    ("op_paid_month", "person", "month"),
    ("group_paid", "group", "year"),
    ("chronic_disease_paid", "person_disease", "year"),
    ("ip_deductible_episode", "episode", "episode"),
    ("local_life", "person", "life"),
    ("local_day", "family", "day"),
    ("local_place", "person_provider", "month"),
    ("local_family", "family", "year"),
];

/// Counts of events: id, owner, window.
const COUNTS: [(&str, &str, &str); 3] = [
    ("ip_admissions", "person", "year"),
    ("op_visits_day", "person", "day"),
    ("op_visits_provider", "person_provider", "year"),
];

/// Accumulators, balances with their payers, and facts that read accumulators before the claim.
pub fn accumulators(draft: &mut Draft) {
    let mut counters = draft.tape.some(&COUNTERS, 45);
    if counters.is_empty() {
        counters.push(COUNTERS[0]);
    }
    for (id, of, per) in counters {
        acc(draft, id, of, per, "money", "");
        draft.names.counters.push(id.to_owned());
        if ["year", "month", "day"].contains(&per) && draft.tape.chance(20) {
            let view = format!("local_last_{id}");
            acc(
                draft,
                &view,
                of,
                per,
                "money",
                &format!("previous = \"{id}\""),
            );
            draft.names.previous.push(view);
        }
        if draft.tape.chance(20) {
            let is = [format!("type = \"money\"\nbefore = \"{id}\"")];
            draft.named("derive", &format!("before_{id}"), &is);
        }
    }
    for (id, of, per) in draft.tape.some(&COUNTS, 35) {
        acc(draft, id, of, per, "count", "");
        draft.names.counts.push(id.to_owned());
        draft.named(
            "derive",
            &format!("nth_{id}"),
            &[format!("type = \"int\"\nordinal = \"{id}\"")],
        );
    }
    if draft.tape.chance(30) {
        acc(draft, "ip_days", "person", "year", "days", "");
        draft.names.days.push("ip_days".to_owned());
    }
    for (id, of) in draft
        .tape
        .some(&[("account", "person"), ("account_family", "family")], 40)
    {
        acc(draft, id, of, "life", "money", "kind = \"balance\"");
        let kind = if of == "family" {
            "family_account"
        } else {
            "account"
        };
        draft.named("payer", id, &[format!("kind = \"{kind}\"")]);
        draft.names.balances.push(id.to_owned());
    }
}

fn acc(draft: &mut Draft, id: &str, of: &str, per: &str, unit: &str, more: &str) {
    let mut fields = vec![format!("of = \"{of}\"\nper = \"{per}\"\nunit = \"{unit}\"")];
    if !more.contains("kind") {
        fields.push("kind = \"counter\"".to_owned());
    }
    fields.push(more.to_owned());
    draft.named("acc", id, &fields);
}

/// Up to two classes; each row looks at something that no other row looks at.
pub fn classes(draft: &mut Draft) {
    let count = draft.tape.below(3);
    for number in 0..count {
        let name = format!("class_{number}");
        let wanted = 1 + draft.tape.below(3);
        let conditions = atoms::apart(draft, wanted);
        let mut values = Vec::new();
        let mut rows = String::new();
        for (index, condition) in conditions.iter().enumerate() {
            // A value may stand in more than one row.
            let value = format!("K{}", if draft.tape.chance(20) { 0 } else { index });
            rows.push_str(&format!(
                "  {{ is = \"{value}\", when = '{condition}' }},\n"
            ));
            values.push(value);
        }
        rows.push_str("  { is = \"REST\", when = \"always\" },\n");
        values.push("REST".to_owned());
        values.sort();
        values.dedup();
        draft.line(&format!(
            "\n[[class]]\nname = \"{name}\"\ntitle = \"{name}\""
        ));
        draft.line(&format!("cite = [\"act#1\"]\nrows = [\n{rows}]"));
        draft.names.classes.push((name, values));
    }
}

/// Item rules, in about half of the packages.
pub fn items(draft: &mut Draft) {
    let count = draft.tape.below(5).saturating_sub(1);
    for _ in 0..count {
        let when = draft.tape.pick(&[
            "item == b",
            "item in [c, out]",
            "item == a and quantity >= 2",
            "item == in_policy",
            "own_first >= 20%",
            "origin == imported",
            "item == b and price_limit != none",
        ]);
        draft.line(&format!(
            "\n[[item]]\nwhen = \"{when}\"\ncite = [\"act#2\"]"
        ));
        if draft.tape.chance(20) {
            draft.line("exclude = true");
            continue;
        }
        if draft.tape.chance(50) {
            let limit = draft
                .tape
                .pick(&["\"25\"", "\"99.99\"", "\"0.5\"", "\"fact.quota\""]);
            draft.line(&format!("price_limit = {limit}"));
        }
        if draft.tape.chance(60) {
            let first = values::ratio(draft, 1);
            draft.line(&format!("first = {first}"));
        }
        let causes = [
            draft.names.causes.clone(),
            vec!["first_self_pay".to_owned()],
        ]
        .concat();
        if let (true, Some(to)) = (draft.tape.chance(30), draft.tape.one(&causes)) {
            draft.line(&format!("first_to = \"{to}\""));
        }
        let parts = draft.names.parts.clone();
        if let (true, Some(part)) = (draft.tape.chance(50), draft.tape.one(&parts)) {
            draft.line(&format!("part = \"{part}\""));
        }
    }
}

/// Denials and clauses that ask for a person.
pub fn denials(draft: &mut Draft) {
    for (reason, when) in [
        ("not_entitled", "entitled == no"),
        ("excluded_cause", "cause in [suicide, fight]"),
        ("not_designated", "designated == no and emergency == no"),
    ] {
        if draft.tape.chance(40) {
            draft.line(&format!(
                "\n[[deny]]\nreason = \"{reason}\"\ntitle = \"{reason}\""
            ));
            draft.line(&format!("when = \"{when}\"\ncite = [\"act#1\"]"));
        }
    }
    if draft.tape.chance(20) {
        draft.line("\n[[untranslated]]\nid = \"other\"\ntext = \"其他情形\"\ncite = [\"act#1\"]");
        draft.line("effect = \"review\"\nwhen = \"cause == other\"");
    }
}
