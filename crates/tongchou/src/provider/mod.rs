//! `tongchou provider`: designated providers, from the register to the way out.

mod asks;
mod files;
mod intake;
mod lists;
mod public;
mod steps;

use anyhow::Result;
use clap::Subcommand;

use crate::exit::Outcome;
use asks::{
    Apply, Assess, ChangeAsk, CodeAsk, Confirm, Counts, Decide, End, Fees, Intake, Licence, Lift,
    Lists, MaybeCode, Merge, OfChange, Period, Planning, Results, Rules, Sanction, Score, Sign,
    Supplement, Text, Transfer,
};

/// Commands about designated providers.
#[derive(Debug, Subcommand)]
pub enum Provider {
    /// 导入机构登记表（.csv、.xlsx）；每行一家，逐行给出结果
    Import(Intake),
    /// 登记一份许可证（延续另登一份，旧证保留）
    Licence(Licence),
    /// 列出统筹区内的定点机构和当日状态
    List(Lists),
    /// 按类型统计某日的机构数
    Count(Counts),
    /// 查看一家机构的档案：登记、申请、协议、处理、科室
    Show(CodeAsk),
    /// 申请变更登记内容，由县区初审
    Change(ChangeAsk),
    /// 把县区已初审的变更提请市级确认
    ConfirmChange(OfChange),
    /// 列出变更申请
    Changes(Lists),
    /// 申请定点，由县区初审
    Apply(Apply),
    /// 把县区已初审的申请提请市级确认
    Confirm(Confirm),
    /// 撤回申请
    Withdraw(Confirm),
    /// 拟定统一协议文本（表中两列：条款、内容），由市级复核
    Text(Text),
    /// 列出统一协议文本的各个版本和校验值
    Texts(Lists),
    /// 拟签服务协议（首签或续签），复核后签订
    Sign(Sign),
    /// 拟签补充协议，复核后签订
    Supplement(Supplement),
    /// 拟办退出或不再续签，复核后生效
    End(End),
    /// 拟定处理：警告、罚款、暂停结算（机构、科室、医务人员）、取消定点
    Sanction(Sanction),
    /// 拟解除处理
    Lift(Lift),
    /// 列出处理决定
    Sanctions(Lists),
    /// 拟定定点规则或考核方案（.toml），由市级复核
    Rules(Rules),
    /// 拟登记考核结果（表中三列：指标、数值、依据），复核后生效
    Assess(Assess),
    /// 列出考核结果和后果
    Assessments(MaybeCode),
    /// 给申请评分（表中三列：条件、得分、依据）
    Score(Score),
    /// 把一批申请的评分结果提请公布
    Results(Results),
    /// 查看已公布的准入结果和机构费用
    Published(Lists),
    /// 按结算汇总一段时间各机构的费用；加 --publish 提请公布
    Fees(Fees),
    /// 按所有制列出一段时间内受处理的违规
    Violations(Period),
    /// 导入科室表
    Departments(Intake),
    /// 导入医务人员表
    Staff(Intake),
    /// 医务人员调动，或增加执业地点
    Transfer(Transfer),
    /// 归并两套制度原来的机构名单，保留旧编码
    Merge(Merge),
    /// 列出旧编码对应的机构
    OldCodes(MaybeCode),
    /// 规划视图：各地每万参保人的定点机构数（表中两列：区划、参保人数）
    Planning(Planning),
    /// 同意一件待复核事项
    Approve(Decide),
    /// 退回一件待复核事项
    Reject(Decide),
}

/// Runs a command.
///
/// # Errors
/// What the use case answers, as a sentence for users.
pub fn run(ask: &Provider) -> Result<Outcome> {
    use access::Verdict::{Approved, Rejected};
    match ask {
        Provider::Import(ask) => intake::institutions(ask),
        Provider::Departments(ask) => intake::departments(ask),
        Provider::Staff(ask) => intake::staff(ask),
        Provider::Merge(ask) => intake::merge(ask),
        Provider::Licence(ask) => steps::licence(ask),
        Provider::Change(ask) => steps::change(ask),
        Provider::ConfirmChange(ask) => steps::confirm_change(ask),
        Provider::Apply(ask) => steps::apply(ask),
        Provider::Confirm(ask) => steps::confirm(ask),
        Provider::Withdraw(ask) => steps::withdraw(ask),
        Provider::Text(ask) => steps::text(ask),
        Provider::Sign(ask) => steps::sign(ask),
        Provider::Supplement(ask) => steps::supplement(ask),
        Provider::End(ask) => steps::end(ask),
        Provider::Sanction(ask) => steps::sanction(ask),
        Provider::Lift(ask) => steps::lift(ask),
        Provider::Rules(ask) => steps::rules(ask),
        Provider::Transfer(ask) => steps::transfer(ask),
        Provider::Approve(ask) => steps::decide(ask, Approved),
        Provider::Reject(ask) => steps::decide(ask, Rejected),
        Provider::Assess(ask) => public::assess(ask),
        Provider::Assessments(ask) => public::assessments(ask),
        Provider::Score(ask) => public::score(ask),
        Provider::Results(ask) => public::results(ask),
        Provider::Published(ask) => public::published(ask),
        Provider::Fees(ask) => public::fees_of(ask),
        Provider::Violations(ask) => lists::violations(ask),
        Provider::List(ask) => lists::list(ask),
        Provider::Count(ask) => lists::counts(ask),
        Provider::Show(ask) => lists::show(ask),
        Provider::Changes(ask) => lists::changes(ask),
        Provider::Texts(ask) => lists::texts(ask),
        Provider::Sanctions(ask) => lists::sanctions(ask),
        Provider::OldCodes(ask) => lists::old_codes(ask),
        Provider::Planning(ask) => lists::planning(ask),
    }
}
