//! A package in the making: its text by section, and the names that later rules may use.

use super::tape::Tape;
use super::{atoms, rules, steps, tables};
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
    /// Own facts that the package declares.
    pub own_facts: bool,
}

impl Draft {
    /// Drafts a package.
    #[must_use]
    pub fn new(tape: Tape) -> Self {
        let mut draft = Self {
            tape,
            names: Names::default(),
            head: String::new(),
            body: String::new(),
            own_facts: true,
        };
        draft.begin();
        rules::pots(&mut draft);
        rules::accumulators(&mut draft);
        atoms::facts(&mut draft);
        rules::classes(&mut draft);
        tables::tables(&mut draft);
        rules::items(&mut draft);
        rules::denials(&mut draft);
        steps::steps(&mut draft);
        draft
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

    fn begin(&mut self) {
        let t = &mut self.tape;
        let mode = t.pick(&["half_up", "down", "up", "half_even"]);
        let unit = t.pick(&["0.01", "0.01", "0.01", "0.1", "1"]);
        let items = t.pick(&["line", "sum"]);
        let law = t.pick(&[
            "\"service_date\"",
            "\"settlement_date\"",
            "[\"discharge_date\", \"service_date\"]",
        ]);
        let order = t.pick(&["settlement", "service"]);
        let reversal = t.pick(&["keep", "replay", "last_only"]);
        let age_at = t.pick(&["year_start", "law_date", "year_end"]);
        let starts = t.pick(&["01-01", "04-01", "07-01"]);
        let by = t.pick(&["", "by = \"settlement_date\"", "by = \"service_date\""]);
        let irregular = t.chance(20);
        for line in [
            "format = \"tongchou-policy/1\"".to_owned(),
            "id = \"fixture.random\"".to_owned(),
            "title = \"随机\"".to_owned(),
            "scheme = \"resident\"".to_owned(),
            format!("law_date = {law}"),
            "in_force = { from = 2015-01-01 }".to_owned(),
            format!("order = \"{order}\""),
            format!("reversal = \"{reversal}\""),
            format!("age_at = \"{age_at}\""),
            format!("rounding = {{ mode = \"{mode}\", unit = \"{unit}\", items = \"{items}\" }}"),
        ] {
            self.head_line(&line);
        }
        self.line("[year]");
        self.line(&format!("starts = \"{starts}\"\n{by}"));
        if irregular {
            self.line("period = [{ label = 2021, from = 2021-04-01, until = 2021-12-31 }]");
        }
        self.line("\n[[source]]\nid = \"act\"\ntitle = \"办法\"\nnumber = \"1\"\ntier = \"B\"");
        self.line("text = \"restated\"\nfile = \"sources/act.md\"");
    }
}
