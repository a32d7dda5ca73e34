//! Headers of gateways, their time, and messages that come again.

use gateway::frame::Message;
use gateway::guard::{Admitted, Headers, SeenWindow, Turned, admit};
use gateway::profile::Profile;
use gm::{Secret, access};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{ACCOUNT, Keys, SECRET, message, now, profile, secret};

type Pairs = Vec<(&'static str, String)>;

fn set(pairs: &mut Pairs, name: &'static str, value: &str) {
    pairs.retain(|(found, _)| *found != name);
    pairs.push((name, value.to_owned()));
}

/// The `_api_*` headers of an account, signed.
fn api(account: &str, secret: &str, name: &str, timestamp: &str) -> Pairs {
    let text = format!(
        "_api_access_key={account}&_api_name={name}&_api_timestamp={timestamp}&_api_version=1.0.0"
    );
    vec![
        ("_api_access_key", account.to_owned()),
        ("_api_name", name.to_owned()),
        ("_api_timestamp", timestamp.to_owned()),
        ("_api_version", "1.0.0".to_owned()),
        (
            "_api_signature",
            access::hmac_sha1(&Secret::new(secret).unwrap(), text.as_bytes()),
        ),
    ]
}

/// The `x-tif-*` headers of the account, signed.
fn tif(timestamp: &str, nonce: &str) -> Pairs {
    vec![
        ("X-Tif-Paasid", ACCOUNT.to_owned()),
        ("X-Tif-Timestamp", timestamp.to_owned()),
        ("X-Tif-Nonce", nonce.to_owned()),
        (
            "X-Tif-Signature",
            access::tif_sha256(&secret(), timestamp, nonce),
        ),
    ]
}

fn ask(
    pairs: &Pairs,
    message: &Message,
    profile: &Profile,
    seen: &mut SeenWindow,
) -> Result<Admitted, Turned> {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    admit(
        &Headers::new(&pairs),
        message,
        profile,
        &Keys::with_account(),
        seen,
        now(),
    )
}

/// What a call with these headers is told: `ok`, or the code of the refusal.
fn told(pairs: &Pairs, profile: &Profile) -> &'static str {
    let message = message(profile, &[]);
    match ask(pairs, &message, profile, &mut SeenWindow::default()) {
        Ok(_) => "ok",
        Err(Turned::Gateway(refused)) => refused.code(),
        Err(Turned::Interface(refused)) => panic!("{refused}"),
    }
}

const NOW_MILLIS: &str = "1795294144000";
const NOW_SECONDS: &str = "1795294144";

#[test]
fn api_headers_of_hunan_and_jiangsu() {
    let (hunan, jiangsu) = (profile("hunan"), profile("jiangsu"));
    let right = |name, timestamp| api(ACCOUNT, SECRET, name, timestamp);
    assert_eq!(told(&right("2207", NOW_MILLIS), &hunan), "ok");
    assert_eq!(
        told(&right("fsi-service", NOW_MILLIS), &hunan),
        "ok",
        "one service for all transactions"
    );
    assert_eq!(told(&right("2207", NOW_SECONDS), &jiangsu), "ok");
    assert_eq!(
        told(&right("2207", NOW_SECONDS), &hunan),
        "gateway.timestamp_form"
    );
    assert_eq!(
        told(&right("2207", NOW_MILLIS), &jiangsu),
        "gateway.timestamp_form"
    );
    assert_eq!(
        told(&right("2208", NOW_MILLIS), &hunan),
        "gateway.infno_differs"
    );
    assert_eq!(
        told(&api("nobody", SECRET, "2207", NOW_MILLIS), &hunan),
        "gateway.access_key_unknown"
    );
    assert_eq!(
        told(
            &api(ACCOUNT, "another secret of the tests", "2207", NOW_MILLIS),
            &hunan
        ),
        "gateway.signature_wrong"
    );
    assert_eq!(told(&Vec::new(), &hunan), "gateway.header_missing");
    assert_eq!(told(&Vec::new(), &profile("national")), "ok");
}

#[test]
fn every_header_is_asked_for_and_signed() {
    let hunan = profile("hunan");
    for name in [
        "_api_access_key",
        "_api_name",
        "_api_timestamp",
        "_api_version",
        "_api_signature",
    ] {
        let mut pairs = api(ACCOUNT, SECRET, "2207", NOW_MILLIS);
        set(&mut pairs, name, "");
        assert_eq!(told(&pairs, &hunan), "gateway.header_missing", "{name}");
    }
    for (name, value) in [
        ("_api_name", "x"),
        ("_api_timestamp", "1795294144001"),
        ("_api_version", "1.0.1"),
    ] {
        let mut pairs = api(ACCOUNT, SECRET, "2207", NOW_MILLIS);
        set(&mut pairs, name, value);
        assert_eq!(told(&pairs, &hunan), "gateway.signature_wrong", "{name}");
    }
    let mut twice = api(ACCOUNT, SECRET, "2207", NOW_MILLIS);
    twice.push(("_API_ACCESS_KEY", "other".to_owned()));
    assert_eq!(told(&twice, &hunan), "gateway.header_twice");
}

#[test]
fn the_window_of_time() {
    let hunan = profile("hunan");
    let minutes = |count: i64| (1_795_294_144_000 + count * 60_000).to_string();
    let at = |timestamp: &str| told(&api(ACCOUNT, SECRET, "2207", timestamp), &hunan);
    assert_eq!((at(&minutes(-30)), at(&minutes(30))), ("ok", "ok"));
    assert_eq!(at(&minutes(-31)), "gateway.timestamp_stale");
    assert_eq!(at(&minutes(31)), "gateway.timestamp_future");
    for timestamp in [
        "0000000000000",
        "9999999999999",
        "-795294144000",
        "179529414400a",
        "99999999999999999999",
    ] {
        assert_ne!(at(timestamp), "ok", "{timestamp}");
    }
}

#[test]
fn tif_headers_of_guangdong() {
    let guangdong = profile("guangdong");
    assert_eq!(told(&tif(NOW_SECONDS, "n1"), &guangdong), "ok");
    assert_eq!(
        told(&tif("1795290000", "n1"), &guangdong),
        "gateway.timestamp_stale"
    );
    assert_eq!(
        told(&tif(NOW_SECONDS, &"n".repeat(65)), &guangdong),
        "gateway.nonce_long"
    );
    assert_eq!(
        told(&tif(NOW_SECONDS, ""), &guangdong),
        "gateway.header_missing"
    );
    let mut upper = tif(NOW_SECONDS, "n1");
    let signature = upper.last().unwrap().1.to_ascii_uppercase();
    set(&mut upper, "X-Tif-Signature", &signature);
    assert_eq!(told(&upper, &guangdong), "ok");
}

#[test]
fn an_account_sends_only_for_its_institutions() {
    let hunan = profile("hunan");
    let message = message(&hunan, &[("fixmedins_code", json!("H43010000009"))]);
    let turned = ask(
        &api(ACCOUNT, SECRET, "2207", NOW_MILLIS),
        &message,
        &hunan,
        &mut SeenWindow::default(),
    );
    let Err(Turned::Interface(refused)) = turned else {
        panic!("{turned:?}")
    };
    assert_eq!(refused.code(), "gateway.foreign_institution");
    assert!(refused.sentence().contains("H43010000009"));
}

#[test]
fn a_nonce_serves_one_message() {
    let (guangdong, mut seen) = (profile("guangdong"), SeenWindow::default());
    let (first, other) = (
        message(&guangdong, &[]),
        message(&guangdong, &[("input", json!({"data": {"mdtrt_id": "2"}}))]),
    );
    let mut ask = |message, nonce| ask(&tif(NOW_SECONDS, nonce), message, &guangdong, &mut seen);
    assert!(!ask(&first, "n1").unwrap().repeated);
    assert!(
        ask(&first, "n1").unwrap().repeated,
        "the library of the client sent it again"
    );
    let Err(Turned::Gateway(refused)) = ask(&other, "n1") else {
        panic!()
    };
    assert_eq!(refused.code(), "gateway.replayed");
    assert!(!ask(&other, "n2").unwrap().repeated);
}

/// Under another msgid the same question is a new message to whoever carries it out.
#[test]
fn a_nonce_serves_one_msgid() {
    let (guangdong, mut seen) = (profile("guangdong"), SeenWindow::default());
    let first = message(&guangdong, &[("infno", json!("2201"))]);
    let renamed = message(
        &guangdong,
        &[("infno", json!("2201")), ("msgid", json!("H4401"))],
    );
    let pairs = tif(NOW_SECONDS, "n1");
    assert!(!ask(&pairs, &first, &guangdong, &mut seen).unwrap().repeated);
    let turned = ask(&pairs, &renamed, &guangdong, &mut seen).unwrap_err();
    assert_eq!(turned.refused().code(), "gateway.replayed");
}

#[test]
fn a_signature_of_a_millisecond_serves_one_message() {
    let (hunan, mut seen) = (profile("hunan"), SeenWindow::default());
    let first = message(&hunan, &[]);
    let next = message(
        &hunan,
        &[("msgid", json!("H43010000001202611212050000002"))],
    );
    let overheard = api(ACCOUNT, SECRET, "fsi-service", NOW_MILLIS);
    let later = api(ACCOUNT, SECRET, "fsi-service", "1795294144001");
    let mut ask = |pairs, message| {
        ask(pairs, message, &hunan, &mut seen)
            .map(|admitted| admitted.repeated)
            .map_err(|turned| turned.refused().code())
    };
    assert_eq!(ask(&overheard, &first), Ok(false));
    assert_eq!(ask(&overheard, &first), Ok(true), "sent again as it was");
    assert_eq!(ask(&overheard, &next), Err("gateway.replayed"));
    assert_eq!(ask(&later, &next), Ok(false));
}

#[test]
fn a_msgid_and_second_serve_one_message() {
    let (jiangsu, mut seen) = (profile("jiangsu"), SeenWindow::default());
    let first = message(&jiangsu, &[]);
    let next = message(
        &jiangsu,
        &[("msgid", json!("H43010000001202611212050000002"))],
    );
    let altered = message(&jiangsu, &[("input", json!({"data": {"mdtrt_id": "2"}}))]);
    let pairs = api(ACCOUNT, SECRET, "2207", NOW_SECONDS);
    let mut ask = |message| ask(&pairs, message, &jiangsu, &mut seen);
    assert!(!ask(&first).unwrap().repeated);
    assert!(
        !ask(&next).unwrap().repeated,
        "two messages of one second share their headers"
    );
    assert!(ask(&first).unwrap().repeated);
    let Err(Turned::Gateway(refused)) = ask(&altered) else {
        panic!()
    };
    assert_eq!(refused.code(), "gateway.replayed");
}

proptest! {
    #[test]
    fn arbitrary_headers_never_panic(values in prop::collection::vec("\\PC{0,30}", 9), hunan in any::<bool>()) {
        let names = [
            "_api_access_key", "_api_name", "_api_timestamp", "_api_version", "_api_signature", "x-tif-paasid",
            "x-tif-timestamp", "x-tif-nonce", "x-tif-signature",
        ];
        let pairs: Pairs = names.into_iter().zip(values).collect();
        let profile = profile(if hunan { "hunan" } else { "guangdong" });
        prop_assert_ne!(told(&pairs, &profile), "ok");
    }
}
