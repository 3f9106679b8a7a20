//! HTTP archives (HAR 1.2) as browsers and proxies write them: each entry a case with its request and
//! the answer that was seen.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::author::case::{Act, Draft, Expected};
use crate::author::parts::is_readable;
use crate::author::placeholders::Varying;
use crate::author::recording::with_host_in;
use crate::model::expectation::{Hole, ResponseTemplate};
use crate::model::grammar::is_token;
use crate::model::template::Template;

use super::Imported;
use super::message::{Message, Octets};
use super::url::{Url, encoded, parse};

/// The longest body that is expected as text, in octets.
const MOST_TEXT: usize = 16 << 10;
/// Fields whose values are secrets.
const SECRETS: &[&str] = &[
    "cookie",
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "x-auth-token",
    "x-csrf-token",
    "x-xsrf-token",
];

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    started_date_time: String,
    request: Request,
    #[serde(default)]
    response: Response,
    #[serde(default, rename = "_fromCache")]
    from_cache: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    http_version: String,
    #[serde(default)]
    headers: Vec<Pair>,
    #[serde(default)]
    post_data: Option<PostData>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    #[serde(default)]
    mime_type: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    params: Vec<Param>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Param {
    name: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    file_name: Option<String>,
}

#[derive(Default, Deserialize)]
struct Response {
    #[serde(default)]
    status: i64,
    #[serde(default)]
    headers: Vec<Pair>,
    #[serde(default)]
    content: Content,
}

#[derive(Default, Deserialize)]
struct Content {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
}

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

/// The URL of a request, where it is one of http: an archive holds `data:` and `blob:` as well.
fn address(request: &Request) -> Option<Url> {
    parse(&request.url).filter(|_| request.url.contains("://"))
}

/// What is the same in two entries of the same request.
fn same(entry: &Entry) -> (&str, &str, &str, i64) {
    let request = &entry.request;
    let sent = request.post_data.as_ref().and_then(|data| data.text.as_deref());
    (&request.method, &request.url, sent.unwrap_or_default(), entry.response.status)
}

/// The first of these texts that is not the entry's own.
fn other<'a>(entry: &Entry, texts: &[&'a str]) -> Option<&'a str> {
    texts.iter().copied().find(|text| entry.response.content.text.as_deref() != Some(*text))
}

/// The authority to which most entries went; of several the first.
fn most_frequent(entries: &[Entry]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for url in entries.iter().filter_map(|entry| address(&entry.request)) {
        let at = *places.entry(url.authority.clone()).or_insert_with(|| {
            counts.push((url.authority, 0));
            counts.len() - 1
        });
        if let Some((_, count)) = counts.get_mut(at) {
            *count += 1;
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.into_iter().find(|(_, count)| *count == most).map(|(host, _)| host).unwrap_or_default()
}

/// The variables that stand for secrets, by field and value.
#[derive(Default)]
struct Secrets {
    names: BTreeMap<(String, String), String>,
}

impl Secrets {
    fn variable(&mut self, field: &str, value: &str) -> String {
        let field = field.to_ascii_lowercase();
        let number = self.names.keys().filter(|(of, _)| *of == field).count() + 1;
        let name = if number == 1 { field.clone() } else { format!("{field}-{number}") };
        self.names.entry((field, value.to_owned())).or_insert(name).clone()
    }

    fn tell(&self, imported: &mut Imported) {
        for name in self.names.values() {
            let remark =
                format!("a secret, which is not in this file: give it by --secret {name}=VALUE");
            imported.notes.push(format!("{{{{{name}}}}} is {remark}"));
            imported.sheet.variables.insert(name.clone(), (Vec::new(), remark));
        }
    }
}

fn message(
    request: &Request,
    target: &str,
    host: &str,
    secrets: &mut Secrets,
    remarks: &mut Vec<String>,
) -> Template {
    let version = match request.http_version.to_ascii_lowercase().as_str() {
        "http/1.0" => "HTTP/1.0",
        _ => "HTTP/1.1",
    };
    let mut message = Message::new(&request.method, Octets::of(target), version);
    let body = body(request, remarks);
    let mut has_host = false;
    let mut has_length = false;
    for Pair { name, value } in &request.headers {
        let lower = name.to_ascii_lowercase();
        if name.starts_with(':') {
            continue;
        }
        if !is_token(name.as_bytes()) || value.contains(['\r', '\n', '\0']) {
            remarks.push(format!("the field `{name}`, which no request can have"));
            continue;
        }
        match lower.as_str() {
            "host" if value == host => {
                has_host = true;
                message.field(name, Octets::variable_alone("host"));
            }
            "content-length" => {
                has_length = true;
                if body.is_empty() && value != "0" {
                    remarks.push(format!("the body of {value} octets, which the archive lacks"));
                    message.field(name, Octets::of("0"));
                } else {
                    message.field(name, Octets::variable_alone("body.length"));
                }
            }
            "transfer-encoding" | "te" | "http2-settings" | "expect" => {
                remarks.push(format!("the field `{name}: {value}`"));
            }
            lower if SECRETS.contains(&lower) => {
                let variable = secrets.variable(lower, value);
                message.field(name, Octets::variable_alone(&variable));
            }
            "origin" | "referer" => {
                let uri = format!("//{host}");
                let mut line = Octets::default();
                match value.split_once(&uri) {
                    Some((scheme, path)) if path.is_empty() || path.starts_with('/') => {
                        line.push(scheme);
                        line.push("//");
                        line.variable("host");
                        line.push(path);
                    }
                    _ => line.push(value),
                }
                message.field(name, line);
            }
            _ => {
                has_host |= lower == "host";
                message.field(name, Octets::of(value));
            }
        }
    }
    if !has_host {
        let mut line = Octets::of("Host: ");
        line.variable("host");
        message.fields.insert(0, line);
    }
    if !body.is_empty() && !has_length {
        message.content_length();
    }
    message.body = Octets::of(body);
    message.into_template()
}

fn body(request: &Request, remarks: &mut Vec<String>) -> Vec<u8> {
    let Some(data) = &request.post_data else { return Vec::new() };
    if let Some(text) = data.text.as_ref().filter(|text| !text.is_empty()) {
        if data.encoding.as_deref() == Some("base64") {
            return STANDARD.decode(text).unwrap_or_else(|error| {
                remarks.push(format!("the body, which is no base64: {error}"));
                Vec::new()
            });
        }
        return text.as_bytes().to_vec();
    }
    let is_form = data.mime_type.starts_with("application/x-www-form-urlencoded");
    if data.params.is_empty() || !is_form {
        if !data.params.is_empty() {
            let files = data.params.iter().filter(|param| param.file_name.is_some()).count();
            let what = format!("the body of type {} with {files} files", data.mime_type);
            remarks.push(format!("{what}, of which the archive has the parameters alone"));
        }
        return Vec::new();
    }
    let pairs = data.params.iter().map(|param| {
        // Whether an archive keeps them decoded differs by the tool: what is encoded stays so.
        let form = |text: &str| match text.contains('%') {
            true => text.to_owned(),
            false => encoded(text.as_bytes()).replace("%20", "+"),
        };
        format!("{}={}", form(&param.name), form(param.value.as_deref().unwrap_or_default()))
    });
    pairs.collect::<Vec<_>>().join("&").into_bytes()
}

/// Status, type, redirect and body. HAR holds bodies decoded, so that nothing is asked of their coding
/// and length.
fn expected(entry: &Entry, twin: Option<&str>, host: &str, remarks: &mut Vec<String>) -> Expected {
    let response = &entry.response;
    let line = format!("HTTP/1.1 {} ", response.status);
    let status_line = vec![Hole::Octets(Template::octets(line.as_str())), Hole::Any];
    let mut fields = Vec::new();
    for wanted in ["Content-Type", "Location"] {
        let mut lines =
            response.headers.iter().filter(|pair| pair.name.eq_ignore_ascii_case(wanted));
        if let (Some(pair), None) = (lines.next(), lines.next()) {
            let value = vec![Hole::Octets(Template::octets(pair.value.as_str()))];
            fields.push((wanted.to_owned(), with_host_in(value, wanted, host)));
        }
    }
    let no_body = entry.request.method == "HEAD" || matches!(response.status, 100..200 | 204 | 304);
    let mut body = None;
    if let Some(text) = response.content.text.as_ref().filter(|text| !text.is_empty() && !no_body) {
        match text_of(text, response) {
            Ok(octets) => {
                let now = entry.started_date_time.parse::<jiff::Timestamp>();
                let now = now.map_or(0, |time| time.as_second());
                let again = twin.and_then(|twin| text_of(twin, response).ok());
                body = Varying { first: &octets, again: again.as_deref(), now }.holes();
            }
            Err(Some(why)) => remarks.push(why),
            Err(None) => {}
        }
    }
    let response = ResponseTemplate { status_line, fields, body, exact: false };
    Expected { response: Some(response), ..Expected::default() }
}

/// The octets of a small body of text; an error with a reason where that is worth a word.
fn text_of(text: &str, response: &Response) -> Result<Vec<u8>, Option<String>> {
    if text.len() > MOST_TEXT {
        return Err(Some(format!("the answer's body, which has more than {MOST_TEXT} octets")));
    }
    if response.content.encoding.as_deref() == Some("base64") {
        let octets = STANDARD.decode(text).map_err(|_| None)?;
        return if is_readable(&octets) { Ok(octets) } else { Err(None) };
    }
    let kind = response.headers.iter().find(|pair| pair.name.eq_ignore_ascii_case("content-type"));
    let kind = kind.map(|pair| pair.value.to_ascii_lowercase()).unwrap_or_default();
    let is_utf8 = !kind.contains("charset=") || kind.contains("utf-8");
    if !text.is_ascii() && !is_utf8 {
        let why = "the answer's body: the archive has its characters, and not its octets";
        return Err(Some(why.to_owned()));
    }
    Ok(text.as_bytes().to_vec())
}
