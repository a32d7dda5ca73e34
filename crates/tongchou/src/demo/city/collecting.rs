//! A year's collection: bills for everybody enrolled, then month by month the files of agents, schools,
//! banks and the tax bureau; money that nobody asked for is paid back.

use super::register::number;
use super::scene::{Scene, day, sum};
use crate::office::Fault;
use access::Verdict;
use anyhow::{Result, anyhow};
use base::{BillNo, Fen, PersonNo, RegionCode, RegionLevel, Validity};
use enrolment::contribution::payment::Refund;
use enrolment::contribution::{Channel, Year};
use enrolment::{Month, Scheme};
use sample::{City, Person, paying};
use service::contribution::billing::{self, Run};
use service::contribution::collect::{self, Collection, PaidRow, RowResult, Whom};
use service::contribution::money;
use std::collections::BTreeMap;

/// Bills read at once.
const PAGE: i64 = 5_000;
/// One payer of so many gives a 元 too little: the money waits until somebody has looked.
const MISTAKES: u32 = 400;
/// One of so many items that wait is still being asked about when the month ends.
const SLOW: i64 = 3;

/// What a bill still asks for.
#[derive(Clone, Copy)]
struct Due {
    bill: BillNo,
    left: Fen,
}

/// The payments that are on their way, by month, county and channel.
#[derive(Default)]
pub struct Calendar(BTreeMap<(Month, RegionCode, &'static str), (Channel, Vec<PaidRow>)>);

/// What a month brought.
#[derive(Default)]
pub struct Taken {
    /// What pays bills.
    pub paid: Fen,
    /// Rows that wait.
    pub waiting: u32,
    /// What lies in the income account of each county.
    cash: BTreeMap<RegionCode, Fen>,
}

/// Bills a year; how many persons are billed in each county, and who will pay when.
pub fn of_year(
    scene: &Scene<'_>,
    year: i32,
    calendar: &mut Calendar,
) -> Result<BTreeMap<RegionCode, i64>> {
    let heads = bill(scene, year)?;
    calendar.add(scene, year)?;
    Ok(heads)
}

impl Calendar {
    /// Takes in what arrives in a month.
    pub fn month(&mut self, scene: &Scene<'_>, month: Month) -> Result<Taken> {
        let mut taken = Taken::default();
        let of_month = self.0.keys().filter(|(first, ..)| *first == month);
        for key in of_month.copied().collect::<Vec<_>>() {
            if let Some((channel, rows)) = self.0.remove(&key) {
                take(scene, (key.0, key.1), channel, rows, &mut taken)?;
            }
        }
        Ok(taken)
    }

    /// Who pays a year, when and through whom.
    fn add(&mut self, scene: &Scene<'_>, year: i32) -> Result<()> {
        let dues = dues(scene, year)?;
        for person in scene.city.people() {
            let due = number(scene, &person).and_then(|no| dues.get(&no));
            let Some((due, payment)) = due.zip(paying::of(scene.city, &person, year)) else {
                continue;
            };
            let county = person.region.at(RegionLevel::County);
            let channel = channel(payment.channel);
            let key = (
                Month::of(payment.on),
                county.unwrap_or(person.region),
                channel.code(),
            );
            let (_, rows) = self.0.entry(key).or_insert_with(|| (channel, Vec::new()));
            let place = rows.len();
            rows.push(row(scene.city, &person, (year, *due), (payment, place))?);
        }
        Ok(())
    }
}

fn window(year: i32) -> Result<Validity> {
    let (first, last) = (day(year - 1, 9, 1)?, day(year, 3, 31)?);
    Validity::new(Some(first), Some(last)).map_err(|error| anyhow!(error.zh()))
}

fn year_of(year: i32) -> Result<Year> {
    Year::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))
}

/// Draws up the bills of every county: how many persons have one.
pub fn bill(scene: &Scene<'_>, year: i32) -> Result<BTreeMap<RegionCode, i64>> {
    let clerk = scene.staff.of("shibanjing")?;
    let (mut bills, mut refused, mut amount) = (0, 0, Fen::ZERO);
    let mut heads = BTreeMap::new();
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
        heads.insert(county.region, batch.taken);
        refused += batch.refused;
        amount = sum(amount, batch.amount)?;
    }
    scene.say(&format!(
        "{year} 年账单 {bills} 张、合计 {amount} 元，未开 {refused} 张"
    ));
    Ok(heads)
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

/// Every bill of a year is paid on the first of the December before it, through the tax bureau; who has paid.
pub fn pay_all(scene: &Scene<'_>, year: i32) -> Result<Vec<PersonNo>> {
    let (dues, on) = (dues(scene, year)?, day(year - 1, 12, 1)?);
    scene.clock.move_to(on);
    let payment = paying::Payment {
        on,
        channel: paying::Channel::Tax,
    };
    let mut files: BTreeMap<RegionCode, Vec<PaidRow>> = BTreeMap::new();
    let mut paying = Vec::new();
    for person in scene.city.people() {
        let known = number(scene, &person);
        let Some((no, due)) = known.and_then(|no| Some((no, dues.get(&no)?))) else {
            continue;
        };
        let county = person.region.at(RegionLevel::County);
        let rows = files.entry(county.unwrap_or(person.region)).or_default();
        let place = rows.len();
        rows.push(row(scene.city, &person, (year, *due), (payment, place))?);
        paying.push(no);
    }
    let mut taken = Taken::default();
    for (county, rows) in files {
        let of = (Month::of(on), county);
        take(scene, of, Channel::Tax, rows, &mut taken)?;
    }
    scene.say(&format!("{year} 年个人缴费 {} 元", taken.paid));
    Ok(paying)
}

const fn channel(channel: paying::Channel) -> Channel {
    match channel {
        paying::Channel::Village => Channel::Agent,
        paying::Channel::School => Channel::School,
        paying::Channel::Bank => Channel::BankOutlet,
        paying::Channel::Tax => Channel::Tax,
    }
}

fn row(
    city: &City,
    person: &Person,
    (year, due): (i32, Due),
    (payment, place): (paying::Payment, usize),
) -> Result<PaidRow> {
    // The tax bureau collects by the bill; who takes cash makes mistakes.
    let by_hand = payment.channel != paying::Channel::Tax;
    let mistaken = by_hand && person.index % MISTAKES == MISTAKES / 2;
    let short = if mistaken { Fen::new(100) } else { Fen::ZERO };
    let amount = due.left.checked_sub(short).unwrap_or(due.left);
    Ok(PaidRow {
        line: i64::try_from(place)?.saturating_add(2),
        reference: format!("{}-{year}-{}", city.spec().pool.short(), due.bill),
        whom: Whom::Document(person.id.to_string()),
        name: person.name.clone(),
        year: year_of(year)?,
        amount,
        on: payment.on,
    })
}

/// Takes a file in at the end of its month.
fn take(
    scene: &Scene<'_>,
    (month, county): (Month, RegionCode),
    channel: Channel,
    rows: Vec<PaidRow>,
    taken: &mut Taken,
) -> Result<()> {
    scene.clock.move_to(month.last());
    let collection = Collection {
        region: county,
        channel,
        collector: None,
        digest: format!("demo-{}-{}", month.first(), county.short()),
    };
    let amounts: BTreeMap<i64, Fen> = rows.iter().map(|one| (one.line, one.amount)).collect();
    let mut tell = |line: i64, result: &RowResult| match result {
        RowResult::Paid(_) => {
            let amount = amounts.get(&line).copied().unwrap_or(Fen::ZERO);
            taken.paid = taken.paid.checked_add(amount).unwrap_or(taken.paid);
            if channel != Channel::Tax {
                let cash = taken.cash.entry(county).or_default();
                *cash = cash.checked_add(amount).unwrap_or(*cash);
            }
        }
        RowResult::Waiting(..) => taken.waiting += 1,
        RowResult::Refused(_) => (),
    };
    let clerk = scene.staff.of("shibanjing")?;
    let rows = rows.into_iter().map(Ok);
    collect::collect(&scene.desk(), clerk, &collection, rows, &mut tell).map_err(Fault::from)?;
    Ok(())
}

/// Pays back what has waited since an earlier month, out of what came into the same income account in this
/// one; how many payments.
pub fn pay_back(scene: &Scene<'_>, month: Month, taken: &mut Taken) -> Result<u32> {
    let (clerk, reviewer) = (scene.staff.of("shibanjing")?, scene.staff.of("shihe")?);
    let (desk, mut paid) = (scene.desk(), 0);
    let waiting = money::waiting(&desk, clerk).map_err(Fault::from)?;
    let asked = |item: &&store::contribution::suspense::Item| {
        item.on < month.first() && item.item.no.get() % SLOW != 0
    };
    for item in waiting.iter().filter(asked) {
        let county = item.item.region.at(RegionLevel::County);
        let cash = county.and_then(|county| taken.cash.get_mut(&county));
        let Some(cash) = cash.filter(|cash| **cash >= item.amount) else {
            continue;
        };
        *cash = cash.checked_sub(item.amount).unwrap_or(Fen::ZERO);
        let refund = Refund {
            of: item.item.payment,
            amount: item.amount,
            channel: item.channel,
            reason: "金额不符，退回后重缴".to_owned(),
        };
        let no = money::propose_refund(&desk, clerk, &refund).map_err(Fault::from)?;
        money::decide_refund(&desk, reviewer, no, Verdict::Approved, "属实")
            .map_err(Fault::from)?;
        paid += 1;
    }
    Ok(paid)
}
