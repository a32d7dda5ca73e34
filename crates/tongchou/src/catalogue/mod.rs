//! `tongchou catalogue`: lists of the city, institutions' own lists, and the queue of unmapped codes.

mod asks;
mod lists;
mod own;
mod sample;
mod sheet;

use anyhow::Result;
use clap::Subcommand;

use asks::{
    Decide, Dismiss, Essential, Load, Map, OfOffice, OfProposal, OfSite, Refuse, Sample, Show,
    Unmap, Verdicts,
};

use crate::exit::Outcome;

/// Commands about the catalogue.
#[derive(Debug, Subcommand)]
pub enum Catalogue {
    /// 生成一套示例目录文件（药品、诊疗项目、耗材、诊断、机构目录）
    Sample(Sample),
    /// 导入一份目录：与现行目录比对，拟定生效，由全市另一名用户复核
    Load(Load),
    /// 查看待复核目录的差异报告
    Difference(OfProposal),
    /// 复核通过：目录整份生效
    Approve(Decide),
    /// 退回
    Reject(Decide),
    /// 列出导入过的目录
    List(OfOffice),
    /// 查看一个编码在各目录中的历史
    Show(Show),
    /// 上传医药机构的目录对照（3301）；整份接收或整份退回
    Map(Map),
    /// 撤销医药机构的目录对照（3302）
    Unmap(Unmap),
    /// 列出待审核的目录对照和需要留意之处
    Review(OfSite),
    /// 审核通过目录对照
    Accept(Verdicts),
    /// 审核不通过，写明理由
    Refuse(Refuse),
    /// 列出待对照队列：明细用过、没有对照的机构编码
    Queue(OfSite),
    /// 不予对照，写明理由
    Dismiss(Dismiss),
    /// 基本药物配备情况：各机构目录中基本药物的品种和占比
    Essential(Essential),
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Catalogue) -> Result<Outcome> {
    use access::Verdict::{Approved, Rejected};
    match ask {
        Catalogue::Sample(ask) => sample::write(ask),
        Catalogue::Load(ask) => lists::load(ask),
        Catalogue::Difference(ask) => lists::difference(ask),
        Catalogue::Approve(ask) => lists::decide(ask, Approved),
        Catalogue::Reject(ask) => lists::decide(ask, Rejected),
        Catalogue::List(ask) => lists::list(ask),
        Catalogue::Show(ask) => lists::show(ask),
        Catalogue::Map(ask) => own::map(ask),
        Catalogue::Unmap(ask) => own::unmap(ask),
        Catalogue::Review(ask) => own::review(ask),
        Catalogue::Accept(ask) => own::accept(ask),
        Catalogue::Refuse(ask) => own::refuse(ask),
        Catalogue::Queue(ask) => own::queue(ask),
        Catalogue::Dismiss(ask) => own::dismiss(ask),
        Catalogue::Essential(ask) => own::essential(ask),
    }
}
