//! Entries and legs.
