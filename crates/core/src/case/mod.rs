//! One subject's run through a chart: for the ladder, a firm's dossier.
//!
//! Everything here is pure: [`Case::apply`] gives the next case, the entries that say what happened and what the host is
//! asked to do, or a [`Refusal`] that changes nothing. Policies, by hash, and the calendar come from a [`Library`].

mod advance;
mod apply;
mod due;
mod fold;
mod input;
mod json;
mod library;
mod migrate;
mod next;
mod open;
mod refusal;
mod request;
mod run;
mod verify;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::chart::{Configuration, StateId};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::model::ById;
use crate::document::shape::{Reader, Shape as _, object};
use crate::document::write::canonical;
use crate::document::{MAX_BYTES, MAX_DEPTH};
use crate::journal::{Actor, Binding, FORMAT, Running, Sealed, Titled};
use crate::policy::flow::Flow;
use crate::time::Moment;

pub use apply::{Event, Facts};
pub use due::Due;
pub use library::Library;
pub use migrate::Migration;
pub use next::Next;
pub use open::Opening;
pub use refusal::Refusal;
pub use request::Request;
pub use verify::Verified;

/// A case: where it stands and what it has in mind. It is put together from its journal, see [`Case::replay`]. What most
/// events leave as it is, the case after them shares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    format: String,
    /// Its id.
    pub id: String,
    /// Id of its policy.
    pub policy: String,
    /// Hash of the policy whose chart it runs through.
    pub hash: String,
    /// Its chart.
    pub chart: String,
    /// Codes of the areas that it lies in, by level.
    pub areas: Arc<ById<String>>,
    /// The active states.
    pub active: Vec<String>,
    history: Arc<ById<Vec<String>>>,
    /// Values of the chart's variables: texts, booleans and nulls.
    pub variables: Arc<Map<String, Value>>,
    /// The titles that it holds or held, by id.
    pub titles: Arc<ById<Titled>>,
    /// States that are bound to a call.
    pub bound: Arc<ById<Binding>>,
    running: Vec<Arc<Running>>,
    steps: Arc<ById<String>>,
    once: Arc<Vec<String>>,
    sequence: String,
    /// When the last thing happened.
    pub time: String,
    /// Hash of the last entry.
    pub head: String,
}

object!(Case:
    required format, required id, required policy, required hash, required chart, optional areas, optional active, optional history,
    optional variables, optional titles, optional bound, optional running, optional steps, optional once, required sequence,
    required time, required head);

/// What came of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The case as it is now.
    pub case: Case,
    /// What is to be added to its journal: terms that had run out come before the event.
    pub entries: Vec<Sealed>,
}

impl Applied {
    /// What the host is asked to do, in order.
    pub fn effects(&self) -> impl Iterator<Item = &crate::journal::Asked> {
        self.entries.iter().flat_map(|sealed| &sealed.entry.effects)
    }
}

impl Case {
    /// The case as canonical JSON, to be kept instead of reading its journal again.
    pub fn snapshot(&self) -> String {
        canonical(&self.write())
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    /// What is wrong with the text; `unsupported_format` for one of a newer engine.
    pub fn from_snapshot(text: &str) -> Result<Case, Diagnostics> {
        use crate::diagnostic::{Code, Span};
        let tree = crate::document::json::parse(text, MAX_DEPTH, MAX_BYTES)
            .map_err(|e| Diagnostic::new(e.code, Span::default(), e.args))?;
        let mut reader = Reader::new("");
        let case = Case::read(&tree.into_value().0, &mut reader);
        if case.format != FORMAT.to_string() {
            reader.at("format", |r| r.error(Code::UnsupportedFormat, [case.format.as_str().into()]));
        }
        let errors = reader.into_errors();
        if errors.is_empty() { Ok(case) } else { Err(Diagnostics(errors)) }
    }

    /// How many entries its journal has.
    pub fn sequence(&self) -> u64 {
        self.sequence.parse().unwrap_or_default()
    }

    /// When the last thing happened.
    fn moment(&self) -> Option<Moment> {
        self.time.parse().ok()
    }

    /// Where it stands in its chart.
    fn configuration(&self, flow: &Flow) -> Result<Configuration, Refusal> {
        let find = |id: &String| flow.chart.find(id).ok_or_else(|| Refusal::foreign(id));
        let active: Result<Vec<StateId>, Refusal> = self.active.iter().map(find).collect();
        let history = self.history.iter().map(|(id, states)| {
            let states: Result<Vec<StateId>, Refusal> = states.iter().map(find).collect();
            Ok((find(id)?, states?))
        });
        let history: Result<Vec<(StateId, Vec<StateId>)>, Refusal> = history.collect();
        Ok(flow.chart.configuration(&active?, &history?)?)
    }
}

/// The engine itself, which lets terms run out.
fn clock() -> Actor {
    Actor { id: "clock".into(), role: "clock".into(), area: None }
}
