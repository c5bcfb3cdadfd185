//! Who may do what next: the events that have a place where a case stands.

use crate::chart::StateId;
use crate::diagnostic::Text;
use crate::policy::flow::{Flow, FlowTransition};
use crate::time::Date;

use super::input::bound_around;
use super::{Case, Library, Refusal};

/// An event that has a place now. Whether it comes to anything may hang on more: a condition, the area, who did an earlier
/// step; applying it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The event.
    pub event: String,
    /// Its name for people.
    pub label: Text,
    /// The active state that it leads out of.
    pub state: String,
    /// The state's name for people.
    pub state_label: Text,
    /// The roles that may bring it about, with their names.
    pub by: Vec<(String, Text)>,
    /// What is told with it: ids, and whether it may be left out.
    pub payload: Vec<(String, bool)>,
    /// Whether a condition decides.
    pub decided: bool,
    /// First and last day, where it has a window.
    pub window: Option<(Date, Date)>,
    /// Where it comes from; empty where the document names nothing.
    pub source: String,
}

impl Case {
    /// The events that have a place now, in the order of the chart's states.
    ///
    /// # Errors
    /// Where the library lacks the case's policy.
    pub fn next(&self, library: &Library) -> Result<Vec<Next>, Refusal> {
        let flow = Library::flow(library.policy(&self.hash)?, &self.chart)?;
        let configuration = self.configuration(flow)?;
        let mut out: Vec<Next> = Vec::new();
        for (id, source, transition) in flow.chart.transitions().filter(|(_, source, _)| configuration.contains(*source)) {
            let Some(said) = flow.transitions.get(id.index()) else { continue };
            for event in &transition.events {
                let declared = flow.event_of.get(event).and_then(|index| flow.events.get_index(*index));
                let Some((event, declared)) = declared.filter(|_| !said.by.is_empty()) else { continue };
                let by = said.by.iter().filter_map(|role| Some((role.clone(), flow.roles.get(role)?.label.clone())));
                let name = |s: StateId| flow.chart.state(s).id.clone();
                let next = Next {
                    event: event.clone(),
                    label: declared.label.clone(),
                    state: name(source),
                    state_label: flow.state(source).map(|s| s.label.clone()).unwrap_or_default(),
                    by: by.collect(),
                    payload: declared.payload.slots().iter().map(|s| (s.id.clone(), s.optional)).collect(),
                    decided: said.when.is_some(),
                    window: self.window_of(library, flow, said)?,
                    source: said.citation.as_ref().map(|c| c.text.clone()).unwrap_or_default(),
                };
                match out.iter_mut().find(|known| known.event == next.event && known.state == next.state) {
                    // Another way out on the same event.
                    Some(known) => {
                        known.decided |= next.decided;
                        for by in next.by {
                            if !known.by.contains(&by) {
                                known.by.push(by);
                            }
                        }
                    }
                    None => out.push(next),
                }
            }
        }
        Ok(out)
    }

    /// The window of a transition, where its call is known.
    fn window_of(&self, library: &Library, flow: &Flow, said: &FlowTransition) -> Result<Option<(Date, Date)>, Refusal> {
        let bound = bound_around(flow, said.basis).filter(|_| said.window);
        let Some(binding) = bound.and_then(|b| self.bound.get(&flow.chart.state(b).id)) else { return Ok(None) };
        Ok(Library::window(library.policy(&binding.policy)?, &binding.call))
    }
}
