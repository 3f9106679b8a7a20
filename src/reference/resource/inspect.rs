//! `/inspect`: what the server made of a request's head, with every unusual octet escaped.

use crate::model::bytes::escape;
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::Response;

/// The URI, the request line, and each field line as it was understood.
pub(crate) fn answer(request: &Request, _: &Context<'_>) -> Answer {
    let mut text = format!(
        "URI: http://{}{}{}{}\n\n{}\n",
        escape(&request.authority),
        escape(&request.path),
        if request.query.is_empty() { "" } else { "?" },
        escape(&request.query),
        escape(request.head.line.raw()),
    );
    for field in request.head.fields() {
        text.push_str(&format!("{}: {}\n", escape(field.name()), escape(field.value())));
    }
    let mut response = Response::with_text(200, text);
    response.add("Cache-Control", "no-store");
    response.into()
}
