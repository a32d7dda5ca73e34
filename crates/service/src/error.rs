//! Why a use case did not do what it was asked.

use access::Denied;
use base::Refused;
use store::StoreError;

/// Why a use case did not do what it was asked; nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The law or the order of the house does not allow it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The record is not there, or not within the actor's scope: the two are not told apart.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// The input cannot be understood; the text is the sentence for users.
    #[error("bad input: {0}")]
    Input(String),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ServiceError {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            ServiceError::Denied(denied) => denied.zh(),
            ServiceError::Refused(refused) => refused.zh(),
            ServiceError::NotFound(what) => {
                format!("在您的管辖范围内没有找到{what}，请核对编号。")
            }
            ServiceError::Input(zh) => zh.clone(),
            ServiceError::Store(error) => error.zh(),
        }
    }

    /// A stable code that programs and per-row results carry.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ServiceError::Denied(_) => "denied",
            ServiceError::Refused(refused) => refused.code(),
            ServiceError::NotFound(_) => "not_found",
            ServiceError::Input(_) => "input",
            ServiceError::Store(_) => "store",
        }
    }
}
