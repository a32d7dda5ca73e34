//! The rate of pgbench TPC-B on the same PostgreSQL, in a database of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Clients of TPC-B, and branches: with fewer branches than clients these wait for each other.
const CLIENTS: &str = "32";

/// Where pgbench and its companions lie; `None` where there is none.
pub fn find(asked: Option<&Path>) -> Option<PathBuf> {
    if let Some(folder) = asked {
        return folder.join("pgbench").is_file().then(|| folder.to_owned());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    folders.extend(installed.map(|version| version.path().join("bin")));
    folders.into_iter().find(|folder| {
        let has = |name: &str| folder.join(name).is_file();
        has("pgbench") && has("createdb") && has("dropdb")
    })
}

/// Transactions a second, in tenths.
///
/// # Errors
/// Where a step fails.
pub fn rate(folder: &Path, url: &str, seconds: u32) -> Result<u64> {
    let name = format!("tongchou_tpcb_{}", std::process::id());
    step(folder, "createdb", &["--maintenance-db", url, &name])?;
    let database = within(url, &name);
    let measured = measured(folder, &database, seconds);
    step(folder, "dropdb", &["--maintenance-db", url, &name])?;
    measured
}

fn measured(folder: &Path, database: &str, seconds: u32) -> Result<u64> {
    step(folder, "pgbench", &["-i", "-q", "-s", CLIENTS, database])?;
    let seconds = seconds.to_string();
    let told = step(
        folder,
        "pgbench",
        &["-c", CLIENTS, "-j", "2", "-T", &seconds, database],
    )?;
    let line = told.lines().find_map(|line| line.strip_prefix("tps = "));
    let line = line.context("pgbench 没有给出 tps")?;
    tenths(line).context("pgbench 的 tps 读不出来")
}

/// `1234.56 (without …)` in tenths.
fn tenths(line: &str) -> Option<u64> {
    let number = line.split_whitespace().next()?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let part: u64 = part.get(..1)?.parse().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(10)?
        .checked_add(part)
}

/// The URL of another database on the same server.
fn within(url: &str, name: &str) -> String {
    let (base, query) = url
        .split_once('?')
        .map_or((url, None), |(base, query)| (base, Some(query)));
    let server = base.rsplit_once('/').map_or(base, |(server, _)| server);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{server}/{name}{query}")
}

fn step(folder: &Path, program: &str, words: &[&str]) -> Result<String> {
    let done = Command::new(folder.join(program)).args(words).output();
    let done = done.with_context(|| format!("无法运行 {program}"))?;
    if !done.status.success() {
        // what it says may name the URL with its password
        bail!("{program} 没有办成（{}）", done.status);
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pgbench_says_is_read() {
        assert_eq!(
            tenths("1234.567890 (without initial connection time)"),
            Some(12_345)
        );
        assert_eq!(tenths("no"), None);
        let url = "postgres://me:secret@127.0.0.1:5432/postgres?sslmode=disable";
        let other = "postgres://me:secret@127.0.0.1:5432/tpcb?sslmode=disable";
        assert_eq!(within(url, "tpcb"), other);
        assert_eq!(within("postgres://h:1/a", "b"), "postgres://h:1/b");
    }
}
