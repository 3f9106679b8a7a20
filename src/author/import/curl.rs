//! curl command lines: the octets that curl would send.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::author::case::{Act, Draft, Expected};
use crate::model::grammar::trim_ows;

use super::message::{Message, Octets};
use super::multipart::{self, BOUNDARY};
use super::shell::{self, Command};
use super::url::{self, Url, decoded, encoded, without_dots};
use super::{Imported, ReadFile};

/// The User-Agent that is written; any version stands for all.
const USER_AGENT: &str = "curl/8.5.0";
/// Where a body is so long, curl waits for a 100 before it sends it.
const WAITS_FROM: usize = 1 << 20;

/// The commands of a text, as a shell reads it.
///
/// # Errors
/// What no shell or curl would take, and options that this importer does not know.
pub fn curl_text(text: &[u8], read: &ReadFile<'_>) -> Result<Imported, String> {
    let mut imported = Imported::titled("Imported from curl command lines");
    for command in shell::commands(text)? {
        let name = command.words.first().map(Vec::as_slice).unwrap_or_default();
        let name = name.rsplit(|octet| *octet == b'/').next().unwrap_or_default();
        if name == b"curl" || name == b"curl.exe" {
            add(&command, read, &mut imported)?;
        } else {
            let name = String::from_utf8_lossy(name);
            imported.notes.push(format!("the command `{name}` is not curl: left out"));
        }
    }
    if imported.sheet.cases.is_empty() {
        return Err("there is no curl command line in this".to_owned());
    }
    Ok(imported)
}

/// One command, as its words.
///
/// # Errors
/// As [`curl_text`].
pub fn curl(words: &[String], read: &ReadFile<'_>) -> Result<Imported, String> {
    let words = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    let mut imported = Imported::titled("Imported from a curl command line");
    add(&Command { words, notes: Vec::new() }, read, &mut imported)?;
    Ok(imported)
}

/// How data is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Data {
    Ascii,
    Raw,
    Binary,
    UrlEncode,
    Json,
}

/// What the options of a command say.
#[derive(Default)]
struct Wishes {
    urls: Vec<String>,
    method: Option<String>,
    headers: Vec<Vec<u8>>,
    /// What `-d` and its kin add up to; `None` where there is none.
    data: Option<Vec<u8>>,
    is_json: bool,
    forms: Vec<(Vec<u8>, bool)>,
    upload: Option<String>,
    is_get: bool,
    is_head: bool,
    user: Option<Vec<u8>>,
    bearer: Option<String>,
    agent: Option<String>,
    referer: Option<String>,
    cookies: Vec<Vec<u8>>,
    range: Option<String>,
    compressed: bool,
    path_as_is: bool,
    is_http_1_0: bool,
    remarks: Vec<String>,
}

/// Options that say nothing of the request, without and with a value.
const HARMLESS: &[&str] = &[
    "silent",
    "show-error",
    "verbose",
    "include",
    "fail",
    "fail-with-body",
    "remote-name",
    "remote-header-name",
    "no-buffer",
    "progress-bar",
    "no-progress-meter",
    "globoff",
    "http1.1",
    "ipv4",
    "ipv6",
    "tcp-nodelay",
    "no-keepalive",
    "basic",
    "create-dirs",
    "parallel",
    "styled-output",
    "no-styled-output",
    "ssl-no-revoke",
    "fail-early",
    "remove-on-error",
    "disable",
];
const HARMLESS_VALUES: &[&str] = &[
    "output",
    "write-out",
    "cookie-jar",
    "dump-header",
    "stderr",
    "trace",
    "trace-ascii",
    "retry",
    "retry-delay",
    "retry-max-time",
    "limit-rate",
    "keepalive-time",
    "output-dir",
    "proto",
    "proto-default",
    "happy-eyeballs-timeout-ms",
    "speed-limit",
    "speed-time",
];
/// Options that a case or a run says in another way, or not at all; each with what to do.
const TOLD: &[(&str, &str)] = &[
    ("insecure", "give -k to `wirecase run`"),
    ("location", "redirects are not followed: the case sees the first answer"),
    ("location-trusted", "redirects are not followed: the case sees the first answer"),
    ("http2", "sent as HTTP/1.1"),
    ("http2-prior-knowledge", "sent as HTTP/1.1"),
    ("http3", "sent as HTTP/1.1"),
    ("http3-only", "sent as HTTP/1.1"),
    ("digest", "the first request goes without credentials, as with curl; no second one follows"),
    ("ntlm", "no credentials are sent"),
    ("negotiate", "no credentials are sent"),
    ("anyauth", "the first request goes without credentials; no second one follows"),
    ("tlsv1.2", "give --tls-min to `wirecase run`"),
    ("tlsv1.3", "give --tls-min to `wirecase run`"),
    ("tr-encoding", "no TE field is written"),
];
const TOLD_VALUES: &[(&str, &str)] = &[
    ("max-time", "a case has `case-timeout`"),
    ("connect-timeout", "give it to `wirecase run`"),
    ("max-redirs", "redirects are not followed"),
    ("proxy", "nothing is sent by way of a proxy"),
    ("noproxy", "nothing is sent by way of a proxy"),
    ("resolve", "name the address by -t"),
    ("connect-to", "name the address by -t"),
    ("unix-socket", "name it by -t unix:PATH"),
    ("interface", "the system chooses"),
    ("cert", "give it to `wirecase run`"),
    ("key", "give it to `wirecase run`"),
    ("cacert", "give it to `wirecase run`"),
    ("cert-type", "certificates are PEM"),
    ("pass", "keys are without a passphrase"),
    ("ciphers", "left to the TLS library"),
];
/// Letters and what they are short for.
const LETTERS: &[(char, &str)] = &[
    ('s', "silent"),
    ('S', "show-error"),
    ('v', "verbose"),
    ('i', "include"),
    ('f', "fail"),
    ('O', "remote-name"),
    ('J', "remote-header-name"),
    ('N', "no-buffer"),
    ('#', "progress-bar"),
    ('g', "globoff"),
    ('4', "ipv4"),
    ('6', "ipv6"),
    ('k', "insecure"),
    ('L', "location"),
    ('0', "http1.0"),
    ('G', "get"),
    ('I', "head"),
    ('o', "output"),
    ('w', "write-out"),
    ('c', "cookie-jar"),
    ('D', "dump-header"),
    ('m', "max-time"),
    ('x', "proxy"),
    ('E', "cert"),
    ('X', "request"),
    ('H', "header"),
    ('d', "data"),
    ('F', "form"),
    ('u', "user"),
    ('A', "user-agent"),
    ('e', "referer"),
    ('b', "cookie"),
    ('T', "upload-file"),
    ('r', "range"),
    ('Z', "parallel"),
    ('q', "disable"),
];

fn add(command: &Command, read: &ReadFile<'_>, imported: &mut Imported) -> Result<(), String> {
    let mut wishes = Wishes::default();
    wishes.read(command.words.get(1..).unwrap_or_default(), read)?;
    if wishes.urls.is_empty() {
        return Err("the curl command line names no URL".to_owned());
    }
    let mut remarks = command.notes.clone();
    remarks.append(&mut wishes.remarks);
    for text in &wishes.urls {
        let mut remarks = remarks.clone();
        let Some(url) = url::parse(text) else {
            return Err(format!("{text}: no URL of http or https that curl would take"));
        };
        if url.target.contains(['[', '{']) {
            remarks
                .push("brackets and braces of the URL are kept: curl would expand them".to_owned());
        }
        let (message, method) = wishes.message(&url, read, &mut remarks)?;
        let target = if wishes.path_as_is { url.target.clone() } else { without_dots(&url.target) };
        let path = target.split('?').next().unwrap_or_default().to_owned();
        for remark in &remarks {
            imported.notes.push(format!("{method} {path}: {remark}"));
        }
        imported.sheet.cases.push(Draft {
            id: format!("{method}{path}"),
            title: format!("{method} {path}"),
            remarks: remarks.iter().map(|remark| told(remark)).collect(),
            steps: vec![Act::Send(message.into_template()), Act::Expect(Expected::default())],
            ..Draft::default()
        });
    }
    Ok(())
}

impl Wishes {
    fn read(&mut self, words: &[Vec<u8>], read: &ReadFile<'_>) -> Result<(), String> {
        let mut words = words.iter();
        let mut only_urls = false;
        while let Some(word) = words.next() {
            let text = String::from_utf8_lossy(word).into_owned();
            if only_urls || !word.starts_with(b"-") || text == "-" {
                self.urls.push(text);
            } else if text == "--" {
                only_urls = true;
            } else if let Some(name) = text.strip_prefix("--") {
                let takes = takes_value(name).ok_or_else(|| unknown(&text))?;
                let value = if takes { Some(value(words.next(), &text)?) } else { None };
                self.option(name, value, read)?;
            } else {
                let mut letters = word.get(1..).unwrap_or_default();
                while let Some((letter, rest)) = letters.split_first() {
                    letters = rest;
                    let letter = char::from(*letter);
                    let named = LETTERS.iter().find(|(known, _)| *known == letter);
                    let Some((_, name)) = named else { return Err(unknown(&format!("-{letter}"))) };
                    if takes_value(name) == Some(true) {
                        let value = if letters.is_empty() {
                            value(words.next(), &format!("-{letter}"))?
                        } else {
                            std::mem::take(&mut letters).to_vec()
                        };
                        self.option(name, Some(value), read)?;
                    } else {
                        self.option(name, None, read)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn option(
        &mut self,
        name: &str,
        value: Option<Vec<u8>>,
        read: &ReadFile<'_>,
    ) -> Result<(), String> {
        let octets = value.unwrap_or_default();
        let text = || String::from_utf8_lossy(&octets).into_owned();
        match name {
            "url" => self.urls.push(text()),
            "request" => self.method = Some(text()),
            "header" => match octets.strip_prefix(b"@") {
                Some(path) => {
                    let lines = read(&String::from_utf8_lossy(path))?;
                    let lines = lines.split(|octet| *octet == b'\n');
                    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
                    self.headers.extend(lines.filter(|l| !l.is_empty()).map(<[u8]>::to_vec));
                }
                None => self.headers.push(octets),
            },
            "data" | "data-ascii" => self.data(Data::Ascii, &octets, read)?,
            "data-raw" => self.data(Data::Raw, &octets, read)?,
            "data-binary" => self.data(Data::Binary, &octets, read)?,
            "data-urlencode" => self.data(Data::UrlEncode, &octets, read)?,
            "json" => self.data(Data::Json, &octets, read)?,
            "form" => self.forms.push((octets, false)),
            "form-string" => self.forms.push((octets, true)),
            "get" => self.is_get = true,
            "head" => self.is_head = true,
            "user" => {
                self.remarks.push(
                    "credentials are in this file as they were on the command line".to_owned(),
                );
                self.user = Some(octets);
            }
            "oauth2-bearer" => self.bearer = Some(text()),
            "user-agent" => self.agent = Some(text()),
            "referer" => self.referer = Some(text()),
            "cookie" if octets.contains(&b'=') => self.cookies.push(octets),
            "cookie" => self.remarks.push(format!("-b {}: cookies of a file are not read", text())),
            "upload-file" => {
                self.remarks.push(format!("the octets of -T {} are in the case", text()));
                self.upload = Some(text());
            }
            "range" => self.range = Some(text()),
            "compressed" => self.compressed = true,
            "path-as-is" => self.path_as_is = true,
            "http1.0" => self.is_http_1_0 = true,
            name => {
                let told = TOLD.iter().chain(TOLD_VALUES).find(|(known, _)| *known == name);
                if let Some((_, what)) = told {
                    self.remarks.push(format!("--{name}: {what}"));
                    if matches!(name, "digest" | "ntlm" | "negotiate" | "anyauth") {
                        self.user = None;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds data: several are joined by `&`, those of `--json` are not.
    fn data(&mut self, kind: Data, given: &[u8], read: &ReadFile<'_>) -> Result<(), String> {
        let file = |path: &[u8]| read(&String::from_utf8_lossy(path));
        let octets = match (kind, given.strip_prefix(b"@")) {
            (Data::Raw, _) => given.to_vec(),
            (Data::Ascii, Some(path)) => {
                let mut octets = file(path)?;
                octets.retain(|octet| !matches!(octet, b'\r' | b'\n' | b'\0'));
                octets
            }
            (Data::Ascii, None) => given.to_vec(),
            (Data::Binary | Data::Json, Some(path)) => file(path)?,
            (Data::Binary | Data::Json, None) => given.to_vec(),
            (Data::UrlEncode, _) => {
                let at = given.iter().position(|octet| matches!(octet, b'=' | b'@'));
                let (name, rest) = given.split_at(at.unwrap_or(0));
                let content = match rest {
                    [b'@', path @ ..] if at.is_some() => file(path)?,
                    [b'=', content @ ..] if at.is_some() => content.to_vec(),
                    _ => given.to_vec(),
                };
                let mut octets = name.to_vec();
                if !octets.is_empty() {
                    octets.push(b'=');
                }
                let content = encoded(&content).replace("%20", "+");
                octets.extend_from_slice(content.as_bytes());
                octets
            }
        };
        match &mut self.data {
            Some(data) => {
                if kind != Data::Json {
                    data.push(b'&');
                }
                data.extend_from_slice(&octets);
            }
            None => self.data = Some(octets),
        }
        self.is_json |= kind == Data::Json;
        Ok(())
    }

    /// The request, in the order of curl's own lines, and its method.
    fn message(
        &self,
        url: &Url,
        read: &ReadFile<'_>,
        remarks: &mut Vec<String>,
    ) -> Result<(Message, String), String> {
        let mut target =
            if self.path_as_is { url.target.clone() } else { without_dots(&url.target) };
        let mut body = None;
        let mut kind = None;
        let mut default = "GET";
        if !self.forms.is_empty() {
            if self.data.is_some() {
                return Err("-F beside -d: curl sends only one of them".to_owned());
            }
            body = Some(multipart::body(&self.forms, read)?);
            kind = Some(format!("multipart/form-data; boundary={BOUNDARY}"));
            default = "POST";
        } else if let Some(path) = &self.upload {
            body = Some(read(path)?);
            default = "PUT";
            if target.ends_with('/') {
                target.push_str(path.rsplit('/').next().unwrap_or_default());
            }
        } else if let (Some(data), true) = (&self.data, self.is_get) {
            let joint = if target.contains('?') { '&' } else { '?' };
            target = format!("{target}{joint}{}", String::from_utf8_lossy(data));
        } else if let Some(data) = &self.data {
            body = Some(data.clone());
            kind = Some("application/x-www-form-urlencoded".to_owned());
            default = "POST";
        }
        if self.is_head {
            if body.is_some() {
                return Err("-I beside -d, -F or -T: curl refuses that".to_owned());
            }
            default = "HEAD";
        }
        let method = self.method.clone().unwrap_or_else(|| default.to_owned());
        let version = if self.is_http_1_0 { "HTTP/1.0" } else { "HTTP/1.1" };
        let mut message = Message::new(&method, Octets::of(&target), version);
        self.head(&mut message, url, remarks);
        let mut customs = self.headers.clone();
        if self.is_json {
            for (name, line) in [
                ("content-type", "Content-Type: application/json"),
                ("accept", "Accept: application/json"),
            ] {
                if self.custom(name).is_none() {
                    customs.push(line.as_bytes().to_vec());
                }
            }
        }
        let mut is_chunked = false;
        for line in &customs {
            if let Some(line) = custom_line(line) {
                let (name, value) = name_and_value(&line);
                if name.eq_ignore_ascii_case(b"host") {
                    continue;
                }
                is_chunked |= name.eq_ignore_ascii_case(b"transfer-encoding")
                    && value.eq_ignore_ascii_case(b"chunked");
                message.fields.push(Octets::of(line));
            }
        }
        if let Some(mut octets) = body {
            if is_chunked {
                octets = [format!("{:x}\r\n", octets.len()).as_bytes(), &octets, b"\r\n0\r\n\r\n"]
                    .concat();
            } else if self.custom("content-length").is_none() {
                message.content_length();
            }
            if let Some(kind) =
                kind.filter(|_| !self.is_json && self.custom("content-type").is_none())
            {
                message.field("Content-Type", Octets::of(kind));
            }
            if octets.len() > WAITS_FROM {
                remarks.push("curl would wait for a 100 before so long a body".to_owned());
            }
            message.body = Octets::of(octets);
        }
        Ok((message, method))
    }

    /// The lines that curl writes before the user's own.
    fn head(&self, message: &mut Message, url: &Url, remarks: &mut Vec<String>) {
        match self.custom("host") {
            None => message.field("Host", Octets::variable_alone("host")),
            Some(line) => {
                if let Some(line) = custom_line(line) {
                    message.fields.push(Octets::of(line));
                }
            }
        }
        let user = self.user.clone().or_else(|| url.user.as_ref().map(|user| decoded(user)));
        if let Some(mut user) = user.filter(|_| self.custom("authorization").is_none()) {
            if !user.contains(&b':') {
                remarks.push("the password that curl would ask for is empty".to_owned());
                user.push(b':');
            }
            message.field("Authorization", Octets::of(format!("Basic {}", STANDARD.encode(user))));
        } else if let Some(bearer) = &self.bearer {
            message.field("Authorization", Octets::of(format!("Bearer {bearer}")));
        }
        if let Some(range) = self.range.as_ref().filter(|_| self.custom("range").is_none()) {
            if self.has_body() {
                remarks.push(format!("-r {range}: only a download has a Range field"));
            } else {
                message.field("Range", Octets::of(format!("bytes={range}")));
            }
        }
        if self.custom("user-agent").is_none() && self.agent.as_deref() != Some("") {
            let agent = self.agent.as_deref().unwrap_or(USER_AGENT);
            message.field("User-Agent", Octets::of(agent));
        }
        if self.custom("accept").is_none() && !self.is_json {
            message.field("Accept", Octets::of("*/*"));
        }
        if self.compressed && self.custom("accept-encoding").is_none() {
            message.field("Accept-Encoding", Octets::of("deflate, gzip, br, zstd"));
        }
        if let Some(referer) = self.referer.as_ref().filter(|_| self.custom("referer").is_none()) {
            message.field("Referer", Octets::of(referer));
        }
        if !self.cookies.is_empty() {
            message.field("Cookie", Octets::of(self.cookies.join(&b';')));
        }
    }

    fn has_body(&self) -> bool {
        !self.forms.is_empty() || self.upload.is_some() || (self.data.is_some() && !self.is_get)
    }

    /// The user's own line of this name, which is in lower case.
    fn custom(&self, wanted: &str) -> Option<&[u8]> {
        let lines = self.headers.iter().map(Vec::as_slice);
        lines.into_iter().find(|line| {
            let end = line.iter().position(|octet| matches!(octet, b':' | b';'));
            let name = line.get(..end.unwrap_or(line.len())).unwrap_or_default();
            name.eq_ignore_ascii_case(wanted.as_bytes())
        })
    }
}

/// A remark as a comment: an option that is left out, or something else that is worth a word.
fn told(remark: &str) -> String {
    if remark.starts_with('-') { format!("not taken over: {remark}") } else { remark.to_owned() }
}

/// A line of `-H` as it is sent: `Name:` takes a line away, `Name;` is one with an empty value.
fn custom_line(line: &[u8]) -> Option<Vec<u8>> {
    match line.iter().position(|octet| *octet == b':') {
        Some(colon) => {
            let value = line.get(colon + 1..).unwrap_or_default();
            (!trim_ows(value).is_empty()).then(|| line.to_vec())
        }
        None => {
            let name = line.strip_suffix(b";")?;
            Some([name, b":"].concat())
        }
    }
}

fn name_and_value(line: &[u8]) -> (&[u8], &[u8]) {
    let colon = line.iter().position(|octet| *octet == b':').unwrap_or(line.len());
    let (name, value) = line.split_at(colon);
    (name, trim_ows(value.get(1..).unwrap_or_default()))
}

/// Whether an option takes a value; `None` for one that is not known.
fn takes_value(name: &str) -> Option<bool> {
    const FLAGS: &[&str] = &["get", "head", "compressed", "path-as-is", "http1.0"];
    const VALUES: &[&str] = &[
        "url",
        "request",
        "header",
        "data",
        "data-ascii",
        "data-raw",
        "data-binary",
        "data-urlencode",
        "json",
        "form",
        "form-string",
        "user",
        "oauth2-bearer",
        "user-agent",
        "referer",
        "cookie",
        "upload-file",
        "range",
    ];
    let told = |list: &[(&str, &str)]| list.iter().any(|(known, _)| *known == name);
    if FLAGS.contains(&name) || HARMLESS.contains(&name) || told(TOLD) {
        Some(false)
    } else if VALUES.contains(&name) || HARMLESS_VALUES.contains(&name) || told(TOLD_VALUES) {
        Some(true)
    } else {
        None
    }
}

fn unknown(option: &str) -> String {
    format!(
        "{option}: this option of curl is not known here; leave it out where it changes nothing of what is sent"
    )
}

fn value(word: Option<&Vec<u8>>, option: &str) -> Result<Vec<u8>, String> {
    word.cloned().ok_or_else(|| format!("{option}: its value is missing"))
}
