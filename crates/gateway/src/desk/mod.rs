//! The seam to the use cases: a module for each family of transactions turns a checked input into a call, and what
//! the call gives into rows of the answer. No rule stands here.
//!
//! | module | transactions |
//! |---|---|
//! | [`sign`] | 9001 签到, 9002 签退 |
//! | [`files`] | 9101 文件上传, 9102 文件下载 |
//! | [`dictionaries`] | 1901 字典表下载 |

mod call;
pub mod dictionaries;
pub mod files;
mod served;
pub mod sign;

pub use call::{Call, Query, Reply};
pub use served::{Handler, Transactions};
