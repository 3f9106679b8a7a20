//! What the results keep of a flood: its start. It is judged by all that was read of it first.

use crate::model::transcript::{EventKind, Transcript};

/// How many octets received on a flooded connection go into the results.
const KEPT: usize = 256 << 10;

/// Shortens what came on each connection that sent more than a case may receive: the rest shows
/// nothing new, and a peer that floods every case would fill the memory and the reports.
pub(super) fn abridge(transcript: &mut Transcript) {
    let mut room: Vec<Option<usize>> = vec![None; transcript.connections.len()];
    for event in &transcript.events {
        if let (EventKind::TooManyBytes { .. }, Some(room)) =
            (&event.kind, room.get_mut(event.connection))
        {
            *room = Some(KEPT);
        }
    }
    transcript.events.retain_mut(|event| {
        let (EventKind::Received { bytes }, Some(Some(room))) =
            (&mut event.kind, room.get_mut(event.connection))
        else {
            return true;
        };
        if bytes.len() > *room {
            bytes.0.truncate(*room);
            bytes.0.shrink_to_fit();
        }
        *room = room.saturating_sub(bytes.len());
        !bytes.is_empty()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::transcript::Event;

    #[test]
    fn of_a_flood_the_start_is_kept_and_of_any_other_connection_all() {
        let came = |connection| Event {
            at_us: 0,
            connection,
            step: 0,
            kind: EventKind::Received { bytes: vec![b'a'; KEPT - 1].into() },
        };
        let flood = Event { kind: EventKind::TooManyBytes { cap: 9 }, ..came(1) };
        let mut transcript = Transcript {
            connections: vec!["quiet".to_owned(), "flood".to_owned()],
            events: vec![came(0), came(1), came(0), came(1), came(1), flood.clone()],
            ..Transcript::default()
        };
        abridge(&mut transcript);
        let got = |connection| transcript.received(connection, usize::MAX).len();
        assert_eq!((got(0), got(1)), (2 * (KEPT - 1), KEPT));
        assert_eq!(transcript.events.len(), 5);
        assert_eq!(transcript.events.last(), Some(&flood));
    }
}
