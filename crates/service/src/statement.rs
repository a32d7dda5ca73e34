//! Reconciliation with an institution: totals (3201), then line by line (3202).
//!
//! Our side is what was answered: a settlement with the amounts of its answer, a reversal as a row of its own with
//! negative amounts, and what a replay changed of an earlier settlement as a difference of its own, which the
//! institution learns here. A day is the day of settlement; the office that settles is the county of the insured
//! (`clr_optins` of answers), or the whole pooling area.

use access::{Actor, Permission, Scope};
use base::{Date, Fen, Refused, RegionCode};
use settlement::statement::{
    Claimed, Compared, TheirRow, TotalAnswer, Totals, clearing_type, compare_lines, compare_totals,
};
use store::statement::{self as rows, Asked};

use crate::{Desk, ServiceError, audit};

/// What is reconciled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The office (`setl_optins`): six digits of a county, or of the city.
    pub office: String,
    /// First and last day of settlement.
    pub days: (Date, Date),
    /// Kind of clearing (`clr_type`).
    pub clearing: String,
    /// Insurance (`insutype`); `None` for all.
    pub insurance: Option<String>,
    /// `refd_setl_flag`: only refunds, only what is none; `None` for both.
    pub refunds: Option<bool>,
}

/// Compares the totals of the institution that asks with ours (3201).
///
/// # Errors
/// [`ServiceError::Denied`]; `statement.office`, `statement.period`; storage.
pub fn totals(
    desk: &Desk<'_>,
    actor: &Actor,
    period: &Period,
    theirs: &Claimed,
) -> Result<TotalAnswer, ServiceError> {
    let scope = office(actor, period)?;
    let sums = desk.read(|session| rows::sums(session, scope, asked(actor, period)))?;
    let fits = sums
        .iter()
        .filter(|it| clearing_type(&it.med_type) == period.clearing);
    let fits: Vec<Totals> = fits.map(|it| it.totals).collect();
    let total =
        |pick: fn(&Totals) -> Fen| Fen::checked_sum(fits.iter().map(pick)).ok_or_else(range);
    let ours = Totals {
        count: fits.iter().map(|it| it.count).sum(),
        bill: total(|it| it.bill)?,
        fund: total(|it| it.fund)?,
        account: total(|it| it.account)?,
        cash: total(|it| it.cash)?,
    };
    Ok(compare_totals(&ours, theirs))
}

fn range() -> Refused {
    Refused::new(
        "settlement.amount_range",
        "对账合计超出可表示的范围，请缩短对账期间。",
    )
}

/// Compares the lines of the institution that asks with ours (3202). `claimed` is what it says that its lines come to.
///
/// # Errors
/// [`ServiceError::Denied`]; `statement.office`, `statement.period`; `statement.file` where the lines do not come to
/// what was said of them; storage.
pub fn lines(
    desk: &Desk<'_>,
    actor: &Actor,
    period: &Period,
    (theirs, claimed): (&[TheirRow], &Claimed),
) -> Result<Vec<Compared>, ServiceError> {
    let scope = office(actor, period)?;
    as_claimed(theirs, claimed)?;
    let ours = desk.read(|session| rows::rows(session, scope, asked(actor, period)))?;
    let ours = ours
        .into_iter()
        .filter(|(med_type, _)| clearing_type(med_type) == period.clearing);
    let ours: Vec<_> = ours.map(|(_, row)| row).collect();
    let compared = compare_lines(&ours, theirs);
    let (from, until) = period.days;
    let subject = format!("结算对账明细 {from} 至 {until}，{}行", compared.len());
    audit::exported(desk, actor, "gateway.3202", &subject, "定点医药机构对账")?;
    Ok(compared)
}

/// A file that does not come to what was said of it was cut off, or is another one.
fn as_claimed(theirs: &[TheirRow], claimed: &Claimed) -> Result<(), ServiceError> {
    let sum =
        |pick: fn(&TheirRow) -> Fen| Fen::checked_sum(theirs.iter().map(pick)).ok_or_else(range);
    let (count, bill, fund) = (theirs.len() as u64, sum(|it| it.bill)?, sum(|it| it.fund)?);
    if (count, bill, fund) == (claimed.count, claimed.bill, claimed.fund) {
        return Ok(());
    }
    Err(Refused::new(
        "statement.file",
        format!(
            "上传的明细有{count}笔、医疗费{bill}、基金{fund}，与报文所填的{}笔、{}、{}不符，请核对文件后重新上传。",
            claimed.count, claimed.bill, claimed.fund
        ),
    )
    .into())
}

fn asked<'a>(actor: &'a Actor, period: &'a Period) -> Asked<'a> {
    Asked {
        institution: actor.user().as_str(),
        days: period.days,
        insurance: period.insurance.as_deref(),
        refunds: period.refunds,
    }
}

/// The counties of the insured that an office settles for.
fn office(actor: &Actor, period: &Period) -> Result<Scope, ServiceError> {
    let pool = actor.may(Permission::GatewaySpeak)?.pool();
    let (from, until) = period.days;
    if until < from {
        return Err(Refused::new(
            "statement.period",
            "对账结束日期早于开始日期，请核对 stmt_begndate 和 stmt_enddate。",
        )
        .into());
    }
    let unknown = || {
        let shown = base::show_value(&period.office);
        Refused::new(
            "statement.office",
            format!("结算经办机构 setl_optins“{shown}”不在本统筹区，请填结算返回的 clr_optins。"),
        )
    };
    let region = RegionCode::parse(&period.office).map_err(|_| unknown())?;
    // 340499 is the city's own insurance area: it settles for all
    if region == pool || (region.is_city_insurance_area() && region.parent() == Some(pool)) {
        return Ok(Scope::whole(pool));
    }
    Ok(Scope::new(pool, region).ok_or_else(unknown)?)
}
