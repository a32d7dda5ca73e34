//! Who has paid is active, by whatever way the money came; who was paid back is not.

use crate::money::{of, take};
use crate::on_both;
use crate::scene::{LEVELS, Scene, bill, code, date, offer, region, year, yuan};
use access::{Actor, Verdict};
use base::{EnrolmentNo, MonthDay, PaymentNo, PersonNo, YearCalendar};
use enrolment::Scheme;
use enrolment::contribution::bill::BillState;
use enrolment::contribution::payment::{DebitAnswer, DebitResult, Refund};
use enrolment::contribution::{Channel, Source};
use enrolment::entitlement::Ground;
use enrolment::membership::{EndReason, State};
use enrolment::regime::Regimes;
use service::contribution::{billing, counter, debit, dispute, money, subsidy};
use service::entitlement::{self, Rules};
use service::membership;
use store::membership::enrolment as rows;
use store::{AsOf, OPEN_DATE, OPEN_TX, params};

/// The state of an enrolment and why it ended.
fn state(scene: &Scene, no: i64) -> (State, Option<EndReason>) {
    let scope = access::Scope::whole(region("3404"));
    let no = EnrolmentNo::new(no).unwrap();
    let found = scene.store.read(|session| rows::find(session, scope, no));
    let found = found.unwrap().unwrap().is;
    (found.state, found.end)
}

fn billed(scene: &Scene, people: i64) -> (Actor, Actor) {
    crate::money::billed(scene, people)
}

fn pay_back(scene: &Scene, clerk: &Actor, reviewer: &Actor, of: PaymentNo, amount: i64) {
    let refund = Refund {
        of,
        amount: yuan(amount),
        channel: Channel::Counter,
        reason: "本人申请退费".to_owned(),
    };
    let no = money::propose_refund(&scene.desk(), clerk, &refund).unwrap();
    money::decide_refund(&scene.desk(), reviewer, no, Verdict::Approved, "同意").unwrap();
}

/// The ground of a person's entitlement in the middle of 2027, derived anew.
fn entitled(scene: &Scene, clerk: &Actor, person: i64) -> Option<Ground> {
    let shelf = Regimes::shipped().unwrap();
    let profile = shelf.of(region("3404"), date("2026-11-22")).unwrap();
    let mut rules = Rules::of(profile, YearCalendar::new(MonthDay::JANUARY_FIRST));
    let desk = scene.desk();
    entitlement::derive_residents(&desk, clerk, &mut rules, &mut |_| ()).unwrap();
    let on = AsOf::on(date("2027-06-15"));
    let spans = entitlement::show(&desk, clerk, PersonNo::new(person).unwrap(), on).unwrap();
    spans.first().map(|span| span.row.record.ground())
}

on_both! {
    /// Collection file, counter, bank debit and suspense: each way activates what it pays in full, and nothing
    /// else; entitlement follows from the same payments.
    fn every_way_of_paying_activates(scene: &Scene) {
        let (clerk, _) = billed(scene, 5);
        let desk = scene.desk();
        assert_eq!((scene.in_state("approved"), scene.in_state("active")), (5, 0), "a bill alone activates nobody");

        let tax = of(Channel::Tax, None, "tax");
        let rows = vec![crate::money::row(2, 1, 150), crate::money::row(3, 2, 149)];
        take(scene, &clerk, &tax, rows);
        assert_eq!(state(scene, 1), (State::Active, None));
        assert_eq!(state(scene, 2), (State::Approved, None), "a wrong amount waits and pays nothing");

        counter::pay(&desk, &clerk, bill(3), &offer(Channel::Counter)).unwrap();
        assert_eq!(state(scene, 3).0, State::Active);

        mandate(scene, 4);
        let (file, _) = debit::make(&desk, &clerk, region("340421"), "建设银行", year(2027)).unwrap();
        let result = DebitResult {
            row: 1,
            line: 1,
            bill: bill(4),
            amount: yuan(150),
            answer: DebitAnswer::Paid,
            on: date("2026-11-22"),
        };
        debit::answer(&desk, &clerk, file.no, &[result]).unwrap();
        assert_eq!(state(scene, 4).0, State::Active);

        take(scene, &clerk, &of(Channel::Tax, None, "later"), vec![crate::money::row(9, 99, 150)]);
        let waiting = money::waiting(&desk, &clerk).unwrap();
        let ownerless = waiting.iter().find(|item| item.amount == yuan(150)).unwrap();
        assert_eq!(state(scene, 5).0, State::Approved);
        money::match_to(&desk, &clerk, ownerless.item.no, bill(5)).unwrap();
        assert_eq!(state(scene, 5).0, State::Active);

        for person in [1, 3, 4, 5] {
            assert_eq!(entitled(scene, &clerk, person), Some(Ground::Payment), "{person}");
        }
        assert_eq!(entitled(scene, &clerk, 2), None);
        let trail = scene.store.read(|session| {
            rows::trail(session, clerk.scope(), EnrolmentNo::new(1).unwrap())
        }).unwrap();
        let last = trail.last().unwrap();
        assert_eq!((last.to, last.user.as_str(), &*last.reason), (State::Active, "sun", "缴费入账"));
        scene.sound();
    }

    /// Where government pays the whole personal part nothing is due: active with the bill; the advance changes
    /// nothing.
    fn who_has_nothing_to_pay_is_active_with_the_bill(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 2, "340421", Scheme::Resident, 2027);
        scene.certify(2, "340421", "tekun");
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        assert_eq!((state(scene, 1).0, state(scene, 2).0), (State::Approved, State::Active));
        assert_eq!(entitled(scene, &clerk, 2), Some(Ground::Certified));
        let paying = subsidy::Paying {
            region: region("340421"),
            scheme: Scheme::Resident,
            year: year(2027),
            payer: Source::GovernmentAid,
        };
        subsidy::advance(&scene.desk(), &clerk, &paying).unwrap();
        assert_eq!((scene.in_state("approved"), scene.in_state("active")), (1, 1));
        scene.sound();
    }

    /// An enrolment that is due again is activated by the advance, where its bill asks the person for nothing.
    fn an_advance_activates_whose_bill_asks_for_nothing_else(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        scene.certify(1, "340421", "tekun");
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        scene.step(1, State::Active, State::Approved);
        let paying = subsidy::Paying {
            region: region("340421"),
            scheme: Scheme::Resident,
            year: year(2027),
            payer: Source::GovernmentAid,
        };
        subsidy::advance(&scene.desk(), &clerk, &paying).unwrap();
        assert_eq!(state(scene, 1).0, State::Active);
    }

    /// Paid back as a whole: the enrolment ends as withdrawn, the bill is withdrawn, entitlement is gone, and
    /// the year is free for another enrolment. Paid back in part: due again, until the rest is paid.
    fn what_is_paid_back_is_not_active(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 2);
        let desk = scene.desk();
        let pay = |no| counter::pay(&desk, &clerk, bill(no), &offer(Channel::Counter)).unwrap();
        let (first, second) = (pay(1), pay(2));
        assert_eq!(entitled(scene, &clerk, 1), Some(Ground::Payment));
        assert_eq!(entitled(scene, &clerk, 2), Some(Ground::Payment));

        pay_back(scene, &clerk, &reviewer, first.payment, 150);
        assert_eq!(state(scene, 1), (State::Ended, Some(EndReason::Withdrawn)));
        assert_eq!(entitled(scene, &clerk, 1), None);
        let (gone, _) = billing::show(&desk, &clerk, bill(1)).unwrap();
        assert_eq!(gone.settled.state(), BillState::Cancelled);
        assert_eq!(code(counter::pay(&desk, &clerk, bill(1), &offer(Channel::Counter))), "pay.no_bill");
        assert_eq!(scene.number("SELECT COUNT(*) FROM enrolment WHERE tx_to = 9223372036854775807 AND runs = 1"), 1);

        pay_back(scene, &clerk, &reviewer, second.payment, 50);
        assert_eq!(state(scene, 2), (State::Approved, None));
        assert_eq!(entitled(scene, &clerk, 2), None);
        let (open, _) = billing::show(&desk, &clerk, bill(2)).unwrap();
        assert_eq!((open.settled.state(), open.settled.left()), (BillState::Partly, yuan(50)));
        pay(2);
        assert_eq!(state(scene, 2).0, State::Active);
        assert_eq!(entitled(scene, &clerk, 2), Some(Ground::Payment));
        scene.sound();
    }

    /// A family pays together and is paid back one by one, the last bill first.
    fn a_refund_of_a_family_unsettles_whom_it_leaves_unpaid(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 3);
        scene.family(3);
        let desk = scene.desk();
        let house = base::HouseholdNo::new(1).unwrap();
        let receipt = counter::pay_family(&desk, &clerk, house, year(2027), &offer(Channel::Counter)).unwrap();
        assert_eq!(scene.in_state("active"), 3);
        pay_back(scene, &clerk, &reviewer, receipt.payment, 200);
        assert_eq!((state(scene, 1).0, state(scene, 2).0), (State::Active, State::Approved));
        assert_eq!(state(scene, 3), (State::Ended, Some(EndReason::Withdrawn)));
        scene.sound();
    }

    /// The dues change by a decided dispute: nothing to pay any more is active.
    fn a_dispute_that_leaves_nothing_due_activates(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let desk = scene.desk();
        scene.certify(1, "340421", "tekun");
        let (_, no) = dispute::raise(&desk, &clerk, bill(1), "特困供养人员").unwrap();
        assert_eq!(state(scene, 1).0, State::Approved);
        dispute::decide(&desk, &reviewer, no, Verdict::Approved, "身份已认定").unwrap();
        assert_eq!(state(scene, 1).0, State::Active);
        scene.sound();
    }

    /// Only who is reviewed to the end is billed; the others are counted, and billed once they are approved.
    fn who_waits_for_review_has_no_bill_yet(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        scene.enrol_as(2, 1, "340421", (Scheme::Resident, 2027), State::FirstReviewed);
        scene.enrol_as(3, 1, "340421", (Scheme::Resident, 2027), State::Submitted);
        let (clerk, _) = scene.county();
        let run = crate::scene::run_of("340421");
        let made = billing::make(&scene.desk(), &clerk, &run, &mut |_| ()).unwrap();
        assert_eq!((made.batch.taken, made.waiting), (1, 2));
        assert_eq!(scene.number("SELECT COUNT(*) FROM bill"), 1);
        scene.step(2, State::FirstReviewed, State::Approved);
        let made = billing::make(&scene.desk(), &clerk, &run, &mut |_| ()).unwrap();
        assert_eq!((made.batch.taken, made.waiting), (1, 1));
    }

    /// What ends before it begins leaves no bill to be paid.
    fn an_enrolment_that_never_began_leaves_no_bill(scene: &Scene) {
        let (clerk, reviewer) = billed(scene, 1);
        let desk = scene.desk();
        let change = membership::Change::End {
            enrolment: EnrolmentNo::new(1).unwrap(),
            last_day: date("2026-11-22"),
            reason: EndReason::Withdrawn,
        };
        let no = membership::propose(&desk, &clerk, &change).unwrap();
        membership::decide(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
        assert_eq!(state(scene, 1), (State::Ended, Some(EndReason::Withdrawn)));
        let (gone, _) = billing::show(&desk, &clerk, bill(1)).unwrap();
        assert_eq!(gone.settled.state(), BillState::Cancelled);
        scene.sound();
    }
}

fn mandate(scene: &Scene, person: i64) {
    scene.write(|tx| {
        let (pool, now) = (tx.pool(), tx.no());
        let row = params![
            pool,
            person % 64,
            person,
            person,
            region("340421"),
            "建设银行",
            "6227000000000000001",
            20_260_101,
            OPEN_DATE,
            now,
            OPEN_TX
        ];
        let columns = [
            "pool",
            "bucket",
            "mandate",
            "person",
            "region",
            "bank",
            "account",
            "valid_from",
            "valid_to",
            "tx_from",
            "tx_to",
        ];
        tx.insert("mandate", &columns, &[row.to_vec()])
    });
}
