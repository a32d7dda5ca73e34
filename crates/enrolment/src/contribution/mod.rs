//! Contributions of residents: standards, bills, payments, subsidies.
