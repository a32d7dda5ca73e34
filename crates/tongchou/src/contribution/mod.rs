//! `tongchou standard`, `bill`, `pay`, `subsidy`: contributions of residents.

pub mod bill;
mod files;
mod money;
pub mod pay;
pub mod standard;
pub mod subsidy;

use base::{Fen, Validity};
use enrolment::contribution::{Channel, Source};

/// Reads an amount in 元.
///
/// # Errors
/// The sentence for users.
fn yuan(text: &str) -> Result<Fen, String> {
    Fen::parse_yuan(text).map_err(|error| error.zh())
}

/// Reads a channel.
///
/// # Errors
/// The sentence for users, with all channels.
fn channel(text: &str) -> Result<Channel, String> {
    Channel::parse(text).ok_or_else(|| {
        let all = Channel::ALL.iter();
        let all: Vec<_> = all
            .map(|one| format!("{}（{}）", one.code(), one.zh()))
            .collect();
        format!(
            "没有渠道“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

/// Reads a source of money.
///
/// # Errors
/// The sentence for users, with all sources.
fn source(text: &str) -> Result<Source, String> {
    Source::parse(text).ok_or_else(|| {
        let all = Source::ALL.iter();
        let all: Vec<_> = all
            .map(|one| format!("{}（{}）", one.code(), one.zh()))
            .collect();
        format!(
            "没有来源“{}”，可选：{}。",
            base::show_value(text),
            all.join("、")
        )
    })
}

/// Reads a ratio such as `75%`.
///
/// # Errors
/// The sentence for users.
fn ratio(text: &str) -> Result<base::Ratio, String> {
    base::Ratio::parse(text).map_err(|error| error.zh())
}

/// The days from the first to the last.
///
/// # Errors
/// Where the last comes before the first.
fn days(from: base::Date, until: base::Date) -> anyhow::Result<Validity> {
    let days = Validity::new(Some(from), Some(until));
    days.map_err(|error| anyhow::anyhow!("{}", error.zh()))
}
