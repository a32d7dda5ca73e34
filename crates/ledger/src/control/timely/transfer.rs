//! Collected money that stays in the income account too long (淮南2020 五(二)).

use std::collections::VecDeque;

use base::{Date, Fen, Refused, RegionCode};

/// Money into the income account (positive) or from it to the fiscal special account (negative).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// When.
    pub on: Date,
    /// How much, in 分.
    pub amount: Fen,
}

/// Money that lies in the income account beyond the days allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lingering {
    /// Whose.
    pub county: RegionCode,
    /// When it came.
    pub since: Date,
    /// What is left of it.
    pub amount: Fen,
    /// For how many days it has lain there.
    pub days: i32,
}

/// What lies longer than `days` on the day `today`. The oldest money is taken to leave first.
///
/// # Errors
/// `fund.transfer.overdrawn` where more left than had come.
pub fn lingering(
    county: RegionCode,
    flows: &[Flow],
    days: u32,
    today: Date,
) -> Result<Vec<Lingering>, Refused> {
    let mut ordered: Vec<Flow> = flows
        .iter()
        .copied()
        .filter(|flow| flow.on <= today)
        .collect();
    // On one day money comes before it leaves.
    ordered.sort_by_key(|flow| (flow.on, flow.amount < Fen::ZERO));
    let mut lying: VecDeque<Flow> = VecDeque::new();
    for flow in ordered {
        if flow.amount >= Fen::ZERO {
            lying.push_back(flow);
        } else {
            take(&mut lying, flow)?;
        }
    }
    let age = |since: Date| today.day_number().saturating_sub(since.day_number());
    let limit = i32::try_from(days).unwrap_or(i32::MAX);
    let late = lying.into_iter().filter(|flow| age(flow.on) > limit);
    Ok(late
        .map(|flow| Lingering {
            county,
            since: flow.on,
            amount: flow.amount,
            days: age(flow.on),
        })
        .collect())
}

fn take(lying: &mut VecDeque<Flow>, out: Flow) -> Result<(), Refused> {
    let overdrawn = || {
        let sentence = format!("{} 从收入户转出的金额超过户内余额，请核对流水。", out.on);
        Refused::new("fund.transfer.overdrawn", sentence)
    };
    let mut left = out.amount.checked_neg().ok_or_else(overdrawn)?;
    while left > Fen::ZERO {
        let first = lying.front_mut().ok_or_else(overdrawn)?;
        let taken = first.amount.min(left);
        first.amount = first.amount.checked_sub(taken).ok_or_else(overdrawn)?;
        left = left.checked_sub(taken).ok_or_else(overdrawn)?;
        if first.amount == Fen::ZERO {
            lying.pop_front();
        }
    }
    Ok(())
}
