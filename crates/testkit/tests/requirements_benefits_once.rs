//! One bill, one reimbursement: what a scheme knows of an invoice by itself.

mod shipped;

use base::Fen;
use benefit::claim::{Bill, Claim, EnterAt, Owners};
use benefit::determination::Refusal;
use benefit::history::{Event, History, Outcome};

/// A part of REQ-108: one scheme takes an invoice once, and assistance takes its remainder. That
/// two schemes know of each other's invoices needs the counter.
#[test]
fn one_scheme_takes_an_invoice_once_and_assistance_its_remainder() {
    let package = shipped::package("cn.650100.nrcms");
    let parameter = |name: &str, is: &str| (format!("table.{name}"), is.to_owned());
    let options = policy::CompileOptions {
        parameters: [
            parameter("nrcms_deductible", "0"),
            parameter("nrcms_ratio", "60%"),
            parameter("serious_ratio", "0%"),
        ]
        .into_iter()
        .collect(),
        ..policy::CompileOptions::default()
    };
    let policy = policy::compile(&package, &options).unwrap();
    let encode = |name: &str, text: &str| {
        let id = policy.fact(name).unwrap();
        (
            id,
            benefit::input::encode(&policy.facts[usize::from(id)], text).unwrap(),
        )
    };
    let mut facts = benefit::claim::Facts::none(policy.facts.len());
    for (id, value) in [
        encode("service_date", "2012-05-01"),
        encode("identities", "dibao"),
    ] {
        facts.set(id, value);
    }
    let claim = |id: &str, bill| Claim {
        id: id.to_owned(),
        owners: Owners {
            person: "person".to_owned(),
            ..Owners::default()
        },
        facts: facts.clone(),
        bill,
        visits: Vec::new(),
    };
    let mut history = History::new(&policy);
    let whole = || Bill::Amount(Fen::new(1_000_000));
    let paid = |outcomes: Vec<Outcome>, payer: &str| match outcomes.as_slice() {
        [Outcome::Settled { determination, .. }] => {
            Ok(determination.pots[usize::from(policy.pot(payer).unwrap())].get())
        }
        [Outcome::Refused { refusal, .. }] => Err(refusal.clone()),
        other => panic!("{other:?}"),
    };
    let first = history.apply(Event::Claim(claim("invoice-7", whole())));
    assert_eq!(paid(first, "nrcms"), Ok(600_000));
    let second = history.apply(Event::Claim(claim("invoice-7", whole())));
    assert_eq!(
        paid(second, "nrcms"),
        Err(Refusal::Duplicate("invoice-7".to_owned()))
    );
    let remainder = Bill::Enter {
        step: EnterAt::Layer("assistance".to_owned()),
        pots: vec![
            (policy.pot("nrcms").unwrap(), Fen::new(600_000)),
            (policy.pot("copay").unwrap(), Fen::new(400_000)),
        ],
    };
    let aided = history.apply(Event::Claim(claim("invoice-7/assistance", remainder)));
    assert_eq!(paid(aided, "assistance"), Ok(280_000));
}
