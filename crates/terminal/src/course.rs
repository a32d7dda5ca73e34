//! Scripts: a visit, a purchase or a stay from its first message to its last.

use base::Fen;
use serde_json::Value;

use crate::answer::{money_at, text_at};
use crate::ask::{self, Ask, Parts};
use crate::{Fault, Kind, Terminal, Visit};

/// How far a visit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Nothing was sent.
    Planned,
    /// Registered or admitted.
    Opened,
    /// An outpatient's category and diagnosis are told.
    Described,
    /// The lines are uploaded.
    Charged,
    /// A stay's patient has left.
    Left,
    /// Settled.
    Settled,
    /// Taken back.
    Reversed,
}

/// A visit on its way. Its messages are sent one by one ([`Course::next`], [`Course::took`]) or all together
/// ([`Course::run`]).
#[derive(Debug, Clone)]
pub struct Course {
    /// What it is about.
    pub visit: Visit,
    /// How far it is.
    pub step: Step,
    /// `mdtrt_id`, once it is open.
    pub mdtrt_id: String,
    /// `setl_id`, once it is settled.
    pub setl_id: String,
    /// What its lines were answered to come to.
    pub parts: Parts,
    /// The output of its settlement, then of its reversal.
    pub output: Value,
}

impl Course {
    /// A visit of which nothing was sent.
    #[must_use]
    pub const fn new(visit: Visit) -> Course {
        Course {
            visit,
            step: Step::Planned,
            mdtrt_id: String::new(),
            setl_id: String::new(),
            parts: Parts {
                full_own_pay: Fen::ZERO,
                over_limit: Fen::ZERO,
                first_self_pay: Fen::ZERO,
                in_scope: Fen::ZERO,
            },
            output: Value::Null,
        }
    }

    /// The next message up to the settlement; `None` where it is settled.
    #[must_use]
    pub fn next(&self) -> Option<Ask> {
        let (visit, id) = (&self.visit, self.mdtrt_id.as_str());
        let ask = match (visit.kind, self.step) {
            (_, Step::Settled | Step::Reversed) => return None,
            (Kind::Pharmacy, _)
            | (Kind::Outpatient, Step::Charged | Step::Left)
            | (Kind::Stay, Step::Left) => ask::settle(visit, id, &self.parts),
            (Kind::Outpatient, Step::Planned) => ask::register(visit),
            (Kind::Outpatient, Step::Opened) => ask::describe(visit, id),
            (Kind::Outpatient, Step::Described) | (Kind::Stay, Step::Opened | Step::Described) => {
                ask::charge(visit, id)
            }
            (Kind::Stay, Step::Planned) => ask::admit(visit),
            (Kind::Stay, Step::Charged) => ask::discharge(visit, id),
        };
        Some(ask)
    }

    /// Notes the output of the message that [`Course::next`] gave.
    ///
    /// # Errors
    /// [`Fault::Odd`] where an id is missing in it.
    pub fn took(&mut self, output: Value) -> Result<(), Fault> {
        let kind = self.visit.kind;
        self.step = match (kind, self.step) {
            (Kind::Pharmacy, _)
            | (Kind::Outpatient, Step::Charged | Step::Left)
            | (Kind::Stay, Step::Left) => {
                self.mdtrt_id = named(&output, "setlinfo", "mdtrt_id")?;
                self.setl_id = named(&output, "setlinfo", "setl_id")?;
                self.output = output;
                Step::Settled
            }
            (_, Step::Planned) => {
                let node = if kind == Kind::Stay { "result" } else { "data" };
                self.mdtrt_id = named(&output, node, "mdtrt_id")?;
                Step::Opened
            }
            (Kind::Outpatient, Step::Opened) => Step::Described,
            (Kind::Outpatient, Step::Described) | (Kind::Stay, Step::Opened | Step::Described) => {
                self.parts = parts(&output);
                Step::Charged
            }
            (Kind::Stay, Step::Charged) => Step::Left,
            (_, step @ (Step::Settled | Step::Reversed)) => step,
        };
        Ok(())
    }

    /// Whether nothing but its settlement remains.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let last = match self.visit.kind {
            Kind::Pharmacy => Step::Planned,
            Kind::Outpatient => Step::Charged,
            Kind::Stay => Step::Left,
        };
        self.step == last
    }

    /// Sends its messages until it has come so far. It is settled by [`Step::Settled`] only: with an earlier step
    /// one that has fewer steps stops before.
    ///
    /// # Errors
    /// [`Fault`]; what was sent before stands, and the course goes on from there when it is run again.
    pub fn run(&mut self, terminal: &mut Terminal, until: Step) -> Result<(), Fault> {
        while self.step < until {
            if self.is_ready() && until < Step::Settled {
                break;
            }
            let Some(ask) = self.next() else { break };
            let output = terminal.tell(ask)?;
            self.took(output)?;
        }
        Ok(())
    }

    /// What a settlement would give (2206, 2101, 2303).
    ///
    /// # Errors
    /// [`Fault`].
    pub fn trial(&self, terminal: &mut Terminal) -> Result<Value, Fault> {
        terminal.tell(ask::trial(&self.visit, &self.mdtrt_id))
    }

    /// The message that takes its settlement back.
    #[must_use]
    pub fn reversal(&self) -> Ask {
        ask::reverse(&self.visit, &self.mdtrt_id, &self.setl_id)
    }

    /// Takes its settlement back (2208, 2103, 2305).
    ///
    /// # Errors
    /// [`Fault`].
    pub fn reverse(&mut self, terminal: &mut Terminal) -> Result<(), Fault> {
        self.output = terminal.tell(self.reversal())?;
        self.step = Step::Reversed;
        Ok(())
    }

    /// An amount of the last `setlinfo`, such as `fund_pay_sumamt`.
    #[must_use]
    pub fn money(&self, field: &str) -> Option<Fen> {
        money_at(&self.output, field)
    }
}

/// The sums over the answers to lines.
fn parts(output: &Value) -> Parts {
    let rows = output.get("result").and_then(Value::as_array);
    let sum = |field: &str| {
        let amounts = rows
            .into_iter()
            .flatten()
            .filter_map(|row| Fen::parse_yuan(&row.get(field)?.to_string()).ok());
        Fen::new(amounts.map(Fen::get).fold(0, i64::saturating_add))
    };
    Parts {
        full_own_pay: sum("fulamt_ownpay_amt"),
        over_limit: sum("overlmt_amt"),
        first_self_pay: sum("preselfpay_amt"),
        in_scope: sum("inscp_scp_amt"),
    }
}

fn named(output: &Value, node: &str, field: &str) -> Result<String, Fault> {
    let found = text_at(output, node, field).filter(|text| !text.is_empty());
    found.ok_or_else(|| Fault::Odd {
        infno: "",
        status: 200,
        text: format!("no {node}.{field} in the output"),
    })
}
