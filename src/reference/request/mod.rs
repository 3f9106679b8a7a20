//! Requests: how a head is read and held to the rules, and what is made of it.

pub(crate) mod authority;
pub(crate) mod chunk_size;
pub(crate) mod chunked;
pub(crate) mod content;
pub(crate) mod expectation;
pub(crate) mod fields;
pub(crate) mod framing;
pub(crate) mod head;
pub(crate) mod host;
pub(crate) mod line;
pub(crate) mod misread;
pub(crate) mod preferences;
pub(crate) mod receive;
pub(crate) mod rule;
pub(crate) mod target;

use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::framing::Framing;
use crate::reference::request::head::Head;
use crate::reference::request::rule::{Refusal, check, refuse_needlessly};
use crate::reference::request::target::Form;

/// Faults in what is made of a head that is right.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "method-case-insensitive",
        "RFC 9110 9.1",
        "names of methods are case-sensitive",
        "takes get for GET",
    ),
    fault(
        "field-names-case-sensitive",
        "RFC 9110 5.1",
        "field names are the same in any case",
        "knows fields only in the case that the specifications write",
    ),
    fault(
        "field-lines-not-joined",
        "RFC 9110 5.3",
        "a list over several field lines is one list",
        "goes by the first line of a field only",
    ),
    fault(
        "connection-removes-fields",
        "RFC 9110 7.6.1",
        "fields for all recipients keep their meaning, whatever Connection lists",
        "removes the fields that Connection lists before it reads them",
    ),
    fault(
        "percent-encoding-distinct",
        "RFC 9110 4.2.3",
        "URIs that differ only in needless percent-encoding name the same resource",
        "routes on the path as it was written",
    ),
    fault(
        "two-slashes-as-authority",
        "RFC 9112 3.2.1",
        "a target that begins with two slashes is a path",
        "takes what follows two slashes at the start of a target for a host",
    ),
    fault(
        "encoded-nul-ends-path",
        "RFC 9110 17.3",
        "an encoded NUL is an octet of the path and does not end it",
        "routes on what stands before %00",
    ),
    fault(
        "host-preferred-to-absolute-form",
        "RFC 9112 3.2.2",
        "the authority of an absolute target replaces Host",
        "goes by Host where the target is in absolute form",
    ),
];

/// A request that was let pass.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) head: Head,
    pub(crate) method: Vec<u8>,
    /// The path that is routed on.
    pub(crate) path: Vec<u8>,
    /// What follows `?` in the target.
    pub(crate) query: Vec<u8>,
    /// Host and port that the request is for.
    pub(crate) authority: Vec<u8>,
    pub(crate) framing: Framing,
    /// The content, once it was read.
    pub(crate) content: Vec<u8>,
    /// Whether it is to be taken as one of HTTP/1.0.
    pub(crate) http10: bool,
    /// Whether it is a simple request of HTTP/0.9 that a fault let pass.
    pub(crate) simple: bool,
}

impl Request {
    /// Holds a head against every rule, and makes a request of it.
    pub(crate) fn accept(mut head: Head, faults: &Faults) -> Result<Self, Refusal> {
        let simple = head.line.version().is_empty();
        check_line(&head, faults)?;
        framing::blind(&mut head, faults);
        if !simple {
            check(&[fields::RULES, host::RULES, framing::RULES], &head, faults)?;
            check(&[expectation::RULES], &head, faults)?;
        }
        for table in [fields::NEEDLESS, host::NEEDLESS, framing::NEEDLESS, preferences::NEEDLESS] {
            refuse_needlessly(table, &head, faults)?;
        }
        if faults.has("connection-removes-fields") {
            let options: Vec<Vec<u8>> =
                head.list("Connection").into_iter().map(<[u8]>::to_vec).collect();
            options.iter().for_each(|name| head.remove(&String::from_utf8_lossy(name)));
        }
        let (mut path, query) = target::path_and_query(head.line.target(), faults);
        if path == b"*" && head.line.method() != b"OPTIONS" {
            path = b"/".to_vec();
        }
        let authority = match target::form(head.line.target()) {
            Form::Absolute { authority, .. } if !faults.has("host-preferred-to-absolute-form") => {
                authority.to_vec()
            }
            _ => head.value("Host").unwrap_or_default().to_vec(),
        };
        Ok(Self {
            method: line::effective_method(&head.line, faults),
            framing: framing::of(&head),
            http10: head.line.is_http10(),
            path,
            query,
            authority,
            content: Vec::new(),
            simple,
            head,
        })
    }

    /// Whether the method is this one.
    pub(crate) fn is(&self, method: &str) -> bool {
        self.method == method.as_bytes()
    }

    /// Whether the method is GET or HEAD.
    pub(crate) fn is_retrieval(&self) -> bool {
        self.is("GET") || self.is("HEAD")
    }
}

/// Holds the request line alone against its rules: a line that is wrong is refused at once, without
/// waiting for the rest of a head that may never come.
pub(crate) fn check_line(head: &Head, faults: &Faults) -> Result<(), Refusal> {
    check(&[line::RULES, target::RULES], &head.line, faults)?;
    refuse_needlessly(line::NEEDLESS, &head.line, faults)?;
    refuse_needlessly(target::NEEDLESS, &head.line, faults)
}
