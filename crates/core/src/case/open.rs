//! A case begins; a title from before it enters.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, suggestion};
use crate::document::model::ById;
use crate::journal::{Actor, Changes, Happened, Opened, Sealed, Titled};
use crate::policy::Policy;
use crate::policy::flow::{Flow, Known};
use crate::program::cell::Cell;
use crate::time::{Date, Moment};

use super::apply::Happening;
use super::input::{Inputs, Mind, value};
use super::library::Grounds;
use super::{Applied, Case, Library, Refusal};

/// The event that a case begins with.
const OPEN: &str = "open";
/// The event of a title from before the case.
pub(super) const IMPORT_TITLE: &str = "import_title";

/// What a case begins with.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The host's id for it.
    pub case: String,
    /// Id of the policy; the one that the library got last.
    pub policy: String,
    /// The chart.
    pub chart: String,
    /// Codes of the areas that it lies in, by level: `county`, `city`, `province`.
    pub areas: ById<String>,
}

impl Case {
    /// Opens a case: its chart starts.
    ///
    /// # Errors
    /// Where there is no such policy or chart, or the chart can't start.
    pub fn open(library: &Library, opening: &Opening, actor: &Actor, now: Moment) -> Result<Applied, Refusal> {
        let hash = library.current(&opening.policy)?.hash().to_owned();
        let sealed = Self::open_by(library, &hash, opening, actor, now)?;
        let mut case = Case::default();
        case.fold(&sealed);
        Ok(Applied { case, entries: vec![sealed] })
    }

    pub(super) fn open_by(
        library: &Library,
        hash: &str,
        opening: &Opening,
        actor: &Actor,
        now: Moment,
    ) -> Result<Sealed, Refusal> {
        let policy = library.policy(hash)?.clone();
        let flow = Library::flow(&policy, &opening.chart)?;
        let mut blank = Case { hash: policy.hash().to_owned(), policy: opening.policy.clone(), ..Case::default() };
        blank.areas = Arc::new(opening.areas.clone());
        let opened = Opened {
            case: opening.case.clone(),
            policy: opening.policy.clone(),
            chart: opening.chart.clone(),
            areas: opening.areas.clone(),
        };
        let variables = Self::initial(library, &policy, flow, now)?;
        blank.variables = Arc::new(variables.clone());
        let happening = Happening {
            event: None,
            happened: Happened { id: OPEN.into(), payload: Map::new() },
            outside: false,
            told: None,
            call: None,
            facts: None,
            actor,
            now,
            changes: Changes { opened: Some(opened), variables, ..Changes::default() },
        };
        blank.step(library, &policy, flow, happening)
    }

    /// The variables of a new case.
    fn initial(library: &Library, policy: &Policy, flow: &Flow, now: Moment) -> Result<Map<String, Value>, Refusal> {
        let edition = Library::in_force(policy, now.date())?;
        let (variables, titles) = (Map::new(), ById::new());
        let mind = Mind { variables: Cow::Borrowed(&variables), titles: Cow::Borrowed(&titles) };
        let mut inputs = Inputs::new(library, flow, now.date(), None, None, mind);
        let by = inputs.by(Rc::new((policy.hash().to_owned(), Grounds { call: None, edition, day: now.date() })));
        let mut out = Map::new();
        for ((slot, declared), formula) in (0u32..).zip(flow.variables.slots()).zip(&flow.initial) {
            let cell = match inputs.value(*formula, by, None)? {
                Known::Value(cell) => cell,
                Known::Open(_) => Cell::Null,
                Known::Fault(code, owner) => return Err(Refusal::new(code, [owner.into()])),
            };
            out.insert(declared.id.clone(), value(&flow.variables, slot, &cell)?);
        }
        Ok(out)
    }

    /// Takes in a title that was granted before the case was opened; the case then stands where the chart says.
    ///
    /// # Errors
    /// `unknown_event` where the chart takes in no such title; `title_without_end`; what [`Case::apply`] refuses.
    pub fn import_title(
        &self,
        library: &Library,
        title: &str,
        days: (Date, Date),
        actor: &Actor,
        now: Moment,
    ) -> Result<Applied, Refusal> {
        let before = self.advance(library, now)?;
        let policy = library.current(&self.policy)?.clone();
        let sealed = before.case.imported_by(library, &policy, title, days, (actor, now))?;
        let mut out = before;
        out.case.fold(&sealed);
        out.entries.push(sealed);
        Ok(out)
    }

    pub(super) fn imported_by(
        &self,
        library: &Library,
        policy: &Arc<Policy>,
        title: &str,
        (from, until): (Date, Date),
        (actor, now): (&Actor, Moment),
    ) -> Result<Sealed, Refusal> {
        let flow = Library::flow(library.policy(&self.hash)?, &self.chart)?;
        let Some(event) = flow.imports.get(title) else {
            let near = suggestion(title, flow.imports.keys().map(String::as_str));
            let id: String = title.chars().take(60).collect();
            return Err(Refusal::new(Code::UnknownEvent, [format!("{IMPORT_TITLE} {id}").into(), near.into()]));
        };
        let titled = Titled { from: from.to_string(), until: until.to_string(), policy: None };
        let payload = [("title", title.to_owned()), ("from", from.to_string()), ("until", until.to_string())];
        let mut changes = Changes::default();
        changes.titles.insert(title.to_owned(), Some(titled));
        let happening = Happening {
            event: Some(*event),
            happened: Happened {
                id: IMPORT_TITLE.into(),
                payload: payload.into_iter().map(|(k, v)| (k.to_owned(), Value::from(v))).collect(),
            },
            outside: true,
            told: None,
            call: None,
            facts: None,
            actor,
            now,
            changes,
        };
        self.step(library, policy, flow, happening)
    }
}
