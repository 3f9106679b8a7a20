//! The target's own name in what was sent and came: `{{host}}`, because the case runs elsewhere too.

use crate::author::placeholders::merged;
use crate::model::bytes::Bytes;
use crate::model::expectation::Hole;
use crate::model::template::{Piece, Template};

/// The octets, with `{{host}}` for the value of each Host field that is `host`.
pub(in crate::author) fn with_host(octets: &[u8], host: &str) -> Template {
    let head = octets.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(octets.len());
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(end) =
        octets.get(at..head).and_then(|rest| rest.windows(2).position(|w| w == b"\r\n"))
    {
        let line = at + end + 2;
        at = line;
        let rest = octets.get(line..).unwrap_or_default();
        let value = rest.get(..5).filter(|name| name.eq_ignore_ascii_case(b"host:")).map(|_| {
            let blanks = rest.iter().skip(5).take_while(|b| matches!(b, b' ' | b'\t')).count();
            line + 5 + blanks
        });
        let Some(value) = value else { continue };
        let after = octets.get(value..).and_then(|rest| rest.strip_prefix(host.as_bytes()));
        let is_host = after.is_some_and(|after| after.is_empty() || after.starts_with(b"\r\n"));
        if is_host && !host.is_empty() {
            pieces.push(Piece::Octets(Bytes::from(octets.get(from..value).unwrap_or_default())));
            pieces.push(Piece::Variable("host".to_owned()));
            from = value + host.len();
        }
    }
    let rest = octets.get(from..).unwrap_or_default();
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Octets(Bytes::from(rest)));
    }
    Template(pieces)
}

/// A URI that names the target, with `{{host}}` for its authority: the case runs on other ports too.
pub(in crate::author) fn with_host_in(holes: Vec<Hole>, name: &str, host: &str) -> Vec<Hole> {
    let is_uri = ["location", "content-location", "link", "refresh"]
        .iter()
        .any(|uri| name.eq_ignore_ascii_case(uri));
    if !is_uri || host.is_empty() {
        return holes;
    }
    let needle = format!("//{host}");
    let filled = holes.into_iter().map(|hole| match hole {
        Hole::Octets(Template(pieces)) => {
            let pieces = pieces.into_iter().flat_map(|piece| match piece {
                Piece::Octets(octets) => replaced(&octets, needle.as_bytes()),
                variable => vec![variable],
            });
            Hole::Octets(Template(pieces.collect()))
        }
        hole => hole,
    });
    merged(filled.collect())
}

fn replaced(octets: &[u8], needle: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = octets
        .get(at..)
        .and_then(|rest| rest.windows(needle.len()).position(|window| window == needle))
    {
        let start = at + found;
        at = start + needle.len();
        // `//host1` is not `//host10`.
        let next = octets.get(at).copied().unwrap_or(b'/');
        if matches!(next, b'/' | b'?' | b'#' | b'>' | b'"' | b';' | b',') {
            pieces
                .push(Piece::Octets(Bytes::from(octets.get(from..start + 2).unwrap_or_default())));
            pieces.push(Piece::Variable("host".to_owned()));
            from = at;
        }
    }
    let rest = octets.get(from..).unwrap_or_default();
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Octets(Bytes::from(rest)));
    }
    pieces
}
