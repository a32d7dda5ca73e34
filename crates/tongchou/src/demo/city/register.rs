//! The register of the city: regions, people, employers and schools with their people, categories.

use super::scene::Scene;
use crate::office::Fault;
use anyhow::Result;
use base::{DocumentType, OrganisationNo, PersonNo, Validity};
use enrolment::category::{Category, ListRow};
use enrolment::organisation::{Affiliation, MemberRole};
use enrolment::people::{DocumentNumber, Fate, Field, PersonName, RawPerson};
use report::{Cell, Column, Table};
use sample::{Occupation, Person, rows};
use service::people::category::{self, InListRow, ListOrder};
use service::people::import::{Import, InRow, Order};
use service::people::{members, organisation, register};
use std::collections::BTreeMap;

/// Rows of one commit.
const CHUNK: usize = 4_000;

/// The items of a row of a file of persons, in the order of [`rows::PERSONS`].
pub const ITEMS: [Field; 9] = [
    Field::Name,
    Field::DocumentType,
    Field::DocumentNumber,
    Field::Sex,
    Field::Birth,
    Field::Huji,
    Field::Residence,
    Field::Household,
    Field::Relation,
];

/// Takes everything in.
pub fn take_in(scene: &mut Scene<'_>) -> Result<()> {
    regions(scene)?;
    people(scene)?;
    show(scene);
    organisations(scene)?;
    categories(scene)
}

/// The register by county.
fn show(scene: &Scene<'_>) {
    let columns = ["村（社区）", "居民", "其中登记"].map(Column::number);
    let mut table = Table::new(
        "人员登记",
        [vec![Column::text("县区")], columns.into()].concat(),
    );
    for county in scene.city.counties() {
        let (first, behind) = county.villages;
        let villages = scene.city.villages().get(first as usize..behind as usize);
        let villages = villages.unwrap_or_default();
        let from = villages.first().map_or(0, |village| village.first as usize);
        let people: usize = villages.iter().map(|village| village.people as usize).sum();
        let numbers = scene.persons.iter().skip(from).take(people);
        table.push(vec![
            Cell::Text(county.name.to_owned()),
            Cell::Number(villages.len() as i64),
            Cell::Number(people as i64),
            Cell::Number(numbers.flatten().count() as i64),
        ]);
    }
    println!("{}", report::drawn(&table));
}

fn regions(scene: &Scene<'_>) -> Result<()> {
    let counties = scene.city.counties().iter();
    let mut list: BTreeMap<_, _> = counties
        .map(|county| (county.region, county.name.to_owned()))
        .collect();
    for village in scene.city.villages() {
        let town = village.town();
        list.insert(town.region, town.name);
        list.insert(village.region, village.name.clone());
    }
    let list: Vec<_> = list.into_iter().collect();
    let clerk = scene.staff.of("shibanjing")?;
    register::declare_regions(&scene.desk(), clerk, &list).map_err(Fault::from)?;
    Ok(())
}

/// Every person, by the list that an import reads; made and given in chunk by chunk.
pub fn people(scene: &mut Scene<'_>) -> Result<()> {
    let clerk = scene.staff.of("shibanjing")?.clone();
    let order = Order {
        region: scene.city.spec().pool,
        key: "demo-persons".to_owned(),
        legacy: false,
        list: None,
    };
    let residents = scene.city.spec().residents as usize;
    let mut persons = vec![None; residents];
    let mut import = Import::open(&scene.desk(), &clerk, &order).map_err(Fault::from)?;
    let mut people = scene.city.people();
    let (mut line, mut refused) = (1_i64, 0);
    loop {
        let chunk: Vec<Vec<String>> = people
            .by_ref()
            .take(CHUNK)
            .map(|p| rows::person(&p))
            .collect();
        let last = chunk.len() < CHUNK;
        let given: Vec<InRow<'_>> = chunk.iter().zip(line + 1..).map(in_row).collect();
        let taken = import
            .take(&scene.desk(), &clerk, &given, last)
            .map_err(Fault::from)?;
        for (result, place) in taken.iter().zip((line - 1) as usize..) {
            refused += u32::from(result.fate == Fate::Refused);
            if let Some(slot) = persons.get_mut(place) {
                *slot = result.person;
            }
        }
        line += chunk.len() as i64;
        if last {
            break;
        }
    }
    scene.persons = persons;
    scene.say(&format!("登记居民 {residents} 人，未收 {refused} 行"));
    Ok(())
}

/// A row as an import takes it.
pub fn in_row((cells, line): (&Vec<String>, i64)) -> InRow<'_> {
    let mut items = RawPerson::new();
    for (field, cell) in ITEMS.into_iter().zip(cells) {
        items.set(field, cell);
    }
    InRow {
        line,
        items: Ok(items),
    }
}

/// Employers are filed and reviewed; then their people join.
fn organisations(scene: &mut Scene<'_>) -> Result<()> {
    let employers = found(scene)?;
    let (joined, refused) = employees(scene, &employers)?;
    scene.say(&format!(
        "登记用人单位 {} 个、学校 {} 所；职工 {joined} 人入职，未收 {refused} 人",
        employers.len(),
        scene.city.schools().len()
    ));
    Ok(())
}

/// Files every employer and school; the numbers of the employers, in their order.
fn found(scene: &Scene<'_>) -> Result<Vec<OrganisationNo>> {
    let (clerk, reviewer) = (scene.staff.of("shibanjing")?, scene.staff.of("shihe")?);
    let desk = scene.desk();
    let founded = scene.city.spec().reference().add_years(-5);
    let mut employers: Vec<OrganisationNo> = Vec::new();
    for employer in scene.city.employers() {
        let application = organisation::Application {
            kind: employer.kind.zh(),
            name: &employer.name,
            credit_code: Some(&employer.code),
            region: employer.region,
            founded,
        };
        let filed = organisation::file(&desk, clerk, &application).map_err(Fault::from)?;
        if let Some(act) = filed.act {
            organisation::review(&desk, reviewer, act.no, true, "材料齐全").map_err(Fault::from)?;
        }
        employers.push(filed.organisation);
    }
    for school in scene.city.schools() {
        let application = organisation::Application {
            kind: "学校",
            name: &school.name,
            credit_code: Some(&school.code),
            region: school.region,
            founded: None,
        };
        organisation::file(&desk, clerk, &application).map_err(Fault::from)?;
    }
    Ok(employers)
}

fn employees(scene: &mut Scene<'_>, employers: &[OrganisationNo]) -> Result<(usize, usize)> {
    let mut by_employer: BTreeMap<OrganisationNo, Vec<Affiliation>> = BTreeMap::new();
    let from = scene.city.spec().reference();
    for person in scene.city.people() {
        let Occupation::Employee { employer, .. } = person.occupation else {
            continue;
        };
        let Some(organisation) = employers.get(employer as usize).copied() else {
            continue;
        };
        by_employer
            .entry(organisation)
            .or_default()
            .extend(number(scene, &person).map(|no| Affiliation {
                person: no,
                organisation,
                role: MemberRole::Active,
                stage: None,
                belongs: Validity::new(Some(from), None).unwrap_or(Validity::OPEN),
            }));
    }
    let (mut joined, mut refused) = (0, 0);
    for (employer, people) in by_employer {
        let clerk = scene.staff.of("shibanjing")?;
        let answers =
            members::join(&scene.desk(), clerk, employer, &people).map_err(Fault::from)?;
        let taken = people
            .iter()
            .zip(&answers)
            .filter(|(_, answer)| answer.is_ok());
        let taken: Vec<PersonNo> = taken.map(|(one, _)| one.person).collect();
        joined += taken.len();
        refused += answers.len() - taken.len();
        scene.workers.insert(employer, taken);
    }
    Ok((joined, refused))
}

/// The number of a person in the register.
pub fn number(scene: &Scene<'_>, person: &Person) -> Option<PersonNo> {
    scene.persons.get(person.index as usize).copied().flatten()
}

/// The lists of the authorities, one batch each.
fn categories(scene: &mut Scene<'_>) -> Result<()> {
    let mut lists: BTreeMap<&'static str, Vec<InListRow>> = BTreeMap::new();
    for person in scene.city.people() {
        let Some(row) = listed(scene, &person) else {
            continue;
        };
        let rows = lists.entry(row.authority.code()).or_default();
        let line = rows.len() as i64 + 2;
        rows.push((line, Ok(row)));
    }
    let clerk = scene.staff.of("shibanjing")?;
    let desk = scene.desk();
    let (mut certified, mut waiting) = (0, 0);
    for (code, rows) in lists {
        let order = ListOrder {
            region: scene.city.spec().pool,
            key: format!("demo-{code}"),
        };
        let mut batch = category::open_list(&desk, clerk, &order).map_err(Fault::from)?;
        let mut chunks = rows.chunks(CHUNK).peekable();
        while let Some(chunk) = chunks.next() {
            let last = chunks.peek().is_none();
            let taken = category::take_list(&desk, clerk, &order, &batch, chunk, last);
            let (after, results) = taken.map_err(Fault::from)?;
            batch = after;
            waiting += results.iter().filter(|result| result.waits).count();
            certified += results.len();
        }
    }
    scene.say(&format!("认定名单 {certified} 行，其中待核对 {waiting} 行"));
    Ok(())
}

fn listed(scene: &Scene<'_>, person: &Person) -> Option<ListRow> {
    let certified = person.category.as_ref()?;
    let category =
        Category::parse(certified.kind.zh()).or_else(|| Category::parse(certified.kind.code()))?;
    let number = DocumentNumber::read(DocumentType::ResidentCard, person.id.as_str()).ok()?;
    Some(ListRow {
        name: PersonName::new(&person.name).ok()?,
        number,
        category,
        holds: Validity::new(Some(certified.from), certified.to).ok()?,
        authority: category.authority(),
        region: scene.city.spec().pool,
    })
}
