use super::*;
use std::collections::BTreeMap;

fn lines(count: i64, channel: Channel, place: &str) -> Vec<BatchLine> {
    let line = |person: i64| BatchLine {
        line: u64::try_from(person).unwrap(),
        application: Application {
            channel,
            region: region(place),
            ..applies(person)
        },
    };
    (1..=count).map(line).collect()
}

fn files(count: i64) -> BTreeMap<PersonNo, Dossier> {
    let person = |no| PersonNo::new(no).unwrap();
    (1..=count).map(|no| (person(no), at_home())).collect()
}

fn run(lines: &[BatchLine], dossiers: &mut BTreeMap<PersonNo, Dossier>) -> Vec<LineOutcome> {
    decide_batch(&huainan(), &year("2022"), lines, dossiers, 1000)
}

/// REQ-007: a roster of 500 of whom 3 are insured already: 497 are enrolled, 3 refused with reasons.
#[test]
fn req_007_a_school_roster() {
    let mut dossiers = files(500);
    for insured in [17, 203, 500] {
        let file = dossiers.get_mut(&PersonNo::new(insured).unwrap()).unwrap();
        file.held.push(held(
            insured,
            Scheme::Employee,
            Span::open(date("2021-09-01")),
        ));
    }
    let outcomes = run(&lines(500, Channel::School, "340422"), &mut dossiers);
    let (taken, refused): (Vec<_>, Vec<_>) = outcomes.iter().partition(|one| one.answer.is_ok());
    assert_eq!((taken.len(), refused.len()), (497, 3));
    for one in refused {
        let why = one.answer.as_ref().unwrap_err();
        assert_eq!(why.code(), "enrolment.second_active");
        assert!(why.zh().contains(&format!("登记 {}", one.line)));
    }
}

/// REQ-008: a village list of 120 is one batch with a result for each person.
#[test]
fn req_008_a_village_list() {
    let outcomes = run(
        &lines(120, Channel::Village, "340422100201"),
        &mut files(120),
    );
    assert_eq!(outcomes.len(), 120);
    let numbers: Vec<_> = outcomes.iter().filter_map(|one| one.no).collect();
    assert_eq!(numbers.len(), 120);
    assert_eq!((numbers[0], numbers[119]), (no(1000), no(1119)));
}

#[test]
fn the_second_line_of_a_person_meets_the_first() {
    let mut twice = lines(1, Channel::Family, "340422100201");
    twice.extend(lines(2, Channel::Family, "340422100201"));
    let outcomes = run(&twice, &mut files(1));
    assert!(outcomes[0].answer.is_ok());
    let second = outcomes[1].answer.as_ref().unwrap_err();
    assert!(second.zh().contains("登记 1000"));
    assert_eq!(
        outcomes[2].answer.as_ref().unwrap_err().code(),
        "enrolment.unknown_person"
    );
}

/// REQ-024: 2,324 retirees of restructured firms join the employee scheme as retired, without an employer.
#[test]
fn req_024_retirees_of_restructured_firms() {
    let retiree = |person: i64| BatchLine {
        line: u64::try_from(person).unwrap(),
        application: Application {
            scheme: Scheme::Employee,
            standing: Standing::Retired,
            channel: Channel::Restructuring,
            ground: Some(Ground::Decision),
            funding: Funding::Restructuring,
            from: Some(date("2021-12-01")),
            ..applies(person)
        },
    };
    let list: Vec<_> = (1..=2324).map(retiree).collect();
    let outcomes = run(&list, &mut files(2324));
    let enrolled = outcomes.iter().filter(|one| match &one.answer {
        Ok(Verdict::Enrolled(accepted)) => accepted.span == Span::open(date("2021-12-01")),
        _ => false,
    });
    assert_eq!(enrolled.count(), 2324);
}

/// REQ-474: 1,000 members, 940 debited, 20 failed, 40 not renewed: three lists that add up.
#[test]
fn req_474_three_lists_that_add_up() {
    let member = |person: i64| {
        let (mandate, debit) = match person {
            1..=940 => (true, Some(Debit::Debited)),
            941..=960 => (true, Some(Debit::Failed)),
            _ => (false, None),
        };
        Member {
            person: PersonNo::new(person).unwrap(),
            last_year: no(person),
            mandate,
            debit,
            obstacle: (person > 995).then_some(NotRenewed::Deceased),
        }
    };
    let members: Vec<_> = (1..=1000).map(member).collect();
    let lists = renew(&members);
    let sizes = (
        lists.renewed.len(),
        lists.failed.len(),
        lists.not_renewed.len(),
    );
    assert_eq!(sizes, (940, 20, 40));
    assert_eq!(lists.total(), members.len());
    let dead = lists
        .not_renewed
        .iter()
        .filter(|(_, why)| *why == NotRenewed::Deceased);
    assert_eq!(dead.count(), 5);
}
