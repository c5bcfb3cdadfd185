//! Which days are worked, for the years that the State Council has given notice of.

use std::ops::RangeInclusive;

use super::Date;

/// Most years of one calendar: bounds the work of making one.
pub const MAX_YEARS: u16 = 200;

/// The working days of some whole years, in a list: a day's place in it is how working days are counted. Eight years take
/// 8 kB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    id: String,
    version: String,
    first: Date,
    end: Date,
    /// Ascending.
    working: Vec<Date>,
}

impl Calendar {
    /// A calendar of whole years. `exceptions` are the days on which the plain week doesn't hold: Mondays to Fridays that
    /// are off, Saturdays and Sundays that are worked; those of other years change nothing. `None` where there is no year,
    /// more than [`MAX_YEARS`], or one outside 1 to 9999.
    pub fn new(id: &str, version: &str, years: RangeInclusive<u16>, exceptions: &[Date]) -> Option<Self> {
        let (first, end) = (Date::new(*years.start(), 1, 1)?, Date::new(*years.end(), 12, 31)?);
        if first > end || years.end() - years.start() >= MAX_YEARS {
            return None;
        }
        let mut exceptions = exceptions.to_vec();
        exceptions.sort_unstable();
        let days = (first.unix_days()..=end.unix_days()).filter_map(Date::from_unix_days);
        let working = days.filter(|day| day.is_weekend() == exceptions.binary_search(day).is_ok()).collect();
        Some(Calendar { id: id.into(), version: version.into(), first, end, working })
    }

    /// Its id, `cn`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Which state of the notices it has, as its document says.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The first day covered, a 1 January.
    pub fn first(&self) -> Date {
        self.first
    }

    /// The last day covered, a 31 December.
    pub fn end(&self) -> Date {
        self.end
    }

    /// Whether a day is covered.
    pub fn covers(&self, day: Date) -> bool {
        self.first <= day && day <= self.end
    }

    /// Whether a day is worked; `None` outside the years covered.
    pub fn is_working(&self, day: Date) -> Option<bool> {
        self.covers(day).then(|| self.working.binary_search(&day).is_ok())
    }

    /// The working day on or after a day; `None` where that needs days not covered.
    pub fn working_day_from(&self, day: Date) -> Option<Date> {
        let index = self.covers(day).then(|| self.working.partition_point(|w| *w < day))?;
        self.working.get(index).copied()
    }

    /// The last of so many working days, from the day after `start` on; `None` for none, or where that needs days not
    /// covered.
    pub fn working_day_after(&self, start: Date, count: u32) -> Option<Date> {
        if start.plus_days(1)? < self.first {
            return None;
        }
        let before = self.working.partition_point(|w| *w <= start);
        let index = before.checked_add(usize::try_from(count.checked_sub(1)?).ok()?)?;
        self.working.get(index).copied()
    }

    /// How many days are worked after one day, up to another and with it: the working days left. `None` where one of the
    /// two is not covered, 0 where the other is not later.
    pub fn working_days_until(&self, day: Date, other: Date) -> Option<usize> {
        let place = |day: Date| self.covers(day).then(|| self.working.partition_point(|w| *w <= day));
        Some(place(other)?.saturating_sub(place(day)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// 2026 with a Thursday off and a Sunday worked.
    fn small() -> Calendar {
        Calendar::new("x", "1", 2026..=2026, &[day("2026-01-04"), day("2026-01-01"), day("2027-01-01")]).unwrap()
    }

    #[test]
    fn weekends_and_exceptions() {
        let calendar = small();
        // 1 January 2026 is a Thursday.
        for (text, worked) in [
            ("2025-12-31", None),
            ("2026-01-01", Some(false)),
            ("2026-01-02", Some(true)),
            ("2026-01-03", Some(false)),
            ("2026-01-04", Some(true)),
            ("2026-01-05", Some(true)),
            ("2026-12-31", Some(true)),
            ("2027-01-01", None),
        ] {
            assert_eq!(calendar.is_working(day(text)), worked, "{text}");
        }
        assert_eq!((calendar.id(), calendar.version()), ("x", "1"));
        assert_eq!((calendar.first(), calendar.end()), (day("2026-01-01"), day("2026-12-31")));
    }

    #[test]
    fn days_are_counted_from_the_next_one() {
        let calendar = small();
        // The day before the first: the count itself lies in the calendar.
        assert_eq!(calendar.working_day_after(day("2025-12-31"), 1), Some(day("2026-01-02")));
        assert_eq!(calendar.working_day_after(day("2025-12-30"), 1), None);
        assert_eq!(calendar.working_day_after(day("2026-01-02"), 1), Some(day("2026-01-04")));
        assert_eq!(calendar.working_day_after(day("2026-01-02"), 0), None);
        // 2026 has 261 Mondays to Fridays, one off, and a Sunday worked.
        assert_eq!(calendar.working_day_after(day("2025-12-31"), 261), Some(day("2026-12-31")));
        assert_eq!(calendar.working_day_after(day("2025-12-31"), 262), None);
        assert_eq!(calendar.working_day_after(day("9999-12-31"), u32::MAX), None);
        assert_eq!(calendar.working_day_from(day("2026-01-03")), Some(day("2026-01-04")));
        assert_eq!(calendar.working_day_from(day("2025-12-31")), None);
        assert_eq!(calendar.working_days_until(day("2026-01-01"), day("2026-01-05")), Some(3));
        assert_eq!(calendar.working_days_until(day("2026-01-05"), day("2026-01-01")), Some(0));
        assert_eq!(calendar.working_days_until(day("2026-01-05"), day("2027-01-01")), None);
    }

    #[test]
    fn a_calendar_has_years_and_not_too_many() {
        let new = |years| Calendar::new("x", "1", years, &[]).is_some();
        assert!(new(1..=200) && new(9999..=9999));
        #[expect(clippy::reversed_empty_ranges)]
        let none = 2027..=2026;
        assert!(!new(none) && !new(0..=5) && !new(9999..=10_000) && !new(1..=201) && !new(0..=u16::MAX));
    }
}
