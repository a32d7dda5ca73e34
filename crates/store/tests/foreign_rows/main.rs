//! Readers asked over a store in which every table holds a row of one county: a foreign county gets what an
//! empty store gives, the own county gets more.
//!
//! The rows are made from the schema, with guards and checks off: 1 for a number, `x` for a text, and the words
//! that a reader asks for. What a row means does not matter, only whose it is. A reader that let it through would
//! return it or stumble over it.

#[path = "../common/mod.rs"]
mod common;
mod filling;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::str::FromStr;

use access::{Scope, UserName};
use base::{Date, PersonNo, RegionCode};
use common::{Fixture, region};
use enrolment::Month;
use enrolment::ask::Basis;
use filling::Filling;
use filling::Word::{Empty, Int, Text};
use ledger::book::{AsKnown, BookKey};
use ledger::control::budget::LineCode;
use ledger::control::request::RequestStage;
use ledger::entry::{AccountCode, BankAccount, Book, DocumentId, Fund, FundYear};
use ledger::statement::Counts;
use store::account::AccountRow;
use store::control::CaseHead;
use store::{AsOf, Session, StoreError};

/// The county whose rows are there.
const OWN: &str = "340421";
/// A county that has none.
const FOREIGN: &str = "340422";

/// What the rows hold, one filling after the other. The first two are made from the schema, the first with
/// accounts that heirs were paid from; the others speak to readers that ask for a state, a kind, or for what has nothing else beside it.
const FILLINGS: [Filling; 4] = [
    Filling {
        sparse: false,
        words: &[("account_entry", "kind", Text("inheritance"))],
        without: &[],
    },
    Filling {
        sparse: true,
        words: &[],
        without: &[],
    },
    Filling {
        sparse: false,
        words: &[
            ("account_entry", "kind", Text("interest")),
            ("affiliation", "role", Text("active")),
            ("card", "generation", Text("present")),
            ("card_bank", "state", Text("returned")),
            ("card_step", "state", Text("made")),
            ("credential_check", "checked_on", Int(20_260_302)),
            ("decision", "verdict", Text("approved")),
            ("enrolment", "runs", Int(0)),
            ("enrolment", "state", Text("contested")),
            ("fund_case", "chain", Text("fund_request")),
            ("fund_report", "period_end", Int(20_260_302)),
            ("fund_step", "role", Text("clerk")),
            ("fund_step", "stage", Text("draft")),
            ("ledger_balance", "account", Int(4001)),
            ("ledger_balance", "book", Text("agency")),
            ("ledger_entry", "book", Text("agency")),
            ("ledger_leg", "account", Int(4001)),
            ("ledger_leg", "book", Text("agency")),
            ("ledger_leg", "side", Text("debit")),
            ("organisation", "state", Text("registered")),
            ("own_mapping", "state", Text("uploaded")),
            ("person_document", "standing", Text("current")),
            ("person_version", "death", Empty),
            ("premium_bill", "kind", Text("bill")),
            ("proposal", "kind", Text("entitlement.decision")),
            (
                "proposal",
                "body",
                Text(r#"{"scheme":"resident","from":20260101,"until":20261231,"article":"x"}"#),
            ),
            ("reconcile_link", "side", Text("statement")),
            ("transfer", "side", Text("out")),
            ("unmapped_code", "state", Text("waiting")),
        ],
        without: &["payment_use"],
    },
    Filling {
        sparse: false,
        words: &[
            ("account_entry", "kind", Text("credit")),
            ("account_entry", "period", Int(202_603)),
            ("app_grant", "role", Text("clerk")),
            ("card_bank", "state", Text("submitted")),
            ("claim_step", "kind", Text("reviewed")),
            ("enrolment", "scheme", Text("resident")),
            ("enrolment", "state", Text("active")),
            ("fee_line", "occurred", Int(20_260_302_080_000)),
            ("ledger_leg", "account", Int(1002)),
            ("ledger_leg", "book", Text("agency")),
            ("ledger_leg", "side", Text("debit")),
            ("settlement", "about", Empty),
            ("settlement", "nature", Text("settlement")),
            ("visit", "kind", Text("stay")),
            ("visit_version", "began", Int(20_260_302_080_000)),
            ("visit_version", "ended", Empty),
            ("visit_version", "state", Text("open")),
        ],
        without: &["fee_undone"],
    },
];

on_both! {
    /// Whatever the rows hold, the foreign county hears nothing of them; of each reader the own county hears at
    /// least once, so that no silence is that of a reader which asks for what is not there.
    fn a_foreign_county_gets_what_an_empty_store_gives(fixture: &Fixture) {
        let nothing = ask(fixture, FOREIGN);
        let broken: Vec<_> = nothing.iter().filter(|(_, answer)| !answer.starts_with("Ok")).collect();
        assert!(broken.is_empty(), "an empty store cannot be read: {broken:#?}");
        let mut silent: BTreeSet<&str> = nothing.keys().copied().collect();
        for filling in &FILLINGS {
            let filled = fixture.another();
            filling.fill(&filled);
            let differs = |answers: &Answers| -> BTreeSet<&'static str> {
                let other = |(name, answer): &(&&'static str, &String)| nothing[**name] != **answer;
                answers.iter().filter(other).map(|(name, _)| *name).collect()
            };
            let leaks = differs(&ask(&filled, FOREIGN));
            assert!(leaks.is_empty(), "a foreign county gets something: {leaks:?}");
            for heard in differs(&ask(&filled, OWN)) {
                silent.remove(heard);
            }
        }
        assert!(silent.is_empty(), "the own county gets nothing either: {silent:?}");
    }

    /// A store has a row in every table; else what a foreign county does not get would prove nothing.
    fn the_rows_are_there(fixture: &Fixture) {
        FILLINGS[0].fill(fixture);
        assert_eq!(fixture.store.read(filling::empty).unwrap(), 0);
    }
}

fn ask(fixture: &Fixture, county: &str) -> Answers {
    let scope = Scope::new(region("3404"), region(county)).unwrap();
    let asked = |session: &mut Session<'_>| Ok(answers_to_a_foreign_county(session, scope));
    fixture.store.read::<_, StoreError>(asked).unwrap()
}

/// Every answer as text, an error included.
type Answers = BTreeMap<&'static str, String>;

macro_rules! ask {
    ($session:ident, $($area:ident :: $name:ident ( $($arg:expr),* $(,)? );)*) => {{
        let mut answers = Answers::new();
        $(answers.insert(
            concat!(stringify!($area), "::", stringify!($name)),
            told(&$area::$name($session, $($arg),*)),
        );)*
        answers
    }};
}

fn told<T: Debug>(answer: &Result<T, StoreError>) -> String {
    format!("{answer:?}")
}

/// The number 1 of any kind of record.
fn one<T: FromStr<Err = String>>() -> T {
    "1".parse().unwrap()
}

fn day() -> Date {
    Date::from_ymd(2026, 3, 2).unwrap()
}

fn books_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::ledger::{self, Which};
    let accounts = [4001].map(|number| AccountCode::new(number).unwrap());
    let which = Which {
        fund: Fund::ResidentPooled,
        book: Book::Agency,
        known: AsKnown::until(day()),
        counts: Counts::All,
    };
    let key = BookKey {
        county: region(OWN),
        fund: which.fund,
        book: which.book,
    };
    ask! { session,
        ledger::balances(scope, &which);
        ledger::legs_of(scope, &which, &accounts);
        ledger::cached(scope, &key);
        ledger::money(scope, &key, &accounts);
    }
}

fn lists_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::catalogue::{own, queue};
    ask! { session,
        own::of_institution(scope, "x");
        own::by_numbers(scope, &[one()]);
        own::waiting(scope, "", 10);
        own::institutions(scope);
        own::trail(scope, one());
        queue::of_codes(scope, "x", &["x".to_owned()]);
        queue::waiting(scope, "", 10);
    }
}

/// Readers whose arguments were read before, or that answer with an error where there is nothing.
fn followers_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::{account, control, entitlement};
    let account = AccountRow {
        bucket: 1,
        person: one(),
        region: region(OWN),
        employer: one(),
        opened_on: day(),
    };
    let waiting = Basis::new("x", "x", "x");
    let mut answers = ask! { session,
        account::entries(scope, &account);
        entitlement::residents(scope, (0, 10), &waiting, &mut |_, _| true);
        entitlement::residents_of(scope, &[one()], &waiting, &mut |_, _| true);
    };
    let track = control::track::<RequestStage>(session, &case(), scope);
    answers.insert("control::track", told::<_>(&Ok(track.ok())));
    answers
}

/// A case of the own county.
fn case() -> CaseHead {
    CaseHead {
        no: one(),
        chain: "fund_request".to_owned(),
        kind: "x".to_owned(),
        region: region(OWN),
        fund: Fund::ResidentPooled,
        year: FundYear::new(2026).unwrap(),
        subject: "x".to_owned(),
        body: "x".to_owned(),
        tx: one(),
    }
}

fn answers_to_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    let mut answers = people_of_a_foreign_county(session, scope);
    answers.extend(credentials_of_a_foreign_county(session, scope));
    answers.extend(membership_of_a_foreign_county(session, scope));
    answers.extend(employers_of_a_foreign_county(session, scope));
    answers.extend(work_of_a_foreign_county(session, scope));
    answers.extend(money_of_a_foreign_county(session, scope));
    answers.extend(books_of_a_foreign_county(session, scope));
    answers.extend(lists_of_a_foreign_county(session, scope));
    answers.extend(followers_of_a_foreign_county(session, scope));
    answers.extend(gateway_of_a_foreign_county(session, scope));
    answers.extend(use_of_a_foreign_county(session, scope));
    answers
}

fn use_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::counter::usage;
    use store::insurer::sample;
    let days = (day(), day());
    ask! { session,
        usage::fees(scope, days);
        usage::stays(scope, days);
        usage::items(scope, days);
        usage::inpatients(scope);
        sample::reviewed(scope, "x", days);
        sample::samples(scope);
    }
}

fn gateway_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::gateway;
    ask! { session,
        gateway::find(scope, "x");
        gateway::accounts(scope);
        gateway::senders(scope);
        gateway::keys(scope);
        gateway::signed(scope, "x", ("x", "x"));
        gateway::find_sign(scope, "x", 1);
        gateway::kept_file(scope, "x", ("x", "x"));
        gateway::find_file(scope, "x", 1);
        gateway::kept_since(scope, "x", 0);
        gateway::contacts(scope);
        gateway::agencies(scope, day());
    }
}

fn people_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::contribution::named;
    use store::people::{
        acts, affiliations, candidates, categories, coverage, homes, households, matches,
        organisations, read, sources, work,
    };
    let (person, persons, as_of): (PersonNo, [PersonNo; 1], AsOf) =
        (one(), [one()], AsOf::on(day()));
    let own: RegionCode = region(OWN);
    ask! { session,
        acts::find(scope, one());
        acts::list(scope, false);
        acts::notices(scope);
        affiliations::of_persons(scope, &persons);
        affiliations::placed_of_persons(scope, &persons);
        affiliations::of_organisation(scope, one());
        candidates::find(scope, vec!["x".to_owned()], vec![1]);
        categories::of_persons(scope, &persons);
        coverage::villages(scope, day());
        coverage::missing(scope, own, day());
        coverage::unenrolled(scope, day(), 0, 10);
        homes::of_persons(scope, &persons);
        households::find(scope, one());
        households::by_marks(scope, vec![own.number()], vec!["x".to_owned()]);
        households::of_person(scope, person);
        matches::open(scope, 10);
        matches::of_pair(scope, person, person);
        organisations::find(scope, one());
        organisations::in_region(scope, own, None);
        organisations::named(scope, &[one()], Vec::new());
        organisations::agents(scope);
        named::names(scope, &persons);
        read::find(scope, person, as_of);
        read::load(scope, &persons, as_of);
        read::load_days(scope, &[(person, day())], None);
        read::in_region(scope, own, None, 10);
        read::keys(scope, &persons);
        read::by_number(scope, base::DocumentType::ResidentCard, "x");
        sources::lists(scope);
        sources::taken(scope);
        sources::of_batch(scope, one());
        work::waiting(scope, 10);
        work::find(scope, one());
    }
}

fn credentials_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::credential::{bank, card, check, form, link, office, voucher};
    let persons: [PersonNo; 1] = [one()];
    ask! { session,
        bank::to_submit(scope, 10);
        bank::unanswered(scope, 1);
        card::by_numbers(scope, &["x"]);
        card::of_persons(scope, &persons);
        card::of_batch(scope, one());
        check::of_place(scope, "x", day());
        form::find(scope, "x");
        form::content(scope, "x");
        link::by_values(scope, &["x"]);
        link::of_person(scope, persons[0]);
        office::agreements(scope);
        office::inspections(scope);
        voucher::by_nonces(scope, &["x"]);
    }
}

fn membership_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::membership::{enrolment, regime, renewal, report, transfer, work};
    let person: PersonNo = one();
    use ::enrolment::membership::TransferSide;
    ask! { session,
        enrolment::find(scope, one());
        enrolment::many(scope, &[one()]);
        enrolment::of_person(scope, person);
        enrolment::of_people(scope, &[person]);
        enrolment::ran_as(scope, one());
        enrolment::trail(scope, one());
        regime::practised(scope, day());
        renewal::members(scope, 1, 0, 10);
        renewal::without_enrolment(scope, 2030, &[person]);
        report::doubles(scope);
        report::exceptions(scope, 1);
        report::interrupted(scope, 1);
        report::prospects(scope, 1);
        report::schemes_by_county(scope, day());
        report::of_batch(scope, one(), 0, 10);
        report::states_of_batch(scope, one());
        report::brought(scope, one(), &[person]);
        transfer::all(scope);
        transfer::by_message(scope, TransferSide::Out, "x");
        transfer::document_of(scope, (1, person));
        transfer::history_of(scope, person);
        work::find(scope, one());
        work::open_items(scope, "x");
        work::track_of(scope, person);
    }
}

fn employers_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::premium::{bill, declaration, deferral, dispute, payment, plan, roll};
    use store::{account, entitlement, posting};
    let (person, persons): (PersonNo, [PersonNo; 1]) = (one(), [one()]);
    ask! { session,
        account::of_people(scope, &persons);
        account::last(scope, &persons);
        account::held(scope, &persons);
        account::balances_on(scope, &persons, day());
        account::ended(scope, 1, &persons);
        account::inherited(scope, Date::MIN, &persons);
        account::find(scope, person);
        account::accounts(scope, 0, 10);
        bill::net_of_employer(scope, one());
        bill::net_of_employers(scope, &[one()]);
        bill::dues(scope, one());
        bill::of_person(scope, 1, person);
        declaration::find(scope, one());
        declaration::of_employer(scope, one(), 9999);
        declaration::declared(scope, 1);
        deferral::of_proposal(scope, one());
        deferral::of_employer(scope, one());
        deferral::of_employers(scope, &[one()]);
        dispute::find(scope, one());
        dispute::of_bill(scope, one());
        payment::by_reference(scope, one(), "x");
        payment::of_employer(scope, one());
        payment::of_employers(scope, &[one()]);
        plan::of_employer(scope, one(), day());
        roll::employer(scope, one());
        roll::employers(scope);
        roll::career(scope, person);
        roll::members(scope, 0, 10);
        roll::careers(scope, &persons);
        entitlement::decisions(scope, (0, 10), false);
        entitlement::decisions_of(scope, &persons);
        entitlement::deemed(scope, 1, person);
        entitlement::deemed_of(scope, &persons);
        entitlement::people(scope, 0, 10);
        entitlement::of_person(scope, person, AsOf::on(day()));
        entitlement::standing(scope, (0, 10));
        entitlement::unfounded(scope, 10);
        posting::last_taken(scope);
        posting::runs(scope);
        posting::run(scope, 1);
        posting::items(scope, 1);
    }
}

fn work_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::{audit, batch, control, ledger, proposals, users};
    let who = UserName::new("x").unwrap();
    let all = audit::Filter {
        limit: 10,
        ..audit::Filter::default()
    };
    ask! { session,
        audit::list(scope, &all);
        batch::find(scope, one());
        batch::rows(scope, one());
        proposals::decided(scope);
        proposals::find(scope, one());
        users::find(scope, &who);
        users::list(scope);
        users::grants(scope);
        control::find_case(scope, one());
        control::find_item(scope, one());
        control::movements(scope, &[one()], AsOf::on(day()));
        control::handed_in(scope, "x", day(), day());
        control::find_statement(scope, one());
        control::statement_lines(scope, one());
        control::linked(scope, 1);
        control::exceptions(scope, None);
        ledger::closings(scope);
        ledger::closed(scope);
        ledger::undone(scope, &[one()]);
        ledger::memo_balance(scope);
        ledger::banks(scope);
        ledger::set_of_books(scope);
    }
}

fn money_of_a_foreign_county(session: &mut Session<'_>, scope: Scope) -> Answers {
    use store::control::{self, CaseQuery, ItemQuery};
    use store::posting::Span;
    use store::premium::{bill, roll};
    use store::{account, contribution::payment, ledger, posting};
    let (fund, as_of) = (Fund::ResidentPooled, AsOf::on(day()));
    let (month, span) = (Month::new(2026, 3).unwrap(), Span { from: 0, to: 10 });
    let bank = BankAccount::new("x").unwrap();
    let cases = CaseQuery {
        kind: "x",
        fund: None,
        year: None,
        region: None,
    };
    let items = ItemQuery {
        ledger: "x",
        kind: None,
        fund: None,
        region: None,
    };
    let document = DocumentId::new("x").unwrap();
    let year = FundYear::new(2026).unwrap();
    let line = LineCode::new("x").unwrap();
    ask! { session,
        account::credited(scope, month, &[one()]);
        payment::of_batch(scope, one());
        bill::of_months(scope, (month, month));
        bill::bases_of_year(scope, 2026, &["x"]);
        roll::roll(scope, one(), month);
        posting::identified_or_used(scope, span);
        posting::suspended(scope, span);
        posting::arrived(scope, span);
        posting::cash(scope, span);
        posting::premiums(scope, span);
        posting::premium_splits(scope, span);
        posting::account_moves(scope, span);
        control::list_cases(scope, cases);
        control::list_items(scope, items);
        control::commitments(scope, region(OWN), fund, year);
        control::lines(scope, &case());
        control::promised_for(scope, (region(OWN), fund, year), &line, "x");
        control::list_statements(scope, fund, &bank);
        control::unlinked_lines(scope, fund, &bank, day());
        control::year_by_month(scope, fund, 2026, None, as_of);
        control::balances_between(scope, fund, (0, 9999), as_of);
        control::collected(scope, region(OWN), ("x", 1), day());
        control::details(scope, (fund, region(OWN)), 4001, as_of);
        control::income_account_flows(scope, fund, day());
        control::unlinked_legs(scope, fund, &bank, day());
        control::bank_balance(scope, fund, &bank, day());
        control::billed_heads(scope, region(OWN), "x", 1);
        ledger::entries_of(scope, &document);
    }
}
