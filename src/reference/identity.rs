//! Who the server is over TLS: a certificate and an authority, both made for the occasion.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The names and addresses that the certificate is for, beside the one listened on.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The protocol that is chosen (RFC 7301 6).
const HTTP: &[u8] = b"http/1.1";

/// A certificate for this machine's own names, its key, and the authority that issued it.
pub struct Identity {
    authority_pem: String,
    acceptor: TlsAcceptor,
}

impl Identity {
    /// Makes one for a server that listens on this address.
    ///
    /// # Errors
    /// A text, where no key or certificate can be made.
    pub fn made_for(address: IpAddr) -> Result<Self, String> {
        Self::made(address).map_err(|error| format!("no certificate can be made: {error}"))
    }

    fn made(address: IpAddr) -> Result<Self, Box<dyn std::error::Error>> {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        authority.distinguished_name.push(DnType::CommonName, "wirecase reference authority");
        let authority_key = KeyPair::generate()?;
        let authority_pem = authority.self_signed(&authority_key)?.pem();

        let mut server = CertificateParams::new(NAMES.map(str::to_owned))?;
        server.distinguished_name.push(DnType::CommonName, "wirecase reference server");
        let own = SanType::IpAddress(address);
        if !address.is_unspecified() && !server.subject_alt_names.contains(&own) {
            server.subject_alt_names.push(own);
        }
        let key = KeyPair::generate()?;
        let issuer = Issuer::new(authority, authority_key);
        let certificate = server.signed_by(&key, &issuer)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        config.alpn_protocols = vec![HTTP.to_vec()];
        Ok(Self { authority_pem, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// The authority's certificate (PEM).
    #[must_use]
    pub fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}
