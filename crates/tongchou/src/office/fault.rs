//! What a use case answers where it did nothing, as users read it.

use std::fmt;

use service::ServiceError;
use store::StoreError;

/// A use case that did nothing. Its text is the sentence for users; the exit code follows from its kind.
#[derive(Debug)]
pub struct Fault(ServiceError);

impl Fault {
    /// Whether storage failed, and not the rules.
    pub fn is_storage(&self) -> bool {
        matches!(
            self.0,
            ServiceError::Store(
                StoreError::Open(_)
                    | StoreError::Engine(_)
                    | StoreError::Busy
                    | StoreError::Corrupt(_)
                    | StoreError::Misfit(_)
                    | StoreError::Schema(_)
                    | StoreError::NoPool(_)
            )
        )
    }

    /// Whether the input could not be understood.
    pub fn is_input(&self) -> bool {
        matches!(
            self.0,
            ServiceError::Input(_) | ServiceError::Store(StoreError::Nul)
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.zh())
    }
}

impl std::error::Error for Fault {}

impl From<ServiceError> for Fault {
    fn from(error: ServiceError) -> Fault {
        Fault(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault(error.into())
    }
}
