//! Files of go-ftw tests as plain data. They are written for a YAML library of Go's, so that they are
//! read leniently: what has no meaning here is kept by name.

use saphyr_parser::{Event, Parser};
use serde::Deserialize;
use serde_yaml::Value;

/// A file of tests.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FtwFile {
    /// What it is about.
    #[serde(default)]
    pub meta: FtwMeta,
    /// The rule that its tests are for.
    #[serde(default)]
    pub rule_id: Option<u64>,
    /// The tests.
    #[serde(default)]
    pub tests: Vec<FtwTest>,
}

/// What a file is about.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FtwMeta {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
}

/// A test.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FtwTest {
    /// Its number within the file.
    #[serde(default)]
    pub test_id: Option<u64>,
    /// Its title.
    #[serde(default)]
    pub test_title: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub desc: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Its requests, each with what is expected.
    #[serde(default)]
    pub stages: Vec<FtwStage>,
}

/// A request and what is expected.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FtwStage {
    /// In older files the two below stand in a `stage`.
    #[serde(default)]
    pub stage: Option<Box<FtwStage>>,
    /// The request.
    #[serde(default)]
    pub input: FtwInput,
    /// What is expected.
    #[serde(default)]
    pub output: FtwOutput,
}

/// A request.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FtwInput {
    /// The server.
    #[serde(default)]
    pub dest_addr: Option<String>,
    /// Its port.
    #[serde(default)]
    pub port: Option<u32>,
    /// The method; GET where none is given.
    #[serde(default)]
    pub method: Option<String>,
    /// The request target; `/` where none is given.
    #[serde(default)]
    pub uri: Option<String>,
    /// The version; HTTP/1.1 where none is given.
    #[serde(default)]
    pub version: Option<String>,
    #[serde(default)]
    headers: Option<serde_yaml::Mapping>,
    #[serde(default)]
    ordered_headers: Vec<FtwHeader>,
    #[serde(default)]
    data: Option<Value>,
    /// The whole request in Base64.
    #[serde(default)]
    pub encoded_request: Option<String>,
    #[serde(default)]
    autocomplete_headers: Option<bool>,
    #[serde(default)]
    stop_magic: Option<bool>,
    /// Whether a redirect is followed.
    #[serde(default)]
    pub follow_redirect: Option<bool>,
    /// Whether cookies are kept.
    #[serde(default)]
    pub save_cookie: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct FtwHeader {
    name: String,
    #[serde(default)]
    value: Option<Value>,
}

/// What is expected.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FtwOutput {
    #[serde(default)]
    status: Option<Value>,
    /// A regular expression.
    #[serde(default)]
    pub response_contains: Option<String>,
    /// Whether no answer is to come.
    #[serde(default)]
    pub expect_error: Option<bool>,
    /// Whether a failure is tried again.
    #[serde(default)]
    pub retry_once: Option<bool>,
    #[serde(default)]
    log: Option<Value>,
    #[serde(default)]
    log_contains: Option<Value>,
    #[serde(default)]
    no_log_contains: Option<Value>,
}

impl FtwInput {
    /// The field lines in order, names and values.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        let own = self.headers.iter().flatten().map(|(name, value)| (text(name), text(value)));
        let ordered = self.ordered_headers.iter();
        let ordered =
            ordered.map(|h| (h.name.clone(), h.value.as_ref().map(text).unwrap_or_default()));
        own.chain(ordered).collect()
    }

    /// The body; the lines of a list are joined by CRLF.
    #[must_use]
    pub fn body(&self) -> String {
        match &self.data {
            None => String::new(),
            Some(Value::Sequence(lines)) => lines.iter().map(text).collect::<Vec<_>>().join("\r\n"),
            Some(value) => text(value),
        }
    }

    /// Whether fields that are missing are added.
    #[must_use]
    pub fn autocompletes(&self) -> bool {
        self.autocomplete_headers.unwrap_or(true) && !self.stop_magic.unwrap_or(false)
    }
}

impl FtwOutput {
    /// The status codes of which one is expected.
    #[must_use]
    pub fn statuses(&self) -> Vec<u16> {
        let of = |value: &Value| text(value).parse::<u16>().ok();
        match &self.status {
            Some(Value::Sequence(list)) => list.iter().filter_map(of).collect(),
            Some(value) => of(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// What is expected of the log of a firewall, by key.
    #[must_use]
    pub fn log_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        if let Some(Value::Mapping(log)) = &self.log {
            keys.extend(log.keys().map(|key| format!("log.{}", text(key))));
        }
        for (name, value) in
            [("log_contains", &self.log_contains), ("no_log_contains", &self.no_log_contains)]
        {
            if value.is_some() {
                keys.push(name.to_owned());
            }
        }
        keys
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// How deep lists and maps may be nested; tests have some ten levels.
const MOST_DEEP: usize = 64;

/// serde_yaml refuses deep nesting too, after a time that grows with its square.
fn refuse_depth(octets: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(octets).map_err(|_| "it is no UTF-8".to_owned())?;
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_DEEP {
            let line = span.start.line();
            return Err(format!("line {line}: nested more than {MOST_DEEP} deep"));
        }
    }
    Ok(())
}

/// Reads one file.
///
/// # Errors
/// Why it is none of go-ftw's, in words, with its place where the library knows it.
pub fn read_ftw(octets: &[u8]) -> Result<FtwFile, String> {
    if octets.len() as u64 > super::source::MOST_OCTETS {
        return Err(format!("larger than {} MiB", super::source::MOST_OCTETS >> 20));
    }
    refuse_depth(octets)?;
    let file: FtwFile = serde_yaml::from_slice(octets).map_err(|error| error.to_string())?;
    if file.tests.is_empty() {
        return Err("it has no `tests`".to_owned());
    }
    Ok(file)
}
