//! The stages of a request.

use crate::control::chain::stages;

stages! {
    /// How far a request for money has come.
    RequestStage "fund_request" {
        /// The county bureau writes it.
        Draft "draft" "草拟",
        /// The county bureau hands it in.
        Submitted "submitted" "县区医保局申请",
        /// The city bureau has checked it against progress and balance.
        CityChecked "city_checked" "市医保局审核",
        /// City finance has approved it.
        FinanceApproved "finance_approved" "市财政局批准",
        /// City finance has paid it to county finance.
        CityPaid "city_paid" "市财政局拨款",
        /// County finance has received it.
        CountyReceived "county_received" "县区财政局收款",
        /// County finance has released it to the expenditure account.
        CountyReleased "county_released" "县区财政局拨入支出户",
        /// The county bureau has paid benefits with it.
        Used "used" "县区医保局使用",
        /// Use and bank statement agree.
        Reconciled "reconciled" "对账完成",
    }
}
