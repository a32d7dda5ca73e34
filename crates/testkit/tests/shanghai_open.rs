//! The open worked cases of Shanghai's measures, straight through the package: not by its own
//! cases, but by inputs and expectations as the requirements state them, to the 分.
//!
//! The monthly claim of a provider is added up in the test: it is the counter's business.

mod shanghai;
mod shipped;

use base::{Date, WorkingCalendar};
use serde_json::{Value, json};
use shanghai::{Given, Object, Shanghai, fen, list, object, yuan};
use std::collections::BTreeMap;

/// How many cases were published openly.
const COUNT: usize = 24;

/// The day on which a question without date is asked.
const ANY_DAY: &str = "2003-06-01";

fn date(value: &Value) -> Date {
    Date::parse(value.as_str().unwrap()).unwrap()
}

fn on(day: &str) -> (&'static str, String) {
    ("service_date", day.to_owned())
}

#[test]
fn every_open_case_of_shanghai_comes_out_to_the_fen() {
    let Some(text) = shipped::shared("requirements/shanghai_open.json") else {
        println!("the open cases are not beside this checkout");
        return;
    };
    let file: Object = serde_json::from_str(&text).unwrap();
    let package = shipped::package("cn.310000.employee");
    let cases = list(&file, "cases");
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for case in cases {
        let case = case.as_object().unwrap();
        let kind = case["kind"].as_str().unwrap();
        *kinds.entry(kind).or_default() += 1;
        let inputs = object(case, "inputs");
        let mut readings = object(&file, "policy");
        readings.extend(object(case, "policy"));
        readings.extend(object(&inputs, "policy"));
        let city = list_or(&inputs, "city_avg_month").map(|fen| ("table.city_wage", yuan(fen)));
        let parameters: Vec<(&str, String)> = city.into_iter().collect();
        let shanghai = Shanghai::new(&package, &readings, &parameters);
        let got = match kind {
            "benefit" => benefits(&shanghai, &inputs),
            "classify" => classify(&shanghai, &inputs),
            "contribution" => contributions(&shanghai, &inputs),
            "age_band" => age_bands(&shanghai, &inputs),
            "deadline" => deadlines(&shanghai, &inputs),
            "fine" => fines(&shanghai, &inputs),
            "entitlement" => entitled(&shanghai, &inputs),
            "provider_claim" => monthly(&inputs),
            other => panic!("the kind {other} is unknown"),
        };
        let want = normal(kind, &case["expect"]);
        if got != want {
            differences.push(format!("{}: {got} instead of {want}", case["id"]));
        }
    }
    println!("{} cases, {kinds:?}", cases.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(cases.len(), COUNT);
}

fn list_or(inputs: &Object, key: &str) -> Option<i64> {
    inputs.get(key).and_then(Value::as_i64)
}

/// An expectation without the zeros that it may leave out.
fn normal(kind: &str, expect: &Value) -> Value {
    let mut expect = expect.clone();
    if kind == "benefit" {
        for event in expect["events"].as_array_mut().unwrap() {
            event
                .as_object_mut()
                .unwrap()
                .retain(|_, amount| amount != 0);
        }
    }
    expect
}

fn benefits(shanghai: &Shanghai, inputs: &Object) -> Value {
    let (events, account) = shanghai.settle(inputs);
    json!({ "events": events, "account": account })
}

fn classify(shanghai: &Shanghai, inputs: &Object) -> Value {
    let day = inputs["on"].as_str().unwrap();
    let persons = list(inputs, "persons").iter();
    let cohorts = persons.map(|person| {
        let mut given = shanghai::person(person.as_object().unwrap(), &Object::new());
        given.push(on(day));
        shanghai.class("cohort", &given)
    });
    cohorts.collect()
}

fn contributions(shanghai: &Shanghai, inputs: &Object) -> Value {
    let active = [("birth", "1970-01-01"), ("employed_on", "1990-01-01")];
    let mut given: Given = active.map(|(name, text)| (name, text.to_owned())).to_vec();
    given.push(on(ANY_DAY));
    let pay = |given: &Given, entry: &str| {
        shanghai.ask(given, &[], |section| {
            let found = section.contributions(Some(entry)).unwrap().remove(0).says;
            let parts = found
                .pay
                .into_iter()
                .map(|part| (part.to, part.amount.get()));
            (
                found.base.unwrap().get(),
                parts.collect::<BTreeMap<String, i64>>(),
            )
        })
    };
    let mut unit_base = 0;
    let mut rows = Vec::new();
    for wage in list(inputs, "wages") {
        let mut given = given.clone();
        given.push(("wage", yuan(wage.as_i64().unwrap())));
        let (base, parts) = pay(&given, "employee");
        unit_base += base;
        rows.push(json!({ "base": base, "employee": parts["account"] }));
    }
    given.push(("unit_base", yuan(unit_base)));
    let (base, parts) = pay(&given, "employer");
    json!({
        "rows": rows,
        "unit_base": base,
        "employer_basic": parts["basic"],
        "employer_additional": parts["additional"],
    })
}

/// People who reach the age on the first day of the year.
fn age_bands(shanghai: &Shanghai, inputs: &Object) -> Value {
    let people = list(inputs, "people").iter();
    let bands = people.map(|person| {
        let born = 2003 - person[1].as_i64().unwrap();
        let mut given: Given = vec![on(ANY_DAY), ("birth", format!("{born}-01-01"))];
        given.push(("employed_on", "1990-01-01".to_owned()));
        match person[0].as_str() {
            Some("active") => {}
            Some("retired") => given.push(("retired_on", "1999-01-01".to_owned())),
            other => panic!("the status {other:?} is unknown"),
        }
        shanghai.class("credit_band", &given)
    });
    bands.collect()
}

/// The day from which a deadline runs, its entry, and the name of what is due.
const DEADLINES: [(&str, &str, &str); 6] = [
    ("received", "first_review", "first_review_due"),
    ("opinion_received", "decision", "decision_due"),
    (
        "suspended_on",
        "suspended_decision",
        "suspended_decision_due",
    ),
    ("approved_on", "payment", "payment_due"),
    ("established_on", "register_new", "register_new_due"),
    ("changed_on", "register_change", "register_change_due"),
];

fn deadlines(shanghai: &Shanghai, inputs: &Object) -> Value {
    let days = |key: &str| list(inputs, key).iter().map(date).collect::<Vec<Date>>();
    let holidays = days("holidays");
    let mut years: Vec<i32> = holidays.iter().map(|day| day.year()).collect();
    years.dedup();
    let (workdays, mut calendar) = (days("workdays"), WorkingCalendar::weekends_only());
    for year in years {
        let of = |days: &[Date]| {
            days.iter()
                .copied()
                .filter(|day| day.year() == year)
                .collect()
        };
        let (free, made_up): (Vec<Date>, Vec<Date>) = (of(&holidays), of(&workdays));
        calendar = calendar.with_year(year, &free, &made_up).unwrap();
    }
    let done = object(inputs, "done");
    let (mut due, mut late) = (Object::new(), Vec::new());
    for (event, entry, name) in DEADLINES {
        let Some(day) = inputs.get(event) else {
            continue;
        };
        let found = shanghai.ask(&[on(day.as_str().unwrap())], &[], |section| {
            section
                .deadline(Some(entry), date(day), &calendar)
                .unwrap()
                .unwrap()
                .says
        });
        due.insert(name.to_owned(), found.due.to_string().into());
        if done.get(name).is_some_and(|done| found.is_late(date(done))) {
            late.push(name);
        }
    }
    if inputs.contains_key("done") {
        due.insert("late".to_owned(), late.into());
    }
    Value::Object(due)
}

fn fines(shanghai: &Shanghai, inputs: &Object) -> Value {
    let proposals = list(inputs, "proposals").iter();
    let allowed = proposals.map(|proposal| {
        let entry = format!("{}_fine", proposal["actor"].as_str().unwrap());
        let loss = proposal
            .get("fund_loss")
            .and_then(Value::as_bool)
            .unwrap_or(true);
        let loss = if loss { "yes" } else { "no" };
        let given = [on(ANY_DAY), ("fund_loss", loss.to_owned())];
        let amount = base::Fen::new(proposal["amount"].as_i64().unwrap());
        shanghai.ask(&given, &[], |section| {
            section
                .penalty(Some(&entry), amount)
                .unwrap()
                .unwrap()
                .says
                .allowed
        })
    });
    allowed.collect()
}

/// Whether the person is entitled on each of the given days.
fn entitled(shanghai: &Shanghai, inputs: &Object) -> Value {
    let given = shanghai::person(&object(inputs, "person"), &object(inputs, "insurance"));
    let days = list(inputs, "on").iter();
    let answers = days.map(|day| {
        let mut given = given.clone();
        given.push(on(day.as_str().unwrap()));
        shanghai.ask(&given, &[], |section| {
            section.entitlement(None).unwrap().is_entitled(date(day))
        })
    });
    answers.collect()
}

/// Sums by month; what was refused is not paid.
fn monthly(inputs: &Object) -> Value {
    let mut months = BTreeMap::new();
    for line in list(inputs, "lines") {
        let line = line.as_object().unwrap();
        let month = line["month"].as_str().unwrap();
        let sums: &mut BTreeMap<&str, i64> = months.entry(month).or_default();
        for (name, sign) in [
            ("account", 1),
            ("pool", 1),
            ("additional", 1),
            ("rejected", -1),
        ] {
            let amount = fen(line, name);
            *sums.entry(name).or_default() += amount;
            *sums.entry("payable").or_default() += sign * amount;
        }
    }
    json!(months)
}
