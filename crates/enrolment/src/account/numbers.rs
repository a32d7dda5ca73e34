//! Numbers of the records.

::base::number_id! {
    /// An entry of a personal account.
    AccountEntryNo
}
::base::number_id! {
    /// A table of credits by age band.
    CreditTableNo
}
