//! What came back: receipts of what was acknowledged, refusals, and how long each answer took.

use std::collections::BTreeMap;
use std::time::Duration;

use base::Fen;

/// A settlement or reversal that the platform acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// `setl_id`.
    pub record: i64,
    /// The bill.
    pub bill: Fen,
    /// What funds pay.
    pub fund_pay: Fen,
}

/// What one terminal saw; then what all of them did.
#[derive(Debug, Default)]
pub struct Tally {
    /// What was acknowledged, each once.
    pub receipts: Vec<Receipt>,
    /// Of these, reversals.
    pub reversals: usize,
    /// Retries that were answered with the first answer.
    pub retries: usize,
    /// Whole chains.
    pub chains: usize,
    /// Messages sent.
    pub messages: usize,
    /// Refusals by their sentence.
    pub refused: BTreeMap<String, usize>,
    /// What must not happen: another answer to a retry, a status other than 200, a lost answer.
    pub faults: Vec<String>,
    /// How long each answer that counts took.
    pub took: Vec<Duration>,
}

impl Tally {
    /// Adds another's.
    pub fn add(&mut self, other: Tally) {
        self.receipts.extend(other.receipts);
        self.reversals += other.reversals;
        self.retries += other.retries;
        self.chains += other.chains;
        self.messages += other.messages;
        for (sentence, count) in other.refused {
            *self.refused.entry(sentence).or_default() += count;
        }
        self.faults.extend(other.faults);
        self.took.extend(other.took);
    }

    /// Notes a fault of a terminal.
    pub fn fault(&mut self, fault: terminal::Fault) {
        match fault {
            terminal::Fault::Refused { infno, err_msg } => {
                *self
                    .refused
                    .entry(format!("{infno}：{err_msg}"))
                    .or_default() += 1;
            }
            other => self.faults.push(other.to_string()),
        }
    }

    /// Refusals in all.
    pub fn refusals(&self) -> usize {
        self.refused.values().sum()
    }

    /// The answer times at some parts of a thousand, the last being the longest.
    pub fn percentiles(&self) -> Percentiles {
        let mut sorted = self.took.clone();
        sorted.sort_unstable();
        let at = |per_mille: usize| {
            // the smallest time within which so many of 1,000 were answered
            let rank = (sorted.len() * per_mille).div_ceil(1_000);
            sorted
                .get(rank.saturating_sub(1))
                .copied()
                .unwrap_or_default()
        };
        Percentiles {
            p50: at(500),
            p90: at(900),
            p99: at(990),
            max: at(1_000),
        }
    }
}

/// Answer times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentiles {
    /// Half of the answers came within.
    pub p50: Duration,
    /// Nine in ten.
    pub p90: Duration,
    /// 99 in 100.
    pub p99: Duration,
    /// All.
    pub max: Duration,
}

impl std::fmt::Display for Percentiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |took: Duration| {
            let tenths = took.as_micros() / 100;
            format!("{}.{} ms", tenths / 10, tenths % 10)
        };
        let (p50, p90, p99, max) = (ms(self.p50), ms(self.p90), ms(self.p99), ms(self.max));
        write!(f, "p50 {p50}, p90 {p90}, p99 {p99}, max {max}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_times() {
        let took = (1..=1_000).rev().map(Duration::from_millis).collect();
        let tally = Tally {
            took,
            ..Tally::default()
        };
        let told = "p50 500.0 ms, p90 900.0 ms, p99 990.0 ms, max 1000.0 ms";
        assert_eq!(tally.percentiles().to_string(), told);
        let one = Tally {
            took: vec![Duration::from_micros(1_250)],
            ..Tally::default()
        };
        assert_eq!(one.percentiles().p50, one.percentiles().max);
        assert_eq!(Tally::default().percentiles().max, Duration::ZERO);
    }
}
