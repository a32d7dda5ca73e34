//! From what files hold to rows of results: the same for `settle` and `demo`.

use base::Fen;
use batch::{BillWhat, Bills, Entry, Opening, Persons, ResultRow};
use benefit::determination::Determination;
use benefit::history::{Event, History, Outcome as Happened, ordered};
use benefit::keys::{AccKey, keys, owner};
use benefit::plan::{AccId, Policy};
use benefit::render;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;

/// What was read before anything is settled.
pub struct Input {
    pub bills: Bills,
    pub persons: Option<Persons>,
    pub openings: Vec<Opening>,
}

/// Rows in the order in which the package takes the claims.
#[derive(Default)]
pub struct Settled {
    pub rows: Vec<ResultRow>,
    pub explained: Vec<(String, String)>,
    pub refused: Vec<String>,
}

pub fn settle(policy: &Policy, input: &Input, explain: bool) -> Settled {
    let events = events(policy, input);
    let places: BTreeMap<&str, (u64, &str)> = input
        .bills
        .rows
        .iter()
        .map(|row| (row.id.as_str(), (row.place, row.owners.person.as_str())))
        .collect();
    let bar = progress(events.len());
    let mut history = History::new(policy);
    if !explain {
        history.keep_no_trace();
    }
    let mut settled = Settled::default();
    for event in ordered(policy, &events) {
        for happened in history.apply(event.clone()) {
            settled.note(policy, &input.bills.file, &places, happened, explain);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    settled
}

impl Settled {
    fn note(
        &mut self,
        policy: &Policy,
        file: &str,
        places: &BTreeMap<&str, (u64, &str)>,
        happened: Happened,
        explain: bool,
    ) {
        let person = |id: &str| places.get(id).map_or("", |(_, person)| *person);
        match happened {
            Happened::Settled { id, determination } => {
                self.explain(policy, &id, &determination, explain);
                self.rows
                    .push(ResultRow::of(policy, &id, person(&id), &determination));
            }
            Happened::Reversed {
                id,
                of,
                determination,
            } => {
                let row = ResultRow::of(policy, &id, person(&of), &determination);
                self.rows.push(corrected(row, Entry::Reversal, &of, None));
            }
            Happened::Difference {
                of,
                because,
                before,
                after,
            } => {
                let old = ResultRow::of(policy, &because, person(&of), &before);
                let new = ResultRow::of(policy, &because, person(&of), &after);
                self.rows
                    .push(corrected(old, Entry::Difference, &of, Some(new)));
            }
            Happened::Refused { id, refusal } => {
                let row = places.get(id.as_str()).map_or(0, |(row, _)| *row);
                let place = batch::place_in(file, row);
                let whose = match person(&id) {
                    "" => String::new(),
                    person => format!("（参保人 {}）", base::show_id(person)),
                };
                let why = render::refusal(policy, &refusal);
                self.refused
                    .push(format!("{file} {place} 账单 {id}{whose}：{why}。"));
            }
            Happened::Opened { .. } => {}
        }
    }

    fn explain(&mut self, policy: &Policy, id: &str, determination: &Determination, explain: bool) {
        if explain {
            let lines = render::explain(policy, determination);
            self.explained
                .push((id.to_owned(), format!("账单 {id}\n{}", lines.join("\n"))));
        }
    }
}

/// A row whose amounts correct another row: what stands now (nothing where reversed) minus `before`.
fn corrected(before: ResultRow, entry: Entry, of: &str, now: Option<ResultRow>) -> ResultRow {
    let less = |now: Fen, before: Fen| now.checked_sub(before).unwrap_or(Fen::ZERO);
    let base = now.clone().unwrap_or_else(|| before.clone());
    let now = now.unwrap_or_else(|| ResultRow {
        total: Fen::ZERO,
        in_policy: Fen::ZERO,
        pots: vec![Fen::ZERO; before.pots.len()],
        deltas: vec![0; before.deltas.len()],
        ..before.clone()
    });
    ResultRow {
        entry,
        corrects: of.to_owned(),
        total: less(now.total, before.total),
        in_policy: less(now.in_policy, before.in_policy),
        pots: now
            .pots
            .iter()
            .zip(&before.pots)
            .map(|(now, before)| less(*now, *before))
            .collect(),
        deltas: now
            .deltas
            .iter()
            .zip(&before.deltas)
            .map(|(now, before)| now.saturating_sub(*before))
            .collect(),
        ..base
    }
}

fn events(policy: &Policy, input: &Input) -> Vec<Event> {
    let claims: Vec<Event> = input
        .bills
        .rows
        .iter()
        .filter_map(|row| match &row.what {
            BillWhat::Claim(..) => {
                batch::claim_of(policy, row, input.persons.as_ref()).map(Event::Claim)
            }
            BillWhat::Reversal(of) => Some(Event::Reverse {
                id: row.id.clone(),
                of: of.clone(),
            }),
        })
        .collect();
    let first = first_keys(policy, &input.openings, &claims);
    let openings = input
        .openings
        .iter()
        .filter_map(|opening| opened(policy, opening, &first));
    openings
        .collect::<Vec<_>>()
        .into_iter()
        .chain(claims)
        .collect()
}

/// Index of an accumulator and the owner's part of its key, with the key of the owner's first claim.
type FirstKeys = BTreeMap<(AccId, String), AccKey>;

/// Looked up only where an opening names no window.
fn first_keys(policy: &Policy, openings: &[Opening], claims: &[Event]) -> FirstKeys {
    let mut first = FirstKeys::new();
    if openings.iter().all(|opening| !opening.window.is_empty()) {
        return first;
    }
    for event in ordered(policy, claims) {
        let Event::Claim(claim) = event else { continue };
        for (acc, key) in (0..).zip(keys(policy, &claim.facts, &claim.owners)) {
            if let Some(key) = key {
                first.entry((acc, key.owner.clone())).or_insert(key);
            }
        }
    }
    first
}

/// An opening under its key; without a window it opens the window of the owner's first claim.
fn opened(policy: &Policy, opening: &Opening, first: &FirstKeys) -> Option<Event> {
    let acc = policy.accs.get(usize::from(opening.acc))?;
    let owner = owner(acc.owner, &opening.owners)?;
    let found = first
        .get(&(opening.acc, owner.clone()))
        .filter(|_| opening.window.is_empty());
    let given = || AccKey {
        id: acc.id.clone(),
        owner,
        window: opening.window.clone(),
    };
    let source = format!("期初累计数第 {} 行", opening.place);
    Some(Event::Opening {
        key: found.cloned().unwrap_or_else(given),
        amount: opening.value,
        source,
    })
}

fn progress(events: usize) -> ProgressBar {
    let bar = ProgressBar::new(events as u64);
    if let Ok(style) = ProgressStyle::with_template("结算 {bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}
