//! Answers, legal and not, and what is observed of them.

use super::{Row, events, observed, shown};
use crate::model::observation::{CodingTrouble, DeviationKind};
use crate::model::transcript::EventKind;

const GET: &[&str] = &["GET"];
const HEAD: &[&str] = &["HEAD"];

const fn row(
    name: &'static str,
    sent: &'static [&'static str],
    received: &'static [u8],
    ending: Option<EventKind>,
    want: &'static [&'static str],
) -> Row {
    Row { name, sent, received, ending, want }
}

/// Answers that depart from nothing.
pub(super) fn legal() -> Vec<Row> {
    let fin = || Some(EventKind::Fin);
    vec![
        row("nothing", GET, b"", fin(), &[]),
        row("a length", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", None, &["200 ContentLength/6 Complete #0 hello"]),
        row("an empty reason with its space", GET, b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0"]),
        row("obs-text, tabs and empty values", GET, b"HTTP/1.1 200 \xc3\x9c\t!\r\nA: \xff\xfe\tb\r\nB:\r\nC: \r\nContent-Length:0\r\n\r\n", None, &["200 ContentLength/6 Complete #0"]),
        row("repeated Set-Cookie", GET, b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 000\r\n\r\n", None, &["200 ContentLength/6 Complete #0"]),
        row("no fields at all", GET, b"HTTP/1.1 200 OK\r\n\r\nbody", fin(), &["200 Close/8 Complete #0 body"]),
        row("no fields, no body", GET, b"HTTP/1.1 200 OK\r\n\r\n", fin(), &["200 Close/8 Complete #0"]),
        row("HTTP/1.0, ended by the close", GET, b"HTTP/1.0 200 OK\r\nServer: x\r\n\r\nbody", fin(), &["200 Close/8 Complete #0 body"]),
        row("ended by a close that has not come", GET, b"HTTP/1.1 200 OK\r\n\r\nbo", None, &["200 Close/8 InBody #0 bo"]),
        row("ended by a reset, which is no end", GET, b"HTTP/1.1 200 OK\r\n\r\nbo", Some(EventKind::Reset), &["200 Close/8 InBody #0 bo"]),
        row("a reset after a whole answer", GET, b"HTTP/1.1 400 Bad Request\r\nContent-Length: 1\r\n\r\nx", Some(EventKind::Reset), &["400 ContentLength/6 Complete #0 x"]),
        row("a code no one registered", GET, b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", None, &["999 ContentLength/6 Complete #0"]),
        row("chunks", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 hello world"]),
        row("chunk sizes with leading zeros in both cases", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n00000000000000000000a\r\n0123456789\r\n0A\r\n0123456789\r\n000\r\n\r\n", None, &["200 Chunked/4 Complete #0 01234567890123456789"]),
        row("chunk extensions", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a;b=c;d=\"e;\\\"f\"\r\nx\r\n0;last=\"\"\r\n\r\n", None, &["200 Chunked/4 Complete #0 x"]),
        row("data that looks like a chunk's end", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 \\r\\n0\\r\\n\\r\\n"]),
        row("trailers", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nETag: \"a\"\r\nX-Sum:  1 \r\n\r\n", None, &["200 Chunked/4 Complete #0 x {ETag: \"a\"} {X-Sum: 1}"]),
        row("another transfer coding, then the close", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: other\r\n\r\nbody", fin(), &["200 Close/4 Complete #0 body"]),
        row("another transfer coding within chunks", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: other\r\nTransfer-Encoding: , chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 x"]),
        row("HEAD with the fields of a GET", HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", None, &["200 None/1 Complete #0"]),
        row("HEAD with Transfer-Encoding", HEAD, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", None, &["200 None/1 Complete #0"]),
        row("304 with the fields of a 200", GET, b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", None, &["304 None/1 Complete #0"]),
        row("204", GET, b"HTTP/1.1 204 No Content\r\n\r\n", None, &["204 None/1 Complete #0"]),
        row("several interim answers", GET, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 \r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", None, &["100 None/1 Complete #0", "103 None/1 Complete #0", "102 None/1 Complete #0", "200 ContentLength/6 Complete #0 x"]),
        row("answers to pipelined requests", &["HEAD", "GET", "GET"], b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", None, &["200 None/1 Complete #0", "200 ContentLength/6 Complete #1 a", "404 Chunked/4 Complete #2"]),
        row("answers to requests of one write", &["GET /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.1\r\nHost: x\r\n\r\n"], b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n", None, &["200 ContentLength/6 Complete #0 a", "200 None/1 Complete #1"]),
        row("a tunnel", &["CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n"], b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 is none of ours now", None, &["200 None/2 Complete #0"]),
        row("CONNECT refused", &["CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n"], b"HTTP/1.1 405 No\r\nContent-Length: 1\r\n\r\nx", None, &["405 ContentLength/6 Complete #0 x"]),
        row("WebSocket frames", GET, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n\x81\x02hi\x88\x02\x03\xe8\x82\x05ab", fin(), &["101 None/1 Complete #0", "frame 1 hi", "frame 8 \\x03\\xe8", "frame 2 ab cut"]),
        row("another protocol", GET, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPRI", None, &["101 None/1 Complete #0"]),
        row("an answer that no request asked for", &[], b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", fin(), &["408 ContentLength/6 Complete"]),
        row("giving up on an idle connection", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", fin(), &["200 ContentLength/6 Complete #0", "408 ContentLength/6 Complete"]),
        row("an answer to what follows a request's end", &["GET / HTTP/1.1\r\nHost: x\r\n\r\nname=joe"], b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", fin(), &["200 ContentLength/6 Complete #0", "400 ContentLength/6 Complete"]),
        row("a head cut off", GET, b"HTTP/1.1 200 OK\r\nContent-Le", fin(), &["200 InHead #0"]),
        row("a status line cut off", GET, b"HTTP/1.1 20", fin(), &["- InHead #0"]),
        row("less than a status line's beginning", GET, b"HTT", fin(), &["- InHead #0"]),
        row("a length of which more is to come", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551617\r\n\r\nxy", None, &["200 ContentLength/6 InBody #0 xy"]),
    ]
}

/// Answers that depart from the grammar.
pub(super) fn departing() -> Vec<Row> {
    let fin = || Some(EventKind::Fin);
    vec![
        row("bare LF for every line end", GET, b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx", None, &["200 ContentLength/6 Complete #0 x [BareLf \\n] [BareLf \\n] [BareLf \\n]"]),
        row("a body before the empty line", GET, b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n<!DOCTYPE html>\r\n<p>: x\r\n\r\n", fin(), &["404 ContentLength/6 InBody #0 [NoColon <!DOCTYPE html>] [BadNameOctet <] [BadNameOctet >] [Truncated ]"]),
        row("no space after the code", GET, b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 [MissingReasonSpace 200]"]),
        row("a bad version, code and reason", GET, b"http/1.1  2x \0\rb\r\nContent-Length: 0\r\n\r\n", None, &["- ContentLength/6 Complete #0 [BadVersion http/1.1] [BadStatusLineSpace   ] [BadStatusCode 2x] [BadReasonOctet \\0] [BareCr \\r]"]),
        row("another major version", GET, b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 [BadVersion HTTP/2.0]"]),
        row("field lines of every kind", GET, b"HTTP/1.1 200 OK\r\n Lead: 1\r\nA : 1\r\nB: 1\r\n 2\r\n: 3\r\nC(: 4\x01\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 [SpaceBeforeFirstField  ] [SpaceBeforeColon  ] [ObsFold  2] [EmptyFieldName :] [BadNameOctet (] [BadValueOctet \\x01]"]),
        row("space before a Content-Length's colon", GET, b"HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\nx", None, &["200 ContentLength/6 Complete #0 x [SpaceBeforeColon  ]"]),
        row("an empty line first", GET, b"\r\n\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 [EmptyLineBeforeStatusLine \\r\\n\\n]"]),
        row("an empty line between", &["GET", "GET"], b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0", "200 ContentLength/6 Complete #1 [EmptyLineBeforeStatusLine \\r\\n]"]),
        row("nothing but an empty line", GET, b"\r\n", fin(), &["- InHead #0"]),
        row("space first", GET, b" HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 [GarbageBeforeStatusLine  ]"]),
        row("a garbled answer", &["g-get / h-http/1.1\r\n\r\n"], b"h-http/1.1 200 ok\r\nc-content-length: 5\r\n\r\nhello", fin(), &["- Garbage #0 [GarbageBeforeStatusLine h-http/1.1 200 ok\\r\\nc-content-length: 5\\r\\n\\r\\nhello]"]),
        row("a body alone, as HTTP/0.9 answers", GET, b"<html>HTTP/1.1</html>\n", fin(), &["- Garbage #0 [GarbageBeforeStatusLine <html>HTTP/1.1</html>\\n]"]),
        row("garbage, then an answer", GET, b"a\r\nHTTP\r\nb\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 [GarbageBeforeStatusLine a\\r\\nHTTP\\r\\nb\\r\\n]"]),
        row("a body after an interim answer", GET, b"HTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["103 None/1 Complete #0 [ContentLengthForbidden Content-Length: 3]", "200 ContentLength/6 Complete #0 [GarbageBeforeStatusLine abc]"]),
        row("a Content-Length that is no number", GET, b"HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", fin(), &["200 Close/5 Unframed #0 hello [BadContentLength +5]"]),
        row("an empty Content-Length", GET, b"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nhello", None, &["200 Close/5 Unframed #0 hello [BadContentLength Content-Length:]"]),
        row("a Content-Length with an empty member", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 5,\r\n\r\nhello", None, &["200 ContentLength/5 Complete #0 hello [BadContentLength 5,]"]),
        row("the same Content-Length in a list", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello", None, &["200 ContentLength/5 Complete #0 hello [RepeatedContentLength 5, 5]"]),
        row("the same Content-Length in two lines", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 05\r\n\r\nhello", None, &["200 ContentLength/5 Complete #0 hello [RepeatedContentLength 05]"]),
        row("Content-Length that differs", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5, 6\r\n\r\nhello", None, &["200 Close/5 Unframed #0 hello [ConflictingContentLength 5, 6]"]),
        row("Content-Length beside Transfer-Encoding", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", None, &["200 Chunked/3 Complete #0 x [ContentLengthWithTransferEncoding Content-Length: 9]"]),
        row("both fields to HEAD", HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n", None, &["200 None/1 Complete #0 [ContentLengthWithTransferEncoding Content-Length: 9]"]),
        row("fields of length in a 204", GET, b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n", None, &["204 None/1 Complete #0 [ContentLengthForbidden Content-Length: 0] [TransferEncodingForbidden Transfer-Encoding: chunked]"]),
        row("fields of length in a tunnel's 200", &["CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n"], b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nx", None, &["200 None/2 Complete #0 [ContentLengthForbidden Content-Length: 0]"]),
        row("Transfer-Encoding to an HTTP/1.0 request", &["GET / HTTP/1.0\r\n\r\n"], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 [TransferEncodingBefore11 Transfer-Encoding: chunked]"]),
        row("Transfer-Encoding in an HTTP/1.0 answer", GET, b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 [TransferEncodingBefore11 Transfer-Encoding: chunked]"]),
        row("chunked twice", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 [BadTransferEncoding chunked, chunked]"]),
        row("chunked before another coding", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, other\r\n\r\nx", fin(), &["200 Close/4 Complete #0 x [BadTransferEncoding chunked, other]"]),
        row("an empty Transfer-Encoding", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\n\r\nx", fin(), &["200 Close/4 Complete #0 x [BadTransferEncoding Transfer-Encoding: ]"]),
        row("a chunk size that is none", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0x1;a\r\ny\r\n", fin(), &["200 Chunked/4 Unframed #0 x [BadChunkSize 0x1]"]),
        row("no chunk size at all", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nx", None, &["200 Chunked/4 Unframed #0 [BadChunkSize \\r\\n]"]),
        row("a chunk size with a sign", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx", None, &["200 Chunked/4 Unframed #0 [BadChunkSize -1]"]),
        row("a chunk size past 64 bits", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\nx", None, &["200 Chunked/4 Unframed #0 [ChunkSizeOverflow 10000000000000000]"]),
        row("the greatest chunk size", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", fin(), &["200 Chunked/4 InBody #0 x [Truncated ffffffffffffffff\\r\\nx]"]),
        row("white space around chunk sizes", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n 1  \r\nx\r\n0 ;a\r\n\r\n", None, &["200 Chunked/4 Complete #0 x [ChunkWhitespace  ] [ChunkWhitespace   ] [ChunkWhitespace  ]"]),
        row("a bad chunk extension", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"\r\nx\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 x [BadChunkExtension ;a=\"]"]),
        row("chunk lines that end in LF", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\nA: b\n\n", None, &["200 Chunked/4 Complete #0 x {A: b} [ChunkBareLf \\n] [ChunkBareLf \\n] [ChunkBareLf \\n] [BareLf \\n] [ChunkBareLf \\n]"]),
        row("no CRLF after chunk data", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n", None, &["200 Chunked/4 Unframed #0 x [MissingChunkEnd y]"]),
        row("forbidden trailers", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\nContent-LENGTH: 1\r\nHost: x\r\n\r\n", None, &["200 Chunked/4 Complete #0 {X: y} {Content-LENGTH: 1} {Host: x} [ForbiddenTrailer Content-LENGTH: 1] [ForbiddenTrailer Host: x]"]),
        row("a body cut off", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", fin(), &["200 ContentLength/6 InBody #0 he [Truncated he]"]),
        row("chunks cut off by a reset", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", Some(EventKind::Reset), &["200 Chunked/4 InBody #0 he [Truncated 5\\r\\nhe]"]),
        row("trailers cut off", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n", fin(), &["200 Chunked/4 InBody #0 {A: b} [Truncated 0\\r\\nA: b\\r\\n]"]),
        row("a body after HEAD", HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", None, &["200 None/1 Complete #0 hello [BodyForbidden hello]"]),
        row("a body after HEAD that begins as a status line does", HEAD, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP!", None, &["200 None/1 Complete #0 HTTP! [BodyForbidden HTTP!]"]),
        row("a line end after HEAD", HEAD, b"HTTP/1.1 200 OK\r\n\r\n\r\n", None, &["200 None/1 Complete #0 \\r\\n [BodyForbidden \\r\\n]"]),
        row("a body after HEAD, then the next answer", &["HEAD", "GET"], b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["200 None/1 Complete #0 hello [BodyForbidden hello]", "200 ContentLength/6 Complete #1"]),
        row("chunks after a 304, then the next answer", &["GET", "GET"], b"HTTP/1.1 304 Not Modified\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["304 None/1 Complete #0 0\\r\\n\\r\\n [BodyForbidden 0\\r\\n\\r\\n]", "200 ContentLength/6 Complete #1"]),
        row("more octets than the length says", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhello", None, &["200 ContentLength/6 Complete #0 hel [OctetsAfterEnd lo]", "stray lo"]),
        row("a line end after the body", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx\r\n", fin(), &["200 ContentLength/6 Complete #0 x [OctetsAfterEnd \\r\\n]", "stray \\r\\n"]),
        row("the beginning of a status line after the end", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP", fin(), &["200 ContentLength/6 Complete #0 x [OctetsAfterEnd HTTP]", "stray HTTP"]),
        row("an answer too many", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 400 Bad\r\nContent-Length: 1\r\n\r\nx", None, &["200 ContentLength/6 Complete #0", "400 ContentLength/6 Complete x [OctetsAfterEnd HTTP/1.1 400 Bad]"]),
        row("octets after the end, then an answer too many", GET, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nab\nHTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 [OctetsAfterEnd ab\\n]", "400 ContentLength/6 Complete [OctetsAfterEnd HTTP/1.1 400 Bad]", "stray ab\\n"]),
        row("octets after the end to two requests", &["GET", "GET"], b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None, &["200 ContentLength/6 Complete #0 x", "200 ContentLength/6 Complete #1 [GarbageBeforeStatusLine yz\\r\\n]"]),
        row("a CR before the line end that ends the head", GET, b"HTTP/1.1 204 No\r\n\r\r\n", None, &["204 None/1 Complete #0 [BareCr \\r]"]),
    ]
}

#[test]
fn content_codings_of_whole_bodies_are_undone_but_not_those_of_parts() {
    type Decoded = Option<Result<&'static [u8], CodingTrouble>>;
    let rows: [(&str, &[u8], Decoded); 7] = [
        ("br", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\n\x0b\x02\x80hello\x03", Some(Ok(b"hello"))),
        ("br in chunks", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n\x0b\x02\x80he\r\n4\r\nllo\x03\r\n0\r\n\r\n", Some(Ok(b"hello"))),
        ("a part", b"HTTP/1.1 206 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nhe", None),
        ("not whole", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 10\r\n\r\n\x0b\x02\x80hello\x03", None),
        ("no body", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 0\r\n\r\n", None),
        ("no coding", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhe", None),
        ("unknown", b"HTTP/1.1 200 OK\r\nContent-Encoding: Other\r\nContent-Length: 2\r\n\r\nhe", Some(Err(CodingTrouble::Unknown("other".to_owned())))),
    ];
    for (name, received, want) in rows {
        let row = row(name, GET, received, None, &[]);
        let observation = observed(events(&row, received.chunks(3)));
        let decoded = &observation.connections[0].responses[0].body.decoded;
        let found = decoded.as_ref().map(|d| d.as_deref().map_err(Clone::clone));
        assert_eq!(found, want, "{name}");
    }
    let transferred = row("", GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: deflate, chunked\r\n\r\n7\r\n\x01\x02\0\xfd\xffhi\r\n0\r\n\r\n", None, &["200 Chunked/4 Complete #0 hi"]);
    assert_eq!(
        shown(&observed(events(&transferred, [transferred.received].into_iter()))),
        transferred.want
    );
}

#[test]
fn a_row_of_bombs_ends_where_one_bomb_does() {
    // 32 MiB of zeros as zstd blocks of one repeated octet (RFC 8878 3.1.1.2.2).
    let blocks = 256;
    let mut bomb = b"\x28\xb5\x2f\xfd\0\x38".to_vec();
    for block in 1..=blocks {
        let header = ((128u32 << 10) << 3) | (1 << 1) | u32::from(block == blocks);
        bomb.extend_from_slice(&header.to_le_bytes()[..3]);
        bomb.push(0);
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: {}\r\n\r\n",
        bomb.len()
    );
    let answer = [head.as_bytes(), &bomb].concat();
    let observation = observed(vec![super::came(&answer.repeat(4))]);
    let found: Vec<_> = observation.connections[0]
        .responses
        .iter()
        .map(|r| r.body.decoded.as_ref().map(|d| d.as_ref().map(Vec::len).map_err(Clone::clone)))
        .collect();
    let cut = || Some(Err(CodingTrouble::TooLarge(64 << 20)));
    assert_eq!(found, [Some(Ok(32 << 20)), Some(Ok(32 << 20)), cut(), cut()]);
}

#[test]
fn each_answer_is_observed_as_its_row_says() {
    let mut wrong = Vec::new();
    for row in legal().into_iter().chain(departing()) {
        let found = shown(&observed(events(&row, [row.received].into_iter())));
        if found != row.want {
            wrong.push(format!("{}:\n  want {:#?}\n found {found:#?}", row.name, row.want));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn legal_answers_have_no_deviation_and_every_kind_has_an_answer_that_has_it() {
    let kinds = |rows: Vec<Row>| -> Vec<(&str, DeviationKind)> {
        let of = |row: Row| {
            let observation = observed(events(&row, [row.received].into_iter()));
            let responses = observation.connections.into_iter().flat_map(|c| c.responses);
            let deviations = responses.flat_map(|response| response.deviations);
            deviations.map(|d| (row.name, d.kind)).collect::<Vec<_>>()
        };
        rows.into_iter().flat_map(of).collect()
    };
    assert_eq!(kinds(legal()), []);
    let found: Vec<DeviationKind> = kinds(departing()).into_iter().map(|(_, kind)| kind).collect();
    let missing: Vec<_> = DeviationKind::ALL.iter().filter(|kind| !found.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
