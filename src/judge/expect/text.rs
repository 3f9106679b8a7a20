//! Texts and patterns. Octets throughout; patterns are those of the `regex` crate over octets,
//! Unicode off unless the pattern turns it on, and take time linear in what they search.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::bytes::{Regex, RegexBuilder};

use crate::judge::scene::Scene;
use crate::judge::summary;
use crate::model::expectation::TextMatch;
use crate::model::finding::Side;

/// How large a compiled pattern may become; what passes it is trouble with the case.
const MOST_COMPILED: usize = 64 << 20;
/// How many patterns are kept.
const MOST_KEPT: usize = 256;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::new(HashMap::new());
}

/// The compiled pattern; `None`, and noted as trouble, where it cannot be compiled.
pub(super) fn pattern(text: &str, scene: &Scene<'_>) -> Option<Regex> {
    let compiled = COMPILED.with_borrow_mut(|kept| {
        if let Some(compiled) = kept.get(text) {
            return compiled.clone();
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        let compiled =
            RegexBuilder::new(text).unicode(false).size_limit(MOST_COMPILED).build().ok();
        kept.insert(text.to_owned(), compiled.clone());
        compiled
    });
    if compiled.is_none() {
        scene.note(format!("the pattern /{}/ cannot be used", summary::cut(text)));
    }
    compiled
}

/// Whether `octets` are as asked. What cannot be decided, for a variable without a value, does not
/// hold, and neither does its negation.
pub(super) fn holds(asked: &TextMatch, octets: &[u8], scene: &Scene<'_>) -> bool {
    decide(asked, octets, scene) == Some(true)
}

fn decide(asked: &TextMatch, octets: &[u8], scene: &Scene<'_>) -> Option<bool> {
    match asked {
        TextMatch::Equals(template) => Some(scene.fill(template)? == octets),
        TextMatch::Matches(text) => Some(pattern(text, scene)?.is_match(octets)),
        TextMatch::OneOf(templates) => {
            let filled: Option<Vec<_>> = templates.iter().map(|t| scene.fill(t)).collect();
            Some(filled?.iter().any(|one| one == octets))
        }
        TextMatch::Contains(template) => Some(contains(octets, &scene.fill(template)?)),
        TextMatch::Not(inner) => Some(!decide(inner, octets, scene)?),
    }
}

/// Whether `needle` is somewhere in `octets`, in time linear in both (Knuth, Morris and Pratt): a
/// needle can be what an earlier answer held.
fn contains(octets: &[u8], needle: &[u8]) -> bool {
    // For each length matched, the next shorter one that ends alike.
    let mut shorter = vec![0; needle.len() + 1];
    let step = |shorter: &[usize], mut matched: usize, octet: u8| {
        while matched > 0 && needle.get(matched) != Some(&octet) {
            matched = shorter.get(matched).copied().unwrap_or_default();
        }
        matched + usize::from(needle.get(matched) == Some(&octet))
    };
    let mut matched = 0;
    for (at, &octet) in needle.iter().enumerate().skip(1) {
        matched = step(&shorter, matched, octet);
        if let Some(slot) = shorter.get_mut(at + 1) {
            *slot = matched;
        }
    }
    matched = 0;
    needle.is_empty()
        || octets.iter().any(|&octet| {
            matched = step(&shorter, matched, octet);
            matched == needle.len()
        })
}

/// What was asked, as a side: the octets where they are known, else in words.
pub(super) fn side(asked: &TextMatch, scene: &Scene<'_>) -> Side {
    match asked {
        TextMatch::Equals(template) => match scene.fill(template) {
            Some(octets) => super::shown(&octets),
            None => Side::Text(summary::asked(asked)),
        },
        _ => Side::Text(summary::asked(asked)),
    }
}

/// What a pattern takes out of `octets`: its first group, or all of `octets` where it has none.
pub(super) fn first_group(text: &str, octets: &[u8], scene: &Scene<'_>) -> Option<Vec<u8>> {
    let captures = pattern(text, scene)?;
    let captures = captures.captures(octets)?;
    Some(captures.get(1).map_or(octets, |group| group.as_bytes()).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{scene_of, template};

    #[test]
    fn texts_hold_or_not_octet_for_octet() {
        use TextMatch::{Contains, Equals, Matches, Not, OneOf};
        let rows: [(&str, TextMatch, &[u8], bool); 14] = [
            ("equal", Equals(template("a\r\n")), b"a\r\n", true),
            ("other case", Equals(template("a")), b"A", false),
            ("one of", OneOf(vec![template("x"), template("y")]), b"y", true),
            ("none of", OneOf(vec![template("x"), template("y")]), b"xy", false),
            ("holds it", Contains(template(".+")), b"a.+b", true),
            ("is no pattern", Contains(template(".+")), b"ab", false),
            ("nothing is in anything", Contains(template("")), b"", true),
            ("found inside", Matches("b+".to_owned()), b"abbc", true),
            ("anchored", Matches("^b+$".to_owned()), b"abbc", false),
            ("any octet", Matches(r"(?s)^\xff.$".to_owned()), b"\xff\x00", true),
            ("negated", Not(Box::new(Matches("z".to_owned()))), b"abc", true),
            ("negated, found", Not(Box::new(Matches("b".to_owned()))), b"abc", false),
            ("a broken pattern", Matches("(".to_owned()), b"(", false),
            ("and its negation", Not(Box::new(Matches("(".to_owned()))), b"(", false),
        ];
        for (name, asked, octets, want) in rows {
            let got = scene_of(b"", &[], |scene| holds(&asked, octets, scene));
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn a_needle_is_found_wherever_it_is() {
        let texts = ["", "a", "ab", "aab", "aaab", "abab", "ababac", "abacab", "bbbb", "aabaabaaa"];
        for text in texts {
            for needle in texts {
                let found = contains(text.as_bytes(), needle.as_bytes());
                assert_eq!(found, text.contains(needle), "{needle} in {text}");
            }
        }
        let (text, needle) = (vec![b'a'; 1 << 20], [vec![b'a'; 1 << 19], b"b".to_vec()].concat());
        assert!(!contains(&text, &needle));
    }

    #[test]
    fn a_variable_without_a_value_is_trouble_and_holds_neither_way() {
        use crate::model::template::{Piece, Template};
        let hole = Template(vec![Piece::Variable("etag".to_owned())]);
        let asked = TextMatch::Equals(hole);
        scene_of(b"", &[], |scene| {
            assert!(!holds(&asked, b"x", scene));
            assert!(!holds(&TextMatch::Not(Box::new(asked.clone())), b"x", scene));
            let trouble = scene.trouble.borrow().clone();
            assert_eq!(trouble.unwrap(), "the variable `etag` has no value");
        });
    }

    #[test]
    fn the_first_group_is_taken_and_the_whole_where_there_is_none() {
        for (pattern, want) in [("b(c.)", &b"cd"[..]), ("b", b"abcde")] {
            let got = scene_of(b"", &[], |scene| first_group(pattern, b"abcde", scene));
            assert_eq!(got.unwrap(), want, "{pattern}");
        }
    }
}
