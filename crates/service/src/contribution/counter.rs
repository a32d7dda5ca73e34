//! One payment at a counter or outlet: for a person's bill, or for all of a family's.

use access::{Actor, Permission, Scope};
use base::{
    BillNo, Date, EnrolmentNo, Fen, HouseholdNo, OrganisationNo, PaymentNo, Refused, RegionCode,
    RegionLevel,
};
use enrolment::contribution::payment::{Arrival, Taken, judge};
use enrolment::contribution::{Channel, Source, Year};
use store::contribution::bill::{self as bills, StoredBill};
use store::contribution::payment::{self as payments, PaymentKind, StoredPayment, Use};
use store::{Event, Tx};

use crate::{Desk, ServiceError, county, membership};

/// Money offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// How much; all that is still to be paid where none is named.
    pub amount: Option<Fen>,
    /// Through which channel.
    pub channel: Channel,
    /// The agent or school, where one takes it.
    pub collector: Option<OrganisationNo>,
    /// Number of the receipt; one is made where none is given.
    pub reference: Option<String>,
    /// The day; today where none is named.
    pub on: Option<Date>,
}

/// What was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The payment.
    pub payment: PaymentNo,
    /// Number of the receipt.
    pub reference: String,
    /// The bills that it pays.
    pub bills: Vec<(BillNo, Fen)>,
    /// How much.
    pub amount: Fen,
}

/// Takes money for one bill, in full and once.
///
/// # Errors
/// `pay.already_paid`, `pay.wrong_amount`, `pay.outside_window`, `pay.duplicate`, `pay.county`; not found outside the
/// actor's region.
pub fn pay(
    desk: &Desk<'_>,
    actor: &Actor,
    bill: BillNo,
    offer: &Offer,
) -> Result<Receipt, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let today = desk.today();
    desk.write(actor, "pay.take", Some("缴费入账"), |tx| {
        let found = bills::find(tx, scope, bill)?.ok_or(ServiceError::NotFound("账单"))?;
        let left = found.settled.left();
        let asked = offer.amount.unwrap_or(left);
        let (no, arrival) = arrival(tx, scope, &found, offer, asked, today)?;
        let open = [found.open()];
        match judge(&arrival, &open) {
            Taken::Suspense(why) => Err(why.refuse(&arrival, &open).into()),
            Taken::For(_) => {
                let bills = vec![(found, asked)];
                let receipt = take(tx, no, &arrival, offer, &bills)?;
                membership::activate(desk, tx, scope, &settled(&bills))?;
                Ok(receipt)
            }
        }
    })
}

/// Takes money for all bills of a family that are still to be paid.
///
/// # Errors
/// As [`pay`]; the amount must be the sum of what is still to be paid; `pay.other_county` where the bills are of
/// several counties, since a payment goes into the books of one.
pub fn pay_family(
    desk: &Desk<'_>,
    actor: &Actor,
    household: HouseholdNo,
    year: Year,
    offer: &Offer,
) -> Result<Receipt, ServiceError> {
    let scope = actor.may(Permission::ContributionCollect)?;
    let today = desk.today();
    desk.write(actor, "pay.take_family", Some("缴费入账"), |tx| {
        let family = bills::family(tx, scope, household, year, today)?;
        let mut open = Vec::new();
        for (bill, left) in family.open() {
            let found = bills::find(tx, scope, bill)?.ok_or(ServiceError::NotFound("账单"))?;
            open.push((found, left));
        }
        let Some((first, _)) = open.first() else {
            return Err(Refused::new(
                "pay.already_paid",
                format!("该户 {year} 年没有待缴的保费，请勿再收。"),
            )
            .into());
        };
        let county = |bill: &StoredBill| bill.region.at(RegionLevel::County);
        if open.iter().any(|(bill, _)| county(bill) != county(first)) {
            let sentence = "该户待缴账单分属不同区县，不能合并收取，请按账单逐人收取。";
            return Err(Refused::new("pay.other_county", sentence).into());
        }
        let asked = offer.amount.unwrap_or(family.left());
        let (no, arrival) = arrival(tx, scope, first, offer, asked, today)?;
        if asked != family.left() {
            return Err(Refused::new(
                "pay.wrong_amount",
                format!(
                    "金额 {asked} 元与该户应缴合计 {} 元不符，请按合计收取。",
                    family.left()
                ),
            )
            .into());
        }
        for (bill, left) in &open {
            let one = Arrival {
                person: Some(bill.person),
                amount: *left,
                ..arrival.clone()
            };
            let bills = [bill.open()];
            if let Taken::Suspense(why) = judge(&one, &bills) {
                return Err(why.refuse(&one, &bills).into());
            }
        }
        let receipt = take(tx, no, &arrival, offer, &open)?;
        membership::activate(desk, tx, scope, &settled(&open))?;
        Ok(receipt)
    })
}

/// The enrolments whose bill is paid in full by these amounts.
fn settled(bills: &[(StoredBill, Fen)]) -> Vec<EnrolmentNo> {
    let full = bills
        .iter()
        .filter(|(bill, amount)| bill.settled.left() <= *amount);
    full.map(|(bill, _)| bill.enrolment).collect()
}

fn arrival(
    tx: &mut Tx<'_>,
    scope: Scope,
    bill: &StoredBill,
    offer: &Offer,
    amount: Fen,
    today: Date,
) -> Result<(PaymentNo, Arrival), ServiceError> {
    let no = tx.next("payment", PaymentNo::new)?;
    let reference = offer.reference.clone().unwrap_or_else(|| format!("S{no}"));
    let seen = payments::seen(
        tx,
        scope,
        offer.channel,
        offer.collector,
        vec![reference.clone()],
    )?;
    let arrival = Arrival {
        person: Some(bill.person),
        year: bill.year,
        amount,
        on: offer.on.unwrap_or(today),
        channel: offer.channel,
        reference,
        seen: seen.first().map(|(_, payment)| *payment),
    };
    if arrival.on > today {
        return Err(Refused::new("pay.future", "缴费日期晚于今天，请核对。").into());
    }
    Ok((no, arrival))
}

fn take(
    tx: &mut Tx<'_>,
    no: PaymentNo,
    arrival: &Arrival,
    offer: &Offer,
    bills: &[(StoredBill, Fen)],
) -> Result<Receipt, ServiceError> {
    let Some((first, _)) = bills.first() else {
        return Err(ServiceError::NotFound("账单"));
    };
    let region = first.region;
    county::receives(region)?;
    payments::insert(
        tx,
        &[StoredPayment {
            no,
            region,
            kind: PaymentKind::Receipt,
            channel: arrival.channel,
            collector: offer.collector,
            reference: arrival.reference.clone(),
            amount: arrival.amount,
            on: arrival.on,
            year: arrival.year,
            of: None,
            origin: None,
        }],
    )?;
    let uses = bills.iter().map(|(bill, amount)| Use {
        key: bill.key,
        payment: no,
        payer: Source::Person,
        amount: *amount,
    });
    let uses: Vec<_> = uses.collect();
    payments::count(tx, &uses)?;
    let events: Vec<_> = bills
        .iter()
        .map(|(bill, amount)| paid(region, bill, *amount))
        .collect();
    tx.emit(&events)?;
    Ok(Receipt {
        payment: no,
        reference: arrival.reference.clone(),
        bills: bills
            .iter()
            .map(|(bill, amount)| (bill.key.bill, *amount))
            .collect(),
        amount: arrival.amount,
    })
}

fn paid(region: RegionCode, bill: &StoredBill, amount: Fen) -> Event {
    Event {
        kind: "paid".to_owned(),
        version: 1,
        region,
        subject: bill.key.bill.get(),
        body: format!("{{\"year\":{},\"amount\":{}}}", bill.year, amount.get()),
    }
}
