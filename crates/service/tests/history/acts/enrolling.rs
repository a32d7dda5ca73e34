//! Enrolment: one by one, by the list of a village, from old data; the steps of the flow; changes.

use super::people::{county, somebody};
use crate::history::History;
use crate::model::Enrolled;
use crate::office::{CITY, COUNTIES, region, staff};
use access::Verdict;
use base::{Date, Fen};
use enrolment::Scheme;
use enrolment::membership::{
    Application, Channel, EndReason, Funding, Ground, Span, Standing, State,
};
use service::membership::{self as membership, Answer, Change, Line, OldLine, Order, Who};

/// The benefit year that people enrol for on a day.
pub fn benefit_year(today: Date) -> i32 {
    if today.month() >= 9 {
        today.year() + 1
    } else {
        today.year()
    }
}

/// One person applies.
pub fn one(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let today = history.office.today();
    let clerk = staff("jb", COUNTIES[one.county]);
    let application = Application {
        person: one.no,
        region: one.village,
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Channel::Person,
        ground: Some(Ground::Consent),
        place_reason: None,
        funding: Funding::Standard,
        applied_on: today,
        from: None,
    };
    let answer = history.call("enrol.submit", |desk| {
        membership::enrol(desk, &clerk, &application, benefit_year(today), None)
    });
    if let Some(Answer::Submitted(enrolment, _)) = answer {
        history.model.enrolments.push(Enrolled {
            no: enrolment.no,
            person: at,
            county: one.county,
            state: State::Submitted,
        });
    }
}

/// A village hands in a list; some of it is enrolled already, and some are strangers.
pub fn list(history: &mut History) {
    let place = county(history);
    let today = history.office.today();
    let clerk = staff("jb", COUNTIES[place]);
    let order = Order {
        region: region(COUNTIES[place]),
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Channel::Village,
        ground: None,
        funding: Funding::Standard,
        year: benefit_year(today),
        applied_on: today,
        from: None,
        collective: None,
        digest: format!("village-{}", history.model.serial()),
    };
    let count = history.dice.between(3, 15);
    let mut lines = Vec::new();
    for line in 2..2 + count {
        let chosen = somebody(history).map(|at| history.model.people[at].clone());
        let Some(one) = chosen.filter(|one| one.county == place) else {
            continue;
        };
        let who = if history.dice.one_in(12) {
            Who::Document("N99999999".to_owned())
        } else {
            Who::Person(one.no)
        };
        lines.push(Ok(Line {
            line,
            who,
            region: Some(one.village),
            place_reason: None,
            ground: None,
        }));
    }
    let done = history.call("enrol.list", |desk| {
        membership::run(desk, &clerk, &order, lines.into_iter(), &mut |_| ())
    });
    if let Some(batch) = done.filter(|batch| batch.taken > 0) {
        history
            .model
            .batches
            .push((batch.no, place, State::Submitted));
    }
}

/// A list goes one step further.
pub fn step_list(history: &mut History) {
    if history.model.batches.is_empty() {
        return;
    }
    let at = history.dice.below(history.model.batches.len());
    let (no, place, state) = history.model.batches[at];
    let (who, to) = match state {
        State::Submitted => ("jb", State::FirstReviewed),
        _ => ("sh", State::Approved),
    };
    let actor = staff(who, COUNTIES[place]);
    let moved = history.call("enrol.step_list", |desk| {
        membership::step_batch(desk, &actor, no, to, "材料齐全", &mut |_| ())
    });
    if moved.is_some() {
        history.model.batches[at].2 = to;
        if to == State::Approved {
            history.model.batches.swap_remove(at);
        }
    }
}

/// An enrolment goes one step further, or is turned down.
pub fn step(history: &mut History) {
    let open: Vec<usize> = (0..history.model.enrolments.len())
        .filter(|at| {
            let state = history.model.enrolments[*at].state;
            matches!(state, State::Submitted | State::FirstReviewed)
        })
        .collect();
    let Some(at) = history.dice.pick(&open).copied() else {
        return;
    };
    let one = history.model.enrolments[at].clone();
    let (who, what, to) = match one.state {
        State::Submitted => ("jb", "enrol.review", State::FirstReviewed),
        _ if history.dice.one_in(8) => ("sh", "enrol.reject", State::Rejected),
        _ => ("sh", "enrol.approve", State::Approved),
    };
    let actor = staff(who, COUNTIES[one.county]);
    let done = history.call(what, |desk| {
        membership::step(desk, &actor, &[one.no], to, "材料审核")
    });
    history.model.enrolments[at].state = match done {
        Some(_) => to,
        // Somebody else moved it, or it has ended meanwhile.
        None => State::Ended,
    };
}

/// Work begins or ends in mid-year, somebody withdraws, dies, or leaves for another city.
pub fn change(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let today = history.office.today();
    let own = history.model.enrolments.iter();
    let own: Vec<_> = own
        .filter(|enrolment| enrolment.county == one.county)
        .collect();
    let held = history.dice.pick(&own).map(|enrolment| enrolment.no);
    let (what, change) = match (history.dice.below(6), held) {
        (0, Some(enrolment)) => {
            let change = Change::End {
                enrolment,
                last_day: today,
                reason: EndReason::Withdrawn,
            };
            ("enrol.withdraw", change)
        }
        (1, Some(enrolment)) => {
            let change = Change::TransferOut {
                enrolment,
                last_day: today,
                to: region("320100"),
            };
            ("enrol.transfer_out", change)
        }
        (2, _) => {
            let change = Change::ToResident {
                person: one.no,
                region: one.village,
                day: today,
                scheme: Scheme::Resident,
            };
            ("enrol.to_resident", change)
        }
        _ => {
            let change = Change::ToEmployee {
                person: one.no,
                region: region(COUNTIES[one.county]),
                day: today,
                standing: Standing::Working,
                employer: None,
            };
            ("enrol.to_employee", change)
        }
    };
    carry_out(history, what, one.county, &change);
    let sent = history.office.desk();
    let clerk = staff("jb", COUNTIES[one.county]);
    let open = membership::transfers(&sent, &clerk).unwrap();
    let certified = enrolment::membership::TransferState::Certified;
    if let Some(transfer) = open.iter().find(|transfer| transfer.state == certified) {
        let message = transfer.message.clone();
        history.call("transfer.send", |desk| {
            membership::send(desk, &clerk, &message)
        });
    }
}

/// One proposes, another decides.
fn carry_out(history: &mut History, what: &'static str, place: usize, change: &Change) {
    let (clerk, reviewer) = (staff("jb", COUNTIES[place]), staff("sh", COUNTIES[place]));
    let proposal = history.call(what, |desk| membership::propose(desk, &clerk, change));
    let Some(no) = proposal else {
        return;
    };
    let verdict = if history.dice.one_in(7) {
        Verdict::Rejected
    } else {
        Verdict::Approved
    };
    history.call("enrol.decide", |desk| {
        membership::decide(desk, &reviewer, no, verdict, "核实")
    });
}

/// Records of the old schemes come late; doubles among them are contested, and some are resolved.
pub fn old_data(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let digest = format!("old-{}", history.model.serial());
    let mut lines = Vec::new();
    for line in 2..6 {
        let chosen = somebody(history).map(|at| history.model.people[at].clone());
        let Some(one) = chosen.filter(|one| one.county == place) else {
            continue;
        };
        let from = Date::from_ymd(2018 + i32::try_from(history.dice.below(3)).unwrap(), 1, 1);
        let until = Date::from_ymd(2020, 12, 31).unwrap();
        lines.push(Ok(OldLine {
            line,
            who: Who::Person(one.no),
            scheme: Scheme::RuralCooperative,
            region: one.village,
            span: Span::new(from.unwrap(), until).unwrap(),
            paid: Fen::new(12_000),
        }));
    }
    history.call("enrol.old_data", |desk| {
        let county = region(COUNTIES[place]);
        membership::load_old_data(
            desk,
            &clerk,
            county,
            &digest,
            lines.into_iter(),
            &mut |_| (),
        )
    });
    resolve(history);
}

/// A contest of old data is resolved in favour of one of its enrolments.
fn resolve(history: &mut History) {
    let (city, reviewer) = (staff("jb", CITY), staff("sh", CITY));
    let desk = history.office.desk();
    let doubles = membership::doubles(&desk, &city).unwrap();
    let items = membership::work_items(&desk, &city, "contested").unwrap();
    let Some(item) = history.dice.pick(&items).cloned() else {
        return;
    };
    let double = doubles.iter().find(|double| double.person == item.person);
    let Some(double) = double.copied() else {
        return;
    };
    let keeps = if history.dice.one_in(2) {
        double.first
    } else {
        double.second
    };
    let change = Change::Resolve {
        item: item.no.get(),
        keeps,
    };
    let proposal = history.call("enrol.resolve", |desk| {
        membership::propose(desk, &city, &change)
    });
    if let Some(no) = proposal {
        history.call("enrol.decide", |desk| {
            membership::decide(desk, &reviewer, no, Verdict::Approved, "核实")
        });
    }
}
