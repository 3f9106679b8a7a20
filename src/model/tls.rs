//! How TLS is spoken with a target: what is offered, and what of the peer is believed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a user says of TLS with a target; everything by default is what a browser would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Tls {
    /// Whether a certificate is believed whatever it is (curl's `-k`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub insecure: bool,
    /// A PEM file of the authorities that are believed instead of the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cacert: Option<PathBuf>,
    /// A PEM file with the certificate that we show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cert: Option<PathBuf>,
    /// A PEM file with its private key; in the certificate's own file where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
    /// The name that is asked for (RFC 6066 3) instead of the address's host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
    /// The protocols offered (RFC 7301), in order; `http/1.1` where none is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alpn: Vec<String>,
    /// The lowest version offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<TlsVersion>,
    /// The highest version offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<TlsVersion>,
}

impl Tls {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The versions of TLS that can be spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TlsVersion {
    /// RFC 5246.
    #[serde(rename = "1.2")]
    V1_2,
    /// RFC 8446.
    #[serde(rename = "1.3")]
    V1_3,
}

/// What a handshake came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handshake {
    /// `TLS 1.3`.
    pub version: String,
    /// The cipher suite by its IANA name.
    pub cipher: String,
    /// The protocol that the peer chose (RFC 7301); `None` where it chose none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// The name that was asked for (RFC 6066 3); `None` for an IP address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
    /// The certificate that the peer showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PeerCertificate>,
}

/// What is told of a peer's certificate. The names are the peer's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerCertificate {
    /// Whose it is: `CN=example.test`; empty where it cannot be read.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Until when it is valid, RFC 3339 in UTC.
    pub expires: String,
    /// The SHA-256 digest of its DER form, in hexadecimal.
    pub sha256: String,
}
