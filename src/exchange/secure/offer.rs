//! What a user says of TLS → what is offered in each handshake with a target.

use std::path::Path;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, SupportedProtocolVersion};

use super::believe::believed;
use crate::model::tls::{Tls, TlsVersion};

/// The protocol that is offered where none is named (RFC 7301 6).
const HTTP: &str = "http/1.1";

/// The versions, from the lowest.
const VERSIONS: [(TlsVersion, &SupportedProtocolVersion); 2] =
    [(TlsVersion::V1_2, &TLS12), (TlsVersion::V1_3, &TLS13)];

/// How each handshake with a target is done.
#[derive(Clone, Debug)]
pub(in crate::exchange) struct Secure {
    /// What is offered and believed.
    pub(super) config: Arc<ClientConfig>,
    /// Whose certificate it has to be.
    pub(super) name: ServerName<'static>,
}

impl Secure {
    /// How TLS is spoken with a host.
    ///
    /// # Errors
    /// What is wrong with what the user said, with the file and the flag.
    pub(in crate::exchange) fn with(host: &str, tls: &Tls) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&versions(tls)?)
            .map_err(|error| format!("TLS cannot be spoken: {error}"))?
            .dangerous()
            .with_custom_certificate_verifier(believed(tls, &provider)?);
        let mut config = match shown(tls)? {
            Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|error| {
                let path = tls.cert.as_deref().unwrap_or(Path::new("")).display();
                format!("--cert {path}: it does not go with its key: {error}")
            })?,
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = protocols(tls)?;
        // Each connection is to show its whole handshake, whatever was spoken before it.
        config.resumption = Resumption::disabled();
        Ok(Self { config: Arc::new(config), name: name(host, tls)? })
    }
}

/// The name that is asked for and that the certificate has to be for. For an IP address no name is
/// sent (RFC 6066 3).
fn name(host: &str, tls: &Tls) -> Result<ServerName<'static>, String> {
    match &tls.sni {
        Some(sni) => match ServerName::try_from(sni.clone()) {
            Ok(ServerName::IpAddress(_)) => Err(format!(
                "--sni {sni}: an address is no name that a server can be asked for (RFC 6066 3)"
            )),
            Ok(name) => Ok(name),
            Err(_) => Err(format!("--sni {sni}: this is no host name (letters, digits, `-`, `.`)")),
        },
        None => ServerName::try_from(host.to_owned()).map_err(|_| {
            format!("`{host}` is no name that a certificate can be for; give one with --sni NAME")
        }),
    }
}

fn versions(tls: &Tls) -> Result<Vec<&'static SupportedProtocolVersion>, String> {
    let min = tls.min.unwrap_or(TlsVersion::V1_2);
    let max = tls.max.unwrap_or(TlsVersion::V1_3);
    let offered: Vec<_> =
        VERSIONS.iter().filter(|(v, _)| (min..=max).contains(v)).map(|(_, s)| *s).collect();
    if offered.is_empty() {
        return Err("--tls-min 1.3 with --tls-max 1.2 leaves no version of TLS to offer".to_owned());
    }
    Ok(offered)
}

/// One empty name offers none: the extension is left out.
fn protocols(tls: &Tls) -> Result<Vec<Vec<u8>>, String> {
    if tls.alpn.is_empty() {
        return Ok(vec![HTTP.as_bytes().to_vec()]);
    }
    if matches!(tls.alpn.as_slice(), [only] if only.is_empty()) {
        return Ok(Vec::new());
    }
    match tls.alpn.iter().find(|name| name.is_empty() || name.len() > 255) {
        Some(_) => Err("--alpn: a protocol's name has 1 to 255 octets (RFC 7301 3.1)".to_owned()),
        None => Ok(tls.alpn.iter().map(|name| name.as_bytes().to_vec()).collect()),
    }
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// The certificate that we show where we are asked for one.
fn shown(tls: &Tls) -> Result<Option<Identity>, String> {
    let Some(cert) = &tls.cert else {
        return match &tls.key {
            Some(key) => {
                Err(format!("--key {}: name its certificate with --cert FILE", key.display()))
            }
            None => Ok(None),
        };
    };
    let chain = certificates(cert, "--cert")?;
    let (path, flag) = match &tls.key {
        Some(key) => (key, "--key"),
        None => (cert, "--cert"),
    };
    let key = PrivateKeyDer::from_pem_file(path).map_err(|error| match error {
        pem::Error::NoItemsFound if tls.key.is_none() => {
            format!("--cert {}: no private key in it; name its file with --key", path.display())
        }
        pem::Error::NoItemsFound => {
            format!("{flag} {}: no private key in it (PEM)", path.display())
        }
        error => unreadable(flag, path, &error),
    })?;
    Ok(Some((chain, key)))
}

/// The certificates of a PEM file, of which there is at least one.
pub(super) fn certificates(
    path: &Path,
    flag: &str,
) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(found) if found.is_empty() => {
            Err(format!("{flag} {}: no certificate in it (PEM)", path.display()))
        }
        Ok(found) => Ok(found),
        Err(error) => Err(unreadable(flag, path, &error)),
    }
}

fn unreadable(flag: &str, path: &Path, error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => format!("{flag} {}: cannot read it: {error}", path.display()),
        error => format!("{flag} {}: this is no PEM file: {error:?}", path.display()),
    }
}
