//! Departures from the grammar, in words.

use crate::model::observation::DeviationKind;

/// What is wrong, in a clause that can follow "the response has".
#[must_use]
pub fn deviation(kind: DeviationKind) -> &'static str {
    use DeviationKind as D;
    match kind {
        D::GarbageBeforeStatusLine => "bytes before the status line that begin no message",
        D::EmptyLineBeforeStatusLine => "an empty line before the status line",
        D::BadVersion => "a version that is not `HTTP/` digit `.` digit",
        D::BadStatusCode => "a status code that is not three digits",
        D::BadStatusLineSpace => "not exactly one space between version and status code",
        D::MissingReasonSpace => "no space after the status code",
        D::BadReasonOctet => "a byte in the reason phrase that may not be there",
        D::BareLf => "a line that ends in LF alone",
        D::BareCr => "a CR that no LF follows",
        D::SpaceBeforeFirstField => "white space before the first field line",
        D::SpaceBeforeColon => "white space between a field name and its colon",
        D::ObsFold => "a folded field line (obs-fold)",
        D::NoColon => "a field line without a colon",
        D::EmptyFieldName => "a field line without a name",
        D::BadNameOctet => "a byte in a field name that no token has",
        D::BadValueOctet => "a control byte in a field value",
        D::BadContentLength => "a Content-Length that is not a decimal number",
        D::ConflictingContentLength => "Content-Length values that differ",
        D::RepeatedContentLength => "the same Content-Length more than once",
        D::ContentLengthWithTransferEncoding => "Content-Length beside Transfer-Encoding",
        D::ContentLengthForbidden => "Content-Length where no response may have one",
        D::TransferEncodingForbidden => "Transfer-Encoding where no response may have one",
        D::TransferEncodingBefore11 => "Transfer-Encoding in or for a version before HTTP/1.1",
        D::BadTransferEncoding => "a Transfer-Encoding that does not end in chunked, once",
        D::BadChunkSize => "a chunk size that is not hex digits",
        D::ChunkSizeOverflow => "a chunk size too large for any message",
        D::ChunkWhitespace => "white space around a chunk size or extension",
        D::BadChunkExtension => "a chunk extension outside the grammar",
        D::ChunkBareLf => "a line of the chunked coding that ends in LF alone",
        D::MissingChunkEnd => "no CRLF after a chunk's data",
        D::ForbiddenTrailer => "a field in the trailer section that may not be there",
        D::OctetsAfterEnd => "bytes after the end of the last response",
        D::BodyForbidden => "body bytes where the response may have none",
        D::Truncated => "a body that is not whole when the connection ends",
    }
}
