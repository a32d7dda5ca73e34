//! Balances, periods and the rules of the bank accounts.
