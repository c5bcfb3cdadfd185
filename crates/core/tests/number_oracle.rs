//! The numbers of the engine against an independent oracle, `dashu`.
//!
//! Every expected value here comes from the oracle, never from the engine.

use std::cmp::Ordering;

use dashu_base::{Abs, BitTest, Signed};
use dashu_int::IBig;
use dashu_ratio::RBig;
use peiyu::number::{MAX_BITS, Number, NumberError, Rounding, stddev};
use proptest::prelude::*;

/// A number of the engine and what the oracle holds it to be.
type Pair = (Number, RBig);

const MODES: [Rounding; 7] =
    [Rounding::HalfEven, Rounding::HalfUp, Rounding::HalfDown, Rounding::Up, Rounding::Down, Rounding::Floor, Rounding::Ceiling];

fn fraction(num: i128, den: i128) -> RBig {
    RBig::from_parts_signed(num.into(), den.into())
}

fn pair(num: i128, den: i128) -> Pair {
    (Number::ratio(num, den).unwrap(), fraction(num, den))
}

fn ten(exponent: i64) -> RBig {
    RBig::from(10_u8).pow(isize::try_from(exponent).unwrap())
}

/// The oracle's own reading of plain decimal text.
fn decimal(text: &str) -> RBig {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits: IBig = format!("{whole}{decimals}").parse().unwrap();
    RBig::from(digits) * ten(-i64::try_from(decimals.len()).unwrap())
}

fn key(value: &RBig) -> String {
    format!("{}/{}", value.numerator(), value.denominator())
}

fn fits(value: &RBig) -> bool {
    value.numerator().bit_len() <= MAX_BITS && value.denominator().bit_len() <= MAX_BITS
}

/// The engine must give the oracle's value, or overflow where that is too big.
fn agree(result: Result<Number, NumberError>, expected: &RBig) {
    if fits(expected) {
        assert_eq!(result.map(|value| value.to_key()), Ok(key(expected)));
    } else {
        assert_eq!(result.map(|value| value.to_key()), Err(NumberError::Overflow));
    }
}

/// The bounds of a rounded number (twice itself for an exact one).
fn bounds(value: &Number) -> (RBig, RBig) {
    let key = value.to_key();
    match key.strip_prefix('~') {
        Some(both) => {
            let (lo, hi) = both.split_once('~').unwrap();
            (lo.parse().unwrap(), hi.parse().unwrap())
        }
        None => (key.parse().unwrap(), key.parse().unwrap()),
    }
}

fn encloses(value: &Number, truth: &RBig) {
    let (lo, hi) = bounds(value);
    assert!(lo <= *truth && *truth <= hi, "{lo} <= {truth} <= {hi}");
}

/// Bounds of a fresh rounded result are at most 10^-50 of it apart.
fn tight(value: &Number) {
    let (lo, hi) = bounds(value);
    assert!((&hi - &lo) <= lo.clone().abs().min(hi.clone().abs()) * ten(-50), "{lo} .. {hi}");
}

/// Money in yuan, to 10^16 yuan either way, counted in fen.
fn money() -> impl Strategy<Value = Pair> {
    prop_oneof![-1_000_000_000_000_000_000_i128..=1_000_000_000_000_000_000, -1_000_000_i128..=1_000_000,]
        .prop_map(|fen| pair(fen, 100))
}

fn turnover() -> impl Strategy<Value = Pair> {
    (1_i128..=1_000_000_000_000_000_000).prop_map(|fen| pair(fen, 100))
}

fn edge() -> impl Strategy<Value = i128> {
    let marks =
        [i128::MIN, i128::MAX, i128::from(i64::MIN), i128::from(i64::MAX), i128::from(u64::MAX), 1 << 62, 1 << 126, -1, 0, 1];
    (prop::sample::select(marks.to_vec()), -3_i128..=3).prop_map(|(mark, step)| mark.saturating_add(step))
}

fn edges() -> impl Strategy<Value = Pair> {
    (edge(), edge().prop_filter("zero", |den| *den != 0)).prop_map(|(num, den)| pair(num, den))
}

/// Decimals far past 128 bits, some near the limit of 4096.
fn large() -> impl Strategy<Value = Pair> {
    ("-?[1-9][0-9]{30,300}", -990_i64..=900).prop_map(|(digits, exponent)| {
        let value = RBig::from(digits.parse::<IBig>().unwrap()) * ten(exponent);
        (Number::parse(&format!("{digits}e{exponent}")).unwrap(), value)
    })
}

fn exact() -> impl Strategy<Value = Pair> {
    prop_oneof![
        4 => money(),
        2 => (-10_000_i128..10_000, 1_i128..10_000).prop_map(|(num, den)| pair(num, den)),
        2 => (any_i128(), any_i128().prop_filter("zero", |den| *den != 0))
            .prop_map(|(num, den)| pair(num, den)),
        2 => edges(),
        2 => large(),
    ]
}

fn any_i128() -> impl Strategy<Value = i128> {
    (proptest::num::i128::ANY, 0_u32..127).prop_map(|(value, shift)| value >> shift)
}

/// Two values that are equal, or differ in a far decimal.
fn close() -> impl Strategy<Value = (Pair, Pair)> {
    (exact(), 1_i64..60, -1_i64..=1).prop_filter_map("too fine", |((x, exact), place, side)| {
        let step = RBig::from(side) * ten(-place);
        let moved = &exact + &step;
        let near = x.add(&Number::parse(&format!("{side}e-{place}")).ok()?).ok()?;
        Some(((x, exact), (near, moved)))
    })
}

/// Rounding as the textbook has it, from the distance to the whole below.
fn rounded(value: &RBig, scale: i64, mode: Rounding) -> RBig {
    let scaled = value * ten(scale);
    let (below, above) = (RBig::from(scaled.floor()), RBig::from(scaled.ceil()));
    let (towards, away) = if scaled.is_negative() { (&above, &below) } else { (&below, &above) };
    let nearest = |tie: &RBig| match (&scaled - &below).cmp(&(&above - &scaled)) {
        Ordering::Less => below.clone(),
        Ordering::Greater => above.clone(),
        Ordering::Equal => tie.clone(),
    };
    let even = if (&below / RBig::from(2_u8)).is_int() { &below } else { &above };
    let whole = match mode {
        Rounding::HalfEven => nearest(even),
        Rounding::HalfUp => nearest(away),
        Rounding::HalfDown => nearest(towards),
        Rounding::Up => away.clone(),
        Rounding::Down => towards.clone(),
        Rounding::Floor => below,
        Rounding::Ceiling => above,
    };
    whole * ten(-scale)
}

/// Partial sum of the series of e^x and a bound of the rest, for |x| <= 4.
fn exp_series(x: &RBig) -> (RBig, RBig) {
    let (mut term, mut sum) = (RBig::ONE, RBig::ONE);
    for n in 1..90 {
        term = term * x / RBig::from(n);
        sum += &term;
    }
    (sum, term.abs())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arithmetic((x, a) in exact(), (y, b) in exact()) {
        prop_assert_eq!(x.to_key(), key(&a));
        agree(x.add(&y), &(&a + &b));
        agree(x.sub(&y), &(&a - &b));
        agree(x.mul(&y), &(&a * &b));
        agree(Ok(x.neg()), &-&a);
        agree(Ok(x.abs()), &a.clone().abs());
        if b.is_zero() {
            prop_assert_eq!(x.div(&y), Err(NumberError::DivisionByZero));
            prop_assert_eq!(x.modulo(&y), Err(NumberError::DivisionByZero));
        } else {
            agree(x.div(&y), &(&a / &b));
            agree(x.modulo(&y), &(&a - &b * RBig::from((&a / &b).floor())));
        }
        prop_assert_eq!(x.compare(&y), Ok(a.cmp(&b)));
        prop_assert_eq!(x.sign(), Ok(a.cmp(&RBig::ZERO)));
        prop_assert_eq!(x == y, a == b);
        agree(x.min_of(&y), &a.clone().min(b.clone()));
        agree(x.max_of(&y), &a.clone().max(b.clone()));
        prop_assert_eq!(x.is_integer(), a.is_int());
        prop_assert_eq!(x.to_i64(), Some(&a).filter(|a| a.is_int()).and_then(|a| i64::try_from(a.numerator()).ok()));
    }

    #[test]
    fn near_equal_values(((x, a), (y, b)) in close()) {
        prop_assert_eq!(x.compare(&y), Ok(a.cmp(&b)));
        prop_assert_eq!(y.compare(&x), Ok(b.cmp(&a)));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!(x.to_key() == y.to_key(), a == b);
        agree(y.sub(&x), &(&b - &a));
    }

    #[test]
    fn unreduced_fractions_equal_reduced_ones(num in any_i128(), by in 1_i128..1_000_000) {
        let (num, den) = (num >> 40, 9_973);
        let (x, y) = (Number::ratio(num, den).unwrap(), Number::ratio(num * by, den * by).unwrap());
        prop_assert_eq!(x.compare(&y), Ok(Ordering::Equal));
        prop_assert_eq!(x.to_key(), y.to_key());
        prop_assert_eq!(x.to_string(), y.to_string());
        prop_assert_eq!(x.decimal_places(50), y.decimal_places(50));
    }

    #[test]
    fn sums_of_growths(rows in prop::collection::vec((turnover(), turnover()), 1..6), (limit, l) in money()) {
        let (mut sum, mut oracle) = (Number::ZERO, RBig::ZERO);
        for ((now, n), (then, t)) in &rows {
            let growth = now.sub(then).unwrap().div(then).unwrap();
            let expected = (n - t) / t;
            agree(Ok(growth.clone()), &expected);
            prop_assert_eq!(growth.compare(&limit), Ok(expected.cmp(&l)));
            sum = sum.add(&growth).unwrap();
            oracle += expected;
        }
        agree(Ok(sum.clone()), &oracle);
        prop_assert_eq!(sum.compare(&limit), Ok(oracle.cmp(&l)));
    }

    #[test]
    fn quotients_of_quotients(
        ((a, a2), (b, b2)) in (turnover(), turnover()),
        ((c, c2), (d, d2)) in (turnover(), turnover()),
        ((e, e2), (f, f2)) in (turnover(), turnover()),
        ((g, g2), (h, h2)) in (turnover(), turnover()),
    ) {
        let of = |a: &Number, b: &Number| a.div(b).unwrap();
        let left = of(&of(&a, &b), &of(&c, &d));
        let right = of(&of(&e, &f), &of(&g, &h));
        let (l, r) = (a2 / b2 / (c2 / d2), e2 / f2 / (g2 / h2));
        agree(left.div(&right), &(&l / &r));
        agree(left.sub(&right), &(&l - &r));
        prop_assert_eq!(left.compare(&right), Ok(l.cmp(&r)));
    }

    #[test]
    fn growth_on_its_threshold(units in 1_i128..100_000_000_000_000, points in 0_i128..100_000, off in -1_i128..=1) {
        // `then` is a multiple of 10^4 fen, so that the threshold falls on a fen.
        let then = units * 10_000;
        let now = then + units * points + off;
        let growth = {
            let (now, then) = (Number::ratio(now, 100).unwrap(), Number::ratio(then, 100).unwrap());
            now.sub(&then).unwrap().div(&then).unwrap()
        };
        let threshold = Number::ratio(points, 10_000).unwrap();
        prop_assert_eq!(growth.compare(&threshold), Ok(off.cmp(&0)));
    }

    #[test]
    fn rounding((x, a) in exact(), scale in -60_i32..=60) {
        for mode in MODES {
            agree(x.round(scale, mode), &rounded(&a, i64::from(scale), mode));
        }
        agree(x.floor(), &a.floor().into());
        agree(x.ceiling(), &a.ceil().into());
    }

    #[test]
    fn rounding_of_ties(halves in -1_000_000_i128..1_000_000, scale in -20_i32..=15) {
        let a = fraction(halves, 2) * ten(-i64::from(scale));
        let x = Number::parse(&format!("{}e{}", halves * 5, -scale - 1)).unwrap();
        for mode in MODES {
            agree(x.round(scale, mode), &rounded(&a, i64::from(scale), mode));
        }
    }

    #[test]
    fn text((x, a) in exact()) {
        let text = x.to_string();
        let shown = decimal(&text);
        prop_assert!(!text.contains('e') && text != "-0" && !text.starts_with("-0/"));
        if text.contains('.') {
            prop_assert!(!text.ends_with('0') && !text.ends_with('.'));
        }
        let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
        if a.is_int() {
            prop_assert_eq!(&shown, &a);
        } else if shown != a {
            // 10^first <= |a| < 10^(first + 1)
            let mut first = i64::try_from(a.numerator().bit_len()).unwrap() - i64::try_from(a.denominator().bit_len()).unwrap();
            first = first * 30103 / 100_000 - 2;
            while ten(first + 1) <= a.clone().abs() {
                first += 1;
            }
            prop_assert!(ten(first) <= a.clone().abs());
            prop_assert_eq!(&shown, &rounded(&a, 33 - first, Rounding::HalfEven));
            let places = x.decimal_places(5000).map(i64::from);
            prop_assert!(places.is_none_or(|places| places + first + 1 > 34));
        } else {
            prop_assert!(digits <= 34);
        }
        if text.len() <= 400 {
            prop_assert_eq!(Number::parse(&text).unwrap().to_key(), key(&shown));
        }
    }

    #[test]
    fn places((x, a) in exact(), limit in 0_u32..400) {
        let ends = (&a * ten(i64::from(limit))).is_int();
        let places = x.decimal_places(limit);
        prop_assert_eq!(places.is_some(), ends);
        if let Some(places) = places {
            prop_assert!((&a * ten(i64::from(places))).is_int());
            prop_assert!(places == 0 || !(&a * ten(i64::from(places) - 1)).is_int());
        }
    }

    #[test]
    fn reading_decimals(text in "-?[0-9]{1,60}(\\.[0-9]{1,60})?", exponent in -400_i64..400) {
        let value = decimal(&text) * ten(exponent);
        agree(Number::parse(&format!("{text}e{exponent}")), &value);
    }

    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), "[0-9eE+.-]{0,420}", "[0-9]{0,200}[.]?[0-9]{0,200}[eE]?[+-]?[0-9]{0,5}"]) {
        if let Ok(value) = Number::parse(&text) {
            prop_assert!(value.is_exact());
        }
    }

    #[test]
    fn floats_of_few_digits(digits in -999_999_999_999_999_i64..=999_999_999_999_999, places in 0_usize..12) {
        let text = format!("{digits}e-{places}");
        let float: f64 = text.parse().unwrap();
        agree(Number::from_f64(float), &(RBig::from(digits) * ten(-i64::try_from(places).unwrap())));
    }

    #[test]
    fn any_float_reads_back(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        match Number::from_f64(float) {
            Ok(value) => prop_assert!(value.is_exact()),
            Err(error) => prop_assert!(matches!(error, NumberError::FloatDigits | NumberError::NotFinite)),
        }
    }

    #[test]
    fn square_roots((x, a) in exact()) {
        match x.sqrt() {
            Ok(root) => {
                let (lo, hi) = bounds(&root);
                prop_assert!(!a.is_negative() && &lo * &lo <= a && a <= &hi * &hi);
                prop_assert_eq!(root.is_exact(), &lo * &lo == a);
                tight(&root);
            }
            // Tiny values have a mantissa past the limit.
            Err(NumberError::Overflow) => prop_assert!(a.denominator().bit_len() > 3000),
            Err(error) => {
                prop_assert_eq!(error, NumberError::OutOfDomain);
                prop_assert!(a.is_negative());
            }
        }
        if let Ok(square) = x.mul(&x) {
            prop_assert_eq!(square.sqrt(), Ok(x.abs()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn whole_powers((x, a) in exact(), times in -30_i32..=30) {
        let result = x.pow(&Number::from_i64(i64::from(times)));
        if a.is_zero() && times < 0 {
            prop_assert_eq!(result, Err(NumberError::OutOfDomain));
        } else {
            agree(result, &a.pow(times.try_into().unwrap()));
        }
    }

    #[test]
    fn exact_roots(num in 1_i64..10_000, den in 1_i64..10_000, degree in 2_i128..8, times in -7_i128..8) {
        let base = fraction(num.into(), den.into());
        let power = base.pow(isize::try_from(degree).unwrap());
        let x = Number::parse(&power.numerator().to_string()).unwrap()
            .div(&Number::parse(&power.denominator().to_string()).unwrap()).unwrap();
        let by = Number::ratio(times, degree).unwrap();
        agree(x.pow(&by), &base.pow(isize::try_from(times).unwrap()));
    }

    #[test]
    fn exponentials(num in -4000_i128..=4000) {
        let (x, a) = pair(num, 1000);
        let (sum, rest) = exp_series(&a);
        let value = x.exp().unwrap();
        let (lo, hi) = bounds(&value);
        prop_assert!(lo <= &sum + &rest && &sum - &rest <= hi);
        tight(&value);
    }

    #[test]
    fn logarithm_undoes_exponential((x, a) in (-2_600_000_i128..2_600_000, 1_i128..1000).prop_map(|(n, d)| pair(n, 1000 * d))) {
        let power = x.exp().unwrap();
        tight(&power);
        encloses(&power.ln().unwrap(), &a);
        let half = x.div(&Number::from_i64(2)).unwrap().exp().unwrap();
        prop_assert!(a.is_zero() || half.mul(&half).unwrap().compare(&power) == Err(NumberError::WithinError));
    }

    #[test]
    fn exponential_undoes_logarithm((x, a) in exact()) {
        match x.ln() {
            Ok(logarithm) => {
                tight(&logarithm);
                match logarithm.exp() {
                    Ok(back) => encloses(&back, &a),
                    Err(error) => prop_assert_eq!(error, NumberError::Overflow),
                }
            }
            Err(error) => {
                prop_assert_eq!(error, NumberError::OutOfDomain);
                prop_assert!(a <= RBig::ZERO);
            }
        }
    }

    #[test]
    fn logarithms_near_one(digits in 1_i128..1000, place in 1_u32..30) {
        // x - x^2/2 < ln(1 + x) < x for x > 0.
        let step = fraction(digits, 1000 * 10_i128.pow(place));
        let x = Number::ONE.add(&Number::ratio(digits, 1000 * 10_i128.pow(place)).unwrap()).unwrap();
        let logarithm = x.ln().unwrap();
        tight(&logarithm);
        let (lo, hi) = bounds(&logarithm);
        prop_assert!(lo < step && hi > &step - &step * &step / RBig::from(2_u8));
    }

    #[test]
    fn fractional_powers((x, a) in turnover(), degree in 2_i64..7) {
        let root = x.pow(&Number::ratio(1, degree.into()).unwrap()).unwrap();
        let (lo, hi) = bounds(&root);
        let degree = isize::try_from(degree).unwrap();
        prop_assert!(lo.pow(degree) <= a && a <= hi.pow(degree));
        tight(&root);
    }

    #[test]
    fn rounded_arithmetic_encloses(
        (x, a) in turnover(), (y, b) in turnover(), times in -6_i32..=6,
    ) {
        // Squares of these roots are known, so the truth of each result is too.
        let (root, other) = (x.sqrt().unwrap(), y.sqrt().unwrap());
        let product = root.mul(&other).unwrap();
        encloses(&product.mul(&product).unwrap(), &(&a * &b));
        let quotient = root.div(&other).unwrap();
        encloses(&quotient.pow(&Number::from_i64(2)).unwrap(), &(&a / &b));
        let sum = root.add(&other).unwrap().mul(&root.sub(&other).unwrap()).unwrap();
        encloses(&sum, &(&a - &b));
        let by = Number::from_i64(i64::from(2 * times));
        encloses(&root.neg().pow(&by).unwrap(), &a.pow(times.try_into().unwrap()));
        let (lo, hi) = bounds(&root);
        for scale in [-2, 0, 2, 5] {
            let (low, high) = (rounded(&lo, scale, Rounding::HalfUp), rounded(&hi, scale, Rounding::HalfUp));
            if low == high {
                agree(root.round(i32::try_from(scale).unwrap(), Rounding::HalfUp), &low);
            }
        }
    }

    #[test]
    fn deviation(rows in prop::collection::vec(money(), 2..12)) {
        let (values, exact): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let count = RBig::from(exact.len());
        let mean = exact.iter().fold(RBig::ZERO, |sum, value| sum + value) / &count;
        let squares = exact.iter().map(|value| (value - &mean).pow(2)).fold(RBig::ZERO, |sum, square| sum + square);
        let variance = squares / (count - RBig::ONE);
        let (lo, hi) = bounds(&stddev(&values).unwrap());
        prop_assert!(&lo * &lo <= variance && variance <= &hi * &hi);
    }
}

#[test]
fn overflow_is_at_4096_bits() {
    let limit = IBig::from(2).pow(4095);
    let most = &limit + (&limit - IBig::ONE);
    // 2^4096 - 1 by way of its factors, for its text is too long to read.
    let half = Number::from_i64(2).pow(&Number::from_i64(2048)).unwrap();
    let x = half.sub(&Number::ONE).unwrap().mul(&half.add(&Number::ONE).unwrap()).unwrap();
    assert_eq!(x.to_key(), format!("{most}/1"));
    assert_eq!(x.to_string(), most.to_string());
    assert_eq!(x.add(&Number::ONE), Err(NumberError::Overflow));
    assert_eq!(x.neg().sub(&Number::ONE), Err(NumberError::Overflow));
    let fine = Number::ONE.div(&x).unwrap();
    assert_eq!(fine.to_key(), format!("1/{most}"));
    assert_eq!(fine.div(&Number::from_i64(2)), Err(NumberError::Overflow));
    assert_eq!(x.mul(&fine), Ok(Number::ONE));
    assert_eq!(x.compare(&fine), Ok(Ordering::Greater));
    let start = std::time::Instant::now();
    for (base, by) in [("10", "1000000"), ("1.0000001", "1e18"), ("10", "1e1000"), ("0.3", "-1e9")] {
        let result = Number::parse(base).unwrap().pow(&Number::parse(by).unwrap());
        assert_eq!(result, Err(NumberError::Overflow));
    }
    assert_eq!(Number::parse("1e6").unwrap().exp(), Err(NumberError::Overflow));
    assert!(start.elapsed().as_millis() < 100);
}
