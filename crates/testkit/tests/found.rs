//! Differences between model and kernel that were found and settled, each with its figures.

use std::collections::BTreeMap;
use testkit::compare::compare;
use testkit::model::{Package, run};
use testkit::plain::{Bill, Claim, Event, Given, Line, Opening, Owners};
use testkit::random::Scenario;

const HEAD: &str = r#"
format = "tongchou-policy/1"
id = "fixture.found"
title = "测试"
scheme = "resident"
law_date = "service_date"
in_force = { from = 2015-01-01 }
order = "settlement"
reversal = "replay"
[year]
starts = "01-01"
[[source]]
id = "act"
title = "办法"
number = "1"
tier = "B"
text = "restated"
file = "sources/act.md"
[payer.pool]
title = "统筹基金"
kind = "fund"
[payer.extra]
title = "大额"
kind = "fund"
[acc.pool_paid]
title = "统筹已付"
of = "person"
per = "year"
unit = "money"
"#;

fn owners() -> Owners {
    Owners {
        person: "p".to_owned(),
        ..Owners::default()
    }
}

fn claim(id: &str, on: &str, amount: i64) -> Event {
    let facts = Given::from([("service_date".to_owned(), on.to_owned())]);
    Event::Claim(Claim {
        id: id.to_owned(),
        owners: owners(),
        facts,
        bill: Bill::Amount(amount),
    })
}

/// Both agree, and the payers of a claim get these 分.
fn pays(steps: &str, events: Vec<Event>, id: &str, expected: &[(&str, i64)]) {
    let scenario = Scenario {
        package: format!("{HEAD}{steps}"),
        events,
    };
    compare(&scenario).unwrap_or_else(|trouble| panic!("{trouble}"));
    let package = Package::read(&scenario.package).unwrap();
    let history = run(&package, &scenario.events).unwrap();
    let payers = &history.claims[id].as_ref().unwrap().payers;
    let payers: BTreeMap<&str, String> = payers
        .iter()
        .map(|(name, paid)| (name.as_str(), paid.to_string()))
        .collect();
    let expected: BTreeMap<&str, String> = expected
        .iter()
        .map(|(name, paid)| (*name, paid.to_string()))
        .collect();
    assert_eq!(payers, expected);
}

#[test]
fn a_replayed_claim_does_not_see_a_later_opening() {
    let steps = r#"
[[step]]
id = "pool"
title = "统筹"
do = "share"
payer = "pool"
ratio = "50%"
caps = [{ acc = "pool_paid", limit = "1000", basis = "paid" }]
cite = ["act#1"]
"#;
    let opening = Opening {
        acc: "pool_paid".to_owned(),
        owners: owners(),
        on: base::Date::parse("2020-03-01").unwrap(),
        amount: 90_000,
    };
    let events = vec![
        claim("a", "2020-01-01", 100_000),
        claim("b", "2020-02-01", 300_000),
        Event::Opening(opening),
        Event::Reverse("a".to_owned()),
    ];
    // without a: 3000 × 50 % = 1500, capped to 1000; the opening of 900 in March came later
    pays(steps, events, "b", &[("pool", 100_000)]);
}

#[test]
fn a_full_share_pays_all_of_an_unrounded_remainder() {
    let steps = r#"
[[step]]
id = "pool"
title = "统筹"
do = "share"
payer = "pool"
ratio = "85%"
caps = [{ acc = "pool_paid", limit = "2000", basis = "paid" }]
cite = ["act#1"]
[[step]]
id = "extra"
title = "大额"
do = "share"
payer = "extra"
ratio = "100%"
cite = ["act#1"]
"#;
    // 2000 ÷ 85 % = 2352.941…; of 10000 there remain 7647.058…, 7647.06 in the pot
    pays(
        steps,
        vec![claim("a", "2020-01-01", 1_000_000)],
        "a",
        &[("pool", 200_000), ("extra", 764_706)],
    );
}

#[test]
fn what_is_over_leaves_the_last_part_first() {
    let steps = r#"
[part.special]
title = "特殊"
[[item]]
when = "item == b"
part = "special"
cite = ["act#1"]
[[step]]
id = "pool"
title = "统筹"
do = "share"
payer = "pool"
ratio = "50%"
caps = [{ limit = "120", basis = "cost" }]
rest = "stay"
over = "over_ceiling"
cite = ["act#1"]
[[step]]
id = "extra"
title = "大额"
do = "share"
payer = "extra"
ratio = "100%"
source = ["open.special"]
cite = ["act#1"]
"#;
    let line = |item: &str| Line {
        amount: 10_000,
        facts: Given::from([("item".to_owned(), item.to_owned())]),
    };
    let Event::Claim(mut claim) = claim("a", "2020-01-01", 0) else {
        panic!("a claim")
    };
    claim.bill = Bill::Lines(vec![line("a"), line("b")]);
    // 120 × 50 % = 60 out of main; 200 − 120 = 80 over, out of special, where 20 stay
    pays(
        steps,
        vec![Event::Claim(claim)],
        "a",
        &[("pool", 6_000), ("extra", 2_000)],
    );
}
