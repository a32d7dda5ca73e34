//! Designated providers: registered, applied, reviewed by the county, confirmed by the city, signed, supplemented,
//! assessed, sanctioned, lifted, ended; and the directory that the counter asks.
//!
//! Whatever the law wants seen by two people is a proposal that [`decide`] carries out. Reviewed is in the county of
//! the provider, confirmed, struck off and worded is by the city.
//!
//! | module | what lives there |
//! |---|---|
//! | `register`, `import`, `merge` | providers and licences, files of them, the merged lists of two schemes |
//! | `change` | the procedure of changing what is registered |
//! | `designate`, `agree` | the way in and out, the one text, agreements, supplements |
//! | `sanction`, `assess` | sanctions and their lifting; rules, assessments and what follows |
//! | `publish` | score sheets, published results of admission, fees of providers |
//! | `department`, `staff` | departments (3401 to 3403), people and where they practise |
//! | [`Directory`] | all dossiers of a pooling area in memory, read again only when something moved |
//! | [`gateway`] | what an institution asks and sends through the national interface |

mod agree;
mod assess;
mod body;
mod change;
mod decide;
mod department;
mod designate;
mod directory;
pub mod gateway;
mod import;
mod list;
mod merge;
mod publish;
mod register;
mod rules;
mod sanction;
mod staff;

pub use agree::{
    Leaving, NewText, Signing, Supplementing, propose_agreement, propose_end, propose_supplement,
    propose_text, templates,
};
pub use assess::{Terms, assessments, propose_assessment, settle_deposit, terms};
pub use change::{changes, propose_change_confirm, request_change};
pub use decide::decide;
pub use department::{
    change_department, departments, register_department, take_departments, withdraw_department,
};
pub use designate::{apply, propose_confirm, withdraw};
pub use directory::{Directories, Directory, Record, directory};
pub use import::{FileOf, ReadRow, RowResult};
pub use list::{Listed, counts, dossier, planning, providers, sanctions, violations};
pub use merge::{MergedLists, merge_lists, old_codes};
pub use publish::{
    AdmissionLine, FeeRow, Published, fee_rows, fee_totals, propose_admission_results,
    propose_fees, published, score,
};
pub use register::{add_licence, register, take_institutions};
pub use rules::{RuleKind, propose_rules};
pub use sanction::{Charge, propose_lift, propose_sanction};
pub use staff::{StaffRow, Transfer, take_staff, transfer};
