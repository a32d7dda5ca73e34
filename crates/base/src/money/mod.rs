//! Money in integer 分, exact ratios, named rounding, and division that loses nothing.

mod allocate;
mod daxie;
mod fen;
mod ratio;
mod ratio_text;
mod rounding;
mod yuan;

pub use allocate::allocate;
pub use fen::Fen;
pub use ratio::{Ratio, RatioError};
pub use rounding::{Rounding, RoundingError};
pub use yuan::MoneyError;
