//! Secrets that were sent, or came back, in what is written: `{{name}}` where one stands as it is, and
//! nothing of it elsewhere.

use crate::model::bytes::Bytes;
use crate::model::expectation::Hole;
use crate::model::secret::Secrets;
use crate::model::template::{Piece, Template};

use super::Act;

/// The octets with `{{name}}` for each secret that stands in them as it is; of two that begin at one
/// place, for the longer one.
#[must_use]
pub fn with_secrets(octets: &[u8], secrets: &Secrets) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = octets.get(at..).filter(|rest| !rest.is_empty()) {
        let here = secrets.variables().iter().filter(|(_, value)| rest.starts_with(value));
        let Some((name, value)) = here.max_by_key(|(_, value)| value.len()) else {
            at += 1;
            continue;
        };
        if from < at {
            pieces.push(Piece::Octets(Bytes::from(octets.get(from..at).unwrap_or_default())));
        }
        pieces.push(Piece::Variable(name.clone()));
        at += value.len();
        from = at;
    }
    let rest = octets.get(from..).unwrap_or_default();
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Octets(Bytes::from(rest)));
    }
    pieces
}

/// A template with its secrets taken out of it.
pub(super) fn sent(template: Template, secrets: &Secrets) -> Template {
    let pieces = template.0.into_iter().flat_map(|piece| match piece {
        Piece::Octets(octets) => with_secrets(&octets, secrets),
        variable => vec![variable],
    });
    Template(pieces.collect())
}

/// What may come back in the place of octets that hold a secret: `{{name}}` where it stands as it is,
/// `[[any]]` where it has another form; `None` where they hold none.
pub(super) fn came(octets: &[u8], secrets: &Secrets) -> Option<Vec<Hole>> {
    if secrets.find(octets).is_empty() {
        return None;
    }
    let mut holes = Vec::new();
    for piece in with_secrets(octets, secrets) {
        let Piece::Octets(octets) = piece else {
            holes.push(Hole::Octets(Template(vec![piece])));
            continue;
        };
        let mut from = 0;
        for span in secrets.find(&octets) {
            let before = octets.get(from..span.start).unwrap_or_default();
            if !before.is_empty() {
                holes.push(Hole::Octets(Template::octets(before)));
            }
            if holes.last() != Some(&Hole::Any) {
                holes.push(Hole::Any);
            }
            from = span.end;
        }
        let rest = octets.get(from..).unwrap_or_default();
        if !rest.is_empty() {
            holes.push(Hole::Octets(Template::octets(rest)));
        }
    }
    Some(super::placeholders::merged(holes))
}

/// The variables of a step, by name.
pub(super) fn variables(step: &Act) -> Vec<&str> {
    match step {
        Act::Send(template) => template.variables().collect(),
        Act::On(_, step) => variables(step),
        Act::Expect(expected) => {
            let Some(response) = &expected.response else { return Vec::new() };
            let fields = response.fields.iter().flat_map(|(_, holes)| holes);
            let holes =
                response.status_line.iter().chain(fields).chain(response.body.iter().flatten());
            let templates = holes.filter_map(|hole| match hole {
                Hole::Octets(template) => Some(template),
                _ => None,
            });
            templates.flat_map(Template::variables).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_its_name_as_it_is_and_anything_in_another_form() {
        let secrets = Secrets::new([("k", "hunter22"), ("long", "hunter22-more")]).unwrap();
        let octets = |text: &[u8]| Piece::Octets(text.into());
        let variable = |name: &str| Piece::Variable(name.to_owned());
        assert_eq!(
            with_secrets(b"a hunter22 hunter22-more", &secrets),
            [octets(b"a "), variable("k"), octets(b" "), variable("long")]
        );
        assert_eq!(with_secrets(b"plain", &secrets), [octets(b"plain")]);
        assert_eq!(came(b"plain", &secrets), None);
        assert_eq!(
            came(b"a hunter22 b 68756e7465723232 c", &secrets).unwrap(),
            [
                Hole::Octets(Template(vec![octets(b"a "), variable("k"), octets(b" b ")])),
                Hole::Any,
                Hole::Octets(Template(vec![octets(b" c")])),
            ]
        );
    }
}
