//! One entry of `headers:` or `trailers:`. Names are compared without regard to case (RFC 9110
//! 5.1); the value of a field is that of all its lines, joined (RFC 9110 5.3).

use std::time::Duration;

use super::{Departure, text};
use crate::judge::diff::fields;
use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::bytes::{Bytes, Span};
use crate::model::expectation::{CountRange, FieldAsk, FieldMatch, TextMatch};
use crate::model::finding::{Diff, FieldDeparture, FindingKind, Side};
use crate::model::grammar::{decimal, list_members, split_outside_quotes};
use crate::model::http_date;
use crate::model::observation::{Field, Response};

/// Which section of a message a field is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Header,
    Trailer,
}

impl Section {
    pub(super) fn kind(self, name: &str, departure: FieldDeparture) -> FindingKind {
        let name = name.to_owned();
        match self {
            Self::Header => FindingKind::Header { name, departure },
            Self::Trailer => FindingKind::Trailer { name, departure },
        }
    }

    fn of(self, response: &Response) -> &[Field] {
        match self {
            Self::Header => &response.fields,
            Self::Trailer => &response.trailers,
        }
    }
}

pub(super) fn header(
    asked: &FieldMatch,
    response: (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    check(asked, Section::Header, response, scene)
}

pub(super) fn trailer(
    asked: &FieldMatch,
    response: (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    check(asked, Section::Trailer, response, scene)
}

/// The lines of a name in a section: their values, their joined value, where they are.
struct Lines<'a> {
    values: Vec<&'a [u8]>,
    joined: Option<Vec<u8>>,
    span: Option<Span>,
}

fn lines<'a>(fields: &'a [Field], name: &str) -> Lines<'a> {
    let named: Vec<&Field> = fields.iter().filter(|field| field.is(name)).collect();
    let values: Vec<&[u8]> = named.iter().map(|field| &field.value[..]).collect();
    let joined = if values.is_empty() { None } else { Some(values.join(&b", "[..])) };
    Lines { values, joined, span: named.first().map(|field| field.line) }
}

fn check(
    asked: &FieldMatch,
    section: Section,
    (index, response): (usize, &Response),
    scene: &Scene<'_>,
) -> Vec<Departure> {
    let lines = lines(section.of(response), &asked.name);
    let there = Subject { asked, section, lines: &lines, response, scene };
    let mut misses: Vec<Miss> = asked.asked.iter().filter_map(|ask| there.miss(ask)).collect();
    // An entry that only captures asks that there is something to capture.
    if asked.asked.is_empty() || (asked.capture.is_some() && misses.is_empty()) {
        misses.extend(there.miss(&FieldAsk::Present));
    }
    // That it is missing is told once, by what asks most of it.
    let is_missing = |miss: &Miss| miss.departure == FieldDeparture::Missing;
    if misses.iter().filter(|miss| is_missing(miss)).count() > 1 {
        let told = misses.iter().position(|m| is_missing(m) && m.diff.is_some()).unwrap_or(0);
        let mut at = 0;
        misses.retain(|_| {
            at += 1;
            at == told + 1
        });
    }
    let depart = |miss: Miss| Departure {
        kind: match miss.other {
            Some(name) => FindingKind::NothingToCompare { name },
            None => section.kind(&asked.name, miss.departure),
        },
        expected: miss.expected,
        actual: miss.actual,
        diff: miss.diff,
        evidence: scene.evidence(index, lines.span.unwrap_or(response.head)),
    };
    misses.into_iter().map(depart).collect()
}

struct Miss {
    departure: FieldDeparture,
    expected: Side,
    actual: Side,
    diff: Option<Diff>,
    /// The response that it should have been compared with, where there is none.
    other: Option<String>,
}

struct Subject<'a> {
    asked: &'a FieldMatch,
    section: Section,
    lines: &'a Lines<'a>,
    response: &'a Response,
    scene: &'a Scene<'a>,
}

impl Subject<'_> {
    /// How one thing asked of the field departs.
    fn miss(&self, ask: &FieldAsk) -> Option<Miss> {
        let value = self.lines.joined.as_deref();
        match ask {
            FieldAsk::Absent => value.map(|value| Miss {
                departure: FieldDeparture::Extra,
                expected: Side::Nothing,
                actual: super::shown(value),
                diff: None,
                other: None,
            }),
            FieldAsk::Present => match value {
                Some(_) => None,
                None => self.otherwise(ask, FieldDeparture::Missing),
            },
            FieldAsk::Value(asked) => self.value(asked, value),
            FieldAsk::Lines(templates) => {
                let wanted: Option<Vec<Vec<u8>>> =
                    templates.iter().map(|template| self.scene.fill(template)).collect();
                let Some(wanted) = wanted else {
                    return self.otherwise(ask, FieldDeparture::Changed);
                };
                let wanted: Vec<&[u8]> = wanted.iter().map(Vec::as_slice).collect();
                self.same_lines(&wanted)
            }
            FieldAsk::ListContains(asked) => {
                self.unless(ask, value, |value| asked.iter().all(|m| self.has_member(value, m)))
            }
            // What is not there lists nothing.
            FieldAsk::ListLacks(asked) => {
                let value = value?;
                let lacks = |m| self.scene.fill(m).is_some() && !self.has_member(value, m);
                self.unless(ask, Some(value), |_| asked.iter().all(lacks))
            }
            FieldAsk::Count(range) => {
                let count = u64::try_from(self.lines.values.len()).unwrap_or(u64::MAX);
                (!range.contains(count)).then(|| Miss {
                    departure: if count == 0 {
                        FieldDeparture::Missing
                    } else {
                        FieldDeparture::Repeated
                    },
                    expected: Side::Text(summary::asked(range)),
                    actual: Side::Number(count),
                    diff: None,
                    other: None,
                })
            }
            FieldAsk::HttpDate { within } => {
                self.unless(ask, value, |value| self.is_date(value, *within))
            }
            FieldAsk::Integer(range) => self.unless(ask, value, |value| is_integer(value, range)),
            FieldAsk::SameAs(name) => {
                let Some(other) = self.scene.named(name) else { return Some(no_other(name)) };
                let other = lines(self.section.of(other), &self.asked.name);
                if other.joined == self.lines.joined {
                    return None;
                }
                self.same_lines(&other.values)
            }
            FieldAsk::DiffersFrom(name) => {
                let Some(other) = self.scene.named(name) else { return Some(no_other(name)) };
                // What is absent here has no value that could be the same.
                let value = value?;
                let other = lines(self.section.of(other), &self.asked.name);
                if other.joined.as_deref() == Some(value) {
                    self.otherwise(ask, FieldDeparture::Changed)
                } else {
                    None
                }
            }
        }
    }

    /// A value matches, where it is there. A negation holds of what is not there.
    fn value(&self, asked: &TextMatch, value: Option<&[u8]>) -> Option<Miss> {
        if let TextMatch::Equals(template) = asked {
            return match (self.scene.fill(template), value) {
                (Some(wanted), Some(value)) if wanted == value => None,
                (Some(wanted), _) => self.same_lines(&[&wanted]),
                (None, _) => {
                    self.otherwise(&FieldAsk::Value(asked.clone()), FieldDeparture::Changed)
                }
            };
        }
        match value {
            Some(value) if text::holds(asked, value, self.scene) => None,
            None if matches!(asked, TextMatch::Not(_)) => None,
            _ => self.otherwise(
                &FieldAsk::Value(asked.clone()),
                if value.is_some() { FieldDeparture::Changed } else { FieldDeparture::Missing },
            ),
        }
    }

    /// How the lines depart from those wanted.
    fn same_lines(&self, wanted: &[&[u8]]) -> Option<Miss> {
        let name = self.asked.name.as_bytes();
        let pairs = |values: &[&[u8]]| -> Vec<(Vec<u8>, Vec<u8>)> {
            values.iter().map(|value| (name.to_vec(), value.to_vec())).collect()
        };
        let changes = fields::diff(&pairs(wanted), &pairs(&self.lines.values));
        let departure = fields::gravest(&changes)?;
        let one_or_all = |values: &[&[u8]]| match values {
            [] => Side::Nothing,
            [value] => super::shown(value),
            many => Side::Fields(
                many.iter()
                    .take(super::MOST_DEPARTURES)
                    .map(|value| (Bytes::from(name), Bytes::from(*value)))
                    .collect(),
            ),
        };
        Some(Miss {
            departure,
            expected: one_or_all(wanted),
            actual: one_or_all(&self.lines.values),
            diff: Some(Diff::Fields(changes)),
            other: None,
        })
    }

    /// A miss unless there is a value of which `holds` is true.
    fn unless(
        &self,
        ask: &FieldAsk,
        value: Option<&[u8]>,
        holds: impl Fn(&[u8]) -> bool,
    ) -> Option<Miss> {
        match value {
            Some(value) if holds(value) => None,
            Some(_) => self.otherwise(ask, FieldDeparture::Changed),
            None => self.otherwise(ask, FieldDeparture::Missing),
        }
    }

    /// A miss told in words against the joined value.
    fn otherwise(&self, ask: &FieldAsk, departure: FieldDeparture) -> Option<Miss> {
        Some(Miss {
            departure,
            expected: Side::Text(summary::asked(ask)),
            actual: self.lines.joined.as_deref().map_or(Side::Nothing, super::shown),
            diff: None,
            other: None,
        })
    }

    /// Whether the list has this member, or one that is it with parameters.
    fn has_member(&self, value: &[u8], member: &crate::model::template::Template) -> bool {
        let Some(wanted) = self.scene.fill(member) else { return false };
        list_members(value).iter().any(|member| {
            let bare = split_outside_quotes(member, b';').first().copied().unwrap_or_default();
            member.eq_ignore_ascii_case(&wanted) || bare.eq_ignore_ascii_case(&wanted)
        })
    }

    fn is_date(&self, value: &[u8], within: Option<Duration>) -> bool {
        let Some(date) = http_date::parse_imf(value) else { return false };
        let (Some(within), Some(started)) = (within, self.scene.started_unix_ms) else {
            return true;
        };
        let received = i128::from(started) + i128::from(self.response.head_us / 1000);
        // A date names a whole second.
        let (first, last) = (i128::from(date) * 1000, i128::from(date) * 1000 + 999);
        let distance = (first - received).max(received - last).max(0);
        u128::try_from(distance).is_ok_and(|distance| distance <= within.as_millis())
    }
}

fn is_integer(value: &[u8], range: &CountRange) -> bool {
    decimal(value).is_some_and(|number| range.contains(number))
}

fn no_other(name: &str) -> Miss {
    Miss {
        departure: FieldDeparture::Missing,
        expected: Side::Text(format!("the response `{name}`")),
        actual: Side::Nothing,
        diff: None,
        other: Some(name.to_owned()),
    }
}

/// What `capture:` takes out of a field: the first group of its pattern, or the whole value.
pub(in crate::judge) fn captured(
    asked: &FieldMatch,
    fields: &[Field],
    scene: &Scene<'_>,
) -> Option<Vec<u8>> {
    let value = lines(fields, &asked.name).joined?;
    let pattern = asked.asked.iter().find_map(|ask| match ask {
        FieldAsk::Value(TextMatch::Matches(pattern)) => Some(pattern),
        _ => None,
    });
    match pattern {
        Some(pattern) => text::first_group(pattern, &value, scene),
        None => Some(value),
    }
}

#[cfg(test)]
mod tests;
