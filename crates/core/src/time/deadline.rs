//! When a term ends: 民法典 第二百零一条 (the starting day is not counted), 第二百零二条 (months and years end on the
//! corresponding day, else on the month's last) and 第二百零三条 (an end on a rest day moves to the day after the rest).

use crate::diagnostic::{Code, Diagnostic, Span};

use super::{Calendar, Date, Moment};

/// What a term counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermUnit {
    /// Calendar days, 日.
    Days,
    /// Days worked by the calendar, 工作日.
    WorkingDays,
    /// Months, to the day of the same number.
    Months,
    /// Years, to the same day of the year.
    Years,
}

/// A length of time that rules grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    count: u32,
    unit: TermUnit,
}

impl Term {
    /// Most of any unit.
    pub const MAX: u32 = 9_999;

    /// A term of 1 to [`Term::MAX`]; [`Code::TermOutOfBounds`] otherwise.
    pub fn new(count: u32, unit: TermUnit) -> Result<Self, Diagnostic> {
        if (1..=Self::MAX).contains(&count) {
            return Ok(Term { count, unit });
        }
        let args = [count.to_string().into(), Self::MAX.to_string().into()];
        Err(Diagnostic::new(Code::TermOutOfBounds, Span::default(), args))
    }

    /// How many.
    pub fn count(self) -> u32 {
        self.count
    }

    /// Of what.
    pub fn unit(self) -> TermUnit {
        self.unit
    }
}

/// What becomes of a last day that is no working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Roll {
    /// It stays the last day.
    None,
    /// The next working day is the last, as 民法典 第二百零三条 has it.
    NextWorkingDay,
}

/// The last day of a term or of a window. The whole of it, to 24:00, is in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Deadline {
    /// The day as it would be if Mondays to Fridays were worked and nothing else. It depends on no calendar, so no later
    /// notice changes it; while the deadline is provisional it is the best that can be told.
    pub nominal: Date,
    /// The last day; `None` while it is provisional: its calendar doesn't cover the days that decide.
    pub effective: Option<Date>,
}

impl Deadline {
    /// Where a term ends that starts on a day. A day past year 9999 is [`Code::DateOutOfRange`].
    pub fn after(start: Date, term: Term, roll: Roll, calendar: &Calendar) -> Result<Self, Diagnostic> {
        let count = i64::from(term.count);
        let end = match term.unit {
            TermUnit::WorkingDays => weekday_after(start, count)
                .map(|nominal| Deadline { nominal, effective: calendar.working_day_after(start, term.count) }),
            TermUnit::Days => start.plus_days(count).map(|day| Self::on(day, roll, calendar)),
            TermUnit::Months => start.plus_months(count).map(|day| Self::on(day, roll, calendar)),
            TermUnit::Years => start.plus_months(count * 12).map(|day| Self::on(day, roll, calendar)),
        };
        end.ok_or_else(|| Diagnostic::new(Code::DateOutOfRange, Span::default(), [start.to_string().into()]))
    }

    /// A day that is fixed, such as 30 April of a year.
    pub fn on(day: Date, roll: Roll, calendar: &Calendar) -> Self {
        match roll {
            Roll::None => Deadline { nominal: day, effective: Some(day) },
            Roll::NextWorkingDay => Deadline { nominal: weekday_from(day), effective: calendar.working_day_from(day) },
        }
    }

    /// Whether its calendar ends too early to tell the day.
    pub fn is_provisional(self) -> bool {
        self.effective.is_none()
    }

    /// Whether it has passed; `None` while it is provisional.
    pub fn is_over(self, now: Moment) -> Option<bool> {
        self.effective.map(|last| now.date() > last)
    }
}

/// The day itself if it is a Monday to Friday, else the Monday after it.
fn weekday_from(day: Date) -> Date {
    let days = if day.is_weekend() { 7 - i64::from(day.weekday()) } else { 0 };
    // There always is one: the last day of year 9999 is a Friday.
    day.plus_days(days).unwrap_or(day)
}

/// The last of so many Mondays to Fridays, from the day after `start` on.
fn weekday_after(start: Date, count: i64) -> Option<Date> {
    // Counted from the Monday of the starting week: five a week, of which those up to the start are past.
    let past = (i64::from(start.weekday()) + 1).min(5);
    let last = past + count - 1;
    start.plus_days(last / 5 * 7 + last % 5 - i64::from(start.weekday()))
}
