//! Big integers held against another library's, on words that carry and borrow and that make a guessed digit wrong.

use dashu_int::IBig;
use dashu_int::ops::DivRem as _;
use proptest::prelude::*;

use super::bigint::BigInt;

/// Integers of up to twelve words, many of them at an end of what a word holds.
fn integers() -> impl Strategy<Value = (BigInt, IBig)> {
    let ends = prop::sample::select(vec![0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, u32::MAX - 1, u32::MAX]);
    let word = prop_oneof![3 => ends, 1 => any::<u32>()];
    (any::<bool>(), prop::collection::vec(word, 0..12)).prop_map(|(negative, words)| {
        let (mut ours, mut theirs) = (BigInt::ZERO, IBig::ZERO);
        for word in words {
            ours = &(&ours << 32) + &BigInt::from(word);
            theirs = (theirs << 32) + IBig::from(word);
        }
        if negative { (-ours, -theirs) } else { (ours, theirs) }
    })
}

/// The same number, told word by word.
fn same(ours: &BigInt, theirs: &IBig) -> bool {
    let (mut size, mut rest) = (if ours.is_negative() { -ours } else { ours.clone() }, theirs.clone());
    if ours.is_negative() {
        rest = -rest;
    }
    let word = BigInt::from(1_u64 << 32);
    while !size.is_zero() {
        let (above, low) = size.div_mod_floor(&word);
        let (their_above, their_low) = rest.div_rem(IBig::from(1_u64 << 32));
        if i128::try_from(&low) != i128::try_from(their_low).map_err(|_| ()) {
            return false;
        }
        (size, rest) = (above, their_above);
    }
    rest == IBig::ZERO
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_other_library_computes_the_same((a, x) in integers(), (b, y) in integers(), shift in 0_u64..100) {
        prop_assert!(same(&a, &x));
        prop_assert!(same(&(&a + &b), &(&x + &y)));
        prop_assert!(same(&(&a - &b), &(&x - &y)));
        prop_assert!(same(&(&a * &b), &(&x * &y)));
        prop_assert!(same(&(&a << shift), &(&x << usize::try_from(shift).unwrap())));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        if y != IBig::ZERO {
            let ((quotient, rest), (their_quotient, their_rest)) = (a.div_rem(&b), (&x).div_rem(&y));
            prop_assert!(same(&quotient, &their_quotient) && same(&rest, &their_rest));
            let (floor, rest) = a.div_mod_floor(&b);
            prop_assert!(rest.is_zero() || rest.is_negative() == b.is_negative());
            prop_assert_eq!(&(&floor * &b) + &rest, a.clone());
        }
        prop_assert_eq!(i128::try_from(&a), i128::try_from(x.clone()).map_err(|_| ()));
        // Towards zero.
        let two = BigInt::from(2).pow(u32::try_from(shift).unwrap());
        prop_assert_eq!(&a >> shift, &a / &two);
        prop_assert_eq!(a.trailing_zeros(), x.trailing_zeros().map(|zeros| zeros as u64));
    }
}
