//! Calendar days. A date is a civil day without a clock or a zone, as notices and parameter periods use it.

use std::fmt;
use std::str::FromStr;

/// A civil day of the Gregorian calendar, years 1 to 9999. Ordered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The first day that a date can be.
    pub const MIN: Date = Date { year: 1, month: 1, day: 1 };

    /// A day, if it exists.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
        exists.then_some(Date { year, month, day })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The day that is `days` after 1970-01-01, as a host's clock gives it; `None` outside years 1 to 9999.
    pub fn from_unix_days(days: i64) -> Option<Self> {
        // Hinnant, "chrono-compatible low-level date algorithms": civil_from_days, years starting in March.
        let z = days.checked_add(719_468)?;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era.checked_mul(400)? + i64::from(month <= 2);
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The days from 1970-01-01 to this one, negative before it.
    pub fn unix_days(self) -> i64 {
        // Hinnant's days_from_civil, the inverse of the above.
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let yoe = year.rem_euclid(400);
        let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        era * 146_097 + doe - 719_468
    }

    /// The same day of the month so many months on (or back); where that month has no such day, its last one, as 民法典
    /// 第二百零二条 has it. `None` outside years 1 to 9999.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let month = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        let (year, month) = (u16::try_from(month.div_euclid(12)).ok()?, u8::try_from(month.rem_euclid(12) + 1).ok()?);
        Date::new(year, month, self.day.min(days_in_month(year, month)))
    }

    /// So many days on (or back); `None` outside years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Date::from_unix_days(self.unix_days().checked_add(days)?)
    }

    /// The days from this one to another, negative where that is earlier: the calendar days left.
    pub fn days_until(self, other: Date) -> i64 {
        other.unix_days() - self.unix_days()
    }

    /// The day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday; the rest of a division by 7 fits.
        u8::try_from((self.unix_days() + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        self.weekday() >= 5
    }

    /// The day before; `None` before year 1.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        if self.day > 1 {
            return Date::new(self.year, self.month, self.day - 1);
        }
        let (year, month) = if self.month > 1 { (self.year, self.month - 1) } else { (self.year.checked_sub(1)?, 12) };
        Date::new(year, month, days_in_month(year, month))
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The number that up to four digits write; `None` where anything else stands among them.
pub(super) fn digits(text: &[u8]) -> Option<u16> {
    text.iter().try_fold(0u16, |n, c| c.is_ascii_digit().then(|| n * 10 + u16::from(c - b'0')))
}

impl FromStr for Date {
    type Err = ();

    /// Reads `2026-04-01`; nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return Err(());
        }
        let day = |(y, m, d): (u16, u16, u16)| Date::new(y, u8::try_from(m).ok()?, u8::try_from(d).ok()?);
        digits(&b[0..4]).zip(digits(&b[5..7])).zip(digits(&b[8..10])).and_then(|((y, m), d)| day((y, m, d))).ok_or(())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Digit by digit: an entry of a journal is full of days.
        let digit = |n: u16| b'0' + u8::try_from(n % 10).unwrap_or_default();
        let (y, m, d) = (self.year, u16::from(self.month), u16::from(self.day));
        let text = [y / 1000, y / 100, y / 10, y].map(digit);
        let text = [text[0], text[1], text[2], text[3], b'-', digit(m / 10), digit(m), b'-', digit(d / 10), digit(d)];
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_prints_only_real_days() {
        for good in ["2026-04-01", "2024-02-29", "2000-02-29", "0001-01-01"] {
            assert_eq!(good.parse::<Date>().map(|d| d.to_string()), Ok(good.to_owned()));
        }
        for bad in ["2026-4-1", "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "二〇二六-01-01", ""] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn unix_days_by_hand() {
        // 1970-01-01 is day 0; 2000-03-01 is day 11017; 2026-11-24 is day 20781 (`date -d 2026-11-24 +%s` / 86400).
        for (days, text) in [(0, "1970-01-01"), (11_017, "2000-03-01"), (20_781, "2026-11-24"), (-1, "1969-12-31")] {
            assert_eq!(Date::from_unix_days(days).map(|d| d.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Date::from_unix_days(i64::MAX), None);
    }

    #[test]
    fn days_count_back_to_the_same_date() {
        for days in (-719_162..=2_932_896).step_by(97).chain([-719_162, 2_932_896]) {
            assert_eq!(Date::from_unix_days(days).map(Date::unix_days), Some(days));
        }
        assert_eq!(Date::MIN.unix_days(), -719_162);
    }

    #[test]
    fn months_keep_the_day_or_take_the_last_one() {
        for (day, months, then) in [
            ("2024-01-31", 1, "2024-02-29"),
            ("2023-01-31", 1, "2023-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", -36, "2021-02-28"),
            ("2023-02-28", -36, "2020-02-28"),
            ("2024-03-31", -1, "2024-02-29"),
            ("2025-12-15", 1, "2026-01-15"),
            ("2026-01-15", -13, "2024-12-15"),
        ] {
            assert_eq!(day.parse::<Date>().unwrap().plus_months(months), then.parse().ok(), "{day} {months}");
        }
        assert_eq!(Date::MIN.plus_months(-1), None);
        assert_eq!("9999-12-31".parse::<Date>().unwrap().plus_months(1), None);
        assert_eq!(Date::MIN.plus_months(i64::MAX), None);
    }

    #[test]
    fn weeks_by_hand() {
        // 1 October 1949 was a Saturday; 9999-12-31 is a Friday (`date -d 9999-12-31 +%A`).
        for (day, weekday) in [("1970-01-01", 3), ("1949-10-01", 5), ("2026-04-05", 6), ("0001-01-01", 0), ("9999-12-31", 4)] {
            assert_eq!(day.parse::<Date>().unwrap().weekday(), weekday, "{day}");
        }
        assert!(["2026-04-04", "2026-04-05"].iter().all(|d| d.parse::<Date>().unwrap().is_weekend()));
        assert!(["2026-04-03", "2026-04-06"].iter().all(|d| !d.parse::<Date>().unwrap().is_weekend()));
    }

    #[test]
    fn days_on_and_back() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2024-02-28").plus_days(2), Some(day("2024-03-01")));
        assert_eq!(day("2026-01-01").plus_days(-1), Some(day("2025-12-31")));
        assert_eq!((Date::MIN.plus_days(-1), day("9999-12-31").plus_days(1), Date::MIN.plus_days(i64::MAX)), (None, None, None));
        assert_eq!(day("2024-02-28").days_until(day("2024-03-01")), 2);
        assert_eq!(day("2024-03-01").days_until(day("2024-02-28")), -2);
    }

    proptest! {
        /// Against another library, on every day there is and far enough to leave them.
        #[test]
        fn jiff_counts_the_same(
            days in -719_162_i64..=2_932_896, on in -4_000_000_i64..4_000_000, months in -119_988_i64..=119_988,
        ) {
            let date = Date::from_unix_days(days).unwrap();
            let other: jiff::civil::Date = date.to_string().parse().unwrap();
            // Jiff has years before 1 as well.
            let same = |d: jiff::civil::Date| (d.year() >= 1).then(|| d.to_string());
            let months_on = other.checked_add(jiff::Span::new().months(months)).ok().and_then(same);
            let days_on = other.checked_add(jiff::Span::new().days(on)).ok().and_then(same);
            prop_assert_eq!(date.plus_months(months).map(|d| d.to_string()), months_on);
            prop_assert_eq!(date.plus_days(on).map(|d| d.to_string()), days_on);
            prop_assert_eq!(i32::from(date.weekday()), i32::from(other.weekday().to_monday_zero_offset()));
        }
    }

    #[test]
    fn the_day_before() {
        for (day, before) in [("2026-04-01", "2026-03-31"), ("2024-03-01", "2024-02-29"), ("2026-01-01", "2025-12-31")] {
            assert_eq!(day.parse::<Date>().unwrap().previous(), before.parse().ok());
        }
        assert_eq!("0001-01-01".parse::<Date>().unwrap().previous(), None);
    }
}
