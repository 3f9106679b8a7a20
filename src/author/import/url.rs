//! URLs as far as a request needs them: where it goes, and the request target.

/// A URL of http or https.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Url {
    /// `user:password`, where there is one.
    pub(super) user: Option<String>,
    /// Host, and port where it is written.
    pub(super) authority: String,
    /// Path and query.
    pub(super) target: String,
}

/// Reads a URL; one without a scheme is taken for http, as curl does.
pub(super) fn parse(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ws" | "wss") {
        return None;
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(end);
    let (user, authority) = match authority.rsplit_once('@') {
        Some((user, authority)) => (Some(user.to_owned()), authority),
        None => (None, authority),
    };
    if authority.is_empty() || text.contains([' ', '\r', '\n', '\t', '\0']) {
        return None;
    }
    let slash = if target.starts_with('/') { "" } else { "/" };
    Some(Url { user, authority: authority.to_owned(), target: format!("{slash}{target}") })
}

/// A path without `.` and `..` segments (RFC 3986 5.2.4); the query stays as it is.
pub(super) fn without_dots(target: &str) -> String {
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let mut out: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let last = segments.len().saturating_sub(1);
    for (at, segment) in segments.iter().enumerate() {
        match *segment {
            "." | ".." => {
                if *segment == ".." {
                    out.pop();
                }
                if at == last {
                    out.push("");
                }
            }
            segment => out.push(segment),
        }
    }
    let path = format!("/{}", out.join("/"));
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

/// Percent-decoded octets, as user information is written.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    let octets = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(&octet) = octets.get(at) {
        let digits = octets.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let value = digits.filter(|_| octet == b'%').and_then(|d| u8::from_str_radix(d, 16).ok());
        out.push(value.unwrap_or(octet));
        at += if value.is_some() { 3 } else { 1 };
    }
    out
}

/// Octets percent-encoded but for the unreserved (RFC 3986 2.3), as curl does.
pub(super) fn encoded(octets: &[u8]) -> String {
    let mut out = String::new();
    for octet in octets {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(*octet));
            }
            octet => out.push_str(&format!("%{octet:02X}")),
        }
    }
    out
}
