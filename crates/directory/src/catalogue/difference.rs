//! What a new list changes in the one in force, before it takes effect.

use base::{Date, Refused, Validity};

use super::code::Code;
use super::concern::{self, Concern};
use super::item::{Item, Term};
use super::kind::Kind;
use super::row::Tabular;
use super::table::{Entry, Table, first_day, key, last_day, overlap};

/// How much a new list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All there is of its kinds: what it does not name ends.
    Whole,
    /// What changes: what it does not name stays. A row whose last day is over ends its code. A row with a last day
    /// leaves alone what is announced to begin after it.
    Changes,
}

impl Extent {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Extent::Whole => "whole",
            Extent::Changes => "changes",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Extent> {
        let mut all = [Extent::Whole, Extent::Changes].into_iter();
        all.find(|extent| extent.code() == code)
    }
}

/// A list to take effect on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release<T> {
    /// Name of the version, as its publisher gives it.
    pub name: Box<str>,
    /// The kinds that it speaks of.
    pub kinds: Vec<Kind>,
    /// How much it says of them.
    pub extent: Extent,
    /// First day on which it holds.
    pub effective: Date,
    /// Its rows. A row holds from its own first day, but not before the release does.
    pub entries: Vec<Entry<T>>,
}

/// What a release does to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It comes in.
    New,
    /// Something of it changes.
    Changed,
    /// It ends.
    Ended,
}

impl Effect {
    /// All of them.
    pub const ALL: [Effect; 3] = [Effect::New, Effect::Changed, Effect::Ended];

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Effect> {
        Effect::ALL.into_iter().find(|effect| effect.code() == code)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Effect::New => "new",
            Effect::Changed => "changed",
            Effect::Ended => "ended",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Effect::New => "新增",
            Effect::Changed => "变更",
            Effect::Ended => "停用",
        }
    }
}

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// From which day.
    pub on: Date,
    /// Key of the column.
    pub column: &'static str,
    /// Title of the column.
    pub title: &'static str,
    /// Before; empty where it was empty.
    pub old: String,
    /// After.
    pub new: String,
    /// Why it asks for attention.
    pub concern: Option<Concern>,
}

/// What a release does to one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<T> {
    /// The code.
    pub code: Code,
    /// What it does.
    pub effect: Effect,
    /// What held on the day before it does it; `None` for a code that comes in.
    pub before: Option<T>,
    /// What holds then; `None` for one that ends.
    pub after: Option<T>,
    /// Field by field; empty for a code that comes in or ends.
    pub fields: Vec<FieldChange>,
    /// Why it asks for attention, the worst first; of a code that ends too.
    pub concerns: Vec<Concern>,
    /// From which day on another record holds than before, or none, or one for the first time.
    pub first: Date,
    spans: Vec<Entry<T>>,
}

impl<T> Change<T> {
    /// All that is known of the code afterwards, by day.
    #[must_use]
    pub fn spans(&self) -> &[Entry<T>] {
        &self.spans
    }
}

/// What a release changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<T> {
    /// Name of the release.
    pub name: Box<str>,
    /// The kinds that it speaks of.
    pub kinds: Vec<Kind>,
    /// First day on which it holds.
    pub effective: Date,
    /// What changes, by code.
    pub changes: Vec<Change<T>>,
    /// How many codes stay as they are.
    pub unchanged: usize,
}

impl<T> Difference<T> {
    /// How many codes it does `effect` to.
    #[must_use]
    pub fn count(&self, effect: Effect) -> usize {
        let same = |change: &&Change<T>| change.effect == effect;
        self.changes.iter().filter(same).count()
    }

    /// How many codes ask for attention because of `concern`.
    #[must_use]
    pub fn concerned(&self, concern: Concern) -> usize {
        let asks = |change: &&Change<T>| change.concerns.contains(&concern);
        self.changes.iter().filter(asks).count()
    }

    /// Notes which changes reach into days before `today`: those may be settled already.
    pub(super) fn note_backdated(&mut self, today: Date) {
        for change in &mut self.changes {
            if change.first < today {
                change.concerns.push(Concern::Backdated);
            }
        }
    }
}

/// A record whose changes can be judged.
pub trait Listed: Tabular {
    /// Its kind.
    fn kind(&self) -> Kind;

    /// Why the change of a column asks for attention.
    fn concern(&self, after: &Self, column: &str) -> Option<Concern>;

    /// Why its end asks for attention.
    fn concern_of_end(&self) -> Option<Concern>;
}

impl Listed for Item {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn concern(&self, after: &Item, column: &str) -> Option<Concern> {
        concern::of_item(self, after, column)
    }

    fn concern_of_end(&self) -> Option<Concern> {
        concern::of_end(self)
    }
}

impl Listed for Term {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn concern(&self, _: &Term, _: &str) -> Option<Concern> {
        None
    }

    fn concern_of_end(&self) -> Option<Concern> {
        None
    }
}

/// What `release` changes in `table`.
///
/// # Errors
/// `catalogue.overlap` where two rows of a code share a day, `catalogue.kind` where a row is of a kind
/// that the release does not speak of.
pub fn difference<T: Listed>(
    table: &Table<T>,
    release: Release<T>,
) -> Result<Difference<T>, Refused> {
    let mut rows = release.entries;
    rows.sort_by_key(key);
    refuse_rows(&rows, &release.kinds)?;
    let mut changes = Vec::new();
    let mut unchanged = 0_usize;
    let spoken = |entry: &Entry<T>| release.kinds.contains(&entry.record.kind());
    for (old, rows) in by_code(table.entries(), &rows) {
        let whole = release.extent == Extent::Whole && old.iter().any(spoken);
        if rows.is_empty() && !whole {
            continue;
        }
        match change(old, rows, (release.effective, release.extent)) {
            Some(change) => changes.push(change),
            None if old
                .iter()
                .any(|entry| last_day(&entry.validity) >= release.effective) =>
            {
                unchanged = unchanged.saturating_add(1);
            }
            None => {}
        }
    }
    Ok(Difference {
        name: release.name,
        kinds: release.kinds,
        effective: release.effective,
        changes,
        unchanged,
    })
}

fn refuse_rows<T: Listed>(rows: &[Entry<T>], kinds: &[Kind]) -> Result<(), Refused> {
    if let Some(code) = overlap(rows) {
        return Err(Refused::new(
            "catalogue.overlap",
            format!("编码 {code} 在新目录中有两行有效期重叠，请核对起止日期。"),
        ));
    }
    let foreign = rows.iter().find(|row| !kinds.contains(&row.record.kind()));
    match foreign {
        None => Ok(()),
        Some(row) => Err(Refused::new(
            "catalogue.kind",
            format!(
                "编码 {} 属于{}，不在本次更新的类别之内，请分开导入。",
                row.record.code(),
                row.record.kind().zh()
            ),
        )),
    }
}

type Pair<'a, T> = (&'a [Entry<T>], &'a [Entry<T>]);

/// The entries of both lists, code by code; either side may be empty.
fn by_code<'a, T: Listed>(
    mut old: &'a [Entry<T>],
    mut new: &'a [Entry<T>],
) -> impl Iterator<Item = Pair<'a, T>> {
    std::iter::from_fn(move || {
        let head = |list: &[Entry<T>]| list.first().map(|entry| entry.record.code());
        let code = match (head(old), head(new)) {
            (Some(a), Some(b)) => a.min(b),
            (Some(code), None) | (None, Some(code)) => code,
            (None, None) => return None,
        };
        let split = |list: &'a [Entry<T>]| {
            let same = |entry: &&Entry<T>| entry.record.code() == code;
            list.split_at(list.iter().take_while(same).count())
        };
        let ((here, old_rest), (rows, new_rest)) = (split(old), split(new));
        (old, new) = (old_rest, new_rest);
        Some((here, rows))
    })
}

/// What becomes of one code; `None` where nothing changes.
fn change<T: Listed>(
    old: &[Entry<T>],
    rows: &[Entry<T>],
    (effective, extent): (Date, Extent),
) -> Option<Change<T>> {
    let coming = clipped(rows, effective);
    let first = coming
        .first()
        .map_or(effective, |row| first_day(&row.validity));
    let mut spans = spans_after(old, &coming, first);
    if let (Extent::Changes, Some(last)) = (extent, coming.last()) {
        let last = last_day(&last.validity);
        let announced = old.iter().filter(|entry| first_day(&entry.validity) > last);
        spans.extend(announced.cloned());
    }
    if spans == old {
        return None;
    }
    let lives = |list: &[Entry<T>]| {
        list.iter()
            .any(|entry| last_day(&entry.validity) >= effective)
    };
    let effect = match (lives(old), lives(&spans)) {
        (false, false) => return None,
        (false, true) => Effect::New,
        (true, false) => Effect::Ended,
        (true, true) => Effect::Changed,
    };
    let before = live(old, first).or_else(|| live(old, effective));
    let after = coming.first().or_else(|| live(&spans, effective));
    let fields = match effect {
        Effect::Changed => fields(before, &coming),
        Effect::New | Effect::Ended => Vec::new(),
    };
    let mut concerns: Vec<Concern> = fields.iter().filter_map(|field| field.concern).collect();
    if effect == Effect::Ended {
        concerns.extend(before.and_then(|entry| entry.record.concern_of_end()));
    }
    concerns.sort();
    concerns.dedup();
    let code = before.or(after)?.record.code();
    let record = |entry: Option<&Entry<T>>| entry.map(|entry| entry.record.clone());
    Some(Change {
        code,
        effect,
        before: record(before).filter(|_| effect != Effect::New),
        after: record(after).filter(|_| effect != Effect::Ended),
        fields,
        concerns,
        first: first_difference(old, &spans).unwrap_or(first),
        spans,
    })
}

/// The first day on which two histories of a code differ; `None` where they never do.
fn first_difference<T: Listed>(old: &[Entry<T>], new: &[Entry<T>]) -> Option<Date> {
    let longest = old.len().max(new.len());
    let place = (0..longest).find(|place| old.get(*place) != new.get(*place))?;
    match (old.get(place), new.get(place)) {
        (Some(a), Some(b)) => {
            let (from_a, from_b) = (first_day(&a.validity), first_day(&b.validity));
            if from_a == from_b && a.record == b.record {
                // the same for some days: they part when the shorter one ends
                let last = last_day(&a.validity).min(last_day(&b.validity));
                last.add_days(1)
            } else {
                Some(from_a.min(from_b))
            }
        }
        (Some(only), None) | (None, Some(only)) => Some(first_day(&only.validity)),
        (None, None) => None,
    }
}

/// The entry in force on a day, else the first after it.
fn live<T>(list: &[Entry<T>], on: Date) -> Option<&Entry<T>> {
    list.iter().find(|entry| last_day(&entry.validity) >= on)
}

/// The rows as they hold from the effective day on.
fn clipped<T: Listed>(rows: &[Entry<T>], effective: Date) -> Vec<Entry<T>> {
    let clip = |row: &Entry<T>| {
        let from = first_day(&row.validity).max(effective);
        let validity = Validity::new(Some(from), row.validity.until()).ok()?;
        Some(Entry {
            validity,
            record: row.record.clone(),
        })
    };
    rows.iter().filter_map(clip).collect()
}

/// The past up to the first day of the new rows, then these; what goes on unchanged stays one entry.
fn spans_after<T: Listed>(old: &[Entry<T>], coming: &[Entry<T>], first: Date) -> Vec<Entry<T>> {
    let mut spans: Vec<Entry<T>> = Vec::new();
    let cut = first.add_days(-1);
    for entry in old {
        let until = cut.map(|cut| last_day(&entry.validity).min(cut));
        let ends = until.filter(|until| first_day(&entry.validity) <= *until);
        if let Some(validity) =
            ends.and_then(|until| Validity::new(entry.validity.from(), Some(until)).ok())
        {
            spans.push(Entry {
                validity,
                record: entry.record.clone(),
            });
        }
    }
    for row in coming {
        let day_before = first_day(&row.validity).add_days(-1);
        match spans.last_mut() {
            Some(last) if last.record == row.record && last.validity.until() == day_before => {
                let joined = Validity::new(last.validity.from(), row.validity.until());
                last.validity = joined.unwrap_or(last.validity);
            }
            _ => spans.push(row.clone()),
        }
    }
    spans
}

/// Field by field, from what held before through the new rows.
fn fields<T: Listed>(before: Option<&Entry<T>>, coming: &[Entry<T>]) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    let mut last = before;
    for row in coming {
        if let Some(last) = last {
            compare(last, row, &mut fields);
        }
        last = Some(row);
    }
    fields
}

fn compare<T: Listed>(before: &Entry<T>, after: &Entry<T>, fields: &mut Vec<FieldChange>) {
    let on = first_day(&after.validity);
    let columns = T::COLUMNS.iter();
    let cells = before.record.cells().into_iter().zip(after.record.cells());
    for (column, (old, new)) in columns.zip(cells) {
        if old != new {
            fields.push(FieldChange {
                on,
                column: column.key,
                title: column.title(),
                old,
                new,
                concern: before.record.concern(&after.record, column.key),
            });
        }
    }
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let (old, new) = (before.validity.until(), after.validity.until());
    let goes_on = before.validity.until().is_none_or(|until| on <= until);
    if old != new && goes_on {
        let column = T::COLUMNS.last();
        fields.push(FieldChange {
            on,
            column: column.map_or("until", |column| column.key),
            title: column.map_or("截止日期", super::row::Column::title),
            old: day(old),
            new: day(new),
            concern: None,
        });
    }
}

/// `table` with a difference that was made from it.
pub(super) fn applied<T: Listed>(table: &Table<T>, difference: &Difference<T>) -> Table<T> {
    let mut entries = Vec::with_capacity(table.len());
    let mut changes = difference.changes.iter().peekable();
    let mut codes = table
        .entries()
        .chunk_by(|a, b| a.record.code() == b.record.code());
    let mut here = codes.next();
    loop {
        let code = here
            .and_then(|chunk| chunk.first())
            .map(|entry| entry.record.code());
        match (code, changes.peek()) {
            (None, None) => break,
            (Some(code), Some(change)) if change.code == code => {
                entries.extend(change.spans.iter().cloned());
                changes.next();
                here = codes.next();
            }
            (Some(code), Some(change)) if change.code < code => {
                entries.extend(change.spans.iter().cloned());
                changes.next();
            }
            (None, Some(change)) => {
                entries.extend(change.spans.iter().cloned());
                changes.next();
            }
            (Some(_), _) => {
                entries.extend(here.unwrap_or_default().iter().cloned());
                here = codes.next();
            }
        }
    }
    Table::ordered(entries)
}

#[cfg(test)]
#[path = "difference_tests.rs"]
mod tests;
