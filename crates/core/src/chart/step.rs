//! Run to completion: selects transitions, leaves and enters states and goes on until the chart is at rest. The functions are
//! those of SCXML's appendix D, which each of them names.

use fixedbitset::FixedBitSet;

use super::entry::{Enabled, EntrySet};
use super::{ActionId, Chart, Configuration, EventId, Host, Kind, MAX_ROUNDS, Queue, StateId, Step, Stopped, transition_id};
use crate::diagnostic::{Code, Diagnostic, Span};

impl Chart {
    /// Enters the chart and comes to rest.
    pub fn start<H: Host>(&self, host: &mut H) -> Result<(Configuration, Step), Stopped<H::Error>> {
        let mut run = Run::new(self, host, Configuration::empty(self.graph.node_count()));
        run.act(&self.state(StateId::ROOT).start.actions)?;
        run.enter(&self.first_entry_set(&run.configuration))?;
        run.settle()
    }

    /// Handles an event and comes to rest again. Where no transition can be taken, the configuration is the same and
    /// [`Step::taken`] is empty.
    ///
    /// A configuration of another chart gives some configuration, not necessarily a legal one; those of unknown origin are to
    /// be made with [`configuration`](Chart::configuration).
    pub fn step<H: Host>(
        &self,
        configuration: &Configuration,
        event: EventId,
        host: &mut H,
    ) -> Result<(Configuration, Step), Stopped<H::Error>> {
        let mut run = Run::new(self, host, configuration.fitted(self.graph.node_count()));
        run.done = self.is_done(configuration);
        if !run.done {
            run.event = Some(event);
            let enabled = run.select(run.event)?;
            if !enabled.is_empty() {
                run.microstep(&enabled)?;
            }
        }
        run.settle()
    }
}

/// A step that is under way.
struct Run<'a, H> {
    chart: &'a Chart,
    host: &'a mut H,
    configuration: Configuration,
    queue: Queue,
    /// The event handled last.
    event: Option<EventId>,
    step: Step,
    /// A final state at the top was entered.
    done: bool,
    rounds: usize,
}

impl<'a, H: Host> Run<'a, H> {
    fn new(chart: &'a Chart, host: &'a mut H, configuration: Configuration) -> Self {
        let (queue, step) = (Queue::default(), Step::default());
        Run { chart, host, configuration, queue, event: None, step, done: false, rounds: 0 }
    }

    /// Takes eventless transitions and handles raised events until there are none (the macrostep of `mainEventLoop`).
    fn settle(mut self) -> Result<(Configuration, Step), Stopped<H::Error>> {
        while !self.done {
            let mut enabled = self.select(None)?;
            if enabled.is_empty() {
                let Some(raised) = self.queue.next() else { break };
                self.event = Some(raised);
                enabled = self.select(self.event)?;
            }
            self.rounds += 1;
            if self.rounds > MAX_ROUNDS {
                let args = [self.chart.id().into(), MAX_ROUNDS.to_string().into()];
                return Err(Stopped::Endless(Box::new(Diagnostic::new(Code::ChartEndless, Span::default(), args))));
            }
            if !enabled.is_empty() {
                self.microstep(&enabled)?;
            }
        }
        Ok((self.configuration, self.step))
    }

    /// The transitions to take for an event, or without one (`selectTransitions`, `selectEventlessTransitions`): for each
    /// innermost state its first, or that of the nearest state around it.
    fn select(&mut self, event: Option<EventId>) -> Result<Vec<Enabled>, H::Error> {
        let chart = self.chart;
        let mut enabled = Vec::new();
        // From a state that was looked at before, everything around it was as well.
        let mut seen = FixedBitSet::with_capacity(chart.graph.node_count());
        for atomic in self.configuration.active.intersection(&chart.atomic) {
            let mut at = Some(StateId::from_index(atomic));
            while let Some(state) = at.filter(|s| !seen.put(s.index())) {
                if let Some(rule) = first(chart, self.host, &self.configuration, state, (event, self.event))? {
                    enabled.push(chart.enabled(rule, &self.configuration));
                    break;
                }
                at = chart.state(state).parent;
            }
        }
        Ok(without_conflicts(chart, enabled))
    }

    /// Takes transitions together (`microstep`).
    fn microstep(&mut self, enabled: &[Enabled]) -> Result<(), H::Error> {
        self.leave(enabled)?;
        let chart = self.chart;
        for e in enabled {
            self.step.taken.push(transition_id(e.rule));
            self.act(&chart.rules[e.rule].transition.actions)?;
        }
        let set = chart.entry_set(enabled, &self.configuration);
        self.enter(&set)
    }

    /// Leaves all that is active in the domains, from within (`exitStates`).
    fn leave(&mut self, enabled: &[Enabled]) -> Result<(), H::Error> {
        let chart = self.chart;
        let domains = enabled.iter().filter_map(|e| e.domain);
        let inside = domains.flat_map(|d| chart.inside(d)).filter(|s| self.configuration.active.contains(*s));
        let mut leaving: Vec<StateId> = inside.map(StateId::from_index).collect();
        leaving.sort_unstable_by(|a, b| b.cmp(a));
        self.configuration.remember(chart, &leaving);
        for state in leaving {
            self.act(&chart.state(state).exit)?;
            self.configuration.active.remove(state.index());
            self.step.left.push(state);
        }
        Ok(())
    }

    /// Enters states, from without (`enterStates`).
    fn enter(&mut self, set: &EntrySet) -> Result<(), H::Error> {
        let chart = self.chart;
        for index in set.states.ones() {
            let state = StateId::from_index(index);
            self.configuration.active.insert(index);
            self.step.entered.push(state);
            self.act(&chart.state(state).entry)?;
            if set.by_default.contains(index) {
                self.act(&chart.state(state).start.actions)?;
            }
            if let Some(history) = set.histories.iter().find(|h| chart.around(**h) == state) {
                self.act(&chart.state(*history).start.actions)?;
            }
            if chart.state(state).kind == Kind::Final {
                self.finish(chart.around(state));
            }
        }
        Ok(())
    }

    /// A final state in `outer` was entered.
    fn finish(&mut self, outer: StateId) {
        let chart = self.chart;
        let Some(around) = chart.state(outer).parent else {
            self.done = true;
            return;
        };
        self.raise_done(outer);
        if chart.is_parallel(around) && chart.is_finished(around, &self.configuration) {
            self.raise_done(around);
        }
    }

    fn raise_done(&mut self, state: StateId) {
        if let Some(done) = self.chart.state(state).done {
            self.queue.raise(done);
        }
    }

    fn act(&mut self, actions: &[ActionId]) -> Result<(), H::Error> {
        actions.iter().try_for_each(|a| self.host.act(*a, &self.configuration, self.event, &mut self.queue))
    }
}

/// The first transition of a state that can be taken: for an event, or without one. `told` is what guards are told of.
fn first<H: Host>(
    chart: &Chart,
    host: &mut H,
    configuration: &Configuration,
    state: StateId,
    (event, told): (Option<EventId>, Option<EventId>),
) -> Result<Option<usize>, H::Error> {
    let state = chart.state(state);
    let candidates = if event.is_some() { &state.transitions } else { &state.eventless };
    for id in candidates {
        let transition = &chart.rules[id.index()].transition;
        if event.is_some_and(|e| !transition.events.contains(&e)) {
            continue;
        }
        let holds = match transition.guard {
            Some(guard) => host.guard(guard, configuration, told)?,
            None => true,
        };
        if holds {
            return Ok(Some(id.index()));
        }
    }
    Ok(None)
}

/// Keeps, of transitions that would leave the same state, the one whose source is inside the other's, else the earlier
/// (`removeConflictingTransitions`).
///
/// They come in the order of the innermost states that selected them, and each domain holds that state. So the domains of
/// those kept so far are disjoint and in document order, and only the last of them can overlap the next.
fn without_conflicts(chart: &Chart, enabled: Vec<Enabled>) -> Vec<Enabled> {
    if enabled.len() < 2 {
        return enabled;
    }
    let mut keep = vec![true; enabled.len()];
    let mut kept: Vec<(usize, StateId)> = Vec::new();
    for (i, e) in enabled.iter().enumerate() {
        let Some(domain) = e.domain else { continue };
        let overlaps = |d: StateId| d == domain || chart.is_inside(d, domain) || chart.is_inside(domain, d);
        let overlapping = kept.iter().rev().take_while(|(_, d)| overlaps(*d)).count();
        let (apart, against) = kept.split_at(kept.len() - overlapping);
        let source = chart.rules[e.rule].source;
        keep[i] = against.iter().all(|(k, _)| chart.is_inside(source, chart.rules[enabled[*k].rule].source));
        if keep[i] {
            for (k, _) in against {
                keep[*k] = false;
            }
            kept.truncate(apart.len());
            kept.push((i, domain));
        }
    }
    let mut kept = keep.into_iter();
    enabled.into_iter().filter(|_| kept.next() == Some(true)).collect()
}

impl Chart {
    /// Whether a state that holds others is in its final state, or all its regions are (`isInFinalState`).
    fn is_finished(&self, state: StateId, configuration: &Configuration) -> bool {
        if self.is_parallel(state) {
            return self.real_children(state).all(|s| self.is_finished(s, configuration));
        }
        self.is_compound(state) && self.children(state).any(|s| self.state(s).kind == Kind::Final && configuration.contains(s))
    }
}
