//! Facts of random packages, and comparisons of them.

use super::draft::Draft;

/// Comparisons, grouped so that no two groups look at the same thing: a list of conditions that
/// takes each group once has no row that can never match.
const GROUPS: [&[&str]; 9] = [
    &[
        "age >= 60",
        "age < 18",
        "birth <= 1960-06-30",
        "not (age >= 45)",
        "birth > 1980-12-31",
    ],
    &["tier == high", "tier in [mid, high]", "tier != low"],
    &["retired == yes", "retired != no"],
    &[
        "level == 3",
        "level >= 2",
        "level in [0, 1]",
        "not level == 1",
    ],
    &[
        "care == inpatient",
        "care in [inpatient, chronic]",
        "care != outpatient",
    ],
    &[
        "identities has dibao",
        "identities has_any [dibao, canji]",
        "identities has_all [dibao, canji]",
    ],
    &[
        "bonus > 300元",
        "bonus == none",
        "bonus >= 2 * quota",
        "not (bonus <= \"300\")",
    ],
    &["disease == \"d1\"", "disease != \"d1\"", "disease == none"],
    &[
        "place == local",
        "place != local and referred == no",
        "(place == local or emergency == yes)",
    ],
];

/// More comparisons for steps and values, where a condition that always or never holds does no
/// harm.
const LOOSE: [&str; 8] = [
    "always",
    "service_date >= 2020-07-01",
    "service_date < settlement_date",
    "stay_days >= 5",
    "share >= 40%",
    "year >= 2021",
    "entitled == yes",
    "settlement_date <= 2021-03-31 or tier == low and retired == no",
];

/// Declares the package's own facts.
pub fn facts(draft: &mut Draft) {
    draft.named(
        "fact",
        "tier",
        &fields(
            "person",
            "enum",
            &["values = [\"low\", \"mid\", \"high\"]", "default = \"low\""],
        ),
    );
    draft.named(
        "fact",
        "bonus",
        &fields("person", "money", &["nullable = true"]),
    );
    draft.named(
        "fact",
        "quota",
        &fields("claim", "money", &["default = \"100\""]),
    );
    draft.named(
        "fact",
        "share",
        &fields("claim", "ratio", &["default = \"50%\""]),
    );
    draft.named(
        "fact",
        "tags",
        &fields(
            "person",
            "set",
            &[
                "values = [\"t0\", \"t1\", \"t2\", \"t3\"]",
                "default = \"\"",
            ],
        ),
    );
}

fn fields(of: &str, kind: &str, more: &[&str]) -> Vec<String> {
    let mut fields = vec![format!("of = \"{of}\""), format!("type = \"{kind}\"")];
    fields.extend(more.iter().map(|line| (*line).to_owned()));
    fields
}

/// Conditions on `count` different things.
pub fn apart(draft: &mut Draft, count: usize) -> Vec<String> {
    let mut groups: Vec<usize> = (0..GROUPS.len()).collect();
    let mut conditions = Vec::new();
    while conditions.len() < count && !groups.is_empty() {
        let group = groups.remove(draft.tape.below(groups.len()));
        conditions.push(draft.tape.pick(GROUPS[group]).to_owned());
    }
    conditions
}

/// Any condition, about one in three of two parts.
pub fn condition(draft: &mut Draft) -> String {
    let first = single(draft);
    if !draft.tape.chance(30) {
        return first;
    }
    let second = single(draft);
    let joint = draft.tape.pick(&["and", "or", "and not", "or not"]);
    format!("({first}) {joint} ({second})")
}

fn single(draft: &mut Draft) -> String {
    let classes = draft.names.classes.clone();
    match draft.tape.below(4) {
        0 => draft.tape.pick(&LOOSE).to_owned(),
        1 if !classes.is_empty() => {
            let (class, values) = draft.tape.one(&classes).unwrap_or_default();
            let value = draft.tape.one(&values).unwrap_or_default();
            let operator = draft.tape.pick(&["==", "!="]);
            format!("{class} {operator} {value}")
        }
        _ => apart(draft, 1).concat(),
    }
}
