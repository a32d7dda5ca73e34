//! One stop: several packages in one answer and one commit, the insurer of the district, what each record was settled
//! by, who pays first, and bills that are settled once.

use std::sync::Arc;

use access::{Role, Verdict};
use base::{Date, Fen};
use benefit::plan::Policy;
use enrolment::Scheme;
use policy::{CompileOptions, Files, Package};
use service::bills::{self, Elsewhere};
use service::counter::rules::Adopted;
use service::counter::{Counter, Outcome, Rules};
use service::{Desk, ServiceError, claim, mode};
use settlement::RecordNo;
use settlement::bill::{AccountUse, LayerStage, PlaceInStack};
use settlement::claim::paper::{Ground, GroundRule, PaperBill};
use settlement::insurer::{Contract, ContractNo, Fee, InsuredLayer, InsurerCode};
use store::{OPEN_DATE, OPEN_TX, StoreError, params};

use crate::common::{self, Fixture, Still, day, deed, region};
use crate::hall::*;
use crate::{consistent, scene};

/// A package that pays a share of what is borne, at a layer of its own; `rule` is said beside it.
fn behind(layer: &str, kind: &str, ratio: &str, rule: &str) -> Policy {
    let text = format!(
        r#"
format = "tongchou-policy/1"
id = "test.{layer}"
title = "{layer}"
scheme = "resident"
in_force = {{ from = 2000-01-01 }}
law_date = "service_date"
layers = ["basic", "{layer}"]
[year]
starts = "01-01"
[[source]]
id = "t"
title = "办法"
tier = "D"
file = "sources/t.md"
[payer.pool]
title = "统筹基金"
kind = "fund"
[payer.{layer}]
title = "{layer}"
kind = "{kind}"
layer = "{layer}"
[acc.local_{layer}_paid]
of = "person"
per = "year"
unit = "money"
kind = "counter"
title = "已付"
[table.cap]
title = "限额"
type = "money"
is = "100000"
cite = ["t#1"]
{rule}
[[step]]
id = "{layer}"
title = "支付"
do = "share"
layer = "{layer}"
payer = "{layer}"
source = ["deductible", "copay"]
ratio = "{ratio}"
caps = [{{ acc = "local_{layer}_paid", limit = "table.cap", basis = "paid" }}]
cite = ["t#1"]
"#
    );
    let files = Files::from_iter([
        ("policy.toml", text.as_str()),
        ("sources/t.md", "# 办法\n\n## 1 总则\n"),
    ]);
    let package = Package::load(&files).unwrap();
    policy::compile(&package, &CompileOptions::default()).unwrap()
}

const RECIPIENTS: &str = r#"
[[deny]]
reason = "not_eligible"
title = "不是救助对象"
when = "not (identities has dibao)"
cite = ["t#1"]
"#;

fn adopted(stage: LayerStage, policy: Policy) -> Adopted {
    Adopted {
        scheme: Scheme::Resident,
        from: Date::MIN,
        until: Date::MAX,
        policy: Arc::new(policy),
        place: Some(PlaceInStack {
            stage,
            enters_at: stage.code().to_owned(),
            payers: vec![("*".to_owned(), "pool".to_owned())],
        }),
    }
}

fn contract() -> Contract {
    Contract {
        no: ContractNo::new(1).unwrap(),
        insurer: InsurerCode::new("甲公司").unwrap(),
        layer: InsuredLayer::SeriousIllness,
        districts: vec![region("340421")],
        from: day("2026-01-01"),
        until: day("2026-12-31"),
        ended_on: None,
        fee: Fee::PerHead(Fen::new(2_500)),
        bands: Vec::new(),
        corridor: None,
        document: "合同-1".to_owned(),
    }
}

/// 100 of deductible and 60 %, then half of what is borne by serious-illness insurance, then half of the rest by
/// assistance, for recipients.
fn stacked() -> Rules {
    let mut rules = rules(policy("100", "100000", "60%"));
    let aid = behind("assistance", "assistance", "50%", RECIPIENTS);
    let ill = behind("serious_illness", "insurer", "50%", "");
    rules.adopted.push(adopted(LayerStage::Assistance, aid));
    rules.adopted.push(adopted(LayerStage::SeriousIllness, ill));
    rules.contracts.add(contract()).unwrap();
    rules
}

/// A person is certified as a recipient of 低保.
fn recipient(fixture: &Fixture, who: i64) {
    let put = fixture.store.write::<_, StoreError>(&deed("scene"), |tx| {
        let (pool, now) = (tx.pool(), tx.no());
        scene::put(
            tx,
            "category_span",
            "pool bucket person region category valid_from valid_to authority evidence tx_from tx_to",
            &params![
                pool, who % 64, who, region("340421"), "dibao", 20_260_101, OPEN_DATE, "civil_affairs", "application", now, OPEN_TX
            ],
        )
    });
    put.unwrap();
}

/// A bill of one person, settled; at the end of the ids of its messages stands `at`.
fn settled(counter: &Counter, who: i64, at: &str, amount: &str) -> (settlement::VisitNo, Outcome) {
    let visit = ready(counter, who, at, amount);
    let answer = counter.carry_out(key("2207", at, at), settlement(visit, who));
    (visit, answer)
}

fn told_money(answer: &Outcome) -> [i64; 3] {
    ["bill", "fund", "cash"].map(|field| number(answer, field))
}

/// What is owed by each fund, as `fund amount`.
fn owed(hall: &Hall<'_>) -> Vec<(String, i64)> {
    let read = hall.fixture.store.read::<_, StoreError>(|session| {
        let rows = session.rows(
            "SELECT fund, CAST(SUM(amount) AS BIGINT) FROM payable GROUP BY fund ORDER BY fund",
            &[],
        )?;
        rows.iter()
            .map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
            .collect()
    });
    read.unwrap()
}

fn funds(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter()
        .map(|(fund, amount)| ((*fund).to_owned(), *amount))
        .collect()
}

fn shares(hall: &Hall<'_>) -> i64 {
    hall.number(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM insurer_share WHERE contract = 1",
    )
}

fn desk<'a>(fixture: &'a Fixture, today: &'a Still) -> Desk<'a> {
    Desk::new(&fixture.store, today)
}

fn refused<T>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

fn bill_elsewhere(number: &str, amount: &str, layer: &str, claim: &str) -> Elsewhere {
    Elsewhere {
        issuer: HOSPITAL.to_owned(),
        number: number.to_owned(),
        on: day(TODAY),
        amount: yuan(amount),
        layer: layer.to_owned(),
        claim: claim.to_owned(),
    }
}

fn invoiced(counter: &Counter, at: &str, number: &str) -> Outcome {
    let visit = ready(counter, 1, at, "50");
    let work = settlement_with(visit, 1, |ask| ask.invoice = Some(number.to_owned()));
    counter.carry_out(key("2207", at, at), work)
}

on_both! {
    /// REQ-248: 1000: 540 by the pool, 230 of the 460 borne by serious-illness insurance, 115 by assistance.
    fn req_248_an_assisted_person_settles_at_the_window_in_one_step(fixture: &Fixture) {
        let hall = Hall::of(fixture, 2, stacked());
        recipient(fixture, 1);
        let visit = ready(&hall.counter, 1, "a", "1000");
        let trial = hall.counter.trial(&*settlement(visit, 1));
        let answer = hall.counter.carry_out(key("2207", "a", "a"), settlement(visit, 1));
        assert_eq!(told_money(&answer), [100_000, 88_500, 11_500]);
        assert_eq!(told_money(&trial), told_money(&answer));
        let names = told(&answer)["funds"].to_string();
        assert!(names.contains("大病") && names.contains("甲公司承办") && names.contains("医疗救助"), "{names}");
        let all = [("assistance", 11_500), ("resident", 54_000), ("serious-illness", 23_000)];
        assert_eq!(owed(&hall), funds(&all));
        assert_eq!(shares(&hall), 23_000, "the insurer of the district makes good what the fund of its layer pays");
        let (_, other) = settled(&hall.counter, 2, "b", "1000");
        assert_eq!(told_money(&other), [100_000, 77_000, 23_000], "who is no recipient is not assisted");
        let back = hall.counter.carry_out(key("2208", "a", "a"), reversal(record(&answer), visit, 1));
        assert_eq!(number(&back, "fund"), -88_500);
        assert_eq!(owed(&hall), funds(&[("assistance", 0), ("resident", 54_000), ("serious-illness", 23_000)]));
        assert_eq!(shares(&hall), 23_000);
        let left = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM accumulator_entry WHERE owner = 'person:1'";
        assert_eq!(hall.number(left), 0, "every layer is taken back");
        let of_contract = fixture.store.read(|session| {
            let scope = access::Scope::whole(region("3404"));
            store::counter::insured::of_contract(session, scope, contract().no, day(TODAY))
        });
        let statement: Vec<(bool, i64)> = of_contract.unwrap().iter().map(|it| (it.reversal, it.amount.get())).collect();
        let foreign = fixture.store.read(|session| {
            let scope = access::Scope::new(region("3404"), region("340422")).unwrap();
            store::counter::insured::of_contract(session, scope, contract().no, day(TODAY))
        });
        assert_eq!(foreign.unwrap(), [], "another county is told nothing");
        assert_eq!(statement, [(false, 23_000), (false, 23_000), (true, -23_000)]);
        consistent(&hall);
    }

    /// A package adopted later does not change what was settled before: it is read back and taken back by its own.
    fn a_record_keeps_the_packages_that_it_was_settled_by(fixture: &Fixture) {
        let hall = Hall::of(fixture, 1, stacked());
        recipient(fixture, 1);
        let (visit, answer) = settled(&hall.counter, 1, "a", "1000");
        assert_eq!(number(&answer, "fund"), 88_500);
        let mut later = stacked();
        let whole = behind("assistance", "assistance", "100%", "");
        later.adopted.push(adopted(LayerStage::Assistance, whole));
        let mut basic = rules(policy("0", "100000", "90%"));
        later.adopted.append(&mut basic.adopted);
        let counter = hall.another_by(later);
        let (_, anew) = settled(&counter, 1, "b", "1000");
        assert_eq!(number(&anew, "fund"), 100_000, "the new ones count from now on");
        let back = counter.carry_out(key("2208", "c", "c"), reversal(record(&answer), visit, 1));
        assert_eq!(number(&back, "fund"), -88_500);
        assert_eq!(hall.number("SELECT CAST(SUM(fund_pay) AS BIGINT) FROM settlement"), 100_000);
    }

    /// REQ-245
    fn req_245_who_pays_first_is_not_booked_and_claims_by_hand(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "60", "100%"));
        let today = Still(day(TODAY));
        let desk = desk(fixture, &today);
        let clerk = fixture.user("clerk", Role::Clerk, "340421");
        let reviewer = fixture.user("check", Role::Reviewer, "340421");
        let silent = mode::propose(&desk, &clerk, (person(1), day(TODAY)), " ");
        assert_eq!(refused(silent), "claim.reason");
        let no = mode::propose(&desk, &clerk, (person(1), day(TODAY)), "就诊次数异常").unwrap();
        assert!(hall.counter.carry_out(key("2201", "a", "a"), registration(1, HOSPITAL)).is_ok(), "not decided yet");
        assert!(mode::decide(&desk, &clerk, no, Verdict::Approved, "同意").is_err(), "not by the same");
        let change = mode::decide(&desk, &reviewer, no, Verdict::Approved, "属实").unwrap().unwrap();
        let book = |at: &str| hall.counter.carry_out(key("2201", at, at), registration(1, HOSPITAL));
        let told = book("b");
        assert!(told.as_ref().unwrap_err().zh().contains("篇7 第三十五条"));
        assert_eq!(code(told), "mode.pay_first");
        let officer = fixture.user("officer", Role::PolicyOfficer, "3404");
        let ground = GroundRule {
            ground: Ground::PayFirst,
            elsewhere: false,
            article: "篇7 第三十五条".to_owned(),
        };
        claim::set_ground(&desk, &officer, &ground, true).unwrap();
        let by_hand = |number: &str, on: &str| {
            let taken = claim::Taken {
                person: person(1),
                care_at: region("340421"),
                ground: Ground::PayFirst,
                by: "本人".to_owned(),
                bills: vec![PaperBill {
                    issuer: "凤台县人民医院".to_owned(),
                    number: number.to_owned(),
                    on: day(on),
                    amount: Fen::new(5_000),
                    original: true,
                }],
            };
            claim::receive(&desk, &clerk, taken)
        };
        assert!(by_hand("00001", TODAY).is_ok(), "manual claims are accepted");
        assert_eq!(refused(by_hand("00002", "2026-11-01")), "mode.none", "of the days of the change alone");
        mode::lift(&desk, &reviewer, change, "已整改").unwrap();
        assert_eq!(refused(mode::lift(&desk, &reviewer, change, "再次")), "mode.lifted");
        assert!(book("c").is_ok(), "lifted");
        let foreign = fixture.user("other", Role::Reviewer, "340422");
        assert_eq!(mode::of_person(&desk, &foreign, person(1)).unwrap().len(), 0);
        assert_eq!(refused(mode::lift(&desk, &foreign, change, "x")), "not_found");
    }

    /// REQ-247: a bill of both systems is settled in the one that took it first.
    fn req_247_a_bill_in_both_systems_is_settled_in_one(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "6000", "100%"));
        let today = Still(day(TODAY));
        let desk = desk(fixture, &today);
        let clerk = fixture.user("clerk", Role::Clerk, "340421");
        let list = [bill_elsewhere("No.00770077", "50", "basic", "新农合系统结算单 X-9")];
        assert_eq!(bills::settled_elsewhere(&desk, &clerk, &list).unwrap(), []);
        let second = invoiced(&hall.counter, "a", "00770077");
        assert!(second.as_ref().unwrap_err().zh().contains("新农合系统结算单 X-9"), "{second:?}");
        assert_eq!(code(second), "paper.bill_twice");
        let ours = invoiced(&hall.counter, "b", "00780078");
        let theirs = [bill_elsewhere("00780078", "50", "basic", "新农合系统结算单 X-10")];
        let found = bills::settled_elsewhere(&desk, &clerk, &theirs).unwrap();
        let (place, said) = &found[0];
        assert!(*place == 0 && said.zh().contains(&record(&ours).to_string()), "{}", said.zh());
        assert_eq!(code(invoiced(&hall.counter, "c", "00780078")), "paper.bill_twice", "nor twice here");
        for at in ["x", "y"] {
            assert!(invoiced(&hall.counter, at, "1").is_ok(), "a mark in the place of an invoice is none");
        }
        let visit = hall.number(&format!("SELECT visit FROM settlement WHERE settlement = {}", record(&ours)));
        let visit = settlement::VisitNo::new(visit).unwrap();
        hall.counter.carry_out(key("2208", "d", "d"), reversal(record(&ours), visit, 1)).unwrap();
        assert!(invoiced(&hall.counter, "e", "00780078").is_ok(), "what was taken back may be settled again");
    }

    /// REQ-108: an invoice at the urban scheme and at the rural one; assistance on what is left is no double.
    fn req_108_an_invoice_is_paid_once_by_a_layer(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "6000", "100%"));
        let today = Still(day(TODAY));
        let desk = desk(fixture, &today);
        let clerk = fixture.user("clerk", Role::Clerk, "340421");
        let take = |layer: &str, claim: &str| {
            let list = [bill_elsewhere("00123123", "1200", layer, claim)];
            bills::settled_elsewhere(&desk, &clerk, &list).unwrap()
        };
        assert_eq!(take("basic", "城镇居民医保 C-1"), []);
        let second = take("basic", "新农合 N-2");
        assert!(second[0].1.zh().contains("城镇居民医保 C-1"), "{}", second[0].1.zh());
        assert_eq!(second[0].1.code(), "paper.bill_twice");
        assert_eq!(take("assistance", "医疗救助 J-3"), [], "assistance on the remainder");
        assert_eq!(take("assistance", "医疗救助 J-4")[0].1.code(), "paper.bill_twice");
        let officer = fixture.user("officer", Role::PolicyOfficer, "3404");
        let ground = GroundRule {
            ground: Ground::Unconnected,
            elsewhere: false,
            article: "篇3 二(三)".to_owned(),
        };
        claim::set_ground(&desk, &officer, &ground, true).unwrap();
        let paper = |number: &str, amount: &str| {
            let taken = claim::Taken {
                person: person(1),
                care_at: region("340421"),
                ground: Ground::Unconnected,
                by: "本人".to_owned(),
                bills: vec![PaperBill {
                    issuer: HOSPITAL.to_owned(),
                    number: number.to_owned(),
                    on: day(TODAY),
                    amount: yuan(amount),
                    original: true,
                }],
            };
            claim::receive(&desk, &clerk, taken)
        };
        assert_eq!(refused(paper("00123123", "1200")), "paper.bill_twice", "nor by hand");
        assert!(invoiced(&hall.counter, "a", "00200200").is_ok());
        assert_eq!(refused(paper("00200200", "50")), "paper.bill_twice", "what a counter settled");
        assert!(paper("00300300", "50").is_ok());
        assert_eq!(code(invoiced(&hall.counter, "b", "00300300")), "paper.bill_twice", "what was taken by hand");
    }

    /// REQ-233: what is outside the rules is the patient's, and in no claim against a fund.
    fn req_233_what_is_outside_the_rules_is_collected_from_the_patient(fixture: &Fixture) {
        let hall = Hall::of(fixture, 1, stacked());
        let visit = ready(&hall.counter, 1, "a", "200");
        hall.counter.carry_out(key("2204", "b", "b"), fee(visit, 1, (2, OUTSIDE, "30.07"))).unwrap();
        let answer = hall.counter.carry_out(key("2207", "c", "c"), settlement(visit, 1));
        let [bill, fund, cash] = told_money(&answer);
        assert_eq!(told(&answer)["figures"]["fulamt_ownpay_amt"], 3_007);
        assert_eq!((bill, bill - fund), (23_007, cash));
        let alone = ready(&hall.counter, 1, "d", "200");
        let twin = hall.counter.trial(&*settlement(alone, 1));
        assert!(fund > 0 && number(&twin, "bill") == 20_000);
        let owed: i64 = owed(&hall).iter().map(|(_, amount)| amount).sum();
        assert_eq!(owed, fund);
        assert!(owed <= 20_000, "the outside part never enters a claim");
        let outside = ready(&hall.counter, 1, "e", "0.01");
        hall.counter.carry_out(key("2204", "f", "f"), fee(outside, 1, (2, OUTSIDE, "30.07"))).unwrap();
        let alone = settlement_with(outside, 1, |ask| ask.batches = vec!["B2".to_owned()]);
        let alone = hall.counter.carry_out(key("2207", "g", "g"), alone);
        assert_eq!(told_money(&alone), [3_007, 0, 3_007]);
    }

    /// REQ-115: at discharge the patient pays his own share; funds and account stand as payables.
    fn req_115_at_discharge_only_the_own_share_is_paid(fixture: &Fixture) {
        let hall = Hall::new(fixture, 1, policy("0", "100000", "5643/8892"));
        let sent = |infno: &str, at: &str, work: Box<Message>| hall.counter.carry_out(key(infno, at, at), work);
        let visit = visit(&sent("2401", "a", admission(1)));
        sent("2301", "b", stay_fee(visit, 1, (1, None, "1", "8892"))).unwrap();
        sent("2402", "c", leaving(visit, 1)).unwrap();
        let settled = sent("2304", "d", settlement(visit, 1));
        assert_eq!(told_money(&settled), [889_200, 564_300, 324_900]);
        assert_eq!(owed(&hall), funds(&[("resident", 564_300)]), "a receivable of the provider against the agency");
        consistent(&hall);
    }

    /// REQ-232: pool and additional shares are receivables, the account is debited, the rest is cash: to the 分.
    fn req_232_shares_are_booked_the_account_is_debited_and_cash_is_the_rest(fixture: &Fixture) {
        let hall = Hall::of(fixture, 1, stacked());
        hall.account(1, "10", "20.55");
        let visit = ready(&hall.counter, 1, "a", "333.33");
        let work = settlement_as(visit, 1, (false, AccountUse::Own));
        let answer = hall.counter.carry_out(key("2207", "a", "a"), work);
        let [bill, fund, cash] = told_money(&answer);
        let account = number(&answer, "account");
        assert_eq!((bill, account), (33_333, 3_055));
        assert_eq!(fund + account + cash, bill);
        let rows = owed(&hall);
        assert_eq!(rows.iter().map(|(_, amount)| amount).sum::<i64>(), fund + account);
        assert_eq!(rows.len(), 3, "{rows:?}");
        consistent(&hall);
    }

    /// REQ-231, in part: sent twice it is one settlement and one debit; taken back to the 分; an undesignated one is refused.
    fn a_settlement_in_real_time_is_one_and_comes_back_whole(fixture: &Fixture) {
        let hall = Hall::of(fixture, 1, stacked());
        hall.account(1, "10", "20.55");
        let visit = ready(&hall.counter, 1, "a", "333.33");
        let send = || hall.counter.carry_out(key("2207", "a", "a"), settlement_as(visit, 1, (false, AccountUse::Own)));
        let first: RecordNo = record(&send());
        assert_eq!(record(&send()), first);
        assert_eq!(hall.number("SELECT COUNT(*) FROM account_entry"), 2, "the opening and one debit");
        hall.counter.carry_out(key("2208", "b", "b"), reversal(first, visit, 1)).unwrap();
        let balance = "SELECT current_after + past_after FROM account_entry ORDER BY account_entry DESC LIMIT 1";
        assert_eq!(hall.number(balance), 3_055);
        let left = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM accumulator_entry";
        assert_eq!((hall.number(left), shares(&hall)), (0, 0));
        let outside = hall.counter.carry_out(key("2201", "c", "c"), registration(1, "H34042100009"));
        assert_eq!(code(outside), "entry.not_designated");
    }
}
