//! Fund control as use cases, on both engines.

mod house;
mod money;
mod owed;
mod seen;
mod stop;
