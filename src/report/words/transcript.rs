//! What happened on the wire, in words.

use crate::model::case::CloseKind;
use crate::model::observation::Ending;
use crate::model::tls::Handshake;
use crate::model::transcript::{ConnectFailure, EventKind, TimeLimit, Transcript};
use crate::report::layout::shown;
use crate::report::words::{duration, octets};

/// How a connection ended, in a clause.
#[must_use]
pub fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Fin => "the peer closed the connection (FIN)",
        Ending::Reset => "the peer reset the connection (RST)",
        Ending::NotConnected => "the connection could not be made",
        Ending::TimedOut => "nothing more came in time, and the connection was not closed",
        Ending::TooManyBytes => "more came than is kept",
        Ending::ClosedByUs => "we closed the connection",
        Ending::Failed => "reading failed",
    }
}

/// Why a connection could not be made, in two or three words.
#[must_use]
pub fn connect_failure(failure: ConnectFailure) -> &'static str {
    match failure {
        ConnectFailure::Refused => "connection refused",
        ConnectFailure::TimedOut => "connection timed out",
        ConnectFailure::NoSuchHost => "no such host",
        ConnectFailure::Unreachable => "host unreachable",
        ConnectFailure::Handshake => "no TLS",
        ConnectFailure::Local => "this machine could not connect",
    }
}

/// Which limit ended a wait: `read time-out`.
#[must_use]
pub fn time_limit(limit: TimeLimit) -> &'static str {
    match limit {
        TimeLimit::Read => "read time-out",
        TimeLimit::Case => "case time-out",
        TimeLimit::Write => "write time-out",
    }
}

/// How we closed.
#[must_use]
pub fn closed(how: CloseKind) -> &'static str {
    match how {
        CloseKind::Write => "we half-closed (FIN)",
        CloseKind::Full => "we closed",
        CloseKind::Reset => "we reset (RST)",
    }
}

/// An event, in words; for bytes only how many there are.
#[must_use]
pub fn event(kind: &EventKind) -> String {
    match kind {
        EventKind::Connected { peer, local } if local.is_empty() => {
            format!("connected to {}", shown(peer))
        }
        EventKind::Connected { peer, local } => {
            format!("connected to {} from {}", shown(peer), shown(local))
        }
        EventKind::Secured(handshake) => secured(handshake),
        EventKind::ConnectFailed { failure, message } => {
            format!("{}: {}", connect_failure(*failure), shown(message))
        }
        EventKind::Sent { bytes, .. } => format!("sent {}", octets(bytes.len())),
        EventKind::SendFailed { message, unsent } => {
            format!("writing failed, {} not sent: {}", octets(*unsent), shown(message))
        }
        EventKind::Received { bytes } => format!("received {}", octets(bytes.len())),
        EventKind::CloseNotify => "the peer closed TLS (close_notify)".to_owned(),
        EventKind::NoCloseNotify => {
            "no close_notify before the FIN: an end may be cut off".to_owned()
        }
        EventKind::Fin => "the peer closed (FIN)".to_owned(),
        EventKind::Reset => "the peer reset the connection (RST)".to_owned(),
        EventKind::ReadFailed { message } => format!("reading failed: {}", shown(message)),
        EventKind::TimedOut { limit: TimeLimit::Write } => {
            "write time-out: the peer does not read".to_owned()
        }
        EventKind::TimedOut { limit } => format!("{}: nothing more came", time_limit(*limit)),
        EventKind::Quiet { waited_us } => {
            format!("nothing came for {}, the connection is open", duration(*waited_us))
        }
        EventKind::TooManyBytes { cap } => {
            format!("more than {cap} bytes came; the rest was not read")
        }
        EventKind::Closed { how } => closed(*how).to_owned(),
        EventKind::Paused { us } => format!("paused {}, as the case asks", duration(*us)),
        EventKind::NoValue { variable } => {
            format!("nothing was sent: `{}` has no value", shown(variable))
        }
        EventKind::StepDone => "step done".to_owned(),
    }
}

/// What a handshake came to, what tells most first: `TLS 1.3, ALPN http/1.1, certificate of …`.
fn secured(handshake: &Handshake) -> String {
    let mut told = vec![shown(&handshake.version).to_string()];
    told.push(match &handshake.alpn {
        Some(protocol) => format!("ALPN {}", shown(protocol)),
        None => "no ALPN".to_owned(),
    });
    told.extend(handshake.sni.as_ref().map(|name| format!("asked for {}", shown(name))));
    if let Some(certificate) = &handshake.certificate {
        told.push(match certificate.subject.as_str() {
            "" => "certificate without a subject".to_owned(),
            subject => format!("certificate of {}", shown(subject)),
        });
        if !certificate.expires.is_empty() {
            told.push(format!("valid until {}", shown(&certificate.expires)));
        }
        if !certificate.issuer.is_empty() {
            told.push(format!("issued by {}", shown(&certificate.issuer)));
        }
        told.push(format!("SHA-256 {}", shown(&certificate.sha256)));
    }
    told.push(shown(&handshake.cipher).to_string());
    told.join(", ")
}

/// Whether an event is one that an exchange without trouble does not have.
#[must_use]
pub fn is_trouble(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::ConnectFailed { .. }
            | EventKind::SendFailed { .. }
            | EventKind::ReadFailed { .. }
            | EventKind::NoCloseNotify
            | EventKind::Reset
            | EventKind::TimedOut { .. }
            | EventKind::TooManyBytes { .. }
            | EventKind::NoValue { .. }
    )
}

/// The event that tells what became of a connection; `None` where none does.
///
/// The peer's own end outweighs whatever came after it, such as our own close.
#[must_use]
pub fn fate(transcript: &Transcript, connection: usize) -> Option<&EventKind> {
    let last = |which: fn(&EventKind) -> bool| {
        let of_it = transcript.events.iter().filter(|event| event.connection == connection);
        of_it.map(|event| &event.kind).rfind(|kind| which(kind))
    };
    last(|kind| {
        matches!(
            kind,
            EventKind::Fin
                | EventKind::CloseNotify
                | EventKind::Reset
                | EventKind::ReadFailed { .. }
                | EventKind::TooManyBytes { .. }
                | EventKind::ConnectFailed { .. }
        )
    })
    .or_else(|| {
        last(|kind| {
            matches!(
                kind,
                EventKind::TimedOut { .. }
                    | EventKind::Quiet { .. }
                    | EventKind::SendFailed { .. }
                    | EventKind::NoValue { .. }
            )
        })
    })
}

/// What became of a connection after bytes had come on it: `then the peer closed (FIN)`.
#[must_use]
pub fn fate_after_bytes(kind: &EventKind) -> String {
    match kind {
        EventKind::Quiet { .. } => "then the connection stayed open".to_owned(),
        EventKind::TimedOut { limit: limit @ (TimeLimit::Read | TimeLimit::Case) } => {
            format!("then nothing more until the {}", time_limit(*limit))
        }
        kind => format!("then {}", event(kind)),
    }
}

/// What became of a connection on which nothing came: `nothing until the read time-out`.
#[must_use]
pub fn fate_without_bytes(kind: Option<&EventKind>) -> String {
    match kind {
        None => "nothing".to_owned(),
        Some(EventKind::Quiet { .. }) => "nothing, and the connection stayed open".to_owned(),
        Some(EventKind::TimedOut { limit: limit @ (TimeLimit::Read | TimeLimit::Case) }) => {
            format!("nothing until the {}", time_limit(*limit))
        }
        Some(EventKind::ConnectFailed { message, .. }) if !message.is_empty() => {
            format!("no connection: {}", shown(message))
        }
        Some(EventKind::ConnectFailed { failure, .. }) => {
            format!("no connection: {}", connect_failure(*failure))
        }
        Some(kind) => format!("nothing, then {}", event(kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::transcript::Event;

    #[test]
    fn the_end_that_the_peer_made_outweighs_what_came_after_it() {
        let quiet = EventKind::Quiet { waited_us: 150_000 };
        let late = EventKind::TimedOut { limit: TimeLimit::Read };
        let ours = EventKind::Closed { how: CloseKind::Full };
        let rows: [(&[EventKind], Option<&EventKind>); 5] = [
            (&[EventKind::Fin, ours.clone()], Some(&EventKind::Fin)),
            (&[EventKind::Reset, late.clone()], Some(&EventKind::Reset)),
            (&[quiet.clone(), ours.clone()], Some(&quiet)),
            (&[quiet.clone(), late.clone()], Some(&late)),
            (&[ours], None),
        ];
        for (kinds, want) in rows {
            let event = |kind: &EventKind| Event {
                at_us: 0,
                connection: 1,
                step: 0,
                omitted: 0,
                kind: kind.clone(),
            };
            let transcript =
                Transcript { events: kinds.iter().map(event).collect(), ..Transcript::default() };
            assert_eq!(fate(&transcript, 1), want);
            assert_eq!(fate(&transcript, 0), None);
        }
    }
}
