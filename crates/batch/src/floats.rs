//! Integers as floats and floats as integers, in operations that every processor has for many at once.

/// The float nearest to an integer.
#[expect(clippy::cast_precision_loss, reason = "whoever needs it exact proves that the integer is below 2^53")]
#[inline]
pub fn float(n: i64) -> f64 {
    n as f64
}

/// Added to a float, it rounds that to a whole number (to the even one of two) and leaves it in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Floats below it are rounded rightly by [`rounded`].
pub const ROUNDED: f64 = 2_251_799_813_685_248.0;

/// The whole number nearest to a float below [`ROUNDED`], as a float and as an integer.
#[inline]
pub fn rounded(x: f64) -> (f64, i64) {
    let shifted = x + ROUNDER;
    (shifted - ROUNDER, shifted.to_bits().wrapping_sub(ROUNDER.to_bits()).cast_signed())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        #[expect(clippy::cast_possible_truncation, reason = "what the language does is the measure")]
        fn floats_become_the_nearest_integers(x in -ROUNDED..ROUNDED, small in -10.0..10.0, half in -1_000..1_000) {
            for x in [x, small, f64::from(half) / 2.0, 0.0, -0.0] {
                let n = x.round_ties_even();
                prop_assert_eq!(rounded(x), (n, n as i64));
            }
        }
    }
}
