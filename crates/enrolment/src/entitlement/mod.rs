//! Spans of entitlement, derived and explained.
