//! What is tested: where it is, and what it is said to have.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::secret::Secrets;
use super::tls::Tls;

/// Where a target listens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Address {
    /// A host name or address, without brackets, and a port.
    Tcp {
        /// Name, IPv4 or IPv6 address.
        host: String,
        /// 80 where the URL has none.
        port: u16,
    },
    /// The same, over TLS.
    Tls {
        /// Name, IPv4 or IPv6 address.
        host: String,
        /// 443 where the URL has none.
        port: u16,
    },
    /// The path of a Unix socket.
    Unix(String),
}

impl Address {
    /// Host, as written in an authority, and port; `None` for a Unix socket.
    #[must_use]
    pub fn authority(&self) -> Option<(String, u16)> {
        match self {
            Self::Tcp { host, port } | Self::Tls { host, port } => {
                let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
                Some((host, *port))
            }
            Self::Unix(_) => None,
        }
    }

    /// The URI scheme.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if matches!(self, Self::Tls { .. }) { "https" } else { "http" }
    }

    /// Where a server is started that nobody gave an address: a free port of 127.0.0.1, written 0 until
    /// there is one.
    #[must_use]
    pub fn free() -> Self {
        Self::Tcp { host: "127.0.0.1".to_owned(), port: 0 }
    }

    /// The address of a server that is started for the run: as any other, and its port may be 0 or
    /// `{{port}}`, which stand for a free one.
    ///
    /// # Errors
    /// Why it is no address.
    pub fn of_launched(text: &str) -> Result<Self, String> {
        parse(&text.replace("{{port}}", "0"), 0)
    }

    /// The port of the scheme where none is written (RFC 9110 4.2.1 and 4.2.2).
    #[must_use]
    pub fn default_port(&self) -> u16 {
        if matches!(self, Self::Tls { .. }) { 443 } else { 80 }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.authority()) {
            (Self::Unix(path), _) => write!(f, "unix:{path}"),
            (_, Some((host, port))) => write!(f, "{}://{host}:{port}", self.scheme()),
            (_, None) => Ok(()),
        }
    }
}

impl FromStr for Address {
    type Err = String;

    /// Reads `http[s]://host[:port][/]`, `host:port`, `[::1]:80` and `unix:/path`; the port is that
    /// of the scheme where none is written (RFC 9110 4.2.1 and 4.2.2).
    fn from_str(text: &str) -> Result<Self, String> {
        parse(text, 1)
    }
}

fn parse(text: &str, least_port: u16) -> Result<Address, String> {
    // Who is named before `@` may have a password there.
    let told = match text.rsplit_once('@') {
        Some((before, host)) => {
            let scheme = before.find("://").map_or("", |end| &before[..end + 3]);
            format!("{scheme}…@{host}")
        }
        None => text.to_owned(),
    };
    let wrong = |why: &str| {
        format!(
            "`{told}` is no address: {why}; write http://host:port, https://host:port, host:port or unix:/path"
        )
    };
    if let Some(path) = text.strip_prefix("unix:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path {
            "" => Err(wrong("the path of the socket is missing")),
            path if path.contains('\0') => Err(wrong("a path holds no NUL")),
            path => Ok(Address::Unix(path.to_owned())),
        };
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let authority = match scheme.as_deref() {
        Some("http") => text.get("http://".len()..).unwrap_or_default(),
        Some("https") => text.get("https://".len()..).unwrap_or_default(),
        Some(_) => return Err(wrong("its scheme is neither http nor https")),
        None => text,
    };
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    if authority.contains(['/', '?', '#']) {
        return Err(wrong("a path is no part of it (a target file names resources)"));
    }
    if authority.contains('@') {
        return Err(wrong("user information is no part of it (RFC 9110 4.2.4)"));
    }
    let secure = scheme.as_deref() == Some("https");
    let default_port = if secure { 443 } else { 80 };
    let (host, port) = split_port(authority, default_port, least_port).ok_or_else(|| {
        wrong("an IPv6 address stands in brackets, and a port is a number from 1 to 65535")
    })?;
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    if host.is_empty() || !host.chars().all(legal) {
        return Err(wrong("the host is missing or holds a character that no host has"));
    }
    let host = host.to_owned();
    Ok(if secure { Address::Tls { host, port } } else { Address::Tcp { host, port } })
}

/// Host without brackets, and port; `None` where either breaks the grammar.
fn split_port(authority: &str, default_port: u16, least: u16) -> Option<(&str, u16)> {
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        host.parse::<std::net::Ipv6Addr>().ok()?;
        if after.is_empty() { (host, None) } else { (host, Some(after.strip_prefix(':')?)) }
    } else {
        match authority.split_once(':') {
            Some((_, port)) if port.contains(':') => return None,
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        }
    };
    match port {
        None => Some((host, default_port)),
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().ok().filter(|&port| port >= least).map(|port| (host, port))
        }
        Some(_) => None,
    }
}

/// A server under test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// How reports call it; the address where the user gave no name.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Resources by name: the request target in origin-form, percent-encoded (`page: /`).
    pub resources: BTreeMap<String, String>,
    /// What it can do beyond resources, by name: `keep-alive`, `http-1.0`, ….
    pub abilities: Vec<String>,
    /// Values for `{{name}}` beside those that the address gives.
    pub variables: BTreeMap<String, String>,
    /// Departures that are known and accepted, each with its reason.
    pub known: Vec<KnownDeviation>,
    /// How TLS is spoken with it, where its address asks for TLS.
    #[serde(default, skip_serializing_if = "Tls::is_default")]
    pub tls: Tls,
}

/// A departure that is known and accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDeviation {
    /// A case id, or a prefix of ids that ends in `/` or `*`.
    pub id: String,
    /// Why it is accepted.
    pub reason: String,
    /// Where it is discussed.
    pub link: Option<String>,
}

impl KnownDeviation {
    /// Whether it speaks of this case.
    #[must_use]
    pub fn covers(&self, id: &str) -> bool {
        match self.id.strip_suffix('*') {
            Some(prefix) => id.starts_with(prefix),
            None if self.id.ends_with('/') => id.starts_with(&self.id),
            None => {
                id == self.id || id.strip_prefix(&self.id).is_some_and(|rest| rest.starts_with('['))
            }
        }
    }
}

impl Target {
    /// Whether a secret is in what results are told apart by and it is reached by, which cannot be
    /// masked.
    #[must_use]
    pub fn is_named_by(&self, secrets: &Secrets) -> bool {
        let is_in = |text: &str| !secrets.find(text.as_bytes()).is_empty();
        is_in(&self.name) || is_in(&self.address.to_string())
    }

    /// Masks what it says of itself: results tell it.
    pub fn mask(&mut self, secrets: &Secrets) {
        for value in self.resources.values_mut().chain(self.variables.values_mut()) {
            *value = secrets.mask_text(value);
        }
        for known in &mut self.known {
            known.reason = secrets.mask_text(&known.reason);
            known.link = known.link.as_ref().map(|link| secrets.mask_text(link));
        }
    }

    /// A target of which only the address is known: it has a `page` at `/`.
    #[must_use]
    pub fn bare(address: Address) -> Self {
        Self {
            name: address.to_string(),
            address,
            resources: BTreeMap::from([("page".to_owned(), "/".to_owned())]),
            abilities: Vec::new(),
            variables: BTreeMap::new(),
            known: Vec::new(),
            tls: Tls::default(),
        }
    }

    /// The value of the Host field for it, and `{{host}}`: the port only where it is not that of the
    /// scheme (RFC 9110 7.2), `localhost` for a Unix socket.
    #[must_use]
    pub fn host_field(&self) -> String {
        match self.address.authority() {
            Some((host, port)) if port == self.address.default_port() => host,
            Some((host, port)) => format!("{host}:{port}"),
            None => "localhost".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(host: &str, port: u16) -> Target {
        Target::bare(Address::Tcp { host: host.to_owned(), port })
    }

    #[test]
    fn the_host_field_leaves_out_the_default_port_and_brackets_ipv6() {
        assert_eq!(tcp("example.test", 80).host_field(), "example.test");
        assert_eq!(tcp("127.0.0.1", 8080).host_field(), "127.0.0.1:8080");
        assert_eq!(tcp("::1", 8080).host_field(), "[::1]:8080");
        assert_eq!(tcp("::1", 8080).name, "http://[::1]:8080");
    }

    #[test]
    fn addresses_are_read_in_each_form_and_default_to_port_80() {
        let rows = [
            ("http://example.test", "http://example.test:80"),
            ("HTTP://example.test:8080/", "http://example.test:8080"),
            ("localhost:3000", "http://localhost:3000"),
            ("localhost", "http://localhost:80"),
            ("[::1]:81", "http://[::1]:81"),
            ("http://[::1]", "http://[::1]:80"),
            ("https://example.test", "https://example.test:443"),
            ("https://[::1]:8443/", "https://[::1]:8443"),
            ("unix:/run/a.sock", "unix:/run/a.sock"),
            ("unix:///run/a.sock", "unix:/run/a.sock"),
        ];
        for (text, want) in rows {
            assert_eq!(text.parse::<Address>().map(|a| a.to_string()), Ok(want.to_owned()));
        }
    }

    #[test]
    fn a_port_of_0_is_for_servers_that_are_started_alone() {
        for text in ["http://127.0.0.1:0", "http://127.0.0.1:{{port}}", "127.0.0.1:{{port}}"] {
            assert_eq!(Address::of_launched(text), Ok(Address::free()), "{text}");
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
        assert!(Address::of_launched("ftp://x").is_err());
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        let rows = [
            ("ftp://x", "scheme"),
            ("http://x/path", "path"),
            ("http://u:p@x", "user information"),
            ("::1:80", "brackets"),
            ("[::1", "brackets"),
            ("[zz]:80", "brackets"),
            ("x:0", "port"),
            ("x:65536", "port"),
            ("x:+1", "port"),
            ("x:", "port"),
            ("", "host is missing"),
            ("a b:80", "host"),
            ("unix:", "socket"),
        ];
        for (text, why) in rows {
            let error = text.parse::<Address>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
        let error = "http://joe:sesame@x".parse::<Address>().unwrap_err();
        assert!(error.contains("`http://…@x`") && !error.contains("sesame"), "{error}");
    }

    #[test]
    fn a_known_deviation_covers_an_id_its_expansions_or_a_written_prefix() {
        let known =
            |id: &str| KnownDeviation { id: id.to_owned(), reason: String::new(), link: None };
        assert!(known("host/missing").covers("host/missing"));
        assert!(known("host/missing").covers("host/missing[v=1]"));
        assert!(!known("host/missing").covers("host/missing-too"));
        assert!(known("host/").covers("host/missing"));
        assert!(known("host/mis*").covers("host/missing"));
        assert!(!known("host/mis*").covers("te/x"));
    }
}
