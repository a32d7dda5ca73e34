//! Files that are broken at random: every reader answers, none panics, none hangs.
//!
//! `SOAK_SECONDS=600 SOAK_SEED=1 cargo test --release -p batch --test fuzz_readers -- --ignored`

mod common;

use std::time::{Duration, Instant};

use batch::sheet::{Column, Sheet, SheetFormat, SheetOptions};
use batch::{
    Encoding, Format, read_accumulators_bytes, read_bills_bytes, read_persons_bytes,
    read_results_bytes, write_bills, write_persons,
};
use benefit::plan::Policy;
use common::{Random, sample};

/// Good files to break, one of each kind and format.
fn seeds(policy: &Policy) -> Vec<(Format, Vec<u8>)> {
    let csv = "claim_id,person_id,service_date,amount,care,identities,line_amount,item,reverse\n\
        c1,p1,2023-05-01,12.50,inpatient,dibao|canji,,,\nc2,p1,2023-05-02,,,,30,b,\nc2,,,,,,-5,b,\n\
        c3,,,,,,,,c1\n";
    let json = r#"{"claims":[{"claim_id":"a","person_id":7,"service_date":"2023-05-01","amount":"12.50"},
        {"claim_id":"b","person_id":"p","service_date":"2023-05-01","items":{"a":"100"},"total":"100",
         "visits":[{"id":"v","service_date":"2023-04-30","lines":[{"amount":"3"}]}]}]}"#;
    let persons = "person_id,tier,birth,identities\np1,low,1950-06-01,dibao\n李四,high,,\n";
    let accumulators = "person_id,accumulator,window,value\np1,pool_paid,2023,1.50\n";
    let mut seeds = vec![
        (Format::Csv, csv.as_bytes().to_vec()),
        (Format::Json, json.as_bytes().to_vec()),
        (Format::Csv, persons.as_bytes().to_vec()),
        (Format::Csv, accumulators.as_bytes().to_vec()),
        (
            Format::Csv,
            encoding_rs::GB18030.encode(persons).0.into_owned(),
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.parquet");
    let read = |text: &str| text.as_bytes().to_vec();
    let bills = read_bills_bytes(policy, "", read(csv), Format::Csv, Encoding::Detect).unwrap();
    write_bills(policy, &bills, &path).unwrap();
    seeds.push((Format::Parquet, std::fs::read(&path).unwrap()));
    let persons = read_persons_bytes(policy, "", read(persons), Format::Csv, Encoding::Detect);
    write_persons(policy, &persons.unwrap(), &path).unwrap();
    seeds.push((Format::Parquet, std::fs::read(&path).unwrap()));
    seeds
}

/// Sheets to break: two of text, one of Excel.
fn sheets() -> Vec<(SheetFormat, Vec<u8>)> {
    let text = "姓名,证件号码,金额\n张甲,A1,380.00\n\"李,乙\",A2,-5\n";
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write(row as u32, column as u16, cell).unwrap();
        }
    }
    vec![
        (SheetFormat::Csv, text.as_bytes().to_vec()),
        (
            SheetFormat::Text,
            encoding_rs::GB18030.encode(text).0.into_owned(),
        ),
        (SheetFormat::Excel, book.save_to_buffer().unwrap()),
    ]
}

const COLUMNS: &[Column] = &[
    Column::text("name", &["姓名"]).required(),
    Column::text("document", &["证件号码"]).required(),
    Column::number("amount", &["金额"]),
];

/// Reads a sheet to its end; every row is answered with a value or a reason.
fn read_sheet(format: SheetFormat, bytes: Vec<u8>, encoding: Encoding) {
    let options = SheetOptions {
        encoding,
        ..SheetOptions::default()
    };
    let rows = match Sheet::from_bytes(bytes, format, COLUMNS, &options) {
        Ok(rows) => rows,
        Err(error) => return assert!(!error.zh().is_empty()),
    };
    let (expected, mut seen) = (rows.expected(), 0);
    for row in rows {
        seen += 1;
        match row.and_then(|row| row.fen("amount")) {
            Ok(_) => {}
            Err(bad) => assert!(!bad.reason().is_empty()),
        }
    }
    assert!(seen <= expected);
}

const TOKENS: [&[u8]; 14] = [
    b",",
    b"\"",
    b"\n",
    b"\r",
    b"{",
    b"]",
    b"-",
    b"99999999999999999999",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    "日".as_bytes(),
    b"null",
    b"1e400",
    b"\0",
];

fn broken(random: &mut Random, seed: &[u8]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..1 + random.below(6) {
        let at = random.below(bytes.len() as i64 + 1) as usize;
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => {
                let token = random.pick(&TOKENS).to_vec();
                bytes.splice(at..at, token);
            }
            2 => {
                let end = (at + random.below(20) as usize).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + random.below(60) as usize).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.next() as u8;
                }
            }
        }
    }
    bytes
}

fn run(seed: u64, time: Duration) -> u64 {
    // A decoder that gives up by unwinding is caught by the reader; its message is no news here.
    std::panic::set_hook(Box::new(|_| {}));
    let policy = sample();
    let (seeds, sheets, mut random) = (seeds(&policy), sheets(), Random(seed));
    let (begun, mut files) = (Instant::now(), 0);
    while begun.elapsed() < time {
        let (format, seed) = random.pick(&seeds);
        let bytes = broken(&mut random, seed);
        let encoding = *random.pick(&[Encoding::Detect, Encoding::Utf8, Encoding::Gb18030]);
        let read = Instant::now();
        let reports = [
            read_bills_bytes(&policy, "f", bytes.clone(), *format, encoding).err(),
            read_persons_bytes(&policy, "f", bytes.clone(), *format, encoding).err(),
            read_accumulators_bytes(&policy, "f", bytes.clone(), *format, encoding).err(),
            read_results_bytes(&policy, "f", bytes, *format).err(),
        ];
        for report in reports.into_iter().flatten() {
            assert!(!report.zh().is_empty());
        }
        let (format, seed) = random.pick(&sheets);
        read_sheet(*format, broken(&mut random, seed), encoding);
        assert!(
            read.elapsed() < Duration::from_secs(10),
            "a file took {:?}",
            read.elapsed()
        );
        files += 1;
    }
    files
}

#[test]
fn broken_files_are_answered() {
    assert!(run(1, Duration::from_secs(2)) > 10);
}

#[test]
#[ignore = "long: SOAK_SECONDS (600) with SOAK_SEED (1)"]
fn broken_files_are_answered_for_long() {
    let setting = |name: &str, default: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let (seed, seconds) = (setting("SOAK_SEED", 1), setting("SOAK_SECONDS", 600));
    let files = run(seed, Duration::from_secs(seconds));
    println!("seed {seed}: {files} broken files in {seconds} s");
}
