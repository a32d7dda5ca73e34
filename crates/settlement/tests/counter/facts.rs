//! Which fact comes from what, seen in the money it moves.

use crate::world::{World, day, line, named, plain, shipped, written, written_as, yuan};
use base::{Fen, PersonNo};
use policy::CompileOptions;
use settlement::bill::{AccountUse, Stack, YearEnd};
use settlement::fee::FeeLine;
use settlement::visit::{Act, ContractBy, Dates, Filing, FilingKind, FilingState, Place, Standing};

fn stay_line(number: u64, occurred: &str, price: &str) -> FeeLine {
    FeeLine {
        batch: String::new(),
        ..line(number, occurred, "a", "1", price)
    }
}

fn filing(kind: FilingKind, filed_on: &str, place: Place) -> Filing {
    Filing {
        number: "1".to_owned(),
        person: PersonNo::new(7).unwrap(),
        kind,
        state: FilingState::Approved,
        filed_on: day(filed_on),
        from: day(filed_on),
        until: None,
        place,
        institution: None,
        disease: None,
        certified_on: None,
        from_visit: None,
        used: false,
    }
}

/// Jiamusi: without a filing before the treatment the unfiled row holds (deductible 1500, 40 %), with it
/// that of the destination (in the province 1000, 60 %; outside 1500, 50 %).
#[test]
fn a_filing_counts_when_it_was_made_before_the_treatment() {
    let policy = plain("cn.230800.resident");
    let paid = |place: Place, filed_on: Option<&str>| {
        let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "3")]);
        world.provider.place = place;
        let filed = filed_on.map(|on| filing(FilingKind::Referral, on, place));
        world.filings.0.extend(filed);
        let lines = vec![stay_line(1, "2018-05-11", "11500")];
        world
            .visit("2101", "2018-05-10 08:00:00", "2018-05-20", lines)
            .unwrap()
            .figures
            .hifp_pay
    };
    assert_eq!(paid(Place::OutProvince, None), yuan("4000"));
    assert_eq!(paid(Place::OutProvince, Some("2018-05-10")), yuan("5000"));
    assert_eq!(paid(Place::OutProvince, Some("2018-05-11")), yuan("4000"));
    assert_eq!(paid(Place::InProvince, Some("2018-05-01")), yuan("6300"));
}

/// Shanghai: outside the city emergency is payable, own choice is not (REQ-252).
#[test]
fn req_252_emergency_elsewhere_is_payable_own_choice_is_not() {
    let policy = plain("cn.310000.employee");
    let person = [
        ("birth", "1980-01-01"),
        ("employed_on", "1999-01-01"),
        ("paid_months", "60"),
    ];
    let answer = |med_type: &str, emergency: bool, filed: Option<FilingKind>| {
        let mut world = World::new(Stack::of(&policy), "310", &person, &[("level", "3")]);
        world.provider.place = Place::OutProvince;
        world
            .filings
            .0
            .extend(filed.map(|kind| filing(kind, "2003-01-01", Place::OutProvince)));
        let at = world.begin(med_type, "2003-05-10 08:00:00");
        world.visits[at].visit.emergency = emergency;
        world
            .charge(
                at,
                vec![FeeLine {
                    batch: "b1".to_owned(),
                    ..stay_line(1, "2003-05-10", "11500")
                }],
            )
            .unwrap();
        if med_type == "2101" {
            world.discharge(at, "2003-05-12");
        }
        world.settle(at, "2003-05-12").unwrap()
    };
    assert_eq!(answer("2101", false, None).denied.len(), 1);
    assert_eq!(
        answer("2101", false, None).figures.fund_pay_sumamt,
        Fen::ZERO
    );
    // work or residence elsewhere for long, and emergency
    assert_eq!(
        answer("2101", false, Some(FilingKind::LongTerm))
            .figures
            .hifp_pay,
        yuan("8500")
    );
    assert_eq!(answer("2101", true, None).figures.hifp_pay, yuan("8500"));
    assert!(answer("1301", false, None).denied.is_empty());
}

const REFERRED: &str = r#"
[[step]]
id = "referred"
title = "按规定转诊"
do = "share"
when = "referred == yes and certified_on == none"
payer = "pool"
ratio = "90%"
cite = ["t#1"]
[[step]]
id = "certified"
title = "病种已认定"
do = "share"
when = "certified_on <= 2024-03-01 and signed_provider == \"H89010100001\""
payer = "pool"
ratio = "70%"
cite = ["t#1"]
[[step]]
id = "other"
title = "其他"
do = "share"
when = "referred == no and certified_on == none"
payer = "pool"
ratio = "50%"
cite = ["t#1"]
"#;

#[test]
fn referral_certification_and_choice_of_institution_reach_the_rules() {
    let policy = written_as("law_date = \"service_date\"", "settlement_date", REFERRED);
    let paid = |filings: Vec<Filing>, disease: Option<&str>| {
        let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
        world.filings.0 = filings;
        let lines = vec![FeeLine {
            disease: disease.map(str::to_owned),
            ..line(1, "2024-05-10", "a", "1", "100")
        }];
        world
            .visit("14", "2024-05-10", "2024-05-10", lines)
            .unwrap()
            .figures
            .hifp_pay
    };
    assert_eq!(paid(Vec::new(), None), yuan("50"));
    assert_eq!(
        paid(
            vec![filing(FilingKind::Referral, "2024-05-01", Place::Local)],
            None
        ),
        yuan("90")
    );
    let chronic = Filing {
        disease: Some("M00500".to_owned()),
        certified_on: Some(day("2024-02-01")),
        ..filing(FilingKind::Chronic, "2024-02-02", Place::Local)
    };
    let chosen = Filing {
        institution: Some("H89010100001".to_owned()),
        ..filing(FilingKind::ChosenInstitution, "2024-01-01", Place::Local)
    };
    assert_eq!(
        paid(vec![chronic.clone(), chosen.clone()], Some("M00500")),
        yuan("70")
    );
    assert_eq!(paid(vec![chronic, chosen], None), yuan("50"));
}

#[test]
fn one_bill_is_of_one_disease() {
    let policy = plain("cn.130500.resident");
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let at = world.begin("14", "2022-05-10");
    let of = |number, batch: &str, disease: &str| FeeLine {
        batch: batch.to_owned(),
        disease: Some(disease.to_owned()),
        ..line(number, "2022-05-10", "a", "1", "100")
    };
    world.charge(at, vec![of(1, "b1", "高血压")]).unwrap();
    world.charge(at, vec![of(2, "b2", "糖尿病")]).unwrap();
    assert_eq!(
        world.settle(at, "2022-05-10").unwrap_err().code(),
        "bill.diseases"
    );
}

/// The law of the day of discharge: a mid-stay settlement goes by its own day, the final one by the
/// discharge, and prices all lines of the stay again.
#[test]
fn a_stay_is_priced_again_when_the_law_date_moves() {
    let rules = "[[item]]\nwhen = \"item == b\"\nfirst = \"10%\"\nuntil = 2024-12-31\ncite = [\"t#1\"]\n[[item]]\nwhen = \"item == b\"\nfirst = \"20%\"\nfrom = 2025-01-01\ncite = [\"t#1\"]\n[[step]]\nid = \"pool\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"50%\"\ncite = [\"t#1\"]\n";
    let policy = written_as(
        "law_date = [\"discharge_date\", \"service_date\"]",
        "settlement_date",
        rules,
    );
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let at = world.begin("2101", "2024-12-20 08:00:00");
    let drug = |number, on: &str| FeeLine {
        batch: String::new(),
        ..line(number, on, "b", "1", "100")
    };
    world.charge(at, vec![drug(1, "2024-12-21")]).unwrap();
    let first = world.settle_as(at, "2024-12-30", true).unwrap();
    world.charge(at, vec![drug(2, "2025-01-02")]).unwrap();
    world.discharge(at, "2025-01-03");
    let last = world.settle(at, "2025-01-03").unwrap();
    assert_eq!(
        [first.figures.preselfpay_amt, last.figures.preselfpay_amt],
        ["10", "30"].map(yuan)
    );
    assert_eq!(last.figures.check(), Ok(()));
}

/// The law date moved, and with it the catalogue: what was settled in mid-stay is listed anew too, since the
/// final settlement replaces it.
#[test]
fn what_was_settled_before_is_listed_anew_with_the_rest() {
    let rules = "[[item]]\nwhen = \"item == b\"\nfirst = \"20%\"\ncite = [\"t#1\"]\n[[step]]\nid = \"pool\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"50%\"\ncite = [\"t#1\"]\n";
    let policy = written(rules);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    let at = world.begin("2101", "2024-12-20 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2024-12-21", "100")])
        .unwrap();
    let first = world.settle_as(at, "2024-12-30", true).unwrap();
    world
        .charge(at, vec![stay_line(2, "2025-01-02", "100")])
        .unwrap();
    world.discharge(at, "2025-01-03");
    let anew = world.visits[at].sheet.listed_anew(&[1, 2], |line| {
        Ok(directory::catalogue::LineFacts {
            class: directory::catalogue::Class::B,
            ..line.listed.clone()
        })
    });
    world.visits[at].sheet = anew.unwrap();
    let last = world.settle(at, "2025-01-03").unwrap();
    assert_eq!(
        [first.figures.preselfpay_amt, last.figures.preselfpay_amt],
        ["0", "40"].map(yuan)
    );
}

/// Where years are settled apart and the package places a bill by the day of service, the second part
/// begins with its year.
#[test]
fn the_second_part_of_a_stay_is_of_its_own_year() {
    let rules = "[acc.ip_cost]\nof = \"person\"\nper = \"year\"\nunit = \"money\"\nkind = \"counter\"\ntitle = \"住院费用\"\n[[step]]\nid = \"cost\"\ntitle = \"记\"\ndo = \"record\"\nacc = \"ip_cost\"\namount = \"claim.total\"\ncite = [\"t#1\"]\n[[step]]\nid = \"pool\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"50%\"\ncite = [\"t#1\"]\n";
    let policy = written_as("law_date = \"service_date\"", "service_date", rules);
    let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
    world.year_end = YearEnd::Split;
    let at = world.begin("2101", "2024-12-20 08:00:00");
    world
        .charge(
            at,
            vec![
                stay_line(1, "2024-12-30", "300"),
                stay_line(2, "2025-01-02", "400"),
            ],
        )
        .unwrap();
    world.settle_as(at, "2025-01-02", true).unwrap();
    world.discharge(at, "2025-01-05");
    world.settle(at, "2025-01-05").unwrap();
    let years: Vec<(&str, i64)> = world
        .state
        .iter()
        .map(|(key, value)| (key.window.as_str(), value))
        .collect();
    assert_eq!(years, [("2024", 30_000), ("2025", 40_000)]);
    assert_eq!(YearEnd::parse(YearEnd::Split.code()), Some(YearEnd::Split));
}

#[test]
fn dates_are_named_apart() {
    let policy = plain("cn.310000.employee");
    let person = [
        ("birth", "1980-01-01"),
        ("employed_on", "1999-01-01"),
        ("paid_months", "60"),
    ];
    let mut world = World::new(Stack::of(&policy), "310", &person, &[("level", "3")]);
    let at = world.begin("2101", "2003-12-20 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2003-12-21", "3000")])
        .unwrap();
    world.discharge(at, "2003-12-30 10:00:00");
    let (record, _) = world.trial(at, "2004-01-02", false).unwrap();
    let facts = &record.adjudicated.stages[0].claim.facts;
    let dates = |by| Dates::of(&policy, facts, &world.visits[at].visit, record.day, by).unwrap();
    let service = dates(ContractBy::Service);
    assert_eq!(
        (
            service.designation,
            service.law,
            service.year.label.as_str()
        ),
        (day("2003-12-20"), day("2003-12-20"), "2004")
    );
    let contracts = [
        ContractBy::Service,
        ContractBy::Discharge,
        ContractBy::Settlement,
    ]
    .map(|by| dates(by).contract);
    assert_eq!(
        contracts,
        ["2003-12-20", "2003-12-30", "2004-01-02"].map(day)
    );
    assert!(
        ContractBy::ALL
            .into_iter()
            .all(|by| ContractBy::parse(by.code()) == Some(by))
    );
}

/// The limit told is that of the caps in force: Shanghai limits cost or payment by a switch.
#[test]
fn the_limit_before_is_that_of_the_caps_in_force() {
    let person = [
        ("birth", "1980-01-01"),
        ("employed_on", "1999-01-01"),
        ("paid_months", "60"),
    ];
    for (basis, left) in [("expense", "50000"), ("payment", "53000")] {
        let switches = [("ceiling_basis".to_owned(), basis.to_owned())].into();
        let policy = shipped(
            "cn.310000.employee",
            &CompileOptions {
                switches,
                ..CompileOptions::default()
            },
        );
        let mut world = World::new(Stack::of(&policy), "310", &person, &[("level", "3")]);
        let mut limit = |on: &str| {
            let answer = world
                .visit("2101", on, on, vec![stay_line(1, on, "21500")])
                .unwrap();
            answer.funds[0].limit_before
        };
        assert_eq!(limit("2003-05-10"), Some(yuan("70000")));
        assert_eq!(limit("2003-06-10"), Some(yuan(left)), "{basis}");
    }
}

/// Half is paid, and the account pays the rest as far as it goes.
pub const ACCOUNT_IN_STAYS: &str = r#"
[payer.account]
title = "个人账户"
kind = "account"
[acc.account]
of = "person"
per = "life"
unit = "money"
kind = "balance"
title = "个人账户余额"
[[step]]
id = "pool"
title = "支付"
do = "share"
payer = "pool"
ratio = "50%"
cite = ["t#1"]
[[step]]
id = "account"
title = "账户"
do = "draw"
payer = "account"
balance = "account"
source = ["copay"]
cite = ["t#1"]
"#;

/// An account used for the first part of a stay and not for the second keeps what it paid, and no more.
#[test]
fn an_account_no_longer_used_pays_no_more_in_the_same_stay() {
    let policy = written_as(
        "law_date = \"service_date\"",
        "settlement_date",
        ACCOUNT_IN_STAYS,
    );
    let mut world = World::new(Stack::of(&policy), "310", &[], &[("level", "1")]);
    let at = world.begin("2101", "2024-03-01 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2024-03-02", "160")])
        .unwrap();
    let (record, _) = world.trial(at, "2024-03-02", true).unwrap();
    let key = world
        .stack
        .balance_keys(&[record.adjudicated.stages[0].claim.clone()])
        .remove(0);
    world.state.add(&key, 10_000);
    let first = world.settle_as(at, "2024-03-02", true).unwrap();
    world.using = AccountUse::No;
    world
        .charge(at, vec![stay_line(2, "2024-03-03", "100")])
        .unwrap();
    world.discharge(at, "2024-03-04");
    let last = world.settle(at, "2024-03-04").unwrap();
    assert_eq!(
        [&first, &last].map(|it| it.figures.acct_pay),
        ["80", "0"].map(yuan)
    );
    assert_eq!(
        (last.figures.psn_cash_pay, world.state.get(&key)),
        (yuan("50"), 2_000)
    );
}

/// A relative's account pays at the counter; his own is left alone; the two are not mixed in one stay.
#[test]
fn a_relatives_account_pays_instead_of_his_own() {
    let policy = written_as(
        "law_date = \"service_date\"",
        "settlement_date",
        ACCOUNT_IN_STAYS,
    );
    let mut world = World::new(Stack::of(&policy), "310", &[], &[("level", "1")]);
    world.using = AccountUse::Relative;
    world.balance = yuan("60");
    let at = world.begin("2101", "2024-03-01 08:00:00");
    world
        .charge(at, vec![stay_line(1, "2024-03-02", "160")])
        .unwrap();
    let first = world.settle_as(at, "2024-03-02", true).unwrap();
    let figures = &first.figures;
    assert_eq!(
        [
            figures.acct_pay,
            figures.acct_mulaid_pay,
            figures.psn_cash_pay
        ],
        ["60", "60", "20"].map(yuan)
    );
    assert_eq!(first.balance_after(yuan("100")), Some(yuan("100")));
    world
        .charge(at, vec![stay_line(2, "2024-03-03", "100")])
        .unwrap();
    world.using = AccountUse::Own;
    assert_eq!(
        world.trial(at, "2024-03-03", true).unwrap_err().code(),
        "account.mixed"
    );
    world.using = AccountUse::No;
    let second = world.settle_as(at, "2024-03-03", true).unwrap();
    assert_eq!(
        (second.figures.acct_pay, second.figures.psn_cash_pay),
        (Fen::ZERO, yuan("50"))
    );
}

/// Two packages that count under one key see each other's money.
#[test]
fn packages_of_one_answer_share_their_accumulators() {
    let acc = "[acc.fund_paid]\nof = \"person\"\nper = \"year\"\nunit = \"money\"\nkind = \"counter\"\ntitle = \"基金合计\"\n";
    let step = |ratio: &str, source: &str, extra: &str| {
        format!(
            "{acc}[[step]]\nid = \"pay\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"{ratio}\"\nsource = [\"{source}\"]\ncaps = [{{ acc = \"fund_paid\", limit = \"60\", basis = \"paid\" }}]\n{extra}cite = [\"t#1\"]\n"
        )
    };
    let basic = written_as(
        "law_date = \"service_date\"",
        "settlement_date",
        &step("50%", "open", ""),
    );
    let mut more = written_as(
        "law_date = \"service_date\"\nlayers = [\"basic\", \"more\"]",
        "settlement_date",
        &step("100%", "copay", "layer = \"more\"\n"),
    );
    more.hash = [9; 32];
    let later = settlement::bill::Later {
        policy: &more,
        enters_at: "more".to_owned(),
        payers: Vec::new(),
    };
    let stack = Stack {
        later: vec![later],
        ..Stack::of(&basic)
    };
    let mut world = World::new(stack, "390", &[], &[("level", "1")]);
    let answer = world
        .visit(
            "11",
            "2024-03-01",
            "2024-03-01",
            vec![line(1, "2024-03-01", "a", "1", "100")],
        )
        .unwrap();
    assert_eq!(answer.figures.fund_pay_sumamt, yuan("60"));
    assert_eq!(
        world
            .state
            .iter()
            .map(|(_, value)| value)
            .collect::<Vec<_>>(),
        [6_000]
    );
}

#[test]
fn a_fact_that_is_none_is_refused_and_one_that_nobody_knows_is_left_out() {
    let policy = plain("cn.310000.employee_2023");
    let mut world = World::new(
        Stack::of(&policy),
        "310",
        &[("birth", "1980-01-01")],
        &[("level", "1")],
    );
    let at = world.begin("11", "2024-03-01");
    world
        .charge(at, vec![line(1, "2024-03-01", "a", "1", "100")])
        .unwrap();
    world.more = named(&[("no_such_fact", "x")]);
    assert!(world.trial(at, "2024-03-01", false).is_ok());
    for wrong in [("level", "9"), ("birth", "x"), ("age", "3")] {
        world.more = named(&[wrong]);
        assert_eq!(
            world.trial(at, "2024-03-01", false).unwrap_err().code(),
            "bill.fact"
        );
    }
    assert_eq!(
        world.visits[at]
            .visit
            .after(
                Act::Cancel,
                Standing {
                    unsettled_lines: 1,
                    ..Standing::default()
                }
            )
            .unwrap_err()
            .code(),
        "visit.lines"
    );
}
