//! The stated form of the number of each type of document.

use super::check_character::check_character;
use super::resident_id::birth_in;
use super::{Checked, DocumentType, NumberFlaw, ResidentId};

/// Address codes under which residence permits are numbered: Hong Kong, Macau, Taiwan.
const PERMIT_REGIONS: [&str; 3] = ["810000", "820000", "830000"];

/// Checks a number against the form of its type.
pub(super) fn check(document_type: DocumentType, number: &str) -> Checked {
    let found = match document_type {
        DocumentType::ResidentCard => resident_card(number),
        DocumentType::HongKongMacauTaiwanResident => residence_permit(number),
        DocumentType::ForeignResident => foreign_resident(number),
        DocumentType::Disability => disability(number),
        DocumentType::ArmyOfficer | DocumentType::ArmedPoliceOfficer => {
            form(is_officer_card(number))
        }
        DocumentType::HongKong => {
            form(is_home_permit(number, b'H') || is_sar_passport(number, b"HK"))
        }
        DocumentType::Macau => form(is_home_permit(number, b'M') || is_sar_passport(number, b"M")),
        DocumentType::Taiwan => form(is_taiwan_permit(number)),
        DocumentType::ForeignPassport => form(is_passport(number)),
        DocumentType::ChinesePassport => form(is_chinese_passport(number)),
        DocumentType::BirthCertificate => form(is_birth_certificate(number)),
        DocumentType::MilitaryFamily
        | DocumentType::ForeignWorker
        | DocumentType::ForeignExpert
        | DocumentType::ForeignCorrespondent
        | DocumentType::TaiwanHongKongMacauWorker
        | DocumentType::SettledExpert
        | DocumentType::SocialSecurityCard
        | DocumentType::Other
        | DocumentType::PovertyRelief => return Checked::Unchecked,
    };
    found.map_or_else(Checked::Flagged, |()| Checked::Valid)
}

type Found = Result<(), NumberFlaw>;

fn form(holds: bool) -> Found {
    if holds { Ok(()) } else { Err(NumberFlaw::Form) }
}

/// GB 11643. The address codes of residence permits (8…) are none of a resident card.
fn resident_card(number: &str) -> Found {
    let id = ResidentId::parse_any(number)?;
    if id.region_digits().starts_with('8') {
        return Err(NumberFlaw::Region);
    }
    if number.len() == 15 {
        Err(NumberFlaw::FirstGeneration)
    } else {
        Ok(())
    }
}

/// 《港澳台居民居住证申领发放办法》(国办发〔2018〕81号): a citizen identification number whose address
/// code is 810000, 820000 or 830000.
fn residence_permit(number: &str) -> Found {
    let id = ResidentId::parse(number)?;
    if PERMIT_REGIONS.contains(&id.region_digits()) {
        Ok(())
    } else {
        Err(NumberFlaw::Region)
    }
}

/// The card of 2017 and before: three letters of the country and twelve digits. The card of
/// 2023-12-01: eighteen characters that begin with 9, built like GB 11643 with the same check
/// character (国家移民管理局《新版外国人永久居留身份证机读信息规则》).
fn foreign_resident(number: &str) -> Found {
    let bytes = number.as_bytes();
    if let Some((country, digits)) = bytes.split_at_checked(3).filter(|_| bytes.len() == 15) {
        return form(country.iter().all(u8::is_ascii_uppercase) && all_digits(digits));
    }
    let mut number: [u8; 18] = bytes.try_into().map_err(|_| NumberFlaw::Form)?;
    number.make_ascii_uppercase();
    let [body @ .., last] = &number;
    let expected = check_character(body).ok_or(NumberFlaw::Form)?;
    form(last.is_ascii_digit() || *last == b'X')?;
    if !body.starts_with(b"9") {
        return Err(NumberFlaw::Region);
    }
    birth_in(&number).ok_or(NumberFlaw::BirthDate)?;
    if *last == expected {
        Ok(())
    } else {
        Err(NumberFlaw::CheckCharacter)
    }
}

/// 《残疾人证管理办法》: the citizen identification number, one digit of category (1–7), one of degree
/// (1–4); a replacement adds `B` and its count.
fn disability(number: &str) -> Found {
    let (id, rest) = number.split_at_checked(18).ok_or(NumberFlaw::Form)?;
    ResidentId::parse(id)?;
    let (ending, replacement) = rest.split_at_checked(2).ok_or(NumberFlaw::Form)?;
    let replaced = match replacement.as_bytes() {
        [] => true,
        [b'B' | b'b', count @ ..] => !count.is_empty() && count.len() <= 2 && all_digits(count),
        _ => false,
    };
    form(replaced)?;
    match ending.as_bytes() {
        [b'1'..=b'7', b'1'..=b'4'] => Ok(()),
        _ => Err(NumberFlaw::Disability),
    }
}

/// 《港澳居民来往内地通行证号码规则》(公安部, 2010): `H` or `M`, eight digits for life, and until 2013
/// two more that counted the cards.
fn is_home_permit(number: &str, letter: u8) -> bool {
    match number.as_bytes() {
        [first, digits @ ..] => {
            first.eq_ignore_ascii_case(&letter)
                && matches!(digits.len(), 8 | 10)
                && all_digits(digits)
        }
        [] => false,
    }
}

/// Nine characters, one or two letters and digits behind them; the first letter is the region's.
fn is_sar_passport(number: &str, letters: &[u8]) -> bool {
    let upper = number.to_ascii_uppercase();
    match upper.as_bytes() {
        [first, second, digits @ ..] => {
            letters.contains(first)
                && second.is_ascii_alphanumeric()
                && digits.len() == 7
                && all_digits(digits)
        }
        _ => false,
    }
}

/// Eight digits for life; the booklet before 2008 added two of the issue and, often in brackets,
/// one character of the issuing office.
fn is_taiwan_permit(number: &str) -> bool {
    let plain: String = number.chars().filter(|c| !"()（）".contains(*c)).collect();
    let bytes = plain.as_bytes();
    match bytes.len() {
        8 | 10 => plain == number && all_digits(bytes),
        11 => {
            let office = bytes.last().is_some_and(u8::is_ascii_alphanumeric);
            office && bytes.get(..10).is_some_and(all_digits)
        }
        _ => false,
    }
}

/// No rule binds all countries: letters and digits, five to twenty of them.
fn is_passport(number: &str) -> bool {
    (5..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A letter, a letter or digit, and six or seven digits (`E12345678`, `EA1234567`, `D1234567`), or
/// the older nine digits that begin with 14 or 15.
fn is_chinese_passport(number: &str) -> bool {
    match number.as_bytes() {
        [b'1', b'4' | b'5', digits @ ..] => digits.len() == 7 && all_digits(digits),
        [first, second, digits @ ..] => {
            first.is_ascii_alphabetic()
                && second.is_ascii_alphanumeric()
                && matches!(digits.len(), 6 | 7)
                && all_digits(digits)
        }
        _ => false,
    }
}

/// From the second edition on: one letter of the edition and nine digits.
fn is_birth_certificate(number: &str) -> bool {
    match number.as_bytes() {
        [letter, digits @ ..] => {
            letter.is_ascii_alphabetic() && digits.len() == 9 && all_digits(digits)
        }
        [] => false,
    }
}

/// The printed form: a word of the arm, 字第, a number, 号 (`军字第1234567号`); 号 is often left out.
fn is_officer_card(number: &str) -> bool {
    let Some((arm, rest)) = number.split_once("字第") else {
        return false;
    };
    let digits = rest.strip_suffix('号').unwrap_or(rest);
    let arm_length = arm.chars().count();
    let chinese = arm.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let in_digits = digits.bytes().all(|b| b.is_ascii_alphanumeric());
    chinese && (1..=4).contains(&arm_length) && (4..=9).contains(&digits.len()) && in_digits
}

fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
#[path = "forms_tests.rs"]
mod tests;
