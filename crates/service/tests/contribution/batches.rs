//! Batches that are cut off go on where they stopped; nothing is lost, doubled or half done.

use crate::on_both;
use crate::scene::{LEVELS, date, paper, region, year, yuan};
use enrolment::Scheme;
use enrolment::contribution::Channel;
use service::contribution::billing;
use service::contribution::collect::{self, Collection, PaidRow, ReadRow, Whom};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// More than two sets.
const PEOPLE: i64 = 9_000;

on_both! {
    /// Billing and collection of 9,000 people are cut off after their first set and finished by the same call.
    fn a_run_that_was_cut_off_goes_on(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, PEOPLE, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        let desk = scene.desk();
        let run = billing::Run {
            region: region("340421"),
            scheme: Scheme::Resident,
            year: year(2027),
            window: Some(crate::scene::window()),
        };
        let cut = catch_unwind(AssertUnwindSafe(|| {
            billing::make(&desk, &clerk, &run, &mut |batch| assert!(batch.finished, "cut off"))
        }));
        assert!(cut.is_err());
        let part = scene.number("SELECT COUNT(*) FROM bill");
        assert!(part > 0 && part < PEOPLE, "{part}");
        let batch = billing::make(&desk, &clerk, &run, &mut |_| ()).unwrap().batch;
        assert_eq!((batch.taken, batch.amount, batch.finished), (PEOPLE, yuan(570 * PEOPLE), true));
        assert_eq!(scene.number("SELECT COUNT(*) FROM bill"), PEOPLE);
        assert_eq!(scene.number("SELECT COUNT(*) FROM batch WHERE kind = 'bill.make'"), 1);

        let from = Collection {
            region: region("340421"),
            channel: Channel::Tax,
            collector: None,
            digest: "file".to_owned(),
        };
        let rows = || (1..=PEOPLE).map(row);
        let cut = catch_unwind(AssertUnwindSafe(|| {
            let mut told = 0;
            collect::collect(&desk, &clerk, &from, rows(), &mut |_, _| {
                told += 1;
                assert!(told < 4_100, "cut off");
            })
        }));
        assert!(cut.is_err());
        let paid = scene.number("SELECT COUNT(*) FROM payment_use");
        assert!(paid > 0 && paid < PEOPLE, "{paid}");
        assert_eq!(scene.in_state("active"), paid, "who has paid is active, in the same commit");
        let batch = collect::collect(&desk, &clerk, &from, rows(), &mut |_, _| ()).unwrap();
        assert_eq!((batch.taken, batch.refused), (PEOPLE, 0));
        assert_eq!(batch.amount, yuan(150 * PEOPLE));
        assert_eq!(scene.number("SELECT CAST(SUM(amount) AS BIGINT) FROM payment"), 15_000 * PEOPLE);
        assert_eq!(scene.number("SELECT COUNT(*) FROM payment_use"), PEOPLE);
        assert_eq!((scene.in_state("active"), scene.in_state("approved")), (PEOPLE, 0));
        assert_eq!(scene.number("SELECT COUNT(*) FROM enrolment"), 2 * PEOPLE, "one version more each");
        scene.sound();
    }

    /// Two runs of the same file at the same time: the slower one is told so, and takes no row a second time.
    fn a_run_that_was_overtaken_stops(scene: &Scene) {
        const ROWS: i64 = 4_100;
        scene.set_standard(LEVELS);
        scene.enrol(1, 5, "340421", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        scene.bill_all(&clerk, "340421");
        let desk = scene.desk();
        let from = Collection {
            region: region("340421"),
            channel: Channel::Tax,
            collector: None,
            digest: "file".to_owned(),
        };
        // the other run takes the first set and dies, after this one has read its own first set
        let other = || {
            let cut = catch_unwind(AssertUnwindSafe(|| {
                collect::collect(&desk, &clerk, &from, (1..=ROWS).map(row), &mut |line, _| {
                    assert!(line < 4_000, "cut off");
                })
            }));
            assert!(cut.is_err());
        };
        let slow = (1..=ROWS).map(|no| {
            if no == 4_000 {
                other();
            }
            row(no)
        });
        let overtaken = collect::collect(&desk, &clerk, &from, slow, &mut |_, _| ());
        assert_eq!(crate::scene::code(overtaken), "batch.busy");
        let batch = collect::collect(&desk, &clerk, &from, (1..=ROWS).map(row), &mut |_, _| ()).unwrap();
        assert_eq!((batch.done, batch.taken, batch.refused), (ROWS, ROWS, 0));
        assert_eq!(scene.number("SELECT COUNT(*) FROM payment"), ROWS);
        assert_eq!(scene.number("SELECT COUNT(*) FROM payment_use"), 5);
        assert_eq!(scene.number("SELECT COUNT(*) FROM suspense"), ROWS - 5);
    }
}

fn row(no: i64) -> ReadRow {
    Ok(PaidRow {
        line: no + 1,
        reference: format!("R{no}"),
        whom: Whom::Document(paper(no)),
        name: String::new(),
        year: year(2027),
        amount: yuan(150),
        on: date("2026-11-20"),
    })
}
