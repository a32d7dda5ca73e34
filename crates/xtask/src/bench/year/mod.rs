//! One benefit year: five million claims, settled by a loop written for them and by a policy.

mod contest;
mod contestant;
mod files;
mod floor;
mod generate;
mod hard;
mod package;
mod random;
mod reference;
mod rows;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bench::options::YearArgs;
use files::Year;

/// Persons of a made year, unless it is too small for so many.
const PERSONS: usize = 500_000;

pub fn run(root: &Path, args: &YearArgs) -> Result<bool> {
    if let Some(name) = &args.contestant {
        return contestant::run(name, args);
    }
    let folder = root.join(target_folder()?);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let year = match (&args.claims, &args.persons) {
        (Some(claims), Some(persons)) => Year {
            claims: claims.clone(),
            persons: persons.clone(),
        },
        _ => made(&folder, args.rows)?,
    };
    let double = made(&folder, args.rows.saturating_mul(2))?;
    contest::run(args, &year, &double)
}

/// The data lie beside the program, inside the target folder.
fn target_folder() -> Result<PathBuf> {
    let program = std::env::current_exe().context("cannot find the running program")?;
    let target = program
        .ancestors()
        .nth(2)
        .context("the program lies in no target folder")?;
    Ok(target.join("bench-year"))
}

fn made(folder: &Path, rows: usize) -> Result<Year> {
    let year = Year {
        claims: folder.join(format!("claims-{rows}.parquet")),
        persons: folder.join(format!("persons-{rows}.parquet")),
    };
    println!("making {rows} claims …");
    generate::write(&year, rows, PERSONS.min(rows / 10 + 1))?;
    Ok(year)
}
