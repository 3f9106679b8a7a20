//! `each:`: many cases from one, by every combination of some values.

use crate::model::bytes::{Bytes, escape};
use crate::model::case::Case;

use super::case::fill_title;
use super::decoder::{Decoder, Entries};
use super::node::{Node, Value};

/// How many cases one `each` may make.
const MOST_CASES: usize = 10_000;
/// How many characters a value may have in an id.
const LONGEST_LABEL: usize = 80;
/// How many octets the cases that a file's `each` make may take, all together.
const MOST_OCTETS: usize = 256 << 20;

impl Decoder<'_> {
    /// The names that `each:` gives values to.
    pub(super) fn each_names(&self, node: Option<&Node>) -> Vec<String> {
        match node.map(|node| &node.value) {
            Some(Value::Map(entries)) => {
                entries.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The cases that a case stands for; it alone where it has no `each`.
    pub(super) fn expand(
        &mut self,
        case: Case,
        entries: &Entries<'_>,
        spent: &mut usize,
    ) -> Vec<Case> {
        let Some(node) = entries.value("each") else { return vec![case] };
        let Some(dimensions) = self.dimensions(node) else { return Vec::new() };
        let count = dimensions
            .iter()
            .try_fold(1_usize, |product, (_, values)| product.checked_mul(values.len()))
            .filter(|&count| count <= MOST_CASES);
        let Some(count) = count else {
            self.error(node, format!("`each` makes more than {MOST_CASES} cases of this one"));
            return Vec::new();
        };
        let octets = entries.iter().fold(1024_usize, |sum, (_, _, value)| {
            sum.saturating_add(value.weight().saturating_mul(4))
        });
        let read = usize::try_from(self.octets_read).unwrap_or(usize::MAX);
        *spent = spent.saturating_add(octets.saturating_add(read).saturating_mul(count));
        if *spent > MOST_OCTETS {
            let message =
                format!("the cases that `each` makes take more than {} MiB", MOST_OCTETS >> 20);
            self.error(node, message);
            return Vec::new();
        }
        let mut cases = Vec::with_capacity(count);
        for index in 0..count {
            let mut rest = index;
            let mut chosen = Vec::with_capacity(dimensions.len());
            // The last name varies fastest.
            for (name, values) in dimensions.iter().rev() {
                let at = rest % values.len().max(1);
                rest /= values.len().max(1);
                let value = values.get(at).cloned().unwrap_or_default();
                chosen.push((name, label(&value, at), value));
            }
            chosen.reverse();
            cases.push(variant(&case, &chosen));
        }
        cases
    }

    fn dimensions(&mut self, node: &Node) -> Option<Vec<(String, Vec<Bytes>)>> {
        let mut dimensions = Vec::new();
        let entries = self.map(node, "`each`")?;
        if entries.is_empty() {
            self.error(node, "`each` names nothing");
            return None;
        }
        let mut sound = true;
        for (key, value) in entries {
            let name = self.variable_name(key);
            let members = self.list(value, "the value of an `each` name");
            let (Some(name), Some(members)) = (name, members) else {
                sound = false;
                continue;
            };
            if members.is_empty() {
                self.error(value, format!("`{name}` has no value"));
                sound = false;
            }
            let mut values: Vec<Bytes> = Vec::new();
            let mut known = std::collections::HashSet::new();
            for member in members {
                let octets = self.octets(member, "a value");
                match octets {
                    Some(octets) if known.insert(octets.clone()) => values.push(octets),
                    Some(octets) => {
                        let message = format!("`{}` is in the list twice", escape(&octets));
                        self.error(member, message);
                        sound = false;
                    }
                    None => sound = false,
                }
            }
            dimensions.push((name.to_owned(), values));
        }
        sound.then_some(dimensions)
    }
}

/// A value as ids and titles have it; a long one by its start and its place in the list.
fn label(value: &Bytes, at: usize) -> String {
    let escaped = escape(value);
    if escaped.chars().count() <= LONGEST_LABEL {
        return escaped;
    }
    let start: String = escaped.chars().take(LONGEST_LABEL / 2).collect();
    format!("{start}…#{}", at + 1)
}

fn variant(case: &Case, chosen: &[(&String, String, Bytes)]) -> Case {
    let labels: Vec<(String, String)> =
        chosen.iter().map(|(name, label, _)| ((*name).clone(), label.clone())).collect();
    let written: Vec<String> =
        labels.iter().map(|(name, label)| format!("{name}={label}")).collect();
    let mut variant = case.clone();
    variant.id = format!("{}[{}]", case.id, written.join(","));
    variant.title = fill_title(&case.title, &labels);
    variant.requirement = fill_title(&case.requirement, &labels);
    variant.bound.extend(chosen.iter().map(|(name, _, value)| ((*name).clone(), value.clone())));
    variant
}
