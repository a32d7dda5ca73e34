//! `tongchou db`: migrate, back up, restore, verify.

mod migrate;

use anyhow::Result;
use base::RegionCode;
use clap::{Args, Subcommand};

use crate::exit::Outcome;
use crate::office::{PlaceArgs, region};

/// Commands about the database.
#[derive(Debug, Subcommand)]
pub enum Database {
    /// 建立数据库或升级其结构；可同时建立统筹区
    Migrate(Migrate),
}

/// Options of `db migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    pub place: PlaceArgs,
    /// 建立这个统筹区（市）；已有的不变
    #[arg(long, value_name = "REGION", value_parser = region, requires = "name")]
    pub pool: Option<RegionCode>,
    /// 统筹区名称
    #[arg(long, value_name = "NAME", requires = "pool")]
    pub name: Option<String>,
}

/// Runs a command.
///
/// # Errors
/// What went wrong, as a sentence for users.
pub fn run(ask: &Database) -> Result<Outcome> {
    match ask {
        Database::Migrate(ask) => migrate::run(ask),
    }
}
