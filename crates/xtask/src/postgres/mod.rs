//! A PostgreSQL of our own for the tests: found or installed, started as an ordinary user on a free
//! loopback port, and deleted when the run ends.

mod install;
mod programs;
mod server;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Subcommand;

use install::found_or_installed;
use programs::VARIABLE;
use server::Server;

/// Options of `cargo xtask postgres`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Option<Act>,
}

/// What to do with the developer's server.
#[derive(Clone, Copy, Subcommand)]
enum Act {
    /// Start it, or find it running, and print the line that lets tests use it.
    Start,
    /// Stop it and delete its data.
    Stop,
}

/// The server that one run of tests uses.
pub enum ForTests {
    /// Given from outside by the variable; not ours to stop.
    Given,
    /// Started here; ends with this value.
    Ours(Server),
}

impl ForTests {
    /// What the programs of the run need in their environment beside what they inherit.
    pub fn environment(&self) -> Vec<(String, String)> {
        match self {
            ForTests::Given => Vec::new(),
            ForTests::Ours(server) => vec![(VARIABLE.to_owned(), server.url().to_owned())],
        }
    }
}

/// Takes the server that the variable names, or starts one that lives as long as the answer.
pub fn for_tests() -> Result<ForTests> {
    if std::env::var_os(VARIABLE).is_some_and(|url| !url.is_empty()) {
        return Ok(ForTests::Given);
    }
    let programs = found_or_installed()?;
    let folder = folder(&std::process::id().to_string());
    let mut server = Server::start(programs, &folder)?;
    server.end_with_this_process()?;
    println!("a PostgreSQL for this run stands at {}", folder.display());
    Ok(ForTests::Ours(server))
}

/// Starts or stops the developer's server, which outlives this program.
pub fn run(args: &Args) -> Result<bool> {
    let folder = folder("developer");
    match args.act.unwrap_or(Act::Start) {
        Act::Start => start(&folder),
        Act::Stop => stop(&folder),
    }
}

fn start(folder: &Path) -> Result<bool> {
    let programs = found_or_installed()?;
    let server = match Server::running(programs.clone(), folder)? {
        Some(server) => server,
        None => Server::start(programs, folder)?,
    };
    println!("export {VARIABLE}={}", server.url());
    server.leave_running();
    Ok(true)
}

fn stop(folder: &Path) -> Result<bool> {
    if !folder.exists() {
        println!("no server of ours is running");
        return Ok(true);
    }
    match Server::running(found_or_installed()?, folder)? {
        Some(server) => drop(server),
        None => std::fs::remove_dir_all(folder)?,
    }
    println!("stopped, and its data deleted");
    Ok(true)
}

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("tongchou-postgres-{name}"))
}
