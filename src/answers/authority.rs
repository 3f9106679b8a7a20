//! The target's own address and the client's: they differ between runs, and so does what names them.

use crate::model::answer::Answer;
use crate::model::bytes::Bytes;
use crate::model::observation::Connection;
use crate::model::transcript::{EventKind, Transcript};

/// Notes the addresses of one connection: its two ends, and what requests on it call the target
/// where that ends in the same port.
pub(super) fn note(
    transcript: &Transcript,
    index: usize,
    connection: &Connection,
    answer: &mut Answer,
) {
    let made = transcript.events.iter().find_map(|event| match &event.kind {
        EventKind::Connected { peer, local } if event.connection == index => Some((peer, local)),
        _ => None,
    });
    let Some((peer, local)) = made else { return };
    let Some((_, port)) = peer.rsplit_once(':').filter(|(_, port)| is_port(port.as_bytes())) else {
        return;
    };
    answer.target_authorities.push(peer.as_str().into());
    answer.client_authority = local.as_str().into();
    let suffix = format!(":{port}");
    for host in connection.requests.iter().filter_map(|request| request.field("Host")) {
        let names_target = host.ends_with(suffix.as_bytes()) && host.len() > suffix.len();
        let host = Bytes::from(host);
        if names_target && !answer.target_authorities.contains(&host) {
            answer.target_authorities.push(host);
        }
    }
}

fn is_port(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// The octets with each address in them replaced by a name for it.
pub(super) fn without(octets: &[u8], answer: &Answer) -> Vec<u8> {
    let mut octets = octets.to_vec();
    let target = answer.target_authorities.iter().map(|authority| (authority, &b"{target}"[..]));
    for (authority, name) in target.chain([(&answer.client_authority, &b"{client}"[..])]) {
        octets = replaced(&octets, authority, name);
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
