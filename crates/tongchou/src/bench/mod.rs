//! `tongchou bench`: what the counter does in a second, measured at its real interface.
//!
//! | module | what lives there |
//! |---|---|
//! | [`args`] | what is asked for |
//! | [`ground`] | the store with its town: people who are insured, counters that are open |
//! | [`server`] | the server as a process of its own |
//! | [`chance`] | numbers of a seed |
//! | [`mix`] | visits, purchases and stays, drawn from a seed |
//! | [`crowd`] | terminals that send at once, closed or open loop |
//! | [`tally`] | what came back: receipts, refusals, latencies |
//! | [`tpcb`] | the rate of pgbench TPC-B on the same server |
//! | [`proof`] | whether everything that was acknowledged is stored, and the store is right |
//! | [mod@run] | the course of a measurement and its report |

mod args;
mod chance;
mod crowd;
mod ground;
mod mix;
mod proof;
mod run;
mod server;
mod tally;
mod tpcb;

use anyhow::Result;
use clap::Subcommand;

use crate::exit::Outcome;

/// Measurements.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// 窗口：经真实接口压测门诊、药店、住院结算，报告每秒结算数和时延，事后核对每一笔
    Counter(args::Counter),
}

/// Runs a measurement.
///
/// # Errors
/// Where the store, the server or a terminal cannot be had.
pub fn run(ask: &Bench) -> Result<Outcome> {
    match ask {
        Bench::Counter(ask) => run::counter(ask),
    }
}
