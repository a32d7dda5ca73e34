//! A server over a fresh store, with two hospitals that have accounts.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::Scope;
use base::{Date, RegionCode};
use gateway::desk::Transactions;
use gateway::frame::Moment;
use gateway::guard::{AccessClaim, Keyring, Verdict};
use gateway::http::{Account, Door, House, Ring, Running, Settings, start};
use gateway::profile::{Cipher, Profiles, SignatureForm};
use gm::access as digest;
use serde_json::{Value, json};
use service::counter::Counter;
use service::{Clock, ServiceError};
use store::{Place, Store};

use crate::client::{self, Answer};
use crate::support::{ACCOUNT, Keys, now, secret};

/// The hospital of the captured requests of the Guangzhou client, behind the account of the tests.
pub const HOSPITAL: &str = "H44010000001";
/// The hospital of the demonstration of the specification, without headers.
pub const PLAIN: &str = "H43010000001";
/// The hospital of the tests of the counter, without headers.
pub const COUNTY: &str = "H34042100001";
/// A pharmacy, without headers.
pub const PHARMACY: &str = "P34042100001";
/// Where the Guangzhou client sends to, before the number.
pub const BASE: &str = "/isp-api/ebus/gdyb_inf/poc/hsa/hgs/";
/// Where messages without headers go.
pub const CALL: &str = "/fsi/api/rsfComIfsService/callService";

/// A clock that is set by hand.
pub struct Hand(AtomicI64);

impl Hand {
    pub fn at(millis: i64) -> Hand {
        Hand(AtomicI64::new(millis))
    }

    pub fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn today(&self) -> Date {
        Moment::from_millis(self.wall()).day()
    }

    fn wall(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Keys of the tests as a ring.
struct TestRing {
    keys: Keys,
    accounts: BTreeMap<&'static str, Account>,
}

impl Keyring for TestRing {
    fn access(&self, claim: &AccessClaim<'_>) -> Verdict {
        self.keys.access(claim)
    }

    fn may_send(&self, account: &str, institution: &str) -> bool {
        self.keys.may_send(account, institution)
    }

    fn verify_sm2(&self, institution: &str, text: &[u8], signature: &str) -> Verdict {
        self.keys.verify_sm2(institution, text, signature)
    }

    fn sign_sm2(&self, text: &[u8], form: SignatureForm) -> Option<String> {
        self.keys.sign_sm2(text, form)
    }

    fn can_sign(&self) -> bool {
        self.keys.can_sign()
    }

    fn can_encrypt(&self, institution: &str) -> bool {
        self.keys.can_encrypt(institution)
    }

    fn encrypt_sm4(&self, institution: &str, cipher: Cipher, clear: &[u8]) -> Option<String> {
        self.keys.encrypt_sm4(institution, cipher, clear)
    }
}

impl Ring for TestRing {
    fn account(&self, name: &str) -> Option<Account> {
        self.accounts.get(name).cloned()
    }

    fn institution(&self, code: &str) -> Option<RegionCode> {
        [HOSPITAL, PLAIN, COUNTY, PHARMACY]
            .contains(&code)
            .then(|| region("340421"))
    }

    fn accounts_of(&self, institution: &str) -> Vec<String> {
        // an account whose time is over stands before the one that was issued in its place
        let names: &[&str] = match institution {
            HOSPITAL => &[ACCOUNT],
            PLAIN | COUNTY | PHARMACY => &["bygone", "plain"],
            _ => &[],
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }
}

struct TestDoor(Arc<TestRing>);

impl Door for TestDoor {
    fn ring(&self) -> Result<Arc<dyn Ring>, ServiceError> {
        Ok(Arc::clone(&self.0) as Arc<dyn Ring>)
    }
}

fn door() -> Box<TestDoor> {
    let account = |profile: &str, until: &str| Account {
        profile: profile.to_owned(),
        from: Date::parse("2026-01-01").unwrap(),
        until: Date::parse(until).unwrap(),
    };
    let mut keys = Keys::with_account();
    let old = (secret(), vec![HOSPITAL.to_owned()]);
    keys.accounts.insert("OLDPAAS".to_owned(), old);
    let accounts = BTreeMap::from([
        (ACCOUNT, account("guangdong", "2027-12-31")),
        ("bygone", account("national", "2026-11-21")),
        ("plain", account("national", "2027-12-31")),
        ("OLDPAAS", account("guangdong", "2026-11-21")),
    ]);
    Box::new(TestDoor(Arc::new(TestRing { keys, accounts })))
}

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

/// Where a store lies, and what is removed with it.
pub struct Ground {
    pub store: Arc<Store>,
    place: Place,
    _ground: Box<dyn std::any::Any>,
}

impl Ground {
    pub fn sqlite() -> Ground {
        let folder = tempfile::tempdir().unwrap();
        Ground::at(Place::in_folder(folder.path()), Box::new(folder))
    }

    pub fn postgres() -> Ground {
        let database = testkit::postgres::database();
        Ground::at(Place::Server(database.url()), Box::new(database))
    }

    fn at(place: Place, ground: Box<dyn std::any::Any>) -> Ground {
        let (store, _) = Store::create(place.clone()).unwrap();
        store::pool::set_up(&store, region("3404"), "淮南市").unwrap();
        Ground {
            store: Arc::new(store),
            place,
            _ground: ground,
        }
    }

    /// Over a store that somebody else set up and removes.
    pub fn over(place: Place) -> Ground {
        Ground {
            store: Arc::new(Store::open(place.clone()).unwrap()),
            place,
            _ground: Box::new(()),
        }
    }

    /// A server over it, with a counter.
    pub fn serve_counter(&self, counter: Counter) -> World {
        let counted = |house: House| house.with_counter(counter);
        self.open(Transactions::served(), |_| {}, counted)
    }

    /// The same at an address.
    pub fn serve_counter_at(&self, counter: Counter, listen: SocketAddr) -> World {
        let counted = |house: House| house.with_counter(counter);
        self.open(Transactions::served(), |it| it.listen = listen, counted)
    }

    /// A server over it.
    pub fn serve(&self) -> World {
        self.serve_with(Transactions::served(), |_| {})
    }

    pub fn serve_with(
        &self,
        transactions: Transactions,
        change: impl FnOnce(&mut Settings),
    ) -> World {
        self.open(transactions, change, |house| house)
    }

    fn open(
        &self,
        transactions: Transactions,
        change: impl FnOnce(&mut Settings),
        more: impl FnOnce(House) -> House,
    ) -> World {
        let mut settings = Settings::at("127.0.0.1:0".parse().unwrap());
        settings.watch = Some("127.0.0.1:0".parse().unwrap());
        change(&mut settings);
        let clock = Arc::new(Hand::at(now().millis()));
        let profiles = Profiles::shipped().unwrap();
        let common = profiles.get("national").unwrap().clone();
        // a connection pool of its own: another server
        let store = Arc::new(Store::open(self.place.clone()).unwrap());
        let pool = (store, region("3404"));
        let house = House::open(
            pool,
            clock.clone(),
            door(),
            (profiles, common),
            transactions,
        );
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let running = runtime
            .block_on(start(Arc::new(more(house.unwrap())), settings))
            .unwrap();
        World {
            at: running.listen,
            watch: running.watch.unwrap(),
            clock,
            running: Some(running),
            runtime,
        }
    }

    /// How many sign-ins are on record.
    pub fn signs(&self) -> usize {
        let scope = Scope::whole(region("3404"));
        let found = (1..50).filter(|sign| {
            let found = self.store.read(|session| {
                let one = store::gateway::find_sign(session, scope, HOSPITAL, *sign)?;
                Ok::<_, store::StoreError>(one)
            });
            found.unwrap().is_some()
        });
        found.count()
    }
}

/// A server that runs.
pub struct World {
    pub at: SocketAddr,
    pub watch: SocketAddr,
    pub clock: Arc<Hand>,
    running: Option<Running>,
    runtime: tokio::runtime::Runtime,
}

impl World {
    /// Ends the server: what was accepted is finished.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }

    pub fn post(&self, path: &str, headers: &[(String, String)], body: &[u8]) -> Answer {
        client::send(self.at, "POST", path, headers, body)
    }

    /// Sends an envelope of the hospital with the account of the tests, under a nonce.
    pub fn tell(&self, nonce: &str, envelope: &Value) -> Answer {
        let infno = envelope["infno"].as_str().unwrap();
        self.post(
            &format!("{BASE}{infno}"),
            &tif(nonce),
            envelope.to_string().as_bytes(),
        )
    }

    /// Sends an envelope without headers.
    pub fn call(&self, envelope: &Value) -> Answer {
        let kind = [("Content-Type".to_owned(), "text/plain".to_owned())];
        self.post(CALL, &kind, envelope.to_string().as_bytes())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The headers of the account of the tests, signed now under a nonce.
pub fn tif(nonce: &str) -> Vec<(String, String)> {
    signed(ACCOUNT, &(now().millis() / 1000).to_string(), nonce)
}

/// Signed headers.
pub fn signed(account: &str, timestamp: &str, nonce: &str) -> Vec<(String, String)> {
    let signature = digest::tif_sha256(&secret(), timestamp, nonce);
    [
        ("Content-Type", "application/json"),
        ("x-tif-paasid", account),
        ("x-tif-timestamp", timestamp),
        ("x-tif-nonce", nonce),
        ("x-tif-signature", &signature),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// An envelope.
pub fn envelope(institution: &str, infno: &str, msgid: &str, input: Value) -> Value {
    json!({
        "infno": infno, "msgid": msgid, "mdtrtarea_admvs": "340421", "insuplc_admdvs": "340421",
        "recer_sys_code": "MBS_LOCAL", "dev_no": "null", "dev_safe_info": null, "cainfo": "", "signtype": "SM2",
        "infver": "V1.0", "opter_type": "1", "opter": "01", "opter_name": "收费员",
        "inf_time": "2026-11-22 04:49:00", "fixmedins_code": institution, "fixmedins_name": "测试医院",
        "sign_no": "", "input": input,
    })
}

/// A sign-in of an operator.
pub fn sign_in(institution: &str, msgid: &str, operator: &str) -> Value {
    let input =
        json!({"signIn": {"opter_no": operator, "mac": "11-22-33-44-55-66", "ip": "10.0.0.8"}});
    envelope(institution, "9001", msgid, input)
}
