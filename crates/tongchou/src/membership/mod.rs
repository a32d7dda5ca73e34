//! `tongchou enrol` and `tongchou transfer`: enrolment from the first application to its end.

mod args;
mod changes;
mod lists;
mod reports;
mod single;
mod transfer;
mod words;

use anyhow::Result;
use clap::Subcommand;

use crate::exit::Outcome;
use crate::office::OfficeArgs;
use crate::regime::Decide;
use args::{
    Add, Debits, End, List, Mandates, Move, Of, OldData, Page, Renew, Resolve, Step, Track,
    TrackByHand, Year,
};

pub use transfer::{Transfer, run as run_transfer};

/// Commands about enrolment.
#[derive(Debug, Subcommand)]
pub enum Enrol {
    /// 为一人申报参保
    Add(Add),
    /// 按名单成批申报：学校、街道、行政村、家庭、改制企业退休人员；中断后再运行同一命令即续办
    Batch(List),
    /// 初审（逐条或整批）
    Review(Step),
    /// 核准（逐条或整批）；不能由申报人本人核准
    Approve(Step),
    /// 市级确认（流程有此环节的统筹区）
    Confirm(Step),
    /// 不予参保（逐条）
    Reject(Step),
    /// 拟定：就业转职工医保，原参保于前一日终止
    ToEmployee(Move),
    /// 拟定：职工参保终止，回到居民医保，不间断
    ToResident(Move),
    /// 拟定：终止一条参保登记
    End(End),
    /// 复核拟定的变更、转出、转入、争议和类别
    Decide(Decide),
    /// 导入原制度的参保记录；重复的列为争议，先按一条运行
    OldData(OldData),
    /// 拟定：解决一项争议
    Resolve(Resolve),
    /// 双轨期间确定类别
    Track(Track),
    /// 拟定：人工确定一项待决的类别
    TrackByHand(TrackByHand),
    /// 登记代扣协议
    Mandates(Mandates),
    /// 登记续保代扣结果
    Debits(Debits),
    /// 续保：上年参保人和代扣协议转入新年度，分成三张清单
    Renew(Renew),
    /// 一人的参保经过
    History(Of),
    /// 未参保人员：各地人数，或逐人列出
    Unenrolled(Page),
    /// 尚未解决的重复参保
    Doubles(OfficeArgs),
    /// 不在户籍地参保的人员及理由
    Exceptions(Year),
    /// 中断后参保的人员
    Interrupted(Year),
    /// 潜在参保人（自愿参保地区尚未同意者）
    Prospects(Year),
    /// 待人工决定的事项
    Items(OfficeArgs),
}

/// Does what was asked.
///
/// # Errors
/// What the use case answers.
pub fn run(ask: &Enrol) -> Result<Outcome> {
    use enrolment::membership::State;
    match ask {
        Enrol::Add(ask) => single::add(ask),
        Enrol::Batch(ask) => lists::batch(ask),
        Enrol::Review(ask) => single::step(ask, State::FirstReviewed),
        Enrol::Approve(ask) => single::step(ask, State::Approved),
        Enrol::Confirm(ask) => single::step(ask, State::Confirmed),
        Enrol::Reject(ask) => single::step(ask, State::Rejected),
        Enrol::ToEmployee(ask) => changes::to_employee(ask),
        Enrol::ToResident(ask) => changes::to_resident(ask),
        Enrol::End(ask) => changes::end(ask),
        Enrol::Decide(ask) => changes::decide(ask),
        Enrol::OldData(ask) => lists::old_data(ask),
        Enrol::Resolve(ask) => changes::resolve(ask),
        Enrol::Track(ask) => single::track(ask),
        Enrol::TrackByHand(ask) => changes::track(ask),
        Enrol::Mandates(ask) => lists::mandates(ask),
        Enrol::Debits(ask) => lists::debits(ask),
        Enrol::Renew(ask) => lists::renew(ask),
        Enrol::History(ask) => reports::history(ask),
        Enrol::Unenrolled(ask) => reports::unenrolled(ask),
        Enrol::Doubles(ask) => reports::doubles(ask),
        Enrol::Exceptions(ask) => reports::exceptions(ask),
        Enrol::Interrupted(ask) => reports::interrupted(ask),
        Enrol::Prospects(ask) => reports::prospects(ask),
        Enrol::Items(ask) => reports::items(ask),
    }
}
