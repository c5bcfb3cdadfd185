//! Integers past 128 bits: sign and size, in words of 32 bits.
//!
//! Not a library's: numbers here have at most some thousand bits, where the methods learnt at school are the quickest, and
//! a library brings those for millions along, which the WebAssembly module would carry.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Shl, Shr, Sub};

/// An integer. Zero is not negative and has no words; the last word is not zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BigInt {
    negative: bool,
    /// The least significant first.
    words: Vec<u32>,
}

/// The low word of a sum or a product.
#[expect(clippy::cast_possible_truncation, reason = "the rest is carried on by the caller")]
const fn low(wide: u64) -> u32 {
    wide as u32
}

/// A number of bits as whole words and the bits left over.
fn places(bits: u64) -> (usize, u32) {
    (usize::try_from(bits / 32).unwrap_or(usize::MAX), low(bits % 32))
}

impl BigInt {
    pub(super) const ZERO: Self = Self { negative: false, words: Vec::new() };

    fn from_words(negative: bool, mut words: Vec<u32>) -> Self {
        while words.last() == Some(&0) {
            words.pop();
        }
        Self { negative: negative && !words.is_empty(), words }
    }

    /// A machine integer by its sign and size.
    pub(super) fn from_size(negative: bool, size: u128) -> Self {
        Self::from_words(
            negative,
            (0..4).map(|i| u32::try_from(size >> (32 * i) & u128::from(u32::MAX)).unwrap_or_default()).collect(),
        )
    }

    pub(super) const fn is_negative(&self) -> bool {
        self.negative
    }

    pub(super) const fn is_zero(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn is_odd(&self) -> bool {
        self.words.first().is_some_and(|word| word % 2 == 1)
    }

    /// Number of bits of the size.
    pub(super) fn bits(&self) -> u64 {
        let above = self.words.last().map_or(0, |word| word.leading_zeros());
        32 * self.words.len() as u64 - u64::from(above)
    }

    /// How often two divides it; nothing for zero.
    pub(super) fn trailing_zeros(&self) -> Option<u64> {
        let at = self.words.iter().position(|word| *word != 0)?;
        Some(32 * at as u64 + u64::from(self.words[at].trailing_zeros()))
    }

    /// The power; `0` to the `0` is one.
    pub(super) fn pow(&self, exponent: u32) -> Self {
        let (mut out, mut square, mut rest) = (Self::from(1), self.clone(), exponent);
        loop {
            if rest % 2 == 1 {
                out = &out * &square;
            }
            rest /= 2;
            if rest == 0 {
                return out;
            }
            square = &square * &square;
        }
    }

    /// Quotient towards zero and the rest, which has the sign of this number; `by` must not be zero.
    pub(super) fn div_rem(&self, by: &Self) -> (Self, Self) {
        let (quotient, rest) = divide(&self.words, &by.words);
        (Self::from_words(self.negative != by.negative, quotient), Self::from_words(self.negative, rest))
    }

    /// Quotient towards minus infinity and the rest, which has the sign of `by`, which must not be zero.
    pub(super) fn div_mod_floor(&self, by: &Self) -> (Self, Self) {
        let (quotient, rest) = self.div_rem(by);
        if rest.is_zero() || rest.negative == by.negative {
            return (quotient, rest);
        }
        (&quotient - &Self::from(1), &rest + by)
    }

    /// The sum with another number of the given sign.
    fn plus(&self, other: &[u32], negative: bool) -> Self {
        if self.negative == negative {
            return Self::from_words(negative, sum(&self.words, other));
        }
        match compare(&self.words, other) {
            Ordering::Less => Self::from_words(negative, difference(other, &self.words)),
            _ => Self::from_words(self.negative, difference(&self.words, other)),
        }
    }
}

fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

fn sum(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut carry = 0;
    let mut out = Vec::with_capacity(a.len().max(b.len()) + 1);
    for i in 0..a.len().max(b.len()) {
        carry += u64::from(a.get(i).copied().unwrap_or(0)) + u64::from(b.get(i).copied().unwrap_or(0));
        out.push(low(carry));
        carry >>= 32;
    }
    out.push(low(carry));
    out
}

/// `a - b`, for an `a` that is not less.
fn difference(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut borrow = false;
    let minus = |(i, word): (usize, &u32)| {
        let (rest, first) = word.overflowing_sub(b.get(i).copied().unwrap_or(0));
        let (rest, second) = rest.overflowing_sub(u32::from(borrow));
        borrow = first || second;
        rest
    };
    a.iter().enumerate().map(minus).collect()
}

fn product(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut out = vec![0; a.len() + b.len()];
    for (i, x) in a.iter().enumerate() {
        let mut carry = 0;
        for (place, y) in out[i..].iter_mut().zip(b.iter().chain([&0])) {
            carry += u64::from(*x) * u64::from(*y) + u64::from(*place);
            *place = low(carry);
            carry >>= 32;
        }
    }
    out
}

/// Quotient and rest of sizes: Knuth's algorithm D (The Art of Computer Programming, section 4.3.1).
fn divide(a: &[u32], b: &[u32]) -> (Vec<u32>, Vec<u32>) {
    if b.is_empty() || compare(a, b) == Ordering::Less {
        return (Vec::new(), a.to_vec());
    }
    // The divisor's first word must be at least half of what a word holds.
    let shift = u64::from(b.last().map_or(0, |word| word.leading_zeros()));
    let (mut rest, by) = (shifted_left(a, shift), shifted_left(b, shift));
    rest.resize(a.len() + 1, 0);
    let by = &by[..b.len()];
    let first = u64::from(by[by.len() - 1]);
    let second = if by.len() > 1 { u64::from(by[by.len() - 2]) } else { 0 };
    let mut quotient = vec![0; a.len() + 1 - b.len()];
    for at in (0..quotient.len()).rev() {
        let part = &mut rest[at..=at + by.len()];
        let n = by.len();
        let top = u64::from(part[n]) << 32 | u64::from(part[n - 1]);
        let next = if n > 1 { u64::from(part[n - 2]) } else { 0 };
        let (mut guess, mut left) = (top / first, top % first);
        while guess > u64::from(u32::MAX) || guess * second > (left << 32 | next) {
            guess -= 1;
            left += first;
            if left > u64::from(u32::MAX) {
                break;
            }
        }
        // The guess is right or one too large.
        if !subtract(part, by, guess) {
            guess -= 1;
            let back = sum(part, by);
            part.copy_from_slice(&back[..=n]);
        }
        quotient[at] = low(guess);
    }
    (quotient, shifted_right(&rest, shift))
}

/// Takes `times` times `b` from `a`, which has one word more; whether it was large enough. If not, `a` is short by one `b`
/// modulo its words.
fn subtract(a: &mut [u32], b: &[u32], times: u64) -> bool {
    let (mut carry, mut borrow) = (0, false);
    for (place, word) in a.iter_mut().zip(b.iter().chain([&0])) {
        carry += times * u64::from(*word);
        let (rest, first) = place.overflowing_sub(low(carry));
        let (rest, second) = rest.overflowing_sub(u32::from(borrow));
        (*place, borrow) = (rest, first || second);
        carry >>= 32;
    }
    !borrow
}

fn shifted_left(words: &[u32], by: u64) -> Vec<u32> {
    let (whole, bits) = places(by);
    let mut out = vec![0; whole];
    let mut carry = 0;
    for word in words {
        carry |= u64::from(*word) << bits;
        out.push(low(carry));
        carry >>= 32;
    }
    out.push(low(carry));
    out
}

fn shifted_right(words: &[u32], by: u64) -> Vec<u32> {
    let (whole, bits) = places(by);
    let kept = words.get(whole..).unwrap_or_default();
    let above = kept.iter().skip(1).chain([&0]);
    kept.iter().zip(above).map(|(word, above)| low((u64::from(*above) << 32 | u64::from(*word)) >> bits)).collect()
}

impl<T: Into<i128>> From<T> for BigInt {
    fn from(value: T) -> Self {
        let value = value.into();
        Self::from_size(value < 0, value.unsigned_abs())
    }
}

impl TryFrom<&BigInt> for i128 {
    type Error = ();

    fn try_from(value: &BigInt) -> Result<Self, ()> {
        if value.words.len() > 4 {
            return Err(());
        }
        let size = value.words.iter().rev().fold(0_u128, |size, word| size << 32 | u128::from(*word));
        let signed = if value.negative { 0_i128.checked_sub_unsigned(size) } else { 0_i128.checked_add_unsigned(size) };
        signed.ok_or(())
    }
}

impl Ord for BigInt {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => compare(&self.words, &other.words),
            (true, true) => compare(&other.words, &self.words),
        }
    }
}

impl PartialOrd for BigInt {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Neg for BigInt {
    type Output = BigInt;

    fn neg(self) -> BigInt {
        BigInt::from_words(!self.negative, self.words)
    }
}

impl Neg for &BigInt {
    type Output = BigInt;

    fn neg(self) -> BigInt {
        -self.clone()
    }
}

impl Add for &BigInt {
    type Output = BigInt;

    fn add(self, other: &BigInt) -> BigInt {
        self.plus(&other.words, other.negative)
    }
}

impl Sub for &BigInt {
    type Output = BigInt;

    fn sub(self, other: &BigInt) -> BigInt {
        self.plus(&other.words, !other.negative)
    }
}

impl Mul for &BigInt {
    type Output = BigInt;

    fn mul(self, other: &BigInt) -> BigInt {
        BigInt::from_words(self.negative != other.negative, product(&self.words, &other.words))
    }
}

/// Towards zero; the divisor must not be zero.
impl Div for &BigInt {
    type Output = BigInt;

    fn div(self, by: &BigInt) -> BigInt {
        self.div_rem(by).0
    }
}

impl Shl<u64> for &BigInt {
    type Output = BigInt;

    fn shl(self, by: u64) -> BigInt {
        if self.is_zero() { BigInt::ZERO } else { BigInt::from_words(self.negative, shifted_left(&self.words, by)) }
    }
}

/// Towards zero.
impl Shr<u64> for &BigInt {
    type Output = BigInt;

    fn shr(self, by: u64) -> BigInt {
        BigInt::from_words(self.negative, shifted_right(&self.words, by))
    }
}
