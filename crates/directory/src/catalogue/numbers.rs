//! Numbers of records of the catalogue, within a pooling area.

base::number_id! {
    /// A list that was loaded.
    ReleaseNo
}
base::number_id! {
    /// An item, diagnosis, operation, disease or old code in a span of days.
    ListedNo
}
base::number_id! {
    /// An own code of an institution with the national code that it means.
    MappingNo
}
