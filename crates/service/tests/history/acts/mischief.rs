//! What must be refused, and leave nothing behind.

use super::booking::FUND;
use super::collecting::{offer, unpaid};
use super::enrolling::benefit_year;
use super::people::{county, invent, resident_number, somebody};
use crate::history::History;
use crate::office::{CITY, COUNTIES, pretender, region, staff};
use access::{Role, Verdict};
use base::{DocumentType, Fen};
use enrolment::Scheme;
use enrolment::contribution::Channel;
use enrolment::contribution::payment::Refund;
use enrolment::membership::{Application, Channel as Way, Funding, Ground, Standing, State};
use enrolment::people::DocumentNumber;
use service::books;
use service::contribution::{counter, money};
use service::maintenance;
use service::membership;
use service::people::change::{self, PaperChange, PersonChange};
use service::people::register as at_counter;

type Wrong = fn(&mut History);

const ALL: [Wrong; 10] = [
    known_again,
    a_foreign_person,
    a_wrong_number,
    a_second_enrolment,
    a_clerk_approves,
    paid_twice,
    back_too_much,
    own_proposal,
    closed_month,
    no_operator,
];

/// One of them.
pub fn something(history: &mut History) {
    let wrong = *history.dice.pick(&ALL).unwrap();
    wrong(history);
}

/// Somebody on record is registered again.
fn known_again(history: &mut History) {
    let place = county(history);
    let made = invent(history, place);
    let clerk = staff("jb", COUNTIES[place]);
    let first = history.call("person.register", |desk| {
        at_counter::register(desk, &clerk, &made.raw())
    });
    if first.is_some() {
        history.wrong("wrong: known again", &["person.known"], |desk| {
            at_counter::register(desk, &clerk, &made.raw())
        });
    }
}

/// A clerk changes somebody of another county.
fn a_foreign_person(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let foreign = staff("jb", COUNTIES[1 - one.county]);
    let today = history.office.today();
    let phone = PersonChange::Phone("13900000000".to_owned());
    history.wrong("wrong: foreign person", &["not_found", "denied"], |desk| {
        change::change(desk, &foreign, one.no, &phone, today, "越权")
    });
}

/// A second resident number is given to somebody who has one.
fn a_wrong_number(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let clerk = staff("jb", COUNTIES[one.county]);
    let number = resident_number("340421", "1950-01-01", 999);
    let second = DocumentNumber::read(DocumentType::ResidentCard, &number).unwrap();
    let today = history.office.today();
    history.wrong(
        "wrong: second number",
        &["document.second_number"],
        |desk| {
            change::papers(
                desk,
                &clerk,
                one.no,
                &PaperChange::Add(second),
                today,
                "重复",
            )
        },
    );
}

/// Somebody who is enrolled applies again.
fn a_second_enrolment(history: &mut History) {
    let mut running = history
        .model
        .enrolments
        .iter()
        .filter(|one| one.state == State::Submitted);
    let Some(held) = running.next_back().cloned() else {
        return;
    };
    let one = history.model.people[held.person].clone();
    let today = history.office.today();
    let application = Application {
        person: one.no,
        region: one.village,
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Way::Person,
        ground: Some(Ground::Consent),
        place_reason: None,
        funding: Funding::Standard,
        applied_on: today,
        from: None,
    };
    let clerk = staff("jb", COUNTIES[one.county]);
    let first = history.call("enrol.submit", |desk| {
        membership::enrol(desk, &clerk, &application, benefit_year(today), None)
    });
    if let Some(membership::Answer::Submitted(first, _)) = first {
        history.model.enrolments.push(crate::model::Enrolled {
            no: first.no,
            person: held.person,
            county: one.county,
            state: State::Submitted,
        });
        history.wrong(
            "wrong: second enrolment",
            &["enrolment.second_active"],
            |desk| membership::enrol(desk, &clerk, &application, benefit_year(today), None),
        );
    }
}

/// Who submits does not approve.
fn a_clerk_approves(history: &mut History) {
    let first = history
        .model
        .enrolments
        .iter()
        .find(|one| one.state == State::FirstReviewed);
    let Some(one) = first.cloned() else {
        return;
    };
    let clerk = staff("jb", COUNTIES[one.county]);
    history.wrong("wrong: clerk approves", &["denied"], |desk| {
        membership::step(desk, &clerk, &[one.no], State::Approved, "自批")
    });
    let both = pretender("jb", COUNTIES[one.county], Role::Reviewer);
    let codes = ["store", "denied", "enrolment.transition"];
    history.wrong("wrong: own approval", &codes, |desk| {
        membership::step(desk, &both, &[one.no], State::Approved, "自批")
    });
}

/// A bill is paid with too little.
fn paid_twice(history: &mut History) {
    let place = county(history);
    let Some(bill) = unpaid(history, place) else {
        return;
    };
    let clerk = staff("jb", COUNTIES[place]);
    let mut short = offer(Channel::Counter);
    short.amount = Some(Fen::new(1));
    let codes = ["pay.wrong_amount", "pay.outside_window", "pay.disputed"];
    history.wrong("wrong: one fen", &codes, |desk| {
        counter::pay(desk, &clerk, bill.key.bill, &short)
    });
    let foreign = staff("jb", COUNTIES[1 - place]);
    history.wrong("wrong: foreign bill", &["not_found"], |desk| {
        counter::pay(desk, &foreign, bill.key.bill, &offer(Channel::Counter))
    });
}

/// More is paid back than was taken in.
fn back_too_much(history: &mut History) {
    let Some(paid) = history.dice.pick(&history.model.paid).cloned() else {
        return;
    };
    let clerk = staff("jb", COUNTIES[paid.county]);
    let refund = Refund {
        of: paid.payment,
        amount: Fen::new(paid.left.get() + 1),
        channel: Channel::Counter,
        reason: "多退".to_owned(),
    };
    history.wrong("wrong: back too much", &["refund.too_much"], |desk| {
        money::propose_refund(desk, &clerk, &refund)
    });
}

/// Nobody decides what is not proposed by another, in the own place, in the right role.
fn own_proposal(history: &mut History) {
    let Some(paid) = history.dice.pick(&history.model.paid).cloned() else {
        return;
    };
    let name = COUNTIES[paid.county];
    let clerk = staff("jb", name);
    let refund = Refund {
        of: paid.payment,
        amount: Fen::new(1),
        channel: Channel::Counter,
        reason: "核对".to_owned(),
    };
    let proposal = history.call("refund.propose", |desk| {
        money::propose_refund(desk, &clerk, &refund)
    });
    let Some(no) = proposal else {
        return;
    };
    let deciders = [
        (clerk, "denied"),
        (pretender("jb", name, Role::Reviewer), "denied"),
        (staff("sh", COUNTIES[1 - paid.county]), "not_found"),
    ];
    for (actor, code) in deciders {
        history.wrong("wrong: decides", &[code], |desk| {
            money::decide_refund(desk, &actor, no, Verdict::Approved, "自批")
        });
    }
    let reviewer = staff("sh", name);
    history.call("refund.decide", |desk| {
        money::decide_refund(desk, &reviewer, no, Verdict::Rejected, "不予退费")
    });
}

/// A closed month is closed again.
fn closed_month(history: &mut History) {
    let Some(last) = history.model.closed.last().copied() else {
        return;
    };
    let maker = staff("kj", CITY);
    history.wrong("wrong: closed month", &["ledger.already_closed"], |desk| {
        books::propose_close(desk, &maker, (region(CITY), FUND), last)
    });
}

/// A clerk seals nothing.
fn no_operator(history: &mut History) {
    let clerk = staff("jb", COUNTIES[0]);
    history.wrong("wrong: no operator", &["denied"], |desk| {
        maintenance::seal(desk, &clerk)
    });
    let county = staff("sj", COUNTIES[0]);
    history.wrong("wrong: county auditor", &["denied"], |desk| {
        maintenance::verify_all(desk, &county, &mut |_, _| ())
    });
}
