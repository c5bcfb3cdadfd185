//! Unit tests of exact numbers, on values worked out by hand.

use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn powers() {
    assert_eq!(number("1.05").pow(&number("3")), Ok(number("1.157625")));
    assert_eq!(number("2").pow(&number("-3")), Ok(number("0.125")));
    assert_eq!(number("-0.5").pow(&number("-3")), Ok(number("-8")));
    assert_eq!(number("-2").pow(&number("127")), Ok(Number::from_i128(i128::MIN)));
    assert_eq!(Number::ZERO.pow(&Number::ZERO), Ok(Number::ONE));
    assert_eq!(Number::ZERO.pow(&number("-1")), Err(NumberError::OutOfDomain));
    assert_eq!(Number::ZERO.pow(&number("-0.3")), Err(NumberError::OutOfDomain));
    assert_eq!(Number::ZERO.pow(&number("0.3")), Ok(Number::ZERO));
    assert_eq!(Number::ZERO.pow(&number("1e30")), Ok(Number::ZERO));
    assert_eq!(number("-8").pow(&number("0.3")), Err(NumberError::OutOfDomain));
    assert_eq!(number("10").pow(&number("1000000")), Err(NumberError::Overflow));
    assert_eq!(number("0.9999").pow(&number("1e12")), Err(NumberError::Overflow));
    assert_eq!(number("3").pow(&number("1e300")), Err(NumberError::Overflow));
    assert_eq!(number("-1").pow(&number("1e300")), Ok(Number::ONE));
    assert_eq!(number("-1.0").pow(&number("1e18").add(&Number::ONE).unwrap()), Ok(number("-1")));
    assert_eq!(number("-1").pow(&number("1e30").add(&Number::ONE).unwrap()), Ok(number("-1")));
    assert_eq!(number("1.00").pow(&number("-1e300")), Ok(Number::ONE));
    assert_eq!(number("3").pow(&Number::from_i64(i64::MIN)), Err(NumberError::Overflow));
    // 2^4095 has 4096 bits, 2^4096 one more.
    assert!(number("2").pow(&number("4095")).is_ok());
    assert_eq!(number("2").pow(&number("4096")), Err(NumberError::Overflow));
    assert!(number("2").pow(&number("-4095")).is_ok());
    assert_eq!(number("2").pow(&number("-4096")), Err(NumberError::Overflow));
    // 2^1.1 and 2^(sqrt 2), from tables.
    let power = number("2").pow(&number("1.1")).unwrap();
    assert_eq!(power.round(15, Rounding::HalfEven), Ok(number("2.143546925072586")));
    let power = number("2").pow(&number("2").sqrt().unwrap()).unwrap();
    assert_eq!(power.round(15, Rounding::HalfEven), Ok(number("2.665144142690225")));
    assert_eq!(Number::ONE.pow(&number("2").sqrt().unwrap()), Ok(Number::ONE));
}

#[test]
fn reading() {
    for (text, num, den) in [
        ("0", 0, 1),
        ("-0", 0, 1),
        ("+7", 7, 1),
        (".5", 1, 2),
        ("-.25", -1, 4),
        ("12.50", 25, 2),
        ("1e3", 1000, 1),
        ("1.5E-2", 3, 200),
        ("1e+2", 100, 1),
        ("007", 7, 1),
    ] {
        assert_eq!(Number::parse(text), Number::ratio(num, den), "{text}");
    }
    for text in [
        "", "-", "+", ".", "5.", "1 ", " 1", "1_000", "1,000", "e5", "1e", "1e+", "1e1.5", "--1", "1.2.3", "0x10", "inf", "NaN",
        "1e5e5", "五", "１", "-.e1", "1.e5", "1e-", ".e5",
    ] {
        assert_eq!(Number::parse(text), Err(NumberError::Syntax), "{text}");
    }
    assert_eq!(Number::parse("1e1001"), Err(NumberError::Overflow));
    assert_eq!(Number::parse("1e-1001"), Err(NumberError::Overflow));
    assert_eq!(Number::parse("1e99999999999999999999"), Err(NumberError::Overflow));
    assert!(Number::parse("1e1000").is_ok());
    assert!(Number::parse("-1e-1000").is_ok());
    assert_eq!(Number::parse(&"9".repeat(401)), Err(NumberError::TooLong));
    assert_eq!(Number::parse(&format!("{}e1000", "9".repeat(390))), Err(NumberError::Overflow));
    assert_eq!(Number::parse(&"9".repeat(400)).unwrap().to_string(), "9".repeat(400));
    let longest = format!(".{}", "3".repeat(399));
    assert_eq!(Number::parse(&longest).unwrap().decimal_places(399), Some(399));
    let edge = i128::MIN.to_string();
    assert_eq!(Number::parse(&edge), Ok(Number::from_i128(i128::MIN)));
}

#[test]
fn floats() {
    assert_eq!(Number::from_f64(0.1), Ok(number("0.1")));
    assert_eq!(Number::from_f64(-0.0), Ok(Number::ZERO));
    assert_eq!(Number::from_f64(1e22), Ok(number("1e22")));
    assert_eq!(Number::from_f64(5e-324), Ok(number("5e-324")));
    assert_eq!(Number::from_f64(123_456_789_012.345), Ok(number("123456789012.345")));
    assert_eq!(Number::from_f64(0.1 + 0.2), Err(NumberError::FloatDigits));
    assert_eq!(Number::from_f64(f64::MAX), Err(NumberError::FloatDigits));
    assert_eq!(Number::from_f64(f64::NAN), Err(NumberError::NotFinite));
    assert_eq!(Number::from_f64(f64::NEG_INFINITY), Err(NumberError::NotFinite));
}

#[test]
fn showing() {
    for (num, den, shown) in [
        (0, 7, "0"),
        (-1, 4, "-0.25"),
        (100, 100, "1"),
        (1200, 1, "1200"),
        (1, 3, "0.3333333333333333333333333333333333"),
        (-2, 3, "-0.6666666666666666666666666666666667"),
        (200, 3, "66.66666666666666666666666666666667"),
        (1, 3000, "0.0003333333333333333333333333333333333"),
        (99_999, 100_000, "0.99999"),
    ] {
        assert_eq!(Number::ratio(num, den).unwrap().to_string(), shown);
    }
    for (text, shown) in [
        // 34 digits in full; 35 to the even neighbour; a run of nines carries.
        ("1.234567890123456789012345678901234", "1.234567890123456789012345678901234"),
        ("1.2345678901234567890123456789012345", "1.234567890123456789012345678901234"),
        ("1.2345678901234567890123456789012355", "1.234567890123456789012345678901236"),
        ("9.9999999999999999999999999999999999", "10"),
        ("0.00000000000000000000000000000000000000001", "0.00000000000000000000000000000000000000001"),
        ("1e40", "10000000000000000000000000000000000000000"),
        ("12345678901234567890123456789012345678901.5", "12345678901234567890123456789012350000000"),
        ("1.50", "1.5"),
    ] {
        assert_eq!(number(text).to_string(), shown);
    }
    // A rounded number has no digits to show past the 34th: ln(exp(1000)) has few.
    let large = number("200").exp().unwrap().to_string();
    assert_eq!(large.trim_end_matches('0').len(), 34);
    assert_eq!(large.len(), 87);
    assert_eq!(format!("{:>6}|{:<6}|{:06}", number("1.5"), number("-2"), number("-2")), "   1.5|-2    |-00002");
}

#[test]
fn keys_and_places() {
    assert_eq!(number("1.50").to_key(), "3/2");
    assert_eq!(Number::ratio(-10, -4).unwrap().to_key(), "5/2");
    assert_eq!(Number::ratio(10, -4).unwrap().to_key(), "-5/2");
    assert_eq!(Number::ZERO.to_key(), "0/1");
    assert!(number("2").sqrt().unwrap().to_key().starts_with('~'));
    assert_eq!(number("1.50").decimal_places(2), Some(1));
    assert_eq!(number("1.50").decimal_places(0), None);
    assert_eq!(number("3.0").decimal_places(0), Some(0));
    assert_eq!(Number::ratio(1, 3).unwrap().decimal_places(1000), None);
    assert_eq!(Number::ratio(3, 3).unwrap().decimal_places(0), Some(0));
    assert_eq!(Number::ratio(1, 8).unwrap().decimal_places(9), Some(3));
    assert_eq!(number("1e-100").decimal_places(100), Some(100));
    assert_eq!(number("1e-100").decimal_places(99), None);
    assert_eq!(number("1e100").decimal_places(0), Some(0));
}

#[test]
fn rounding_ties() {
    let modes = [
        Rounding::HalfEven,
        Rounding::HalfUp,
        Rounding::HalfDown,
        Rounding::Up,
        Rounding::Down,
        Rounding::Floor,
        Rounding::Ceiling,
    ];
    for (text, scale, expected) in [
        ("2.5", 0, ["2", "3", "2", "3", "2", "2", "3"]),
        ("-2.5", 0, ["-2", "-3", "-2", "-3", "-2", "-3", "-2"]),
        ("1.115", 2, ["1.12", "1.12", "1.11", "1.12", "1.11", "1.11", "1.12"]),
        ("-1.125", 2, ["-1.12", "-1.13", "-1.12", "-1.13", "-1.12", "-1.13", "-1.12"]),
        ("15000", -4, ["20000", "20000", "10000", "20000", "10000", "10000", "20000"]),
        ("-0.4", 0, ["0", "0", "0", "-1", "0", "-1", "0"]),
        ("7", 3, ["7"; 7]),
    ] {
        for (mode, expected) in modes.into_iter().zip(expected) {
            assert_eq!(number(text).round(scale, mode), Ok(number(expected)), "{text} {mode:?}");
        }
    }
    let third = Number::ratio(1, 3).unwrap();
    assert_eq!(third.round(6177, Rounding::Down), Err(NumberError::OutOfDomain));
    assert_eq!(third.round(i32::MIN, Rounding::Down), Err(NumberError::OutOfDomain));
    assert_eq!(third.round(6176, Rounding::Down), Err(NumberError::Overflow));
    assert_eq!(third.round(-6176, Rounding::Up), Err(NumberError::Overflow));
    assert_eq!(third.round(-6176, Rounding::Down), Ok(Number::ZERO));
    assert_eq!(number("0.5").round(6176, Rounding::Down), Ok(number("0.5")));
    assert_eq!(number("-7.5").floor(), Ok(number("-8")));
    assert_eq!(number("-7.5").ceiling(), Ok(number("-7")));
}

#[test]
fn edges_of_machine_integers() {
    let least = Number::from_i128(i128::MIN);
    let most = Number::from_i128(i128::MAX);
    assert_eq!(least.neg(), most.add(&Number::ONE).unwrap());
    assert_eq!(least.abs(), least.neg());
    assert_eq!(least.neg().neg(), least);
    assert_eq!(least.neg().abs(), least.neg());
    assert_eq!(least.sub(&Number::ONE).unwrap().abs(), most.add(&number("2")).unwrap());
    assert_eq!(least.modulo(&number("-1")), Ok(Number::ZERO));
    assert_eq!(Number::ratio(1, i128::MIN).unwrap().mul(&least), Ok(Number::ONE));
    assert_eq!(Number::ratio(i128::MIN, i128::MIN), Ok(Number::ONE));
    assert_eq!(Number::ratio(i128::MIN, -1), Ok(least.neg()));
    assert_eq!(Number::ratio(1, 0), Err(NumberError::DivisionByZero));
    assert_eq!(Number::ONE.div(&Number::ZERO), Err(NumberError::DivisionByZero));
    assert_eq!(Number::ONE.modulo(&Number::ZERO), Err(NumberError::DivisionByZero));
    assert_eq!(number("1e100").modulo(&Number::ZERO), Err(NumberError::DivisionByZero));
    assert_eq!(Number::from_i64(i64::MIN).to_i64(), Some(i64::MIN));
    assert_eq!(number("9223372036854775808").to_i64(), None);
    assert_eq!(number("6.0").to_i64(), Some(6));
    assert_eq!(number("1e100").to_i64(), None);
    assert!(number("1e100").is_integer() && number("4.00").is_integer());
    assert!(!number("0.5").is_integer() && !number("1e-100").is_integer());
    // The opposite of the least `i64` does not fit one, and the denominators
    // are large enough for the path that would take it.
    let least = Number::ratio(i64::MIN.into(), 1 << 40).unwrap();
    let third = Number::ratio(1, 3).unwrap();
    assert_eq!(third.sub(&least), Number::ratio((1 << 40) - 3 * i128::from(i64::MIN), 3 << 40));
    // Too large for the quotient, not for the remainder.
    let (large, fine) = (number("1e1000"), number("7e-1000"));
    assert_eq!(large.div(&fine), Err(NumberError::Overflow));
    assert!(large.modulo(&fine).is_ok());
}

#[test]
fn neighbours_alike_to_the_last() {
    // Quotients of Fibonacci numbers, whose continued fractions are the longest for their size. By Cassini's identity
    // F(n+1) / F(n) - F(n) / F(n-1) is one over F(n) F(n-1), for odd n below zero.
    let (mut before, mut last, mut next) = (Number::ONE, Number::ONE, number("2"));
    for n in 2..2900 {
        if n > 2890 {
            let (left, right) = (next.div(&last).unwrap(), last.div(&before).unwrap());
            let gap = Number::ONE.div(&last.mul(&before).unwrap()).unwrap();
            let (gap, order) = if n % 2 == 1 { (gap.neg(), Ordering::Less) } else { (gap, Ordering::Greater) };
            assert_eq!(left.compare(&right), Ok(order));
            assert_eq!(left.sub(&right), Ok(gap));
        }
        (before, last, next) = (last.clone(), next.clone(), last.add(&next).unwrap());
    }
}

#[test]
fn long_sums_stay_small() {
    let mut sum = Number::ZERO;
    for i in 0..10_000_i64 {
        let term = Number::ratio(i128::from(i), [100, 10_000, 7, 3][usize::try_from(i % 4).unwrap()]);
        sum = sum.add(&term.unwrap()).unwrap();
    }
    assert!(matches!(sum.0, Repr::Small { .. }));
    assert_eq!(NumberError::WithinError.code(), "number_within_error");
    assert_eq!(NumberError::DivisionByZero.to_string(), "division by zero");
}
