//! A random order that a seed gives again, on any machine and in any version of this tool: cases that
//! depend on each other show themselves, and can be shown once more.

/// Puts the items in the order of this seed.
pub(super) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut random = SplitMix64(seed);
    // Fisher and Yates, from the end: each order is as likely as any other.
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last + 1));
    }
}

/// SplitMix64, by Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; the bias, for as many cases as fit into memory, is below 2⁻³⁰.
    fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_that_others_get_from_the_same_seed() {
        let mut random = SplitMix64(1_234_567);
        let want =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([random.next(), random.next(), random.next()], want);
    }

    /// Written down: a seed that someone noted must give the same order in later versions.
    #[test]
    fn an_order_is_that_of_its_seed_for_ever() {
        let order = |seed| {
            let mut items: Vec<u8> = (0..10).collect();
            shuffle(&mut items, seed);
            items
        };
        assert_eq!(order(1), [9, 0, 1, 4, 8, 2, 3, 7, 6, 5]);
        assert_eq!(order(2), [7, 0, 3, 2, 8, 1, 9, 4, 6, 5]);
        let mut sorted = order(3);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..10).collect::<Vec<u8>>());
        shuffle(&mut [(); 0], 4);
    }
}
