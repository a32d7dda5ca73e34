//! From what was collected into the statutory books.

use crate::money::{billed, of, row, take};
use crate::on_both;
use crate::scene::{LEVELS, Scene, bill, code, date, region, year, yuan};
use access::{Role, Verdict};
use base::{Fen, Validity};
use enrolment::Scheme;
use enrolment::contribution::subsidy::SubsidyKey;
use enrolment::contribution::{Channel, Source};
use ledger::book::BankSeat;
use ledger::chart::MoneyPlace;
use ledger::control::Level;
use ledger::control::budget::{BudgetKind, BudgetLine, BudgetStage, Direction, LineCode};
use ledger::control::indicator::Indicator;
use ledger::entry::{
    BankAccount, Digest, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::Part;
use service::books::{self, Done};
use service::contribution::{money, sponsor, subsidy};
use service::fund::{self, BudgetDraft, StepInput};
use service::posting;
use std::collections::BTreeMap;
use store::contribution::subsidy::Arrived;
use store::ledger::Bank;
use store::{StoreError, params};

/// What a county's agency book holds on an account, debit less credit, and for which benefit year.
pub fn held(scene: &Scene, account: i64, benefit_year: i64) -> Fen {
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

/// The city's fiscal special account, by accountant and reviewer of the city.
pub fn fiscal_account(scene: &Scene) {
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
    let no = books::propose_bank(&scene.desk(), &maker, &bank).unwrap();
    books::decide(&scene.desk(), &checker, no, Verdict::Approved, "").unwrap();
}

/// Money of the medical-assistance fund of 凤台, and its budget where one is wanted.
fn assistance_fund(scene: &Scene, amount: i64) {
    let desk = scene.desk();
    let code = EventCode::parse("E8").unwrap();
    let kinds = &books::library().unwrap().events.get(code).unwrap().evidence;
    let evidence = |kind: &EvidenceKind| Evidence {
        kind: *kind,
        reference: EvidenceRef::new("拨款1号").unwrap(),
        digest: Digest::of(b"x"),
    };
    let wish = books::Wish {
        event: code,
        variant: String::new(),
        county: region("340421"),
        fund: Fund::Assistance,
        value_date: date("2026-11-22"),
        book_date: date("2026-11-22"),
        parts: vec![Part {
            sub: Some(SubAccount::new("省").unwrap()),
            benefit_year: FundYear::new(2026),
            ..Part::new(yuan(amount))
        }],
        slots: BTreeMap::new(),
        banks: BTreeMap::from([("1003".to_owned(), BankAccount::new("市财政专户").unwrap())]),
        evidence: kinds.iter().map(evidence).collect(),
        answers: None,
    };
    let maker = scene.user("he", Role::Accountant, "340421");
    let no = books::propose(&desk, &maker, &wish).unwrap();
    let checker = scene.user("lyu", Role::FinanceReviewer, "340421");
    books::decide(&desk, &checker, no, Verdict::Approved, "").unwrap();
}

fn assistance_budget(scene: &Scene, amount: i64) {
    let desk = scene.desk();
    let line = |code: &str, direction| BudgetLine {
        code: LineCode::new(code).unwrap(),
        direction,
        amount: yuan(amount),
        basis: Vec::new(),
    };
    let draft = BudgetDraft {
        region: region("340421"),
        fund: Fund::Assistance,
        year: FundYear::new(2026).unwrap(),
        kind: BudgetKind::Budget,
        lines: vec![
            line("4101", Direction::Income),
            line("5001", Direction::Spending),
        ],
        justification: None,
    };
    let maker = scene.user("he", Role::Accountant, "340421");
    let (no, _) = fund::draft_budget(&desk, &maker, &draft).unwrap();
    let steps = [
        (Role::Treasury, "cai", BudgetStage::Finance),
        (Role::FinanceReviewer, "lyu", BudgetStage::InForce),
    ];
    for (role, name, stage) in steps {
        let actor = scene.user(name, role, "340421");
        let input = StepInput {
            document: Some("府1号"),
            ..StepInput::default()
        };
        fund::step_budget(&desk, &actor, no, stage, input).unwrap();
    }
}

on_both! {
    /// What a collective pays in the place of a resident is 集体补助收入, not a premium.
    fn what_a_collective_pays_is_support(scene: &Scene) {
        scene.set_standard(LEVELS);
        scene.enrol(1, 1, "340421100201", Scheme::Resident, 2027);
        let (clerk, _) = scene.county();
        let promised = sponsor::Promised {
            scheme: Scheme::Resident,
            year: year(2027),
            region: region("340421100201"),
            person: None,
            source: Source::Collective,
            sponsor: base::OrganisationNo::new(7).unwrap(),
            amount: yuan(50),
        };
        sponsor::promise(&scene.desk(), &clerk, &promised).unwrap();
        scene.bill_all(&clerk, "340421");
        let paying = subsidy::Paying {
            region: region("340421"),
            scheme: Scheme::Resident,
            year: year(2027),
            payer: Source::Collective,
        };
        subsidy::advance(&scene.desk(), &clerk, &paying).unwrap();
        let accountant = scene.user("he", Role::Accountant, "340421");
        let reviewer = scene.user("lyu", Role::FinanceReviewer, "340421");
        let (county, day) = (region("340421"), date("2026-11-22"));
        let (run, items) = posting::propose(&scene.desk(), &accountant, county, day, "记-5").unwrap();
        assert_eq!((items.len(), items[0].event.get(), items[0].variant.as_str()), (1, 3, "support"));
        posting::decide(&scene.desk(), &reviewer, run.no, Verdict::Approved, "").unwrap();
        assert_eq!((held(scene, 4102, 2027), held(scene, 4001, 2027)), (yuan(-50), Fen::ZERO));
        assert_eq!(held(scene, 1002, 0), yuan(50));
        scene.sound();
    }

    /// REQ-060: what the assistance fund advances is its expense and the income of the fund that receives it, in one
    /// document, balanced fund by fund; within the budget of the assistance fund.
    fn req_060_an_advance_is_booked_in_both_funds(scene: &Scene) {
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
        service::contribution::billing::make(&scene.desk(), &clerk, &run, &mut |_| ()).unwrap();
        fiscal_account(scene);
        assistance_fund(scene, 5_000);
        let paying = subsidy::Paying {
            region: region("340421"),
            scheme: Scheme::RuralCooperative,
            year: year(2012),
            payer: Source::Assistance,
        };
        subsidy::advance(&scene.desk(), &clerk, &paying).unwrap();
        let accountant = scene.user("he", Role::Accountant, "340421");
        let reviewer = scene.user("lyu", Role::FinanceReviewer, "340421");
        let (county, day) = (region("340421"), date("2026-11-22"));
        let propose = || posting::propose(&scene.desk(), &accountant, county, day, "记-6");
        assert_eq!(code(propose()), "fund.budget.none");
        assistance_budget(scene, 5_000);
        let (run, items) = propose().unwrap();
        assert_eq!((items.len(), items[0].variant.as_str(), items[0].amount), (1, "linked", yuan(3_000)));
        posting::decide(&scene.desk(), &reviewer, run.no, Verdict::Approved, "").unwrap();
        let of = |fund: &str, account: i64| scene.number(&format!(
            "SELECT CAST(COALESCE(SUM(CASE WHEN side = 'debit' THEN amount ELSE -amount END), 0) AS BIGINT) / 100 \
             FROM ledger_leg WHERE book = 'agency' AND fund = '{fund}' AND account = {account}"
        ));
        assert_eq!((of("assistance", 5001), of("assistance", 1003), of("assistance", 1004)), (3_000, 2_000, 0));
        assert_eq!((of("nrcms", 4001), of("nrcms", 1003)), (-3_000, 3_000));
        scene.sound();
    }

    /// Collection and arrival rates come from bills, payments and arrivals, and are graded.
    fn rates_come_from_bills_and_payments(scene: &Scene) {
        let (clerk, _) = billed(scene, 3);
        let auditor = scene.user("shen", Role::Auditor, "340421");
        let desk = scene.desk();
        let seen = |on: &str| {
            let all = fund::warnings_of(&desk, &auditor, Fund::ResidentPooled, region("340421"), date(on)).unwrap();
            let of = |indicator| all.iter().find(|one| one.indicator == indicator).map(|one| (one.value(), one.level));
            (of(Indicator::Collection).unwrap(), of(Indicator::Arrivals).unwrap())
        };
        assert_eq!(seen("2026-12-31").0, ("—".to_owned(), Level::None), "nothing is due for 2026");
        take(scene, &clerk, &of(Channel::BankOutlet, None, "bank"), vec![row(2, 1, 150), row(3, 2, 150)]);
        let (collection, arrivals) = seen("2027-01-31");
        assert_eq!(collection, ("66.67%".to_owned(), Level::One));
        assert_eq!(arrivals, ("0.00%".to_owned(), Level::Two));
        take(scene, &clerk, &of(Channel::BankOutlet, None, "more"), vec![row(9, 3, 150)]);
        assert_eq!(seen("2027-01-31").0, ("100.00%".to_owned(), Level::None));
    }

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
        assert!(done.iter().all(|(_, done)| matches!(done, Ok(Done::Posted(_)))));
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
