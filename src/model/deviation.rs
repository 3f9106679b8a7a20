//! What the specification says of each departure from the grammar: the clause, and how strictly it
//! binds the sender.
//!
//! Where a section states no rule of its own beside its grammar, the level is that of RFC 9110
//! section 2.2: a sender must not generate what the grammar does not match. What breaks no rule for
//! senders, and only keeps a recipient from going on, is [`Level::Info`].

use crate::model::citation::Level;
use crate::model::observation::{DeviationClause, DeviationKind};

impl DeviationKind {
    /// Every kind, in the order in which they are declared.
    pub const ALL: [Self; 34] = [
        Self::GarbageBeforeStatusLine,
        Self::EmptyLineBeforeStatusLine,
        Self::BadVersion,
        Self::BadStatusCode,
        Self::BadStatusLineSpace,
        Self::MissingReasonSpace,
        Self::BadReasonOctet,
        Self::BareLf,
        Self::BareCr,
        Self::SpaceBeforeFirstField,
        Self::SpaceBeforeColon,
        Self::ObsFold,
        Self::NoColon,
        Self::EmptyFieldName,
        Self::BadNameOctet,
        Self::BadValueOctet,
        Self::BadContentLength,
        Self::ConflictingContentLength,
        Self::RepeatedContentLength,
        Self::ContentLengthWithTransferEncoding,
        Self::ContentLengthForbidden,
        Self::TransferEncodingForbidden,
        Self::TransferEncodingBefore11,
        Self::BadTransferEncoding,
        Self::BadChunkSize,
        Self::ChunkSizeOverflow,
        Self::ChunkWhitespace,
        Self::BadChunkExtension,
        Self::ChunkBareLf,
        Self::MissingChunkEnd,
        Self::ForbiddenTrailer,
        Self::OctetsAfterEnd,
        Self::BodyForbidden,
        Self::Truncated,
    ];

    /// How strictly the clause binds the sender.
    fn level(self) -> Level {
        match self {
            // The numeral keeps the grammar, which has no limit; RFC 9112 7.1 tells recipients to
            // expect such sizes.
            Self::ChunkSizeOverflow
            // To close is the one way of a server to say that it cannot go on; RFC 9112 8 tells
            // recipients what such a message is.
            | Self::Truncated => Level::Info,
            _ => Level::Must,
        }
    }

    /// The clause that the departure breaks.
    #[must_use]
    pub fn clause(self) -> DeviationClause {
        let (rfc, section, words) = match self {
            // HTTP-message begins with the start-line.
            Self::GarbageBeforeStatusLine => {
                (9112, "2.1", "octets before the status line that begin no message")
            }
            // Only before a request line is there a licence to ignore one (RFC 9112 2.2).
            Self::EmptyLineBeforeStatusLine => {
                (9112, "2.1", "an empty line before the status line")
            }
            Self::BadVersion => {
                (9112, "2.3", "a protocol version other than `HTTP/1.` and a digit")
            }
            Self::BadStatusCode => (9112, "4", "a status code that is not three digits"),
            Self::BadStatusLineSpace => {
                (9112, "4", "not exactly one space between version and status code")
            }
            // 9112-4-01: the space is sent even when no reason phrase follows.
            Self::MissingReasonSpace => (9112, "4", "no space after the status code"),
            Self::BadReasonOctet => (9112, "4", "a control octet in the reason phrase"),
            Self::BareLf => (9112, "2.2", "a line that ends in LF alone"),
            // 9112-2.2-03.
            Self::BareCr => (9112, "2.2", "a CR that no LF follows"),
            // 9112-2.2-07.
            Self::SpaceBeforeFirstField => {
                (9112, "2.2", "white space between the status line and the first field line")
            }
            Self::SpaceBeforeColon => {
                (9112, "5.1", "white space between a field name and its colon")
            }
            // 9112-5.2-01.
            Self::ObsFold => (9112, "5.2", "a folded field line"),
            Self::NoColon => (9112, "5", "a field line without a colon"),
            Self::EmptyFieldName => (9110, "5.1", "a field line without a name"),
            Self::BadNameOctet => (9110, "5.1", "an octet in a field name that no token has"),
            Self::BadValueOctet => (9110, "5.5", "a control octet in a field value"),
            Self::BadContentLength => {
                (9110, "8.6", "a Content-Length that is not a decimal number")
            }
            Self::ConflictingContentLength => (9110, "8.6", "Content-Length values that differ"),
            Self::RepeatedContentLength => (9110, "8.6", "the same Content-Length more than once"),
            // 9112-6.2-01.
            Self::ContentLengthWithTransferEncoding => {
                (9112, "6.2", "a Content-Length beside Transfer-Encoding")
            }
            // 9110-8.6-06 and -07.
            Self::ContentLengthForbidden => {
                (9110, "8.6", "a Content-Length where no response has one")
            }
            // 9112-6.1-07 and -08.
            Self::TransferEncodingForbidden => {
                (9112, "6.1", "a Transfer-Encoding where no response has one")
            }
            // 9112-6.1-10; an HTTP/1.0 message with the field is framed wrongly by itself.
            Self::TransferEncodingBefore11 => {
                (9112, "6.1", "a Transfer-Encoding in or for a version before HTTP/1.1")
            }
            // 9112-6.1-02.
            Self::BadTransferEncoding => {
                (9112, "6.1", "a Transfer-Encoding with chunked twice or not as the last coding")
            }
            Self::BadChunkSize => (9112, "7.1", "a chunk size that is not hexadecimal digits"),
            // The grammar has no limit; but no chunk-data of such a size can follow.
            Self::ChunkSizeOverflow => (9112, "7.1", "a chunk size past 64 bits"),
            // 9110-5.6.3-05: BWS is for recipients to take, not for senders to generate.
            Self::ChunkWhitespace => {
                (9110, "5.6.3", "white space around a chunk's size or extensions")
            }
            Self::BadChunkExtension => (9112, "7.1.1", "a chunk extension outside the grammar"),
            Self::ChunkBareLf => {
                (9112, "7.1", "a line of the chunked coding that ends in LF alone")
            }
            Self::MissingChunkEnd => (9112, "7.1", "a chunk whose data no CRLF follows"),
            // 9110-6.5.1-01.
            Self::ForbiddenTrailer => {
                (9110, "6.5.1", "a trailer field that may only be a header field")
            }
            // What is sent on a connection is one HTTP-message after the other.
            Self::OctetsAfterEnd => {
                (9112, "2.1", "octets after the end of the last response asked for")
            }
            Self::BodyForbidden => (9112, "6.3", "a body where the response has none"),
            Self::Truncated => (9112, "6.3", "a body that the connection's end cut off"),
        };
        DeviationClause { level: self.level(), rfc, section, words }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_is_listed_once_and_has_words_of_its_own() {
        assert!(DeviationKind::ALL.is_sorted());
        let kinds: BTreeSet<_> = DeviationKind::ALL.into_iter().collect();
        let words: BTreeSet<_> = kinds.iter().map(|kind| kind.clause().words).collect();
        assert_eq!((kinds.len(), words.len()), (DeviationKind::ALL.len(), kinds.len()));
        // The last one declared: a kind added after it makes this fail until it is listed.
        assert_eq!(DeviationKind::Truncated as usize + 1, DeviationKind::ALL.len());
    }

    #[test]
    fn a_clause_is_a_section_of_the_current_http_specifications() {
        for kind in DeviationKind::ALL {
            let clause = kind.clause();
            assert!(matches!(clause.rfc, 9110 | 9112), "{kind:?}");
            let is_number = |part: &str| part.parse::<u8>().is_ok();
            assert!(clause.section.split('.').all(is_number), "{kind:?} {}", clause.section);
            assert!(!clause.words.ends_with('.'), "{kind:?}");
        }
    }
}
