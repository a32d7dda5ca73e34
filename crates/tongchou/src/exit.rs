//! Exit codes: what a script may rely on.

use std::path::Path;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything as asked.
    Done,
    /// The command ran and found something wrong: a failed check or case, a claim that cannot be determined.
    Found,
    /// The command is written wrongly: something that it must name is not named.
    WrongUse,
    /// The input cannot be read or is not valid; nothing was written.
    BadInput,
    /// The output cannot be written.
    BadOutput,
    /// Refused: by permissions, by the law, by four eyes; nothing was written.
    Declined,
    /// The store cannot be reached, does not fit or failed; nothing was written.
    NoStore,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Found => ExitCode::from(1),
            // as clap ends
            Outcome::WrongUse => ExitCode::from(2),
            Outcome::BadInput => ExitCode::from(3),
            Outcome::BadOutput => ExitCode::from(4),
            Outcome::Declined => ExitCode::from(5),
            Outcome::NoStore => ExitCode::from(6),
        }
    }
}

/// The sentence of an error for users: what failed, then why. What the system says in English, with names of
/// temporary files, is told in Chinese.
pub fn told(error: &anyhow::Error) -> String {
    let mut parts = Vec::new();
    for cause in error.chain() {
        if let Some(system) = cause.downcast_ref::<std::io::Error>() {
            parts.push(batch::why(system));
            break;
        }
        parts.push(cause.to_string());
    }
    parts.join("：")
}

/// A command that lacks what it must name; the text is the sentence for users.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongUse(pub String);

/// A file that could not be written, with the reason in Chinese.
pub fn unwritable(path: &Path, error: &std::io::Error) -> Unwritable {
    Unwritable {
        path: path.display().to_string(),
        why: batch::why(error),
    }
}

/// The output cannot be written: kept apart from bad input for the exit code.
#[derive(Debug, thiserror::Error)]
#[error("无法写出 {path}：{why}；原有文件保持原样，请换一个位置或文件名")]
pub struct Unwritable {
    /// File, or the standard output.
    pub path: String,
    /// Reason, in Chinese.
    pub why: String,
}
