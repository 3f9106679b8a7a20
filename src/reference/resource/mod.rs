//! What the reference server has, by path, and how requests find it.

pub(crate) mod coded;
pub(crate) mod collection;
pub(crate) mod cookies;
pub(crate) mod document;
pub(crate) mod echo;
pub(crate) mod events;
pub(crate) mod form;
pub(crate) mod inspect;
pub(crate) mod methods;
pub(crate) mod page;
pub(crate) mod plain;
pub(crate) mod private;
pub(crate) mod status;
pub(crate) mod store;
pub(crate) mod variants;

use std::sync::Mutex;

use crate::reference::fault::Faults;
use crate::reference::limits::Limits;
use crate::reference::request::Request;
use crate::reference::resource::collection::Members;
use crate::reference::resource::document::Documents;
use crate::reference::resource::store::Store;
use crate::reference::response::Response;
use crate::reference::websocket::handshake;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) faults: Faults,
    pub(crate) limits: Limits,
    /// Whether TLS is spoken.
    pub(crate) secure: bool,
    pub(crate) store: Mutex<Store>,
    pub(crate) documents: Mutex<Documents>,
    pub(crate) members: Mutex<Members>,
}

/// What a resource has at hand for one request.
pub(crate) struct Context<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) faults: &'a Faults,
    /// Seconds since 1970-01-01 UTC.
    pub(crate) now: i64,
}

/// What a resource answers.
pub(crate) enum Answer {
    /// A response, and then the next request.
    Response(Response),
    /// The head of an event stream, and the last event that the client has seen.
    Events(Response, u64),
    /// The head of a 101, and then WebSocket frames.
    WebSocket(Response),
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

/// One resource, or a family of them under a path that ends in a slash.
pub(crate) struct Resource {
    /// What target files and cases call it; empty where they need not.
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    /// The path that stands for it in target files.
    pub(crate) example: &'static str,
    /// The value of Allow.
    pub(crate) allow: &'static str,
    /// Looks at a request before its content is read; an answer here is the final one.
    pub(crate) admit: fn(&Request, &Context<'_>) -> Option<Response>,
    /// Answers a request whose content was read.
    pub(crate) answer: fn(&Request, &Context<'_>) -> Answer,
}

const READ: &str = "GET, HEAD, OPTIONS";
const POST: &str = "POST, OPTIONS";

fn always(_: &Request, _: &Context<'_>) -> Option<Response> {
    None
}

const fn readable(
    name: &'static str,
    path: &'static str,
    answer: fn(&Request, &Context<'_>) -> Answer,
) -> Resource {
    Resource { name, path, example: path, allow: READ, admit: always, answer }
}

/// Every resource. A family's path ends in a slash and is not the whole path of a request for it.
pub(crate) static RESOURCES: &[Resource] = &[
    readable("page", "/", page::negotiated),
    readable("", "/index.en.html", page::english),
    readable("", "/index.fr.html", page::french),
    Resource {
        allow: "GET, HEAD, PUT, OPTIONS",
        ..readable("redirect", "/redirect", plain::redirect)
    },
    readable("to-https", "/to-https", plain::to_https),
    Resource {
        allow: "GET, HEAD, POST, OPTIONS",
        admit: form::admit,
        ..readable("form", "/form", form::answer)
    },
    Resource { allow: "POST, PUT, OPTIONS", ..readable("echo", "/echo", echo::answer) },
    Resource { allow: POST, ..readable("post", "/post", echo::count) },
    readable("chunked", "/chunked", plain::chunked),
    Resource {
        example: "/store/item",
        allow: "GET, HEAD, PUT, DELETE, OPTIONS",
        admit: store::admit,
        ..readable("store", "/store/", store::answer)
    },
    Resource {
        example: "/documents/item",
        allow: "GET, HEAD, PUT, PATCH, DELETE, OPTIONS",
        admit: document::admit,
        ..readable("document", "/documents/", document::answer)
    },
    Resource {
        allow: "GET, HEAD, POST, OPTIONS",
        ..readable("collection", "/collection", collection::answer)
    },
    Resource {
        allow: "GET, HEAD, DELETE, OPTIONS",
        ..readable("", "/collection/", collection::answer_member)
    },
    Resource { admit: private::admit, ..readable("private", "/private", private::answer) },
    readable("events", "/events", events::answer),
    readable("websocket", "/websocket", handshake::answer),
    Resource {
        example: "/status",
        allow: "GET, HEAD, POST, OPTIONS",
        ..readable("status", "/status/", status::answer)
    },
    Resource {
        allow: "GET, HEAD, POST, PUT, OPTIONS",
        ..readable("inspect", "/inspect", inspect::answer)
    },
    readable("gzip", "/gzip", coded::answer),
    readable("cookies", "/cookies", cookies::answer),
    readable("large", "/large", plain::large),
    readable("variants", "/variants", variants::answer),
];

/// The resource that a request is for; `None` where there is none.
pub(crate) fn find(request: &Request) -> Option<&'static Resource> {
    let path = request.path.as_slice();
    RESOURCES.iter().find(|resource| {
        let own = resource.path.as_bytes();
        match own.len() > 1 && own.ends_with(b"/") {
            true => path.len() > own.len() && path.starts_with(own),
            false => path == own,
        }
    })
}

/// What follows the path of a family.
pub(crate) fn member<'a>(request: &'a Request, family: &str) -> &'a [u8] {
    request.path.strip_prefix(family.as_bytes()).unwrap_or_default()
}
