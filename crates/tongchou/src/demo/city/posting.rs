//! What was collected goes into the books, county by county, and the money to the fiscal special account.

use super::booking::{self, Happened, Piece};
use super::scene::{Scene, sum};
use super::story::Story;
use crate::office::Fault;
use access::{Role, Verdict};
use anyhow::Result;
use base::{Date, Fen, RegionCode};
use enrolment::Month;
use ledger::entry::{Book, Fund};
use ledger::statement::Column;
use service::books::{self, Asked, Paper};
use service::{ServiceError, posting};
use std::collections::BTreeMap;
use store::posting::Item;

/// The balance of each account and county.
pub type Balances = BTreeMap<(u16, RegionCode), Fen>;

/// Posts a month and empties income accounts and treasury.
pub fn month(scene: &Scene<'_>, story: &mut Story, month: Month) -> Result<()> {
    let mut other = BTreeMap::new();
    for county in scene.city.counties() {
        let items = run(scene, county.region, month)?;
        let waits = items.iter().map(suspense).try_fold(Fen::ZERO, sum)?;
        other.insert(county.region, waits.max(Fen::ZERO));
        let ahead = |item: &&Item| item.variant == "ahead" && item.fund == Fund::ResidentPooled;
        for item in items.iter().filter(ahead) {
            let kept = story
                .ahead
                .entry((county.region, month.year() + 1))
                .or_default();
            *kept = sum(*kept, item.amount)?;
        }
    }
    gather(scene, Fund::ResidentPooled, month, &other)
}

/// What an item adds to the money that waits in the income account.
fn suspense(item: &Item) -> Fen {
    match (item.event.get(), item.variant.as_str()) {
        (30, _) => item.amount,
        (31, "returned") => item.amount.checked_neg().unwrap_or(Fen::ZERO),
        _ => Fen::ZERO,
    }
}

/// Posts what a county collected since the last time; nothing where nothing came.
fn run(scene: &Scene<'_>, county: RegionCode, month: Month) -> Result<Vec<Item>> {
    let maker = scene.staff.at(county, Role::Accountant, 0)?;
    let voucher = format!("{}{}对账单", county.short(), month.zh());
    let made = posting::propose(&scene.desk(), maker, county, month.last(), &voucher);
    let (run, items) = match made {
        Err(ServiceError::Refused(refused)) if refused.code() == "posting.nothing" => {
            return Ok(Vec::new());
        }
        made => made.map_err(Fault::from)?,
    };
    let checker = scene.staff.at(county, Role::FinanceReviewer, 0)?;
    posting::decide(
        &scene.desk(),
        checker,
        run.no,
        Verdict::Approved,
        "账实相符",
    )
    .map_err(Fault::from)?;
    Ok(items)
}

/// All that lies in treasury and income accounts goes to the fiscal special account of the county; `other`
/// is the part of the income account that waits until somebody knows whose it is.
pub fn gather(
    scene: &Scene<'_>,
    fund: Fund,
    month: Month,
    other: &BTreeMap<RegionCode, Fen>,
) -> Result<()> {
    let balances = balances(scene, fund, month.last())?;
    for county in scene.city.counties() {
        let lies = |account| {
            let balance = balances.get(&(account, county.region));
            balance.copied().unwrap_or(Fen::ZERO)
        };
        let waits = other.get(&county.region).copied().unwrap_or(Fen::ZERO);
        let waits = waits.min(lies(1002));
        let premiums = lies(1002).checked_sub(waits).unwrap_or(Fen::ZERO);
        let moves = [
            ("E2", "transfer", "个人缴费", lies(1005)),
            ("E4", "premium", "个人缴费", premiums),
            ("E4", "other", "", waits),
        ];
        for (event, variant, sub, amount) in moves {
            let reference = format!("划款{}-{}", county.region.short(), month.first());
            let happened = Happened {
                event,
                variant,
                fund,
                county: county.region,
                on: month.last(),
                slot: None,
                reference: &reference,
            };
            let piece = Piece {
                sub,
                year: None,
                party: None,
                amount,
            };
            booking::book(scene, &happened, &[piece])?;
        }
    }
    Ok(())
}

/// What stands on the accounts of a fund on a day, by county.
pub fn balances(scene: &Scene<'_>, fund: Fund, on: Date) -> Result<Balances> {
    let asked = Asked {
        paper: Paper::BalanceSheet,
        fund,
        book: Book::Agency,
        until: on,
        tx: None,
    };
    let accountant = scene.staff.of("kuaiji")?;
    let sheet = books::drawn(&scene.desk(), accountant, &asked).map_err(Fault::from)?;
    let mut balances = Balances::new();
    let accounts = sheet
        .rows
        .iter()
        .filter(|row| row.level == 1 && row.sub.is_none());
    for row in accounts {
        let [(account, _)] = row.accounts.as_slice() else {
            continue;
        };
        for (column, amount) in &row.amounts {
            if let Column::Tier(county) = column {
                balances.insert((account.get(), *county), *amount);
            }
        }
    }
    Ok(balances)
}
