//! Subsidies of a year: what each level of government owes each county by headcount, arrives, and is
//! booked.

use super::booking::{self, Happened};
use super::scene::{Scene, day};
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::{Fen, RegionCode, Validity};
use enrolment::Scheme;
use enrolment::contribution::subsidy::{ChannelCode, SubsidyChannel};
use enrolment::contribution::{Source, Year};
use service::contribution::subsidy;
use std::collections::BTreeMap;
use store::contribution::subsidy::Arrived;

/// The one channel through which subsidies come.
const CHANNEL: &str = "fiscal";

fn code() -> Result<ChannelCode> {
    ChannelCode::new(CHANNEL).map_err(|error| anyhow!(error.zh()))
}

/// Opens the channel.
pub fn open_channel(scene: &Scene<'_>) -> Result<()> {
    let channel = SubsidyChannel {
        code: code()?,
        title: "财政专户直拨".to_owned(),
        open: Validity::new(Some(scene.city.spec().reference()), None)
            .map_err(|error| anyhow!(error.zh()))?,
    };
    let officer = scene.staff.of("zhengce")?;
    subsidy::set_channel(&scene.desk(), officer, &channel).map_err(Fault::from)?;
    Ok(())
}

/// The detail under which each level is booked.
const fn level(payer: Source) -> Option<&'static str> {
    match payer {
        Source::Central => Some("中央"),
        Source::Province => Some("省"),
        Source::City => Some("市"),
        Source::County => Some("县"),
        _ => None,
    }
}

/// Every level pays what it owes by the end of June, except that one county's own finance department is
/// a tenth short.
pub fn of_year(scene: &Scene<'_>, year: i32) -> Result<()> {
    let on = day(year, 6, 30)?;
    scene.clock.move_to(on);
    let accountant = scene.staff.of("kuaiji")?;
    let of = Year::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))?;
    let lines = subsidy::list(&scene.desk(), accountant, Scheme::Resident, of, on, on);
    let mut arrived: BTreeMap<RegionCode, Vec<(&str, Fen)>> = BTreeMap::new();
    let mut total = Fen::ZERO;
    for line in lines.map_err(Fault::from)? {
        let Some(level) = level(line.key.payer) else {
            continue;
        };
        let late = line.key.payer == Source::County && is_late(scene, line.key.county);
        let tenth = if late {
            line.outstanding().get() / 10
        } else {
            0
        };
        let amount = line
            .outstanding()
            .checked_sub(Fen::new(tenth))
            .unwrap_or(Fen::ZERO);
        if amount <= Fen::ZERO {
            continue;
        }
        let note = Arrived {
            key: line.key,
            channel: code()?,
            amount,
            on,
            reference: format!("财拨{year}-{}-{level}", line.key.county.short()),
            of: None,
        };
        subsidy::arrive(&scene.desk(), accountant, &note).map_err(Fault::from)?;
        arrived
            .entry(line.key.county)
            .or_default()
            .push((level, amount));
        total = total
            .checked_add(amount)
            .ok_or_else(|| anyhow!("金额合计超出范围"))?;
    }
    for (county, parts) in &arrived {
        let happened = Happened {
            event: "E8",
            variant: "arrive",
            county: *county,
            on,
        };
        booking::book(scene, &happened, year, parts)?;
    }
    scene.say(&format!("{year} 年财政补助到账 {total} 元"));
    Ok(())
}

fn is_late(scene: &Scene<'_>, county: RegionCode) -> bool {
    let last = scene.city.counties().last();
    last.is_some_and(|last| last.region == county)
}
