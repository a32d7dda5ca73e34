//! Contributions of residents from package to subsidy, on both engines.

mod activation;
mod batches;
mod bills;
mod money;
mod posting;
mod posting_back;
mod scene;
mod standards;
mod subsidies;
