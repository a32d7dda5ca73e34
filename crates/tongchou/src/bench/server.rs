//! The server as a process of its own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use store::Place;

/// A server that runs; ended where it is dropped.
pub struct Server {
    child: Child,
    /// What it says; kept open as long as it may say something.
    told: Option<BufReader<ChildStdout>>,
    /// `host:port`.
    pub at: String,
}

impl Server {
    /// Starts this binary as `serve` on a free port. What it logs goes into a file.
    ///
    /// # Errors
    /// Where it does not say where it listens.
    pub fn start(place: &Place, key: &Path, log: &Path) -> Result<Server> {
        let binary = std::env::current_exe().context("无法找到本程序")?;
        let mut command = Command::new(binary);
        command.args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--messages",
            "2000",
            "--key-file",
        ]);
        command.arg(key);
        match place {
            Place::File(path) => {
                let folder = path.parent().unwrap_or(Path::new("."));
                command.arg("--data-dir").arg(folder);
            }
            // not on the command line, where everybody could read the password
            Place::Server(url) => {
                command.env("TONGCHOU_DATABASE_URL", url);
            }
        }
        let log = File::create(log).context("无法写日志")?;
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn();
        let mut child = child.context("无法启动接口服务")?;
        let told = child.stdout.take().map(BufReader::new);
        let mut server = Server {
            child,
            told,
            at: String::new(),
        };
        let mut line = String::new();
        while server.read(&mut line)? > 0 {
            if let Some((_, rest)) = line.split_once("http://") {
                let address = |one: &char| one.is_ascii_digit() || matches!(one, '.' | ':');
                server.at = rest.chars().take_while(address).collect();
                return Ok(server);
            }
            line.clear();
        }
        bail!("接口服务没有启动，请看日志。")
    }

    fn read(&mut self, line: &mut String) -> Result<usize> {
        match &mut self.told {
            Some(told) => told.read_line(line).context("接口服务没有说明地址"),
            None => Ok(0),
        }
    }

    /// The most KiB that it had resident at any time, where the system tells.
    pub fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// Asks it to finish what it accepted, and waits.
    ///
    /// # Errors
    /// Where it does not end, or ends with a fault.
    pub fn stop(mut self) -> Result<()> {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        asked.context("无法请接口服务停止")?;
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait()? {
                if status.success() {
                    return Ok(());
                }
                bail!("接口服务异常退出：{status}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("接口服务没有停下来")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // it may have ended already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
