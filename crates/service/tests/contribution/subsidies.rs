//! Subsidies: due and arrived, one channel, one a person, advances of assistance, shares of financing.

use crate::on_both;
use crate::scene::{LEVELS, code, date, region, year, yuan};
use access::Role;
use base::{Fen, Validity};
use enrolment::Scheme;
use enrolment::contribution::Source;
use enrolment::contribution::subsidy::{ChannelCode, SubsidyChannel, SubsidyKey};
use service::contribution::{standard, subsidy};
use store::contribution::subsidy::Arrived;
use store::{OPEN_DATE, OPEN_TX, params};

fn arrived(amount: i64, reference: &str, channel: &str) -> Arrived {
    Arrived {
        key: SubsidyKey {
            county: region("340421"),
            payer: Source::County,
            scheme: Scheme::Resident,
            year: year(2027),
        },
        channel: ChannelCode::new(channel).unwrap(),
        amount: yuan(amount),
        on: date("2026-11-20"),
        reference: reference.to_owned(),
        of: None,
    }
}

pub fn channel(code: &str, from: &str, until: Option<&str>) -> SubsidyChannel {
    SubsidyChannel {
        code: ChannelCode::new(code).unwrap(),
        title: format!("渠道{code}"),
        open: Validity::new(Some(date(from)), until.map(date)).unwrap(),
    }
}

on_both! {
    /// REQ-076: 200 people x 50 = 10000 due of the county, 9000 arrived: 1000 overdue on the list.
    /// REQ-077: after the merge date a subsidy through the old channel is refused.
    fn req_076_req_077_due_arrived_overdue(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 200, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        let (officer, _) = scene.city();
        let desk = scene.desk();
        for one in [channel("old", "2003-01-01", Some("2020-12-31")), channel("unified", "2021-01-01", None)] {
            subsidy::set_channel(&desk, &officer, &one).unwrap();
        }
        assert_eq!(code(subsidy::set_channel(&desk, &clerk, &channel("x", "2021-01-01", None))), "standard.not_yours");
        let accountant = scene.user("feng", Role::Accountant, "340421");
        let post = |one: &Arrived| subsidy::arrive(&desk, &accountant, one);
        assert_eq!(code(post(&arrived(9_000, "P1", "old"))), "subsidy.channel_closed");
        post(&arrived(9_000, "P1", "unified")).unwrap();
        assert_eq!(code(post(&arrived(9_000, "P1", "unified"))), "store", "one document, one arrival");
        let list = |actor, today| {
            subsidy::list(&desk, actor, Scheme::Resident, year(2027), date("2026-11-21"), date(today)).unwrap()
        };
        let lines = list(&accountant, "2026-11-22");
        let county = lines.iter().find(|line| line.key.payer == Source::County).unwrap();
        assert_eq!((county.heads, county.due, county.arrived), (200, yuan(10_000), yuan(9_000)));
        assert_eq!(county.overdue, yuan(1_000));
        let central = lines.iter().find(|line| line.key.payer == Source::Central).unwrap();
        assert_eq!((central.due, central.overdue), (yuan(48_000), yuan(48_000)));
        assert!(list(&accountant, "2026-11-21").iter().all(|line| line.overdue == Fen::ZERO));
        let foreign = scene.user("wei", Role::Accountant, "340422");
        assert_eq!(list(&foreign, "2026-11-22"), []);
        assert_eq!(code(subsidy::arrive(&desk, &foreign, &arrived(1, "P2", "unified"))), "denied");
    }

    /// REQ-003: two records of one person, merged: one subsidy of 420 and not 840; one is flagged.
    fn req_003_one_subsidy_a_person(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 2, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        let accountant = scene.user("feng", Role::Accountant, "340421");
        let desk = scene.desk();
        let today = date("2026-11-22");
        let due = || {
            let lines = subsidy::list(&desk, &accountant, Scheme::Resident, year(2027), today, today).unwrap();
            Fen::checked_sum(lines.iter().map(|line| line.due)).unwrap()
        };
        assert_eq!(due(), yuan(840));
        scene.write(|tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let link = params![pool, 2, 1, 20_200_101, OPEN_DATE, 0, now, OPEN_TX];
            let columns = ["pool", "member", "leader", "valid_from", "valid_to", "void", "tx_from", "tx_to"];
            tx.insert("person_link", &columns, &[link.to_vec()])
        });
        let found = subsidy::flag_doubles(&desk, &clerk, year(2027)).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].bill.get(), found[0].counted.get(), found[0].amount), (2, 1, yuan(420)));
        assert_eq!(due(), yuan(420));
        assert_eq!(subsidy::doubles(&desk, &accountant, year(2027)).unwrap(), found);
        assert_eq!(subsidy::flag_doubles(&desk, &clerk, year(2027)).unwrap(), [], "flagged once");
    }

    /// REQ-060: the assistance fund advances 30 for each of 100 persons: 3000 posted, every bill paid.
    fn req_060_assistance_advances(scene: &Scene) {
        scene.adopt("cn.650100.nrcms", Scheme::RuralCooperative, &[], "2012-01-01");
        scene.approve_standard(Scheme::RuralCooperative, 2012, "2012-01-01");
        scene.enrol(1, 100, "340421", Scheme::RuralCooperative, 2012);
        for person in 1..=100 {
            scene.certify(person, "340421", "tekun");
        }
        let (clerk, _) = scene.county();
        let run = service::contribution::billing::Run {
            region: region("340421"),
            scheme: Scheme::RuralCooperative,
            year: year(2012),
            window: Some(crate::scene::window_of_2012()),
        };
        let batch = service::contribution::billing::make(&scene.desk(), &clerk, &run, &mut |_| ()).unwrap().batch;
        assert_eq!(batch.taken, 100);
        let paying = subsidy::Paying {
            region: region("340421"),
            scheme: Scheme::RuralCooperative,
            year: year(2012),
            payer: Source::Assistance,
        };
        let posted = subsidy::advance(&scene.desk(), &clerk, &paying).unwrap();
        assert_eq!(posted.len(), 1);
        assert_eq!((posted[0].persons, posted[0].amount), (100, yuan(3_000)));
        assert_eq!((posted[0].payer, posted[0].fund.as_str()), (Source::Assistance, "nrcms_fund"));
        assert_eq!(code(subsidy::advance(&scene.desk(), &clerk, &paying)), "advance.empty", "posted once");
        let accountant = scene.user("feng", Role::Accountant, "340421");
        assert_eq!(subsidy::advances(&scene.desk(), &accountant, year(2012)).unwrap(), posted);
        let foreign = scene.user("wei", Role::Accountant, "340422");
        assert_eq!(subsidy::advances(&scene.desk(), &foreign, year(2012)).unwrap(), []);
        scene.sound();
    }

    /// Run for the city, an advance is a payment of each county: a county's books take in what is its own.
    fn an_advance_of_the_city_is_paid_county_by_county(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421", Scheme::Resident, 2027);
        scene.enrol(2, 2, "340422100", Scheme::Resident, 2027);
        for (person, place) in [(1, "340421"), (2, "340422100"), (3, "340422100")] {
            scene.certify(person, place, "tekun");
        }
        let clerk = scene.user("chen", Role::Clerk, "3404");
        scene.bill_all(&clerk, "340421");
        scene.bill_all(&clerk, "340422");
        let paying = subsidy::Paying {
            region: region("3404"),
            scheme: Scheme::Resident,
            year: year(2027),
            payer: Source::GovernmentAid,
        };
        let posted = subsidy::advance(&scene.desk(), &clerk, &paying).unwrap();
        let shown: Vec<_> = posted.iter().map(|one| (one.region, one.persons, one.amount)).collect();
        assert_eq!(shown, [(region("340421"), 1, yuan(150)), (region("340422"), 2, yuan(300))]);
        assert_eq!(scene.number("SELECT COUNT(*) FROM payment WHERE region IN (340421000000, 340422000000)"), 2);
        assert_eq!(scene.number("SELECT COUNT(*) FROM payment"), 2);
        let accountant = scene.user("wei", Role::Accountant, "340422");
        assert_eq!(subsidy::advances(&scene.desk(), &accountant, year(2027)).unwrap(), posted[1..]);
        scene.sound();
    }

    /// REQ-055: 150 of 570 is reported as 26.3 % for the year, by bills.
    fn req_055_the_personal_share_of_a_year(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 3, "340421", Scheme::Resident, 2027);
        scene.certify(3, "340421", "tekun");
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        let shares = standard::shares(&scene.desk(), &clerk).unwrap();
        assert_eq!(shares.len(), 1);
        let (of, bills, level) = shares[0];
        assert_eq!((of, bills, level.total), (year(2027), 3, yuan(3 * 570)));
        assert_eq!(level.personal_share().unwrap().to_string(), "26.3%");
    }
}
