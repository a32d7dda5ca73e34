//! Batches whose rules ask more than classes and codes can tell: claim by claim through the kernel's
//! own record, slower by two orders of magnitude.

use base::Fen;
use benefit::claim::{Bill, Claim, Facts, NONE, Owners};
use benefit::determination::{Determination, Status};
use benefit::facts::with_defaults;
use benefit::history::{Event, History, Outcome};
use benefit::plan::{ClaimOrder, FactId, Policy, PotKind};

use super::error::{BatchError, Refused};
use super::input::{ClaimBatch, ClaimSource, PersonTable};
use super::ints::Ints;
use super::output::{Output, Results};

/// Settles the claims of a source.
pub(super) fn settle(
    policy: &Policy,
    persons: &PersonTable,
    source: &mut dyn ClaimSource,
    outputs: &[Output],
) -> Result<Results, BatchError> {
    let mut claims = Vec::new();
    while let Some(batch) = source.next_batch()? {
        for row in 0..batch.amount.len() {
            claims.push((
                batch.claim_id.get(row),
                claim(policy, persons, &batch, row)?,
            ));
        }
    }
    claims.sort_by_cached_key(|(id, claim)| (day_of(policy, &claim.facts), *id));
    let mut taken = Taken {
        policy,
        outputs,
        ids: Vec::new(),
        columns: Vec::new(),
        refused: Refused::default(),
    };
    taken.columns.resize(outputs.len(), Vec::new());
    let mut history = History::new(policy);
    for (id, claim) in claims {
        for outcome in history.apply(Event::Claim(claim)) {
            taken.take(id, outcome);
        }
    }
    taken.done()
}

fn claim(
    policy: &Policy,
    persons: &PersonTable,
    batch: &ClaimBatch,
    row: usize,
) -> Result<Claim, BatchError> {
    let number = usize::try_from(batch.person.get(row)).unwrap_or(usize::MAX);
    if number >= persons.count {
        return Err(BatchError::Shape(
            "a claim of a person who is not in the table",
        ));
    }
    let mut facts = Facts::none(policy.facts.len());
    for column in &persons.facts {
        facts.set(column.fact, column.value(number));
    }
    for column in &batch.facts {
        facts.set(column.fact, column.value(row));
    }
    let shared = |list: &Option<Vec<u32>>| {
        list.as_ref()
            .and_then(|list| list.get(number))
            .map(u32::to_string)
            .unwrap_or_default()
    };
    // Codes stand for their texts: what matters to an owner is which are the same.
    let of = |name: &str| match policy.fact(name).map_or(NONE, |fact| facts.raw(fact)) {
        NONE => String::new(),
        code => code.to_string(),
    };
    let owners = Owners {
        person: number.to_string(),
        family: shared(&persons.families),
        group: shared(&persons.groups),
        disease: of("disease"),
        provider: of("provider_id"),
        episode: String::new(),
    };
    let bill = Bill::Amount(Fen::new(batch.amount.get(row)));
    Ok(Claim {
        id: batch.claim_id.get(row).to_string(),
        owners,
        facts,
        bill,
        visits: Vec::new(),
    })
}

/// The date by which the package orders claims.
fn day_of(policy: &Policy, facts: &Facts) -> Option<i64> {
    let facts = with_defaults(policy, facts);
    let get = |fact: Option<FactId>| facts.get(fact?);
    let service = get(policy.known.service_date);
    match policy.order {
        ClaimOrder::Settlement => get(policy.known.settlement_date).or(service),
        ClaimOrder::Service => service,
    }
}

struct Taken<'t> {
    policy: &'t Policy,
    outputs: &'t [Output],
    ids: Vec<i64>,
    columns: Vec<Vec<i64>>,
    refused: Refused,
}

impl Taken<'_> {
    fn take(&mut self, id: i64, outcome: Outcome) {
        match outcome {
            Outcome::Settled { determination, .. } => {
                self.ids.push(id);
                for (column, output) in self.columns.iter_mut().zip(self.outputs) {
                    column.push(value(self.policy, &determination, *output));
                }
            }
            Outcome::Refused { refusal, .. } => self.refused.add(id, &refusal),
            // A claim leads to nothing else.
            _ => {}
        }
    }

    fn done(self) -> Result<Results, BatchError> {
        if self.refused.total > 0 {
            return Err(BatchError::Refused(self.refused));
        }
        Ok(Results {
            programs: self.ids.len(),
            claim_id: Ints::I64(self.ids.into()),
            columns: self
                .columns
                .into_iter()
                .map(|column| Ints::I64(column.into()))
                .collect(),
        })
    }
}

fn value(policy: &Policy, found: &Determination, output: Output) -> i64 {
    match output {
        Output::Pot(pot) => found.pots.get(usize::from(pot)).map_or(0, |fen| fen.get()),
        Output::Own => {
            let pots = policy.pots.iter().zip(&found.pots);
            let burden = pots.filter(|(pot, _)| pot.kind == PotKind::Burden);
            burden.fold(0_i64, |own, (_, fen)| own.saturating_add(fen.get()))
        }
        Output::Delta(acc) => found.deltas.get(usize::from(acc)).copied().unwrap_or(0),
        Output::Denied => i64::from(found.status == Status::Denied),
    }
}
