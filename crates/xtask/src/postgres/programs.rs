//! Where PostgreSQL's programs lie, and as whom they run.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The variable that tests read: the URL of a server on which databases may be created.
pub const VARIABLE: &str = "TONGCHOU_TEST_POSTGRES";

/// The oldest release that Tongchou runs on.
pub const OLDEST: u32 = 15;

/// The folder with `initdb` and `pg_ctl`, and the user that runs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    bin: PathBuf,
    runner: Runner,
}

/// As whom the server runs: PostgreSQL refuses to run as root.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Runner {
    /// As whoever calls us.
    Caller,
    /// As another user, through the program that changes to it.
    Other {
        user: &'static str,
        through: Through,
    },
}

/// Programs that run another program as another user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Through {
    Runuser,
    Setpriv,
}

impl Programs {
    /// The newest release on this machine that is new enough.
    pub fn find() -> Result<Option<Programs>> {
        let Some(bin) = newest(&candidates()) else {
            return Ok(None);
        };
        let runner = Runner::choose()?;
        Ok(Some(Programs { bin, runner }))
    }

    /// A program of PostgreSQL, as the user that may run it.
    pub fn command(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = match &self.runner {
            Runner::Caller => Command::new(program),
            Runner::Other { user, through } => {
                let mut command = through.command(user);
                command.arg(program);
                command
            }
        };
        // The folder that we stand in may be closed to that user.
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    /// Makes the user that runs the server the owner of a path.
    pub fn hand_over(&self, path: &Path) -> Result<()> {
        let Runner::Other { user, .. } = &self.runner else {
            return Ok(());
        };
        succeed(Command::new("chown").arg(user).arg(path))
    }
}

impl Runner {
    fn choose() -> Result<Runner> {
        if !is_root()? {
            return Ok(Runner::Caller);
        }
        let user = ["postgres", "nobody"]
            .into_iter()
            .find(|user| answers(Command::new("id").arg("-u").arg(user)));
        let user =
            user.context("no user `postgres` or `nobody`, and PostgreSQL does not run as root")?;
        let through = [Through::Runuser, Through::Setpriv]
            .into_iter()
            .find(|through| answers(through.command(user).arg("true")));
        let through = through.context("neither runuser nor setpriv can leave root")?;
        Ok(Runner::Other { user, through })
    }
}

impl Through {
    fn command(self, user: &str) -> Command {
        match self {
            Through::Runuser => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]);
                command
            }
            Through::Setpriv => {
                let mut command = Command::new("setpriv");
                command
                    .arg(format!("--reuid={user}"))
                    .args(["--init-groups", "--"]);
                command
            }
        }
    }
}

/// Whether this program runs as root.
pub fn is_root() -> Result<bool> {
    let output = Command::new("id")
        .arg("-u")
        .output()
        .context("cannot run `id`")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

/// Whether a command succeeds; its output is dropped.
pub fn answers(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Runs a command whose output is shown only when it fails.
pub fn succeed(command: &mut Command) -> Result<()> {
    let name = Path::new(command.get_program()).display().to_string();
    let output = command
        .output()
        .with_context(|| format!("cannot start {name}"))?;
    if output.status.success() {
        return Ok(());
    }
    let told = [output.stdout, output.stderr].concat();
    bail!("{name} failed: {}", String::from_utf8_lossy(&told).trim())
}

/// Folders that may hold the programs.
fn candidates() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(children("/usr/lib/postgresql").map(|release| release.join("bin")));
    folders.extend(
        children("/usr")
            .filter(|path| name(path).starts_with("pgsql-"))
            .map(|release| release.join("bin")),
    );
    folders.retain(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file());
    folders
}

fn children(folder: &str) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.flatten().map(|entry| entry.path())
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(OsStr::to_string_lossy)
        .unwrap_or_default()
        .into_owned()
}

fn newest(folders: &[PathBuf]) -> Option<PathBuf> {
    let release = |folder: &PathBuf| {
        let output = Command::new(folder.join("pg_ctl"))
            .arg("--version")
            .output()
            .ok()?;
        release_of(&String::from_utf8_lossy(&output.stdout))
    };
    let known = folders
        .iter()
        .filter_map(|folder| Some((release(folder)?, folder)));
    let fit = known.filter(|(release, _)| *release >= OLDEST);
    fit.max_by_key(|(release, _)| *release)
        .map(|(_, folder)| folder.clone())
}

/// The release in `pg_ctl (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn release_of(version: &str) -> Option<u32> {
    let number = version.split_once(") ")?.1;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_stands_behind_the_name() {
        let debian = "pg_ctl (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n";
        assert_eq!(release_of(debian), Some(15));
        assert_eq!(release_of("pg_ctl (PostgreSQL) 19devel"), Some(19));
        assert_eq!(release_of("something else"), None);
    }
}
