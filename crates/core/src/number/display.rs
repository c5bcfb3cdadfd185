//! Numbers as text: plain decimals for people, lowest terms for hash keys.

use std::cmp::Ordering;
use std::fmt;

use super::integer::ten_to;
use super::ratio::Ratio;
use super::rounding::{Rounding, round_ratio, ten_power};
use super::small::reduce;
use super::{Number, Repr};
use crate::host::{BigInt, Integer, is_negative};

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
                match small_plain(num.unsigned_abs(), den).or_else(|| small_rounded(num.unsigned_abs(), den.unsigned_abs())) {
                    Some(text) => (num < 0, text),
                    None => plain(&Ratio::from_small((num, den)), true),
                }
            }
            Repr::Big(value) => plain(value, true),
            Repr::Rounded(value) => plain(&value.middle(), false),
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
            Repr::Big(value) => places(value.den())?,
            Repr::Rounded(_) => return None,
        };
        (places <= limit).then_some(places)
    }
}

fn key(value: &Ratio) -> String {
    let sign = if value.is_negative() { "-" } else { "" };
    format!("{sign}{}/{}", digits(value.num()), digits(value.den()))
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
fn places(den: &BigInt) -> Option<u32> {
    let twos = den.trailing_zeros()?;
    let rest = den >> twos;
    // Powers of five are more than two bits apart, so there is one of each
    // length at most: its exponent is the bits over log2(5), rounded down.
    let fives = u32::try_from(rest.bits() * 1_000_000 / 2_321_928).ok()?;
    (rest == BigInt::from(5).pow(fives)).then_some(u32::try_from(twos).ok()?.max(fives))
}

fn small_plain(num: u128, den: i128) -> Option<String> {
    let places = small_places(den)?;
    let lift = (ten_to(places)? / den).unsigned_abs();
    let digits = num.checked_mul(lift)?.to_string();
    (den == 1 || digits.len() <= usize::from(DIGITS)).then(|| place_point(digits, i64::from(places)))
}

/// The fraction, which may not be shown in full, in [`DIGITS`] significant digits, by long division; only where that stays within
/// machine integers. `den` is above zero.
fn small_rounded(num: u128, den: u128) -> Option<String> {
    // With these digits before the point, or all of them, one more could pass the machine integers.
    let (full, most) = (10_u128.pow(u32::from(DIGITS) - 1), u128::MAX / 10);
    let (mut digits, mut rest) = (num / den, num % den);
    if num == 0 || digits >= full || den > most {
        return None;
    }
    let mut scale = 0;
    while digits < full {
        rest *= 10;
        digits = digits * 10 + rest / den;
        rest %= den;
        scale += 1;
    }
    // Half to the even neighbour; a run of nines may carry into one digit more, which is then a zero behind the point.
    let above = (rest * 2).cmp(&den);
    if above == Ordering::Greater || above == Ordering::Equal && digits % 2 == 1 {
        digits += 1;
    }
    Some(place_point(digits.to_string(), scale))
}

/// Whether a fraction is below zero, and the text of its size. What is not
/// `exact` has no digits to show past the significant ones, be it whole.
fn plain(value: &Ratio, exact: bool) -> (bool, String) {
    (value.is_negative(), plain_size(&value.abs(), exact))
}

fn plain_size(value: &Ratio, exact: bool) -> String {
    let (num, den) = (value.num(), value.den());
    if value.is_zero() || exact && value.is_whole() {
        return digits(num);
    }
    if let Some(places) = places(den) {
        let shown = &(num * &ten_power(places)) / den;
        if shown < ten_power(u32::from(DIGITS)) {
            return place_point(digits(&shown), i64::from(places));
        }
    }
    // Bit lengths give the place of the first digit to within one or two;
    // a first try then tells it.
    let bits = length(num) - length(den);
    let guess = i64::from(DIGITS) + 2 - bits * 30103 / 100_000;
    let found = digits(&scaled(num, den, guess, Rounding::Down));
    let scale = guess + i64::from(DIGITS) - i64::try_from(found.len()).unwrap_or(0);
    place_point(digits(&scaled(num, den, scale, Rounding::HalfEven)), scale)
}

/// The decimal digits of a number, without its sign.
fn digits(value: &BigInt) -> String {
    // Groups of 18 digits, for they fit a machine integer.
    let group = ten_power(18);
    let mut rest = if is_negative(value) { -value } else { value.clone() };
    let mut groups = Vec::new();
    while rest >= group {
        let (above, below) = rest.div_mod_floor(&group);
        groups.push(below);
        rest = above;
    }
    let small = |value: &BigInt| i128::try_from(value).unwrap_or_default();
    groups.iter().rev().fold(small(&rest).to_string(), |text, group| format!("{text}{:018}", small(group)))
}

fn length(value: &BigInt) -> i64 {
    i64::try_from(value.bits()).unwrap_or(i64::MAX)
}

/// `num / den` times ten to the `scale`, rounded to a whole number.
fn scaled(num: &BigInt, den: &BigInt, scale: i64, mode: Rounding) -> BigInt {
    let power = ten_power(u32::try_from(scale.unsigned_abs()).unwrap_or(u32::MAX));
    if scale >= 0 { round_ratio(&(num * &power), den, mode) } else { round_ratio(num, &(den * &power), mode) }
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
