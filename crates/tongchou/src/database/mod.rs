//! `tongchou db`: migrate, back up, restore, verify.

mod backup;
mod migrate;
mod seal;
mod verify;

use std::path::PathBuf;

use anyhow::Result;
use base::RegionCode;
use clap::{Args, Subcommand};

use crate::exit::Outcome;
use crate::office::{OfficeArgs, PlaceArgs, region};

/// Commands about the database.
#[derive(Debug, Subcommand)]
pub enum Database {
    /// 建立数据库或升级其结构；可同时建立统筹区
    Migrate(Migrate),
    /// 封存后把整个数据库备份成一个文件（不影响他人继续办理），写完重读核对
    Backup(Backup),
    /// 把备份恢复到空库（可从一种数据库恢复到另一种），恢复后逐表核对
    Restore(Restore),
    /// 封存至今写入的记录：此后有人绕过程序改动任何一行，核验都能指出
    Seal(Seal),
    /// 核验：重算哈希链、引用、批次、复核与各业务的推导数，指出第一处不符
    Verify(Verify),
}

/// Options of `db backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// 备份文件（不能已存在）
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `db restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// 备份文件
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `db seal`.
#[derive(Debug, Args)]
pub struct Seal {
    #[command(flatten)]
    pub office: OfficeArgs,
}

/// Options of `db verify`.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub office: OfficeArgs,
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
        Database::Backup(ask) => backup::write(ask),
        Database::Restore(ask) => backup::restore(ask),
        Database::Seal(ask) => seal::run(ask),
        Database::Verify(ask) => verify::run(ask),
    }
}
