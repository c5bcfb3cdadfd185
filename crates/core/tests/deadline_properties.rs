//! Deadlines against a second way to find them: one day after the other, on another library's calendar (jiff).

use std::collections::BTreeSet;

use jiff::civil::{self, Weekday};
use jiff::{Span, ToSpan};
use peiyu::time::{Calendar, Date, Deadline, Roll, Term, TermUnit};
use proptest::prelude::*;

/// A calendar as the second way knows it: its years, and the days on which the plain week doesn't hold.
#[derive(Clone, Debug)]
struct Slow {
    years: (i16, i16),
    exceptions: BTreeSet<civil::Date>,
}

fn weekend(day: civil::Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

impl Slow {
    fn is_working(&self, day: civil::Date) -> Option<bool> {
        (self.years.0..=self.years.1).contains(&day.year()).then(|| weekend(day) == self.exceptions.contains(&day))
    }

    fn fast(&self) -> Calendar {
        let exceptions: Vec<Date> = self.exceptions.iter().map(|d| ours(*d)).collect();
        let year = |y: i16| u16::try_from(y).unwrap();
        Calendar::new("x", "1", year(self.years.0)..=year(self.years.1), &exceptions).unwrap()
    }
}

fn ours(day: civil::Date) -> Date {
    day.to_string().parse().unwrap()
}

/// The day after so many worked ones; nothing where it is not known of a day whether it is worked.
fn walk(start: civil::Date, count: u32, worked: impl Fn(civil::Date) -> Option<bool>) -> Option<civil::Date> {
    let (mut day, mut left) = (start, count);
    while left > 0 {
        day = day.tomorrow().ok()?;
        left -= u32::from(worked(day)?);
    }
    Some(day)
}

/// The day itself, or the next that is worked.
fn settle(day: civil::Date, worked: impl Fn(civil::Date) -> Option<bool>) -> Option<civil::Date> {
    if worked(day)? { Some(day) } else { walk(day, 1, worked) }
}

fn slow(start: civil::Date, term: Term, roll: Roll, calendar: &Slow) -> Option<Deadline> {
    let plain = |day| Some(!weekend(day));
    let known = |day| calendar.is_working(day);
    let end = |span: Span| start.checked_add(span).ok();
    let last = match term.unit() {
        TermUnit::WorkingDays => {
            let nominal = ours(walk(start, term.count(), plain)?);
            return Some(Deadline { nominal, effective: walk(start, term.count(), known).map(ours) });
        }
        TermUnit::Days => walk(start, term.count(), |_| Some(true))?,
        TermUnit::Months => end(Span::new().months(term.count()))?,
        TermUnit::Years => end(Span::new().years(term.count()))?,
    };
    Some(match roll {
        Roll::None => Deadline { nominal: ours(last), effective: Some(ours(last)) },
        Roll::NextWorkingDay => Deadline { nominal: ours(settle(last, plain)?), effective: settle(last, known).map(ours) },
    })
}

/// Some years with up to a quarter of the days not as in a plain week, so that long rests and odd weekends are common.
fn calendars() -> impl Strategy<Value = Slow> {
    let years = (prop_oneof![Just(1_i16), Just(9995), Just(1999), 2..9990_i16], 0..4_i16);
    (years, prop::collection::vec(0..1500_i32, 0..400)).prop_map(|((first, more), days)| {
        let start = civil::date(first, 1, 1);
        let exceptions = days.into_iter().filter_map(|d| start.checked_add(d.days()).ok()).collect();
        Slow { years: (first, first + more), exceptions }
    })
}

fn terms() -> impl Strategy<Value = Term> {
    let units = prop_oneof![Just(TermUnit::Days), Just(TermUnit::WorkingDays), Just(TermUnit::Months), Just(TermUnit::Years)];
    let counts = prop_oneof![4 => 1..30_u32, 2 => 30..1200_u32, 1 => 1..=Term::MAX];
    (counts, units).prop_map(|(count, unit)| Term::new(count, unit).unwrap())
}

/// A calendar and a day in it, or near it.
fn starts() -> impl Strategy<Value = (Slow, civil::Date)> {
    (calendars(), -40..1600_i32).prop_map(|(calendar, days)| {
        let day = civil::date(calendar.years.0, 1, 1).checked_add(days.days());
        let day = day.ok().filter(|d| d.year() >= 1).unwrap_or(civil::date(1, 1, 1));
        (calendar, day)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn day_by_day_it_is_the_same(
        (calendar, start) in starts(), term in terms(), roll in prop_oneof![Just(Roll::None), Just(Roll::NextWorkingDay)],
    ) {
        let deadline = Deadline::after(ours(start), term, roll, &calendar.fast());
        match (deadline, slow(start, term, roll, &calendar)) {
            (Ok(ours), Some(other)) => prop_assert_eq!(ours, other),
            (Err(e), None) => prop_assert_eq!(e.code.id(), "date_out_of_range"),
            (ours, other) => prop_assert!(false, "{ours:?} {other:?}"),
        }
    }

    #[test]
    fn the_days_of_a_calendar_are_the_same((calendar, day) in starts()) {
        prop_assert_eq!(calendar.fast().is_working(ours(day)), calendar.is_working(day));
    }

    /// The days left when a term starts are the term.
    #[test]
    fn what_is_counted_on_is_counted_back((calendar, start) in starts(), count in 1..800_u32) {
        let (calendar, start) = (calendar.fast(), ours(start));
        let Some(end) = calendar.working_day_after(start, count) else { return Ok(()) };
        if calendar.covers(start) {
            prop_assert_eq!(calendar.working_days_until(start, end), usize::try_from(count).ok());
        }
    }

    /// A later version adds years: no effective day moves, and no nominal one.
    #[test]
    fn a_later_year_changes_no_deadline(
        (calendar, start) in starts(), term in terms(), roll in prop_oneof![Just(Roll::None), Just(Roll::NextWorkingDay)],
    ) {
        let mut longer = calendar.clone();
        longer.years.1 = (longer.years.1 + 1).min(9999);
        let find = |c: &Slow| Deadline::after(ours(start), term, roll, &c.fast()).ok();
        if let (Some(before), Some(later)) = (find(&calendar), find(&longer)) {
            prop_assert_eq!(before.nominal, later.nominal);
            prop_assert!(before.effective.is_none() || before.effective == later.effective);
        }
    }
}
