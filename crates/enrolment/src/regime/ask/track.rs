//! Asking a profile whose benefits hold.

use crate::Scheme;
use crate::regime::profile::Profile;
use base::Date;

impl Profile {
    /// The scheme whose benefits hold for care on a day, for somebody enrolled in `enrolled`: the chosen
    /// track while two run, the unified scheme from its first day on.
    #[must_use]
    pub fn benefit_scheme(&self, enrolled: Scheme, care: Date) -> Scheme {
        match &self.dual_track {
            Some(tracks) if enrolled.is_for_residents() && care >= tracks.unified_from => {
                tracks.unified.says
            }
            _ => enrolled,
        }
    }
}
