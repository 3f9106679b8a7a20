//! The keys of every map of the format. The schema's `$defs` and the tables of `cases/README.md`
//! hold the same ones, and a test compares the three.

/// The keys that one kind of map may have.
#[derive(Debug)]
pub(super) struct Keys {
    /// Its name under `$defs` in the schema.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests find the schema and the page by it"))]
    pub(super) def: &'static str,
    /// What the map is, for messages.
    pub(super) what: &'static str,
    /// The keys, in the order in which the page has them.
    pub(super) keys: &'static [&'static str],
}

const fn keys(def: &'static str, what: &'static str, keys: &'static [&'static str]) -> Keys {
    Keys { def, what, keys }
}

pub(super) const FILE: Keys = keys(
    "file",
    "a case file",
    &["title", "spec", "level", "tags", "variables", "defaults", "cases"],
);
pub(super) const CASE: Keys = keys(
    "case",
    "a case",
    &[
        "id",
        "title",
        "requirement",
        "spec",
        "covers",
        "level",
        "tags",
        "needs",
        "variables",
        "each",
        "read-timeout",
        "case-timeout",
        "max-bytes",
        "intended",
        "request",
        "body",
        "send",
        "steps",
        "expect",
        "response",
        "headers",
    ],
);
pub(super) const DEFAULTS: Keys = keys(
    "defaults",
    "`defaults`",
    &[
        "requirement",
        "spec",
        "covers",
        "level",
        "tags",
        "needs",
        "variables",
        "each",
        "read-timeout",
        "case-timeout",
        "max-bytes",
        "intended",
        "request",
        "body",
        "send",
        "expect",
        "response",
        "headers",
    ],
);
pub(super) const STEP: Keys = keys(
    "step",
    "a step",
    &[
        "request", "body", "send", "expect", "response", "headers", "pause", "close", "connect",
        "on", "as", "intended",
    ],
);
pub(super) const PART: Keys =
    keys("part", "a part", &["text", "hex", "base64", "file", "repeat", "pause", "frame"]);
pub(super) const CONTENT: Keys = keys(
    "content",
    "a body to send",
    &["text", "hex", "base64", "file", "repeat", "json", "form", "chunks", "trailers"],
);
pub(super) const OCTETS: Keys = keys("octets", "a chunk", &["text", "hex", "base64"]);
pub(super) const REPEAT: Keys = keys("repeat", "`repeat`", &["text", "hex", "base64", "times"]);
pub(super) const FRAME: Keys = keys(
    "frame",
    "a frame to send",
    &["opcode", "fin", "rsv", "mask", "payload", "hex", "code", "length", "length-bits"],
);
pub(super) const OUTCOME: Keys = keys(
    "outcome",
    "an outcome",
    &[
        "status",
        "reason",
        "version",
        "headers",
        "trailers",
        "interim",
        "body",
        "framing",
        "connection",
        "close-notify",
        "responses",
        "silence",
        "within",
        "frames",
        "events",
        "response",
        "verdict",
        "note",
        "ends",
    ],
);
pub(super) const STATUS: Keys = keys("status-set", "`status`", &["not"]);
pub(super) const TEXT_MATCH: Keys =
    keys("text-match", "a text's expectation", &["equals", "matches", "one-of", "contains", "not"]);
pub(super) const FIELD_MATCH: Keys = keys(
    "field-match",
    "a header field's expectation",
    &[
        "equals",
        "absent",
        "present",
        "matches",
        "one-of",
        "contains",
        "lacks",
        "count",
        "http-date",
        "within",
        "integer",
        "same-as",
        "differs-from",
        "not",
        "capture",
    ],
);
pub(super) const BODY_MATCH: Keys = keys(
    "body-match",
    "a body's expectation",
    &[
        "text",
        "bytes",
        "hex",
        "json",
        "matches",
        "contains",
        "not-contains",
        "length",
        "sha256",
        "none",
        "same-as",
        "slice-of",
        "first",
        "last",
        "encoded",
        "capture",
    ],
);
pub(super) const FRAME_MATCH: Keys = keys(
    "frame-match",
    "a frame's expectation",
    &["opcode", "fin", "rsv", "masked", "payload", "length", "code"],
);
pub(super) const EVENT_MATCH: Keys =
    keys("event-match", "an event's expectation", &["event", "data", "id", "retry"]);
pub(super) const TARGET: Keys = keys(
    "target",
    "a target",
    &["name", "url", "resources", "abilities", "variables", "known", "tls", "launch"],
);
pub(super) const NAMED_TARGET: Keys = keys(
    "named-target",
    "a target",
    &["file", "name", "url", "resources", "abilities", "variables", "known", "tls", "launch"],
);
pub(super) const KNOWN: Keys = keys("known", "a known deviation", &["id", "reason", "link"]);
pub(super) const TLS: Keys =
    keys("tls", "`tls`", &["insecure", "cacert", "cert", "key", "sni", "alpn", "min", "max"]);
pub(super) const LAUNCH: Keys = keys("launch", "`launch`", &["command", "folder", "wait", "http"]);
pub(super) const LAUNCH_HTTP: Keys = keys("launch-http", "`http`", &["path", "status"]);
pub(super) const CONFIG: Keys =
    keys("config", "a configuration", &["targets", "cases", "suites", "defaults", "profiles"]);

/// The tables of case files, for the tests that hold the schema and the page to them.
#[cfg(test)]
pub(super) const OF_CASES: [&Keys; 16] = [
    &FILE,
    &CASE,
    &DEFAULTS,
    &STEP,
    &PART,
    &CONTENT,
    &OCTETS,
    &REPEAT,
    &FRAME,
    &OUTCOME,
    &STATUS,
    &TEXT_MATCH,
    &FIELD_MATCH,
    &BODY_MATCH,
    &FRAME_MATCH,
    &EVENT_MATCH,
];

/// Those of the configuration and of target files.
#[cfg(test)]
pub(super) const OF_CONFIGURATIONS: [&Keys; 7] =
    [&TARGET, &NAMED_TARGET, &KNOWN, &TLS, &LAUNCH, &LAUNCH_HTTP, &CONFIG];
