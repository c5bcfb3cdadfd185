//! Helpers on machine integers that the standard library lacks in stable
//! form: greatest common divisor, floored division and products of 256 bits.

use std::cmp::Ordering;

/// Powers of ten that fit an `i128`, by exponent.
const POWERS: [i128; 39] = {
    let mut table = [1_i128; 39];
    let mut i = 1;
    while i < table.len() {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
};

/// Ten to the given power if it fits.
#[inline]
pub(super) fn ten_to(exponent: u32) -> Option<i128> {
    POWERS.get(usize::try_from(exponent).ok()?).copied()
}

/// Greatest common divisor; `gcd(x, 0)` is `x`.
///
/// By shifts, since a division of 128 bits costs as much as ten of their steps.
pub(super) fn gcd(mut a: u128, mut b: u128) -> u128 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    b >>= b.trailing_zeros();
    while a != b {
        if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd_u64(x, y)) << twos;
        }
        if a < b {
            (a, b) = (b, a);
        }
        a -= b;
        a >>= a.trailing_zeros();
    }
    a << twos
}

fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        if a > b {
            (a, b) = (b, a);
        }
        b -= a;
    }
    a << twos
}

/// Quotient towards minus infinity and the remainder, `0 <= r < den`, for a
/// positive `den`.
#[inline]
pub(super) fn div_floor(num: i128, den: i128) -> (i128, i128) {
    if let (Ok(n), Ok(d)) = (i64::try_from(num), i64::try_from(den)) {
        return (i128::from(n.div_euclid(d)), i128::from(n.rem_euclid(d)));
    }
    (num.div_euclid(den), num.rem_euclid(den))
}

/// Remainder with the sign of the divisor, which must not be zero.
#[inline]
pub(super) fn mod_floor(num: i128, divisor: i128) -> i128 {
    // `i128::MIN % -1` would trap though its value is plainly zero.
    let r = num.wrapping_rem(divisor);
    if r != 0 && (r < 0) != (divisor < 0) { r + divisor } else { r }
}

/// The high and low halves of a product of 256 bits.
fn wide_mul(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let low = a0 * b0;
    let mid = a1 * b0 + (low >> 64);
    let mid2 = a0 * b1 + (mid & LOW);
    (a1 * b1 + (mid >> 64) + (mid2 >> 64), (mid2 << 64) | (low & LOW))
}

/// Compares `a/b` with `c/d` for positive denominators, whatever their size.
pub(super) fn compare_wide(a: i128, b: i128, c: i128, d: i128) -> Ordering {
    let by_sign = a.signum().cmp(&c.signum());
    if by_sign != Ordering::Equal {
        return by_sign;
    }
    let left = wide_mul(a.unsigned_abs(), d.unsigned_abs());
    let right = wide_mul(c.unsigned_abs(), b.unsigned_abs());
    let by_size = left.cmp(&right);
    if a < 0 { by_size.reverse() } else { by_size }
}
