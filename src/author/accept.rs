//! Known deviations of a run's failures, and how they are written into a target file or under a
//! target of `wirecase.yaml`.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::load::outline::{Outline, Part, PartKind};
use crate::model::finding::Finding;
use crate::model::outcome::{CaseResult, ResultKind, RunReport, Verdict};
use crate::model::target::{KnownDeviation, Target};

use super::edit::Edits;
use super::style::Value;

/// How many characters of a finding a reason has.
const LONGEST_REASON: usize = 160;

/// What is taken from results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The entries, in the order of the results.
    pub entries: Vec<KnownDeviation>,
    /// Ids that were listed and conform now: their entries are to be removed.
    pub fixed: Vec<String>,
    /// Ids that could not be judged, or not twice the same, and are not accepted.
    pub left: Vec<(String, Verdict)>,
}

/// The failures of one target, as entries: those that `ids`, or prefixes of ids, name; without one
/// all that fail the run. Where every case that one `each` made departs, one entry speaks of them.
///
/// `words` tells a finding, `why` and `link` are those of every entry; without `why` it is the first
/// finding, after `since`.
///
/// # Errors
/// [`Error::NoCases`] where an id names nothing in the results.
pub fn accepted(
    results: &RunReport,
    target: &str,
    ids: &[String],
    (why, link): (Option<&str>, Option<&str>),
    since: &str,
    words: impl Fn(&Finding) -> String,
) -> Result<Accepted> {
    let of_target: Vec<&CaseResult> =
        results.cases.iter().filter(|result| result.target == target).collect();
    if let Some(id) = ids.iter().find(|id| !of_target.iter().any(|r| r.id.starts_with(*id))) {
        let message = format!("`{id}` is no id in the results of `{target}`, and no prefix of one");
        return Err(Error::NoCases { message });
    }
    let is_named = |result: &CaseResult| ids.iter().any(|id| result.id.starts_with(id));
    let departs = |result: &CaseResult| matches!(result.verdict, Verdict::Fail | Verdict::Warn);
    let is_taken = |result: &CaseResult| match ids {
        [] => departs(result) && result.verdict.fails_run(results.run.rules()),
        _ => departs(result) && is_named(result),
    };
    let mut accepted = Accepted::default();
    let mut done = BTreeSet::new();
    for result in &of_target {
        let wanted = ids.is_empty() || is_named(result);
        match result.verdict {
            Verdict::Fixed if wanted => accepted.fixed.push(result.id.clone()),
            Verdict::Error | Verdict::Flaky if wanted => {
                accepted.left.push((result.id.clone(), result.verdict));
            }
            _ => {}
        }
        if !is_taken(result) {
            continue;
        }
        let base = base(&result.id);
        let id = if speaks_for_all(base, &of_target, is_taken) { base } else { &result.id };
        if !done.insert(id.to_owned()) {
            continue;
        }
        let reason = why.map_or_else(|| reason(result, since, &words), one_line);
        let link = link.map(one_line);
        accepted.entries.push(KnownDeviation { id: id.to_owned(), reason, link });
    }
    Ok(accepted)
}

/// The id of the case as it is written, without what `each` added.
fn base(id: &str) -> &str {
    id.split_once('[').map_or(id, |(base, _)| base)
}

/// Whether `each` made several cases of this one, and all that were run are to be accepted or are
/// known already.
fn speaks_for_all(
    base_id: &str,
    results: &[&CaseResult],
    is_taken: impl Fn(&CaseResult) -> bool,
) -> bool {
    let family: Vec<&&CaseResult> = results
        .iter()
        .filter(|r| r.kind == ResultKind::Case && r.id != base_id && base(&r.id) == base_id)
        .filter(|r| r.verdict != Verdict::Skip)
        .collect();
    family.len() > 1 && family.iter().all(|r| is_taken(r) || r.verdict == Verdict::Known)
}

fn reason(result: &CaseResult, since: &str, words: impl Fn(&Finding) -> String) -> String {
    let what = result.findings.first().map_or_else(|| result.reason.clone(), words);
    let what: String = one_line(&what);
    let cut: String = what.chars().take(LONGEST_REASON).collect();
    let more = if cut.len() < what.len() { "…" } else { "" };
    format!("{since}: {cut}{more}")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Accepted {
    /// Takes out what these entries cover already; gives back how many those were.
    pub fn without(&mut self, known: &[KnownDeviation]) -> usize {
        let all = self.entries.len();
        self.entries.retain(|new| !known.iter().any(|old| old.covers(&new.id)));
        all - self.entries.len()
    }
}

/// Where entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into<'a> {
    /// Under `known` of a target file.
    TargetFile,
    /// Under `known` of this target of a `wirecase.yaml`.
    Configuration(&'a str),
}

/// A new file with these entries; what the run knew of the target is in it, so that the same cases
/// run again.
#[must_use]
pub fn new_file(into: Into<'_>, target: &Target, entries: &[KnownDeviation]) -> Vec<u8> {
    let described = of_target(target, entries, matches!(into, Into::TargetFile));
    let file = match into {
        Into::TargetFile => described,
        Into::Configuration(name) => {
            let targets = vec![(name.to_owned(), Value::Map(described))];
            vec![("targets".to_owned(), Value::Map(targets))]
        }
    };
    let mut text = String::new();
    for (key, value) in file {
        text.push_str(&format!("{key}:{}\n", value.after_key(2, "\n")));
    }
    text.into_bytes()
}

fn of_target(target: &Target, entries: &[KnownDeviation], named: bool) -> Vec<(String, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let map = |map: &std::collections::BTreeMap<String, String>| {
        Value::Map(map.iter().map(|(name, value)| (name.clone(), text(value))).collect())
    };
    let mut all = Vec::new();
    if named && target.name != Target::bare(target.address.clone()).name {
        all.push(("name".to_owned(), text(&target.name)));
    }
    all.push(("url".to_owned(), text(&target.address.to_string())));
    if !target.resources.is_empty() {
        all.push(("resources".to_owned(), map(&target.resources)));
    }
    if !target.abilities.is_empty() {
        let abilities = Value::List(target.abilities.iter().map(|name| text(name)).collect());
        all.push(("abilities".to_owned(), Value::Raw(abilities.flow())));
    }
    if !target.variables.is_empty() {
        all.push(("variables".to_owned(), map(&target.variables)));
    }
    all.push(("known".to_owned(), Value::List(entries.iter().map(entry).collect())));
    all
}

fn entry(known: &KnownDeviation) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut entry =
        vec![("id".to_owned(), text(&known.id)), ("reason".to_owned(), text(&known.reason))];
    entry.extend(known.link.as_deref().map(|link| ("link".to_owned(), text(link))));
    Value::Map(entry)
}

/// The octets of a file with these entries added, and all else as it was.
///
/// # Errors
/// [`Error::Files`] where it is no YAML, [`Error::Usage`] where the entries cannot be added without
/// harm to what is there.
pub fn added(
    file: &str,
    octets: &[u8],
    into: Into<'_>,
    target: &Target,
    entries: &[KnownDeviation],
) -> Result<Vec<u8>> {
    let outline = Outline::of(file, octets)?;
    let refuse =
        |why: String| Error::Usage { message: format!("{file}: {why}; nothing was written") };
    let mut edits = Edits::new(&outline);
    edit(&mut edits, &outline, into, target, entries).map_err(refuse)?;
    let after =
        edits.finish().ok_or_else(|| refuse("the changes run into each other".to_owned()))?;
    let read = Outline::of(file, &after)
        .map_err(|error| refuse(format!("the entries cannot be added here ({error})")))?;
    if !holds(&outline.root, &read.root, into, entries) {
        return Err(refuse("the entries cannot be added here: add them by hand".to_owned()));
    }
    Ok(after)
}

fn edit(
    edits: &mut Edits<'_>,
    outline: &Outline,
    into: Into<'_>,
    target: &Target,
    entries: &[KnownDeviation],
) -> std::result::Result<(), String> {
    let members: Vec<Value> = entries.iter().map(entry).collect();
    let root = &outline.root;
    let described = match into {
        Into::TargetFile => root,
        Into::Configuration(name) => {
            let whole = || Value::Map(of_target(target, entries, false));
            let one = || Value::Map(vec![(name.to_owned(), whole())]);
            let Some((key, targets)) = root.entry("targets") else {
                return edits.insert(root, "targets", &one());
            };
            if targets.is_null() {
                return edits.set(key, targets, &one());
            }
            let Some((key, described)) = targets.entry(name) else {
                return edits.insert(targets, name, &whole());
            };
            if let Some(url) = described.scalar() {
                // A target that is its address alone.
                let url = ("url".to_owned(), Value::Text(url.to_owned()));
                let known = ("known".to_owned(), Value::List(members));
                return edits.set(key, described, &Value::Map(vec![url, known]));
            }
            described
        }
    };
    match described.entry("known") {
        None => edits.insert(described, "known", &Value::List(members)),
        Some((key, known)) if known.is_null() => edits.set(key, known, &Value::List(members)),
        Some((key, known)) if known.is_flow() && known.members().is_empty() => {
            edits.set(key, known, &Value::List(members))
        }
        Some((_, known)) => edits.append(known, &members),
    }
}

/// Whether the file has what it had, and the entries at the end of the list.
fn holds(before: &Part, after: &Part, into: Into<'_>, entries: &[KnownDeviation]) -> bool {
    let described = |root: &Part| match into {
        Into::TargetFile => Some(root.clone()),
        Into::Configuration(name) => root.get("targets").and_then(|all| all.get(name)).cloned(),
    };
    let Some(now) = described(after) else { return false };
    let Some(known) = now.get("known").map(Part::members) else { return false };
    let Some(first) = known.len().checked_sub(entries.len()) else { return false };
    let written = known.get(first..).unwrap_or_default();
    let same = written.iter().zip(entries).all(|(part, entry)| {
        let is = |key: &str, text: &str| part.get(key).and_then(Part::scalar) == Some(text);
        is("id", &entry.id)
            && is("reason", &entry.reason)
            && entry.link.as_deref().is_none_or(|link| is("link", link))
    });
    let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
    leaves(before, "", &mut old);
    leaves(after, "", &mut new);
    let bare = match into {
        Into::TargetFile => None,
        Into::Configuration(name) => Some(format!(".targets.{name}")),
    };
    let kept = old.iter().all(|(path, text)| {
        let path = if bare.as_ref() == Some(path) { format!("{path}.url") } else { path.clone() };
        new.contains(&(path, text.clone()))
    });
    same && kept
}

/// Every scalar that says something, by its path.
fn leaves(part: &Part, path: &str, all: &mut BTreeSet<(String, String)>) {
    match &part.kind {
        PartKind::Scalar(text, _) if !part.is_null() => {
            all.insert((path.to_owned(), text.clone()));
        }
        PartKind::Scalar(..) | PartKind::Alias => {}
        PartKind::List { members, .. } => {
            for (at, (_, member)) in members.iter().enumerate() {
                leaves(member, &format!("{path}[{at}]"), all);
            }
        }
        PartKind::Map { entries, .. } => {
            for (key, value) in entries {
                leaves(value, &format!("{path}.{}", key.scalar().unwrap_or_default()), all);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::target::Address;

    fn known(id: &str) -> KnownDeviation {
        KnownDeviation { id: id.to_owned(), reason: "so: it is".to_owned(), link: None }
    }

    fn target() -> Target {
        let mut target = Target::bare("http://127.0.0.1:8080".parse::<Address>().unwrap());
        target.resources.insert("page".to_owned(), "/a b".to_owned());
        target
    }

    fn add(text: &str, into: Into<'_>) -> String {
        let after =
            added("t.yaml", text.as_bytes(), into, &target(), &[known("a/b[c=1]")]).unwrap();
        String::from_utf8(after).unwrap()
    }

    #[test]
    fn entries_are_added_to_a_target_file_that_stays_as_it_was() {
        let entry = "id: a/b[c=1]\n    reason: 'so: it is'\n";
        let rows = [
            ("url: x # y\n".to_owned(), format!("url: x # y\nknown:\n  - {entry}")),
            ("known:\nurl: x\n".to_owned(), format!("known:\n  - {entry}url: x\n")),
            (
                "known: [] # none\nurl: x\n".to_owned(),
                format!("known: # none\n  - {entry}url: x\n"),
            ),
            (
                "known:\n  # one\n  - id: z\n    reason: \"y\" # w\n# end\n".to_owned(),
                format!("known:\n  # one\n  - id: z\n    reason: \"y\" # w\n  - {entry}# end\n"),
            ),
        ];
        for (before, after) in rows {
            assert_eq!(add(&before, Into::TargetFile), after);
        }
        let flow = add("{url: x, known: [{id: z, reason: y}]}", Into::TargetFile);
        let want = "{url: x, known: [{id: z, reason: y}, {id: 'a/b[c=1]', reason: 'so: it is'}]}";
        assert_eq!(flow, want);
    }

    #[test]
    fn entries_are_added_under_a_target_of_the_configuration() {
        let entry = "known:\n      - id: a/b[c=1]\n        reason: 'so: it is'\n";
        let rows = [
            (
                "targets:\n  t: http://x:1\n  u: y\n",
                format!("targets:\n  t:\n    url: http://x:1\n    {entry}  u: y\n"),
            ),
            (
                "targets:\n  t:\n    url: x\n    # z\ncases: [a]\n",
                format!("targets:\n  t:\n    url: x\n    {entry}    # z\ncases: [a]\n"),
            ),
            (
                "cases: [a]\n",
                format!(
                    "cases: [a]\ntargets:\n  t:\n    url: http://127.0.0.1:8080\n    resources:\n      page: /a b\n    {entry}"
                ),
            ),
        ];
        for (before, after) in rows {
            assert_eq!(add(before, Into::Configuration("t")), after);
        }
    }

    #[test]
    fn a_list_that_is_written_elsewhere_is_refused() {
        let text = "variables: {a: &x b}\nknown: *x\n";
        let error = added("t.yaml", text.as_bytes(), Into::TargetFile, &target(), &[known("a")]);
        assert!(error.unwrap_err().to_string().contains("nothing was written"));
    }
}
