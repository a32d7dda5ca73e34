//! The short chain of everything that needs a maker and a checker and nothing more.

use super::chain::stages;

stages! {
    /// How far something that a second user confirms has come.
    ConfirmStage "confirm" {
        /// One user enters it.
        Proposed "proposed" "录入",
        /// Another one confirms it.
        Confirmed "confirmed" "复核",
    }
}

stages! {
    /// The same for what the city alone sets for a county.
    CityConfirmStage "city_confirm" {
        /// One user of the city enters it.
        Proposed "proposed" "市级录入",
        /// Another one confirms it.
        Confirmed "confirmed" "市级复核",
    }
}
