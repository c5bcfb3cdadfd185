//! The one statistic that leaves the rationals, and so belongs to the numbers.

use super::{Number, NumberError};

/// Sample standard deviation, as in FEEL: the square root of the sum of
/// squared distances from the mean over one less than the count. Exact where
/// that is the square of a fraction, otherwise rounded.
///
/// # Errors
/// `OutOfDomain` for fewer than two values; `Overflow`.
pub fn stddev(values: &[Number]) -> Result<Number, NumberError> {
    let count = i64::try_from(values.len()).map_err(|_| NumberError::Overflow)?;
    if count < 2 {
        return Err(NumberError::OutOfDomain);
    }
    let mut sum = Number::ZERO;
    for value in values {
        sum = sum.add(value)?;
    }
    let mean = sum.div(&Number::from_i64(count))?;
    let two = Number::from_i64(2);
    let mut squares = Number::ZERO;
    for value in values {
        // A power, not a product: the square of an interval around zero must
        // not reach below zero.
        squares = squares.add(&value.sub(&mean)?.pow(&two)?)?;
    }
    squares.div(&Number::from_i64(count - 1))?.sqrt()
}
