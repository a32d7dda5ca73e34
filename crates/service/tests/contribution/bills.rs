//! Bills: one a person and year, their parts, families, versions, disputes.

use crate::on_both;
use crate::scene::{LEVELS, bill, code, date, offer, region, year, yuan};
use access::{Role, Verdict};
use base::{Fen, HouseholdNo, OrganisationNo};
use enrolment::Scheme;
use enrolment::contribution::bill::{BillState, DisputeState};
use enrolment::contribution::payment::Refund;
use enrolment::contribution::{Channel, Source};
use enrolment::membership::EndReason;
use service::contribution::{billing, counter, dispute, money, sponsor, subsidy};
use service::membership;

on_both! {
    /// REQ-050: a bill of 570 is stored as receivables of five payers that add up to the 分.
    fn req_050_stored_receivables(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        let batch = scene.bill_all(&clerk, "340421");
        assert_eq!((batch.taken, batch.amount, batch.finished), (1, yuan(570), true));
        let (stored, parts) = billing::show(&scene.desk(), &clerk, bill(1)).unwrap();
        let parts: Vec<_> = parts.iter().map(|part| (part.source, part.amount)).collect();
        let expected = [
            (Source::Person, 150), (Source::Central, 240), (Source::Province, 100),
            (Source::City, 30), (Source::County, 50),
        ];
        assert_eq!(parts, expected.map(|(source, amount)| (source, yuan(amount))));
        assert_eq!(Fen::checked_sum(parts.iter().map(|part| part.1)), Some(stored.amount));
        assert_eq!((stored.amount, stored.settled.due), (yuan(570), yuan(150)));
        scene.sound();
    }

    /// REQ-056: one bill a person and year; a second run makes no second bill; a second payment is refused.
    fn req_056_one_bill_one_payment(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        let first = scene.bill_all(&clerk, "340421");
        let again = scene.bill_all(&clerk, "340421");
        assert_eq!(again, first, "with nobody new there is no second run");
        assert_eq!(scene.number("SELECT COUNT(*) FROM batch WHERE kind = 'bill.make'"), 1);
        assert_eq!(scene.number("SELECT COUNT(*) FROM bill"), 1);
        let desk = scene.desk();
        let pay = |on: &str| {
            let mut offer = offer(Channel::Counter);
            offer.on = Some(date(on));
            counter::pay(&desk, &clerk, bill(1), &offer)
        };
        assert_eq!(code(pay("2026-08-31")), "pay.outside_window");
        let receipt = pay("2026-11-20").unwrap();
        assert_eq!((receipt.amount, receipt.bills.as_slice()), (yuan(150), &[(bill(1), yuan(150))][..]));
        assert_eq!(code(pay("2026-11-20")), "pay.already_paid");
        let (stored, _) = billing::show(&desk, &clerk, bill(1)).unwrap();
        assert_eq!(stored.settled.state(), BillState::Paid);
        scene.sound();
    }

    /// REQ-009 and REQ-059: a family of four, one of them in special hardship: the family's bill is the sum
    /// of the four personal dues; for the one government owes 150, with the code of the group.
    fn req_009_req_059_a_family(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 4, "340421", Scheme::Resident, 2027);
        scene.certify(4, "340421", "tekun");
        scene.family(4);
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        let desk = scene.desk();
        let household = HouseholdNo::new(1).unwrap();
        let family = billing::of_family(&desk, &clerk, household, year(2027)).unwrap();
        let each = family.lines.iter().map(|line| line.due);
        assert_eq!((family.lines.len(), Fen::checked_sum(each)), (4, Some(family.due())));
        assert_eq!(family.due(), yuan(450));
        let (exempt, parts) = billing::show(&desk, &clerk, bill(4)).unwrap();
        assert_eq!(exempt.settled.due, Fen::ZERO);
        let aid = parts.iter().find(|part| part.source == Source::GovernmentAid).unwrap();
        assert_eq!((aid.amount, aid.group.as_ref().unwrap().as_str()), (yuan(150), "tekun"));

        let mut short = offer(Channel::Counter);
        short.amount = Some(yuan(449));
        assert_eq!(code(counter::pay_family(&desk, &clerk, household, year(2027), &short)), "pay.wrong_amount");
        let receipt = counter::pay_family(&desk, &clerk, household, year(2027), &offer(Channel::Counter)).unwrap();
        assert_eq!((receipt.amount, receipt.bills.len()), (yuan(450), 3));
        let again = counter::pay_family(&desk, &clerk, household, year(2027), &offer(Channel::Counter));
        assert_eq!(code(again), "pay.already_paid");
        scene.sound();
    }

    /// REQ-051: a village collective pays 50 of the 150: the resident owes 100, the sources sum to 150.
    fn req_051_a_collective(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421100201", Scheme::Resident, 2027);
        scene.enrol(2, 1, "340421100202", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        let promised = sponsor::Promised {
            scheme: Scheme::Resident,
            year: year(2027),
            region: region("340421100201"),
            person: None,
            source: Source::Collective,
            sponsor: OrganisationNo::new(7).unwrap(),
            amount: yuan(50),
        };
        sponsor::promise(&scene.desk(), &clerk, &promised).unwrap();
        scene.bill_all(&clerk, "340421");
        let of = |no| billing::show(&scene.desk(), &clerk, bill(no)).unwrap();
        let (stored, parts) = of(1);
        assert_eq!(stored.settled.due, yuan(100));
        let personal = parts.iter().filter(|part| part.source.is_personal_part());
        assert_eq!(Fen::checked_sum(personal.map(|part| part.amount)), Some(yuan(150)));
        let collective = parts.iter().find(|part| part.source == Source::Collective).unwrap();
        assert_eq!((collective.amount, collective.sponsor), (yuan(50), OrganisationNo::new(7)));
        assert_eq!(of(2).0.settled.due, yuan(150), "another village");
        scene.sound();
    }

    /// REQ-054: bills of a past version are unchanged by a new one; who is billed later pays the new standard.
    fn req_054_a_new_version_changes_no_bill(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        let before = billing::show(&scene.desk(), &clerk, bill(1)).unwrap();
        let mut higher = LEVELS.to_vec();
        higher[0].1 = "590";
        higher[1].1 = "170";
        higher[5].1 = "520";
        scene.set_standard(&higher);
        assert_eq!(billing::show(&scene.desk(), &clerk, bill(1)).unwrap(), before);
        scene.enrol(2, 1, "340421", Scheme::Resident, 2027);
        scene.bill_all(&clerk, "340421");
        assert_eq!(billing::show(&scene.desk(), &clerk, bill(1)).unwrap(), before);
        let (later, _) = billing::show(&scene.desk(), &clerk, bill(2)).unwrap();
        assert_eq!((later.settled.due, later.amount), (yuan(170), yuan(590)));
        assert_ne!(later.standard, before.0.standard);
    }

    /// REQ-073: a disputed bill is marked; its resolution recalculates the dues and says what is paid back.
    fn req_073_a_dispute(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 2, "340421", Scheme::Resident, 2027);
        let (clerk, reviewer) = scene.county();
        scene.bill_all(&clerk, "340421");
        let desk = scene.desk();
        counter::pay(&desk, &clerk, bill(1), &offer(Channel::Counter)).unwrap();
        let (_, proposal) = dispute::raise(&desk, &clerk, bill(1), "属于特困供养人员").unwrap();
        assert!(billing::show(&desk, &clerk, bill(1)).unwrap().0.disputed);
        assert_eq!(code(dispute::raise(&desk, &clerk, bill(1), "再提")), "dispute.open");
        scene.certify(1, "340421", "tekun");
        let decided = dispute::decide(&desk, &reviewer, proposal, Verdict::Approved, "名册属实").unwrap();
        assert_eq!(decided.outcome.state, DisputeState::Upheld);
        assert_eq!((decided.outcome.refund, decided.outcome.left), (yuan(150), Fen::ZERO));
        let (old, _) = billing::show(&desk, &clerk, bill(1)).unwrap();
        assert_eq!((old.settled.state(), old.disputed), (BillState::Cancelled, false));
        let (new, _) = billing::show(&desk, &clerk, decided.new_bill.unwrap()).unwrap();
        assert_eq!((new.settled.due, new.amount), (Fen::ZERO, yuan(570)));
        let waiting = service::contribution::money::waiting(&desk, &clerk).unwrap();
        assert_eq!(waiting.len(), 1, "the 150 wait to be paid back");

        let (_, proposal) = dispute::raise(&desk, &clerk, bill(2), "标准有误").unwrap();
        let decided = dispute::decide(&desk, &reviewer, proposal, Verdict::Approved, "重算无误").unwrap();
        assert_eq!((decided.outcome.state, decided.new_bill), (DisputeState::Dismissed, None));
        assert_eq!(decided.outcome.left, yuan(150));
        scene.sound();
    }

    /// What a collective paid counts for the bill in the place of the one that it was paid for, so only the rest is
    /// asked for.
    fn what_others_paid_goes_with_the_bill(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        let (clerk, reviewer) = scene.county();
        let desk = scene.desk();
        let promise = |amount| sponsor::promise(&desk, &clerk, &sponsor::Promised {
            scheme: Scheme::Resident,
            year: year(2027),
            region: region("340421"),
            person: None,
            source: Source::Collective,
            sponsor: OrganisationNo::new(7).unwrap(),
            amount: yuan(amount),
        }).unwrap();
        let paying = subsidy::Paying {
            region: region("340421"),
            scheme: Scheme::Resident,
            year: year(2027),
            payer: Source::Collective,
        };
        let advance = || subsidy::advance(&desk, &clerk, &paying);
        promise(100);
        scene.bill_all(&clerk, "340421");
        assert_eq!(advance().unwrap()[0].amount, yuan(100));
        promise(50);
        let (_, proposal) = dispute::raise(&desk, &clerk, bill(1), "集体另付 50 元").unwrap();
        dispute::decide(&desk, &reviewer, proposal, Verdict::Approved, "属实").unwrap();
        assert_eq!(advance().unwrap()[0].amount, yuan(50), "100 of the 150 are paid");
        assert_eq!(code(advance()), "advance.empty");
        assert_eq!(scene.number("SELECT CAST(SUM(amount) AS BIGINT) FROM payment"), 15_000);
        scene.sound();
    }

    /// What government paid for a bill that is withdrawn waits to be paid back.
    fn what_others_paid_for_a_dropped_bill_waits(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        scene.certify(1, "340421", "tekun");
        let (clerk, reviewer) = scene.county();
        scene.bill_all(&clerk, "340421");
        let desk = scene.desk();
        let paying = subsidy::Paying {
            region: region("340421"),
            scheme: Scheme::Resident,
            year: year(2027),
            payer: Source::GovernmentAid,
        };
        let posted = subsidy::advance(&desk, &clerk, &paying).unwrap();
        let change = membership::Change::End {
            enrolment: base::EnrolmentNo::new(1).unwrap(),
            last_day: date("2026-11-22"),
            reason: EndReason::Withdrawn,
        };
        let no = membership::propose(&desk, &clerk, &change).unwrap();
        membership::decide(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
        assert_eq!(billing::show(&desk, &clerk, bill(1)).unwrap().0.settled.state(), BillState::Cancelled);
        let waiting = money::waiting(&desk, &clerk).unwrap();
        assert_eq!((waiting.len(), waiting[0].item.payment), (1, posted[0].payment));
        let refund = Refund {
            of: posted[0].payment,
            amount: yuan(150),
            channel: Channel::GovernmentAid,
            reason: "参保登记终止".to_owned(),
        };
        let no = money::propose_refund(&desk, &clerk, &refund).unwrap();
        money::decide_refund(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
        assert_eq!(money::waiting(&desk, &clerk).unwrap(), []);
        assert_eq!(scene.number("SELECT CAST(SUM(amount) AS BIGINT) FROM payment_use"), 0);
        scene.sound();
    }

    /// A payment goes into the books of one county, so members of two counties do not pay with one.
    fn a_family_of_two_counties_pays_apart(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        scene.enrol(2, 1, "340422", Scheme::Resident, 2027);
        scene.family(2);
        let city = scene.user("chen", Role::Clerk, "3404");
        scene.bill_all(&city, "340421");
        scene.bill_all(&city, "340422");
        let house = HouseholdNo::new(1).unwrap();
        let pay = |actor| {
            counter::pay_family(&scene.desk(), actor, house, year(2027), &offer(Channel::Counter))
        };
        assert_eq!(code(pay(&city)), "pay.other_county");
        let (clerk, _) = scene.county();
        assert_eq!(pay(&clerk).unwrap().amount, yuan(150), "each county takes its own");
        assert_eq!(pay(&city).unwrap().amount, yuan(150));
        scene.sound();
    }

    /// A foreign county sees no bill, family, person's bills or unpaid list, and cannot take money or bill.
    fn a_foreign_county_gets_nothing(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 3, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        let foreign = scene.user("zheng", Role::Clerk, "340422");
        let desk = scene.desk();
        assert_eq!(code(billing::show(&desk, &foreign, bill(1))), "not_found");
        let person = base::PersonNo::new(1).unwrap();
        assert_eq!(billing::of_person(&desk, &foreign, person).unwrap(), []);
        assert_eq!(billing::unpaid(&desk, &foreign, year(2027), None, 10).unwrap(), []);
        assert_eq!(billing::unpaid(&desk, &clerk, year(2027), None, 10).unwrap().len(), 3);
        assert_eq!(code(counter::pay(&desk, &foreign, bill(1), &offer(Channel::Counter))), "not_found");
        assert_eq!(code(dispute::raise(&desk, &foreign, bill(1), "理由")), "not_found");
        let run = billing::Run {
            region: region("340421"),
            scheme: Scheme::Resident,
            year: year(2027),
            window: Some(crate::scene::window()),
        };
        assert_eq!(code(billing::make(&desk, &foreign, &run, &mut |_| ())), "denied");
    }
}
