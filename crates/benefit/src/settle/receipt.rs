//! The receipt: a hash over what went in and what came out.

use crate::claim::{Bill, Claim, EnterAt, Line, Owners, Visit};
use crate::determination::{Determination, Status};
use base::Fen;
use sha2::{Digest, Sha256};

/// Name and version of this engine, as receipts carry it.
pub const ENGINE: &str = concat!("benefit ", env!("CARGO_PKG_VERSION"));

/// SHA-256 over the canonical bytes: numbers big-endian, every list behind its length.
pub(super) fn hash(claim: &Claim, determination: &Determination) -> [u8; 32] {
    let mut bytes = Bytes(Vec::with_capacity(2_048));
    let receipt = &determination.receipt;
    bytes.text("tongchou-receipt/1");
    bytes.0.extend_from_slice(&receipt.policy_hash);
    bytes.text(&receipt.engine);
    bytes.text(&claim.id);
    bytes.owners(&claim.owners);
    bytes.number(i64::from(receipt.law_date.day_number()));
    bytes.list(&receipt.facts, |bytes, (fact, value)| {
        bytes.number(i64::from(*fact));
        bytes.number(*value);
    });
    bytes.list(&receipt.before, |bytes, value| bytes.number(*value));
    bytes.bill(&claim.bill);
    let merged = |visit: &&Visit| determination.merged.contains(&visit.id);
    let visits: Vec<&Visit> = claim.visits.iter().filter(merged).collect();
    bytes.list(&visits, |bytes, visit| {
        bytes.text(&visit.id);
        bytes.lines(&visit.lines);
    });
    bytes.result(determination);
    Sha256::digest(&bytes.0).into()
}

/// Canonical bytes in the making.
struct Bytes(Vec<u8>);

impl Bytes {
    fn number(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    fn length(&mut self, length: usize) {
        self.number(i64::try_from(length).unwrap_or(i64::MAX));
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], each: impl Fn(&mut Bytes, &T)) {
        self.length(items.len());
        for item in items {
            each(self, item);
        }
    }

    /// Accumulators are kept under these: the same figures of another person are another receipt.
    fn owners(&mut self, owners: &Owners) {
        let Owners {
            person,
            family,
            group,
            disease,
            provider,
            episode,
        } = owners;
        for id in [person, family, group, disease, provider, episode] {
            self.text(id);
        }
    }

    fn fen(&mut self, amount: Fen) {
        self.number(amount.get());
    }

    fn lines(&mut self, lines: &[Line]) {
        self.list(lines, |bytes, line| {
            bytes.fen(line.amount);
            bytes.list(&line.facts, |bytes, (fact, value)| {
                bytes.number(i64::from(*fact));
                bytes.number(*value);
            });
        });
    }

    fn bill(&mut self, bill: &Bill) {
        match bill {
            Bill::Amount(amount) => {
                self.text("amount");
                self.fen(*amount);
            }
            Bill::Lines(lines) => {
                self.text("lines");
                self.lines(lines);
            }
            Bill::Enter { step, pots } => {
                let (kind, name) = match step {
                    EnterAt::Layer(name) => ("layer", name),
                    EnterAt::Step(name) => ("step", name),
                };
                self.text(kind);
                self.text(name);
                self.list(pots, |bytes, (pot, amount)| {
                    bytes.number(i64::from(*pot));
                    bytes.fen(*amount);
                });
            }
        }
    }

    fn result(&mut self, determination: &Determination) {
        self.number(match determination.status {
            Status::Settled => 0,
            Status::Denied => 1,
            Status::Review => 2,
        });
        self.number(i64::from(determination.version));
        self.fen(determination.total);
        self.fen(determination.in_policy);
        self.list(&determination.pots, |bytes, amount| bytes.fen(*amount));
        self.list(&determination.deltas, |bytes, delta| bytes.number(*delta));
        self.list(&determination.denials, |bytes, deny| {
            bytes.number(i64::from(*deny))
        });
        self.list(&determination.reviews, |bytes, review| {
            bytes.number(i64::from(*review))
        });
    }
}
