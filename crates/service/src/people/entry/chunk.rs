//! A chunk of rows, each judged against the register and the rows before it. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use base::{PersonNo, Refused};
use enrolment::people::matching::{Band, KnownNumber, MatchRule, Profile, Scored, block, score};
use enrolment::people::{Admitted, Fate};
use store::people::PersonKey;

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Its place among the rows given.
    pub place: usize,
    /// New, known, queued or refused.
    pub fate: Fate,
    /// Whose record it became or fits; `None` for a refused row.
    pub person: Option<PersonKey>,
    /// Why it was refused, whom it fits, or what a person must look at.
    pub remark: Option<Refused>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A record of the register.
    Register(PersonKey),
    /// The n-th new record of this chunk.
    Fresh(usize),
}

/// A row that becomes a record.
pub(super) struct Fresh {
    pub(super) place: usize,
    pub(super) contested: bool,
    pub(super) guardian: Option<PersonNo>,
    pub(super) open: Vec<(Who, Scored)>,
}

/// What became of a row, before new records have their numbers.
enum Outcome {
    Fresh(usize),
    Fits(Who),
    Refused(Refused),
}

pub(super) struct Chunk<'r> {
    rule: &'r MatchRule,
    pub(super) rows: &'r [Admitted],
    known: Vec<(Who, Profile)>,
    by_number: BTreeMap<String, Vec<usize>>,
    by_block: BTreeMap<i64, Vec<usize>>,
    pub(super) fresh: Vec<Fresh>,
    outcomes: Vec<Outcome>,
    /// Numbers of the register that turn out to be held by two.
    pub(super) shared: BTreeSet<(String, PersonNo)>,
}

impl<'r> Chunk<'r> {
    /// A chunk that knows nobody yet.
    pub(super) fn new(rule: &'r MatchRule, rows: &'r [Admitted]) -> Chunk<'r> {
        Chunk {
            rule,
            rows,
            known: Vec::new(),
            by_number: BTreeMap::new(),
            by_block: BTreeMap::new(),
            fresh: Vec::new(),
            outcomes: Vec::with_capacity(rows.len()),
            shared: BTreeSet::new(),
        }
    }

    /// Judges every row, in order.
    pub(super) fn judge_all(&mut self) {
        for (place, row) in self.rows.iter().enumerate() {
            let outcome = self.judge(place, row);
            self.outcomes.push(outcome);
        }
    }

    /// The numbers and blocks to ask the register for.
    pub(super) fn keys(&self) -> (Vec<String>, Vec<i64>) {
        let (mut numbers, mut blocks) = (Vec::new(), Vec::new());
        for row in self.rows {
            let of_row = row.document.iter().chain(&row.guardian);
            numbers.extend(of_row.map(|number| number.canonical().to_owned()));
            blocks.push(block(&row.name.canonical(), row.birth));
        }
        (numbers, blocks)
    }

    /// A record that rows are compared with.
    pub(super) fn know(&mut self, who: Who, profile: Profile) {
        let at = self.known.len();
        for number in &profile.numbers {
            let of_number = self.by_number.entry(number.canonical.to_string());
            of_number.or_default().push(at);
        }
        if let Some(block) = profile.block() {
            self.by_block.entry(block).or_default().push(at);
        }
        self.known.push((who, profile));
    }

    fn judge(&mut self, place: usize, row: &Admitted) -> Outcome {
        let profile = Profile::of_row(row);
        let guardian = row
            .guardian
            .as_ref()
            .map(|number| self.guardian(number.canonical()));
        if guardian == Some(None) {
            return Outcome::Refused(no_guardian());
        }
        let (mut open, mut holders) = (Vec::new(), Vec::new());
        for at in self.near(&profile) {
            let Some((who, known)) = self.known.get(at) else {
                continue;
            };
            let scored = score(self.rule, &profile, known);
            if scored.band == Band::Auto {
                return Outcome::Fits(*who);
            }
            let shared = shared_number(&profile, known);
            if scored.band == Band::Queue || shared.is_some() {
                open.push((*who, scored));
            }
            holders.extend(shared.map(|number| (number, *who)));
        }
        let contested = !holders.is_empty();
        for (number, who) in holders {
            self.contest(number, who);
        }
        let index = self.fresh.len();
        self.fresh.push(Fresh {
            place,
            contested,
            guardian: guardian.flatten(),
            open,
        });
        self.know(Who::Fresh(index), profile);
        Outcome::Fresh(index)
    }

    /// The records that share a number or a block, each once.
    fn near(&self, profile: &Profile) -> BTreeSet<usize> {
        let numbers = profile
            .numbers
            .iter()
            .filter_map(|number| self.by_number.get(number.canonical.as_ref()));
        let block = profile.block().and_then(|block| self.by_block.get(&block));
        numbers.chain(block).flatten().copied().collect()
    }

    /// The guardian must be of the register already: a list names mothers before their children.
    fn guardian(&self, number: &str) -> Option<PersonNo> {
        let known = self.by_number.get(number)?;
        known.iter().find_map(|at| match self.known.get(*at)? {
            (Who::Register(key), _) => Some(key.person),
            (Who::Fresh(_), _) => None,
        })
    }

    fn contest(&mut self, number: String, who: Who) {
        match who {
            Who::Register(key) => {
                self.shared.insert((number, key.person));
            }
            Who::Fresh(index) => {
                if let Some(fresh) = self.fresh.get_mut(index) {
                    fresh.contested = true;
                }
            }
        }
    }

    /// The answers, once new records have their numbers.
    pub(super) fn entered(self, keys: &[PersonKey]) -> Vec<Entered> {
        let key = |who: Who| match who {
            Who::Register(key) => Some(key),
            Who::Fresh(index) => keys.get(index).copied(),
        };
        let fresh = self.fresh;
        let outcomes = self.outcomes.into_iter().enumerate();
        let answer = |(place, outcome)| match outcome {
            Outcome::Refused(remark) => Entered {
                place,
                fate: Fate::Refused,
                person: None,
                remark: Some(remark),
            },
            Outcome::Fits(who) => Entered {
                place,
                fate: Fate::Known,
                person: key(who),
                remark: key(who).map(|key| known(key.person)),
            },
            Outcome::Fresh(index) => {
                let open = fresh.get(index).and_then(|one| one.open.first());
                Entered {
                    place,
                    fate: if open.is_some() {
                        Fate::Queued
                    } else {
                        Fate::New
                    },
                    person: keys.get(index).copied(),
                    remark: open.and_then(|(who, scored)| Some(queued(key(*who)?.person, scored))),
                }
            }
        };
        outcomes.map(answer).collect()
    }
}

/// A sound number that both hold as theirs of today.
fn shared_number(one: &Profile, other: &Profile) -> Option<String> {
    let sound = one.numbers.iter().filter(|number| number.sound);
    let held = |number: &&KnownNumber| {
        other.numbers.iter().any(|theirs| {
            theirs.current
                && theirs.document_type == number.document_type
                && theirs.canonical == number.canonical
        })
    };
    let mut sound = sound.filter(held);
    sound.next().map(|number| number.canonical.to_string())
}

fn known(person: PersonNo) -> Refused {
    Refused::new(
        "person.known",
        format!("此人已在登记库中，人员编号 {person}，不重复建立。"),
    )
}

fn queued(person: PersonNo, scored: &Scored) -> Refused {
    let zh = format!(
        "已登记，但可能与人员 {person} 是同一人，待人工核对。{}",
        scored.zh()
    );
    Refused::new("person.queued", zh)
}

fn no_guardian() -> Refused {
    Refused::new(
        "row.guardian",
        "监护人不在登记库中，请先登记监护人（新生儿一般为母亲）。",
    )
}
