//! Subsidies of a year: what each level of government owes each county by headcount, and pays.

use super::scene::{Scene, sum};
use crate::office::Fault;
use anyhow::{Result, anyhow};
use base::{Date, Fen, RegionCode, Validity};
use enrolment::Scheme;
use enrolment::contribution::subsidy::{ChannelCode, SubsidyChannel};
use enrolment::contribution::{Source, Year};
use service::contribution::subsidy;
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

/// What arrives of what is still owed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// The levels above the county advance half of it in spring.
    Advance,
    /// The rest by the end of June, except that one county's own finance department is a tenth short.
    Rest,
}

/// What every level pays of a year on a day.
pub fn arrive(scene: &Scene<'_>, year: i32, share: Share, on: Date) -> Result<()> {
    scene.clock.move_to(on);
    let accountant = scene.staff.of("kuaiji")?;
    let of = Year::new(year).ok_or_else(|| anyhow!("年份 {year} 超出范围"))?;
    let lines = subsidy::list(&scene.desk(), accountant, Scheme::Resident, of, on, on);
    let mut total = Fen::ZERO;
    for line in lines.map_err(Fault::from)? {
        let (owed, own) = (line.outstanding(), line.key.payer == Source::County);
        let amount = match share {
            Share::Advance if own => Fen::ZERO,
            Share::Advance => Fen::new(owed.get() / 2),
            Share::Rest if own && is_late(scene, line.key.county) => {
                Fen::new(owed.get() - owed.get() / 10)
            }
            Share::Rest => owed,
        };
        if amount <= Fen::ZERO {
            continue;
        }
        let (payer, county) = (line.key.payer, line.key.county.short());
        let note = Arrived {
            key: line.key,
            channel: code()?,
            amount,
            on,
            reference: format!("财拨{on}-{county}-{}", payer.code()),
            of: None,
        };
        subsidy::arrive(&scene.desk(), accountant, &note).map_err(Fault::from)?;
        total = sum(total, amount)?;
    }
    scene.say(&format!("{year} 年财政补助到账 {total} 元"));
    Ok(())
}

fn is_late(scene: &Scene<'_>, county: RegionCode) -> bool {
    let last = scene.city.counties().last();
    last.is_some_and(|last| last.region == county)
}
