//! Claims and payouts as rows: what the database refuses, and what a foreign county sees.

mod common;

use access::{Role, Scope, UserName};
use base::{Date, Fen, ProviderId};
use common::{Fixture, region};
use enrolment::{Month, Scheme};
use settlement::claim::{
    Care, Claim, ClaimKey, ClaimLine, ClaimNo, Claimant, Draft, FundCode, LineKey, Nature, Part,
    PayKey, ReimbursementNo, SettlementId, Signed,
};
use settlement::clearing::{Message, RegistrationId};
use settlement::payout::{PayoutNo, TransferNo};
use store::claim::draw::{self, NewClaim, NewLine, SetAside};
use store::claim::read::{self, Wanted};
use store::claim::{deduction, deposit, office, paper, payable, step, task};
use store::clearing::cross::{self, CaseRow};
use store::clearing::hub;
use store::insurer;
use store::payout::{booking, due};
use store::{Deed, StoreError, Value, params};

const COUNTY: &str = "340421";
const HOSPITAL: &str = "H34042100001";

fn month() -> Month {
    Month::parse("2026-02").unwrap()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn fund() -> FundCode {
    FundCode::new("resident").unwrap()
}

fn key() -> ClaimKey {
    ClaimKey {
        pay: PayKey {
            claimant: Claimant::Institution(ProviderId::new(HOSPITAL).unwrap()),
            county: region(COUNTY),
            fund: fund(),
            scheme: Scheme::Resident,
        },
        month: month(),
        application: None,
    }
}

fn line() -> ClaimLine {
    ClaimLine {
        key: LineKey {
            settlement: SettlementId::new("1").unwrap(),
            part: Part::Fund,
        },
        nature: Nature::Settlement,
        care: Care::Inpatient,
        benefit_year: 2026,
        settled_on: day("2026-02-10"),
        amount: Fen::new(100_000),
    }
}

fn deed(user: &str) -> Deed {
    Deed {
        pool: region("3404"),
        region: region(COUNTY),
        user: UserName::new(user).unwrap(),
        role: Role::Clerk,
        command: "test".to_owned(),
        reason: None,
        wall: 1_790_000_000_000,
    }
}

fn no(number: i64) -> ClaimNo {
    ClaimNo::new(number).unwrap()
}

/// A payable in a claim, and another one that stands aside.
fn scene(fixture: &Fixture) {
    let whole = Scope::whole(region("3404"));
    let written = fixture.store.write::<_, StoreError>(&deed("sl"), |tx| {
        let (pool, now) = (tx.pool(), tx.no());
        let row = |settlement: i64| -> Vec<Value> {
            params![
                pool,
                1_i64,
                settlement,
                "fund",
                "resident",
                "settlement",
                None::<i64>,
                HOSPITAL,
                region(COUNTY),
                "resident",
                "inpatient",
                2026_i64,
                day("2026-02-10"),
                100_000_i64,
                now
            ]
            .to_vec()
        };
        let columns = [
            "pool",
            "bucket",
            "settlement",
            "part",
            "fund",
            "nature",
            "about",
            "institution",
            "region",
            "scheme",
            "care",
            "benefit_year",
            "settled_on",
            "amount",
            "tx_from",
        ];
        tx.insert("payable", &columns, &[row(1), row(2)])?;
        office::assign(
            tx,
            whole,
            &ProviderId::new(HOSPITAL).unwrap(),
            region(COUNTY),
        )?;
        let claim = NewClaim {
            no: no(1),
            key: key(),
            office: region(COUNTY),
            drawn_on: day("2026-03-01"),
        };
        draw::add(tx, whole, &[claim])?;
        let new = NewLine {
            claim: no(1),
            bucket: 1,
            fund: fund(),
            line: line(),
        };
        draw::add_lines(tx, &[new])?;
        let aside = SetAside {
            bucket: 1,
            settlement: 2,
            part: "fund".to_owned(),
            fund: "resident".to_owned(),
            institution: HOSPITAL.to_owned(),
            code: "claim.test".to_owned(),
            reason: "测试".to_owned(),
        };
        draw::set_aside(tx, whole, month(), &[aside])
    });
    written.unwrap();
}

/// The claim, submitted by a user.
fn submit(fixture: &Fixture, by: &str) {
    fixture.user(by, Role::Clerk, COUNTY);
    let whole = Scope::whole(region("3404"));
    let mut claim = Claim::new(
        no(1),
        Draft {
            key: key(),
            office: region(COUNTY),
            lines: vec![line()],
        },
    );
    let declared = claim.declared().unwrap();
    let signed = Signed {
        by: UserName::new(by).unwrap(),
        office: region(COUNTY),
        on: day("2026-03-02"),
    };
    claim.submit(signed, declared).unwrap();
    let written = fixture
        .store
        .write::<_, StoreError>(&deed(by), |tx| step::submitted(tx, whole, &claim));
    written.unwrap();
}

on_both! {
    /// Each payable in one claim, each claim once a month, and nothing added once it was submitted.
    fn the_database_keeps_claims_apart(fixture: &Fixture) {
        scene(fixture);
        submit(fixture, "sl");
        let whole = Scope::whole(region("3404"));
        let refused = |work: &dyn Fn(&mut store::Tx<'_>) -> Result<(), StoreError>| {
            fixture.store.write::<_, StoreError>(&deed("sl"), |tx| work(tx)).unwrap_err();
        };
        let claim = |number| NewClaim {
            no: no(number), key: key(), office: region(COUNTY), drawn_on: day("2026-03-01"),
        };
        refused(&|tx| draw::add(tx, whole, &[claim(2)]));
        let other = |settlement: &str| ClaimLine {
            key: LineKey { settlement: SettlementId::new(settlement).unwrap(), part: Part::Fund },
            ..line()
        };
        let new = |claim, line| NewLine { claim, bucket: 1, fund: fund(), line };
        refused(&|tx| draw::add_lines(tx, &[new(no(1), other("2"))]));
        let march = NewClaim {
            key: ClaimKey { month: Month::parse("2026-03").unwrap(), ..key() },
            ..claim(2)
        };
        refused(&|tx| {
            draw::add(tx, whole, std::slice::from_ref(&march))?;
            draw::add_lines(tx, &[new(no(2), line())])
        });
        // A decision without a review, by hand.
        refused(&|tx| {
            let (pool, now) = (tx.pool(), tx.no());
            tx.run(
                "INSERT INTO claim_step (pool, claim, step, kind, user_name, region, step_on, tx_from) \
                 VALUES ($1, 1, 3, 'decided', 'sl', $2, 20260303, $3)",
                &params![pool, region(COUNTY), now],
            )
            .map(drop)
        });
        // A payment without either.
        refused(&|tx| {
            let (pool, now) = (tx.pool(), tx.no());
            let sql = "INSERT INTO payout_step (pool, claim, step, sheet, tx_from) VALUES ($1, 1, 1, 1, $2)";
            tx.run(sql, &params![pool, now]).map(drop)
        });
    }

    fn a_foreign_county_sees_no_claim(fixture: &Fixture) {
        scene(fixture);
        submit(fixture, "sl");
        let pool = region("3404");
        let seen = |place: &str| {
            let scope = Scope::new(pool, region(place)).unwrap();
            let read = fixture.store.read::<_, StoreError>(|session| {
                let (until, hospital) = (day("2026-03-01"), [HOSPITAL.to_owned()]);
                let wanted = Wanted::default();
                Ok([
                    office::all(session, scope)?.len(),
                    payable::institutions(session, scope, until)?.len(),
                    payable::open(session, scope, &hospital, until)?.len(),
                    payable::unclaimed(session, scope, &fund(), &[1, 2])?.len(),
                    payable::standing(session, scope)?.len(),
                    draw::known(session, scope, month(), &hospital)?.len(),
                    draw::asides(session, scope, month())?.len(),
                    read::heads(session, scope, wanted)?.len(),
                    read::load(session, scope, &[no(1)])?.len(),
                    usize::from(read::find(session, scope, no(1))?.is_some()),
                    read::around(session, scope, &fund(), &[1])?.len(),
                    task::open(session, scope)?.len(),
                ])
            });
            read.unwrap()
        };
        let own = seen(COUNTY);
        // What stands aside is the city's to mend.
        assert_eq!(own, [1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1]);
        assert_eq!(seen("3404")[6], 1);
        assert_eq!(seen("340422"), [0; 12]);
    }

    fn a_foreign_county_sees_no_clearing(fixture: &Fixture) {
        scene(fixture);
        let registration = RegistrationId::new("R1").unwrap();
        let case = CaseRow {
            no: 1, region: region(COUNTY), home: region("3404"), care: region("3401"),
            registration: registration.clone(),
        };
        let whole = Scope::whole(region("3404"));
        let message = Message::Register { registration: registration.clone() };
        let written = fixture.store.write::<_, StoreError>(&deed("sl"), |tx| {
            let provider = params![tx.pool(), HOSPITAL, region("340402"), None::<&str>, tx.no()];
            tx.run(
                "INSERT INTO provider (pool, provider, region, credit_code, tx_from) VALUES ($1, $2, $3, $4, $5)",
                &provider,
            )?;
            cross::open(tx, whole, &case, day("2026-03-01"))?;
            cross::add(tx, whole, &case, (1, true), &message)
        });
        written.unwrap();
        let seen = |place: &str| {
            let scope = Scope::new(region("3404"), region(place)).unwrap();
            let read = fixture.store.read::<_, StoreError>(|session| {
                Ok([
                    hub::open(session, scope, &fund(), day("2026-03-01"))?.len(),
                    hub::positions(session, scope)?.len(),
                    usize::from(cross::find(session, scope, &registration)?.is_some()),
                    cross::messages(session, scope, &case)?.len(),
                    cross::outbox(session, scope)?.len(),
                    insurer::assessments(session, scope)?.len(),
                ])
            });
            read.unwrap()
        };
        assert_eq!(seen(COUNTY), [2, 0, 1, 1, 1, 0]);
        assert_eq!(seen("340422"), [0; 6]);
        let twice = fixture.store.write::<_, StoreError>(&deed("sl"), |tx| {
            cross::add(tx, whole, &case, (2, true), &message)
        });
        twice.unwrap_err();
    }

    fn a_foreign_county_sees_no_payment(fixture: &Fixture) {
        scene(fixture);
        let scope = Scope::new(region("3404"), region("340422")).unwrap();
        let one = TransferNo::new(1).unwrap();
        let seen = fixture.store.read::<_, StoreError>(|session| {
            Ok([
                deduction::of_fund(session, scope, &fund())?.len(),
                deposit::moves(session, scope, &fund())?.len(),
                due::unpaid(session, scope, &fund())?.len(),
                due::paid(session, scope, &[no(1)])?.len(),
                due::carried(session, scope, &fund())?.len(),
                due::funds(session, scope)?.len(),
                store::payout::read::heads(session, scope)?.len(),
                usize::from(store::payout::read::find(session, scope, PayoutNo::new(1).unwrap())?.is_some()),
                usize::from(store::payout::read::of_transfer(session, scope, one)?.is_some()),
                booking::of_transfer(session, scope, one)?.len(),
                usize::from(paper::find(session, scope, ReimbursementNo::new(1).unwrap())?.is_some()),
                paper::list(session, scope)?.len(),
                usize::from(paper::person_of(session, scope, base::PersonNo::new(1).unwrap())?.is_some()),
            ])
        });
        assert_eq!(seen.unwrap(), [0; 13]);
    }
}
