//! `/`: a page in two languages, with validators, ranges and everything that goes with them.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::reference::fault::{Fault, fault};
use crate::reference::request::Request;
use crate::reference::resource::{Answer, Context};
use crate::reference::response::{Body, Response};
use crate::reference::semantics::negotiation;
use crate::reference::semantics::representation::Representation;

/// Faults of the page.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "page-empty",
        "RFC 9110 15.3.1",
        "200 to a GET has the representation of the resource",
        "answers 200 without content for the page",
    ),
    fault(
        "content-language-missing",
        "RFC 9110 8.5",
        "Content-Language tells the language of the audience",
        "sends no Content-Language",
    ),
    fault(
        "content-language-malformed",
        "RFC 9110 8.5.1",
        "Content-Language is a list of language tags",
        "sends Content-Language with an underscore",
    ),
    fault(
        "etag-shared-by-languages",
        "RFC 9110 8.8.3",
        "different representations have different strong entity tags",
        "sends the same strong ETag for both languages",
    ),
    fault(
        "language-missing-as-error",
        "RFC 9110 12.4.1",
        "a language that is not there is answered 406, or not regarded",
        "answers 404 where the page is not there in a language that is asked for",
    ),
    fault(
        "cache-control-malformed",
        "RFC 9111 5.2",
        "max-age is a number of seconds",
        "sends Cache-Control: max-age=soon",
    ),
    fault(
        "cache-control-conflicting",
        "RFC 9111 5.2.2",
        "directives of Cache-Control do not contradict each other",
        "sends Cache-Control: public, private",
    ),
    fault(
        "expires-obsolete-format",
        "RFC 9110 5.6.7",
        "dates are sent in the preferred format",
        "sends Expires: 0",
    ),
    fault("age-malformed", "RFC 9111 5.1", "Age is a number of seconds", "sends Age: -1"),
];

const ENGLISH: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<title>The reference server</title>
</head>
<body>
<h1>The reference server</h1>
<p>This page is answered by a server that keeps the rules of HTTP/1.1, unless it is told to break one.</p>
<p>It is also there <a href=\"/index.fr.html\" hreflang=\"fr\" lang=\"fr\">en fran\u{e7}ais</a>.</p>
</body>
</html>
";

const FRENCH: &str = "<!DOCTYPE html>
<html lang=\"fr\">
<head>
<meta charset=\"utf-8\">
<title>Le serveur de r\u{e9}f\u{e9}rence</title>
</head>
<body>
<h1>Le serveur de r\u{e9}f\u{e9}rence</h1>
<p>Cette page vient d'un serveur qui respecte les r\u{e8}gles de HTTP/1.1, sauf si on lui dit d'en enfreindre une.</p>
<p>Elle existe aussi <a href=\"/index.en.html\" hreflang=\"en\" lang=\"en\">in English</a>.</p>
</body>
</html>
";

fn variant(language: &'static str, location: &'static str, html: &'static str) -> Representation {
    Representation {
        language: Some(language),
        caching: Some("public, max-age=3600"),
        expires: true,
        location: Some(location),
        ranges: true,
        extra: &[
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "SAMEORIGIN"),
            ("X-XSS-Protection", "0"),
        ],
        ..Representation::new("text/html; charset=utf-8", html.as_bytes())
    }
}

static VARIANTS: LazyLock<[Representation; 2]> = LazyLock::new(|| {
    [variant("en", "/index.en.html", ENGLISH), variant("fr", "/index.fr.html", FRENCH)]
});

/// The page in the language that is preferred, English where that is neither.
pub(crate) fn negotiated(request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    let [english, french] = &*VARIANTS;
    let quality = |tag| {
        let matches = match () {
            () if faults.has("language-prefix-matched") => negotiation::language_by_prefix,
            () if faults.has("language-fallback-missing") => negotiation::language_exactly,
            () => negotiation::language,
        };
        negotiation::quality(request, "Accept-Language", tag, matches, faults).unwrap_or_default()
    };
    let asked = !request.head.list("Accept-Language").is_empty();
    if faults.has("language-missing-as-error")
        && asked
        && ["en", "fr"].iter().all(|tag| quality(tag) == 0)
    {
        return Response::error(404, "It is not there in these languages").into();
    }
    let is_french = !faults.has("accept-language-ignored") && quality("fr") > quality("en");
    let mut chosen = if is_french { french.clone() } else { english.clone() };
    chosen.vary = negotiation::vary(request, "Accept-Language", faults);
    answer(chosen, request, context)
}

/// The page in English.
pub(crate) fn english(request: &Request, context: &Context<'_>) -> Answer {
    let [english, _] = &*VARIANTS;
    answer(Representation { location: None, ..english.clone() }, request, context)
}

/// The page in French.
pub(crate) fn french(request: &Request, context: &Context<'_>) -> Answer {
    let [_, french] = &*VARIANTS;
    answer(Representation { location: None, ..french.clone() }, request, context)
}

/// The entity tag of the page in English, for tests.
#[cfg(test)]
pub(crate) fn english_tag() -> String {
    let [english, _] = &*VARIANTS;
    english.etag.clone()
}

fn answer(mut chosen: Representation, request: &Request, context: &Context<'_>) -> Answer {
    let faults = context.faults;
    if faults.is_empty() {
        return chosen.answer(request, context.now, faults).into();
    }
    if faults.has("content-language-missing") {
        chosen.language = None;
    }
    if faults.has("content-language-malformed") {
        chosen.language = Some("en_US.UTF-8");
    }
    if faults.has("etag-shared-by-languages") {
        "\"page\"".clone_into(&mut chosen.etag);
    }
    if faults.has("cache-control-malformed") {
        chosen.caching = Some("max-age=soon");
    }
    if faults.has("cache-control-conflicting") {
        chosen.caching = Some("public, private, max-age=3600");
    }
    let mut response = chosen.answer(request, context.now, faults);
    if response.status == 200 && faults.has("page-empty") {
        response.body = Body::Octets(Cow::Borrowed(b""));
    }
    if faults.has("expires-obsolete-format") {
        response.change("Expires", |_| "0".to_owned());
    }
    if faults.has("age-malformed") {
        response.add("Age", "-1");
    }
    response.into()
}
