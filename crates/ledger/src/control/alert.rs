//! A warning on its way: raised, analysed, met by a measure, followed up.

use super::chain::stages;

stages! {
    /// How far a warning has come.
    AlertStage "alert" {
        /// An indicator has left its limits.
        Raised "raised" "预警",
        /// It is known why.
        Analysed "analysed" "分析",
        /// Something is done about it.
        Measured "measured" "措施",
        /// What was done has been looked at.
        FollowedUp "followed_up" "跟踪办结",
    }
}
