//! The course of a measurement, and its report.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use service::Clock;
use store::durability::{self, Durability};
use store::{Place, Store};
use terminal::When;

use super::args::Counter;
use super::crowd::{Crowd, Pace};
use super::ground::Ground;
use super::mix::Mix;
use super::server::Server;
use super::tally::Tally;
use super::{proof, tpcb};
use crate::exit::Outcome;
use crate::office::{Fault, WallClock};

/// Visits by which the rate is estimated before the measurement.
const TRIAL: usize = 400;
/// Sentences of refusals that are shown.
const SHOWN: usize = 5;

/// What was measured.
struct Measured {
    settled: Tally,
    settled_in: Duration,
    chains: Tally,
    chains_in: Duration,
    rest: Tally,
    peak: Option<u64>,
}

/// `bench counter`.
pub fn counter(ask: &Counter) -> Result<Outcome> {
    let clock = WallClock::start()?;
    let ground = Ground::make(ask, clock.today())?;
    println!(
        "种子 {}；{}，{} 位参保人",
        ask.seed,
        engine(&ground.place),
        ground.people.len()
    );
    if !durable(&ground.store)? {
        return Ok(Outcome::Found);
    }
    let against = against(ask, &ground.place)?;
    let server = Server::start(&ground.place, &ground.key, &ground.log)?;
    let measured = measure(ask, &ground, &server)?;
    server.stop()?;
    report(ask, &measured, against);
    let Measured {
        mut settled,
        chains,
        rest,
        ..
    } = measured;
    settled.add(chains);
    settled.add(rest);
    told(&ground, &settled, &clock)
}

fn engine(place: &Place) -> &'static str {
    match place {
        Place::File(_) => "SQLite",
        Place::Server(_) => "PostgreSQL",
    }
}

/// Says which durability settings are in force, and whether all of them keep what is acknowledged.
fn durable(store: &Store) -> Result<bool> {
    let Durability {
        settings,
        unsafe_settings,
    } = durability::of(store).map_err(Fault::from)?;
    let shown: Vec<String> = settings
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    println!("持久性设置：{}", shown.join("，"));
    if unsafe_settings.is_empty() {
        return Ok(true);
    }
    println!(
        "{} 的设置会丢失已答复的结算，不报告数字；请改正后重测。",
        unsafe_settings.join("、")
    );
    Ok(false)
}

/// TPC-B of the same server, in tenths a second; `None` for SQLite or without pgbench.
fn against(ask: &Counter, place: &Place) -> Result<Option<u64>> {
    let Place::Server(url) = place else {
        return Ok(None);
    };
    let Some(folder) = tpcb::find(ask.pgbench.as_deref()) else {
        println!("没有找到 pgbench，不与 TPC-B 比较；可用 --pgbench 指明所在文件夹。");
        return Ok(None);
    };
    tpcb::rate(&folder, url, ask.seconds.clamp(5, 20)).map(Some)
}

fn measure(ask: &Counter, ground: &Ground, server: &Server) -> Result<Measured> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let mix = Mix::of(ground, ask.seed, When::from_millis(i64::try_from(now)?))?;
    let crowd = Crowd {
        at: &server.at,
        clients: usize::try_from(ask.clients)?,
        mix: &mix,
        seed: ask.seed,
    };
    let seconds = Duration::from_secs(u64::from(ask.seconds));
    // everything is warm, and the rate is known nearly, before it counts
    let trial = TRIAL.min(mix.people());
    let (mut rest, ready) = crowd.load(0, trial)?;
    let (tried, took) = crowd.settle(&ready, Pace::Closed, seconds)?;
    let mut wanted = wanted(ask, (tried.took.len(), took), seconds);
    rest.add(tried);
    if wanted > mix.people() {
        println!("参保人不够，只备 {} 笔；可加大 --size。", mix.people());
        wanted = mix.people();
    }
    println!("装载 {wanted} 次就诊的登记和明细 …");
    let (loaded, ready) = crowd.load(trial, wanted)?;
    rest.add(loaded);
    let pace = ask.rate.map_or(Pace::Closed, Pace::Open);
    let (settled, settled_in) = crowd.settle(&ready, pace, seconds)?;
    let half = (seconds / 2).max(Duration::from_secs(1));
    let (chains, chains_in, _) = crowd.chains(trial + wanted, half)?;
    Ok(Measured {
        settled,
        settled_in,
        chains,
        chains_in,
        rest,
        peak: server.peak(),
    })
}

/// How many visits are to be ready for so many seconds.
fn wanted(ask: &Counter, (count, took): (usize, Duration), seconds: Duration) -> usize {
    if let Some(rate) = ask.rate {
        return usize::try_from(u64::from(rate) * seconds.as_secs()).unwrap_or(usize::MAX);
    }
    let a_second = tenths_a_second(count, took) / 10;
    // a quarter more than the trial promises: what is not used is left over
    let wanted = a_second
        .max(1)
        .saturating_mul(seconds.as_secs())
        .saturating_mul(5)
        / 4;
    usize::try_from(wanted).unwrap_or(usize::MAX)
}

fn tenths_a_second(count: usize, took: Duration) -> u64 {
    let nanos = took.as_nanos().max(1);
    let count = u128::try_from(count).unwrap_or_default();
    u64::try_from(count.saturating_mul(10_000_000_000) / nanos).unwrap_or(u64::MAX)
}

fn report(ask: &Counter, measured: &Measured, against: Option<u64>) {
    let Measured {
        settled,
        settled_in,
        chains,
        chains_in,
        ..
    } = measured;
    let rate = tenths_a_second(settled.receipts.len(), *settled_in);
    match ask.rate {
        Some(rate) => println!("每秒发出 {rate} 笔，{} 个终端", ask.clients),
        None => println!("{} 个终端，收到答复后再发", ask.clients),
    }
    println!("{}.{} settlements/s", rate / 10, rate % 10);
    println!(
        "已答复 {} 笔（其中撤销 {} 笔），用时 {} 毫秒；重发 {} 笔得到首次答复；拒绝 {} 笔",
        settled.receipts.len(),
        settled.reversals,
        settled_in.as_millis(),
        settled.retries,
        settled.refusals(),
    );
    println!("结算时延：{}", settled.percentiles());
    let whole = tenths_a_second(chains.chains, *chains_in);
    println!(
        "{}.{} chains/s（登记到结算，{} 条报文）",
        whole / 10,
        whole % 10,
        chains.messages
    );
    if let Some(tpcb) = against {
        let hundredths = rate
            .saturating_mul(100)
            .checked_div(tpcb)
            .unwrap_or_default();
        println!(
            "pgbench TPC-B（32 个连接）{}.{} tps；结算是它的 {}.{:02} 倍",
            tpcb / 10,
            tpcb % 10,
            hundredths / 100,
            hundredths % 100
        );
    }
    if let Some(peak) = measured.peak {
        println!("服务进程内存最多 {} MB", peak / 1_024);
    }
}

/// Whether what was acknowledged is there; what went wrong otherwise.
fn told(ground: &Ground, all: &Tally, clock: &WallClock) -> Result<Outcome> {
    for (sentence, count) in all.refused.iter().take(SHOWN) {
        println!("拒绝 {count} 次：{sentence}");
    }
    for fault in all.faults.iter().take(SHOWN) {
        println!("出错：{fault}");
    }
    let proof = proof::of(ground, &all.receipts, clock).context("事后核对没有办成")?;
    println!(
        "核对：{} 笔已答复，库中一致 {} 笔，不一致 {} 笔",
        all.receipts.len(),
        proof.stored,
        proof.missing.len()
    );
    for one in proof.missing.iter().take(SHOWN) {
        println!("不符：{one}");
    }
    println!(
        "db verify：{} 项核对，{} 项不符",
        proof.checks,
        proof.wrong.len()
    );
    for one in proof.wrong.iter().take(SHOWN) {
        println!("不符：{one}");
    }
    if all.receipts.is_empty() {
        bail!("没有一笔结算得到答复。");
    }
    let clean = all.faults.is_empty() && proof.missing.is_empty() && proof.wrong.is_empty();
    Ok(if clean { Outcome::Done } else { Outcome::Found })
}
