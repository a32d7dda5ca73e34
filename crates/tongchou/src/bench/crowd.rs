//! Terminals that send at once: each on a thread and a connection of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use base::Fen;
use terminal::ask::Ask;
use terminal::{Answer, Course, Dialect, Fault, Limits, Message, Step, Terminal};

use super::chance::Chance;
use super::mix::{Counter, Mix};
use super::tally::{Receipt, Tally};

/// A visit of which nothing but the settlement remains.
pub struct Ready<'a> {
    counter: &'a Counter,
    course: Course,
    /// Its place in the stream.
    place: usize,
}

/// When messages are sent.
#[derive(Debug, Clone, Copy)]
pub enum Pace {
    /// Each terminal sends as soon as it has its answer.
    Closed,
    /// So many a second are due, whatever became of those before; a message that finds no free terminal waits, and
    /// its time counts from when it was due.
    Open(u32),
}

/// The terminals.
pub struct Crowd<'a> {
    /// `host:port`.
    pub at: &'a str,
    /// How many.
    pub clients: usize,
    /// What they send.
    pub mix: &'a Mix,
    /// The seed of reversals and retries.
    pub seed: u64,
}

/// Of 100 settlements so many are taken back, and so many sent twice.
const REVERSED: usize = 1;
const RETRIED: usize = 1;

impl<'a> Crowd<'a> {
    /// Every terminal at work, each with its own tally and terminal; their tallies together.
    fn at_once<T: Send>(&self, work: impl Fn(&mut Hand) -> T + Sync) -> Result<(Tally, Vec<T>)> {
        let all = std::thread::scope(|scope| {
            let hands = (0..self.clients).map(|_| {
                scope.spawn(|| {
                    let mut hand = Hand::new(self.at)?;
                    let made = work(&mut hand);
                    Ok::<_, std::io::Error>((hand.tally, made))
                })
            });
            let hands: Vec<_> = hands.collect();
            let ended = hands.into_iter().map(|hand| hand.join().ok().transpose());
            ended.collect::<std::io::Result<Vec<_>>>()
        });
        let mut tally = Tally::default();
        let mut made = Vec::new();
        for one in all.context("无法打开终端")? {
            let (seen, its) = one.context("一个终端出错退出")?;
            tally.add(seen);
            made.push(its);
        }
        Ok((tally, made))
    }

    /// Registers and charges the visits from a place on; those that only need to be settled.
    ///
    /// # Errors
    /// Where no terminal can be opened.
    pub fn load(&self, from: usize, count: usize) -> Result<(Tally, Vec<Ready<'a>>)> {
        let next = AtomicUsize::new(0);
        let (tally, made) = self.at_once(|hand| {
            let mut ready = Vec::new();
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                if place >= count {
                    return ready;
                }
                ready.extend(hand.load(self.mix, from + place));
            }
        })?;
        let mut ready: Vec<Ready<'a>> = made.into_iter().flatten().collect();
        ready.sort_by_key(|one| one.place);
        Ok((tally, ready))
    }

    /// Settles what is ready, for so long at most; how long it took.
    ///
    /// # Errors
    /// As [`Crowd::load`].
    pub fn settle(
        &self,
        ready: &[Ready<'_>],
        pace: Pace,
        most: Duration,
    ) -> Result<(Tally, Duration)> {
        let next = AtomicUsize::new(0);
        let begun = Instant::now();
        let until = begun + most;
        let (tally, _) = self.at_once(|hand| {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(one) = ready.get(index) else { break };
                let due = one_due(begun, pace, index);
                if due.unwrap_or_else(Instant::now) >= until {
                    break;
                }
                let chance = Chance::at(self.seed, u64::try_from(one.place).unwrap_or_default());
                hand.settle(one, due, chance);
            }
        })?;
        Ok((tally, begun.elapsed()))
    }

    /// Whole visits from their registration to their settlement, for so long; how long it took.
    ///
    /// # Errors
    /// As [`Crowd::load`].
    pub fn chains(&self, from: usize, most: Duration) -> Result<(Tally, Duration, usize)> {
        let next = AtomicUsize::new(0);
        let begun = Instant::now();
        let (tally, _) = self.at_once(|hand| {
            while begun.elapsed() < most {
                hand.chain(self.mix, from + next.fetch_add(1, Ordering::Relaxed));
            }
        })?;
        Ok((tally, begun.elapsed(), next.load(Ordering::Relaxed)))
    }
}

/// When the message at a place is due.
fn one_due(begun: Instant, pace: Pace, place: usize) -> Option<Instant> {
    match pace {
        Pace::Closed => None,
        Pace::Open(rate) => {
            let place = u64::try_from(place).unwrap_or_default();
            let nanos = place.saturating_mul(1_000_000_000) / u64::from(rate.max(1));
            Some(begun + Duration::from_nanos(nanos))
        }
    }
}

/// One terminal.
struct Hand {
    terminal: Terminal,
    tally: Tally,
}

impl Hand {
    fn new(at: &str) -> std::io::Result<Hand> {
        // one connection serves the counters of all institutions: every message names its own
        let nobody = terminal::Sender {
            institution: String::new(),
            name: String::new(),
            area: String::new(),
            operator: (String::new(), String::new()),
        };
        let ids = terminal::MessageIds::from("", terminal::When::from_millis(0));
        let terminal = Terminal::new(at, Limits::default(), Dialect::national(), (nobody, ids))?;
        Ok(Hand {
            terminal,
            tally: Tally::default(),
        })
    }

    fn send(&mut self, message: &Message) -> Result<Answer, Fault> {
        self.tally.messages += 1;
        self.terminal.send(message)
    }

    fn tell(&mut self, counter: &Counter, ask: Ask) -> Result<serde_json::Value, Fault> {
        let message = message(counter, ask);
        self.send(&message)?.done(message.infno)
    }

    fn advance(
        &mut self,
        counter: &Counter,
        course: &mut Course,
        until: Step,
    ) -> Result<(), Fault> {
        while course.step < until && !(course.is_ready() && until < Step::Settled) {
            let Some(ask) = course.next() else { break };
            let output = self.tell(counter, ask)?;
            course.took(output)?;
        }
        Ok(())
    }

    fn load<'m>(&mut self, mix: &'m Mix, place: usize) -> Option<Ready<'m>> {
        let planned = mix.visit(place).ok()?;
        let (counter, mut course) = (planned.counter, Course::new(planned.visit));
        match self.advance(counter, &mut course, Step::Left) {
            Ok(()) => Some(Ready {
                counter,
                course,
                place,
            }),
            Err(fault) => {
                self.tally.fault(fault);
                None
            }
        }
    }

    /// Settles a visit that is ready; now and then it is sent twice, or taken back.
    fn settle(&mut self, ready: &Ready<'_>, due: Option<Instant>, mut chance: Chance) {
        let mut course = ready.course.clone();
        let Some(ask) = course.next() else { return };
        let message = message(ready.counter, ask);
        if let Some(due) = due {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let since = due.unwrap_or_else(Instant::now);
        let Some(answer) = self.counted(&message, since) else {
            return;
        };
        if chance.below(100) < RETRIED {
            self.again(&message, &answer);
        }
        if course.took(answer).is_err() {
            self.tally
                .faults
                .push(format!("{}：答复没有结算编号", message.infno));
            return;
        }
        if chance.below(100) < REVERSED {
            let back = self::message(ready.counter, course.reversal());
            if self.counted(&back, Instant::now()).is_some() {
                self.tally.reversals += 1;
            }
        }
    }

    /// Sends a message that counts; the output that was acknowledged.
    fn counted(&mut self, message: &Message, since: Instant) -> Option<serde_json::Value> {
        let answer = self
            .send(message)
            .and_then(|answer| answer.done(message.infno));
        let took = since.elapsed();
        match answer {
            Ok(output) => {
                self.tally.took.push(took);
                match receipt(&output) {
                    Some(receipt) => self.tally.receipts.push(receipt),
                    None => self
                        .tally
                        .faults
                        .push(format!("{}：答复没有金额", message.infno)),
                }
                Some(output)
            }
            Err(fault) => {
                self.tally.fault(fault);
                None
            }
        }
    }

    /// A retry must be given the first answer to the letter.
    fn again(&mut self, message: &Message, first: &serde_json::Value) {
        match self
            .send(message)
            .and_then(|answer| answer.done(message.infno))
        {
            Ok(again) if again == *first => self.tally.retries += 1,
            Ok(_) => self
                .tally
                .faults
                .push(format!("{}：重发得到另一个答复", message.infno)),
            Err(fault) => self.tally.faults.push(format!("重发：{fault}")),
        }
    }

    fn chain(&mut self, mix: &Mix, place: usize) {
        let Some(ready) = self.load(mix, place) else {
            return;
        };
        let before = self.tally.receipts.len();
        let course = ready.course;
        let Some(ask) = course.next() else { return };
        let message = message(ready.counter, ask);
        if self.counted(&message, Instant::now()).is_some() && self.tally.receipts.len() > before {
            self.tally.chains += 1;
        }
    }
}

fn message(counter: &Counter, ask: Ask) -> Message {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Message::new(&counter.sender, counter.ids.next(), ask, now)
}

fn receipt(output: &serde_json::Value) -> Option<Receipt> {
    let info = output.get("setlinfo")?;
    let money = |field: &str| Fen::parse_yuan(&info.get(field)?.to_string()).ok();
    Some(Receipt {
        record: info.get("setl_id")?.as_str()?.parse().ok()?,
        bill: money("medfee_sumamt")?,
        fund_pay: money("fund_pay_sumamt")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_due_at_even_distances() {
        let begun = Instant::now();
        let due = |pace, place| one_due(begun, pace, place).map(|due| due - begun);
        assert_eq!(due(Pace::Closed, 7), None);
        assert_eq!(due(Pace::Open(208), 0), Some(Duration::ZERO));
        assert_eq!(due(Pace::Open(208), 208), Some(Duration::from_secs(1)));
        assert_eq!(due(Pace::Open(4), 3), Some(Duration::from_millis(750)));
    }

    #[test]
    fn a_receipt_is_what_the_answer_says() {
        let text =
            r#"{"setlinfo": {"setl_id": "7", "medfee_sumamt": 100, "fund_pay_sumamt": -10.5}}"#;
        let output: serde_json::Value = serde_json::from_str(text).unwrap();
        let told = receipt(&output).unwrap();
        assert_eq!(
            (told.record, told.bill, told.fund_pay),
            (7, Fen::new(10_000), Fen::new(-1_050))
        );
        assert_eq!(receipt(&serde_json::json!({"setlinfo": {}})), None);
    }
}
