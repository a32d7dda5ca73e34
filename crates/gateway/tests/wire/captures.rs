//! What real clients sent is read, routed and admitted.

use std::collections::BTreeMap;

use gateway::frame::{Asked, Message, check_infno, digest};
use gateway::guard::{Headers, SeenWindow, Turned, admit};
use gm::access;
use serde_json::Value;
use service::counter::retry::{Recognised, recognise};
use service::counter::{Key, MessageKey};
use store::counter::message::MessageRow;

use crate::support::{ACCOUNT, Capture, Keys, captured, captures, now, profile, secret};

/// Transactions that are served, of those that were captured.
const SERVED: &[&str] = &[
    "9001", "9101", "9102", "1101", "1201", "1301", "1302", "1303", "1304", "1305", "1306", "1307",
    "1308", "1309", "1310", "1311", "1312", "1313", "1314", "1315", "1316", "1317", "1318", "1319",
    "1901", "2201", "2202", "2203", "2204", "2205", "2206", "2207", "2208", "2301", "2302", "2303",
    "2304", "2305", "2401", "2402", "2403", "2404", "2405", "3301", "3302", "3401", "3402", "3403",
    "4101", "5102", "5203", "5302", "5303",
];

#[test]
fn every_captured_request_is_read_and_routed() {
    let all = captures();
    assert_eq!(all.len(), 115);
    for capture in all {
        let told = &capture.file;
        let in_path = capture
            .profile()
            .route(&capture.path)
            .unwrap_or_else(|| panic!("{told}: no such path"));
        let message = capture
            .read(capture.body_text.as_bytes())
            .unwrap_or_else(|refused| panic!("{told}: {refused}"));
        assert_eq!(message.envelope.infno.as_str(), capture.infno(), "{told}");
        assert_eq!(
            check_infno(in_path, message.envelope.infno),
            Ok(()),
            "{told}"
        );
        assert_eq!(
            in_path.is_some(),
            capture.client.starts_with("gzsi"),
            "{told}"
        );
        assert!((26..=30).contains(&message.envelope.msgid.len()), "{told}");
        assert!(
            message.envelope.inf_time.is_some() && message.envelope.care_region.is_some(),
            "{told}"
        );
        assert_eq!(
            message.file.is_some(),
            told == "java-spec-demo_114_9101.json",
            "{told}"
        );
    }
    for served in SERVED {
        assert!(
            all.iter().any(|capture| capture.infno() == *served),
            "{served}"
        );
    }
}

#[test]
fn the_upload_has_its_file() {
    let capture = captures()
        .iter()
        .find(|capture| capture.file == "java-spec-demo_114_9101.json")
        .unwrap();
    let message = capture.read(capture.body_text.as_bytes()).unwrap();
    let file = message.file.unwrap();
    assert_eq!(
        (file.filename.as_str(), file.content.as_slice()),
        ("testUpload.txt", &b"col1\tcol2\n"[..])
    );
    assert_eq!(
        message.envelope.input["fsUploadIn"]["filename"],
        Value::from("a.txt.zip")
    );
}

/// The headers of a capture with a signature of the tests' secret instead of that of the recording.
fn signed(capture: &Capture) -> Vec<(String, String)> {
    let mut headers = capture.headers.clone();
    let stamp = capture
        .header("x-tif-timestamp")
        .zip(capture.header("x-tif-nonce"));
    if let Some((timestamp, nonce)) = stamp {
        let signature = access::tif_sha256(&secret(), timestamp, nonce);
        let found = headers
            .iter_mut()
            .find(|(name, _)| name == "x-tif-signature")
            .unwrap();
        found.1 = signature;
    }
    headers
}

/// The part of REQ-231 that lies here: the same message sent twice is known to be the same.
#[test]
fn req_231_every_captured_request_is_known_again() {
    let (keys, mut seen) = (Keys::with_account(), SeenWindow::default());
    for capture in captures() {
        let message = capture.read(capture.body_text.as_bytes()).unwrap();
        let headers = signed(capture);
        let pairs: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let headers = Headers::new(&pairs);
        let mut once = || {
            admit(
                &headers,
                &message,
                &capture.profile(),
                &keys,
                &mut seen,
                now(),
            )
        };
        let first = once().unwrap_or_else(|turned| panic!("{}: {turned:?}", capture.file));
        let with_headers = capture.client.starts_with("gzsi");
        assert_eq!(
            first.account.as_deref(),
            with_headers.then_some(ACCOUNT),
            "{}",
            capture.file
        );
        assert!(!first.repeated, "{}", capture.file);
        assert_eq!(once().unwrap().repeated, with_headers, "{}", capture.file);
        told_apart(capture, &message);
    }
}

/// The first time it is new, and then a retry.
fn told_apart(capture: &Capture, message: &Message) {
    let (asked, envelope) = (Asked::of(message), &message.envelope);
    let key = Key {
        message: MessageKey {
            institution: envelope.fixmedins_code.clone(),
            infno: envelope.infno.to_string(),
            msgid: envelope.msgid.clone(),
        },
        digest: asked.digest.to_string(),
        unique: capture.profile().unique_msgid,
        person: asked.psn_no,
    };
    let first = MessageRow {
        no: 1,
        institution: key.message.institution.clone(),
        infno: key.message.infno.clone(),
        msgid: key.message.msgid.clone(),
        digest: key.digest.clone(),
        tombstone: false,
        person: key.person.clone(),
        record: None,
        answer: "{}".to_owned(),
    };
    assert_eq!(
        recognise(&[], &key),
        Ok(Recognised::New),
        "{}",
        capture.file
    );
    let again = recognise(&[&first], &key);
    assert_eq!(again, Ok(Recognised::Retry(&first)), "{}", capture.file);
}

#[test]
fn a_signature_of_another_secret_is_turned_away() {
    let (keys, mut seen) = (Keys::with_account(), SeenWindow::default());
    let capture = captured("2207");
    let message = capture.read(capture.body_text.as_bytes()).unwrap();
    let pairs: Vec<(&str, &str)> = capture
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let turned = admit(
        &Headers::new(&pairs),
        &message,
        &capture.profile(),
        &keys,
        &mut seen,
        now(),
    );
    let Err(Turned::Gateway(refused)) = turned else {
        panic!("{turned:?}")
    };
    assert_eq!(refused.code(), "gateway.signature_wrong");
    assert!(seen.is_empty(), "what is not genuine is not remembered");
}

#[test]
fn one_msgid_stands_for_several_messages_of_one_client() {
    let mut by_msgid: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for capture in captures()
        .iter()
        .filter(|capture| capture.client.starts_with("gzsi"))
    {
        let message = capture.read(capture.body_text.as_bytes()).unwrap();
        let envelope = &message.envelope;
        let key = (envelope.infno.to_string(), envelope.msgid.clone());
        by_msgid
            .entry(key)
            .or_default()
            .push(digest(envelope, None).to_string());
    }
    let shared = by_msgid.values().find(|digests| digests.len() > 1).unwrap();
    assert_ne!(
        shared.first(),
        shared.get(1),
        "9101, sent twice within a second with other inputs"
    );
    assert!(!profile("guangdong").unique_msgid);
}

#[test]
fn the_same_question_later_has_the_same_digest() {
    let asked: Vec<String> = captures()
        .iter()
        .filter(|capture| capture.infno() == "1301")
        .map(|capture| {
            let message = capture.read(capture.body_text.as_bytes()).unwrap();
            digest(&message.envelope, None).to_string()
        })
        .collect();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked.first(), asked.get(1));
}

#[test]
fn inputs_get_national_nodes() {
    let nodes = |infno: &str| {
        let capture = captured(infno);
        let message = capture.read(capture.body_text.as_bytes()).unwrap();
        let input = capture
            .profile()
            .national_input(message.envelope.infno, message.envelope.input);
        let members = input.as_object().unwrap();
        let mut names: Vec<String> = members.keys().cloned().collect();
        names.sort();
        names.join(" ")
    };
    for (infno, expected) in [
        ("9001", "signIn"),
        ("2201", "data"),
        ("2202", "data"),
        ("2206", "data"),
        ("2207", "data"),
        ("2208", "data"),
        ("2302", "data"),
        ("2304", "data"),
        ("2305", "data"),
        ("2401", "diseinfo mdtrtinfo"),
        ("2402", "diseinfo dscginfo"),
        ("2403", "adminfo diseinfo"),
        ("2404", "data"),
        ("2405", "data"),
        ("3301", "data"),
        ("3302", "data"),
        ("3403", "data"),
        (
            "4101",
            "diseinfo icuinfo oprninfo opspdiseinfo payinfo setlinfo",
        ),
        ("2204", "feedetail"),
    ] {
        assert_eq!(nodes(infno), expected, "{infno}");
    }
}
