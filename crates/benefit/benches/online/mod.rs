//! What one counter asks at once: a stay of ten lines under a policy with a class, a table, item
//! rules and three layers of steps.

use base::{Fen, Ratio};
use benefit::claim::{AccView, Bill, Claim, Line};
use benefit::plan::{
    ClassRow, Cond, Derived, DerivedHow, Lookup, LookupRow, Op, Pay, Policy, Scalar, StepKind,
    Table, Value, ValueType,
};

use crate::testing::{
    AGE, BIRTH, COHORT, COPAY, COST, FIRST, ITEM, LARGE, LEVEL, OWN_FIRST, PAID, POOL, RETIRED,
    cite, claim, day, percent, plan, policy, share, step, usual_steps,
};

/// The policy, a claim and the accumulators before it.
pub(crate) fn scene() -> (Policy, Claim, AccView) {
    let mut steps = usual_steps();
    if let Some(pool) = steps.get_mut(1) {
        let caps = match &pool.kind {
            StepKind::Pay(pay) => pay.caps.clone(),
            _ => Vec::new(),
        };
        pool.kind = StepKind::Pay(Pay {
            caps,
            ..share(POOL, Value::Table(0))
        });
    }
    let tilt = Pay {
        source: vec![COPAY, FIRST],
        rest: None,
        ..share(LARGE, percent(10))
    };
    steps.push(step("tilt", StepKind::Pay(tilt)));
    steps.push(step(
        "count",
        StepKind::Record {
            acc: COST,
            amount: Value::InPolicy,
        },
    ));
    let mut policy = policy(steps);
    let plan = plan(&mut policy);
    plan.tables = vec![ratios()];
    plan.derived = vec![cohort()];
    let mut claim = claim("310000202605010001", "2026-05-01", 0);
    claim.facts.set(BIRTH, day("1951-03-09"));
    claim.facts.set(RETIRED, 1);
    claim.facts.set(LEVEL, 3);
    claim.bill = Bill::Lines((0..10).map(line).collect());
    let mut view = AccView::zero(policy.accs.len());
    view.set(PAID, 6_000_000);
    (policy, claim, view)
}

fn line(at: i64) -> Line {
    Line {
        amount: Fen::new(123_457 * (at + 1)),
        facts: vec![(ITEM, at % 3), (OWN_FIRST, 100_000)],
    }
}

fn ratios() -> Table {
    let row = |cohort: i64, level: i64, num: i64| LookupRow {
        keys: vec![Lookup::Is(cohort), Lookup::Is(level)],
        is: Scalar::Ratio(Ratio::new(num, 100).unwrap()),
        label: format!("{cohort}.{level}"),
    };
    let rows = (0..2).flat_map(|cohort| (0..4).map(move |level| (cohort, level)));
    Table {
        name: "ip_ratio".to_owned(),
        title: "住院支付比例".to_owned(),
        ty: ValueType::Ratio,
        keys: vec![COHORT, LEVEL],
        rows: rows
            .map(|(cohort, level)| row(cohort, level, 85 + cohort * 7 - level))
            .collect(),
        cite: cite(),
    }
}

fn cohort() -> Derived {
    let old = Cond::And(vec![
        Cond::Cmp {
            fact: RETIRED,
            op: Op::Eq,
            value: 1,
        },
        Cond::Cmp {
            fact: AGE,
            op: Op::Ge,
            value: 60,
        },
    ]);
    let rows = [(old, 1), (Cond::Always, 0)];
    let rows = rows
        .into_iter()
        .map(|(when, is)| ClassRow {
            when,
            is,
            cite: cite(),
        })
        .collect();
    Derived {
        fact: COHORT,
        how: DerivedHow::Class { rows },
    }
}
