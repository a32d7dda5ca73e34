//! The numbers of the records of reconciliation.

base::number_id! {
    /// A statement that came from outside.
    StatementNo
}

base::number_id! {
    /// A line that found no partner.
    ExceptionNo
}
