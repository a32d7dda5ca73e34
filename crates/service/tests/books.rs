//! The funds' books as use cases, on both engines.

mod common;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use access::{Actor, Grant, Role, Scope, Verdict};
use base::{Fen, ProposalNo, Validity};
use common::{Fixture, Still, day, deed, region, today};
use ledger::book::{AsKnown, Balances, BankSeat};
use ledger::chart::MoneyPlace;
use ledger::control::budget::{BudgetKind, BudgetLine, BudgetStage, Direction, LineCode};
use ledger::entry::{
    AccountCode, BankAccount, Book, Counterparty, CounterpartyKind, CounterpartyName, Digest,
    DocumentId, EventCode, Evidence, EvidenceKind, EvidenceRef, Fund, FundYear, SubAccount,
};
use ledger::event::Part;
use ledger::statement::Column;
use service::books::{self, Asked, AuditLine, Done, Paper, Wish};
use service::fund::{self, BudgetDraft, StepInput};
use service::{Desk, ServiceError};
use store::ledger::{Bank, LedgerFlaw};
use store::membership::regime::{ProfileText, adopt};
use store::{Row, StoreError, Tx, params};

const FENGTAI: &str = "340421";
const SHOU: &str = "340422";

/// The desk on the day of tests.
fn desk(fixture: &Fixture) -> Desk<'_> {
    static CLOCK: LazyLock<Still> = LazyLock::new(|| Still(today()));
    Desk::new(&fixture.store, &*CLOCK)
}

/// Those who keep the books of Huainan.
struct House<'a> {
    fixture: &'a Fixture,
    accountant: Actor,
    reviewer: Actor,
    treasury: Actor,
}

fn evidence(kind: EvidenceKind) -> Evidence {
    Evidence {
        kind,
        reference: EvidenceRef::new(kind.code()).unwrap(),
        digest: Digest::of(kind.code().as_bytes()),
    }
}

fn part(sub: &str, fen: i64) -> Part {
    Part {
        sub: (!sub.is_empty()).then(|| SubAccount::new(sub).unwrap()),
        benefit_year: FundYear::new(2026),
        counterparty: Some(Counterparty {
            kind: CounterpartyKind::Provider,
            name: CounterpartyName::new("H34042100001").unwrap(),
        }),
        ..Part::new(Fen::new(fen))
    }
}

/// A wish with all the evidence its event asks for, money gathered in the city's account.
fn wish(event: &str, variant: &str, county: &str, date: &str, one: Part) -> Wish {
    let code = EventCode::parse(event).unwrap();
    let kinds = &books::library().unwrap().events.get(code).unwrap().evidence;
    Wish {
        event: code,
        variant: variant.to_owned(),
        county: region(county),
        fund: Fund::ResidentPooled,
        value_date: day(date),
        book_date: day(date),
        parts: vec![one],
        slots: BTreeMap::new(),
        banks: BTreeMap::from([("1003".to_owned(), BankAccount::new("市财政专户").unwrap())]),
        evidence: kinds.iter().map(|kind| evidence(*kind)).collect(),
        answers: None,
    }
}

impl House<'_> {
    /// With its regime and the city's fiscal special account.
    fn new(fixture: &Fixture) -> House<'_> {
        let body = include_str!("../../enrolment/regimes/340400.toml");
        let profile = ProfileText {
            title: "淮南市".to_owned(),
            during: Validity::new(Some(day("2020-10-19")), None).unwrap(),
            digest: Digest::of(body.as_bytes()).to_string(),
            body: body.to_owned(),
        };
        let adopted = fixture
            .store
            .write::<_, StoreError>(&deed("regime"), |tx| adopt(tx, &profile, None));
        adopted.unwrap();
        let house = House {
            fixture,
            accountant: fixture.user("kuaiji", Role::Accountant, "3404"),
            reviewer: fixture.user("fuhe", Role::FinanceReviewer, "3404"),
            treasury: fixture.user("caizheng", Role::Treasury, "3404"),
        };
        let bank = Bank {
            name: BankAccount::new("市财政专户").unwrap(),
            seat: BankSeat {
                keeper: region("3404"),
                place: MoneyPlace::Fiscal,
                validity: Validity::new(Some(day("2020-01-01")), None).unwrap(),
            },
        };
        let no = books::propose_bank(&desk(fixture), &house.accountant, &bank).unwrap();
        house.approve(&house.reviewer, no).unwrap();
        house
    }

    fn propose(&self, wish: &Wish) -> Result<ProposalNo, ServiceError> {
        books::propose(&desk(self.fixture), &self.accountant, wish)
    }

    fn approve(&self, checker: &Actor, no: ProposalNo) -> Result<Done, ServiceError> {
        books::decide(&desk(self.fixture), checker, no, Verdict::Approved, "")
    }

    /// Both steps; the document.
    fn post(&self, wish: &Wish) -> DocumentId {
        let no = self
            .propose(wish)
            .unwrap_or_else(|error| panic!("{}", error.zh()));
        let checker = if ["E10", "E34"].contains(&wish.event.to_string().as_str()) {
            &self.treasury
        } else {
            &self.reviewer
        };
        match self
            .approve(checker, no)
            .unwrap_or_else(|error| panic!("{}", error.zh()))
        {
            Done::Posted(documents) => documents[0].0.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn sheet(&self, date: &str) -> ledger::statement::Statement {
        let asked = Asked {
            paper: Paper::BalanceSheet,
            fund: Fund::ResidentPooled,
            book: Book::Agency,
            until: day(date),
            tx: None,
        };
        books::drawn(&desk(self.fixture), &self.accountant, &asked).unwrap()
    }

    fn verify(&self) -> Result<store::ledger::Verified, LedgerFlaw> {
        let run = |session: &mut store::Session<'_>| store::ledger::verify(session, region("3404"));
        self.fixture.store.read(run).unwrap()
    }

    /// A budget of a county in force, all its income for benefits.
    fn budget(&self, county: &str, fen: i64) {
        let desk = desk(self.fixture);
        let user = |name: &str, role| self.fixture.user(&format!("{name}-{county}"), role, county);
        let line = |code: &str, direction| BudgetLine {
            code: LineCode::new(code).unwrap(),
            direction,
            amount: Fen::new(fen),
            basis: Vec::new(),
        };
        let draft = BudgetDraft {
            region: region(county),
            fund: Fund::ResidentPooled,
            year: FundYear::new(2026).unwrap(),
            kind: BudgetKind::Budget,
            lines: vec![
                line("4001", Direction::Income),
                line("5001", Direction::Spending),
            ],
            justification: None,
        };
        let maker = user("kj", Role::Accountant);
        let (no, _) = fund::draft_budget(&desk, &maker, &draft).unwrap();
        let steps = [
            (user("cz", Role::Treasury), BudgetStage::Finance),
            (user("fh", Role::FinanceReviewer), BudgetStage::InForce),
        ];
        for (actor, stage) in steps {
            let input = StepInput {
                document: Some("府〔2026〕1号"),
                ..StepInput::default()
            };
            fund::step_budget(&desk, &actor, no, stage, input).unwrap();
        }
    }

    /// A month of two counties: premiums, subsidy, money drawn, care paid.
    fn march(&self) {
        for (county, amount) in [(FENGTAI, 90_000), (SHOU, 80_000)] {
            self.budget(county, amount);
            self.post(&wish(
                "E1",
                "current",
                county,
                "2026-03-01",
                part("个人缴费", amount),
            ));
            self.post(&wish(
                "E2",
                "",
                county,
                "2026-03-05",
                part("个人缴费", amount),
            ));
            self.post(&wish("E8", "", county, "2026-03-06", part("省", amount)));
            self.post(&wish("E10", "", county, "2026-03-07", part("", amount / 2)));
            self.post(&wish(
                "E11",
                "",
                county,
                "2026-03-20",
                part("住院", amount / 4),
            ));
        }
    }
}

on_both! {
    /// What was proposed by one and approved by another stands in the books, in every figure.
    fn a_month_is_booked_closed_and_reported(fixture: &Fixture) {
        let house = House::new(fixture);
        let nothing = (region("3404"), Fund::ResidentPooled);
        let empty = books::propose_close(&desk(fixture), &house.accountant, nothing, day("2026-03-31"));
        assert_eq!(empty.unwrap_err().code(), "ledger.no_books", "a closing that closes nothing");
        house.march();
        let sheet = house.sheet("2026-03-31");
        let fengtai = Column::Tier(region(FENGTAI));
        assert_eq!(sheet.amount("资产合计", fengtai), Some(Fen::new(90_000 * 2 - 22_500)));
        assert_eq!(sheet.amount("资产合计", Column::Sum), Some(Fen::new(170_000 * 2 - 42_500)));
        assert_eq!(sheet.amount("资产合计", Column::Sum), sheet.amount("负债及结余合计", Column::Sum));
        let desk = desk(fixture);
        let asked = Asked {
            paper: Paper::IncomeAndExpenditure { from: day("2026-03-01") },
            fund: Fund::ResidentPooled,
            book: Book::Agency,
            until: day("2026-03-31"),
            tx: None,
        };
        let flow = books::drawn(&desk, &house.accountant, &asked).unwrap();
        assert_eq!(flow.amount("收入合计", Column::Consolidated), Some(Fen::new(340_000)));
        for row in &flow.rows {
            for column in [Column::Sum, fengtai] {
                let legs = books::trace(&desk, &house.accountant, &asked, (row, column)).unwrap();
                let legs: Vec<_> = legs.into_iter().map(|leg| (leg.leg_ref, leg.leg)).collect();
                assert_eq!(row.total(&legs).ok(), row.amounts.get(&column).copied(), "{}", row.label);
            }
        }
        let report = books::figures_of_month(&desk, &house.accountant, day("2026-03-01")).unwrap();
        let figures: Vec<_> = report.iter().map(|line| (line.tier, line.figures.income.get(), line.figures.expense.get())).collect();
        assert_eq!(figures, [(region(FENGTAI), 180_000, 22_500), (region(SHOU), 160_000, 20_000)]);

        let place = (region("3404"), Fund::ResidentPooled);
        let no = books::propose_close(&desk, &house.accountant, place, day("2026-03-31")).unwrap();
        let again = books::propose_close(&desk, &house.accountant, place, day("2026-03-31"));
        assert_eq!(again.unwrap(), no, "a command that was cut off is repeated, the close is not proposed twice");
        let Done::Closed(closed) = house.approve(&house.reviewer, no).unwrap() else { panic!() };
        assert_eq!(closed.len(), 6, "two counties in three books");
        let late = house.propose(&wish("E8", "", FENGTAI, "2026-03-31", part("省", 1)));
        assert_eq!(late.unwrap_err().code(), "ledger.period_closed");
        assert_eq!(house.verify().map(|seen| seen.entries), Ok(20), "{:?}", house.verify());
    }

    /// A closing seals what it closes: entries cut off afterwards, with the closing and the cache put right, leave
    /// books that look sound; the seal misses them.
    fn entries_cut_off_after_a_closing_are_missed(fixture: &Fixture) {
        let house = House::new(fixture);
        house.march();
        assert_eq!(found(fixture, "seal.runs"), Ok(0));
        let place = (region("3404"), Fund::ResidentPooled);
        let no = books::propose_close(&desk(fixture), &house.accountant, place, day("2026-03-31")).unwrap();
        house.approve(&house.reviewer, no).unwrap();
        assert_eq!(found(fixture, "seal.runs"), Ok(1));
        assert!(found(fixture, "seal.rows").is_ok_and(|rows| rows > 100));
        house.post(&wish("E8", "", FENGTAI, "2026-04-02", part("省", 7)));
        assert!(found(fixture, "seal.rows").is_ok(), "later work goes on");

        past_guards(fixture, cut_off_march);
        assert!(house.verify().is_ok(), "the chains alone say nothing");
        let record = found(fixture, "seal.rows").unwrap_err();
        assert!(record.starts_with("ledger_close "), "{record}");
    }

    /// The figures of a past step of knowledge do not change by what is booked later.
    fn a_statement_stays_what_was_known(fixture: &Fixture) {
        let house = House::new(fixture);
        house.march();
        let then = fixture.store.write::<_, StoreError>(&deed("now"), |tx| Ok(tx.no())).unwrap();
        let before = house.sheet("2026-03-31");
        let document = house.post(&wish("E8", "", SHOU, "2026-03-25", part("县", 12_345)));
        assert_ne!(house.sheet("2026-03-31").rows, before.rows);
        let asked = Asked {
            paper: Paper::BalanceSheet,
            fund: Fund::ResidentPooled,
            book: Book::Agency,
            until: day("2026-03-31"),
            tx: Some(then),
        };
        let desk = desk(fixture);
        let known = books::drawn(&desk, &house.accountant, &asked).unwrap();
        let amounts = |statement: &ledger::statement::Statement| -> Vec<_> {
            statement.rows.iter().map(|row| (row.label.clone(), row.amounts.clone())).collect()
        };
        assert_eq!(amounts(&known), amounts(&before));
        // Red letter brings the balances back, and once only.
        let event = EventCode::parse("E8").unwrap();
        let proofs = [evidence(EvidenceKind::Appropriation), evidence(EvidenceKind::Decision)];
        let undo = || books::propose_undo(&desk, &house.accountant, (&document, event), day("2026-03-28"), &proofs);
        let no = undo().unwrap();
        house.approve(&house.reviewer, no).unwrap();
        let after = house.sheet("2026-03-31");
        assert_eq!(after.amount("资产合计", Column::Sum), before.amount("资产合计", Column::Sum));
        assert_eq!(undo().unwrap_err().code(), "ledger.red_letter");
        assert!(house.verify().is_ok());
    }

    /// The same user twice, a user without the role and one of another county are refused by the use case;
    /// what goes past it is refused by the database.
    fn two_people_of_the_place_are_needed(fixture: &Fixture) {
        let house = House::new(fixture);
        let one = wish("E8", "", FENGTAI, "2026-03-01", part("省", 100));
        // The same user as a reviewer: no administrator may grant that; should it happen, it does not help.
        let years = Validity::new(Some(day("2020-01-01")), Some(day("2030-12-31"))).unwrap();
        let whole = Scope::whole(region("3404"));
        let maker = house.accountant.user().clone();
        let both = Grant::new(maker, Role::FinanceReviewer, whole, years).unwrap().actor();
        let no = house.propose(&one).unwrap();
        let own = house.approve(&both, no);
        assert!(matches!(own, Err(ServiceError::Denied(access::Denied::OwnProposal))));
        let clerk = fixture.user("jingban", Role::Clerk, FENGTAI);
        assert!(matches!(house.approve(&clerk, no), Err(ServiceError::Denied(_))));
        let foreign = fixture.user("shoufuhe", Role::FinanceReviewer, SHOU);
        assert!(matches!(house.approve(&foreign, no), Err(ServiceError::NotFound(_))));
        let shou = fixture.user("shoukuaiji", Role::Accountant, SHOU);
        let denied = books::propose(&desk(fixture), &shou, &one);
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        // Past the use case: an unapproved document, and one approved by the maker.
        let insert = |maker: &str, checker: &str| {
            fixture.store.write::<_, StoreError>(&deed("by hand"), |tx| {
                let (pool, now) = (tx.pool(), tx.no());
                tx.run(
                    "INSERT INTO ledger_document (pool, document, part, region, event, variant, value_date, \
                     book_date, maker, checker, proposal, tx_from) VALUES ($1, 'X', 1, $2, 8, '', 20260301, \
                     20260301, $3, $4, $5, $6)",
                    &params![pool, region(FENGTAI), maker, checker, no, now],
                )
            })
        };
        assert!(insert("kuaiji", "kuaiji").is_err());
        assert!(matches!(insert("kuaiji", "fuhe"), Err(StoreError::Guard(_) | StoreError::Reference(_))));
        house.approve(&house.reviewer, no).unwrap();
        assert!(matches!(insert("fuhe", "kuaiji"), Err(StoreError::Guard(_))));
        assert!(house.approve(&house.reviewer, no).is_err(), "decided once");
    }

    /// A county sees its own books and nothing of another's.
    fn a_foreign_county_gets_nothing(fixture: &Fixture) {
        let house = House::new(fixture);
        house.post(&wish("E8", "", FENGTAI, "2026-03-01", part("省", 100)));
        house.post(&wish("E39", "found", FENGTAI, "2026-03-01", part("", 55)));
        let store = &fixture.store;
        let scope = |county: &str| Scope::new(region("3404"), region(county)).unwrap();
        let which = store::ledger::Which {
            fund: Fund::ResidentPooled,
            book: Book::Agency,
            known: AsKnown::until(day("2026-12-31")),
            counts: ledger::statement::Counts::All,
        };
        let document = DocumentId::new("E8-000001").unwrap();
        let account = [AccountCode::new(1003).unwrap()];
        for (county, sees) in [(FENGTAI, true), (SHOU, false)] {
            let scope = scope(county);
            store
                .read::<_, StoreError>(|session| {
                    let balances = store::ledger::balances(session, scope, &which)?;
                    assert_eq!(balances != Balances::default(), sees);
                    let entries = store::ledger::entries_of(session, scope, &document)?;
                    assert_eq!(!entries.is_empty(), sees);
                    let (undone, _) = store::ledger::undone(session, scope, &[base::EntryNo::new(1).unwrap()])?;
                    assert_eq!(!undone.is_empty(), sees);
                    assert_eq!(!store::ledger::legs_of(session, scope, &which, &account)?.is_empty(), sees);
                    let keys = store::ledger::set_of_books(session, scope)?;
                    assert_eq!(!keys.is_empty(), sees);
                    assert_eq!(!store::ledger::memo_balance(session, scope)?.is_empty(), sees);
                    let key = store::ledger::set_of_books(session, Scope::whole(region("3404")))?[0];
                    assert_eq!(store::ledger::cached(session, scope, &key)? != Balances::default(), sees);
                    assert_eq!(store::ledger::money(session, scope, &key, &account)? != Balances::default(), sees);
                    assert_eq!(store::ledger::closings(session, scope)?, []);
                    assert_eq!(store::ledger::banks(session, scope)?, []);
                    Ok(())
                })
                .unwrap();
        }
    }

    /// REQ-199: a year is carried into the surplus and closed month by month; what it ended with the next year
    /// opens with; the closed year takes nothing more.
    fn req_199_a_year_is_carried_and_closed(fixture: &Fixture) {
        let house = House::new(fixture);
        let desk = desk(fixture);
        let place = (region("3404"), Fund::ResidentPooled);
        let carry = |year| books::propose_carry(&desk, &house.accountant, place, FundYear::new(year).unwrap());
        let close = |date: &str| {
            let no = books::propose_close(&desk, &house.accountant, place, day(date))?;
            house.approve(&house.reviewer, no)
        };
        house.post(&wish("E8", "", FENGTAI, "2025-12-05", part("省", 7_000)));
        assert_eq!(carry(2026).unwrap_err().code(), "ledger.carry_early");
        assert_eq!(carry(2024).unwrap_err().code(), "ledger.carry_nothing");
        assert_eq!(close("2025-12-31").unwrap_err().code(), "ledger.year_not_carried");
        let no = carry(2025).unwrap();
        let Done::Posted(posted) = house.approve(&house.reviewer, no).unwrap() else { panic!() };
        assert_eq!(posted.len(), 2, "the agency's book and that of the fiscal special account");
        assert_eq!(carry(2025).unwrap_err().code(), "ledger.carry_nothing", "once");
        let Done::Closed(closed) = close("2025-12-31").unwrap() else { panic!() };
        assert_eq!(closed.len(), 2);
        let end = house.sheet("2025-12-31");
        assert_eq!(end.amount("基金结余合计", Column::Sum), Some(Fen::new(7_000)));
        let late = house.propose(&wish("E8", "", FENGTAI, "2025-12-31", part("省", 1)));
        assert_eq!(late.unwrap_err().code(), "ledger.period_closed");
        let opening = house.sheet("2026-01-01");
        let surplus = |sheet: &ledger::statement::Statement| sheet.amount("基金结余合计", Column::Sum);
        assert_eq!(surplus(&opening), surplus(&end));
        assert!(house.verify().is_ok());
    }

    /// The year is carried over, the merged fund opens with what was audited.
    fn two_schemes_are_carried_over_and_merged(fixture: &Fixture) {
        let house = House::new(fixture);
        let desk = desk(fixture);
        let date = day("2025-12-31");
        for fund in [Fund::UrbanResident, Fund::Nrcms] {
            let mut one = wish("E8", "", FENGTAI, "2025-06-01", part("省", 7_000));
            one.fund = fund;
            house.post(&one);
            let place = (region("3404"), fund);
            let no = books::propose_carry(&desk, &house.accountant, place, FundYear::of(date)).unwrap();
            let Done::Posted(posted) = house.approve(&house.reviewer, no).unwrap() else { panic!() };
            assert_eq!(posted.len(), 2, "agency and fiscal have income and no expense");
        }
        let line = |fund, book, number: u16, fen| AuditLine {
            county: region(FENGTAI),
            fund,
            book,
            account: AccountCode::new(number).unwrap(),
            sub: None,
            on_debit: Fen::new(fen),
        };
        let lines = |fen| -> Vec<AuditLine> {
            let funds = [Fund::UrbanResident, Fund::Nrcms];
            let both = funds.iter().flat_map(|fund| [Book::Agency, Book::Fiscal].map(|book| (*fund, book)));
            both.flat_map(|(fund, book)| [line(fund, book, 1003, fen), line(fund, book, 3001, -fen)]).collect()
        };
        let proofs = [evidence(EvidenceKind::AuditReport), evidence(EvidenceKind::Handover)];
        let to = (Fund::ResidentPooled, day("2026-01-01"), None);
        let no = books::propose_takeover(&desk, &house.accountant, to, &lines(6_999), &proofs).unwrap();
        assert_eq!(house.approve(&house.reviewer, no).unwrap_err().code(), "ledger.not_audited");
        let no = books::propose_takeover(&desk, &house.accountant, to, &lines(7_000), &proofs).unwrap();
        house.approve(&house.reviewer, no).unwrap();
        let sheet = house.sheet("2026-01-01");
        assert_eq!(sheet.amount("基金结余合计", Column::Sum), Some(Fen::new(14_000)));
        assert!(house.verify().is_ok());
    }

    /// A balance that was changed behind the back of the books is named.
    fn a_tampered_balance_is_named(fixture: &Fixture) {
        let house = House::new(fixture);
        house.march();
        fixture
            .store
            .write::<_, StoreError>(&deed("tamper"), |tx| {
                tx.run("UPDATE ledger_balance SET debit = debit + 1 WHERE account = 1004 AND debit > 0", &[])
            })
            .unwrap();
        let flaw = house.verify().unwrap_err();
        assert!(matches!(flaw, LedgerFlaw::Balance { account: 1004, month: 202_603, .. }), "{flaw:?}");
        let leg = fixture.store.write::<_, StoreError>(&deed("tamper"), |tx| {
            tx.run("UPDATE ledger_leg SET amount = amount + 1", &[])
        });
        assert!(matches!(leg, Err(StoreError::Guard(_))));
    }

    /// What the switch of 2026 asks for is proposed, approved and in force.
    fn the_switch_is_set_by_two(fixture: &Fixture) {
        let house = House::new(fixture);
        let desk = desk(fixture);
        let mut ahead = wish("E1", "ahead", FENGTAI, "2026-10-10", part("个人缴费", 400));
        ahead.parts[0].benefit_year = FundYear::new(2027);
        assert_eq!(house.propose(&ahead).unwrap_err().code(), "ledger.premium_now");
        let from = (Fund::ResidentPooled, day("2026-01-01"));
        assert!(books::propose_switch(&desk, &house.accountant, from, " ").is_err());
        let no = books::propose_switch(&desk, &house.accountant, from, "医保函〔2026〕1号").unwrap();
        assert_eq!(house.approve(&house.reviewer, no).unwrap(), Done::Set);
        house.post(&ahead);
    }
}

/// How many records a check examined, or the first that differs.
fn found(fixture: &Fixture, check: &str) -> Result<u64, String> {
    let all = store::verify::run(&fixture.store, &mut |_, _| ()).unwrap();
    let one = all.into_iter().find(|(one, _)| one.name == check);
    let (_, outcome) = one.unwrap();
    outcome
        .first
        .map_or(Ok(outcome.examined), |first| Err(first.record))
}

/// Works as somebody would who owns the database: guards off, and on again.
fn past_guards(fixture: &Fixture, work: fn(&mut Tx<'_>) -> Result<(), StoreError>) {
    let told = |row: &Row, column| row.text(column).map(str::to_owned);
    let off_and_on = |tx: &mut Tx<'_>| {
        if !tx.is_sqlite() {
            let sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";
            let tables: Vec<String> = tx
                .rows(sql, &[])?
                .iter()
                .map(|row| told(row, 0))
                .collect::<Result<_, _>>()?;
            for table in &tables {
                tx.run(&format!("ALTER TABLE {table} DISABLE TRIGGER USER"), &[])?;
            }
            work(tx)?;
            for table in &tables {
                tx.run(&format!("ALTER TABLE {table} ENABLE TRIGGER USER"), &[])?;
            }
            return Ok(());
        }
        let guards = tx.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
            &[],
        )?;
        for guard in &guards {
            tx.run(&format!("DROP TRIGGER {}", guard.text(0)?), &[])?;
        }
        work(tx)?;
        for guard in &guards {
            tx.run(guard.text(1)?, &[])?;
        }
        Ok(())
    };
    fixture
        .store
        .write::<_, StoreError>(&deed("tamper"), off_and_on)
        .unwrap();
}

/// Cuts off the closings and every document from the last of March on, and puts the cache of balances right.
fn cut_off_march(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let last = "SELECT MAX(tx_from) FROM ledger_document WHERE book_date <= 20260331";
    let last = tx.row(last, &[])?.unwrap().int(0)?;
    for sql in [
        "DELETE FROM ledger_close WHERE tx_from > $1",
        "DELETE FROM ledger_leg WHERE tx_from >= $1",
        "DELETE FROM ledger_entry WHERE tx_from >= $1",
        "DELETE FROM ledger_evidence WHERE document IN (SELECT document FROM ledger_document WHERE tx_from >= $1)",
        "DELETE FROM ledger_memo WHERE tx_from >= $1",
        "DELETE FROM ledger_document WHERE tx_from >= $1",
        "DELETE FROM ledger_balance WHERE $1 > 0",
    ] {
        tx.run(sql, &params![last])?;
    }
    tx.run(
        "INSERT INTO ledger_balance (pool, region, fund, book, account, sub, benefit_year, party_kind, party, bank, \
         month, debit, credit) SELECT pool, region, fund, book, account, sub, benefit_year, party_kind, party, bank, \
         book_date / 100, CAST(SUM(CASE WHEN side = 'debit' THEN amount ELSE 0 END) AS BIGINT), \
         CAST(SUM(CASE WHEN side = 'credit' THEN amount ELSE 0 END) AS BIGINT) FROM ledger_leg \
         GROUP BY pool, region, fund, book, account, sub, benefit_year, party_kind, party, bank, book_date / 100",
        &[],
    )?;
    Ok(())
}

/// A value that is changed in the file is found at its own entry.
#[test]
fn a_leg_changed_in_the_file_is_named() {
    let fixture = Fixture::sqlite();
    let house = House::new(&fixture);
    house.march();
    for (sql, wanted) in [
        (
            "UPDATE ledger_leg SET amount = amount + 1 WHERE entry = 7",
            "ledger_entry entry=7",
        ),
        (
            "UPDATE ledger_leg SET amount = amount - 1 WHERE entry = 7",
            "",
        ),
        (
            "UPDATE ledger_leg SET region = 340403000000 WHERE entry = 9 AND leg = 1",
            "ledger_leg entry=9 leg=1",
        ),
    ] {
        fixture
            .store
            .write::<_, StoreError>(&deed("tamper"), |tx| {
                tx.run("DROP TRIGGER IF EXISTS ledger_leg_append_only_update", &[])?;
                tx.run(sql, &[])
            })
            .unwrap();
        match house.verify() {
            Ok(_) => assert_eq!(wanted, ""),
            Err(flaw) => assert_eq!(flaw.record(), wanted, "{flaw:?}"),
        }
    }
}
