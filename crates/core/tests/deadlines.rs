//! Deadlines worked out by hand from the articles and the notices, on the calendar that is shipped.

use peiyu::document::calendar::from_yaml;
use peiyu::time::{Calendar, Date, Deadline, Moment, Roll, Term, TermUnit};

const DAYS: TermUnit = TermUnit::Days;
const WORKING: TermUnit = TermUnit::WorkingDays;
const MONTHS: TermUnit = TermUnit::Months;
const YEARS: TermUnit = TermUnit::Years;
const STAY: Roll = Roll::None;
const ROLL: Roll = Roll::NextWorkingDay;

fn shipped() -> Calendar {
    from_yaml("cn.yaml", include_str!("../../../workflows/calendars/cn.yaml")).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The nominal and the effective day, `?` where it is provisional.
fn shown(deadline: Deadline) -> String {
    format!("{} {}", deadline.nominal, deadline.effective.map_or("?".to_owned(), |d| d.to_string()))
}

fn after(start: &str, count: u32, unit: TermUnit, roll: Roll, calendar: &Calendar) -> String {
    shown(Deadline::after(day(start), Term::new(count, unit).unwrap(), roll, calendar).unwrap())
}

#[test]
fn working_days_by_hand() {
    let cn = shipped();
    for (start, count, expected) in [
        // Thursday. Spring Festival: 13 (Fri) 1, 14 (Sat, worked) 2, 15 to 23 off, 24 3, 25 4, 26 5.
        // Mondays to Fridays: 13, 16, 17, 18, 19.
        ("2026-02-12", 5, "2026-02-19 2026-02-26"),
        // Friday. Sunday 20 September is worked.
        ("2026-09-18", 1, "2026-09-21 2026-09-20"),
        // Monday. 23 to 26 September 1 to 4, 28 (Sun, worked) 5, 29 6, 30 7, 1 to 8 October off, 9 8, 10 9, 11 (Sat, worked)
        // 10, 13 to 17 11 to 15, 20 to 24 16 to 20. Mondays to Fridays: four weeks.
        ("2025-09-22", 20, "2025-10-20 2025-10-24"),
        // Thursday. The Spring Festival of 2020 was made longer: off to Sunday 2 February, with the Saturday first meant to be
        // worked.
        ("2020-01-23", 1, "2020-01-24 2020-02-03"),
        // Thursday. Rest on New Year's Eve of 2024 was only encouraged.
        ("2024-02-08", 1, "2024-02-09 2024-02-09"),
        // A start on a rest day: Saturday 3 October 2026; 8 1, 9 2, 10 (Sat, worked) 3. Mondays to Fridays: 5, 6, 7.
        ("2026-10-03", 3, "2026-10-07 2026-10-10"),
        // Tuesday. 31 December is the last day covered; 30 1, 31 2, and the third is in 2027 (1 January, a Friday).
        ("2026-12-29", 2, "2026-12-31 2026-12-31"),
        ("2026-12-29", 3, "2027-01-01 ?"),
        // Monday 31 August. September has 30 days: 22 Mondays to Fridays, Sunday 20 worked, Friday 25 off: 22. October: 22,
        // 1, 2, 5, 6, 7 off, Saturday 10 worked: 18. November 21, December 23: 84 in all. Mondays to Fridays: 22+22+21+23 = 88.
        ("2026-08-31", 84, "2026-12-25 2026-12-31"),
        ("2026-08-31", 85, "2026-12-28 ?"),
        // Before the years covered: 29 December 2018 was worked, but that notice is not taken in.
        ("2018-12-28", 1, "2018-12-31 ?"),
        // Monday 31 December 2018: all days counted are covered. 1 January off, 2 1.
        ("2018-12-31", 1, "2019-01-01 2019-01-02"),
    ] {
        assert_eq!(after(start, count, WORKING, STAY, &cn), expected, "{start} + {count}");
        // A working day is no rest day.
        assert_eq!(after(start, count, WORKING, ROLL, &cn), expected, "{start} + {count}");
    }
}

#[test]
fn days_months_and_years_by_hand() {
    let cn = shipped();
    for (start, count, unit, roll, expected) in [
        // 第二百零二条: January's 31st has no day of that number in February. 28 February 2026 is a Saturday that is worked.
        ("2026-01-31", 1, MONTHS, STAY, "2026-02-28 2026-02-28"),
        ("2026-01-31", 1, MONTHS, ROLL, "2026-03-02 2026-02-28"),
        ("2024-01-31", 1, MONTHS, ROLL, "2024-02-29 2024-02-29"),
        // 29 February plus a year; 28 February 2025 is a Friday.
        ("2024-02-29", 1, YEARS, ROLL, "2025-02-28 2025-02-28"),
        // From the last of a short month the same number counts, not the last of the next.
        ("2026-02-28", 1, MONTHS, STAY, "2026-03-28 2026-03-28"),
        // 第二百零三条: 1 October 2026 is a Thursday; off to Wednesday 7.
        ("2026-09-01", 1, MONTHS, ROLL, "2026-10-01 2026-10-08"),
        ("2026-09-01", 1, MONTHS, STAY, "2026-10-01 2026-10-01"),
        // 17 February 2024 is a Saturday and the last of the festival; Sunday 18 is worked.
        ("2024-02-07", 10, DAYS, ROLL, "2024-02-19 2024-02-18"),
        // A plain Saturday: 15 March 2025.
        ("2025-03-05", 10, DAYS, ROLL, "2025-03-17 2025-03-17"),
        // 第二百零一条: the starting day is not counted, so one day from 31 March is 1 April.
        ("2026-03-31", 1, DAYS, ROLL, "2026-04-01 2026-04-01"),
        // A title of three years that ends on a Sunday stays so without a roll: 20 September 2026 is worked anyway.
        ("2023-09-20", 3, YEARS, STAY, "2026-09-20 2026-09-20"),
        ("2023-09-20", 3, YEARS, ROLL, "2026-09-21 2026-09-20"),
        // The last day covered, a Thursday, and the first past it, a Friday and surely a holiday.
        ("2026-12-01", 30, DAYS, ROLL, "2026-12-31 2026-12-31"),
        ("2026-12-01", 31, DAYS, ROLL, "2027-01-01 ?"),
        ("2026-12-01", 31, DAYS, STAY, "2027-01-01 2027-01-01"),
        // Without a roll no calendar is asked.
        ("1949-10-01", 50, YEARS, STAY, "1999-10-01 1999-10-01"),
        ("1949-10-01", 50, YEARS, ROLL, "1999-10-01 ?"),
    ] {
        assert_eq!(after(start, count, unit, roll, &cn), expected, "{start} + {count} {unit:?} {roll:?}");
    }
}

#[test]
fn fixed_days_by_hand() {
    let cn = shipped();
    let on = |text: &str, roll| shown(Deadline::on(day(text), roll, &cn));
    // Sunday 30 April 2023 is in the holiday to Wednesday 3 May; in 2022, a Saturday, it is the first of five days.
    assert_eq!(on("2023-04-30", ROLL), "2023-05-01 2023-05-04");
    assert_eq!(on("2022-04-30", ROLL), "2022-05-02 2022-05-05");
    assert_eq!(on("2022-04-30", STAY), "2022-04-30 2022-04-30");
    // Friday 30 April 2021 is worked.
    assert_eq!(on("2021-04-30", ROLL), "2021-04-30 2021-04-30");
    // New Year's Eve of 2022 to Monday 2 January 2023.
    assert_eq!(on("2022-12-31", ROLL), "2023-01-02 2023-01-03");
    assert_eq!(on("9999-12-31", ROLL), "9999-12-31 ?");
}

#[test]
fn a_day_covered_may_roll_past_the_end() {
    // 31 December 2022 is a Saturday.
    let short = Calendar::new("x", "1", 2022..=2022, &[]).unwrap();
    assert_eq!(after("2022-12-01", 30, DAYS, ROLL, &short), "2023-01-02 ?");
    assert_eq!(after("2022-12-01", 29, DAYS, ROLL, &short), "2022-12-30 2022-12-30");
}

#[test]
fn a_day_ends_at_midnight() {
    let cn = shipped();
    let moment = |text: &str| text.parse::<Moment>().unwrap();
    let deadline = Deadline::on(day("2026-10-01"), ROLL, &cn);
    assert_eq!(deadline.is_over(moment("2026-10-08T23:59:59+08:00")), Some(false));
    assert_eq!(deadline.is_over(moment("2026-10-09T00:00:00+08:00")), Some(true));
    let provisional = Deadline::on(day("2027-10-01"), ROLL, &cn);
    assert!(provisional.is_provisional() && !deadline.is_provisional());
    assert_eq!(provisional.is_over(moment("2026-10-09T00:00:00+08:00")), None);
}

#[test]
fn days_left_by_hand() {
    let cn = shipped();
    // From Tuesday 29 September 2026 to Saturday 10 October: 30 September, 8, 9 and 10 October are worked.
    assert_eq!(day("2026-09-29").days_until(day("2026-10-10")), 11);
    assert_eq!(cn.working_days_until(day("2026-09-29"), day("2026-10-10")), Some(4));
}

#[test]
fn what_has_no_answer_is_an_error() {
    let cn = shipped();
    for (count, unit) in [(1, YEARS), (12, MONTHS), (366, DAYS), (262, WORKING)] {
        let error = Deadline::after(day("9999-01-01"), Term::new(count, unit).unwrap(), ROLL, &cn).unwrap_err();
        assert_eq!(error.code.id(), "date_out_of_range", "{count} {unit:?}");
    }
    for count in [0, Term::MAX + 1, u32::MAX] {
        assert_eq!(Term::new(count, DAYS).unwrap_err().code.id(), "term_out_of_bounds");
    }
}
