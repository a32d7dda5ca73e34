//! Bank accounts and the switch of 2026, each proposed and approved.

use access::{Actor, Permission, Scope};
use base::{Date, ProposalNo, RegionCode, Validity};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::entry::{BankAccount, Fund};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::ledger::{self as rows, Bank};
use store::proposals::Proposal;

use super::posting::{json, parse, unreadable};
use crate::{Desk, ServiceError, proposals};

pub(super) const BANK: &str = "ledger.bank";
pub(super) const SWITCH: &str = "ledger.switch";

#[derive(Debug, Serialize, Deserialize)]
struct BankBody {
    name: String,
    keeper: i64,
    place: String,
    from: i64,
    until: Option<i64>,
}

/// Proposes a bank account of a tier.
///
/// # Errors
/// [`ServiceError::Denied`] for another role or region.
pub fn propose_bank(
    desk: &Desk<'_>,
    actor: &Actor,
    bank: &Bank,
) -> Result<ProposalNo, ServiceError> {
    let keeper = bank.seat.keeper;
    actor.may_in(Permission::BookPropose, keeper)?;
    let body = json(&BankBody {
        name: bank.name.to_string(),
        keeper: keeper.number(),
        place: bank.seat.place.code().to_owned(),
        from: bank.seat.validity.from().unwrap_or(Date::MIN).number(),
        until: bank.seat.validity.until().map(Date::number),
    })?;
    desk.write(actor, "ledger.propose_bank", None, |tx| {
        proposals::propose(tx, actor, BANK, Permission::BookDecide, keeper, 0, &body)
    })
}

impl BankBody {
    fn read(&self) -> Option<Bank> {
        let until = match self.until {
            Some(until) => Some(Date::from_number(until)?),
            None => None,
        };
        Some(Bank {
            name: BankAccount::new(&self.name).ok()?,
            seat: BankSeat {
                keeper: RegionCode::from_number(self.keeper)?,
                place: MoneyPlace::parse(&self.place)?,
                validity: Validity::new(Date::from_number(self.from), until).ok()?,
            },
        })
    }
}

pub(super) fn carry_out_bank(
    tx: &mut Tx<'_>,
    scope: Scope,
    proposal: &Proposal,
) -> Result<(), ServiceError> {
    let bank = parse::<BankBody>(&proposal.body)?
        .read()
        .ok_or_else(unreadable)?;
    Ok(rows::enter_bank(tx, scope, &bank, proposal.no)?)
}

#[derive(Debug, Serialize, Deserialize)]
struct SwitchBody {
    fund: String,
    from: i64,
    filing: String,
}

/// Proposes that from a day on a fund of the pooling area keeps premiums of later years as received in
/// advance, with the number of the filing that the two ministries agreed to.
///
/// # Errors
/// [`ServiceError::Denied`] for another role and for staff of a county; [`ServiceError::Input`] without the
/// number of the filing.
pub fn propose_switch(
    desk: &Desk<'_>,
    actor: &Actor,
    (fund, from): (Fund, Date),
    filing: &str,
) -> Result<ProposalNo, ServiceError> {
    let pool = actor.scope().pool();
    actor.may_in(Permission::BookPropose, pool)?;
    if filing.trim().is_empty() {
        let zh = "请填写备案文号：未经国家医保局、财政部备案同意，保费在缴费年度确认收入。";
        return Err(ServiceError::Input(zh.to_owned()));
    }
    let body = json(&SwitchBody {
        fund: fund.code().to_owned(),
        from: from.number(),
        filing: filing.trim().to_owned(),
    })?;
    desk.write(actor, "ledger.propose_switch", None, |tx| {
        proposals::propose(tx, actor, SWITCH, Permission::BookDecide, pool, 0, &body)
    })
}

pub(super) fn carry_out_switch(tx: &mut Tx<'_>, proposal: &Proposal) -> Result<(), ServiceError> {
    let body: SwitchBody = parse(&proposal.body)?;
    let fund = Fund::parse(&body.fund).zip(Date::from_number(body.from));
    Ok(rows::set_switch(
        tx,
        fund.ok_or_else(unreadable)?,
        &body.filing,
        proposal.no,
    )?)
}
