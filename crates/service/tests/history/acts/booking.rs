//! The books: events of any kind, red letters, what was collected, closings.

use super::people::county;
use super::rules::{FISCAL, bank_of};
use crate::checks::rows;
use crate::history::History;
use crate::model::Booked;
use crate::office::{CITY, COUNTIES, day, region, staff};
use access::Verdict;
use base::{Date, Fen, ProposalNo};
use ledger::entry::{
    BankAccount, Counterparty, CounterpartyKind, CounterpartyName, Digest, Evidence, EvidenceKind,
    EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::{Event, EventRole, Part, Variant};
use service::books::{self, Done, Wish};
use service::posting;
use std::collections::BTreeMap;
use store::params;

/// The fund of residents.
pub const FUND: Fund = Fund::ResidentPooled;

/// What happens most of the time; any other event comes up now and then.
const USUAL: [&str; 8] = ["E1", "E2", "E3", "E4", "E8", "E8", "E10", "E11"];

/// The details that accounts are divided by.
const DETAILS: [&str; 8] = ["个人缴费", "中央", "省", "市", "县", "住院", "门诊", ""];

/// An event with any of its variants: proposed, then approved or turned down.
pub fn event(history: &mut History) {
    let place = county(history);
    let library = books::library().unwrap();
    let all: Vec<&Event> = library
        .events
        .iter()
        .filter(|it| !it.variants.is_empty())
        .collect();
    let event = if history.dice.one_in(2) {
        let code = *history.dice.pick(&USUAL).unwrap();
        *all.iter().find(|it| it.code.to_string() == code).unwrap()
    } else {
        *history.dice.pick(&all).unwrap()
    };
    let variant = history.dice.pick(&event.variants).unwrap();
    let wish = wish(history, place, event, variant);
    let maker = staff("kj", CITY);
    let checker = match event.checker {
        EventRole::Treasury => staff("cz1", CITY),
        _ => staff("fh", CITY),
    };
    let no = history.call("ledger.propose", |desk| books::propose(desk, &maker, &wish));
    let Some(no) = no else {
        return;
    };
    let verdict = if history.dice.one_in(12) {
        Verdict::Rejected
    } else {
        Verdict::Approved
    };
    let done = decide(history, &checker, no, verdict);
    if let Some(Done::Posted(documents)) = done {
        for (document, _) in documents {
            history.model.booked.push(Booked {
                document,
                event: event.code,
            });
        }
    }
}

fn decide(
    history: &mut History,
    checker: &access::Actor,
    no: ProposalNo,
    verdict: Verdict,
) -> Option<Done> {
    history.call("ledger.decide", |desk| {
        books::decide(desk, checker, no, verdict, "账实相符")
    })
}

/// A wish with everything that its variant may ask for.
fn wish(history: &mut History, place: usize, event: &Event, variant: &Variant) -> Wish {
    let today = history.office.today();
    let back = i32::try_from(history.dice.between(0, 12)).unwrap();
    let date = today.add_days(-back).unwrap();
    let mut parts = Vec::new();
    for _ in 0..history.dice.between(1, 2) {
        parts.push(part(history, event, date));
    }
    let mut slots = BTreeMap::new();
    for (name, accounts) in &variant.slots {
        slots.insert(name.clone(), *history.dice.pick(accounts).unwrap());
    }
    let bank = |name: String| BankAccount::new(&name).unwrap();
    let banks = [
        ("1002".to_owned(), bank(bank_of(place, "收入"))),
        ("1003".to_owned(), bank(FISCAL.to_owned())),
        ("1004".to_owned(), bank(bank_of(place, "支出"))),
    ];
    let serial = history.model.serial();
    let answers = event.mirrors.and_then(|mirrored| {
        let booked = history.model.booked.iter().rev();
        let mut mirrored = booked.filter(|one| one.event == mirrored);
        mirrored.next().map(|one| one.document.clone())
    });
    Wish {
        event: event.code,
        variant: variant.name.clone(),
        county: region(COUNTIES[place]),
        fund: FUND,
        value_date: date,
        book_date: date,
        parts,
        slots,
        banks: banks.into(),
        evidence: event
            .evidence
            .iter()
            .map(|kind| evidence(*kind, serial))
            .collect(),
        answers,
    }
}

fn part(history: &mut History, event: &Event, date: Date) -> Part {
    let dice = &mut history.dice;
    let detail = match event.code.to_string().as_str() {
        "E1" | "E2" | "E3" | "E4" => "个人缴费",
        "E8" => DETAILS[1 + dice.below(4)],
        "E10" => "",
        "E11" => "住院",
        _ => DETAILS[dice.below(DETAILS.len())],
    };
    let amount = Fen::new(dice.between(1, 5_000_000));
    Part {
        sub: (!detail.is_empty()).then(|| SubAccount::new(detail).unwrap()),
        benefit_year: FundYear::new(date.year()),
        counterparty: Some(Counterparty {
            kind: CounterpartyKind::Provider,
            name: CounterpartyName::new("H34042100001").unwrap(),
        }),
        ..Part::new(amount)
    }
}

/// A source document.
pub fn evidence(kind: EvidenceKind, serial: u32) -> Evidence {
    let reference = format!("{}-{serial}", kind.code());
    Evidence {
        kind,
        digest: Digest::of(reference.as_bytes()),
        reference: EvidenceRef::new(&reference).unwrap(),
    }
}

/// A document is undone by red letter; now and then one that is undone already.
pub fn undo(history: &mut History) {
    let Some(one) = history.dice.pick(&history.model.booked).cloned() else {
        return;
    };
    let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
    let today = history.office.today();
    let serial = history.model.serial();
    let library = books::library().unwrap();
    let event = library.events.get(one.event).unwrap();
    let kinds = event
        .evidence
        .iter()
        .copied()
        .chain([EvidenceKind::Decision]);
    let proofs: Vec<Evidence> = kinds.map(|kind| evidence(kind, serial)).collect();
    let no = history.call("ledger.undo", |desk| {
        books::propose_undo(desk, &maker, (&one.document, one.event), today, &proofs)
    });
    if let Some(no) = no {
        let checker = match event.checker {
            EventRole::Treasury => staff("cz1", CITY),
            _ => checker,
        };
        decide(history, &checker, no, Verdict::Approved);
    }
}

/// What a county collected comes into the books; what was sent back is asked for again.
pub fn run(history: &mut History) {
    let place = county(history);
    let (accountant, reviewer) = (staff("kj", COUNTIES[place]), staff("fh", COUNTIES[place]));
    let today = history.office.today();
    let voucher = format!("记-{}", history.model.serial());
    let county = region(COUNTIES[place]);
    let asked = history.call("posting.propose", |desk| {
        posting::propose(desk, &accountant, county, today, &voucher)
    });
    let Some((run, _)) = asked else {
        return;
    };
    let mut verdict = if history.dice.one_in(4) {
        Verdict::Rejected
    } else {
        Verdict::Approved
    };
    loop {
        let done = history.call("posting.decide", |desk| {
            posting::decide(desk, &reviewer, run.no, verdict, "核对")
        });
        if done.is_none() || verdict == Verdict::Approved {
            return;
        }
        let voucher = format!("记-{}", history.model.serial());
        let again = history.call("posting.again", |desk| {
            posting::propose_again(desk, &accountant, run.no, today, &voucher)
        });
        if again.is_none() {
            return;
        }
        verdict = Verdict::Approved;
    }
}

fn month_after(last: Date) -> Date {
    let next = last.add_days(1).unwrap().first_of_next_month();
    next.and_then(|first| first.add_days(-1)).unwrap()
}

/// The switch of 2026, once: from then on premiums of later years are kept as received in advance.
pub fn switch(history: &mut History) {
    let from = day("2026-01-01");
    if history.model.switched || history.office.today() < from {
        return;
    }
    let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
    let no = history.call("ledger.switch", |desk| {
        books::propose_switch(desk, &maker, (FUND, from), "医保函〔2026〕1号")
    });
    if let Some(no) = no {
        history.model.switched = decide(history, &checker, no, Verdict::Approved).is_some();
    }
}

/// The income accounts are emptied into the fiscal special account, as they must be at the end of a month.
pub fn sweep(history: &mut History) {
    let place = county(history);
    let bank = bank_of(place, "收入");
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END), 0) AS BIGINT) \
               FROM ledger_leg WHERE book = 'agency' AND account = 1002 AND region = $1";
    let held = rows(history, sql, &params![region(COUNTIES[place])]);
    let held = held.first().unwrap().int(0).unwrap();
    // What was collected late in the month stays for its refunds until the last days.
    if held <= 0 || history.office.today().day() < 26 {
        return;
    }
    let library = books::library().unwrap();
    let event = library
        .events
        .iter()
        .find(|it| it.code.to_string() == "E4")
        .unwrap();
    let mut wish = wish(history, place, event, event.variant("premium").unwrap());
    let today = history.office.today();
    (wish.value_date, wish.book_date) = (today, today);
    wish.parts.truncate(1);
    wish.parts[0].amount = Fen::new(held);
    wish.banks
        .insert("1002".to_owned(), BankAccount::new(&bank).unwrap());
    let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
    let no = history.call("ledger.sweep", |desk| books::propose(desk, &maker, &wish));
    if let Some(no) = no {
        decide(history, &checker, no, Verdict::Approved);
    }
}

/// The month after the last closed one is closed; after the end of the year the year is carried over first.
pub fn close(history: &mut History) {
    let today = history.office.today();
    let first = Date::from_ymd(today.year(), today.month(), 1).unwrap();
    let last = match history.model.closed.last() {
        // Months are closed one after the other, and none is left out.
        Some(closed) => month_after(*closed),
        None => first.add_days(-1).unwrap(),
    };
    if last >= today {
        return;
    }
    let (maker, checker) = (staff("kj", CITY), staff("fh", CITY));
    let place = (region(CITY), FUND);
    if last.month() == 12 {
        let year = FundYear::of(last);
        let no = history.call("ledger.carry", |desk| {
            books::propose_carry(desk, &maker, place, year)
        });
        if let Some(no) = no {
            decide(history, &checker, no, Verdict::Approved);
        }
    }
    let no = history.call("ledger.close", |desk| {
        books::propose_close(desk, &maker, place, last)
    });
    let Some(no) = no else {
        return;
    };
    if let Some(Done::Closed(_)) = decide(history, &checker, no, Verdict::Approved) {
        history.model.closed.insert(last);
    }
}
