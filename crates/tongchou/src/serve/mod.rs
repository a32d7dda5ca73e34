//! `tongchou serve`: the national provider interface over HTTP.

mod logs;
mod ring;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use base::RegionCode;
use clap::Args;
use gateway::desk::Transactions;
use gateway::http::{Door, House, Settings, start};
use gateway::profile::{Profile, Profiles};
use service::Clock;
use service::counter::{Counter, Settings as Queue, StoredRules};
use settlement::bill::YearEnd;
use store::Store;

use crate::exit::{Outcome, WrongUse};
use crate::gateway::KeyFileArgs;
use crate::gateway::vault::KeyFile;
use crate::office::{PlaceArgs, WallClock, pool, region};
use ring::StoreDoor;

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// 接口监听地址；TLS由前置代理终结
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// 监控监听地址（/metrics 和 /health），不要暴露给医药机构；不给出则不监听
    #[arg(long, value_name = "ADDR")]
    pub watch: Option<SocketAddr>,
    /// 不带请求头的报文所用的方言
    #[arg(long, value_name = "ID", default_value = "national")]
    pub profile: String,
    /// 统筹区（库中有多个统筹区时）
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub pool: Option<RegionCode>,
    /// 同时处理的报文数，超过的立即答复“平台繁忙”
    #[arg(long, value_name = "N", default_value_t = 256)]
    pub messages: usize,
    /// 同时保持的连接数
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub connections: usize,
    /// 跨年住院：whole 整段结算，split 按年分段结算
    #[arg(long, value_name = "WAY", default_value = "whole", value_parser = year_end)]
    pub year_end: YearEnd,
    /// 停机时等待已受理报文办完的秒数
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub drain: u64,
    #[command(flatten)]
    pub key: KeyFileArgs,
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Serves until it is told to end (SIGINT, SIGTERM).
///
/// # Errors
/// Where the store, the key file or an address cannot be opened.
pub fn run(ask: &Serve) -> Result<Outcome> {
    let store = Arc::new(ask.place.open()?);
    let ground = Ground {
        pool: pool(&store, ask.pool)?,
        store,
        clock: Arc::new(WallClock::start()?),
    };
    let vault = KeyFile::open(&ask.key.path(&ask.place.place()?)?)?;
    let house = house(&ground, vault, (&ask.profile, ask.year_end))?;
    let mut settings = Settings::at(ask.listen);
    settings.watch = ask.watch;
    settings.messages = ask.messages.max(1);
    settings.connections = ask.connections.max(1);
    settings.drain = Duration::from_secs(ask.drain);
    logs::start();
    until_told(house, settings, &|_| ())?;
    Ok(Outcome::Done)
}

/// What a server stands on.
pub struct Ground {
    /// The store.
    pub store: Arc<Store>,
    /// The pooling area that it serves.
    pub pool: RegionCode,
    /// Its clock: the day of the office, and the time by which messages are dated and signed headers are judged.
    pub clock: Arc<dyn Clock + Send + Sync>,
}

/// The counter of a pooling area behind its interface. `common` is the dialect of messages without headers.
///
/// # Errors
/// Where the keys are of another store, the dialect is unknown, or the store cannot be read.
pub fn house(
    ground: &Ground,
    vault: KeyFile,
    (common, year_end): (&str, YearEnd),
) -> Result<House> {
    let Ground { store, pool, clock } = ground;
    let pool = *pool;
    let door = StoreDoor::new(Arc::clone(store), Arc::clone(clock), pool, vault);
    // a key file of another store is told now and not with the first message
    door.ring().map_err(crate::office::Fault::from)?;
    let (profiles, common) = dialects(common)?;
    let rules = Arc::new(StoredRules::new(pool, year_end));
    let queue = (rules as Arc<_>, Queue::default());
    let counter = Counter::open(Arc::clone(store), pool, Arc::clone(clock), queue);
    let counter = counter.map_err(crate::office::Fault::from)?;
    let house = House::open(
        (Arc::clone(store), pool),
        Arc::clone(clock),
        Box::new(door),
        (profiles, common),
        Transactions::served(),
    );
    let house = house.context("无法启动服务线程")?;
    Ok(house.with_counter(counter))
}

/// The threads that a server of these settings works with.
///
/// # Errors
/// Where the system gives none.
pub fn runtime(settings: &Settings) -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // messages and their answers, and the questions after health
        .max_blocking_threads(settings.messages.saturating_mul(2).saturating_add(16))
        .build()
        .context("无法启动服务线程")
}

/// Serves until SIGINT or SIGTERM; what was accepted is finished. `begun` hears where, as soon as messages are taken.
///
/// # Errors
/// Where an address cannot be had.
pub fn until_told(house: House, settings: Settings, begun: &dyn Fn(SocketAddr)) -> Result<()> {
    let runtime = runtime(&settings)?;
    let drain = settings.drain;
    runtime.block_on(async {
        let told = format!("无法监听 {}", settings.listen);
        let running = start(Arc::new(house), settings).await.context(told)?;
        println!(
            "接口服务已启动：http://{}（按 Ctrl-C 停止）",
            running.listen
        );
        if let Some(watch) = running.watch {
            println!("监控地址：http://{watch}/metrics");
        }
        begun(running.listen);
        asked_to_end().await?;
        println!("正在停止：不再接受新连接，已受理的报文办完后退出。");
        running.stop().await;
        Ok::<(), anyhow::Error>(())
    })?;
    runtime.shutdown_timeout(drain);
    println!("接口服务已停止。");
    Ok(())
}

fn year_end(text: &str) -> Result<YearEnd, String> {
    let found = YearEnd::ALL.into_iter().find(|way| way.code() == text);
    found.ok_or_else(|| "应为 whole 或 split。".to_owned())
}

fn dialects(common: &str) -> Result<(Profiles, Profile)> {
    let profiles = Profiles::shipped().map_err(|fault| anyhow!(fault.zh()))?;
    let found = profiles.get(common).cloned();
    let found =
        found.ok_or_else(|| WrongUse(format!("没有方言“{}”。", base::show_value(common))))?;
    Ok((profiles, found))
}

/// Waits for SIGINT, or SIGTERM where there is one.
async fn asked_to_end() -> Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut term = signal(SignalKind::terminate()).context("无法接收停止信号")?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended.context("无法接收停止信号"),
            _ = term.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.context("无法接收停止信号")
}
