//! The catalogue of requirements and the table of sections: everything that is named is in them,
//! and everything in them that can be tested is tested.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use wirecase::coverage::coverage;
use wirecase::judge::lint::LINTS;
use wirecase::load::{self, catalogue};
use wirecase::model::citation::Citation;
use wirecase::model::section;
use wirecase::reference::FAULTS;
use wirecase::report;

/// Whether the table has the section; a document alone needs none.
fn exists(citation: &Citation) -> bool {
    citation.section.is_empty() || section::title(citation).is_some()
}

#[test]
fn every_section_that_a_case_a_lint_a_fault_or_the_catalogue_cites_exists() {
    let suite = load::load_bundled().suite;
    let of_cases = suite
        .cases
        .iter()
        .flat_map(|case| case.citations.iter().map(|c| (case.id.clone(), c.clone())));
    let of_lints = LINTS
        .iter()
        .flat_map(|lint| lint.citations().into_iter().map(|c| (lint.name.to_owned(), c)));
    let of_faults = FAULTS.iter().map(|fault| (fault.name.to_owned(), fault.citation()));
    let of_catalogue = catalogue::requirements()
        .into_iter()
        .map(|r| (r.id, Citation { document: r.specification, section: r.section }));
    let wrong: Vec<String> = of_cases
        .chain(of_lints)
        .chain(of_faults)
        .chain(of_catalogue)
        .filter(|(_, citation)| !exists(citation))
        .map(|(who, citation)| format!("{who}: {citation}"))
        .collect();
    assert!(wrong.is_empty(), "no such section:\n{}", wrong.join("\n"));
    assert!(!exists(&"RFC 9112 6.9".parse().unwrap()));
}

#[test]
fn every_requirement_that_is_named_is_in_the_catalogue_once() {
    let mut known: HashMap<String, usize> = HashMap::new();
    for requirement in catalogue::requirements() {
        *known.entry(requirement.id).or_default() += 1;
    }
    assert!(known.values().all(|times| *times == 1), "{known:#?}");
    let suite = load::load_bundled().suite;
    let of_cases = suite.cases.iter().flat_map(|case| &case.covers).map(String::as_str);
    let of_lints = LINTS.iter().flat_map(|lint| lint.covers).copied();
    let of_list = catalogue::untestable().map(|(id, _)| id);
    let unknown: Vec<&str> =
        of_cases.chain(of_lints).chain(of_list).filter(|id| !known.contains_key(*id)).collect();
    assert!(unknown.is_empty(), "no such requirement: {unknown:?}");
}

/// Bound to an origin server, or to whoever receives or sends, and to be seen by a client of one:
/// such a requirement is tested, or the list says why it is not.
#[test]
fn every_binding_requirement_that_shows_at_an_origin_server_is_covered_or_listed() {
    let coverage = coverage(&load::load_bundled().suite);
    let open: Vec<String> = coverage
        .uncovered
        .iter()
        .filter(|r| r.binds() && r.observability != "needs-origin" && r.untestable.is_none())
        .map(|r| format!("{} {} {}: {}", r.id, r.level, r.observability, r.summary))
        .collect();
    assert!(open.is_empty(), "{} without case or lint:\n{}", open.len(), open.join("\n"));
}

#[test]
fn what_is_listed_as_untestable_has_a_reason_and_no_case() {
    let coverage = coverage(&load::load_bundled().suite);
    let mut seen = HashSet::new();
    for (id, reason) in catalogue::untestable() {
        assert!(reason.len() > 20, "{id}: give a reason");
        assert!(seen.insert(id), "{id} is listed twice");
        assert!(!coverage.covered_by.contains_key(id), "{id}: {:?}", coverage.covered_by[id]);
    }
}

#[test]
fn the_report_is_what_the_suite_covers() {
    let mut text = Vec::new();
    report::coverage::markdown(&coverage(&load::load_bundled().suite), &mut text).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/coverage.md");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read(&path).unwrap_or_default();
    assert!(
        kept == text,
        "reports/coverage.md is stale: UPDATE_GOLDENS=1 cargo test --test it coverage"
    );
}

#[test]
fn the_groups_add_up() {
    let coverage = coverage(&load::load_bundled().suite);
    let total = coverage.total;
    assert_eq!(total.requirements, catalogue::requirements().len());
    assert_eq!(total.covered + coverage.uncovered.len(), total.observable);
    for group in [&coverage.specification, &coverage.level, &coverage.role, &coverage.observability]
    {
        assert_eq!(group.values().map(|c| c.requirements).sum::<usize>(), total.requirements);
        assert_eq!(group.values().map(|c| c.observable).sum::<usize>(), total.observable);
        assert_eq!(group.values().map(|c| c.covered).sum::<usize>(), total.covered);
    }
}
