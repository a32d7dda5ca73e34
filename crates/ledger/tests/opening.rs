//! Taking books over: opening balances of the merger, old charts, upload, transfer to another keeper.

mod common;

use std::collections::BTreeMap;

use base::{Date, Fen};
use common::{Town, account, day, part, region, year};
use ledger::book::opening::{Handover, from_audit, hand_over, upload};
use ledger::book::{AsKnown, Balances, BookKey};
use ledger::chart::TrialLine;
use ledger::entry::{BankAccount, Book, Dimensions, Fund, FundMode, SubAccount};

const POOL: &str = "4311";
const COUNTIES: [&str; 2] = ["431124", "431129"];

fn line(number: u16, sub: &str, fen: i64) -> TrialLine {
    TrialLine {
        account: account(number),
        sub: (!sub.is_empty()).then(|| SubAccount::new(sub).unwrap()),
        on_debit: Fen::new(fen),
    }
}

fn dims(pool: &str, county: &str, fund: Fund, book: Book, date: &str) -> Dimensions {
    Dimensions {
        pool: region(pool),
        county: region(county),
        fund,
        book,
        fund_year: year(day(date).year()),
    }
}

/// A town whose two old schemes hold money, with the year carried over.
fn two_schemes() -> Town {
    let mut town = Town::new(POOL, FundMode::RiskFund);
    let mut amount = 100_000;
    for fund in [Fund::UrbanResident, Fund::Nrcms] {
        for county in COUNTIES {
            let mut case = town.case(
                "E8",
                "",
                county,
                "2025-06-01",
                &[part("县", amount).of(2025)],
            );
            case.fund = fund;
            town.must(&case);
            let mut case = town.case("E10", "", county, "2025-07-01", &[part("", amount / 4)]);
            case.fund = fund;
            town.must(&case);
            let mut case = town.case("E30", "", county, "2025-08-01", &[part("", 77)]);
            case.fund = fund;
            case.slots.insert("bank".to_owned(), account(1004));
            town.must(&case);
            amount += 1_111;
        }
    }
    town.carry("2025-12-31");
    town
}

trait Of {
    fn of(self, year: i32) -> Self;
}

impl Of for ledger::event::Part {
    fn of(self, year: i32) -> Self {
        common::PartExt::of_year(self, year)
    }
}

/// What an audit of a set of books confirms: here what stands in it.
fn audit(town: &Town, key: BookKey) -> Vec<TrialLine> {
    town.carried(key)
        .into_iter()
        .map(|carried| TrialLine {
            account: carried.key.account,
            sub: carried.key.sub,
            on_debit: carried.on_debit,
        })
        .collect()
}

fn merge(town: &mut Town, tamper: i64) -> Result<(), base::Refused> {
    let banks = BTreeMap::new();
    let keys: Vec<BookKey> = town
        .books()
        .into_iter()
        .filter(|key| matches!(key.fund, Fund::UrbanResident | Fund::Nrcms))
        .collect();
    let mut audits: Vec<Vec<TrialLine>> = keys.iter().map(|key| audit(town, *key)).collect();
    audits[0][0].on_debit = Fen::new(audits[0][0].on_debit.get() + tamper);
    let handovers: Vec<Handover<'_>> = keys
        .iter()
        .zip(&audits)
        .map(|(key, audited)| {
            let from = town.dims(key, day("2026-01-01"));
            Handover {
                from,
                to: from.of_fund(Fund::ResidentPooled),
                carried: town.carried(*key),
                audited,
                mapping: None,
                banks: &banks,
                kept_here: true,
            }
        })
        .collect();
    let documents = hand_over(&town.header("E37", "2026-01-01"), &handovers)?;
    for document in documents {
        town.post(&document)?;
    }
    Ok(())
}

/// REQ-161: the opening of the merged fund is the sum of the audited closings of both, account by account
/// and county by county, in the fiscal and expenditure accounts; the old books are empty.
#[test]
fn req_161_opening_is_the_sum_of_audited_closings() {
    let mut town = two_schemes();
    let old = town.balances();
    assert_eq!(
        merge(&mut town, 1).unwrap_err().code(),
        "ledger.not_audited"
    );
    merge(&mut town, 0).unwrap();
    for county in COUNTIES {
        for (book, numbers) in [
            (Book::Agency, &[1003, 1004, 2001, 3001][..]),
            (Book::Fiscal, &[1003, 3001]),
        ] {
            for number in numbers {
                let before: i64 = [Fund::UrbanResident, Fund::Nrcms]
                    .iter()
                    .map(|fund| {
                        old.balance(region(county), *fund, book, account(*number))
                            .unwrap()
                            .get()
                    })
                    .sum();
                assert_ne!(before, 0, "{number}");
                assert_eq!(
                    town.balance(county, Fund::ResidentPooled, book, *number),
                    before
                );
                assert_eq!(town.balance(county, Fund::UrbanResident, book, *number), 0);
                assert_eq!(town.balance(county, Fund::Nrcms, book, *number), 0);
            }
        }
    }
    town.verify_chains();
}

/// REQ-204: the trial balances of both old charts map to one balanced trial balance of the new one.
#[test]
fn req_204_both_old_charts_map_to_one_balanced_trial_balance() {
    let mut town = Town::new(POOL, FundMode::RiskFund);
    let urban = vec![
        line(101, "", 900_000),
        line(102, "", 200_000),
        line(105, "", 30_000),
        line(201, "", -50_000),
        line(202, "", -10_000),
        line(301, "", -1_070_000),
    ];
    let rural = vec![
        line(1002, "", 5_000),
        line(1003, "", 40_000),
        line(1004, "", 700_000),
        line(1101, "", 12_000),
        line(2101, "", -7_000),
        line(3001, "一般统筹基金", -600_000),
        line(3001, "风险统筹基金", -100_000),
        line(3002, "", -50_000),
    ];
    let banks = BTreeMap::new();
    let mut mapped = Vec::new();
    let mut handovers = Vec::new();
    let mappings = town.mappings.clone();
    let from_1999 = mappings.get("1999-fiscal", "2017-agency").unwrap();
    let from_2008 = mappings.get("2008-nrcms", "2017-agency").unwrap();
    for (fund, trial, mapping) in [
        (Fund::UrbanResident, &urban, from_1999),
        (Fund::Nrcms, &rural, from_2008),
    ] {
        mapped.extend(mapping.apply(trial).unwrap());
        let from = dims(POOL, COUNTIES[0], fund, Book::Agency, "2018-01-01");
        handovers.push(Handover {
            from,
            to: from.of_fund(Fund::ResidentPooled),
            carried: from_audit(trial, BookKey::of(&from)),
            audited: trial,
            mapping: Some(mapping),
            banks: &banks,
            kept_here: false,
        });
    }
    assert_eq!(
        Fen::checked_sum(mapped.iter().map(|line| line.on_debit)),
        Some(Fen::ZERO)
    );
    let documents = hand_over(&town.header("E37", "2018-01-01"), &handovers).unwrap();
    assert_eq!(documents.len(), 1);
    town.post(&documents[0]).unwrap();
    let has = |number| town.balance(COUNTIES[0], Fund::ResidentPooled, Book::Agency, number);
    assert_eq!(has(1002), 5_000);
    assert_eq!(
        has(1003),
        900_000 + 700_000,
        "the old chart's 1004 is the new one's 1003"
    );
    assert_eq!(has(1004), 40_000, "and the other way round");
    assert_eq!(has(1101), 42_000);
    assert_eq!(has(1201), 200_000);
    assert_eq!(has(2001), 57_000);
    assert_eq!(has(2101), 10_000);
    assert_eq!(has(3001), 1_070_000 + 650_000);
    assert_eq!(has(3101), 100_000);
    // A trial balance that does not balance is not taken.
    let mut wrong = rural.clone();
    wrong[0].on_debit = Fen::new(5_001);
    let mut handover = handovers.remove(1);
    handover.carried = from_audit(&wrong, BookKey::of(&handover.from));
    handover.audited = &wrong;
    let answer = hand_over(&town.header("E37", "2018-01-02"), &[handover]).unwrap_err();
    assert_eq!(answer.code(), "ledger.unsound");
}

/// REQ-200: the fund of an enterprise group goes to the provincial fiscal account: what the giver empties
/// is what the taker opens, account by account, under one document id in two pooling areas.
#[test]
fn req_200_a_groups_fund_goes_to_the_province_with_equal_balances() {
    let mut group = Town::new("4101", FundMode::Single);
    let mut case = group.case(
        "E8",
        "",
        "4101",
        "2025-06-01",
        &[part("市", 5_000_000).of(2025)],
    );
    case.fund = Fund::EmployeePooled;
    group.must(&case);
    group.carry("2025-12-31");
    let mut province = Town::new("41", FundMode::Single);
    let keys = group.books();
    let banks = BTreeMap::new();
    let audits: Vec<Vec<TrialLine>> = keys.iter().map(|key| audit(&group, *key)).collect();
    let handovers: Vec<Handover<'_>> = keys
        .iter()
        .zip(&audits)
        .map(|(key, audited)| Handover {
            from: group.dims(key, day("2026-02-28")),
            to: dims("41", "41", key.fund, key.book, "2026-02-28"),
            carried: group.carried(*key),
            audited,
            mapping: None,
            banks: &banks,
            kept_here: true,
        })
        .collect();
    let documents = hand_over(&group.header("E37", "2026-02-28"), &handovers).unwrap();
    let before = group.balances();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0].id, documents[1].id);
    for document in &documents {
        let to_province = document.entries[0].dims.pool == region("41");
        let town = if to_province {
            &mut province
        } else {
            &mut group
        };
        town.post(document).unwrap();
    }
    for key in &keys {
        for number in [1003, 3001] {
            let given = before
                .balance(key.county, key.fund, key.book, account(number))
                .unwrap();
            assert_eq!(
                province.balance("41", key.fund, key.book, number),
                given.get()
            );
            assert_eq!(group.balance("4101", key.fund, key.book, number), 0);
        }
    }
    assert_ne!(
        province.balance("41", Fund::EmployeePooled, Book::Agency, 1003),
        0
    );
}

#[test]
fn an_upload_moves_the_money_and_leaves_the_county_its_share() {
    let mut town = Town::new("3404", FundMode::Single);
    let mut case = town.case(
        "E8",
        "",
        "340422",
        "2020-11-01",
        &[part("县", 8_000).of(2020)],
    );
    let county = BankAccount::new("shou-fiscal").unwrap();
    case.banks.insert("1003".to_owned(), county.clone());
    town.must(&case);
    town.mode = FundMode::Unified;
    let city = BankAccount::new("city-fiscal").unwrap();
    let both = [Book::Agency, Book::Fiscal]
        .map(|book| dims("3404", "340422", Fund::ResidentPooled, book, "2020-12-10"));
    let header = town.header("E37", "2020-12-10");
    let document = upload(
        header.clone(),
        &both,
        account(1003),
        Fen::new(8_000),
        (&county, &city),
    )
    .unwrap();
    let back = upload(
        header,
        &both,
        account(1003),
        Fen::new(8_000),
        (&city, &county),
    )
    .unwrap();
    assert_eq!(town.check(&back).unwrap_err().code(), "ledger.not_gathered");
    town.post(&document).unwrap();
    assert_eq!(
        town.balance("340422", Fund::ResidentPooled, Book::Agency, 1003),
        8_000
    );
    let balances = Balances::of(&town.journal, AsKnown::until(Date::MAX)).unwrap();
    let at = |bank: &BankAccount| {
        let own = balances
            .iter()
            .filter(|(key, _)| key.book == Book::Fiscal && key.bank_account.as_ref() == Some(bank));
        own.map(|(_, turnover)| turnover.on_debit().unwrap().get())
            .sum::<i64>()
    };
    assert_eq!((at(&county), at(&city)), (0, 8_000));
}
