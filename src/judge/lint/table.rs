//! Every lint, one line each, grouped by what it looks at.

use super::{
    Lint, chunked, content_length, field_line, line_end, message_end, status_line,
    transfer_encoding,
};

/// Every lint, in the order in which they are tried and reported.
pub static LINTS: &[Lint] = &[
    // The status line.
    status_line::GARBAGE_BEFORE_STATUS_LINE,
    status_line::EMPTY_LINE_BEFORE_STATUS_LINE,
    status_line::BAD_VERSION,
    status_line::UNKNOWN_VERSION,
    status_line::VERSION_DOWNGRADED,
    status_line::BAD_STATUS_CODE,
    status_line::STATUS_CODE_OUT_OF_RANGE,
    status_line::STATUS_LINE_SPACE,
    status_line::MISSING_REASON_SPACE,
    status_line::REASON_OCTET,
    // Lines.
    line_end::BARE_LF,
    line_end::BARE_CR,
    line_end::SPACE_BEFORE_FIRST_FIELD,
    field_line::SPACE_BEFORE_COLON,
    field_line::OBS_FOLD,
    field_line::LINE_WITHOUT_COLON,
    field_line::EMPTY_FIELD_NAME,
    field_line::FIELD_NAME_OCTET,
    field_line::FIELD_VALUE_OCTET,
    field_line::COLON_SPACE,
    field_line::SPACE_AFTER_VALUE,
    // Framing.
    content_length::CONTENT_LENGTH_INVALID,
    content_length::CONTENT_LENGTH_CONFLICT,
    content_length::CONTENT_LENGTH_REPEATED,
    content_length::CONTENT_LENGTH_WITH_TRANSFER_ENCODING,
    content_length::CONTENT_LENGTH_FORBIDDEN,
    transfer_encoding::TRANSFER_ENCODING_FORBIDDEN,
    transfer_encoding::TRANSFER_ENCODING_TO_HTTP_1_0,
    transfer_encoding::TRANSFER_ENCODING_IN_HTTP_1_0,
    transfer_encoding::TRANSFER_ENCODING_INVALID,
    transfer_encoding::TRANSFER_CODING_NOT_OFFERED,
    chunked::CHUNK_SIZE_INVALID,
    chunked::CHUNK_SIZE_TOO_LARGE,
    chunked::CHUNK_WHITESPACE,
    chunked::CHUNK_EXTENSION_INVALID,
    chunked::CHUNK_BARE_LF,
    chunked::CHUNK_END_MISSING,
    chunked::FORBIDDEN_TRAILER,
    chunked::TRAILER_NOT_ANNOUNCED,
    message_end::OCTETS_AFTER_END,
    message_end::BODY_FORBIDDEN,
    message_end::TRUNCATED,
    message_end::CLOSE_DELIMITED,
];
