//! `tls:` of a target: what is offered, and what of the peer is believed.

use crate::model::tls::{Tls, TlsVersion};

use super::decoder::Decoder;
use super::keys;
use super::node::Node;

impl Decoder<'_> {
    /// How TLS is spoken; paths start from the file's folder.
    pub(super) fn tls(&mut self, node: &Node) -> Option<Tls> {
        const VERSIONS: [(&str, TlsVersion); 2] =
            [("1.2", TlsVersion::V1_2), ("1.3", TlsVersion::V1_3)];
        let entries = self.entries(node, &keys::TLS)?;
        let mut tls = Tls::default();
        for (name, _, value) in entries.iter() {
            match name {
                "insecure" => tls.insecure = self.flag(value, "`insecure`").unwrap_or_default(),
                "cacert" => tls.cacert = self.path(value, "`cacert`"),
                "cert" => tls.cert = self.path(value, "`cert`"),
                "key" => tls.key = self.path(value, "`key`"),
                "sni" => tls.sni = self.line(value, "`sni`").map(str::to_owned),
                "alpn" => {
                    tls.alpn = self.each(value, |decoder, member| {
                        decoder.line(member, "`alpn`").map(str::to_owned)
                    });
                }
                "min" => tls.min = self.word(value, "`min`", &VERSIONS),
                _ => tls.max = self.word(value, "`max`", &VERSIONS),
            }
        }
        if let (Some(min), Some(max), Some(node)) = (tls.min, tls.max, entries.value("max"))
            && min > max
        {
            self.error(node, "`max` is lower than `min`: no version is left");
        }
        Some(tls)
    }
}
