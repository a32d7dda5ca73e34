//! `cargo xtask bench import`: what the import of a city costs against a bare bulk load.
//!
//! The import is the real one: `tongchou demo --measure` takes persons in through the use cases, with
//! matching, validation and per-row results, enrols them, has the lists reviewed and approved, and draws
//! up a bill for each. The floor then loads the very final rows of all tables into an empty store of the
//! same schema. Both run in processes of their own, in the same run, on both engines.

mod floor;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use store::Place;

use super::options::ImportArgs;

/// The import may take so many times the bare load.
const RATIO: f64 = 4.0;
/// Twice the rows may take so many times as long.
const GROWTH: f64 = 2.2;
/// Peak memory of the import in KiB: 500 MB.
const MEMORY: u64 = 488_281;

/// What a measured process reported.
#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    /// Peak memory in KiB, or rows of a bare load.
    count: u64,
}

/// Runs the benchmark; `false` when a limit is missed.
pub fn run(root: &Path, args: &ImportArgs) -> Result<bool> {
    if let (Some(from), Some(to)) = (&args.from, &args.to) {
        let loaded = floor::load(&place(from), place(to))?;
        println!("cost {} {}", loaded.time.as_nanos(), loaded.rows);
        return Ok(true);
    }
    build(root, args)?;
    match args.engine.as_deref() {
        Some("postgres") if args.inside => on_postgres(root, args),
        Some("postgres") => with_a_server(args),
        Some(_) => on_sqlite(root, args),
        None => {
            let mut right = on_sqlite(root, args)?;
            right &= with_a_server(args)?;
            Ok(right)
        }
    }
}

/// A place as it is handed to a process: a URL or a file.
fn place(text: &str) -> Place {
    if text.starts_with("postgres") {
        Place::Server(text.to_owned())
    } else {
        Place::in_folder(PathBuf::from(text))
    }
}

/// The program under test, beside this one.
fn tongchou() -> Result<PathBuf> {
    let here = std::env::current_exe().context("cannot find the running program")?;
    let folder = here.parent().context("the running program lies nowhere")?;
    Ok(folder.join("tongchou"))
}

fn build(root: &Path, args: &ImportArgs) -> Result<()> {
    if args.as_built || args.inside {
        return Ok(());
    }
    let mut command = Command::new("cargo");
    command.args(["build", "--quiet", "--release", "--package", "tongchou"]);
    let built = command.current_dir(root).status();
    if !built.context("cannot start cargo")?.success() {
        bail!("tongchou was not built");
    }
    Ok(())
}

/// Starts a PostgreSQL where none is given, and the contest on it in a process that knows its address.
fn with_a_server(args: &ImportArgs) -> Result<bool> {
    let server = crate::postgres::for_tests()?;
    let mut command = again()?;
    command.args(["--engine", "postgres", "--inside", "--rows"]);
    command.arg(args.rows.to_string());
    for (flag, set) in [("--once", args.once), ("--as-built", args.as_built)] {
        if set {
            command.arg(flag);
        }
    }
    let status = command.envs(server.environment()).status();
    Ok(status
        .context("cannot start the benchmark again")?
        .success())
}

fn again() -> Result<Command> {
    let program = std::env::current_exe().context("cannot find the running program")?;
    let mut command = Command::new(program);
    command.args(["bench", "import"]);
    Ok(command)
}

fn on_sqlite(root: &Path, args: &ImportArgs) -> Result<bool> {
    let folder = root.join("target");
    let ground = tempfile::tempdir_in(folder).context("no folder for the stores")?;
    let at = |name: &str| ground.path().join(name).to_string_lossy().into_owned();
    let places = [at("import"), at("load"), at("double")];
    contest(root, args, "SQLite", "--data-dir", &places)
}

fn on_postgres(root: &Path, args: &ImportArgs) -> Result<bool> {
    let databases = [(); 3].map(|()| testkit::postgres::database());
    let places = databases.each_ref().map(testkit::postgres::Database::url);
    contest(root, args, "PostgreSQL", "--database-url", &places)
}

fn contest(
    root: &Path,
    args: &ImportArgs,
    engine: &str,
    flag: &str,
    [imported, loaded, doubled]: &[String; 3],
) -> Result<bool> {
    println!("{engine}: importing {} persons …", args.rows);
    let import = cost(import_into(root, flag, imported, args.rows)?)?;
    println!("{engine}: loading the same rows bare …");
    if flag == "--data-dir" {
        std::fs::create_dir_all(loaded)?;
    }
    let mut load = again()?;
    load.args(["--as-built", "--from", imported, "--to", loaded]);
    let load = cost(load)?;
    let double = if args.once {
        None
    } else {
        println!(
            "{engine}: importing {} persons …",
            args.rows.saturating_mul(2)
        );
        Some(cost(import_into(
            root,
            flag,
            doubled,
            args.rows.saturating_mul(2),
        )?)?)
    };
    Ok(told(args, engine, import, load, double))
}

fn import_into(root: &Path, flag: &str, place: &str, rows: u32) -> Result<Command> {
    let mut command = Command::new(tongchou()?);
    let size = rows.to_string();
    command.args(["demo", "--measure", "--size", &size, flag, place]);
    command.current_dir(root);
    Ok(command)
}

/// Runs a process to its end and reads the line by which it reports.
fn cost(mut command: Command) -> Result<Cost> {
    let ran = command.stderr(std::process::Stdio::inherit()).output();
    let ran = ran.context("cannot start a measured process")?;
    let output = String::from_utf8_lossy(&ran.stdout);
    if !ran.status.success() {
        bail!("a measured process failed:\n{output}");
    }
    let line = output.lines().find_map(|line| line.strip_prefix("cost "));
    let numbers = line.and_then(|line| line.split_once(' '));
    let (nanos, count) = numbers.context("a measured process did not report")?;
    Ok(Cost {
        time: Duration::from_nanos(nanos.parse()?),
        count: count.parse()?,
    })
}

fn told(args: &ImportArgs, engine: &str, import: Cost, load: Cost, double: Option<Cost>) -> bool {
    let over = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64().max(1e-9);
    let ratio = over(import.time, load.time);
    let megabytes = import.count.div_ceil(1_000);
    println!(
        "\n{engine}, {} persons, {} final rows",
        args.rows, load.count
    );
    println!(
        "  import     {:>10.2?}   {megabytes} MB at most",
        import.time
    );
    println!(
        "  bare load  {:>10.2?}   {ratio:.2} times (limit {RATIO})",
        load.time
    );
    let mut right = ratio <= RATIO && import.count <= MEMORY;
    if let Some(double) = double {
        let growth = over(double.time, import.time);
        println!(
            "  twice      {:>10.2?}   {growth:.2} times (limit {GROWTH})",
            double.time
        );
        right &= growth <= GROWTH;
    }
    println!(
        "  {}\n",
        if right {
            "within the limits"
        } else {
            "OVER A LIMIT"
        }
    );
    right
}
