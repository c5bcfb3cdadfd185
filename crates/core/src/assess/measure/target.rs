//! How far targets are reached: by figures that a host supplies, or by the firms of a table that count.
//!
//! Notices say what is to be reached and by when, not how fast. What is "on course" here is a straight line from the figure
//! at the start to the target at its end: a convention of this engine, no rule of a notice.

use std::cmp::Ordering;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::document::measure::Target;
use crate::document::model::{ById, Day, Figure};
use crate::document::shape::{Reader, Shape, object};
use crate::document::write::write_text;
use crate::document::{MAX_BYTES, MAX_DEPTH, json};
use crate::number::Number;
use crate::policy::measures::TargetSlots;
use crate::time::Date;

use super::super::json::{both, optional, text};
use super::json::{cited, sum};
use super::{Measures, Said, Tally};

/// Figures for targets, as a host supplies them.
#[derive(Clone, Debug, Default)]
pub struct Figures(ById<Supplied>);

#[derive(Clone, Debug, Default)]
struct Supplied {
    figure: Figure,
    baseline: Option<Figure>,
    baseline_on: Option<Day>,
}

object!(Supplied: required figure, optional baseline, optional baseline_on);

/// A figure alone, or with where it began.
#[derive(Clone, Debug, Default)]
struct Entry(Supplied);

impl Shape for Entry {
    fn read(value: &serde_json::Value, reader: &mut Reader<'_>) -> Self {
        Entry(match value {
            serde_json::Value::String(text) => Supplied { figure: Figure(text.clone()), ..Supplied::default() },
            other => Supplied::read(other, reader),
        })
    }

    fn write(&self) -> serde_json::Value {
        self.0.write()
    }
}

/// How a target stands on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its figure is reached.
    Reached,
    /// Not yet reached, and at least as far as a straight line to it.
    OnCourse,
    /// Not yet reached, and less far.
    Behind,
    /// Its day is past and it was not reached.
    Missed,
    /// What is known does not tell.
    Open,
}

impl State {
    /// `reached`, `on_course`, `behind`, `missed` or `open`.
    pub fn id(self) -> &'static str {
        match self {
            State::Reached => "reached",
            State::OnCourse => "on_course",
            State::Behind => "behind",
            State::Missed => "missed",
            State::Open => "open",
        }
    }
}

/// How far a target is reached.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The figure; none where it was neither supplied nor counted.
    pub figure: Option<Number>,
    /// How much more it may be: the firms of which it is open whether they count.
    pub open: u64,
    /// Where a straight line to the target stands on the day; none where its start is not known.
    pub expected: Option<Number>,
    /// What is still lacking; none where it is reached or not known.
    pub lacking: Option<Number>,
    /// How it stands.
    pub state: State,
}

impl Figures {
    /// Reads `{"target": "650"}` or `{"target": {"figure": "650", "baseline": "300", "baseline_on": "2023-05-19"}}`; a figure is a
    /// number or a text, which may end in `%`.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn from_json(text: &str) -> Result<Figures, Diagnostics> {
        let tree = json::parse(text, MAX_DEPTH, MAX_BYTES).map_err(|e| {
            let code = if e.code == Code::DocumentSyntax { Code::RowSyntax } else { e.code };
            Diagnostic::new(code, Span::default(), e.args)
        })?;
        let (value, _) = tree.into_value();
        let mut reader = Reader::new("");
        let mut out = ById::new();
        for (id, value) in reader.entries(&value).into_iter().flatten() {
            let Entry(supplied) = reader.at(id, |r| {
                let Entry(supplied) = Entry::read(value, r);
                for (key, figure) in [("figure", Some(&supplied.figure)), ("baseline", supplied.baseline.as_ref())] {
                    if let Some(figure) = figure.filter(|f| number(f).is_none()) {
                        r.at(key, |r| r.error(Code::NumberSyntax, [figure.0.chars().take(40).collect::<String>().into()]));
                    }
                }
                if let Some(day) = supplied.baseline_on.as_ref().filter(|d| d.0.parse::<Date>().is_err()) {
                    r.at("baseline_on", |r| r.error(Code::BadDate, [day.0.chars().take(40).collect::<String>().into()]));
                }
                Entry(supplied)
            });
            out.insert(id.clone(), supplied);
        }
        let errors = reader.into_errors();
        if errors.is_empty() { Ok(Figures(out)) } else { Err(Diagnostics(errors)) }
    }
}

/// A number, or one in percent.
fn number(figure: &Figure) -> Option<Number> {
    let text = figure.0.trim();
    match text.strip_suffix(['%', '％']) {
        Some(percent) => Number::parse(percent.trim_end()).ok()?.div(&Number::from_i64(100)).ok(),
        None => Number::parse(text).ok(),
    }
}

impl Measures {
    /// How far the targets are reached: `[{"target", "label", "measure", "at_least", "at_most", "unit", "from", "until", "yearly",
    /// "note", "source", "needs_check", "figure", "open", "expected", "lacking", "state"}]`. Figures that are supplied go before
    /// those counted. Numbers are decimal strings.
    ///
    /// # Errors
    /// Those of [`Measures::known_targets`].
    pub fn targets_json(&self, figures: &Figures, tally: Option<&Tally>) -> Result<String, Diagnostics> {
        self.known_targets(figures)?;
        let mut out = String::new();
        self.progress(figures, tally, &mut out);
        Ok(out)
    }

    /// Whether each figure is for a target that there is, and what is counted is not below nought.
    ///
    /// # Errors
    /// Names those that aren't.
    pub fn known_targets(&self, figures: &Figures) -> Result<(), Diagnostics> {
        let unknown = figures.0.keys().filter(|id| !self.targets.iter().any(|t| t.slots.id == **id));
        let error = |id: &String| {
            let near = crate::diagnostic::suggestion(id, self.targets.iter().map(|t| t.slots.id.as_str()));
            let span = Span::value("", &format!("/{}", crate::document::tree::escape(id)));
            Diagnostic::new(Code::UnknownReference, span, [Text::both("目标", "target"), id.as_str().into(), near.into()])
        };
        let mut errors: Vec<Diagnostic> = unknown.map(error).collect();
        for target in self.targets.iter().filter(|t| t.of.unit.is_some()) {
            let Some(supplied) = figures.0.get(&target.slots.id) else { continue };
            for figure in [Some(&supplied.figure), supplied.baseline.as_ref()].into_iter().flatten() {
                if number(figure).is_some_and(|n| n.compare(&Number::ZERO).is_ok_and(Ordering::is_lt)) {
                    let (id, shown) = (target.slots.id.as_str(), figure.0.chars().take(40).collect::<String>());
                    let span = Span::value("", &format!("/{}", crate::document::tree::escape(id)));
                    errors.push(Diagnostic::new(Code::OutsideDomain, span, [id.into(), shown.into(), "[0..+∞]".into()]));
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Diagnostics(errors)) }
    }

    pub(super) fn progress(&self, figures: &Figures, tally: Option<&Tally>, out: &mut String) {
        out.push('[');
        for (i, said) in self.targets.iter().enumerate() {
            out.push_str(if i > 0 { ",{\"target\":" } else { "{\"target\":" });
            write_text(&said.slots.id, out);
            aim(said, out);
            let progress = self.stands(i, said, figures, tally);
            sum("figure", progress.figure.as_ref(), out);
            out.push_str(",\"open\":");
            out.push_str(&progress.open.to_string());
            sum("expected", progress.expected.as_ref(), out);
            sum("lacking", progress.lacking.as_ref(), out);
            text("state", progress.state.id(), out);
            out.push('}');
        }
        out.push(']');
    }

    /// How far a target is reached; `at` is its place.
    fn stands(&self, at: usize, said: &Said<Target, TargetSlots>, figures: &Figures, tally: Option<&Tally>) -> Progress {
        let supplied = figures.0.get(&said.slots.id);
        let counted = tally.filter(|_| said.slots.count.is_some()).map(|t| t.counted(at));
        let (figure, open) = match (supplied, counted) {
            (Some(supplied), _) => (number(&supplied.figure), 0),
            (None, Some([counts, open])) => (Some(Number::from_i128(counts.into())), open),
            (None, None) => (None, 0),
        };
        let expected = self.expected(said, supplied);
        let Some(figure) = figure else {
            return Progress { figure: None, open, expected, lacking: None, state: State::Open };
        };
        let least = said.of.at_least.is_some();
        let limit = &said.slots.limit;
        let reached = |figure: &Number, aim: &Number| {
            let order = if least { figure.compare(aim) } else { aim.compare(figure) };
            order.is_ok_and(Ordering::is_ge)
        };
        let may_be = figure.add(&Number::from_i128(open.into())).unwrap_or_else(|_| figure.clone());
        // What is open can only add to a count; of a figure at most it is never counted.
        let (sure, possible) = (reached(&figure, limit), reached(&may_be, limit));
        let lacking = if least { limit.sub(&figure) } else { figure.sub(limit) };
        let over = said.of.until.as_ref().and_then(|d| d.0.parse::<Date>().ok()).is_some_and(|until| until < self.day);
        let state = match (&expected, sure, possible) {
            (_, true, _) => State::Reached,
            (_, false, true) => State::Open,
            _ if over => State::Missed,
            (Some(expected), ..) if reached(&figure, expected) => State::OnCourse,
            (Some(expected), ..) if reached(&may_be, expected) => State::Open,
            (Some(_), ..) => State::Behind,
            (None, ..) => State::Open,
        };
        Progress { lacking: lacking.ok().filter(|_| !sure), figure: Some(figure), open, expected, state }
    }

    /// Where a straight line from the start to the target stands on the day.
    fn expected(&self, said: &Said<Target, TargetSlots>, supplied: Option<&Supplied>) -> Option<Number> {
        let day = |d: Option<&Day>| d.and_then(|d| d.0.parse::<Date>().ok());
        let (start, end, from) = if said.of.yearly {
            let year = self.day.year();
            (Date::new(year, 1, 1)?.previous()?, Date::new(year, 12, 31)?, Some(Number::ZERO))
        } else {
            let start = day(supplied.and_then(|s| s.baseline_on.as_ref())).or(day(said.of.from.as_ref()))?;
            (start, day(said.of.until.as_ref())?, None)
        };
        let from = supplied.and_then(|s| s.baseline.as_ref()).and_then(number).or(from)?;
        let length = start.days_until(end);
        if length <= 0 {
            return None;
        }
        let gone = Number::from_i64(start.days_until(self.day).clamp(0, length)).div(&Number::from_i64(length)).ok()?;
        from.add(&said.slots.limit.sub(&from).ok()?.mul(&gone).ok()?).ok()
    }
}

/// What the document says of a target.
pub(super) fn aim(said: &Said<Target, TargetSlots>, out: &mut String) {
    let target = &said.of;
    both("label", &target.label, out);
    optional("measure", target.measure.as_deref(), out);
    let limit = Some(&said.slots.limit);
    sum("at_least", limit.filter(|_| target.at_least.is_some()), out);
    sum("at_most", limit.filter(|_| target.at_most.is_some()), out);
    for (key, words) in [("unit", &target.unit), ("note", &target.note)] {
        match words {
            Some(words) => both(key, words, out),
            None => sum(key, None, out),
        }
    }
    optional("from", target.from.as_ref().map(|d| d.0.as_str()), out);
    optional("until", target.until.as_ref().map(|d| d.0.as_str()), out);
    out.push_str(if target.yearly { ",\"yearly\":true" } else { ",\"yearly\":false" });
    cited(&said.citation, out);
}
