//! One visit after the other, as the software of an institution goes through it.

use super::super::clock::DemoClock;
use super::super::scene::Scene;
use super::house::Server;
use super::people::{self, Insured};
use super::tally::{Also, Tally};
use crate::demo::station::{Counters, Station, WARD};
use anyhow::{Context, Result, anyhow, bail};
use base::{Date, Fen};
use directory::catalogue::Kind as ListKind;
use directory::provider::ProviderKind;
use gm::Secret;
use sample::catalogue;
use sample::visits::{Coming, Fate, Kind};
use serde_json::{Value, json};
use service::Clock;
use std::collections::BTreeMap;
use std::sync::Arc;
use terminal::ask::{self, Ask};
use terminal::{
    Answer, Course, Dialect, Fault, Item, Limits, MessageIds, Place, Sender, Step, Terminal, Visit,
    When,
};

/// What an outpatient, and somebody who lies in, is charged for one unit at most, in 分.
const SMALL: i64 = 12_000;
const LARGE: i64 = 20_000;
/// A city of fewer people than this has a fund that long bills would empty: there a bill has so many lines at most.
const VILLAGE: usize = 1_000;
const FEW: usize = 4;
/// How often a message is sent before one gives up.
const TIMES: u32 = 3;

/// A visit that has begun and is not over.
pub struct Begun {
    course: Course,
    station: usize,
    employed: bool,
    kind: Kind,
    fate: Fate,
    /// The last day.
    pub until: u32,
}

/// Who walks: people, institutions and their terminals.
pub struct Walk<'a> {
    counters: &'a Counters,
    people: Vec<Insured>,
    terminals: BTreeMap<usize, Terminal>,
    to: String,
    clock: &'a Arc<DemoClock>,
}

/// What came of a message.
type Told = Result<Value, String>;

impl<'a> Walk<'a> {
    /// The people of the register and the stations, none of which has a connection yet.
    pub fn new(
        scene: &Scene<'_>,
        counters: &'a Counters,
        (server, clock): (&Server, &'a Arc<DemoClock>),
    ) -> Result<Walk<'a>> {
        let people = people::of(scene, clock.today());
        if people.is_empty() {
            bail!("没有可以就诊的参保人，请加大 --size。");
        }
        Ok(Walk {
            counters,
            people,
            terminals: BTreeMap::new(),
            to: server.at().to_string(),
            clock,
        })
    }

    /// Somebody comes. What is not over today is given back.
    pub fn begin(
        &mut self,
        coming: &Coming,
        today: Date,
        tally: &mut Tally,
    ) -> Result<Option<Begun>> {
        let person = self.person(coming)?;
        let station = self.station(coming, person)?;
        let insured = self.people.get(person).context("a person")?;
        let employed = insured.employed;
        let visit = self.visit(coming, (person, station), today)?;
        let mut begun = Begun {
            course: Course::new(visit),
            station,
            employed,
            kind: coming.kind,
            fate: coming.fate,
            until: coming.day + coming.nights,
        };
        if let Err(why) = self.up_to(&mut begun, Step::Charged, tally)? {
            tally.refused(&why);
            return Ok(None);
        }
        if coming.kind == Kind::Stay {
            return Ok(Some(begun));
        }
        self.end(begun, today, tally)?;
        Ok(None)
    }

    /// A visit is settled, and what its fate wants besides happens.
    pub fn end(&mut self, mut begun: Begun, today: Date, tally: &mut Tally) -> Result<()> {
        begun.course.visit.ended = When::at(today, 8, 50);
        let ended = match begun.fate {
            Fate::Parted => self.part(&mut begun, tally)?,
            _ => Ok(()),
        };
        let left = match ended {
            Ok(()) => self.up_to(&mut begun, Step::Left, tally)?,
            refused => refused,
        };
        let settled = match left {
            Ok(()) => self.settle(&mut begun, tally)?,
            refused => refused,
        };
        match settled {
            Ok(()) => tally.done(),
            Err(why) => tally.refused(&why),
        }
        Ok(())
    }

    /// Sends the messages before the settlement until a step; those that there are none of are left out.
    fn up_to(
        &mut self,
        begun: &mut Begun,
        step: Step,
        tally: &mut Tally,
    ) -> Result<Result<(), String>> {
        while begun.course.step < step && !begun.course.is_ready() {
            let Some(ask) = begun.course.next() else {
                break;
            };
            match self.tell(begun.station, ask, tally)? {
                Ok(output) => begun.course.took(output).map_err(odd)?,
                Err(why) => return Ok(Err(why)),
            }
        }
        Ok(Ok(()))
    }

    /// The settlement in the middle of a stay, and what is charged after it.
    fn part(&mut self, begun: &mut Begun, tally: &mut Tally) -> Result<Result<(), String>> {
        let course = &mut begun.course;
        let mut ask = ask::settle(&course.visit, &course.mdtrt_id, &course.parts);
        put(&mut ask.input, "/data/mid_setl_flag", json!("1"));
        let output = match self.tell(begun.station, ask, tally)? {
            Ok(output) => output,
            Err(why) => return Ok(Err(why)),
        };
        tally.add((begun.employed, begun.kind), &output)?;
        tally.also(Also::Parted);
        // what is charged afterwards: the first line once more, under a number of its own
        begun.course.visit.items.truncate(1);
        let mut ask = ask::charge(&begun.course.visit, &begun.course.mdtrt_id);
        put(&mut ask.input, "/feedetail/0/feedetl_sn", json!("901"));
        Ok(self.tell(begun.station, ask, tally)?.map(|_| ()))
    }

    fn settle(&mut self, begun: &mut Begun, tally: &mut Tally) -> Result<Result<(), String>> {
        let ask = begun.course.next().context("a settlement")?;
        let message = self.terminal(begun.station)?.message(ask.clone());
        let first = self.insist(begun.station, &message, tally)?;
        let mut output = match first {
            Ok(output) => output,
            Err(why) => return Ok(Err(why)),
        };
        match begun.fate {
            Fate::Repeated => {
                let again = self.insist(begun.station, &message, tally)?;
                if again.as_ref() != Ok(&output) {
                    bail!("重发的报文 {} 得到了另一个应答", message.msgid);
                }
                tally.also(Also::Repeated);
            }
            Fate::Undone => {
                let undo = ask::undo(&begun.course.visit, message.infno, &message.msgid);
                if let Err(why) = self.tell(begun.station, undo, tally)? {
                    return Ok(Err(why));
                }
                tally.also(Also::Undone);
                output = match self.tell(begun.station, ask, tally)? {
                    Ok(output) => output,
                    Err(why) => return Ok(Err(why)),
                };
            }
            Fate::Plain | Fate::Reversed | Fate::Parted => (),
        }
        let of = (begun.employed, begun.kind);
        tally.add(of, &output)?;
        begun.course.took(output).map_err(odd)?;
        if begun.fate == Fate::Reversed {
            let back = begun.course.reversal();
            match self.tell(begun.station, back, tally)? {
                Ok(output) => tally.add(of, &output)?,
                Err(why) => return Ok(Err(why)),
            }
            tally.also(Also::Reversed);
        }
        Ok(Ok(()))
    }

    fn tell(&mut self, station: usize, ask: Ask, tally: &mut Tally) -> Result<Told> {
        let message = self.terminal(station)?.message(ask);
        self.insist(station, &message, tally)
    }

    fn insist(
        &mut self,
        station: usize,
        message: &terminal::Message,
        tally: &mut Tally,
    ) -> Result<Told> {
        tally.message();
        let answer = self.terminal(station)?.insist(message, TIMES);
        let answer: Answer = answer.map_err(|fault| anyhow!("{fault}"))?;
        match answer.done(message.infno) {
            Ok(output) => Ok(Ok(output)),
            Err(Fault::Refused { err_msg, .. }) => Ok(Err(err_msg)),
            Err(other) => Err(anyhow!("{other}")),
        }
    }

    fn terminal(&mut self, station: usize) -> Result<&mut Terminal> {
        if !self.terminals.contains_key(&station) {
            let terminal = self.connect(station)?;
            self.terminals.insert(station, terminal);
        }
        self.terminals.get_mut(&station).context("a terminal")
    }

    fn connect(&self, station: usize) -> Result<Terminal> {
        let one = self.at(station)?;
        let sender = Sender {
            institution: one.institution.to_string(),
            name: one.name.clone(),
            area: one.region.admdvs().to_string(),
            operator: ("01".to_owned(), "收费员".to_owned()),
        };
        let dialect = match &one.secret {
            None => Dialect::national(),
            Some(secret) => {
                let secret = Secret::new(secret).map_err(|fault| anyhow!(fault.zh()))?;
                let named = Dialect::named(one.profile, &one.account, secret);
                named.ok_or_else(|| anyhow!("终端不会说方言 {}", one.profile))?
            }
        };
        let ids = MessageIds::from(&sender.institution, When::at(self.clock.today(), 8, 0));
        let clock = Arc::clone(self.clock);
        let terminal = Terminal::new(&self.to, Limits::default(), dialect, (sender, ids))?;
        Ok(terminal.with_clock(move || clock.wall()))
    }

    fn at(&self, station: usize) -> Result<&'a Station> {
        self.counters.stations.get(station).context("a station")
    }

    /// Who comes; with a chronic disease a resident, where there is one.
    fn person(&self, coming: &Coming) -> Result<usize> {
        let count = self.people.len();
        let drawn = coming.person as usize % count;
        let fits = |one: &Insured| coming.kind != Kind::Chronic || !one.employed;
        let all = (0..count).map(|step| (drawn + step) % count);
        let found = all
            .into_iter()
            .find(|place| self.people.get(*place).is_some_and(&fits));
        Ok(found.unwrap_or(drawn))
    }

    /// Where he goes: an institution of his county that does it, or one of another county.
    fn station(&self, coming: &Coming, person: usize) -> Result<usize> {
        let insured = self.people.get(person).context("a person")?;
        let all = self.counters.stations.iter().enumerate();
        let does = all.filter(|(_, one)| does(one.kind, coming.kind));
        let (near, far): (Vec<_>, Vec<_>) = does.partition(|(_, one)| one.region == insured.county);
        let list = if coming.away { far } else { near };
        let place = coming.station as usize % list.len().max(1);
        let found = list.get(place).map(|(place, _)| *place);
        found.ok_or_else(|| anyhow!("没有可以就诊的定点机构"))
    }

    fn visit(
        &self,
        coming: &Coming,
        (person, station): (usize, usize),
        today: Date,
    ) -> Result<Visit> {
        let (station, insured) = (self.at(station)?, self.people.get(person));
        let insured = insured.context("a person")?;
        let physician = station.physicians.get(coming.day as usize % 3);
        let physician = physician
            .or(station.physicians.first())
            .context("a physician")?;
        let few = self.people.len() < VILLAGE;
        let mut items = items(station, coming);
        items.truncate(if few { FEW } else { items.len() });
        let (kind, med_type) = match coming.kind {
            Kind::Outpatient => (terminal::Kind::Outpatient, "11"),
            Kind::Chronic => (terminal::Kind::Outpatient, "14"),
            Kind::Pharmacy => (terminal::Kind::Pharmacy, "41"),
            Kind::Stay => (terminal::Kind::Stay, "21"),
        };
        Ok(Visit {
            kind,
            med_type: med_type.to_owned(),
            patient: insured.patient.clone(),
            place: Place {
                department: (WARD.0.to_owned(), WARD.1.to_owned()),
                physician: (physician.code.clone(), physician.name.clone()),
            },
            disease: self.disease(coming)?,
            items,
            begun: When::at(today, 8, 5),
            ended: When::at(today, 8, 50),
            from_account: insured.employed,
        })
    }

    fn disease(&self, coming: &Coming) -> Result<(String, String)> {
        let kind = match coming.kind {
            Kind::Chronic => ListKind::Chronic,
            _ => ListKind::Diagnosis,
        };
        let number = coming.disease % self.counters.catalogue.count(kind).max(1);
        let term = catalogue::term(kind, number).context("a term of the catalogue")?;
        Ok((term.code.to_string(), term.name.to_string()))
    }
}

/// What is charged, of what the institution sells at such prices.
fn items(station: &Station, coming: &Coming) -> Vec<Item> {
    let most = if coming.kind == Kind::Stay {
        LARGE
    } else {
        SMALL
    };
    let sold = station.wares.iter().filter_map(|ware| {
        let price = Fen::parse_yuan(&ware.price.to_string()).ok()?;
        (price.get() <= most).then_some((ware, price))
    });
    let sold: Vec<_> = sold.collect();
    let lines = coming.lines.iter().filter_map(|(ware, count)| {
        let (ware, price) = sold.get(*ware as usize % sold.len().max(1))?;
        Some(Item {
            code: ware.national.clone(),
            own_code: ware.own.clone(),
            price: *price,
            count: *count,
        })
    });
    lines.collect()
}

/// Whether an institution does a kind of care.
const fn does(station: ProviderKind, kind: Kind) -> bool {
    match kind {
        Kind::Pharmacy => station.is_pharmacy(),
        Kind::Outpatient => !station.is_pharmacy(),
        Kind::Chronic | Kind::Stay => {
            !station.is_pharmacy() && !matches!(station, ProviderKind::VillageClinic)
        }
    }
}

fn put(input: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = input.pointer_mut(pointer) {
        *place = value;
    }
}

fn odd(fault: Fault) -> anyhow::Error {
    anyhow!("{fault}")
}
