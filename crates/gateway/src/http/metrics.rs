//! Counts and times for Prometheus, in its text format. No float: times are counted in microseconds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the histogram, in microseconds, with how Prometheus reads them in seconds.
const BOUNDS: [(u64, &str); 13] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
    (10_000_000, "10"),
];

/// What became of a message, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// It was done.
    Done,
    /// It was done before; the first answer went out again.
    Again,
    /// It was refused: by the checks, the law or the order of the house.
    Refused,
    /// The gateway does not know who calls.
    TurnedAway,
    /// The platform was busy.
    Busy,
    /// The platform failed: storage, a panic, out of patience.
    Failed,
}

impl Counted {
    /// The word of the label, and of the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Counted::Done => "done",
            Counted::Again => "again",
            Counted::Refused => "refused",
            Counted::TurnedAway => "turned_away",
            Counted::Busy => "busy",
            Counted::Failed => "failed",
        }
    }
}

/// A distribution of times.
#[derive(Debug, Clone, Default)]
struct Times {
    buckets: [u64; BOUNDS.len()],
    count: u64,
    micros: u64,
}

/// The counts of one server.
#[derive(Debug, Default)]
pub struct Metrics {
    messages: Mutex<BTreeMap<(String, Counted), u64>>,
    times: Mutex<BTreeMap<String, Times>>,
    /// Messages that are being carried out.
    pub at_work: AtomicU64,
    /// Connections that are open.
    pub connections: AtomicU64,
}

impl Metrics {
    /// Counts a message; `infno` is one that is defined, or `other`.
    pub fn count(&self, infno: &str, what: Counted, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        *messages.entry((infno.to_owned(), what)).or_default() += 1;
        drop(messages);
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let times = times.entry(infno.to_owned()).or_default();
        times.count += 1;
        times.micros = times.micros.saturating_add(micros);
        let counted = times.buckets.iter_mut().zip(BOUNDS);
        counted
            .filter(|(_, (bound, _))| micros <= *bound)
            .for_each(|(bucket, _)| *bucket += 1);
    }

    /// The text that Prometheus reads. `queued` is the depth of the counter's queue.
    #[must_use]
    pub fn text(&self, queued: usize) -> String {
        let mut text = String::new();
        head(
            &mut text,
            "tongchou_gateway_messages_total",
            "counter",
            "Messages by transaction and outcome",
        );
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        for ((infno, what), count) in messages.iter() {
            let labels = format!("infno=\"{infno}\",outcome=\"{}\"", what.code());
            line(&mut text, "tongchou_gateway_messages_total", &labels, count);
        }
        drop(messages);
        self.histogram(&mut text);
        let gauges = [
            (
                "tongchou_gateway_messages_at_work",
                "Messages that are being carried out",
                self.at_work.load(Ordering::Relaxed),
            ),
            (
                "tongchou_gateway_connections",
                "Connections that are open",
                self.connections.load(Ordering::Relaxed),
            ),
            (
                "tongchou_counter_queue_depth",
                "Messages that wait for the counter",
                u64::try_from(queued).unwrap_or(u64::MAX),
            ),
        ];
        for (name, help, value) in gauges {
            head(&mut text, name, "gauge", help);
            line(&mut text, name, "", &value);
        }
        text
    }

    fn histogram(&self, text: &mut String) {
        let name = "tongchou_gateway_message_seconds";
        head(
            text,
            name,
            "histogram",
            "Time from the last byte of a message to its answer",
        );
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        for (infno, times) in times.iter() {
            for (count, (_, bound)) in times.buckets.iter().zip(BOUNDS) {
                let labels = format!("infno=\"{infno}\",le=\"{bound}\"");
                line(text, &format!("{name}_bucket"), &labels, count);
            }
            let all = format!("infno=\"{infno}\",le=\"+Inf\"");
            line(text, &format!("{name}_bucket"), &all, &times.count);
            let labels = format!("infno=\"{infno}\"");
            let seconds = format!(
                "{}.{:06}",
                times.micros / 1_000_000,
                times.micros % 1_000_000
            );
            line(text, &format!("{name}_sum"), &labels, &seconds);
            line(text, &format!("{name}_count"), &labels, &times.count);
        }
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    // writing into a text cannot fail
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: &dyn std::fmt::Display) {
    let _ = match labels {
        "" => writeln!(text, "{name} {value}"),
        labels => writeln!(text, "{name}{{{labels}}} {value}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_times_as_prometheus_reads_them() {
        let metrics = Metrics::default();
        metrics.count("2207", Counted::Done, Duration::from_micros(4_000));
        metrics.count("2207", Counted::Done, Duration::from_micros(2_000_001));
        metrics.count("2207", Counted::Refused, Duration::from_micros(900));
        let text = metrics.text(7);
        for wanted in [
            "tongchou_gateway_messages_total{infno=\"2207\",outcome=\"done\"} 2\n",
            "tongchou_gateway_messages_total{infno=\"2207\",outcome=\"refused\"} 1\n",
            "tongchou_gateway_message_seconds_bucket{infno=\"2207\",le=\"0.001\"} 1\n",
            "tongchou_gateway_message_seconds_bucket{infno=\"2207\",le=\"0.005\"} 2\n",
            "tongchou_gateway_message_seconds_bucket{infno=\"2207\",le=\"2.5\"} 3\n",
            "tongchou_gateway_message_seconds_bucket{infno=\"2207\",le=\"+Inf\"} 3\n",
            "tongchou_gateway_message_seconds_sum{infno=\"2207\"} 2.004901\n",
            "tongchou_gateway_message_seconds_count{infno=\"2207\"} 3\n",
            "tongchou_counter_queue_depth 7\n",
        ] {
            assert!(text.contains(wanted), "{wanted} in\n{text}");
        }
    }
}
