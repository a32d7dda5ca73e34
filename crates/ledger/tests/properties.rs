//! Properties of the books over random sequences of events.

mod common;

use base::{Date, EntryNo, Fen};
use common::{PartExt, Town, account, day, part, region};
use ledger::book::{AsKnown, Balances};
use ledger::entry::{AccountClass, Book, CounterpartyKind, Document, Fund, FundMode, Side, chain};
use ledger::statement::{Column, Scope, balance_sheet};
use proptest::prelude::*;

const COUNTIES: [&str; 3] = ["431121", "431124", "431129"];
const FUNDS: [Fund; 3] = [Fund::ResidentPooled, Fund::Assistance, Fund::SeriousIllness];

/// One thing that somebody tries; much of it is refused, as the rules will have it.
#[derive(Debug, Clone)]
struct Try {
    event: usize,
    county: usize,
    fund: usize,
    amount: i64,
    sub: usize,
    slot: usize,
    days: i32,
    red: bool,
}

fn tries(count: usize) -> impl Strategy<Value = Vec<Try>> {
    let one = (
        0_usize..80,
        0_usize..4,
        0_usize..3,
        1_i64..100_000,
        0_usize..3,
        0_usize..3,
        0_i32..9,
        0_u8..8,
    );
    let one = one.prop_map(|(event, county, fund, amount, sub, slot, days, red)| Try {
        event,
        county,
        fund,
        amount,
        sub,
        slot,
        days,
        red: red == 0,
    });
    prop::collection::vec(one, count)
}

/// Runs the tries; how many were posted.
fn run(mode: FundMode, tries: &[Try]) -> (Town, usize) {
    let mut town = Town::new("4311", mode);
    town.ahead_from = Some(day("2026-06-01"));
    let variants: Vec<(String, String)> = town
        .events
        .iter()
        .flat_map(|event| {
            event
                .variants
                .iter()
                .map(|variant| (event.code.to_string(), variant.name.clone()))
        })
        .collect();
    let mut date = day("2026-01-02");
    let mut posted = 0;
    for one in tries {
        date = date.add_days(one.days).unwrap();
        let done = if one.red {
            undo(&mut town, one, date)
        } else {
            attempt(&mut town, one, date, &variants)
        };
        posted += usize::from(done);
    }
    (town, posted)
}

fn attempt(town: &mut Town, one: &Try, date: Date, variants: &[(String, String)]) -> bool {
    // Income comes more often than anything else, so that there is money to move.
    let (event, variant) = match one.event {
        40.. => variants[one.event % 8].clone(),
        other => variants[other * variants.len() / 40].clone(),
    };
    let subs = match event.as_str() {
        "E8" => ["中央", "省", "县"],
        "E11" | "E12" | "E14" | "E16" | "E17" | "E18" | "E19" | "E33" => {
            ["住院", "门诊统筹", "生育"]
        }
        "E1" | "E2" | "E3" | "E4" | "E5" | "E7" | "E9" | "E31" => ["个人缴费"; 3],
        _ => [""; 3],
    };
    let tiers = [COUNTIES[0], COUNTIES[1], COUNTIES[2], "4311"];
    let benefit = if variant == "ahead" {
        date.year() + 1
    } else {
        date.year()
    };
    let parts = [part(subs[one.sub], one.amount)
        .of_year(benefit)
        .with(CounterpartyKind::Provider, "H1")];
    let mut case = town.case(
        &event,
        &variant,
        tiers[one.county],
        &date.to_string(),
        &parts,
    );
    case.fund = FUNDS[one.fund];
    let code = ledger::entry::EventCode::parse(&event).unwrap();
    let slots = town
        .events
        .get(code)
        .unwrap()
        .variant(&variant)
        .unwrap()
        .slots
        .clone();
    for (name, accounts) in slots {
        case.slots.insert(name, accounts[one.slot % accounts.len()]);
    }
    town.run(&case).is_ok()
}

fn undo(town: &mut Town, one: &Try, date: Date) -> bool {
    if town.journal.is_empty() {
        return false;
    }
    let picked = &town.journal[one.event % town.journal.len()];
    let (document, event, tx) = (picked.document.clone(), picked.event, picked.tx);
    let posted: Vec<_> = town
        .entries_of(&document)
        .into_iter()
        .filter(|entry| entry.event == event && entry.tx == tx)
        .collect();
    let header = town.header(&event.to_string(), &date.to_string());
    let red = Document::undoing(header, &posted).unwrap();
    town.post(&red).is_ok()
}

fn bytes(town: &Town) -> Vec<Vec<u8>> {
    town.journal.iter().map(chain::canonical).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Every entry balances in its fund, county and book; no money is overdrawn; agency and fiscal agree on
    /// the fiscal special account; the city is the sum of its counties; chains hold; replay gives the same
    /// bytes.
    #[test]
    fn the_books_hold_after_any_sequence(tries in tries(160), single in any::<bool>()) {
        let mode = if single { FundMode::Unified } else { FundMode::RiskFund };
        let (town, posted) = run(mode, &tries);
        prop_assert!(posted > 5, "{posted}");
        for entry in &town.journal {
            let side = |side| Fen::checked_sum(entry.legs.iter().filter(|leg| leg.side == side).map(|leg| leg.amount));
            prop_assert_eq!(side(Side::Debit), side(Side::Credit));
        }
        let balances = town.balances();
        prop_assert_eq!(&balances, &town.standing);
        for key in town.books() {
            let chart = town.charts.on(key.book, key.fund, day("2026-01-01")).unwrap();
            for money in chart.accounts().filter(|account| account.money.is_some()) {
                let left = balances.balance(key.county, key.fund, key.book, money.code).unwrap();
                prop_assert!(left >= Fen::ZERO, "{:?} {} {}", key, money.code, left);
            }
            let of = |book| balances.balance(key.county, key.fund, book, account(1003)).unwrap();
            prop_assert_eq!(of(Book::Agency), of(Book::Fiscal));
        }
        sums_of_counties(&town, &balances)?;
        town.verify_chains();
        let (again, _) = run(mode, &tries);
        prop_assert_eq!(bytes(&town), bytes(&again));
        prop_assert_eq!(&town.links, &again.links);
    }

    /// A refused document leaves no trace, and undoing all that can be undone leaves nothing.
    #[test]
    fn red_letter_leaves_no_balance(tries in tries(60)) {
        let tries: Vec<Try> = tries.into_iter().map(|one| Try { red: false, ..one }).collect();
        let (mut town, _) = run(FundMode::Unified, &tries);
        let date = "2027-12-01";
        // Latest first: what was paid out comes back before what came in is taken away.
        let mut steps: Vec<_> = town.journal.iter().map(|entry| entry.tx).collect();
        steps.dedup();
        for tx in steps.into_iter().rev() {
            let posted: Vec<_> = town.journal.iter().filter(|entry| entry.tx == tx).cloned().collect();
            let event = posted[0].event.to_string();
            let red = Document::undoing(town.header(&event, date), &posted).unwrap();
            let undone = town.post(&red);
            prop_assert!(undone.is_ok(), "{:?}", undone);
        }
        for (key, turnover) in town.balances().iter() {
            prop_assert_eq!(turnover.on_debit(), Ok(Fen::ZERO), "{:?}", key);
        }
        let numbers: Vec<EntryNo> = town.journal.iter().map(|entry| entry.no).collect();
        prop_assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
        town.verify_chains();
    }
}

fn sums_of_counties(town: &Town, balances: &Balances) -> Result<(), TestCaseError> {
    for fund in FUNDS {
        let scope = Scope {
            fund,
            book: Book::Agency,
            tiers: COUNTIES
                .iter()
                .chain(&["4311"])
                .map(|tier| region(tier))
                .collect(),
            known: AsKnown::until(Date::MAX),
        };
        let tiers = scope.tiers.clone();
        let chart = town.charts.chart("2017-agency").unwrap();
        let sheet = balance_sheet(scope, chart, balances).unwrap();
        for row in &sheet.rows {
            let parts = tiers.iter().map(|tier| row.amounts[&Column::Tier(*tier)]);
            prop_assert_eq!(
                Fen::checked_sum(parts),
                row.amounts.get(&Column::Sum).copied()
            );
        }
        let both = ["资产合计", "负债及结余合计"]
            .map(|label| sheet.row(label).map(|row| row.amounts.clone()));
        prop_assert_eq!(&both[0], &both[1]);
        let assets = balances.iter().filter(|(key, _)| {
            (key.fund, key.book) == (fund, Book::Agency)
                && key.account.class() == AccountClass::Asset
        });
        let assets = assets.map(|(_, turnover)| turnover.on_debit().unwrap());
        prop_assert_eq!(
            Fen::checked_sum(assets),
            sheet.amount("资产合计", Column::Sum)
        );
    }
    Ok(())
}
