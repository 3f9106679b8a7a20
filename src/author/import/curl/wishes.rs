//! What the options of a curl command line ask for.

use crate::author::import::ReadFile;
use crate::author::import::url::encoded;

use super::options::{long_name, takes_value, told};

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
pub(super) struct Wishes {
    pub(super) urls: Vec<String>,
    pub(super) method: Option<String>,
    pub(super) headers: Vec<Vec<u8>>,
    /// What `-d` and its kin add up to; `None` where there is none.
    pub(super) data: Option<Vec<u8>>,
    pub(super) is_json: bool,
    pub(super) forms: Vec<(Vec<u8>, bool)>,
    pub(super) upload: Option<String>,
    pub(super) is_get: bool,
    pub(super) is_head: bool,
    pub(super) user: Option<Vec<u8>>,
    pub(super) bearer: Option<String>,
    pub(super) agent: Option<String>,
    pub(super) referer: Option<String>,
    pub(super) cookies: Vec<Vec<u8>>,
    pub(super) range: Option<String>,
    pub(super) compressed: bool,
    pub(super) path_as_is: bool,
    pub(super) is_http_1_0: bool,
    pub(super) remarks: Vec<String>,
}

impl Wishes {
    pub(super) fn read(&mut self, words: &[Vec<u8>], read: &ReadFile<'_>) -> Result<(), String> {
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
                    let name = long_name(letter).ok_or_else(|| unknown(&format!("-{letter}")))?;
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
                if let Some(what) = told(name) {
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
}

fn unknown(option: &str) -> String {
    format!(
        "{option}: this option of curl is not known here; leave it out where it changes nothing of what is sent"
    )
}

fn value(word: Option<&Vec<u8>>, option: &str) -> Result<Vec<u8>, String> {
    word.cloned().ok_or_else(|| format!("{option}: its value is missing"))
}
