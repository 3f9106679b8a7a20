//! The request of an entry, without the secrets that browsers keep in it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::author::import::Imported;
use crate::author::import::message::{Message, Octets};
use crate::author::import::url::encoded;
use crate::model::grammar::is_token;
use crate::model::template::Template;

use super::archive::{Pair, Request};

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

/// The variables that stand for secrets, by field and value.
#[derive(Default)]
pub(super) struct Secrets {
    names: BTreeMap<(String, String), String>,
}

impl Secrets {
    pub(super) fn variable(&mut self, field: &str, value: &str) -> String {
        let field = field.to_ascii_lowercase();
        let number = self.names.keys().filter(|(of, _)| *of == field).count() + 1;
        let name = if number == 1 { field.clone() } else { format!("{field}-{number}") };
        self.names.entry((field, value.to_owned())).or_insert(name).clone()
    }

    pub(super) fn tell(&self, imported: &mut Imported) {
        for name in self.names.values() {
            let remark =
                format!("a secret, which is not in this file: give it by --secret {name}=VALUE");
            imported.notes.push(format!("{{{{{name}}}}} is {remark}"));
            imported.sheet.variables.insert(name.clone(), (Vec::new(), remark));
        }
    }
}

/// The octets of a request: the host is a variable, and so is each secret.
pub(super) fn message(
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
