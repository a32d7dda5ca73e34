//! The events that make entries.
