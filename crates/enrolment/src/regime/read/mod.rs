//! The reader of profiles: TOML in, a profile or Chinese findings out.

mod finding;
mod profile;
mod section;
mod table;

use super::profile::Profile;
use super::{Flow, FlowBook};
use base::Refused;
pub use finding::Finding;
use table::Sheet;

const PROFILE_FORMAT: &str = "tongchou-regime/1";
const FLOW_FORMAT: &str = "tongchou-flows/1";

impl Profile {
    /// Reads a profile. `common` are the flows that hold where the profile issues none of its own.
    ///
    /// # Errors
    /// Every finding: no TOML, unknown or missing keys, words outside their list, a line without its
    /// article, an article of a document that is not among the sources.
    pub fn read(file: &str, text: &str, common: &FlowBook) -> Result<Profile, Vec<Finding>> {
        let sheet = Sheet::new(file, text);
        let read = sheet.parse(PROFILE_FORMAT, |root| {
            let mut profile = profile::profile(&root)?;
            let own = section::flows(&root, &profile.sources);
            root.finish();
            for flow in common.all().iter().chain(&own) {
                sheet.take(issue(&mut profile.flows, flow));
            }
            Some(profile)
        });
        sheet.finish(read)
    }
}

impl FlowBook {
    /// Reads flows that hold wherever a profile issues none of its own.
    ///
    /// # Errors
    /// Every finding, as [`Profile::read`].
    pub fn read(file: &str, text: &str) -> Result<FlowBook, Vec<Finding>> {
        let sheet = Sheet::new(file, text);
        let read = sheet.parse(FLOW_FORMAT, |root| {
            let sources = profile::sources(&root);
            let mut book = FlowBook::default();
            for flow in section::flows(&root, &sources) {
                sheet.take(issue(&mut book, &flow));
            }
            root.finish();
            Some(book)
        });
        sheet.finish(read)
    }
}

fn issue(book: &mut FlowBook, flow: &Flow) -> Result<(), Refused> {
    book.issue(flow.clone())
}

#[cfg(test)]
mod tests;
