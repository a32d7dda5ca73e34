//! The city as rows of text for files of import: a header, then cells in its order.

use std::fmt::Write;

use base::{Fen, Sex};

use crate::city::City;
use crate::household::Household;
use crate::organisation::{Employer, School};
use crate::paying::{self, DebitResult};
use crate::person::{Occupation, Person};

/// Header of a file of persons, one row a person; also the list that a village enrols by.
pub const PERSONS: &[&str] = &[
    "姓名",
    "证件类型",
    "证件号码",
    "性别",
    "出生日期",
    "户籍地区划",
    "居住地区划",
    "户号",
    "与户主关系",
];

/// Header of a file of households.
pub const HOUSEHOLDS: &[&str] = &["户号", "户主姓名", "户主证件号码", "区划代码", "人数"];

/// Header of a file of employers and schools.
pub const ORGANISATIONS: &[&str] = &["单位名称", "统一社会信用代码", "单位类型", "区划代码"];

/// Header of the list of an employer's people.
pub const EMPLOYEES: &[&str] = &["单位信用代码", "姓名", "证件号码", "起始日期", "月工资"];

/// Header of a school's roster.
pub const ROSTER: &[&str] = &["学校信用代码", "姓名", "证件号码", "阶段", "入学日期"];

/// Header of a list of a certifying authority.
pub const CATEGORIES: &[&str] = &[
    "姓名",
    "证件号码",
    "身份类别",
    "起始日期",
    "截止日期",
    "认定部门",
    "认定文号",
];

/// Header of a list by which people are enrolled.
pub const ENROL: &[&str] = &["证件号码", "参保地"];

/// Header of a bank's answer to a batch of debits.
pub const DEBITS: &[&str] = &["账单号", "姓名", "证件号码", "金额", "扣款日期", "结果"];

/// Header of the receipts of the tax bureau.
pub const RECEIPTS: &[&str] = &["税票号", "姓名", "证件号码", "年度", "金额", "缴款日期"];

/// The row of a person.
#[must_use]
pub fn person(person: &Person) -> Vec<String> {
    vec![
        person.name.clone(),
        "01".to_owned(),
        person.id.to_string(),
        sex(person.sex()).to_owned(),
        person.birth().to_string(),
        person.region.short(),
        person.region.short(),
        household_number(person.household),
        person.relation.zh(person.sex()).to_owned(),
    ]
}

/// What files call a household: `H` and its place from 1.
#[must_use]
pub fn household_number(household: u32) -> String {
    format!("H{:08}", u64::from(household).saturating_add(1))
}

/// The row of a household; `None` for one without people.
#[must_use]
pub fn household(household: &Household) -> Option<Vec<String>> {
    let head = household.members.first()?;
    Some(vec![
        household_number(household.number),
        head.name.clone(),
        head.id.to_string(),
        head.region.short(),
        household.members.len().to_string(),
    ])
}

/// The row of an employer.
#[must_use]
pub fn employer(employer: &Employer) -> Vec<String> {
    vec![
        employer.name.clone(),
        employer.code.clone(),
        employer.kind.zh().to_owned(),
        employer.region.short(),
    ]
}

/// The row of a school.
#[must_use]
pub fn school(school: &School) -> Vec<String> {
    vec![
        school.name.clone(),
        school.code.clone(),
        "学校".to_owned(),
        school.region.short(),
    ]
}

/// The row of an employee; `None` for anybody else.
#[must_use]
pub fn employee(city: &City, person: &Person) -> Option<Vec<String>> {
    let Occupation::Employee { employer, wage } = person.occupation else {
        return None;
    };
    Some(vec![
        city.employers().get(employer as usize)?.code.clone(),
        person.name.clone(),
        person.id.to_string(),
        city.spec().reference().to_string(),
        Fen::new(wage).to_string(),
    ])
}

/// The row of a student in the roster of the school; `None` for anybody else.
#[must_use]
pub fn student(city: &City, person: &Person) -> Option<Vec<String>> {
    let Occupation::Student(school) = person.occupation else {
        return None;
    };
    let school = city.schools().get(school as usize)?;
    let september = base::Date::from_ymd(city.spec().year.checked_sub(1)?, 9, 1).ok()?;
    Some(vec![
        school.code.clone(),
        person.name.clone(),
        person.id.to_string(),
        school.stage.pupils_zh().to_owned(),
        september.to_string(),
    ])
}

/// The row of a person in the list of the authority that certifies; `None` without a category.
#[must_use]
pub fn category(person: &Person) -> Option<Vec<String>> {
    let category = person.category.as_ref()?;
    Some(vec![
        person.name.clone(),
        person.id.to_string(),
        category.kind.code().to_owned(),
        category.from.to_string(),
        category.to.map_or_else(String::new, |day| day.to_string()),
        category.kind.authority().to_owned(),
        category.certificate.clone(),
    ])
}

/// The row of a person in a list for enrolment.
#[must_use]
pub fn enrol(person: &Person) -> Vec<String> {
    vec![person.id.to_string(), person.region.short()]
}

/// The same with a wrong check character.
#[must_use]
pub fn enrol_wrongly(person: &Person) -> Vec<String> {
    vec![wrong_check(person.id.as_str()), person.region.short()]
}

/// The bank's answer to the debit of a bill of a person for a year.
#[must_use]
pub fn debit(city: &City, person: &Person, year: i32, bill: &str, amount: Fen) -> Vec<String> {
    let result = paying::debit(city, person.index, year);
    let day = paying::of(city, person, year).map(|payment| payment.on.to_string());
    vec![
        bill.to_owned(),
        person.name.clone(),
        person.id.to_string(),
        amount.to_string(),
        day.filter(|_| result == DebitResult::Paid)
            .unwrap_or_default(),
        result.zh().to_owned(),
    ]
}

/// The receipt of the tax bureau for a person and year; `None` where nothing was paid.
#[must_use]
pub fn receipt(city: &City, person: &Person, year: i32, amount: Fen) -> Option<Vec<String>> {
    let payment = paying::of(city, person, year)?;
    Some(vec![
        format!("T{year}{:08}", u64::from(person.index).saturating_add(1)),
        person.name.clone(),
        person.id.to_string(),
        year.to_string(),
        amount.to_string(),
        payment.on.to_string(),
    ])
}

const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::Unknown | Sex::NotStated => "未说明",
    }
}

/// Rows as the text of a CSV file; cells of the sample need no quotation marks.
#[must_use]
pub fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = header.join(",");
    text.push('\n');
    for row in rows {
        // writing to a text does not fail
        let _ = writeln!(text, "{}", row.join(","));
    }
    text
}

/// A line that an import of persons must refuse, with what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The line as bytes, without its end.
    pub bytes: Vec<u8>,
    /// What is wrong, in Chinese.
    pub what: &'static str,
}

/// One bad line of each kind for a file under [`PERSONS`], made from a person whose own row is good. The
/// line of 10 MB comes last.
#[must_use]
pub fn bad_persons(good: &Person) -> Vec<BadLine> {
    let line = person(good).join(",");
    let id = good.id.to_string();
    let swapped = |from: &str, to: &str| line.replacen(from, to, 1).into_bytes();
    let bad = |what: &'static str, bytes: Vec<u8>| BadLine { bytes, what };
    let birth = good.birth().to_string();
    let mut broken = line.clone().into_bytes();
    // the second byte of the first character is lost
    broken.remove(1);
    vec![
        bad("校验码不对", swapped(&id, &wrong_check(&id))),
        bad("日期不存在", swapped(&birth, "2025-02-30")),
        bad(
            "区划不存在",
            line.replace(&good.region.short(), "890102999999")
                .into_bytes(),
        ),
        bad("重复参保", line.clone().into_bytes()),
        bad("编码损坏", broken),
        bad("公式单元格", swapped(&good.name, "=HYPERLINK(\"x\")")),
        bad("空字符", swapped(&good.name, "甲\0子")),
        bad("缺少单元格", good.name.clone().into_bytes()),
        bad("引号不成对", swapped(&good.name, "\"甲子")),
        bad("整行过长", vec![b'9'; 10_000_000]),
    ]
}

/// The number with another check character.
fn wrong_check(id: &str) -> String {
    let body = id.get(..17).unwrap_or(id);
    let other = if id.ends_with('7') { '3' } else { '7' };
    format!("{body}{other}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Spec;

    #[test]
    fn every_row_has_the_cells_of_its_header() {
        let city = City::new(Spec::demo(2_000, 2025).unwrap()).unwrap();
        let (mut employees, mut students, mut categories) = (0, 0, 0);
        for house in city.households() {
            assert_eq!(household(&house).unwrap().len(), HOUSEHOLDS.len());
            for one in &house.members {
                assert_eq!(person(one).len(), PERSONS.len());
                let cells = |row: Option<Vec<String>>| row.map_or(0, |row| row.len());
                employees += cells(employee(&city, one));
                students += cells(student(&city, one));
                categories += cells(category(one));
                let bill = debit(&city, one, 2025, "B1", Fen::new(38_000));
                assert_eq!(bill.len(), DEBITS.len());
                assert_eq!(bill[3], "380.00");
            }
        }
        assert!(employees > 0 && employees % EMPLOYEES.len() == 0);
        assert!(students > 0 && students % ROSTER.len() == 0);
        assert!(categories > 0 && categories % CATEGORIES.len() == 0);
        assert!(
            city.employers()
                .iter()
                .all(|one| employer(one).len() == ORGANISATIONS.len())
        );
        assert!(
            city.schools()
                .iter()
                .all(|one| school(one).len() == ORGANISATIONS.len())
        );
    }

    #[test]
    fn bad_lines_are_bad() {
        let city = City::new(Spec::demo(100, 2025).unwrap()).unwrap();
        let one = city.people().next().unwrap();
        let lines = bad_persons(&one);
        assert!(base::ResidentId::parse(&wrong_check(one.id.as_str())).is_err());
        assert!(std::str::from_utf8(&lines[4].bytes).is_err());
        let good = person(&one).join(",").into_bytes();
        let same: Vec<_> = lines.iter().filter(|line| line.bytes == good).collect();
        assert_eq!(same.len(), 1);
        assert_eq!(lines.last().unwrap().bytes.len(), 10_000_000);
    }
}
