//! Numbers as text: plain decimals for people, lowest terms for hash keys.

use std::fmt;

use dashu_base::{BitTest, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::integer::ten_to;
use super::rounded::order;
use super::rounding::{Rounding, round_ratio, ten_power};
use super::small::reduce;
use super::{Number, Repr};

/// Significant digits shown of what cannot be shown in full.
const DIGITS: u8 = 34;

/// Plain notation: no exponent, no trailing zeros, never `-0`. Whole numbers
/// and decimals that end within 34 significant digits are shown in full, the
/// rest rounded half even to 34 significant digits; of a rounded number the
/// middle of its interval is shown so.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (negative, text) = match &self.0 {
            Repr::Small { num, den } => {
                let (num, den) = reduce(*num, *den);
                let text = small_plain(num.unsigned_abs(), den)
                    .unwrap_or_else(|| plain(&UBig::from(num.unsigned_abs()), &UBig::from(den.unsigned_abs()), true));
                (num < 0, text)
            }
            Repr::Big(value) => big_plain(value, true),
            Repr::Rounded(value) => big_plain(&value.middle(), false),
        };
        f.pad_integral(!negative, "", &text)
    }
}

impl Number {
    /// Canonical exact text `num/den` in lowest terms: the same for equal
    /// exact values, so it serves as a hash key. A rounded number gives its
    /// bounds, and never the key of an exact one.
    pub fn to_key(&self) -> String {
        match &self.0 {
            Repr::Small { num, den } => {
                let (num, den) = reduce(*num, *den);
                format!("{num}/{den}")
            }
            Repr::Big(value) => key(value),
            Repr::Rounded(value) => format!("~{}~{}", key(&value.lo), key(&value.hi)),
        }
    }

    /// How many decimals this number has, if it ends within `limit` of them;
    /// `None` for a rounded one.
    pub fn decimal_places(&self, limit: u32) -> Option<u32> {
        let places = match &self.0 {
            Repr::Small { den: 1, .. } => 0,
            Repr::Small { num, den } => small_places(reduce(*num, *den).1)?,
            Repr::Big(value) => u32::try_from(places(value.denominator())?).ok()?,
            Repr::Rounded(_) => return None,
        };
        (places <= limit).then_some(places)
    }
}

fn key(value: &RBig) -> String {
    format!("{}/{}", value.numerator(), value.denominator())
}

fn big_plain(value: &RBig, exact: bool) -> (bool, String) {
    let size = value.numerator().unsigned_abs();
    (order(value).is_lt(), plain(&size, value.denominator(), exact))
}

/// Decimals of a fraction in lowest terms, if they end.
fn small_places(den: i128) -> Option<u32> {
    let twos = den.trailing_zeros();
    let (mut rest, mut fives) = (den >> twos, 0);
    while rest % 5 == 0 {
        rest /= 5;
        fives += 1;
    }
    (rest == 1).then_some(twos.max(fives))
}

/// Decimals of a fraction in lowest terms, if they end.
fn places(den: &UBig) -> Option<usize> {
    let twos = den.trailing_zeros()?;
    let mut rest = den >> twos;
    let fives = rest.remove(&UBig::from(5_u8)).unwrap_or(0);
    rest.is_one().then_some(twos.max(fives))
}

fn small_plain(num: u128, den: i128) -> Option<String> {
    let places = small_places(den)?;
    let lift = (ten_to(places)? / den).unsigned_abs();
    let digits = num.checked_mul(lift)?.to_string();
    (den == 1 || digits.len() <= usize::from(DIGITS)).then(|| place_point(digits, i64::from(places)))
}

/// The digits of `num / den`, in lowest terms. What is not `exact` has no
/// digits to show past the significant ones, be it whole.
fn plain(num: &UBig, den: &UBig, exact: bool) -> String {
    if num.is_zero() {
        return "0".to_owned();
    }
    if exact && den.is_one() {
        return num.to_string();
    }
    if let Some(places) = places(den) {
        let scale = u32::try_from(places).unwrap_or(u32::MAX);
        let digits = (num * ten_power(scale) / den).to_string();
        if digits.len() <= usize::from(DIGITS) {
            return place_point(digits, i64::from(scale));
        }
    }
    // Bit lengths give the place of the first digit to within one or two;
    // a first try then tells it.
    let bits = length(num) - length(den);
    let guess = i64::from(DIGITS) + 2 - bits * 30103 / 100_000;
    let found = scaled(num, den, guess, Rounding::Down).to_string();
    let scale = guess + i64::from(DIGITS) - i64::try_from(found.len()).unwrap_or(0);
    place_point(scaled(num, den, scale, Rounding::HalfEven).to_string(), scale)
}

fn length(value: &UBig) -> i64 {
    i64::try_from(value.bit_len()).unwrap_or(i64::MAX)
}

/// `num / den` times ten to the `scale`, rounded to a whole number.
fn scaled(num: &UBig, den: &UBig, scale: i64, mode: Rounding) -> IBig {
    let power = ten_power(u32::try_from(scale.unsigned_abs()).unwrap_or(u32::MAX));
    if scale >= 0 {
        round_ratio(&IBig::from(num * power), den, mode)
    } else {
        round_ratio(&IBig::from(num.clone()), &(den * power), mode)
    }
}

/// Writes `digits` times ten to the minus `scale` in plain notation.
fn place_point(mut digits: String, scale: i64) -> String {
    let Ok(scale_down) = usize::try_from(scale) else {
        let zeros = usize::try_from(scale.unsigned_abs()).unwrap_or(0);
        digits.extend(std::iter::repeat_n('0', zeros));
        return digits;
    };
    if scale_down == 0 {
        return digits;
    }
    // One digit must stand before the point.
    let padded = format!("{digits:0>width$}", width = scale_down + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale_down);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}
