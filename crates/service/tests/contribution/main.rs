//! Contributions of residents from package to subsidy, on both engines.

mod activation;
mod batches;
mod bills;
mod money;
mod posting;
mod scene;
mod standards;
mod subsidies;
