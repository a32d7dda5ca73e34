//! Absent, unknown, decided.

use super::*;
use crate::testing::*;

fn cmp(fact: FactId, op: Op, value: i64) -> Cond {
    Cond::Cmp { fact, op, value }
}

fn eval_with(cond: &Cond, given: &[(FactId, i64)]) -> Truth {
    let policy = policy(Vec::new());
    let mut facts = Facts::none(policy.facts.len());
    for (fact, value) in given {
        facts.set(*fact, *value);
    }
    eval(cond, &policy.facts, &facts)
}

#[test]
fn a_comparison_with_an_absent_nullable_fact_is_false() {
    for op in [Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge] {
        let cond = cmp(BIRTH, op, 0);
        assert_eq!(eval_with(&cond, &[]), Truth::False);
        assert_eq!(eval_with(&Cond::Not(Box::new(cond)), &[]), Truth::True);
    }
    assert_eq!(eval_with(&Cond::IsNone(BIRTH), &[]), Truth::True);
    assert_eq!(eval_with(&Cond::IsNone(BIRTH), &[(BIRTH, 3)]), Truth::False);
    assert_eq!(
        eval_with(
            &Cond::In {
                fact: DISEASE,
                values: vec![1, 2]
            },
            &[]
        ),
        Truth::False
    );
}

#[test]
fn a_missing_fact_is_unknown_unless_another_part_decides() {
    let missing = cmp(SERVICE, Op::Gt, 0);
    let old = cmp(RETIRED, Op::Eq, 1);
    let both = |cond: fn(Vec<Cond>) -> Cond, retired| {
        eval_with(
            &cond(vec![missing.clone(), old.clone()]),
            &[(RETIRED, retired)],
        )
    };
    assert_eq!(eval_with(&missing, &[]), Truth::Unknown(SERVICE));
    assert_eq!(
        eval_with(&Cond::Not(Box::new(missing.clone())), &[]),
        Truth::Unknown(SERVICE)
    );
    assert_eq!(both(Cond::And, 0), Truth::False);
    assert_eq!(both(Cond::And, 1), Truth::Unknown(SERVICE));
    assert_eq!(both(Cond::Or, 1), Truth::True);
    assert_eq!(both(Cond::Or, 0), Truth::Unknown(SERVICE));
    assert_eq!(eval_with(&Cond::And(Vec::new()), &[]), Truth::True);
    assert_eq!(eval_with(&Cond::Or(Vec::new()), &[]), Truth::False);
}

#[test]
fn facts_compare_with_multiples_of_facts() {
    let twice = Cond::CmpFacts {
        left: QUANTITY,
        op: Op::Ge,
        times: 2,
        right: LEVEL,
    };
    assert_eq!(eval_with(&twice, &[(QUANTITY, 6), (LEVEL, 3)]), Truth::True);
    assert_eq!(
        eval_with(&twice, &[(QUANTITY, 5), (LEVEL, 3)]),
        Truth::False
    );
    let absent = Cond::CmpFacts {
        left: SERVICE,
        op: Op::Le,
        times: 1,
        right: BIRTH,
    };
    assert_eq!(eval_with(&absent, &[]), Truth::False);
    assert_eq!(eval_with(&absent, &[(BIRTH, 1)]), Truth::Unknown(SERVICE));
}

#[test]
fn sets_hold_any_or_all() {
    let has = |mask, all| Cond::Has {
        fact: IDENTITIES,
        mask,
        all,
    };
    let given = [(IDENTITIES, 0b101)];
    assert_eq!(eval_with(&has(0b110, false), &given), Truth::True);
    assert_eq!(eval_with(&has(0b110, true), &given), Truth::False);
    assert_eq!(eval_with(&has(0b101, true), &given), Truth::True);
    assert_eq!(eval_with(&has(0b010, false), &given), Truth::False);
}
