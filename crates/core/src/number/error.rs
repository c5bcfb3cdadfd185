//! What can go wrong with a number, kept apart so that callers can map each
//! case to a diagnostic without knowing how numbers are stored.

use std::fmt;

/// Why an operation on [`Number`](super::Number) has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberError {
    /// The numerator or denominator of the result is past
    /// [`MAX_BITS`](super::MAX_BITS) bits.
    Overflow,
    /// The divisor is exactly zero.
    DivisionByZero,
    /// The function has no real value there: square root of a negative,
    /// logarithm of zero or less, zero to a negative power, a rounding scale
    /// out of range, a deviation of fewer than two values.
    OutOfDomain,
    /// A rounded number is too close to the point of decision to tell.
    WithinError,
    /// The text is not a number.
    Syntax,
    /// The text is longer than a number may be.
    TooLong,
    /// The float has more than 15 significant decimal digits, so its author
    /// cannot have written the value it holds.
    FloatDigits,
    /// The float is infinite or not a number.
    NotFinite,
}

impl NumberError {
    /// The stable `snake_case` name of the error, for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overflow => "number_overflow",
            Self::DivisionByZero => "division_by_zero",
            Self::OutOfDomain => "number_out_of_domain",
            Self::WithinError => "number_within_error",
            Self::Syntax => "number_syntax",
            Self::TooLong => "number_too_long",
            Self::FloatDigits => "float_digits",
            Self::NotFinite => "float_not_finite",
        }
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "number too large or too fine to hold exactly",
            Self::DivisionByZero => "division by zero",
            Self::OutOfDomain => "argument outside the domain of the function",
            Self::WithinError => "rounded number too close to tell",
            Self::Syntax => "not a number",
            Self::TooLong => "number text too long",
            Self::FloatDigits => "float with more than 15 significant digits",
            Self::NotFinite => "float is not finite",
        })
    }
}

impl std::error::Error for NumberError {}
