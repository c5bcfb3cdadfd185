//! A moment at +08:00, to the second: when an event happened. China has one time the year round, so there is no zone.

use std::fmt;
use std::str::FromStr;

use super::date::{Date, digits};

/// Seconds that China's time is ahead of UTC.
const AHEAD: i64 = 8 * 3600;
const DAY: i64 = 24 * 3600;

/// A day and a second of it, at +08:00. A day ends at 24:00, which is 00:00:00 of the next. Ordered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    date: Date,
    /// Seconds since midnight, below 86 400.
    second: u32,
}

impl Moment {
    /// The moment so many seconds after 1970-01-01T00:00:00Z, as a host's clock gives it; `None` outside years 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let local = seconds.checked_add(AHEAD)?;
        let date = Date::from_unix_days(local.div_euclid(DAY))?;
        Some(Moment { date, second: u32::try_from(local.rem_euclid(DAY)).ok()? })
    }

    /// Seconds from 1970-01-01T00:00:00Z, negative before it.
    pub fn unix_seconds(self) -> i64 {
        self.date.unix_days() * DAY + i64::from(self.second) - AHEAD
    }

    /// The day that it is part of.
    pub fn date(self) -> Date {
        self.date
    }
}

impl FromStr for Moment {
    type Err = ();

    /// Reads `2026-04-01T09:30:00+08:00`; nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (date, time) = text.strip_suffix("+08:00").and_then(|t| t.split_once('T')).ok_or(())?;
        let &[h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else { return Err(()) };
        let [hour, minute, second] = [[h1, h2], [m1, m2], [s1, s2]].map(|part| digits(&part).map(u32::from));
        match (hour, minute, second) {
            (Some(h @ 0..24), Some(m @ 0..60), Some(s @ 0..60)) => {
                Ok(Moment { date: date.parse()?, second: h * 3600 + m * 60 + s })
            }
            _ => Err(()),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}+08:00", self.date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_prints_one_form_only() {
        for good in ["2026-04-01T09:30:00+08:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59+08:00"] {
            assert_eq!(good.parse::<Moment>().map(|m| m.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "2026-04-01",
            "2026-04-01T09:30:00",
            "2026-04-01T09:30:00Z",
            "2026-04-01T09:30:00+0800",
            "2026-04-01T09:30:00+09:00",
            "2026-04-01 09:30:00+08:00",
            "2026-04-01t09:30:00+08:00",
            "2026-04-01T09:30+08:00",
            "2026-04-01T9:30:00+08:00",
            "2026-04-01T09:30:00.0+08:00",
            "2026-04-01T+9:30:00+08:00",
            "2026-04-01T24:00:00+08:00",
            "2026-04-01T23:60:00+08:00",
            "2026-04-01T23:59:60+08:00",
            "2026-02-29T09:30:00+08:00",
            "2026-04-01T09:30:00+08:00 ",
            "2026-04-01T０9:30:00+08:00",
        ] {
            assert!(bad.parse::<Moment>().is_err(), "{bad}");
        }
    }

    #[test]
    fn unix_seconds_by_the_clock() {
        // `TZ=Asia/Shanghai date -d @... +%FT%T%:z` of GNU coreutils.
        for (seconds, text) in [
            (0, "1970-01-01T08:00:00+08:00"),
            (-28_801, "1969-12-31T23:59:59+08:00"),
            (1_775_007_000, "2026-04-01T09:30:00+08:00"),
            (1_775_059_199, "2026-04-01T23:59:59+08:00"),
            (1_775_059_200, "2026-04-02T00:00:00+08:00"),
        ] {
            assert_eq!(Moment::from_unix_seconds(seconds).map(|m| m.to_string()).as_deref(), Some(text));
        }
        for outside in [i64::MIN, -62_135_625_601, 253_402_271_999 + 1, i64::MAX] {
            assert_eq!(Moment::from_unix_seconds(outside), None, "{outside}");
        }
    }

    proptest! {
        /// Against another library, first to last second of the calendar.
        #[test]
        fn jiff_prints_the_same(seconds in -62_135_625_600_i64..=253_402_271_999) {
            let moment = Moment::from_unix_seconds(seconds).unwrap();
            let civil = jiff::Timestamp::from_second(seconds).ok().map(|t| jiff::tz::offset(8).to_datetime(t).to_string() + "+08:00");
            if let Some(civil) = civil {
                prop_assert_eq!(moment.to_string(), civil);
            }
            prop_assert_eq!(moment.unix_seconds(), seconds);
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }
}
