//! The answer of a resource that has a representation: 200, 304, 412, and with ranges 206 and 416.

use std::borrow::Cow;

use sha1::Digest as _;

use crate::model::http_date;
use crate::reference::fault::{Fault, Faults, fault};
use crate::reference::request::Request;
use crate::reference::response::Response;
use crate::reference::semantics::conditional::{self, Validators, Verdict};
use crate::reference::semantics::partial;

const KEPT: &str = "304 has the fields that a cache needs, as the 200 would have had them";
const VALIDATORS: &str = "a 200 for a resource with validators carries them";

/// Faults in 200 and 304.
pub(crate) const FAULTS: &[Fault] = &[
    fault("not-modified-etag-missing", "RFC 9110 15.4.5", KEPT, "leaves ETag out of 304"),
    fault(
        "not-modified-cache-control-missing",
        "RFC 9110 15.4.5",
        KEPT,
        "leaves Cache-Control out of 304",
    ),
    fault("not-modified-expires-missing", "RFC 9110 15.4.5", KEPT, "leaves Expires out of 304"),
    fault("not-modified-vary-missing", "RFC 9110 15.4.5", KEPT, "leaves Vary out of 304"),
    fault(
        "not-modified-content-location-missing",
        "RFC 9110 15.4.5",
        KEPT,
        "leaves Content-Location out of 304",
    ),
    fault(
        "not-modified-content-type",
        "RFC 9110 15.4.5",
        "304 has no other metadata of the representation",
        "sends Content-Type and Content-Language with 304",
    ),
    fault(
        "not-modified-content-length-wrong",
        "RFC 9110 8.6",
        "Content-Length in 304 is that of the 200",
        "sends Content-Length: 1 with 304",
    ),
    fault("etag-missing", "RFC 9110 8.8.3.1", VALIDATORS, "sends no ETag"),
    fault("last-modified-missing", "RFC 9110 8.8.2.1", VALIDATORS, "sends no Last-Modified"),
    fault(
        "etag-changes",
        "RFC 9110 8.8.3",
        "the entity tag of a representation stays as long as it does",
        "sends another ETag in every second",
    ),
    fault(
        "precondition-failed-performed",
        "RFC 9110 13.2.1",
        "a method whose precondition is false is not performed",
        "answers 200 with content where a precondition is false",
    ),
    fault(
        "etag-backslash",
        "RFC 9110 8.8.3",
        "entity tags have no backslash",
        "puts a backslash into entity tags",
    ),
    fault(
        "range-before-preconditions",
        "RFC 9110 14.2",
        "Range is looked at after the preconditions",
        "answers Range before it looks at If-Match and If-None-Match",
    ),
];

/// When every fixed representation changed last: 2024-10-01 08:00:00 UTC.
pub(crate) const CHANGED: i64 = 1_727_769_600;

/// One representation of a resource.
#[derive(Clone, Debug)]
pub(crate) struct Representation {
    pub(crate) media_type: Cow<'static, str>,
    pub(crate) language: Option<&'static str>,
    pub(crate) coding: Option<&'static str>,
    pub(crate) content: Cow<'static, [u8]>,
    pub(crate) etag: String,
    pub(crate) modified: Option<i64>,
    /// Cache-Control.
    pub(crate) caching: Option<&'static str>,
    /// Whether Expires goes with it.
    pub(crate) expires: bool,
    pub(crate) location: Option<&'static str>,
    pub(crate) vary: Option<&'static str>,
    /// Whether ranges are served.
    pub(crate) ranges: bool,
    /// Fields that go with the content, by name and value.
    pub(crate) extra: &'static [(&'static str, &'static str)],
}

impl Representation {
    /// A representation that is the same each time, with a strong entity tag made of its content.
    pub(crate) fn new(
        media_type: impl Into<Cow<'static, str>>,
        content: impl Into<Cow<'static, [u8]>>,
    ) -> Self {
        let content = content.into();
        Self {
            etag: entity_tag(&content),
            media_type: media_type.into(),
            language: None,
            coding: None,
            content,
            modified: Some(CHANGED),
            caching: None,
            expires: false,
            location: None,
            vary: None,
            ranges: false,
            extra: &[("X-Content-Type-Options", "nosniff")],
        }
    }

    fn validators(&self) -> Validators<'_> {
        Validators { exists: true, etag: Some(&self.etag), modified: self.modified }
    }

    /// The answer to GET or HEAD. `now` is in seconds since 1970-01-01 UTC.
    pub(crate) fn answer(&self, request: &Request, now: i64, faults: &Faults) -> Response {
        if faults.has("etag-backslash") && !self.etag.contains('\\') {
            let etag = self.etag.replacen('"', "\"\\", 1);
            return Self { etag, ..self.clone() }.answer(request, now, faults);
        }
        if faults.has("range-before-preconditions")
            && let Some(partial) = partial::answer(self, request, now, faults)
        {
            return partial;
        }
        match conditional::evaluate(request, self.validators(), now, faults) {
            Verdict::Perform => {}
            _ if faults.has("precondition-failed-performed") => {}
            Verdict::NotModified => return self.not_modified(now, faults),
            Verdict::Failed => return Response::error(412, "A precondition is false"),
        }
        match partial::answer(self, request, now, faults) {
            Some(partial) => partial,
            None => self.whole(now, faults),
        }
    }

    /// The 200.
    pub(crate) fn whole(&self, now: i64, faults: &Faults) -> Response {
        let mut response = Response::empty(200);
        response.body = crate::reference::response::Body::Octets(self.content.clone());
        self.add_metadata(&mut response);
        self.add_kept(&mut response, now, faults);
        response
    }

    /// What a representation has that a cache which has it need not be told again.
    pub(crate) fn add_metadata(&self, response: &mut Response) {
        response.add("Content-Type", self.media_type.clone());
        if let Some(language) = self.language {
            response.add("Content-Language", language);
        }
        if let Some(coding) = self.coding {
            response.add("Content-Encoding", coding);
        }
        if let Some(modified) = self.modified {
            response.add("Last-Modified", http_date::format(modified));
        }
        if self.ranges {
            response.add("Accept-Ranges", "bytes");
        }
        for (name, value) in self.extra {
            response.add(*name, *value);
        }
    }

    /// The fields that 304 and 206 have as the 200 has them (RFC 9110 15.4.5, 15.3.7).
    pub(crate) fn add_kept(&self, response: &mut Response, now: i64, faults: &Faults) {
        let etag = match faults.has("etag-changes") {
            true => format!("\"{now:x}\""),
            false => self.etag.clone(),
        };
        response.add("ETag", etag);
        if let Some(caching) = self.caching {
            response.add("Cache-Control", caching);
        }
        if self.expires {
            // The end of tomorrow: the same in any two answers that are compared, but at midnight.
            let expires = (now.div_euclid(86_400) + 2) * 86_400;
            response.add("Expires", http_date::format(expires));
        }
        if let Some(location) = self.location {
            response.add("Content-Location", location);
        }
        if let Some(vary) = self.vary {
            response.add("Vary", vary);
        }
        if response.status == 200 {
            let missing = [("etag-missing", "ETag"), ("last-modified-missing", "Last-Modified")];
            missing
                .iter()
                .filter(|(name, _)| faults.has(name))
                .for_each(|(_, f)| response.remove(f));
        }
    }

    fn not_modified(&self, now: i64, faults: &Faults) -> Response {
        let mut response = Response::empty(304);
        self.add_kept(&mut response, now, faults);
        for (name, field) in [
            ("not-modified-etag-missing", "ETag"),
            ("not-modified-cache-control-missing", "Cache-Control"),
            ("not-modified-expires-missing", "Expires"),
            ("not-modified-vary-missing", "Vary"),
            ("not-modified-content-location-missing", "Content-Location"),
        ] {
            if faults.has(name) {
                response.remove(field);
            }
        }
        if faults.has("not-modified-content-type") {
            response.add("Content-Type", self.media_type.clone());
            response.add("Content-Language", "en");
        }
        if faults.has("not-modified-content-length-wrong") {
            response.add("Content-Length", "1");
        }
        response
    }
}

/// A strong entity tag: a digest of the content.
pub(crate) fn entity_tag(content: &[u8]) -> String {
    let digest = sha1::Sha1::digest(content);
    let digits: String = digest.iter().take(8).map(|octet| format!("{octet:02x}")).collect();
    format!("\"{digits}\"")
}
