//! The catalogue of requirements, and how much of it cases and lints cover.

use std::collections::BTreeMap;

use serde::Serialize;

/// One requirement of a specification, in the project's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// `9112-6.1-12`: document, section, number within it.
    pub id: String,
    /// `RFC 9112`, `SSE`.
    pub specification: String,
    /// The section that holds it.
    pub section: String,
    /// The word of the text: `MUST`, `SHOULD NOT`, `MAY`; `implied` and `ought` where it has none.
    pub level: String,
    /// Whom it binds: `origin`, `recipient`, `sender`, `any`, `proxy`, `gateway`, `cache`.
    pub role: String,
    /// What is needed to see it: `client-only`, `needs-resource`, `needs-config`, `needs-origin`;
    /// `no` where it does not show on the wire.
    pub observability: String,
    /// What is demanded.
    pub summary: String,
    /// Why neither a case nor a lint can test it, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untestable: Option<String>,
}

impl Requirement {
    /// Whether it shows on the wire at all.
    #[must_use]
    pub fn is_observable(&self) -> bool {
        self.observability != "no"
    }

    /// Whether its text has a word of RFC 2119 stronger than MAY.
    #[must_use]
    pub fn binds(&self) -> bool {
        matches!(
            self.level.as_str(),
            "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "REQUIRED" | "RECOMMENDED"
        )
    }
}

/// How many of some requirements show on the wire, and how many of them have a case or a lint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// All of them.
    pub requirements: usize,
    /// Those that show on the wire.
    pub observable: usize,
    /// Those of the observable that have a case or a lint.
    pub covered: usize,
}

/// What of the catalogue a suite covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Of this layout; 1.
    pub format: u32,
    /// The tool's version.
    pub version: String,
    /// All requirements.
    #[serde(flatten)]
    pub total: Count,
    /// By document.
    pub specification: BTreeMap<String, Count>,
    /// By the word of the text.
    pub level: BTreeMap<String, Count>,
    /// By whom it binds.
    pub role: BTreeMap<String, Count>,
    /// By what is needed to see it.
    pub observability: BTreeMap<String, Count>,
    /// Observable requirements that have neither case nor lint, in the catalogue's order.
    pub uncovered: Vec<Requirement>,
    /// For each covered requirement, the cases (what `each` makes of one counted once) and lints.
    pub covered_by: BTreeMap<String, Vec<String>>,
}
