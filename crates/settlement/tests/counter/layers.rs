//! All layers in one answer, accounts, and what a denied bill looks like.

use crate::world::{World, line, named, plain, with_parameters, written, written_as, yuan};
use base::Fen;
use settlement::answer::Answer;
use settlement::bill::{AccountUse, Adjudicated, Later, Stack};
use settlement::fee::FeeLine;

fn stay_line(price: &str, class: &str, number: u64) -> FeeLine {
    FeeLine {
        batch: String::new(),
        ..line(number, "2022-05-02", class, "1", price)
    }
}

/// Xingtai: the basic package and the assistance package of its own in one answer. 20000 at a city
/// hospital: deductible 1000, 65 % of 19000 = 12350; 7650 left, 70 % = 5355 by assistance.
#[test]
fn assistance_in_a_package_of_its_own_is_part_of_the_answer() {
    let basic = plain("cn.130500.resident");
    let aid = plain("cn.130500.assistance");
    let payers = vec![("pool".to_owned(), "basic".to_owned())];
    let later = Later {
        policy: &aid,
        enters_at: "assistance".to_owned(),
        payers,
    };
    let stack = Stack {
        later: vec![later],
        ..Stack::of(&basic)
    };
    let mut world = World::new(stack, "390", &[("identities", "dibao")], &[("level", "3")]);
    world.more = named(&[("disease", "J18")]);
    let at = world.begin("2101", "2022-05-01");
    world
        .charge(
            at,
            vec![stay_line("20000", "a", 1), stay_line("100", "c", 2)],
        )
        .unwrap();
    world.discharge(at, "2022-05-06");
    let answer = world.settle(at, "2022-05-06").unwrap();
    let figures = &answer.figures;
    assert_eq!(
        (figures.hifp_pay, figures.maf_pay),
        (yuan("12350"), yuan("5355"))
    );
    assert_eq!(
        (figures.psn_cash_pay, figures.fulamt_ownpay_amt),
        (yuan("2395"), yuan("100"))
    );
    let funds: Vec<(&str, Fen)> = answer
        .funds
        .iter()
        .map(|it| (it.fund.as_str(), it.amount))
        .collect();
    assert_eq!(funds, [("390100", yuan("12350")), ("610100", yuan("5355"))]);
    assert!(
        answer
            .funds
            .iter()
            .all(|it| !it.course.is_empty() && !it.name.is_empty())
    );
    assert!(world.stack.recomputes(&world.records[0].adjudicated));
    assert_eq!(world.state, world.sum_of_records());
    world.reverse("s1").unwrap();
    assert_eq!(world.state, settlement::bill::AccState::default());
}

/// 100 in an outpatient clinic: half by the pool, then a package of its own behind it, that knows the money
/// of the pool and pays half of the rest, with a rule of its own. The answer, and whether both decided.
fn with_package_behind(rule: &str) -> (Answer, bool) {
    let step = "[[step]]\nid = \"pay\"\ntitle = \"支付\"\ndo = \"share\"\npayer = \"pool\"\nratio = \"50%\"\ncite = [\"t#1\"]\n";
    let basic = written(step);
    let behind = "source = [\"copay\"]\nlayer = \"more\"\n";
    let mut more = written_as(
        "law_date = \"service_date\"\nlayers = [\"basic\", \"more\"]",
        "settlement_date",
        &format!("{step}{behind}{rule}"),
    );
    more.hash = [9; 32];
    let later = Later {
        policy: &more,
        enters_at: "more".to_owned(),
        payers: vec![("pool".to_owned(), "pool".to_owned())],
    };
    let stack = Stack {
        later: vec![later],
        ..Stack::of(&basic)
    };
    let mut world = World::new(stack, "390", &[], &[("level", "1")]);
    let on = "2024-03-01";
    let answer = world
        .visit("11", on, on, vec![line(1, on, "a", "1", "100")])
        .unwrap();
    let adjudicated = &world.records[0].adjudicated;
    let kept = adjudicated.kept().unwrap();
    let recalled = Adjudicated::recall(&world.stack, &kept).unwrap();
    assert_eq!(recalled.kept().unwrap(), kept);
    assert_eq!(recalled.claims().len(), 2);
    assert!(world.stack.recomputes(&recalled));
    let shares = world.stack.shares(adjudicated);
    let sum = Fen::checked_sum(shares.iter().map(|share| share.amount));
    assert_eq!(sum, Some(yuan("100")));
    (answer, adjudicated.aside.is_empty())
}

/// A later package that denies its part leaves what was paid before as it is, and its reason is told.
#[test]
fn a_denial_of_a_later_package_takes_nothing_back() {
    let (answer, both_decided) = with_package_behind("");
    assert_eq!((answer.figures.hifp_pay, both_decided), (yuan("75"), true));
    let (answer, both_decided) = with_package_behind(
        "[[deny]]\nreason = \"not_here\"\ntitle = \"不在范围\"\nwhen = \"care == outpatient\"\ncite = [\"t#1\"]\n",
    );
    assert_eq!(
        (answer.figures.hifp_pay, answer.figures.psn_cash_pay),
        (yuan("50"), yuan("50"))
    );
    assert_eq!(answer.denied, ["不在范围"]);
    assert!(!both_decided);
}

/// A later package that leaves such cases to a person does not hold the basic bill up.
#[test]
fn a_later_package_that_cannot_decide_is_named_for_review() {
    let (answer, both_decided) = with_package_behind(
        "[[untranslated]]\nid = \"by_hand\"\ntext = \"门诊由人工办理\"\neffect = \"refuse\"\nwhen = \"care == outpatient\"\ncite = [\"t#1\"]\n",
    );
    assert_eq!(
        (answer.figures.hifp_pay, answer.figures.psn_cash_pay),
        (yuan("50"), yuan("50"))
    );
    assert!(answer.denied.is_empty() && !both_decided);
    assert_eq!(answer.reviews.len(), 1);
    assert!(
        answer.reviews[0].starts_with("测试："),
        "{}",
        answer.reviews[0]
    );
}

/// Hubei: three layers in one package.
#[test]
fn layers_of_one_package_find_their_fields() {
    let policy = with_parameters(
        "cn.420000.resident",
        &[
            ("table.ip_deductible", "1000"),
            ("table.ip_ratio", "50%"),
            ("table.aid_ratio", "50%"),
        ],
    );
    let on = policy.versions[0].from.to_string();
    let mut world = World::new(
        Stack::of(&policy),
        "390",
        &[("identities", "bianyuan")],
        &[("level", "3")],
    );
    let answer = world
        .visit(
            "2101",
            &on,
            &on,
            vec![FeeLine {
                batch: String::new(),
                ..line(1, &on, "a", "1", "61000")
            }],
        )
        .unwrap();
    let figures = &answer.figures;
    // 60000 × 50 %; 31000 borne, 18000 × 60 % + 1000 × 65 % = 11450; 19550 × 50 %
    assert_eq!(
        (figures.hifp_pay, figures.hifmi_pay, figures.maf_pay),
        (yuan("30000"), yuan("11450"), yuan("9775"))
    );
    assert_eq!(
        (figures.psn_cash_pay, figures.pool_ratio()),
        (yuan("9775"), 5_000)
    );
}

/// Shanghai draws the account by its own steps, as law: the flag changes nothing there.
#[test]
fn an_account_drawn_by_law_pays_first() {
    let policy = plain("cn.310000.employee");
    let person = [
        ("birth", "1980-01-01"),
        ("employed_on", "1999-01-01"),
        ("paid_months", "60"),
    ];
    for using in [AccountUse::Own, AccountUse::No] {
        let mut world = World::new(Stack::of(&policy), "310", &person, &[("level", "1")]);
        world.using = using;
        let at = world.begin("11", "2003-05-10");
        world
            .charge(at, vec![line(1, "2003-05-10", "a", "1", "1000")])
            .unwrap();
        let (record, _) = world.trial(at, "2003-05-10", false).unwrap();
        let keys = world
            .stack
            .balance_keys(&[record.adjudicated.stages[0].claim.clone()]);
        let current = keys.iter().find(|key| key.id == "account_current").unwrap();
        world.state.add(current, 30_000);
        let answer = world.settle(at, "2003-05-10").unwrap();
        assert_eq!(
            (answer.figures.acct_pay, answer.figures.psn_cash_pay),
            (yuan("300"), yuan("700")),
            "{using:?}"
        );
        assert_eq!(answer.balance_after(yuan("300")), Some(Fen::ZERO));
    }
}

/// Jiamusi: the old family account pays what an outpatient bears, unless he does not want it to.
#[test]
fn a_family_account_is_used_by_choice() {
    let policy = plain("cn.230800.resident");
    for (using, paid) in [(AccountUse::Own, "30"), (AccountUse::No, "0")] {
        let mut world = World::new(Stack::of(&policy), "390", &[], &[("level", "1")]);
        world.person.family = Some("f1".to_owned());
        world.using = using;
        let at = world.begin("11", "2018-05-10");
        world
            .charge(at, vec![line(1, "2018-05-10", "a", "1", "100")])
            .unwrap();
        let (record, _) = world.trial(at, "2018-05-10", false).unwrap();
        let keys = world
            .stack
            .balance_keys(&[record.adjudicated.stages[0].claim.clone()]);
        assert_eq!(keys[0].owner, "family:f1");
        world.state.add(&keys[0], 3_000);
        let answer = world.settle(at, "2018-05-10").unwrap();
        assert_eq!(
            (answer.figures.acct_pay, answer.figures.acct_mulaid_pay),
            (yuan(paid), yuan(paid))
        );
        assert_eq!(answer.figures.hifp_pay, yuan("50"));
    }
}

/// Where the package draws no account, it pays at the counter: first the account, then cash (REQ-457).
#[test]
fn req_457_the_account_pays_at_the_counter_and_cash_the_rest() {
    let policy = plain("cn.310000.employee_2023");
    let mut world = World::new(
        Stack::of(&policy),
        "310",
        &[("birth", "1980-01-01")],
        &[("level", "1")],
    );
    world.balance = yuan("30");
    let lines = vec![
        line(1, "2024-03-01", "a", "1", "100"),
        line(2, "2024-03-01", "c", "1", "5"),
    ];
    let answer = world
        .visit("11", "2024-03-01", "2024-03-01", lines)
        .unwrap();
    assert_eq!(
        (answer.figures.acct_pay, answer.figures.psn_cash_pay),
        (yuan("30"), yuan("75"))
    );
    assert_eq!(world.balance, Fen::ZERO);
    world.balance = yuan("1000");
    let more = vec![
        line(1, "2024-03-02", "a", "1", "100"),
        line(2, "2024-03-02", "c", "1", "5"),
    ];
    let answer = world.visit("11", "2024-03-02", "2024-03-02", more).unwrap();
    // what is out of the catalogue is not paid by the account
    assert_eq!(
        (answer.figures.acct_pay, answer.figures.psn_cash_pay),
        (yuan("100"), yuan("5"))
    );
    world.reverse("s2").unwrap();
    assert_eq!(world.balance, yuan("1000"));
}

#[test]
fn a_visit_of_another_institution_or_person_is_refused() {
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
    world.provider.code = "H89010100002".to_owned();
    assert_eq!(
        world.trial(at, "2024-03-01", false).unwrap_err().code(),
        "bill.provider"
    );
    world.provider.code = "H89010100001".to_owned();
    world.person.number = base::PersonNo::new(8).unwrap();
    assert_eq!(
        world.trial(at, "2024-03-01", false).unwrap_err().code(),
        "bill.person"
    );
}
