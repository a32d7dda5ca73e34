//! Premiums of employers and employees.
