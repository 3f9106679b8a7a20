//! `wirecase coverage`: how much of the catalogue of requirements is covered, for a terminal, for
//! programs, and as Markdown.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::model::requirement::{Count, Coverage, Requirement};
use crate::report::TextOptions;
use crate::report::ink::{FAINT, STRONG};
use crate::report::json_text;
use crate::report::layout::{cut, pad};
use crate::report::page::Page;

/// Columns of a group's name.
const NAME: usize = 18;
/// Columns of a requirement's id, of its level and its role.
const ID: usize = 16;
const LEVEL: usize = 12;
const ROLE: usize = 10;

type Group<'a> = (&'static str, &'a BTreeMap<String, Count>);

fn groups(coverage: &Coverage) -> [Group<'_>; 4] {
    [
        ("specification", &coverage.specification),
        ("level", &coverage.level),
        ("role", &coverage.role),
        ("observability", &coverage.observability),
    ]
}

/// Writes the document as JSON.
///
/// # Errors
/// Where `out` cannot be written.
pub fn json(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    json_text::to_writer_pretty(out, coverage)
}

/// Writes a table for each group, then what is not covered.
///
/// # Errors
/// Where `out` cannot be written.
pub fn text(coverage: &Coverage, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let page = &mut Page::of(out, options);
    let row = |name: &str, count: &Count| {
        let Count { requirements, observable, covered } = count;
        format!("{} {requirements:>12} {observable:>12} {covered:>9}", pad(name, NAME))
    };
    for (name, group) in groups(coverage) {
        let head = format!(
            "{} {:>12} {:>12} {:>9}",
            pad(name, NAME),
            "requirements",
            "observable",
            "covered"
        );
        page.line(0, &page.ink.paint(STRONG, &head))?;
        for (name, count) in group {
            page.line(0, &row(name, count))?;
        }
        page.blank()?;
    }
    page.line(0, &page.ink.paint(STRONG, &row("all", &coverage.total)))?;
    let (untestable, open): (Vec<_>, Vec<_>) =
        coverage.uncovered.iter().partition(|requirement| requirement.untestable.is_some());
    for (title, list) in [("no case and no lint", open), ("cannot be tested", untestable)] {
        if list.is_empty() {
            continue;
        }
        page.blank()?;
        page.line(0, &page.ink.paint(STRONG, &format!("{title}: {}", list.len())))?;
        for requirement in list {
            uncovered(page, requirement)?;
        }
    }
    Ok(())
}

fn uncovered(page: &mut Page<'_>, requirement: &Requirement) -> io::Result<()> {
    let (id, level) = (pad(&requirement.id, ID), pad(&requirement.level, LEVEL));
    let before = format!("{level} {} ", pad(&requirement.role, ROLE));
    let told = requirement.untestable.as_ref().unwrap_or(&requirement.summary);
    let room = page.room(ID + LEVEL + ROLE + 5);
    let before = page.ink.paint(FAINT, &before);
    page.line(2, &format!("{id} {before}{}", cut(told, room)))
}

/// Writes the same as Markdown.
///
/// # Errors
/// Where `out` cannot be written.
pub fn markdown(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let Count { requirements, observable, covered } = coverage.total;
    writeln!(out, "# What the cases cover\n")?;
    writeln!(
        out,
        "Of {requirements} requirements {observable} show on the wire; {covered} of these have a case or a lint. \
         Made by `wirecase coverage --format md` of wirecase {}.\n",
        coverage.version
    )?;
    for (name, group) in groups(coverage) {
        writeln!(out, "| {name} | requirements | observable | covered |\n|---|---:|---:|---:|")?;
        for (name, count) in group {
            let Count { requirements, observable, covered } = count;
            writeln!(out, "| {name} | {requirements} | {observable} | {covered} |")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "## Not covered\n")?;
    writeln!(
        out,
        "| requirement | clause | level | role | needs | what it demands | why it cannot be tested |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for r in &coverage.uncovered {
        let reason = r.untestable.as_deref().unwrap_or_default();
        writeln!(
            out,
            "| {} | {} {} | {} | {} | {} | {} | {} |",
            r.id,
            r.specification,
            r.section,
            r.level,
            r.role,
            r.observability,
            cell(&r.summary),
            cell(reason)
        )?;
    }
    Ok(())
}

/// Text within a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
