//! The pack for the internal audit and the state audit: every movement of a period, with sums and a hash.

use base::{Date, Fen};

use super::account::{Movement, MovementKind};
use crate::control::digest::digest_lines;
use crate::entry::Digest;

/// The audit pack of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPack {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// What was in the fund before.
    pub opening: Fen,
    /// Extracted in the period.
    pub extracted: Fen,
    /// Granted in the period.
    pub granted: Fen,
    /// What is in the fund at the end.
    pub closing: Fen,
    /// The movements of the period, in the order given.
    pub movements: Vec<Movement>,
    /// Over everything above, so that an auditor sees whether a copy is whole.
    pub digest: Digest,
}

/// Makes the pack of a period out of all movements. `None` beyond the range of amounts.
#[must_use]
pub fn audit_pack(all: &[Movement], from: Date, until: Date) -> Option<AuditPack> {
    let sum = |kind: MovementKind, first: Date, last: Option<Date>| {
        let hits = all.iter().filter(|one| one.kind == kind && one.on >= first);
        let hits = hits.filter(|one| last.is_some_and(|last| one.on <= last));
        Fen::checked_sum(hits.map(|one| one.amount))
    };
    let before = from.add_days(-1);
    let net = |first, last| {
        let extracted = sum(MovementKind::Extraction, first, last)?;
        let cleared = sum(MovementKind::Clearing, first, last)?;
        let in_sum = extracted.checked_add(cleared)?;
        in_sum.checked_sub(sum(MovementKind::Grant, first, last)?)
    };
    let opening = net(Date::MIN, before)?;
    let closing = opening.checked_add(net(from, Some(until))?)?;
    let within = all.iter().filter(|one| one.on >= from && one.on <= until);
    let mut pack = AuditPack {
        from,
        until,
        opening,
        extracted: sum(MovementKind::Extraction, from, Some(until))?,
        granted: sum(MovementKind::Grant, from, Some(until))?,
        closing,
        movements: within.cloned().collect(),
        digest: Digest::ZERO,
    };
    pack.digest = digest_lines(lines(&pack));
    Some(pack)
}

/// The lines of the pack, as they are exported and hashed.
fn lines(pack: &AuditPack) -> Vec<String> {
    let mut lines = vec![format!("risk-fund|{}|{}", pack.from, pack.until)];
    lines.push(format!(
        "{}|{}|{}|{}",
        pack.opening.get(),
        pack.extracted.get(),
        pack.granted.get(),
        pack.closing.get()
    ));
    for one in &pack.movements {
        lines.push(format!(
            "{}|{}|{}|{}|{}",
            one.on,
            one.county,
            one.kind.code(),
            one.amount.get(),
            one.document
        ));
    }
    lines
}
