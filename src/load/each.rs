//! `each:`: many cases from one, by every combination of some values.

use crate::model::bytes::{Bytes, escape};
use crate::model::case::Case;

use super::case::fill_title;
use super::decoder::{Decoder, Entries};
use super::node::{Node, Value};

/// How many cases one `each` may make.
const MOST_CASES: usize = 10_000;
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
                let value = values.get(rest % values.len().max(1));
                rest /= values.len().max(1);
                chosen.push((name, value.cloned().unwrap_or_default()));
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

fn variant(case: &Case, chosen: &[(&String, Bytes)]) -> Case {
    let labels: Vec<(String, String)> =
        chosen.iter().map(|(name, value)| ((*name).clone(), escape(value))).collect();
    let written: Vec<String> =
        labels.iter().map(|(name, label)| format!("{name}={label}")).collect();
    let mut variant = case.clone();
    variant.id = format!("{}[{}]", case.id, written.join(","));
    variant.title = fill_title(&case.title, &labels);
    variant.requirement = fill_title(&case.requirement, &labels);
    variant.variables.extend(chosen.iter().map(|(name, value)| ((*name).clone(), value.clone())));
    variant
}
