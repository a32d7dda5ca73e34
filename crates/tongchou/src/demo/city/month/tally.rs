//! What the answers of a month come to: by scheme and kind of care, by payer.

use anyhow::{Result, anyhow};
use base::Fen;
use enrolment::Month;
use report::{Cell, Column, Table};
use sample::visits::Kind;
use serde_json::Value;
use std::collections::BTreeMap;

/// Payers with the fields of an answer that name what they pay.
const PAYERS: [(&str, &str); 8] = [
    ("费用", "medfee_sumamt"),
    ("统筹基金", "hifp_pay"),
    ("大病保险", "hifmi_pay"),
    ("大额补助", "hifob_pay"),
    ("医疗救助", "maf_pay"),
    ("其他", "oth_pay"),
    ("个人账户", "acct_pay"),
    ("个人现金", "psn_cash_pay"),
];

/// Sums over settlements.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    count: i64,
    amounts: [Fen; PAYERS.len()],
}

/// What was counted.
#[derive(Debug, Default)]
pub struct Tally {
    sums: BTreeMap<(bool, Kind), Sums>,
    messages: u64,
    settled: u64,
    reversed: u64,
    repeated: u64,
    undone: u64,
    parted: u64,
    refused: BTreeMap<String, u64>,
}

/// What happens to messages besides plain settlements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Also {
    /// Taken back.
    Reversed,
    /// Sent again and answered as the first time.
    Repeated,
    /// Undone by 2601.
    Undone,
    /// Settled in the middle of a stay.
    Parted,
}

impl Tally {
    /// A message was sent.
    pub fn message(&mut self) {
        self.messages += 1;
    }

    /// How many were sent.
    pub const fn messages(&self) -> u64 {
        self.messages
    }

    /// How many visits were settled to their end.
    pub const fn settled(&self) -> u64 {
        self.settled
    }

    /// Adds an answer with money, a negative one for a reversal.
    pub fn add(&mut self, (employed, kind): (bool, Kind), output: &Value) -> Result<()> {
        let sums = self.sums.entry((employed, kind)).or_default();
        for (sum, (_, field)) in sums.amounts.iter_mut().zip(PAYERS) {
            let amount = amount(output, field).unwrap_or(Fen::ZERO);
            let more = sum.checked_add(amount);
            *sum = more.ok_or_else(|| anyhow!("金额合计超出范围"))?;
        }
        sums.count += 1;
        Ok(())
    }

    /// A visit was settled to its end.
    pub fn done(&mut self) {
        self.settled += 1;
    }

    /// Something else happened.
    pub fn also(&mut self, also: Also) {
        *match also {
            Also::Reversed => &mut self.reversed,
            Also::Repeated => &mut self.repeated,
            Also::Undone => &mut self.undone,
            Also::Parted => &mut self.parted,
        } += 1;
    }

    /// The platform refused, and said why.
    pub fn refused(&mut self, why: &str) {
        *self.refused.entry(why.to_owned()).or_default() += 1;
    }

    /// The month as tables.
    pub fn print(&self, month: Month) {
        let title = format!("{}窗口结算（元，撤销以负数计）", month.zh());
        let mut columns = vec![
            Column::text("险种"),
            Column::text("就诊"),
            Column::number("应答"),
        ];
        columns.extend(PAYERS.map(|(name, _)| Column::money(name)));
        let mut table = Table::new(title, columns);
        for ((employed, kind), sums) in &self.sums {
            let scheme = if *employed { "职工" } else { "居民" };
            let head = [
                Cell::Text(scheme.to_owned()),
                Cell::Text(zh(*kind).to_owned()),
            ];
            let mut row = Vec::from(head);
            row.push(Cell::Number(sums.count));
            row.extend(sums.amounts.map(Cell::Money));
            table.push(row);
        }
        println!("{}", report::drawn(&table));
        println!(
            "撤销 {} 笔，重发 {} 笔（应答与首次相同），冲正后重新结算 {} 笔，中途结算 {} 笔。",
            self.reversed, self.repeated, self.undone, self.parted
        );
        for (why, count) in &self.refused {
            println!("未能联网结算 {count} 人次：{why}");
        }
    }
}

/// What users call a kind of care.
const fn zh(kind: Kind) -> &'static str {
    match kind {
        Kind::Outpatient => "普通门诊",
        Kind::Chronic => "门诊慢特病",
        Kind::Pharmacy => "药店购药",
        Kind::Stay => "住院",
    }
}

fn amount(output: &Value, field: &str) -> Option<Fen> {
    let value = output.get("setlinfo")?.get(field)?;
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Fen::parse_yuan(&text).ok()
}
