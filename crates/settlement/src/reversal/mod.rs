//! Taking a settlement back, at any time, in the way of the package.
//!
//! Nothing recorded is edited. A reversal is a record of its own: it takes back what its settlement added
//! to the accumulators, gives negative figures, opens the lines again, and, where the package asks for a
//! replay, says for each later settlement what it would have been: a difference. A settlement that went
//! into a monthly claim stays there, and its negative enters the next one; one that is in none yet enters
//! it together with its negative.
//!
//! A settlement of a stay that another one replaced is not taken back: the later one goes first, and the
//! one before stands again as it was. So are the parts of a stay whose years are settled apart: the later
//! part counts on the one before, and a stay that has its final settlement has all its parts.

use base::Refused;
use benefit::plan::ReversalMode;
use std::collections::BTreeMap;

use crate::bill::{
    AccState, AccountUse, Adjudicated, DueFromAccount, Posting, SettlementRecord, draw_account, net,
};

/// Where the money of a reversal goes in the claims of the institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimEffect {
    /// The settlement is in no submitted claim yet: it and its negative go into the claim that is drawn up
    /// next, as two lines.
    BothInNext,
    /// Its claim stands as submitted; the negative amount alone enters the next claim.
    NegativeInNext,
}

impl ClaimEffect {
    /// Both.
    pub const ALL: [ClaimEffect; 2] = [Self::BothInNext, Self::NegativeInNext];

    /// By whether the settlement is part of a claim that was submitted.
    #[must_use]
    pub const fn of(submitted: bool) -> ClaimEffect {
        if submitted {
            ClaimEffect::NegativeInNext
        } else {
            ClaimEffect::BothInNext
        }
    }

    /// Code that rows keep.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ClaimEffect::BothInNext => "both_in_next",
            ClaimEffect::NegativeInNext => "negative_in_next",
        }
    }

    /// The effect of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<ClaimEffect> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A settlement taken back.
#[derive(Debug, Clone)]
pub struct Reversal<'a> {
    /// Settlement taken back.
    pub of: String,
    /// What is added to the accumulators: what the settlement added, with the sign turned.
    pub postings: Vec<Posting>,
    /// Lines that are open again: those that this settlement was the first to settle.
    pub lines: Vec<u64>,
    /// Earlier visits that had joined its bill and are open again.
    pub merged: Vec<String>,
    /// Later settlements that come out differently; empty unless the package replays.
    pub differences: Vec<Difference<'a>>,
    /// What becomes of the claim.
    pub claim: ClaimEffect,
}

/// A later settlement determined again.
#[derive(Debug, Clone)]
pub struct Difference<'a> {
    /// As it stood.
    pub before: SettlementRecord<'a>,
    /// As it stands now.
    pub after: SettlementRecord<'a>,
    /// The settlement in whose place it stands, as that one stood and as it stands now: the money of both is over all
    /// lines, and only what is beyond that one's is its own.
    pub replaced: Option<Replaced<'a>>,
    /// What is added to the accumulators.
    pub postings: Vec<Posting>,
}

/// A settlement that another one stands for, before and after a replay.
#[derive(Debug, Clone)]
pub struct Replaced<'a> {
    /// As it stood.
    pub before: SettlementRecord<'a>,
    /// As it stands now.
    pub after: SettlementRecord<'a>,
}

/// Takes a settlement back, each record by the packages that it was settled by. `records` are the settlements of the person, and of those who share
/// accumulators with him, in the order in which they were settled; a mid-stay one keeps its place.
///
/// # Errors
/// `reversal.unknown`, `reversal.reversed`; `reversal.replaced`: a later settlement of the same stay
/// stands in its place or settles a later part; `reversal.not_last`: the package takes back the last one only. Under a replay
/// also the refusals of the rules, where a later settlement can no longer be determined: then nothing
/// is taken back.
pub fn reverse<'a>(
    records: &[SettlementRecord<'a>],
    of: &str,
    submitted: bool,
) -> Result<Reversal<'a>, Refused> {
    let (place, record) = find(records, of)?;
    let later: Vec<&SettlementRecord<'a>> = records
        .iter()
        .skip(place.saturating_add(1))
        .filter(|it| !it.reversed)
        .collect();
    let part = |it: &SettlementRecord<'_>| it.visit == record.visit && !it.part.is_empty();
    let stands_on_it = |it: &&SettlementRecord<'_>| {
        it.replaces.as_deref() == Some(of) || (part(record) && part(it))
    };
    if later.iter().any(stands_on_it) {
        return Err(Refused::new(
            "reversal.replaced",
            "同一次住院后来又结算过，不能先撤销前一次，请从最后一次结算起依次撤销。",
        ));
    }
    let concerned = later.iter().any(|it| concerns(record, it));
    let mode = record.stack.base.reversal;
    if mode == ReversalMode::LastOnly && concerned {
        return Err(Refused::new(
            "reversal.not_last",
            "按本统筹区政策只能撤销本人的最后一次结算，请先撤销其后的结算。",
        ));
    }
    let differences = match mode {
        ReversalMode::Keep | ReversalMode::LastOnly => Vec::new(),
        ReversalMode::Replay => replay(record, records, &later)?,
    };
    let before = record.replaces.as_deref();
    let before = before.and_then(|id| records.iter().find(|it| it.id == id));
    let known = before.map_or(&[][..], |before| &before.lines);
    Ok(Reversal {
        of: of.to_owned(),
        postings: net(&[], &record.postings),
        lines: record
            .lines
            .iter()
            .copied()
            .filter(|line| !known.contains(line))
            .collect(),
        merged: opened(record, before),
        differences,
        claim: ClaimEffect::of(submitted),
    })
}

/// The visits that had joined a bill, but for those that had joined the one which stands again in its place.
fn opened(record: &SettlementRecord<'_>, before: Option<&SettlementRecord<'_>>) -> Vec<String> {
    let stays = before.map_or(&[][..], |before| before.merged());
    let joined = record.merged().iter();
    joined.filter(|id| !stays.contains(id)).cloned().collect()
}

fn find<'r, 'a>(
    records: &'r [SettlementRecord<'a>],
    of: &str,
) -> Result<(usize, &'r SettlementRecord<'a>), Refused> {
    let found = records.iter().enumerate().find(|(_, it)| it.id == of);
    match found {
        None => Err(Refused::new(
            "reversal.unknown",
            "没有这笔结算，请核对 setl_id。",
        )),
        Some((_, record)) if record.reversed => Err(Refused::new(
            "reversal.reversed",
            "这笔结算已经撤销过，不能再次撤销，请核对 setl_id。",
        )),
        Some(found) => Ok(found),
    }
}

/// Of one person, or with an accumulator in common.
fn concerns(one: &SettlementRecord<'_>, other: &SettlementRecord<'_>) -> bool {
    let person = |record: &SettlementRecord<'_>| {
        record
            .adjudicated
            .stages
            .first()
            .map(|stage| stage.claim.owners.person.clone())
    };
    let shared = one
        .postings
        .iter()
        .any(|posting| other.postings.iter().any(|it| it.key == posting.key));
    person(one) == person(other) || shared
}

/// As if the settlement had never been: each later one is determined again on the accumulators that it
/// found, changed by what has changed before it. What stood between (credits to an account, openings) is
/// part of what it found, and so keeps its place.
fn replay<'a>(
    record: &SettlementRecord<'a>,
    all: &[SettlementRecord<'a>],
    later: &[&SettlementRecord<'a>],
) -> Result<Vec<Difference<'a>>, Refused> {
    let mut changes = AccState::default();
    changes.take_back(&record.postings);
    let mut changed: BTreeMap<&str, (Vec<Posting>, SettlementRecord<'a>)> = BTreeMap::new();
    let mut differences = Vec::new();
    for old in later {
        // what replaces an earlier part of its stay found the accumulators without that part
        let part = old.replaces.as_deref().and_then(|id| changed.get(id));
        let taken = part.map(|(change, _)| change.clone()).unwrap_or_default();
        let stands_for = old.replaces.as_deref();
        let stands_for = stands_for.and_then(|id| all.iter().find(|it| it.id == id));
        let replaced = stands_for.map(|before| Replaced {
            before: before.clone(),
            after: part.map_or_else(|| before.clone(), |(_, after)| after.clone()),
        });
        changes.take_back(&taken);
        let new = again(old, &changes)?;
        let change = net(
            &new.postings(&old.stack),
            &old.adjudicated.postings(&old.stack),
        );
        changes.post(&change);
        let postings = net(&change, &taken);
        let after = SettlementRecord {
            account_paid: still_paid(old, &new),
            postings: net(
                &[old.postings.as_slice(), postings.as_slice()].concat(),
                &[],
            ),
            adjudicated: new,
            ..(*old).clone()
        };
        changed.insert(old.id.as_str(), (change, after.clone()));
        let other = replaced.as_ref();
        let other = other.is_some_and(|it| differs(&it.before, &it.after));
        if other || differs(old, &after) {
            differences.push(Difference {
                before: (*old).clone(),
                after,
                replaced,
                postings,
            });
        }
    }
    Ok(differences)
}

fn again(old: &SettlementRecord<'_>, changes: &AccState) -> Result<Adjudicated, Refused> {
    let stack = &old.stack;
    let claims = old.adjudicated.claims();
    let mut state = old.adjudicated.found(stack);
    let hidden = if old.balances_hidden {
        stack.balance_keys(&claims)
    } else {
        Vec::new()
    };
    for (key, amount) in changes.iter().filter(|(key, _)| !hidden.contains(key)) {
        state.add(key, amount);
    }
    stack.adjudicate(&claims, &state)
}

/// The account is not asked again; what it paid beyond what is now due of the causes that it pays goes back to it.
fn still_paid(old: &SettlementRecord<'_>, new: &Adjudicated) -> base::Fen {
    let shares = old.stack.shares(new);
    let due = DueFromAccount {
        due: DueFromAccount::of(&shares, &old.account_pays),
        paid_before: old.account_paid,
        balance: base::Fen::ZERO,
    };
    let back = draw_account(AccountUse::No, due);
    old.account_paid
        .checked_add(back)
        .unwrap_or(old.account_paid)
}

fn differs(old: &SettlementRecord<'_>, new: &SettlementRecord<'_>) -> bool {
    let determinations = |record: &SettlementRecord<'_>| {
        let stages = record.adjudicated.stages.iter();
        stages
            .map(|stage| stage.determination.clone())
            .collect::<Vec<_>>()
    };
    determinations(old) != determinations(new) || old.account_paid != new.account_paid
}
