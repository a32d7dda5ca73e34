//! One server: its folder, its start and its end.

use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Read};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use super::programs::{Programs, answers, succeed};

/// The superuser of the cluster.
const USER: &str = "tongchou";

/// How often another port is tried: one that was free may be taken before the server listens.
const TRIES: usize = 5;

/// What tests need of a server: many connections at once, and nothing that outlives a power cut.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
max_locks_per_transaction = 256
shared_buffers = 128MB
max_wal_size = 2GB
fsync = off
synchronous_commit = off
full_page_writes = off
";

/// A running server. Dropping it stops the server and deletes its folder.
pub struct Server {
    programs: Programs,
    folder: PathBuf,
    url: String,
    ends_with_us: bool,
    watcher: Option<Child>,
}

impl Server {
    /// Makes a cluster in a new folder and starts it.
    pub fn start(programs: Programs, folder: &Path) -> Result<Server> {
        make_folder(&programs, folder)?;
        let password = password()?;
        let secret = folder.join("password");
        private_file(&secret, &password)?;
        programs.hand_over(&secret)?;
        let mut server = Server {
            programs,
            folder: folder.to_owned(),
            url: String::new(),
            ends_with_us: true,
            watcher: None,
        };
        server.make_cluster(&secret)?;
        let port = server.listen()?;
        server.url = format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres");
        private_file(&folder.join("url"), &server.url)?;
        Ok(server)
    }

    /// The server of a folder, if it runs.
    pub fn running(programs: Programs, folder: &Path) -> Result<Option<Server>> {
        let url = match fs::read_to_string(folder.join("url")) {
            Ok(url) => url.trim().to_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("cannot read the URL of the server"),
        };
        let mut server = Server {
            programs,
            folder: folder.to_owned(),
            url,
            ends_with_us: false,
            watcher: None,
        };
        if !answers(server.control().arg("status")) {
            return Ok(None);
        }
        server.ends_with_us = true;
        Ok(Some(server))
    }

    /// Where it answers, with user and password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Lets it run on after this program.
    pub fn leave_running(mut self) {
        self.ends_with_us = false;
    }

    /// Ends it even where this program is killed: a watcher of its own process group waits for that.
    pub fn end_with_this_process(&mut self) -> Result<()> {
        let script = r#"watched=$1; folder=$2; shift 2
            while kill -0 "$watched" 2>/dev/null; do sleep 1; done
            if [ -d "$folder" ]; then "$@" stop; rm -rf "$folder"; fi"#;
        let mut watcher = Command::new("sh");
        watcher.args(["-c", script, "sh"]);
        watcher
            .arg(std::process::id().to_string())
            .arg(&self.folder);
        let control = self.control();
        watcher.arg(control.get_program()).args(control.get_args());
        watcher.current_dir("/").process_group(0);
        watcher
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let watcher = watcher
            .spawn()
            .context("cannot start the watcher of the server")?;
        self.watcher = Some(watcher);
        Ok(())
    }

    fn make_cluster(&self, secret: &Path) -> Result<()> {
        let mut init = self.programs.command("initdb");
        init.arg("-D").arg(self.data());
        init.arg("--pwfile").arg(secret);
        init.args([
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        succeed(&mut init).context("cannot make a cluster")?;
        let path = self.data().join("postgresql.conf");
        let shipped = fs::read_to_string(&path).context("cannot read postgresql.conf")?;
        fs::write(&path, shipped + SETTINGS).context("cannot write postgresql.conf")
    }

    /// Starts the server on a free port and says which.
    fn listen(&self) -> Result<u16> {
        let mut tried = 0;
        loop {
            tried += 1;
            let port = free_port()?;
            let mut start = self.control();
            start.arg("-l").arg(self.folder.join("log"));
            start.args(["-w", "-t", "60", "-o", &format!("-p {port}"), "start"]);
            // Inherited pipes would stay open as long as the server runs.
            start.stdout(Stdio::null()).stderr(Stdio::null());
            if start.status().context("cannot start pg_ctl")?.success() {
                return Ok(port);
            }
            anyhow::ensure!(tried < TRIES, "the server does not start:\n{}", self.log());
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log"))
            .unwrap_or_else(|_| "it has written no log".to_owned())
    }

    fn control(&self) -> Command {
        let mut control = self.programs.command("pg_ctl");
        control.arg("-D").arg(self.data()).args(["-m", "immediate"]);
        control
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.ends_with_us {
            return;
        }
        if let Some(mut watcher) = self.watcher.take() {
            // It only stands in for what follows.
            watcher.kill().and_then(|()| watcher.wait()).ok();
        }
        // What cannot be stopped or deleted is told, since nothing else would say so.
        if self.data().exists()
            && answers(self.control().arg("status"))
            && let Err(error) = succeed(self.control().args(["-w", "stop"]))
        {
            eprintln!("PostgreSQL was not stopped: {error:#}");
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} was not deleted: {error}", self.folder.display());
        }
    }
}

/// A new folder that only the user of the server reads.
fn make_folder(programs: &Programs, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).context("cannot delete what a former server left")?;
    }
    fs::create_dir(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    programs.hand_over(folder)
}

fn private_file(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    fs::set_permissions(path, Permissions::from_mode(0o600))
        .context("cannot close the file to others")
}

/// Twelve random bytes in hexadecimal.
fn password() -> Result<String> {
    let mut bytes = [0_u8; 12];
    let mut source = File::open("/dev/urandom").context("no source of random bytes")?;
    source.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free loopback port")?;
    Ok(listener.local_addr()?.port())
}
