//! Unit tests of what leaves the fractions, on values known from tables.

use std::cmp::Ordering;

use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

fn shows(value: &Number, known: &str) {
    let shown = value.to_string();
    assert_eq!(shown, known);
}

#[test]
fn known_constants_to_34_digits() {
    shows(&number("2").sqrt().unwrap(), "1.414213562373095048801688724209698");
    shows(&Number::ONE.exp().unwrap(), "2.718281828459045235360287471352662");
    shows(&number("2").ln().unwrap(), "0.6931471805599453094172321214581766");
    shows(&number("10").ln().unwrap(), "2.302585092994045684017991454684364");
    shows(&number("3").sqrt().unwrap(), "1.732050807568877293527446341505872");
    shows(&number("0.5").ln().unwrap(), "-0.6931471805599453094172321214581766");
    shows(&number("-1").exp().unwrap(), "0.3678794411714423215955237701614609");
    // sqrt(200) = 10 sqrt(2), sqrt(0.02) = sqrt(2) / 10.
    shows(&number("200").sqrt().unwrap(), "14.14213562373095048801688724209698");
    shows(&number("0.02").sqrt().unwrap(), "0.1414213562373095048801688724209698");
}

#[test]
fn roots_of_squares_are_exact() {
    let root = number("1.1025").sqrt().unwrap();
    assert!(root.is_exact());
    assert_eq!(root, number("1.05"));
    assert_eq!(Number::ZERO.sqrt(), Ok(Number::ZERO));
    assert_eq!(number("0e-5").sqrt(), Ok(Number::ZERO));
    let large = number("1e300").add(&number("1e-300")).unwrap();
    let square = large.mul(&large).unwrap();
    assert_eq!(square.sqrt(), Ok(large));
    assert_eq!(number("-1").sqrt(), Err(NumberError::OutOfDomain));
    // An unreduced square: 8/18 = 4/9.
    assert_eq!(Number::ratio(8, 18).unwrap().sqrt(), Number::ratio(2, 3));
}

#[test]
fn growth_that_meets_its_threshold() {
    let third = Number::ratio(1, 3).unwrap();
    let growth = number("1.331").pow(&third).unwrap();
    assert_eq!(growth.compare(&number("1.1")), Ok(Ordering::Equal));
    assert!(growth.is_exact());
    let below = number("1.3309999999999999").pow(&third).unwrap();
    assert!(!below.is_exact());
    assert_eq!(below.compare(&number("1.1")), Ok(Ordering::Less));
    assert_eq!(number("8").pow(&number("-0.5").add(&number("1.5")).unwrap()), Ok(number("8")));
    assert_eq!(number("4").pow(&number("1.5")), Ok(number("8")));
    assert_eq!(number("4").pow(&number("-0.5")), Ok(number("0.5")));
}

#[test]
fn rounded_numbers_do_not_decide_within_their_error() {
    let root = number("2").sqrt().unwrap();
    let square = root.mul(&root).unwrap();
    assert_eq!(square.compare(&number("2")), Err(NumberError::WithinError));
    assert_eq!(number("2").compare(&square), Err(NumberError::WithinError));
    let nothing = root.sub(&root).unwrap();
    assert_eq!(nothing.sign(), Err(NumberError::WithinError));
    assert_eq!(Number::ONE.div(&nothing), Err(NumberError::WithinError));
    assert_eq!(nothing.sqrt(), Err(NumberError::WithinError));
    assert_eq!(nothing.ln(), Err(NumberError::WithinError));
    assert_eq!(nothing.floor(), Err(NumberError::WithinError));
    assert_eq!(square.round(20, Rounding::HalfEven), Ok(number("2")));
    assert_eq!(square.floor(), Err(NumberError::WithinError));
    assert_eq!(square.modulo(&Number::ONE), Err(NumberError::WithinError));
    assert_eq!(root.compare(&number("1.4142135623730950488016887242096980")), Ok(Ordering::Greater));
    assert_eq!(root.compare(&number("1.4142135623730950488016887242096981")), Ok(Ordering::Less));
    assert_eq!(root.to_i64(), None);
    assert!(!square.is_integer());
    assert_eq!(root.decimal_places(100), None);
    assert_ne!(square, number("2"));
    assert_eq!(root, root.clone());
    // What is exact whatever the rounded operand.
    assert_eq!(root.mul(&Number::ZERO), Ok(Number::ZERO));
    assert_eq!(root.pow(&Number::ZERO), Ok(Number::ONE));
    assert_eq!(root.round(3, Rounding::Down), Ok(number("1.414")));
    assert_eq!(root.round(3, Rounding::Up), Ok(number("1.415")));
}

#[test]
fn rounded_minimum_encloses_both_cases() {
    let root = number("2").sqrt().unwrap();
    let square = root.mul(&root).unwrap();
    let least = square.min_of(&number("2")).unwrap();
    assert_eq!(least.compare(&number("2.0001")), Ok(Ordering::Less));
    assert_eq!(least.compare(&number("1.9999")), Ok(Ordering::Greater));
    assert_eq!(square.max_of(&number("3")), Ok(number("3")));
    assert_eq!(number("1").max_of(&number("1.00")), Ok(Number::ONE));
    assert_eq!(number("1").min_of(&number("0.99")), Ok(number("0.99")));
}

#[test]
fn rounded_numbers_keep_their_size_and_digits() {
    let mut sum = Number::ZERO;
    let root = number("2").sqrt().unwrap();
    for _ in 0..1000 {
        sum = sum.add(&root).unwrap();
        sum = sum.div(&number("3")).unwrap().mul(&number("3")).unwrap();
    }
    assert!(sum.to_key().len() < 500);
    shows(&sum, "1414.213562373095048801688724209698");
    let back = root.neg().abs().mul(&number("-1")).unwrap().neg();
    shows(&back, "1.414213562373095048801688724209698");
    // sqrt(2)^10 = 32 and sqrt(2)^-10 = 1/32.
    let power = root.pow(&number("10")).unwrap();
    assert_eq!(power.round(30, Rounding::HalfEven), Ok(number("32")));
    let power = root.neg().pow(&number("-10")).unwrap();
    assert_eq!(power.round(30, Rounding::HalfEven), Ok(number("0.03125")));
    let power = root.neg().pow(&number("-9")).unwrap();
    assert_eq!(power.sign(), Ok(Ordering::Less));
    let square = power.mul(&power).unwrap();
    assert_eq!(square.round(30, Rounding::HalfEven), Ok(number("0.001953125")));
    // An interval around zero, squared, does not reach below it.
    let nothing = root.sub(&root).unwrap();
    let square = nothing.pow(&number("2")).unwrap();
    assert!(square.sqrt().is_ok());
    assert!(nothing.pow(&number("3")).unwrap().sign().is_err());
}

#[test]
fn exponentials_at_the_limits() {
    assert_eq!(Number::ZERO.exp(), Ok(Number::ONE));
    assert_eq!(Number::ONE.ln(), Ok(Number::ZERO));
    assert_eq!(number("3").sub(&number("2.0")).unwrap().ln(), Ok(Number::ZERO));
    for far in ["2841", "-2841", "1e300", "-1e300"] {
        assert_eq!(number(far).exp(), Err(NumberError::Overflow));
    }
    assert!(number("2800").exp().is_ok());
    assert!(number("-2700").exp().is_ok());
    assert_eq!(Number::ZERO.ln(), Err(NumberError::OutOfDomain));
    assert_eq!(number("-3").ln(), Err(NumberError::OutOfDomain));
    // ln(1 + 1e-100) = 1e-100 - 5e-201 + ...: the digits of a small logarithm.
    let near = Number::ONE.add(&number("1e-100")).unwrap().ln().unwrap();
    assert_eq!(near.compare(&number("1e-100")), Err(NumberError::WithinError));
    let series = number("1e-100").sub(&number("5e-201")).unwrap();
    let off = near.div(&series).unwrap().sub(&Number::ONE).unwrap().abs();
    assert_eq!(off.compare(&number("1e-55")), Ok(Ordering::Less));
    let near = Number::ratio(1023, 1024).unwrap().ln().unwrap().exp().unwrap();
    assert_eq!(near.round(40, Rounding::HalfEven), Ok(number("0.9990234375")));
}

#[test]
fn deviations() {
    let values: Vec<_> = ["2", "4", "7", "5"].map(number).into();
    // Mean 4.5, squares 13, over 3: from the FEEL specification, 2.0816659994...
    let deviation = stddev(&values).unwrap();
    assert_eq!(deviation.round(13, Rounding::Down), Ok(number("2.0816659994661")));
    let values: Vec<_> = ["1", "3", "5"].map(number).into();
    assert_eq!(stddev(&values), Ok(number("2")));
    assert_eq!(stddev(&[Number::ONE, number("1.0")]), Ok(Number::ZERO));
    assert_eq!(stddev(&[Number::ONE]), Err(NumberError::OutOfDomain));
    assert_eq!(stddev(&[]), Err(NumberError::OutOfDomain));
    let root = number("2").sqrt().unwrap();
    let deviation = stddev(&[root.clone(), root.neg()]).unwrap();
    assert_eq!(deviation.round(30, Rounding::HalfEven), Ok(number("2")));
    assert!(stddev(&[root.clone(), root]).is_ok());
}

#[test]
fn logarithms_beside_one_keep_their_digits() {
    // ln(N / (N - 1)) = 1 / (N - 1/2) but for one part in 12 N^2, and N has
    // one bit more than N - 1 where N is a power of two.
    let n = number("2").pow(&number("100")).unwrap();
    let above = n.div(&n.sub(&Number::ONE).unwrap()).unwrap();
    let by = n.sub(&number("0.5")).unwrap();
    for (value, by) in [(above.clone(), by.clone()), (Number::ONE.div(&above).unwrap(), by.neg())] {
        let off = value.ln().unwrap().mul(&by).unwrap().sub(&Number::ONE).unwrap();
        let off = off.abs();
        assert_eq!(off.compare(&number("1e-54")), Ok(Ordering::Less));
    }
}
