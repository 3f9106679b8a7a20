//! What one connection may cost.

use std::time::Duration;

/// Bounds of the reference server, in octets, counts and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest request line, in octets; a longer one is answered 414. RFC 9112 section 3 asks
    /// for at least 8000.
    pub request_line: usize,
    /// The longest header section, in octets; a longer one is answered 431.
    pub header_section: usize,
    /// The most field lines; more are answered 431.
    pub field_lines: usize,
    /// The longest content, in octets; longer content is answered 413.
    pub content: usize,
    /// How long a request that has begun may go on without its end, or its content without
    /// progress; then 408.
    pub request_timeout: Duration,
    /// How long content may take altogether, progress or not.
    pub content_timeout: Duration,
    /// How long a connection may be idle between requests; then it is closed without a word.
    pub idle_timeout: Duration,
    /// How long a closing connection is still read from, so that the last answer is not lost to a
    /// reset (RFC 9112 9.6).
    pub linger: Duration,
    /// How many octets are read and thrown away for the same reason.
    pub linger_octets: usize,
    /// How long the peer may take to read what is written to it.
    pub write_timeout: Duration,
    /// How long an event stream goes on.
    pub events: Duration,
    /// How often an idle event stream sends a comment.
    pub events_comment: Duration,
    /// Connections served at a time; more wait to be accepted.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_line: 16 * 1024,
            header_section: 64 * 1024,
            field_lines: 256,
            content: 1024 * 1024,
            request_timeout: Duration::from_secs(3),
            content_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(60),
            linger: Duration::from_secs(2),
            linger_octets: 32 * 1024 * 1024,
            write_timeout: Duration::from_secs(30),
            events: Duration::from_secs(30),
            events_comment: Duration::from_secs(5),
            connections: 1024,
        }
    }
}
