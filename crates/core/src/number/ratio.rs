//! Fractions of big integers, always in lowest terms.
//!
//! Not those of `num-rational`: their order recurses as deep as the continued
//! fraction is long, which hostile operands make thousands of frames, and
//! their products look for common factors three times.
//!
//! Here and beside, operators stand between references, whose meaning is the
//! same whoever computes with the integers: see [`crate::host`].

use std::cmp::Ordering;

use super::integer;
use super::small::{Fraction, reduce};
use crate::host::{BigInt, Integer, is_negative, is_zero};

/// A fraction in lowest terms with a denominator above zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    num: BigInt,
    den: BigInt,
}

impl Ratio {
    /// The fraction `num / den`; `den` must not be zero.
    pub(super) fn new(num: &BigInt, den: &BigInt) -> Self {
        let common = gcd(num, den);
        Self::coprime(num / &common, den / &common)
    }

    /// The fraction of two numbers without a common factor; `den` must not be
    /// zero.
    pub(super) fn coprime(num: BigInt, den: BigInt) -> Self {
        if is_negative(&den) { Self { num: -num, den: -den } } else { Self { num, den } }
    }

    /// `mantissa` times two to the minus `places`.
    pub(super) fn dyadic(mantissa: &BigInt, places: u64) -> Self {
        let common = mantissa.trailing_zeros().unwrap_or(places).min(places);
        Self { num: mantissa >> common, den: BigInt::from(1) << (places - common) }
    }

    pub(super) fn zero() -> Self {
        Self::whole(BigInt::from(0))
    }

    /// A whole number.
    pub(super) fn whole(num: BigInt) -> Self {
        Self { num, den: BigInt::from(1) }
    }

    /// A machine fraction.
    pub(super) fn from_small((num, den): Fraction) -> Self {
        let (num, den) = reduce(num, den);
        Self { num: BigInt::from(num), den: BigInt::from(den) }
    }

    /// The machine fraction of the same value, if it fits one.
    pub(super) fn to_small(&self) -> Option<Fraction> {
        Some((i128::try_from(&self.num).ok()?, i128::try_from(&self.den).ok()?))
    }

    pub(super) const fn num(&self) -> &BigInt {
        &self.num
    }

    pub(super) const fn den(&self) -> &BigInt {
        &self.den
    }

    /// The bits of the longer of numerator and denominator.
    pub(super) fn bits(&self) -> u64 {
        self.num.bits().max(self.den.bits())
    }

    /// How this compares with zero.
    pub(super) fn sign(&self) -> Ordering {
        match self.is_negative() {
            true => Ordering::Less,
            false if self.is_zero() => Ordering::Equal,
            false => Ordering::Greater,
        }
    }

    pub(super) fn is_negative(&self) -> bool {
        is_negative(&self.num)
    }

    pub(super) fn is_zero(&self) -> bool {
        is_zero(&self.num)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.den.bits() == 1
    }

    pub(super) fn neg(&self) -> Self {
        Self { num: -&self.num, den: self.den.clone() }
    }

    pub(super) fn abs(&self) -> Self {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    pub(super) fn add(&self, other: &Self) -> Self {
        // Any common factor of the sum is one of the denominators' (Knuth,
        // section 4.5.1), which are half as long as their product.
        let common = gcd(&self.den, &other.den);
        let (den, den2) = (&self.den / &common, &other.den / &common);
        let num = &(&self.num * &den2) + &(&other.num * &den);
        let rest = gcd(&num, &common);
        Self { num: &num / &rest, den: &den * &(&other.den / &rest) }
    }

    pub(super) fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    pub(super) fn mul(&self, other: &Self) -> Self {
        product(&self.num, &self.den, &other.num, &other.den)
    }

    /// The quotient; `other` must not be zero.
    pub(super) fn div(&self, other: &Self) -> Self {
        product(&self.num, &self.den, &other.den, &other.num)
    }

    /// The greatest whole number not above this.
    pub(super) fn floor(&self) -> BigInt {
        self.num.div_mod_floor(&self.den).0
    }
}

/// The product of `a / b` and `c / d`, both in lowest terms; `b` and `d` must
/// not be zero.
fn product(a: &BigInt, b: &BigInt, c: &BigInt, d: &BigInt) -> Ratio {
    let (left, right) = (gcd(a, d), gcd(c, b));
    Ratio::coprime(&(a / &left) * &(c / &right), &(b / &right) * &(d / &left))
}

/// Greatest common divisor; not both may be zero.
fn gcd(a: &BigInt, b: &BigInt) -> BigInt {
    let (Some(twos), Some(twos2)) = (a.trailing_zeros(), b.trailing_zeros()) else {
        let other = a + b;
        return if is_negative(&other) { -other } else { other };
    };
    // Without its twos the denominator of a bound is one, and that of a decimal
    // much shorter: the rest of a division then tells it in machine integers.
    let (mut long, mut short) = (a >> twos, b >> twos2);
    if long.bits() < short.bits() {
        (long, short) = (short, long);
    }
    let odd = match i128::try_from(&short) {
        Ok(small) => {
            let rest = i128::try_from(&long.div_mod_floor(&short).1).unwrap_or_default();
            BigInt::from(integer::gcd(small.unsigned_abs(), rest.unsigned_abs()))
        }
        Err(_) => long.gcd(&short),
    };
    odd << twos.min(twos2)
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.num * &other.den).cmp(&(&other.num * &self.den))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
