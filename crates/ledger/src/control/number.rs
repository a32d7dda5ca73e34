//! The numbers of the records of fund control.

base::number_id! {
    /// A case that walks a chain: a budget, a request, an upload.
    CaseNo
}

base::number_id! {
    /// A receivable, memo item, part of the risk fund, working capital, deposit or bond.
    ItemNo
}

base::number_id! {
    /// A promise on a line of the budget.
    CommitmentNo
}
