//! Arithmetic over numbers from strangers: two texts and operations on them give a number or a reason, and the laws
//! that hold for exact numbers hold.
#![no_main]

use std::cmp::Ordering;

use libfuzzer_sys::fuzz_target;
use peiyu::number::{Number, Rounding, stddev};

const MODES: [Rounding; 7] =
    [Rounding::HalfEven, Rounding::HalfUp, Rounding::HalfDown, Rounding::Up, Rounding::Down, Rounding::Floor, Rounding::Ceiling];

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let mut numbers = Vec::new();
    for line in lines.by_ref().take(2) {
        let Ok(n) = Number::parse(line) else { continue };
        printed(line, &n);
        numbers.push(n);
    }
    // Each further character is one operation on the last two numbers.
    for c in lines.flat_map(str::chars).take(24) {
        let [.., a, b] = numbers.as_slice() else { return };
        if let Ok(n) = operation(c, a, b) {
            let _ = (n.to_string(), n.to_key(), n.decimal_places(2), n.is_integer(), n.to_i64());
            numbers.push(n);
        }
        if numbers.len() > 4 {
            numbers.remove(0);
        }
    }
    if let [.., a, b] = numbers.as_slice() {
        laws(a, b);
    }
    let _ = stddev(&numbers);
});

/// What is printed is the number; one of more than 34 digits is printed to 34.
fn printed(line: &str, n: &Number) {
    let printed = n.to_string();
    let Ok(again) = Number::parse(&printed) else { return };
    if line.bytes().filter(u8::is_ascii_digit).count() < 34 {
        assert!(again == *n, "{printed} is another number than {line}");
    }
    let (Ok(off), Ok(part)) = (again.sub(n), Number::parse("1e-33").and_then(|part| part.mul(&n.abs()))) else { return };
    assert!(off.abs().compare(&part) != Ok(Ordering::Greater), "{printed} is far from {line}");
}

fn operation(c: char, a: &Number, b: &Number) -> Result<Number, peiyu::number::NumberError> {
    let scale = i32::try_from(u32::from(c)).unwrap_or_default() % 40 - 20;
    match c {
        '+' => a.add(b),
        '-' => a.sub(b),
        '*' => a.mul(b),
        '/' => a.div(b),
        '%' => a.modulo(b),
        '^' => a.pow(b),
        's' => b.sqrt(),
        'e' => b.exp(),
        'l' => b.ln(),
        'm' => a.min_of(b),
        'M' => a.max_of(b),
        'n' => Ok(b.neg()),
        'a' => Ok(b.abs()),
        'f' => b.floor(),
        'c' => b.ceiling(),
        // Swaps the two.
        'x' => Ok(a.clone()),
        _ => b.round(scale, MODES[c as usize % MODES.len()]),
    }
}

fn laws(a: &Number, b: &Number) {
    match (a.compare(b), b.compare(a)) {
        (Ok(one), Ok(other)) => assert_eq!(one, other.reverse()),
        (one, other) => assert_eq!(one.is_ok(), other.is_ok()),
    }
    if let (Ok(sum), Ok(twice)) = (a.add(b), b.add(a)) {
        assert!(sum.compare(&twice).is_ok_and(Ordering::is_eq) || !sum.is_exact(), "a + b is not b + a");
        if let Ok(back) = sum.sub(b) {
            assert!(back == *a || !back.is_exact(), "a + b - b is not a");
        }
    }
    if let Ok(quotient) = a.div(b)
        && let Ok(back) = quotient.mul(b)
    {
        assert!(back == *a || !back.is_exact(), "a / b * b is not a");
    }
    for mode in MODES {
        if let Ok(n) = a.round(0, mode) {
            assert!(n.is_integer() && n.sub(a).map_or(true, |d| d.abs().compare(&Number::ONE) != Ok(Ordering::Greater)));
        }
    }
    if let Ok(root) = a.sqrt()
        && let Ok(square) = root.mul(&root)
    {
        assert!(!matches!(square.compare(a), Ok(Ordering::Less | Ordering::Greater)), "the root's square is another number");
    }
}
