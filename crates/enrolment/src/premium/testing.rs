//! Builders for the tests of premiums, accounts and entitlement.

use super::{Billed, Deferral, DeferralNo, Paid, PlanVariant, PremiumCalendar, WageLine, Worker};
use crate::ask::{Career, Retirement};
use crate::month::Month;
use ::base::{BillNo, Date, Fen, OrganisationNo, PaymentNo, PersonNo, Ratio};
use benefit::plan::Policy;
use policy::{CompileOptions, Files, Package};

const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../policies/cn.310000.employee"
);

/// 篇7's package with parameters filled in.
pub fn shanghai(parameters: &[(&str, &str)]) -> Policy {
    let mut files = Vec::new();
    for folder in ["", "sources/"] {
        let path = format!("{FOLDER}/{folder}");
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_string_lossy();
                files.push((format!("{folder}{name}"), std::fs::read(&path).unwrap()));
            }
        }
    }
    let package = Package::load(&Files::from_iter(files)).unwrap();
    let parameters = parameters.iter();
    let options = CompileOptions {
        parameters: parameters
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..CompileOptions::default()
    };
    policy::compile(&package, &options).unwrap()
}

/// The same with a switch set.
pub fn shanghai_switched(name: &str, option: &str) -> Policy {
    let mut files = Vec::new();
    for folder in ["", "sources/"] {
        let path = format!("{FOLDER}/{folder}");
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_string_lossy();
                files.push((format!("{folder}{name}"), std::fs::read(&path).unwrap()));
            }
        }
    }
    let package = Package::load(&Files::from_iter(files)).unwrap();
    let mut options = CompileOptions::default();
    options.switches.insert(name.to_owned(), option.to_owned());
    policy::compile(&package, &options).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn calendar() -> PremiumCalendar {
    PremiumCalendar::shipped().unwrap()
}

pub fn person(no: i64) -> PersonNo {
    PersonNo::new(no).unwrap()
}

pub fn employer(no: i64) -> OrganisationNo {
    OrganisationNo::new(no).unwrap()
}

pub fn wage(no: i64, fen: i64) -> WageLine {
    WageLine {
        person: person(no),
        wage: Fen::new(fen),
    }
}

/// Born 1970-01-01, at work since 1990-01-01.
pub fn career() -> Career {
    Career {
        employed_on: Some(day("1990-01-01")),
        ..Career::born(day("1970-01-01"))
    }
}

pub fn worker(no: i64, wage: Option<i64>) -> Worker {
    Worker {
        person: person(no),
        career: career(),
        wage: wage.map(Fen::new),
    }
}

/// Born 1935-01-01, at work since 1955-01-01, retired on a day.
pub fn retired(on: &str) -> Career {
    Career {
        employed_on: Some(day("1955-01-01")),
        retirement: Some(Retirement {
            no: 1,
            retired_on: day(on),
            pension_from: None,
        }),
        ..Career::born(day("1935-01-01"))
    }
}

pub fn retiree(no: i64, on: &str) -> Worker {
    Worker {
        person: person(no),
        career: retired(on),
        wage: None,
    }
}

pub fn billed(no: i64, month: &str, due: i64) -> Billed {
    let month = Month::parse(month).unwrap();
    Billed {
        month,
        no: BillNo::new(no).unwrap(),
        due_on: month.last(),
        due: Fen::new(due),
    }
}

pub fn paid(no: i64, on: &str, amount: i64) -> Paid {
    Paid {
        on: day(on),
        no: PaymentNo::new(no).unwrap(),
        amount: Fen::new(amount),
        bill: None,
    }
}

pub fn deferral(no: i64, from: &str, until: &str) -> Deferral {
    let no = DeferralNo::new(no).unwrap();
    Deferral::apply(no, employer(7), (day(from), day(until)), "停产").unwrap()
}

/// An invented rate: the source says only that it is lower.
pub fn inpatient_pooling() -> PlanVariant {
    PlanVariant {
        code: "inpatient_pooling".to_owned(),
        title: "单建统筹".to_owned(),
        employer_rate: Ratio::parse("6%").unwrap(),
        person_rate: Ratio::ZERO,
        has_account: false,
        article: "篇10 一(一)".to_owned(),
    }
}
