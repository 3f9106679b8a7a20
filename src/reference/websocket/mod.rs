//! `/websocket`: an echo over the WebSocket protocol (RFC 6455).

pub(crate) mod closing;
pub(crate) mod frames;
pub(crate) mod handshake;
pub(crate) mod message;
pub(crate) mod negotiation;
pub(crate) mod session;
