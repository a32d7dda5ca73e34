//! Faults under load: the server is a process of its own, hospitals go on settling, and what was answered stands once.
//!
//! The server reads its clock from a file where there is one, so that a test can let it jump.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use store::Place;

use crate::cluster::Server;
use crate::common::Fixture;
use crate::driven::Crowd;
use crate::proxy::Cable;
use crate::support::now;
use crate::town;
use crate::world::{Ground, Hand};

const PLACE: &str = "FAULTS_PLACE";
const LISTEN: &str = "FAULTS_LISTEN";
const CLOCK: &str = "FAULTS_CLOCK";

fn place(text: &str) -> Place {
    if text.starts_with("postgres://") {
        return Place::Server(text.to_owned());
    }
    Place::in_folder(Path::new(text))
}

/// The process that the tests below start, and kill.
#[test]
#[ignore = "the server of the tests of faults, a process of its own"]
fn a_server_of_its_own() {
    let Ok(text) = std::env::var(PLACE) else {
        return;
    };
    let clock = Arc::new(Hand::at(now().millis()));
    let counter = town::counter(place(&text), Arc::clone(&clock));
    let listen: SocketAddr = std::env::var(LISTEN).unwrap().parse().unwrap();
    let world = Ground::over(place(&text)).serve_counter_at(counter, listen);
    let file = PathBuf::from(std::env::var(CLOCK).unwrap());
    loop {
        let ahead = fs::read_to_string(&file)
            .ok()
            .and_then(|text| text.trim().parse::<i64>().ok());
        if let Some(ahead) = ahead {
            clock.set(now().millis() + ahead);
            world.clock.set(now().millis() + ahead);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A server in a process of its own, over a city.
struct Served {
    child: Child,
    text: String,
    at: SocketAddr,
    clock: PathBuf,
    limit: Option<u64>,
}

impl Served {
    fn over(text: String, folder: &Path) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        drop(listener);
        let clock = folder.join("clock");
        Served {
            child: begin(&text, at, &clock, None),
            text,
            at,
            clock,
            limit: None,
        }
        .ready()
    }

    fn ready(self) -> Served {
        let begun = Instant::now();
        while TcpStream::connect(self.at).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "the server does not listen"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    /// kill -9.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn again(&mut self) {
        self.child = begin(&self.text, self.at, &self.clock, self.limit);
    }

    /// Lets its clock jump, in minutes from where ours stands.
    fn jump(&self, minutes: i64) {
        fs::write(&self.clock, (minutes * 60_000).to_string()).unwrap();
        std::thread::sleep(Duration::from_millis(150));
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server; `limit`: no file may grow beyond so many KiB, and a write beyond fails instead of killing.
fn begin(text: &str, at: SocketAddr, clock: &Path, limit: Option<u64>) -> Child {
    let program = std::env::current_exe().unwrap();
    let limit = limit
        .map(|kib| format!("trap '' XFSZ; ulimit -f {kib}; "))
        .unwrap_or_default();
    let words = "faults::a_server_of_its_own --ignored --exact --nocapture";
    let mut command = Command::new("bash");
    command
        .arg("-c")
        .arg(format!("{limit}exec \"$0\" {words}"))
        .arg(program);
    command
        .env(PLACE, text)
        .env(LISTEN, at.to_string())
        .env(CLOCK, clock);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A city on a file.
fn on_file() -> (Fixture, tempfile::TempDir, String) {
    let fixture = Fixture::sqlite();
    town::build(&fixture).close();
    let Place::File(file) = fixture.store.place() else {
        panic!("no file");
    };
    let folder = file.parent().unwrap().display().to_string();
    (fixture, tempfile::tempdir().unwrap(), folder)
}

/// A city on a server.
fn on_server(url: String) -> (Fixture, tempfile::TempDir) {
    let fixture = Fixture::at(Place::Server(url));
    town::build(&fixture).close();
    (fixture, tempfile::tempdir().unwrap())
}

#[test]
fn a_server_that_is_killed_loses_no_answer() {
    let (fixture, folder, text) = on_file();
    let mut served = Served::over(text, folder.path());
    let crowd = Crowd::of(&[served.at], &fixture.store);
    crowd.at_work(4, |crowd| {
        for _ in 0..3 {
            crowd.after(6);
            served.kill();
            served.again();
        }
        crowd.after(6);
    });
    crowd.stands(fixture.store.place().clone());
}

#[test]
fn a_disk_that_is_full_loses_no_answer() {
    let (fixture, folder, text) = on_file();
    let mut served = Served::over(text, folder.path());
    let crowd = Crowd::of(&[served.at], &fixture.store);
    crowd.at_work(4, |crowd| {
        crowd.after(6);
        served.kill();
        // hardly more than what is there: the write-ahead log is full at once
        served.limit = Some(64);
        served.again();
        let begun = Instant::now();
        while crowd.failures() == 0 {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "the disk is not full"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        served.kill();
        served.limit = None;
        served.again();
        crowd.after(12);
    });
    crowd.stands(fixture.store.place().clone());
}

#[test]
fn a_clock_that_jumps_settles_nothing_twice() {
    let (fixture, folder, text) = on_file();
    let mut served = Served::over(text, folder.path());
    let crowd = Crowd::of(&[served.at], &fixture.store);
    crowd.at_work(4, |crowd| {
        crowd.after(6);
        for minutes in [40, -120, 24 * 60, 10, -20] {
            served.jump(minutes);
            std::thread::sleep(Duration::from_millis(300));
        }
        served.kill();
        served.jump(-15);
        served.again();
        crowd.after(6);
        served.jump(0);
        crowd.after(6);
    });
    crowd.stands(fixture.store.place().clone());
}

#[test]
fn a_database_that_is_killed_cut_off_or_goes_dead_loses_no_answer() {
    let mut cluster = Server::start();
    let (fixture, folder) = on_server(cluster.database());
    let address: SocketAddr = {
        let url = cluster.database();
        let host = url.split('@').nth(1).unwrap().split('/').next().unwrap();
        host.parse().unwrap()
    };
    let cable = Cable::to(address);
    let through = cluster
        .database()
        .replace(&address.to_string(), &cable.at.to_string());
    let mut served = Served::over(through, folder.path());
    let crowd = Crowd::of(&[served.at], &fixture.store);
    crowd.at_work(4, |crowd| {
        crowd.after(6);
        let end = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE application_name = 'tongchou' AND pid <> pg_backend_pid()";
        for _ in 0..3 {
            let read = |session: &mut store::Session<'_>| session.row(end, &[]);
            fixture.store.read::<_, store::StoreError>(read).unwrap();
            crowd.after(6);
        }
        cable.cut();
        crowd.after(6);
        cable.dead(true);
        std::thread::sleep(Duration::from_secs(2));
        cable.dead(false);
        crowd.after(6);
        cable.dead(true);
        std::thread::sleep(Duration::from_secs(1));
        cable.cut();
        cable.dead(false);
        crowd.after(6);
        cluster.kill();
        cluster.restart();
        crowd.after(6);
        served.kill();
        served.again();
        crowd.after(6);
    });
    crowd.stands(fixture.store.place().clone());
}

/// Two servers on one database: each answers what the other settled, also while one of them is killed.
#[test]
fn two_servers_on_one_database_settle_as_one() {
    let fixture = Fixture::postgres();
    town::build(&fixture).close();
    let Place::Server(url) = fixture.store.place().clone() else {
        panic!("no server");
    };
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut served = folders
        .each_ref()
        .map(|folder| Served::over(url.clone(), folder.path()));
    let crowd = Crowd::of(&[served[0].at, served[1].at], &fixture.store);
    crowd.at_work(6, |crowd| {
        crowd.after(10);
        served[1].kill();
        crowd.after(6);
        served[1].again();
        crowd.after(10);
    });
    crowd.stands(fixture.store.place().clone());
}
