//! The money identities on random bills over several packages, and that taking back everything leaves
//! nothing.

use crate::world::{World, limited, line, named, plain, with_parameters};
use base::Fen;
use benefit::plan::{Policy, ReversalMode};
use proptest::prelude::*;
use settlement::answer::{Projection, line_shares};
use settlement::bill::{AccState, AccountUse, Adjudicated, Later, SettlementRecord, Stack};
use settlement::fee::FeeLine;
use std::sync::LazyLock;

struct Scene {
    policy: Policy,
    later: Option<Policy>,
    insurance: &'static str,
    person: &'static [(&'static str, &'static str)],
    more: &'static [(&'static str, &'static str)],
    year: i32,
    categories: &'static [&'static str],
}

static SCENES: LazyLock<Vec<Scene>> = LazyLock::new(|| {
    let scene = |policy, insurance, year, categories| Scene {
        policy,
        later: None,
        insurance,
        person: &[("birth", "1980-01-01")],
        more: &[],
        year,
        categories,
    };
    let hubei = [
        ("table.ip_deductible", "1000"),
        ("table.ip_ratio", "55%"),
        ("table.aid_ratio", "50%"),
    ];
    vec![
        scene(
            plain("cn.310000.employee_2023"),
            "310",
            2024,
            &["11", "13", "2101"],
        ),
        Scene {
            person: &[
                ("birth", "1980-01-01"),
                ("employed_on", "1999-01-01"),
                ("paid_months", "60"),
            ],
            more: &[("cause", "work_injury")],
            ..scene(
                plain("cn.310000.employee"),
                "310",
                2003,
                &["11", "13", "2101", "41"],
            )
        },
        scene(plain("cn.310000.employee"), "310", 2003, &[]).with_person(
            &[
                ("birth", "1948-05-05"),
                ("employed_on", "1970-01-01"),
                ("paid_months", "300"),
            ],
            &["11", "13", "2101", "41", "71"],
        ),
        scene(
            plain("cn.230800.resident"),
            "390",
            2018,
            &["11", "2101", "52"],
        )
        .with_more(&[("delivery", "natural")]),
        scene(plain("cn.340300.resident"), "390", 2020, &["2101"]),
        scene(
            with_parameters("cn.420000.resident", &hubei),
            "390",
            2024,
            &["2101"],
        )
        .with_person(&[("identities", "bianyuan")], &["2101"]),
        Scene {
            later: Some(plain("cn.130500.assistance")),
            ..scene(plain("cn.130500.resident"), "390", 2022, &["2101"])
                .with_more(&[("disease", "J18")])
                .with_person(&[("identities", "dibao")], &["2101"])
        },
    ]
});

impl Scene {
    fn with_person(
        self,
        person: &'static [(&'static str, &'static str)],
        categories: &'static [&'static str],
    ) -> Scene {
        Scene {
            person,
            categories,
            ..self
        }
    }

    fn with_more(self, more: &'static [(&'static str, &'static str)]) -> Scene {
        Scene { more, ..self }
    }

    fn world(&self, level: i64) -> World<'_> {
        let later = self.later.iter().map(|policy| Later {
            policy,
            enters_at: "assistance".to_owned(),
            payers: vec![("pool".to_owned(), "basic".to_owned())],
        });
        let stack = Stack {
            later: later.collect(),
            ..Stack::of(&self.policy)
        };
        let level = level.to_string();
        let mut world = World::new(
            stack,
            self.insurance,
            self.person,
            &[("level", &level), ("provider_kind", "township")],
        );
        world.more = named(self.more);
        world.person.family = Some("f1".to_owned());
        world
    }
}

#[derive(Debug, Clone)]
struct Bill {
    category: usize,
    month: u8,
    lines: Vec<(usize, u32, u32)>,
    mid_stay: usize,
    using: usize,
}

fn bill() -> impl Strategy<Value = Bill> {
    let line = (0_usize..4, 1_u32..40_000, 1_u32..9_000_000);
    (
        0_usize..8,
        1_u8..=5,
        prop::collection::vec(line, 1..6),
        0_usize..8,
        0_usize..3,
    )
        .prop_map(|(category, month, lines, mid_stay, using)| Bill {
            category,
            month,
            lines,
            mid_stay,
            using,
        })
}

fn line_of(number: usize, on: &str, (class, count, price): (usize, u32, u32)) -> FeeLine {
    // counts to 4 in steps of 0.0001, prices to 900 in steps of 0.0001, so that few amounts are even
    let class = ["a", "b", "c", "a"][class];
    let decimal = |value: u32| format!("{}.{:04}", value / 10_000, value % 10_000);
    let mut line = line(
        u64::try_from(number).unwrap() + 1,
        on,
        class,
        &decimal(count),
        &decimal(price),
    );
    if class == "b" {
        line.listed.own_first = Some(base::Ratio::from_bp(1_000).unwrap());
        line = limited(line, Fen::new(30_000));
    }
    line
}

/// Settles a bill, a stay perhaps in two parts; every answer is checked.
fn settle(world: &mut World<'_>, scene: &Scene, bill: &Bill) -> Result<(), TestCaseError> {
    let on = format!("{}-{:02}-05", scene.year, bill.month);
    let category = scene.categories[bill.category % scene.categories.len()];
    world.using = AccountUse::ALL[bill.using];
    let at = world.begin(category, &format!("{on} 08:00:00"));
    let stay = category == "2101" || category == "52" || category == "71";
    let mut lines = bill.lines.iter().enumerate().map(|(at, line)| FeeLine {
        batch: if stay { String::new() } else { "b1".to_owned() },
        ..line_of(at, &on, *line)
    });
    let first: Vec<FeeLine> = if stay {
        lines.by_ref().take(bill.mid_stay).collect()
    } else {
        Vec::new()
    };
    if !first.is_empty() {
        world.charge(at, first).unwrap();
        look(world, at, &on, true)?;
    }
    let rest: Vec<FeeLine> = lines.collect();
    if !rest.is_empty() {
        world.charge(at, rest).unwrap();
    }
    if stay {
        world.discharge(at, &format!("{on} 20:00:00"));
    }
    look(world, at, &on, false)
}

fn look(world: &mut World<'_>, at: usize, on: &str, mid_stay: bool) -> Result<(), TestCaseError> {
    let answer = world
        .settle_as(at, on, mid_stay)
        .map_err(|refused| TestCaseError::fail(refused.to_string()))?;
    let figures = &answer.figures;
    prop_assert_eq!(figures.check(), Ok(()));
    let funds = Fen::checked_sum(answer.funds.iter().map(|fund| fund.amount));
    prop_assert_eq!(funds, Some(figures.fund_pay_sumamt));
    prop_assert!(
        figures.psn_cash_pay >= Fen::ZERO || mid_stay || world.visits[at].sheet.all().count() > 1
    );
    let record = world.records.last().unwrap();
    let shares = world.stack.shares(&record.adjudicated);
    let sum = Fen::checked_sum(shares.iter().map(|share| share.amount));
    prop_assert_eq!(sum, Some(record.adjudicated.total()));
    prop_assert!(world.stack.recomputes(&record.adjudicated));
    let kept = record.adjudicated.kept().unwrap();
    let recalled = Adjudicated::recall(&world.stack, &kept).unwrap();
    prop_assert_eq!(world.stack.shares(&recalled), shares);
    prop_assert_eq!(
        recalled.postings(&world.stack),
        record.adjudicated.postings(&world.stack)
    );
    let rows = line_shares(record).unwrap();
    for row in &rows {
        let parts = Fen::checked_sum(row.parts);
        let payers = Fen::checked_sum([row.funds, row.accounts, row.provider, row.own]);
        prop_assert_eq!((parts, payers), (Some(row.amount), Some(row.amount)));
    }
    let lines = Fen::checked_sum(rows.iter().map(|row| row.amount));
    prop_assert_eq!(lines, Some(record.adjudicated.total()));
    prop_assert_eq!(&world.state.clone(), &opened(world));
    Ok(())
}

/// Σ of what stands, over the account that every test opens.
fn opened(world: &World<'_>) -> AccState {
    let mut sum = world.sum_of_records();
    for (key, value) in opening(world) {
        sum.add(&key, value);
    }
    sum
}

fn opening(world: &World<'_>) -> Vec<(benefit::keys::AccKey, i64)> {
    let key = |id: &str, owner: &str| benefit::keys::AccKey {
        id: id.to_owned(),
        owner: owner.to_owned(),
        window: String::new(),
    };
    let known = |id: &str| world.stack.base.acc(id).is_some();
    let all = [
        ("account_current", "person:7", 50_000),
        ("account_past", "person:7", 40_000),
        ("account_family", "family:f1", 20_000),
    ];
    all.into_iter()
        .filter(|(id, _, _)| known(id))
        .map(|(id, owner, value)| (key(id, owner), value))
        .collect()
}

fn begin(scene: &Scene, level: i64) -> World<'_> {
    let mut world = scene.world(level);
    world.balance = Fen::new(70_000);
    for (key, value) in opening(&world) {
        world.state.add(&key, value);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn identities_hold_and_taking_back_everything_leaves_nothing(
        scene in 0_usize..7,
        level in 1_i64..=3,
        bills in prop::collection::vec(bill(), 1..5),
    ) {
        let scene = &SCENES[scene];
        let mut world = begin(scene, level);
        let before = world.state.clone();
        for bill in &bills {
            settle(&mut world, scene, bill)?;
        }
        let ids: Vec<String> = world.records.iter().rev().map(|it| it.id.clone()).collect();
        for id in ids {
            world.reverse(&id).unwrap();
            prop_assert_eq!(&world.state.clone(), &opened(&world));
        }
        prop_assert_eq!(world.state, before);
        prop_assert_eq!(world.balance, Fen::new(70_000));
    }

    #[test]
    fn a_stay_settled_in_parts_is_the_stay_settled_at_once(
        scene in 0_usize..7,
        bills in prop::collection::vec(bill(), 1..4),
    ) {
        let scene = &SCENES[scene];
        let mut parts = begin(scene, 3);
        let mut whole = begin(scene, 3);
        for bill in &bills {
            settle(&mut parts, scene, bill)?;
            settle(&mut whole, scene, &Bill { mid_stay: 0, ..bill.clone() })?;
        }
        prop_assert_eq!(&parts.state, &whole.state);
        prop_assert_eq!(parts.balance, whole.balance);
        let replaced = |record: &SettlementRecord| {
            parts.records.iter().any(|it| it.replaces.as_deref() == Some(&record.id))
        };
        let last = parts.records.iter().filter(|it| !replaced(it));
        for (one, other) in last.zip(&whole.records) {
            prop_assert_eq!(pots(one), pots(other));
        }
    }

    #[test]
    fn a_replay_is_the_world_without_the_settlement(
        scene in 0_usize..7,
        bills in prop::collection::vec(bill(), 2..5),
        taken in any::<prop::sample::Index>(),
    ) {
        let mut scene = SCENES[scene].again();
        scene.policy.reversal = ReversalMode::Replay;
        let at = taken.index(bills.len());
        let bills = bills.into_iter().map(|it| Bill { using: it.using % 2, ..it });
        // nothing on the account at the counter, which a replay does not ask again
        let mut with = begin(&scene, 2);
        with.balance = Fen::ZERO;
        let mut without = begin(&scene, 2);
        without.balance = Fen::ZERO;
        for (index, bill) in bills.enumerate() {
            settle(&mut with, &scene, &bill)?;
            if index != at {
                settle(&mut without, &scene, &bill)?;
            }
        }
        let visit = with.visits[at].visit.opening.id.clone();
        let own = with.records.iter().rev().filter(|it| it.visit == visit);
        let own: Vec<String> = own.map(|it| it.id.clone()).collect();
        for id in own {
            with.reverse(&id).unwrap();
        }
        prop_assert_eq!(&with.state, &without.state);
        prop_assert_eq!(&with.state, &opened(&with));
        let live = with.records.iter().filter(|it| !it.reversed);
        for (one, other) in live.zip(&without.records) {
            prop_assert_eq!(pots(one), pots(other));
            prop_assert!(with.stack.recomputes(&one.adjudicated));
        }
    }
}

fn pots(record: &SettlementRecord) -> Vec<Vec<Fen>> {
    let stages = record.adjudicated.stages.iter();
    stages
        .map(|stage| stage.determination.pots.clone())
        .collect()
}

impl Scene {
    fn again(&self) -> Scene {
        Scene {
            policy: self.policy.clone(),
            later: self.later.clone(),
            ..*self
        }
    }
}

/// The commercial supplements of cities are no fund of the basic insurance: what their insurer pays is
/// other money.
#[test]
fn a_commercial_insurer_is_no_serious_illness_insurance() {
    let projection = Projection::read(Projection::SHIPPED).unwrap();
    for id in [
        "cn.331000.supplementary",
        "cn.370700.supplementary",
        "cn.510700.supplementary",
        "cn.unnamed.city_supplementary",
    ] {
        let policy = plain(id);
        let pot = policy.pot("insurer").unwrap();
        let benefit::plan::PotKind::Payer(kind, layer) = policy.pots[usize::from(pot)].kind else {
            panic!("{id}");
        };
        let share = settlement::bill::Share {
            stage: 0,
            pot,
            name: "insurer".to_owned(),
            payer: Some(kind),
            layer: policy.layers[usize::from(layer)].clone(),
            amount: Fen::new(1),
        };
        let (field, fund) = projection.of("390", "inpatient", &share).unwrap();
        assert_eq!((field.name(), fund), ("oth_pay", "999997"), "{id}");
    }
}

/// Every payer of every shipped package finds its field, under the insurance of its scheme.
#[test]
fn every_shipped_payer_has_a_field() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let projection = Projection::read(Projection::SHIPPED).unwrap();
    let mut looked = 0;
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if !path.join("policy.toml").exists() {
            continue;
        }
        let policy = plain(&path.file_name().unwrap().to_string_lossy());
        for insurance in ["310", "390"] {
            assert_eq!(
                projection.covers(&policy, insurance),
                Ok(()),
                "{}",
                policy.id
            );
        }
        looked += 1;
    }
    assert!(looked > 100, "{looked}");
}
