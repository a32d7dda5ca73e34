//! A package in the making: its text by section, and the names that later rules may use.

use super::tape::Tape;
use std::fmt::Write;

/// Everything that a rule may name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Classes with their values.
    pub classes: Vec<(String, Vec<String>)>,
    /// Tables and named values of money.
    pub money: Vec<String>,
    /// Tables and named values of ratio.
    pub ratio: Vec<String>,
    /// One-key tables of codes, which may have no value.
    pub coded: Vec<String>,
    /// Money tables over the members of the set fact.
    pub over_sets: Vec<String>,
    /// Money accumulators that count.
    pub counters: Vec<String>,
    /// Accumulators that look at the window before.
    pub previous: Vec<String>,
    /// Counts of events.
    pub counts: Vec<String>,
    /// Counts of days.
    pub days: Vec<String>,
    /// Balances of accounts, each with a payer of the same name.
    pub balances: Vec<String>,
    /// Open parts besides `main`.
    pub parts: Vec<String>,
    /// The package's own causes.
    pub causes: Vec<String>,
    /// Layers in order; the first is `basic`.
    pub layers: Vec<String>,
    /// Payers with the index of their layer.
    pub payers: Vec<(String, usize)>,
    /// Ids of steps that a claim may enter at.
    pub steps: Vec<String>,
}

/// A package in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Choices.
    pub tape: Tape,
    /// Names so far.
    pub names: Names,
    /// Head keys, before every table.
    pub head: String,
    /// Tables and arrays of tables.
    pub body: String,
}

impl Draft {
    /// An empty draft that reads a tape.
    #[must_use]
    pub fn new(tape: Tape) -> Self {
        Self {
            tape,
            names: Names::default(),
            head: String::new(),
            body: String::new(),
        }
    }

    /// The text of `policy.toml`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", self.head, self.body)
    }

    /// Adds a line to the head.
    pub fn head_line(&mut self, line: &str) {
        self.head.push_str(line);
        self.head.push('\n');
    }

    /// Adds a line to the body.
    pub fn line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    /// Adds `[section.name]` with a title.
    pub fn named(&mut self, section: &str, name: &str, fields: &[String]) {
        // Writing into a String cannot fail.
        let _ = writeln!(self.body, "\n[{section}.{name}]\ntitle = \"{name}\"");
        for field in fields {
            self.line(field);
        }
    }
}
