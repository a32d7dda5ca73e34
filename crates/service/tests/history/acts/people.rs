//! The register: people, papers, doubles and merges, households, categories.

use crate::history::History;
use crate::model::Someone;
use crate::office::{COUNTIES, region, staff};
use access::Verdict;
use base::{DocumentType, PersonNo, Validity};
use enrolment::category::{Category, Certified, Evidence};
use enrolment::people::matching::Verdict as Match;
use enrolment::people::{
    DocumentNumber, Fate, Field, HouseholdKind, PersonName, RawPerson, Relation,
};
use service::people::change::{self, PaperChange, PersonChange};
use service::people::household::{self, HouseholdChange};
use service::people::import::{Import, InRow, Order};
use service::people::{category as categories, merge as merging, register as counter};

const FAMILY: [char; 10] = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = [
    '子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥',
];

/// An invented person as a row.
#[derive(Debug, Clone)]
pub struct Made {
    pub items: Vec<(Field, String)>,
    county: usize,
    village: String,
    pub number: String,
    pub name: String,
    birth: String,
}

impl Made {
    pub fn raw(&self) -> RawPerson<'_> {
        let mut raw = RawPerson::new();
        for (field, value) in &self.items {
            raw.set(*field, value);
        }
        raw
    }

    fn with(mut self, field: Field, value: &str) -> Made {
        self.items.push((field, value.to_owned()));
        self
    }

    fn someone(&self, no: PersonNo) -> Someone {
        Someone {
            no,
            county: self.county,
            village: region(&self.village),
            number: self.number.clone(),
            name: self.name.clone(),
            alive: true,
            employer: None,
            household: None,
            merged: false,
        }
    }
}

/// A resident number that passes its check.
pub fn resident_number(region: &str, birth: &str, sequence: u32) -> String {
    let body = format!("{region}{}{sequence:03}", birth.replace('-', ""));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let last = "10X98765432".chars().nth((sum % 11) as usize).unwrap();
    format!("{body}{last}")
}

/// Somebody new in a county.
pub fn invent(history: &mut History, county: usize) -> Made {
    history.model.made += 1;
    let made = history.model.made;
    let village = format!("{}10020{}", COUNTIES[county], 1 + history.dice.below(3));
    let dice = &mut history.dice;
    let name: String = [
        FAMILY[dice.below(10)],
        STEMS[dice.below(10)],
        BRANCHES[dice.below(12)],
    ]
    .iter()
    .collect();
    let birth = format!(
        "{}-{:02}-{:02}",
        dice.between(1938, 2024),
        dice.between(1, 12),
        dice.between(1, 28)
    );
    let number = resident_number(COUNTIES[county], &birth, made % 1000);
    let items = [
        (Field::Name, name.clone()),
        (Field::DocumentType, "01".to_owned()),
        (Field::DocumentNumber, number.clone()),
        (Field::Huji, village.clone()),
        (Field::Residence, village.clone()),
    ];
    Made {
        items: items.into(),
        county,
        village,
        number,
        name,
        birth,
    }
}

/// A county.
pub fn county(history: &mut History) -> usize {
    history.dice.below(COUNTIES.len())
}

/// Somebody who lives, by place in the model.
pub fn somebody(history: &mut History) -> Option<usize> {
    let count = history.model.people.len();
    if count == 0 {
        return None;
    }
    let place = history.dice.below(count);
    let one = &history.model.people[place];
    (one.alive && !one.merged).then_some(place)
}

/// One person at the counter.
pub fn register(history: &mut History) {
    let place = county(history);
    let made = invent(history, place);
    let clerk = staff("jb", COUNTIES[place]);
    let done = history.call("person.register", |desk| {
        counter::register(desk, &clerk, &made.raw())
    });
    if let Some(done) = done {
        history.model.people.push(made.someone(done.person));
    }
}

/// A list of people, some rows of it bad.
pub fn import(history: &mut History) {
    let place = county(history);
    let clerk = staff("jb", COUNTIES[place]);
    let count = history.dice.below(12) + 2;
    let mut rows: Vec<Made> = (0..count).map(|_| invent(history, place)).collect();
    if history.dice.one_in(2) {
        let bad = invent(history, place);
        rows.push(match history.dice.below(4) {
            0 => bad.with(Field::DocumentNumber, "340421194101020019"),
            1 => bad.with(Field::Residence, "99"),
            2 => bad.with(Field::Name, "=HYPERLINK(1)"),
            _ => bad.with(Field::Birth, "1941-02-30"),
        });
    }
    take(history, place, &clerk, &rows, false);
}

/// Takes rows in as one list; who became a record.
fn take(
    history: &mut History,
    place: usize,
    clerk: &access::Actor,
    rows: &[Made],
    legacy: bool,
) -> Vec<Option<PersonNo>> {
    let order = Order {
        region: region(COUNTIES[place]),
        key: format!("list-{}", history.model.serial()),
        legacy,
        list: None,
    };
    let opened = history.call("person.import.open", |desk| {
        Import::open(desk, clerk, &order)
    });
    let Some(mut import) = opened else {
        return Vec::new();
    };
    let given: Vec<InRow<'_>> = (2..)
        .zip(rows)
        .map(|(line, made)| InRow {
            line,
            items: Ok(made.raw()),
        })
        .collect();
    let taken = history.call("person.import", |desk| {
        import.take(desk, clerk, &given, true)
    });
    let taken = taken.unwrap_or_default();
    let mut numbers = Vec::new();
    for (result, made) in taken.iter().zip(rows) {
        let new = matches!(result.fate, Fate::New | Fate::Queued);
        if let (true, Some(no)) = (new, result.person) {
            history.model.people.push(made.someone(no));
        }
        numbers.push(result.person.filter(|_| new));
    }
    numbers
}

/// Somebody already known comes again with a slip in the number: a record that may be a double.
pub fn double(history: &mut History) {
    let place = county(history);
    let made = invent(history, place);
    let clerk = staff("jb", COUNTIES[place]);
    let first = history.call("person.register", |desk| {
        counter::register(desk, &clerk, &made.raw())
    });
    let Some(first) = first else {
        return;
    };
    history.model.people.push(made.someone(first.person));
    let last = if made.number.ends_with('0') { "1" } else { "0" };
    let slip = format!("{}{last}", &made.number[..17]);
    let sex = if made.number.as_bytes()[16] % 2 == 1 {
        "男"
    } else {
        "女"
    };
    let birth = made.birth.clone();
    let mut other = made
        .with(Field::DocumentNumber, &slip)
        .with(Field::Birth, &birth)
        .with(Field::Sex, sex);
    other.number = slip;
    let numbers = take(history, place, &clerk, &[other], true);
    if let Some(Some(second)) = numbers.first() {
        history.model.doubles.push((first.person, *second, place));
    }
}

/// Two records become one person, or are told apart.
pub fn merge(history: &mut History) {
    if history.model.doubles.is_empty() {
        return;
    }
    let at = history.dice.below(history.model.doubles.len());
    let (one, other, place) = history.model.doubles[at];
    let (clerk, reviewer) = (staff("jb", COUNTIES[place]), staff("sh", COUNTIES[place]));
    let verdict = if history.dice.one_in(5) {
        Match::Distinct
    } else {
        Match::Same
    };
    let no = history.call("person.merge.propose", |desk| {
        merging::propose(desk, &clerk, (one, other), verdict, "核对")
    });
    let Some(no) = no else {
        history.model.doubles.swap_remove(at);
        return;
    };
    let said = if history.dice.one_in(6) {
        Verdict::Rejected
    } else {
        Verdict::Approved
    };
    let done = history.call("person.merge.decide", |desk| {
        merging::decide(desk, &reviewer, no, said, "核实")
    });
    if done.is_some() && said == Verdict::Approved {
        history.model.doubles.swap_remove(at);
        if verdict == Match::Same {
            let found = history
                .model
                .people
                .iter_mut()
                .find(|person| person.no == other);
            found.unwrap().merged = true;
        }
    }
}

/// A record comes apart from its person again.
pub fn apart(history: &mut History) {
    let merged: Vec<usize> = (0..history.model.people.len())
        .filter(|at| history.model.people[*at].merged)
        .collect();
    let Some(at) = history.dice.pick(&merged).copied() else {
        return;
    };
    let (no, place) = (history.model.people[at].no, history.model.people[at].county);
    let (clerk, reviewer) = (staff("jb", COUNTIES[place]), staff("sh", COUNTIES[place]));
    let proposal = history.call("person.unmerge.propose", |desk| {
        merging::propose_apart(desk, &clerk, no, "实为兄弟")
    });
    let Some(proposal) = proposal else {
        return;
    };
    let done = history.call("person.unmerge.decide", |desk| {
        merging::decide(desk, &reviewer, proposal, Verdict::Approved, "核实")
    });
    if done.is_some() {
        history.model.people[at].merged = false;
    }
}

/// Something about a person changes.
pub fn change(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let clerk = staff("jb", COUNTIES[one.county]);
    let today = history.office.today();
    let serial = history.model.serial();
    let village = format!("{}10020{}", COUNTIES[one.county], 1 + history.dice.below(3));
    let (what, change) = match history.dice.below(12) {
        0..=2 => {
            let name = format!("{}{}", one.name, STEMS[history.dice.below(10)]);
            let name: String = name.chars().skip(1).collect();
            (
                "person.name",
                PersonChange::Name(PersonName::new(&name).unwrap()),
            )
        }
        3..=5 => (
            "person.residence",
            PersonChange::Residence(region(&village)),
        ),
        6 => ("person.huji", PersonChange::Huji(region(&village))),
        7 | 8 => (
            "person.phone",
            PersonChange::Phone(format!("139{serial:08}")),
        ),
        9 | 10 => (
            "person.address",
            PersonChange::Address(format!("东路 {serial} 号")),
        ),
        _ => ("person.death", PersonChange::Death("公安".to_owned())),
    };
    let done = history.call(what, |desk| {
        change::change(desk, &clerk, one.no, &change, today, "本人申请")
    });
    if done.is_some() && matches!(change, PersonChange::Death(_)) {
        history.model.people[at].alive = false;
    }
    if let (Some(()), PersonChange::Residence(village)) = (done, &change) {
        history.model.people[at].village = *village;
    }
}

/// A paper is added, put right or replaced.
pub fn papers(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let clerk = staff("jb", COUNTIES[one.county]);
    let today = history.office.today();
    let serial = history.model.serial();
    let card = DocumentType::ResidentCard;
    let birth = format!(
        "{}-{}-{}",
        &one.number[6..10],
        &one.number[10..12],
        &one.number[12..14]
    );
    let right = resident_number(COUNTIES[one.county], &birth, history.model.made % 1000);
    history.model.made += 1;
    let read = |number: &str| DocumentNumber::read(card, number).unwrap();
    let (what, change) = match history.dice.below(3) {
        0 => {
            let number = format!("AB{serial:07}");
            let other = DocumentNumber::read(DocumentType::SocialSecurityCard, &number).unwrap();
            ("paper.add", PaperChange::Add(other))
        }
        1 => (
            "paper.correct",
            PaperChange::Correct(read(&one.number), read(&right)),
        ),
        _ => (
            "paper.replace",
            PaperChange::Replace(read(&one.number), read(&right)),
        ),
    };
    let done = history.call(what, |desk| {
        change::papers(desk, &clerk, one.no, &change, today, "核对证件")
    });
    if done.is_some() && !matches!(change, PaperChange::Add(_)) {
        history.model.people[at].number = right;
    }
}

/// A household is opened, joined, left, or gets another head.
pub fn household(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let clerk = staff("jb", COUNTIES[one.county]);
    let today = history.office.today();
    if let Some(no) = one.household {
        let leaves = history.dice.one_in(2);
        let change = if leaves {
            HouseholdChange::Leave(one.no, today)
        } else {
            HouseholdChange::Head(one.no, Relation::Spouse, today)
        };
        let what = if leaves {
            "household.leave"
        } else {
            "household.head"
        };
        let done = history.call(what, |desk| household::change(desk, &clerk, no, &change));
        if done.is_some() && leaves {
            history.model.people[at].household = None;
        }
        return;
    }
    household_of(history, at);
}

/// Somebody without a household opens one, or joins one of the county.
pub fn household_of(history: &mut History, at: usize) {
    let one = history.model.people[at].clone();
    let clerk = staff("jb", COUNTIES[one.county]);
    let today = history.office.today();
    let known = history.model.households.clone();
    let own: Vec<_> = known
        .into_iter()
        .filter(|(_, place)| *place == one.county)
        .collect();
    let opens = own.len() < 4 || history.dice.one_in(5);
    let no = if opens {
        let opened = history.call("household.open", |desk| {
            household::open(desk, &clerk, one.village, HouseholdKind::Family, None)
        });
        let Some(no) = opened else {
            return;
        };
        history.model.households.push((no, one.county));
        no
    } else {
        history.dice.pick(&own).unwrap().0
    };
    let relation = if opens {
        Relation::Head
    } else {
        Relation::Other
    };
    let join = HouseholdChange::Join(one.no, relation, today);
    let done = history.call("household.join", |desk| {
        household::change(desk, &clerk, no, &join)
    });
    if done.is_some() {
        history.model.people[at].household = Some(no);
    }
}

/// A category is certified.
pub fn certify(history: &mut History) {
    let Some(at) = somebody(history) else {
        return;
    };
    let one = history.model.people[at].clone();
    let clerk = staff("jb", COUNTIES[one.county]);
    let today = history.office.today();
    let names = ["低保", "特困", "重度残疾"];
    let category = names.iter().filter_map(|name| Category::parse(name));
    let category: Vec<Category> = category.collect();
    let category = *history.dice.pick(&category).unwrap();
    let until = today.add_days(i32::try_from(history.dice.between(60, 500)).unwrap());
    let certified = Certified {
        person: one.no,
        category,
        holds: Validity::new(Some(today), until).unwrap(),
        authority: category.authority(),
        evidence: Evidence::Application,
    };
    history.call("category.certify", |desk| {
        categories::certify(desk, &clerk, &certified)
    });
}
