//! Deadlines: when they end, and which are running.

use std::rc::Rc;

use crate::chart::{Configuration, StateId, Step};
use crate::diagnostic::{Code, Text};
use crate::document::flow::{Counted, RollRule};
use crate::journal::Running;
use crate::policy::flow::{Flow, FlowDeadline, FormulaId, Known, When};
use crate::time::{Calendar, Date, Deadline, Moment, Roll, Term, TermUnit};

use super::input::bound_around;
use super::library::Grounds;
use super::run::Run;
use super::{Case, Library, Refusal};

/// A deadline that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The state that it belongs to.
    pub state: String,
    /// The state's name for people.
    pub state_label: Text,
    /// Its id there.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// The last day; while the calendar ends too early to tell, the day if Mondays to Fridays were worked. Nothing where the
    /// rules leave its length open.
    pub day: Option<Date>,
    /// Whether the day is not certain yet.
    pub provisional: bool,
    /// Whether it has passed, where that is certain.
    pub overdue: Option<bool>,
    /// Where it comes from.
    pub source: String,
}

impl Case {
    /// The deadlines that run, those that end first before others.
    ///
    /// # Errors
    /// Where the library lacks the case's policy.
    pub fn due(&self, library: &Library, now: Moment) -> Result<Vec<Due>, Refusal> {
        let flow = Library::flow(library.policy(&self.hash)?, &self.chart)?;
        let mut out = Vec::new();
        for running in &self.running {
            let Some(state) = flow.chart.find(&running.state).and_then(|s| flow.state(s)) else { continue };
            let Some(declared) = state.deadlines.iter().find(|d| d.id == running.id) else { continue };
            let effective: Option<Date> = running.effective.as_ref().and_then(|d| d.parse().ok());
            let nominal = running.nominal.as_ref().and_then(|d| d.parse().ok());
            out.push(Due {
                state: running.state.clone(),
                state_label: state.label.clone(),
                id: running.id.clone(),
                label: declared.label.clone(),
                day: effective.or(nominal),
                provisional: effective.is_none() && nominal.is_some(),
                overdue: effective.map(|day| now.date() > day),
                source: self.source(library, flow, declared, effective.or(nominal))?,
            });
        }
        out.sort_by_key(|due| (due.day.is_none(), due.day));
        Ok(out)
    }
}

impl Case {
    /// Where a deadline comes from: of a day of the year that an edition gives, the article of the edition in force on it.
    fn source(&self, library: &Library, flow: &Flow, declared: &FlowDeadline, day: Option<Date>) -> Result<String, Refusal> {
        let own = || declared.citation.text.clone();
        let (When::Yearly(formula), Some(day)) = (declared.when, day) else { return Ok(own()) };
        let policy = library.policy(&self.hash)?;
        let (linked, edition) = (policy.linked(), Library::in_force(policy, day)?);
        let given = linked.editions.get(&edition).and_then(|e| e.document.parameters.get(&flow.written(formula)));
        Ok(given.and_then(|p| p.source.as_ref()).map_or_else(own, |source| linked.citation(source)))
    }
}

impl Run<'_> {
    /// Starts the deadlines of the states that were entered.
    pub fn deadlines(&mut self, step: &Step, after: &Configuration) -> Result<(), Refusal> {
        let flow = self.flow;
        for state in step.entered.iter().filter(|s| after.contains(**s)) {
            for declared in flow.state(*state).map(|s| s.deadlines.as_slice()).unwrap_or_default() {
                let running = self.start(*state, declared, after)?;
                self.changes.deadlines.push(running);
            }
        }
        Ok(())
    }

    fn start(&mut self, state: StateId, declared: &FlowDeadline, at: &Configuration) -> Result<Running, Refusal> {
        let mut running =
            Running { state: self.flow.chart.state(state).id.clone(), id: declared.id.clone(), ..Running::default() };
        let roll = declared.roll == RollRule::NextWorkingDay;
        running.roll = roll;
        let today = self.now.date();
        match declared.when {
            When::Term(count, counted, from) => {
                let from = match from {
                    Some(formula) => self.date(formula, state, at)?,
                    None => Some(today),
                };
                running.from = from.map(|d| d.to_string());
                running.counted = Some(word(counted).to_owned());
                running.term = self.number(count, state, at)?.map(|n| n.to_string());
            }
            When::On(day) => running.from = self.date(day, state, at)?.map(|d| d.to_string()),
            When::Yearly(day) => running.from = self.yearly(day, state, at)?.map(|d| d.to_string()),
        }
        settle(&mut running, self.library.calendar())?;
        Ok(running)
    }

    /// The next such day of a year. A duty outside of a call goes by the edition that is in force on the duty's own day, which
    /// may have another day of the year than today's.
    fn yearly(&mut self, formula: FormulaId, state: StateId, at: &Configuration) -> Result<Option<Date>, Refusal> {
        let today = self.now.date();
        let mut next = self.date(formula, state, at)?.and_then(|day| next_after(today, day));
        if bound_around(self.flow, state).is_some() {
            return Ok(next);
        }
        // Editions that sent each other's day back and forth would not end.
        for _ in 0..4 {
            let Some(day) = next else { break };
            let edition = Library::in_force(self.library.policy(&self.policy)?, day)?;
            let by = self.inputs.by(Rc::new((self.policy.clone(), Grounds { call: None, edition, day })));
            let like = self.counted(formula, by, at)?.and_then(Date::from_unix_days);
            let by_then = like.and_then(|like| in_year(day.year(), like)).filter(|day| *day > today);
            if by_then == next {
                break;
            }
            next = by_then;
        }
        Ok(next)
    }

    /// A date that the rules give; nothing where they leave it open.
    fn date(&mut self, formula: FormulaId, state: StateId, at: &Configuration) -> Result<Option<Date>, Refusal> {
        Ok(self.number(formula, state, at)?.and_then(Date::from_unix_days))
    }

    fn number(&mut self, formula: FormulaId, state: StateId, at: &Configuration) -> Result<Option<i64>, Refusal> {
        let basis = self.basis(state)?;
        self.counted(formula, basis, at)
    }

    fn counted(&mut self, formula: FormulaId, basis: usize, at: &Configuration) -> Result<Option<i64>, Refusal> {
        match self.inputs.value(formula, basis, Some(at))? {
            Known::Value(cell) => Ok(cell.as_number().and_then(crate::number::Number::to_i64)),
            // A parameter without value stops only what reads it: the deadline is listed without a day.
            Known::Open(_) | Known::Fault(Code::ParameterWithoutValue, _) => Ok(None),
            Known::Fault(code, owner) => Err(Refusal::new(code, [owner.into()])),
        }
    }
}

fn word(counted: Counted) -> &'static str {
    match counted {
        Counted::Days => "days",
        Counted::WorkingDays => "working_days",
        Counted::Months => "months",
        Counted::Years => "years",
    }
}

/// The next day after one that has the month and day of another; 28 February where a year lacks the 29th.
fn next_after(today: Date, like: Date) -> Option<Date> {
    (today.year()..=today.year() + 1).filter_map(|year| in_year(year, like)).find(|day| *day > today)
}

fn in_year(year: u16, like: Date) -> Option<Date> {
    like.plus_months((i64::from(year) - i64::from(like.year())) * 12)
}

/// Works out when a deadline ends, by a calendar. Where its length or start isn't known, it has no day.
pub(super) fn settle(running: &mut Running, calendar: &Calendar) -> Result<(), Refusal> {
    let Some(from) = running.from.as_ref().and_then(|d| d.parse::<Date>().ok()) else { return Ok(()) };
    let roll = if running.roll { Roll::NextWorkingDay } else { Roll::None };
    let deadline = match (&running.counted, &running.term) {
        (None, _) => Deadline::on(from, roll, calendar),
        (Some(_), None) => return Ok(()),
        (Some(counted), Some(term)) => {
            let unit = match counted.as_str() {
                "working_days" => TermUnit::WorkingDays,
                "months" => TermUnit::Months,
                "years" => TermUnit::Years,
                _ => TermUnit::Days,
            };
            Deadline::after(from, Term::new(term.parse().unwrap_or_default(), unit)?, roll, calendar)?
        }
    };
    running.nominal = Some(deadline.nominal.to_string());
    running.effective = deadline.effective.map(|d| d.to_string());
    Ok(())
}
