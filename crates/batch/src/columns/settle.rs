//! The settling loop.

use base::Fen;
use benefit::claim::{Facts, Line};
use benefit::determination::Refusal;
use benefit::execute::{NoTrace, State, execute};
use benefit::facts::with_defaults;
use benefit::plan::{FactId, Policy};
use benefit::price::price;
use benefit::settle::refuse_unsound;

use super::block::{Rec, by_day};
use super::books::Books;
use super::classes::{Classes, Sorting};
use super::clock::{Clock, Day, set_day};
use super::collect::Collecting;
use super::error::{BatchError, Refused};
use super::gather::{Gathered, Gathering};
use super::input::{ClaimBatch, ClaimSource, PersonTable};
use super::needs::Needs;
use super::one_by_one;
use super::output::{Output, Results};
use super::programs::{Opening, Programs, Ready};
use super::scope::{columns_suffice, needs_of};
use super::trace::{Listening, Traced, Watch};
use crate::error::ReadErrors;

/// Settles all claims of a source and gives the columns asked for.
///
/// The claims of a person are taken by day, those of one day in the order of their ids. Every
/// accumulator begins at 0. Where the rules ask more than columns can tell (a date beside the
/// service date decides, or a fact of the claim is compared with one of the person), the claims are
/// settled one by one instead, which takes a hundred times as long.
///
/// # Errors
/// [`BatchError`]: a broken file, columns that do not fit, or a claim that cannot be determined;
/// there are no results then.
pub fn settle_columns(
    policy: &Policy,
    persons: &PersonTable,
    source: &mut dyn ClaimSource,
    outputs: &[Output],
) -> Result<Results, BatchError> {
    let needs = needs_of(policy);
    let first = source.next_batch()?;
    match first
        .as_ref()
        .map(|batch| columns_suffice(policy, &needs, &batch.facts))
    {
        Some(Err(_)) => {
            let mut all = Resumed { first, source };
            one_by_one::settle(policy, persons, &mut all, outputs)
        }
        _ => {
            let mut all = Resumed { first, source };
            Batch {
                policy,
                persons,
                needs,
                outputs,
            }
            .settle(&mut all, &mut NoTrace, false)
        }
    }
}

/// As [`settle_columns`], telling a listener the trace of every claim.
///
/// # Errors
/// As [`settle_columns`], and [`BatchError::Shape`] where the claims would have to be settled one
/// by one; what the listener was told is void then.
pub fn settle_columns_traced(
    policy: &Policy,
    persons: &PersonTable,
    source: &mut dyn ClaimSource,
    outputs: &[Output],
    listener: &mut dyn FnMut(Traced<'_>),
) -> Result<Results, BatchError> {
    let needs = needs_of(policy);
    let first = source.next_batch()?;
    if let Some(batch) = &first {
        columns_suffice(policy, &needs, &batch.facts).map_err(BatchError::Shape)?;
    }
    let mut all = Resumed { first, source };
    let batch = Batch {
        policy,
        persons,
        needs,
        outputs,
    };
    batch.settle(&mut all, &mut Listening::new(listener), true)
}

/// A source whose first batch was looked at already.
struct Resumed<'s> {
    first: Option<ClaimBatch>,
    source: &'s mut dyn ClaimSource,
}

impl ClaimSource for Resumed<'_> {
    fn expected(&self) -> usize {
        self.source.expected()
    }

    fn next_batch(&mut self) -> Result<Option<ClaimBatch>, ReadErrors> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.source.next_batch(),
        }
    }
}

/// What a batch is settled by.
struct Batch<'b> {
    policy: &'b Policy,
    persons: &'b PersonTable,
    needs: Needs,
    outputs: &'b [Output],
}

impl Batch<'_> {
    fn settle<W: Watch>(
        &self,
        source: &mut dyn ClaimSource,
        watch: &mut W,
        uses: bool,
    ) -> Result<Results, BatchError> {
        let Batch {
            policy,
            persons,
            needs,
            outputs,
        } = self;
        let shift = block_shift(policy, persons);
        let size = (persons.count, shift);
        let mut gathering = Gathering::new(policy, needs, size, source.expected())?;
        while let Some(batch) = source.next_batch()? {
            gathering.take(&batch)?;
        }
        let gathered = gathering.finish();
        let (from, until) = gathered.span.unwrap_or_default();
        let day = |offset: u16| gathered.origin.saturating_add(i32::from(offset));
        let clock = Clock::new(policy, needs, day(from), day(until));
        let clock = clock.ok_or(BatchError::Shape("a service date beyond the calendar"))?;
        let books = Books::new(policy, persons);
        let sorting = Sorting::new(policy, needs, &clock);
        let run = Run {
            policy,
            persons,
            clock: &clock,
            classes: Classes::default(),
            programs: Programs::new(policy, needs, (gathered.codes.len(), clock.eras), uses),
            plain: books.plain(),
            books,
            state: State::new(policy.pots.len(), policy.accs.len()),
            before: vec![0; policy.accs.len()],
            out: Collecting::new(policy, outputs, gathered.rows),
            codes: Vec::new(),
            refused: Refused::default(),
            begin: 0,
        };
        run.all(gathered, sorting, (shift, from, until), watch)
    }
}

/// A block holds as many persons as keep their accumulators in the cache nearest but one; owners
/// that several persons share need all of them in one block.
fn block_shift(policy: &Policy, persons: &PersonTable) -> u32 {
    const BLOCK_BYTES: usize = 1 << 18;
    if persons.families.is_some() || persons.groups.is_some() {
        return u32::BITS - 1;
    }
    let row = policy.accs.len().max(1) * size_of::<i64>() + size_of::<u32>();
    (BLOCK_BYTES / row).max(1).ilog2()
}

/// A batch under way.
struct Run<'r> {
    policy: &'r Policy,
    persons: &'r PersonTable,
    clock: &'r Clock,
    classes: Classes,
    programs: Programs<'r>,
    books: Books,
    /// The books hold all accumulators of a person in one row.
    plain: bool,
    state: State,
    before: Vec<i64>,
    out: Collecting,
    codes: Vec<Vec<(FactId, i64)>>,
    refused: Refused,
    /// First person of the block at hand.
    begin: u32,
}

impl Run<'_> {
    fn all<W: Watch>(
        mut self,
        mut gathered: Gathered,
        mut sorting: Sorting<'_>,
        (shift, from, until): (u32, u16, u16),
        watch: &mut W,
    ) -> Result<Results, BatchError> {
        self.codes = std::mem::take(&mut gathered.codes);
        self.refused = std::mem::take(&mut gathered.refused);
        let (mut starts, mut claims) = (Vec::new(), Vec::new());
        for (number, block) in gathered.blocks.iter_mut().enumerate() {
            // Each block's memory goes back to the system as the results grow.
            let block = std::mem::take(block);
            by_day(
                &block,
                (from, until),
                gathered.rising,
                &mut starts,
                &mut claims,
            );
            drop(block);
            let begin = number << shift;
            let end = (begin.saturating_add(1 << shift)).min(self.persons.count);
            self.begin = begin as u32;
            self.classes.sort(&mut sorting, self.persons, begin..end);
            self.books.begin(end - begin);
            for claims in claims.chunk_by(|one, next| one.day() == next.day()) {
                let day = claims
                    .first()
                    .map_or(0, |claim| claim.day().saturating_sub(from));
                if let Some(day) = self.clock.days.get(usize::from(day)) {
                    self.day(day, claims, watch);
                }
            }
        }
        if self.refused.total > 0 {
            return Err(BatchError::Refused(self.refused));
        }
        Ok(self.out.done(self.programs.resolved))
    }

    fn day<W: Watch>(&mut self, day: &Day, claims: &[Rec], watch: &mut W) {
        let Some(version) = day.version else {
            let refusal = Refusal::NoVersion(day.date);
            return claims
                .iter()
                .for_each(|claim| self.refused.add(claim.id, &refusal));
        };
        self.books.day(day);
        for claim in claims {
            self.claim(day, version, claim, watch);
        }
    }

    #[inline]
    fn claim<W: Watch>(&mut self, day: &Day, version: u16, claim: &Rec, watch: &mut W) {
        let person = claim.person().saturating_sub(self.begin);
        if self.plain {
            self.state.reset(self.books.row(person));
        } else {
            let facts = self
                .codes
                .get(claim.code() as usize)
                .map_or(&[][..], Vec::as_slice);
            self.books
                .load((person, claim.person()), facts, &mut self.before);
            self.state.reset(&self.before);
        }
        let class = self.classes.at(person, day.date.day_number());
        let place = self.programs.place(class, claim.code(), day.era);
        let (key, known) = self.programs.known(place, &self.state.before);
        let number = match known {
            Some(number) => number,
            None => self.resolve(key, version, day, claim),
        };
        let Some(ready) = self.programs.get(number) else {
            return;
        };
        let ready = match ready {
            Ok(ready) => ready,
            Err(refusal) => return self.refused.add(claim.id, refusal),
        };
        if let Err(refusal) = open(self.policy, ready, claim.amount, &mut self.state) {
            return self.refused.add(claim.id, &refusal);
        }
        execute(&ready.program, &mut self.state, watch.begin());
        if let Err(refusal) = refuse_unsound(self.policy, &self.state) {
            return self.refused.add(claim.id, &refusal);
        }
        watch.done(claim.id, ready.version, &ready.program);
        let denied = !ready.program.denials.is_empty();
        self.out.push(claim.id, &self.state, denied);
        self.books.store(person, &self.state.accs);
    }

    #[cold]
    fn resolve(&mut self, key: u64, version: u16, day: &Day, claim: &Rec) -> u32 {
        let mut facts = Facts::none(self.policy.facts.len());
        for column in &self.persons.facts {
            facts.set(column.fact, column.value(claim.person() as usize));
        }
        for (fact, value) in self.codes.get(claim.code() as usize).into_iter().flatten() {
            facts.set(*fact, *value);
        }
        set_day(self.policy, &mut facts, day.date.day_number());
        let facts = with_defaults(self.policy, &facts);
        self.programs
            .resolve(key, version, &facts, &self.state.before)
    }
}

/// Puts a bill of one in-policy amount into the pots.
#[inline]
fn open(policy: &Policy, ready: &Ready, amount: i64, state: &mut State) -> Result<(), Refusal> {
    match &ready.opening {
        Opening::Part(pot) => {
            if let Some(part) = state.pots.get_mut(usize::from(*pot)) {
                *part = amount;
            }
            (state.total, state.in_policy) = (amount, amount);
        }
        Opening::Denied => {
            state.open_amount(amount);
            state.in_policy = 0;
        }
        Opening::Priced(facts) => priced(policy, ready, facts, amount, state)?,
    }
    Ok(())
}

fn priced(
    policy: &Policy,
    ready: &Ready,
    facts: &Facts,
    amount: i64,
    state: &mut State,
) -> Result<(), Refusal> {
    let plan = policy
        .versions
        .get(usize::from(ready.version))
        .ok_or(Refusal::NoLawDate)?;
    let line = Line {
        amount: Fen::new(amount),
        facts: Vec::new(),
    };
    let priced = price(policy, plan, facts, &[line])?;
    for (pot, held) in state.pots.iter_mut().zip(&priced.pots) {
        *pot = held.get();
    }
    (state.total, state.in_policy) = (priced.total.get(), priced.in_policy.get());
    Ok(())
}
