//! Integers and tables that a JavaScript host lends.

use std::ops::{Add, Div, Mul, Neg, Shl, Shr, Sub};
use std::sync::OnceLock;

use js_sys::{BigInt as Host, JsString, RegExp};

/// An integer of any size, under the names that `num-bigint` has for what is used here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BigInt(Host);

impl BigInt {
    /// How many binary digits the size of this integer has; none for zero.
    pub(crate) fn bits(&self) -> u64 {
        let text = format!("{:x}", self.0);
        let mut digits = text.trim_start_matches('-').chars();
        let first = digits.next().and_then(|c| c.to_digit(16)).unwrap_or_default();
        u64::from(u32::BITS - first.leading_zeros()) + 4 * digits.as_str().len() as u64
    }

    /// How many times two divides it; zero has no end of that.
    pub(crate) fn trailing_zeros(&self) -> Option<u64> {
        Self(&self.0 & &-&self.0).bits().checked_sub(1)
    }

    /// Whether a binary digit is set.
    pub(crate) fn bit(&self, place: u64) -> bool {
        !is_zero(&Self(&self.0 & &Host::from(1_u64 << place)))
    }

    pub(crate) fn pow(&self, times: u32) -> Self {
        Self(self.0.pow(&Host::from(times)))
    }
}

/// Division as `num-integer` has it.
pub(crate) trait Integer: Sized {
    /// The quotient towards minus infinity, and the rest, which has the sign of the divisor.
    fn div_mod_floor(&self, by: &Self) -> (Self, Self);
    /// Greatest common divisor, not below zero.
    fn gcd(&self, other: &Self) -> Self;
}

impl Integer for BigInt {
    fn div_mod_floor(&self, by: &Self) -> (Self, Self) {
        let (quotient, rest) = (self / by, Self(&self.0 % &by.0));
        if !is_zero(&rest) && is_negative(&rest) != is_negative(by) {
            (&quotient - &Self::from(1), &rest + by)
        } else {
            (quotient, rest)
        }
    }

    fn gcd(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.clone(), other.clone());
        while !is_zero(&b) {
            let rest = Self(&a.0 % &b.0);
            a = std::mem::replace(&mut b, rest);
        }
        if is_negative(&a) { -a } else { a }
    }
}

/// Whether an integer is below zero.
pub(crate) fn is_negative(value: &BigInt) -> bool {
    *value < BigInt::from(0)
}

/// Whether an integer is zero.
pub(crate) fn is_zero(value: &BigInt) -> bool {
    value.0.is_falsy()
}

macro_rules! operators {
    ($($operator:ident $name:ident,)*) => {$(
        impl $operator for &BigInt {
            type Output = BigInt;

            fn $name(self, other: Self) -> BigInt {
                BigInt((&self.0).$name(&other.0))
            }
        }
    )*};
}

operators!(Add add, Sub sub, Mul mul, Div div,);

macro_rules! shifts {
    ($($operator:ident $name:ident,)*) => {$(
        impl $operator<u64> for &BigInt {
            type Output = BigInt;

            fn $name(self, places: u64) -> BigInt {
                BigInt((&self.0).$name(&Host::from(places)))
            }
        }

        impl $operator<u64> for BigInt {
            type Output = BigInt;

            fn $name(self, places: u64) -> BigInt {
                (&self).$name(places)
            }
        }
    )*};
}

shifts!(Shl shl, Shr shr,);

impl Neg for &BigInt {
    type Output = BigInt;

    fn neg(self) -> BigInt {
        BigInt(-&self.0)
    }
}

impl Neg for BigInt {
    type Output = BigInt;

    fn neg(self) -> BigInt {
        -&self
    }
}

macro_rules! machine_integers {
    ($($from:ident)*) => {$(
        impl From<$from> for BigInt {
            fn from(value: $from) -> Self {
                Self(Host::from(value))
            }
        }
    )*};
}

machine_integers!(i32 i64 u32 i128 u128);

/// An integer does not fit a machine's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooLarge;

macro_rules! to_machine_integers {
    ($($to:ident)*) => {$(
        impl TryFrom<&BigInt> for $to {
            type Error = TooLarge;

            fn try_from(value: &BigInt) -> Result<Self, TooLarge> {
                Self::try_from(value.0.clone()).map_err(|_| TooLarge)
            }
        }
    )*};
}

to_machine_integers!(i64 i128);

/// A text in Unicode's composed form, NFC.
pub(crate) fn composed(text: &str) -> String {
    JsString::from(text).normalize("NFC").into()
}

/// Whether a word may begin with a character: Unicode's `XID_Start`.
pub(crate) fn starts_word(c: char) -> bool {
    static STARTS: OnceLock<RegExp> = OnceLock::new();
    if c.is_ascii() { c.is_ascii_alphabetic() } else { is_chinese(c) || matches(&STARTS, r"\p{XIDS}", c) }
}

/// Whether a word may go on with a character: Unicode's `XID_Continue`.
pub(crate) fn continues_word(c: char) -> bool {
    static CONTINUES: OnceLock<RegExp> = OnceLock::new();
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { is_chinese(c) || matches(&CONTINUES, r"\p{XIDC}", c) }
}

/// Most of what names are made of; the host is not asked for each of these.
fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn matches(pattern: &OnceLock<RegExp>, text: &str, c: char) -> bool {
    pattern.get_or_init(|| RegExp::new(text, "u")).test(c.encode_utf8(&mut [0; 4]))
}
