//! Requests in files: one as it is on the wire, or those of an editor's `.http` file.

use crate::author::case::{Act, Draft, Expected};
use crate::author::message::as_on_the_wire;
use crate::author::pipeline::requests;
use crate::author::recording::with_host;
use crate::model::grammar::is_token;

use super::{Imported, ReadFile, editor};

/// The requests of a file.
///
/// # Errors
/// What is no request at all.
pub fn http(name: &str, octets: &[u8], read: &ReadFile<'_>) -> Result<Imported, String> {
    if !is_on_the_wire(octets) {
        let text = std::str::from_utf8(octets)
            .map_err(|_| "neither a request nor UTF-8, as editors write".to_owned())?;
        return editor::editor(name, text, read);
    }
    let (wire, notes) = as_on_the_wire(octets);
    let mut imported = Imported::titled(&format!("Imported from {name}"));
    imported.notes = notes;
    let parts = requests(&wire);
    let line = wire.split(|octet| *octet == b'\r').find(|line| !line.trim_ascii().is_empty());
    let line = String::from_utf8_lossy(line.unwrap_or_default().trim_ascii()).into_owned();
    let words: Vec<&str> = line.split(' ').collect();
    let (method, target) = match words.as_slice() {
        [method, target, ..] => (*method, *target),
        _ => (line.as_str(), "/"),
    };
    let host = host(&wire);
    let mut steps: Vec<Act> =
        parts.iter().map(|octets| Act::Send(with_host(octets, &host))).collect();
    steps.extend(parts.iter().map(|_| Act::Expect(Expected::default())));
    imported.sheet.cases.push(Draft {
        id: format!("{method}/{}", target.trim_start_matches('/')),
        title: format!("{method} {target}"),
        steps,
        ..Draft::default()
    });
    Ok(imported)
}

/// Whether the first line is a request line of HTTP/1.x for a path, and no `###` separates several.
fn is_on_the_wire(octets: &[u8]) -> bool {
    let mut lines = octets.split(|octet| *octet == b'\n');
    let first = lines.clone().find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let words: Vec<&[u8]> = first.trim_ascii().split(|octet| *octet == b' ').collect();
    let is_request = matches!(words.as_slice(), [method, target, version]
        if is_token(method) && version.starts_with(b"HTTP/") && !target.starts_with(b"http"));
    is_request && !lines.any(|line| line.starts_with(b"###"))
}

/// The value of the first Host field.
fn host(wire: &[u8]) -> String {
    let line = wire.split(|octet| *octet == b'\n').find_map(|line| {
        let value = line.get(5..)?;
        line.get(..5)?.eq_ignore_ascii_case(b"host:").then_some(value)
    });
    String::from_utf8_lossy(line.unwrap_or_default().trim_ascii()).into_owned()
}
