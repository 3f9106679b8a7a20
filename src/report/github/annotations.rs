//! Results as annotations: on the line of the case file where there is one.

use std::io::{self, Write};

use crate::model::case::Place;
use crate::model::citation::Level;
use crate::model::outcome::{CaseResult, ResultKind, RunReport};
use crate::report::github::{Command, Files};
use crate::report::layout::{cut, cut_and_count, shown};
use crate::report::weight::{Weight, is_unsent, weight};
use crate::report::words::{self, citations, finding_sentence, plural};

/// GitHub shows ten annotations of a kind for a step; one is kept for the count of the rest.
const MOST: usize = 9;
/// How many of these tell of targets in trouble.
const MOST_TROUBLES: usize = 3;
/// Columns of a title: GitHub refuses more than 255 characters.
const MOST_OF_TITLE: usize = 160;
/// Columns of a line of the message.
const MOST_OF_LINE: usize = 500;
/// How many cases a lint names.
const NAMED_CASES: usize = 4;

/// Writes an error for each of the first results that fail the run, a warning for each of the first
/// that depart otherwise, and for each of the two how many more there are. `see` says where those
/// are found.
///
/// # Errors
/// Where `out` cannot be written.
pub fn annotate(
    report: &RunReport,
    files: &Files,
    see: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (name, noun, wanted) in
        [("error", "failure", Weight::Fails), ("warning", "departure", Weight::Departs)]
    {
        let mut results: Vec<&CaseResult> = report
            .cases
            .iter()
            .filter(|result| weight(result.verdict, report.run.rules()) == wanted)
            .collect();
        // A thousand cases that were not sent to a dead target must not hide what it died of.
        results.sort_by_key(|result| is_unsent(result));
        // A target that died is why much else is not known.
        let troubles = report.run.troubles.iter().filter(|_| wanted == Weight::Fails);
        let mut room = MOST;
        let overran = report.run.overran_ms.filter(|_| wanted == Weight::Fails);
        if let Some(limit) = overran {
            let properties = vec![("title", "wirecase".to_owned())];
            let data = words::overran(limit);
            writeln!(out, "{}", Command { name, properties, data: &data })?;
            room -= 1;
        }
        for trouble in troubles.take(MOST_TROUBLES) {
            let data = words::trouble(trouble);
            let properties = vec![("title", "wirecase".to_owned())];
            writeln!(out, "{}", Command { name, properties, data: &data })?;
            room -= 1;
        }
        for result in results.iter().take(room) {
            writeln!(out, "{}", annotation(name, report, result, files).command())?;
        }
        if let Some(more @ 1..) = results.len().checked_sub(room) {
            let data = format!("{}: see {see}", plural(more as u64, &format!("more {noun}")));
            let properties = vec![("title", "wirecase".to_owned())];
            writeln!(out, "{}", Command { name, properties, data: &data })?;
        }
    }
    out.flush()
}

struct Annotation {
    name: &'static str,
    properties: Vec<(&'static str, String)>,
    message: String,
}

impl Annotation {
    fn command(&self) -> Command<'_> {
        Command { name: self.name, properties: self.properties.clone(), data: &self.message }
    }
}

fn annotation(
    name: &'static str,
    report: &RunReport,
    result: &CaseResult,
    files: &Files,
) -> Annotation {
    let place = place(result);
    let mut properties = Vec::new();
    let file = place.as_ref().and_then(|place| files.find(&place.file));
    if let (Some(file), Some(place)) = (&file, &place) {
        properties.extend([("file", shown(file)), ("line", place.line.to_string())]);
        if place.column > 0 {
            properties.push(("col", place.column.to_string()));
        }
    }
    let mut title = format!("{} {}", result.verdict.word().to_uppercase(), shown(&result.id));
    if result.level != Level::Info {
        title.push_str(&format!(" ({})", result.level.word().to_uppercase()));
    }
    properties.push(("title", cut(&title, MOST_OF_TITLE)));
    let place = place.filter(|_| file.is_none());
    Annotation { name, properties, message: message(report, result, place.as_ref()) }
}

/// The line that asked, else that of the case. `None` for a lint, which has no file.
fn place(result: &CaseResult) -> Option<Place> {
    if result.kind == ResultKind::Lint {
        return None;
    }
    let of_case = || Place { file: result.file.as_str().into(), line: result.line, column: 0 };
    let asked = result.findings.iter().map(|finding| &finding.place).find(|place| place.line > 0);
    Some(asked.cloned().unwrap_or_else(of_case))
}

/// What is wrong, a fact on each line: a place only where GitHub cannot show the file.
fn message(report: &RunReport, result: &CaseResult, place: Option<&Place>) -> String {
    let mut head = format!("{}: {}", shown(&result.id), shown(&result.title));
    if report.targets.len() > 1 {
        head.push_str(&format!(" (on {})", shown(&result.target)));
    }
    let mut lines = vec![head];
    let clauses = citations(result);
    let requirement = shown(result.requirement.trim());
    lines.push(match (requirement.is_empty(), clauses.is_empty()) {
        (false, false) => format!("{clauses}: {requirement}"),
        _ => format!("{clauses}{requirement}"),
    });
    lines.push(shown(&result.reason));
    if let Some(first) = result.findings.first() {
        lines.push(finding_sentence(first));
    }
    match (result.kind, result.findings.len().checked_sub(1)) {
        (ResultKind::Lint, _) => lines.push(fired_in(result)),
        (ResultKind::Case, Some(more @ 1..)) => {
            lines.push(format!("and {}", plural(more as u64, "more finding")));
        }
        (ResultKind::Case, _) => {}
    }
    if let Some(place) = place {
        lines.push(format!("{}:{}", shown(&place.file), place.line));
    }
    let lines = lines.iter().filter(|line| !line.is_empty());
    lines.map(|line| cut_and_count(line, MOST_OF_LINE)).collect::<Vec<_>>().join("\n")
}

fn fired_in(result: &CaseResult) -> String {
    let named: Vec<String> = result.see.iter().take(NAMED_CASES).map(|id| shown(id)).collect();
    let mut text = format!("fired in {}", plural(result.see.len() as u64, "case"));
    if !named.is_empty() {
        text.push_str(&format!(": {}", named.join(", ")));
    }
    if let Some(more @ 1..) = result.see.len().checked_sub(named.len()) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{everything, report, unsent};

    fn files() -> Files {
        Files { workspace: Some("/w".into()), folder: "/w/http".into() }
    }

    fn annotations(report: &RunReport) -> Vec<String> {
        let mut out = Vec::new();
        annotate(report, &files(), "the summary", &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_failure_stands_on_the_line_that_asked_and_says_what_was_asked_and_what_came() {
        let mut all = annotations(&report());
        let trouble = "::error title=wirecase::http://127.0.0.1:8080: does not answer any more: \
             connection refused (seen after chunked/size-overflow)";
        assert_eq!(all.remove(0), trouble);
        assert_eq!(
            all[0],
            "::error file=http/cases/framing.yaml,line=24,col=9,\
             title=FAIL framing/te-and-cl-closes (MUST)::framing/te-and-cl-closes: Content-Length \
             beside Transfer-Encoding ends in a closed connection%0ARFC 9112 6.1: A requirement in \
             our own words.%0Astatus code: expected 400, came 200%0Aand 1 more finding"
        );
        let of = |what: &str| all.iter().find(|line| line.contains(what)).unwrap().as_str();
        let fixed = of("title=FIXED");
        assert!(
            fixed.starts_with("::error file=http/cases/framing.yaml,line=12,title="),
            "{fixed}"
        );
        assert!(fixed.ends_with("%0Alisted as a known deviation, but it passes: remove the entry"));
        let lint = of("lint/space-before-colon");
        assert!(lint.starts_with("::error title=FAIL lint/space-before-colon (MUST)::"), "{lint}");
        assert!(lint.contains("%0Afired in 5 cases: session/get,"), "{lint}");
        assert!(of("title=WARN").starts_with("::warning file="), "{all:#?}");
        assert!(of("title=FLAKY").starts_with("::warning file="), "{all:#?}");
        let words: Vec<&str> =
            all.iter().map(|line| line.split([' ', '/']).next().unwrap_or_default()).collect();
        assert_eq!(words, [&["::error"; 7][..], &["::warning"; 2]].concat());
    }

    #[test]
    fn a_bundled_case_has_its_place_in_the_message() {
        let mut report = report();
        report.run.troubles.clear();
        report.cases.retain(|case| case.id == "framing/te-and-cl-closes");
        for finding in &mut report.cases[0].findings {
            finding.place.file = "bundled:rfc9112/06.3.yaml".into();
        }
        let all = annotations(&report);
        assert!(all[0].starts_with("::error title=FAIL "), "{}", all[0]);
        assert!(all[0].ends_with("%0Abundled:rfc9112/06.3.yaml:24"), "{}", all[0]);
    }

    #[test]
    fn ten_of_a_kind_are_written_and_the_tenth_counts_the_rest() {
        let mut report = everything();
        report.run.troubles.clear();
        let (failure, warning) = (report.cases[1].clone(), report.cases[5].clone());
        report.cases.clear();
        for (many, of_errors, of_warnings) in [(9, 9, 9), (10, 10, 10), (300, 10, 10)] {
            report.cases = vec![failure.clone(); many];
            report.cases.extend(vec![warning.clone(); many]);
            let all = annotations(&report);
            let count = |start: &str| all.iter().filter(|line| line.starts_with(start)).count();
            assert_eq!((count("::error"), count("::warning")), (of_errors, of_warnings), "{many}");
        }
        let all = annotations(&report);
        assert_eq!(all[9], "::error title=wirecase::291 more failures: see the summary");
        assert_eq!(all[19], "::warning title=wirecase::291 more departures: see the summary");
        report.run.strict = true;
        assert_eq!(annotations(&report).len(), 10);
        assert!(annotations(&report)[9].contains("591 more failures"));
    }

    #[test]
    fn what_was_not_sent_comes_after_what_was() {
        let mut report = report();
        report.run.troubles.clear();
        report.cases.splice(0..0, (0..50).map(unsent));
        let all = annotations(&report);
        assert!(all[0].contains("title=FAIL"), "{}", all[0]);
        assert!(all[9].contains("more failures"), "{}", all[9]);
    }

    #[test]
    fn however_much_a_target_says_an_annotation_stays_short() {
        let mut report = report();
        report.run.troubles.clear();
        report.cases.retain(|case| case.id == "hostile/answer");
        let words = "\r\n::error::x,y:%".repeat(1 << 14);
        report.cases[0].id = words.clone();
        report.cases[0].title = words.clone();
        report.cases[0].reason = words.clone();
        report.cases[0].findings[0].actual = crate::model::finding::Side::Text(words);
        let all = annotations(&report);
        assert_eq!(all.len(), 1);
        assert!(all[0].len() < 8_000, "{} bytes", all[0].len());
    }
}
