//! What `tongchou db` is told.

use std::path::PathBuf;

use base::RegionCode;
use clap::Args;

use crate::office::{OfficeArgs, PlaceArgs, region};

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
