//! Sending the steps of a table.

use gateway::definition::archive;
use gm::access;
use serde_json::Value;

use crate::City;
use crate::client::Answer;
use crate::support::{Capture, captures, secret};
use crate::table::{Chain, Step, Table};
use crate::world::{CALL, envelope};

/// What bounds the parts of a body with a file.
const BOUNDARY: &str = "tongchou-part";

/// Headers of a capture, signed with the secret of the tests; under a nonce of its own where it has one.
pub fn signed(capture: &Capture, nonce: Option<&str>) -> Vec<(String, String)> {
    let mut headers = capture.headers.clone();
    let set = |headers: &mut Vec<(String, String)>, name: &str, value: &str| {
        let found = headers.iter_mut().find(|(header, _)| header == name);
        found.unwrap().1 = value.to_owned();
    };
    let stamp = capture
        .header("x-tif-timestamp")
        .zip(capture.header("x-tif-nonce"));
    if let Some((timestamp, own)) = stamp {
        let nonce = nonce.unwrap_or(own);
        let signature = access::tif_sha256(&secret(), timestamp, nonce);
        set(&mut headers, "x-tif-nonce", nonce);
        set(&mut headers, "x-tif-signature", &signature);
    }
    headers
}

/// A run over a table: each person is used once.
pub struct Run<'a> {
    pub city: &'a City<'a>,
    pub table: &'a Table,
    sent: u64,
}

impl<'a> Run<'a> {
    pub fn new(city: &'a City<'a>, table: &'a Table) -> Run<'a> {
        Run {
            city,
            table,
            sent: 0,
        }
    }

    /// Sends what comes before a step.
    pub fn before(&mut self, step: &Step, chain: &mut Chain) {
        for infno in &step.after {
            let earlier = self.table.of(infno);
            let answer = self.send(earlier, earlier.captures.first(), chain);
            let told = format!("{infno} before {}", step.infno);
            let output = output(earlier, &answer, &told);
            chain.keep(earlier, &output);
        }
    }

    /// Sends a step, as the twin of a capture where it has one.
    pub fn send(&mut self, step: &Step, capture: Option<&String>, chain: &Chain) -> Answer {
        match capture {
            Some(capture) => self.twin(step, of(capture), chain),
            None => {
                let input = chain.filled(&self.input(step));
                self.plain(step, input)
            }
        }
    }

    /// The input of a step without a capture, as the table has it.
    pub fn input(&self, step: &Step) -> Value {
        let text = step.input.as_deref();
        let text = text.unwrap_or_else(|| panic!("{} has no input", step.infno));
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", step.infno))
    }

    /// Sends an input without a capture.
    pub fn plain(&mut self, step: &Step, input: Value) -> Answer {
        self.sent += 1;
        let sender = step.institution.as_deref().unwrap_or(crate::world::PLAIN);
        let msgid = format!("{sender}20261122044904{:04}", self.sent);
        let message = envelope(sender, &step.infno, &msgid, input);
        let Some(content) = &step.file else {
            return self.city.world.call(&message);
        };
        let packed = archive::pack("a.txt", content.as_bytes()).unwrap();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [("Content-Type".to_owned(), kind)];
        self.city
            .world
            .post(CALL, &headers, &parts(&message, &packed))
    }

    /// Corrects the message of a capture.
    pub fn mend(&self, step: &Step, message: &mut Value, chain: &Chain) {
        correct(&mut message["input"], self.table, chain);
        for (place, value) in &step.set {
            put(&mut message["input"], place, chain.filled(value));
        }
    }

    fn twin(&mut self, step: &Step, capture: &Capture, chain: &Chain) -> Answer {
        self.sent += 1;
        let mut headers = signed(capture, Some(&format!("twin{}", self.sent)));
        let Ok(mut message) = serde_json::from_str::<Value>(&capture.body_text) else {
            // a body in parts is sent as it came
            let body = capture.body_text.as_bytes();
            return self.city.world.post(&capture.path, &headers, body);
        };
        self.mend(step, &mut message, chain);
        let body = match &step.file {
            None => message.to_string().into_bytes(),
            Some(content) => {
                let kind = format!("multipart/form-data; boundary={BOUNDARY}");
                let found = headers.iter_mut();
                let mut found = found.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
                found.next().unwrap().1 = kind;
                parts(&message, content.as_bytes())
            }
        };
        self.city.world.post(&capture.path, &headers, &body)
    }
}

fn parts(message: &Value, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"jsonStr\"\r\n\r\n{message}\r\n--{BOUNDARY}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"a.txt.zip\"\r\n\r\n"
    );
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    [head.as_bytes(), content, end.as_bytes()].concat()
}

/// A capture by its file.
pub fn of(file: &str) -> &'static Capture {
    let found = captures().iter().find(|capture| capture.file == *file);
    found.unwrap_or_else(|| panic!("no capture {file}"))
}

/// Corrects every field that the table corrects wherever it stands.
fn correct(value: &mut Value, table: &Table, chain: &Chain) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match table.everywhere.get(name) {
                    Some(right) if !member.is_object() && !member.is_array() => {
                        *member = chain.filled(right);
                    }
                    _ => correct(member, table, chain),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| correct(one, table, chain)),
        _ => {}
    }
}

/// Puts a value at a place where something stands: a twin has no field that its capture lacks.
fn put(input: &mut Value, place: &str, value: Value) {
    let found = input.pointer_mut(place);
    *found.unwrap_or_else(|| panic!("{place} is not in the capture")) = value;
}

/// The output of a step that succeeded; null for a file.
pub fn output(step: &Step, answer: &Answer, told: &str) -> Value {
    assert_eq!(
        answer.status,
        200,
        "{told}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    if step.answers_file {
        assert_eq!(
            answer.header("content-type"),
            Some("application/octet-stream"),
            "{told}"
        );
        assert!(!answer.body.is_empty(), "{told}");
        return Value::Null;
    }
    let json = answer.json();
    assert_eq!(json["infcode"], 0, "{told}: {}", json["err_msg"]);
    let output = json["output"].clone();
    for place in &step.told {
        let value = output.pointer(place);
        let there = value.is_some_and(|value| !value.is_null() && *value != "");
        assert!(there, "{told}: nothing at {place} of {output}");
    }
    output
}

/// What a step that failed said.
pub fn said(why: &Box<dyn std::any::Any + Send>) -> String {
    let text = why.downcast_ref::<String>().cloned();
    text.unwrap_or_else(|| "a step failed".to_owned())
}
