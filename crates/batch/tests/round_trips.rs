//! What is written is read back the same, in every format.

mod common;

use std::path::Path;

use base::Fen;
use batch::{
    BillRow, BillWhat, Bills, Encoding, Entry, Opening, Person, Persons, ReadOptions, ResultRow,
    read_accumulators, read_bills, read_bills_bytes, read_persons, read_results,
    write_accumulators, write_bills, write_persons, write_results,
};
use benefit::claim::{Bill, EnterAt, Line, Owners};
use benefit::determination::Status;
use benefit::plan::{FactId, FactScope, Policy};
use common::{CODES, Random, random_value, sample};
use proptest::prelude::*;

const ENDINGS: [&str; 3] = ["csv", "json", "parquet"];

/// Random present values of the facts of a scope. Codes are left out: their texts come from files.
fn facts(policy: &Policy, random: &mut Random, scopes: &[FactScope]) -> Vec<(FactId, i64)> {
    let mut facts = Vec::new();
    for (fact, decl) in (0..)
        .zip(&policy.facts)
        .filter(|(_, decl)| scopes.contains(&decl.of))
    {
        let is_code = decl.ty == benefit::plan::FactType::Code;
        let value = random_value(random, decl);
        // An empty set is written as an empty cell, which is read as *not given*.
        let is_empty = matches!(decl.ty, benefit::plan::FactType::Set(_)) && value == 0;
        if !is_code && !is_empty && value != benefit::claim::NONE && random.chance(2) {
            facts.push((fact, value));
        }
    }
    facts
}

fn id(random: &mut Random, prefix: &str) -> String {
    format!(
        "{prefix}{}",
        random.pick(&["甲", "a,b", "x\"y", "7", "长\n行"])
    )
}

fn bill(policy: &Policy, random: &mut Random) -> Bill {
    match random.below(3) {
        0 => Bill::Amount(Fen::new(random.below(1_000_000))),
        1 => {
            let line = |random: &mut Random| Line {
                amount: Fen::new(random.below(100_000)),
                facts: facts(policy, random, &[FactScope::Line]),
            };
            Bill::Lines((0..1 + random.below(4)).map(|_| line(random)).collect())
        }
        _ => {
            let copay = policy.pot("copay").unwrap();
            let pool = policy.pot("pool").unwrap();
            let fen = |random: &mut Random| Fen::new(random.below(100_000));
            Bill::Enter {
                step: EnterAt::Layer("assistance".to_owned()),
                pots: vec![(copay, fen(random)), (pool, fen(random))],
            }
        }
    }
}

fn bills(policy: &Policy, random: &mut Random, count: usize) -> Bills {
    let mut bills = Bills::default();
    for number in 0..count {
        let mut facts = facts(policy, random, &[FactScope::Claim, FactScope::Provider]);
        let service = policy.known.service_date.unwrap();
        facts.retain(|(fact, _)| *fact != service);
        facts.push((service, 18_262 + random.below(2_000)));
        facts.sort_unstable();
        let owners = Owners {
            person: id(random, "p"),
            family: if random.chance(2) {
                id(random, "f")
            } else {
                String::new()
            },
            ..Owners::default()
        };
        let what = BillWhat::Claim(bill(policy, random), Vec::new());
        bills.rows.push(BillRow {
            place: 0,
            id: format!("c{number}"),
            owners,
            facts,
            what,
        });
    }
    if count > 0 {
        let what = BillWhat::Reversal("c0".to_owned());
        let (owners, facts) = (Owners::default(), Vec::new());
        bills.rows.push(BillRow {
            place: 0,
            id: "r".to_owned(),
            owners,
            facts,
            what,
        });
    }
    bills
}

/// What a bill says, without the place where it stood.
fn said(bills: &Bills) -> Vec<String> {
    let row = |row: &BillRow| {
        let mut facts = row.facts.clone();
        facts.sort_unstable();
        let what = match &row.what {
            BillWhat::Claim(Bill::Lines(lines), _) => {
                let mut lines = lines.clone();
                lines.iter_mut().for_each(|line| line.facts.sort_unstable());
                format!("{lines:?}")
            }
            what => format!("{what:?}"),
        };
        format!("{} {:?} {facts:?} {what}", row.id, row.owners)
    };
    bills.rows.iter().map(row).collect()
}

fn in_all_formats(mut check: impl FnMut(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    for ending in ENDINGS {
        check(&folder.path().join(format!("file.{ending}")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bills_come_back(seed in any::<u64>(), count in 0_usize..12) {
        let (policy, mut random) = (sample(), Random(seed));
        let bills = bills(&policy, &mut random, count + 1);
        in_all_formats(|path| {
            write_bills(&policy, &bills, path).unwrap();
            let read = read_bills(&policy, path, &ReadOptions::default());
            let read = read.unwrap_or_else(|errors| panic!("{}", errors.zh()));
            assert_eq!(said(&read), said(&bills), "{}", path.display());
        });
    }

    #[test]
    fn persons_come_back(seed in any::<u64>(), count in 1_usize..12) {
        let (policy, mut random) = (sample(), Random(seed));
        let mut persons = Persons::default();
        for number in 0..count {
            let facts = facts(&policy, &mut random, &[FactScope::Person]);
            let family = if random.chance(2) { id(&mut random, "f") } else { String::new() };
            let person = Person { place: 0, family, group: String::new(), facts };
            persons.by_id.insert(format!("p{number}"), person);
        }
        in_all_formats(|path| {
            write_persons(&policy, &persons, path).unwrap();
            let mut read = read_persons(&policy, path, Encoding::Detect).unwrap();
            read.by_id.values_mut().for_each(|person| person.place = 0);
            assert_eq!(read, persons, "{}", path.display());
        });
    }

    #[test]
    fn results_come_back(seed in any::<u64>(), count in 1_usize..12) {
        let (policy, mut random) = (sample(), Random(seed));
        let mut rows = Vec::new();
        for number in 0..count {
            let own: Vec<Fen> =
                policy.pots.iter().map(|_| Fen::new(random.below(100_000))).collect();
            rows.push(ResultRow {
                claim_id: format!("c{number}"),
                person_id: id(&mut random, "p"),
                entry: Entry::Claim,
                corrects: String::new(),
                status: *random.pick(&[Status::Settled, Status::Denied, Status::Review]),
                total: Fen::new(random.below(1_000_000)),
                in_policy: Fen::new(random.below(1_000_000)),
                pots: std::iter::once(Fen::ZERO).chain(own.into_iter().skip(1)).collect(),
                deltas: policy.accs.iter().map(|_| random.below(100)).collect(),
                denials: if random.chance(2) { vec!["fight".to_owned()] } else { Vec::new() },
                reviews: Vec::new(),
                receipt: "0f".repeat(32),
            });
        }
        in_all_formats(|path| {
            write_results(&policy, &rows, path).unwrap();
            let read = read_results(&policy, path).unwrap_or_else(|errors| panic!("{}", errors.zh()));
            assert_eq!(read, rows, "{}", path.display());
        });
    }

    #[test]
    fn accumulators_come_back(amounts in prop::collection::vec(0_i64..1_000_000, 1..9)) {
        let policy = sample();
        let opening = |(number, value): (usize, &i64)| Opening {
            place: 0,
            owners: Owners { person: format!("p{number}"), ..Owners::default() },
            acc: (number % 2) as u16,
            window: if number % 3 == 0 { String::new() } else { "2023".to_owned() },
            value: *value,
        };
        let openings: Vec<Opening> = amounts.iter().enumerate().map(opening).collect();
        in_all_formats(|path| {
            write_accumulators(&policy, &openings, path).unwrap();
            let mut read = read_accumulators(&policy, path, Encoding::Detect).unwrap();
            read.iter_mut().for_each(|opening| opening.place = 0);
            assert_eq!(read, openings, "{}", path.display());
        });
    }
}

#[test]
fn codes_keep_their_texts() {
    let policy = sample();
    let text = format!(
        "claim_id,person_id,service_date,amount,disease,provider_id,operation\n\
         c1,p1,2023-05-01,10,{},{},手术\n",
        CODES[2], CODES[3]
    );
    let read = |bytes: Vec<u8>, format| {
        read_bills_bytes(&policy, "bills", bytes, format, Encoding::Detect).unwrap()
    };
    let bills = read(text.into_bytes(), batch::Format::Csv);
    assert_eq!(bills.rows[0].owners.disease, "甲");
    assert_eq!(bills.rows[0].owners.provider, "330100");
    in_all_formats(|path| {
        write_bills(&policy, &bills, path).unwrap();
        let again = read_bills(&policy, path, &ReadOptions::default()).unwrap();
        assert_eq!(said(&again), said(&bills));
    });
}

#[test]
fn every_form_of_a_bill_is_read() {
    let policy = sample();
    let json = r#"{"claims": [
        {"claim_id": "a", "person_id": 7, "service_date": "2023-05-01", "amount": "12.50", "level": 3},
        {"claim_id": "b", "person_id": "p", "service_date": "2023-05-01",
         "items": {"a": "100", "b": "20.5"}, "total": "120.50", "identities": ["dibao", "canji"]},
        {"claim_id": "c", "person_id": "p", "service_date": "2023-05-01", "lines": [
            {"item": "b", "amount": "30", "quantity": 3, "own_first": "10%"}, {"item": "b", "amount": "-10"}]},
        {"claim_id": "d", "person_id": "p", "service_date": "2023-05-01", "enter": "assistance",
         "burden": {"copay": "50"}, "paid": {"pool": "150"}},
        {"claim_id": "e", "reverse": "a"}
    ]}"#;
    let read = |bytes: &[u8], format| {
        read_bills_bytes(&policy, "bills", bytes.to_vec(), format, Encoding::Detect).unwrap()
    };
    let from_json = read(json.as_bytes(), batch::Format::Json);
    let csv = "\u{FEFF}claim_id,person_id,service_date,amount,level,amount_a,amount_b,total,identities,\
        line_amount,item,quantity,own_first,enter,burden_copay,paid_pool,reverse\n\
        a,7,2023-05-01,12.50,3,,,,,,,,,,,,\n\
        b,p,2023-05-01,,,100,20.5,120.50,dibao|canji,,,,,,,,\n\
        c,p,2023-05-01,,,,,,,30,b,3,10%,,,,\n\
        c,,,,,,,,,-10,b,,,,,,\n\
        d,p,2023-05-01,,,,,,,,,,,assistance,50,150,\n\
        e,,,,,,,,,,,,,,,,a\n";
    let from_csv = read(csv.as_bytes(), batch::Format::Csv);
    assert_eq!(said(&from_json), said(&from_csv));
    assert_eq!(
        from_csv
            .rows
            .iter()
            .map(|row| row.place)
            .collect::<Vec<_>>(),
        [2, 3, 4, 6, 7]
    );
    let (gb, _, _) = encoding_rs::GB18030.encode(csv.trim_start_matches('\u{FEFF}'));
    assert_eq!(said(&read(&gb, batch::Format::Csv)), said(&from_csv));
}

#[test]
fn lines_may_stand_in_a_second_table() {
    let policy = sample();
    let folder = tempfile::tempdir().unwrap();
    let (heads, lines) = (
        folder.path().join("bills.csv"),
        folder.path().join("lines.csv"),
    );
    std::fs::write(
        &heads,
        "claim_id,person_id,service_date,total\nc,p,2023-05-01,30\n",
    )
    .unwrap();
    std::fs::write(&lines, "claim_id,line_amount,item\nc,10,a\nc,20,b\n").unwrap();
    let options = ReadOptions {
        lines: Some(lines),
        ..ReadOptions::default()
    };
    let bills = read_bills(&policy, &heads, &options).unwrap_or_else(|e| panic!("{}", e.zh()));
    assert!(
        matches!(&bills.rows[0].what, BillWhat::Claim(Bill::Lines(lines), _) if lines.len() == 2)
    );
}
