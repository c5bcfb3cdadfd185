//! Integers and tables that come along.

pub(crate) use num_bigint::BigInt;
pub(crate) use num_integer::Integer;
pub(crate) use unicode_ident::{is_xid_continue as continues_word, is_xid_start as starts_word};

use unicode_normalization::UnicodeNormalization;

/// Whether an integer is below zero.
pub(crate) fn is_negative(value: &BigInt) -> bool {
    value.sign() == num_bigint::Sign::Minus
}

/// Whether an integer is zero.
pub(crate) fn is_zero(value: &BigInt) -> bool {
    value.sign() == num_bigint::Sign::NoSign
}

/// A text in Unicode's composed form, NFC.
pub(crate) fn composed(text: &str) -> String {
    text.nfc().collect()
}
