//! A case put together from what its entries say: no chart and no rules are needed.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::journal::{FORMAT, Running, Sealed};

use super::Case;

/// The event of a deadline that has passed.
pub(super) const ELAPSED: &str = "elapsed";

impl Case {
    /// The case that a journal tells of. Nothing is decided again: the entries are taken at their word, as
    /// [`crate::journal::read`] has held them against their hashes.
    ///
    /// # Errors
    /// `journal_order` where the first entry opens no case.
    pub fn replay(journal: &[Sealed]) -> Result<Case, Diagnostics> {
        let opens = journal.first().is_some_and(|first| first.entry.changes.opened.is_some());
        if !opens {
            return Err(Diagnostic::new(Code::JournalOrder, Span::default(), ["1".into(), "1".into()]).into());
        }
        let mut case = Case::default();
        for sealed in journal {
            case.fold(sealed);
        }
        Ok(case)
    }

    /// Takes in what an entry says.
    pub(super) fn fold(&mut self, sealed: &Sealed) {
        let (entry, changes) = (&sealed.entry, &sealed.entry.changes);
        if let Some(opened) = &changes.opened {
            self.format = FORMAT.to_string();
            self.id.clone_from(&opened.case);
            self.policy.clone_from(&opened.policy);
            self.chart.clone_from(&opened.chart);
            self.areas = Arc::new(opened.areas.clone());
            self.hash.clone_from(&entry.policy);
        }
        if let Some(hash) = &changes.moved {
            self.hash.clone_from(hash);
        }
        if entry.event.id == ELAPSED {
            let told = |key: &str| entry.event.payload.get(key).and_then(|v| v.as_str()).unwrap_or_default();
            self.running.retain(|r| r.state != told("state") || r.id != told("deadline"));
        }
        for state in &entry.left {
            self.active.retain(|s| s != state);
            self.running.retain(|r| r.state != *state);
        }
        self.active.extend(entry.entered.iter().cloned());
        for deadline in &changes.deadlines {
            self.run(Arc::new(deadline.clone()));
        }
        for (id, states) in &changes.history {
            Arc::make_mut(&mut self.history).insert(id.clone(), states.clone());
        }
        for (state, binding) in &changes.bound {
            let bound = Arc::make_mut(&mut self.bound);
            match binding {
                Some(binding) => bound.insert(state.clone(), binding.clone()),
                None => bound.remove(state),
            };
        }
        for (id, title) in &changes.titles {
            let titles = Arc::make_mut(&mut self.titles);
            match title {
                Some(title) => titles.insert(id.clone(), title.clone()),
                None => titles.remove(id),
            };
        }
        for (step, actor) in &changes.steps {
            Arc::make_mut(&mut self.steps).insert(step.clone(), actor.clone());
        }
        for key in &changes.once {
            Arc::make_mut(&mut self.once).push(key.clone());
        }
        for (id, value) in &changes.variables {
            Arc::make_mut(&mut self.variables).insert(id.clone(), value.clone());
        }
        self.sequence.clone_from(&entry.sequence);
        self.time.clone_from(&entry.time);
        self.head.clone_from(&sealed.hash);
    }

    fn run(&mut self, deadline: Arc<Running>) {
        match self.running.iter_mut().find(|r| r.state == deadline.state && r.id == deadline.id) {
            Some(known) => *known = deadline,
            None => self.running.push(deadline),
        }
    }
}
