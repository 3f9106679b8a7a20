//! A case file: what it says of all of its cases, and the cases.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::case::{Case, Place};

use super::case::OfFile;
use super::decoder::Decoder;
use super::keys;
use super::node::Node;

/// Where each id was written first, over all files.
pub(super) type Ids = HashMap<String, Place>;

impl Decoder<'_> {
    /// The cases of a file, `each` expanded, but those that have errors.
    pub(super) fn case_file(&mut self, node: &Node, ids: &mut Ids) -> Vec<Arc<Case>> {
        let Some(entries) = self.entries(node, &keys::FILE) else { return Vec::new() };
        let mut file = OfFile::default();
        for (name, _, value) in entries.iter() {
            match name {
                "title" => {
                    let title = self.line(value, "`title`");
                    title.unwrap_or_default().clone_into(&mut file.title);
                }
                "spec" => file.citations = self.citations(value),
                "level" => file.level = self.level(value),
                "tags" => file.tags = self.names(value, "a tag"),
                "variables" => file.variables = self.variables(value),
                "defaults" => file.defaults = self.entries(value, &keys::DEFAULTS),
                _ => {}
            }
        }
        let mut cases = Vec::new();
        let Some(list) = entries.value("cases") else {
            self.error_help(
                node,
                "`cases` is missing",
                "a case file is a map with a list of `cases`",
            );
            return cases;
        };
        let Some(members) = self.list(list, "`cases`") else { return cases };
        if members.is_empty() {
            self.error(list, "`cases` is empty");
        }
        let mut spent = 0;
        for member in members {
            let errors = self.errors;
            let Some((case, entries)) = self.case(member, &file) else { continue };
            let place = entries.value("id").map_or_else(|| self.place(member), |id| self.place(id));
            match ids.get(&case.id) {
                Some(first) => {
                    let message = format!(
                        "the id `{}` is taken by the case at {}:{}:{}",
                        case.id, first.file, first.line, first.column
                    );
                    let id = entries.value("id").unwrap_or(member);
                    self.error_help(id, message, "an id is unique over all files of a run");
                }
                None if case.id.is_empty() => {}
                None => {
                    ids.insert(case.id.clone(), place);
                }
            }
            let expanded = self.expand(case, &entries, &mut spent);
            if self.errors == errors {
                cases.extend(expanded.into_iter().map(Arc::new));
            }
        }
        cases
    }
}
