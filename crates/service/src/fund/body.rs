//! Bodies of cases and items: JSON of plain numbers and words, typed again on the way in.

use base::RegionCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ServiceError;

/// The kind of case that holds an agreement with an alliance.
pub(super) const ALLIANCE: &str = "alliance";

/// A body as it is kept.
pub(super) fn write<T: Serialize>(body: &T) -> Result<String, ServiceError> {
    serde_json::to_string(body).map_err(|_| ServiceError::Input("事项内容无法保存。".to_owned()))
}

/// A body as it was kept.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, ServiceError> {
    serde_json::from_str(text)
        .map_err(|error| store::StoreError::Corrupt(format!("body of a fund case: {error}")).into())
}

/// A region that was kept as a number.
pub(super) fn region(number: i64) -> Result<RegionCode, ServiceError> {
    RegionCode::from_number(number)
        .ok_or_else(|| store::StoreError::Corrupt(format!("region {number}")).into())
}
