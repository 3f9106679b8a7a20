//! What is told of a peer's certificate.

use rustls::pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Name};

use crate::model::tls::PeerCertificate;

/// How many characters of a name are kept; a peer can send many.
const MOST_CHARACTERS: usize = 200;

/// The facts of a certificate; of one that cannot be read, as `-k` believes it, its digest alone.
pub(super) fn told(certificate: &CertificateDer<'_>) -> PeerCertificate {
    let digest = Sha256::digest(certificate.as_ref());
    let sha256 = digest.iter().map(|octet| format!("{octet:02x}")).collect();
    let Ok((_, read)) = X509Certificate::from_der(certificate.as_ref()) else {
        return PeerCertificate { sha256, ..PeerCertificate::default() };
    };
    let expires = jiff::Timestamp::from_second(read.validity().not_after.timestamp());
    PeerCertificate {
        subject: name(read.subject()),
        issuer: name(read.issuer()),
        expires: expires.map(|at| at.to_string()).unwrap_or_default(),
        sha256,
    }
}

fn name(name: &X509Name<'_>) -> String {
    name.to_string().chars().take(MOST_CHARACTERS).collect()
}
