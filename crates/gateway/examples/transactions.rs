//! Writes what is made from the definitions: `cargo run -p gateway --example transactions -- markdown` the
//! reference (docs/reference/transactions.zh.md), with `openapi` the OpenAPI document.

use gateway::definition::{Definitions, openapi, reference};

fn main() {
    let definitions = Definitions::shipped();
    match std::env::args().nth(1).as_deref() {
        Some("markdown") => print!("{}", reference::markdown(definitions)),
        Some("openapi") => println!("{:#}", openapi::document(definitions)),
        _ => {
            eprintln!("name what to write: markdown or openapi");
            std::process::exit(2);
        }
    }
}
