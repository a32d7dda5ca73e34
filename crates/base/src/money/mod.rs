//! Money in integer 分, exact ratios, named rounding, and division that loses nothing.

mod allocate;
mod daxie;
mod decimal;
mod fen;
mod ratio;
mod ratio_text;
mod rounding;
mod unit_price;
mod yuan;

pub use allocate::allocate;
pub use decimal::DecimalError;
pub use fen::Fen;
pub use ratio::{Ratio, RatioError};
pub use rounding::{Rounding, RoundingError};
pub use unit_price::{Count, UnitPrice};
pub use yuan::MoneyError;
