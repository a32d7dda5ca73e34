//! A PostgreSQL of the test's own, as it comes: with fsync on, and free to be killed.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A running server; it ends with this value.
pub struct Server {
    folder: TempDir,
    bin: PathBuf,
    port: u16,
}

impl Server {
    /// Makes a cluster and starts it.
    pub fn start() -> Server {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let server = Server {
            folder,
            bin: programs(),
            port,
        };
        if is_root() {
            // PostgreSQL does not run as root
            let path = server.folder.path();
            assert!(
                Command::new("chown")
                    .arg("postgres")
                    .arg(path)
                    .status()
                    .unwrap()
                    .success()
            );
        }
        let mut init = server.program("initdb");
        init.arg("-D").arg(server.data());
        init.args(["-U", "tongchou", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        let made = init.output().unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        server.run();
        server
    }

    /// The database that every cluster has.
    pub fn database(&self) -> String {
        format!("postgres://tongchou@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills the server and everything that works for it, as the kernel does when memory runs out.
    pub fn kill(&mut self) {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let server: u32 = file.lines().next().unwrap().trim().parse().unwrap();
        let workers = children(server);
        for process in [server].into_iter().chain(workers) {
            let mut kill = Command::new("kill");
            kill.args(["-9", &process.to_string()])
                .stderr(Stdio::null());
            // a worker may have gone by itself
            let _ = kill.status();
        }
    }

    /// Starts the killed server again: it recovers from its log.
    pub fn restart(&mut self) {
        self.run();
    }

    fn run(&self) {
        let begun = Instant::now();
        loop {
            let mut start = self.program("pg_ctl");
            start.arg("-D").arg(self.data()).arg("-l").arg(self.log());
            let options = format!(
                "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
                self.port
            );
            start.args(["-w", "-t", "120", "-o", &options, "start"]);
            start.stdout(Stdio::null()).stderr(Stdio::null());
            if start.status().unwrap().success() {
                return;
            }
            // what the killed server shared with its workers is still being taken down
            let log = fs::read_to_string(self.log()).unwrap_or_default();
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "the server does not start:\n{log}"
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn program(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.arg("-D").arg(self.data());
        stop.args(["-m", "immediate", "-w", "stop"]);
        // where it was never started there is nothing to stop
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// The folder with the programs of the newest release on this machine.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let releases = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut releases: Vec<PathBuf> = releases.map(|release| release.path().join("bin")).collect();
    releases.sort();
    folders.splice(0..0, releases.into_iter().rev());
    let found = folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file());
    found.expect(
        "PostgreSQL's programs (initdb, pg_ctl) are not installed: apt-get install postgresql",
    )
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.trim_ascii() == b"0"
}

/// The processes that a process has started.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir(Path::new("/proc")).unwrap().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let of_parent = |process: &u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // the name stands in brackets; state and parent follow
        let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        rest.split_whitespace().nth(1) == Some(parent.to_string().as_str())
    };
    numbers.filter(of_parent).collect()
}
