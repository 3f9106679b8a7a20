//! What went wrong with TLS, in words that say whose doing it was and what to do about it.

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

/// A server that speaks plain HTTP where TLS was tried.
pub(super) const PLAIN: &str =
    "it answered in plain HTTP, not TLS; for plain HTTP write http:// in its address";

/// Why there was no handshake.
pub(super) fn of_handshake(error: &Error) -> String {
    match error {
        Error::AlertReceived(alert) => {
            let told = format!("the peer refused the TLS handshake: alert {}", name(*alert));
            match help(*alert) {
                Some(help) => format!("{told}; {help}"),
                None => told,
            }
        }
        Error::InvalidCertificate(trouble) => {
            format!("its certificate is not believed: {}", of_certificate(trouble))
        }
        Error::NoCertificatesPresented => "it showed no certificate".to_owned(),
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13) => {
            "it speaks neither TLS 1.2 nor TLS 1.3".to_owned()
        }
        Error::PeerIncompatible(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig) => {
            "it chose a version of TLS that was not offered; see --tls-min and --tls-max".to_owned()
        }
        Error::InvalidMessage(trouble) => format!("it does not speak TLS: {}", message(trouble)),
        error => format!("the TLS handshake failed: {error}"),
    }
}

/// Why reading failed after the handshake.
pub(super) fn of_session(error: &Error) -> String {
    match error {
        Error::AlertReceived(alert) => {
            let told = format!("the peer sent the TLS alert {}", name(*alert));
            match help(*alert) {
                Some(help) => format!("{told}; {help}"),
                None => told,
            }
        }
        Error::DecryptError => "a TLS record does not decrypt (bad record MAC)".to_owned(),
        Error::InvalidMessage(trouble) => {
            format!("what came is no TLS record: {}", message(trouble))
        }
        error => format!("the peer broke the TLS protocol: {error}"),
    }
}

fn message(trouble: &InvalidMessage) -> String {
    match trouble {
        InvalidMessage::InvalidContentType => "an unknown type of record".to_owned(),
        InvalidMessage::MessageTooLarge => "a record that is too large".to_owned(),
        trouble => format!("{trouble:?}"),
    }
}

fn of_certificate(trouble: &CertificateError) -> String {
    const AUTHORITY: &str = "--cacert FILE names one, -k believes any certificate";
    const ANY: &str = "-k believes any certificate";
    match trouble {
        CertificateError::UnknownIssuer => format!("no known authority issued it; {AUTHORITY}"),
        CertificateError::BadSignature => {
            format!("the authority that it names did not sign it; {AUTHORITY}")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("{trouble}; --sni NAME asks for another name, {ANY}")
        }
        CertificateError::Expired => format!("it has expired; {ANY}"),
        CertificateError::NotValidYet => format!("it is not valid yet; {ANY}"),
        CertificateError::BadEncoding => format!("it cannot be read; {ANY}"),
        // The verifier has no name of its own for it.
        trouble if format!("{trouble:?}").contains("CaUsedAsEndEntity") => {
            format!("it is an authority's own, and not named itself; --cacert FILE names it, {ANY}")
        }
        trouble => format!("{trouble}; {ANY}"),
    }
}

/// An alert by its name in RFC 8446 6, and its number.
fn name(alert: AlertDescription) -> String {
    let number = u8::from(alert);
    let written = match alert {
        AlertDescription::Unknown(_) => return format!("{number}"),
        // Their names have words that are all capitals, or the other spelling.
        AlertDescription::UnknownCA => "unknown_ca".to_owned(),
        AlertDescription::UnknownPSKIdentity => "unknown_psk_identity".to_owned(),
        AlertDescription::UnrecognisedName => "unrecognized_name".to_owned(),
        alert => {
            let mut written = String::new();
            for letter in format!("{alert:?}").chars() {
                if letter.is_ascii_uppercase() && !written.is_empty() {
                    written.push('_');
                }
                written.push(letter.to_ascii_lowercase());
            }
            written
        }
    };
    format!("{written} ({number})")
}

fn help(alert: AlertDescription) -> Option<&'static str> {
    Some(match alert {
        AlertDescription::CertificateRequired | AlertDescription::BadCertificate => {
            "--cert FILE shows it a certificate"
        }
        AlertDescription::UnknownCA => "it does not believe the certificate of --cert",
        AlertDescription::NoApplicationProtocol => "see --alpn",
        AlertDescription::UnrecognisedName => "--sni NAME asks for another name",
        AlertDescription::ProtocolVersion => "see --tls-min and --tls-max",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_has_the_name_and_the_number_of_the_rfc() {
        let rows = [
            (40, "handshake_failure (40)"),
            (48, "unknown_ca (48)"),
            (70, "protocol_version (70)"),
            (112, "unrecognized_name (112)"),
            (116, "certificate_required (116)"),
            (120, "no_application_protocol (120)"),
            (200, "200"),
        ];
        for (number, want) in rows {
            assert_eq!(name(AlertDescription::from(number)), want);
        }
    }
}
