//! Codes of the interface (`insutype`) and the schemes they name.

use enrolment::Scheme;

/// An insurance as the interface names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insurance {
    /// The code (`insutype`).
    pub code: &'static str,
    /// The scheme whose package settles it.
    pub scheme: Scheme,
}

/// The insurances that have a scheme of their own here. Civil servants' aid, large-amount aid and the like
/// are layers of the package of such a scheme, not insurances under which somebody comes.
const INSURANCES: [Insurance; 4] = [
    Insurance {
        code: "310",
        scheme: Scheme::Employee,
    },
    Insurance {
        code: "380",
        scheme: Scheme::RuralCooperative,
    },
    Insurance {
        code: "390",
        scheme: Scheme::Resident,
    },
    Insurance {
        code: "391",
        scheme: Scheme::UrbanResident,
    },
];

/// The scheme of a code; `None` for an insurance under which nobody comes.
#[must_use]
pub fn scheme_of(code: &str) -> Option<Scheme> {
    let found = INSURANCES.iter().find(|one| one.code == code);
    found.map(|one| one.scheme)
}

/// The code of a scheme.
#[must_use]
pub fn insurance_of(scheme: Scheme) -> &'static str {
    let found = INSURANCES.iter().find(|one| one.scheme == scheme);
    found.map_or("", |one| one.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_has_one_code_that_leads_back() {
        for scheme in Scheme::ALL {
            let code = insurance_of(scheme);
            assert_eq!((code.len(), scheme_of(code)), (3, Some(scheme)));
        }
        assert_eq!(scheme_of("320"), None);
        assert_eq!(scheme_of(""), None);
    }
}
