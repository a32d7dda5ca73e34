//! Personal accounts: current year and past years.
