//! Known deviations written into a target file, or under a target of `wirecase.yaml`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::author::edit::Edits;
use crate::author::style::Value;
use crate::error::{Error, Result};
use crate::load::outline::{Outline, Part, PartKind};
use crate::model::target::{KnownDeviation, Target};
use crate::model::tls::{Tls, TlsVersion};

/// Where entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination<'a> {
    /// Under `known` of a target file.
    TargetFile,
    /// Under `known` of this target of a `wirecase.yaml`.
    Configuration(&'a str),
}

/// A new file with these entries; what the run knew of the target is in it, so that the same cases
/// run again.
#[must_use]
pub fn new_file(into: Destination<'_>, target: &Target, entries: &[KnownDeviation]) -> Vec<u8> {
    let described = of_target(target, entries, matches!(into, Destination::TargetFile));
    let file = match into {
        Destination::TargetFile => described,
        Destination::Configuration(name) => {
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
    if !target.tls.is_default() {
        all.push(("tls".to_owned(), Value::Map(of_tls(&target.tls))));
    }
    all.push(("known".to_owned(), Value::List(entries.iter().map(entry).collect())));
    all
}

fn of_tls(tls: &Tls) -> Vec<(String, Value)> {
    // Taken apart, so that a member that is added is not forgotten here.
    let Tls { insecure, cacert, cert, key, sni, alpn, min, max } = tls;
    let text = |text: &str| Value::Text(text.to_owned());
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| text(&path.to_string_lossy()));
    let version = |version: &Option<TlsVersion>| {
        version.map(|version| {
            Value::Raw(if version == TlsVersion::V1_2 { "1.2" } else { "1.3" }.to_owned())
        })
    };
    let alpn = Value::List(alpn.iter().map(|name| text(name)).collect()).flow();
    [
        ("insecure", insecure.then(|| Value::Raw("true".to_owned()))),
        ("cacert", path(cacert)),
        ("cert", path(cert)),
        ("key", path(key)),
        ("sni", sni.as_deref().map(text)),
        ("alpn", (!tls.alpn.is_empty()).then_some(Value::Raw(alpn))),
        ("min", version(min)),
        ("max", version(max)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
    .collect()
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
    into: Destination<'_>,
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
    into: Destination<'_>,
    target: &Target,
    entries: &[KnownDeviation],
) -> std::result::Result<(), String> {
    let members: Vec<Value> = entries.iter().map(entry).collect();
    let root = &outline.root;
    let described = match into {
        Destination::TargetFile => root,
        Destination::Configuration(name) => {
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
fn holds(before: &Part, after: &Part, into: Destination<'_>, entries: &[KnownDeviation]) -> bool {
    let described = |root: &Part| match into {
        Destination::TargetFile => Some(root.clone()),
        Destination::Configuration(name) => {
            root.get("targets").and_then(|all| all.get(name)).cloned()
        }
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
        Destination::TargetFile => None,
        Destination::Configuration(name) => Some(format!(".targets.{name}")),
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

    fn add(text: &str, into: Destination<'_>) -> String {
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
            assert_eq!(add(&before, Destination::TargetFile), after);
        }
        let flow = add("{url: x, known: [{id: z, reason: y}]}", Destination::TargetFile);
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
            assert_eq!(add(before, Destination::Configuration("t")), after);
        }
    }

    #[test]
    fn a_new_file_says_how_tls_is_spoken_as_the_run_did() {
        let tls = Tls {
            insecure: true,
            cacert: Some("ca: 1.pem".into()),
            cert: Some("c.pem".into()),
            key: Some("k.pem".into()),
            sni: Some("a.test".to_owned()),
            alpn: vec!["http/1.1".to_owned(), "x, y".to_owned()],
            min: Some(TlsVersion::V1_2),
            max: Some(TlsVersion::V1_3),
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.yaml");
        for tls in [Tls::default(), Tls { max: Some(TlsVersion::V1_2), ..Tls::default() }, tls] {
            let address = "https://127.0.0.1:8443".parse::<Address>().unwrap();
            let target = Target { tls: tls.clone(), ..Target::bare(address) };
            std::fs::write(&file, new_file(Destination::TargetFile, &target, &[known("a")]))
                .unwrap();
            let beside = |path: Option<PathBuf>| path.map(|path| folder.path().join(path));
            let (cacert, cert, key) = (beside(tls.cacert), beside(tls.cert), beside(tls.key));
            let read = crate::load::load_target(&file).unwrap();
            assert_eq!(read.tls, Tls { cacert, cert, key, ..tls });
        }
    }

    #[test]
    fn a_list_that_is_written_elsewhere_is_refused() {
        let text = "variables: {a: &x b}\nknown: *x\n";
        let error =
            added("t.yaml", text.as_bytes(), Destination::TargetFile, &target(), &[known("a")]);
        assert!(error.unwrap_err().to_string().contains("nothing was written"));
    }
}
