//! Faults: the rules that the reference server can be told to break, one at a time, to prove that a
//! case can fail.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::model::citation::Citation;
use crate::reference::table::FAULTS;

/// One thing that the reference server can be told to do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What `--fault` calls it: lower case, words joined by hyphens.
    pub name: &'static str,
    /// The clause that the fault breaks, as [`Citation`] reads it: `RFC 9112 3.2`, `SSE 9.2.5`.
    pub spec: &'static str,
    /// What the rule demands.
    pub rule: &'static str,
    /// What the server does wrong with the fault on.
    pub summary: &'static str,
}

impl Fault {
    /// The clause that the fault breaks.
    #[must_use]
    pub fn citation(&self) -> Citation {
        self.spec
            .parse()
            .unwrap_or_else(|_| Citation { document: self.spec.to_owned(), section: String::new() })
    }
}

/// One row of a table of faults.
pub(crate) const fn fault(
    name: &'static str,
    spec: &'static str,
    rule: &'static str,
    summary: &'static str,
) -> Fault {
    Fault { name, spec, rule, summary }
}

/// The names of the table. A server without a fault never looks; one with a fault asks hundreds of
/// times for each answer.
static NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| FAULTS.iter().map(|fault| fault.name).collect());

/// The faults that are on in one server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    on: Vec<&'static str>,
}

impl Faults {
    /// No fault: the server keeps every rule.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The faults of these names.
    ///
    /// # Errors
    ///
    /// A text that names each unknown fault and the known ones that are nearest to it.
    pub fn named(names: &[String]) -> Result<Self, String> {
        let mut on = Vec::new();
        let mut unknown = String::new();
        for name in names {
            match FAULTS.iter().find(|fault| fault.name == name) {
                Some(fault) => on.push(fault.name),
                None => {
                    let separator = if unknown.is_empty() { "" } else { "; " };
                    let _ = write!(unknown, "{separator}no fault `{name}`{}", suggestion(name));
                }
            }
        }
        if unknown.is_empty() { Ok(Self { on }) } else { Err(unknown) }
    }

    /// This fault alone.
    #[must_use]
    pub fn only(fault: &'static Fault) -> Self {
        Self { on: vec![fault.name] }
    }

    /// Whether this fault is on.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        if self.on.is_empty() {
            return false;
        }
        debug_assert!(NAMES.contains(name), "no row for {name}");
        self.on.contains(&name)
    }

    /// Whether no fault is on at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.on.is_empty()
    }
}

fn suggestion(name: &str) -> String {
    let mut near: Vec<(f64, &str)> = FAULTS
        .iter()
        .map(|fault| (strsim::jaro_winkler(name, fault.name), fault.name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<String> = near.iter().take(3).map(|(_, name)| format!("`{name}`")).collect();
    if near.is_empty() { String::new() } else { format!(", did you mean {}?", near.join(" or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_known_ones() {
        assert!(Faults::named(&["date-missing".to_owned()]).unwrap().has("date-missing"));
        let refusal = Faults::named(&["date-mising".to_owned(), "zzz".to_owned()]).unwrap_err();
        assert!(refusal.starts_with("no fault `date-mising`, did you mean `date-missing`"));
        assert!(refusal.ends_with("; no fault `zzz`"), "{refusal}");
        assert!(!Faults::none().has("date-missing"));
    }
}
