//! The results document of a run against any number of targets: kept on disk while it grows, so that
//! memory holds a few numbers for each target and no more.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use serde::Serialize;

use crate::model::outcome::{CaseResult, RunFacts, RunReport, Verdict};
use crate::model::transcript::Transcript;
use crate::report::json_text;

/// The results of targets that are done with.
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<File>,
    at: u64,
    kept: Vec<Kept>,
    /// Whether what passed is kept without its wire and its source.
    slim: bool,
}

/// Where the results of one target are.
#[derive(Debug)]
struct Kept {
    /// Its place among the targets.
    place: u64,
    at: u64,
    /// Octets of the target, its results, its troubles and its rerun command, which lie in a row.
    lengths: [u64; 4],
}

/// The parts of what is kept of a target.
const TARGETS: usize = 0;
const CASES: usize = 1;
const TROUBLES: usize = 2;
const RERUN: usize = 3;

impl Spool {
    /// A spool on the disk where `path` is to be written, or among temporary files where there is
    /// none. It has no name there: nothing of it stays, however the process ends.
    ///
    /// `slim` leaves the wire and the YAML source out of what passed or was not run.
    ///
    /// # Errors
    /// Where no file can be made.
    pub fn new(path: Option<&Path>, slim: bool) -> io::Result<Self> {
        let folder = path.and_then(Path::parent).filter(|folder| folder.is_dir());
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            // An image made from scratch has no /tmp, and a working folder that may be written.
            None => tempfile::tempfile()
                .or_else(|error| tempfile::tempfile_in(".").map_err(|_| error))?,
        };
        Ok(Self { file: BufWriter::new(file), at: 0, kept: Vec::new(), slim })
    }

    /// Adds the results of one target, which is the one at `place` of all.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn add(&mut self, place: u64, mut report: RunReport) -> io::Result<()> {
        if self.slim {
            report.cases.iter_mut().for_each(slim);
        }
        let mut kept = Kept { place, at: self.at, lengths: [0; 4] };
        let mut text = Vec::new();
        lines(&mut text, &report.targets)?;
        kept.lengths[TARGETS] = self.take(&mut text)?;
        for case in &report.cases {
            separate(&mut text, kept.lengths[CASES] > 0)?;
            json_text::to_writer(&mut text, case)?;
            kept.lengths[CASES] += self.take(&mut text)?;
        }
        lines(&mut text, &report.run.troubles)?;
        kept.lengths[TROUBLES] = self.take(&mut text)?;
        if !report.run.rerun.is_empty() {
            json_text::to_writer(&mut text, &report.run.rerun)?;
            // Without its braces it is a part of a larger object.
            text.remove(0);
            text.pop();
        }
        kept.lengths[RERUN] = self.take(&mut text)?;
        self.kept.push(kept);
        Ok(())
    }

    fn take(&mut self, text: &mut Vec<u8>) -> io::Result<u64> {
        self.file.write_all(text)?;
        let length = text.len() as u64;
        self.at += length;
        text.clear();
        Ok(length)
    }

    /// Writes the document, targets in the order of their places. The facts' own troubles and rerun
    /// commands are not looked at: each target brought its own.
    ///
    /// # Errors
    /// Where the spool cannot be read, or `out` not be written.
    pub fn write(
        &mut self,
        facts: &RunFacts,
        totals: &BTreeMap<String, u64>,
        totals_by_level: &BTreeMap<String, BTreeMap<String, u64>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.file.flush()?;
        self.kept.sort_by_key(|kept| kept.place);
        write!(out, "{{\n\"format\": {},\n\"run\": ", RunReport::FORMAT)?;
        let bare = RunFacts { troubles: Vec::new(), rerun: BTreeMap::new(), ..facts.clone() };
        let mut text = Vec::new();
        json_text::to_writer(&mut text, &bare)?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        // Quotes inside of strings are escaped, so these are members and nothing else.
        let (head, rest) = text.split_once(r#""rerun":{"#).unwrap_or((&text, ""));
        let (middle, tail) = rest.split_once(r#""troubles":["#).unwrap_or((rest, ""));
        write!(out, r#"{head}"rerun":{{"#)?;
        self.copy(RERUN, ",", out)?;
        write!(out, r#"{middle}"troubles":["#)?;
        self.copy(TROUBLES, ",\n", out)?;
        write!(out, "{tail},\n\"targets\": [\n")?;
        self.copy(TARGETS, ",\n", out)?;
        write!(out, "\n],\n\"totals\": ")?;
        json_text::to_writer(out, &whole(totals))?;
        write!(out, ",\n\"totals_by_level\": ")?;
        json_text::to_writer(out, totals_by_level)?;
        write!(out, ",\n\"cases\": [\n")?;
        self.copy(CASES, ",\n", out)?;
        out.write_all(b"\n]\n}\n")
    }

    /// Copies one part of every target.
    fn copy(&self, part: usize, between: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut from = BufReader::new(self.file.get_ref());
        let mut is_first = true;
        for kept in self.kept.iter().filter(|kept| kept.lengths[part] > 0) {
            let before: u64 = kept.lengths[..part].iter().sum();
            from.seek(SeekFrom::Start(kept.at + before))?;
            if !std::mem::replace(&mut is_first, false) {
                out.write_all(between.as_bytes())?;
            }
            io::copy(&mut from.by_ref().take(kept.lengths[part]), out)?;
        }
        Ok(())
    }
}

/// Every verdict is a key, where there was no target too.
fn whole(totals: &BTreeMap<String, u64>) -> BTreeMap<&str, u64> {
    let count = |verdict: &Verdict| totals.get(verdict.word()).copied().unwrap_or_default();
    Verdict::ALL.iter().map(|verdict| (verdict.word(), count(verdict))).collect()
}

fn lines<T: Serialize>(out: &mut Vec<u8>, values: &[T]) -> io::Result<()> {
    for (index, value) in values.iter().enumerate() {
        separate(out, index > 0)?;
        json_text::to_writer(out, value)?;
    }
    Ok(())
}

fn separate(out: &mut Vec<u8>, wanted: bool) -> io::Result<()> {
    if wanted { out.write_all(b",\n") } else { Ok(()) }
}

/// Takes out of a result that asks for no look what is large.
fn slim(row: &mut CaseResult) {
    if matches!(row.verdict, Verdict::Pass | Verdict::Skip) {
        row.source = String::new();
        row.outcomes = Vec::new();
        for attempt in &mut row.attempts {
            attempt.transcript = Transcript::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{everything, report};
    use crate::report::json;

    fn renamed(mut report: RunReport, name: &str) -> RunReport {
        let old = report.targets[0].name.clone();
        report.targets.truncate(1);
        report.targets[0].name = name.to_owned();
        report.cases.retain(|row| row.target == old);
        report.cases.iter_mut().for_each(|row| row.target = name.to_owned());
        report.run.rerun = [(name.to_owned(), "run \"rerun\":{},\"troubles\":[".to_owned())].into();
        report.count();
        report
    }

    fn spooled(slim: bool, parts: &[(u64, RunReport)]) -> RunReport {
        let mut spool = Spool::new(None, slim).unwrap();
        let mut tally = super::super::Tally::default();
        for (place, part) in parts {
            tally.add(part);
            spool.add(*place, part.clone()).unwrap();
        }
        let mut out = Vec::new();
        let facts = RunFacts { command: "x \"rerun\":{} y".to_owned(), ..report().run };
        spool.write(&facts, &tally.totals, &tally.totals_by_level, &mut out).unwrap();
        let read = json::read(&out).unwrap();
        assert_eq!(
            read.totals,
            whole(&tally.totals).into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
        );
        assert_eq!(read.run.command, facts.command);
        read
    }

    #[test]
    fn what_was_spooled_is_the_document_in_the_order_of_the_targets() {
        let (a, b) = (renamed(report(), "a"), renamed(everything(), "b\u{1b}"));
        let whole = spooled(false, &[(7, b.clone()), (3, a.clone())]);
        assert_eq!(whole.cases, [a.cases.clone(), b.cases.clone()].concat());
        assert_eq!(whole.targets, [a.targets[0].clone(), b.targets[0].clone()]);
        let troubles = [a.run.troubles.clone(), b.run.troubles.clone()].concat();
        assert_eq!(whole.run.troubles, troubles);
        assert_eq!(whole.run.rerun.len(), 2);
        let none = spooled(false, &[]);
        assert!(none.cases.is_empty() && none.targets.is_empty());
    }

    #[test]
    fn a_slim_spool_keeps_the_wire_of_what_departs_alone() {
        let all = renamed(report(), "a");
        for row in spooled(true, &[(0, all.clone())]).cases {
            let was =
                all.cases.iter().find(|was| was.id == row.id && was.kind == row.kind).unwrap();
            let is_small = matches!(row.verdict, Verdict::Pass | Verdict::Skip);
            let has_wire = row.attempts.iter().any(|a| !a.transcript.events.is_empty());
            assert_eq!(row.attempts.len(), was.attempts.len());
            assert_eq!(has_wire, !is_small && !was.attempts.is_empty(), "{}", row.id);
        }
    }
}
