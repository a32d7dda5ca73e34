//! Step kinds, one by one.

use super::numbers::{Numbers, Stop};
use crate::plan::{AccId, AccUnit, Cap, CapBasis, CountWhat, Pay, PotId, Segment, StepKind, Value};
use crate::program::{Act, Amount, Band, Caps, PayOp, Rate, Source, common_den};
use crate::value::Miss;

/// The operation that a step is by the facts.
pub(super) fn act(numbers: &mut Numbers<'_, '_>, kind: &StepKind) -> Result<Act, Stop> {
    match kind {
        StepKind::Carve {
            ratio,
            amount,
            source,
            to,
            counts,
        } => carve(
            numbers,
            (ratio.as_ref(), amount.as_ref()),
            source,
            *to,
            counts,
        ),
        StepKind::Deductible {
            amount,
            used,
            cap,
            source,
            to,
            counts,
        } => Ok(Act::Deductible {
            amount: numbers.money("amount", amount)?,
            used: *used,
            cap: match cap {
                Some((acc, limit)) => Some((*acc, numbers.money("limit", limit)?)),
                None => None,
            },
            source: Source::new(source),
            to: *to,
            counts: counts.as_slice().into(),
        }),
        StepKind::Limit {
            amount,
            used,
            source,
            to,
            counts,
        } => Ok(Act::Limit {
            amount: numbers.money("amount", amount)?,
            used: *used,
            source: Source::new(source),
            to: *to,
            counts: counts.as_slice().into(),
        }),
        StepKind::Pay(pay) => Ok(Act::Pay(Box::new(pay_op(numbers, pay)?))),
        StepKind::Draw {
            payer,
            balance,
            source,
        } => Ok(Act::Draw {
            payer: *payer,
            balance: *balance,
            source: Source::new(source),
        }),
        StepKind::Assign { source, to } => Ok(Act::Assign {
            source: Source::new(source),
            to: *to,
        }),
        other => top_up(numbers, other),
    }
}

fn top_up(numbers: &mut Numbers<'_, '_>, kind: &StepKind) -> Result<Act, Stop> {
    match kind {
        StepKind::Guarantee {
            payer,
            at_least,
            counting,
            source,
            caps: list,
        } => Ok(Act::Guarantee {
            payer: *payer,
            at_least: numbers.money("at_least", at_least)?,
            counting: counting.as_slice().into(),
            source: Source::new(source),
            caps: caps(numbers, list.iter())?,
        }),
        StepKind::Grant {
            payer,
            amount,
            source,
            caps: list,
        } => Ok(Act::Grant {
            payer: *payer,
            amount: numbers.money("amount", amount)?,
            source: Source::new(source),
            caps: caps(numbers, list.iter())?,
        }),
        StepKind::Record { acc, amount } => record(numbers, *acc, amount),
        _ => Err(Stop::Skip),
    }
}

fn record(numbers: &mut Numbers<'_, '_>, acc: AccId, amount: &Value) -> Result<Act, Stop> {
    let money = numbers.acc_unit(acc) == Some(AccUnit::Money);
    Ok(Act::Record {
        acc,
        amount: numbers.amount("amount", amount, money)?,
    })
}

fn carve(
    numbers: &mut Numbers<'_, '_>,
    (ratio, amount): (Option<&Value>, Option<&Value>),
    source: &[PotId],
    to: PotId,
    counts: &[AccId],
) -> Result<Act, Stop> {
    let (source, counts) = (Source::new(source), counts.into());
    match (ratio, amount) {
        (Some(ratio), _) => Ok(Act::CarveRatio {
            rate: numbers.rate("ratio", ratio)?,
            source,
            to,
            counts,
        }),
        (None, Some(amount)) => Ok(Act::CarveAmount {
            amount: numbers.money("amount", amount)?,
            source,
            to,
            counts,
        }),
        (None, None) => Err(Stop::Skip),
    }
}

fn pay_op(numbers: &mut Numbers<'_, '_>, pay: &Pay) -> Result<PayOp, Stop> {
    let (bands, den) = bands(numbers, &pay.segments)?;
    let of_basis = |basis| pay.caps.iter().filter(move |cap| cap.basis == basis);
    let counting = |what| -> Box<[AccId]> {
        pay.counts
            .iter()
            .filter(|(_, counted)| *counted == what)
            .map(|(acc, _)| *acc)
            .collect()
    };
    Ok(PayOp {
        payer: pay.payer,
        bands,
        den,
        on_excess: pay.on_excess,
        threshold: numbers.money_if("threshold", pay.threshold.as_ref())?,
        base_acc: pay.base_acc,
        offset: numbers.money_if("offset", pay.offset.as_ref())?,
        source: Source::new(&pay.source),
        cost: caps(numbers, of_basis(CapBasis::Cost))?,
        paid: caps(numbers, of_basis(CapBasis::Paid))?,
        minus: numbers.money_if("minus", pay.minus.as_ref())?,
        consumed: pay.consumed,
        rest: pay.rest,
        over: pay.over,
        count_paid: counting(CountWhat::Paid),
        count_cost: counting(CountWhat::Cost),
        count_rest: counting(CountWhat::Rest),
    })
}

/// The segments over one denominator.
fn bands(numbers: &mut Numbers<'_, '_>, segments: &[Segment]) -> Result<(Box<[Band]>, i64), Stop> {
    let mut rates: Vec<(Option<Amount>, Rate)> = Vec::with_capacity(segments.len());
    for segment in segments {
        let upto = numbers.money_if("upto", segment.upto.as_ref())?;
        rates.push((upto, numbers.rate("ratio", &segment.ratio)?));
    }
    let den = common_den(rates.iter().map(|(_, rate)| rate.den)).ok_or(Miss::Range)?;
    let band = |(upto, rate): (Option<Amount>, Rate)| Band {
        upto,
        num: rate.over(den).num,
    };
    Ok((rates.into_iter().map(band).collect(), den))
}

/// A cap whose `unless` holds does not limit, but its accumulator still grows; an accumulator that
/// several caps name grows once.
fn caps<'c>(
    numbers: &mut Numbers<'_, '_>,
    list: impl Iterator<Item = &'c Cap>,
) -> Result<Caps, Stop> {
    let mut limits = Vec::new();
    let mut grows: Vec<AccId> = Vec::new();
    for cap in list {
        if let Some(acc) = cap.acc
            && !grows.contains(&acc)
        {
            grows.push(acc);
        }
        if !numbers.holds(&cap.unless)? {
            limits.push((cap.acc, numbers.money("limit", &cap.limit)?));
        }
    }
    Ok(Caps {
        limits: limits.into(),
        grows: grows.into(),
    })
}
