//! The `.http` files of editors (REST Client of VS Code, HTTP Client of JetBrains): `###` between
//! requests, `{{name}}` for variables, scripts for answers.

mod variables;

use std::collections::BTreeMap;

use crate::author::case::{Act, Draft, Expected};

use super::message::{Message, Octets};
use super::url;
use super::{Imported, ReadFile};
use variables::file_variables;

/// The requests of such a file.
///
/// # Errors
/// A file without a request.
pub(super) fn editor(name: &str, text: &str, read: &ReadFile<'_>) -> Result<Imported, String> {
    let mut imported = Imported::titled(&format!("Imported from {name}"));
    let lines: Vec<&str> = text.lines().collect();
    let variables = file_variables(&lines);
    let mut begin = 0;
    for (at, line) in lines.iter().enumerate().chain([(lines.len(), &"###")]) {
        if !line.starts_with("###") {
            continue;
        }
        let block = lines.get(begin..at).unwrap_or_default();
        let mut request = Request {
            variables: &variables,
            read,
            place: begin + 1,
            remarks: Vec::new(),
            imported: &mut imported,
        };
        request.add(block);
        begin = at;
    }
    if imported.sheet.cases.is_empty() {
        return Err(format!(
            "{name}: no request: `METHOD URL` stands in a line of its own, `###` between requests"
        ));
    }
    Ok(imported)
}

struct Request<'a> {
    variables: &'a BTreeMap<String, String>,
    read: &'a ReadFile<'a>,
    place: usize,
    remarks: Vec<String>,
    imported: &'a mut Imported,
}

impl Request<'_> {
    fn add(&mut self, block: &[&str]) {
        let mut name = String::new();
        let mut at = 0;
        while let Some(line) = block.get(at) {
            let trimmed = line.trim();
            let comment = trimmed.strip_prefix('#').or_else(|| trimmed.strip_prefix("//"));
            if let Some(comment) = comment {
                let comment = comment.trim_start_matches('#').trim();
                if let Some(named) = comment.strip_prefix("@name") {
                    named.trim_start_matches(['=', ' ']).trim().clone_into(&mut name);
                } else if comment.starts_with("@no-") {
                    // Redirects are not followed, cookies not kept, and nothing is logged anyway.
                } else if comment.starts_with('@') {
                    self.remarks.push(format!("`{comment}`"));
                } else if trimmed.starts_with("###") && name.is_empty() {
                    comment.clone_into(&mut name);
                }
            } else if trimmed.starts_with("< {%") {
                self.remarks.push("the script before the request".to_owned());
                while block.get(at).is_some_and(|line| !line.contains("%}")) {
                    at += 1;
                }
            } else if !trimmed.is_empty() && !trimmed.starts_with('@') {
                break;
            }
            at += 1;
        }
        let rest = block.get(at..).unwrap_or_default();
        if let Some((first, rest)) = rest.split_first() {
            let line = self.place + at;
            self.request(&name, line, first.trim(), rest);
        }
    }

    fn request(&mut self, name: &str, line: usize, first: &str, rest: &[&str]) {
        let mut first = first.to_owned();
        // A query goes on in the lines below.
        let more = rest.iter().take_while(|line| line.trim_start().starts_with(['?', '&']));
        let more: Vec<&str> = more.copied().collect();
        more.iter().for_each(|line| first.push_str(line.trim()));
        let rest = rest.get(more.len()..).unwrap_or_default();
        let (line_of, version) = match first.rsplit_once(' ') {
            Some((before, version)) if version.starts_with("HTTP/") => (before.trim(), version),
            _ => (first.as_str(), "HTTP/1.1"),
        };
        let (method, address) = match line_of.split_once(' ') {
            Some((method, url)) if method.bytes().all(|b| b.is_ascii_uppercase()) => {
                (method, url.trim())
            }
            _ => ("GET", line_of),
        };
        if matches!(method, "GRPC" | "WEBSOCKET" | "GRAPHQL") {
            self.imported
                .notes
                .push(format!("line {line}: {method} is no request of HTTP: left out"));
            return;
        }
        let version = if version.starts_with("HTTP/1.") {
            version
        } else {
            self.remarks.push(format!("{version}: sent as HTTP/1.1"));
            "HTTP/1.1"
        };
        let Some((target, path)) = self.target(address) else {
            self.imported.notes.push(format!("line {line}: `{address}` is no URL: left out"));
            return;
        };
        let mut message = Message::new(method, target, version);
        let end = rest.iter().position(|line| line.trim().is_empty() || is_script(line));
        let (fields, after) = rest.split_at(end.unwrap_or(rest.len()));
        let mut has = (false, false);
        for field in fields.iter().map(|field| field.trim()) {
            if field.starts_with('#') || field.starts_with("//") {
                continue;
            }
            let Some((name, value)) = field.split_once(':') else {
                self.remarks.push(format!("`{field}` is no field line"));
                continue;
            };
            let (name, value) = (name.trim(), value.trim());
            if name.eq_ignore_ascii_case("host") {
                has.0 = true;
                message.field(name, Octets::variable_alone("host"));
                continue;
            }
            has.1 |= name.eq_ignore_ascii_case("content-length")
                || name.eq_ignore_ascii_case("transfer-encoding");
            if name.eq_ignore_ascii_case("x-request-type") {
                self.remarks.push(
                    "`X-REQUEST-TYPE` is the editor's own: GraphQL is not wrapped".to_owned(),
                );
                continue;
            }
            let value = self.filled(&credentials(name, value));
            message.field(name, value);
        }
        if !has.0 {
            message.fields.insert(0, {
                let mut host = Octets::of("Host: ");
                host.variable("host");
                host
            });
        }
        let is_multipart =
            fields.iter().any(|f| f.to_ascii_lowercase().contains("multipart/form-data"));
        message.body = self.body(after, if is_multipart { "\r\n" } else { "\n" });
        if !message.body.is_empty() && !has.1 {
            message.content_length();
        }
        let title = if name.is_empty() { format!("{method} {path}") } else { name.to_owned() };
        let id = if name.is_empty() { format!("{method}{path}") } else { name.to_owned() };
        for remark in &self.remarks {
            self.imported.notes.push(format!("line {line}, {title}: not taken over: {remark}"));
        }
        self.imported.sheet.cases.push(Draft {
            id,
            title,
            remarks: self.remarks.drain(..).map(|r| format!("not taken over: {r}")).collect(),
            steps: vec![Act::Send(message.into_template()), Act::Expect(Expected::default())],
            ..Draft::default()
        });
    }

    /// The request target of an address, and a path to call it by. An address that begins with a
    /// variable of no known value is taken for that of the server, and what follows for the path.
    fn target(&mut self, address: &str) -> Option<(Octets, String)> {
        let mut expanded = self.expanded(address);
        if expanded.starts_with("{{") {
            let (name, rest) = expanded.split_once("}}")?;
            let name = name.trim_start_matches("{{");
            if name != "host" {
                self.remarks.push(format!("`{{{{{name}}}}}` in the URL: the server is that of -t"));
            }
            expanded = format!(
                "http://host{}",
                rest.trim_start_matches(':').trim_start_matches(|c: char| c.is_ascii_digit())
            );
        }
        if expanded.chars().any(char::is_control) {
            return None;
        }
        let target = if expanded.starts_with('/') || expanded == "*" {
            expanded
        } else {
            // A host that is a variable is the server's as well.
            let (scheme, rest) = expanded.split_once("://").unwrap_or(("http", expanded.as_str()));
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (_, path) = rest.split_at(end);
            url::parse(&format!("{scheme}://host{}", path.replace(' ', "%20")))?.target
        };
        let path = target.split('?').next().unwrap_or_default().to_owned();
        Some((self.filled(&target), path))
    }

    /// What follows the head, without empty lines at its end and without scripts.
    fn body(&mut self, lines: &[&str], line_end: &str) -> Octets {
        // The empty line behind the head; a script may stand there instead.
        let blank = lines.first().is_some_and(|line| line.trim().is_empty());
        let lines = lines.get(usize::from(blank)..).unwrap_or_default();
        let mut kept: Vec<&str> = Vec::new();
        let mut lines = lines.iter();
        while let Some(line) = lines.next() {
            if !is_script(line) {
                kept.push(line);
                continue;
            }
            self.remarks.push(format!("what the editor does with the answer: `{}`", line.trim()));
            if line.contains("{%") && !line.contains("%}") {
                lines.by_ref().find(|line| line.contains("%}"));
            }
        }
        while kept.last().is_some_and(|line| line.trim().is_empty()) {
            kept.pop();
        }
        let mut body = Octets::default();
        for (at, line) in kept.iter().enumerate() {
            if at > 0 {
                body.push(line_end);
            }
            let file = line.strip_prefix("< ").or_else(|| line.strip_prefix("<@ "));
            match file.map(str::trim) {
                Some(path) => match (self.read)(path) {
                    Ok(octets) => body.push(octets),
                    Err(why) => self.remarks.push(format!("`< {path}`: {why}")),
                },
                None => body.append(self.filled(line)),
            }
        }
        if line_end == "\r\n" && !body.is_empty() {
            body.push("\r\n");
        }
        body
    }
}

/// `> {% … %}`, `> file`, `>> file` and `<> file`, which are about answers.
fn is_script(line: &str) -> bool {
    ["> ", ">> ", ">>! ", "<> "].iter().any(|start| line.starts_with(start))
}

/// `Basic user password` and `Basic user:password` are encoded by editors.
fn credentials(name: &str, value: &str) -> String {
    use base64::Engine as _;
    let words: Vec<&str> = value.split_whitespace().collect();
    let pair = match words.as_slice() {
        ["Basic" | "basic", user, password] => format!("{user}:{password}"),
        ["Basic" | "basic", pair] if pair.contains(':') => (*pair).to_owned(),
        _ => return value.to_owned(),
    };
    if !name.eq_ignore_ascii_case("authorization") || pair.contains("{{") {
        return value.to_owned();
    }
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}
