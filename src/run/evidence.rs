//! What the results keep of the wire: of what departs all, of a flood and of what conforms a start
//! that is long enough to be looked at. Everything is judged first, by all that was read.

use crate::model::outcome::{CaseResult, Verdict};
use crate::model::transcript::{EventKind, Transcript};

/// How many octets received on a flooded connection go into the results.
const OF_A_FLOOD: usize = 256 << 10;
/// How many octets in each direction of a connection go into the results of what conforms.
const OF_A_PASS: usize = 64 << 10;

/// Shortens what came on each connection that sent more than a case may receive: the rest shows
/// nothing new, and a peer that floods every case would fill the memory and the reports.
pub(super) fn abridge_floods(transcript: &mut Transcript) {
    let mut most = vec![(usize::MAX, usize::MAX); transcript.connections.len()];
    for event in &transcript.events {
        if let (EventKind::TooManyBytes { .. }, Some((_, received))) =
            (&event.kind, most.get_mut(event.connection))
        {
            *received = OF_A_FLOOD;
        }
    }
    shorten(transcript, most);
}

/// Shortens the evidence of a result that holds nothing against the target.
pub(super) fn abridge_pass(result: &mut CaseResult) {
    if matches!(result.verdict, Verdict::Pass | Verdict::Info) {
        for attempt in &mut result.attempts {
            let connections = attempt.transcript.connections.len();
            shorten(&mut attempt.transcript, vec![(OF_A_PASS, OF_A_PASS); connections]);
        }
    }
}

/// Keeps of each connection the first octets in each direction, sent and received. Events of which
/// nothing is left are taken out; the last one before them says how much is missing.
fn shorten(transcript: &mut Transcript, mut room: Vec<(usize, usize)>) {
    // For each connection the places of the last kept events, sent and received.
    let mut last: Vec<[Option<usize>; 2]> = vec![[None; 2]; room.len()];
    let mut kept = Vec::with_capacity(transcript.events.len());
    for mut event in std::mem::take(&mut transcript.events) {
        let connection = event.connection;
        let (bytes, way) = match &mut event.kind {
            EventKind::Sent { bytes, .. } => (bytes, 0),
            EventKind::Received { bytes } => (bytes, 1),
            _ => {
                kept.push(event);
                continue;
            }
        };
        let (Some((sent, received)), Some(last)) =
            (room.get_mut(connection), last.get_mut(connection))
        else {
            kept.push(event);
            continue;
        };
        let room = if way == 0 { sent } else { received };
        let omitted = bytes.len().saturating_sub(*room);
        if omitted > 0 {
            bytes.0.truncate(*room);
            bytes.0.shrink_to_fit();
        }
        *room = room.saturating_sub(bytes.len());
        let nothing_left = omitted > 0 && bytes.is_empty();
        match last[way] {
            Some(at) if nothing_left => {
                let before: &mut crate::model::transcript::Event = &mut kept[at];
                before.omitted += omitted + event.omitted;
            }
            _ => {
                event.omitted += omitted;
                last[way] = Some(kept.len());
                kept.push(event);
            }
        }
    }
    transcript.events = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::transcript::Event;

    fn came(connection: usize, length: usize) -> Event {
        let bytes = vec![b'a'; length].into();
        let kind = EventKind::Received { bytes };
        Event { at_us: 0, connection, step: 0, omitted: 0, kind }
    }

    #[test]
    fn of_a_flood_the_start_is_kept_and_of_any_other_connection_all() {
        let came = |connection| came(connection, OF_A_FLOOD - 1);
        let flood = Event { kind: EventKind::TooManyBytes { cap: 9 }, ..came(1) };
        let mut transcript = Transcript {
            connections: vec!["quiet".to_owned(), "flood".to_owned()],
            events: vec![came(0), came(1), came(0), came(1), came(1), flood.clone()],
            ..Transcript::default()
        };
        abridge_floods(&mut transcript);
        let got = |connection| transcript.received(connection, usize::MAX).len();
        assert_eq!((got(0), got(1)), (2 * (OF_A_FLOOD - 1), OF_A_FLOOD));
        let omitted: Vec<usize> = transcript.events.iter().map(|event| event.omitted).collect();
        assert_eq!(omitted, [0, 0, 0, 2 * (OF_A_FLOOD - 1) - 1, 0]);
        assert_eq!(transcript.events.last(), Some(&flood));
    }

    #[test]
    fn each_direction_has_room_of_its_own_and_empty_events_stay() {
        let sent = |length| Event {
            kind: EventKind::Sent { bytes: vec![b'b'; length].into(), request: true },
            ..came(0, 0)
        };
        let mut transcript = Transcript {
            connections: vec!["main".to_owned()],
            events: vec![sent(8), came(0, 0), came(0, 6), sent(5), came(0, 1)],
            ..Transcript::default()
        };
        shorten(&mut transcript, vec![(10, 6)]);
        let left: Vec<(usize, usize)> = transcript
            .events
            .iter()
            .map(|event| match &event.kind {
                EventKind::Sent { bytes, .. } | EventKind::Received { bytes } => {
                    (bytes.len(), event.omitted)
                }
                other => unreachable!("{other:?}"),
            })
            .collect();
        assert_eq!(left, [(8, 0), (0, 0), (6, 1), (2, 3)]);
    }
}
