//! What the page needs to show the matrix and to search it: the run, the targets, and a row for
//! each case with a verdict for each target.

use std::collections::HashMap;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::model::citation::{Citation, Level};
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::model::section;
use crate::model::target::Address;
use crate::report::weight::{is_unsent, needs_attention};

/// All that is read when the page opens.
#[derive(Serialize)]
pub(super) struct Index<'a> {
    version: &'a str,
    targets: Vec<TargetView<'a>>,
    /// Word, and whether it needs attention.
    verdicts: Vec<(&'static str, bool)>,
    levels: Vec<&'static str>,
    sections: &'a [Section],
    /// Document, section and address of every clause that a row cites.
    clauses: Vec<(&'a str, &'a str, String)>,
    tags: Vec<&'a str>,
    reasons: Vec<&'a str>,
    /// The reasons of cases that were not sent, as their target had died: that is told once.
    unsent: Vec<usize>,
    rows: Vec<RowView<'a>>,
}

#[derive(Serialize)]
struct TargetView<'a> {
    name: &'a str,
    address: String,
    /// Host and port for `nc`, or the path of a Unix socket.
    dial: Vec<String>,
    /// What reruns a case there, but for the case's id; empty where it is not known.
    rerun: &'a str,
}

#[derive(Serialize)]
struct Section {
    /// `RFC 9112 6.3`.
    clause: String,
    title: &'static str,
}

/// One case, and its results by target.
pub(super) struct Row<'a> {
    /// The first result of the case; what is said of the case itself is the same in all.
    pub(super) first: &'a CaseResult,
    /// By target; `None` where it was not run there.
    pub(super) results: Vec<Option<&'a CaseResult>>,
    section: usize,
}

/// The rows of the matrix: sections in the order of their numbers, cases in the plan's order.
pub(super) struct Rows<'a> {
    pub(super) rows: Vec<Row<'a>>,
    sections: Vec<Section>,
}

/// What a section is sorted by: lints first, then the documents as they come, then the numbers.
type Place = (bool, usize, Vec<u32>);

impl<'a> Rows<'a> {
    pub(super) fn new(report: &'a RunReport) -> Self {
        let target = by_name(report);
        let mut documents: Vec<&str> = Vec::new();
        let mut rows: Vec<(Place, Row<'a>)> = Vec::new();
        let mut at: HashMap<&str, usize> = HashMap::new();
        for result in &report.cases {
            let Some(&column) = target.get(result.target.as_str()) else { continue };
            let row = *at.entry(result.id.as_str()).or_insert_with(|| {
                let results = vec![None; report.targets.len()];
                let place = place(result, &mut documents);
                rows.push((place, Row { first: result, results, section: 0 }));
                rows.len() - 1
            });
            if let Some(cell) = rows.get_mut(row).and_then(|(_, row)| row.results.get_mut(column)) {
                *cell = Some(result);
            }
        }
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut sections: Vec<(Place, Section)> = Vec::new();
        let mut sorted = Vec::with_capacity(rows.len());
        for (place, mut row) in rows {
            if sections.last().is_none_or(|(last, _)| *last != place) {
                let section = section_of(row.first);
                sections.push((place, section));
            }
            row.section = sections.len() - 1;
            sorted.push(row);
        }
        Self { rows: sorted, sections: sections.into_iter().map(|(_, section)| section).collect() }
    }
}

fn by_name(report: &RunReport) -> HashMap<&str, usize> {
    report.targets.iter().enumerate().map(|(index, target)| (target.name.as_str(), index)).collect()
}

fn place<'a>(result: &'a CaseResult, documents: &mut Vec<&'a str>) -> Place {
    let lint = result.kind == ResultKind::Lint;
    let Some(main) = result.citations.first().filter(|_| !lint) else {
        return (!lint, usize::MAX, Vec::new());
    };
    let document = documents.iter().position(|known| *known == main.document);
    let document = document.unwrap_or_else(|| {
        documents.push(&main.document);
        documents.len() - 1
    });
    (true, document, section::numbers(&main.section))
}

fn section_of(result: &CaseResult) -> Section {
    match result.citations.first() {
        _ if result.kind == ResultKind::Lint => {
            Section { clause: "Lints".to_owned(), title: "Rules of every response" }
        }
        Some(main) => {
            Section { clause: main.to_string(), title: section::title(main).unwrap_or_default() }
        }
        None => Section { clause: "No clause".to_owned(), title: "" },
    }
}

/// `[section, id, title, requirement, level, clauses, tags, cells]`, where cells are verdict and
/// reason for each target, -1 for one where the case was not run.
struct RowView<'a> {
    row: &'a Row<'a>,
    clauses: Vec<usize>,
    tags: Vec<usize>,
    reasons: Vec<usize>,
}

impl Serialize for RowView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CaseResult { id, title, requirement, level, .. } = self.row.first;
        let cells = Cells(self);
        let level = Level::ALL.iter().position(|l| l == level);
        (self.row.section, id, title, requirement, level, &self.clauses, &self.tags, cells)
            .serialize(serializer)
    }
}

struct Cells<'a>(&'a RowView<'a>);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut cells = serializer.serialize_seq(None)?;
        for (result, reason) in self.0.row.results.iter().zip(&self.0.reasons) {
            match result {
                Some(result) => {
                    let verdict = Verdict::ALL.iter().position(|v| *v == result.verdict);
                    cells.serialize_element(&verdict)?;
                    cells.serialize_element(reason)?;
                }
                None => {
                    cells.serialize_element(&-1)?;
                    cells.serialize_element(&0)?;
                }
            }
        }
        cells.end()
    }
}

/// Texts that are written once and named by their number.
struct Table<T>(Vec<T>, HashMap<T, usize>);

impl<T: Copy + Eq + std::hash::Hash> Table<T> {
    fn new() -> Self {
        Self(Vec::new(), HashMap::new())
    }

    fn number(&mut self, item: T) -> usize {
        let next = self.0.len();
        let number = *self.1.entry(item).or_insert(next);
        if number == next {
            self.0.push(item);
        }
        number
    }
}

impl<'a> Index<'a> {
    pub(super) fn new(report: &'a RunReport, rows: &'a Rows<'a>) -> Self {
        let (mut clauses, mut tags, mut reasons) = (Table::new(), Table::new(), Table::new());
        reasons.number("");
        let views = rows
            .rows
            .iter()
            .map(|row| RowView {
                row,
                clauses: row.first.citations.iter().map(|c| clauses.number(c)).collect(),
                tags: row.first.tags.iter().map(|tag| tags.number(tag.as_str())).collect(),
                reasons: row
                    .results
                    .iter()
                    .map(|result| reasons.number(result.map_or("", |r| r.reason.as_str())))
                    .collect(),
            })
            .collect();
        let mut unsent: Vec<usize> = report
            .cases
            .iter()
            .filter(|result| is_unsent(result))
            .map(|result| reasons.number(result.reason.as_str()))
            .collect();
        unsent.sort_unstable();
        unsent.dedup();
        Self {
            version: &report.run.version,
            targets: report
                .targets
                .iter()
                .map(|target| TargetView {
                    name: &target.name,
                    rerun: report.run.rerun.get(&target.name).map_or("", String::as_str),
                    address: target.address.to_string(),
                    dial: match &target.address {
                        Address::Tcp { host, port } | Address::Tls { host, port } => {
                            vec![host.clone(), port.to_string()]
                        }
                        Address::Unix(path) => vec![path.clone()],
                    },
                })
                .collect(),
            verdicts: Verdict::ALL.iter().map(|v| (v.word(), needs_attention(*v))).collect(),
            levels: Level::ALL.iter().map(|level| level.word()).collect(),
            sections: &rows.sections,
            rows: views,
            clauses: clauses
                .0
                .into_iter()
                .map(|c: &Citation| (c.document.as_str(), c.section.as_str(), c.url()))
                .collect(),
            tags: tags.0,
            reasons: reasons.0,
            unsent,
        }
    }
}
