//! Numbers that the platform gives to its records, one type for each kind of record.

/// Defines the number of one kind of record: a positive 64-bit integer that cannot be taken for
/// the number of another kind. The store gives them out, one after the other within a pooling area.
///
/// ```
/// base::number_id! {
///     /// A bill for a contribution.
///     BillNo
/// }
/// assert_eq!(BillNo::new(7).map(BillNo::get), Some(7));
/// assert_eq!(BillNo::new(0), None);
/// ```
#[macro_export]
macro_rules! number_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The number; `None` unless it is positive.
            #[must_use]
            pub const fn new(number: i64) -> Option<Self> {
                if number > 0 { Some(Self(number)) } else { None }
            }

            /// The number, 1 or more.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::string::String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let number = text.parse::<i64>().ok().and_then(Self::new);
                number.ok_or_else(|| ::std::format!("编号应为正整数，收到“{}”。", $crate::show_value(text)))
            }
        }
    };
}

number_id! {
    /// A person in the register, within a pooling area. It is not the number of a document.
    PersonNo
}
number_id! {
    /// A household, within a pooling area.
    HouseholdNo
}
number_id! {
    /// An organisation: employer, school or collecting agent, within a pooling area.
    OrganisationNo
}
number_id! {
    /// An enrolment of one person in one scheme for one span of time.
    EnrolmentNo
}
number_id! {
    /// A bill for a contribution.
    BillNo
}
number_id! {
    /// A payment that arrived.
    PaymentNo
}
number_id! {
    /// A journal entry of one book.
    EntryNo
}
number_id! {
    /// A proposal that waits for, or has, the decision of a second person.
    ProposalNo
}
number_id! {
    /// A batch: a file taken in, or a run over many records.
    BatchNo
}
number_id! {
    /// A transaction: one step of knowledge in a pooling area. Later is larger; wall time never orders.
    TxNo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_positive_and_say_so() {
        assert_eq!(
            PersonNo::new(12).map(|no| no.to_string()),
            Some("12".to_owned())
        );
        assert_eq!(PersonNo::new(-1), None);
        assert_eq!("12".parse::<BillNo>().ok(), BillNo::new(12));
        assert!("零".parse::<BillNo>().unwrap_err().contains("正整数"));
    }
}
