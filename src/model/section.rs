//! The sections of the specifications, by number, with their titles.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::citation::Citation;

const SECTIONS: &str = include_str!("../../cases/sections.tsv");

/// Document → section → title.
static TITLES: LazyLock<HashMap<&str, HashMap<&str, &str>>> = LazyLock::new(|| {
    let mut documents: HashMap<&str, HashMap<&str, &str>> = HashMap::new();
    for line in SECTIONS.lines().skip(1) {
        let mut cells = line.split('\t');
        if let (Some(document), Some(section), Some(title)) =
            (cells.next(), cells.next(), cells.next())
        {
            documents.entry(document).or_default().insert(section, title);
        }
    }
    documents
});

/// The titles of a document's sections by number; `None` where the document is not in the table.
#[must_use]
pub fn of_document(document: &str) -> Option<&'static HashMap<&'static str, &'static str>> {
    TITLES.get(document)
}

/// The title of a section; `None` where the document is not in the table or has no such section.
#[must_use]
pub fn title(citation: &Citation) -> Option<&'static str> {
    of_document(&citation.document)?.get(citation.section.as_str()).copied()
}

/// The numbers of a section, for sorting; letters of appendices come after all numbers.
#[must_use]
pub fn numbers(section: &str) -> Vec<u32> {
    section
        .split('.')
        .map(|part| {
            part.parse().unwrap_or_else(|_| 1000 + part.chars().map(u32::from).sum::<u32>())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_have_titles_and_sort_by_number() {
        assert_eq!(title(&Citation::rfc(9112, "6.3")), Some("Message Body Length"));
        assert_eq!(title(&Citation::rfc(9112, "6.33")), None);
        assert_eq!(title(&Citation::rfc(1, "1")), None);
        let mut sections = ["10", "9.2", "A", "9.10"];
        sections.sort_by_key(|section| numbers(section));
        assert_eq!(sections, ["9.2", "9.10", "10", "A"]);
    }
}
