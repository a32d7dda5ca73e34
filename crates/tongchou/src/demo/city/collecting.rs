//! A year's collection: bills for everybody enrolled, then month by month the files of agents, schools,
//! banks and the tax bureau, and what they bring into the books.

use super::booking::{self, Happened};
use super::register::number;
use super::scene::{Scene, day};
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::{BillNo, Date, Fen, PersonNo, RegionCode, RegionLevel, Validity};
use enrolment::Scheme;
use enrolment::contribution::{Channel, Year};
use sample::{City, Person, paying};
use service::contribution::billing::{self, Run};
use service::contribution::collect::{self, Collection, PaidRow, RowResult, Whom};
use std::collections::BTreeMap;

/// Bills read at once.
const PAGE: i64 = 5_000;
/// One payer of so many gives a 元 too little: the money waits until somebody has looked.
const MISTAKES: u32 = 400;

/// What a bill still asks for.
#[derive(Clone, Copy)]
struct Due {
    bill: BillNo,
    left: Fen,
}

/// A payment on its way: by whom, when, how much.
struct Coming {
    row: PaidRow,
}

/// Payments by the first day of the month, the county and the channel.
type Calendar = BTreeMap<(Date, RegionCode, &'static str), (Channel, Vec<Coming>)>;

/// Bills a year and collects it.
pub fn of_year(scene: &Scene<'_>, year: i32) -> Result<()> {
    bill(scene, year)?;
    let mut months: BTreeMap<Date, BTreeMap<RegionCode, Taken>> = BTreeMap::new();
    let calendar = calendar(scene, year)?;
    for ((month, county, _), (channel, rows)) in calendar {
        let taken = take(scene, (month, county), channel, year, rows)?;
        let of_month = months.entry(month).or_default();
        of_month.entry(county).or_default().add(channel, taken)?;
    }
    let (mut paid, mut waiting) = (Fen::ZERO, 0);
    for (month, counties) in &months {
        for (county, taken) in counties {
            enter(scene, (*month, *county), year, taken)?;
            paid = sum(paid, sum(taken.tax, taken.banks)?)?;
            waiting += taken.waiting;
        }
    }
    scene.say(&format!(
        "{year} 年个人缴费到账 {paid} 元，{waiting} 笔与账单不符待处理"
    ));
    Ok(())
}

fn window(year: i32) -> Result<Validity> {
    let (first, last) = (day(year - 1, 9, 1)?, day(year, 3, 31)?);
    Validity::new(Some(first), Some(last)).map_err(|error| anyhow!(error.zh()))
}

fn year_of(year: i32) -> Result<Year> {
    Year::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))
}

/// Draws up the bills of every county.
pub fn bill(scene: &Scene<'_>, year: i32) -> Result<()> {
    let clerk = scene.staff.of("shibanjing")?;
    let (mut bills, mut refused, mut amount) = (0, 0, Fen::ZERO);
    for county in scene.city.counties() {
        let run = Run {
            region: county.region,
            scheme: Scheme::Resident,
            year: year_of(year)?,
            window: Some(window(year)?),
        };
        let made = billing::make(&scene.desk(), clerk, &run, &mut |_| ()).map_err(Fault::from)?;
        let batch = made.batch;
        bills += batch.taken;
        refused += batch.refused;
        amount = sum(amount, batch.amount)?;
    }
    scene.say(&format!(
        "{year} 年账单 {bills} 张、合计 {amount} 元，未开 {refused} 张"
    ));
    Ok(())
}

/// Every bill of the year that is not paid, by person.
fn dues(scene: &Scene<'_>, year: i32) -> Result<BTreeMap<PersonNo, Due>> {
    let clerk = scene.staff.of("shibanjing")?;
    let (mut dues, mut after) = (BTreeMap::new(), None);
    loop {
        let page = billing::unpaid(&scene.desk(), clerk, year_of(year)?, after, PAGE);
        let page = page.map_err(Fault::from)?;
        after = page.last().map(|bill| bill.key.bill);
        for bill in &page {
            let (bill_no, left) = (bill.key.bill, bill.settled.left());
            dues.insert(
                bill.person,
                Due {
                    bill: bill_no,
                    left,
                },
            );
        }
        if (page.len() as i64) < PAGE {
            return Ok(dues);
        }
    }
}

/// Who pays when and through whom.
fn calendar(scene: &Scene<'_>, year: i32) -> Result<Calendar> {
    let dues = dues(scene, year)?;
    let mut calendar = Calendar::new();
    for person in scene.city.people() {
        let due = number(scene, &person).and_then(|no| dues.get(&no));
        let Some((due, payment)) = due.zip(paying::of(scene.city, &person, year)) else {
            continue;
        };
        let month = first_of(payment.on)?;
        let county = person
            .region
            .at(RegionLevel::County)
            .unwrap_or(person.region);
        let channel = channel(payment.channel);
        let of_file = calendar.entry((month, county, channel.code()));
        let (_, rows) = of_file.or_insert_with(|| (channel, Vec::new()));
        rows.push(Coming {
            row: row(scene.city, &person, (year, *due), payment.on, rows.len())?,
        });
    }
    Ok(calendar)
}

const fn channel(channel: paying::Channel) -> Channel {
    match channel {
        paying::Channel::Village => Channel::Agent,
        paying::Channel::School => Channel::School,
        paying::Channel::Bank => Channel::BankOutlet,
        paying::Channel::Tax => Channel::Tax,
    }
}

fn first_of(date: Date) -> Result<Date> {
    day(date.year(), date.month(), 1)
}

fn row(
    city: &City,
    person: &Person,
    (year, due): (i32, Due),
    on: Date,
    place: usize,
) -> Result<PaidRow> {
    let mistaken = person.index % MISTAKES == MISTAKES / 2;
    let short = if mistaken { Fen::new(100) } else { Fen::ZERO };
    let amount = due.left.checked_sub(short).unwrap_or(due.left);
    Ok(PaidRow {
        line: i64::try_from(place)?.saturating_add(2),
        reference: format!("{}-{year}-{}", city.spec().pool.short(), due.bill),
        whom: Whom::Document(person.id.to_string()),
        name: person.name.clone(),
        year: year_of(year)?,
        amount,
        on,
    })
}

/// Money of a county and month.
#[derive(Default)]
struct Taken {
    tax: Fen,
    banks: Fen,
    waiting: u32,
}

impl Taken {
    fn add(&mut self, channel: Channel, (amount, waiting): (Fen, u32)) -> Result<()> {
        let slot = match channel {
            Channel::Tax => &mut self.tax,
            _ => &mut self.banks,
        };
        *slot = sum(*slot, amount)?;
        self.waiting += waiting;
        Ok(())
    }
}

fn sum(one: Fen, other: Fen) -> Result<Fen> {
    one.checked_add(other)
        .ok_or_else(|| anyhow!("金额合计超出范围"))
}

/// Takes a file in at the end of its month: what pays bills, and how many rows wait.
fn take(
    scene: &Scene<'_>,
    (month, county): (Date, RegionCode),
    channel: Channel,
    year: i32,
    rows: Vec<Coming>,
) -> Result<(Fen, u32)> {
    scene.clock.move_to(last_of(month)?);
    let collection = Collection {
        region: county,
        channel,
        collector: None,
        digest: format!("demo-{year}-{month}-{}", county.short()),
    };
    let amounts: BTreeMap<i64, Fen> = rows
        .iter()
        .map(|one| (one.row.line, one.row.amount))
        .collect();
    let (mut paid, mut waiting) = (Fen::ZERO, 0);
    let mut tell = |line: i64, result: &RowResult| match result {
        RowResult::Paid(_) => {
            let amount = amounts.get(&line).copied().unwrap_or(Fen::ZERO);
            paid = paid.checked_add(amount).unwrap_or(paid);
        }
        RowResult::Waiting(..) => waiting += 1,
        RowResult::Refused(_) => (),
    };
    let clerk = scene.staff.of("shibanjing")?;
    let rows = rows.into_iter().map(|one| Ok(one.row));
    collect::collect(&scene.desk(), clerk, &collection, rows, &mut tell).map_err(Fault::from)?;
    Ok((paid, waiting))
}

fn last_of(month: Date) -> Result<Date> {
    let next = month.first_of_next_month();
    next.and_then(|next| next.add_days(-1))
        .ok_or_else(|| anyhow!("日期超出范围"))
}

/// What a month brought a county: by way of the treasury from the tax bureau, by way of the income account
/// from banks, agents and schools; all of it is gathered in the fiscal special account by month end.
fn enter(
    scene: &Scene<'_>,
    (month, county): (Date, RegionCode),
    year: i32,
    taken: &Taken,
) -> Result<()> {
    let on = last_of(month)?;
    let steps = [
        ("E1", "current", taken.tax),
        ("E2", "transfer", taken.tax),
        ("E3", "current", taken.banks),
        ("E4", "premium", taken.banks),
    ];
    for (event, variant, amount) in steps {
        let happened = Happened {
            event,
            variant,
            county,
            on,
        };
        booking::book(scene, &happened, year, &[("个人缴费", amount)])?;
    }
    Ok(())
}
