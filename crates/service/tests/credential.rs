//! Cards and other credentials, from the batch to the counter, on both engines.

mod common;
#[allow(dead_code, reason = "each test file uses its part")]
#[path = "common/premium_scene.rs"]
mod scene;

use access::{Actor, Moment, Role, Verdict};
use base::{PersonNo, Refused};
use common::{Fixture, Still, day, deed, region};
use enrolment::credential::issue::{BankAnswer, CardOrder};
use enrolment::credential::{CardNo, CardState, Contact, CredentialCheck, CredentialKind, When};
use enrolment::people::Field;
use scene::{add_person, person, put};
use service::credential::life::Deed;
use service::credential::office::Agreeing;
use service::credential::shown::{Ask, at_window, checks, keep, log, resolve};
use service::credential::{Act, bank, correction, form, life, link, make, office};
use service::{Desk, ServiceError};
use store::credential::office::Inspected;
use store::{AsOf, OPEN_DATE, OPEN_TX, StoreError, params};

const TODAY: &str = "2026-11-22";
const CARD: CredentialKind = CredentialKind::SocialCard;

/// Persons 1 to 5 of 340421 and 6 of 340422, with resident numbers for 1 and 2.
fn people(fixture: &Fixture) {
    let numbers = [(1, "11010519491231002X"), (2, "440524188001010014")];
    fixture
        .store
        .write::<_, StoreError>(&deed("scene"), |tx| {
            for no in 1..=6 {
                let place = if no == 6 { "340422" } else { "340421" };
                add_person(tx, no, place, 19_491_231)?;
            }
            for (no, number) in numbers {
                let (pool, now) = (tx.pool(), tx.no());
                put(
                    tx,
                    "person_document",
                    "pool bucket person document_type number_key number sound standing valid_from valid_to tx_from tx_to",
                    &params![
                        pool, no, no, "01", number, number, 1, "current", 20_160_101, OPEN_DATE, now, OPEN_TX
                    ],
                )?;
            }
            Ok(())
        })
        .unwrap();
}

fn number(text: &str) -> CardNo {
    CardNo::new(text).unwrap()
}

fn act(on: &str) -> Act<'_> {
    Act {
        on: day(on),
        reason: "持卡人申请",
        form: "表-001",
    }
}

fn order(no: i64, card: &str) -> CardOrder {
    CardOrder {
        person: person(no),
        no: number(card),
    }
}

/// A clerk of 340421 with the form `表-001` on file and the people there.
fn window(fixture: &Fixture) -> Actor {
    people(fixture);
    let clerk = fixture.user("wangli", Role::Clerk, "340421");
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    form::file(
        &desk,
        &clerk,
        ("表-001", "社会保障卡申领表"),
        b"scan".to_vec(),
    )
    .unwrap();
    clerk
}

/// Makes a card for a person and brings it into use.
fn in_use(fixture: &Fixture, clerk: &Actor, no: i64, card: &str) {
    let today = Still(day(TODAY));
    let desk = Desk::new(&fixture.store, &today);
    let made = make::make(&desk, clerk, &[order(no, card)], &act("2026-10-01")).unwrap();
    assert_eq!((made.cards, made.refused.len()), (1, 0));
    for deed in [Deed::HandOver, Deed::Activate] {
        life::step(&desk, clerk, &number(card), deed, &act("2026-10-02")).unwrap();
    }
}

fn now() -> When {
    When {
        day: day(TODAY),
        moment: Moment::from_millis(1_790_000_000_000),
    }
}

/// Who a credential leads to at the counter, or the code of the refusal.
fn counter(fixture: &Fixture, kind: CredentialKind, value: &str) -> Result<PersonNo, &'static str> {
    let shown = [(kind, value)];
    let found = fixture
        .store
        .read(|session| resolve(session, region("3404"), &shown, now()));
    let one = found.unwrap().pop().unwrap();
    one.map_err(|refused: Refused| refused.code())
}

fn code<T>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

on_both! {
    /// REQ-347: a batch is issued, and each card leads to its person at the counter.
    /// REQ-349: a new card is not activated until its holder activates it.
    fn req_347_req_349_a_batch_is_issued_and_leads_to_the_persons(fixture: &Fixture) {
        let clerk = window(fixture);
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        let orders = [order(1, "A1"), order(2, "A2"), order(6, "A6"), order(99, "A9"), order(3, "A1"), order(3, "A3")];
        let made = make::make(&desk, &clerk, &orders, &act("2026-10-01")).unwrap();
        assert_eq!(made.cards, 3);
        let refused: Vec<_> = made.refused.iter().map(|row| (row.line, row.code.as_str())).collect();
        assert_eq!(refused, [(3, "card.person"), (4, "card.person"), (5, "card.number_taken")]);
        let again = make::make(&desk, &clerk, &orders, &act("2026-10-01")).unwrap();
        assert_eq!((again.batch, again.cards, again.refused.len()), (made.batch, 3, 3), "the same orders once");
        assert_eq!(counter(fixture, CARD, "A1"), Err("card.not_activated"));
        life::step(&desk, &clerk, &number("A1"), Deed::HandOver, &act("2026-10-02")).unwrap();
        assert_eq!(counter(fixture, CARD, "A1"), Err("card.not_activated"));
        life::step(&desk, &clerk, &number("A1"), Deed::Activate, &act("2026-10-03")).unwrap();
        for card in ["A2", "A3"] {
            life::step(&desk, &clerk, &number(card), Deed::HandOver, &act("2026-10-02")).unwrap();
            life::step(&desk, &clerk, &number(card), Deed::Activate, &act("2026-10-03")).unwrap();
        }
        for (no, card) in [(1, "A1"), (2, "A2"), (3, "A3")] {
            assert_eq!(counter(fixture, CARD, card), Ok(person(no)));
        }
    }

    /// REQ-348: lost is refused, released works, cancelled never; every step is on record with user and reason.
    fn req_348_a_card_lives_and_every_step_is_logged(fixture: &Fixture) {
        let clerk = window(fixture);
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        in_use(fixture, &clerk, 1, "B1");
        let step = |deed, on| life::step(&desk, &clerk, &number("B1"), deed, &act(on));
        assert_eq!(code(step(Deed::Release, "2026-10-05")), "card.not_lost");
        assert_eq!(step(Deed::Lose, "2026-10-05").unwrap(), CardState::Lost);
        assert_eq!(counter(fixture, CARD, "B1"), Err("card.lost"));
        assert_eq!(step(Deed::Release, "2026-10-06").unwrap(), CardState::Active);
        assert_eq!(counter(fixture, CARD, "B1"), Ok(person(1)));
        assert_eq!(step(Deed::Cancel, "2026-10-07").unwrap(), CardState::Cancelled);
        assert_eq!(counter(fixture, CARD, "B1"), Err("card.cancelled"));
        for deed in [Deed::HandOver, Deed::Activate, Deed::Lose, Deed::Cancel] {
            assert_eq!(code(step(deed, "2026-10-08")), "card.step");
        }
        let cards = life::of_person(&desk, &clerk, person(1)).unwrap();
        let states: Vec<_> = cards[0].steps().iter().map(|step| step.to.code()).collect();
        assert_eq!(states, ["made", "handed_over", "active", "lost", "active", "cancelled"]);
        let trail = fixture.store.read::<_, StoreError>(|session| session.rows(
            "SELECT t.command, t.user_name, t.reason FROM card_step s JOIN tx t ON t.pool = s.pool AND t.tx = s.tx_from \
             WHERE s.card = 'B1' ORDER BY s.step",
            &[],
        )).unwrap();
        let commands: Vec<_> = trail.iter().map(|row| row.text(0).unwrap().to_owned()).collect();
        assert_eq!(commands, ["card.make", "card.hand_over", "card.activate", "card.lose", "card.release", "card.cancel"]);
        assert!(trail.iter().all(|row| row.text(1).unwrap() == "wangli" && row.text(2).unwrap() == "持卡人申请"));
    }

    /// REQ-350: while the bank has not answered, a lost card is replaced by a new number that works.
    /// REQ-351: a list with two errors comes back with the two reasons.
    fn req_350_req_351_the_bank_goes_its_own_way(fixture: &Fixture) {
        let clerk = window(fixture);
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        in_use(fixture, &clerk, 1, "C1");
        for (no, card) in [(2, "C2"), (3, "C3"), (4, "C4")] {
            make::make(&desk, &clerk, &[order(no, card)], &act("2026-10-01")).unwrap();
        }
        let (list, cards) = bank::submit(&desk, &clerk).unwrap();
        assert_eq!(cards.len(), 4);
        assert_eq!(bank::submit(&desk, &clerk).unwrap().1, [], "each card once");
        life::step(&desk, &clerk, &number("C1"), Deed::Lose, &act("2026-10-03")).unwrap();
        life::replace_by(&desk, &clerk, (&number("C1"), &number("C9")), &act("2026-10-04")).unwrap();
        for deed in [Deed::HandOver, Deed::Activate] {
            life::step(&desk, &clerk, &number("C9"), deed, &act("2026-10-05")).unwrap();
        }
        assert_eq!(counter(fixture, CARD, "C9"), Ok(person(1)));
        assert_eq!(counter(fixture, CARD, "C1"), Err("card.replaced"));
        let answer = |no: &str, error: Option<&str>| BankAnswer { no: number(no), error: error.map(Into::into) };
        let answers = [answer("C2", Some("姓名与证件不符")), answer("C3", Some("证件已过期")), answer("C1", None)];
        let taken = bank::answer(&desk, &clerk, list, &answers).unwrap();
        let reasons: Vec<_> = taken.returned.iter().map(|(no, why)| (no.as_str(), &**why)).collect();
        assert_eq!(reasons, [("C2", "姓名与证件不符"), ("C3", "证件已过期")]);
        assert_eq!((taken.opened, taken.unanswered), (vec![number("C1")], vec![number("C4")]));
        let again = bank::answer(&desk, &clerk, list, &answers).unwrap();
        assert_eq!((again.returned.len(), again.strange.len()), (0, 3), "the same file again changes nothing");
        let (_, cards) = bank::submit(&desk, &clerk).unwrap();
        assert_eq!(cards, [number("C2"), number("C3"), number("C9")], "returned ones and the new one go again");
    }

    /// REQ-352: a county replaces the cards of its own members only.
    fn req_352_a_county_replaces_for_its_own_members_only(fixture: &Fixture) {
        let clerk = window(fixture);
        let foreign = fixture.user("liuyang", Role::Clerk, "340422");
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        in_use(fixture, &clerk, 1, "D1");
        let numbers = (&number("D1"), &number("D9"));
        assert_eq!(code(life::replace_by(&desk, &foreign, numbers, &act("2026-10-04"))), "card.other_county");
        assert_eq!(counter(fixture, CARD, "D1"), Ok(person(1)));
        let lost = life::step(&desk, &foreign, &number("D1"), Deed::Lose, &act("2026-10-04"));
        assert_eq!(code(lost), "not_found");
        assert!(life::of_person(&desk, &foreign, person(1)).unwrap().is_empty());
        life::replace_by(&desk, &clerk, numbers, &act("2026-10-04")).unwrap();
        assert_eq!(counter(fixture, CARD, "D1"), Err("card.replaced"));
        let taken = make::make(&desk, &foreign, &[order(6, "D9")], &act("2026-10-04")).unwrap();
        assert_eq!(taken.refused[0].code, "card.number_taken");
    }

    /// REQ-353: a change of name needs evidence and a second user.
    fn req_353_a_name_is_corrected_with_evidence_by_two(fixture: &Fixture) {
        let clerk = window(fixture);
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        let name = (Field::Name, "张山");
        assert_eq!(code(correction::propose(&desk, &clerk, person(1), name, " ")), "correction.evidence");
        assert_eq!(code(correction::propose(&desk, &clerk, person(1), name, "表-404")), "card.no_form");
        let no = correction::propose(&desk, &clerk, person(1), name, "表-001").unwrap();
        let own = correction::decide(&desk, &clerk, no, Verdict::Approved, "");
        assert!(matches!(own, Err(ServiceError::Denied(_))));
        let read = || fixture.store.read(|session| {
            store::people::read::find(session, clerk.scope(), person(1), AsOf::on(day(TODAY)))
        }).unwrap().unwrap().person;
        assert_eq!(read().name.as_str(), "某", "nothing changes before");
        correction::decide(&desk, &reviewer, no, Verdict::Approved, "核对户口簿").unwrap();
        assert_eq!(read().name.as_str(), "张山");
        let born = store::people::read::find;
        let then = fixture.store.read(|session| born(session, clerk.scope(), person(1), AsOf::on(day("1950-01-01"))));
        assert_eq!(then.unwrap().unwrap().person.name.as_str(), "张山", "it was wrong from the beginning");
        let no = correction::propose(&desk, &clerk, person(1), (Field::DocumentNumber, "440524188001010014"), "表-001").unwrap();
        let taken = correction::decide(&desk, &reviewer, no, Verdict::Approved, "");
        assert_eq!(code(taken), "document.other_person");
        let right = (Field::DocumentNumber, "110105194912310038");
        let no = correction::propose(&desk, &clerk, person(1), right, "表-001").unwrap();
        correction::decide(&desk, &reviewer, no, Verdict::Approved, "").unwrap();
        assert_eq!(counter(fixture, CredentialKind::ResidentCard, "110105194912310038"), Ok(person(1)));
        assert_eq!(counter(fixture, CredentialKind::ResidentCard, "11010519491231002X"), Err("credential.corrected"));
    }

    /// REQ-354: an agreement with a bank has its period, and a second user.
    /// REQ-355: a self-check has results and evidence.
    /// REQ-360: every step names a form whose scan is archived, and the scan comes back.
    fn req_354_req_355_req_360_the_office_keeps_its_papers(fixture: &Fixture) {
        let clerk = window(fixture);
        let reviewer = fixture.user("sunhua", Role::Reviewer, "340421");
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        let agreeing = Agreeing {
            bank: "农业银行", selection: "合作银行选定方案及评审结果", from: day("2026-01-01"), until: day("2028-12-31"), form: "表-001",
        };
        let wrong = Agreeing { until: day("2025-12-31"), ..agreeing };
        assert_eq!(code(office::propose(&desk, &clerk, &wrong)), "bank.agreement");
        let no = office::propose(&desk, &clerk, &agreeing).unwrap();
        assert!(office::agreements(&desk, &clerk).unwrap().is_empty());
        office::decide(&desk, &reviewer, no, Verdict::Approved, "同意").unwrap();
        let all = office::agreements(&desk, &clerk).unwrap();
        assert_eq!((all[0].bank.as_str(), all[0].holds.until()), ("农业银行", Some(day("2028-12-31"))));
        let item = |passed, finding: &str| Inspected {
            subject: "空白卡出入库".to_owned(), passed, finding: finding.to_owned(), form: "表-001".to_owned(),
        };
        assert_eq!(code(office::inspect(&desk, &clerk, day(TODAY), &[item(false, "")])), "inspection.finding");
        office::inspect(&desk, &clerk, day(TODAY), &[item(true, ""), item(false, "少一张废卡登记")]).unwrap();
        let found = office::inspections(&desk, &clerk).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[1].1.passed, found[1].1.finding.as_str()), (false, "少一张废卡登记"));
        in_use(fixture, &clerk, 1, "E1");
        let without = Act { form: "表-404", ..act("2026-10-05") };
        assert_eq!(code(life::step(&desk, &clerk, &number("E1"), Deed::Lose, &without)), "card.no_form");
        let cards = life::of_person(&desk, &clerk, person(1)).unwrap();
        for step in cards[0].steps() {
            let (form, scan) = form::show(&desk, &clerk, &step.form).unwrap();
            assert_eq!((form.title.as_str(), scan.as_slice()), ("社会保障卡申领表", b"scan".as_slice()));
        }
        assert_eq!(code(form::file(&desk, &clerk, ("表-001", "x"), b"y".to_vec())), "form.known");
    }

    /// REQ-356: the social-security card and the health card find the same person; so do the resident number and
    /// the card of an old scheme.
    /// REQ-357, REQ-254: the card of one county is good at the pharmacy of another, and at a hospital of the city.
    fn req_356_req_357_req_254_every_credential_finds_the_person_everywhere(fixture: &Fixture) {
        let clerk = window(fixture);
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        in_use(fixture, &clerk, 1, "F1");
        make::take_over_old(&desk, &clerk, &[(order(1, "OLD-1"), CardState::Active)], &act("2026-10-01")).unwrap();
        let health = (CredentialKind::HealthCard, "JK001");
        let no = link::join(&desk, &clerk, person(1), health, &act("2026-10-01")).unwrap();
        assert_eq!(code(link::join(&desk, &clerk, person(2), health, &act("2026-10-02"))), "credential.linked");
        let shown = [
            (CARD, "F1"), (CARD, " OLD-1 "), health, (CredentialKind::ResidentCard, "11010519491231002x"),
        ];
        for place in ["P34042200001", "H34040000001", "H34042100001"] {
            let asks = shown.map(|(kind, value)| Ask { place, contact: Contact::Purchase, kind, value });
            let found = fixture.store.read(|session| checks(session, region("3404"), &asks, now())).unwrap();
            assert!(found.iter().all(|one| one.outcome == Ok(person(1)) && &*one.place == place), "{found:?}");
        }
        link::part(&desk, &clerk, (person(1), no), day("2026-11-21"), "退卡").unwrap();
        assert_eq!(counter(fixture, health.0, health.1), Err("credential.unknown"));
        link::join(&desk, &clerk, person(2), health, &act("2026-11-22")).unwrap();
        assert_eq!(counter(fixture, health.0, health.1), Ok(person(2)));
        assert_eq!(counter(fixture, CARD, "JK001"), Err("credential.unknown"));
    }

    /// A check is kept, passed or not, with the number masked; a foreign county sees none of it.
    fn checks_are_kept_whatever_their_outcome(fixture: &Fixture) {
        let clerk = window(fixture);
        let foreign = fixture.user("liuyang", Role::Clerk, "340422");
        let today = Still(day(TODAY));
        let desk = Desk::new(&fixture.store, &today);
        in_use(fixture, &clerk, 1, "410500000001");
        let ask = |value| Ask { place: "窗口-1", contact: Contact::Window, kind: CARD, value };
        assert_eq!(at_window(&desk, &clerk, &ask("410500000001")).unwrap(), person(1));
        assert_eq!(code(at_window(&desk, &clerk, &ask("410500000009"))), "credential.unknown");
        let kept = log(&desk, &clerk, "窗口-1", day(TODAY)).unwrap();
        let outcomes: Vec<_> = kept.iter().map(|one| (one.shown.as_str(), one.outcome.clone().map_err(|(code, _)| code))).collect();
        assert_eq!(outcomes, [
            ("********0001", Ok(person(1))),
            ("********0009", Err("credential.unknown".to_owned())),
        ]);
        assert!(log(&desk, &foreign, "窗口-1", day(TODAY)).unwrap().is_empty());
        let many: Vec<(base::RegionCode, CredentialCheck)> = fixture.store.read(|session| {
            checks(session, region("3404"), &[ask("410500000001"), ask("x")], now())
        }).unwrap().into_iter().map(|one| (region("340422"), one)).collect();
        fixture.store.write::<_, ServiceError>(&deed("keep"), |tx| keep(tx, &many)).unwrap();
        assert_eq!(log(&desk, &foreign, "窗口-1", day(TODAY)).unwrap().len(), 2);
        let auditor = fixture.user("shen", Role::Auditor, "340421");
        assert!(matches!(at_window(&desk, &auditor, &ask("x")), Err(ServiceError::Denied(_))));
    }

    /// A life that a card cannot have is refused by the database, and found where a row was slipped in.
    fn a_tampered_card_is_found(fixture: &Fixture) {
        let clerk = window(fixture);
        in_use(fixture, &clerk, 1, "G1");
        let sound = |name: &str| {
            let all = store::verify::run(&fixture.store, &mut |_, _| ()).unwrap();
            all.into_iter().find(|(check, _)| check.name == name).unwrap().1.first
        };
        assert_eq!((sound("card.life"), sound("card.one")), (None, None));
        let slip = |step: i64, state: &str| fixture.store.write::<_, StoreError>(&deed("slip"), |tx| {
            let (pool, now) = (tx.pool(), tx.no());
            put(tx, "card_step", "pool bucket card step state step_on region reason form tx_from", &params![
                pool, 1, "G1", step, state, 20_261_103, region("340421"), "x", "表-001", now
            ])
        });
        assert!(slip(9, "lost").is_err(), "a step is missing between");
        slip(4, "made").unwrap_err();
        slip(4, "handed_over").unwrap();
        let named = sound("card.life").unwrap().record;
        assert!(named.contains("card="), "{named}");
    }
}
