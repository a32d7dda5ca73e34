//! The memo register (E38, E39): on the cash basis these are no entries until money moves, and they block the closing
//! of a county's upload while they are open.

/// What is open before an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemoKind {
    /// 应配套未配套: counterpart money that the county has not paid (E38).
    MissingCounterpart,
    /// 占用中央、省、市补助资金: subsidies that the county has used for something else (E38).
    OccupiedSubsidy,
    /// 拖欠医疗机构费用: bills of providers that are not paid (E39).
    UnpaidProvider,
    /// 往来款项: mutual accounts that are not settled.
    MutualAccount,
}

impl MemoKind {
    /// Every kind.
    pub const ALL: [MemoKind; 4] = [
        MemoKind::MissingCounterpart,
        MemoKind::OccupiedSubsidy,
        MemoKind::UnpaidProvider,
        MemoKind::MutualAccount,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            MemoKind::MissingCounterpart => "missing_counterpart",
            MemoKind::OccupiedSubsidy => "occupied_subsidy",
            MemoKind::UnpaidProvider => "unpaid_provider",
            MemoKind::MutualAccount => "mutual_account",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<MemoKind> {
        MemoKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What users read.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            MemoKind::MissingCounterpart => "应配套未配套",
            MemoKind::OccupiedSubsidy => "占用补助资金",
            MemoKind::UnpaidProvider => "拖欠医疗机构费用",
            MemoKind::MutualAccount => "往来款项",
        }
    }

    /// The event of the books that records it: E38 or E39; mutual accounts have none until they are paid.
    #[must_use]
    pub const fn event(self) -> Option<&'static str> {
        match self {
            MemoKind::MissingCounterpart | MemoKind::OccupiedSubsidy => Some("E38"),
            MemoKind::UnpaidProvider => Some("E39"),
            MemoKind::MutualAccount => None,
        }
    }
}

/// What of a list of (kind, amount still open in 分) blocks a closing.
#[must_use]
pub fn blocking(items: &[(MemoKind, base::Fen)]) -> Vec<(MemoKind, base::Fen)> {
    let open = |item: &&(MemoKind, base::Fen)| item.1 > base::Fen::ZERO;
    items.iter().filter(open).copied().collect()
}
