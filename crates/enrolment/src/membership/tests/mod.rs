use super::*;
use crate::Scheme;
use crate::regime::{Profile, Regimes};
use base::{
    BenefitYear, Date, EnrolmentNo, MonthDay, OrganisationNo, PersonNo, RegionCode, Validity,
    YearCalendar,
};

mod batches;
mod moves;
mod time;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn region(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

fn calendar() -> YearCalendar {
    YearCalendar::new(MonthDay::JANUARY_FIRST)
}

fn year(label: &str) -> BenefitYear {
    calendar().year_of(date(&format!("{label}-06-30")))
}

fn span(from: &str, until: &str) -> Span {
    Span::new(date(from), date(until)).unwrap()
}

fn no(number: i64) -> EnrolmentNo {
    EnrolmentNo::new(number).unwrap()
}

fn profile(pool: &str, on: &str) -> Profile {
    let shelf = Regimes::shipped().unwrap();
    shelf.of(region(pool), date(on)).unwrap().clone()
}

fn huainan() -> Profile {
    profile("340400", "2021-01-01")
}

/// A resident of 寿县 who applies for 2022 in November 2021.
fn applies(person: i64) -> Application {
    Application {
        person: PersonNo::new(person).unwrap(),
        region: region("340422100201"),
        scheme: Scheme::Resident,
        standing: Standing::Resident,
        channel: Channel::Person,
        ground: Some(Ground::Consent),
        place_reason: None,
        funding: Funding::Standard,
        applied_on: date("2021-11-10"),
        from: None,
    }
}

fn at_home() -> Dossier {
    Dossier {
        huji: Some(region("340422100201")),
        ..Dossier::default()
    }
}

fn judge(application: &Application, dossier: &Dossier) -> Result<Verdict, base::Refused> {
    decide(&huainan(), &year("2022"), application, dossier)
}

fn accepted(application: &Application, dossier: &Dossier) -> Accepted {
    match judge(application, dossier) {
        Ok(Verdict::Enrolled(accepted)) => accepted,
        other => panic!("{other:?}"),
    }
}

fn held(number: i64, scheme: Scheme, span: Span) -> Held {
    Held {
        no: no(number),
        scheme,
        region: region("340421"),
        span,
    }
}

/// REQ-001: with an active employer registration refused with a reason; after it has ended accepted.
#[test]
fn req_001_an_employee_is_not_taken_into_the_resident_scheme() {
    let employed = |until: Option<&str>| Dossier {
        obligations: vec![Obligation {
            employer: OrganisationNo::new(7).unwrap(),
            during: Validity::new(Some(date("2020-03-01")), until.map(date)).unwrap(),
        }],
        ..at_home()
    };
    let refused = judge(&applies(1), &employed(None)).unwrap_err();
    assert_eq!(refused.code(), "enrolment.employee_obligation");
    assert_eq!(refused.article(), Some("淮南2020 三(一)"));
    assert!(refused.zh().contains("单位 7"));
    let after = accepted(&applies(1), &employed(Some("2021-10-31")));
    assert_eq!(after.span, span("2022-01-01", "2022-12-31"));
}

/// REQ-002: the same person in NRCMS and the urban scheme of 2016: the second is refused with the first's
/// number; doubles that an import brought are listed as pairs.
#[test]
fn req_002_a_second_enrolment_is_refused_with_the_first() {
    let of_2016 = span("2016-01-01", "2016-12-31");
    let yongzhou = profile("431100", "2016-10-01");
    let mut urban = applies(1);
    urban.scheme = Scheme::UrbanResident;
    urban.region = region("431103");
    urban.applied_on = date("2016-10-08");
    let mut dossier = Dossier::default();
    dossier.held.push(Held {
        region: region("431102"),
        ..held(41, Scheme::RuralCooperative, of_2016)
    });
    let refused = decide(&yongzhou, &year("2016"), &urban, &dossier).unwrap_err();
    assert_eq!(refused.code(), "enrolment.second_active");
    assert!(refused.zh().contains("登记 41（新农合，431102"));
    let imported = [
        held(41, Scheme::RuralCooperative, of_2016),
        held(42, Scheme::UrbanResident, of_2016),
        held(43, Scheme::Resident, span("2017-01-01", "2017-12-31")),
    ];
    let pairs: Vec<_> = doubles(&imported)
        .iter()
        .map(|(a, b)| (a.no, b.no))
        .collect();
    assert_eq!(pairs, [(no(41), no(42))]);
}

/// REQ-013: where enrolment is voluntary an import makes prospects; where it is a duty it enrols.
#[test]
fn req_013_nobody_is_enrolled_without_consent_or_duty() {
    let mut listed = applies(1);
    listed.ground = None;
    listed.channel = Channel::List;
    assert_eq!(accepted(&listed, &at_home()).ground, Ground::Duty);
    let taian = profile("370900", "2016-01-05");
    listed.scheme = Scheme::RuralCooperative;
    listed.region = region("370902");
    listed.applied_on = date("2016-01-05");
    let voluntary =
        |application: &Application| decide(&taian, &year("2016"), application, &Dossier::default());
    assert_eq!(voluntary(&listed), Ok(Verdict::Prospect));
    listed.ground = Some(Ground::Duty);
    let refused = voluntary(&listed).unwrap_err();
    assert_eq!(refused.article(), Some("篇10 一(一)"));
    listed.ground = Some(Ground::Consent);
    assert!(matches!(voluntary(&listed), Ok(Verdict::Enrolled(_))));
}

#[test]
fn the_dead_are_not_enrolled() {
    let dossier = Dossier {
        died: Some(date("2021-05-01")),
        ..at_home()
    };
    assert_eq!(
        judge(&applies(1), &dossier).unwrap_err().code(),
        "enrolment.deceased"
    );
}

#[test]
fn an_exception_of_place_is_remembered() {
    let mut away = applies(1);
    let dossier = Dossier {
        huji: Some(region("340421")),
        ..Dossier::default()
    };
    assert_eq!(
        judge(&away, &dossier).unwrap_err().code(),
        "enrolment.place"
    );
    away.place_reason = Some("marriage".into());
    assert!(accepted(&away, &dossier).exception);
    assert!(!accepted(&applies(1), &at_home()).exception);
}

#[test]
fn a_newborn_is_insured_from_birth_where_the_regime_says_so() {
    use crate::regime::{Article, Cited, Newborn, NewbornStart};
    let mut regime = huainan();
    let mut child = applies(1);
    child.applied_on = date("2022-04-20");
    let dossier = Dossier {
        birth: Some(date("2022-03-01")),
        ..at_home()
    };
    let from = |regime: &Profile, child: &Application| match decide(
        regime,
        &year("2022"),
        child,
        &dossier,
    ) {
        Ok(Verdict::Enrolled(accepted)) => accepted.span.from(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        from(&regime, &child),
        date("2022-05-01"),
        "without a rule as anybody else"
    );
    let rule = Newborn {
        within_days: 90,
        starts: NewbornStart::Birth,
    };
    regime.newborn = Some(Cited::new(rule, Article::new("样例 新生儿", None)));
    assert_eq!(from(&regime, &child), date("2022-03-01"));
    child.applied_on = date("2022-05-31");
    assert_eq!(
        from(&regime, &child),
        date("2022-06-01"),
        "91 days after the birth is late"
    );
}

#[test]
fn while_two_tracks_run_the_track_binds() {
    let huaiyuan = profile("340321", "2015-12-01");
    let mut urban = applies(1);
    urban.scheme = Scheme::UrbanResident;
    urban.region = region("340321101");
    urban.applied_on = date("2015-12-01");
    let with = |track| Dossier {
        track,
        ..Dossier::default()
    };
    let judge = |dossier: &Dossier| decide(&huaiyuan, &year("2016"), &urban, dossier).map(|_| ());
    assert_eq!(judge(&with(None)).unwrap_err().code(), "enrolment.track");
    let other = judge(&with(Some(Scheme::RuralCooperative))).unwrap_err();
    assert_eq!(other.article(), Some("怀远2015 三(四)"));
    assert!(judge(&with(Some(Scheme::UrbanResident))).is_ok());
}
