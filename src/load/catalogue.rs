//! The project's tables beside the cases: requirements, and those that cannot be tested; and what is
//! wrong with a citation of a section that does not exist.

use std::collections::HashMap;

use crate::model::citation::Citation;
use crate::model::requirement::Requirement;
use crate::model::section::{numbers, of_document};

const REQUIREMENTS: &str = include_str!("../../cases/requirements.tsv");
const UNTESTABLE: &str = include_str!("../../cases/untestable.tsv");

/// The rows of a table, without its heading; short rows are filled up with nothing.
fn rows<const COLUMNS: usize>(
    table: &'static str,
) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

/// The catalogue of requirements, in its order.
#[must_use]
pub fn requirements() -> Vec<Requirement> {
    let untestable: HashMap<&str, &str> = untestable().collect();
    rows(REQUIREMENTS)
        .map(|[id, document, section, level, role, observability, summary]| Requirement {
            id: id.to_owned(),
            specification: if document.bytes().all(|b| b.is_ascii_digit()) {
                format!("RFC {document}")
            } else {
                document.to_owned()
            },
            section: section.to_owned(),
            level: level.to_owned(),
            role: role.to_owned(),
            observability: observability.to_owned(),
            summary: summary.to_owned(),
            untestable: untestable.get(id).map(|reason| (*reason).to_owned()),
        })
        .collect()
}

/// Ids of requirements that neither a case nor a lint can test, with the reason.
pub fn untestable() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(UNTESTABLE).map(|[id, reason]| (id, reason))
}

/// What is wrong with a citation of a section that does not exist, and which there are instead.
/// Nothing is said about documents that the table does not have.
pub(super) fn missing_section(citation: &Citation) -> Option<(String, String)> {
    let sections = of_document(&citation.document)?;
    if citation.section.is_empty() || sections.contains_key(citation.section.as_str()) {
        return None;
    }
    let mut parent = citation.section.as_str();
    while let Some((above, _)) = parent.rsplit_once('.') {
        parent = above;
        if sections.contains_key(parent) {
            break;
        }
    }
    let beneath = |section: &str| match section.strip_prefix(parent) {
        Some(rest) => rest.strip_prefix('.').is_some_and(|last| !last.contains('.')),
        None => false,
    };
    let mut near: Vec<(&str, &str)> = sections
        .iter()
        .filter(|(section, _)| **section == parent || beneath(section))
        .map(|(section, title)| (*section, *title))
        .collect();
    near.sort_by_key(|(section, _)| numbers(section));
    let near: Vec<String> =
        near.into_iter().map(|(section, title)| format!("{section} ({title})")).collect();
    let help = if near.is_empty() {
        "look the section up".to_owned()
    } else {
        format!("there are {}", near.join(", "))
    };
    Some((format!("{} has no section {}", citation.document, citation.section), help))
}
