//! Designated providers on both engines: what was written comes back, a foreign county gets nothing, and the database
//! itself refuses what the use cases would.

mod common;

use access::{Actor, Permission, Role, Scope, Verdict};
use base::{Date, Fen, PersonnelCode, ProposalNo, Validity};
use common::{Fixture, deed, region, today};
use directory::agreement::admission::ScoreSheet;
use directory::agreement::assess::Assessment;
use directory::agreement::contract::{Draft, EndReason, Ending, Supplement, SupplementReason};
use directory::agreement::sanction::Basis;
use directory::agreement::{
    Agreement, AgreementNo, Clause, ClauseKind, Designation, DesignationNo, Measure, Points,
    Sanction, SanctionNo, Service, State, Step, Target, Template, Term,
};
use directory::provider::{
    Change, ChangeRequest, Department, Grade, Institution, Licence, LicenceKind, Ownership,
    Particulars, Practice, Profession, ProviderCode, ProviderKind, Rank, Staff,
};
use store::proposals::{self, Decision, NewProposal};
use store::provider::assessment::{
    self, AssessmentNo, Publication, PublicationNo, Scored, StoredAssessment,
};
use store::provider::change::{ChangeNo, StoredChange};
use store::provider::institution::{OldCodeRow, Registered};
use store::provider::sanction::Ground;
use store::provider::{
    Which, agreement, change, department, file, institution, revision, sanction, staff,
};
use store::{StoreError, Tx, users};

const CODE: &str = "H34042100001";

fn county() -> Scope {
    Scope::new(region("3404"), region("340421")).unwrap()
}

fn foreign() -> Scope {
    Scope::new(region("3404"), region("340422")).unwrap()
}

fn code() -> ProviderCode {
    ProviderCode::parse(CODE).unwrap()
}

fn doctor() -> PersonnelCode {
    PersonnelCode::parse("D340421000001").unwrap()
}

fn span() -> Validity {
    Validity::new(Date::from_ymd(2015, 1, 1).ok(), None).unwrap()
}

fn write<T>(
    fixture: &Fixture,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    fixture.store.write(&deed("provider.test"), work)
}

/// People who propose and decide in a place.
struct Pair(Actor, Actor, &'static str);

impl Pair {
    fn new(fixture: &Fixture, names: (&str, &str), place: &'static str) -> Pair {
        let clerk = fixture.user(names.0, Role::Clerk, place);
        Pair(clerk, fixture.user(names.1, Role::Reviewer, place), place)
    }

    /// A proposal that was decided so.
    fn decided(&self, fixture: &Fixture, verdict: Verdict) -> ProposalNo {
        let Pair(clerk, reviewer, place) = self;
        let new = NewProposal {
            kind: "provider.test",
            needs: Permission::ProviderDecide,
            region: region(place),
            subject: 0,
            body: "{}",
            maker: clerk.user(),
        };
        let by = |actor: &Actor| store::Deed::of(actor, "provider.test", 1);
        let no = fixture.store.write::<_, StoreError>(&by(clerk), |tx| {
            proposals::propose(tx, Scope::whole(region("3404")), &new)
        });
        let no = no.unwrap();
        fixture
            .store
            .write::<_, StoreError>(&by(reviewer), |tx| {
                let decision = Decision {
                    verdict,
                    reason: "同意".to_owned(),
                    checker: reviewer.user().clone(),
                    grant: users::live_grant(tx, reviewer, today())?.unwrap(),
                    on: today(),
                };
                proposals::decide(tx, no, clerk.user(), &decision)
            })
            .unwrap();
        no
    }
}

fn hospital() -> Registered {
    let particulars = Particulars {
        holds: span(),
        name: "样例县医院".into(),
        kind: ProviderKind::Hospital,
        grade: Grade::SecondA,
        ownership: Ownership::Public,
        rank: Some(Rank::County),
        networked: true,
        place: region("340421100"),
        address: "老街2号".into(),
        beds: 200,
        representative: "李某".into(),
    };
    let mut institution = Institution::new(code(), Some("123"), particulars).unwrap();
    institution.licences.push(Licence {
        kind: LicenceKind::Practice,
        number: "PDY1".into(),
        holds: span(),
    });
    Registered {
        institution,
        region: region("340421"),
    }
}

fn step(to: State, by: &str, agreement: Option<i64>) -> Step {
    Step {
        to,
        on: today(),
        by: region(by),
        reason: "符合条件".into(),
        evidence: "评估表1".into(),
        agreement: agreement.and_then(AgreementNo::new),
    }
}

fn application() -> Designation {
    let no = DesignationNo::new(1).unwrap();
    let place = (region("340421"), region("3404"));
    Designation::apply(no, code(), place, today(), "申请书").unwrap()
}

fn clauses() -> Vec<Clause> {
    let clause = |kind: &ClauseKind| Clause {
        kind: *kind,
        text: format!("关于{}的约定。", kind.zh()).into(),
    };
    ClauseKind::ALL.iter().map(clause).collect()
}

fn template() -> Template {
    let pool = region("3404");
    Template::issue("2026-1", false, (pool, pool), span(), clauses()).unwrap()
}

fn signed() -> Agreement {
    let until = today().add_days(300).unwrap();
    let draft = Draft {
        no: AgreementNo::new(1).unwrap(),
        designation: DesignationNo::new(1).unwrap(),
        provider: code(),
        kind: ProviderKind::Hospital,
        text: clauses(),
        services: vec![Service::Outpatient, Service::Inpatient],
        term: Term::new(today(), until).unwrap(),
        for_agency: "王经办".into(),
        for_provider: "李院长".into(),
    };
    Agreement::sign(draft, &template(), today()).unwrap()
}

fn suspension() -> Sanction {
    Sanction {
        no: SanctionNo::new(1).unwrap(),
        provider: code(),
        target: Target::Department("D01".into()),
        measure: Measure::Suspension,
        holds: Validity::new(Some(today()), today().add_days(30)).unwrap(),
        lifted: None,
        fine: Fen::ZERO,
        basis: Basis::Violation,
        reason: "虚记费用".into(),
        article: "篇7 第三十六条".into(),
    }
}

fn ward() -> Department {
    Department {
        provider: code(),
        code: "D01".into(),
        name: "内科".into(),
        field: "A03".into(),
        holds: span(),
        introduction: "内科".into(),
        head: "李某".into(),
        head_phone: "0554-0000000".into(),
        scope: "内科常见病".into(),
        founded: Date::from_ymd(1990, 1, 1).ok(),
        staffing: Default::default(),
        beds: 40,
        recognised_beds: 30,
    }
}

fn person() -> Staff {
    Staff {
        code: doctor(),
        name: "张三".into(),
        document: None,
        profession: Profession::Physician,
        title: "231".into(),
        qualification: "Q1".into(),
        licence: "L1".into(),
        licensed: span(),
        insured_service: true,
    }
}

fn practice() -> Practice {
    Practice {
        staff: doctor(),
        provider: code(),
        department: Some("D01".into()),
        holds: span(),
        main: true,
    }
}

/// Everything that is written of a provider.
struct World {
    file: Designation,
    agreement: Agreement,
    sanction: Sanction,
    change: StoredChange,
    assessed: StoredAssessment,
    scored: Scored,
}

/// The agreement is supplemented and ended.
fn ended(tx: &mut Tx<'_>, one: &mut Agreement, by: ProposalNo) -> Result<(), StoreError> {
    let home = region("340421");
    one.supplement(Supplement {
        reason: SupplementReason::Services,
        signed: today(),
        from: today(),
        clauses: clauses(),
        services: vec![Service::Chronic],
    })
    .unwrap();
    agreement::supplemented(tx, county(), home, one, by)?;
    one.end(Ending {
        last_day: today().add_days(9).unwrap(),
        reason: EndReason::Agreed,
        evidence: "解除书".into(),
    })
    .unwrap();
    agreement::ended(tx, county(), home, one, by)
}

/// A suspension is decided and taken back.
fn lifted(tx: &mut Tx<'_>, one: &mut Sanction, by: ProposalNo) -> Result<(), StoreError> {
    let home = region("340421");
    let ground = Ground {
        loss: Fen::new(1),
        evidence: "笔录",
    };
    sanction::add(tx, county(), home, one, &ground, by)?;
    one.lift(today()).unwrap();
    sanction::lifted(tx, county(), home, one, (today(), "复议"), by)
}

/// A department, a physician in it, and an old code of the hospital.
fn staffed(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let home = region("340421");
    department::replace(tx, county(), home, (&[], &[ward()]))?;
    staff::put(tx, &[person()])?;
    staff::replace(tx, county(), (&[], &[practice()]), |_| Some(home))?;
    let old = OldCodeRow {
        list: "新农合".to_owned(),
        code: "N-77".to_owned(),
        provider: code(),
        region: home,
        ground: "name".to_owned(),
    };
    institution::keep_old_codes(tx, county(), &[old])
}

fn furnish(fixture: &Fixture, here: &Pair, city: &Pair) -> World {
    let (by_county, by_city) = (
        here.decided(fixture, Verdict::Approved),
        city.decided(fixture, Verdict::Approved),
    );
    let (whole, home) = (Scope::whole(region("3404")), region("340421"));
    let mut file = application();
    let mut one = signed();
    let mut sanction = suspension();
    let change = StoredChange {
        no: ChangeNo::new(1).unwrap(),
        region: home,
        request: ChangeRequest::new(code(), Change::Beds(300), today(), "批复").unwrap(),
    };
    let assessed = StoredAssessment {
        no: AssessmentNo::new(1).unwrap(),
        region: home,
        assessment: Assessment {
            provider: code(),
            on: today(),
            scheme: "示例-1".into(),
            lines: Vec::new(),
            score: Points::from_hundredths(8_500),
            grade: "B".into(),
        },
        told: vec!["预付比例：100% → 80%".to_owned()],
        exit_proposed: false,
    };
    let scored = Scored {
        designation: file.no,
        round: "第一批".to_owned(),
        region: home,
        sheet: ScoreSheet {
            provider: code(),
            version: "示例-1".into(),
            lines: Vec::new(),
            score: Points::from_hundredths(9_000),
            passed: true,
        },
    };
    write(fixture, |tx| {
        institution::add(tx, county(), &[hospital()])?;
        file::open(tx, county(), &file)?;
        assessment::score(tx, county(), &scored)?;
        for (step, by) in [
            (step(State::FirstReviewed, "340421", None), by_county),
            (step(State::Confirmed, "3404", None), by_city),
        ] {
            file.advance(step).unwrap();
            file::advanced(tx, whole, &file, Some(by))?;
        }
        agreement::issue(tx, &template(), by_city)?;
        agreement::sign(tx, county(), home, &one, by_county)?;
        file.advance(step(State::Signed, "340421", Some(1)))
            .unwrap();
        file::advanced(tx, county(), &file, Some(by_county))?;
        ended(tx, &mut one, by_county)?;
        lifted(tx, &mut sanction, by_county)?;
        staffed(tx)?;
        change::add(tx, county(), &change)?;
        assessment::add(tx, county(), &assessed, by_county)
    })
    .unwrap();
    World {
        file,
        agreement: one,
        sanction,
        change,
        assessed,
        scored,
    }
}

fn pairs(fixture: &Fixture) -> (Pair, Pair) {
    (
        Pair::new(fixture, ("wangli", "sunhua"), "340421"),
        Pair::new(fixture, ("chengyu", "heping"), "3404"),
    )
}

on_both! {
    /// What was written comes back, all of it.
    fn what_was_written_comes_back(fixture: &Fixture) {
        let (here, city) = pairs(fixture);
        let world = furnish(fixture, &here, &city);
        fixture.store.read::<_, StoreError>(|s| {
            let own = Which::One(&world.file.provider);
            assert_eq!(institution::all(s, county(), own)?, [hospital()]);
            assert_eq!(file::all(s, county(), Which::All)?, std::slice::from_ref(&world.file));
            assert_eq!(file::find(s, county(), world.file.no)?, Some(world.file.clone()));
            assert_eq!(agreement::templates(s, county())?, [template()]);
            assert_eq!(agreement::all(s, county(), own)?, std::slice::from_ref(&world.agreement));
            assert_eq!(sanction::all(s, county(), own)?, std::slice::from_ref(&world.sanction));
            assert_eq!(department::all(s, county(), own)?, [ward()]);
            assert_eq!(staff::all(s, county(), own)?, [person()]);
            assert_eq!(staff::practices(s, county(), own)?, [practice()]);
            assert_eq!(change::all(s, county())?, std::slice::from_ref(&world.change));
            assert_eq!(assessment::all(s, county(), own)?, std::slice::from_ref(&world.assessed));
            assert_eq!(assessment::scores(s, county(), "第一批")?, std::slice::from_ref(&world.scored));
            assert!(revision::revision(s, county())? > 0);
            Ok(())
        })
        .unwrap();
    }

    /// A county reads its own providers' files; what is recognised city-wide is read with the scope of the whole.
    fn a_foreign_county_gets_no_provider(fixture: &Fixture) {
        let (here, city) = pairs(fixture);
        let world = furnish(fixture, &here, &city);
        fixture.store.read::<_, StoreError>(|s| {
            let (all, out) = (Which::All, foreign());
            let person = vec![doctor().as_str().to_owned()];
            assert_eq!(institution::all(s, out, all)?, []);
            assert!(institution::known(s, out, vec![CODE.to_owned()])?.is_empty());
            assert_eq!(institution::old_codes(s, out, all)?, []);
            assert_eq!(file::all(s, out, all)?, []);
            assert_eq!(file::find(s, out, world.file.no)?, None);
            assert_eq!(agreement::all(s, out, all)?, []);
            assert_eq!(sanction::all(s, out, all)?, []);
            assert_eq!(sanction::find(s, out, world.sanction.no)?, None);
            assert_eq!(department::all(s, out, all)?, []);
            assert_eq!(department::county(s, out, &code())?, None);
            assert_eq!(staff::all(s, out, all)?, []);
            assert_eq!(staff::practices(s, out, all)?, []);
            assert_eq!(staff::practices_of(s, out, person.clone())?, []);
            assert!(staff::of_codes(s, out, person.clone())?.is_empty());
            assert_eq!(change::all(s, out)?, []);
            assert_eq!(change::find(s, out, world.change.no)?, None);
            assert_eq!(assessment::all(s, out, all)?, []);
            assert_eq!(assessment::latest(s, out, &code(), today())?, None);
            assert_eq!(assessment::scores(s, out, "第一批")?, []);
            assert_eq!(staff::of_codes(s, county(), person)?.len(), 1);
            Ok(())
        })
        .unwrap();
        let outside = write(fixture, |tx| institution::add(tx, foreign(), &[hospital()]));
        assert!(matches!(outside, Err(StoreError::Guard(_))));
    }

    /// The database refuses: a step, a text, an agreement or a publication without the second person, the city's turn
    /// taken by a county, a text that is not the city's, two agreements at a time, a revision that goes back.
    fn the_database_refuses_what_the_law_does(fixture: &Fixture) {
        let (here, city) = pairs(fixture);
        let world = furnish(fixture, &here, &city);
        let by_county = here.decided(fixture, Verdict::Approved);
        let turned_down = city.decided(fixture, Verdict::Rejected);
        let why = |tried: Result<(), StoreError>| match tried {
            Err(StoreError::Guard(why)) => why,
            other => format!("{other:?}"),
        };
        let mut second = application();
        second.no = DesignationNo::new(2).unwrap();
        write(fixture, |tx| file::open(tx, county(), &second)).unwrap();
        second.advance(step(State::FirstReviewed, "340421", None)).unwrap();
        let advance = |file: &Designation, by| why(write(fixture, |tx| file::advanced(tx, county(), file, by)));
        assert!(advance(&second, None).contains("second person"));
        assert!(advance(&second, Some(turned_down)).contains("second person"));
        assert_eq!(advance(&second, Some(by_county)), "Ok(())");
        second.advance(step(State::Confirmed, "3404", None)).unwrap();
        assert!(advance(&second, Some(by_county)).contains("by the city"));
        let mut other = template();
        other.version = "县-1".into();
        let issue = |text: &Template, by| why(write(fixture, |tx| agreement::issue(tx, text, by)));
        let by_city = city.decided(fixture, Verdict::Approved);
        assert!(issue(&other, by_city).contains("one text"));
        other.holds = Validity::new(None, Date::from_ymd(2014, 12, 31).ok()).unwrap();
        assert!(issue(&other, by_county).contains("pooling area"));
        let sign = |one: &Agreement| why(write(fixture, |tx| agreement::sign(tx, county(), region("340421"), one, by_county)));
        let mut again = world.agreement.clone();
        again.no = AgreementNo::new(2).unwrap();
        assert!(sign(&again).contains("one agreement at a time"));
        again.term = Term::new(today().add_days(10).unwrap(), today().add_days(20).unwrap()).unwrap();
        again.template = "县-1".into();
        assert!(sign(&again).contains("unaltered"));
        again.template = world.agreement.template.clone();
        assert_eq!(sign(&again), "Ok(())");
        let publication = Publication {
            no: PublicationNo::new(1).unwrap(),
            region: region("340421"),
            kind: "fees".to_owned(),
            topic: "2026".to_owned(),
            on: today(),
            body: "[]".to_owned(),
        };
        let publish = |by| why(write(fixture, |tx| assessment::publish(tx, county(), &publication, by)));
        assert!(publish(turned_down).contains("second person"));
        assert_eq!(publish(by_county), "Ok(())");
        let public = fixture.store.read(|s| assessment::published(s, region("3404"))).unwrap();
        assert_eq!(public, [publication]);
        let back = write(fixture, |tx| tx.run("UPDATE provider_revision SET revision = 1", &[]));
        assert!(why(back.map(|_| ())).contains("never goes back"));
        let gone = write(fixture, |tx| tx.run("DELETE FROM provider_agreement", &[]));
        assert!(matches!(gone, Err(StoreError::Guard(_))));
        let adopt = write(fixture, |tx| assessment::adopt(tx, "designation", (today(), "x"), by_county));
        assert!(why(adopt).contains("pooling area"));
        write(fixture, |tx| assessment::adopt(tx, "designation", (today(), "x"), by_city)).unwrap();
        let held = fixture.store.read(|s| assessment::rules(s, county(), "designation", today())).unwrap();
        assert_eq!(held.as_deref(), Some("x"));
    }
}
