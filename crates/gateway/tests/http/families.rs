//! The transactions that are served, end to end.

use serde_json::{Value, json};

use crate::client::Answer;
use crate::world::{BASE, CALL, Ground, HOSPITAL, PLAIN, World, envelope, sign_in, tif};

fn upload(world: &World, msgid: &str, institution: &str, content: &[u8]) -> Answer {
    let input = json!({"fsUploadIn": {"in": "", "filename": "对账 明细.txt.zip", "fixmedins_code": institution}});
    let message = envelope(PLAIN, "9101", msgid, input).to_string();
    let mut body = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"jsonStr\"\r\n\r\n{message}\r\n\
         --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let kind = [(
        "Content-Type".to_owned(),
        "multipart/form-data; boundary=XX".to_owned(),
    )];
    world.post(CALL, &kind, &body)
}

fn download(world: &World, number: &Value) -> Answer {
    let input =
        json!({"fsDownloadIn": {"file_qury_no": number, "filename": "x", "fixmedins_code": PLAIN}});
    world.call(&envelope(PLAIN, "9102", "D1", input))
}

#[test]
fn an_operator_signs_in_and_out() {
    for ground in [Ground::sqlite(), Ground::postgres()] {
        let world = ground.serve();
        let signed = world.tell("n1", &sign_in(HOSPITAL, "M1", "01")).output();
        let sign_no = &signed["signinoutb"]["sign_no"];
        let out = |nonce: &str, operator: &str| {
            let input = json!({"signOut": {"sign_no": sign_no, "opter_no": operator}});
            world.tell(nonce, &envelope(HOSPITAL, "9002", "M2", input))
        };
        assert!(
            out("n2", "02").refusal().contains("opter_no"),
            "another operator"
        );
        let done = out("n3", "01").output();
        assert_eq!(done["sign_time"]["sign_time"], "2026-11-22 04:49:04");
        assert_eq!(
            done["result"], done["sign_time"],
            "the second name that a client reads"
        );
        assert_eq!(out("n4", "01").output(), done);
    }
}

#[test]
fn a_file_goes_up_and_comes_down_again() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let content: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let kept = upload(&world, "F1", PLAIN, &content).output();
    assert_eq!(
        (kept["filename"].as_str(), kept["fixmedins_code"].as_str()),
        (Some("对账 明细.txt.zip"), Some(PLAIN))
    );
    assert_eq!(
        upload(&world, "F1", PLAIN, &content).output(),
        kept,
        "the first answer again"
    );
    let file = download(&world, &kept["file_qury_no"]);
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, Some("application/octet-stream"))
    );
    assert!(
        file.header("content-disposition")
            .unwrap()
            .contains("%E5%AF%B9"),
        "its name"
    );
    assert_eq!(file.body, content);
    assert!(
        upload(&world, "F2", HOSPITAL, &content)
            .refusal()
            .contains("fixmedins_code"),
        "another's name"
    );
    assert!(
        download(&world, &json!("99"))
            .refusal()
            .contains("file_qury_no")
    );
    let mine = json!({"fsDownloadIn": {"file_qury_no": kept["file_qury_no"], "filename": "x", "fixmedins_code": HOSPITAL}});
    let foreign = world.tell("n1", &envelope(HOSPITAL, "9102", "D2", mine));
    assert!(foreign.refusal().contains("没有本机构可下载的文件"));
    let without = json!({"fsUploadIn": {"filename": "x", "fixmedins_code": PLAIN}});
    assert!(
        world
            .call(&envelope(PLAIN, "9101", "F3", without))
            .refusal()
            .contains("file")
    );
}

#[test]
fn a_dictionary_is_told() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let ask = |kind: &str| {
        let input = json!({"data": {"type": kind, "parent_value": "0", "admdvs": "340421", "date": "2026-11-22", "vali_flag": "1"}});
        world.call(&envelope(PLAIN, "1901", "D1", input)).output()
    };
    let gend = ask("GEND");
    let rows = gend["list"].as_array().unwrap();
    assert!(
        rows.iter()
            .any(|row| row["value"] == "1" && row["label"] == "男"),
        "{gend}"
    );
    assert_eq!(ask("nobody")["list"], json!([]));
}

#[test]
fn what_is_not_served_says_so() {
    let ground = Ground::sqlite();
    let world = ground.serve();
    let unknown = world.call(&envelope(PLAIN, "9999", "M1", json!({"data": {}})));
    assert!(
        unknown.refusal().contains("不提供交易“9999”"),
        "{}",
        unknown.text()
    );
    let later = json!({"data": {"psn_no": "1", "insutype": "390"}});
    let not_open = world.call(&envelope(PLAIN, "2502", "M1", later)).refusal();
    assert!(not_open.contains("2502"), "{not_open}");
    let differs = world.post(
        &format!("{BASE}9002"),
        &tif("n1"),
        sign_in(HOSPITAL, "M", "1").to_string().as_bytes(),
    );
    assert!(
        differs.refusal().contains("不一致"),
        "the path has another number"
    );
}
