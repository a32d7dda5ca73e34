//! Hospitals that go on settling whatever happens to the platform, and what must stand in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use base::{Date, Fen};
use serde_json::Value;
use service::counter::RulesSource as _;
use service::counter::proof::Proof;
use store::{Place, Session, Store, StoreError};
use terminal::{
    Course, Dialect, Fault, Item, Kind, Limits, Message, MessageIds, Patient, Place as At, Sender,
    Step, Terminal, Visit, When,
};

use terminal::ask::Ask;

use crate::papers;
use crate::support::{ACCOUNT, now, secret};
use crate::town::{self, DRUG, OWN, RESIDENTS};
use crate::world::HOSPITAL;

/// A settlement that was answered: the message, and its answer.
pub struct Acknowledged {
    message: Message,
    output: Value,
}

/// A crowd of terminals of one hospital.
pub struct Crowd {
    to: Vec<String>,
    ids: MessageIds,
    resident: AtomicI64,
    done: Mutex<Vec<Acknowledged>>,
    over: AtomicBool,
    /// Answers that storage failed.
    failed: AtomicUsize,
    /// Checks that do not hold over what tests write straight into tables.
    scene: BTreeSet<&'static str>,
}

impl Crowd {
    /// At one server, or at several of the same city.
    pub fn of(to: &[SocketAddr], store: &Store) -> Crowd {
        Crowd {
            failed: AtomicUsize::new(0),
            scene: differing(store),
            to: to.iter().map(ToString::to_string).collect(),
            ids: MessageIds::from(HOSPITAL, When::from_millis(now().millis())),
            resident: AtomicI64::new(1),
            done: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    /// Settles with so many terminals while `meanwhile` runs, and to the end of what was begun.
    pub fn at_work(&self, terminals: usize, meanwhile: impl FnOnce(&Crowd)) {
        std::thread::scope(|scope| {
            for (_, to) in (0..terminals).zip(self.to.iter().cycle()) {
                scope.spawn(|| self.terminal(to));
            }
            meanwhile(self);
            self.over.store(true, Ordering::SeqCst);
        });
    }

    /// How many settlements were answered.
    pub fn count(&self) -> usize {
        self.done.lock().unwrap().len()
    }

    /// How often storage failed.
    pub fn failures(&self) -> usize {
        self.failed.load(Ordering::SeqCst)
    }

    /// Waits for so many more answers.
    pub fn after(&self, more: usize) {
        let (until, begun) = (self.count() + more, Instant::now());
        while self.count() < until {
            assert!(begun.elapsed() < PATIENCE, "nothing is settled any more");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn open(&self, to: &str) -> Terminal {
        let sender = Sender {
            institution: HOSPITAL.to_owned(),
            name: "测试医院".to_owned(),
            area: "340421".to_owned(),
            operator: ("01".to_owned(), "收费员".to_owned()),
        };
        let dialect = Dialect::guangdong(ACCOUNT, secret());
        let dialect = Dialect {
            path: format!("{}{{infno}}", crate::world::BASE),
            ..dialect
        };
        let limits = Limits {
            connect: Duration::from_secs(2),
            answer: Duration::from_secs(20),
        };
        let terminal = Terminal::new(to, limits, dialect, (sender, self.ids.clone())).unwrap();
        terminal.with_clock(|| now().millis())
    }

    fn terminal(&self, to: &str) {
        let mut terminal = self.open(to);
        while !self.over.load(Ordering::SeqCst) {
            let who = self.resident.fetch_add(1, Ordering::SeqCst) % RESIDENTS + 1;
            let mut course = Course::new(visit(who));
            while course.step != Step::Settled {
                let settles = course.is_ready();
                let (message, output) = self.insist(&mut terminal, course.next().unwrap());
                course.took(output.clone()).unwrap();
                if settles {
                    self.done
                        .lock()
                        .unwrap()
                        .push(Acknowledged { message, output });
                }
            }
        }
    }

    /// Everything that was answered stands once, a retry hears the first answer, and the store contradicts nothing.
    pub fn stands(&self, place: Place) {
        let done = self.done.lock().unwrap();
        assert!(done.len() > 10, "{}", done.len());
        // whichever server is asked
        let mut terminals: Vec<Terminal> = self.to.iter().map(|to| self.open(to)).collect();
        for (at, one) in done.iter().enumerate() {
            let which = at / 2 % terminals.len();
            let again = self.again(&mut terminals[which], &one.message);
            assert_eq!(
                again, one.output,
                "the first answer to {}",
                one.message.msgid
            );
        }
        let store = Store::open(place).unwrap();
        let settled = store.read::<_, StoreError>(|session| {
            let rows = session.rows(
                "SELECT msgid, fund_pay FROM settlement WHERE tx_to = 9223372036854775807",
                &[],
            )?;
            rows.iter()
                .map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
                .collect::<Result<Vec<_>, StoreError>>()
        });
        let settled = settled.unwrap();
        let once: BTreeMap<&String, i64> =
            settled.iter().map(|(msgid, fund)| (msgid, *fund)).collect();
        assert_eq!(once.len(), settled.len(), "a message settles once");
        assert_eq!(
            settled.len(),
            done.len(),
            "what stands was answered, and what was answered stands"
        );
        for one in done.iter() {
            let told = one.output["setlinfo"]["fund_pay_sumamt"].to_string();
            assert_eq!(
                Fen::parse_yuan(&told).unwrap().get(),
                once[&one.message.msgid]
            );
        }
        assert_eq!(differing(&store), self.scene);
        proven(&store);
    }

    /// Sends a message until it is answered.
    fn insist(&self, terminal: &mut Terminal, ask: Ask) -> (Message, Value) {
        let message = terminal.message(ask);
        let output = self.again(terminal, &message);
        (message, output)
    }

    fn again(&self, terminal: &mut Terminal, message: &Message) -> Value {
        let begun = Instant::now();
        loop {
            let said = match terminal.send(message) {
                Ok(answer) if answer.infcode == 0 => return answer.output,
                Ok(answer) => answer.err_msg,
                Err(Fault::Lost(lost)) => format!("原样重发 {lost}"),
                Err(odd) => panic!("{odd}"),
            };
            if said.contains("平台存储") {
                self.failed.fetch_add(1, Ordering::SeqCst);
            }
            // "send the same again", or a clock that does not run with ours
            let may = ["原样重发", "已过期", "晚于当前时间"]
                .iter()
                .any(|it| said.contains(it));
            assert!(may, "{}: {said}", message.infno);
            assert!(begun.elapsed() < PATIENCE, "{}: {said}", message.infno);
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

/// The checks of `db verify` that find a difference.
fn differing(store: &Store) -> BTreeSet<&'static str> {
    let all = store::verify::run(store, &mut |_, _| ()).unwrap();
    let differ = all
        .into_iter()
        .filter(|(_, outcome)| outcome.first.is_some());
    differ.map(|(check, _)| check.name).collect()
}

/// Every determination follows from what was kept of it.
fn proven(store: &Store) {
    let proven = store.read::<_, StoreError>(|session: &mut Session<'_>| {
        let mut proof = Proof::default();
        proof.learn(&town::rules().current(session).unwrap());
        proof.run(session)
    });
    let proven = proven.unwrap();
    assert_eq!(proven.first, None);
    assert!(proven.examined > 10);
}

/// A cashier tries no longer.
const PATIENCE: Duration = Duration::from_secs(120);

fn visit(who: i64) -> Visit {
    let day = Date::parse("2026-11-22").unwrap();
    let pair = |code: &str, name: &str| (code.to_owned(), name.to_owned());
    Visit {
        kind: Kind::Outpatient,
        med_type: "11".to_owned(),
        patient: Patient {
            number: who.to_string(),
            certificate: papers::number(who),
            name: "某".to_owned(),
            kind: "14".to_owned(),
            insurance: "390".to_owned(),
            insured_at: "340421".to_owned(),
        },
        place: At {
            department: pair("0101", "内科"),
            physician: pair("D440100000001", "张三"),
        },
        disease: pair("J18.900", "肺炎"),
        items: vec![Item {
            code: DRUG.to_owned(),
            own_code: OWN.to_owned(),
            price: Fen::new(1_099),
            count: 3,
        }],
        begun: When::at(day, 2, 0),
        ended: When::at(day, 4, 0),
        from_account: false,
    }
}
