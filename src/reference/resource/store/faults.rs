//! What can be wrong in how the store keeps states.

use crate::reference::fault::{Fault, fault};

/// Faults of the store.
pub(crate) const FAULTS: &[Fault] = &[
    fault(
        "put-created-as-success",
        "RFC 9110 9.3.4",
        "PUT that creates is answered 201",
        "answers PUT that creates with 200",
    ),
    fault(
        "put-updated-as-created",
        "RFC 9110 9.3.4",
        "PUT that updates is answered 200 or 204",
        "answers PUT that updates with 201",
    ),
    fault(
        "put-discarded",
        "RFC 9110 9.3.4",
        "what was put is what GET gives",
        "answers PUT and does not store it",
    ),
    fault(
        "put-content-range-accepted",
        "RFC 9110 14.5",
        "PUT with Content-Range is answered 400 where it is not supported",
        "stores part of a representation as the whole",
    ),
    fault(
        "put-validator-wrong",
        "RFC 9110 9.3.4",
        "a validator in the answer to PUT is that of what was stored",
        "answers PUT with an ETag that GET does not give",
    ),
    fault(
        "put-unknown-fields-stored",
        "RFC 9110 9.3.4",
        "fields of a PUT request that are not known are ignored",
        "gives X- fields of PUT back with GET",
    ),
    fault(
        "put-content-location-stored",
        "RFC 9110 8.7",
        "Content-Location in a PUT request is not kept as metadata",
        "gives Content-Location of PUT back with GET",
    ),
    fault(
        "etag-unchanged-after-put",
        "RFC 9110 8.8.1",
        "the entity tag changes when the representation does",
        "keeps the ETag when other content is put",
    ),
    fault(
        "preconditions-after-put",
        "RFC 9110 13.2.1",
        "preconditions are evaluated before the method",
        "stores content and then answers 412",
    ),
    fault(
        "delete-without-effect",
        "RFC 9110 9.3.5",
        "what was deleted is no longer there",
        "answers DELETE and keeps what was there",
    ),
    fault(
        "delete-as-error",
        "RFC 9110 9.3.5",
        "DELETE that succeeds is answered 200, 202 or 204",
        "answers DELETE that succeeds with 404",
    ),
    fault(
        "delete-missing-as-success",
        "RFC 9110 15.5.5",
        "what is not there is answered 404",
        "answers DELETE of nothing with 204",
    ),
    fault(
        "put-transformed",
        "RFC 9110 9.3.4",
        "a validator goes with the answer to PUT where the content was stored as it is",
        "turns CRLF into LF in what is put, and sends ETag all the same",
    ),
    fault(
        "put-appends",
        "RFC 9110 9.3.4",
        "PUT replaces what was there",
        "adds what is put to what was there",
    ),
    fault(
        "put-empty-ignored",
        "RFC 9110 9.3.4",
        "a representation may have no octets",
        "does not store content of no octets",
    ),
    fault(
        "put-content-location-followed",
        "RFC 9110 8.7",
        "Content-Location in a request does not alter what it asks for",
        "stores what is put where Content-Location says",
    ),
    fault(
        "query-selects-action",
        "RFC 9110 9.2.1",
        "an action that is not safe is disabled for safe methods",
        "deletes what GET gave where the query asks for it",
    ),
    fault(
        "method-overridden",
        "RFC 9110 9.2.1",
        "safe methods change nothing",
        "deletes what GET gave where X-HTTP-Method-Override asks for it",
    ),
    fault(
        "delete-content-interpreted",
        "RFC 9110 9.3.5",
        "content does not alter what DELETE asks for",
        "deletes as well what the content of DELETE names",
    ),
    fault("get-deletes", "RFC 9110 9.2.1", "safe methods change nothing", "deletes what GET gave"),
    fault(
        "stored-etag-missing",
        "RFC 9110 8.8.3.1",
        "what is stored has an entity tag",
        "sends no ETag with what was stored",
    ),
    fault(
        "stored-last-modified-missing",
        "RFC 9110 8.8.2.1",
        "what is stored has the date of its last change",
        "sends no Last-Modified with what was stored",
    ),
    fault(
        "stored-last-modified-fixed",
        "RFC 9110 8.8.2.1",
        "the date of the last change is that of the change",
        "gives what was stored a date of 2024",
    ),
];
