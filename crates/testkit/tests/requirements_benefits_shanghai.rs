//! Shanghai's measures where no worked case was published: hand-computed, in the same form, through
//! the same translation. Money in 分, the working in 元 beside it.

mod shanghai;
mod shipped;

use benefit::claim::{Bill, Claim, Owners};
use benefit::history::{Event, History, Outcome};
use benefit::keys::keys;
use serde_json::{Value, json};
use shanghai::{Given, Object, Shanghai, yuan};

fn with(readings: Value, parameters: &[(&str, String)]) -> Shanghai {
    let package = shipped::package("cn.310000.employee");
    Shanghai::new(&package, readings.as_object().unwrap(), parameters)
}

/// What each event comes to under some readings.
fn settled(readings: Value, inputs: Value) -> Value {
    json!(with(readings, &[]).settle(inputs.as_object().unwrap()).0)
}

fn active() -> Value {
    json!({ "birth": "1960-05-01", "work_start": "1980-01-01" })
}

fn entitled(insurance: Value, person: Value, days: &[&str]) -> Vec<bool> {
    let shanghai = with(json!({}), &[]);
    let given = shanghai::person(person.as_object().unwrap(), insurance.as_object().unwrap());
    let on = |day: &&str| {
        let mut given = given.clone();
        given.push(("service_date", (*day).to_owned()));
        let day = base::Date::parse(day).unwrap();
        shanghai.ask(&given, &[], |section| {
            section.entitlement(None).unwrap().is_entitled(day)
        })
    };
    days.iter().map(on).collect()
}

#[test]
fn arrears_bar_until_full_repayment_and_an_approved_deferral_does_not() {
    // Unpaid from 1 March, approved until 31 May, paid in full on 10 June.
    let insurance = json!({
        "first_paid_on": "2003-01-10",
        "deferral": { "from": "2003-03-01", "until": "2003-05-31" },
        "repaid_on": "2003-06-10",
    });
    let days = [
        "2003-01-31",
        "2003-02-01",
        "2003-05-31",
        "2003-06-01",
        "2003-06-09",
        "2003-06-10",
    ];
    let answers = [false, true, true, false, false, true];
    assert_eq!(entitled(insurance, active(), &days), answers);
}

#[test]
fn fifteen_years_exactly_are_not_more_than_fifteen() {
    let retired = |paid: i64, deemed: i64| {
        json!({
            "birth": "1950-01-01", "work_start": "1985-01-01", "retired_on": "2010-06-01",
            "paid_months": paid, "deemed_months": deemed,
        })
    };
    let on = |person| entitled(json!({}), person, &["2010-07-01"]);
    assert_eq!(on(retired(120, 60)), [false]);
    assert_eq!(on(retired(121, 60)), [true]);
}

#[test]
fn the_account_pays_visits_while_benefits_are_suspended_if_the_reading_allows() {
    let inputs = json!({
        "person": active(),
        "insurance": { "arrears": { "from": "2003-03-01", "repaid_on": null } },
        "account": { "current": 10_000, "past": 5_000 },
        "events": [
            { "on": "2003-04-01", "type": "outpatient", "amount": 30_000, "level": 1 },
            { "on": "2003-04-02", "type": "inpatient", "amount": 200_000 },
        ],
    });
    // 300 − 100 − 50 = 150 in cash; the stay is the person's.
    let usable = json!([
        { "account_current": 10_000, "account_past": 5_000, "self": 15_000 },
        { "self": 200_000 },
    ]);
    let reading = |usable: bool| json!({ "account_usable_when_suspended": usable });
    assert_eq!(settled(reading(true), inputs.clone()), usable);
    let unusable = json!([{ "self": 30_000 }, { "self": 200_000 }]);
    assert_eq!(settled(reading(false), inputs), unusable);
}

#[test]
fn an_injury_and_an_ordinary_stay_share_a_deductible_if_the_reading_says_so() {
    let inputs = json!({
        "person": active(),
        "events": [
            { "on": "2003-02-05", "type": "er_observation", "amount": 250_000, "special": "work_injury" },
            { "on": "2003-04-05", "type": "inpatient", "amount": 1_150_000 },
        ],
    });
    // 2500 − 1500 = 1000 × 50 % = 500, employer 2000; then 11500 − 1500 = 10000 × 85 % = 8500.
    let apart = json!([
        { "pool": 50_000, "employer": 200_000 },
        { "pool": 850_000, "self": 300_000 },
    ]);
    assert_eq!(
        settled(json!({ "injury_deductible_shared": false }), inputs.clone()),
        apart
    );
    // The deductible is used up: 11500 × 85 % = 9775.
    let shared = json!([
        { "pool": 50_000, "employer": 200_000 },
        { "pool": 977_500, "self": 172_500 },
    ]);
    assert_eq!(
        settled(json!({ "injury_deductible_shared": true }), inputs),
        shared
    );
}

#[test]
fn full_payment_fills_the_ceiling_if_the_reading_says_so() {
    let inputs = json!({
        "person": active(),
        "events": [
            { "on": "2003-02-01", "type": "inpatient", "amount": 6_000_000, "special": "class_a_infectious" },
            { "on": "2003-03-01", "type": "inpatient", "amount": 3_150_000 },
        ],
    });
    // 30000 × 85 % = 25500; or 10000 × 85 % = 8500 and 20000 × 80 % = 16000.
    let apart = json!([{ "pool": 6_000_000 }, { "pool": 2_550_000, "self": 600_000 }]);
    assert_eq!(
        settled(json!({ "art28_counts_to_ceiling": false }), inputs.clone()),
        apart
    );
    let filled = json!([
        { "pool": 6_000_000 },
        { "pool": 850_000, "additional": 1_600_000, "self": 700_000 },
    ]);
    assert_eq!(
        settled(json!({ "art28_counts_to_ceiling": true }), inputs),
        filled
    );
}

#[test]
fn an_emergency_elsewhere_is_paid_and_one_at_an_undesignated_place_here_is_not() {
    let inputs = json!({
        "person": active(),
        "account": { "past": 100_000 },
        "events": [
            { "on": "2003-02-01", "type": "inpatient", "amount": 250_000, "provider": "out_of_city", "reason": "emergency" },
            { "on": "2003-02-02", "type": "inpatient", "amount": 100_000, "provider": "out_of_city" },
            { "on": "2003-02-03", "type": "emergency", "amount": 50_000, "provider": "non_designated", "level": 1 },
        ],
    });
    // 1000 × 85 % = 850, past account 1000 of 1650; the other two are the person's.
    let want = json!([
        { "pool": 85_000, "account_past": 100_000, "self": 65_000 },
        { "self": 100_000 },
        { "self": 50_000 },
    ]);
    assert_eq!(settled(json!({}), inputs), want);
}

#[test]
fn a_ceiling_on_payment_changes_every_case_above_it() {
    // 81500 − 1500 = 80000: by payment 68000; by expense 59500 + 8000.
    let inputs = json!({
        "person": active(),
        "events": [{ "on": "2003-02-01", "type": "inpatient", "amount": 8_150_000 }],
    });
    let by = |basis: &str| settled(json!({ "ceiling_basis": basis }), inputs.clone());
    assert_eq!(
        by("payment"),
        json!([{ "pool": 6_800_000, "self": 1_350_000 }])
    );
    let expense = json!([{ "pool": 5_950_000, "additional": 800_000, "self": 1_400_000 }]);
    assert_eq!(by("expense"), expense);
}

/// Values of the credits that no source gives.
fn credits() -> Vec<(&'static str, String)> {
    vec![
        ("table.city_wage", yuan(500_000)),
        ("table.credit_active_le34", yuan(1_000)),
        ("table.credit_active_35_44", yuan(2_000)),
        ("table.credit_active_ge45", yuan(3_000)),
        ("table.credit_retired_le74", yuan(4_000)),
        ("table.credit_retired_ge75", yuan(5_000)),
    ]
}

#[test]
fn with_both_payments_missing_nothing_is_credited_and_the_amounts_due_are_shown() {
    let shanghai = with(json!({}), &credits());
    let facts = [
        ("service_date", "2003-03-31"),
        ("birth", "1968-07-01"),
        ("employed_on", "1990-01-01"),
        ("wage", "8000"),
        ("unit_base", "26000"),
        ("arrears_from", "2003-03-01"),
    ];
    let given: Given = facts.map(|(name, text)| (name, text.to_owned())).to_vec();
    let (due, credit) = shanghai.ask(&given, &[], |section| {
        let due = section.contributions(None).unwrap().into_iter();
        let due = due
            .flat_map(|ruled| ruled.says.pay)
            .map(|part| (part.to, part.amount.get()));
        let credit = section.account_credit(None).unwrap().unwrap().says;
        (due.collect::<Vec<_>>(), (credit.band, credit.amount.get()))
    });
    // 8000 × 2 % = 160; 26000 × 10 % = 2600 and × 2 % = 520.
    let want = [
        ("account", 16_000),
        ("basic", 260_000),
        ("additional", 52_000),
    ];
    assert_eq!(due, want.map(|(to, fen)| (to.to_owned(), fen)));
    assert_eq!(credit, ("stopped".to_owned(), 0));
}

#[test]
fn a_due_date_on_a_sunday_is_not_moved() {
    let shanghai = with(json!({}), &[]);
    let event = base::Date::parse("2003-08-01").unwrap();
    let given = [("service_date", event.to_string())];
    let due = shanghai.ask(&given, &[], |section| {
        let calendar = base::WorkingCalendar::weekends_only();
        let found = section.deadline(Some("register_change"), event, &calendar);
        found.unwrap().unwrap().says.due
    });
    assert_eq!(
        (due.to_string().as_str(), due.iso_weekday()),
        ("2003-08-31", 7)
    );
}

#[test]
fn at_the_year_end_interest_goes_to_the_past_and_the_current_balance_follows() {
    let shanghai = with(json!({}), &[("table.interest_rate", "2%".to_owned())]);
    let policy = &shanghai.0;
    let facts = [
        ("birth", "1960-05-01"),
        ("employed_on", "1980-01-01"),
        ("service_date", "2004-01-02"),
    ];
    let mut given: Given = facts.map(|(name, text)| (name, text.to_owned())).to_vec();
    given.push(("care", "major_outpatient".to_owned()));
    let claim = Claim {
        id: "dialysis".to_owned(),
        owners: Owners {
            person: "person".to_owned(),
            ..Owners::default()
        },
        facts: shanghai.facts(&given),
        bill: Bill::Amount(base::Fen::new(1_000_000)),
        visits: Vec::new(),
    };
    let owned = keys(
        policy,
        &benefit::facts::with_defaults(policy, &claim.facts),
        &claim.owners,
    );
    let key = |name: &str| {
        owned[usize::from(policy.acc(name).unwrap())]
            .clone()
            .unwrap()
    };
    let (current, past) = (key("account_current"), key("account_past"));
    let mut history = History::new(policy);
    let opening = |key: &benefit::keys::AccKey, amount| Event::Opening {
        key: key.clone(),
        amount,
        source: "year end".to_owned(),
    };
    history.apply(opening(&current, 30_000));
    history.apply(opening(&past, 20_000));
    // Both are worked out on the balances of 31 December: (300 + 200) × 2 % = 10, and 300.
    let balances = [("account_current", 30_000), ("account_past", 20_000)];
    let day = [("service_date", "2003-12-31".to_owned())];
    let [interest, carried] = ["account_interest", "account_carryover"].map(|entry| {
        shanghai.ask(&day, &balances, |section| {
            let found = section.allowances(Some(entry)).unwrap().remove(0).says;
            assert_eq!(found.to, "account_past");
            found.amount.get()
        })
    });
    assert_eq!((interest, carried), (1_000, 30_000));
    history.apply(opening(&past, interest + carried));
    history.apply(opening(&current, -carried));
    assert_eq!((history.value(&current), history.value(&past)), (0, 51_000));
    // In the new year dialysis may draw all of it: 10000 × 85 % = 8500, then 510 of 1500.
    let outcomes = history.apply(Event::Claim(claim));
    let [Outcome::Settled { determination, .. }] = outcomes.as_slice() else {
        panic!("{outcomes:?}");
    };
    let pot = |name: &str| determination.pots[usize::from(policy.pot(name).unwrap())].get();
    assert_eq!(
        (pot("pool"), pot("account_past"), pot("copay")),
        (850_000, 51_000, 99_000)
    );
}

#[test]
fn an_unknown_field_of_a_case_is_refused() {
    let person = json!({ "birth": "1960-05-01", "haircut": "short" });
    let refused =
        std::panic::catch_unwind(|| shanghai::person(person.as_object().unwrap(), &Object::new()));
    assert!(refused.is_err());
}
