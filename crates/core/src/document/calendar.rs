//! The document of a calendar: which days are off and which weekends are worked, year by year, and the notices that say
//! so. It is a document of its own, since it grows with each year's notice and is no part of a policy.

use schemars::JsonSchema;

use crate::diagnostic::{Code, Diagnostics, Text, suggestion};
use crate::time::{Calendar, Date, MAX_YEARS};

use super::model::{ById, Day, Figure, Source, SourceDocument};
use super::shape::{Reader, Shape};
use super::tree::{Node, Tree, TreeError, locate};
use super::{MAX_BYTES, MAX_DEPTH, json, of_tree};

/// Longest text of a version, in characters.
const MAX_VERSION: usize = 64;

/// A calendar as it is written.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct CalendarDocument {
    /// Format number; 1.
    pub peiyu: Figure,
    /// Id of the calendar.
    pub calendar: String,
    /// Which state of the notices it has; a later version may only add years.
    pub version: String,
    /// What the calendar is.
    #[serde(default)]
    pub title: Option<Text>,
    /// The notices.
    pub sources: ById<SourceDocument>,
    /// What is not as in a plain week, for each year without a gap. Of all other days Mondays to Fridays are worked.
    pub years: ById<CalendarYear>,
}

/// A year of a calendar.
#[derive(Clone, Debug, Default, JsonSchema)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    /// Where it is said.
    pub sources: Vec<Source>,
    /// Days that are off; weekends among them may be written.
    pub rest: Vec<Days>,
    /// Saturdays and Sundays that are worked.
    #[serde(default)]
    pub work: Vec<Day>,
}

/// A day, `2026-01-01`, or the first and the last of several, `2026-10-01/2026-10-07` (an interval of ISO 8601).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize))]
#[cfg_attr(test, serde(transparent))]
pub struct Days(pub String);

impl JsonSchema for Days {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Days".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^\\d{4}-\\d{2}-\\d{2}(/\\d{4}-\\d{2}-\\d{2})?$",
            "description": "A day, or the first and the last of several: 2026-10-01/2026-10-07."
        })
    }
}

impl Shape for Days {
    fn read(value: &serde_json::Value, reader: &mut Reader<'_>) -> Self {
        Days(String::read(value, reader))
    }

    fn write(&self) -> serde_json::Value {
        self.0.write()
    }
}

/// Reads a calendar written as YAML; `file` is how messages name it.
#[cfg(feature = "yaml")]
pub fn from_yaml(file: &str, text: &str) -> Result<Calendar, Diagnostics> {
    read(file, super::yaml::parse(text))
}

/// Reads a calendar written as JSON; `file` is how messages name it.
pub fn from_json(file: &str, text: &str) -> Result<Calendar, Diagnostics> {
    read(file, json::parse(text, MAX_DEPTH, MAX_BYTES))
}

/// Whether a document means to be a calendar.
pub fn is_calendar(tree: &Tree) -> bool {
    let Node::Map(entries) = &tree.node else { return false };
    let says = |word: &str| entries.iter().any(|(key, _)| key == word);
    says("calendar") && !says("policy")
}

fn read(file: &str, tree: Result<Tree, TreeError>) -> Result<Calendar, Diagnostics> {
    let (value, marks) = tree.map_err(|e| of_tree(file, file, e))?.into_value();
    let mut reader = Reader::new(file);
    let document = CalendarDocument::read(&value, &mut reader);
    let mut errors = reader.into_errors();
    if errors.is_empty() {
        let mut reader = Reader::new(file);
        let calendar = check(&document, &mut reader);
        errors = reader.into_errors();
        if let (Some(calendar), true) = (calendar, errors.is_empty()) {
            return Ok(calendar);
        }
    }
    for d in &mut errors {
        locate(d, file, &marks);
    }
    Err(Diagnostics(errors))
}

/// The calendar that a document describes; what is wrong with it is told to the reader, and then it is of no use.
fn check(document: &CalendarDocument, reader: &mut Reader<'_>) -> Option<Calendar> {
    if document.peiyu != Figure("1".into()) {
        reader.at("peiyu", |r| r.error(Code::UnsupportedFormat, [document.peiyu.0.clone().into()]));
    }
    if !crate::lang::parser::is_name(&document.calendar) {
        reader.at("calendar", |r| r.error(Code::BadId, [document.calendar.clone().into()]));
    }
    if !(1..=MAX_VERSION).contains(&document.version.chars().count()) {
        let what =
            Text::both(format!("版本应有 1 至 {MAX_VERSION} 个字"), format!("a version has 1 to {MAX_VERSION} characters"));
        reader.at("version", |r| r.error(Code::BadField, [what]));
    }
    reader.at("sources", |reader| {
        for (id, source) in &document.sources {
            let Some(issued) = source.issued.as_ref().filter(|d| d.0.parse::<Date>().is_err()) else { continue };
            reader.at(id, |r| r.at("issued", |r| r.error(Code::BadDate, [short(&issued.0)])));
        }
    });
    reader.at("years", |reader| {
        let mut years = Vec::new();
        let mut exceptions = Vec::new();
        for (key, part) in &document.years {
            reader.at(key, |r| {
                let Some(year) = year(key, r) else { return };
                years.push(year);
                check_sources(part, &document.sources, r);
                exceptions.extend(Year { number: year, listed: Vec::new() }.read(part, r));
            });
        }
        let (first, last) = range(years, reader)?;
        Calendar::new(&document.calendar, &document.version, first..=last, &exceptions)
    })
}

/// As much of what was written as fits into a message.
fn short(text: &str) -> Text {
    text.chars().take(40).collect::<String>().into()
}

/// The number of a year.
fn year(key: &str, reader: &mut Reader<'_>) -> Option<u16> {
    let first_day = format!("{key}-01-01").parse::<Date>().ok();
    if first_day.is_none() {
        let key = short(key).zh.clone();
        let what = Text::both(format!("`{key}` 不是四位数字的年份"), format!("`{key}` is no year of four digits"));
        reader.error(Code::BadField, [what]);
    }
    first_day.map(Date::year)
}

/// The first and the last year; there must be some, and all between.
fn range(mut years: Vec<u16>, reader: &mut Reader<'_>) -> Option<(u16, u16)> {
    years.sort_unstable();
    let (Some(&first), Some(&last)) = (years.first(), years.last()) else {
        reader.error(Code::BadField, [Text::both("没有年份", "there are no years")]);
        return None;
    };
    for pair in years.windows(2) {
        let &[before, after] = pair else { continue };
        let missing = match after - before {
            0 | 1 => continue,
            2 => (before + 1).to_string(),
            _ => format!("{}–{}", before + 1, after - 1),
        };
        reader.error(Code::CalendarGap, [missing.into()]);
    }
    if years.len() > usize::from(MAX_YEARS) {
        reader.error(Code::TooMany, [Text::both("年份", "years"), MAX_YEARS.to_string().into()]);
    }
    Some((first, last))
}

fn check_sources(part: &CalendarYear, known: &ById<SourceDocument>, reader: &mut Reader<'_>) {
    reader.at("sources", |reader| {
        if part.sources.is_empty() {
            reader.error(Code::BadField, [Text::both("没有依据", "there is no source")]);
        }
        for (i, source) in part.sources.iter().enumerate().filter(|(_, s)| !known.contains_key(&s.doc)) {
            let near = suggestion(&source.doc, known.keys().map(String::as_str));
            let args = [Text::both("依据文件", "source"), source.doc.clone().into(), near.into()];
            reader.at(&i.to_string(), |r| r.at("doc", |r| r.error(Code::UnknownReference, args)));
        }
    });
}

/// A year while its days are read.
struct Year {
    number: u16,
    /// The days listed, and whether they are worked.
    listed: Vec<(Date, bool)>,
}

impl Year {
    /// The days on which the plain week doesn't hold.
    fn read(mut self, part: &CalendarYear, reader: &mut Reader<'_>) -> impl Iterator<Item = Date> + use<> {
        reader.at("rest", |r| {
            part.rest.iter().enumerate().for_each(|(i, days)| r.at(&i.to_string(), |r| self.rest(&days.0, r)));
        });
        reader.at("work", |r| {
            part.work.iter().enumerate().for_each(|(i, day)| r.at(&i.to_string(), |r| self.work(&day.0, r)));
        });
        self.listed.into_iter().filter(|(day, worked)| day.is_weekend() == *worked).map(|(day, _)| day)
    }

    fn rest(&mut self, days: &str, reader: &mut Reader<'_>) {
        let (first, last) = days.split_once('/').unwrap_or((days, days));
        let Some(first) = self.day(first, reader) else { return };
        let Some(last) = self.day(last, reader) else { return };
        if last < first {
            return reader.error(Code::DaysReversed, [days.into()]);
        }
        let mut next = Some(first);
        while let Some(day) = next.filter(|d| *d <= last) {
            if !self.list(day, false, reader) {
                return;
            }
            next = day.plus_days(1);
        }
    }

    fn work(&mut self, day: &str, reader: &mut Reader<'_>) {
        let Some(day) = self.day(day, reader) else { return };
        if !day.is_weekend() {
            return reader.error(Code::WorkedDayInWeek, [day.to_string().into()]);
        }
        self.list(day, true, reader);
    }

    /// A day, which must be one and of this year.
    fn day(&self, text: &str, reader: &mut Reader<'_>) -> Option<Date> {
        let Ok(day) = text.parse::<Date>() else {
            reader.error(Code::BadDate, [short(text)]);
            return None;
        };
        if day.year() != self.number {
            reader.error(Code::DayOutsideYear, [day.to_string().into(), format!("{:04}", self.number).into()]);
            return None;
        }
        Some(day)
    }

    /// Lists a day, once; says whether it was new.
    fn list(&mut self, day: Date, worked: bool, reader: &mut Reader<'_>) -> bool {
        let before = self.listed.iter().find(|(d, _)| *d == day);
        if let Some((_, worked)) = before {
            let what = if *worked { Text::both("上班", "worked") } else { Text::both("放假", "off") };
            reader.error(Code::DayListedTwice, [day.to_string().into(), what]);
            return false;
        }
        self.listed.push((day, worked));
        true
    }
}
