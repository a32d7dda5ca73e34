//! Structured logs: one JSON line an event, on standard error.

/// Starts them. A second start changes nothing.
pub fn start() {
    let lines = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_max_level(tracing::Level::INFO)
        .with_writer(std::io::stderr)
        .finish();
    // where something else set them up already, they stay
    let _ = tracing::subscriber::set_global_default(lines);
}
