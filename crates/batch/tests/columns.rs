//! A batch by columns gives what settling one claim after the other gives: the same pots, changes
//! of accumulators, denials, refusals and traces, for every package and random people and claims.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use base::Fen;
use batch::columns::{
    BatchError, ClaimBatch, FactColumn, Ints, Output, PersonTable, Results, ValueMap,
    settle_columns_traced,
};
use benefit::claim::{Bill, Claim, Facts, NONE, Owners, code};
use benefit::determination::{Determination, Status, TraceStep, TraceWhat};
use benefit::history::{Event, History, Outcome};
use benefit::plan::{FactId, FactScope, FactType, Policy};
use common::{CODES, Random, compiled, packages, random_value};

/// Random persons and claims under a policy.
struct Sample {
    persons: PersonTable,
    claims: Vec<Row>,
    facts: Vec<FactId>,
}

#[derive(Clone)]
struct Row {
    id: i64,
    person: usize,
    amount: i64,
    values: Vec<i64>,
}

fn numbers(values: impl Iterator<Item = i64>) -> Ints {
    Ints::I64(values.collect::<Vec<_>>().into())
}

/// A sample whose claims lie in about two years around a version of the policy.
fn sample(policy: &Policy, random: &mut Random, count: usize, claims: usize) -> Sample {
    let mut persons = PersonTable {
        count,
        ..PersonTable::default()
    };
    if random.chance(3) {
        persons.families = Some((0..count).map(|_| random.below(6) as u32).collect());
        persons.groups = Some((0..count).map(|_| random.below(6) as u32).collect());
    }
    for (fact, decl) in (0..)
        .zip(&policy.facts)
        .filter(|(_, decl)| decl.of == FactScope::Person)
    {
        let values: Vec<i64> = (0..count).map(|_| random_value(random, decl)).collect();
        let map = ValueMap::Same;
        persons.facts.push(FactColumn {
            fact,
            numbers: numbers(values.into_iter()),
            map,
        });
    }
    let facts = claim_facts(policy);
    let version = random.pick(&policy.versions);
    let begin = i64::from(version.from.day_number()) + random.below(900) - 30;
    let mut ids: Vec<i64> = (1..=claims as i64).collect();
    for place in (1..ids.len()).rev() {
        ids.swap(place, random.below(place as i64 + 1) as usize);
    }
    let row = |id: i64| {
        let value = |fact: &FactId| {
            if Some(*fact) == policy.known.service_date {
                return begin + random.below(760);
            }
            random_value(random, &policy.facts[usize::from(*fact)])
        };
        let values = facts.iter().map(value).collect();
        let amount = if random.chance(9) {
            0
        } else {
            random.below(9_000_000) >> random.below(16)
        };
        Row {
            id,
            person: random.below(count as i64) as usize,
            amount,
            values,
        }
    };
    let claims = ids.into_iter().map(row).collect();
    Sample {
        persons,
        claims,
        facts,
    }
}

/// Facts of claim and provider, of dates only the service date and those that decide nothing.
fn claim_facts(policy: &Policy) -> Vec<FactId> {
    let known = &policy.known;
    let places = [
        known.settlement_date,
        known.admission_date,
        known.discharge_date,
    ];
    let deciding: BTreeSet<FactId> = places
        .into_iter()
        .flatten()
        .chain(policy.law_date.iter().copied())
        .collect();
    (0..)
        .zip(&policy.facts)
        .filter(|(fact, decl)| {
            let of_claim = matches!(decl.of, FactScope::Claim | FactScope::Provider);
            of_claim && (Some(*fact) == known.service_date || !deciding.contains(fact))
        })
        .map(|(fact, _)| fact)
        .collect()
}

impl Sample {
    /// In batches, so that a second one is met too.
    fn batches(&self) -> Vec<ClaimBatch> {
        let batch = |rows: &[Row]| ClaimBatch {
            claim_id: numbers(rows.iter().map(|row| row.id)),
            person: Ints::I32(rows.iter().map(|row| row.person as i32).collect()),
            amount: numbers(rows.iter().map(|row| row.amount)),
            facts: (0..)
                .zip(&self.facts)
                .map(|(place, fact)| FactColumn {
                    fact: *fact,
                    numbers: numbers(rows.iter().map(|row| row.values[place])),
                    map: ValueMap::Same,
                })
                .collect(),
        };
        self.claims
            .chunks(self.claims.len().div_ceil(2).max(1))
            .map(batch)
            .collect()
    }

    fn claim(&self, policy: &Policy, row: &Row) -> Claim {
        let mut facts = Facts::none(policy.facts.len());
        for column in &self.persons.facts {
            facts.set(column.fact, column.value(row.person));
        }
        for (fact, value) in self.facts.iter().zip(&row.values) {
            facts.set(*fact, *value);
        }
        let text = |name: &str| {
            let value = policy.fact(name).map_or(NONE, |fact| facts.raw(fact));
            let found = CODES.iter().find(|text| code(text) == value);
            found.map(|text| (*text).to_owned()).unwrap_or_default()
        };
        let shared = |kind: &str, list: &Option<Vec<u32>>| {
            list.as_ref()
                .map(|list| format!("{kind}{}", list[row.person]))
                .unwrap_or_default()
        };
        let owners = Owners {
            person: format!("p{}", row.person),
            family: shared("f", &self.persons.families),
            group: shared("g", &self.persons.groups),
            disease: text("disease"),
            provider: text("provider_id"),
            episode: String::new(),
        };
        let bill = Bill::Amount(Fen::new(row.amount));
        Claim {
            id: row.id.to_string(),
            owners,
            facts,
            bill,
            visits: Vec::new(),
        }
    }

    /// Claim by claim through the kernel: determinations and refused ids.
    fn one_by_one(&self, policy: &Policy) -> (BTreeMap<i64, Determination>, BTreeSet<i64>) {
        let place = self
            .facts
            .iter()
            .position(|fact| Some(*fact) == policy.known.service_date);
        let mut rows: Vec<&Row> = self.claims.iter().collect();
        rows.sort_by_key(|row| (place.map(|place| row.values[place]), row.id));
        let mut history = History::new(policy);
        let (mut settled, mut refused) = (BTreeMap::new(), BTreeSet::new());
        for row in rows {
            for outcome in history.apply(Event::Claim(self.claim(policy, row))) {
                match outcome {
                    Outcome::Settled { determination, .. } => {
                        settled.insert(row.id, *determination);
                    }
                    Outcome::Refused { .. } => {
                        refused.insert(row.id);
                    }
                    other => panic!("a claim led to {other:?}"),
                }
            }
        }
        (settled, refused)
    }
}

fn outputs(policy: &Policy) -> Vec<Output> {
    let pots = (0..policy.pots.len() as u16).map(Output::Pot);
    let deltas = (0..policy.accs.len() as u16).map(Output::Delta);
    pots.chain(deltas)
        .chain([Output::Own, Output::Denied])
        .collect()
}

type Traces = BTreeMap<i64, Vec<TraceStep>>;

fn by_columns(policy: &Policy, sample: &Sample) -> Result<(Results, Traces), BatchError> {
    let mut traces = Traces::new();
    let mut listener = |traced: batch::columns::Traced<'_>| {
        traces.insert(traced.claim_id, traced.steps());
    };
    let mut source = sample.batches().into_iter();
    let outputs = outputs(policy);
    let results = settle_columns_traced(
        policy,
        &sample.persons,
        &mut source,
        &outputs,
        &mut listener,
    )?;
    Ok((results, traces))
}

/// What the columns of one claim must hold.
fn expected(policy: &Policy, determination: &Determination) -> Vec<i64> {
    let pots = determination.pots.iter().map(|fen| fen.get());
    let burden = policy.pots.iter().zip(&determination.pots);
    let burden = burden.filter(|(pot, _)| pot.kind == benefit::plan::PotKind::Burden);
    let own = burden.map(|(_, fen)| fen.get()).sum();
    let denied = i64::from(determination.status == Status::Denied);
    pots.chain(determination.deltas.iter().copied())
        .chain([own, denied])
        .collect()
}

/// Compares; `false` where the batch says that it must be settled claim by claim.
fn agrees(name: &str, policy: &Policy, mut sample: Sample) -> bool {
    let (mut settled, refused) = sample.one_by_one(policy);
    let mut found = by_columns(policy, &sample);
    if let Err(BatchError::Shape(_)) = found {
        return false;
    }
    if !refused.is_empty() {
        let Err(BatchError::Refused(said)) = found else {
            panic!("{name}: claims {refused:?} are refused one by one, but not by columns")
        };
        assert_eq!(said.total, refused.len(), "{name}: {:?}", said.first);
        assert!(
            said.first.iter().all(|(id, _)| refused.contains(id)),
            "{name}"
        );
        sample.claims.retain(|row| !refused.contains(&row.id));
        settled = sample.one_by_one(policy).0;
        found = by_columns(policy, &sample);
    }
    let (results, traces) = found.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(results.claim_id.len(), settled.len(), "{name}");
    for row in 0..results.claim_id.len() {
        let id = &results.claim_id.get(row);
        let columns: Vec<i64> = results
            .columns
            .iter()
            .map(|column| column.get(row))
            .collect();
        let determination = &settled[id];
        assert_eq!(
            columns,
            expected(policy, determination),
            "{name}: claim {id}"
        );
        let steps = determination
            .receipt
            .trace
            .iter()
            .filter(|step| matches!(step.what, TraceWhat::Step(_) | TraceWhat::Uncovered));
        assert!(steps.eq(&traces[id]), "{name}: trace of claim {id}");
    }
    true
}

#[test]
fn every_shipped_package_settles_alike() {
    let mut random = Random(20_260_101);
    let (mut alike, mut others) = (0, Vec::new());
    for folder in packages() {
        let Some(policy) = compiled(&folder) else {
            continue;
        };
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let sample = sample(&policy, &mut random, 30, 250);
        if agrees(&name, &policy, sample) {
            alike += 1
        } else {
            others.push(name)
        }
    }
    println!("by columns: {alike}, one by one: {others:?}");
    assert!(
        alike > others.len(),
        "settled by columns: {alike}, claim by claim: {others:?}"
    );
}

#[test]
fn random_packages_settle_alike() {
    let mut random = Random(7);
    let mut alike = 0;
    for seed in 0..150 {
        let scenario = testkit::random::scenario_of(seed, 1);
        let Ok(policy) = testkit::kernel::compile(&scenario.package) else {
            continue;
        };
        let sample = sample(&policy, &mut random, 8, 60);
        alike += usize::from(agrees(
            &format!("seed {seed}\n{}", scenario.package),
            &policy,
            sample,
        ));
    }
    assert!(
        alike >= 30,
        "only {alike} random packages were settled by columns"
    );
}

#[test]
fn the_same_claims_share_few_programs() {
    let policy = common::sample();
    let mut random = Random(3);
    let mut sample = sample(&policy, &mut random, 50, 2_000);
    let (_, refused) = sample.one_by_one(&policy);
    sample.claims.retain(|row| !refused.contains(&row.id));
    let (results, _) = by_columns(&policy, &sample).unwrap();
    assert!(results.programs < 150, "{} programs", results.programs);
}

#[test]
fn another_date_is_settled_one_by_one() {
    let policy = common::sample();
    let mut random = Random(11);
    let mut sample = sample(&policy, &mut random, 10, 200);
    let (_, refused) = sample.one_by_one(&policy);
    sample.claims.retain(|row| !refused.contains(&row.id));
    // Settled in the order of the ids, against the order of service.
    let settlement = policy.known.settlement_date.unwrap();
    sample.facts.push(settlement);
    let begin = i64::from(policy.versions[0].until.unwrap().day_number()) - 300;
    for row in &mut sample.claims {
        row.values.push(begin + row.id / 2);
    }
    assert!(matches!(
        by_columns(&policy, &sample),
        Err(BatchError::Shape(_))
    ));
    let mut rows: Vec<&Row> = sample.claims.iter().collect();
    rows.sort_by_key(|row| row.id);
    let mut history = History::new(&policy);
    let outputs = outputs(&policy);
    let mut source = sample.batches().into_iter();
    let results = batch::columns::settle_columns(&policy, &sample.persons, &mut source, &outputs);
    let results = results.unwrap();
    for (place, row) in rows.into_iter().enumerate() {
        let outcomes = history.apply(Event::Claim(sample.claim(&policy, row)));
        let [Outcome::Settled { determination, .. }] = outcomes.as_slice() else {
            panic!("claim {}: {outcomes:?}", row.id)
        };
        assert_eq!(results.claim_id.get(place), row.id);
        let columns: Vec<i64> = results
            .columns
            .iter()
            .map(|column| column.get(place))
            .collect();
        assert_eq!(
            columns,
            expected(&policy, determination),
            "claim {}",
            row.id
        );
    }
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let policy = common::sample();
    let mut random = Random(5);
    let sample = sample(&policy, &mut random, 5, 20);
    let outputs = outputs(&policy);
    let settle = |batch: ClaimBatch| {
        let mut source = vec![batch].into_iter();
        batch::columns::settle_columns(&policy, &sample.persons, &mut source, &outputs)
    };
    let whole = || sample.batches().remove(0);
    let shape = |batch| matches!(settle(batch), Err(BatchError::Shape(_)));
    assert!(shape(ClaimBatch {
        amount: Ints::I64(vec![1].into()),
        ..whole()
    }));
    let stranger = whole().person.len();
    assert!(shape(ClaimBatch {
        person: Ints::I32(vec![99; stranger].into()),
        ..whole()
    }));
    assert!(shape(ClaimBatch {
        facts: Vec::new(),
        ..whole()
    }));
    let twice = ClaimBatch {
        claim_id: Ints::I64(vec![4; stranger].into()),
        ..whole()
    };
    assert!(matches!(settle(twice), Err(BatchError::Refused(_))));
    let negative = ClaimBatch {
        amount: Ints::I64(vec![-1; stranger].into()),
        ..whole()
    };
    assert!(matches!(settle(negative), Err(BatchError::Refused(_))));
    let is_date = |fact: FactId| policy.facts[usize::from(fact)].ty == FactType::Date;
    assert!(sample.facts.iter().any(|fact| is_date(*fact)));
}
