//! Which parts of a run a plan or a results document is, where several machines share it.

use serde::{Deserialize, Serialize};

/// Parts of a run that was cut into `of` of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shards {
    /// The parts, each from 1 to `of`, in ascending order; one for a run, several where some of the
    /// results were merged.
    pub parts: Vec<u32>,
    /// How many parts there are, at least 1.
    pub of: u32,
}

impl Shards {
    /// One part of several.
    #[must_use]
    pub fn one(part: u32, of: u32) -> Self {
        Self { parts: vec![part], of }
    }

    /// Whether this case on this target falls to one of these parts.
    #[must_use]
    pub fn take(&self, id: &str, target: &str) -> bool {
        self.parts.contains(&part_of(id, target, self.of))
    }
}

/// The part, from 1 to `of`, to which a case on a target falls.
///
/// It hangs on nothing else, so that cases and targets that come or go move no other one: FNV-1a in
/// 64 bits over the id, a NUL and the target's name, then the finalizer of `MurmurHash3` (FNV alone
/// mixes the last octets badly, and ids differ in them), modulo `of`.
#[must_use]
pub fn part_of(id: &str, target: &str, of: u32) -> u32 {
    let octets = id.bytes().chain([0]).chain(target.bytes());
    let mut hash = fnv_1a(octets);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    let part = hash % u64::from(of.max(1));
    u32::try_from(part).unwrap_or_default().saturating_add(1)
}

/// FNV-1a, 64 bits.
pub fn fnv_1a(octets: impl Iterator<Item = u8>) -> u64 {
    octets.fold(0xcbf2_9ce4_8422_2325, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_of_a_size_and_stay_what_they_are() {
        assert_eq!(fnv_1a(b"foobar".iter().copied()), 0x8594_4171_f739_67e8, "the published value");
        // Jobs of different versions may share a run: a change here needs a new format.
        let parts = ["session/get", "session/head", "a[octet=\\x00]", "a[octet=\\x01]"]
            .map(|id| part_of(id, "http://127.0.0.1:8080", 4));
        assert_eq!(parts, PINNED);
        for of in [2, 3, 4, 7, 16] {
            let mut counts = vec![0_u32; of as usize];
            for case in 0..1600 {
                counts[part_of(&format!("rule[octet=\\x{case:02x}]"), "t", of) as usize - 1] += 1;
            }
            let fair = 1600 / of;
            assert!(counts.iter().all(|n| n.abs_diff(fair) * 3 < fair), "{counts:?}");
        }
        assert_eq!(part_of("a", "t", 1), 1);
        let moved = (0..64).filter(|n| part_of("a", &format!("t{n}"), 4) != 1).count();
        assert!((32..64).contains(&moved), "the target counts too: {moved}");
    }

    const PINNED: [u32; 4] = [2, 3, 2, 4];
}
