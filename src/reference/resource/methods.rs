//! What every resource does alike: methods it does not have, OPTIONS, and what is not there.

mod faults;

use crate::model::bytes::escape;
use crate::reference::request::{Request, content};
use crate::reference::resource::{Answer, Context, RESOURCES, Resource, document, find};
use crate::reference::response::{Body, Response};
use crate::reference::semantics::conditional::{self, Validators, Verdict};
use crate::reference::semantics::untimely;
use crate::reference::websocket::handshake;

pub(crate) use faults::FAULTS;

const KNOWN: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/// What can be said before the content of a request is read; `None` lets the request go on.
pub(crate) fn admit(request: &Request, context: &Context<'_>) -> Option<Response> {
    let faults = context.faults;
    let resource = find(request).map(|resource| resource.name);
    if let Some(untimely) = untimely::answer(request, resource, faults) {
        return Some(untimely);
    }
    if request.is("CONNECT") {
        return Some(connect(request, context));
    }
    let known = KNOWN.iter().any(|method| request.is(method));
    if !known && faults.has("unknown-method-accepted") {
        return Some(Response::with_text(200, "Whatever you say.\n"));
    }
    let unsupported = [("GET", "get-refused"), ("OPTIONS", "options-refused")];
    if !known || unsupported.iter().any(|(method, name)| request.is(method) && faults.has(name)) {
        let status = if faults.has("unknown-method-misnamed") { 403 } else { 501 };
        return Some(Response::error(status, "This method is not implemented"));
    }
    if content::is_declared_too_large(request, &context.shared.limits) {
        return Some(Response::refusal(&content::too_large(faults)));
    }
    if request.path == b"*" {
        return None;
    }
    let handshake_at_large = request.head.lists("Upgrade", "websocket")
        && request.is("GET")
        && faults.has("websocket-anywhere");
    let Some(resource) = find(request) else {
        return (!handshake_at_large).then(|| missing(request, context));
    };
    let posted_handshake =
        request.is("POST") && resource.name == "websocket" && faults.has("websocket-post-accepted");
    let listed = resource.allow.split(", ").any(|method| request.is(method));
    let allowed = listed || posted_handshake;
    if !allowed || request.is("HEAD") && faults.has("head-refused") {
        return not_allowed(request, resource, context);
    }
    if request.is("OPTIONS") {
        return None;
    }
    (resource.admit)(request, context)
}

/// Answers a request that was let in.
pub(crate) fn answer(request: &Request, context: &Context<'_>) -> Answer {
    if request.is("OPTIONS") {
        return options(request, context).into();
    }
    let Some(resource) = find(request) else {
        return match context.faults.has("websocket-anywhere") {
            true => handshake::answer(request, context),
            false => missing(request, context).into(),
        };
    };
    if context.faults.has("not-allowed-method-accepted")
        && !resource.allow.split(", ").any(|method| request.is(method))
    {
        return Response::with_text(200, "Done.\n").into();
    }
    let faults = context.faults;
    if request.is("GET") && !request.content.is_empty() && faults.has("get-content-interpreted") {
        return Response::with_text(200, "You have sent content.\n").into();
    }
    let directs = ["Cache-Control", "Pragma"].iter().any(|f| request.head.value(f).is_some());
    if directs && faults.has("cache-directives-refused") {
        return Response::error(504, "Nothing is stored").into();
    }
    let mut answer = (resource.answer)(request, context);
    if let Answer::Response(response) = &mut answer
        && context.faults.has("query-reflected-decoded")
        && !request.query.is_empty()
    {
        response.add("X-Query", decoded(&request.query));
    }
    answer
}

fn decoded(query: &[u8]) -> String {
    let mut out = Vec::new();
    let mut rest = query;
    while let Some((&octet, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) if octet == b'%' => {
                out.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(octet);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn connect(request: &Request, context: &Context<'_>) -> Response {
    let faults = context.faults;
    let mut tunnel = Response::empty(200);
    tunnel.body = Body::Absent;
    if faults.has("connect-with-content-length") {
        tunnel.add("Content-Length", "0");
    } else if faults.has("connect-with-transfer-encoding") {
        tunnel.add("Transfer-Encoding", "chunked");
    } else if faults.has("connect-target-accepted") && request.path == b"/" {
        return Response::with_text(200, "Connected.\n");
    } else if !faults.has("connect-port-accepted") {
        return Response::error(501, "This server is no proxy and makes no tunnels");
    }
    tunnel
}

fn not_allowed(request: &Request, resource: &Resource, context: &Context<'_>) -> Option<Response> {
    let faults = context.faults;
    if faults.has("not-allowed-method-accepted") {
        return None;
    }
    if request.is("TRACE") && faults.has("trace-reflects-secrets") {
        return Some(Response::with_content(200, "message/http", reflection(request)));
    }
    let status = if faults.has("not-allowed-misnamed") { 404 } else { 405 };
    let mut response = Response::error(status, "This resource does not have this method");
    let mut methods = allow(resource, context);
    if faults.has("allow-lists-refused") {
        methods = format!("{methods}, {}", String::from_utf8_lossy(request.head.line.method()));
    }
    response.add("Allow", methods);
    if resource.name == "document" {
        document::add_accept_patch(&mut response, context);
    }
    Some(response)
}

fn allow(resource: &Resource, context: &Context<'_>) -> String {
    let more = if context.faults.has("allow-lists-too-much") { ", PATCH" } else { "" };
    format!("{}{more}", resource.allow)
}

fn reflection(request: &Request) -> Vec<u8> {
    let mut out = [request.head.line.raw(), b"\r\n"].concat();
    for field in request.head.fields() {
        out.extend_from_slice(&[field.name(), b": ", field.value(), b"\r\n"].concat());
    }
    out.extend_from_slice(b"\r\n");
    out
}

fn options(request: &Request, context: &Context<'_>) -> Response {
    let faults = context.faults;
    let tag = Validators { exists: true, etag: Some("\"page\""), modified: None };
    if faults.has("options-preconditions-evaluated")
        && conditional::evaluate(request, tag, context.now, faults) == Verdict::Failed
    {
        return Response::error(412, "A precondition is false");
    }
    let mut response = Response::empty(204);
    if faults.has("options-content-type-missing") {
        response = Response::empty(200);
        response.body = Body::Octets(b"GET\n".into());
    }
    if !faults.has("options-allow-missing") {
        let methods = match find(request) {
            Some(resource) => allow(resource, context),
            None => every_method(),
        };
        response.add("Allow", methods);
    }
    if find(request).is_some_and(|resource| resource.name == "document") {
        document::add_accept_patch(&mut response, context);
    }
    response
}

/// The methods that some resource has.
fn every_method() -> String {
    let supported = |method: &&&str| {
        RESOURCES.iter().any(|resource| resource.allow.split(", ").any(|one| one == **method))
    };
    KNOWN.iter().filter(supported).copied().collect::<Vec<_>>().join(", ")
}

/// The 404, which says what was not found.
pub(crate) fn missing(request: &Request, context: &Context<'_>) -> Response {
    let faults = context.faults;
    let nothing = Validators::default();
    if faults.has("missing-preconditions-evaluated")
        && conditional::evaluate(request, nothing, context.now, faults) == Verdict::Failed
    {
        return Response::error(412, "A precondition is false");
    }
    if faults.has("system-file-given") && request.path.ends_with(b"/etc/passwd") {
        return Response::with_text(200, "root:x:0:0:root:/root:/bin/sh\n".to_owned());
    }
    let path = escape(&request.path).replace('&', "&amp;").replace('<', "&lt;");
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Not found</title></head>\n<body>\n\
         <h1>Not found</h1>\n<p>There is nothing at <code>{path}</code>.</p>\n\
         <p>Try <a href=\"/\">the page</a>.</p>\n</body>\n</html>\n"
    );
    let is_found = faults.has("missing-found")
        || request.is("POST") && faults.has("missing-post-accepted")
        || request.is("HEAD") && faults.has("missing-head-accepted")
        || request.is("OPTIONS") && faults.has("missing-options-accepted");
    let status = if is_found { 200 } else { 404 };
    let mut response =
        Response::with_content(status, "text/html; charset=utf-8", html.into_bytes());
    response.add("Content-Language", "en");
    response.add("Cache-Control", "no-cache");
    response.add("X-Frame-Options", "SAMEORIGIN");
    response
}
