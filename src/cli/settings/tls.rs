//! The flags of TLS → how it is spoken with a target.

use crate::cli::args::{TlsArgs, TlsVersionName};
use crate::model::tls::{Tls, TlsVersion};

/// Puts what the flags say in the place of what was said of a target before.
pub(super) fn speak(tls: &mut Tls, args: &TlsArgs) {
    let said = tls_of(args);
    // A certificate and its key belong together.
    let key = if said.cert.is_some() { said.key } else { said.key.or(tls.key.take()) };
    *tls = Tls {
        insecure: said.insecure || tls.insecure,
        cacert: said.cacert.or(tls.cacert.take()),
        cert: said.cert.or(tls.cert.take()),
        key,
        sni: said.sni.or(tls.sni.take()),
        alpn: if said.alpn.is_empty() { std::mem::take(&mut tls.alpn) } else { said.alpn },
        min: said.min.or(tls.min),
        max: said.max.or(tls.max),
    };
}

/// What the flags say.
fn tls_of(args: &TlsArgs) -> Tls {
    Tls {
        insecure: args.insecure,
        cacert: args.cacert.clone(),
        cert: args.cert.clone(),
        key: args.key.clone(),
        sni: args.sni.clone(),
        alpn: args.alpn.clone(),
        min: args.tls_min.map(version),
        max: args.tls_max.map(version),
    }
}

fn version(name: TlsVersionName) -> TlsVersion {
    match name {
        TlsVersionName::V1_2 => TlsVersion::V1_2,
        TlsVersionName::V1_3 => TlsVersion::V1_3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_outweighs_what_the_target_says_and_leaves_the_rest_of_it() {
        let mut tls = Tls {
            cert: Some("old.pem".into()),
            key: Some("old.key".into()),
            sni: Some("b.test".to_owned()),
            min: Some(TlsVersion::V1_3),
            ..Tls::default()
        };
        let args = TlsArgs {
            insecure: true,
            cert: Some("new.pem".into()),
            tls_max: Some(TlsVersionName::V1_3),
            ..TlsArgs::default()
        };
        let want = Tls {
            insecure: true,
            cert: Some("new.pem".into()),
            sni: Some("b.test".to_owned()),
            min: Some(TlsVersion::V1_3),
            max: Some(TlsVersion::V1_3),
            ..Tls::default()
        };
        speak(&mut tls, &args);
        assert_eq!(tls, want);
    }
}
