//! `wirecase list`: the cases of a suite, for eyes and for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::case::{Case, Suite};
use crate::model::citation::{Citation, Level};
use crate::report::TextOptions;
use crate::report::ink::{FAINT, STRONG};
use crate::report::json_text;
use crate::report::layout::{cut, pad, shown, width};
use crate::report::page::Page;

/// The widest column of ids; a longer id pushes the rest of its line to the right.
const WIDEST_ID: usize = 44;

/// Writes a line for each case: id, level, main clause, title. Only the title is cut.
///
/// # Errors
/// Where `out` cannot be written.
pub fn text(suite: &Suite, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let page = &mut Page::of(out, options);
    let rows: Vec<[String; 3]> = suite
        .cases
        .iter()
        .map(|case| {
            let clause = case.citations.first().map(ToString::to_string).unwrap_or_default();
            [shown(&case.id), case.level.word().to_owned(), shown(&clause)]
        })
        .collect();
    let widest = |column: usize| {
        let widths = rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
        widths.max().unwrap_or(0)
    };
    let (id_columns, clause_columns) = (widest(0).min(WIDEST_ID), widest(2));
    for ([id, level, clause], case) in rows.iter().zip(&suite.cases) {
        let id = pad(id, id_columns);
        let middle = format!("  {level:<6}  {}  ", pad(clause, clause_columns));
        let room = page.room(width(&id) + width(&middle));
        let title = cut(&shown(&case.title), room);
        let line =
            format!("{}{}{title}", page.ink.paint(STRONG, &id), page.ink.paint(FAINT, &middle));
        page.line(0, line.trim_end())?;
    }
    Ok(())
}

/// A case as programs get it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    requirement: &'a str,
    file_title: &'a str,
    file: &'a str,
    line: usize,
    level: Level,
    citations: &'a [Citation],
    urls: Vec<String>,
    covers: &'a [String],
    tags: &'a [String],
    needs: &'a [String],
}

impl<'a> Row<'a> {
    fn of(case: &'a Case) -> Self {
        Self {
            id: &case.id,
            title: &case.title,
            requirement: &case.requirement,
            file_title: &case.file_title,
            file: &case.place.file,
            line: case.place.line,
            level: case.level,
            citations: &case.citations,
            urls: case.citations.iter().map(Citation::url).collect(),
            covers: &case.covers,
            tags: &case.tags,
            needs: &case.needs,
        }
    }
}

/// Writes `{"cases": […]}`, a line for each case.
///
/// # Errors
/// Where `out` cannot be written.
pub fn json(suite: &Suite, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"cases\": [")?;
    for (index, case) in suite.cases.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        json_text::to_writer(out, &Row::of(case))?;
    }
    out.write_all(b"\n]}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{assert_golden, sample_case};

    fn suite() -> Suite {
        let mut chinese = sample_case();
        chinese.id = "session/主页".to_owned();
        chinese.title = "浏览器第一次访问一个网站的主页时服务器给出完整的回答\u{202e}".to_owned();
        chinese.level = Level::Should;
        let mut long = sample_case();
        long.id = format!("long/{}", "x".repeat(60));
        long.citations.clear();
        Suite { cases: [sample_case(), chinese, long].map(std::sync::Arc::new).to_vec() }
    }

    #[test]
    fn the_columns_align_whatever_the_script_and_ids_are_whole() {
        let mut out = Vec::new();
        text(&suite(), TextOptions::default(), &mut out).unwrap();
        assert_golden("list.txt", &String::from_utf8(out).unwrap());
    }

    #[test]
    fn programs_get_every_fact_of_each_case() {
        let mut out = Vec::new();
        json(&suite(), &mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let first = &value["cases"][0];
        assert_eq!(value["cases"].as_array().unwrap().len(), 3);
        assert_eq!(first["id"], "session/conditional");
        assert_eq!(first["citations"][0], "RFC 9110 13.1.2");
        assert_eq!(first["urls"][0], "https://www.rfc-editor.org/rfc/rfc9110.html#section-13.1.2");
        assert_eq!((&first["level"], &first["line"]), (&"must".into(), &7.into()));
        json(&Suite::default(), &mut out).unwrap();
        assert!(out.ends_with(b"{\"cases\": [\n]}\n"));
    }
}
