//! The one text.

use super::*;
use crate::agreement::TextDigest;
use crate::agreement::template::{publish, to_sign};
use crate::provider::ProviderKind;

/// REQ-151: an agreement cannot be signed with an empty mandatory clause.
#[test]
fn req_151_an_empty_mandatory_clause_is_not_signed() {
    for kind in ClauseKind::ALL {
        let mut draft = draft(1, ("2021-01-01", "2021-12-31"));
        let clause = draft
            .text
            .iter_mut()
            .find(|clause| clause.kind == *kind)
            .unwrap();
        clause.text = "  ".into();
        let refused = Agreement::sign(draft, &template(), day("2020-12-20")).unwrap_err();
        assert_eq!(refused.code(), "agreement.empty_clause");
        assert!(refused.zh().contains(kind.zh()) && refused.zh().contains("篇10"));
    }
    let none = Template::issue(
        "空",
        false,
        (pool(), pool()),
        span("2021-01-01", ""),
        Vec::new(),
    );
    assert_eq!(none.unwrap_err().code(), "agreement.empty_clause");
}

/// REQ-140, the text: one template with versions, which no county alters.
#[test]
fn req_140_a_county_does_not_alter_the_text() {
    let own = Template::issue(
        "县-1",
        false,
        (county(), pool()),
        span("2021-01-01", ""),
        clauses(),
    );
    assert_eq!(own.unwrap_err().code(), "agreement.city_text");
    let mut draft = draft(1, ("2021-01-01", "2021-12-31"));
    let settlement = draft
        .text
        .iter_mut()
        .find(|one| one.kind == ClauseKind::Settlement);
    settlement.unwrap().text = "每半年结算一次。".into();
    let refused = Agreement::sign(draft, &template(), day("2020-12-20")).unwrap_err();
    assert_eq!(refused.code(), "agreement.altered");
    assert!(refused.zh().contains("医疗费用结算") && !refused.zh().contains("争议处理"));
    let agreement = signed(1, "2020-12-20", ("2021-01-01", "2021-12-31"));
    assert_eq!(agreement.digest, TextDigest::of(&clauses()));
    assert_eq!(&*agreement.template, "2021-1");
    assert_eq!(
        TextDigest::from_bytes(agreement.digest.bytes()),
        agreement.digest
    );
    assert_eq!(agreement.digest.to_string().len(), 64);
}

#[test]
fn the_digest_tells_texts_apart_and_not_their_order() {
    let mut turned = clauses();
    turned.reverse();
    assert_eq!(TextDigest::of(&turned), TextDigest::of(&clauses()));
    let clause = |text: &str| Clause {
        kind: ClauseKind::Rights,
        text: text.into(),
    };
    let one = TextDigest::of(&[clause("甲乙")]);
    assert_ne!(one, TextDigest::of(&[clause("甲"), clause("乙")]));
}

#[test]
fn one_version_may_be_signed_on_a_day() {
    let mut issued = vec![template()];
    let issue = |version: &str, from: &str| {
        Template::issue(version, false, (pool(), pool()), span(from, ""), clauses()).unwrap()
    };
    let overlap = publish(&mut issued, issue("2022-1", "2022-01-01"));
    assert_eq!(overlap.unwrap_err().code(), "agreement.version");
    issued[0].holds = span("2020-12-01", "2021-12-31");
    publish(&mut issued, issue("2022-1", "2022-01-01")).unwrap();
    let on = |text| to_sign(&issued, ProviderKind::Hospital, day(text)).map(|one| &*one.version);
    assert_eq!(on("2021-12-31").unwrap(), "2021-1");
    assert_eq!(on("2022-01-01").unwrap(), "2022-1");
    assert_eq!(on("2020-01-01").unwrap_err().code(), "agreement.no_text");
    let pharmacy = to_sign(&issued, ProviderKind::Pharmacy, day("2022-01-01"));
    assert_eq!(pharmacy.unwrap_err().code(), "agreement.no_text");
    let old = Agreement::sign(
        draft(1, ("2022-01-01", "2022-12-31")),
        &issued[0],
        day("2022-01-01"),
    );
    assert_eq!(old.unwrap_err().code(), "agreement.wrong_text");
}

#[test]
fn an_agreement_is_signed_by_both_for_days_to_come() {
    let sign = |change: fn(&mut Draft)| {
        let mut draft = draft(1, ("2021-01-01", "2021-12-31"));
        change(&mut draft);
        Agreement::sign(draft, &template(), day("2021-01-01")).map_err(|refused| refused.code())
    };
    assert!(sign(|_| {}).is_ok());
    assert_eq!(
        sign(|one| one.for_provider = "".into()),
        Err("agreement.signature")
    );
    assert_eq!(
        sign(|one| one.services.clear()),
        Err("agreement.no_services")
    );
    assert_eq!(
        sign(|one| one.term = Term::new(day("2020-12-31"), day("2021-12-31")).unwrap()),
        Err("agreement.signed_late")
    );
    assert_eq!(
        Term::new(day("2021-01-01"), day("2020-12-31"))
            .unwrap_err()
            .code(),
        "agreement.term"
    );
}
