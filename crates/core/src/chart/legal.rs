//! Configurations from outside: a snapshot names the active states, and the chart says whether it can stand there.

use fixedbitset::FixedBitSet;

use super::{Chart, Configuration, Kind, StateId};
use crate::diagnostic::{Code, Diagnostic, Span, Text};

impl Chart {
    /// The configuration with these active states, and what these history states remember. The states around those named are
    /// understood. An error where the chart can never stand so.
    pub fn configuration(&self, active: &[StateId], history: &[(StateId, Vec<StateId>)]) -> Result<Configuration, Diagnostic> {
        let states = self.with_those_around(active, StateId::ROOT)?;
        self.check_inside(StateId::ROOT, &states)?;
        let mut pairs = Vec::new();
        for (h, remembered) in history {
            self.check_history(*h, remembered)?;
            pairs.extend(remembered.iter().map(|s| (*h, *s)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        Ok(Configuration { active: states, history: pairs.into_boxed_slice() })
    }

    fn check_history(&self, history: StateId, remembered: &[StateId]) -> Result<(), Diagnostic> {
        self.check_known(history)?;
        if !self.state(history).kind.is_history() {
            let name = self.label(history);
            return Err(self.illegal(format!("{name} 不是历史状态"), format!("{name} is no history state")));
        }
        let parent = self.around(history);
        let states = self.with_those_around(remembered, parent)?;
        let shallow = self.state(history).kind == Kind::History;
        let fits = |s: &StateId| if shallow { self.around(*s) == parent } else { self.atomic.contains(s.index()) };
        if let Some(wrong) = remembered.iter().find(|s| !fits(s)) {
            let (name, wrong) = (self.label(history), self.label(*wrong));
            return Err(self.illegal(format!("{name} 不会记下 {wrong}"), format!("{name} does not remember {wrong}")));
        }
        if shallow { self.check_level(parent, &states) } else { self.check_inside(parent, &states) }
    }

    /// The states with those around them, up to `top`, in which all of them must be.
    fn with_those_around(&self, states: &[StateId], top: StateId) -> Result<FixedBitSet, Diagnostic> {
        let mut out = FixedBitSet::with_capacity(self.graph.node_count());
        for s in states {
            self.check_known(*s)?;
            if !self.is_inside(*s, top) {
                let (name, outer) = (self.label(*s), self.label(top));
                return Err(self.illegal(format!("{name} 不在 {outer} 里"), format!("{name} is not in {outer}")));
            }
            if self.state(*s).kind.is_history() {
                let name = self.label(*s);
                return Err(self.illegal(format!("{name} 是历史状态"), format!("{name} is a history state")));
            }
            out.insert(s.index());
            for around in self.ancestors_below(*s, top) {
                if out.put(around.index()) {
                    break;
                }
            }
        }
        Ok(out)
    }

    /// Checks `top` and every state in the set.
    fn check_inside(&self, top: StateId, states: &FixedBitSet) -> Result<(), Diagnostic> {
        self.check_level(top, states)?;
        states.ones().try_for_each(|s| self.check_level(StateId::from_index(s), states))
    }

    /// Checks that one state in a compound state is in the set, and all regions of a parallel state.
    fn check_level(&self, state: StateId, states: &FixedBitSet) -> Result<(), Diagnostic> {
        let active = self.real_children(state).filter(|s| states.contains(s.index())).count();
        if self.is_compound(state) && active != 1 {
            let name = self.label(state);
            let zh = format!("{name} 里应有一个状态有效，却有 {active} 个");
            return Err(self.illegal(zh, format!("one state in {name} is active at a time, not {active}")));
        }
        if self.is_parallel(state) && active != self.real_children(state).count() {
            let name = self.label(state);
            return Err(self.illegal(format!("{name} 的分区应全部有效"), format!("all regions of {name} are active together")));
        }
        Ok(())
    }

    fn check_known(&self, state: StateId) -> Result<(), Diagnostic> {
        if state.index() < self.graph.node_count() {
            return Ok(());
        }
        let number = state.index();
        Err(self.illegal(format!("没有第 {number} 个状态"), format!("there is no state number {number}")))
    }

    fn label(&self, state: StateId) -> String {
        format!("`{}`", self.state(state).id)
    }

    fn illegal(&self, zh: String, en: String) -> Diagnostic {
        Diagnostic::new(Code::ChartConfiguration, Span::default(), [self.id().into(), Text::both(zh, en)])
    }
}
