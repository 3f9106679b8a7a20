//! One page: the matrix of cases and targets, and of each case what was sent, what came and what is
//! wrong. It is one file and needs no network.
//!
//! The data are JSON in script elements that no browser runs, and reach the page as text only: a
//! Content-Security-Policy lets nothing run or load but the script and the style, by their hashes.

mod detail;
mod difference;
mod evidence;
mod index;
mod inert;

use std::io::{self, Write};

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::model::citation::Level;
use crate::model::launch::Launched;
use crate::model::outcome::{RunReport, Verdict};
use crate::report::weight::needs_attention;
use crate::report::words;
use detail::Detail;
use evidence::Evidence;
use index::{Index, Rows};

/// Targets that are named in the first lines of the page; all are in its columns.
const TARGETS_IN_HEAD: usize = 3;

const STYLE: &str = concat!(
    include_str!("style/page.css"),
    include_str!("style/matrix.css"),
    include_str!("style/case.css")
);

/// The parts in the order in which they use each other.
const SCRIPT: &str = concat!(
    include_str!("script/data.js"),
    include_str!("script/octets.js"),
    include_str!("script/search.js"),
    include_str!("script/state.js"),
    include_str!("script/matrix.js"),
    include_str!("script/diff.js"),
    include_str!("script/wire.js"),
    include_str!("script/copy.js"),
    include_str!("script/case.js"),
    include_str!("script/keys.js"),
    include_str!("script/start.js"),
);

#[derive(Template)]
#[template(path = "html/page.html")]
struct Page<'a> {
    report: &'a RunReport,
    style: &'static str,
    style_hash: String,
    script_hash: String,
}

impl Page<'_> {
    /// Verdicts that occur, with how often.
    fn verdicts(&self) -> Vec<(&'static str, u64)> {
        let counted = Verdict::ALL.iter().map(|v| (v.word(), self.report.total(*v)));
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// Levels that occur, with how often and how many of these need attention.
    fn levels(&self) -> Vec<(&'static str, u64, u64)> {
        let of = |level: &Level| {
            let row = self.report.totals_by_level.get(level.word())?;
            let all = row.values().sum();
            let count = |v: &Verdict| row.get(v.word()).copied().unwrap_or_default();
            let wanting = Verdict::ALL.iter().filter(|v| needs_attention(**v));
            (all > 0).then(|| (level.word(), all, wanting.map(count).sum()))
        };
        Level::ALL.iter().filter_map(of).collect()
    }

    /// `12,345`.
    fn grouped(&self, count: u64) -> String {
        let digits = count.to_string();
        let groups: Vec<&str> = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        groups.join(",")
    }

    fn legend(&self) -> Vec<(&'static str, &'static str)> {
        Verdict::ALL.iter().map(|v| (v.word(), words::definition(*v))).collect()
    }

    fn troubles(&self) -> Vec<String> {
        self.report.run.troubles.iter().map(words::trouble).collect()
    }

    fn unusual(&self) -> Vec<String> {
        words::unusual(self.report.run.repeat, self.report.run.seed)
    }

    fn overran(&self, limit_ms: &u64) -> String {
        words::overran(*limit_ms)
    }

    /// Of each server that was started: what became of it, its command and its output.
    fn servers(&self) -> Vec<(String, String, String)> {
        let of = |server: &Launched| {
            let end = words::launched_end(self.report, server);
            let summary = end.unwrap_or_else(|| words::shown(&server.target));
            let lines = words::launched_output(server, usize::MAX);
            (summary, words::shown(&server.command), lines.join("\n"))
        };
        self.report.run.launched.iter().map(of).collect()
    }

    fn took(&self) -> String {
        words::duration(self.report.run.duration_ms.saturating_mul(1000))
    }

    /// When it began, as people read it.
    fn started(&self) -> String {
        words::shown(&self.report.run.started.replacen('T', " ", 1).replace('Z', " UTC"))
    }

    fn commands(&self) -> Vec<String> {
        self.report.run.command.lines().map(words::shown).collect()
    }

    /// As many targets as the head has room for.
    fn first_targets(&self) -> Vec<(String, String)> {
        self.targets().into_iter().take(TARGETS_IN_HEAD).collect()
    }

    fn more_targets(&self) -> usize {
        self.report.targets.len().saturating_sub(TARGETS_IN_HEAD)
    }

    fn targets(&self) -> Vec<(String, String)> {
        let shown = |text: &str| words::shown(text);
        let of = |t: &crate::model::target::Target| (shown(&t.name), shown(&t.address.to_string()));
        self.report.targets.iter().map(of).collect()
    }
}

/// Writes the page.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write(report: &RunReport, out: &mut dyn Write) -> io::Result<()> {
    let rows = Rows::new(report);
    let page = Page { report, style: STYLE, style_hash: hash(STYLE), script_hash: hash(SCRIPT) };
    // Rendered first: the template's own error would hide what kind of trouble the writer had.
    let head = page.render().map_err(io::Error::other)?;
    out.write_all(head.as_bytes())?;
    block(out, "index", |out| inert::write(&Index::new(report, &rows), out))?;
    let evidence = Evidence::new(report);
    for (number, row) in rows.rows.iter().enumerate() {
        let detail = Detail::new(row, &evidence);
        block(out, &format!("row-{number}"), |out| inert::write(&detail, out))?;
    }
    write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

/// Data that no browser runs.
fn block(
    out: &mut dyn Write,
    id: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    write!(out, "<script type=\"application/json\" id=\"{id}\">")?;
    write(out)?;
    out.write_all(b"</script>\n")
}

/// A source expression of a Content-Security-Policy.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::report::fixture::{everything, report};

    fn page(report: &RunReport) -> String {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The data blocks of a page: id and JSON.
    fn blocks(page: &str) -> Vec<(String, Value)> {
        page.split("<script type=\"application/json\" id=\"")
            .skip(1)
            .map(|rest| {
                let (id, rest) = rest.split_once("\">").unwrap();
                let json = rest.split("</script").next().unwrap();
                (id.to_owned(), serde_json::from_str(json).unwrap())
            })
            .collect()
    }

    #[test]
    fn each_result_of_every_kind_is_in_the_data_of_the_page() {
        let report = everything();
        let blocks = blocks(&page(&report));
        let (_, index) = &blocks[0];
        let rows = index["rows"].as_array().unwrap();
        assert_eq!(blocks.len(), rows.len() + 1);
        let ids: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str().unwrap()).collect();
        let want: BTreeSet<&str> = report.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids, want);
        let all = rows.iter().position(|row| row[1] == "everything/at-once").unwrap();
        let result = &blocks[all + 1].1["results"][0];
        let case = report.cases.iter().find(|case| case.id == "everything/at-once").unwrap();
        assert_eq!(result["findings"].as_array().unwrap().len(), case.findings.len());
        let told = case.attempts[0].transcript.events.len() - 1;
        assert_eq!(result["attempts"][0]["wire"]["events"].as_array().unwrap().len(), told);
        // The case was not run on the second target.
        assert_eq!(blocks[all + 1].1["results"][1], Value::Null);
    }

    #[test]
    fn nothing_of_a_case_or_a_target_is_markup_and_only_our_script_may_run() {
        let mut report = everything();
        let hostile =
            "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>\0\u{202e}";
        report.run.command = hostile.to_owned();
        report.targets[0].name = hostile.to_owned();
        for case in &mut report.cases {
            case.target = hostile.to_owned();
            for text in [&mut case.title, &mut case.requirement, &mut case.reason, &mut case.source]
            {
                hostile.clone_into(text);
            }
            case.id.push_str(hostile);
        }
        report.run.troubles[0].message = hostile.to_owned();
        let page = page(&report);
        for foreign in ["<img", "<script>alert", "<!--", "\0", "\u{202e}"] {
            assert!(!page.contains(foreign), "{foreign:?}");
        }
        let blocks = blocks(&page);
        assert_eq!(blocks[0].1["rows"][0][2], hostile);
        assert!(page.contains("&#60;/pre&#62;&#60;script&#62;alert(1)"));
        // Whatever runs has its hash in the policy.
        let (_, script) = page.rsplit_once("<script>").unwrap();
        let (script, _) = script.split_once("</script>").unwrap();
        assert!(page.contains(&format!("script-src {};", hash(script))));
        assert_eq!(page.matches("<script").count(), blocks.len() + 1);
    }

    #[test]
    fn what_was_not_sent_to_a_dead_target_is_known_by_its_reason() {
        let mut report = report();
        report.cases.splice(0..0, (0..3).map(crate::report::fixture::unsent));
        let (_, index) = &blocks(&page(&report))[0];
        let [reason] = index["unsent"].as_array().unwrap().as_slice() else { panic!("{index}") };
        let row = index["rows"].as_array().unwrap().iter().find(|row| row[7][1] == *reason);
        let id = row.unwrap()[1].as_str().unwrap();
        assert!(report.cases[..3].iter().any(|case| case.id == id), "{id}");
    }

    #[test]
    fn of_what_departs_all_octets_are_kept_and_of_what_conforms_as_much_as_has_room() {
        let mut report = report();
        let long = |result: &mut crate::model::outcome::CaseResult, length: usize| {
            for event in &mut result.attempts[0].transcript.events {
                if let crate::model::transcript::EventKind::Received { bytes } = &mut event.kind {
                    bytes.0 = vec![b'a'; length];
                }
            }
        };
        report.cases.truncate(2);
        for case in &mut report.cases {
            long(case, 5 << 20);
        }
        let received = |row: &Value| {
            let events = row["results"][0]["attempts"][0]["wire"]["events"].as_array().unwrap();
            let event = events.iter().find(|event| event[2] == "<").unwrap();
            (event[3].as_str().unwrap().len(), event[4].as_u64().unwrap_or(0))
        };
        let blocks = blocks(&page(&report));
        assert_eq!(received(&blocks[1].1), (64 << 10, (5 << 20) - (64 << 10)));
        assert_eq!(received(&blocks[2].1), (5 << 20, 0));
    }
}
