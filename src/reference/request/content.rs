//! Reads the content of a request from the wire, within its bounds.

use tokio::time::Instant;

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::limits::Limits;
use crate::reference::request::Request;
use crate::reference::request::chunked;
use crate::reference::request::framing::Framing;
use crate::reference::request::rule::Refusal;
use crate::reference::wire::{Fill, Wire};

/// Faults in the reading of content.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "content-left-unread",
        "RFC 9112 9.3",
        "the whole content of a request is read, or the connection closed",
        "leaves the content of a refused request unread and goes on",
    ),
    fault(
        "get-content-left-unread",
        "RFC 9110 9.3.1",
        "the content of a GET request is read as content",
        "takes the content of a GET request for the next request",
    ),
    fault(
        "head-content-left-unread",
        "RFC 9110 9.3.2",
        "the content of a HEAD request is read as content",
        "takes the content of a HEAD request for the next request",
    ),
    fault(
        "options-content-left-unread",
        "RFC 9110 9.3.7",
        "the content of an OPTIONS request is read as content",
        "takes the content of an OPTIONS request for the next request",
    ),
    fault(
        "content-in-one-read-required",
        "RFC 9112 6.3",
        "content is read to its length, in however many pieces it comes",
        "takes what came together with the head for the whole content",
    ),
    fault(
        "content-too-large-keeps-open",
        "RFC 9112 9.3",
        "the connection is closed where content was refused unread",
        "refuses content that is too large and takes it for the next requests",
    ),
    fault(
        "content-too-large-misnamed",
        "RFC 9110 15.5.14",
        "content that is too large is answered with 413 or another 4xx status",
        "answers content that is too large with 500",
    ),
    fault(
        "incomplete-content-accepted",
        "RFC 9112 6.3",
        "content that ends before its length is incomplete",
        "answers a request whose content was cut short as if it were whole",
    ),
    fault(
        "content-read-short",
        "RFC 9112 6.3",
        "content is as long as Content-Length says",
        "reads one octet less than Content-Length says",
    ),
    fault(
        "content-read-long",
        "RFC 9112 6.3",
        "content is as long as Content-Length says",
        "waits for one octet more than Content-Length says",
    ),
    fault(
        "content-without-length-awaited",
        "RFC 9112 6.3",
        "a request with neither Content-Length nor Transfer-Encoding has no content",
        "takes what comes after the head of a POST or PUT without a length for its content",
    ),
    fault(
        "missing-content-left-unread",
        "RFC 9112 9.3",
        "the whole content of a request is read, or the connection closed",
        "leaves content unread where there is no resource, and goes on",
    ),
    fault(
        "octets-after-content-dropped",
        "RFC 9112 6.3",
        "what follows the content of a request is the next request",
        "drops what came together with the content of a request",
    ),
    fault(
        "trailer-credentials-accepted",
        "RFC 9110 6.5.1",
        "Authorization is a header field, and none among the trailers",
        "takes credentials from the trailer section",
    ),
];

/// Why content could not be read.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It breaks a rule or a bound.
    Refused(Refusal),
    /// The connection ended before the content did.
    Incomplete,
    /// It did not come in time.
    TimedOut,
    /// The connection is gone.
    Broken,
}

/// Reads pieces of content with a bound and a deadline.
pub(super) struct Reader<'a> {
    wire: &'a mut Wire,
    limits: &'a Limits,
    pub(super) faults: &'a Faults,
    latest: Instant,
    chunked: bool,
}

impl Reader<'_> {
    /// What was read and not yet used.
    pub(super) fn unread(&self) -> &[u8] {
        self.wire.unread()
    }

    async fn fill(&mut self) -> Result<(), Trouble> {
        if self.chunked && self.faults.has("chunks-in-one-read-required") {
            let reason = "the chunks did not come in one read";
            return Err(Trouble::Refused(Refusal::new(400, reason, "RFC 9112 2.2")));
        }
        let deadline = (Instant::now() + self.limits.request_timeout).min(self.latest);
        match self.wire.fill(deadline).await {
            Fill::More => Ok(()),
            Fill::End => Err(Trouble::Incomplete),
            Fill::TimedOut => Err(Trouble::TimedOut),
            Fill::Broken => Err(Trouble::Broken),
        }
    }

    /// Reads up to and with LF.
    pub(super) async fn line(
        &mut self,
        most: usize,
        too_long: &'static str,
    ) -> Result<Vec<u8>, Trouble> {
        let mut seen = 0;
        loop {
            let unread = self.wire.unread();
            let end = unread.iter().skip(seen).position(|octet| *octet == b'\n');
            let length = end.map_or(unread.len(), |end| seen + end + 1);
            if length > most {
                return Err(Trouble::Refused(Refusal::new(400, too_long, "RFC 9112 7.1.1")));
            }
            if end.is_some() {
                let line = unread.get(..length).unwrap_or_default().to_vec();
                self.wire.consume(length);
                return Ok(line);
            }
            seen = length;
            self.fill().await?;
        }
    }

    /// Reads so many octets onto the end of `into`.
    pub(super) async fn exact(&mut self, count: u64, into: &mut Vec<u8>) -> Result<(), Trouble> {
        let room = self.limits.content.saturating_sub(into.len());
        let mut left = match usize::try_from(count) {
            Ok(count) if count <= room => count,
            _ => return Err(Trouble::Refused(too_large(self.faults))),
        };
        while left > 0 {
            let arrived = !into.is_empty() && self.wire.unread().is_empty();
            if arrived && self.faults.has("content-in-one-read-required") {
                return Ok(());
            }
            if self.wire.unread().is_empty()
                && let Err(trouble) = self.fill().await
            {
                let forgiven = self.faults.has("incomplete-content-accepted");
                return if forgiven { Ok(()) } else { Err(trouble) };
            }
            let taken = left.min(self.wire.unread().len());
            into.extend_from_slice(self.wire.unread().get(..taken).unwrap_or_default());
            self.wire.consume(taken);
            left -= taken;
        }
        Ok(())
    }
}

/// The refusal of content past its bound.
pub(crate) fn too_large(faults: &Faults) -> Refusal {
    let status = if faults.has("content-too-large-misnamed") { 500 } else { 413 };
    Refusal::new(status, "content of more than 1 MiB is not taken", "RFC 9110 15.5.14")
}

/// Whether Content-Length alone says that the content is past its bound.
pub(crate) fn is_declared_too_large(request: &Request, limits: &Limits) -> bool {
    let most = u64::try_from(limits.content).unwrap_or(u64::MAX);
    matches!(request.framing, Framing::Length(length) if length > most)
}

/// Reads the content of a request into it, and past its trailer section.
pub(crate) async fn read(
    wire: &mut Wire,
    request: &mut Request,
    limits: &Limits,
    faults: &Faults,
) -> Result<(), Trouble> {
    let left_unread = [
        ("GET", "get-content-left-unread"),
        ("HEAD", "head-content-left-unread"),
        ("OPTIONS", "options-content-left-unread"),
    ];
    if left_unread.iter().any(|(method, name)| request.is(method) && faults.has(name)) {
        return Ok(());
    }
    let latest = Instant::now() + limits.content_timeout;
    let chunked = request.framing == Framing::Chunked;
    let mut reader = Reader { wire, limits, faults, latest, chunked };
    match request.framing {
        Framing::Absent if faults.has("content-without-length-awaited") => {
            while request.is("POST") || request.is("PUT") {
                let count = reader.wire.unread().len();
                reader.wire.consume(count);
                match reader.fill().await {
                    Err(Trouble::Incomplete) => break,
                    filled => filled?,
                }
            }
            Ok(())
        }
        Framing::Absent => Ok(()),
        Framing::Length(length) => {
            let short = u64::from(faults.has("content-read-short"));
            let long = u64::from(length > 0 && faults.has("content-read-long"));
            let mut content = Vec::new();
            reader.exact(length.saturating_sub(short).saturating_add(long), &mut content).await?;
            request.content = content;
            if faults.has("octets-after-content-dropped") {
                let count = wire.unread().len();
                wire.consume(count);
            }
            Ok(())
        }
        Framing::Chunked => {
            let (content, trailers) = chunked::read(&mut reader).await?;
            request.content = content;
            let credentials = trailers.value("Authorization").is_some();
            if faults.has("trailers-merged")
                || credentials && faults.has("trailer-credentials-accepted")
            {
                request.head.merge(trailers);
            }
            Ok(())
        }
    }
}
