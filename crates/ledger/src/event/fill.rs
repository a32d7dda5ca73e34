//! Fills a template with a case.

use base::{Fen, Refused};

use super::case::{Case, Part};
use super::template::{
    AccountOf, EntryTemplate, Event, Events, LegTemplate, MemoTemplate, Need, Tier, Variant,
};
use crate::entry::{AccountCode, Book, Dimensions, Document, Draft, FundYear, Leg, Memo};

/// The document that a case makes: entries and memo records by the template of its event. What the
/// rules say of it is asked of [`crate::book::check`] afterwards.
///
/// # Errors
/// A refusal where the event has no such variant, is one that follows from balances, or where parts,
/// slots or counterparties are missing or out of range.
pub fn fill(events: &Events, case: &Case) -> Result<Document, Refused> {
    let unknown = || {
        Refused::new(
            "ledger.variant_unknown",
            format!(
                "事项 {} 没有“{}”这种做法，请用 ledger events 查看。",
                case.event, case.variant
            ),
        )
    };
    let event = events.get(case.event).ok_or_else(unknown)?;
    if event.computed.is_some() {
        return Err(Refused::new(
            "ledger.computed_event",
            format!(
                "事项 {}（{}）由结账或移交程序生成，不能手工录入。",
                event.code, event.name
            ),
        ));
    }
    let variant = event.variant(&case.variant).ok_or_else(unknown)?;
    check_parts(event, variant, case)?;
    let mut entries = Vec::new();
    for template in &variant.entries {
        if applies(template, variant, case)? {
            entries.push(entry(template, variant, case)?);
        }
    }
    let memos = variant.memo.map_or_else(Vec::new, |memo| memos(memo, case));
    Ok(Document {
        id: case.document.clone(),
        event: case.event,
        variant: variant.name.as_str().into(),
        value_date: case.value_date,
        book_date: case.book_date,
        evidence: case.evidence.clone(),
        maker: case.maker.clone(),
        checker: case.checker.clone(),
        entries,
        memos,
    })
}

fn check_parts(event: &Event, variant: &Variant, case: &Case) -> Result<(), Refused> {
    let refuse = |code, what: &str| {
        let zh = format!("事项 {}（{}）{what}", event.code, event.name);
        Err(Refused::new(code, zh))
    };
    if case.parts.is_empty() || case.parts.iter().any(|part| part.amount <= Fen::ZERO) {
        return refuse("ledger.no_amount", "的每一项金额都应大于零，请填写金额。");
    }
    let lacks = |need: Need| {
        variant.needs.contains(&need)
            && case.parts.iter().any(|part| match need {
                Need::Year => part.benefit_year.is_none(),
                Need::Party => part.counterparty.is_none(),
            })
    };
    if lacks(Need::Year) {
        return refuse("ledger.year_missing", "应注明待遇年度，请为每一项填写。");
    }
    if lacks(Need::Party) {
        return refuse("ledger.party_missing", "应注明往来单位，请为每一项填写。");
    }
    Ok(())
}

/// The account that the case chose for a slot, the slot's first where it chose none.
fn chosen(variant: &Variant, case: &Case, name: &str) -> Result<AccountCode, Refused> {
    let refuse = |zh: String| Refused::new("ledger.slot", zh);
    let slot = variant.slots.iter().find(|(slot, _)| slot == name);
    let (_, accounts) =
        slot.ok_or_else(|| refuse(format!("做法“{}”没有可选科目“{name}”。", variant.zh)))?;
    match case.slots.get(name).or_else(|| accounts.first()) {
        Some(account) if accounts.contains(account) => Ok(*account),
        _ => {
            let may: Vec<String> = accounts.iter().map(ToString::to_string).collect();
            let may = may.join("、");
            Err(refuse(format!("“{name}”应从科目 {may} 中选择，请更正。")))
        }
    }
}

fn applies(template: &EntryTemplate, variant: &Variant, case: &Case) -> Result<bool, Refused> {
    match &template.when {
        Some((slot, account)) => Ok(chosen(variant, case, slot)? == *account),
        None => Ok(true),
    }
}

fn entry(template: &EntryTemplate, variant: &Variant, case: &Case) -> Result<Draft, Refused> {
    let county = match template.tier {
        Tier::County => case.county,
        Tier::City => case.pool,
    };
    let total = Fen::checked_sum(case.parts.iter().map(|part| part.amount)).ok_or_else(range)?;
    let mut legs = Vec::new();
    for leg in &template.legs {
        let account = match &leg.account {
            AccountOf::Fixed(account) => *account,
            AccountOf::Slot(slot) => chosen(variant, case, slot)?,
        };
        if leg.each {
            for part in &case.parts {
                legs.push(each(leg, account, part, case)?);
            }
        } else {
            legs.push(plain(leg, account, total, case)?);
        }
    }
    Ok(Draft {
        dims: dimensions(case, template.book)
            .of_county(county)
            .of_fund(template.fund.unwrap_or(case.fund)),
        legs,
        reverses: None,
    })
}

fn range() -> Refused {
    Refused::new("ledger.range", "金额超出范围，请核对。")
}

/// A leg over the sum of the parts.
fn plain(
    leg: &LegTemplate,
    account: AccountCode,
    amount: Fen,
    case: &Case,
) -> Result<Leg, Refused> {
    let amount = if leg.red {
        amount.checked_neg().ok_or_else(range)?
    } else {
        amount
    };
    let code = account.to_string();
    let slot = leg.bank.as_deref().unwrap_or(&code);
    Ok(Leg {
        sub: leg.sub.clone(),
        bank_account: case.banks.get(slot).cloned(),
        ..Leg::new(leg.side, account, amount)
    })
}

/// A leg for one part.
fn each(leg: &LegTemplate, account: AccountCode, part: &Part, case: &Case) -> Result<Leg, Refused> {
    let plain = plain(leg, account, part.amount, case)?;
    Ok(Leg {
        sub: leg.sub.clone().or_else(|| part.sub.clone()),
        benefit_year: part.benefit_year.filter(|_| leg.year),
        counterparty: part.counterparty.clone(),
        ..plain
    })
}

fn dimensions(case: &Case, book: Book) -> Dimensions {
    Dimensions {
        pool: case.pool,
        county: case.county,
        fund: case.fund,
        book,
        fund_year: FundYear::of(case.book_date),
    }
}

fn memos(template: MemoTemplate, case: &Case) -> Vec<Memo> {
    let record = |part: &Part| {
        let amount = if template.settles {
            part.amount.checked_neg()?
        } else {
            part.amount
        };
        Some(Memo {
            dims: dimensions(case, Book::Agency),
            kind: template.kind,
            amount,
            counterparty: part.counterparty.clone()?,
            benefit_year: part.benefit_year,
        })
    };
    case.parts.iter().filter_map(record).collect()
}
