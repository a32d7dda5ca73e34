//! Fund control on both engines: cases and their steps, items, statements, and what the database refuses.

mod common;

use access::{Actor, Role, Scope};
use base::{Date, Fen, WorkingCalendar};
use common::{Fixture, region, today};
use ledger::control::budget::{BudgetLine, Direction, LineCode};
use ledger::control::catalogue::Catalogue;
use ledger::control::request::RequestStage;
use ledger::control::{CaseNo, ConfirmStage, Given, Stage, Taken};
use ledger::entry::{BankAccount, Fund, FundYear};
use ledger::reconcile::{
    ExceptionKind, ExceptionState, Handled, ItemSide, Statement, StatementLine,
};
use store::control::*;
use store::{AsOf, Deed, StoreError, Tx};

fn year() -> FundYear {
    FundYear::new(2026).unwrap()
}

fn county() -> Scope {
    Scope::new(region("3404"), region("340421")).unwrap()
}

fn foreign() -> Scope {
    Scope::new(region("3404"), region("340422")).unwrap()
}

fn write<T>(
    fixture: &Fixture,
    actor: &Actor,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    fixture.store.write(&Deed::of(actor, "fund.test", 1), work)
}

fn taken<S: Stage>(stage: S, actor: &Actor, amount: Option<i64>) -> Taken<S> {
    Taken {
        stage: Some(stage),
        user: actor.user().clone(),
        role: actor.role(),
        region: actor.scope().region(),
        on: today(),
        due: None,
        amount: amount.map(Fen::new),
        document: None,
        note: String::new(),
    }
}

fn new_case<'a>(kind: &'a str) -> NewCase<'a> {
    NewCase {
        kind,
        region: region("340421"),
        fund: Fund::ResidentPooled,
        year: year(),
        subject: "2026-12",
        body: "{}",
    }
}

fn request(fixture: &Fixture, maker: &Actor) -> CaseHead {
    let no = write(fixture, maker, |tx| {
        open_case(
            tx,
            county(),
            &new_case("fund_request"),
            &taken(RequestStage::Draft, maker, Some(900)),
        )
    })
    .unwrap();
    fixture
        .store
        .read(|s| find_case(s, county(), no))
        .unwrap()
        .unwrap()
}

fn bank() -> BankAccount {
    BankAccount::new("支出户-1").unwrap()
}

on_both! {
    /// A case comes back with its steps, and a foreign county gets nothing.
    fn a_case_comes_back_and_stays_at_home(fixture: &Fixture) {
        let maker = fixture.user("xian-kj", Role::Accountant, "340421");
        let second = fixture.user("xian-fh", Role::FinanceReviewer, "340421");
        let head = request(fixture, &maker);
        write(fixture, &second, |tx| {
            step_case(tx, county(), &head, 1, &taken(RequestStage::Submitted, &second, Some(900)))
        })
        .unwrap();
        let read = fixture.store.read(|s| track::<RequestStage>(s, &head, county())).unwrap();
        assert_eq!(read.steps().len(), 2);
        assert!(read.has_reached(RequestStage::Submitted));
        let wrong = fixture.store.read(|s| track::<ConfirmStage>(s, &head, county()));
        assert!(matches!(wrong, Err(StoreError::Corrupt(_))));
        let query = CaseQuery { kind: "fund_request", fund: Some(Fund::ResidentPooled), year: Some(year()), region: None };
        let list = |scope| fixture.store.read(|s| list_cases(s, scope, query)).unwrap();
        assert_eq!(list(county()), std::slice::from_ref(&head));
        assert_eq!(list(foreign()), []);
        assert_eq!(fixture.store.read(|s| find_case(s, foreign(), head.no)).unwrap(), None);
        let outside = write(fixture, &maker, |tx| {
            open_case(tx, foreign(), &new_case("x"), &taken(RequestStage::Draft, &maker, None))
        });
        assert!(matches!(outside, Err(StoreError::Guard(_))));
    }

    /// The database itself refuses: the same user twice, a skipped step, an amount that grows, a role that is not held,
    /// another county, a step after a rejection, a changed step.
    fn the_database_refuses_what_a_chain_forbids(fixture: &Fixture) {
        let maker = fixture.user("xian-kj", Role::Accountant, "340421");
        let second = fixture.user("xian-fh", Role::FinanceReviewer, "340421");
        let other = fixture.user("bie-fh", Role::FinanceReviewer, "340422");
        let third = fixture.user("xian-fh2", Role::FinanceReviewer, "340421");
        let head = request(fixture, &maker);
        let wanted = RequestStage::Submitted;
        let try_step = |actor: &Actor, before, step: Taken<RequestStage>| {
            match write(fixture, actor, |tx| step_case(tx, Scope::whole(region("3404")), &head, before, &step)) {
                Err(StoreError::Guard(why)) => why,
                other => format!("{other:?}"),
            }
        };
        assert!(try_step(&maker, 1, taken(wanted, &maker, Some(900))).contains("same user"));
        assert!(try_step(&second, 2, taken(wanted, &second, Some(900))).contains("skipped"));
        assert!(try_step(&second, 1, taken(wanted, &second, Some(901))).contains("never grows"));
        assert!(try_step(&other, 1, taken(wanted, &other, Some(900))).contains("no such role"));
        let posing = Taken { role: Role::Treasury, ..taken(wanted, &second, Some(900)) };
        assert!(try_step(&second, 1, posing).contains("no such role"));
        assert!(try_step(&second, 1, taken(wanted, &third, Some(900))).contains("not the user"));
        let rejected = Taken { stage: None, ..taken(wanted, &second, None) };
        assert_eq!(try_step(&second, 1, rejected), "Ok(())");
        assert!(try_step(&maker, 2, taken(wanted, &maker, Some(900))).contains("rejected"));
        let changed = write(fixture, &maker, |tx| tx.run("UPDATE fund_step SET amount = 1", &[]));
        assert!(matches!(changed, Err(StoreError::Guard(_))));
    }

    /// Lines of a budget and promises on them.
    fn budgets_keep_lines_and_promises(fixture: &Fixture) {
        let maker = fixture.user("xian-kj", Role::Accountant, "340421");
        let code = LineCode::new("5001").unwrap();
        let line = BudgetLine { code: code.clone(), direction: Direction::Spending, amount: Fen::new(500), basis: Vec::new() };
        let head = request(fixture, &maker);
        write(fixture, &maker, |tx| {
            put_lines(tx, county(), region("340421"), head.no, &[(line.clone(), "[1]".to_owned())])?;
            for amount in [70, 30, -40] {
                commit(tx, county(), region("340421"), Fund::ResidentPooled, year(), &code, Fen::new(amount), "结算 1")?;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(fixture.store.read(|s| lines(s, county(), &head)).unwrap(), [(line, "[1]".to_owned())]);
        let open = |scope| fixture.store.read(|s| commitments(s, scope, region("340421"), Fund::ResidentPooled, year())).unwrap();
        assert_eq!(open(county()), [(code, Fen::new(60))]);
        assert_eq!(open(foreign()), []);
    }

    /// Items move only with the step of a second user, except what the platform raises itself.
    fn items_move_with_a_second_user(fixture: &Fixture) {
        let maker = fixture.user("xian-kj", Role::Accountant, "340421");
        let second = fixture.user("xian-fh", Role::FinanceReviewer, "340421");
        let new = NewItem {
            ledger: "receivable", kind: "deficit", region: region("340421"), fund: Fund::ResidentPooled, year: year(),
            title: "县区当期缺口", body: "{}",
        };
        let no = write(fixture, &maker, |tx| new_item(tx, county(), &new)).unwrap();
        let item = fixture.store.read(|s| find_item(s, county(), no)).unwrap().unwrap();
        assert_eq!(fixture.store.read(|s| find_item(s, foreign(), no)).unwrap(), None);
        let movement = |kind: &'static str, amount, case: Option<CaseNo>| NewMovement {
            item: no, kind, amount: Fen::new(amount), on: today(), document: "凭证 1", case,
        };
        write(fixture, &maker, |tx| new_movement(tx, county(), &item, &movement("raised", 30, None))).unwrap();
        let alone = write(fixture, &maker, |tx| new_movement(tx, county(), &item, &movement("collected", 30, None)));
        assert!(matches!(alone, Err(StoreError::Guard(why)) if why.contains("case behind")));
        let case = write(fixture, &maker, |tx| {
            open_case(tx, county(), &new_case("receivable"), &taken(ConfirmStage::Proposed, &maker, Some(30)))
        })
        .unwrap();
        let early = write(fixture, &maker, |tx| new_movement(tx, county(), &item, &movement("collected", 30, Some(case))));
        assert!(matches!(early, Err(StoreError::Guard(why)) if why.contains("second user")));
        let head = fixture.store.read(|s| find_case(s, county(), case)).unwrap().unwrap();
        let known = write(fixture, &second, |tx| {
            step_case(tx, county(), &head, 1, &taken(ConfirmStage::Confirmed, &second, Some(30)))?;
            new_movement(tx, county(), &item, &movement("collected", 30, Some(case)))?;
            Ok(tx.no())
        })
        .unwrap();
        let rows = |scope, as_of| fixture.store.read(|s| movements(s, scope, &[no], as_of)).unwrap();
        assert_eq!(rows(county(), AsOf::on(today())).len(), 2);
        assert_eq!(rows(foreign(), AsOf::on(today())), []);
        let before = AsOf { valid: today(), tx: base::TxNo::new(known.get() - 1) };
        assert_eq!(rows(county(), before).len(), 1, "as known before");
        let query = ItemQuery { ledger: "receivable", ..ItemQuery::default() };
        assert_eq!(fixture.store.read(|s| list_items(s, county(), query)).unwrap().len(), 1);
        assert_eq!(fixture.store.read(|s| list_items(s, foreign(), query)).unwrap(), []);
    }

    /// A statement is taken in once; what is linked is not offered again; differences are explained by one and cleared
    /// by another.
    fn statements_links_and_exceptions(fixture: &Fixture) {
        let maker = fixture.user("xian-kj", Role::Accountant, "340421");
        let second = fixture.user("xian-fh", Role::FinanceReviewer, "340421");
        let line = |no, amount| StatementLine {
            line: no, on: today(), key: format!("S{no}"), amount: Fen::new(amount), balance: None,
            county: Some(region("340421")), year: Some(2026), text: "代发".to_owned(),
        };
        let statement = Statement {
            from: today(), until: today(), opening: Fen::ZERO, closing: Fen::new(60), lines: vec![line(1, 100), line(2, -40)],
        };
        let account = bank();
        let new = NewStatement {
            region: region("340421"), pair: "bank", fund: Fund::ResidentPooled, account: &account, digest: "ab", statement: &statement,
        };
        let no = write(fixture, &maker, |tx| add_statement(tx, county(), &new)).unwrap();
        let twice = write(fixture, &maker, |tx| add_statement(tx, county(), &new));
        assert!(matches!(twice, Err(StoreError::Conflict(_))));
        let open = |scope| fixture.store.read(|s| unlinked_lines(s, scope, Fund::ResidentPooled, &account, today())).unwrap();
        assert_eq!((open(county()).len(), open(foreign()).len()), (2, 0));
        assert_eq!(fixture.store.read(|s| statement_lines(s, county(), no)).unwrap(), statement.lines);
        assert_eq!(fixture.store.read(|s| statement_lines(s, foreign(), no)).unwrap(), []);
        assert_eq!(fixture.store.read(|s| find_statement(s, foreign(), no)).unwrap(), None);
        assert_eq!(fixture.store.read(|s| list_statements(s, foreign(), Fund::ResidentPooled, &account)).unwrap(), []);
        assert_eq!(fixture.store.read(|s| list_statements(s, county(), Fund::ResidentPooled, &account)).unwrap().len(), 1);
        let link = Link {
            book: vec![LineRef { record: 9, part: 1 }], statement: vec![LineRef { record: no.get(), part: 1 }], found_by: FoundBy::Key,
        };
        write(fixture, &maker, |tx| new_links(tx, std::slice::from_ref(&link))).unwrap();
        assert_eq!(open(county()).len(), 1);
        let again = write(fixture, &maker, |tx| new_links(tx, std::slice::from_ref(&link)));
        assert!(matches!(again, Err(StoreError::Conflict(_))));
        assert_eq!(fixture.store.read(|s| linked(s, county(), no.get())).unwrap(), 1);
        assert_eq!(fixture.store.read(|s| linked(s, foreign(), no.get())).unwrap(), 0);
        let found = FoundException {
            no: None, region: region("340421"), account: account.clone(), side: ItemSide::Statement,
            line: LineRef { record: no.get(), part: 2 }, kind: ExceptionKind::InTransit, amount: Fen::new(-40), on: today(),
            state: ExceptionState::Open, explained_by: None,
        };
        let keep = || write(fixture, &maker, |tx| new_exceptions(tx, county(), std::slice::from_ref(&found))).unwrap();
        assert_eq!((keep(), keep()), (1, 0), "one line is one exception");
        let list = |scope| fixture.store.read(|s| exceptions(s, scope, Some(&account))).unwrap();
        assert_eq!(list(foreign()), []);
        let kept = list(county()).remove(0);
        let step = |state, actor: &Actor| Handled { state, user: actor.user().clone(), on: today(), note: "次日到账".to_owned() };
        let handle = |actor: &Actor, state| write(fixture, actor, |tx| handle_exception(tx, county(), &kept, &step(state, actor)));
        handle(&maker, ExceptionState::Explained).unwrap();
        assert!(matches!(handle(&maker, ExceptionState::Cleared), Err(StoreError::Guard(_))));
        handle(&second, ExceptionState::Cleared).unwrap();
        assert_eq!(list(county())[0].state, ExceptionState::Cleared);
    }

    /// Reports are handed in once and seen at home.
    fn reports_are_handed_in_once(fixture: &Fixture) {
        let maker = fixture.user("xian-kj", Role::Accountant, "340421");
        let end = Date::from_ymd(2026, 10, 31).unwrap();
        let hand = || write(fixture, &maker, |tx| hand_in(tx, county(), region("340421"), "budget_execution", end, today(), "ab"));
        hand().unwrap();
        assert!(matches!(hand(), Err(StoreError::Conflict(_))));
        let read = |scope| fixture.store.read(|s| handed_in(s, scope, "budget_execution", end, end)).unwrap();
        assert_eq!(read(county()), [(region("340421"), end, today())]);
        assert_eq!(read(foreign()), []);
    }

    /// The shipped chain and the database agree: a whole request walks through.
    fn a_whole_request_walks_through(fixture: &Fixture) {
        let catalogue = Catalogue::shipped().unwrap();
        let calendar = WorkingCalendar::weekends_only();
        let chain = catalogue.chain(&calendar, region("3404"), today());
        let seats = [
            ("xian-kj", Role::Accountant, "340421"), ("xian-fh", Role::FinanceReviewer, "340421"),
            ("shi-fh", Role::FinanceReviewer, "3404"), ("shi-cz1", Role::Treasury, "3404"), ("shi-cz2", Role::Treasury, "3404"),
            ("xian-cz1", Role::Treasury, "340421"), ("xian-cz2", Role::Treasury, "340421"),
            ("xian-kj", Role::Accountant, "340421"), ("xian-fh", Role::FinanceReviewer, "340421"),
        ];
        let mut actors = seats.iter().map(|(name, role, at)| fixture.user(name, *role, at));
        let head = request(fixture, &actors.next().unwrap());
        for (stage, actor) in RequestStage::ORDER.iter().skip(1).zip(actors) {
            let so_far = fixture.store.read(|s| track::<RequestStage>(s, &head, county())).unwrap();
            let given = Given { amount: Some(Fen::new(900)), ..Given::default() };
            let step = chain.step(&so_far, *stage, region("340421"), &actor, &given).unwrap();
            let before = so_far.steps().len();
            write(fixture, &actor, |tx| step_case(tx, Scope::whole(region("3404")), &head, before, &step)).unwrap();
        }
        let end = fixture.store.read(|s| track::<RequestStage>(s, &head, county())).unwrap();
        assert!(end.has_reached(RequestStage::Reconciled));
    }
}
