//! go-ftw tests: each a case, each of its stages a request and an answer on a connection of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::author::case::{Act, Draft, Expected};
use crate::author::expectation::{map, text};
use crate::load::{FtwFile, FtwInput, FtwOutput, FtwStage, FtwTest};
use crate::model::bytes::Bytes;
use crate::model::template::{Piece, Template};

use super::Imported;
use super::message::{Message, Octets};

/// The tests of these files, each with its name.
///
/// # Errors
/// Files of which nothing can be taken over.
pub fn ftw(files: &[(String, FtwFile)]) -> Result<Imported, String> {
    let title = match files {
        [(name, _)] => format!("Imported from {name}"),
        many => format!("Imported from {} files of go-ftw tests", many.len()),
    };
    let mut imported = Imported::titled(&title);
    for (name, file) in files {
        let stem = name.rsplit('/').next().unwrap_or_default();
        let stem = stem.strip_suffix(".yaml").or_else(|| stem.strip_suffix(".yml")).unwrap_or(stem);
        let stem = file.rule_id.map_or_else(|| stem.to_owned(), |rule| rule.to_string());
        for (at, test) in file.tests.iter().enumerate() {
            let number = test.test_id.unwrap_or(at as u64 + 1);
            let id = test.test_title.clone().unwrap_or_else(|| format!("{stem}-{number}"));
            add(name, &id, test, &mut imported);
        }
    }
    if imported.sheet.cases.is_empty() {
        return Err(format!("nothing could be imported\n  {}", imported.notes.join("\n  ")));
    }
    Ok(imported)
}

fn add(file: &str, id: &str, test: &FtwTest, imported: &mut Imported) {
    let mut remarks = Vec::new();
    let mut steps = Vec::new();
    for (at, stage) in test.stages.iter().enumerate() {
        let stage: &FtwStage = stage.stage.as_deref().unwrap_or(stage);
        let sent = match request(&stage.input, &mut remarks) {
            Ok(sent) => sent,
            Err(why) => {
                imported.notes.push(format!("{file}, {id}, stage {}: {why}: left out", at + 1));
                return;
            }
        };
        let both = [Act::Send(sent), Act::Expect(expected(&stage.output, &mut remarks))];
        let on =
            |act| if at == 0 { act } else { Act::On(format!("stage-{}", at + 1), Box::new(act)) };
        steps.extend(both.into_iter().map(on));
    }
    if steps.is_empty() {
        imported.notes.push(format!("{file}, {id}: it has no stages: left out"));
        return;
    }
    for remark in &remarks {
        imported.notes.push(format!("{file}, {id}: not taken over: {remark}"));
    }
    let desc = test.desc.clone().unwrap_or_default();
    let is_name = |tag: &&String| {
        !tag.is_empty()
            && tag.len() <= 100
            && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    imported.sheet.cases.push(Draft {
        id: id.to_owned(),
        title: if desc.trim().is_empty() { id.to_owned() } else { desc },
        remarks: remarks.iter().map(|remark| format!("not taken over: {remark}")).collect(),
        tags: test.tags.iter().filter(is_name).cloned().collect(),
        steps,
        ..Draft::default()
    });
}

fn request(input: &FtwInput, remarks: &mut Vec<String>) -> Result<Template, String> {
    if let Some(encoded) = &input.encoded_request {
        let dense: String = encoded.chars().filter(|c| !c.is_whitespace()).collect();
        let octets = STANDARD
            .decode(dense)
            .map_err(|error| format!("`encoded_request` is no base64: {error}"))?;
        if octets.is_empty() {
            return Err("`encoded_request` is empty".to_owned());
        }
        return Ok(Template(vec![Piece::Octets(Bytes(octets))]));
    }
    for (name, is_there) in [
        ("follow_redirect", input.follow_redirect == Some(true)),
        ("save_cookie", input.save_cookie == Some(true)),
    ] {
        if is_there {
            remarks.push(format!("`{name}`: each case stands by itself"));
        }
    }
    let body = input.body();
    let uri = input.uri.as_deref().unwrap_or("/");
    if [uri, body.as_str()].iter().any(|text| text.contains("{{")) {
        remarks.push("templates of Go are sent as they are written".to_owned());
    }
    let method = input.method.as_deref().unwrap_or("GET");
    let version = input.version.as_deref().unwrap_or("HTTP/1.1");
    let mut message = Message::new(method, Octets::of(uri), version);
    let fields = input.fields();
    let has = |name: &str| fields.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    for (name, value) in &fields {
        let is_target = name.eq_ignore_ascii_case("host") && is_destination(value, input);
        let value = if is_target { Octets::variable_alone("host") } else { Octets::of(value) };
        message.field(name, value);
    }
    if input.autocompletes() {
        if !has("Connection") {
            message.field("Connection", Octets::of("close"));
        }
        if !body.is_empty() && !has("Content-Type") {
            message.field("Content-Type", Octets::of("application/x-www-form-urlencoded"));
        }
        if !body.is_empty() && !has("Content-Length") && !has("Transfer-Encoding") {
            message.content_length();
        }
    }
    message.body = Octets::of(body);
    Ok(message.into_template())
}

/// Whether a Host field names the server that the test is sent to, which here is that of -t.
fn is_destination(value: &str, input: &FtwInput) -> bool {
    let host = input.dest_addr.as_deref().unwrap_or("localhost");
    let port = input.port.unwrap_or(80);
    value == host || value == format!("{host}:{port}") || value == "localhost"
}

fn expected(output: &FtwOutput, remarks: &mut Vec<String>) -> Expected {
    let logs = output.log_keys();
    if !logs.is_empty() {
        remarks.push(format!("{}: a case does not see the log", logs.join(", ")));
    }
    if output.retry_once == Some(true) {
        remarks.push("`retry_once`: give --retries to `wirecase run`".to_owned());
    }
    if output.expect_error == Some(true) {
        return Expected::of(vec![("connection", "[closed, reset]".to_owned())]);
    }
    let mut outcome = Vec::new();
    match output.statuses().as_slice() {
        [] => {}
        [one] => outcome.push(("status", one.to_string())),
        many => {
            let many: Vec<String> = many.iter().map(u16::to_string).collect();
            outcome.push(("status", format!("[{}]", many.join(", "))));
        }
    }
    if let Some(pattern) = output.response_contains.as_ref().filter(|pattern| !pattern.is_empty()) {
        if pattern.contains(['\n', '\r']) || regex::bytes::Regex::new(pattern).is_err() {
            remarks.push(format!("`response_contains`: `{pattern}` is no regular expression here"));
        } else {
            outcome.push(("body", map(&[("matches", text(pattern))])));
        }
    }
    if outcome.is_empty() {
        // What is left is that the server answers at all.
        outcome.push(("status", "100..599".to_owned()));
    }
    Expected::of(outcome)
}
