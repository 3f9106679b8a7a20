//! An origin server on hyper, as people write them: a handler by path and method. Parsing, framing,
//! Date, Connection and all refusals of malformed requests are hyper's own.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderName, LOCATION, RETRY_AFTER,
    SET_COOKIE, WWW_AUTHENTICATE,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Uri, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

const HTML: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>A page</title></head>\n<body>\n\
    <h1>A page</h1>\n<p>A page to ask for, with enough of a text to take ranges from it.</p>\n\
    </body>\n</html>\n";
const PLAIN: &str = "text/plain; charset=utf-8";
const CREDENTIALS: &str = "Basic YWxhZGRpbjpvcGVuc2VzYW1l";
const READ: &str = "GET, HEAD, OPTIONS";

type Answer = Response<BoxBody<Bytes, Infallible>>;

/// A head that was read, and its content.
struct Asked {
    method: Method,
    uri: Uri,
    version: Version,
    fields: HeaderMap,
    content: Bytes,
}

/// Content whose length is not told beforehand.
struct Parts(VecDeque<&'static str>);

impl Body for Parts {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|part| Ok(Frame::data(part.into()))))
    }
}

fn answer(status: StatusCode, media_type: &str, content: impl Into<Bytes>) -> Answer {
    let mut response = Response::new(Full::new(content.into()).boxed());
    *response.status_mut() = status;
    with(response, CONTENT_TYPE, media_type)
}

fn with(mut response: Answer, name: HeaderName, value: &str) -> Answer {
    if let Ok(value) = value.parse() {
        response.headers_mut().append(name, value);
    }
    response
}

fn page() -> Answer {
    answer(StatusCode::OK, "text/html; charset=utf-8", HTML)
}

fn private(asked: &Asked) -> Answer {
    if asked.fields.get(AUTHORIZATION).is_some_and(|value| value == CREDENTIALS) {
        return page();
    }
    let refused = answer(StatusCode::UNAUTHORIZED, PLAIN, "Who are you?\n");
    with(refused, WWW_AUTHENTICATE, "Basic realm=\"wirecase\", charset=\"UTF-8\"")
}

fn echo(asked: &Asked) -> Answer {
    let media_type = asked.fields.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or("application/octet-stream");
    answer(StatusCode::OK, media_type, asked.content.clone())
}

/// What hyper made of the head: the URI, the request line, and the fields.
fn inspect(asked: &Asked) -> Answer {
    let Asked { method, uri, version, fields, .. } = asked;
    let host = fields.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let whole = match uri.scheme() {
        Some(_) => uri.to_string(),
        None => format!("http://{host}{uri}"),
    };
    let mut text = format!("URI: {whole}\n\n{method} {uri} {version:?}\n").into_bytes();
    for (name, value) in fields {
        text.extend_from_slice(format!("{name}: ").as_bytes());
        text.extend_from_slice(value.as_bytes());
        text.push(b'\n');
    }
    with(answer(StatusCode::OK, PLAIN, text), CACHE_CONTROL, "no-store")
}

fn chunked() -> Answer {
    let mut response = answer(StatusCode::OK, PLAIN, "");
    *response.body_mut() = Parts(["The first chunk.\n", "The second.\n"].into()).boxed();
    response
}

fn cookies() -> Answer {
    let response = answer(StatusCode::OK, PLAIN, "Two cookies.\n");
    let response = with(response, SET_COOKIE, "theme=light; Path=/; SameSite=Lax");
    with(response, SET_COOKIE, "session=a1b2c3; Path=/; HttpOnly")
}

fn unavailable() -> Answer {
    with(answer(StatusCode::SERVICE_UNAVAILABLE, PLAIN, "503\n"), RETRY_AFTER, "60")
}

fn redirect() -> Answer {
    with(answer(StatusCode::MOVED_PERMANENTLY, PLAIN, "It is at / now.\n"), LOCATION, "/")
}

/// The methods of a path; `None` where there is nothing.
fn allowed(method: &Method, path: &str) -> Option<&'static str> {
    match path {
        "/" | "/redirect" | "/private" | "/chunked" | "/cookies" | "/large" => Some(READ),
        "/post" | "/form" => Some("POST, OPTIONS"),
        "/echo" => Some("POST, PUT, OPTIONS"),
        "/inspect" => Some("GET, HEAD, POST, PUT, OPTIONS"),
        "/status/503" => Some("GET, HEAD, POST, OPTIONS"),
        "*" if method == Method::OPTIONS => Some(READ),
        _ => None,
    }
}

fn respond(asked: &Asked) -> Answer {
    const KNOWN: &[&str] =
        &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"];
    if !KNOWN.contains(&asked.method.as_str()) {
        return answer(StatusCode::NOT_IMPLEMENTED, PLAIN, "There is no such method here.\n");
    }
    // hyper hands an absolute-form over as it is. This server speaks http alone.
    let host_is_empty = asked.uri.host().is_some_and(str::is_empty);
    if asked.uri.scheme_str().is_some_and(|scheme| scheme != "http") || host_is_empty {
        return answer(StatusCode::MISDIRECTED_REQUEST, PLAIN, "This is no http URI of ours.\n");
    }
    let Some(allow) = allowed(&asked.method, asked.uri.path()) else {
        return answer(StatusCode::NOT_FOUND, PLAIN, "Nothing is there.\n");
    };
    if asked.method == Method::OPTIONS {
        let mut response = Response::new(Full::default().boxed());
        *response.status_mut() = StatusCode::NO_CONTENT;
        return with(response, ALLOW, allow);
    }
    if !allow.split(", ").any(|method| method == asked.method) {
        let refused = answer(StatusCode::METHOD_NOT_ALLOWED, PLAIN, "Not this method.\n");
        return with(refused, ALLOW, allow);
    }
    match asked.uri.path() {
        "/post" | "/form" => {
            answer(StatusCode::OK, PLAIN, format!("{} octets\n", asked.content.len()))
        }
        "/redirect" => redirect(),
        "/private" => private(asked),
        "/chunked" => chunked(),
        "/cookies" => cookies(),
        "/large" => answer(StatusCode::OK, PLAIN, "abcdefghijklmnopqrstuvwxyz".repeat(40000)),
        "/echo" => echo(asked),
        "/inspect" => inspect(asked),
        "/status/503" => unavailable(),
        _ => page(),
    }
}

/// Reads the content, then answers. An error in it is hyper's to tell the client.
async fn serve(request: Request<Incoming>) -> Result<Answer, hyper::Error> {
    let (head, content) = request.into_parts();
    let content = content.collect().await?.to_bytes();
    let (method, uri, version, fields) = (head.method, head.uri, head.version, head.headers);
    Ok(respond(&Asked { method, uri, version, fields, content }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).unwrap_or_default().parse::<u16>()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(async move {
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service_fn(serve));
            if let Err(error) = served.await {
                eprintln!("{error}");
            }
        });
    }
}
