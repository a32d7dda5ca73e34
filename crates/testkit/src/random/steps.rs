//! Random steps of every kind.

use super::atoms;
use super::draft::Draft;
use super::values;

/// One to eight steps, layer by layer; in every third package shares in a row over one source.
pub fn steps(draft: &mut Draft) {
    let count = 1 + draft.tape.below(8);
    let mut layers: Vec<usize> = (0..count)
        .map(|_| draft.tape.below(draft.names.layers.len()))
        .collect();
    layers.sort_unstable();
    let row = draft
        .tape
        .chance(35)
        .then(|| draft.tape.below(layers.len()));
    for (number, layer) in layers.into_iter().enumerate() {
        begin(draft, format!("step_{number}"), layer);
        when(draft);
        kind(draft, layer);
        if row == Some(number) {
            shares_in_a_row(draft, layer);
        }
    }
}

fn begin(draft: &mut Draft, id: String, layer: usize) {
    draft.line(&format!(
        "\n[[step]]\nid = \"{id}\"\ntitle = \"{id}\"\ncite = [\"act#2\"]"
    ));
    if layer > 0 {
        let name = draft.names.layers[layer].clone();
        draft.line(&format!("layer = \"{name}\""));
    }
    draft.names.steps.push(id);
}

/// Two or three shares of what is open, the first ones capped low: what one leaves unrounded is
/// what the next one computes on.
fn shares_in_a_row(draft: &mut Draft, layer: usize) {
    let count = 2 + draft.tape.below(2);
    for number in 0..count {
        begin(draft, format!("row_{number}"), layer);
        let ratio = draft
            .tape
            .pick(&["2/3", "7/9", "66.6%", "85%", "100%", "33.33%", "92%"]);
        draft.line(&format!("do = \"share\"\nratio = \"{ratio}\""));
        payer(draft, layer);
        if number + 1 < count || draft.tape.chance(30) {
            let limit = draft.tape.pick(&["10", "0.07", "333.33", "1500", "20000"]);
            draft.line(&format!(
                "caps = [{{ limit = \"{limit}\", basis = \"paid\" }}]"
            ));
        }
        let more = draft.tape.pick(&[
            "",
            "",
            "",
            "rest = \"stay\"",
            "consumed = \"half_up\"",
            "consumed = \"down\"",
            "minus = \"0.03\"",
        ]);
        draft.line(more);
        if draft.tape.chance(20) {
            let acc = counter(draft);
            draft.line(&format!("counts = [{{ acc = \"{acc}\", add = \"cost\" }}]"));
        }
    }
}

fn when(draft: &mut Draft) {
    if draft.tape.chance(25) {
        draft.line("for = [\"inpatient\", \"chronic\"]");
    }
    if draft.tape.chance(35) {
        let condition = atoms::condition(draft);
        draft.line(&format!("when = '{condition}'"));
    }
    if draft.tape.chance(10) {
        let span = draft
            .tape
            .pick(&["from = 2020-07-01", "until = 2021-06-30"]);
        draft.line(span);
    }
}

fn kind(draft: &mut Draft, layer: usize) {
    match draft.tape.below(12) {
        0..=3 => share(draft, layer),
        4 => bands(draft, layer),
        5 => deductible(draft),
        6 => carve(draft),
        7 => limit(draft),
        8 if !draft.names.balances.is_empty() => draw(draft),
        9 => top_up(draft, layer),
        10 => record(draft),
        11 if draft.tape.chance(40) => assign(draft),
        _ => deductible(draft),
    }
}

/// The pots that a step drains: open ones, or causes of burden where those may stand.
fn source(draft: &mut Draft, burden: usize) -> bool {
    let of_burden = draft.tape.chance(burden);
    if of_burden {
        let causes = ["deductible", "copay", "first_self_pay", "over_ceiling"];
        let mut causes: Vec<String> = causes.iter().map(|c| (*c).to_owned()).collect();
        causes.extend(draft.names.causes.clone());
        let mut some = draft.tape.some(&causes, 40);
        if some.is_empty() {
            some.push(causes[0].clone());
        }
        let list = some
            .iter()
            .map(|c| format!("\"burden.{c}\""))
            .collect::<Vec<_>>()
            .join(", ");
        draft.line(&format!("source = [{list}]"));
    } else if draft.tape.chance(30) {
        let parts = draft.names.parts.clone();
        let list = match draft.tape.one(&parts) {
            Some(part) if draft.tape.chance(50) => format!("\"open.{part}\", \"open.main\""),
            _ => "\"open.main\"".to_owned(),
        };
        draft.line(&format!("source = [{list}]"));
    }
    of_burden
}

fn payer(draft: &mut Draft, layer: usize) {
    let payers: Vec<String> = draft
        .names
        .payers
        .iter()
        .filter(|(_, of)| *of == layer)
        .map(|(name, _)| name.clone())
        .collect();
    let payer = draft.tape.one(&payers).unwrap_or_else(|| "pool".to_owned());
    draft.line(&format!("payer = \"{payer}\""));
}

fn counter(draft: &mut Draft) -> String {
    let counters = draft.names.counters.clone();
    draft.tape.one(&counters).unwrap_or_default()
}

fn cause(draft: &mut Draft) -> String {
    let own = draft.names.causes.clone();
    match draft.tape.one(&own) {
        Some(cause) if draft.tape.chance(50) => cause,
        _ => draft
            .tape
            .pick(&["referral", "copay", "over_limit"])
            .to_owned(),
    }
}

fn counts(draft: &mut Draft) {
    if draft.tape.chance(25) {
        let acc = counter(draft);
        draft.line(&format!("counts = [\"{acc}\"]"));
    }
}

fn caps(draft: &mut Draft, paid_only: bool) {
    let count = [0, 1, 1, 2][draft.tape.below(4)];
    let mut caps = Vec::new();
    for _ in 0..count {
        let acc = if draft.tape.chance(80) {
            format!("acc = \"{}\", ", counter(draft))
        } else {
            String::new()
        };
        let limit = if draft.tape.chance(60) {
            values::amount(draft)
        } else {
            values::moving(draft)
        };
        let basis = if paid_only {
            "paid"
        } else {
            draft.tape.pick(&["paid", "cost"])
        };
        let unless = if draft.tape.chance(20) {
            format!(", unless = '{}'", atoms::condition(draft))
        } else {
            String::new()
        };
        caps.push(format!(
            "{{ {acc}limit = {limit}, basis = \"{basis}\"{unless} }}"
        ));
    }
    if !caps.is_empty() {
        draft.line(&format!("caps = [{}]", caps.join(", ")));
    }
}

/// What `share` and `bands` have in common.
fn paying(draft: &mut Draft, layer: usize) {
    payer(draft, layer);
    let of_burden = source(draft, if layer > 0 { 60 } else { 15 });
    caps(draft, false);
    if draft.tape.chance(15) {
        let minus = values::moving(draft);
        draft.line(&format!("minus = {minus}"));
    }
    if draft.tape.chance(50) {
        let consumed = draft.tape.pick(&["exact", "down", "half_up", "all"]);
        draft.line(&format!("consumed = \"{consumed}\""));
    }
    if draft.tape.chance(30) {
        let rest = draft
            .tape
            .pick(&["stay", "payer.employer", "referral", "copay"]);
        if !(of_burden && rest == "stay") {
            draft.line(&format!("rest = \"{rest}\""));
        }
    }
    if !of_burden && draft.tape.chance(25) {
        draft.line("over = \"over_ceiling\"");
    }
    if draft.tape.chance(30) {
        let (acc, add) = (counter(draft), draft.tape.pick(&["paid", "cost", "rest"]));
        draft.line(&format!(
            "counts = [{{ acc = \"{acc}\", add = \"{add}\" }}]"
        ));
    }
}

fn share(draft: &mut Draft, layer: usize) {
    let ratio = values::ratio(draft, 2);
    draft.line(&format!("do = \"share\"\nratio = {ratio}"));
    paying(draft, layer);
}

fn bands(draft: &mut Draft, layer: usize) {
    let ends = draft.tape.pick(&[
        &[][..],
        &["1000"][..],
        &["500", "2000", "30000"][..],
        &["0.05", "100.01"][..],
    ]);
    let mut bands: Vec<String> = ends
        .iter()
        .map(|upto| format!("{{ upto = \"{upto}\", ratio = {} }}", values::rate(draft)))
        .collect();
    bands.push(format!("{{ ratio = {} }}", values::ratio(draft, 1)));
    draft.line(&format!("do = \"bands\"\nbands = [{}]", bands.join(", ")));
    let on = draft
        .tape
        .pick(&["", "on = \"cumulative\"", "on = \"excess\""]);
    draft.line(on);
    if draft.tape.chance(60) {
        let threshold = values::money(draft, 1);
        draft.line(&format!("threshold = {threshold}"));
    }
    if draft.tape.chance(60) {
        let acc = counter(draft);
        draft.line(&format!("base_acc = \"{acc}\""));
    }
    if draft.tape.chance(20) {
        let offset = values::moving(draft);
        draft.line(&format!("offset = {offset}"));
    }
    paying(draft, layer);
}

fn deductible(draft: &mut Draft) {
    let amount = values::moving(draft);
    draft.line(&format!("do = \"deductible\"\namount = {amount}"));
    if draft.tape.chance(60) {
        let used = counter(draft);
        draft.line(&format!("used = \"{used}\""));
    }
    if draft.tape.chance(25) {
        let (acc, limit) = (counter(draft), values::amount(draft));
        draft.line(&format!("cap = {{ acc = \"{acc}\", limit = {limit} }}"));
    }
    source(draft, 5);
    if draft.tape.chance(20) {
        let to = cause(draft);
        draft.line(&format!("to = \"{to}\""));
    }
    counts(draft);
}

fn carve(draft: &mut Draft) {
    draft.line("do = \"carve\"");
    if draft.tape.chance(60) {
        let ratio = values::ratio(draft, 2);
        draft.line(&format!("ratio = {ratio}"));
    } else {
        let amount = values::moving(draft);
        draft.line(&format!("amount = {amount}"));
    }
    source(draft, 10);
    if draft.tape.chance(50) {
        let to = cause(draft);
        draft.line(&format!("to = \"{to}\""));
    }
    counts(draft);
}

fn limit(draft: &mut Draft) {
    let amount = values::moving(draft);
    draft.line(&format!("do = \"limit\"\namount = {amount}"));
    if draft.tape.chance(50) {
        let used = counter(draft);
        draft.line(&format!("used = \"{used}\""));
    }
    source(draft, 0);
    counts(draft);
}

fn draw(draft: &mut Draft) {
    let balances = draft.names.balances.clone();
    let balance = draft.tape.one(&balances).unwrap_or_default();
    draft.line(&format!(
        "do = \"draw\"\npayer = \"{balance}\"\nbalance = \"{balance}\""
    ));
    source(draft, 40);
}

fn top_up(draft: &mut Draft, layer: usize) {
    if draft.tape.chance(50) {
        let at_least = values::moving(draft);
        draft.line(&format!(
            "do = \"guarantee\"\nat_least = {at_least}\ncounting = [\"pool\"]"
        ));
        draft.line("source = [\"burden.copay\", \"burden.deductible\"]");
    } else {
        let amount = values::moving(draft);
        draft.line(&format!("do = \"grant\"\namount = {amount}"));
    }
    payer(draft, layer);
    caps(draft, true);
}

fn assign(draft: &mut Draft) {
    let to = cause(draft);
    draft.line(&format!("do = \"assign\"\nto = \"{to}\""));
    source(draft, 20);
}

fn record(draft: &mut Draft) {
    let (counts, days) = (draft.names.counts.clone(), draft.names.days.clone());
    draft.line("do = \"record\"");
    match (
        draft.tape.below(3),
        draft.tape.one(&counts),
        draft.tape.one(&days),
    ) {
        (1, Some(acc), _) => draft.line(&format!("acc = \"{acc}\"\ncount = 1")),
        (2, _, Some(acc)) => draft.line(&format!("acc = \"{acc}\"\ndays = \"fact.stay_days\"")),
        _ => {
            let (acc, amount) = (counter(draft), values::moving(draft));
            draft.line(&format!("acc = \"{acc}\"\namount = {amount}"));
        }
    }
}
