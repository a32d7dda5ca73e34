//! The table of credits and its approval: study, consent, publication, in force (篇7 第十一条第六款).

use super::numbers::CreditTableNo;
use ::base::{Date, Fen, Refused};
use std::collections::BTreeMap;

/// How far a table has come. Only a table in force counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableState {
    /// 研究论证: the bureau studies it with the departments concerned.
    Study,
    /// 市政府同意.
    Consent,
    /// 公布.
    Published,
    /// 执行.
    InForce,
}

impl TableState {
    /// Every state, in order.
    pub const ALL: [TableState; 4] = [
        TableState::Study,
        TableState::Consent,
        TableState::Published,
        TableState::InForce,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TableState::Study => "study",
            TableState::Consent => "consent",
            TableState::Published => "published",
            TableState::InForce => "in_force",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<TableState> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            TableState::Study => "研究论证",
            TableState::Consent => "市政府同意",
            TableState::Published => "已公布",
            TableState::InForce => "执行",
        }
    }

    /// The state after; `None` after the last.
    #[must_use]
    pub fn next(self) -> Option<TableState> {
        Self::ALL.into_iter().find(|state| *state > self)
    }
}

/// A step of the approval, with the document behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableStep {
    /// The state that it reached.
    pub state: TableState,
    /// When.
    pub on: Date,
    /// Number of the document, or what was decided by whom.
    pub document: String,
}

/// A table of credits: values for the parameters of the package that no source gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditTable {
    /// Number of the record.
    pub no: CreditTableNo,
    /// First day on which it is meant to count.
    pub from: Date,
    /// Amounts by the parameter of the package: `table.credit_active_le34`.
    pub amounts: BTreeMap<String, Fen>,
    steps: Vec<TableStep>,
}

impl CreditTable {
    /// A table under study.
    ///
    /// # Errors
    /// [`Refused`] `account.table_empty` without an amount, `account.table_amount` for an amount
    /// below zero, `account.table_name` for a name that is no parameter of a package.
    pub fn study(
        no: CreditTableNo,
        from: Date,
        amounts: BTreeMap<String, Fen>,
        (on, document): (Date, &str),
    ) -> Result<CreditTable, Refused> {
        if amounts.is_empty() {
            let sentence = "计入标准表没有一行数额，请至少填写一个年龄段。";
            return Err(Refused::new("account.table_empty", sentence));
        }
        for (name, amount) in &amounts {
            if !name.starts_with("table.") {
                let shown = ::base::show_value(name);
                let sentence = format!("“{shown}”不是政策包的参数，请写成 table.名称。");
                return Err(Refused::new("account.table_name", sentence));
            }
            if *amount < Fen::ZERO {
                let sentence = format!("{name} 的数额为负，请核对。");
                return Err(Refused::new("account.table_amount", sentence));
            }
        }
        let step = TableStep {
            state: TableState::Study,
            on,
            document: document.to_owned(),
        };
        Ok(CreditTable {
            no,
            from,
            amounts,
            steps: vec![step],
        })
    }

    /// A table with a step added; steps come one after the other, each with its document.
    ///
    /// # Errors
    /// [`Refused`] `account.table_step` for a step out of its order or before the last one,
    /// `account.table_document` without a document.
    pub fn step(mut self, step: TableStep) -> Result<CreditTable, Refused> {
        let now = self.state();
        let in_time = self.steps.last().is_none_or(|last| last.on <= step.on);
        if now.next() != Some(step.state) || !in_time {
            let sentence = format!(
                "计入标准表 {} 现为“{}”，不能到“{}”：须依次经研究论证、市政府同意、公布、执行，日期不得倒退。",
                self.no,
                now.zh(),
                step.state.zh()
            );
            return Err(Refused::new("account.table_step", sentence).under("篇7 第十一条"));
        }
        if step.document.trim().is_empty() {
            let sentence = format!("“{}”须写明文件或决定。", step.state.zh());
            return Err(Refused::new("account.table_document", sentence));
        }
        self.steps.push(step);
        Ok(self)
    }

    /// The steps so far.
    #[must_use]
    pub fn steps(&self) -> &[TableStep] {
        &self.steps
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> TableState {
        let last = self.steps.last();
        last.map_or(TableState::Study, |step| step.state)
    }

    /// Whether it counts on a day: in force by then, and meant for it.
    #[must_use]
    pub fn counts(&self, on: Date) -> bool {
        let mut steps = self.steps.iter();
        let in_force = steps.find(|step| step.state == TableState::InForce);
        self.from <= on && in_force.is_some_and(|step| step.on <= on)
    }

    /// The amounts as parameters of a package are written, in 元.
    #[must_use]
    pub fn parameters(&self) -> BTreeMap<String, String> {
        let amounts = self.amounts.iter();
        amounts
            .map(|(name, amount)| (name.clone(), amount.to_string()))
            .collect()
    }
}

/// The table that counts on a day: the latest that is in force.
///
/// # Errors
/// [`Refused`] `account.no_table` where none is; it names the tables that are not there yet.
pub fn usable(tables: &[CreditTable], on: Date) -> Result<&CreditTable, Refused> {
    let counting = tables.iter().filter(|table| table.counts(on));
    if let Some(table) = counting.max_by_key(|table| (table.from, table.no)) {
        return Ok(table);
    }
    let waiting: Vec<String> = tables
        .iter()
        .map(|table| format!("{}（{}）", table.no, table.state().zh()))
        .collect();
    let which = if waiting.is_empty() {
        "尚未登记任何标准表".to_owned()
    } else {
        format!("已登记的标准表：{}", waiting.join("、"))
    };
    let sentence = format!("{on} 没有执行中的账户计入标准，不能计入；{which}。");
    Err(Refused::new("account.no_table", sentence).under("篇7 第十一条"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::premium::testing::day;

    fn studied() -> CreditTable {
        let amounts = [
            ("table.credit_active_le34", 1_000),
            ("table.credit_active_35_44", 24_000),
        ];
        let amounts = amounts.map(|(name, fen)| (name.to_owned(), Fen::new(fen)));
        let no = CreditTableNo::new(1).unwrap();
        let step = (day("2025-09-01"), "论证会纪要");
        CreditTable::study(no, day("2026-01-01"), amounts.into(), step).unwrap()
    }

    fn step(state: TableState, on: &str) -> TableStep {
        TableStep {
            state,
            on: day(on),
            document: "文件".to_owned(),
        }
    }

    /// REQ-451: a table under study is not used; after consent and publication it comes into force.
    #[test]
    fn req_451_only_a_table_in_force_is_used() {
        let mut table = studied();
        for state in [TableState::Consent, TableState::Published] {
            let refused = usable(std::slice::from_ref(&table), day("2026-03-01")).unwrap_err();
            assert_eq!(refused.code(), "account.no_table");
            assert!(refused.zh().contains(table.state().zh()));
            table = table.step(step(state, "2025-10-01")).unwrap();
        }
        assert!(usable(std::slice::from_ref(&table), day("2026-03-01")).is_err());
        let table = table.step(step(TableState::InForce, "2025-12-20")).unwrap();
        let found = usable(std::slice::from_ref(&table), day("2026-03-01")).unwrap();
        assert_eq!(found.parameters()["table.credit_active_35_44"], "240.00");
        assert!(usable(std::slice::from_ref(&table), day("2025-12-31")).is_err());
    }

    #[test]
    fn no_step_is_skipped_or_taken_back() {
        let refused = studied()
            .step(step(TableState::InForce, "2025-10-01"))
            .unwrap_err();
        assert_eq!(refused.code(), "account.table_step");
        let early = studied()
            .step(step(TableState::Consent, "2025-08-31"))
            .unwrap_err();
        assert_eq!(early.code(), "account.table_step");
        let mut nameless = step(TableState::Consent, "2025-10-01");
        nameless.document.clear();
        let refused = studied().step(nameless).unwrap_err();
        assert_eq!(refused.code(), "account.table_document");
    }

    #[test]
    fn the_latest_table_in_force_wins() {
        let in_force = |no: i64, from: &str| {
            let mut table = studied();
            table.no = CreditTableNo::new(no).unwrap();
            table.from = day(from);
            for state in [
                TableState::Consent,
                TableState::Published,
                TableState::InForce,
            ] {
                table = table.step(step(state, "2025-10-01")).unwrap();
            }
            table
        };
        let tables = [in_force(2, "2026-01-01"), in_force(1, "2025-11-01")];
        let found = |on| usable(&tables, day(on)).unwrap().no.get();
        assert_eq!((found("2025-12-31"), found("2026-01-01")), (1, 2));
    }
}
