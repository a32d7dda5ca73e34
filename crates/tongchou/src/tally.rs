//! The summary by payer: what every fund, account and person bears in all.

use base::Fen;
use batch::ResultRow;
use benefit::plan::{Policy, PotKind};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, Table};
use std::fmt::Write as _;

/// Sums of 分 that cannot overflow, whatever the number of claims.
type Sum = i128;

/// The table of payers and causes with money, then the totals.
pub fn by_payer(policy: &Policy, rows: &[ResultRow]) -> String {
    let mut table = table(&["承担方", "金额（元）"]);
    for burden in [false, true] {
        let pots = policy.pots.iter().enumerate();
        for (index, pot) in pots.filter(|(_, pot)| (pot.kind == PotKind::Burden) == burden) {
            let sum = sum(rows.iter().filter_map(|row| row.pots.get(index)));
            let kind = if burden { "个人：" } else { "" };
            if sum != 0 {
                table.add_row(vec![Cell::new(format!("{kind}{}", pot.title)), amount(sum)]);
            }
        }
    }
    let total = sum(rows.iter().map(|row| &row.total));
    table.add_row(vec![Cell::new("合计"), amount(total)]);
    let mut text = format!("{table}\n");
    let _ = writeln!(
        text,
        "共 {} 条记录，费用合计 {} 元",
        rows.len(),
        yuan(total)
    );
    text
}

/// An empty table with a head.
pub fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_header(head.iter().map(Cell::new));
    table
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Fen>) -> Sum {
    amounts.map(|fen| Sum::from(fen.get())).sum()
}

fn amount(sum: Sum) -> Cell {
    Cell::new(yuan(sum)).set_alignment(CellAlignment::Right)
}

fn yuan(sum: Sum) -> String {
    let sign = if sum < 0 { "-" } else { "" };
    let fen = sum.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}
