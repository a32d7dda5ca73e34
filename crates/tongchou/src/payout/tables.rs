//! What is shown of payments.

use base::Fen;
use report::{Column, Table};
use service::payout::Planned;
use store::payout::read::{Head, Kept};

fn fund(code: &str) -> String {
    let known = ledger::entry::Fund::parse(code);
    known.map_or_else(|| code.to_owned(), |fund| fund.zh().to_owned())
}

/// What is due, and how each payment comes about.
pub fn due(all: &[Planned]) -> Table {
    let columns = vec![
        Column::text("基金"),
        Column::text("申报人"),
        Column::text("参保县区"),
        Column::money("准予支付（元）"),
        Column::money("上次结转（元）"),
        Column::money("扣留保证金（元）"),
        Column::money("扣款（元）"),
        Column::money("实付（元）"),
        Column::money("结转下次（元）"),
    ];
    let sum = |one: Fen, other: Fen| one.checked_add(other).unwrap_or(Fen::ZERO);
    let mut table = Table::new("待付款项", columns);
    for planned in all {
        for one in &planned.due {
            let sheet = &one.sheet;
            table.push(vec![
                fund(planned.fund.as_str()).into(),
                sheet.key.claimant.code().into(),
                sheet.key.county.short().into(),
                sheet.approved.into(),
                sum(sheet.carried_in.fund, sheet.carried_in.account).into(),
                sheet.withheld.into(),
                sheet.deducted.into(),
                sheet.net.into(),
                sum(sheet.carried_out.fund, sheet.carried_out.account).into(),
            ]);
        }
        for key in &planned.without {
            table.note(format!(
                "{} 没有登记收款账户，未列入；请先登记并复核：tongchou claim payee",
                key.claimant.code()
            ));
        }
    }
    table
}

/// Payouts.
pub fn heads(all: &[Head]) -> Table {
    let columns = vec![
        Column::number("批次"),
        Column::text("基金"),
        Column::text("区划"),
        Column::number("笔数"),
        Column::money("合计（元）"),
        Column::text("制单"),
        Column::text("审批"),
        Column::date("审批日期"),
        Column::text("送银行"),
    ];
    let mut table = Table::new("付款批次", columns);
    for head in all {
        let sent = head
            .sent
            .map_or("未送".to_owned(), |(_, on)| on.to_string());
        table.push(vec![
            head.no.get().into(),
            fund(head.fund.as_str()).into(),
            head.region.short().into(),
            head.count.into(),
            head.total.into(),
            head.made.by.to_string().into(),
            head.approved.by.to_string().into(),
            head.approved.on.into(),
            sent.into(),
        ]);
    }
    table
}

/// The transfers of a payout; accounts are masked.
pub fn transfers(kept: &Kept) -> Table {
    let columns = vec![
        Column::number("付款"),
        Column::text("种类"),
        Column::text("收款人"),
        Column::text("参保县区"),
        Column::money("金额（元）"),
        Column::text("状态"),
        Column::text("银行说明"),
    ];
    let mut table = Table::new(format!("付款批次 {}", kept.head.no), columns);
    let payout = kept.payout.as_ref();
    for one in payout.map(|payout| payout.transfers()).unwrap_or_default() {
        table.push(vec![
            one.no.get().into(),
            one.order.purpose.zh().into(),
            one.payee_masked().into(),
            one.order.county.short().into(),
            one.amount.into(),
            one.state.zh().into(),
            one.remark.as_str().into(),
        ]);
    }
    table
}
