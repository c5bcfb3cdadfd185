//! Time: terms that have run out, and a calendar that has grown.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::chart::EventId;
use crate::diagnostic::Code;
use crate::journal::{Changes, Entry, FORMAT, Happened, Running, SEMANTICS, Sealed};
use crate::policy::Policy;
use crate::policy::flow::Flow;
use crate::time::{Date, Moment};

use super::apply::Happening;
use super::due::settle;
use super::fold::ELAPSED;
use super::{Applied, Case, Library, Refusal, clock};

/// The event of a calendar that covers more years than the one before.
pub(super) const CALENDAR_EXTENDED: &str = "calendar_extended";
/// Most terms that run out in one go: a chart whose terms start each other has no end.
const MAX_ELAPSED: usize = 1_000;

impl Case {
    /// Lets every term run out that has by now, each at the end of its last day and in the order of these.
    ///
    /// # Errors
    /// `deadline_provisional` where a term that counts may have run out, but the calendar ends too early to tell; a condition
    /// that can't be answered.
    pub fn advance(&self, library: &Library, now: Moment) -> Result<Applied, Refusal> {
        if let Some(last) = self.moment().filter(|last| now < *last) {
            return Err(Refusal::new(Code::TimeBackwards, [now.to_string().into(), last.to_string().into()]));
        }
        let mut out = Applied { case: self.clone(), entries: Vec::new() };
        if let Some(sealed) = self.with_calendar(library, now)? {
            out.case.fold(&sealed);
            out.entries.push(sealed);
        }
        while let Some(running) = out.case.next_elapsed(library, now)? {
            if out.entries.len() >= MAX_ELAPSED {
                return Err(Refusal::new(Code::ChartEndless, [running.state.as_str().into(), MAX_ELAPSED.to_string().into()]));
            }
            let policy = library.current(&self.policy)?.clone();
            let sealed = out.case.elapse_by(library, &policy, &running.state, &running.id)?;
            out.case.fold(&sealed);
            out.entries.push(sealed);
        }
        Ok(out)
    }

    /// The first term that has run out and that a way out waits for.
    fn next_elapsed(&self, library: &Library, now: Moment) -> Result<Option<Arc<Running>>, Refusal> {
        if self.running.is_empty() {
            return Ok(None);
        }
        let flow = Library::flow(library.policy(&self.hash)?, &self.chart)?;
        let mut first: Option<(Date, &Arc<Running>)> = None;
        for running in self.running.iter().filter(|r| awaited(flow, r).is_some()) {
            let day = |text: &Option<String>| text.as_ref().and_then(|t| t.parse::<Date>().ok());
            match (day(&running.effective), day(&running.nominal)) {
                (Some(day), _) if day < now.date() && first.is_none_or(|(other, _)| day < other) => first = Some((day, running)),
                (None, Some(nominal)) if nominal < now.date() => {
                    let end = library.calendar().end().to_string();
                    return Err(Refusal::new(Code::DeadlineProvisional, [label(flow, running), end.into()]));
                }
                _ => {}
            }
        }
        Ok(first.map(|(_, running)| running.clone()))
    }

    /// A term runs out: at the end of its last day.
    pub(super) fn elapse_by(&self, library: &Library, policy: &Arc<Policy>, state: &str, id: &str) -> Result<Sealed, Refusal> {
        let flow = Library::flow(library.policy(&self.hash)?, &self.chart)?;
        let running = self.running.iter().find(|r| r.state == state && r.id == id);
        let day = running.and_then(|r| r.effective.as_ref()).and_then(|d| d.parse::<Date>().ok());
        let event = running.and_then(|r| awaited(flow, r));
        let (Some(day), Some(event)) = (day, event) else { return Err(Refusal::foreign(state)) };
        // 24:00 of the last day.
        let end = Moment::from_unix_seconds((day.unix_days() + 1) * 86_400 - 8 * 3_600);
        let now = end.into_iter().chain(self.moment()).max().ok_or_else(|| Refusal::foreign(state))?;
        let actor = clock();
        let payload = [("state", state), ("deadline", id)].map(|(k, v)| (k.to_owned(), Value::from(v)));
        let happening = Happening {
            event: Some(event),
            happened: Happened { id: ELAPSED.into(), payload: Map::from_iter(payload) },
            outside: false,
            told: None,
            call: None,
            facts: None,
            actor: &actor,
            now,
            changes: Changes::default(),
        };
        self.step(library, policy, flow, happening)
    }

    /// Deadlines that a calendar with more years makes certain.
    fn with_calendar(&self, library: &Library, now: Moment) -> Result<Option<Sealed>, Refusal> {
        let mut changes = Changes::default();
        for running in self.running.iter().filter(|r| r.effective.is_none() && r.nominal.is_some()) {
            let mut again = Running::clone(running);
            settle(&mut again, library.calendar())?;
            if again.effective.is_some() {
                changes.deadlines.push(again);
            }
        }
        if changes.deadlines.is_empty() {
            return Ok(None);
        }
        let entry = Entry {
            format: FORMAT.to_string(),
            semantics: SEMANTICS.to_string(),
            sequence: (self.sequence() + 1).to_string(),
            time: now.to_string(),
            actor: clock(),
            event: Happened { id: CALENDAR_EXTENDED.into(), payload: Map::new() },
            policy: library.current(&self.policy)?.hash().to_owned(),
            calendar: library.calendar().version().to_owned(),
            changes,
            previous: self.head.clone(),
            ..Entry::default()
        };
        Ok(Some(entry.seal()))
    }
}

/// The event of a deadline's end, where a way out waits for it.
fn awaited(flow: &Flow, running: &Running) -> Option<EventId> {
    let state = flow.chart.find(&running.state)?;
    let declared = flow.state(state)?.deadlines.iter().find(|d| d.id == running.id)?;
    declared.awaited.then_some(declared.elapsed)
}

fn label(flow: &Flow, running: &Running) -> crate::diagnostic::Text {
    let state = flow.chart.find(&running.state).and_then(|s| flow.state(s));
    state.and_then(|s| s.deadlines.iter().find(|d| d.id == running.id)).map(|d| d.label.clone()).unwrap_or_default()
}
