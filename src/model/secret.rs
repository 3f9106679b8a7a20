//! Values that no output may hold: found in whatever form they were sent, and masked in place.
//!
//! A mask is as long as what it covers, so that framing, offsets and spans still hold. The search
//! goes once over the octets, whatever the number of secrets and forms.

mod form;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::model::bytes::{Bytes, Span};
use crate::model::template::Variables;
use form::{Form, Speller};

/// What stands in the place of each octet of a secret.
pub const MASK: u8 = b'*';

/// Secrets of a run.
#[derive(Default)]
pub struct Secrets {
    /// By name; of a name that was given more than once, what holds.
    variables: Variables,
    forms: Vec<Form>,
    speller: Speller,
    /// For each octet, the forms that can begin with it.
    starts: Vec<Vec<usize>>,
}

impl fmt::Debug for Secrets {
    /// The names alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Secrets {
    /// The fewest octets that a secret may have: a shorter one would be found, and masked, in texts
    /// that have nothing to do with it.
    pub const FEWEST: usize = 4;
    /// The most octets that a secret may have.
    pub const MOST: usize = 16 << 10;
    /// The fewest octets of a line of a secret that is looked for by itself.
    const FEWEST_OF_A_LINE: usize = 8;

    /// Secrets by name and value. Of a name that is given more than once the last value is the
    /// variable's, and all are masked. A value of several lines is looked for line by line, too.
    ///
    /// # Errors
    /// What is wrong with a value, with its name and without the value: fewer octets than
    /// [`Self::FEWEST`], more than [`Self::MOST`].
    pub fn new<N: Into<String>, V: AsRef<str>>(
        values: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, String> {
        let mut secrets = Self { starts: vec![Vec::new(); 256], ..Self::default() };
        for (name, value) in values {
            let (name, value) = (name.into(), value.as_ref());
            if value.is_empty() {
                return Err(format!("the secret `{name}` is empty"));
            }
            if value.len() < Self::FEWEST {
                return Err(format!(
                    "the secret `{name}` has fewer than {} octets: masking it would mask what has \
                     nothing to do with it, and tell the secret thereby",
                    Self::FEWEST
                ));
            }
            if value.len() > Self::MOST {
                let most = Self::MOST;
                return Err(format!("the secret `{name}` has more than {most} octets"));
            }
            secrets.look_for(value);
            // A field value loses the white space around it.
            let trimmed = Some(value.trim()).filter(|value| value.len() >= Self::FEWEST);
            let lines = value.lines().filter(|line| line.len() >= Self::FEWEST_OF_A_LINE);
            trimmed.into_iter().chain(lines).for_each(|part| secrets.look_for(part));
            secrets.variables.insert(name, value.into());
        }
        Ok(secrets)
    }

    /// The same secrets, of which these names are no variables: they are masked alone.
    #[must_use]
    pub fn without_variables(mut self, names: &[String]) -> Self {
        self.variables.retain(|name, _| !names.contains(name));
        self
    }

    fn look_for(&mut self, value: &str) {
        for form in Form::all(value, &mut self.speller) {
            if self.forms.contains(&form) {
                continue;
            }
            for octet in form.first_octets(&self.speller) {
                if let Some(starts) = self.starts.get_mut(usize::from(octet)) {
                    starts.push(self.forms.len());
                }
            }
            self.forms.push(form);
        }
    }

    /// Whether there is nothing to be masked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    /// The values by name, as cases send them. They are secret from here on, too.
    #[must_use]
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Where secrets are in these octets, in whatever form: in order, without overlap.
    #[must_use]
    pub fn find(&self, octets: &[u8]) -> Vec<Span> {
        self.search(octets, false)
    }

    /// The same in octets that may have been cut off: a start of a secret, of at least a quarter of
    /// it and [`Self::FEWEST`] octets, that is their end, is found as well.
    #[must_use]
    pub fn find_in_stream(&self, octets: &[u8]) -> Vec<Span> {
        self.search(octets, true)
    }

    fn search(&self, octets: &[u8], may_be_cut: bool) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        if self.is_empty() {
            return found;
        }
        let mut ends = form::Ends::default();
        for (at, octet) in octets.iter().enumerate() {
            let Some(starts) = self.starts.get(usize::from(*octet)) else { continue };
            for form in starts.iter().filter_map(|form| self.forms.get(*form)) {
                let Some(span) = form.at(&self.speller, octets, at, may_be_cut, &mut ends) else {
                    continue;
                };
                found.push(span);
            }
        }
        merge(found)
    }

    /// Puts the mask in the place of every secret; whether there was one.
    pub fn mask_in_place(&self, octets: &mut [u8]) -> bool {
        let found = self.find(octets);
        found.iter().for_each(|span| cover(octets, *span));
        !found.is_empty()
    }

    /// The octets with every secret masked.
    #[must_use]
    pub fn mask(&self, octets: &[u8]) -> Vec<u8> {
        let mut masked = octets.to_vec();
        self.mask_in_place(&mut masked);
        masked
    }

    /// Masks what stands in several pieces one after the other, as a stream does in reads; whether
    /// there was anything. A secret may be split over any of them and be cut off at the end.
    pub fn mask_pieces(&self, pieces: &mut [&mut Bytes]) -> bool {
        let whole: Vec<u8> = pieces.iter().flat_map(|piece| piece.iter().copied()).collect();
        let found = self.find_in_stream(&whole);
        cover_pieces(pieces, &found);
        !found.is_empty()
    }

    /// The text with every secret masked; a start of one that is cut off before an ellipsis as well.
    #[must_use]
    pub fn mask_text(&self, text: &str) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        let mut masked = text.as_bytes().to_vec();
        for span in self.find(text.as_bytes()) {
            cover(&mut masked, span);
        }
        let mut from = 0;
        for (at, ellipsis) in text.match_indices('…') {
            for span in self.find_in_stream(&text.as_bytes()[from..at]) {
                cover(&mut masked, Span::new(from + span.start, from + span.end));
            }
            from = at + ellipsis.len();
        }
        String::from_utf8_lossy(&masked).into_owned()
    }
}

/// Puts the mask on a span.
pub fn cover(octets: &mut [u8], span: Span) {
    if let Some(octets) = octets.get_mut(span.start..span.end) {
        octets.fill(MASK);
    }
}

/// Puts the mask on spans of what the pieces are, one after the other.
pub fn cover_pieces(pieces: &mut [&mut Bytes], spans: &[Span]) {
    let mut from = 0;
    for piece in pieces {
        let to = from + piece.len();
        // In order and without overlap: the first that reaches into the piece is found by halving.
        let first = spans.partition_point(|span| span.end <= from);
        for span in spans.iter().skip(first).take_while(|span| span.start < to) {
            let inside = Span::new(span.start.max(from) - from, span.end.min(to) - from);
            cover(&mut piece.0, inside);
        }
        from = to;
    }
}

/// Spans in order and without overlap.
#[must_use]
pub fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
