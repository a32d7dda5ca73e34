//! E-vouchers.

use super::*;
use crate::credential::kind::CredentialKind;
use crate::credential::resolve::resolve;
use proptest::prelude::*;

const NONCE: &str = "0123456789abcdef";

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

/// REQ-358, without the signature: a token verifies for the set time from its own text.
#[test]
fn req_358_a_token_verifies_for_the_set_time() {
    let issued = Voucher::issue(person(7), at(60_000), 5, NONCE).unwrap();
    let read = Voucher::parse(&issued.payload()).unwrap();
    assert_eq!(read, issued);
    assert_eq!(read.valid_at(at(60_000)), Ok(()));
    assert_eq!(read.valid_at(at(359_999)), Ok(()));
    assert_eq!(
        read.valid_at(at(360_000)).unwrap_err().code(),
        "voucher.expired"
    );
    assert_eq!(
        read.valid_at(at(59_999)).unwrap_err().code(),
        "voucher.not_yet"
    );
}

#[test]
fn a_token_that_was_not_issued_leads_to_nobody() {
    let issued = Voucher::issue(person(7), at(900_000), 5, NONCE).unwrap();
    let known = Known {
        vouchers: vec![issued.clone()],
        ..Known::default()
    };
    let ask = |value: &str| {
        resolve(
            CredentialKind::EVoucher,
            value,
            when("2020-03-01"),
            &known.records(),
        )
        .map_err(|refused| refused.code())
    };
    assert_eq!(ask(&issued.payload()), Ok(person(7)));
    let longer = Voucher {
        expires: at(i64::MAX),
        ..issued.clone()
    };
    assert_eq!(ask(&longer.payload()), Err("credential.unknown"));
    let other = Voucher {
        person: person(8),
        ..issued.clone()
    };
    assert_eq!(ask(&other.payload()), Err("credential.unknown"));
    assert_eq!(ask("123"), Err("voucher.form"));
    assert_eq!(
        ask(&issued.payload().replace("|7|", "|+7|")),
        Err("voucher.form")
    );
    let late = When {
        day: day("2020-03-01"),
        moment: at(1_200_000),
    };
    let expired = resolve(
        CredentialKind::EVoucher,
        &issued.payload(),
        late,
        &known.records(),
    );
    assert_eq!(expired.unwrap_err().code(), "voucher.expired");
}

#[test]
fn a_token_has_a_time_and_a_nonce() {
    let issue = |minutes, nonce| {
        Voucher::issue(person(7), at(0), minutes, nonce).map_err(|refused| refused.code())
    };
    assert_eq!(issue(0, NONCE), Err("voucher.minutes"));
    assert_eq!(issue(5, "short"), Err("voucher.nonce"));
    assert_eq!(issue(5, "0123456789abcd|f"), Err("voucher.nonce"));
}

proptest! {
    #[test]
    fn reading_never_panics_and_only_takes_its_own_spelling(text in "(TCEV1\\|)?[0-9|+a-f-]{0,60}") {
        if let Ok(read) = Voucher::parse(&text) {
            prop_assert_eq!(read.payload(), text);
        }
    }
}
