//! The port that a server is told to listen on.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

/// A port on which nobody listens at `host`, or on the IPv4 loopback where that is no address of this
/// machine. Another may take it before the server does, which is then told.
///
/// # Errors
/// The system's reason where it has none to give.
pub fn free_port(host: &str) -> std::io::Result<u16> {
    let at = |address: IpAddr| {
        TcpListener::bind(SocketAddr::new(address, 0)).and_then(|one| one.local_addr())
    };
    let named = host.parse().ok().and_then(|address| at(address).ok());
    named.map_or_else(|| at(Ipv4Addr::LOCALHOST.into()), Ok).map(|address| address.port())
}

/// The command with the port filled in.
pub(super) fn filled_in(command: &str, port: Option<u16>) -> String {
    match port {
        Some(port) => command.replace("{{port}}", &port.to_string()),
        None => command.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_can_be_listened_on_and_is_filled_in_wherever_it_stands() {
        let port = free_port("127.0.0.1").unwrap();
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
        assert!(free_port("no.such.host.invalid").is_ok());
        let command = "serve -p {{port}} --url http://127.0.0.1:{{port}} {{other}}";
        let want = "serve -p 8080 --url http://127.0.0.1:8080 {{other}}";
        assert_eq!(filled_in(command, Some(8080)), want);
        assert_eq!(filled_in(command, None), command);
    }
}
