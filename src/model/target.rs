//! What is tested: where it is, and what it is said to have.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

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
    /// The path of a Unix socket.
    Unix(String),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "http://[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "http://{host}:{port}"),
            Self::Unix(path) => write!(f, "unix:{path}"),
        }
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
        }
    }

    /// The value of the Host field for it, and `{{host}}`: the port only where it is not 80
    /// (RFC 9110 7.2), `localhost` for a Unix socket.
    #[must_use]
    pub fn host_field(&self) -> String {
        match &self.address {
            Address::Tcp { host, port } => {
                let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
                if *port == 80 { host } else { format!("{host}:{port}") }
            }
            Address::Unix(_) => "localhost".to_owned(),
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
