//! A case and a file of cases as YAML, in the style of the bundled suite.

use std::collections::{BTreeMap, BTreeSet};

use crate::load;
use crate::model::case::Place;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::template::{Piece, Template};

use super::request::{self, indented, listed};
use super::style::scalar;
use super::wire::wire_line;
use super::words::{comment, slug, title};

pub use super::expectation::Expected;

/// A case that is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What the id is made of; [`Sheet::text`] makes it one, and unique.
    pub id: String,
    /// The title, which may hold anything.
    pub title: String,
    /// Comments above the case, a line each.
    pub remarks: Vec<String>,
    /// What is demanded, in words; nothing where it is empty.
    pub requirement: String,
    /// Tags, which are names.
    pub tags: Vec<String>,
    /// Variables that the run has to give, by name.
    pub needs: Vec<String>,
    /// What happens.
    pub steps: Vec<Act>,
}

/// A step of a case that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Octets to send.
    Send(Template),
    /// What may come back.
    Expect(Expected),
    /// A step on a connection of this name.
    On(String, Box<Act>),
}

/// A case file that is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What its cases are about.
    pub title: String,
    /// Comments at its head.
    pub remarks: Vec<String>,
    /// Variables of all its cases, with what is said of each.
    pub variables: BTreeMap<String, (Vec<u8>, String)>,
    /// The cases.
    pub cases: Vec<Draft>,
    /// Ids that are taken elsewhere.
    pub taken: BTreeSet<String>,
}

/// The longest case file that the loader reads, in octets.
const MOST_OCTETS: usize = 8 << 20;

fn too_large(octets: usize) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        place: Place { file: "the cases".into(), line: 1, column: 1 },
        width: 1,
        line: None,
        message: format!("they have {} MiB, and a case file has up to 8", octets >> 20),
        help: Some("take a part of them at a time".to_owned()),
    }
}

/// Warnings that were answered, by the place of the case.
type Intended = BTreeMap<usize, BTreeSet<&'static str>>;

impl Sheet {
    /// The file's text, which the loader has read without an error. What it warns of is meant so,
    /// and marked as such.
    ///
    /// # Errors
    /// What the loader has against it: such cases cannot be written.
    pub fn text(&self) -> Result<String, Vec<Diagnostic>> {
        let sent = self.cases.iter().flat_map(|case| &case.steps).map(Act::octets).sum();
        if sent > MOST_OCTETS {
            return Err(vec![too_large(sent)]);
        }
        let ids = self.ids();
        let plain = self.written(&ids, &Intended::new());
        if plain.len() > MOST_OCTETS {
            return Err(vec![too_large(plain.len())]);
        }
        let loaded = load::load_text("the cases", &plain);
        if loaded.diagnostics.is_empty() {
            return Ok(plain);
        }
        let begins: Vec<usize> = loaded.suite.cases.iter().map(|case| case.place.line).collect();
        let mut intended = Intended::new();
        for problem in &loaded.diagnostics {
            let at = begins.partition_point(|line| *line <= problem.place.line).saturating_sub(1);
            let word = ["content-length", "head", "octets"].into_iter().find(|word| {
                let answer = format!("`intended: {word}`");
                problem.help.as_ref().is_some_and(|help| help.contains(&answer))
            });
            intended.entry(at).or_default().extend(word);
        }
        let text = self.written(&ids, &intended);
        let problems = load::load_text("the cases", &text).diagnostics;
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        Ok(text)
    }

    /// The lines of its cases as members of `cases`, for a file that is there already. Their dashes
    /// stand in column `column`, from 1.
    ///
    /// # Errors
    /// As [`Sheet::text`].
    pub fn member(&self, column: usize) -> Result<String, Vec<Diagnostic>> {
        let text = self.text()?;
        let lines = text.lines().skip_while(|line| *line != "cases:").skip(1);
        let pad = " ".repeat(column.saturating_sub(1));
        let lines = lines.map(|line| match line.strip_prefix("  ") {
            Some(line) => format!("{pad}{line}\n"),
            None => "\n".to_owned(),
        });
        Ok(lines.collect())
    }

    /// The ids, each unique: what is there already gets `-2`, `-3`, ….
    fn ids(&self) -> Vec<String> {
        let mut taken = self.taken.clone();
        let mut next: BTreeMap<String, usize> = BTreeMap::new();
        let mut ids = Vec::new();
        for (at, case) in self.cases.iter().enumerate() {
            let mut base = slug(&case.id);
            if base.is_empty() {
                base = format!("case-{}", at + 1);
            }
            let mut id = base.clone();
            let number = next.entry(base.clone()).or_insert(1);
            while !taken.insert(id.clone()) {
                *number += 1;
                id = format!("{base}-{number}");
            }
            ids.push(id);
        }
        ids
    }

    fn written(&self, ids: &[String], intended: &Intended) -> String {
        let mut lines = Vec::new();
        for remark in &self.remarks {
            lines.push(comment(remark));
        }
        lines.push(format!("title: {}", scalar(&title(&self.title), true)));
        if !self.variables.is_empty() {
            lines.push("variables:".to_owned());
        }
        for (name, (value, remark)) in &self.variables {
            if !remark.is_empty() {
                lines.push(format!("  {}", comment(remark)));
            }
            lines.push(format!("  {name}: {}", wire_line(value)));
        }
        lines.push("cases:".to_owned());
        let nothing = BTreeSet::new();
        for (at, (case, id)) in self.cases.iter().zip(ids).enumerate() {
            // An empty line behind `|+` would be part of it; a comment is not.
            if at > 0 {
                lines.push(String::new());
            }
            lines.extend(indented(case.lines(id, intended.get(&at).unwrap_or(&nothing))));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

impl Act {
    /// How many octets it sends that are no variable.
    fn octets(&self) -> usize {
        match self {
            Self::Send(sent) => {
                let pieces = sent.0.iter().map(|piece| match piece {
                    Piece::Octets(octets) => octets.len(),
                    Piece::Variable(_) => 0,
                });
                pieces.sum()
            }
            Self::Expect(_) => 0,
            Self::On(_, act) => act.octets(),
        }
    }

    fn keys(&self) -> Vec<String> {
        match self {
            Self::Send(sent) => request::keys(sent),
            Self::Expect(expected) => expected.keys(),
            Self::On(name, act) => [vec![format!("on: {name}")], act.keys()].concat(),
        }
    }
}

impl Draft {
    fn lines(&self, id: &str, intended: &BTreeSet<&'static str>) -> Vec<String> {
        let mut keys = vec![
            format!("id: {}", scalar(id, true)),
            format!("title: {}", scalar(&title(&self.title), true)),
        ];
        if !self.requirement.is_empty() {
            keys.push(format!("requirement: {}", scalar(&title(&self.requirement), true)));
        }
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| scalar(tag, true)).collect();
            keys.push(format!("tags: [{}]", tags.join(", ")));
        }
        if !self.needs.is_empty() {
            let needs: Vec<String> = self.needs.iter().map(|name| scalar(name, true)).collect();
            keys.push(format!("needs: [{}]", needs.join(", ")));
        }
        if !intended.is_empty() {
            let words: Vec<&str> = intended.iter().copied().collect();
            keys.push(format!("intended: [{}]", words.join(", ")));
        }
        match self.steps.as_slice() {
            [Act::Send(sent), Act::Expect(expected)] => {
                keys.extend(request::keys(sent));
                keys.extend(expected.keys());
            }
            steps => {
                keys.push("steps:".to_owned());
                for step in steps {
                    keys.extend(indented(listed(step.keys())));
                }
            }
        }
        let remarks = self.remarks.iter().map(|remark| comment(remark));
        remarks.chain(listed(keys)).collect()
    }
}
