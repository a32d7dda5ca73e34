//! `tongchou db`: migrate, back up, restore, verify.

mod args;
mod backup;
mod migrate;
mod seal;
mod verify;

use anyhow::Result;
use clap::Subcommand;

use crate::exit::Outcome;
use args::{Backup, Migrate, Restore, Seal, Verify};

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
