//! Departures from the grammar are noted at their places, in the order of their places.

use crate::model::bytes::Span;
use crate::model::observation::{Deviation, DeviationKind};

/// How many departures of the kinds that can stand in every line or chunk are kept for one
/// response. A peer that sends millions of malformed lines is told about well enough by these.
pub(super) const MOST: usize = 1000;

/// Notes a departure that can repeat without end; past [`MOST`] it is dropped.
pub(super) fn note(deviations: &mut Vec<Deviation>, kind: DeviationKind, span: Span) {
    if deviations.len() < MOST {
        note_once(deviations, kind, span);
    }
}

/// Notes a departure of which a response has a handful at most, whatever else was noted.
pub(super) fn note_once(deviations: &mut Vec<Deviation>, kind: DeviationKind, span: Span) {
    let place = deviations.partition_point(|known| known.span.start <= span.start);
    deviations.insert(place, Deviation { kind, span });
}

/// Notes each run of octets that `is_bad` finds in `span`.
pub(super) fn note_runs(
    deviations: &mut Vec<Deviation>,
    kind: DeviationKind,
    received: &[u8],
    span: Span,
    is_bad: impl Fn(u8) -> bool,
) {
    let mut run: Option<usize> = None;
    for (offset, &octet) in span.of(received).iter().enumerate() {
        let at = span.start + offset;
        match (is_bad(octet), run) {
            (true, None) => run = Some(at),
            (false, Some(start)) => {
                note(deviations, kind, Span::new(start, at));
                run = None;
            }
            _ => {}
        }
    }
    if let Some(start) = run {
        note(deviations, kind, Span::new(start, span.end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_stand_in_the_order_of_their_places_and_hostile_repetition_is_bounded() {
        let mut deviations = Vec::new();
        let received = [0, b'a', 0].repeat(MOST);
        let all = Span::new(0, received.len());
        note_runs(&mut deviations, DeviationKind::BadValueOctet, &received, all, |o| o == 0);
        assert_eq!(deviations.len(), MOST);
        assert_eq!(deviations[1].span, Span::new(2, 4));
        note_once(&mut deviations, DeviationKind::BadContentLength, Span::new(3, 4));
        assert_eq!(deviations[2].kind, DeviationKind::BadContentLength);
        assert!(deviations.is_sorted_by_key(|d| d.span.start));
    }
}
