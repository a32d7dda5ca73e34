use super::*;
use proptest::prelude::*;

/// The number with its check character, so that the samples belong to nobody and still check.
fn with_check(body: &str) -> String {
    let character = char::from(check_character(body.as_bytes()).unwrap());
    format!("{body}{character}")
}

fn valid(document_type: DocumentType, number: &str) {
    assert_eq!(check(document_type, number), Checked::Valid, "{number}");
}

fn flagged(document_type: DocumentType, number: &str, flaw: NumberFlaw) {
    assert_eq!(
        check(document_type, number),
        Checked::Flagged(flaw),
        "{number}"
    );
}

#[test]
fn resident_cards() {
    let card = DocumentType::ResidentCard;
    valid(card, &with_check("43110319800101101"));
    flagged(card, "431103800101101", NumberFlaw::FirstGeneration);
    flagged(card, "431103801301101", NumberFlaw::BirthDate);
    flagged(card, "43110319800101", NumberFlaw::Form);
    flagged(card, &with_check("81000019900101101"), NumberFlaw::Region);
}

#[test]
fn residence_permits_of_hong_kong_macau_and_taiwan() {
    let permit = DocumentType::HongKongMacauTaiwanResident;
    for region in ["810000", "820000", "830000"] {
        valid(permit, &with_check(&format!("{region}19900101101")));
    }
    flagged(permit, &with_check("81000119900101101"), NumberFlaw::Region);
    flagged(permit, &with_check("43110319900101101"), NumberFlaw::Region);
    flagged(permit, "810000900101101", NumberFlaw::Form);
}

#[test]
fn both_generations_of_the_foreigners_card() {
    let card = DocumentType::ForeignResident;
    valid(card, "XXA110085010112");
    valid(card, &with_check("91199919850101101"));
    flagged(card, "XX1110085010112", NumberFlaw::Form);
    flagged(
        card,
        &with_check("91199919851301101"),
        NumberFlaw::BirthDate,
    );
    flagged(card, &with_check("81199919850101101"), NumberFlaw::Region);
    let mut wrong = with_check("91199919850101101");
    let last = wrong.pop().unwrap();
    wrong.push(if last == '1' { '2' } else { '1' });
    flagged(card, &wrong, NumberFlaw::CheckCharacter);
}

#[test]
fn travel_permits_and_passports() {
    for number in ["H12345678", "H1234567801", "K12345678", "KJ1234567"] {
        valid(DocumentType::HongKong, number);
    }
    for number in ["M12345678", "M1234567800", "MA1234567"] {
        valid(DocumentType::Macau, number);
    }
    flagged(DocumentType::HongKong, "M12345678", NumberFlaw::Form);
    for number in [
        "12345678",
        "1234567801",
        "1234567801(B)",
        "1234567801（B）",
        "1234567801A",
    ] {
        valid(DocumentType::Taiwan, number);
    }
    flagged(DocumentType::Taiwan, "1234567", NumberFlaw::Form);
    for number in [
        "E12345678",
        "EA1234567",
        "G12345678",
        "D1234567",
        "141234567",
    ] {
        valid(DocumentType::ChinesePassport, number);
    }
    flagged(DocumentType::ChinesePassport, "123456789", NumberFlaw::Form);
    valid(DocumentType::ForeignPassport, "AB123456");
    flagged(DocumentType::ForeignPassport, "护照", NumberFlaw::Form);
}

#[test]
fn officers_births_and_disabilities() {
    valid(DocumentType::ArmyOfficer, "军字第1234567号");
    valid(DocumentType::ArmedPoliceOfficer, "武字第12345678");
    flagged(DocumentType::ArmyOfficer, "1234567", NumberFlaw::Form);
    valid(DocumentType::BirthCertificate, "X430000001");
    flagged(
        DocumentType::BirthCertificate,
        "430000001",
        NumberFlaw::Form,
    );
    let id = with_check("43110319800101101");
    valid(DocumentType::Disability, &format!("{id}43"));
    valid(DocumentType::Disability, &format!("{id}43B1"));
    flagged(
        DocumentType::Disability,
        &format!("{id}85"),
        NumberFlaw::Disability,
    );
    flagged(
        DocumentType::Disability,
        &format!("{id}43C1"),
        NumberFlaw::Form,
    );
    flagged(DocumentType::Disability, &id, NumberFlaw::Form);
}

#[test]
fn types_without_a_stated_form_are_not_judged() {
    for document_type in [DocumentType::SocialSecurityCard, DocumentType::Other] {
        assert_eq!(check(document_type, "任何号码"), Checked::Unchecked);
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_check_panic(text in any::<String>()) {
        for document_type in DocumentType::all() {
            let _ = check(document_type, &text);
        }
    }

    #[test]
    fn no_text_of_the_right_length_makes_a_check_panic(text in "\\PC{6}[0-9XH字第号]{1,16}") {
        for document_type in DocumentType::all() {
            let _ = check(document_type, &text);
        }
    }
}
