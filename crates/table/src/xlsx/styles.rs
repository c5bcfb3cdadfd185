//! How numbers are shown, as far as it tells what they are: a date, a percentage, or just a number.

use std::collections::HashMap;
use std::io::Read;

use peiyu::time::Date;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::xml::{Broken, Xml};

/// Most styles of cells; Excel itself takes 65 490.
const MAX_STYLES: usize = 100_000;

/// What a number is by the way it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// A number.
    #[default]
    Number,
    /// A percentage.
    Percent,
    /// Days since the end of 1899, or of 1903.
    Date,
}

/// The styles of cells, by number.
pub(super) fn read<R: Read>(xml: &mut Xml<R>) -> Result<Vec<Shown>, Broken> {
    let mut formats: HashMap<u32, Shown> = HashMap::new();
    let mut styles = Vec::new();
    let mut section = String::new();
    loop {
        match xml.next()? {
            Event::Start(e) => match (section.as_str(), e.local_name().as_ref()) {
                (_, name @ ("numFmts" | "cellXfs")) => section = name.to_owned(),
                ("numFmts", "numFmt") => {
                    if let (Some(id), Some(code)) = (number(&e, "numFmtId"), attribute(&e, "formatCode")) {
                        formats.insert(id, of_code(&code));
                    }
                }
                ("cellXfs", "xf") => {
                    let id = number(&e, "numFmtId").unwrap_or(0);
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == section => section.clear(),
            Event::Eof => return Ok(styles),
            _ => {}
        }
        if styles.len() > MAX_STYLES || formats.len() > MAX_STYLES {
            return Err(Broken::wrong("too many styles"));
        }
    }
}

/// An attribute by its name without prefix.
pub(super) fn attribute(e: &BytesStart, name: &str) -> Option<String> {
    let found = e.attributes().with_checks(false).filter_map(Result::ok).find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn number(e: &BytesStart, name: &str) -> Option<u32> {
    attribute(e, name)?.parse().ok()
}

/// Formats that every program knows by number (ECMA-376, 18.8.30, with those of East Asia).
fn built_in(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        _ => Shown::Number,
    }
}

/// What a format such as `0.00%` or `yyyy"年"m"月"` makes of a number; that of positive ones counts.
fn of_code(code: &str) -> Shown {
    let mut chars = code.chars();
    let mut shown = Shown::Number;
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            // What is quoted is printed as it stands; what is in brackets is a colour, a language or a condition.
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(chars.next()),
            '%' => shown = Shown::Percent,
            // `General` has letters of its own.
            'G' | 'g' => drop(chars.by_ref().nth("eneral".len() - 1)),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return Shown::Date,
            _ => {}
        }
    }
    shown
}

/// A day, with the time of day if there is one, as ISO 8601 has it; `None` where there is no such day.
pub(super) fn date(serial: f64, from_1904: bool) -> Option<String> {
    const SECONDS: f64 = 86_400.0;
    if !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * SECONDS).round();
    // Both fit: the serial number is small.
    #[allow(clippy::cast_possible_truncation)]
    let (days, second) = ((seconds / SECONDS).floor() as i64, (seconds % SECONDS) as i64);
    let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    let unix = match days {
        0 if !from_1904 => return Some(time),
        _ if from_1904 => days - 24_107,
        // Lotus 1-2-3 took 1900 for a leap year, and spreadsheets have kept its 29 February as day 60.
        1..60 => days - 25_568,
        60 => return None,
        _ => days - 25_569,
    };
    let day = Date::from_unix_days(unix)?;
    Some(if second == 0 { day.to_string() } else { format!("{day}T{time}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_what_numbers_are() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("#,##0.00", Shown::Number),
            ("0.00%", Shown::Percent),
            ("0.0\\%", Shown::Number),
            ("0\"%\"", Shown::Number),
            ("yyyy\"年\"m\"月\"", Shown::Date),
            ("[$-804]yyyy/m/d", Shown::Date),
            ("[Red]0;[Blue]-0%", Shown::Number),
            ("0\"days\"", Shown::Number),
            ("h:mm", Shown::Date),
        ] {
            assert_eq!(of_code(code), shown, "{code}");
        }
    }

    /// Days as Excel counts them: its documentation gives 1 January 2008 as 39448 and 1 January 1904 as 1462 and as 0.
    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let day = |serial| date(serial, false);
        assert_eq!(day(39_448.0).as_deref(), Some("2008-01-01"));
        assert_eq!(day(39_448.5).as_deref(), Some("2008-01-01T12:00:00"));
        assert_eq!(day(1_462.0).as_deref(), Some("1904-01-01"));
        assert_eq!(date(0.0, true).as_deref(), Some("1904-01-01"));
        assert_eq!(day(1.0).as_deref(), Some("1900-01-01"));
        assert_eq!(day(61.0).as_deref(), Some("1900-03-01"));
        assert_eq!(day(60.0), None);
        assert_eq!(day(0.25).as_deref(), Some("06:00:00"));
        assert_eq!(day(39_447.999_999_999).as_deref(), Some("2008-01-01"));
        assert_eq!((day(-1.0), day(1e300), day(f64::NAN)), (None, None, None));
    }
}
