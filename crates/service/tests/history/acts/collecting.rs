//! Contributions: bills, payments, suspense, refunds, debits, disputes, subsidies.

use super::enrolling::benefit_year;
use super::people::{county, household_of};
use super::rules::{CHANNEL, year_of};
use crate::history::History;
use crate::model::{Model, Paid};
use crate::office::{COUNTIES, day, region, staff, yuan};
use access::Verdict;
use base::{Fen, OrganisationNo, Validity};
use enrolment::Scheme;
use enrolment::contribution::payment::{
    DebitAnswer, DebitOutcome, DebitResult, Handover, Refund, StatementLine,
};
use enrolment::contribution::subsidy::{ChannelCode, SubsidyKey};
use enrolment::contribution::{Channel, Source};
use service::contribution::collect::{Collection, PaidRow, RowResult, Whom};
use service::contribution::counter::{self, Offer};
use service::contribution::{billing, collect, debit as debits, dispute as disputes};
use service::contribution::{money, sponsor, subsidy as subsidies};
use service::membership::{self, MandateLine};
use store::contribution::bill::StoredBill;
use store::contribution::subsidy::Arrived;

/// Bills of everybody in a county who is enrolled and has none.
pub fn bill(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let of = benefit_year(history.office.today());
    let (first, last) = (format!("{}-09-01", of - 1), format!("{of}-12-31"));
    let run = billing::Run {
        region: region(COUNTIES[place]),
        scheme: Scheme::Resident,
        year: year_of(of),
        window: Validity::new(Some(day(&first)), Some(day(&last))).ok(),
    };
    history.call("bill.make", |desk| {
        billing::make(desk, &clerk, &run, &mut |_| ())
    });
}

/// A bill of a county that is still to be paid.
pub fn unpaid(history: &mut History, place: usize) -> Option<StoredBill> {
    let clerk = staff("jb", COUNTIES[place]);
    let year = year_of(benefit_year(history.office.today()));
    let desk = history.office.desk();
    let open = billing::unpaid(&desk, &clerk, year, None, 30).unwrap();
    history.dice.pick(&open).cloned()
}

/// An offer of what is due.
pub fn offer(channel: Channel) -> Offer {
    Offer {
        amount: None,
        channel,
        collector: None,
        reference: None,
        on: None,
    }
}

fn outlet(history: &mut History) -> Channel {
    let all = [Channel::Counter, Channel::PostOutlet, Channel::BankOutlet];
    *history.dice.pick(&all).unwrap()
}

/// One bill at the counter.
pub fn pay(history: &mut History) {
    let place = county(history);
    let Some(bill) = unpaid(history, place) else {
        return;
    };
    let clerk = staff("jb", COUNTIES[place]);
    let offer = offer(outlet(history));
    let receipt = history.call("pay.take", |desk| {
        counter::pay(desk, &clerk, bill.key.bill, &offer)
    });
    if let Some(receipt) = receipt {
        received(history, place, receipt.amount);
        history.model.paid.push(Paid {
            payment: receipt.payment,
            county: place,
            left: receipt.amount,
        });
    }
}

fn received(history: &mut History, place: usize, amount: Fen) {
    Model::add(&mut history.model.taken, place, amount);
}

/// The bills of a family at once.
pub fn pay_family(history: &mut History) {
    let place = county(history);
    let Some(bill) = unpaid(history, place) else {
        return;
    };
    let people = &history.model.people;
    let Some(at) = people.iter().position(|one| one.no == bill.person) else {
        return;
    };
    if history.model.people[at].household.is_none() {
        household_of(history, at);
    }
    let Some(household) = history.model.people[at].household else {
        return;
    };
    let clerk = staff("jb", COUNTIES[place]);
    let year = year_of(benefit_year(history.office.today()));
    let offer = offer(Channel::Counter);
    let receipt = history.call("pay.take_family", |desk| {
        counter::pay_family(desk, &clerk, household, year, &offer)
    });
    if let Some(receipt) = receipt {
        received(history, place, receipt.amount);
    }
}

/// A file of an agent, a bank or the tax office, with rows that fit no bill.
pub fn file(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let (today, serial) = (history.office.today(), history.model.serial());
    let year = year_of(benefit_year(today));
    let (channel, collector) = match history.dice.below(3) {
        0 => (Channel::Agent, OrganisationNo::new(900)),
        1 => (Channel::Tax, None),
        _ => (Channel::BankOutlet, None),
    };
    let mut rows = Vec::new();
    for line in 2..2 + history.dice.between(1, 8) {
        let bill = unpaid(history, place);
        let odd = history.dice.below(8);
        let (whom, left) = match &bill {
            Some(bill) if odd > 0 => (Whom::Bill(bill.key.bill), bill.settled.left()),
            _ => (Whom::Document(format!("T{serial:08}")), yuan(400)),
        };
        let amount = if odd == 1 {
            Fen::new(left.get() - 100)
        } else {
            left
        };
        rows.push(Ok(PaidRow {
            line,
            reference: format!("F{serial}-{line}"),
            whom,
            name: String::new(),
            year,
            amount,
            on: today,
        }));
    }
    let collection = Collection {
        region: region(COUNTIES[place]),
        channel,
        collector,
        digest: format!("file-{serial}"),
    };
    let mut told: Vec<(i64, RowResult)> = Vec::new();
    let done = history.call("pay.file", |desk| {
        collect::collect(
            desk,
            &clerk,
            &collection,
            rows.into_iter(),
            &mut |line, result| {
                told.push((line, result.clone()));
            },
        )
    });
    if let Some(batch) = done {
        received(history, place, batch.amount);
    }
}

/// Money nobody knew the owner of is put to a bill, or paid back.
pub fn identify(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let waiting = money::waiting(&history.office.desk(), &clerk).unwrap();
    let Some(item) = history.dice.pick(&waiting).cloned() else {
        return;
    };
    if let (Some(bill), false) = (unpaid(history, place), history.dice.one_in(4)) {
        let (item, bill) = (item.item.no, bill.key.bill);
        history.call("suspense.match", |desk| {
            money::match_to(desk, &clerk, item, bill)
        });
        return;
    }
    pay_back(history, place, item.item.payment, item.amount);
}

/// A payment is paid back in whole or in part.
pub fn refund(history: &mut History) {
    if history.model.paid.is_empty() {
        return;
    }
    let at = history.dice.below(history.model.paid.len());
    let paid = history.model.paid[at].clone();
    let whole = history.dice.one_in(2);
    let amount = if whole {
        paid.left
    } else {
        Fen::new(paid.left.get() / 4)
    };
    if pay_back(history, paid.county, paid.payment, amount) {
        let left = paid.left.get() - amount.get();
        history.model.paid[at].left = Fen::new(left);
        if left == 0 {
            history.model.paid.swap_remove(at);
        }
    }
}

fn pay_back(history: &mut History, place: usize, of: base::PaymentNo, amount: Fen) -> bool {
    let (clerk, reviewer) = (staff("jb", COUNTIES[place]), staff("sh", COUNTIES[place]));
    let refund = Refund {
        of,
        amount,
        channel: Channel::Counter,
        reason: "重复缴费".to_owned(),
    };
    let proposal = history.call("refund.propose", |desk| {
        money::propose_refund(desk, &clerk, &refund)
    });
    let Some(no) = proposal else {
        return false;
    };
    let verdict = if history.dice.one_in(6) {
        Verdict::Rejected
    } else {
        Verdict::Approved
    };
    let done = history.call("refund.decide", |desk| {
        money::decide_refund(desk, &reviewer, no, verdict, "核实")
    });
    let back = matches!(done, Some(Some(_)));
    if back {
        received(history, place, Fen::new(-amount.get()));
    }
    back
}

/// Mandates are signed, a debit file goes out and comes back.
pub fn debit(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let (today, county) = (history.office.today(), region(COUNTIES[place]));
    let mut lines = Vec::new();
    for _ in 0..4 {
        if let Some(bill) = unpaid(history, place) {
            let account = format!("62270000{:011}", history.model.serial());
            lines.push(MandateLine {
                person: bill.person,
                bank: "建设银行".to_owned(),
                account,
                from: today,
            });
        }
    }
    lines.dedup_by_key(|line| line.person);
    history.call("mandate.add", |desk| {
        membership::add_mandates(desk, &clerk, county, &lines)
    });
    let year = year_of(benefit_year(today));
    let made = history.call("debit.make", |desk| {
        debits::make(desk, &clerk, county, "建设银行", year)
    });
    let Some((file, _)) = made else {
        return;
    };
    let (_, waiting) = debits::waiting(&history.office.desk(), &clerk, file.no).unwrap();
    let answers = [
        DebitAnswer::Paid,
        DebitAnswer::Paid,
        DebitAnswer::InsufficientFunds,
    ];
    let mut results = Vec::new();
    for (row, line) in (1..).zip(&waiting) {
        results.push(DebitResult {
            row,
            line: line.line,
            bill: line.bill,
            amount: line.amount,
            answer: *history.dice.pick(&answers).unwrap(),
            on: today,
        });
    }
    let report = history.call("debit.answer", |desk| {
        debits::answer(desk, &clerk, file.no, &results)
    });
    if let Some(report) = report {
        assert_eq!(report.count(DebitOutcome::Unknown), 0);
        received(history, place, report.received);
    }
}

/// A bill is disputed; somebody else decides.
pub fn dispute(history: &mut History) {
    let place = county(history);
    let Some(bill) = unpaid(history, place) else {
        return;
    };
    let (clerk, reviewer) = (staff("jb", COUNTIES[place]), staff("sh", COUNTIES[place]));
    let raised = history.call("dispute.raise", |desk| {
        disputes::raise(desk, &clerk, bill.key.bill, "身份认定后应减免")
    });
    let Some((_, no)) = raised else {
        return;
    };
    let verdict = if history.dice.one_in(3) {
        Verdict::Rejected
    } else {
        Verdict::Approved
    };
    history.call("dispute.decide", |desk| {
        disputes::decide(desk, &reviewer, no, verdict, "核实")
    });
}

/// A subsidy arrives, or an arrival is corrected; doubles are flagged.
pub fn subsidy(history: &mut History) {
    let place = county(history);
    let accountant = staff("kj", COUNTIES[place]);
    let clerk = staff("jb", COUNTIES[place]);
    let (today, serial) = (history.office.today(), history.model.serial());
    let payers = [
        Source::Central,
        Source::Province,
        Source::City,
        Source::County,
    ];
    let amount = Fen::new(history.dice.between(1, 400) * 10_000);
    let mut arrived = Arrived {
        key: SubsidyKey {
            county: region(COUNTIES[place]),
            payer: *history.dice.pick(&payers).unwrap(),
            scheme: Scheme::Resident,
            year: year_of(benefit_year(today)),
        },
        channel: ChannelCode::new(CHANNEL).unwrap(),
        amount,
        on: today,
        reference: format!("财拨{serial}"),
        of: None,
    };
    let no = history.call("subsidy.arrive", |desk| {
        subsidies::arrive(desk, &accountant, &arrived)
    });
    if no.is_some() {
        Model::add(&mut history.model.subsidies, place, amount);
    }
    if history.dice.one_in(3) {
        arrived.of = no;
        arrived.amount = Fen::new(-amount.get() / 5);
        arrived.reference = format!("财拨{serial}更正");
        let done = history.call("subsidy.correct", |desk| {
            subsidies::arrive(desk, &accountant, &arrived)
        });
        if done.is_some() {
            Model::add(&mut history.model.subsidies, place, arrived.amount);
        }
    }
    let year = year_of(benefit_year(today));
    history.call("subsidy.doubles", |desk| {
        subsidies::flag_doubles(desk, &clerk, year)
    });
}

/// The agent hands over what was collected.
pub fn hand_over(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let today = history.office.today();
    let handover = Handover {
        on: today,
        amount: yuan(history.dice.between(1, 2_000)),
        reference: format!("缴款单{}", history.model.serial()),
    };
    let (county, agent) = (region(COUNTIES[place]), OrganisationNo::new(900).unwrap());
    let year = year_of(benefit_year(today));
    history.call("agent.hand_over", |desk| {
        sponsor::hand_over(desk, &clerk, county, agent, year, &handover)
    });
}

/// The statement of a bank is held against the receipts.
pub fn reconcile(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let today = history.office.today();
    let lines = [StatementLine {
        row: 1,
        reference: format!("S{}", history.model.paid.len()),
        amount: yuan(400),
        on: today,
    }];
    let county = region(COUNTIES[place]);
    history.call("pay.reconcile", |desk| {
        let days = (today, today);
        money::reconcile_with(desk, &clerk, county, Channel::BankOutlet, days, &lines)
    });
}
