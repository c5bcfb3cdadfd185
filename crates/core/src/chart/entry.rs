//! Which states a transition leaves and enters: the domain, the effective targets and the entry set of SCXML's algorithm.

use fixedbitset::FixedBitSet;

use super::{Chart, Configuration, Rule, StateId};

/// A transition that is to be taken, with the state inside which states are left and entered; none without targets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Enabled {
    pub(super) rule: usize,
    pub(super) domain: Option<StateId>,
}

impl Chart {
    /// A transition with its domain, which may depend on what history states remember.
    pub(super) fn enabled(&self, rule: usize, configuration: &Configuration) -> Enabled {
        let Rule { domain, transition, .. } = &self.rules[rule];
        if domain.is_some() || transition.targets.is_empty() {
            return Enabled { rule, domain: *domain };
        }
        let domain = self.domain(&self.rules[rule], &self.effective(&transition.targets, configuration));
        Enabled { rule, domain: Some(domain) }
    }

    /// The innermost state that a transition does not leave: its source if it is internal and leads inside, else the innermost
    /// compound state around the source that holds all targets. The root, which holds everything, is its own domain.
    pub(super) fn domain(&self, rule: &Rule, targets: &[StateId]) -> StateId {
        let holds_all = |s: &StateId| self.is_compound(*s) && targets.iter().all(|t| self.is_inside(*t, *s));
        if rule.transition.internal && holds_all(&rule.source) {
            return rule.source;
        }
        let mut around = std::iter::successors(self.state(rule.source).parent, |s| self.state(*s).parent);
        around.find(holds_all).unwrap_or(StateId::ROOT)
    }

    /// The targets with what history states stand for in their place.
    pub(super) fn effective(&self, targets: &[StateId], configuration: &Configuration) -> Vec<StateId> {
        let mut out = Vec::with_capacity(targets.len());
        for &t in targets {
            if !self.state(t).kind.is_history() {
                out.push(t);
                continue;
            }
            let before = out.len();
            out.extend(configuration.remembered(t));
            if out.len() == before {
                out.extend(self.effective(&self.state(t).start.targets, configuration));
            }
        }
        out
    }
}

/// The states to be entered.
#[derive(Debug)]
pub(super) struct EntrySet {
    /// The states.
    pub(super) states: FixedBitSet,
    /// Those of them that were entered without a word on where to go inside, so that the actions of their start are due.
    pub(super) by_default: FixedBitSet,
    /// History states that remembered nothing, so that the actions of their default are due.
    pub(super) histories: Vec<StateId>,
}

impl Chart {
    /// What transitions enter (`computeEntrySet`), once states have been left.
    pub(super) fn entry_set(&self, enabled: &[Enabled], configuration: &Configuration) -> EntrySet {
        let mut entering = Entering::new(self, configuration);
        for e in enabled {
            let Some(domain) = e.domain else { continue };
            let targets = &self.rules[e.rule].transition.targets;
            for t in targets {
                entering.add(*t);
            }
            for t in self.effective(targets, configuration) {
                entering.add_around(t, domain);
            }
        }
        entering.set
    }

    /// What the start of the chart enters.
    pub(super) fn first_entry_set(&self, configuration: &Configuration) -> EntrySet {
        let mut entering = Entering::new(self, configuration);
        entering.add_all(&self.state(StateId::ROOT).start.targets, StateId::ROOT);
        entering.set
    }
}

/// An entry set that is being put together.
struct Entering<'a> {
    chart: &'a Chart,
    configuration: &'a Configuration,
    set: EntrySet,
}

impl<'a> Entering<'a> {
    fn new(chart: &'a Chart, configuration: &'a Configuration) -> Self {
        let none = FixedBitSet::with_capacity(chart.graph.node_count());
        Entering { chart, configuration, set: EntrySet { states: none.clone(), by_default: none, histories: Vec::new() } }
    }

    /// Adds a state with all that entering it brings along inside (`addDescendantStatesToEnter`).
    fn add(&mut self, state: StateId) {
        let chart = self.chart;
        let kind = chart.state(state).kind;
        if kind.is_history() {
            let mut remembered: Vec<StateId> = self.configuration.remembered(state).collect();
            if remembered.is_empty() {
                self.set.histories.push(state);
                remembered.clone_from(&chart.state(state).start.targets);
            }
            return self.add_all(&remembered, chart.around(state));
        }
        if self.set.states.put(state.index()) {
            return;
        }
        if chart.is_parallel(state) {
            self.add_regions(state);
        } else if chart.is_compound(state) {
            self.set.by_default.insert(state.index());
            self.add_all(&chart.state(state).start.targets, state);
        }
    }

    /// Adds states with all that is between them and `top`.
    fn add_all(&mut self, states: &[StateId], top: StateId) {
        for s in states {
            self.add(*s);
        }
        for s in states {
            self.add_around(*s, top);
        }
    }

    /// Adds the states around a state that are inside `top` (`addAncestorStatesToEnter`).
    fn add_around(&mut self, state: StateId, top: StateId) {
        let chart = self.chart;
        for s in chart.ancestors_below(state, top) {
            // One that is there already has its regions, too.
            if !self.set.states.put(s.index()) && chart.is_parallel(s) {
                self.add_regions(s);
            }
        }
    }

    /// Adds the regions of a parallel state into which nothing leads yet.
    fn add_regions(&mut self, parallel: StateId) {
        let chart = self.chart;
        for region in chart.real_children(parallel) {
            if !self.set.states.contains_any_in_range(chart.inside(region)) {
                self.add(region);
            }
        }
    }
}
