//! Exact comparisons of amounts and ratios.

/// Fen in 万元.
pub(crate) const fn wan(amount: i64) -> i64 {
    amount * 1_000_000
}

/// Points by an amount in fen: the points of the first bound, in 万元, that is reached, else 0.
/// Bounds go from the highest to the lowest.
#[inline]
pub(crate) fn amount_points<const N: usize>(amount: i64, bands: [(i64, i64); N]) -> i64 {
    let mut points = 0;
    for (bound, reached) in bands.into_iter().rev() {
        if amount >= wan(bound) {
            points = reached;
        }
    }
    points
}

/// A ratio in percent, as a fraction. A denominator of 0 or less means that it has no value.
#[derive(Clone, Copy)]
pub(crate) struct Percent {
    numerator: i128,
    denominator: i128,
}

impl Percent {
    #[inline]
    fn at_least(self, bound: i64) -> bool {
        self.numerator >= self.denominator * i128::from(bound)
    }

    #[inline]
    fn at_most(self, bound: i64) -> bool {
        self.numerator <= self.denominator * i128::from(bound)
    }
}

/// `part / whole`.
#[inline]
pub(crate) fn ratio(part: i64, whole: i64) -> Percent {
    Percent { numerator: i128::from(part) * 100, denominator: i128::from(whole) }
}

/// `(now - before) / before` (附件4: 上一年度主营业务收入增长率).
#[inline]
pub(crate) fn growth(now: i64, before: i64) -> Percent {
    Percent { numerator: (i128::from(now) - i128::from(before)) * 100, denominator: i128::from(before) }
}

/// The arithmetic mean of two yearly rates, from the last year back to the third
/// (附件4: 近2年主营业务收入平均增长率).
///
/// `(m1/m2 - 1 + m2/m3 - 1) / 2` in percent is `(50 (m1 m3 + m2 m2) - 100 m2 m3) / (m2 m3)`.
#[inline]
pub(crate) fn mean_growth([m1, m2, m3]: [i64; 3]) -> Percent {
    if m2 <= 0 || m3 <= 0 {
        return Percent { numerator: 0, denominator: 0 };
    }
    let [wide1, wide2, wide3] = [m1, m2, m3].map(i128::from);
    let sum = wide1 * wide3 + wide2 * wide2;
    let product = wide2 * wide3;
    if (m1 | m2 | m3) >> 60 == 0 {
        Percent { numerator: 50 * sum - 100 * product, denominator: product }
    } else {
        Percent { numerator: floor_of_50_times(sum, product).saturating_sub(100), denominator: 1 }
    }
}

/// `floor(50 a / b)` for a positive `b`, where `50 a` may not fit. Bounds are whole percents, so
/// "at least" holds of the floor exactly where it holds of the ratio.
#[cold]
fn floor_of_50_times(a: i128, b: i128) -> i128 {
    let (whole, rest) = (a.div_euclid(b), a.rem_euclid(b));
    let mut floor = whole.saturating_mul(50);
    let mut carried = 0;
    for _ in 0..50 {
        // Both are below b, which is below 2^126.
        carried += rest;
        if carried >= b {
            carried -= b;
            floor = floor.saturating_add(1);
        }
    }
    floor
}

/// The square of `1 + r`, where `r` is the compound rate of two years, in hundredths of a percent:
/// `now / two_years_ago` times 10 000. There is no root to take: `r` is at least 5 % where this
/// is at least [`SQUARE_OF_105`].
#[inline]
pub(crate) fn compound_square(now: i64, two_years_ago: i64) -> Percent {
    Percent { numerator: i128::from(now) * 10_000, denominator: i128::from(two_years_ago) }
}

/// `1.05^2 = 1.1025`, times 10 000.
pub(crate) const SQUARE_OF_105: i64 = 11_025;

/// What a ratio without a value counts as.
pub(crate) trait Gaps {
    /// `None`: all ratios have a value. Otherwise whether such a ratio is at its best.
    const BEST: Option<bool>;

    /// Whether the ratio is at least so many percent.
    #[inline]
    fn at_least(ratio: Percent, bound: i64) -> bool {
        match Self::BEST {
            Some(best) if ratio.denominator <= 0 => best,
            _ => ratio.at_least(bound),
        }
    }

    /// Whether the ratio is at most so many percent.
    #[inline]
    fn at_most(ratio: Percent, bound: i64) -> bool {
        match Self::BEST {
            Some(best) if ratio.denominator <= 0 => best,
            _ => ratio.at_most(bound),
        }
    }

    /// The points of the first bound, in percent, that the ratio reaches, else 0. A value on a
    /// bound takes the higher score. Bounds go from the best to the worst.
    #[inline]
    fn points_at_least<const N: usize>(ratio: Percent, bands: [(i64, i64); N]) -> i64 {
        let mut points = 0;
        for (bound, reached) in bands.into_iter().rev() {
            if Self::at_least(ratio, bound) {
                points = reached;
            }
        }
        points
    }

    /// As [`Gaps::points_at_least`], for a ratio that is better the lower it is.
    #[inline]
    fn points_at_most<const N: usize>(ratio: Percent, bands: [(i64, i64); N]) -> i64 {
        let mut points = 0;
        for (bound, reached) in bands.into_iter().rev() {
            if Self::at_most(ratio, bound) {
                points = reached;
            }
        }
        points
    }
}

/// There is no such ratio.
pub(crate) struct Known;
/// Such a ratio meets no condition and gives the least points.
pub(crate) struct Worst;
/// Such a ratio meets every condition and gives the most points.
pub(crate) struct Best;

impl Gaps for Known {
    const BEST: Option<bool> = None;
}

impl Gaps for Worst {
    const BEST: Option<bool> = Some(false);
}

impl Gaps for Best {
    const BEST: Option<bool> = Some(true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_arithmetic_and_exact() {
        // +20 % then -9 %: 5.5 %.
        let percent = mean_growth([10_920, 12_000, 10_000]);
        assert!(percent.at_least(5));
        assert!(!percent.at_least(6));
        // 10 % twice, and one fen short of it.
        assert!(mean_growth([12_100, 11_000, 10_000]).at_least(10));
        assert!(!mean_growth([12_099, 11_000, 10_000]).at_least(10));
        // Losses of exactly nothing.
        assert!(mean_growth([7, 7, 7]).at_least(0));
        assert!(!mean_growth([6, 7, 7]).at_least(0));
    }

    #[test]
    fn large_amounts_are_exact_too() {
        let third = i64::MAX / 121 / 100 * 10_000;
        let (second, last) = (third / 100 * 110, third / 100 * 121);
        assert!(last > 1 << 60);
        assert!(mean_growth([last, second, third]).at_least(10));
        assert!(!mean_growth([last - 1, second, third]).at_least(10));
        assert!(mean_growth([i64::MAX, 1, 1]).at_least(10));
        assert!(mean_growth([i64::MAX, i64::MAX, i64::MAX]).at_least(0));
        assert!(!mean_growth([i64::MAX - 1, i64::MAX, i64::MAX]).at_least(0));
        assert!(!mean_growth([0, i64::MAX, i64::MAX]).at_least(0));
    }

    #[test]
    fn compound_growth_compares_squares() {
        assert!(Known::at_least(compound_square(11_025, 10_000), SQUARE_OF_105));
        assert!(!Known::at_least(compound_square(11_024, 10_000), SQUARE_OF_105));
        assert!(!Known::at_least(compound_square(10_920, 10_000), SQUARE_OF_105));
        assert!(!Worst::at_least(compound_square(1, 0), SQUARE_OF_105));
        assert!(Best::at_least(compound_square(1, 0), SQUARE_OF_105));
    }
}
