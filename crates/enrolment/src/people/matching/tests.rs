use super::profile::KnownNumber;
use super::*;
use crate::people::{DocumentNumber, PersonName};
use access::UserName;
use base::{Date, DocumentType, PersonNo, RegionCode, Sex};
use proptest::prelude::*;

const NUMBER: &str = "11010519491231002X";

fn rule() -> MatchRule {
    MatchRule::parse(MatchRule::SHIPPED).unwrap()
}

fn profile(name: &str, number: &str, birth: &str) -> Profile {
    let read = |number| DocumentNumber::read(DocumentType::ResidentCard, number).unwrap();
    let numbers = [number].into_iter().filter(|number| !number.is_empty());
    Profile {
        name: PersonName::new(name).unwrap().canonical().into(),
        former_names: Vec::new(),
        numbers: numbers.map(|n| KnownNumber::of(&read(n))).collect(),
        sex: Sex::Female,
        birth: Date::parse(birth).ok(),
        region: RegionCode::parse("650102001001").ok(),
        phone: None,
        guardian: None,
    }
}

fn band(one: &Profile, other: &Profile) -> (Band, Option<Conflict>) {
    let scored = score(&rule(), one, other);
    (scored.band, scored.conflict)
}

#[test]
fn the_same_number_name_and_birth_is_one_person_in_any_spelling() {
    let known = profile("王芳", NUMBER, "1949-12-31");
    for (name, number) in [
        ("王芳", NUMBER),
        ("王 芳", "110105491231002"),
        ("王芳", "11010519491231002x"),
        ("王芳", "11O1O519491231OO2X"),
    ] {
        let row = profile(name, number, "1949-12-31");
        assert_eq!(band(&row, &known), (Band::Auto, None), "{number}");
    }
}

#[test]
fn a_slip_in_the_number_goes_to_a_person() {
    let known = profile("王芳", NUMBER, "1949-12-31");
    let slip = profile("王芳", "11010519491231003X", "1949-12-31");
    assert_eq!(band(&slip, &known), (Band::Queue, None));
    let none = profile("王芳", "", "1949-12-31");
    assert_eq!(band(&none, &known), (Band::Queue, None));
}

#[test]
fn two_people_with_one_number_are_never_joined_by_a_machine() {
    let known = profile("王芳", NUMBER, "1949-12-31");
    let other = profile("李强", NUMBER, "1949-12-31");
    assert_eq!(
        band(&other, &known),
        (Band::Queue, Some(Conflict::NumberOfTwo))
    );
    let brother = Profile {
        sex: Sex::Male,
        ..known.clone()
    };
    assert_eq!(
        band(&brother, &known),
        (Band::Queue, Some(Conflict::NumberAndSex))
    );
}

#[test]
fn one_person_with_two_numbers_goes_to_a_person() {
    let mut known = profile("王芳", NUMBER, "1949-12-31");
    let mut second = profile("王芳", "110105194912310046", "1949-12-31");
    assert!(second.numbers[0].sound);
    assert_eq!(band(&second, &known).0, Band::Queue);
    known.phone = Some("13800001234".into());
    second.phone = known.phone.clone();
    assert_eq!(band(&second, &known).0, Band::Queue, "never by machine");
}

#[test]
fn sound_numbers_and_births_that_differ_are_two_persons_whatever_else_agrees() {
    let mut known = profile("王芳", NUMBER, "1949-12-31");
    let mut other = profile("王芳", "440524188001010022", "1949-12-30");
    known.phone = Some("13800001234".into());
    other.phone = known.phone.clone();
    assert!(other.numbers[0].sound);
    assert_eq!(
        band(&other, &known),
        (Band::Separate, Some(Conflict::NumberAndBirth))
    );
}

#[test]
fn a_number_before_and_a_name_before_are_known() {
    let mut known = profile("王晓芳", NUMBER, "1949-12-31");
    known.former_names = vec!["王芳".into()];
    let wrong = DocumentNumber::read(DocumentType::ResidentCard, "110105194912310021").unwrap();
    let wrong = KnownNumber {
        current: false,
        ..KnownNumber::of(&wrong)
    };
    known.numbers.push(wrong);
    let old = profile("王芳", "110105194912310021", "1949-12-31");
    let scored = score(&rule(), &old, &known);
    assert_eq!(scored.outcome(Feature::Number), Some(Outcome::Alias));
    assert_eq!(scored.outcome(Feature::Name), Some(Outcome::Former));
    assert_eq!(scored.band, Band::Queue);
    assert!(scored.zh().contains("与曾用号码一致"));
}

#[test]
fn neighbours_are_two_persons() {
    let one = profile("王芳", NUMBER, "1949-12-31");
    let other = profile("李秀英", "440524188001010022", "1880-01-01");
    assert_eq!(band(&one, &other).0, Band::Separate);
    let nobody = profile("王芳", "", "1960-04-05");
    assert_eq!(band(&one, &nobody).0, Band::Separate);
}

#[test]
fn a_decision_names_pair_features_weight_version_and_who() {
    let (one, other) = (PersonNo::new(9).unwrap(), PersonNo::new(4).unwrap());
    let scored = score(
        &rule(),
        &profile("王芳", NUMBER, "1949-12-31"),
        &profile("王芳", "", "1949-12-31"),
    );
    let today = Date::parse("2026-01-01").unwrap();
    let open = Matched::by_machine(
        RecordId::Person(one),
        RecordId::Person(other),
        scored,
        today,
    );
    assert_eq!(
        open.pair,
        (RecordId::Person(other), RecordId::Person(one)),
        "the smaller first"
    );
    assert_eq!(
        (open.verdict, &open.by),
        (Verdict::Open, &DecidedBy::Machine)
    );
    let user = UserName::new("wangli").unwrap();
    let decided = open.decided(Verdict::Same, user.clone(), today);
    assert_eq!(decided.by, DecidedBy::Person(user));
    assert_eq!(&*decided.scored.rule, "match/1");
    assert_eq!(open.verdict, Verdict::Open, "the first one stands");
}

#[test]
fn a_broken_rule_says_why() {
    let without = MatchRule::SHIPPED.replace("swapped", "turned");
    let error = MatchRule::parse(&without).unwrap_err();
    assert_eq!(error, MatchRuleError::Unknown("birth.turned".to_owned()));
    let short = MatchRule::SHIPPED.replace("unknown = { points = 0 }", "");
    let error = MatchRule::parse(&short).unwrap_err();
    assert_eq!(error, MatchRuleError::Missing("sex", "unknown"));
    let bands = MatchRule::SHIPPED.replace("auto = 9900", "auto = 4000");
    assert_eq!(MatchRule::parse(&bands), Err(MatchRuleError::Bands));
}

fn any_profile() -> impl Strategy<Value = Profile> {
    let names = prop::sample::select(vec!["王芳", "王方", "李强", "王晓芳"]);
    let numbers = prop::sample::select(vec![
        "",
        NUMBER,
        "110105194912310021",
        "440524188001010022",
        "110105194912310046",
    ]);
    let births = prop::sample::select(vec!["1949-12-31", "1949-12-30", "1880-01-01"]);
    let phone = prop::option::of(prop::sample::select(vec!["13800001234", "13800001235"]));
    (names, numbers, births, phone, any::<bool>()).prop_map(|(name, number, birth, phone, man)| {
        let mut made = profile(name, number, birth);
        made.phone = phone.map(Into::into);
        made.sex = if man { Sex::Male } else { Sex::Female };
        made
    })
}

proptest! {
    /// The order of the two records does not matter, a machine never joins across a conflict, and never
    /// without a sound number in common.
    #[test]
    fn weights_are_bounded_symmetric_and_careful(one in any_profile(), other in any_profile()) {
        let (there, back) = (score(&rule(), &one, &other), score(&rule(), &other, &one));
        prop_assert_eq!(&there, &back);
        prop_assert!((0..=10_000).contains(&there.weight));
        if there.band == Band::Auto {
            prop_assert_eq!(there.conflict, None);
            prop_assert_eq!(there.outcome(Feature::Number), Some(Outcome::Same));
        }
    }
}
