//! Numbers from text and from floats, within bounds that keep hostile input
//! from costing more than its own length.

use std::cmp::Ordering;

use super::big::from_big;
use super::integer::ten_to;
use super::ratio::Ratio;
use super::rounding::ten_power;
use super::{Number, NumberError, Repr};
use crate::host::BigInt;

/// The longest text that [`Number::parse`] reads, in bytes.
pub const MAX_TEXT: usize = 400;

/// The largest exponent, either way, that [`Number::parse`] reads.
pub const MAX_EXPONENT: u32 = 1000;

/// Digits that a double always keeps; one with more was computed, not written.
const FLOAT_DIGITS: usize = 15;

impl Number {
    /// Reads a decimal number: an optional sign, digits with an optional
    /// fraction (`12`, `1.5`, `.5`, not `5.`), an optional exponent (`1e-3`).
    /// No spaces, no separators.
    ///
    /// # Errors
    /// `Syntax`; `TooLong` past [`MAX_TEXT`]; `Overflow` for an exponent past
    /// [`MAX_EXPONENT`] or a value past [`MAX_BITS`](super::MAX_BITS) bits.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        if text.len() > MAX_TEXT {
            return Err(NumberError::TooLong);
        }
        let (negative, rest) = signed(text);
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(NumberError::Syntax),
            None if mantissa.is_empty() => return Err(NumberError::Syntax),
            None => (mantissa, ""),
        };
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(NumberError::Syntax);
        }
        if exponent.unsigned_abs() > MAX_EXPONENT {
            return Err(NumberError::Overflow);
        }
        let decimals = i32::try_from(fraction.len()).map_err(|_| NumberError::TooLong)?;
        let shift = exponent - decimals;
        match small_value(negative, whole, fraction, shift) {
            Some(repr) => Ok(Self(repr)),
            None => big_value(negative, whole, fraction, shift),
        }
    }

    /// The decimal that a float was most likely written as: the shortest that
    /// reads back as the same float.
    ///
    /// # Errors
    /// As [`Number::from_float_text`].
    pub fn from_f64(value: f64) -> Result<Self, NumberError> {
        Self::from_float_text(&format!("{value:e}"))
    }

    /// The decimal of a float that was already printed as the shortest decimal
    /// that reads back, as Rust and JavaScript do it.
    ///
    /// # Errors
    /// `FloatDigits` where that has more than 15 significant digits, as such a
    /// float is the rounded result of a computation; `NotFinite` for a text that
    /// is no number or whose number is past every float.
    pub fn from_float_text(text: &str) -> Result<Self, NumberError> {
        let number = match Self::parse(text) {
            Err(NumberError::TooLong) => return Err(NumberError::FloatDigits),
            Err(_) => return Err(NumberError::NotFinite),
            Ok(number) => number,
        };
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        if digits.trim_matches('0').len() > FLOAT_DIGITS {
            return Err(NumberError::FloatDigits);
        }
        // With so few digits a number below this bound is a finite float.
        if number.abs().compare(&Self::parse("1.8e308")?)? == Ordering::Less { Ok(number) } else { Err(NumberError::NotFinite) }
    }
}

impl std::str::FromStr for Number {
    type Err = NumberError;

    /// The same as [`Number::parse`].
    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::parse(text)
    }
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The exponent, saturated: past the limit its size no longer matters.
fn parse_exponent(text: &str) -> Result<i32, NumberError> {
    let (negative, digits) = signed(text);
    if digits.is_empty() || !all_digits(digits) {
        return Err(NumberError::Syntax);
    }
    let size = digits.bytes().fold(0_i32, |size, digit| size.saturating_mul(10).saturating_add(i32::from(digit - b'0')));
    Ok(if negative { -size } else { size })
}

fn small_value(negative: bool, whole: &str, fraction: &str, shift: i32) -> Option<Repr> {
    let mut num = 0_i128;
    for digit in whole.bytes().chain(fraction.bytes()) {
        num = num.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    if negative {
        num = -num;
    }
    let power = ten_to(shift.unsigned_abs())?;
    Some(if shift < 0 { Repr::Small { num, den: power } } else { Repr::Small { num: num.checked_mul(power)?, den: 1 } })
}

fn big_value(negative: bool, whole: &str, fraction: &str, shift: i32) -> Result<Number, NumberError> {
    let digits = [whole, fraction].concat();
    let mut num = BigInt::from(0);
    for group in digits.as_bytes().chunks(18) {
        // A group fits a machine integer.
        let (mut value, mut power) = (0_i128, 1_i128);
        for digit in group {
            value = value * 10 + i128::from(digit - b'0');
            power *= 10;
        }
        num = &(&num * &BigInt::from(power)) + &BigInt::from(value);
    }
    if negative {
        num = -num;
    }
    let power = ten_power(shift.unsigned_abs());
    from_big(if shift < 0 { Ratio::new(&num, &power) } else { Ratio::whole(&num * &power) })
}
