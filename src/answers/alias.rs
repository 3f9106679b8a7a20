//! What is called otherwise in each run though it is the same: the addresses of the two ends, and
//! what the target created under a name of its own making.

use crate::model::answer::Answer;
use crate::model::bytes::Bytes;
use crate::model::observation::Connection;
use crate::model::transcript::{Event, EventKind};

/// How many names that requests give the target are noted; a session has one or two.
const MOST_NAMES: usize = 16;
/// How many created resources are noted; a session creates a few.
const MOST_CREATED: usize = 16;

/// Notes the addresses of one connection: its two ends, and what requests on it call the target
/// where that ends in the same port.
pub(super) fn note_addresses(events: &[&Event], connection: &Connection, answer: &mut Answer) {
    let made = events.iter().find_map(|event| match &event.kind {
        EventKind::Connected { peer, local } => Some((peer, local)),
        _ => None,
    });
    let Some((peer, local)) = made else { return };
    let Some((_, port)) = peer.rsplit_once(':').filter(|(_, port)| is_port(port.as_bytes())) else {
        return;
    };
    let suffix = format!(":{port}");
    answer.aliases.push((peer.as_str().into(), "{target}".into()));
    for host in connection.requests.iter().filter_map(|request| request.field("Host")) {
        let names_target = host.ends_with(suffix.as_bytes()) && host.len() > suffix.len();
        let alias = (Bytes::from(host), "{target}".into());
        if names_target && !answer.aliases.contains(&alias) {
            answer.aliases.push(alias);
            if answer.aliases.len() > MOST_NAMES {
                break;
            }
        }
    }
    answer.aliases.push((local.as_str().into(), "{client}".into()));
}

/// Notes, for all connections, what 201 says was created: the last segment of its Location, where
/// that holds a digit, is a number that was counted up or drawn (RFC 9110 9.3.3).
pub(super) fn note_created(answers: &mut [Answer]) {
    let messages = answers.iter().flat_map(|answer| &answer.responses);
    let created: Vec<(Bytes, Bytes)> = messages
        .filter(|message| *message.code == *b"201")
        .flat_map(|message| &message.fields)
        .filter(|(name, _)| name.eq_ignore_ascii_case(b"Location"))
        .filter_map(|(_, value)| {
            let path = path(value);
            let start = path.iter().rposition(|octet| *octet == b'/')? + 1;
            let (parent, name) = path.split_at_checked(start)?;
            let is_made = name.iter().any(u8::is_ascii_digit);
            is_made.then(|| (path.into(), [parent, b"{created}"].concat().into()))
        })
        .take(MOST_CREATED)
        .collect();
    for answer in answers {
        answer.aliases.extend(created.iter().cloned());
    }
}

/// A URI reference without scheme and authority.
fn path(reference: &[u8]) -> &[u8] {
    let Some(at) = reference.windows(3).position(|window| window == b"://") else {
        return reference;
    };
    let rest = reference.get(at + 3..).unwrap_or_default();
    let start = rest.iter().position(|octet| *octet == b'/').unwrap_or(rest.len());
    rest.get(start..).unwrap_or_default()
}

fn is_port(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// The octets with each alias in them replaced by what it stands for.
pub(super) fn without(octets: &[u8], answer: &Answer) -> Vec<u8> {
    let mut octets = octets.to_vec();
    for (alias, stands_for) in &answer.aliases {
        octets = replaced(&octets, alias, stands_for);
    }
    octets
}

/// The octets with `what` replaced, but not where a longer number follows.
pub(super) fn replaced(octets: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let Some((&first, _)) = what.split_first() else { return octets.to_vec() };
    let mut out = Vec::with_capacity(octets.len());
    let mut rest = octets;
    while let Some(at) = rest.iter().position(|octet| *octet == first) {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        rest = match from.strip_prefix(what) {
            Some(after) if !after.first().is_some_and(u8::is_ascii_digit) => {
                out.extend_from_slice(by);
                after
            }
            _ => {
                out.push(first);
                from.get(1..).unwrap_or_default()
            }
        };
    }
    out.extend_from_slice(rest);
    out
}
