//! What the counter keeps, on both engines: it comes back as it was, a foreign county gets nothing, and the
//! database refuses what must not be.

mod common;

use access::Scope;
use base::{Count, Date, Fen, PersonNo, ProviderId, UnitPrice};
use benefit::keys::AccKey;
use common::{Fixture, deed, region};
use directory::agreement::{AgreementNo, Ground};
use directory::catalogue::Approval;
use enrolment::Scheme;
use settlement::answer::LineShare;
use settlement::bill::AccountUse;
use settlement::claim::{Care, FundCode, Nature as PayNature, Part, Payable, SettlementId};
use settlement::list::{ListNo, ListState};
use settlement::visit::{
    Act, CivilTime, Credential, Diagnosis, DiagnosisKind, Filing, FilingKind, FilingState, Place,
    Standing, Visit, VisitKind, VisitOpening,
};
use settlement::{FilingNo, RecordNo, VisitNo};
use store::counter::accumulator::{self, EntryRow};
use store::counter::filing::{self, FilingRow, StepRow};
use store::counter::line::{self, LineRow};
use store::counter::message::{self, MessageRow};
use store::counter::payable::{self, PayableRow};
use store::counter::query;
use store::counter::record::{self, Nature, RecordRow};
use store::counter::visit::{self, VisitRow};
use store::list::{
    DiagnosisRow, LineRow as ListLine, ListRow, NewVersion, OperationRow, Payer, PayerRow,
};
use store::{OPEN_TX, StoreError, Tx, list, params, statement};

const BUCKET: i64 = 7;

fn own() -> Scope {
    Scope::new(region("3404"), region("340421")).unwrap()
}

fn foreign() -> Scope {
    Scope::new(region("3404"), region("340422")).unwrap()
}

fn person() -> PersonNo {
    PersonNo::new(1).unwrap()
}

fn visit_no(no: i64) -> VisitNo {
    VisitNo::new(no).unwrap()
}

fn record_no(no: i64) -> RecordNo {
    RecordNo::new(no).unwrap()
}

fn time(text: &str) -> CivilTime {
    CivilTime::parse("begntime", text).unwrap()
}

fn registered(no: i64) -> VisitRow {
    let opening = VisitOpening {
        id: no.to_string(),
        person: person(),
        institution: "H34042100001".to_owned(),
        inside_no: "MZ1".to_owned(),
        kind: VisitKind::Outpatient,
        insurance: "390".to_owned(),
        credential: Credential::Card,
        department: "0101".to_owned(),
        physician: Some("D340421000011".to_owned()),
        began: time("2026-03-01 08:30:00"),
    };
    VisitRow {
        no: visit_no(no),
        bucket: BUCKET,
        region: region("340421"),
        ground: Ground::Designated(AgreementNo::new(3).unwrap()),
        visit: Visit::open(opening).unwrap(),
    }
}

fn described(row: &VisitRow) -> VisitRow {
    let types = settlement::visit::MedTypes::read(settlement::visit::MedTypes::SHIPPED).unwrap();
    let diagnosis = Diagnosis {
        kind: DiagnosisKind::Western,
        sequence: 1,
        code: "J18.900".to_owned(),
        name: "肺炎".to_owned(),
        main: true,
        department: "0101".to_owned(),
        physician: "D340421000011".to_owned(),
        made_at: time("2026-03-01 09:00:00"),
        valid: true,
    };
    let visit = row.visit.described(&types, "11", &[diagnosis]).unwrap();
    VisitRow {
        visit,
        ..row.clone()
    }
}

fn fee(number: u64) -> LineRow {
    LineRow {
        visit: visit_no(1),
        bucket: BUCKET,
        number,
        corrects: None,
        batch: "B1".to_owned(),
        occurred: time("2026-03-01 09:10:00"),
        code: "XA01ABD075A002010100483".to_owned(),
        own_code: "Y1".to_owned(),
        count: Count::parse("1.5").unwrap(),
        price: UnitPrice::parse("6.66").unwrap(),
        amount: Fen::new(999),
        disease: None,
        approval: Approval::Granted,
        physician: Some("D340421000011".to_owned()),
        quote_day: Date::parse("2026-03-01").unwrap(),
        quoted: [Fen::new(9), Fen::ZERO, Fen::new(90), Fen::new(900)],
        undone: false,
    }
}

fn settled(no: i64) -> RecordRow {
    RecordRow {
        no: record_no(no),
        bucket: BUCKET,
        visit: visit_no(1),
        person: person(),
        region: region("340421"),
        institution: "H34042100001".to_owned(),
        nature: Nature::Settlement,
        scheme: Scheme::Resident,
        insurance: "390".to_owned(),
        care: "outpatient".to_owned(),
        benefit_year: 2026,
        on: Date::parse("2026-03-01").unwrap(),
        mid_stay: false,
        replaces: None,
        part: String::new(),
        lines: vec![1, 2, 3],
        using: AccountUse::Own,
        account_paid: Fen::new(99),
        hidden: false,
        bill: Fen::new(999),
        fund_pay: Fen::new(500),
        account_pay: Fen::new(99),
        cash: Fen::new(400),
        provider_pay: Fen::ZERO,
        kept: "{}".to_owned(),
        figures: "{}".to_owned(),
        msgid: "H34042100001202603010900001".to_owned(),
    }
}

fn reversed(no: i64, of: i64) -> RecordRow {
    let turned = |amount: Fen| amount.checked_neg().unwrap();
    let original = settled(of);
    RecordRow {
        no: record_no(no),
        nature: Nature::Reversal(record_no(of)),
        bill: turned(original.bill),
        fund_pay: turned(original.fund_pay),
        account_pay: turned(original.account_pay),
        cash: turned(original.cash),
        kept: String::new(),
        ..original
    }
}

fn filed(no: i64) -> FilingRow {
    let number = FilingNo::new(no).unwrap();
    FilingRow {
        no: number,
        bucket: BUCKET,
        region: region("340421"),
        by: "H34042100001".to_owned(),
        filing: Filing {
            number: no.to_string(),
            person: person(),
            kind: FilingKind::Chronic,
            state: FilingState::Submitted,
            filed_on: Date::parse("2026-03-01").unwrap(),
            from: Date::parse("2026-03-01").unwrap(),
            until: None,
            place: Place::Local,
            institution: None,
            disease: Some("M03900".to_owned()),
            certified_on: Some(Date::parse("2026-02-20").unwrap()),
            from_visit: None,
            used: false,
        },
        detail: "{}".to_owned(),
        steps: 1,
    }
}

/// Writes within the own county.
fn write<T>(
    fixture: &Fixture,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    fixture.store.write(&deed("counter.batch"), work)
}

fn with_person(fixture: &Fixture) {
    write(fixture, |tx| {
        let row = params![region("3404"), BUCKET, person(), region("340421"), tx.no()];
        let columns = ["pool", "bucket", "person", "region", "tx_from"];
        tx.insert("person", &columns, &[row.to_vec()])
    })
    .unwrap();
}

fn with_visit(fixture: &Fixture) {
    with_person(fixture);
    write(fixture, |tx| visit::add(tx, own(), &[registered(1)])).unwrap();
}

/// The stay of the same person, open since the day.
fn stay(no: i64) -> VisitRow {
    let mut row = registered(no);
    row.visit.opening.kind = VisitKind::Stay;
    row
}

/// The first version of a list of the settlement.
fn listed(version: i64) -> NewVersion {
    let share = LineShare {
        line: Some(1),
        amount: Fen::new(999),
        parts: fee(1).quoted,
        funds: Fen::new(500),
        accounts: Fen::new(99),
        provider: Fen::ZERO,
        own: Fen::new(400),
    };
    let payer = |payer: Payer, fund: &str, fen: i64| PayerRow {
        payer,
        fund: fund.to_owned(),
        amount: Fen::new(fen),
    };
    NewVersion {
        list: ListRow {
            no: ListNo::new(1).unwrap(),
            bucket: BUCKET,
            record: record_no(1),
            visit: visit_no(1),
            person: person(),
            region: region("340421"),
            institution: "H34042100001".to_owned(),
            care: "outpatient".to_owned(),
            settled_on: Date::parse("2026-03-01").unwrap(),
        },
        version,
        state: ListState::Draft,
        uploaded: time("2026-03-02 10:00:00"),
        form: "{}".to_owned(),
        contact: "{}".to_owned(),
        bill: Fen::new(999),
        msgid: format!("L{version}"),
        diagnoses: vec![DiagnosisRow {
            kind: "1".to_owned(),
            code: "J18.900".to_owned(),
            title: "肺炎".to_owned(),
            main: true,
            at_admission: "1".to_owned(),
        }],
        operations: vec![OperationRow {
            kind: "1".to_owned(),
            code: "33.2200".to_owned(),
            title: "支气管镜检查".to_owned(),
            surgeon: "D340421000011".to_owned(),
            anaesthetist: String::new(),
            anaesthesia: String::new(),
            began: Some(time("2026-03-01 09:00:00")),
            ended: None,
        }],
        payers: vec![
            payer(Payer::Account, "", 99),
            payer(Payer::Fund, "390100", 500),
            payer(Payer::Person, "", 400),
        ],
        lines: vec![ListLine {
            line: 1,
            code: fee(1).code,
            own_code: fee(1).own_code,
            occurred: fee(1).occurred,
            count: fee(1).count,
            price: fee(1).price,
            share,
        }],
    }
}

on_both! {
    fn queries_give_a_foreign_county_nothing(fixture: &Fixture) {
        with_visit(fixture);
        let key = AccKey { id: "op_paid".to_owned(), owner: "person:1".to_owned(), window: "2026".to_owned() };
        write(fixture, |tx| {
            let chronic = VisitRow { visit: Visit { med_type: Some("1402".to_owned()), ..registered(1).visit }, ..registered(1) };
            visit::change(tx, own(), &[chronic])?;
            visit::add(tx, own(), &[stay(2)])?;
            line::add(tx, &[fee(1)])?;
            record::add(tx, own(), &[settled(1)])?;
            let entry = EntryRow { bucket: BUCKET, record: Some(record_no(1)), key: key.clone(), amount: 500 };
            accumulator::add(tx, &[entry])
        }).unwrap();
        let days = (time("2026-03-01 00:00:00"), time("2026-03-01 23:59:59"));
        let day = Date::parse("2026-03-01").unwrap();
        let read = |scope: Scope| {
            fixture.store.read(|session| {
                let stays = query::open_stays(session, scope, "H34042100001", days, 10)?;
                let made = query::made_at(session, scope, &[settled(1)])?;
                let sums = query::sums(session, scope, &[person()], day)?;
                let lines = query::lines_of_family(session, scope, (&[person()], "14"), days, 10)?;
                let early = query::sums(session, scope, &[person()], Date::parse("2026-02-28").unwrap())?;
                assert!(early.is_empty(), "settled later");
                Ok::<_, StoreError>((stays, made.len(), sums, lines))
            }).unwrap()
        };
        let sum = query::Sum { insurance: Some("390".to_owned()), key, amount: 500 };
        assert_eq!(read(own()), (vec![stay(2)], 1, vec![sum], vec![fee(1)]));
        assert_eq!(read(foreign()), (vec![], 0, vec![], vec![]));
    }

    fn a_reconciliation_has_what_was_answered_and_a_foreign_county_has_nothing(fixture: &Fixture) {
        with_visit(fixture);
        write(fixture, |tx| visit::change(tx, own(), &[described(&registered(1))])).unwrap();
        write(fixture, |tx| record::add(tx, own(), &[settled(1)])).unwrap();
        // a replay raised the fund by 1.00: the record stands anew, and the difference is a record of its own
        let anew = RecordRow { fund_pay: Fen::new(600), cash: Fen::new(300), ..settled(1) };
        let difference = RecordRow {
            no: record_no(3),
            nature: Nature::Adjustment(record_no(1)),
            bill: Fen::ZERO,
            fund_pay: Fen::new(100),
            account_pay: Fen::ZERO,
            cash: Fen::new(-100),
            ..settled(1)
        };
        write(fixture, |tx| {
            record::replace(tx, own(), &[anew])?;
            record::add(tx, own(), &[difference])
        }).unwrap();
        let day = Date::parse("2026-03-01").unwrap();
        let asked = statement::Asked { institution: "H34042100001", days: (day, day), insurance: Some("390"), refunds: None };
        let read = |scope: Scope, asked: statement::Asked<'_>| {
            fixture.store.read(|session| {
                Ok::<_, StoreError>((statement::sums(session, scope, asked)?, statement::rows(session, scope, asked)?))
            }).unwrap()
        };
        let (sums, rows) = read(own(), asked);
        let totals = sums[0].totals;
        assert_eq!((sums.len(), sums[0].med_type.as_str(), totals.count), (1, "11", 2));
        assert_eq!((totals.fund, totals.cash, totals.account), (Fen::new(600), Fen::new(300), Fen::new(99)));
        let told: Vec<(i64, bool)> = rows.iter().map(|(_, it)| (it.fund.get(), it.adjusts.is_some())).collect();
        assert_eq!(told, [(500, false), (100, true)], "the first answer, and the difference");
        let other = statement::Asked { insurance: Some("310"), ..asked };
        assert_eq!(read(own(), other), (vec![], vec![]));
        let refunds = statement::Asked { refunds: Some(true), ..asked };
        assert_eq!(read(own(), refunds), (vec![], vec![]));
        assert_eq!(read(foreign(), asked), (vec![], vec![]));
    }

    fn lists_come_back_in_versions_and_a_foreign_county_gets_none(fixture: &Fixture) {
        with_visit(fixture);
        write(fixture, |tx| list::upload(tx, own(), &[listed(1)])).unwrap();
        write(fixture, |tx| list::upload(tx, own(), &[listed(2)])).unwrap();
        let no = ListNo::new(1).unwrap();
        let step = list::StepRow {
            bucket: BUCKET, list: no, version: 2, step: 2, state: ListState::Submitted, reason: String::new(),
        };
        write(fixture, |tx| list::step(tx, std::slice::from_ref(&step))).unwrap();
        let day = Date::parse("2026-03-01").unwrap();
        let page = list::Page { institution: "H34042100001", days: (day, day), after: 0, limit: 10 };
        let read = |scope: Scope| {
            fixture.store.read(|session| {
                let heads = list::heads_of(session, scope, &[record_no(1)])?;
                Ok::<_, StoreError>((heads, list::find(session, scope, no)?, list::of_institution(session, scope, page)?))
            }).unwrap()
        };
        let version = |version: i64, states: &[ListState]| list::Version {
            kept: listed(version),
            steps: states.iter().map(|state| (*state, String::new())).collect(),
        };
        let both = vec![version(1, &[ListState::Draft]), version(2, &[ListState::Draft, ListState::Submitted])];
        let head = list::Head { list: listed(1).list, version: 2, steps: 2, state: ListState::Submitted };
        assert_eq!(read(own()), (vec![head], both.clone(), both[1..].to_vec()));
        assert_eq!(read(foreign()), (vec![], vec![], vec![]));
        let twice = write(fixture, |tx| list::upload(tx, own(), &[listed(2)]));
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let refused = write(fixture, |tx| list::upload(tx, foreign(), &[listed(3)]));
        assert!(matches!(refused, Err(StoreError::Guard(_))), "{refused:?}");
        let last = fixture.store.read(|session| list::last_number(session, foreign()));
        assert_eq!(last.unwrap(), 1, "numbers are the pooling area's");
    }

    fn a_visit_comes_back_as_it_stands_and_a_foreign_county_gets_none(fixture: &Fixture) {
        with_visit(fixture);
        let read = |scope: Scope| {
            let list = [visit_no(1)];
            fixture.store.read(|session| visit::find(session, scope, &list)).unwrap()
        };
        assert_eq!(read(own()), [registered(1)]);
        let after = described(&registered(1));
        write(fixture, |tx| visit::change(tx, own(), std::slice::from_ref(&after))).unwrap();
        assert_eq!(read(own()), std::slice::from_ref(&after));
        let of_people = |scope: Scope| {
            fixture.store.read(|session| visit::of_people(session, scope, &[person()])).unwrap()
        };
        assert_eq!(of_people(own()), std::slice::from_ref(&after));
        assert_eq!(read(foreign()), []);
        assert_eq!(of_people(foreign()), []);
        let refused = write(fixture, |tx| visit::change(tx, foreign(), std::slice::from_ref(&after)));
        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        let refused = write(fixture, |tx| visit::add(tx, foreign(), &[registered(2)]));
        assert!(matches!(refused, Err(StoreError::Guard(_))), "{refused:?}");
    }

    fn what_is_known_of_a_visit_has_a_history(fixture: &Fixture) {
        with_visit(fixture);
        let after = described(&registered(1));
        write(fixture, |tx| visit::change(tx, own(), std::slice::from_ref(&after))).unwrap();
        let mut cancelled = after.clone();
        cancelled.visit = after.visit.after(Act::Cancel, Standing::default()).unwrap();
        write(fixture, |tx| visit::change(tx, own(), &[cancelled])).unwrap();
        let states = fixture.store.read(|session| {
            session.rows(
                "SELECT state, med_type, tx_to FROM visit_version WHERE pool = $1 ORDER BY tx_from",
                &params![region("3404")],
            )
        });
        let states: Vec<(String, bool, bool)> = states.unwrap().iter().map(|row| {
            let open = row.int(2).unwrap() == OPEN_TX;
            (row.text(0).unwrap().to_owned(), row.maybe_text(1).unwrap().is_some(), open)
        }).collect();
        let state = |state: &str, known: bool, open: bool| (state.to_owned(), known, open);
        let expected = [state("open", false, false), state("open", true, false), state("cancelled", true, true)];
        assert_eq!(states, expected);
    }

    fn fee_lines_come_back_and_a_foreign_county_gets_none(fixture: &Fixture) {
        with_visit(fixture);
        write(fixture, |tx| line::add(tx, &[fee(1), fee(2)])).unwrap();
        write(fixture, |tx| line::undo(tx, &[(BUCKET, visit_no(1), 2)])).unwrap();
        let read = |scope: Scope| {
            let list = [visit_no(1)];
            fixture.store.read(|session| line::of_visits(session, scope, &list)).unwrap()
        };
        let undone = LineRow { undone: true, ..fee(2) };
        assert_eq!(read(own()), [fee(1), undone]);
        assert_eq!(read(foreign()), []);
        let again = write(fixture, |tx| line::add(tx, &[fee(1)]));
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let twice = write(fixture, |tx| line::undo(tx, &[(BUCKET, visit_no(1), 2)]));
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    }

    fn records_come_back_and_a_foreign_county_gets_none(fixture: &Fixture) {
        with_visit(fixture);
        write(fixture, |tx| record::add(tx, own(), &[settled(1), reversed(2, 1)])).unwrap();
        let read = |scope: Scope| {
            fixture.store.read(|session| {
                let found = record::find(session, scope, &[record_no(1)])?;
                let of_visits = record::of_visits(session, scope, &[visit_no(1)])?;
                let of_people = record::of_people(session, scope, &[person()])?;
                Ok::<_, StoreError>((found, of_visits, of_people))
            }).unwrap()
        };
        let all = vec![settled(1), reversed(2, 1)];
        assert_eq!(read(own()), (vec![settled(1)], all.clone(), all));
        assert_eq!(read(foreign()), (vec![], vec![], vec![]));
        let refused = write(fixture, |tx| record::add(tx, foreign(), &[settled(3)]));
        assert!(matches!(refused, Err(StoreError::Guard(_))), "{refused:?}");
    }

    fn a_settlement_is_taken_back_once_and_its_parts_add_up(fixture: &Fixture) {
        with_visit(fixture);
        write(fixture, |tx| record::add(tx, own(), &[settled(1), reversed(2, 1)])).unwrap();
        let twice = write(fixture, |tx| record::add(tx, own(), &[reversed(3, 1)]));
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let lame = RecordRow { cash: Fen::new(401), ..settled(4) };
        let lame = write(fixture, |tx| record::add(tx, own(), &[lame]));
        assert!(lame.is_err(), "{lame:?}");
    }

    fn a_replayed_settlement_stands_anew_and_its_past_is_kept(fixture: &Fixture) {
        with_visit(fixture);
        write(fixture, |tx| record::add(tx, own(), &[settled(1)])).unwrap();
        let anew = RecordRow { fund_pay: Fen::new(600), cash: Fen::new(300), ..settled(1) };
        write(fixture, |tx| record::replace(tx, own(), std::slice::from_ref(&anew))).unwrap();
        let found = fixture.store.read(|session| record::find(session, own(), &[record_no(1)]));
        assert_eq!(found.unwrap(), [anew]);
        let versions = fixture.store.read(|session| {
            session.row("SELECT COUNT(*) FROM settlement WHERE pool = $1", &params![region("3404")])
        });
        assert_eq!(versions.unwrap().unwrap().int(0).unwrap(), 2);
    }

    fn accumulators_are_the_sums_of_their_entries(fixture: &Fixture) {
        with_person(fixture);
        let key = |owner: &str| AccKey {
            id: "op_deductible".to_owned(),
            owner: owner.to_owned(),
            window: "2026".to_owned(),
        };
        let entry = |record: Option<i64>, owner: &str, amount: i64| EntryRow {
            bucket: BUCKET,
            record: record.map(record_no),
            key: key(owner),
            amount,
        };
        let entries = [
            entry(None, "person:1", 10_000),
            entry(Some(1), "person:1", 2_500),
            entry(Some(2), "person:1", -2_500),
            entry(Some(1), "person:1+disease:H01", 70),
            entry(Some(1), "person:2", 9),
            entry(Some(1), "family:130", 400),
        ];
        write(fixture, |tx| accumulator::add(tx, &entries)).unwrap();
        let (own, shared) = fixture.store.read(|session| {
            let own = accumulator::of_people(session, own(), &[person()])?;
            let holders = ["family:130".to_owned(), "family:131".to_owned()];
            Ok::<_, StoreError>((own, accumulator::of_holders(session, foreign(), &holders)?))
        }).unwrap();
        assert_eq!(own.get(&key("person:1")), 10_000);
        assert_eq!(own.get(&key("person:1+disease:H01")), 70);
        assert_eq!(own.iter().count(), 2);
        assert_eq!(shared.get(&key("family:130")), 400);
        let twice = write(fixture, |tx| accumulator::add(tx, &entries[1..2]));
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    }

    fn a_message_is_carried_out_once_whatever_its_id_was_used_for(fixture: &Fixture) {
        let row = |no: i64, digest: &str, tombstone: bool| MessageRow {
            no,
            institution: "H34042100001".to_owned(),
            infno: "2207".to_owned(),
            msgid: "H34042100001202603010900001".to_owned(),
            digest: digest.to_owned(),
            tombstone,
            person: Some("1".to_owned()),
            record: (!tombstone).then(|| record_no(no)),
            answer: if tombstone { String::new() } else { "{}".to_owned() },
        };
        let both = [row(1, "aa", false), row(2, "bb", false), row(3, "", true)];
        write(fixture, |tx| message::add(tx, &both)).unwrap();
        let ids = [both[0].msgid.clone(), "other".to_owned()];
        let found = fixture.store.read(|session| message::find(session, own(), &ids));
        assert_eq!(found.unwrap(), both);
        let again = write(fixture, |tx| message::add(tx, &[row(4, "aa", false)]));
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    }

    fn filings_come_back_as_they_stand_and_a_foreign_county_gets_none(fixture: &Fixture) {
        with_visit(fixture);
        let sent = filed(5);
        write(fixture, |tx| filing::add(tx, own(), std::slice::from_ref(&sent))).unwrap();
        let read = |scope: Scope| {
            fixture.store.read(|session| {
                let one = filing::find(session, scope, sent.no)?;
                let waiting = filing::waiting(session, scope)?;
                Ok::<_, StoreError>((one, waiting, filing::of_people(session, scope, &[person()])?))
            }).unwrap()
        };
        assert_eq!(read(own()), (Some(sent.clone()), vec![sent.clone()], vec![sent.clone()]));
        assert_eq!(read(foreign()), (None, vec![], vec![]));
        let agreed = StepRow {
            bucket: BUCKET,
            filing: sent.no,
            step: 2,
            state: FilingState::Approved,
            reason: "同意".to_owned(),
        };
        write(fixture, |tx| filing::step(tx, std::slice::from_ref(&agreed))).unwrap();
        let twice = write(fixture, |tx| filing::step(tx, std::slice::from_ref(&agreed)));
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let used = |expected: bool| {
            let (_, waiting, all) = read(own());
            assert_eq!(waiting, []);
            assert_eq!((all[0].filing.state, all[0].filing.used), (FilingState::Approved, expected));
        };
        used(false);
        write(fixture, |tx| filing::rests(tx, &[(BUCKET, sent.no, record_no(1))])).unwrap();
        write(fixture, |tx| record::add(tx, own(), &[settled(1)])).unwrap();
        used(true);
        write(fixture, |tx| record::add(tx, own(), &[reversed(2, 1)])).unwrap();
        used(false);
        let refused = write(fixture, |tx| filing::add(tx, foreign(), &[filed(6)]));
        assert!(matches!(refused, Err(StoreError::Guard(_))), "{refused:?}");
    }

    fn payables_are_kept_for_the_own_county_and_never_changed(fixture: &Fixture) {
        let row = PayableRow {
            bucket: BUCKET,
            record: record_no(1),
            about: None,
            payable: Payable {
                settlement: SettlementId::new("1").unwrap(),
                nature: PayNature::Settlement,
                institution: ProviderId::new("H34042100001").unwrap(),
                county: region("340421"),
                scheme: Scheme::Resident,
                fund: FundCode::new("resident").unwrap(),
                part: Part::Fund,
                care: Care::Outpatient,
                benefit_year: 2026,
                settled_on: Date::parse("2026-03-01").unwrap(),
                amount: Fen::new(500),
            },
        };
        write(fixture, |tx| payable::add(tx, own(), std::slice::from_ref(&row))).unwrap();
        let refused = write(fixture, |tx| payable::add(tx, foreign(), std::slice::from_ref(&row)));
        assert!(matches!(refused, Err(StoreError::Guard(_))), "{refused:?}");
        let changed = write(fixture, |tx| {
            tx.run("UPDATE payable SET amount = 600 WHERE pool = $1", &params![region("3404")])
        });
        assert!(changed.is_err(), "{changed:?}");
    }
}
