//! Numbers of the records.

::base::number_id! {
    /// A yearly declaration of bases, or a supplement to one.
    DeclarationNo
}
::base::number_id! {
    /// An application for deferred payment.
    DeferralNo
}
::base::number_id! {
    /// A dispute about a premium bill.
    DisputeNo
}
