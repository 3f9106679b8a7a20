//! Which fields vary by nature, and in which way: the one list of them. [`super::vary`] says how two
//! values of each are compared; what is written into cases has placeholders for the same ones.

/// How far apart two times may be that were taken for the same answer, in seconds.
pub const SAME_MOMENT: i64 = 2;

/// Parameters of challenges and of what answers them that are random (RFC 7616).
pub const RANDOM_PARAMETERS: [&[u8]; 5] =
    [b"nonce", b"nextnonce", b"opaque", b"cnonce", b"rspauth"];

/// In which way the value of a field is another one next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// The time of the answer.
    Date,
    /// Counts seconds.
    Age,
    /// A lifetime, told as a time.
    Lifetime,
    /// A time that is that of the answer where the content is made for it.
    Modified,
    /// Made of the content or of its date.
    Tag,
    /// A session's id, in the value of a cookie.
    Cookie,
    /// Made of the request's random key.
    Accept,
    /// Has a random boundary where the type is multipart.
    Boundary,
    /// Has random parameters.
    Challenge,
    /// Names one request.
    Id,
    /// Measured.
    Measured,
}

impl Nature {
    /// That of a field by its name, in any case; `None` for one that is the same each time.
    #[must_use]
    pub fn of(name: &[u8]) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_slice() {
            b"date" => Self::Date,
            b"age" => Self::Age,
            b"expires" | b"retry-after" => Self::Lifetime,
            b"last-modified" => Self::Modified,
            b"etag" => Self::Tag,
            b"set-cookie" => Self::Cookie,
            b"sec-websocket-accept" => Self::Accept,
            b"content-type" => Self::Boundary,
            b"www-authenticate" | b"proxy-authenticate" | b"authentication-info" => Self::Challenge,
            b"x-request-id" | b"request-id" | b"x-correlation-id" | b"traceparent"
            | b"x-amzn-requestid" | b"x-amzn-trace-id" | b"cf-ray" => Self::Id,
            b"server-timing" | b"x-runtime" | b"x-response-time" => Self::Measured,
            _ => return None,
        })
    }
}
