//! Budgets, fund requests, prepayment, the risk fund, warnings.
