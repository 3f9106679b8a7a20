//! `close-notify:`, whether the closure alert of TLS came before the peer closed (RFC 9112 9.8).
//!
//! It is asked of a connection that ended: by the alert, which is an end by itself (RFC 8446 6.1),
//! or without one by FIN or RST.

use super::Departure;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::bytes::Span;
use crate::model::expectation::Check;
use crate::model::finding::{Evidence, FindingKind, Side};
use crate::model::observation::Ending;

pub(super) fn check(asked: bool, scene: &Scene<'_>) -> Vec<Departure> {
    if state(scene) == Some(asked) {
        return Vec::new();
    }
    let end = scene.until.received;
    vec![Departure {
        kind: FindingKind::Connection,
        expected: Side::Text(Check::CloseNotify(asked).to_string()),
        actual: Side::Text(came(scene)),
        diff: None,
        evidence: Some(Evidence {
            connection: scene.index,
            response: None,
            span: Span::new(end, end),
        }),
    }]
}

/// Whether the alert came before the end; `None` where the peer has not ended the connection, or
/// it has no TLS.
pub(in crate::judge) fn state(scene: &Scene<'_>) -> Option<bool> {
    match scene.until.ending {
        Some(Ending::Fin | Ending::Reset) => scene.connection.close_notify,
        _ => None,
    }
}

fn came(scene: &Scene<'_>) -> String {
    let ending = summary::ending(scene.until.ending);
    match (state(scene), scene.connection.close_notify) {
        (Some(true), _) => format!("{ending} with close_notify"),
        (Some(false), _) => format!("{ending} without close_notify"),
        (None, Some(_)) => ending,
        (None, None) => format!("{ending}, without TLS"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::judge::tests::with_scene;
    use crate::model::observation::Connection;
    use Ending::{Fin, Reset, TimedOut};

    #[test]
    fn the_alert_is_asked_of_a_connection_that_the_peer_ended() {
        let rows = [
            (Some(Fin), Some(true), None, Some("closed with close_notify")),
            (Some(Fin), Some(false), Some("closed without close_notify"), None),
            (Some(Reset), Some(false), Some("reset without close_notify"), None),
            (None, Some(false), Some("stayed open"), Some("stayed open")),
            (
                Some(TimedOut),
                Some(false),
                Some("stayed open until the time-out"),
                Some("stayed open until the time-out"),
            ),
            (Some(Fin), None, Some("closed, without TLS"), Some("closed, without TLS")),
        ];
        for (ending, notified, asked, not_asked) in rows {
            for (wanted, told) in [(true, asked), (false, not_asked)] {
                let main = Connection { ending, close_notify: notified, ..Connection::default() };
                let found = with_scene(&[main], BTreeMap::new(), |scene| check(wanted, scene));
                let actual: Vec<_> = found.iter().map(|found| found.actual.clone()).collect();
                let told: Vec<_> = told.iter().map(|told| Side::Text((*told).to_owned())).collect();
                assert_eq!(actual, told, "{ending:?} {notified:?} {wanted}");
            }
        }
    }
}
