//! The guide for makers of hospital software: its requests are sent to a server of the binary, in their order, and each
//! answer that it shows must come.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use gm::Secret;
use serde_json::Value;

use super::scene::{repository, run_with};

/// The city of the guide, served; it is ended where a test fails.
struct City {
    child: Child,
    folder: tempfile::TempDir,
    at: String,
}

impl Drop for City {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl City {
    /// Runs the command of the guide that builds and serves the city, on a port of its own.
    fn of(guide: &str) -> City {
        let command = guide.lines().find(|line| line.contains(" tongchou demo "));
        let (day, words) = command.unwrap().split_once(" tongchou ").unwrap();
        let (name, today) = day.split_once('=').unwrap();
        let folder = tempfile::tempdir().unwrap();
        let policies = repository().join("policies");
        std::os::unix::fs::symlink(policies, folder.path().join("policies")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_tongchou"))
            .args(words.split(' '))
            .args(["--listen", "127.0.0.1:0"])
            .env(name, today)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let served = said.find(|line| line.as_ref().unwrap().contains("接口服务已启动"));
        let served = served.expect("the city is served").unwrap();
        let at = served.split("http://").nth(1).unwrap();
        let at = at.split('（').next().unwrap().to_owned();
        // what else it says is of no interest, but somebody has to take it
        std::thread::spawn(move || said.count());
        City { child, folder, at }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Posts a body and gives the answer of the interface.
    fn post(&self, path: &str, headers: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// The headers of an account whose secret stands beside the store.
    fn signed(&self, institution: &str) -> String {
        let stations = std::fs::read_to_string(self.path().join("青禾/stations.csv")).unwrap();
        let row = stations
            .lines()
            .find(|row| row.starts_with(institution))
            .unwrap();
        let cells: Vec<&str> = row.split(',').collect();
        assert_eq!(cells[4], "guangdong", "{row}");
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let (secret, now, nonce) = (Secret::new(cells[5]).unwrap(), now.to_string(), "guide1");
        let signature = gm::access::tif_sha256(&secret, &now, nonce);
        format!(
            "Content-Type: application/json\r\nx-tif-paasid: {}\r\nx-tif-timestamp: {now}\r\nx-tif-nonce: {nonce}\r\n\
             x-tif-signature: {signature}\r\n",
            cells[3]
        )
    }
}

/// The body that a function of the guide sends, with the places of its arguments.
fn envelope<'a>(guide: &'a str, function: &str) -> &'a str {
    let begin = guide.find(&format!("{function}() {{")).unwrap();
    let text = &guide[begin..];
    let body = &text[text.find("-d '").unwrap() + 4..];
    &body[..body.find("' | tee").unwrap()]
}

fn filled(envelope: &str, words: [&str; 4]) -> String {
    let places = ["'$1'", "'$2'", "'$3'", "'\"$4\"'"];
    let told = places.into_iter().zip(words);
    told.fold(envelope.to_owned(), |text, (place, word)| {
        text.replace(place, word)
    })
}

/// Whether an answer has everything that is shown of it.
fn holds(answer: &Value, shown: &Value) -> bool {
    match (answer, shown) {
        (Value::Object(answer), Value::Object(shown)) => shown
            .iter()
            .all(|(name, value)| answer.get(name).is_some_and(|there| holds(there, value))),
        (Value::Array(answer), Value::Array(shown)) => {
            answer.len() == shown.len()
                && answer
                    .iter()
                    .zip(shown)
                    .all(|(one, other)| holds(one, other))
        }
        (answer, shown) => answer == shown,
    }
}

/// The text of a field of an answer, wherever it stands in it.
fn field(answer: &Value, name: &str) -> Option<String> {
    match answer {
        Value::Object(fields) => match fields.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => fields.values().find_map(|value| field(value, name)),
        },
        Value::Array(rows) => rows.iter().find_map(|row| field(row, name)),
        _ => None,
    }
}

/// What a reader does with the guide.
struct Reader<'a> {
    guide: &'a str,
    city: City,
    variables: BTreeMap<String, String>,
    answer: Value,
    sent: BTreeMap<String, u32>,
}

impl Reader<'_> {
    fn does(&mut self, line: &str) {
        if let Some((name, what)) = line.split_once('=').filter(|(name, _)| !name.contains(' ')) {
            let asked = what.trim_start_matches("$(id ").trim_end_matches(')');
            let found = field(&self.answer["output"], asked);
            self.variables.insert(name.to_owned(), found.unwrap());
            return;
        }
        let words: Vec<&str> = line.splitn(5, ' ').collect();
        let [function, institution, infno, number, input] = words[..] else {
            panic!("{line}")
        };
        let mut input = input.trim_matches('\'').to_owned();
        for (name, value) in &self.variables {
            input = input.replace(&format!("'${name}'"), value);
        }
        let body = filled(
            envelope(self.guide, function),
            [institution, infno, number, &input],
        );
        let (path, headers) = match function {
            "send" => (
                "/fsi/api/rsfComIfsService/callService".to_owned(),
                "Content-Type: text/plain\r\n".to_owned(),
            ),
            _ => (format!("/hgs/{infno}"), self.city.signed(institution)),
        };
        self.answer = self.city.post(&path, &headers, &body);
        *self.sent.entry(infno.to_owned()).or_default() += 1;
    }

    fn sees(&self, asked: &str, line: &str) {
        let told = format!("{asked}\nshows {line}\nbut it says {}", self.answer);
        if let Some(refusal) = line.strip_prefix("拒绝：") {
            assert_eq!(self.answer["infcode"], -1, "{told}");
            assert!(
                self.answer["err_msg"].as_str().unwrap().contains(refusal),
                "{told}"
            );
            return;
        }
        assert_eq!(self.answer["infcode"], 0, "{told}");
        let mut shown = line.to_owned();
        for (name, value) in &self.variables {
            shown = shown.replace(&format!("${name}"), value);
        }
        let shown: Value = serde_json::from_str(&shown).unwrap();
        assert!(holds(&self.answer["output"], &shown), "{told}");
    }
}

/// Issue 4, acceptance 1 (d) and 9: an outpatient, a pharmacy, a stay, reversals, a retry and refusals of the guide run
/// against the binary over HTTP, on the day that TONGCHOU_TODAY sets, and leave a store that verifies.
#[test]
fn the_requests_of_the_guide_are_answered_as_it_shows() {
    let guide = std::fs::read_to_string(repository().join("docs/guide/zh/hospital.md")).unwrap();
    let mut reader = Reader {
        guide: &guide,
        city: City::of(&guide),
        variables: BTreeMap::new(),
        answer: Value::Null,
        sent: BTreeMap::new(),
    };
    let (mut asked, mut shown) = (None, 0);
    for line in guide.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => {
                reader.does(command);
                asked = Some(line);
            }
            None if line.starts_with("```") || line.is_empty() => asked = None,
            None => {
                if let Some(asked) = asked {
                    reader.sees(asked, line);
                    shown += 1;
                }
            }
        }
    }
    for infno in [
        "2201", "2203", "2204", "2206", "2207", "2208", "2102", "2601", "2401", "2301", "2402",
        "2304", "2305",
    ] {
        assert!(
            reader.sent.contains_key(infno),
            "{infno}: {:?}",
            reader.sent
        );
    }
    assert!(
        shown >= reader.sent.values().sum::<u32>(),
        "every answer is shown"
    );
    assert_eq!(
        reader.answer["err_msg"].as_str().map(str::is_empty),
        Some(false)
    );
    let path = reader.city.path().to_owned();
    let ended = Command::new("kill")
        .args(["-INT", &reader.city.child.id().to_string()])
        .status();
    assert!(ended.unwrap().success());
    assert_eq!(
        reader.city.child.wait().unwrap().code(),
        Some(0),
        "Ctrl-C ends it gracefully"
    );
    let words = ["db", "verify", "--data-dir", "青禾", "--as", "shenji"];
    let password = [
        (
            "TONGCHOU_PASSWORD".to_owned(),
            "QingHe-demo-2025".to_owned(),
        ),
        ("TONGCHOU_TODAY".to_owned(), "2026-11-23".to_owned()),
    ];
    let verified = run_with(&path, &words, &password);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    verified.prints(&["0 项不符"]);
}
