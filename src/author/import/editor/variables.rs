//! The variables of an editor's file: those that it gives a value to, and those that a case gets.

use std::collections::BTreeMap;

use crate::author::import::message::Octets;
use crate::load;

use super::Request;

/// How often a variable's value may name another one.
const MOST_NESTED: usize = 16;

/// `@name = value`, wherever it stands.
pub(super) fn file_variables(lines: &[&str]) -> BTreeMap<String, String> {
    let pairs =
        lines.iter().filter_map(|line| line.trim_start().strip_prefix('@')?.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

impl Request<'_> {
    /// Text with what the file itself says of its variables.
    pub(super) fn expanded(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..MOST_NESTED {
            let before = text.clone();
            for (name, value) in self.variables {
                for written in [format!("{{{{{name}}}}}"), format!("{{{{ {name} }}}}")] {
                    text = text.replace(&written, value);
                }
            }
            if text == before || text.len() > 1 << 20 {
                break;
            }
        }
        text
    }

    /// Octets of a text; `{{name}}` is a variable of the case file.
    pub(super) fn filled(&mut self, text: &str) -> Octets {
        let text = self.expanded(text);
        let mut out = Octets::default();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            out.push(before);
            let Some((name, after)) = after.split_once("}}") else {
                out.push("{{");
                rest = after;
                continue;
            };
            rest = after;
            let name = name.trim();
            let unique = ["$guid", "$uuid", "$random.uuid", "$randomInt", "$random"];
            if name == "host" || unique.iter().any(|word| name.starts_with(word)) {
                out.variable(if name == "host" { "host" } else { "unique" });
                continue;
            }
            let own = variable_name(name);
            let what =
                format!("`{{{{{name}}}}}` has no value in the file: give it by --var {own}=…");
            if self
                .imported
                .sheet
                .variables
                .insert(own.clone(), (Vec::new(), what.clone()))
                .is_none()
            {
                self.imported.notes.push(what);
            }
            out.variable(&own);
        }
        out.push(rest);
        out
    }
}

/// A name that a case file may give a value to: what the target gives is called otherwise.
fn variable_name(name: &str) -> String {
    let legal = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let name: String = name.chars().take(80).map(legal).collect();
    let name = name.trim_matches('-');
    if load::may_name_variable(name) { name.to_owned() } else { format!("var-{name}") }
}
