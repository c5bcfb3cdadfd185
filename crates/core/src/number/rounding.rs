//! Rounding to a decimal place, which always gives an exact number or no
//! answer.

use std::cmp::Ordering;

use super::big::from_big;
use super::integer::{div_floor, ten_to};
use super::ratio::Ratio;
use super::small::Fraction;
use super::{Number, NumberError, Repr};
use crate::host::{BigInt, Integer, is_negative, is_zero};

/// The furthest decimal place, on either side of the point, that
/// [`Number::round`] takes: that of the 128-bit decimals of FEEL.
pub const MAX_SCALE: u32 = 6176;

/// Which neighbour a number between two decimals is rounded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// The nearer; of two equally near, the even one.
    HalfEven,
    /// The nearer; of two equally near, the one away from zero.
    HalfUp,
    /// The nearer; of two equally near, the one towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
}

impl Rounding {
    /// Whether a number takes the neighbour above rather than the one below.
    /// `half` says where it lies in between (its distance from below against
    /// one half); the number is not itself a decimal of that scale.
    pub(super) fn takes_upper(self, negative: bool, half: Ordering, lower_is_odd: bool) -> bool {
        let on_tie = match self {
            Self::HalfEven => lower_is_odd,
            Self::HalfUp => !negative,
            Self::HalfDown => negative,
            Self::Up => return !negative,
            Self::Down => return negative,
            Self::Floor => return false,
            Self::Ceiling => return true,
        };
        match half {
            Ordering::Less => false,
            Ordering::Equal => on_tie,
            Ordering::Greater => true,
        }
    }
}

impl Number {
    /// This number with `scale` digits after the decimal point; a negative
    /// scale counts places before the point (`-4` rounds yuan to 万元).
    ///
    /// # Errors
    /// `OutOfDomain` for a scale past [`MAX_SCALE`]; `Overflow`;
    /// `WithinError` for a rounded number whose bounds round apart.
    pub fn round(&self, scale: i32, mode: Rounding) -> Result<Self, NumberError> {
        if scale.unsigned_abs() > MAX_SCALE {
            return Err(NumberError::OutOfDomain);
        }
        match &self.0 {
            Repr::Small { num, den } => {
                if let Some((num, den)) = round_small((*num, *den), scale, mode) {
                    return Ok(Self(Repr::Small { num, den }));
                }
                from_big(round_big(&Ratio::from_small((*num, *den)), scale, mode))
            }
            Repr::Big(value) => from_big(round_big(value, scale, mode)),
            Repr::Rounded(value) => {
                let lo = round_big(&value.lo, scale, mode);
                if lo == round_big(&value.hi, scale, mode) { from_big(lo) } else { Err(NumberError::WithinError) }
            }
        }
    }

    /// The greatest whole number not above this one.
    ///
    /// # Errors
    /// `WithinError` for a rounded number too close to a whole one to tell.
    pub fn floor(&self) -> Result<Self, NumberError> {
        self.round(0, Rounding::Floor)
    }

    /// The least whole number not below this one.
    ///
    /// # Errors
    /// `WithinError` for a rounded number too close to a whole one to tell.
    pub fn ceiling(&self) -> Result<Self, NumberError> {
        self.round(0, Rounding::Ceiling)
    }
}

fn round_small((num, den): Fraction, scale: i32, mode: Rounding) -> Option<Fraction> {
    let power = ten_to(scale.unsigned_abs())?;
    if scale >= 0 && (den == power || den == 1) {
        return Some((num, den));
    }
    let (scaled, by) = if scale >= 0 { (num.checked_mul(power)?, den) } else { (num, den.checked_mul(power)?) };
    let (mut whole, rest) = div_floor(scaled, by);
    // Not `2 * rest`, which could overflow.
    if rest != 0 && mode.takes_upper(num < 0, rest.cmp(&(by - rest)), whole % 2 != 0) {
        whole = whole.checked_add(1)?;
    }
    if scale >= 0 { Some((whole, power)) } else { Some((whole.checked_mul(power)?, 1)) }
}

/// Unchecked for size; the scale bounds the work.
fn round_big(value: &Ratio, scale: i32, mode: Rounding) -> Ratio {
    let power = ten_power(scale.unsigned_abs());
    let (num, den) = (value.num(), value.den());
    if scale >= 0 {
        Ratio::new(&round_ratio(&(num * &power), den, mode), &power)
    } else {
        Ratio::whole(&round_ratio(num, &(den * &power), mode) * &power)
    }
}

/// Ten to the given power as a big integer.
pub(super) fn ten_power(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

/// The whole number that `num / den` rounds to.
pub(super) fn round_ratio(num: &BigInt, den: &BigInt, mode: Rounding) -> BigInt {
    let (whole, rest) = num.div_mod_floor(den);
    if is_zero(&rest) {
        return whole;
    }
    let half = (rest << 1_u64).cmp(den);
    if mode.takes_upper(is_negative(num), half, whole.bit(0)) { &whole + &BigInt::from(1) } else { whole }
}
