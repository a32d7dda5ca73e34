//! The seam to the use cases: a module for each family of transactions turns a checked input into a call, and what
//! the call gives into rows of the answer. No rule stands here.
//!
//! | module | transactions |
//! |---|---|
//! | [`sign`] | 9001 签到, 9002 签退 |
//! | [`files`] | 9101 文件上传, 9102 文件下载 |
//! | [`dictionaries`] | 1901 字典表下载 |
//! | [`institution`] | 1201 医药机构, 3401 至 3403 科室, 5101 科室查询, 5102 医执人员查询 |
//! | [`visits`] | 2201–2203, 2401–2405 挂号、就诊信息、入院、变更、出院、撤销 |
//! | [`fees`] | 2204, 2205, 2301, 2302 费用明细 |
//! | [`persons`] | 1101 人员信息, 2001 待遇检查 |
//! | [`filings`] | 2501–2506 备案与撤销 |
//! | [`catalogue`] | 1301–1319 目录下载与查询, 3301, 3302 目录对照 |
//! | [`undoing`] | 2601 冲正 |
//! | [`list`] | 4101 结算清单上传, 4102 清单状态修改 |
//! | [`statement`] | 3201 对总账, 3202 对明细账 |
//! | [`queries`] | 5201–5206 就诊、诊断、结算、明细、慢特病用药、累计查询, 5303 在院查询 |
//! | [`filed`] | 5301 慢特病备案, 5302 定点, 5304 转院查询 |
//! | [`settling`] | 2101–2103, 2206–2208, 2303–2305 预结算、结算、撤销 |
//!
//! Queries and small writes run on the thread of their message ([`Handler::Query`]); what moves money or a visit is
//! [`Post`]ed to the counter's queue ([`Handler::Work`]), and tried out on a snapshot for a pre-settlement
//! ([`Handler::Trial`]).

mod call;
pub mod catalogue;
pub mod dictionaries;
pub mod fees;
mod fields;
pub mod filed;
pub mod files;
pub mod filings;
mod first_answer;
pub mod institution;
pub mod list;
mod named;
pub mod persons;
mod post;
pub mod queries;
mod served;
pub mod settling;
pub mod sign;
pub mod statement;
pub mod undoing;
pub mod visits;

pub use call::{Call, Query, Reply};
pub use post::{Acted, Post, Posting};
pub use served::{Handler, Transactions};
