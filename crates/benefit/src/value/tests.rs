//! Values by hand-worked figures.

use super::*;
use crate::claim::{AccView, code};
use crate::facts::prepare;
use crate::plan::{Cond, Lookup, LookupRow, Op, Table, ValueType};
use crate::testing::*;
use base::{Ratio, Rounding};

fn int(value: i64) -> Value {
    Value::Const(Scalar::Int(value))
}

fn boxed(value: Value) -> Box<Value> {
    Box::new(value)
}

fn retired() -> Cond {
    Cond::Cmp {
        fact: RETIRED,
        op: Op::Eq,
        value: 1,
    }
}

fn row(keys: Vec<Lookup>, is: i64) -> LookupRow {
    LookupRow {
        keys,
        is: Scalar::Int(is),
        label: String::new(),
    }
}

fn constant_with(given: &[(FactId, i64)], value: &Value) -> Result<Option<Scalar>, Miss> {
    let mut policy = policy(Vec::new());
    plan(&mut policy).tables = vec![
        Table {
            name: "by_level".to_owned(),
            title: String::new(),
            ty: ValueType::Money,
            keys: vec![LEVEL, RETIRED],
            rows: vec![
                row(vec![Lookup::Is(1), Lookup::Any], 10),
                row(vec![Lookup::Range(2, 2), Lookup::Is(1)], 20),
            ],
            cite: cite(),
        },
        Table {
            name: "by_disease".to_owned(),
            title: String::new(),
            ty: ValueType::Money,
            keys: vec![DISEASE],
            rows: vec![row(vec![Lookup::Is(code("H01"))], 30)],
            cite: cite(),
        },
    ];
    let mut facts = served("2020-01-31");
    for (fact, value) in given {
        facts.set(*fact, *value);
    }
    let plan = &policy.versions[0];
    let facts = prepare(&policy, plan, &facts, &AccView::default());
    Scope::new(&policy, plan, &facts).constant(value)
}

fn number_of(value: Value) -> Option<i64> {
    constant_with(&[(RETIRED, 0)], &value)
        .unwrap()
        .map(number::int)
}

fn ratio_of(value: Value) -> Option<Ratio> {
    constant_with(&[(RETIRED, 0)], &value)
        .unwrap()
        .and_then(number::ratio)
}

#[test]
fn money_and_counts() {
    assert_eq!(number_of(Value::Sum(vec![int(1), int(2), int(3)])), Some(6));
    assert_eq!(number_of(Value::Min(vec![int(4), int(2)])), Some(2));
    assert_eq!(number_of(Value::Max(vec![int(4), int(2)])), Some(4));
    assert_eq!(
        number_of(Value::Minus(boxed(int(2)), boxed(int(5)))),
        Some(0)
    );
    assert_eq!(
        number_of(Value::Times(boxed(int(3)), boxed(int(5)))),
        Some(15)
    );
    let share = |rounding| Value::Share {
        ratio: boxed(percent(50)),
        of: boxed(int(5)),
        rounding,
    };
    assert_eq!(number_of(share(None)), Some(3));
    assert_eq!(number_of(share(Some(Rounding::Down))), Some(2));
    let every = |of, up| Value::Every {
        every: 180,
        of: boxed(int(of)),
        up,
    };
    let units = [
        every(180, true),
        every(181, true),
        every(359, false),
        every(0, true),
    ];
    assert_eq!(units.map(number_of), [Some(1), Some(2), Some(1), Some(0)]);
    let huge = Value::Times(boxed(int(i64::MAX)), boxed(int(2)));
    assert_eq!(constant_with(&[], &huge), Err(Miss::Range));
}

#[test]
fn ratios() {
    let expect = |num, den| Ratio::new(num, den).ok();
    assert_eq!(
        ratio_of(Value::Complement(boxed(percent(30)))),
        expect(7, 10)
    );
    // retired persons bear 60 % of the active share: 1 − 0.15 × 0.6
    let factor = Value::SelfFactor {
        factor: boxed(percent(60)),
        ratio: boxed(percent(85)),
    };
    assert_eq!(ratio_of(factor), expect(91, 100));
    let points = |at_most| Value::Points {
        to: boxed(percent(80)),
        add: vec![
            (Cond::Always, percent(15)),
            (Cond::Never, percent(50)),
            (Cond::Always, percent(-5)),
        ],
        at_least: None,
        at_most,
    };
    assert_eq!(ratio_of(points(None)), expect(90, 100));
    assert_eq!(ratio_of(points(Some(boxed(percent(85))))), expect(85, 100));
    assert_eq!(
        constant_with(&[(OWN_FIRST, 666_667)], &Value::Fact(OWN_FIRST)),
        Ok(Ratio::new(666_667, 1_000_000).ok().map(Scalar::Ratio))
    );
}

#[test]
fn dates() {
    let on = |text: &str| int(day(text));
    let as_date = |value| number_of(value).and_then(number::date);
    assert_eq!(
        as_date(Value::AddDays(boxed(int(30)), boxed(on("2020-01-31")))),
        Some(date("2020-03-01"))
    );
    assert_eq!(
        as_date(Value::AddMonths(boxed(int(1)), boxed(on("2020-01-31")))),
        Some(date("2020-02-29"))
    );
    assert_eq!(
        as_date(Value::FirstOfNextMonth(boxed(Value::Fact(SERVICE)))),
        Some(date("2020-02-01"))
    );
    let dated = |from: &str| {
        Value::Dated(
            SERVICE,
            vec![(date("2000-01-01"), int(1)), (date(from), int(2))],
        )
    };
    assert_eq!(
        [dated("2020-01-31"), dated("2020-02-01")].map(number_of),
        [Some(2), Some(1)]
    );
}

#[test]
fn no_value_spreads() {
    let none = || Value::First(vec![(retired(), int(7))], None);
    assert_eq!(number_of(none()), None);
    assert_eq!(number_of(Value::Sum(vec![int(1), none()])), None);
    assert_eq!(number_of(Value::Minus(boxed(int(1)), boxed(none()))), None);
    assert_eq!(number_of(Value::Fact(BIRTH)), None);
    let or = Value::First(vec![(retired(), int(7))], Some(boxed(int(8))));
    assert_eq!(number_of(or.clone()), Some(8));
    assert_eq!(
        constant_with(&[(RETIRED, 1)], &or),
        Ok(Some(Scalar::Int(7)))
    );
    assert_eq!(constant_with(&[], &or), Err(Miss::Fact(RETIRED)));
}

#[test]
fn members_of_a_set() {
    let of = || vec![Some(Scalar::Int(5)), None, Some(Scalar::Int(9))];
    let with = |mask, value: Value| constant_with(&[(IDENTITIES, mask)], &value);
    assert_eq!(
        with(0b111, Value::MaxOf(IDENTITIES, of())),
        Ok(Some(Scalar::Int(9)))
    );
    assert_eq!(
        with(0b111, Value::SumOf(IDENTITIES, of())),
        Ok(Some(Scalar::Int(14)))
    );
    assert_eq!(with(0b010, Value::MaxOf(IDENTITIES, of())), Ok(None));
    assert_eq!(
        with(0b010, Value::SumOf(IDENTITIES, of())),
        Ok(Some(Scalar::Int(0)))
    );
}

#[test]
fn look_ups() {
    let by_level = |given: &[(FactId, i64)]| constant_with(given, &Value::Table(0));
    assert_eq!(by_level(&[(LEVEL, 1)]), Ok(Some(Scalar::Int(10))));
    assert_eq!(
        by_level(&[(LEVEL, 2), (RETIRED, 1)]),
        Ok(Some(Scalar::Int(20)))
    );
    assert_eq!(by_level(&[(LEVEL, 2)]), Err(Miss::Fact(RETIRED)));
    let gap = by_level(&[(LEVEL, 3), (RETIRED, 1)]);
    assert_eq!(gap, Err(Miss::NoRow("by_level".to_owned())));
    let by_disease = |given: &[(FactId, i64)]| constant_with(given, &Value::Table(1));
    assert_eq!(
        by_disease(&[(DISEASE, code("H01"))]),
        Ok(Some(Scalar::Int(30)))
    );
    assert_eq!(by_disease(&[(DISEASE, code("H02"))]), Ok(None));
    assert_eq!(by_disease(&[]), Ok(None));
}

#[test]
fn money_of_the_claim_is_not_constant_and_parameters_may_be_unset() {
    assert_eq!(
        constant_with(&[], &Value::Sum(vec![int(1), Value::Total])),
        Err(Miss::Money)
    );
    let unset = Value::Unset("table.x".to_owned());
    assert_eq!(
        constant_with(&[], &unset),
        Err(Miss::Unset("table.x".to_owned()))
    );
}
