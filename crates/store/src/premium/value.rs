//! Numbers of this area as values of columns.

use crate::Value;
use enrolment::Month;
use enrolment::account::{AccountEntryNo, CreditTableNo};
use enrolment::premium::{DeclarationNo, DeferralNo, DisputeNo};

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                Value::Int(value.get())
            }
        }
    )*};
}

numbers!(AccountEntryNo CreditTableNo DeclarationNo DeferralNo DisputeNo);

impl From<Month> for Value {
    fn from(value: Month) -> Self {
        Value::Int(value.number())
    }
}
