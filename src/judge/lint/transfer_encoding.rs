//! Transfer-Encoding (RFC 9112 6.1, 7.4).

use super::hit::Hit;
use super::subject::Subject;
use super::{Check, GET, HEAD, Lint, always};
use crate::model::citation::Level;
use crate::model::grammar;
use crate::model::observation::{Deviation, DeviationKind};

/// 1xx, 204 and a 2xx to CONNECT. HEAD and 304 may have one.
pub(super) const TRANSFER_ENCODING_FORBIDDEN: Lint = Lint {
    name: "transfer-encoding-forbidden",
    summary: "a response that has no content by its nature has a Transfer-Encoding",
    level: Level::Must,
    rfc: 9112,
    section: "6.1",
    also: &[(9110, "9.3.6")],
    covers: &["9112-6.1-07", "9112-6.1-08", "9110-9.3.6-05"],
    check: Check::Deviation(
        DeviationKind::TransferEncodingForbidden,
        "no Transfer-Encoding",
        always,
    ),
    fires: &[(GET, b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n")],
    quiet: &[
        (HEAD, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nIf-None-Match: \"a\"\r\n\r\n",
            b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nTransfer-Encoding: chunked\r\n\r\n",
        ),
    ],
};

/// It is the request's version that forbids it, and only where that version is plain to both sides.
pub(super) const TRANSFER_ENCODING_TO_HTTP_1_0: Lint = Lint {
    name: "transfer-encoding-to-http-1.0",
    summary: "the answer to an HTTP/1.0 request has a Transfer-Encoding",
    level: Level::Must,
    rfc: 9112,
    section: "6.1",
    also: &[],
    covers: &["9112-6.1-10"],
    check: Check::Deviation(
        DeviationKind::TransferEncodingBefore11,
        "no Transfer-Encoding",
        asked_before_1_1,
    ),
    fires: &[(
        b"GET / HTTP/1.0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    )],
    quiet: &[(GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")],
};

fn asked_before_1_1(subject: &Subject, _: &Deviation) -> bool {
    subject.request_version().is_some_and(|version| version < (1, 1))
}

/// No sentence forbids the sender this where the request was HTTP/1.1, but each recipient has to
/// take the framing for faulty.
pub(super) const TRANSFER_ENCODING_IN_HTTP_1_0: Lint = Lint {
    name: "transfer-encoding-in-http-1.0",
    summary: "a response of HTTP/1.0 has a Transfer-Encoding, so its framing counts as faulty",
    level: Level::Info,
    rfc: 9112,
    section: "6.1",
    also: &[],
    covers: &[],
    check: Check::Rule(in_http_1_0),
    fires: &[(GET, b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
        (GET, b"HTTP/1.0 200 OK\r\n\r\nok"),
    ],
};

fn in_http_1_0(subject: &Subject) -> Option<Hit> {
    let field = subject.field("Transfer-Encoding")?;
    (subject.version()? < (1, 1)).then(|| Hit::field(field, "no Transfer-Encoding"))
}

/// A response may end with another coding than chunked, if the connection then closes: that is not
/// a fault. Chunked twice is, and so is a member that is no coding at all.
pub(super) const TRANSFER_ENCODING_INVALID: Lint = Lint {
    name: "transfer-encoding-invalid",
    summary: "Transfer-Encoding has chunked twice, or something that is no transfer coding",
    level: Level::Must,
    rfc: 9112,
    section: "6.1",
    also: &[(9110, "10.1.4"), (9110, "2.2")],
    covers: &["9112-6.1-02"],
    check: Check::Deviation(DeviationKind::BadTransferEncoding, "chunked, once", twice_or_no_coding),
    fires: &[(
        GET,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n7\r\n2\r\nok\r\n\r\n5\r\n0\r\n\r\n\r\n0\r\n\r\n",
    )],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\nok"),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
    ],
};

fn twice_or_no_coding(subject: &Subject, _: &Deviation) -> bool {
    let codings: Vec<&[u8]> = subject
        .fields("Transfer-Encoding")
        .flat_map(|field| grammar::list_members(&field.value))
        .collect();
    let is_chunked = |coding: &&&[u8]| coding.eq_ignore_ascii_case(b"chunked");
    let is_coding = |coding: &&[u8]| {
        let name = grammar::split_outside_quotes(coding, b';').first().copied().unwrap_or_default();
        grammar::is_token(name)
    };
    codings.iter().filter(is_chunked).count() > 1 || !codings.iter().all(is_coding)
}

/// Where TE offers nothing, chunked is the only acceptable coding. The text has no requirement word
/// for the server. Asked only of a request that is known.
pub(super) const TRANSFER_CODING_NOT_OFFERED: Lint = Lint {
    name: "transfer-coding-not-offered",
    summary: "a transfer coding other than chunked was not offered in TE",
    level: Level::Info,
    rfc: 9112,
    section: "7.4",
    also: &[(9110, "10.1.4")],
    covers: &[],
    check: Check::Rule(not_offered),
    fires: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\nok"),
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nok"),
    ],
    quiet: &[
        (GET, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
        (
            b"GET / HTTP/1.1\r\nHost: a.example\r\nTE: deflate, gzip;q=0.5\r\nConnection: TE\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\nok",
        ),
    ],
};

fn not_offered(subject: &Subject) -> Option<Hit> {
    let offered = subject.request()?.field("TE").unwrap_or_default();
    subject.fields("Transfer-Encoding").find_map(|field| {
        let mut names = grammar::list_members(&field.value)
            .into_iter()
            .filter_map(|coding| grammar::split_outside_quotes(coding, b';').first().copied());
        let foreign = names.any(|name| {
            !name.eq_ignore_ascii_case(b"chunked")
                && !grammar::list_has(&offered, &String::from_utf8_lossy(name))
        });
        foreign.then(|| Hit::field(field, "a coding that TE offers, or chunked"))
    })
}
