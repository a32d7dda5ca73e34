//! A refusal as a Chinese sentence: what is wrong and how to mend it.

use super::labels::called;
use crate::determination::{Irreversible, Refusal};
use crate::plan::Policy;

/// The sentence for users; the caller names file and row.
#[must_use]
pub fn refusal(policy: &Policy, refusal: &Refusal) -> String {
    match refusal {
        Refusal::NoVersion(date) => {
            format!("日期 {date} 不在政策的任何施行期内；请核对日期，或换用该时期的政策包")
        }
        Refusal::NoLawDate => "缺少决定适用版本的日期；请补上就诊日期或出院日期".to_owned(),
        Refusal::FactMissing { fact, by } => {
            let (title, by) = (called(policy, fact), called(policy, by));
            format!("缺少“{title}”（{fact}），“{by}”需要它；请在参保人或账单文件中补上这一列的值")
        }
        Refusal::NoRow(what) => {
            let what = called(policy, what);
            format!("“{what}”没有适合这些事实的一行；请核对账单，或补全政策包")
        }
        Refusal::Unset(name) => {
            format!(
                "参数 {name} 没有来源给出数值；请用 --parameter {name}=数值 给出，或用改革方案设定"
            )
        }
        Refusal::Amount(what) => format!("{what} 的金额超出范围（为负或过大）；请核对金额"),
        Refusal::NoEntry(name) => format!("没有名为 {name} 的层次或步骤；请核对 enter 一列"),
        Refusal::Untranslated(id) => {
            let clauses = policy.versions.iter().flat_map(|plan| &plan.reviews);
            let text = clauses
                .filter(|clause| clause.id == *id)
                .map(|clause| clause.text.trim_end_matches('。'))
                .find(|text| !text.is_empty());
            let text = text.unwrap_or("这一条款尚未写成规则");
            format!("{text}（条款 {id}）；此类账单须由人工办理")
        }
        Refusal::NotReversible(id, why) => format!("账单 {id} 不能冲销：{}", irreversible(*why)),
        Refusal::Duplicate(id) => format!("账单号 {id} 重复；每张账单用一个号，更正用冲销"),
        Refusal::NoPot(name) => {
            format!("政策没有名为 {name} 的支付方或负担原因；请核对目录所属的政策包")
        }
        Refusal::NotStatic(what) => {
            format!("{what} 用到了结算中才有的金额，此处不能计算；请修改政策包")
        }
    }
}

fn irreversible(why: Irreversible) -> &'static str {
    match why {
        Irreversible::Unknown => "没有这张账单；请核对单号",
        Irreversible::Reversed => "已经冲销过；请核对单号",
        Irreversible::NotLast => "按政策只能冲销本人的最后一张；请先冲销其后的账单",
    }
}
