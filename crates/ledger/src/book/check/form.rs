//! Persons, dimensions, soundness, evidence, periods.

use base::Refused;

use super::rules::Rules;
use crate::book::{BookKey, Closed};
use crate::chart::Charts;
use crate::entry::{
    AccountClass, Book, Document, Draft, EvidenceKind, FundYear, Side, check_draft,
};
use crate::event::Event;

/// Maker and checker are two.
pub(super) fn persons(document: &Document) -> Result<(), Refused> {
    if document.maker == document.checker {
        return Err(Refused::new(
            "ledger.maker_is_checker",
            "制单与复核不能是同一人，请由另一名用户复核。",
        ));
    }
    Ok(())
}

/// One pooling area, the year of the day of booking, no money that moves after it is booked.
pub(super) fn dimensions(document: &Document) -> Result<(), Refused> {
    if document.entries.is_empty() && document.memos.is_empty() {
        return Err(Refused::new("ledger.empty", "凭证没有分录，请填写。"));
    }
    if document.value_date > document.book_date {
        return Err(Refused::new(
            "ledger.value_after_book",
            "资金日期晚于记账日期，请核对两个日期。",
        ));
    }
    let year = FundYear::of(document.book_date);
    let dims = document.entries.iter().map(|entry| entry.dims);
    let mut dims = dims.chain(document.memos.iter().map(|memo| memo.dims));
    let pool = dims.clone().next().map(|dims| dims.pool);
    if dims.any(|dims| Some(dims.pool) != pool || dims.fund_year != year) {
        return Err(Refused::new(
            "ledger.dimensions",
            "同一凭证的分录应属同一统筹区和记账日期所在年度，请分开制单。",
        ));
    }
    Ok(())
}

/// Every entry is sound, and its accounts exist on the day.
pub(super) fn entries(document: &Document, charts: &Charts) -> Result<(), Refused> {
    for draft in &document.entries {
        check_draft(draft).map_err(|unsound| Refused::new("ledger.unsound", unsound.zh()))?;
        // What undoes an entry uses the accounts of the entry, which a later chart may lack.
        if draft.reverses.is_some() {
            continue;
        }
        let dims = draft.dims;
        let Some(chart) = charts.on(dims.book, dims.fund, document.book_date) else {
            let (book, date) = (dims.book.zh(), document.book_date);
            return Err(Refused::new(
                "ledger.no_chart",
                format!(
                    "{} 在 {date} 没有适用于{book}的科目表，请核对记账日期。",
                    dims.fund.zh()
                ),
            ));
        };
        draft.legs.iter().try_for_each(|leg| chart.check_leg(leg))?;
    }
    Ok(())
}

/// The event is there and the fund mode has it.
pub(super) fn event<'a>(document: &Document, rules: &Rules<'a>) -> Result<&'a Event, Refused> {
    let Some(event) = rules.events.get(document.event) else {
        let zh = format!("没有事项 {}，请用 ledger events 查看。", document.event);
        return Err(Refused::new("ledger.event_unknown", zh));
    };
    if !event.modes.contains(&rules.mode.code) {
        let (mode, name) = (rules.mode.code.zh(), &event.name);
        return Err(Refused::new(
            "ledger.event_not_in_mode",
            format!(
                "本统筹区实行“{mode}”，不办理事项 {}（{name}）。",
                event.code
            ),
        )
        .under(&rules.mode.article));
    }
    Ok(event)
}

/// Every kind of source document that the event needs is there; expense rests on a settlement that was
/// reviewed, or on a decision.
pub(super) fn evidence(document: &Document, event: &Event) -> Result<(), Refused> {
    let has = |kind: EvidenceKind| document.evidence.iter().any(|one| one.kind == kind);
    if let Some(missing) = event.evidence.iter().copied().find(|kind| !has(*kind)) {
        return Err(Refused::new(
            "ledger.evidence_missing",
            format!(
                "事项 {}（{}）缺少“{}”，请补充后再办理。",
                event.code,
                event.name,
                missing.zh()
            ),
        ));
    }
    let spends = |draft: &Draft| {
        draft.dims.book == Book::Agency
            && draft.reverses.is_none()
            && draft.legs.iter().any(|leg| {
                leg.side == Side::Debit
                    && leg.amount.get() > 0
                    && leg.account.class() == AccountClass::Expense
            })
    };
    let reviewed = has(EvidenceKind::Settlement) || has(EvidenceKind::Decision);
    if document.entries.iter().any(spends) && !reviewed {
        return Err(Refused::new(
            "ledger.not_reviewed",
            "列支前应有经审核的结算单或决定，请先完成审核。",
        )
        .under("篇10 一(一)“医院结算、合作办审核、财政拨付、封闭运行”"));
    }
    Ok(())
}

/// Nothing is booked in a closed period.
pub(super) fn periods(document: &Document, closed: &Closed) -> Result<(), Refused> {
    let dims = document.entries.iter().map(|entry| entry.dims);
    let dims = dims.chain(document.memos.iter().map(|memo| memo.dims));
    for dims in dims {
        let key = BookKey::of(&dims);
        if let Some(until) = closed
            .until(&key)
            .filter(|until| document.book_date <= *until)
        {
            return Err(Refused::new(
                "ledger.period_closed",
                format!(
                    "{} {}{}已结账至 {until}，不能再记 {} 的账。请记入下一期；更正用红字凭证。",
                    dims.county.short(),
                    dims.fund.zh(),
                    dims.book.zh(),
                    document.book_date
                ),
            ));
        }
    }
    Ok(())
}
