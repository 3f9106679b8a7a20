//! The request that curl makes of what its options ask for, line by line in curl's own order.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::author::import::ReadFile;
use crate::author::import::message::{Message, Octets};
use crate::author::import::multipart::{self, BOUNDARY};
use crate::author::import::url::{Url, decoded, without_dots};
use crate::model::grammar::trim_ows;

use super::wishes::Wishes;

/// The User-Agent that is written; any version stands for all.
const USER_AGENT: &str = "curl/8.5.0";
/// Where a body is so long, curl waits for a 100 before it sends it.
const WAITS_FROM: usize = 1 << 20;

impl Wishes {
    /// The request, in the order of curl's own lines, and its method.
    pub(super) fn message(
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
