//! A running case moves to another edition of its chart, by a map that says what becomes of each state.

use serde_json::Map;

use crate::chart::StateId;
use crate::diagnostic::{Code, Diagnostics, Text};
use crate::document::model::ById;
use crate::journal::{Actor, Changes, Entry, FORMAT, Happened, Running, SEMANTICS, Sealed};
use crate::time::Moment;

use super::due::settle;
use super::{Applied, Case, Library, Refusal};

/// The event of a case that moves to another chart.
pub(super) const MIGRATED: &str = "migrated";

/// Where a case goes, and what becomes of its states.
#[derive(Clone, Debug, Default)]
pub struct Migration {
    /// Hash of the policy that it goes to.
    pub to: String,
    /// The new state for each innermost state of the old chart; one that has the same name need not be said.
    pub states: ById<String>,
    /// Whether deadlines that have not passed are counted again by the calendar as it is now; those that have never are.
    pub recount: bool,
}

impl Case {
    /// Moves the case. Nothing is written anywhere, so calling it is the dry run.
    ///
    /// # Errors
    /// `migration_gap` for an active state of which the map says nothing and that the new chart lacks; where the states that
    /// come out can't be active together; where a variable's value doesn't fit the new chart.
    pub fn migrate(&self, library: &Library, migration: &Migration, actor: &Actor, now: Moment) -> Result<Applied, Refusal> {
        let before = self.advance(library, now)?;
        let sealed = before.case.moved(library, migration, actor, now)?;
        let mut out = before;
        out.case.fold(&sealed);
        out.entries.push(sealed);
        Ok(out)
    }

    fn moved(&self, library: &Library, migration: &Migration, actor: &Actor, now: Moment) -> Result<Sealed, Refusal> {
        let old = Library::flow(library.policy(&self.hash)?, &self.chart)?;
        let policy = library.policy(&migration.to)?;
        let new = Library::flow(policy, &self.chart)?;
        let inner = |id: &&String| old.chart.find(id).is_some_and(|s| old.chart.children(s).next().is_none());
        let (mut targets, mut gaps): (Vec<StateId>, Vec<crate::diagnostic::Diagnostic>) = (Vec::new(), Vec::new());
        for id in self.active.iter().filter(inner) {
            match new.chart.find(migration.states.get(id).unwrap_or(id)) {
                Some(state) => targets.push(state),
                None => gaps.push(super::run::diagnostic(Code::MigrationGap, vec![id.as_str().into()])),
            }
        }
        if !gaps.is_empty() {
            return Err(Diagnostics(gaps).into());
        }
        let mut active: Vec<StateId> = Vec::new();
        for target in targets {
            let around = std::iter::successors(Some(target), |s| new.chart.parent(*s)).filter(|s| *s != StateId::ROOT);
            active.extend(around);
        }
        active.sort_unstable();
        active.dedup();
        new.chart.configuration(&active, &[])?;
        let name = |s: &StateId| new.chart.state(*s).id.clone();
        let entered: Vec<String> = active.iter().map(name).collect();
        let kept = self.running.iter().filter_map(|r| {
            let state = migration.states.get(&r.state).unwrap_or(&r.state);
            let known =
                new.chart.find(state).and_then(|s| new.state(s)).is_some_and(|s| s.deadlines.iter().any(|d| d.id == r.id));
            (known && entered.contains(state)).then(|| Running { state: state.clone(), ..Running::clone(r) })
        });
        let deadlines: Result<Vec<Running>, Refusal> = kept.map(|r| Self::recounted(r, library, migration, now)).collect();
        let changes = Changes { moved: Some(migration.to.clone()), deadlines: deadlines?, ..Changes::default() };
        let mut variables = self.variables.keys().filter(|id| new.variables.index(id).is_none());
        if let Some(id) = variables.next() {
            let args = [Text::both("变量", "variable"), id.as_str().into(), "".into()];
            return Err(Refusal::new(Code::UnknownReference, args));
        }
        let entry = Entry {
            format: FORMAT.to_string(),
            semantics: SEMANTICS.to_string(),
            sequence: (self.sequence() + 1).to_string(),
            time: now.to_string(),
            actor: actor.clone(),
            event: Happened { id: MIGRATED.into(), payload: Map::new() },
            policy: migration.to.clone(),
            calendar: library.calendar().version().to_owned(),
            left: self.active.clone(),
            entered,
            changes,
            previous: self.head.clone(),
            ..Entry::default()
        };
        Ok(entry.seal())
    }

    /// A deadline as it goes on: one that has passed is never counted again.
    fn recounted(mut running: Running, library: &Library, migration: &Migration, now: Moment) -> Result<Running, Refusal> {
        let passed = running.effective.as_ref().is_some_and(|day| *day < now.date().to_string());
        if migration.recount && !passed {
            settle(&mut running, library.calendar())?;
        }
        Ok(running)
    }
}
