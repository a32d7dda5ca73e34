//! `tongchou serve` and `tongchou gateway`: an account by two users, a message over HTTP, an end on request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::scene::Scene;
use crate::town::{Town, after, number};

/// A server that is killed where a test fails.
struct Served {
    child: Child,
    at: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &str) -> Served {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tongchou"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir", folder])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    child.stdout = Some(said.into_inner());
    let at = after(&line, "http://");
    Served { child, at }
}

fn post(served: &Served, body: &str) -> String {
    let mut stream = TcpStream::connect(&served.at).unwrap();
    let head = format!(
        "POST /fsi/api/callService HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn sign_in(institution: &str) -> String {
    format!(
        r#"{{"infno":"9001","msgid":"M1","mdtrtarea_admvs":"340421","insuplc_admdvs":"340421","infver":"V1.0",
        "opter_type":"1","opter":"01","opter_name":"甲","inf_time":"2026-11-22 09:00:00",
        "fixmedins_code":"{institution}","fixmedins_name":"乙",
        "input":{{"signIn":{{"opter_no":"01","mac":"1","ip":"2"}}}}}}"#
    )
}

#[test]
fn an_account_is_issued_and_its_hospital_signs_in() {
    let town = Town::sqlite();
    let folder = town.folder();
    let none = Command::new(env!("CARGO_BIN_EXE_tongchou"))
        .args(["serve", "--data-dir", &folder])
        .output()
        .unwrap();
    let said = String::from_utf8(none.stderr).unwrap();
    assert!(said.contains("tongchou gateway init"), "{said}");
    let made = town.done(Some("gao"), &["gateway", "init"]);
    assert!(made.contains("平台SM2公钥"), "{made}");
    let account = |name: &str, profile: &str, code: &str| {
        let said = town.done(
            Some("gao"),
            &[
                "gateway",
                "account",
                name,
                "--title",
                "凤台县人民医院",
                "--profile",
                profile,
                "--at",
                "340421",
                "--for",
                code,
            ],
        );
        number(&said)
    };
    let no = account("HIS-FT", "guangdong", "H34042100002");
    assert_eq!(
        town.run(Some("gao"), &["gateway", "approve", &no]).code,
        5,
        "four eyes"
    );
    let issued = town.done(Some("meng"), &["gateway", "approve", &no]);
    let secret = after(&issued, "账号密钥\t");
    assert_eq!(secret.len(), 32);
    let listed = town.done(Some("gao"), &["gateway", "list"]);
    assert!(
        listed.contains("HIS-FT") && !listed.contains(&secret),
        "{listed}"
    );
    let plain = account("plain", "national", "H34042100001");
    town.done(Some("meng"), &["gateway", "approve", &plain]);
    let mut served = serve(&folder);
    let answer = post(&served, &sign_in("H34042100001"));
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"infcode\":0"),
        "{answer}"
    );
    assert!(answer.contains("sign_no"), "{answer}");
    for institution in ["H34042100002", "H34042100003"] {
        let refused = post(&served, &sign_in(institution));
        assert!(refused.contains("\"infcode\":-1"), "{refused}");
    }
    // asked to end, it ends of its own accord
    let ended = Command::new("kill")
        .args(["-TERM", &served.child.id().to_string()])
        .status()
        .unwrap();
    assert!(ended.success());
    let status = served.child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    let heard = town.done(Some("gao"), &["gateway", "status", "--limit", "60"]);
    assert!(
        heard.contains("H34042100001") && heard.contains("从未联网"),
        "{heard}"
    );
    town.done(
        Some("gao"),
        &["gateway", "revoke", "HIS-FT", "--reason", "合同终止"],
    );
    assert!(
        !town
            .done(Some("gao"), &["gateway", "list"])
            .contains("HIS-FT")
    );
}

/// REQ-278: a vendor's test messages pass or fail with named rules.
#[test]
fn req_278_a_vendor_tests_messages_without_a_store() {
    let scene = Scene::new();
    scene.write("right.json", sign_in("H34042100001"));
    scene.write(
        "wrong.json",
        sign_in("H34042100001").replace("\"opter_no\":\"01\",", ""),
    );
    scene.write("broken.json", "{");
    let right = scene.run(&["gateway", "check", "right.json"]);
    assert_eq!(
        (right.code, right.out.contains("符合")),
        (0, true),
        "{}",
        right.out
    );
    let wrong = scene.run(&[
        "gateway",
        "check",
        "right.json",
        "wrong.json",
        "broken.json",
    ]);
    assert_eq!(wrong.code, 1, "{}", wrong.err);
    for told in [
        "[gateway.required]",
        "opter_no",
        "[gateway.not_json]",
        "3 份报文，2 份不符合",
    ] {
        assert!(wrong.out.contains(told), "{told} in {}", wrong.out);
    }
}
