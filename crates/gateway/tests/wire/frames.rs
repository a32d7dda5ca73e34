//! Frames that cannot be: each is refused with a sentence that names what is wrong, and none panics.

use base::RegionCode;
use gateway::frame::{Answer, Limits, Moment, Outcome, inf_refmsgid};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{captured, captures, message, profile, read};

/// A captured settlement with one field of its envelope changed; null takes it out.
fn changed(name: &str, value: Value) -> base::Refused {
    let capture = captured("2207");
    let mut body: Value = serde_json::from_str(&capture.body_text).unwrap();
    match value {
        Value::Null => {
            body.as_object_mut().unwrap().remove(name);
        }
        value => body[name] = value,
    }
    capture.read(body.to_string().as_bytes()).unwrap_err()
}

#[test]
fn a_field_that_is_missing_is_named() {
    for name in [
        "infno",
        "msgid",
        "fixmedins_code",
        "mdtrtarea_admvs",
        "infver",
        "opter_type",
        "opter",
        "opter_name",
        "inf_time",
        "fixmedins_name",
    ] {
        for nothing in [Value::Null, json!(""), json!("null"), json!("  ")] {
            let refused = changed(name, nothing);
            assert_eq!(refused.code(), "gateway.field_missing", "{name}");
            assert!(refused.sentence().contains(name), "{}", refused.sentence());
        }
    }
    assert!(changed("input", Value::Null).sentence().contains("input"));
}

#[test]
fn a_field_that_cannot_be_is_named() {
    for (name, value) in [
        ("msgid", json!("有空 格")),
        ("msgid", json!("x".repeat(65))),
        ("msgid", json!({"a": 1})),
        ("fixmedins_code", json!("H4401000000")),
        ("fixmedins_code", json!("h44010000001")),
        ("mdtrtarea_admvs", json!("4401")),
        ("mdtrtarea_admvs", json!("００００００")),
        ("insuplc_admdvs", json!("000000")),
        ("inf_time", json!("1")),
        ("inf_time", json!("2026-02-30 00:00:00")),
        ("opter", json!(["01"])),
        ("opter_name", json!("名".repeat(51))),
        ("cainfo", json!("A".repeat(1025))),
    ] {
        let refused = changed(name, value.clone());
        assert_eq!(refused.code(), "gateway.field_wrong", "{name} {value}");
        assert!(refused.sentence().contains(name), "{}", refused.sentence());
    }
    assert_eq!(changed("infno", json!("22O7")).code(), "gateway.infno");
    let refused = changed("input", json!("{\"data\": "));
    assert_eq!(refused.code(), "gateway.input_not_json");
}

#[test]
fn what_clients_really_send_is_taken() {
    let national = profile("national");
    let body = json!({
        "infno": 2207, "msgid": 123, "mdtrtarea_admvs": 430_199, "insuplc_admdvs": "null", "infver": "V1.0",
        "opter_type": 1, "opter": " 01 ", "opter_name": true, "inf_time": "2026-11-21 20:50:00", "recer_sys_code": null,
        "fixmedins_code": "H43010000001", "fixmedins_name": "名".repeat(200), "enc_type": {}, "input": {},
    });
    let envelope = read(
        &national,
        Some("text/plain; charset=GBK"),
        body.to_string().as_bytes(),
    )
    .unwrap()
    .envelope;
    assert_eq!(
        (envelope.infno.as_str(), envelope.msgid.as_str()),
        ("2207", "123")
    );
    assert_eq!(
        (envelope.field("opter"), envelope.field("insuplc_admdvs")),
        ("01", "")
    );
    assert_eq!(
        (
            envelope.field("opter_name"),
            envelope.field("no such field")
        ),
        ("true", "")
    );
    assert_eq!(envelope.insured_region, None);
    let sent: Vec<&str> = envelope.as_sent().map(|(name, _)| name).collect();
    assert!(
        sent.contains(&"insuplc_admdvs")
            && !sent.contains(&"enc_type")
            && !sent.contains(&"recer_sys_code")
    );
    assert!(sent.is_sorted());
}

#[test]
fn bodies_that_cannot_be() {
    let national = profile("national");
    let small = gateway::profile::Profile {
        limits: Limits {
            envelope_bytes: 10,
            upload_bytes: 20,
            ..national.limits
        },
        ..national.clone()
    };
    let multipart = Some("multipart/form-data; boundary=b");
    let part = |name: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{{}}\r\n")
    };
    for (profile, kind, body, code) in [
        (&national, None, b"\xff".to_vec(), "gateway.not_utf8"),
        (&national, None, b"".to_vec(), "gateway.not_json"),
        (&national, None, b"[]".to_vec(), "gateway.envelope"),
        (&national, None, b"{}".to_vec(), "gateway.field_missing"),
        (
            &national,
            Some("application/xml"),
            b"<a/>".to_vec(),
            "gateway.content_type",
        ),
        (
            &national,
            None,
            "[".repeat(100_000).into_bytes(),
            "gateway.too_deep",
        ),
        (&small, None, b"{\"infno\":1}".to_vec(), "gateway.too_large"),
        (&small, multipart, vec![b'-'; 21], "gateway.too_large"),
        (
            &national,
            multipart,
            format!("{}--b--", part("file")).into_bytes(),
            "gateway.multipart",
        ),
        (
            &national,
            multipart,
            format!("{}--b--", part("jsonStr").repeat(2)).into_bytes(),
            "gateway.multipart",
        ),
        (
            &national,
            Some("multipart/form-data"),
            part("jsonStr").into_bytes(),
            "gateway.multipart",
        ),
    ] {
        let refused = read(profile, kind, &body).unwrap_err();
        assert_eq!(refused.code(), code, "{}", refused.sentence());
    }
}

/// A message whose id 2601 cannot name could never be undone.
#[test]
fn a_reversal_names_any_msgid() {
    let reversal = gateway::definition::Definitions::shipped()
        .find("2601")
        .unwrap();
    let omsgid = reversal
        .input_node("data")
        .unwrap()
        .field("omsgid")
        .unwrap();
    let msgid = gateway::frame::EnvelopeField::named("msgid").unwrap();
    let gateway::definition::Kind::Text { length } = omsgid.kind else {
        panic!()
    };
    assert_eq!(length, Some(msgid.longest));
}

/// What is written to a log tells nobody's name, id or illness.
#[test]
fn debug_tells_no_values() {
    let message = gateway::frame::Message {
        envelope: message(&profile("national"), &[("opter_name", json!("张三丰"))]).envelope,
        file: Some(gateway::frame::UploadedFile {
            filename: "张三丰.txt".to_owned(),
            content: b"110101199001011234".to_vec(),
        }),
    };
    let shown = format!("{message:?}");
    assert!(
        shown.contains("2207") && shown.contains("opter_name"),
        "{shown}"
    );
    for hidden in ["张三丰", "110101199001011234", "49, 49", "MZ0001"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[test]
fn every_refusal_fits_an_answer() {
    let long = changed("opter_name", json!("名".repeat(60)));
    let received = Moment::from_millis(0);
    let id = inf_refmsgid(RegionCode::parse("440100").unwrap(), received, 1);
    let answer = Answer::new(id, received, received, Outcome::refused(&long));
    let text = answer.to_json(&profile("guangdong").answer.form);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["infcode"], json!(-1));
    assert!(value["err_msg"].as_str().unwrap().contains("opter_name"));
    assert_eq!(value.get("output"), Some(&Value::Null));
    assert!(value.as_object().unwrap().contains_key("warn_msg"));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(
        body in prop::collection::vec(any::<u8>(), 0..200),
        kind in prop::option::of("(text/plain|application/json|multipart/form-data; boundary=b|\\PC{0,20})"),
    ) {
        let _ = read(&profile("national"), kind.as_deref(), &body);
    }

    #[test]
    fn damaged_captures_never_panic(
        which in 0_usize..115, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let capture = captures().get(which).unwrap();
        let mut body = capture.body_text.clone().into_bytes();
        let at = at.index(body.len());
        if cut {
            body.truncate(at);
        } else if let Some(damaged) = body.get_mut(at) {
            *damaged = byte;
        }
        if let Err(refused) = capture.read(&body) {
            prop_assert!(refused.sentence().chars().count() <= 200);
        }
    }

    #[test]
    fn arbitrary_paths_never_panic(path in "\\PC{0,40}") {
        for id in ["national", "guangdong"] {
            let _ = profile(id).route(&path);
        }
    }
}
