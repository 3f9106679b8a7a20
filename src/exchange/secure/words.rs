//! What went wrong with TLS, in words that say whose doing it was and what to do about it.

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

use crate::model::bytes::shown;

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
        error => format!("the TLS handshake failed: {}", shown(&error.to_string())),
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
        error => format!("the peer broke the TLS protocol: {}", shown(&error.to_string())),
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
        CertificateError::NotValidForName => {
            format!("it is for another name; --sni NAME asks for another name, {ANY}")
        }
        CertificateError::NotValidForNameContext { expected, presented } => format!(
            "it is not for {} but for {}; --sni NAME asks for another name, {ANY}",
            expected.to_str(),
            names(presented)
        ),
        CertificateError::Expired => format!("it has expired; {ANY}"),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("it expired at {}; {ANY}", moment(*not_after))
        }
        CertificateError::NotValidYet => format!("it is not valid yet; {ANY}"),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("it is not valid before {}; {ANY}", moment(*not_before))
        }
        CertificateError::BadEncoding => format!("it cannot be read; {ANY}"),
        // The verifier has no name of its own for it.
        trouble if format!("{trouble:?}").contains("CaUsedAsEndEntity") => {
            format!(
                "it is an authority's own (self-signed, most often), and that is not named; \
                 --cacert FILE names it, {ANY}"
            )
        }
        trouble => format!("{}; {ANY}", shown(&trouble.to_string())),
    }
}

/// The names that a certificate has. The verifier writes each as `DnsName("a.example")`, whatever
/// octets are in it.
fn names(presented: &[String]) -> String {
    let name = |written: &String| {
        let within = |before: &str, after: &str| {
            written.strip_prefix(before).and_then(|rest| rest.strip_suffix(after))
        };
        let inner = within("DnsName(\"", "\")").or_else(|| within("IpAddress(", ")"));
        shown(inner.unwrap_or(written))
    };
    match presented {
        [] => "no name at all (it has no subjectAltName)".to_owned(),
        presented => {
            let first: Vec<_> = presented.iter().take(5).map(name).collect();
            let more = match presented.len() - first.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{}{more}", first.join(", "))
        }
    }
}

/// A time as a person reads it: 2021-01-01T00:00:00Z.
fn moment(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| format!("{seconds} s after 1970"), |time| time.to_string())
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
    use rustls::pki_types::ServerName;

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

    #[test]
    fn what_is_wrong_with_a_certificate_is_told_in_names_and_dates() {
        let at = |seconds| UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let (time, day) = (at(1_795_294_741), at(1_609_459_200));
        let expected = ServerName::try_from("localhost").unwrap();
        let other = CertificateError::NotValidForNameContext {
            expected: expected.clone(),
            presented: vec![
                "DnsName(\"a.example\")".to_owned(),
                "DnsName(\"b\u{1b}[31m\")".to_owned(),
                "IpAddress(::1)".to_owned(),
            ],
        };
        let many = CertificateError::NotValidForNameContext {
            expected: expected.clone(),
            presented: ["a", "b", "c", "d", "e", "f", "g"].map(str::to_owned).to_vec(),
        };
        let none = CertificateError::NotValidForNameContext { expected, presented: Vec::new() };
        let rows = [
            (
                CertificateError::ExpiredContext { time, not_after: day },
                "it expired at 2021-01-01T00:00:00Z; -k believes any certificate",
            ),
            (
                CertificateError::NotValidYetContext { time: at(0), not_before: day },
                "it is not valid before 2021-01-01T00:00:00Z; -k believes any certificate",
            ),
            (
                other,
                "it is not for localhost but for a.example, b\\x1b[31m, ::1; \
                 --sni NAME asks for another name, -k believes any certificate",
            ),
            (
                many,
                "it is not for localhost but for a, b, c, d, e and 2 more; \
                 --sni NAME asks for another name, -k believes any certificate",
            ),
            (
                none,
                "it is not for localhost but for no name at all (it has no subjectAltName); \
                 --sni NAME asks for another name, -k believes any certificate",
            ),
        ];
        for (trouble, want) in rows {
            assert_eq!(of_certificate(&trouble), want);
        }
    }
}
