//! Employers, schools and collecting agents.
