//! The terminal of `crates/terminal` at this server: visits, purchases and stays from their first message to the last.

use base::{Date, Fen};
use terminal::{
    Course, Dialect, Item, Kind, Limits, MessageIds, Patient, Place, Sender, Step, Terminal, Visit,
    When,
};

use crate::common::{self, Fixture};
use crate::flow::Desk;
use crate::hall::{DRUG, Hall, policy};
use crate::papers;
use crate::support::now;
use crate::world::COUNTY;

fn visit(kind: Kind, med_type: &str, items: u32) -> Visit {
    let day = Date::parse("2026-11-22").unwrap();
    let pair = |code: &str, name: &str| (code.to_owned(), name.to_owned());
    let item = |number: u32| Item {
        code: DRUG.to_owned(),
        own_code: format!("Y{number}"),
        price: Fen::new(1_099),
        count: number,
    };
    Visit {
        kind,
        med_type: med_type.to_owned(),
        patient: Patient {
            number: "1".to_owned(),
            certificate: papers::number(1),
            name: "某".to_owned(),
            kind: "14".to_owned(),
            insurance: "390".to_owned(),
            insured_at: "340421".to_owned(),
        },
        place: Place {
            department: pair("0101", "内科"),
            physician: pair("D340421000011", "乙"),
        },
        disease: pair("J18.900", "肺炎"),
        items: (1..=items).map(item).collect(),
        begun: When::at(day, 1, 0),
        ended: When::at(day, 4, 0),
        from_account: false,
    }
}

on_both! {
    fn a_terminal_goes_through_whole_courses(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "60%"));
        let desk = Desk::open(fixture, &hall);
        let sender = Sender {
            institution: COUNTY.to_owned(),
            name: "凤台县人民医院".to_owned(),
            area: "340421".to_owned(),
            operator: ("01".to_owned(), "收费员".to_owned()),
        };
        let ids = MessageIds::from(COUNTY, When::from_millis(now().millis()));
        let to = desk.world.at.to_string();
        let terminal = Terminal::new(&to, Limits::default(), Dialect::national(), (sender, ids));
        let mut terminal = terminal.unwrap().with_clock(|| now().millis());
        for (kind, med_type) in [(Kind::Outpatient, "11"), (Kind::Pharmacy, "41"), (Kind::Stay, "21")] {
            let mut course = Course::new(visit(kind, med_type, 2));
            course.run(&mut terminal, Step::Left).unwrap();
            assert!(course.is_ready(), "{:?} of {kind:?}", course.step);
            course.trial(&mut terminal).unwrap();
            course.run(&mut terminal, Step::Settled).unwrap();
            // 10.99 + 21.98
            assert_eq!(course.money("medfee_sumamt"), Some(Fen::new(3_297)), "{kind:?}");
            assert_eq!(course.money("hifp_pay"), Some(Fen::new(1_978)), "60 % of it: {kind:?}");
            course.reverse(&mut terminal).unwrap();
            assert_eq!(course.money("medfee_sumamt"), Some(Fen::new(-3_297)), "{kind:?}");
        }
        assert_eq!(hall.number("SELECT CAST(SUM(fund_pay) AS BIGINT) FROM settlement"), 0);
    }
}
