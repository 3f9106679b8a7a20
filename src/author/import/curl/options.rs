//! The options of curl that are known: which of them say something of the request, which are about
//! something else, and which take a value.

/// Options that say nothing of the request, without and with a value.
const HARMLESS: &[&str] = &[
    "silent",
    "show-error",
    "verbose",
    "include",
    "fail",
    "fail-with-body",
    "remote-name",
    "remote-header-name",
    "no-buffer",
    "progress-bar",
    "no-progress-meter",
    "globoff",
    "http1.1",
    "ipv4",
    "ipv6",
    "tcp-nodelay",
    "no-keepalive",
    "basic",
    "create-dirs",
    "parallel",
    "styled-output",
    "no-styled-output",
    "ssl-no-revoke",
    "fail-early",
    "remove-on-error",
    "disable",
];
const HARMLESS_VALUES: &[&str] = &[
    "output",
    "write-out",
    "cookie-jar",
    "dump-header",
    "stderr",
    "trace",
    "trace-ascii",
    "retry",
    "retry-delay",
    "retry-max-time",
    "limit-rate",
    "keepalive-time",
    "output-dir",
    "proto",
    "proto-default",
    "happy-eyeballs-timeout-ms",
    "speed-limit",
    "speed-time",
];
/// Options that a case or a run says in another way, or not at all; each with what to do.
const TOLD: &[(&str, &str)] = &[
    ("insecure", "give -k to `wirecase run`"),
    ("location", "redirects are not followed: the case sees the first answer"),
    ("location-trusted", "redirects are not followed: the case sees the first answer"),
    ("http2", "sent as HTTP/1.1"),
    ("http2-prior-knowledge", "sent as HTTP/1.1"),
    ("http3", "sent as HTTP/1.1"),
    ("http3-only", "sent as HTTP/1.1"),
    ("digest", "the first request goes without credentials, as with curl; no second one follows"),
    ("ntlm", "no credentials are sent"),
    ("negotiate", "no credentials are sent"),
    ("anyauth", "the first request goes without credentials; no second one follows"),
    ("tlsv1.2", "give --tls-min to `wirecase run`"),
    ("tlsv1.3", "give --tls-min to `wirecase run`"),
    ("tr-encoding", "no TE field is written"),
];
const TOLD_VALUES: &[(&str, &str)] = &[
    ("max-time", "a case has `case-timeout`"),
    ("connect-timeout", "give it to `wirecase run`"),
    ("max-redirs", "redirects are not followed"),
    ("proxy", "nothing is sent by way of a proxy"),
    ("noproxy", "nothing is sent by way of a proxy"),
    ("resolve", "name the address by -t"),
    ("connect-to", "name the address by -t"),
    ("unix-socket", "name it by -t unix:PATH"),
    ("interface", "the system chooses"),
    ("cert", "give it to `wirecase run`"),
    ("key", "give it to `wirecase run`"),
    ("cacert", "give it to `wirecase run`"),
    ("cert-type", "certificates are PEM"),
    ("pass", "keys are without a passphrase"),
    ("ciphers", "left to the TLS library"),
];
/// Letters and what they are short for.
const LETTERS: &[(char, &str)] = &[
    ('s', "silent"),
    ('S', "show-error"),
    ('v', "verbose"),
    ('i', "include"),
    ('f', "fail"),
    ('O', "remote-name"),
    ('J', "remote-header-name"),
    ('N', "no-buffer"),
    ('#', "progress-bar"),
    ('g', "globoff"),
    ('4', "ipv4"),
    ('6', "ipv6"),
    ('k', "insecure"),
    ('L', "location"),
    ('0', "http1.0"),
    ('G', "get"),
    ('I', "head"),
    ('o', "output"),
    ('w', "write-out"),
    ('c', "cookie-jar"),
    ('D', "dump-header"),
    ('m', "max-time"),
    ('x', "proxy"),
    ('E', "cert"),
    ('X', "request"),
    ('H', "header"),
    ('d', "data"),
    ('F', "form"),
    ('u', "user"),
    ('A', "user-agent"),
    ('e', "referer"),
    ('b', "cookie"),
    ('T', "upload-file"),
    ('r', "range"),
    ('Z', "parallel"),
    ('q', "disable"),
];

/// The long name that a letter is short for.
pub(super) fn long_name(letter: char) -> Option<&'static str> {
    LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, name)| *name)
}

/// What is to be done about an option that a case does not take over.
pub(super) fn told(name: &str) -> Option<&'static str> {
    TOLD.iter().chain(TOLD_VALUES).find(|(known, _)| *known == name).map(|(_, what)| *what)
}

/// Whether an option takes a value; `None` for one that is not known.
pub(super) fn takes_value(name: &str) -> Option<bool> {
    const FLAGS: &[&str] = &["get", "head", "compressed", "path-as-is", "http1.0"];
    const VALUES: &[&str] = &[
        "url",
        "request",
        "header",
        "data",
        "data-ascii",
        "data-raw",
        "data-binary",
        "data-urlencode",
        "json",
        "form",
        "form-string",
        "user",
        "oauth2-bearer",
        "user-agent",
        "referer",
        "cookie",
        "upload-file",
        "range",
    ];
    let told = |list: &[(&str, &str)]| list.iter().any(|(known, _)| *known == name);
    if FLAGS.contains(&name) || HARMLESS.contains(&name) || told(TOLD) {
        Some(false)
    } else if VALUES.contains(&name) || HARMLESS_VALUES.contains(&name) || told(TOLD_VALUES) {
        Some(true)
    } else {
        None
    }
}
