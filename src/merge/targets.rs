//! The targets of several results: one name is one server.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{Named, listed};
use crate::error::{Error, Result};
use crate::model::bytes::shown;
use crate::model::target::Target;

/// All targets, in the order in which they first appear.
///
/// # Errors
/// [`Error::Usage`] where two files mean different servers by one name.
pub(super) fn joined(documents: &[Named]) -> Result<Vec<Target>> {
    let mut all: Vec<(&str, Target)> = Vec::new();
    let mut conflicts = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let started_by_all = started_by_all(documents);
    for (file, report) in documents {
        for target in &report.targets {
            let place = *places.entry(&target.name).or_insert(all.len());
            let known = all.get_mut(place);
            // Each run that starts the server gives it the port that is free at the time.
            let started = known.as_ref().filter(|_| started_by_all.contains(target.name.as_str()));
            let target = &match started {
                Some((_, known)) => Target { address: known.address.clone(), ..target.clone() },
                None => target.clone(),
            };
            match known {
                None => all.push((file, target.clone())),
                Some((_, known)) if known == target || is_less_of(target, known) => {}
                Some((_, known)) if is_less_of(known, target) => known.clone_from(target),
                Some((first, known)) => {
                    conflicts.push(format!(
                        "{}, in {} and in {}: {}",
                        shown(&target.name),
                        shown(first),
                        shown(file),
                        differences(known, target).join("; ")
                    ));
                }
            }
        }
    }
    if conflicts.is_empty() {
        return Ok(all.into_iter().map(|(_, target)| target).collect());
    }
    let message = format!(
        "one name stands for different targets; give each its own by `name:` in its target file, or \
         run the cases again:{}",
        listed(&conflicts)
    );
    Err(Error::Usage { message })
}

/// The names of the servers that were started for every run that had them as a target. Looked up
/// once: a fleet has many targets, and each shard of its run most of them.
fn started_by_all(documents: &[Named]) -> HashSet<&str> {
    let (mut started, mut found) = (HashSet::new(), HashSet::new());
    for (_, report) in documents {
        let launched: HashSet<&str> =
            report.run.launched.iter().map(|server| server.target.as_str()).collect();
        for target in &report.targets {
            let name = target.name.as_str();
            if !launched.contains(name) {
                found.insert(name);
            } else {
                started.insert(name);
            }
        }
    }
    started.retain(|name| !found.contains(name));
    started
}

/// Whether this is the same server, of which only the address is known: a bare target is asked what
/// it can do only where a selected case needs to know, so one shard may know less than another. To
/// ask gives abilities, and takes the page away where there is none.
fn is_less_of(target: &Target, other: &Target) -> bool {
    // One that was started has a name that lasts, whatever its port.
    let name = target.name.clone();
    *target == (Target { name, ..Target::bare(other.address.clone()) })
        && other.resources.iter().all(|(name, path)| target.resources.get(name) == Some(path))
        && other.variables == target.variables
        && other.known == target.known
        && other.tls == target.tls
}

fn differences(one: &Target, other: &Target) -> Vec<String> {
    // Taken apart, so that a member added to the target is not forgotten here.
    let Target { name: _, address, resources, abilities, variables, known, tls } = one;
    let mut all = Vec::new();
    let mut compare = |what: &str, one: String, other: String| {
        if one != other {
            all.push(format!("{what} {} and {}", shown(&one), shown(&other)));
        }
    };
    compare("address", address.to_string(), other.address.to_string());
    compare("resources", text(resources), text(&other.resources));
    compare("abilities", text(abilities), text(&other.abilities));
    compare("variables", text(variables), text(&other.variables));
    compare("known deviations", text(known), text(&other.known));
    compare("TLS", text(tls), text(&other.tls));
    all
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
