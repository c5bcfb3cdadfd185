//! The algorithm of SCXML's appendix D, line by line and without any cleverness, as a second opinion. Function names are
//! those of the recommendation; ordered sets are lists.

use std::collections::{BTreeMap, VecDeque};

use super::{Act, Model};

/// Most microsteps and raised events, as the engine counts them.
const MAX_ROUNDS: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endless;

#[derive(Clone, Debug)]
pub struct Interpreter<'m> {
    model: &'m Model,
    pub configuration: Vec<usize>,
    pub history_value: BTreeMap<usize, Vec<usize>>,
    internal_queue: VecDeque<usize>,
    pub running: bool,
    event: Option<usize>,
    rounds: usize,
    pub taken: Vec<usize>,
    pub left: Vec<usize>,
    pub entered: Vec<usize>,
    pub acts: Vec<Act>,
}

/// What computeEntrySet finds.
#[derive(Default)]
struct Found {
    states_to_enter: Vec<usize>,
    states_for_default_entry: Vec<usize>,
    default_history_content: BTreeMap<usize, Vec<u32>>,
}

fn add(set: &mut Vec<usize>, item: usize) {
    if !set.contains(&item) {
        set.push(item);
    }
}

impl<'m> Interpreter<'m> {
    /// The interpreter after its start.
    pub fn start(model: &'m Model) -> Result<Self, Endless> {
        let mut it = Interpreter {
            model,
            configuration: Vec::new(),
            history_value: BTreeMap::new(),
            internal_queue: VecDeque::new(),
            running: true,
            event: None,
            rounds: 0,
            taken: Vec::new(),
            left: Vec::new(),
            entered: Vec::new(),
            acts: Vec::new(),
        };
        it.execute_content(&model.nodes[0].start_actions);
        let mut entry = Found::default();
        let initial = it.initial(0);
        for s in &initial {
            it.add_descendant_states_to_enter(*s, &mut entry);
        }
        for s in &initial {
            it.add_ancestor_states_to_enter(*s, 0, &mut entry);
        }
        it.enter_states(entry);
        it.macrostep()?;
        Ok(it)
    }

    /// The interpreter after an external event.
    pub fn step(&self, event: usize) -> Result<Self, Endless> {
        let mut it = self.clone();
        (it.rounds, it.event) = (0, None);
        it.taken.clear();
        it.left.clear();
        it.entered.clear();
        it.acts.clear();
        if !it.running {
            return Ok(it);
        }
        it.event = Some(event);
        let enabled = it.select_transitions(Some(event));
        if !enabled.is_empty() {
            it.microstep(&enabled);
        }
        it.macrostep()?;
        Ok(it)
    }

    fn macrostep(&mut self) -> Result<(), Endless> {
        let mut macrostep_done = false;
        while self.running && !macrostep_done {
            let mut enabled = self.select_transitions(None);
            if enabled.is_empty() {
                match self.internal_queue.pop_front() {
                    None => macrostep_done = true,
                    Some(internal_event) => {
                        self.event = Some(internal_event);
                        enabled = self.select_transitions(Some(internal_event));
                    }
                }
            }
            if macrostep_done {
                break;
            }
            self.rounds += 1;
            if self.rounds > MAX_ROUNDS {
                return Err(Endless);
            }
            if !enabled.is_empty() {
                self.microstep(&enabled);
            }
        }
        self.internal_queue.clear();
        Ok(())
    }

    fn select_transitions(&self, event: Option<usize>) -> Vec<usize> {
        let mut enabled = Vec::new();
        let mut configuration = self.configuration.clone();
        configuration.sort_unstable();
        for state in configuration.iter().filter(|s| self.model.is_atomic(**s)) {
            let around = std::iter::once(*state).chain(self.model.ancestors(*state));
            'of_state: for s in around {
                for (t, edge) in self.model.edges.iter().enumerate().filter(|(_, e)| e.source == s) {
                    let matches = match event {
                        None => edge.events.is_empty(),
                        Some(e) => edge.events.contains(&e),
                    };
                    if matches && edge.guard.is_none_or(|g| self.model.guard(g, &configuration, self.event)) {
                        add(&mut enabled, t);
                        break 'of_state;
                    }
                }
            }
        }
        self.remove_conflicting_transitions(&enabled)
    }

    fn remove_conflicting_transitions(&self, enabled: &[usize]) -> Vec<usize> {
        let mut filtered: Vec<usize> = Vec::new();
        for t1 in enabled {
            let mut preempted = false;
            let mut to_remove = Vec::new();
            for t2 in &filtered {
                let (one, other) = (self.compute_exit_set(&[*t1]), self.compute_exit_set(&[*t2]));
                if one.iter().any(|s| other.contains(s)) {
                    if self.model.is_descendant(self.model.edges[*t1].source, self.model.edges[*t2].source) {
                        to_remove.push(*t2);
                    } else {
                        preempted = true;
                        break;
                    }
                }
            }
            if !preempted {
                filtered.retain(|t| !to_remove.contains(t));
                filtered.push(*t1);
            }
        }
        filtered
    }

    fn microstep(&mut self, enabled: &[usize]) {
        // The text asks for the domain twice, before states are left and again before others are entered. Between the two a
        // history may have been recorded, from which a smaller domain follows, and the states around the targets, left a
        // moment ago, would not be entered again. Here it is asked once.
        let domains: Vec<Option<usize>> = enabled.iter().map(|t| self.get_transition_domain(*t)).collect();
        self.exit_states(enabled);
        for t in enabled {
            self.taken.push(*t);
            self.execute_content(&self.model.edges[*t].actions);
        }
        let mut entry = Found::default();
        self.compute_entry_set(enabled, &domains, &mut entry);
        self.enter_states(entry);
    }

    fn exit_states(&mut self, enabled: &[usize]) {
        let mut states_to_exit = self.compute_exit_set(enabled);
        states_to_exit.sort_unstable();
        states_to_exit.reverse();
        for s in &states_to_exit {
            for h in self.model.nodes[*s].children.iter().filter(|c| self.model.is_history(**c)) {
                let deep = self.model.nodes[*h].kind == peiyu::chart::Kind::DeepHistory;
                let mut value = self.configuration.clone();
                if deep {
                    value.retain(|s0| self.model.is_atomic(*s0) && self.model.is_descendant(*s0, *s));
                } else {
                    value.retain(|s0| self.model.nodes[*s0].parent == *s);
                }
                self.history_value.insert(*h, value);
            }
        }
        for s in states_to_exit {
            self.execute_content(&self.model.nodes[s].exit);
            self.configuration.retain(|x| *x != s);
            self.left.push(s);
        }
    }

    fn compute_exit_set(&self, transitions: &[usize]) -> Vec<usize> {
        let mut states_to_exit = Vec::new();
        for t in transitions {
            if let Some(domain) = self.get_transition_domain(*t) {
                for s in &self.configuration {
                    if self.model.is_descendant(*s, domain) {
                        add(&mut states_to_exit, *s);
                    }
                }
            }
        }
        states_to_exit
    }

    fn enter_states(&mut self, entry: Found) {
        let mut states_to_enter = entry.states_to_enter;
        states_to_enter.sort_unstable();
        for s in states_to_enter {
            let node = &self.model.nodes[s];
            add(&mut self.configuration, s);
            self.entered.push(s);
            self.execute_content(&node.entry);
            if entry.states_for_default_entry.contains(&s) {
                self.execute_content(&node.start_actions);
            }
            if let Some(content) = entry.default_history_content.get(&s) {
                self.execute_content(content);
            }
            if node.kind == peiyu::chart::Kind::Final {
                if node.parent == 0 {
                    self.running = false;
                    continue;
                }
                let (parent, grandparent) = (node.parent, self.model.nodes[node.parent].parent);
                self.internal_queue.push_back(self.model.done(parent));
                if self.model.is_parallel(grandparent)
                    && self.model.child_states(grandparent).iter().all(|s| self.is_in_final_state(*s))
                {
                    self.internal_queue.push_back(self.model.done(grandparent));
                }
            }
        }
    }

    fn compute_entry_set(&self, transitions: &[usize], domains: &[Option<usize>], entry: &mut Found) {
        for (t, domain) in transitions.iter().zip(domains) {
            for s in &self.model.edges[*t].targets {
                self.add_descendant_states_to_enter(*s, entry);
            }
            if let Some(ancestor) = *domain {
                for s in self.get_effective_target_states(&self.model.edges[*t].targets) {
                    self.add_ancestor_states_to_enter(s, ancestor, entry);
                }
            }
        }
    }

    fn add_descendant_states_to_enter(&self, state: usize, entry: &mut Found) {
        if self.model.is_history(state) {
            let parent = self.model.nodes[state].parent;
            let targets = match self.history_value.get(&state) {
                Some(value) => value.clone(),
                None => {
                    entry.default_history_content.insert(parent, self.model.nodes[state].start_actions.clone());
                    self.model.nodes[state].start.clone()
                }
            };
            for s in &targets {
                self.add_descendant_states_to_enter(*s, entry);
            }
            for s in &targets {
                self.add_ancestor_states_to_enter(*s, parent, entry);
            }
        } else {
            add(&mut entry.states_to_enter, state);
            if self.model.is_compound(state) {
                add(&mut entry.states_for_default_entry, state);
                let initial = self.initial(state);
                for s in &initial {
                    self.add_descendant_states_to_enter(*s, entry);
                }
                for s in &initial {
                    self.add_ancestor_states_to_enter(*s, state, entry);
                }
            } else if self.model.is_parallel(state) {
                self.add_other_children(state, entry);
            }
        }
    }

    fn add_ancestor_states_to_enter(&self, state: usize, ancestor: usize, entry: &mut Found) {
        for anc in self.model.ancestors(state).into_iter().take_while(|a| *a != ancestor) {
            add(&mut entry.states_to_enter, anc);
            if self.model.is_parallel(anc) {
                self.add_other_children(anc, entry);
            }
        }
    }

    fn add_other_children(&self, parallel: usize, entry: &mut Found) {
        for child in self.model.child_states(parallel) {
            if !entry.states_to_enter.iter().any(|s| self.model.is_descendant(*s, child)) {
                self.add_descendant_states_to_enter(child, entry);
            }
        }
    }

    fn is_in_final_state(&self, s: usize) -> bool {
        let children = self.model.child_states(s);
        if self.model.is_compound(s) {
            let is_final = |c: &usize| self.model.nodes[*c].kind == peiyu::chart::Kind::Final;
            children.iter().any(|c| is_final(c) && self.configuration.contains(c))
        } else if self.model.is_parallel(s) {
            children.iter().all(|c| self.is_in_final_state(*c))
        } else {
            false
        }
    }

    /// A transition of the root, which SCXML does not have, leaves everything but the root.
    fn get_transition_domain(&self, t: usize) -> Option<usize> {
        let edge = &self.model.edges[t];
        let tstates = self.get_effective_target_states(&edge.targets);
        if tstates.is_empty() {
            None
        } else if edge.source == 0
            || edge.internal
                && self.model.is_compound(edge.source)
                && tstates.iter().all(|s| self.model.is_descendant(*s, edge.source))
        {
            Some(edge.source)
        } else {
            let ancestors = self.model.ancestors(edge.source);
            let mut compound = ancestors.into_iter().filter(|s| self.model.is_compound(*s));
            compound.find(|anc| tstates.iter().all(|s| self.model.is_descendant(*s, *anc)))
        }
    }

    fn get_effective_target_states(&self, targets: &[usize]) -> Vec<usize> {
        let mut out = Vec::new();
        for s in targets {
            if self.model.is_history(*s) {
                let stands_for = match self.history_value.get(s) {
                    Some(value) => value.clone(),
                    None => self.get_effective_target_states(&self.model.nodes[*s].start),
                };
                for s in stands_for {
                    add(&mut out, s);
                }
            } else {
                add(&mut out, *s);
            }
        }
        out
    }

    fn initial(&self, state: usize) -> Vec<usize> {
        let node = &self.model.nodes[state];
        if node.start.is_empty() { self.model.child_states(state).into_iter().take(1).collect() } else { node.start.clone() }
    }

    fn execute_content(&mut self, content: &[u32]) {
        for action in content {
            let mut active = self.configuration.clone();
            active.sort_unstable();
            self.acts.push((*action, self.event, active));
            self.internal_queue.extend(self.model.raised(*action));
        }
    }

    /// Whether the configuration is legal: one state in each compound state, every region of each parallel state.
    pub fn is_legal(&self) -> bool {
        let active = |s: &usize| self.configuration.contains(s);
        let level = |s: usize| {
            let children = self.model.child_states(s);
            let count = children.iter().filter(|c| active(c)).count();
            if self.model.is_parallel(s) { count == children.len() } else { count == usize::from(!children.is_empty()) }
        };
        let has_parent = |s: &usize| self.model.nodes[*s].parent == 0 || active(&self.model.nodes[*s].parent);
        let around = std::iter::once(0).chain(self.configuration.iter().copied());
        around.into_iter().all(level) && self.configuration.iter().all(|s| has_parent(s) && !self.model.is_history(*s))
    }
}
