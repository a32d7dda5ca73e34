//! The connection under a server that answers, closes, breaks off or falls silent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use base::Date;
use terminal::{Dialect, Fault, Limits, Lost, Message, MessageIds, Sender, Terminal, When, ask};

/// What the server does with a request.
#[derive(Clone, Copy)]
enum Act {
    Answer,
    AnswerAndClose,
    Break,
    FallSilent,
}

/// A server that does one act a request, and tells what came: which connection, and the body.
fn server(acts: Vec<Act>) -> (String, Receiver<(usize, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (told, came) = channel();
    thread::spawn(move || {
        let mut acts = acts.into_iter();
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = BufReader::new(stream.unwrap());
            while let Some(body) = request(&mut stream) {
                told.send((number, body)).unwrap();
                match acts.next() {
                    Some(Act::Answer) => answer(stream.get_mut()),
                    Some(Act::AnswerAndClose) => {
                        answer(stream.get_mut());
                        break;
                    }
                    Some(Act::FallSilent) => thread::sleep(Duration::from_secs(2)),
                    Some(Act::Break) | None => break,
                }
            }
        }
    });
    (address, came)
}

fn request(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(text) = line.strip_prefix("content-length: ") {
            length = text.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Some(String::from_utf8(body).unwrap())
}

fn answer(stream: &mut TcpStream) {
    let body = r#"{"infcode":0,"err_msg":"","output":{}}"#;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    stream
        .write_all(format!("{head}{body}").as_bytes())
        .unwrap();
}

fn terminal(to: &str) -> Terminal {
    let sender = Sender {
        institution: "H34042100001".to_owned(),
        name: "凤台县人民医院".to_owned(),
        area: "340421".to_owned(),
        operator: ("01".to_owned(), "收费员".to_owned()),
    };
    let from = When::at(Date::parse("2026-11-22").unwrap(), 8, 0);
    let ids = MessageIds::from(&sender.institution, from);
    let limits = Limits {
        connect: Duration::from_secs(5),
        answer: Duration::from_millis(500),
    };
    Terminal::new(to, limits, Dialect::national(), (sender, ids)).unwrap()
}

fn message(terminal: &Terminal) -> Message {
    terminal.message(ask::sign_in("01"))
}

#[test]
fn one_connection_serves_many_messages_and_a_closed_one_is_opened_again() {
    let (to, came) = server(vec![Act::Answer, Act::AnswerAndClose, Act::Answer]);
    let mut terminal = terminal(&to);
    for expected in [0, 0, 1] {
        let message = message(&terminal);
        assert_eq!(terminal.send(&message).unwrap().infcode, 0);
        assert_eq!(came.recv().unwrap().0, expected);
        // the end of a connection takes a moment to arrive
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_message_whose_answer_is_lost_is_sent_again_byte_by_byte() {
    let (to, came) = server(vec![Act::Break, Act::Answer]);
    let mut terminal = terminal(&to);
    let message = message(&terminal);
    let lost = terminal.send(&message).unwrap_err();
    assert!(matches!(lost, Fault::Lost(Lost::Cut(_))), "{lost}");
    assert_eq!(terminal.insist(&message, 2).unwrap().infcode, 0);
    let (first, second) = (came.recv().unwrap(), came.recv().unwrap());
    assert_eq!(first.1, second.1);
    assert_eq!(first.1.as_bytes(), message.body());
    assert!(first.1.contains(r#""inf_time":"2"#), "{}", first.1);
}

#[test]
fn nobody_waits_for_ever() {
    let (to, _came) = server(vec![Act::FallSilent]);
    let mut terminal = terminal(&to);
    let first = message(&terminal);
    let late = terminal.send(&first).unwrap_err();
    assert!(matches!(late, Fault::Lost(Lost::Late(_))), "{late}");
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().to_string()
    };
    let mut terminal = self::terminal(&nobody);
    let unconnected = terminal.send(&first).unwrap_err();
    assert!(
        matches!(unconnected, Fault::Lost(Lost::Unconnected { .. })),
        "{unconnected}"
    );
}

#[test]
fn ids_are_unique_and_well_shaped() {
    let terminal = terminal("127.0.0.1:9");
    let ids: Vec<String> = (0..10_001).map(|_| message(&terminal).msgid).collect();
    assert_eq!(ids[0], "H34042100001202611220800000000");
    assert_eq!(ids[10_000], "H34042100001202611220800010000");
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
}
