//! Payments of employers.

use access::{Actor, Permission};
use base::{BillNo, Date, Fen, OrganisationNo, PaymentNo, Refused};
use store::Event;
use store::premium::payment::{self, NewPayment};

use super::load::{self, Account};
use crate::{Desk, ServiceError, county};

/// A payment as it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival<'a> {
    /// The employer.
    pub employer: OrganisationNo,
    /// Above 0.
    pub amount: Fen,
    /// When it arrived.
    pub on: Date,
    /// The reference of the bank or tax office.
    pub reference: &'a str,
    /// The bill that the payer named.
    pub bill: Option<BillNo>,
}

/// Takes a payment in; where the employer stands afterwards. The same reference with the same day and
/// amount is the same payment and is taken once.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `premium.amount`,
/// `premium.reference`, `premium.not_yet`, `pay.county` where the employer is registered with no county; storage.
pub fn pay(
    desk: &Desk<'_>,
    actor: &Actor,
    arrival: Arrival<'_>,
) -> Result<(PaymentNo, Account), ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let today = desk.today();
    if arrival.amount <= Fen::ZERO {
        return Err(Refused::new("premium.amount", "缴费金额须大于 0，请核对。").into());
    }
    if arrival.on > today {
        let sentence = format!("到账日 {} 晚于今天 {today}，请核对日期。", arrival.on);
        return Err(Refused::new("premium.not_yet", sentence).into());
    }
    let reference = arrival.reference.trim();
    if reference.is_empty() {
        return Err(Refused::new("premium.reference", "请填写银行或税务的缴款凭证号。").into());
    }
    desk.write(actor, "premium.pay", None, |tx| {
        let employer = load::employer(tx, scope, arrival.employer)?;
        let known = payment::by_reference(tx, scope, arrival.employer, reference)?;
        if let Some((no, on, amount)) = known {
            if (on, amount) == (arrival.on, arrival.amount) {
                return Ok((no, load::load(tx, scope, arrival.employer, today)?));
            }
            let sentence = format!(
                "凭证号“{}”已登记为 {on} 的 {amount} 元，与这一笔不同，请核对凭证号。",
                base::show_value(reference)
            );
            return Err(Refused::new("premium.reference", sentence).into());
        }
        county::receives(employer.region)?;
        let new = NewPayment {
            employer: arrival.employer,
            region: employer.region,
            amount: arrival.amount,
            on: arrival.on,
            reference,
            bill: arrival.bill,
            of: None,
        };
        let no = payment::add(tx, scope, &new)?;
        tx.emit(&[paid(&new, no)])?;
        Ok((no, load::load(tx, scope, arrival.employer, today)?))
    })
}

/// Takes a payment back that the bank returned: a new record names it.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Refused`] `premium.reference`
/// where no such payment stands; storage.
pub fn take_back(
    desk: &Desk<'_>,
    actor: &Actor,
    employer: OrganisationNo,
    reference: &str,
    because: &str,
) -> Result<(PaymentNo, Account), ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let today = desk.today();
    desk.write(actor, "premium.take_back", Some(because), |tx| {
        let found = load::employer(tx, scope, employer)?;
        let known = payment::by_reference(tx, scope, employer, reference)?;
        let known = known.filter(|(_, _, amount)| *amount > Fen::ZERO);
        let (of, on, amount) = known.ok_or(ServiceError::NotFound("缴费记录"))?;
        let back = amount.checked_neg().unwrap_or(Fen::ZERO);
        let again = format!("{reference}/退回");
        let new = NewPayment {
            employer,
            region: found.region,
            amount: back,
            on,
            reference: &again,
            bill: None,
            of: Some(of),
        };
        let no = payment::add(tx, scope, &new)?;
        tx.emit(&[paid(&new, no)])?;
        Ok((no, load::load(tx, scope, employer, today)?))
    })
}

fn paid(new: &NewPayment<'_>, no: PaymentNo) -> Event {
    let body = serde_json::json!({
        "employer": new.employer.get(), "amount": new.amount.get(), "on": new.on.number(),
        "of": new.of.map(PaymentNo::get),
    });
    Event {
        kind: "premium.paid".to_owned(),
        version: 1,
        region: new.region,
        subject: no.get(),
        body: body.to_string(),
    }
}
