//! Calendars from strangers: refused with a reason, or read; then deadlines on them, which must keep what a calendar
//! promises.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::document::calendar::{from_json, from_yaml};
use peiyu::time::{Calendar, Date, Deadline, Roll, Term, TermUnit};

const JSON: u8 = 1;

fuzz_target!(|data: &[u8]| {
    let Some(([flags, a, b, c], text)) = data.split_first_chunk() else { return };
    let text = String::from_utf8_lossy(text);
    let read = if flags & JSON == 0 { from_yaml } else { from_json };
    let calendar = match read("calendar", &text) {
        Ok(calendar) => calendar,
        Err(e) => {
            assert!(!e.0.is_empty(), "refused without a reason");
            let _ = e.to_string();
            return;
        }
    };
    let start = calendar.first().plus_days(i64::from(u16::from_be_bytes([*a, *b])) - 400);
    for unit in [TermUnit::Days, TermUnit::WorkingDays, TermUnit::Months, TermUnit::Years] {
        let (Some(start), Ok(term)) = (start, Term::new(u32::from(*c), unit)) else { continue };
        if let Ok(deadline) = Deadline::after(start, term, Roll::NextWorkingDay, &calendar) {
            holds(start, term, deadline, &calendar);
        }
    }
});

fn holds(start: Date, term: Term, deadline: Deadline, calendar: &Calendar) {
    assert!(deadline.nominal > start && !deadline.nominal.is_weekend());
    let Some(last) = deadline.effective else { return };
    assert!(last > start && calendar.is_working(last) == Some(true));
    if term.unit() == TermUnit::WorkingDays && calendar.covers(start) {
        assert_eq!(calendar.working_days_until(start, last), usize::try_from(term.count()).ok());
    }
}
