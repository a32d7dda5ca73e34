//! What a store would keep, in memory: one person, his visits, lines, settlements and accumulators.

use base::{Count, Date, Fen, PersonNo, Refused, Rounding, UnitPrice};
use benefit::plan::Policy;
use directory::catalogue::{Class, Code, Kind, LimitKind, LineFacts, LineLimit};
use policy::{CompileOptions, Files, Package};
use settlement::answer::{Answer, Projection, answer};
use settlement::bill::{
    AccState, AccountUse, Asked, Case, PersonGiven, ProviderGiven, SettlementRecord, Stack,
    YearEnd, settle_over, to_settle,
};
use settlement::fee::{FeeLine, FeeSheet, LineState};
use settlement::reversal::{Reversal, reverse};
use settlement::visit::{
    Act, CivilTime, Credential, Filings, MedTypes, Place, Standing, Visit, VisitKind, VisitOpening,
};

/// A shipped package, with parameters and switches.
pub fn shipped(id: &str, options: &CompileOptions) -> Policy {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(id);
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("sources")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    policy::compile(&Package::load(&Files::from_iter(files)).unwrap(), options).unwrap()
}

pub fn plain(id: &str) -> Policy {
    shipped(id, &CompileOptions::default())
}

pub fn with_parameters(id: &str, parameters: &[(&str, &str)]) -> Policy {
    let parameters = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    shipped(
        id,
        &CompileOptions {
            parameters: parameters.collect(),
            ..CompileOptions::default()
        },
    )
}

/// A package of one file of rules, for figures that no real place has.
pub fn written(rules: &str) -> Policy {
    written_as("law_date = \"service_date\"", "settlement_date", rules)
}

/// The same with a head and the date that places a claim in a year.
pub fn written_as(head: &str, year_by: &str, rules: &str) -> Policy {
    let text = format!(
        r#"
format = "tongchou-policy/1"
id = "test"
title = "测试"
scheme = "resident"
in_force = {{ from = 2000-01-01 }}
{head}
[year]
starts = "01-01"
by = "{year_by}"
[[source]]
id = "t"
title = "办法"
tier = "D"
file = "sources/t.md"
[payer.pool]
title = "统筹基金"
kind = "fund"
{rules}"#
    );
    let files = Files::from_iter([
        ("policy.toml", text.as_str()),
        ("sources/t.md", "# 办法\n\n## 1 总则\n"),
    ]);
    let package = Package::load(&files).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

pub fn named(facts: &[(&str, &str)]) -> Vec<(String, String)> {
    facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// A line of one item of class `class` (a, b, c).
pub fn line(number: u64, occurred: &str, class: &str, count: &str, price: &str) -> FeeLine {
    let count = Count::parse(count).unwrap();
    let price = UnitPrice::parse(price).unwrap();
    let amount = price.times(count, Rounding::HalfUp).unwrap();
    let code = "XA01ABD075A002010100483";
    FeeLine {
        number,
        corrects: None,
        batch: "b1".to_owned(),
        occurred: CivilTime::parse("fee_ocur_time", occurred).unwrap(),
        code: code.to_owned(),
        own_code: "1".to_owned(),
        count,
        price,
        amount,
        disease: None,
        listed: LineFacts {
            code: Code::parse(Kind::Western, code).unwrap(),
            class: Class::ALL
                .into_iter()
                .find(|it| it.fact() == class)
                .unwrap(),
            excluded: None,
            amount,
            quantity: 1,
            unit_price: Fen::new(amount.get().abs()),
            limit: None,
            standard: None,
            own_first: None,
            facts: Box::default(),
            as_one: Some(count),
        },
        state: LineState::Open,
    }
}

/// The line with a price ceiling for all of it.
pub fn limited(mut line: FeeLine, all: Fen) -> FeeLine {
    let price = UnitPrice::from_fen(all).unwrap();
    line.listed.limit = Some(LineLimit {
        price,
        kind: LimitKind::Ceiling,
        each: all,
    });
    line
}

/// One visit with its lines.
pub struct Attended {
    pub visit: Visit,
    pub sheet: FeeSheet,
}

pub struct World<'a> {
    pub stack: Stack<'a>,
    pub insurance: &'a str,
    pub projection: Projection,
    pub types: MedTypes,
    pub person: PersonGiven,
    pub provider: ProviderGiven,
    pub filings: Filings,
    pub more: Vec<(String, String)>,
    pub transferred_from_level: Option<i64>,
    pub visits: Vec<Attended>,
    pub records: Vec<SettlementRecord<'a>>,
    pub state: AccState,
    pub balance: Fen,
    pub using: AccountUse,
    pub year_end: YearEnd,
    pub earlier: Vec<benefit::claim::Visit>,
    /// Charge batches that the next settlements take; empty: all.
    pub batches: Vec<&'static str>,
}

impl<'a> World<'a> {
    pub fn new(
        stack: Stack<'a>,
        insurance: &'a str,
        person: &[(&str, &str)],
        provider: &[(&str, &str)],
    ) -> World<'a> {
        World {
            stack,
            insurance,
            projection: Projection::read(Projection::SHIPPED).unwrap(),
            types: MedTypes::read(MedTypes::SHIPPED).unwrap(),
            person: PersonGiven {
                number: PersonNo::new(7).unwrap(),
                family: None,
                group: None,
                facts: named(person),
            },
            provider: ProviderGiven {
                code: "H89010100001".to_owned(),
                designated: true,
                place: Place::Local,
                facts: named(provider),
            },
            filings: Filings::default(),
            more: Vec::new(),
            transferred_from_level: None,
            visits: Vec::new(),
            records: Vec::new(),
            state: AccState::default(),
            balance: Fen::ZERO,
            using: AccountUse::Own,
            year_end: YearEnd::Whole,
            earlier: Vec::new(),
            batches: Vec::new(),
        }
    }

    /// Registers a visit or admits; answers its place.
    pub fn begin(&mut self, med_type: &str, began: &str) -> usize {
        let kind = self.types.get(med_type).unwrap().kind;
        let number = self.visits.len() + 1;
        let opening = VisitOpening {
            id: format!("v{number}"),
            person: self.person.number,
            institution: self.provider.code.clone(),
            inside_no: number.to_string(),
            kind,
            insurance: self.insurance.to_owned(),
            credential: Credential::Card,
            department: "0101".to_owned(),
            physician: None,
            began: CivilTime::parse("begntime", began).unwrap(),
        };
        let visit = Visit::open(opening)
            .unwrap()
            .described(&self.types, med_type, &[])
            .unwrap();
        self.visits.push(Attended {
            visit,
            sheet: FeeSheet::default(),
        });
        number - 1
    }

    pub fn charge(&mut self, at: usize, lines: Vec<FeeLine>) -> Result<(), Refused> {
        let standing = self.standing(at);
        let attended = &mut self.visits[at];
        let visit = attended.visit.after(Act::Charge, standing)?;
        attended.sheet = attended.sheet.with(visit.opening.kind, lines)?;
        attended.visit = visit;
        Ok(())
    }

    pub fn discharge(&mut self, at: usize, ended: &str) {
        let ended = CivilTime::parse("endtime", ended).unwrap();
        self.visits[at].visit = self.visits[at].visit.discharged(ended).unwrap();
    }

    pub fn standing(&self, at: usize) -> Standing {
        let id = &self.visits[at].visit.opening.id;
        let live = || {
            self.records
                .iter()
                .filter(|it| it.visit == *id && !it.reversed)
        };
        Standing {
            unsettled_lines: self.visits[at].sheet.unsettled().count(),
            left_unsettled: 0,
            live_settlements: live().count(),
            final_settlement: live().any(|it| !it.mid_stay),
        }
    }

    /// A visit offered to the merge rules of a stay.
    pub fn earlier_visit(&self, at: usize) -> benefit::claim::Visit {
        let attended = &self.visits[at];
        let lines: Vec<&FeeLine> = attended.sheet.unsettled().collect();
        let case = self.case(&attended.visit);
        case.earlier(self.stack.base, &lines).unwrap()
    }

    fn case<'c>(&'c self, visit: &'c Visit) -> Case<'c> {
        Case {
            visit,
            person: &self.person,
            provider: &self.provider,
            filings: &self.filings,
            types: &self.types,
            transferred_from_level: self.transferred_from_level,
            more: &self.more,
        }
    }

    /// Settles without keeping it.
    pub fn trial(
        &self,
        at: usize,
        on: &str,
        mid_stay: bool,
    ) -> Result<(SettlementRecord<'a>, Answer), Refused> {
        let attended = &self.visits[at];
        let case = self.case(&attended.visit);
        let own: Vec<SettlementRecord<'a>> = self
            .records
            .iter()
            .filter(|it| it.visit == attended.visit.opening.id)
            .cloned()
            .collect();
        let what = to_settle(
            &self.stack,
            &case,
            &attended.sheet,
            &self.batches,
            &own,
            (day(on), mid_stay, self.year_end),
        )?;
        let id = format!("s{}", self.records.len() + 1);
        let asked = Asked {
            id: &id,
            mid_stay,
            using: self.using,
            balance: self.balance,
            account_pays: self.projection.account_pays(),
            drawn_by_law: self.projection.drawn_by_law(&self.stack.base.id),
            earlier: &self.earlier,
        };
        let record = settle_over(&self.stack, &case, &what, asked, &self.state)?;
        let answer = answer(&self.projection, self.insurance, &record, what.before)?;
        Ok((record, answer))
    }

    /// Settles and keeps it.
    pub fn settle_as(&mut self, at: usize, on: &str, mid_stay: bool) -> Result<Answer, Refused> {
        let act = if mid_stay {
            Act::SettleMidStay
        } else {
            Act::Settle
        };
        let waits = |line: &&FeeLine| {
            !self.batches.is_empty() && !self.batches.contains(&line.batch.as_str())
        };
        let standing = Standing {
            left_unsettled: self.visits[at].sheet.unsettled().filter(waits).count(),
            ..self.standing(at)
        };
        let visit = self.visits[at].visit.after(act, standing)?;
        let (record, answer) = self.trial(at, on, mid_stay)?;
        self.state.post(&record.postings);
        let before = record
            .replaces
            .as_ref()
            .and_then(|id| self.records.iter().find(|it| it.id == *id));
        let paid_before = before.map_or(0, |it| it.account_paid.get());
        self.balance = Fen::new(self.balance.get() - record.account_paid.get() + paid_before);
        self.visits[at].sheet = self.visits[at].sheet.settled(&record.lines, &record.id);
        self.visits[at].visit = visit;
        self.records.push(record);
        Ok(answer)
    }

    pub fn settle(&mut self, at: usize, on: &str) -> Result<Answer, Refused> {
        self.settle_as(at, on, false)
    }

    /// A whole outpatient visit: registered, charged, settled.
    pub fn visit(
        &mut self,
        med_type: &str,
        served: &str,
        settled: &str,
        lines: Vec<FeeLine>,
    ) -> Result<Answer, Refused> {
        let at = self.begin(med_type, served);
        self.charge(at, lines)?;
        if self.visits[at].visit.opening.kind == VisitKind::Stay {
            self.discharge(at, settled);
        }
        self.settle(at, settled)
    }

    /// Takes a settlement back and keeps what follows.
    pub fn reverse(&mut self, id: &str) -> Result<Reversal<'a>, Refused> {
        let reversal = reverse(&self.records, id, false)?;
        self.state.post(&reversal.postings);
        for difference in &reversal.differences {
            self.state.post(&difference.postings);
            let place = self
                .records
                .iter()
                .position(|it| it.id == difference.after.id)
                .unwrap();
            let back = self.records[place].account_paid.get() - difference.after.account_paid.get();
            self.balance = Fen::new(self.balance.get() + back);
            self.records[place] = difference.after.clone();
        }
        let place = self.records.iter().position(|it| it.id == id).unwrap();
        let replaces = self.records[place].replaces.clone();
        let paid_before = replaces.and_then(|id| self.records.iter().find(|it| it.id == id));
        let paid_before = paid_before.map_or(0, |it| it.account_paid.get());
        let back = self.records[place].account_paid.get() - paid_before;
        self.balance = Fen::new(self.balance.get() + back);
        self.records[place].reversed = true;
        let at = self
            .visits
            .iter()
            .position(|it| it.visit.opening.id == self.records[place].visit)
            .unwrap();
        self.visits[at].sheet = self.visits[at].sheet.reopened(id);
        let after = self.standing(at);
        self.visits[at].visit = self.visits[at].visit.after(Act::Reverse, after).unwrap();
        Ok(reversal)
    }

    /// Σ of the postings of what stands, which must be the state.
    pub fn sum_of_records(&self) -> AccState {
        let mut sum = AccState::default();
        for record in self.records.iter().filter(|it| !it.reversed) {
            sum.post(&record.postings);
        }
        sum
    }
}
