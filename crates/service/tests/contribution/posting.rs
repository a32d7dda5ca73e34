//! From what was collected into the statutory books.

use crate::money::{billed, of, row, take};
use crate::on_both;
use crate::scene::{Scene, bill, code, date, region, year, yuan};
use access::{Role, Verdict};
use base::{Fen, Validity};
use enrolment::Scheme;
use enrolment::contribution::subsidy::SubsidyKey;
use enrolment::contribution::{Channel, Source};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::entry::BankAccount;
use service::books::{self, Done};
use service::contribution::{money, subsidy};
use service::posting;
use store::contribution::subsidy::Arrived;
use store::ledger::Bank;
use store::{StoreError, params};

/// What a county's agency book holds on an account, debit less credit, and for which benefit year.
fn held(scene: &Scene, account: i64, benefit_year: i64) -> Fen {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END), 0) AS BIGINT) \
               FROM ledger_leg WHERE book = 'agency' AND account = $1 AND benefit_year = $2 AND region = $3";
    let county = region("340421");
    let read = |session: &mut store::Session<'_>| {
        session.row(sql, &params![account, benefit_year, county])
    };
    scene
        .store
        .read::<_, StoreError>(read)
        .unwrap()
        .unwrap()
        .fen(0)
        .unwrap()
}

on_both! {
    /// Bank, tax and unknown money come into the books once, in the county's own tier; what was unknown is
    /// identified later; a second run has nothing to do.
    fn what_was_collected_comes_into_the_books_once(scene: &Scene) {
        let (clerk, _) = billed(scene, 3);
        let accountant = scene.user("he", Role::Accountant, "340421");
        let reviewer = scene.user("lyu", Role::FinanceReviewer, "340421");
        let desk = scene.desk();
        let county = region("340421");
        let day = date("2026-11-22");
        let run = |voucher| posting::propose(&desk, &accountant, county, day, voucher);
        assert_eq!(code(run("记-1")), "posting.nothing");

        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150)]);
        take(scene, &clerk, &of(Channel::Tax, None, "tax"), vec![row(3, 2, 150), row(4, 77, 150)]);
        let (first, items) = run("记-1").unwrap();
        assert_eq!((first.cash, items.len()), (yuan(450), 3));
        let done = posting::decide(&desk, &reviewer, first.no, Verdict::Approved, "").unwrap();
        assert!(done.iter().all(|(_, done)| matches!(done, Done::Posted(_))));
        assert_eq!(held(scene, 1002, 0), yuan(150), "the bank's money is in the income account");
        assert_eq!(held(scene, 1005, 0), yuan(300), "the tax office's is in the treasury");
        assert_eq!(held(scene, 4001, 2027), yuan(-300), "premiums of 2027, recognised when paid");
        assert_eq!(held(scene, 2001, 0), yuan(-150), "nobody knows yet whose it is");
        assert_eq!(code(run("记-2")), "posting.nothing");

        scene.enrol(77, 1, "340421", Scheme::Resident, 2027);
        scene.bill_all(&clerk, "340421");
        let item = money::waiting(&desk, &clerk).unwrap()[0].item.no;
        money::match_to(&desk, &clerk, item, bill(4)).unwrap();
        let (second, items) = run("记-2").unwrap();
        assert_eq!((second.cash, items.len(), items[0].event.get()), (Fen::ZERO, 1, 31));
        posting::decide(&desk, &reviewer, second.no, Verdict::Approved, "").unwrap();
        assert_eq!(held(scene, 2001, 0), Fen::ZERO);
        assert_eq!(held(scene, 4001, 2027), yuan(-450));
        assert_eq!(posting::list(&desk, &accountant).unwrap().len(), 2);
        let foreign = scene.user("zhou", Role::Accountant, "340422");
        assert_eq!(posting::list(&desk, &foreign).unwrap(), []);
        scene.sound();
    }

    /// What a reviewer sends back is asked for again, and only that; nobody decides the own run.
    fn what_is_sent_back_is_asked_for_again(scene: &Scene) {
        let (clerk, _) = billed(scene, 1);
        let accountant = scene.user("he", Role::Accountant, "340421");
        let reviewer = scene.user("lyu", Role::FinanceReviewer, "340421");
        let desk = scene.desk();
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150)]);
        let day = date("2026-11-22");
        let (run, _) = posting::propose(&desk, &accountant, region("340421"), day, "错号").unwrap();
        assert_eq!(code(posting::propose_again(&desk, &accountant, run.no, day, "记-1")), "posting.not_rejected");
        assert_eq!(code(posting::decide(&desk, &accountant, run.no, Verdict::Approved, "")), "denied");
        posting::decide(&desk, &reviewer, run.no, Verdict::Rejected, "凭证号不对").unwrap();
        assert_eq!(held(scene, 1002, 0), Fen::ZERO);
        let again = posting::propose_again(&desk, &accountant, run.no, day, "记-1").unwrap();
        assert_eq!((again.len(), again[0].follows), (1, Some(1)));
        assert_eq!(code(posting::propose_again(&desk, &accountant, run.no, day, "记-1")), "posting.not_rejected");
        posting::decide(&desk, &reviewer, run.no, Verdict::Approved, "").unwrap();
        assert_eq!(held(scene, 1002, 0), yuan(150));
    }

    /// A subsidy comes in by its level; a correction in red letter.
    fn subsidies_come_in_by_level(scene: &Scene) {
        billed(scene, 1);
        let accountant = scene.user("he", Role::Accountant, "340421");
        let reviewer = scene.user("lyu", Role::FinanceReviewer, "340421");
        let desk = scene.desk();
        let (officer, _) = scene.city();
        let (maker, checker) = (
            scene.user("jin", Role::Accountant, "3404"),
            scene.user("wei", Role::FinanceReviewer, "3404"),
        );
        let bank = Bank {
            name: BankAccount::new("市财政专户").unwrap(),
            seat: BankSeat {
                keeper: region("3404"),
                place: MoneyPlace::Fiscal,
                validity: Validity::new(Some(date("2021-01-01")), None).unwrap(),
            },
        };
        let no = books::propose_bank(&desk, &maker, &bank).unwrap();
        books::decide(&desk, &checker, no, Verdict::Approved, "").unwrap();
        let channel = crate::subsidies::channel("unified", "2021-01-01", None);
        subsidy::set_channel(&desk, &officer, &channel).unwrap();
        let arrive = |payer, amount, reference: &str, of| {
            let key = SubsidyKey { county: region("340421"), payer, scheme: Scheme::Resident, year: year(2026) };
            let arrived = Arrived {
                key,
                channel: channel.code.clone(),
                amount: yuan(amount),
                on: date("2026-11-20"),
                reference: reference.to_owned(),
                of,
            };
            subsidy::arrive(&desk, &accountant, &arrived).unwrap()
        };
        let post = |voucher| {
            let (county, day) = (region("340421"), date("2026-11-22"));
            let (run, items) = posting::propose(&desk, &accountant, county, day, voucher).unwrap();
            posting::decide(&desk, &reviewer, run.no, Verdict::Approved, "").unwrap();
            items.len()
        };
        let central = arrive(Source::Central, 1_000, "皖财1", None);
        arrive(Source::County, 90, "寿财7", None);
        arrive(Source::Central, -100, "皖财1更", Some(central));
        assert_eq!(post("记-3"), 1, "what was corrected at once comes in corrected");
        assert_eq!((held(scene, 1003, 0), held(scene, 4101, 2026)), (yuan(990), yuan(-990)));
        arrive(Source::Central, -40, "皖财1再更", Some(central));
        assert_eq!(post("记-4"), 1, "what is in the books already is corrected in red letter");
        assert_eq!((held(scene, 1003, 0), held(scene, 4101, 2026)), (yuan(950), yuan(-950)));
        scene.sound();
    }
}
