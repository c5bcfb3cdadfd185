//! Powers, roots, exponential and logarithm of numbers: which results are
//! exact, which are rounded and which do not exist.

use std::cmp::Ordering;

use super::big::from_big;
use super::ratio::Ratio;
use super::rounded::enclose;
use super::small::reduce;
use super::{MAX_BITS, Number, NumberError, Repr, elementary};

impl Number {
    /// This number to the given power.
    ///
    /// Exact for whole exponents, and for fractional ones where the root is
    /// (`27 ** (1/3)`, `2.25 ** 0.5`), so that a compound growth that meets
    /// its threshold is seen to meet it. Otherwise rounded. `0 ** 0` is 1.
    ///
    /// # Errors
    /// `Overflow`, at once however large the exponent; `OutOfDomain` for zero
    /// to a negative power and a negative number to a fractional one.
    pub fn pow(&self, exponent: &Self) -> Result<Self, NumberError> {
        match exponent.to_i64() {
            Some(times) => self.whole_power(times),
            None => self.other_power(exponent),
        }
    }

    /// The square root; exact for the square of a fraction, otherwise rounded.
    ///
    /// # Errors
    /// `OutOfDomain` for a negative number; `WithinError` for a rounded one
    /// that may be negative.
    pub fn sqrt(&self) -> Result<Self, NumberError> {
        let Some(value) = self.to_big() else {
            let around = self.to_interval();
            return match (around.lo.sign(), around.hi.sign()) {
                (_, Ordering::Less) => Err(NumberError::OutOfDomain),
                (Ordering::Less, _) => Err(NumberError::WithinError),
                (Ordering::Equal, _) => enclose(&Ratio::zero(), &elementary::sqrt(&around.hi)?.1),
                _ => enclose(&elementary::sqrt(&around.lo)?.0, &elementary::sqrt(&around.hi)?.1),
            };
        };
        match value.sign() {
            Ordering::Less => return Err(NumberError::OutOfDomain),
            Ordering::Equal => return Ok(Self::ZERO),
            Ordering::Greater => {}
        }
        if let Some(root) = elementary::exact_root(&value, 2) {
            return from_big(root);
        }
        let (lo, hi) = elementary::sqrt(&value)?;
        enclose(&lo, &hi)
    }

    /// e to this number; rounded, save `exp(0)` = 1.
    ///
    /// # Errors
    /// `Overflow` past about 2700 on either side of zero, without any work.
    pub fn exp(&self) -> Result<Self, NumberError> {
        if matches!(&self.0, Repr::Small { num: 0, .. }) {
            return Ok(Self::ONE);
        }
        let around = self.to_interval();
        let (lo, hi) = elementary::exp(&around.lo)?;
        let hi = if around.lo == around.hi { hi } else { elementary::exp(&around.hi)?.1 };
        enclose(&lo, &hi)
    }

    /// The natural logarithm; rounded, save `ln(1)` = 0.
    ///
    /// # Errors
    /// `OutOfDomain` for zero or less; `WithinError` for a rounded number that
    /// may be zero or less.
    pub fn ln(&self) -> Result<Self, NumberError> {
        let around = self.to_interval();
        if around.hi.sign() != Ordering::Greater {
            return Err(NumberError::OutOfDomain);
        }
        if around.lo.sign() != Ordering::Greater {
            return Err(NumberError::WithinError);
        }
        let (lo, hi) = ln_bounds(&around.lo)?;
        let hi = if around.lo == around.hi { hi } else { ln_bounds(&around.hi)?.1 };
        enclose(&lo, &hi)
    }

    fn whole_power(&self, times: i64) -> Result<Self, NumberError> {
        if times == 0 {
            return Ok(Self::ONE);
        }
        match &self.0 {
            Repr::Small { num, den } => {
                if let Ok(times) = u32::try_from(times)
                    && let (Some(num), Some(den)) = (num.checked_pow(times), den.checked_pow(times))
                {
                    return Ok(Self(Repr::Small { num, den }));
                }
                exact_power(&Ratio::from_small((*num, *den)), times)
            }
            Repr::Big(value) => exact_power(value, times),
            Repr::Rounded(value) => value.power(times),
        }
    }

    /// A power whose exponent is not a whole number of 64 bits.
    fn other_power(&self, exponent: &Self) -> Result<Self, NumberError> {
        let Some(by) = exponent.to_big() else {
            return self.power_by_logarithm(exponent);
        };
        if by.is_whole() {
            let even = !by.num().bit(0);
            // One, minus one and zero are small: see `big::from_big`.
            return match self.fraction().map(|(num, den)| reduce(num, den)) {
                Some((1, 1)) => Ok(Self::ONE),
                Some((-1, 1)) => Ok(if even { Self::ONE } else { Self::from_i64(-1) }),
                Some((0, _)) if by.is_negative() => Err(NumberError::OutOfDomain),
                Some((0, _)) => Ok(Self::ZERO),
                _ => Err(NumberError::Overflow),
            };
        }
        if let Some((times, degree)) = by.to_small()
            && let (Ok(times), Ok(degree)) = (i64::try_from(times), u32::try_from(degree))
        {
            if degree == 2 && times == 1 {
                return self.sqrt();
            }
            // A root of more degrees than bits is one or no fraction at all.
            if u64::from(degree) <= MAX_BITS as u64
                && let Some(value) = self.to_big()
                && value.sign() == Ordering::Greater
                && let Some(root) = elementary::exact_root(&value, degree)
            {
                return exact_power(&root, times);
            }
        }
        self.power_by_logarithm(exponent)
    }

    fn power_by_logarithm(&self, exponent: &Self) -> Result<Self, NumberError> {
        if matches!(&self.0, Repr::Small { num: 0, .. }) {
            return match exponent.sign()? {
                Ordering::Greater => Ok(Self::ZERO),
                _ => Err(NumberError::OutOfDomain),
            };
        }
        self.ln()?.mul(exponent)?.exp()
    }
}

fn ln_bounds(value: &Ratio) -> Result<elementary::Bounds, NumberError> {
    if value.num() == value.den() { Ok((Ratio::zero(), Ratio::zero())) } else { elementary::ln(value) }
}

/// A whole power of a fraction.
fn exact_power(base: &Ratio, times: i64) -> Result<Number, NumberError> {
    if base.is_zero() {
        return if times < 0 { Err(NumberError::OutOfDomain) } else { Ok(Number::ZERO) };
    }
    let Some(more) = base.bits().checked_sub(1).filter(|bits| *bits > 0) else {
        // Plus or minus one: any power is cheap, and so is its sign.
        let odd = times % 2 != 0;
        return Ok(if odd && base.is_negative() { Number::from_i64(-1) } else { Number::ONE });
    };
    // A number of b bits to the power e has more than (b - 1) e bits.
    let count = u32::try_from(times.unsigned_abs()).map_err(|_| NumberError::Overflow)?;
    if more.checked_mul(count.into()).is_none_or(|bits| bits >= MAX_BITS as u64) {
        return Err(NumberError::Overflow);
    }
    let (num, den) = (base.num().pow(count), base.den().pow(count));
    from_big(if times > 0 { Ratio::coprime(num, den) } else { Ratio::coprime(den, num) })
}
