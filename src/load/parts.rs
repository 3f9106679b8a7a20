//! Parts of what is sent: text, hex, base64, a file, a repetition, a pause, a frame; and bodies:
//! parts, JSON, a form, chunks.

use std::io::Read as _;
use std::path::{Component, Path};

use crate::model::bytes::Bytes;
use crate::model::case::Part;
use crate::model::template::{Piece, Template};

use super::decoder::{Decoder, Entries};
use super::keys;
use super::names;
use super::node::{Node, Value};
use super::templates::{Breaks, Variables, drop_final_break};

/// The largest file that a part may take in, in octets.
const MOST_OF_A_FILE: u64 = 16 << 20;
/// The most octets that the parts of one case file may take in from other files.
const MOST_OF_FILES: u64 = 64 << 20;
/// The most octets that a repetition may stand for.
const MOST_REPEATED: u64 = 1 << 40;

/// Where a part stands, which says what its line breaks become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// In `send:`: every line break is a CRLF.
    Send,
    /// In a `request:` of parts: the same, and `{{body.length}}` is known.
    Head,
    /// In `body:`: as written.
    Body,
}

impl Decoder<'_> {
    /// `send:` or `request:` as a text, a part, or a list of parts.
    pub(super) fn parts(&mut self, node: &Node, within: Within) -> Vec<Part> {
        match &node.value {
            Value::Scalar(_) => {
                self.part_text(node, within).map(Part::Octets).into_iter().collect()
            }
            _ => self.each(node, |decoder, member| decoder.part(member, within)),
        }
    }

    /// `body:` beside `request:`.
    pub(super) fn content(&mut self, node: &Node) -> Vec<Part> {
        if !matches!(node.value, Value::Map(_)) {
            return self.parts(node, Within::Body);
        }
        let Some(entries) = self.entries(node, &keys::CONTENT) else { return Vec::new() };
        if entries.has("trailers") && !entries.has("chunks") {
            self.error(node, "`trailers` stand beside `chunks` alone");
        }
        let Some(kind) = self.one_of(
            &entries,
            &["text", "hex", "base64", "file", "repeat", "json", "form", "chunks"],
        ) else {
            return Vec::new();
        };
        let Some(value) = entries.value(kind) else { return Vec::new() };
        match kind {
            "json" => self.json_to_send(value).map(Part::Octets).into_iter().collect(),
            "form" => self.form(value).map(Part::Octets).into_iter().collect(),
            "chunks" => self.chunks(value, entries.value("trailers")),
            _ => self.part_of(kind, value, Within::Body).into_iter().collect(),
        }
    }

    /// The one of `kinds` that is there; reports none and several.
    pub(super) fn one_of(
        &mut self,
        entries: &Entries<'_>,
        kinds: &[&'static str],
    ) -> Option<&'static str> {
        let present = entries.present(kinds);
        if let [kind] = present.as_slice() {
            return Some(kind);
        }
        let all: Vec<String> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
        match present.get(1).and_then(|second| entries.get(second)) {
            None if entries.misspells(kinds) => {}
            None => self.error(entries.owner, format!("one of {} is missing", all.join(", "))),
            Some((second, _)) => {
                let both: Vec<String> = present.iter().map(|kind| format!("`{kind}`")).collect();
                self.error(second, format!("{} exclude each other", both.join(" and ")));
            }
        }
        None
    }

    fn part(&mut self, node: &Node, within: Within) -> Option<Part> {
        if let Value::Scalar(_) = node.value {
            return self.part_text(node, within).map(Part::Octets);
        }
        let entries = self.entries(node, &keys::PART)?;
        let kind = self.one_of(&entries, keys::PART.keys)?;
        self.part_of(kind, entries.value(kind)?, within)
    }

    fn part_of(&mut self, kind: &str, value: &Node, within: Within) -> Option<Part> {
        match kind {
            "pause" => self.duration(value, "`pause`").map(Part::Pause),
            "frame" => self.frame_to_send(value).map(Part::Frame),
            "file" => self.file_octets(value).map(Template::octets).map(Part::Octets),
            "repeat" => self.repeat(value, within),
            _ => self.octets_of(kind, value, within).map(Part::Octets),
        }
    }

    /// A `text`, `hex` or `base64`.
    fn octets_of(&mut self, kind: &str, value: &Node, within: Within) -> Option<Template> {
        match kind {
            "hex" => self.hex(value, "`hex`").map(Template::octets),
            "base64" => self.base64(value, "`base64`").map(Template::octets),
            _ => self.part_text(value, within),
        }
    }

    fn part_text(&mut self, node: &Node, within: Within) -> Option<Template> {
        let mut tokens = self.tokens(node, "a part", false)?;
        let (breaks, variables) = match within {
            Within::Send => (Breaks::Crlf, Variables::Known),
            Within::Head => (Breaks::Crlf, Variables::Head),
            Within::Body => {
                drop_final_break(node, &mut tokens);
                (Breaks::Lf, Variables::Known)
            }
        };
        self.warn_of_wide_characters(node, usize::MAX, within == Within::Body);
        Some(self.template_of(node, &tokens, breaks, variables))
    }

    fn repeat(&mut self, node: &Node, within: Within) -> Option<Part> {
        let entries = self.entries(node, &keys::REPEAT)?;
        let kind = self.one_of(&entries, &["text", "hex", "base64"])?;
        let unit = self.octets_of(kind, entries.value(kind)?, within)?;
        let Some(times) = entries.value("times") else {
            self.error(node, "`times` is missing in `repeat`");
            return None;
        };
        let count = self.number(times, "`times`", (0, u64::MAX))?;
        let length = literal_length(&unit).max(1);
        if count.checked_mul(length).is_none_or(|octets| octets > MOST_REPEATED) {
            self.error(times, format!("{count} times {length} octets is more than 2^40 octets"));
            return None;
        }
        Some(Part::Repeat { unit, times: count })
    }

    fn chunks(&mut self, node: &Node, trailers: Option<&Node>) -> Vec<Part> {
        let Some(members) = self.list(node, "`chunks`") else { return Vec::new() };
        let mut parts = Vec::new();
        for member in members {
            let chunk = match &member.value {
                Value::Map(_) => self.entries(member, &keys::OCTETS).and_then(|entries| {
                    let kind = self.one_of(&entries, keys::OCTETS.keys)?;
                    self.octets_of(kind, entries.value(kind)?, Within::Body)
                }),
                _ => self.part_text(member, Within::Body),
            };
            if chunk.as_ref().is_some_and(|chunk| chunk.0.is_empty()) {
                let help = "leave it out: the last chunk is added; write a second one as `send`";
                self.error_help(member, "an empty chunk would be the last one", help);
            }
            parts.extend(chunk.map(Part::Chunk));
        }
        let mut end = vec![Piece::Octets("0\r\n".into())];
        if let Some(trailers) = trailers {
            for (key, value) in self.map(trailers, "`trailers`").unwrap_or_default() {
                let Some(name) = self.text(key, "a trailer field's name") else { continue };
                end.push(Piece::Octets(format!("{name}: ").as_str().into()));
                end.extend(self.template(value, "a trailer field").unwrap_or_default().0);
                end.push(Piece::Octets("\r\n".into()));
            }
        }
        end.push(Piece::Octets("\r\n".into()));
        parts.push(Part::Octets(Template(end)));
        parts
    }

    /// `application/x-www-form-urlencoded` (URL Standard 5.2): a space is `+`, what is not a letter,
    /// a digit or one of `*-._` is `%NN`; a variable stands as it is.
    fn form(&mut self, node: &Node) -> Option<Template> {
        let mut pieces = Vec::new();
        for (index, (key, value)) in self.map(node, "`form`")?.iter().enumerate() {
            if index > 0 {
                pieces.push(Piece::Octets("&".into()));
            }
            let name = self.text(key, "a form field's name")?;
            pieces.push(Piece::Octets(form_encode(name.as_bytes())));
            pieces.push(Piece::Octets("=".into()));
            if value.is_null() {
                continue;
            }
            for piece in self.template(value, "a form field")?.0 {
                pieces.push(match piece {
                    Piece::Octets(octets) => Piece::Octets(form_encode(&octets)),
                    variable @ Piece::Variable(_) => variable,
                });
            }
        }
        Some(Template(pieces))
    }

    /// A file of the case file's own folder, read whole.
    fn file_octets(&mut self, node: &Node) -> Option<Vec<u8>> {
        let name = self.line(node, "`file`")?;
        let path = Path::new(name);
        let help = "name a file of the case file's folder, or of one below it, with `/` between";
        if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            self.error_help(node, format!("`{name}` lies outside of the case file's folder"), help);
            return None;
        }
        let Some(folder) = self.source.folder.clone() else {
            self.error(node, "this text lies in no folder, so that it has no files");
            return None;
        };
        let left = MOST_OF_FILES.saturating_sub(self.octets_read).min(MOST_OF_A_FILE);
        match read_within(&folder, path, left) {
            Ok(octets) => {
                self.octets_read += octets.len() as u64;
                Some(octets)
            }
            Err(message) => {
                self.error_help(node, format!("`{name}` {message}"), help);
                None
            }
        }
    }
}

/// The octets of a regular file that lies below `folder` even when every link is followed.
fn read_within(folder: &Path, path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let folder = folder.canonicalize().map_err(|error| format!("cannot be read: {error}"))?;
    let real =
        folder.join(path).canonicalize().map_err(|error| format!("cannot be read: {error}"))?;
    if !real.starts_with(&folder) {
        return Err("lies outside of the case file's folder".to_owned());
    }
    if !real.is_file() {
        return Err("is no regular file".to_owned());
    }
    let file = std::fs::File::open(&real).map_err(|error| format!("cannot be read: {error}"))?;
    let mut octets = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut octets)
        .map_err(|error| format!("cannot be read: {error}"))?;
    if octets.len() as u64 > most {
        return Err(format!(
            "is too large: a file may have {} MiB, those of a case file {} MiB together",
            MOST_OF_A_FILE >> 20,
            MOST_OF_FILES >> 20
        ));
    }
    Ok(octets)
}

/// The octets of a template that are no variable.
pub(super) fn literal_length(template: &Template) -> u64 {
    let lengths = template.0.iter().map(|piece| match piece {
        Piece::Octets(octets) => octets.len() as u64,
        Piece::Variable(_) => 0,
    });
    lengths.sum()
}

fn form_encode(octets: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(octets.len());
    for &octet in octets {
        match octet {
            b' ' => out.push(b'+'),
            b'*' | b'-' | b'.' | b'_' => out.push(octet),
            octet if octet.is_ascii_alphanumeric() => out.push(octet),
            octet => out.extend_from_slice(format!("%{octet:02X}").as_bytes()),
        }
    }
    Bytes(out)
}

/// The pieces of a text in which `{{name}}` alone has a meaning, with the names and their offsets.
pub(super) fn split_variables(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut octets = String::new();
    while let Some((before, after)) = rest.split_once("{{") {
        octets.push_str(before);
        // Only a short name can follow, so the search for its end is bounded.
        let name = after.get(..after.len().min(104)).unwrap_or_else(|| {
            let end = (0..=104).rev().find(|&end| after.is_char_boundary(end)).unwrap_or(0);
            after.get(..end).unwrap_or_default()
        });
        match name.split_once("}}").filter(|(name, _)| names::is_name(name.trim_matches(' '))) {
            Some((name, _)) => {
                if !octets.is_empty() {
                    pieces.push(Piece::Octets(std::mem::take(&mut octets).as_str().into()));
                }
                pieces.push(Piece::Variable(name.trim_matches(' ').to_owned()));
                rest = after.get(name.len() + 2..).unwrap_or_default();
            }
            None => {
                octets.push_str("{{");
                rest = after;
            }
        }
    }
    octets.push_str(rest);
    if !octets.is_empty() {
        pieces.push(Piece::Octets(octets.as_str().into()));
    }
    pieces
}
