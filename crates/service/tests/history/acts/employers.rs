//! Employers: found, joined, declared, billed, paying, in arrears, in dispute; personal accounts.

use super::people::{county, somebody};
use super::rules::employee_policy;
use crate::history::History;
use crate::model::{Firm, Model};
use crate::office::{COUNTIES, day, region, staff};
use access::Verdict;
use base::{BillNo, Date, Fen, Validity};
use enrolment::Month;
use enrolment::organisation::{Affiliation, MemberRole};
use enrolment::premium::WageLine;
use service::entitlement::{self, Retire};
use service::people::{members, organisation};
use service::premium::{self, Arrival, Correction};
use service::{Desk, account};
use std::collections::BTreeMap;
use store::Session;

/// A firm with the actors of its county.
fn firm(history: &mut History) -> Option<usize> {
    let count = history.model.firms.len();
    (count > 0).then(|| history.dice.below(count))
}

/// An employer registers and is reviewed.
pub fn found(history: &mut History) {
    if history.model.firms.len() >= 8 {
        return;
    }
    let place = county(history);
    let (clerk, reviewer) = (staff("jb", COUNTIES[place]), staff("sh", COUNTIES[place]));
    let name = format!("样例{}厂", history.model.serial());
    let application = organisation::Application {
        kind: "企业",
        name: &name,
        credit_code: None,
        region: region(COUNTIES[place]),
        founded: Some(day("2020-01-05")),
    };
    let filed = history.call("employer.file", |desk| {
        organisation::file(desk, &clerk, &application)
    });
    let Some(filed) = filed else {
        return;
    };
    let act = filed.act.unwrap().no;
    let sound = !history.dice.one_in(8);
    let done = history.call("employer.review", |desk| {
        organisation::review(desk, &reviewer, act, sound, "材料齐全")
    });
    if done.is_some() && sound {
        history.model.firms.push(Firm {
            no: filed.organisation,
            county: place,
            declared: None,
            bills: Vec::new(),
            last_month: None,
            references: Vec::new(),
        });
    }
}

/// Somebody starts or ends working for an employer.
pub fn join(history: &mut History) {
    let (Some(at), Some(firm)) = (somebody(history), firm(history)) else {
        return;
    };
    let (one, employer) = (
        history.model.people[at].clone(),
        history.model.firms[firm].clone(),
    );
    if one.county != employer.county {
        return;
    }
    let clerk = staff("jb", COUNTIES[one.county]);
    let today = history.office.today();
    if let Some(own) = one.employer {
        let no = history.model.firms[own].no;
        let role = MemberRole::Active;
        let done = history.call("employer.leave", |desk| {
            members::leave(desk, &clerk, no, (one.no, role), today, "合同到期")
        });
        if done.is_some() {
            history.model.people[at].employer = None;
        }
        return;
    }
    let new = [Affiliation {
        person: one.no,
        organisation: employer.no,
        role: MemberRole::Active,
        stage: None,
        belongs: Validity::new(Some(day("2025-01-01")), None).unwrap(),
    }];
    let done = history.call("employer.join", |desk| {
        members::join(desk, &clerk, employer.no, &new)
    });
    if done.is_some_and(|answers| answers.iter().all(Result::is_ok)) {
        history.model.people[at].employer = Some(firm);
        let career = Retire {
            employed_on: Some(day("2010-01-01")),
            ..Retire::default()
        };
        history.call("career.set", |desk| {
            entitlement::set_career(desk, &clerk, one.no, career)
        });
    }
}

/// The yearly declaration of an employer's wages, up to being in force.
pub fn declare(history: &mut History) {
    let Some(at) = firm(history) else {
        return;
    };
    let employer = history.model.firms[at].clone();
    let today = history.office.today();
    let year = today.year();
    // Declared from April on and checked in June: before June a declaration would wait for its check.
    if employer.declared == Some(year) || today.month() < 6 {
        return;
    }
    let (clerk, reviewer) = (
        staff("jb", COUNTIES[employer.county]),
        staff("sh", COUNTIES[employer.county]),
    );
    let own = history
        .model
        .people
        .iter()
        .filter(|one| one.employer == Some(at) && one.alive);
    let own: Vec<_> = own.map(|one| one.no).collect();
    let mut lines = Vec::new();
    for person in own {
        let wage = Fen::new(history.dice.between(2_000, 20_000) * 100);
        lines.push(WageLine { person, wage });
    }
    let no = history.call("premium.declare", |desk| {
        premium::declare(desk, &clerk, employer.no, year, lines)
    });
    let Some(no) = no else {
        return;
    };
    history.model.firms[at].declared = Some(year);
    if history
        .call("premium.check", |desk| premium::check(desk, &clerk, no))
        .is_some()
    {
        history.call("premium.in_force", |desk| {
            premium::put_in_force(desk, &reviewer, no, today)
        });
    }
}

fn first_of(day: Date) -> Date {
    Date::from_ymd(day.year(), day.month(), 1).unwrap()
}

/// The bill of a month.
pub fn draw(history: &mut History) {
    let Some(at) = firm(history) else {
        return;
    };
    let employer = history.model.firms[at].clone();
    let today = history.office.today();
    let month = Month::of(today);
    let clerk = staff("jb", COUNTIES[employer.county]);
    let policy = employee_policy(&BTreeMap::new());
    let drawn = history.call("premium.draw", |desk| {
        premium::draw(desk, &clerk, &policy, employer.no, month)
    });
    if let Some(drawn) = drawn.filter(|drawn| drawn.bill.is_some()) {
        history.model.firms[at].bills.push(drawn.no);
        history.model.firms[at].last_month = Some(first_of(today));
    }
}

/// An employer pays what it owes, or a part.
pub fn pay(history: &mut History) {
    let Some(at) = firm(history) else {
        return;
    };
    let employer = history.model.firms[at].clone();
    let clerk = staff("jb", COUNTIES[employer.county]);
    let today = history.office.today();
    let standing = premium::standing(&history.office.desk(), &clerk, employer.no).unwrap();
    let open: i64 = standing
        .payments
        .bills
        .iter()
        .map(|bill| bill.open().get())
        .sum();
    if open <= 0 {
        return;
    }
    let part = history.dice.one_in(4);
    let amount = Fen::new(if part { (open / 3).max(1) } else { open });
    let reference = format!("P{}", history.model.serial());
    let paid = history.call("premium.pay", |desk| {
        let arrival = Arrival {
            employer: employer.no,
            amount,
            on: today,
            reference: &reference,
            bill: None,
        };
        premium::pay(desk, &clerk, arrival)
    });
    if paid.is_some() {
        history.model.firms[at].references.push((reference, amount));
        Model::add(&mut history.model.premiums, employer.county, amount);
        if let Some(bill) = employer.bills.last().filter(|_| !part) {
            credit_of(history, at, *bill);
        }
    }
}

/// The bank returned a payment.
pub fn take_back(history: &mut History) {
    let Some(at) = firm(history) else {
        return;
    };
    let employer = history.model.firms[at].clone();
    let clerk = staff("jb", COUNTIES[employer.county]);
    let Some((reference, amount)) = history.dice.pick(&employer.references).cloned() else {
        return;
    };
    let sum = |history: &History| -> i64 {
        let standing = premium::standing(&history.office.desk(), &clerk, employer.no).unwrap();
        standing
            .payments
            .bills
            .iter()
            .map(|bill| bill.open().get())
            .sum()
    };
    let before = sum(history);
    let done = history.call("premium.take_back", |desk| {
        premium::take_back(desk, &clerk, employer.no, &reference, "银行退票")
    });
    if done.is_some() {
        let references = &mut history.model.firms[at].references;
        references.retain(|(known, _)| *known != reference);
        assert!(sum(history) >= before, "what was taken back is owed again");
        let back = Fen::new(-amount.get());
        Model::add(&mut history.model.premiums, employer.county, back);
    }
}

/// A deferral is asked for; somebody else decides.
pub fn defer(history: &mut History) {
    let Some(at) = firm(history) else {
        return;
    };
    let employer = history.model.firms[at].clone();
    let (clerk, reviewer) = (
        staff("jb", COUNTIES[employer.county]),
        staff("sh", COUNTIES[employer.county]),
    );
    let today = history.office.today();
    let days = (first_of(today), first_of(today).add_days(89).unwrap());
    let asked = history.call("deferral.apply", |desk| {
        premium::apply(desk, &clerk, employer.no, days, "停产检修")
    });
    if let Some((_, no)) = asked {
        let verdict = if history.dice.one_in(3) {
            Verdict::Rejected
        } else {
            Verdict::Approved
        };
        history.call("deferral.decide", |desk| {
            premium::decide_deferral(desk, &reviewer, no, verdict, "核实")
        });
    }
}

/// A bill of an employer is disputed and corrected.
pub fn dispute(history: &mut History) {
    let Some(at) = firm(history) else {
        return;
    };
    let employer = history.model.firms[at].clone();
    let Some(bill) = history.dice.pick(&employer.bills).copied() else {
        return;
    };
    let (clerk, reviewer) = (
        staff("jb", COUNTIES[employer.county]),
        staff("sh", COUNTIES[employer.county]),
    );
    let raised = history.call("premium.dispute", |desk| {
        premium::raise(desk, &clerk, bill, "工资有误")
    });
    let Some(no) = raised else {
        return;
    };
    let own = history
        .model
        .people
        .iter()
        .find(|one| one.employer == Some(at));
    let Some(person) = own.map(|one| one.no.get()) else {
        return;
    };
    let wage = history.dice.between(3_000, 9_000) * 100;
    let proposal = history.call("premium.dispute.propose", |desk| {
        premium::propose_resolution(desk, &clerk, no, vec![Correction { person, wage }])
    });
    let policy = employee_policy(&BTreeMap::new());
    if let Some(proposal) = proposal {
        history.call("premium.dispute.decide", |desk| {
            premium::decide_dispute(
                desk,
                &reviewer,
                &policy,
                proposal,
                Verdict::Approved,
                "属实",
            )
        });
    }
}

/// The personal accounts of a month, paid or not.
pub fn credit(history: &mut History) {
    let Some(at) = firm(history) else {
        return;
    };
    let bills = history.model.firms[at].bills.clone();
    if let Some(bill) = history.dice.pick(&bills).copied() {
        credit_of(history, at, bill);
    }
}

fn credit_of(history: &mut History, at: usize, bill: BillNo) {
    let employer = history.model.firms[at].clone();
    let clerk = staff("jb", COUNTIES[employer.county]);
    history.call("account.credit", |desk: &Desk<'_>| {
        let compile =
            &mut |_: &mut Session<'_>, more: &BTreeMap<String, String>| Ok(employee_policy(more));
        account::credit(desk, &clerk, bill, compile)
    });
}

/// The accounts of a county roll over, once its year has ended.
pub fn year_end(history: &mut History) {
    let place = county(history);
    let accountant = staff("kj", COUNTIES[place]);
    let year = history.office.today().year() - 1;
    let policy = employee_policy(&BTreeMap::new());
    history.call("account.year_end", |desk| {
        account::year_end(desk, &accountant, &policy, year, &mut |_| ())
    });
}
