//! HTTP archives (HAR 1.2) as browsers and proxies write them: each entry a case with its request and
//! the answer that was seen.

mod answer;
mod archive;
mod request;

use std::collections::BTreeMap;

use crate::author::case::{Act, Draft};
use crate::model::grammar::is_token;

use super::Imported;
use answer::expected;
use archive::{Har, address, most_frequent, other, same};
use request::{Secrets, message};

/// The entries of an archive that went to the host to which most of them went.
///
/// # Errors
/// What is no archive, and one of which nothing can be taken over.
pub fn har(name: &str, octets: &[u8]) -> Result<Imported, String> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    let har: Har = serde_json::from_slice(octets)
        .map_err(|error| format!("{name} is no HTTP archive: {error}"))?;
    let mut imported = Imported::titled(&format!("Imported from {name}"));
    let host = most_frequent(&har.log.entries);
    let mut elsewhere: BTreeMap<String, usize> = BTreeMap::new();
    let mut secrets = Secrets::default();
    // Two answers to the same request show what varies in them.
    let mut twins: BTreeMap<(&str, &str, &str, i64), Vec<&str>> = BTreeMap::new();
    for entry in &har.log.entries {
        twins.entry(same(entry)).or_default().extend(entry.response.content.text.as_deref());
    }
    let mut converted = 0;
    for (index, entry) in har.log.entries.iter().enumerate() {
        let request = &entry.request;
        let short: String = request.url.chars().take(100).collect();
        let place = format!("entry {}, {} {short}", index + 1, request.method);
        let Some(url) = address(request).filter(|_| is_token(request.method.as_bytes())) else {
            imported.notes.push(format!("{place}: no request of HTTP: left out"));
            continue;
        };
        if url.authority != host {
            *elsewhere.entry(url.authority).or_default() += 1;
            continue;
        }
        if let Some(cache) = &entry.from_cache {
            imported
                .notes
                .push(format!("{place}: answered by the browser's cache ({cache}): left out"));
            continue;
        }
        if !(100..600).contains(&entry.response.status) {
            imported.notes.push(format!("{place}: the archive has no answer to it: left out"));
            continue;
        }
        let version = request.http_version.to_ascii_lowercase();
        converted += usize::from(!version.is_empty() && !version.starts_with("http/1"));
        let mut remarks = Vec::new();
        let sent = message(request, &url.target, &host, &mut secrets, &mut remarks);
        let twin = twins.get(&same(entry)).and_then(|texts| other(entry, texts));
        let expected = expected(entry, twin, &host, &mut remarks);
        let path = url.target.split('?').next().unwrap_or_default();
        for remark in &remarks {
            imported.notes.push(format!("{place}: {remark}"));
        }
        imported.sheet.cases.push(Draft {
            id: format!("{}{path}", request.method),
            title: format!("{} {path} is answered with {}", request.method, entry.response.status),
            remarks: remarks.iter().map(|remark| format!("not taken over: {remark}")).collect(),
            steps: vec![Act::Send(sent), Act::Expect(expected)],
            ..Draft::default()
        });
    }
    for (other, count) in elsewhere {
        let s = if count == 1 { "" } else { "s" };
        imported
            .notes
            .push(format!("{count} request{s} to {other}: left out, most went to {host}"));
    }
    if converted > 0 {
        let note =
            format!("{converted} of the requests were of HTTP/2 or HTTP/3: written as HTTP/1.1");
        imported.sheet.remarks.push(note.clone());
        imported.notes.push(note);
    }
    secrets.tell(&mut imported);
    if imported.sheet.cases.is_empty() {
        let why = imported.notes.join("\n  ");
        return Err(format!("nothing of {name} could be imported\n  {why}"));
    }
    Ok(imported)
}
