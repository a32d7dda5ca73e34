//! What `tongchou bench` is told.

use std::path::PathBuf;

use clap::Args;

use crate::office::PlaceArgs;

/// Options of `bench counter`.
#[derive(Debug, Args)]
pub struct Counter {
    /// 计时的秒数
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub seconds: u32,
    /// 同时发送的终端数
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub clients: u32,
    /// 每秒发出的结算数（不管前面的是否答复，时延从应发的时刻算起）；不给出则每个终端收到答复后再发下一笔
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub rate: Option<u32>,
    /// 虚构城市的人口
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(200..=1_000_000))]
    pub size: u32,
    /// 随机数种子
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// 医保目录缩小为几分之一（1 为一个城市的规模：药品 2 万、诊疗项目 8 千、耗材 3 万）
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub part: u32,
    /// 政策包所在文件夹
    #[arg(long, value_name = "DIR", default_value = "policies")]
    pub policies: PathBuf,
    /// pgbench 所在文件夹（缺省在 PATH 和 /usr/lib/postgresql 里找）
    #[arg(long, value_name = "DIR")]
    pub pgbench: Option<PathBuf>,
    /// 数据库放在这里（须是新库）；都不给出时用临时目录，测完删除
    #[command(flatten)]
    pub place: PlaceArgs,
}
