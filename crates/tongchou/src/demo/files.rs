//! The synthetic city as files for import.

use crate::exit::Outcome;
use anyhow::{Context, Result, anyhow};
use base::Fen;
use batch::sheet::SheetWriter;
use sample::{City, Spec, rows};
use std::path::Path;

/// A file of the city: its name, its header, and what is in it.
struct Listed {
    name: &'static str,
    header: &'static [&'static str],
    about: &'static str,
}

const PERSONS: Listed = Listed {
    name: "persons.csv",
    header: rows::PERSONS,
    about: "全市居民，一人一行",
};
const HOUSEHOLDS: Listed = Listed {
    name: "households.csv",
    header: rows::HOUSEHOLDS,
    about: "户",
};
const ORGANISATIONS: Listed = Listed {
    name: "organisations.csv",
    header: rows::ORGANISATIONS,
    about: "用人单位和学校",
};
const EMPLOYEES: Listed = Listed {
    name: "employees.csv",
    header: rows::EMPLOYEES,
    about: "各单位职工和月工资",
};
const ROSTERS: Listed = Listed {
    name: "rosters.csv",
    header: rows::ROSTER,
    about: "各校学生名册",
};
const CATEGORIES: Listed = Listed {
    name: "categories.csv",
    header: rows::CATEGORIES,
    about: "民政、残联等部门的身份认定名单",
};
const VILLAGE: Listed = Listed {
    name: "village.csv",
    header: rows::PERSONS,
    about: "一个村的名册",
};
const ENROL: Listed = Listed {
    name: "enrol.csv",
    header: rows::ENROL,
    about: "这个村的参保名单，末尾有两行办不成的",
};
const RECEIPTS: Listed = Listed {
    name: "receipts.csv",
    header: rows::RECEIPTS,
    about: "这个村九月代收的保费，有金额不符的",
};
const BAD: Listed = Listed {
    name: "bad.csv",
    header: rows::PERSONS,
    about: "一个好行之后，每种坏行各一行",
};

/// The personal part of the first year, as the notice of the demo sets it (see `city/rules.rs`).
const PERSONAL_FEN: i64 = 40_000;

/// Writes every file into a folder, which is made where there is none.
pub fn write(folder: &Path, size: u32, year: i32) -> Result<Outcome> {
    let spec = Spec::demo(size, year).map_err(|error| anyhow!(error.zh()))?;
    let city = City::new(spec).map_err(|error| anyhow!(error.zh()))?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("无法建立文件夹 {}", folder.display()))?;
    people(folder, &city)?;
    let employers = city.employers().iter().map(rows::employer);
    let schools = city.schools().iter().map(rows::school);
    one(folder, &ORGANISATIONS, employers.chain(schools))?;
    village(folder, &city)?;
    bad(folder, &city)?;
    Ok(Outcome::Done)
}

fn begin(folder: &Path, file: &Listed) -> Result<SheetWriter> {
    let path = folder.join(file.name);
    SheetWriter::create(&path, file.header).with_context(|| unwritable(folder, file))
}

fn end(folder: &Path, file: &Listed, writer: SheetWriter, rows: u64) -> Result<()> {
    writer.finish().with_context(|| unwritable(folder, file))?;
    println!("{:<20}{rows:>9} 行  {}", file.name, file.about);
    Ok(())
}

fn unwritable(folder: &Path, file: &Listed) -> String {
    format!("无法写出 {}", folder.join(file.name).display())
}

fn one(folder: &Path, file: &Listed, rows: impl Iterator<Item = Vec<String>>) -> Result<()> {
    let (mut writer, mut count) = (begin(folder, file)?, 0);
    for row in rows {
        writer.row(&row)?;
        count += 1;
    }
    end(folder, file, writer, count)
}

/// The files that follow from people, in one walk through the city.
fn people(folder: &Path, city: &City) -> Result<()> {
    let files = [&PERSONS, &HOUSEHOLDS, &EMPLOYEES, &ROSTERS, &CATEGORIES];
    let mut writers = Vec::new();
    for file in files {
        writers.push((begin(folder, file)?, 0_u64));
    }
    for household in city.households() {
        put(&mut writers, 1, rows::household(&household))?;
        for person in &household.members {
            put(&mut writers, 0, Some(rows::person(person)))?;
            put(&mut writers, 2, rows::employee(city, person))?;
            put(&mut writers, 3, rows::student(city, person))?;
            put(&mut writers, 4, rows::category(person))?;
        }
    }
    for (file, (writer, count)) in files.into_iter().zip(writers) {
        end(folder, file, writer, count)?;
    }
    Ok(())
}

fn put(writers: &mut [(SheetWriter, u64)], at: usize, row: Option<Vec<String>>) -> Result<()> {
    if let (Some((writer, count)), Some(row)) = (writers.get_mut(at), row) {
        writer.row(&row)?;
        *count += 1;
    }
    Ok(())
}

/// The first village of the third county, where a clerk of the countryside works.
fn village(folder: &Path, city: &City) -> Result<()> {
    let county = city
        .counties()
        .get(2)
        .context("the city has a third county")?;
    let village = city.villages().get(county.villages.0 as usize);
    let village = village.context("a county has a village")?;
    let people = city.village(village).into_iter();
    let people: Vec<_> = people.flat_map(|household| household.members).collect();
    one(folder, &VILLAGE, people.iter().map(rows::person))?;
    let residents = people
        .iter()
        .filter(|person| !person.occupation.is_employed());
    let residents: Vec<_> = residents.collect();
    // one who has an employer, and one whose number has a wrong digit
    let employed = people.iter().find(|person| person.occupation.is_employed());
    let wrong = residents.first().map(|person| rows::enrol_wrongly(person));
    let last = employed.map(rows::enrol).into_iter().chain(wrong);
    let lines = residents
        .iter()
        .map(|person| rows::enrol(person))
        .chain(last);
    one(folder, &ENROL, lines)?;
    receipts(folder, city, &residents)
}

/// What the agent of the village collected: everybody who pays and is not helped pays the standard.
fn receipts(folder: &Path, city: &City, residents: &[&sample::Person]) -> Result<()> {
    let year = city.spec().year;
    let helped = |person: &sample::Person| {
        let kind = person.category.as_ref().map(|category| category.kind);
        matches!(kind, Some(sample::Kind::Tekun | sample::Kind::Jiandang))
    };
    let september = base::Date::from_ymd(year - 1, 9, 24).unwrap_or(base::Date::MIN);
    let early = |person: &sample::Person| {
        let payment = sample::paying::of(city, person, year);
        payment.is_some_and(|payment| payment.on <= september)
    };
    let paying = residents
        .iter()
        .filter(|person| !helped(person) && early(person));
    let lines = paying.enumerate().filter_map(|(place, person)| {
        let short = if place % 20 == 10 { 1_000 } else { 0 };
        rows::receipt(city, person, year, Fen::new(PERSONAL_FEN - short))
    });
    one(folder, &RECEIPTS, lines)
}

fn bad(folder: &Path, city: &City) -> Result<()> {
    let good = city.people().next().context("a city has people")?;
    let mut writer = begin(folder, &BAD)?;
    writer.row(&rows::person(&good))?;
    let lines = rows::bad_persons(&good);
    for line in &lines {
        writer.raw(&line.bytes)?;
    }
    end(folder, &BAD, writer, lines.len() as u64 + 1)
}
