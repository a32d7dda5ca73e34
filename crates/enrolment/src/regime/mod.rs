//! Regime profiles: what differs between pooling areas.
