//! Contributions in the store, on both engines: a foreign county gets nothing, guards hold, tampering is named.

mod common;

use access::Scope;
use base::{
    BillNo, EnrolmentNo, Fen, HouseholdNo, OrganisationNo, PaymentNo, PersonNo, ProposalNo,
};
use base::{Date, Validity};
use common::{Fixture, deed, region};
use enrolment::Scheme;
use enrolment::contribution::bill::{Dispute, Draft, Insured, Receivable, Sponsorship};
use enrolment::contribution::payment::{DebitNo, Handover, Mismatch, SuspenseNo};
use enrolment::contribution::standard::{AdoptionNo, StandardNo};
use enrolment::contribution::subsidy::{ChannelCode, SubsidyKey};
use enrolment::contribution::{Channel, FundName, Source, Year};
use enrolment::membership::State;
use store::contribution::bill::{self, BillKey, NewBill};
use store::contribution::billing::{self, Ask, Promise};
use store::contribution::package::{self, Adoption, StoredPackage};
use store::contribution::payment::{self, PaymentKind, StoredPayment, Use};
use store::contribution::subsidy::{self, Advance, Arrived};
use store::contribution::suspense::{self, NewItem};
use store::contribution::{debit, dispute, report, standard};
use store::{OPEN_DATE, OPEN_TX, Session, StoreError, params};

fn own() -> Scope {
    Scope::new(region("3404"), region("340421")).unwrap()
}

fn foreign() -> Scope {
    Scope::new(region("3404"), region("340422")).unwrap()
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn year() -> Year {
    Year::new(2027).unwrap()
}

fn bill_no() -> BillNo {
    BillNo::new(1).unwrap()
}

fn key() -> BillKey {
    BillKey {
        bucket: 1,
        bill: bill_no(),
    }
}

fn part(source: Source, amount: i64) -> Receivable {
    Receivable {
        source,
        fund: FundName::new("resident_fund").unwrap(),
        amount: Fen::new(amount),
        group: None,
        sponsor: None,
    }
}

fn new_bill(no: i64) -> NewBill {
    NewBill {
        key: BillKey {
            bucket: 1,
            bill: BillNo::new(no).unwrap(),
        },
        enrolment: EnrolmentNo::new(1).unwrap(),
        draft: Draft {
            insured: Insured {
                person: PersonNo::new(1).unwrap(),
                region: region("340421"),
                scheme: Scheme::Resident,
            },
            year: year(),
            standard: StandardNo::new(1).unwrap(),
            group: None,
            tier: None,
            receivables: vec![
                part(Source::Person, 15_000),
                part(Source::Assistance, 1_000),
                part(Source::County, 41_000),
            ],
            window: Validity::new(Some(date("2026-09-01")), Some(date("2026-12-31"))).unwrap(),
            drawn_on: date("2026-10-01"),
        },
    }
}

fn money(no: i64, reference: &str) -> StoredPayment {
    StoredPayment {
        no: PaymentNo::new(no).unwrap(),
        region: region("340421"),
        kind: PaymentKind::Receipt,
        channel: Channel::Agent,
        collector: OrganisationNo::new(9),
        reference: reference.to_owned(),
        amount: Fen::new(15_000),
        on: date("2026-11-20"),
        year: year(),
        of: None,
        origin: None,
    }
}

/// One of everything, in 340421.
fn county(fixture: &Fixture) {
    let write = |tx: &mut store::Tx<'_>| {
        people(tx)?;
        bill::insert(tx, &[new_bill(1)])?;
        payment::insert(tx, &[money(1, "R1"), money(2, "R2")])?;
        payment::count(
            tx,
            &[Use {
                key: key(),
                payment: PaymentNo::new(1).unwrap(),
                payer: Source::Person,
                amount: Fen::new(5_000),
            }],
        )?;
        let item = NewItem {
            no: SuspenseNo::new(1).unwrap(),
            region: region("340421"),
            payment: PaymentNo::new(2).unwrap(),
            reason: Mismatch::UnknownPerson,
            person: None,
            document: "T9".to_owned(),
            named: "某".to_owned(),
        };
        suspense::open(tx, &[item])?;
        let debit = debit::Debit {
            no: DebitNo::new(1).unwrap(),
            region: region("340421"),
            bank: "银行".to_owned(),
            year: year(),
            lines: 1,
            amount: Fen::new(10_000),
            made_on: date("2026-11-20"),
        };
        debit::insert(tx, &debit, &[(key(), Fen::new(10_000))])?;
        let found = bill::find(tx, own(), bill_no())?.unwrap();
        let raised = Dispute::raise(bill_no(), "理由", date("2026-11-20")).unwrap();
        dispute::raise(tx, &found, &raised)?;
        let handover = Handover {
            on: date("2026-11-20"),
            amount: Fen::new(30_000),
            reference: "缴款单".to_owned(),
        };
        let agent = OrganisationNo::new(9).unwrap();
        report::hand_over(tx, own(), region("340421"), agent, year(), &handover)?;
        let promise = Promise {
            region: region("340421"),
            person: None,
            sponsorship: Sponsorship {
                source: Source::Collective,
                sponsor: agent,
                amount: Fen::new(100),
            },
        };
        billing::promise(tx, Scheme::Resident, year(), &promise)?;
        subsidies(tx)
    };
    fixture
        .store
        .write::<_, StoreError>(&deed("setup"), write)
        .unwrap();
}

fn subsidies(tx: &mut store::Tx<'_>) -> Result<(), StoreError> {
    let arrived = Arrived {
        key: SubsidyKey {
            county: region("340421"),
            payer: Source::County,
            scheme: Scheme::Resident,
            year: year(),
        },
        channel: ChannelCode::new("unified").unwrap(),
        amount: Fen::new(100),
        on: date("2026-11-20"),
        reference: "P1".to_owned(),
        of: None,
    };
    subsidy::arrive(tx, own(), &arrived)?;
    let advance = Advance {
        no: enrolment::contribution::subsidy::AdvanceNo::new(1).unwrap(),
        region: region("340421"),
        payer: Source::Sponsor,
        fund: FundName::new("resident_fund").unwrap(),
        scheme: Scheme::Resident,
        year: year(),
        persons: 1,
        amount: Fen::new(15_000),
        payment: PaymentNo::new(2).unwrap(),
        on: date("2026-11-20"),
    };
    subsidy::advance(tx, &advance)?;
    let double = enrolment::contribution::subsidy::Double {
        bill: BillNo::new(2).unwrap(),
        counted: bill_no(),
        person: PersonNo::new(1).unwrap(),
        year: year(),
        amount: Fen::new(42_000),
    };
    let place = BillKey {
        bucket: 1,
        bill: BillNo::new(2).unwrap(),
    };
    subsidy::flag(tx, &[(double, place, region("340421"))])
}

fn one(
    tx: &mut store::Tx<'_>,
    table: &str,
    columns: &str,
    row: &[store::Value],
) -> Result<(), StoreError> {
    let columns: Vec<&str> = columns.split(' ').collect();
    tx.insert(table, &columns, &[row.to_vec()])
}

fn people(tx: &mut store::Tx<'_>) -> Result<(), StoreError> {
    for person in [1_i64, 65] {
        enrolled(tx, person)?;
    }
    let (pool, now, place) = (tx.pool(), tx.no(), region("340421"));
    one(
        tx,
        "person_document",
        "pool bucket person document_type number_key number sound standing valid_from valid_to tx_from tx_to",
        &params![
            pool, 1, 1, "99", "T1", "T1", 1, "current", 19_900_101, OPEN_DATE, now, OPEN_TX
        ],
    )?;
    one(
        tx,
        "mandate",
        "pool bucket mandate person region bank account valid_from valid_to tx_from tx_to",
        &params![
            pool, 1, 1, 1, place, "银行", "6227", 20_260_101, OPEN_DATE, now, OPEN_TX
        ],
    )?;
    one(
        tx,
        "household",
        "pool bucket household region kind tx_from",
        &params![pool, 1, 1, place, "family", now],
    )?;
    one(
        tx,
        "household_member",
        "pool bucket household person_bucket person relation valid_from valid_to tx_from tx_to",
        &params![
            pool, 1, 1, 1, 1, "head", 20_200_101, OPEN_DATE, now, OPEN_TX
        ],
    )?;
    one(
        tx,
        "person_link",
        "pool member leader valid_from valid_to void tx_from tx_to",
        &params![pool, 65, 1, 20_200_101, OPEN_DATE, 0, now, OPEN_TX],
    )
}

fn enrolled(tx: &mut store::Tx<'_>, person: i64) -> Result<(), StoreError> {
    let (pool, now, place) = (tx.pool(), tx.no(), region("340421"));
    one(
        tx,
        "person",
        "pool bucket person region tx_from",
        &params![pool, 1, person, place, now],
    )?;
    let row = params![
        pool,
        1,
        person,
        person,
        place,
        "resident",
        2027,
        20_270_101,
        20_271_231,
        "approved",
        1,
        "usual",
        "counter",
        "voluntary",
        "person",
        20_261_001,
        0,
        now,
        OPEN_TX
    ];
    one(
        tx,
        "enrolment",
        "pool bucket enrolment person region scheme benefit_year valid_from valid_to state runs standing channel \
         basis funding applied_on missed_years tx_from tx_to",
        &row,
    )
}

type Count = fn(&mut Session<'_>, Scope) -> Result<usize, StoreError>;

fn today() -> Date {
    date("2026-11-22")
}

fn ask() -> Ask {
    Ask {
        scheme: Scheme::Resident,
        year: year(),
        batch: base::BatchNo::new(1).unwrap(),
        on: date("2027-01-01"),
    }
}

on_both! {
    /// However the walk over the enrolments is cut into pages, each of them is met once, and those with a bill never.
    fn the_walk_of_billing_meets_each_enrolment_once(fixture: &Fixture) {
        let setup = |tx: &mut store::Tx<'_>| {
            (1..=7).try_for_each(|person| enrolled(tx, person))?;
            bill::insert(tx, &[new_bill(1)])
        };
        fixture.store.write::<_, StoreError>(&deed("setup"), setup).unwrap();
        for size in 1..=8 {
            let (mut met, mut place) = (Vec::new(), Some(billing::START));
            while let Some(after) = place {
                let read = |s: &mut Session<'_>| billing::next(s, own(), &ask(), State::Approved, after, size);
                let page = fixture.store.read(read).unwrap();
                met.extend(page.people.iter().map(|one| one.person.get()));
                assert!(page.rest.is_none() || !page.people.is_empty());
                place = page.rest;
            }
            assert_eq!(met, [2, 3, 4, 5, 6, 7], "pages of {size}");
        }
    }

    /// Every reader of records of people or counties finds something in the own county and nothing from another.
    fn a_foreign_county_gets_no_contribution(fixture: &Fixture) {
        county(fixture);
        let readers: [(&str, Count); 31] = [
            ("bill::find", |s, c| Ok(bill::find(s, c, bill_no())?.iter().count())),
            ("bill::of_persons", |s, c| Ok(bill::of_persons(s, c, &[PersonNo::new(1).unwrap()])?.len())),
            ("bill::unpaid", |s, c| Ok(bill::unpaid(s, c, year(), 0, 10)?.len())),
            ("bill::parts", |s, c| Ok(bill::parts(s, c, key())?.len())),
            ("bill::family", |s, c| Ok(bill::family(s, c, HouseholdNo::new(1).unwrap(), year(), today())?.lines.len())),
            ("billing::next", |s, c| {
                Ok(billing::next(s, c, &ask(), State::Approved, billing::START, 10)?.people.len())
            }),
            ("billing::any", |s, c| Ok(usize::from(billing::any(s, c, &ask(), State::Approved)?))),
            ("billing::unreviewed", |s, c| {
                let waiting = billing::unreviewed(s, c, Scheme::Resident, year(), State::Confirmed)?;
                Ok(usize::try_from(waiting).unwrap())
            }),
            ("billing::one", |s, c| Ok(billing::one(s, c, &ask(), 1, EnrolmentNo::new(1).unwrap())?.iter().count())),
            ("billing::promises", |s, c| Ok(billing::promises(s, c, Scheme::Resident, year())?.len())),
            ("payment::find", |s, c| Ok(payment::find(s, c, PaymentNo::new(1).unwrap())?.iter().count())),
            ("payment::of_days", |s, c| Ok(payment::of_days(s, c, None, (date("2026-11-01"), today()))?.len())),
            ("payment::books", |s, c| Ok(payment::books(s, c, Channel::Agent, (date("2026-11-01"), today()))?.len())),
            ("payment::uses", |s, c| Ok(payment::uses(s, c, PaymentNo::new(1).unwrap())?.len())),
            ("payment::persons_of", |s, c| Ok(payment::persons_of(s, c, vec!["T1".to_owned()])?.len())),
            ("payment::bills", |s, c| Ok(payment::bills(s, c, vec![1])?.len())),
            ("suspense::waiting", |s, c| Ok(suspense::waiting(s, c)?.len())),
            ("suspense::find", |s, c| Ok(suspense::find(s, c, SuspenseNo::new(1).unwrap())?.iter().count())),
            ("debit::find", |s, c| Ok(debit::find(s, c, DebitNo::new(1).unwrap())?.iter().count())),
            ("debit::unwritten", |s, c| Ok(debit::unwritten(s, c, (region("340421"), "银行", year()))?.iter().count())),
            ("debit::lines", |s, c| Ok(debit::lines(s, c, DebitNo::new(1).unwrap())?.len())),
            ("debit::unanswered", |s, c| Ok(debit::unanswered(s, c, DebitNo::new(1).unwrap())?.len())),
            ("report::progress", |s, c| Ok(report::progress(s, c, year(), today(), today())?.len())),
            ("report::financing", |s, c| Ok(report::financing(s, c)?.len())),
            ("report::agents", |s, c| Ok(report::agents(s, c, year())?.len())),
            ("report::by_channel", |s, c| Ok(report::by_channel(s, c, (date("2026-11-01"), today()))?.len())),
            ("subsidy::due", |s, c| Ok(subsidy::due(s, c, Scheme::Resident, year())?.len())),
            ("subsidy::arrived", |s, c| Ok(subsidy::arrived(s, c, Scheme::Resident, year(), today())?.len())),
            ("subsidy::linked", |s, c| Ok(subsidy::linked(s, c, year())?.len())),
            ("subsidy::doubles", |s, c| Ok(subsidy::doubles(s, c, year())?.len())),
            ("subsidy::owed_by", |s, c| Ok(subsidy::owed_by(s, c, Scheme::Resident, year(), Source::Assistance)?.len())),
        ];
        for (name, read) in readers {
            let count = |scope| fixture.store.read(|session| read(session, scope)).unwrap();
            assert!(count(own()) > 0, "{name} finds nothing in the own county");
            assert_eq!(count(foreign()), 0, "{name}");
        }
        let more: [(&str, Count); 3] = [
            ("subsidy::advances", |s, c| Ok(subsidy::advances(s, c, year())?.len())),
            ("dispute::open", |s, c| {
                let found = bill::find(s, own(), bill_no())?.unwrap();
                Ok(dispute::open(s, c, &found)?.iter().count())
            }),
            ("payment::refunded", |s, c| {
                let _ = payment::refunded(s, c, PaymentNo::new(1).unwrap())?;
                Ok(usize::from(c == own()))
            }),
        ];
        for (name, read) in more {
            let count = |scope| fixture.store.read(|session| read(session, scope)).unwrap();
            assert_eq!((count(own()), count(foreign())), (1, 0), "{name}");
        }
    }

    /// A bill that is being debited is found by its own county alone, and only while nothing is under way.
    fn a_foreign_county_debits_nothing(fixture: &Fixture) {
        fixture.store.write::<_, StoreError>(&deed("setup"), |tx| {
            people(tx)?;
            bill::insert(tx, &[new_bill(1)])
        }).unwrap();
        let count = |scope| {
            let read = |session: &mut Session<'_>| debit::debitable(session, scope, "银行", year(), today());
            fixture.store.read(read).unwrap().len()
        };
        assert_eq!((count(own()), count(foreign())), (1, 0));
        let found = fixture.store.read(|s| bill::find(s, own(), bill_no())).unwrap().unwrap();
        let ending = |scope| fixture.store.read(|s| dispute::ending(s, scope, &found)).unwrap();
        assert_eq!((ending(own()), ending(foreign())), (None, None));
    }

    /// Packages, standards and channels are the city's law: every county of the pooling area reads them, no
    /// other pooling area does.
    fn a_foreign_pool_gets_no_package(fixture: &Fixture) {
        fixture.store.write::<_, StoreError>(&deed("setup"), |tx| {
            package::keep(tx, &StoredPackage {
                digest: "d".to_owned(),
                id: "cn.x".to_owned(),
                title: "包".to_owned(),
                files: vec![1],
            })?;
            package::adopt(tx, &Adoption {
                no: AdoptionNo::new(1).unwrap(),
                scheme: Scheme::Resident,
                digest: "d".to_owned(),
                parameters: "{}".to_owned(),
                stage: None,
                from: date("2026-01-01"),
                until: None,
                proposal: ProposalNo::new(1).unwrap(),
                package: (String::new(), String::new()),
            })?;
            standard::insert(tx, &standard::StoredStandard {
                no: StandardNo::new(1).unwrap(),
                scheme: Scheme::Resident,
                year: year(),
                version: 1,
                adoption: AdoptionNo::new(1).unwrap(),
                bill_from: date("2026-01-01"),
                bill_to: None,
                proposal: ProposalNo::new(1).unwrap(),
            }, &[])?;
            subsidy::set_channel(tx, &enrolment::contribution::subsidy::SubsidyChannel {
                code: ChannelCode::new("unified").unwrap(),
                title: "渠道".to_owned(),
                open: Validity::OPEN,
            })
        }).unwrap();
        store::pool::set_up(&fixture.store, region("4311"), "永州市").unwrap();
        let readers: [(&str, Count); 9] = [
            ("package::find", |s, c| Ok(package::find(s, c, "d")?.iter().count())),
            ("package::current", |s, c| Ok(package::current(s, c, Scheme::Resident, today())?.iter().count())),
            ("package::adoptions", |s, c| Ok(package::adoptions(s, c)?.len())),
            ("package::adopted", |s, c| Ok(package::adopted(s, c, AdoptionNo::new(1).unwrap())?.iter().count())),
            ("standard::in_force", |s, c| Ok(standard::in_force(s, c, Scheme::Resident, year(), today())?.iter().count())),
            ("standard::all", |s, c| Ok(standard::all(s, c)?.len())),
            ("standard::last_version", |s, c| {
                Ok(usize::try_from(standard::last_version(s, c, Scheme::Resident, year())?).unwrap())
            }),
            ("standard::levels", |s, c| {
                let _ = standard::levels(s, c, StandardNo::new(1).unwrap())?;
                Ok(usize::from(c.pool() == region("3404")))
            }),
            ("subsidy::channels", |s, c| Ok(subsidy::channels(s, c)?.len())),
        ];
        for (name, read) in readers {
            let count = |scope| fixture.store.read(|session| read(session, scope)).unwrap();
            let other = Scope::whole(region("4311"));
            assert_eq!((count(own()), count(other)), (1, 0), "{name}");
        }
        let runs = |scope| fixture.store.read(|s| billing::finished_runs(s, scope, "bill.make", "x")).unwrap();
        assert_eq!((runs(own()), runs(foreign())), (0, 0));
        let seen = |scope| fixture.store.read(|s| payment::seen(s, scope, Channel::Tax, None, vec![])).unwrap();
        assert_eq!((seen(own()).len(), seen(foreign()).len()), (0, 0));
    }

    /// One live bill a person and year; money is never changed; a second receipt of one number is refused.
    fn the_database_guards_money(fixture: &Fixture) {
        county(fixture);
        let second = fixture.store.write::<_, StoreError>(&deed("b"), |tx| bill::insert(tx, &[new_bill(3)]));
        assert!(matches!(second, Err(StoreError::Conflict(_) | StoreError::Guard(_))), "{second:?}");
        let again = fixture.store.write::<_, StoreError>(&deed("p"), |tx| payment::insert(tx, &[money(3, "R1")]));
        assert!(again.is_err());
        for sql in [
            "UPDATE payment SET amount = 1 WHERE pool = $1",
            "DELETE FROM payment_use WHERE pool = $1",
            "UPDATE bill_part SET amount = 1 WHERE pool = $1",
            "UPDATE bill SET own = 1 WHERE pool = $1",
            "DELETE FROM standard WHERE pool = $1",
        ] {
            let touched = fixture.store.write::<_, StoreError>(&deed("x"), |tx| tx.run(sql, &params![region("3404")]));
            let touched_rows = touched.as_ref().ok().copied();
            assert!(touched.is_err() || touched_rows == Some(0), "{sql}");
        }
    }

    /// Money that was changed past the guards is named without any seal: a use without its payment, a receipt of
    /// which a part is nowhere, a file whose rows do not make its sum.
    fn verify_follows_every_fen(fixture: &Fixture) {
        let named = || {
            let mut named = Vec::new();
            store::verify::run(&fixture.store, &mut |check, outcome| {
                if let Some(first) = outcome.first.as_ref().filter(|_| check.name.starts_with("payment.")) {
                    named.push((check.name, first.record.clone()));
                }
            }).unwrap();
            named
        };
        let whole = |payment: i64| Use {
            key: key(),
            payment: PaymentNo::new(payment).unwrap(),
            payer: Source::Person,
            amount: Fen::new(15_000),
        };
        fixture.store.write::<_, StoreError>(&deed("setup"), |tx| {
            people(tx)?;
            bill::insert(tx, &[new_bill(1)])?;
            let open = store::batch::open(tx, region("340421"), "pay.collect", "file")?;
            let mut of_file = money(1, "R1");
            of_file.origin = Some(payment::Origin { batch: open.no, line: 2 });
            payment::insert(tx, &[of_file])?;
            payment::count(tx, &[whole(1)])?;
            let chunk = store::batch::Chunk { taken: 1, amount: Fen::new(15_000), rows: Vec::new(), last: true };
            store::batch::advance(tx, &open, &chunk).map(|_| ())
        }).unwrap();
        assert_eq!(named(), [], "sound as it stands");
        fixture.store.write::<_, StoreError>(&deed("setup"), |tx| {
            let mut more = money(2, "R2");
            more.amount = Fen::new(10_000);
            more.origin = Some(payment::Origin { batch: base::BatchNo::new(1).unwrap(), line: 3 });
            payment::insert(tx, &[more])?;
            let part = Use { amount: Fen::new(-5_000), ..whole(1) };
            payment::count(tx, &[part, Use { amount: Fen::new(5_000), ..whole(7) }])
        }).unwrap();
        let found = named();
        for (check, record) in [
            ("payment.gone", "payment pool=340400000000 payment=7"),
            ("payment.balance", "payment pool=340400000000 payment=1"),
            ("payment.batch", "batch pool=340400000000 batch=1"),
        ] {
            assert!(found.contains(&(check, record.to_owned())), "{check}: {found:?}");
        }
    }

    /// What does not add up is found by verify and named: a bill whose parts are missing, money that is nowhere.
    fn verify_names_the_first_difference(fixture: &Fixture) {
        fixture.store.write::<_, StoreError>(&deed("setup"), |tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let row = params![
                pool, 1, 7, 1, 1, region("340421"), "resident", 2027, 1, "", "", 57_000, 15_000,
                20_260_901, 20_261_231, 20_261_001, now, OPEN_TX
            ];
            let columns = [
                "pool", "bucket", "bill", "enrolment", "person", "region", "scheme", "benefit_year",
                "standard", "grp", "tier", "amount", "own", "pay_from", "pay_to", "drawn_on", "tx_from",
                "tx_to",
            ];
            tx.insert("bill", &columns, &[row.to_vec()])?;
            payment::insert(tx, &[money(5, "R5")])
        }).unwrap();
        let mut named = Vec::new();
        store::verify::run(&fixture.store, &mut |check, outcome| {
            if let Some(first) = &outcome.first {
                named.push((check.name, first.record.clone()));
            }
        }).unwrap();
        assert!(named.contains(&("bill.parts", "bill pool=340400000000 bill=7".to_owned())), "{named:?}");
        assert!(named.contains(&("payment.lost", "payment pool=340400000000 payment=5".to_owned())), "{named:?}");
    }
}
