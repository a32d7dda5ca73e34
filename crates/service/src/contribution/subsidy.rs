//! Subsidies due and arrived, doubles, advances of assistance.

use std::collections::BTreeMap;

use access::{Actor, Permission, Scope};
use base::{Date, Fen, PaymentNo, Refused, RegionCode, RegionLevel};
use enrolment::Scheme;
use enrolment::contribution::bill::BillState;
use enrolment::contribution::standard::may_propose;
use enrolment::contribution::subsidy::{
    AdvanceNo, ArrivalNo, Double, SubsidyChannel, SubsidyLine, by_channel, once_a_person, subsidies,
};
use enrolment::contribution::{Channel, FundName, Source, Year};
use store::Tx;
use store::contribution::payment::{self as payments, PaymentKind, StoredPayment, Use};
use store::contribution::subsidy::{self as rows, Advance, Arrived, Unpaid};

use crate::{Desk, ServiceError, membership};

/// Opens a channel for subsidies, or changes its days: a matter of the whole pooling area.
///
/// # Errors
/// `standard.not_yours`, `standard.county`; storage.
pub fn set_channel(
    desk: &Desk<'_>,
    actor: &Actor,
    channel: &SubsidyChannel,
) -> Result<(), ServiceError> {
    may_propose(actor)?;
    desk.write(actor, "subsidy.channel", None, |tx| {
        Ok(rows::set_channel(tx, channel)?)
    })
}

/// Records a subsidy that arrived.
///
/// # Errors
/// `subsidy.payer` for a source that is no government, `subsidy.no_channel`, `subsidy.channel_closed`,
/// `subsidy.amount`, `pay.county` for a region above the counties; denied outside the actor's region.
pub fn arrive(
    desk: &Desk<'_>,
    actor: &Actor,
    arrived: &Arrived,
) -> Result<ArrivalNo, ServiceError> {
    let scope = actor.may_in(Permission::BookPropose, arrived.key.county)?;
    crate::county::receives(arrived.key.county)?;
    if !arrived.key.payer.is_subsidy() {
        let sentence = format!(
            "“{}”不是财政补助的来源，请改正来源。",
            arrived.key.payer.zh()
        );
        return Err(Refused::new("subsidy.payer", sentence).into());
    }
    if (arrived.amount > Fen::ZERO) != arrived.of.is_none() || arrived.amount == Fen::ZERO {
        let sentence = "到账金额应大于 0；更正以负数填报并注明原到账编号。";
        return Err(Refused::new("subsidy.amount", sentence).into());
    }
    desk.write(actor, "subsidy.arrive", None, |tx| {
        let channels = rows::channels(tx, scope)?;
        by_channel(&channels, &arrived.channel, arrived.on)?;
        Ok(rows::arrive(tx, scope, arrived)?)
    })
}

/// Due against arrived, by county and level of government, in the actor's region.
///
/// # Errors
/// Denied; `subsidy.amount`; storage.
pub fn list(
    desk: &Desk<'_>,
    actor: &Actor,
    scheme: Scheme,
    year: Year,
    due_on: Date,
    today: Date,
) -> Result<Vec<SubsidyLine>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    desk.read(|session| {
        let due = rows::due(session, scope, scheme, year)?;
        let arrived = rows::arrived(session, scope, scheme, year, today)?;
        Ok(subsidies(&due, &arrived, due_on, today)?)
    })
}

/// Flags subsidies that double records counted a second time in a year; they are no longer due. What was
/// flagged before stays. The doubles found now.
///
/// # Errors
/// Denied; storage.
pub fn flag_doubles(
    desk: &Desk<'_>,
    actor: &Actor,
    year: Year,
) -> Result<Vec<Double>, ServiceError> {
    let scope = actor.may(Permission::ContributionPropose)?;
    desk.write(actor, "subsidy.doubles", None, |tx| {
        let linked = rows::linked(tx, scope, year)?;
        let bills: Vec<_> = linked.iter().map(|(one, _, _)| *one).collect();
        let (_, doubles) = once_a_person(&bills);
        let placed = doubles.iter().filter(|double| double.amount > Fen::ZERO);
        let placed = placed.filter_map(|double| {
            let (_, key, region) = linked.iter().find(|(one, _, _)| one.bill == double.bill)?;
            Some((*double, *key, *region))
        });
        let placed: Vec<_> = placed.collect();
        rows::flag(tx, &placed)?;
        Ok(placed.into_iter().map(|(double, _, _)| double).collect())
    })
}

/// The flagged doubles of a year in the actor's region.
///
/// # Errors
/// Denied; storage.
pub fn doubles(desk: &Desk<'_>, actor: &Actor, year: Year) -> Result<Vec<Double>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    Ok(desk.read(|session| rows::doubles(session, scope, year))?)
}

/// Who pays in the place of persons, for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paying {
    /// The region.
    pub region: RegionCode,
    /// The scheme.
    pub scheme: Scheme,
    /// The year.
    pub year: Year,
    /// The payer: the assistance fund, or government in the place of persons.
    pub payer: Source,
}

/// Posts what a payer still owes in the place of persons, one advance a fund and county: a payment that counts
/// for every bill there, since each county's books take in what counts for its own bills. Whose bill asks for
/// nothing else is active.
///
/// # Errors
/// `advance.payer` for a source that pays nothing in the place of persons, `advance.empty` where nothing is
/// owed, `pay.county` where a bill is of no county; denied outside the actor's region.
pub fn advance(
    desk: &Desk<'_>,
    actor: &Actor,
    paying: &Paying,
) -> Result<Vec<Advance>, ServiceError> {
    actor.may_in(Permission::ContributionPropose, paying.region)?;
    let scope = Scope::new(actor.scope().pool(), paying.region);
    let scope = scope.ok_or(ServiceError::NotFound("区划"))?;
    let channel = channel_of(paying.payer)?;
    let today = desk.today();
    desk.write(actor, "subsidy.advance", Some("代缴入账"), |tx| {
        let owed = rows::owed_by(tx, scope, paying.scheme, paying.year, paying.payer)?;
        let numbers = owed.iter().map(|one| one.key.bill.get()).collect();
        let bills = payments::bills(tx, scope, numbers)?;
        let settled = bills
            .iter()
            .filter(|bill| bill.settled.state() == BillState::Paid);
        let settled: Vec<_> = settled.map(|bill| bill.enrolment).collect();
        let mut funds: BTreeMap<(FundName, RegionCode), Vec<Unpaid>> = BTreeMap::new();
        for one in owed {
            let place = (one.fund.clone(), county(paying.region, one.region));
            funds.entry(place).or_default().push(one);
        }
        if funds.is_empty() {
            let sentence = format!(
                "{} 年没有{}待付的个人缴费。",
                paying.year,
                paying.payer.zh()
            );
            return Err(Refused::new("advance.empty", sentence).into());
        }
        let mut advances = Vec::with_capacity(funds.len());
        for ((fund, region), owed) in funds {
            crate::county::receives(region)?;
            let paying = Paying { region, ..*paying };
            advances.push(post(tx, &paying, channel, fund, &owed, today)?);
        }
        membership::activate(desk, tx, scope, &settled)?;
        Ok(advances)
    })
}

/// Where what is paid for a bill is booked: in the region that pays, or in the bill's county where more than one
/// county pays at once.
fn county(paying: RegionCode, bill: RegionCode) -> RegionCode {
    match paying.at(RegionLevel::County) {
        Some(_) => paying,
        None => bill.at(RegionLevel::County).unwrap_or(bill),
    }
}

fn channel_of(payer: Source) -> Result<Channel, Refused> {
    match payer {
        Source::Assistance => Ok(Channel::Assistance),
        Source::GovernmentAid => Ok(Channel::GovernmentAid),
        Source::Collective | Source::Employer | Source::Sponsor => Ok(Channel::Sponsor),
        _ => Err(Refused::new(
            "advance.payer",
            format!("“{}”不代个人缴费，请改正来源。", payer.zh()),
        )),
    }
}

fn post(
    tx: &mut Tx<'_>,
    paying: &Paying,
    channel: Channel,
    fund: FundName,
    owed: &[Unpaid],
    today: Date,
) -> Result<Advance, ServiceError> {
    let amount = Fen::checked_sum(owed.iter().map(|one| one.amount));
    let amount = amount.ok_or_else(|| Refused::new("advance.amount", "合计超出范围。"))?;
    let payment = tx.next("payment", PaymentNo::new)?;
    let no = tx.next("advance", AdvanceNo::new)?;
    payments::insert(
        tx,
        &[StoredPayment {
            no: payment,
            region: paying.region,
            kind: PaymentKind::Receipt,
            channel,
            collector: None,
            reference: format!("Z{no}"),
            amount,
            on: today,
            year: paying.year,
            of: None,
            origin: None,
        }],
    )?;
    let uses = owed.iter().map(|one| Use {
        key: one.key,
        payment,
        payer: paying.payer,
        amount: one.amount,
    });
    let uses: Vec<_> = uses.collect();
    payments::count(tx, &uses)?;
    let advance = Advance {
        no,
        region: paying.region,
        payer: paying.payer,
        fund,
        scheme: paying.scheme,
        year: paying.year,
        persons: i64::try_from(owed.len()).unwrap_or(i64::MAX),
        amount,
        payment,
        on: today,
    };
    rows::advance(tx, &advance)?;
    Ok(advance)
}

/// The advances of a year in the actor's region.
///
/// # Errors
/// Denied; storage.
pub fn advances(desk: &Desk<'_>, actor: &Actor, year: Year) -> Result<Vec<Advance>, ServiceError> {
    let scope = actor.may(Permission::BookRead)?;
    Ok(desk.read(|session| rows::advances(session, scope, year))?)
}
