//! Reads a chart's document into the graph and what is said beside it. Everything that is wrong is told, with its place.

use std::sync::Arc;

use crate::by_id::ById;
use serde_json::Value;

use crate::chart::{ActionId, Chart, ChartBuilder, EventId, GuardId, Kind, StateId, Subject, Transition};
use crate::diagnostic::{Code, Diagnostic, Text, suggestion};
use crate::digest;
use crate::document::flow::{self, Action, Deadline, State, StateKind};
use crate::document::model::{Fact, Formula, Source};
use crate::document::tree::escape;
use crate::document::write;
use crate::keyed::Keyed;
use crate::lang::parser::is_name;
use crate::lang::types::Type;

use super::super::facts::FactTable;
use super::super::link::{Linked, Place};
use super::super::said::Citation;
use super::template::{MAX_FILLED, expand};
use super::{
    Flow, FlowAction, FlowDeadline, FlowEffect, FlowEvent, FlowRole, FlowState, FlowTitle, FlowTransition, FormulaId,
    FormulaInfo, Wanted, When,
};

/// Reads every chart of a policy.
pub fn read(linked: &Linked, facts: &FactTable) -> (ById<Flow>, Vec<Diagnostic>) {
    let (mut flows, mut errors) = (ById::new(), Vec::new());
    for (id, chart) in &linked.common.document.charts {
        let place = linked.common.place("charts", id);
        let mut reader = FlowReader::new(linked, facts, id, chart, place);
        let built = reader.run();
        errors.append(&mut reader.errors);
        if let Some(flow) = built {
            flows.insert(id.clone(), flow);
        }
    }
    (flows, errors)
}

/// A state that was declared, to be gone through once all are.
struct Declared {
    id: StateId,
    state: State,
    place: Place,
}

struct FlowReader<'a> {
    linked: &'a Linked,
    facts: &'a FactTable,
    chart: &'a flow::Chart,
    place: Place,
    builder: ChartBuilder,
    ids: ById<StateId>,
    /// Ids and parents by number.
    names: Vec<String>,
    places: Vec<Place>,
    parents: Vec<StateId>,
    declared: Vec<Declared>,
    left: usize,
    flow: Draft,
    errors: Vec<Diagnostic>,
}

/// What will be the flow.
#[derive(Default)]
struct Draft {
    states: Vec<FlowState>,
    transitions: Vec<FlowTransition>,
    events: ById<FlowEvent>,
    elapsed: Keyed<EventId, (StateId, usize)>,
    variables: Arc<FactTable>,
    titles: ById<FlowTitle>,
    imports: ById<EventId>,
    effects: ById<FlowEffect>,
    actions: Vec<(StateId, FlowAction)>,
    formulas: Vec<FormulaInfo>,
}

impl<'a> FlowReader<'a> {
    fn new(linked: &'a Linked, facts: &'a FactTable, id: &str, chart: &'a flow::Chart, place: Place) -> Self {
        FlowReader {
            linked,
            facts,
            chart,
            place,
            builder: ChartBuilder::new(&format!("{id}.")),
            ids: ById::new(),
            names: vec![String::new()],
            places: vec![Place::default()],
            parents: vec![StateId::ROOT],
            declared: Vec::new(),
            left: MAX_FILLED,
            flow: Draft::default(),
            errors: Vec::new(),
        }
    }

    fn run(&mut self) -> Option<Flow> {
        let id = self.place.pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let root_place = self.place.below("root");
        self.names();
        // The root of the graph holds one state with the chart's name: the document's root, of whatever kind.
        self.flow.states.push(FlowState { label: self.chart.label.clone(), bound: None, deadlines: Vec::new(), citation: None });
        self.state(StateId::ROOT, &id, &self.chart.root, &root_place);
        for declared in std::mem::take(&mut self.declared) {
            self.inside(&declared);
        }
        self.imports();
        let initial = self.initial();
        let supplied = self.supplied();
        if !self.errors.is_empty() {
            return None;
        }
        let chart = self.build()?;
        let draft = std::mem::take(&mut self.flow);
        let event_of = draft.events.values().enumerate().map(|(i, e)| (e.event, i)).collect();
        let shape = shape(&chart, &draft);
        let roles = self.linked.common.document.roles.iter();
        let roles = roles.map(|(id, r)| (id.clone(), FlowRole { label: r.label.clone(), area: r.area.clone() })).collect();
        Some(Flow {
            id,
            label: self.chart.label.clone(),
            chart,
            states: draft.states,
            transitions: draft.transitions,
            events: draft.events,
            event_of,
            elapsed: draft.elapsed,
            variables: draft.variables,
            initial,
            titles: draft.titles,
            imports: draft.imports,
            effects: draft.effects,
            supplied,
            actions: draft.actions,
            roles,
            shape,
            formulas: draft.formulas,
        })
    }

    fn build(&mut self) -> Option<Chart> {
        let builder = std::mem::replace(&mut self.builder, ChartBuilder::new(""));
        let transitions = &self.flow.transitions;
        let states = &self.places;
        let root = &self.place;
        let span = |subject| match subject {
            Subject::Transition(t) => transitions.get(t.index()).map_or_else(|| root.span(), |t| t.place.span()),
            Subject::State(StateId::ROOT) => root.below("root").span(),
            Subject::State(s) => states.get(s.index()).map_or_else(|| root.span(), Place::span),
        };
        match builder.build(&span) {
            Ok(chart) => Some(chart),
            Err(e) => {
                self.errors.extend(e.0);
                None
            }
        }
    }

    /// Events, variables, titles, effects.
    fn names(&mut self) {
        for (id, event) in &self.chart.events {
            let place = self.place.below("events").below(&escape(id));
            self.name(id, &place);
            self.roles(&event.by, &place.below("by"));
            let payload = self.table(&mut event.payload.iter(), &place.below("payload"));
            let (label, by, event) = (event.label.clone(), event.by.clone(), self.builder.event(id));
            self.flow.events.insert(id.clone(), FlowEvent { label, by, payload, event });
        }
        let variables = &mut self.chart.variables.iter().map(|(id, v)| (id, &v.is));
        self.flow.variables = Arc::new(self.table(variables, &self.place.below("variables")));
        for (id, effect) in &self.chart.effects {
            let place = self.place.below("effects").below(&escape(id));
            self.name(id, &place);
            let payload = self.table(&mut effect.payload.iter(), &place.below("payload"));
            self.flow.effects.insert(id.clone(), FlowEffect { label: effect.label.clone(), payload: Arc::new(payload) });
        }
        for (id, title) in &self.chart.titles {
            let place = self.place.below("titles").below(&escape(id));
            self.name(id, &place);
            for needed in title.needs.iter().flat_map(|n| &n.0) {
                self.known(&place.below("needs"), ("称号", "title"), needed, self.chart.titles.keys());
            }
            let needs = title.needs.iter().map(|n| n.0.clone()).collect();
            self.flow.titles.insert(id.clone(), FlowTitle { label: title.label.clone(), needs });
        }
    }

    fn name(&mut self, id: &str, place: &Place) {
        if !is_name(id) {
            self.errors.push(Diagnostic::new(Code::BadId, place.span(), [id.into()]));
        }
    }

    /// Whether a name is among the known ones; tells where it isn't.
    fn known<'n>(&mut self, place: &Place, (zh, en): (&str, &str), id: &str, known: impl Iterator<Item = &'n String>) -> bool {
        let known: Vec<&str> = known.map(String::as_str).collect();
        if known.contains(&id) {
            return true;
        }
        let near = suggestion(id, known.into_iter());
        self.errors.push(Diagnostic::new(Code::UnknownReference, place.span(), [Text::both(zh, en), id.into(), near.into()]));
        false
    }

    fn roles(&mut self, roles: &[String], place: &Place) {
        for role in roles {
            self.known(place, ("角色", "role"), role, self.linked.common.document.roles.keys());
        }
    }

    fn table(&mut self, fields: &mut dyn Iterator<Item = (&String, &Fact)>, place: &Place) -> FactTable {
        let mut table = FactTable::default();
        for (id, fact) in fields {
            let at = place.below(&escape(id));
            self.name(id, &at);
            if fact.years.is_some() || fact.key || fact.finding || fact.from.is_some() {
                let what = Text::both("这里不写 years、key、finding、from", "no years, key, finding or from here");
                self.errors.push(Diagnostic::new(Code::BadField, at.span(), [what]));
            }
            self.errors.extend(table.add(id, fact, &at).err());
        }
        table
    }

    fn citation(&mut self, source: &Source, place: &Place) -> Citation {
        self.known(&place.below("source"), ("依据文件", "source"), &source.doc, self.linked.common.document.sources.keys());
        Citation { text: self.linked.citation(source), needs_check: source.needs_check() }
    }

    /// Declares a state and those inside it.
    fn state(&mut self, parent: StateId, id: &str, state: &State, place: &Place) {
        let (state, place) = expand(self.linked, state, place, &mut self.left, &mut self.errors);
        self.name(id, &place);
        let kind = match state.kind {
            StateKind::Plain => Kind::Plain,
            StateKind::Parallel => Kind::Parallel,
            StateKind::Final => Kind::Final,
            StateKind::History => Kind::History,
            StateKind::DeepHistory => Kind::DeepHistory,
        };
        if self.flow.states.len() > crate::chart::MAX_STATES {
            // The builder tells that there are too many.
            self.left = 0;
        }
        if self.left == 0 {
            self.errors.push(Diagnostic::new(
                Code::ChartTooLarge,
                place.span(),
                ["states".into(), crate::chart::MAX_STATES.to_string().into()],
            ));
            return;
        }
        let own = self.builder.state(parent, id, kind);
        if !self.ids.contains_key(id) {
            self.ids.insert(id.to_owned(), own);
        }
        self.names.push(id.to_owned());
        self.places.push(place.clone());
        self.parents.push(parent);
        let label = state.label.clone().unwrap_or_else(|| id.into());
        let citation = state.source.as_ref().map(|s| self.citation(s, &place));
        self.flow.states.push(FlowState { label, bound: state.bound.clone(), deadlines: Vec::new(), citation });
        for (id, inner) in &state.states {
            self.state(own, id, inner, &place.below("states").below(&escape(id)));
        }
        self.declared.push(Declared { id: own, state, place });
    }

    /// The innermost bound state around a state, or that state itself.
    fn bound(&self, state: StateId) -> Option<StateId> {
        let mut at = state;
        while at != StateId::ROOT {
            if self.flow.states.get(at.index()).is_some_and(|s| s.bound.is_some()) {
                return Some(at);
            }
            at = *self.parents.get(at.index())?;
        }
        None
    }

    fn target(&mut self, id: &str, place: &Place) -> Option<StateId> {
        let found = self.ids.get(id).copied();
        if found.is_none() {
            // In the order of the document: of several that are as near the first is told.
            let near = suggestion(id, self.names.iter().skip(1).map(String::as_str));
            let args = [Text::both("状态", "state"), id.into(), near.into()];
            self.errors.push(Diagnostic::new(Code::UnknownReference, place.span(), args));
        }
        found
    }

    /// What a state says of itself, once all states are known.
    fn inside(&mut self, declared: &Declared) {
        let Declared { id, state, place } = declared;
        let first = state.initial.as_ref().or_else(|| state.states.keys().next());
        if let Some(target) = first.and_then(|first| self.target(first, &place.below("initial"))) {
            if matches!(state.kind, StateKind::History | StateKind::DeepHistory) {
                self.builder.history_default(*id, &[target], &[]);
            } else if state.kind == StateKind::Plain {
                self.builder.initial(*id, &[target], &[]);
            }
        }
        if let Some(tier) = &state.bound {
            let tiers: Vec<String> = self.linked.editions.values().flat_map(|e| e.document.tiers.keys().cloned()).collect();
            self.known(&place.below("bound"), ("层级", "tier"), tier, tiers.iter());
        }
        for (key, deadline) in &state.deadlines {
            let place = place.below("deadlines").below(&escape(key));
            self.deadline(*id, key, deadline, &place);
        }
        for action in self.actions(&state.entry, &place.below("entry"), None, *id) {
            self.builder.entry(*id, action);
        }
        for action in self.actions(&state.exit, &place.below("exit"), None, *id) {
            self.builder.exit(*id, action);
        }
        for (i, transition) in state.on.iter().enumerate() {
            self.transition(*id, state, (i, transition), &place.below("on").below(&i.to_string()));
        }
    }

    fn deadline(&mut self, state: StateId, id: &str, deadline: &Deadline, place: &Place) {
        let date = |reader: &mut Self, formula: &Formula, key: &str| {
            reader.formula(formula, place.below(key), Wanted::Type(Type::Date, false), None)
        };
        let when = match (&deadline.term, &deadline.on, &deadline.yearly) {
            (Some(term), None, None) => {
                let from = deadline.from.as_ref().map(|f| date(self, f, "from"));
                When::Term(self.formula(term, place.below("term"), Wanted::Count(deadline.counted), None), deadline.counted, from)
            }
            (None, Some(on), None) => When::On(date(self, on, "on")),
            (None, None, Some(yearly)) => When::Yearly(date(self, yearly, "yearly")),
            _ => {
                let what = Text::both("期限须有 term、on、yearly 之一", "a deadline has one of term, on, yearly");
                return self.errors.push(Diagnostic::new(Code::BadField, place.span(), [what]));
            }
        };
        let citation = self.citation(&deadline.source, place);
        let elapsed = self.builder.event(&format!("elapsed.{}.{id}", state.index()));
        let Some(of) = self.flow.states.get_mut(state.index()) else { return };
        self.flow.elapsed.insert(elapsed, (state, of.deadlines.len()));
        of.deadlines.push(FlowDeadline {
            id: id.into(),
            label: deadline.label.clone(),
            when,
            roll: deadline.roll,
            elapsed,
            awaited: false,
            citation,
        });
    }

    fn transition(&mut self, source: StateId, state: &State, (index, transition): (usize, &flow::Transition), place: &Place) {
        let mut declared = None;
        let events = match (&transition.event, &transition.after) {
            (Some(event), None) => {
                self.known(&place.below("event"), ("事件", "event"), event, self.chart.events.keys());
                declared = self.flow.events.get_index_of(event);
                declared.and_then(|i| self.flow.events.get_index(i)).map(|(_, e)| e.event).into_iter().collect()
            }
            (None, Some(after)) => {
                self.known(&place.below("after"), ("期限", "deadline"), after, state.deadlines.keys());
                let found =
                    self.flow.states.get_mut(source.index()).and_then(|s| s.deadlines.iter_mut().find(|d| d.id == *after));
                let awaited = found.map(|d| {
                    d.awaited = true;
                    d.elapsed
                });
                awaited.into_iter().collect()
            }
            (None, None) => Vec::new(),
            (Some(_), Some(_)) => {
                let what = Text::both("event 和 after 只写一个", "a transition has `event` or `after`, not both");
                return self.errors.push(Diagnostic::new(Code::BadField, place.span(), [what]));
            }
        };
        if transition.event.is_none() && (!transition.by.is_empty() || transition.window || !transition.unlike.is_empty()) {
            let what = Text::both("by、unlike、window 只用于有 event 的转移", "by, unlike and window go with `event` only");
            self.errors.push(Diagnostic::new(Code::BadField, place.span(), [what]));
        }
        self.roles(&transition.by, &place.below("by"));
        let when = transition.when.as_ref();
        let when = when.map(|w| self.formula(w, place.below("if"), Wanted::Type(Type::Boolean, false), declared));
        let targets: Vec<StateId> = transition.to.0.iter().filter_map(|to| self.target(to, &place.below("to"))).collect();
        // What leads into a bound state goes by the call that it will be bound to.
        let inside = targets.first().copied().filter(|t| self.bound(*t).is_some() && self.bound(*t) != self.bound(source));
        let basis = inside.unwrap_or(source);
        let actions = self.actions(&transition.actions, &place.below("do"), declared, basis);
        let citation = transition.source.as_ref().map(|s| self.citation(s, place));
        let by = match declared.and_then(|i| self.flow.events.get_index(i)) {
            Some((_, event)) if transition.by.is_empty() => event.by.clone(),
            _ => transition.by.clone(),
        };
        let asked = when.is_some() || declared.is_some();
        let guard = asked.then(|| GuardId(crate::program::slot(self.flow.transitions.len())));
        let name = format!("{}.{}", self.names.get(source.index()).map_or("", String::as_str), index + 1);
        self.flow.transitions.push(FlowTransition {
            name,
            basis,
            when,
            by,
            step: transition.step.clone(),
            unlike: transition.unlike.clone(),
            window: transition.window,
            refusal: transition.refusal.clone(),
            citation,
            place: place.clone(),
        });
        self.builder.transition(source, Transition { events, guard, targets, internal: transition.internal, actions });
    }

    fn formula(&mut self, formula: &Formula, place: Place, wanted: Wanted, event: Option<usize>) -> FormulaId {
        let id = crate::program::slot(self.flow.formulas.len());
        self.flow.formulas.push(FormulaInfo { formula: formula.clone(), place, wanted, event });
        id
    }

    fn actions(&mut self, actions: &[Action], place: &Place, event: Option<usize>, basis: StateId) -> Vec<ActionId> {
        let mut out = Vec::new();
        for (i, action) in actions.iter().enumerate() {
            if let Some(done) = self.action(action, &place.below(&i.to_string()), event) {
                out.push(ActionId(crate::program::slot(self.flow.actions.len())));
                self.flow.actions.push((basis, done));
            }
        }
        out
    }

    fn action(&mut self, action: &Action, place: &Place, event: Option<usize>) -> Option<FlowAction> {
        let titles = [&action.grant, &action.extend, &action.end];
        let kinds = [!action.set.is_empty(), action.raise.is_some(), action.effect.is_some()];
        let count = titles.iter().filter(|t| t.is_some()).count() + kinds.iter().filter(|k| **k).count();
        let until_fits = action.until.is_some() == (action.grant.is_some() || action.extend.is_some());
        let with_fits = action.effect.is_some() || (action.with.is_empty() && action.once.is_none());
        if count != 1 || !until_fits || !with_fits {
            let what = Text::both(
                "一项动作写 set、raise、effect、grant、extend、end 之一；grant、extend 写 until；with、once 只用于 effect",
                "an action has one of set, raise, effect, grant, extend, end; grant and extend have `until`; with and once go with effect",
            );
            self.errors.push(Diagnostic::new(Code::BadField, place.span(), [what]));
            return None;
        }
        for title in titles.into_iter().flatten() {
            self.known(place, ("称号", "title"), title, self.chart.titles.keys());
        }
        let until = action.until.as_ref();
        let until = until.map(|u| self.formula(u, place.below("until"), Wanted::Type(Type::Date, false), event));
        Some(match (&action.raise, &action.effect, &action.grant, &action.extend, &action.end, until) {
            (Some(raise), ..) => {
                self.known(&place.below("raise"), ("事件", "event"), raise, self.chart.events.keys());
                FlowAction::Raise(self.builder.event(raise))
            }
            (_, Some(effect), ..) => {
                self.known(&place.below("effect"), ("效果", "effect"), effect, self.chart.effects.keys());
                let table = self.flow.effects.get(effect).map(|e| e.payload.clone()).unwrap_or_default();
                let with = self.values(&action.with, &table, &place.below("with"), event);
                let missing = table.slots().iter().filter(|s| !s.optional && !action.with.contains_key(&s.id));
                for slot in missing {
                    let what = Text::both(format!("效果缺少 `{}`", slot.id), format!("the effect lacks `{}`", slot.id));
                    self.errors.push(Diagnostic::new(Code::BadField, place.below("with").span(), [what]));
                }
                FlowAction::Effect { effect: effect.clone(), with, once: action.once.clone() }
            }
            (_, _, Some(title), _, _, Some(until)) => FlowAction::Grant(title.clone(), until),
            (_, _, _, Some(title), _, Some(until)) => FlowAction::Extend(title.clone(), until),
            (_, _, _, _, Some(title), _) => FlowAction::End(title.clone()),
            _ => {
                let table = self.flow.variables.clone();
                FlowAction::Set(self.values(&action.set, &table, &place.below("set"), event))
            }
        })
    }

    /// Expressions for slots of a table.
    fn values(
        &mut self,
        values: &ById<Formula>,
        table: &FactTable,
        place: &Place,
        event: Option<usize>,
    ) -> Vec<(u32, FormulaId)> {
        let mut out = Vec::new();
        for (id, formula) in values {
            let at = place.below(&escape(id));
            let Some((index, slot)) = table.index(id).and_then(|i| Some((i, table.get(i)?))) else {
                let ids: Vec<String> = table.slots().iter().map(|s| s.id.clone()).collect();
                self.known(&at, ("变量或字段", "variable or field"), id, ids.iter());
                continue;
            };
            let wanted = Wanted::Type(slot.expression_type.clone(), slot.optional);
            out.push((index, self.formula(formula, at, wanted, event)));
        }
        out
    }

    /// For each title that may come from before a case, a way from the state around the one it leads to.
    fn imports(&mut self) {
        for (id, title) in &self.chart.titles {
            let place = self.place.below("titles").below(&escape(id)).below("import");
            let Some(target) = title.import.as_ref().and_then(|to| self.target(to, &place)) else { continue };
            let Some(parent) = self.parents.get(target.index()).copied() else { continue };
            let event = self.builder.event(&format!("import.{id}"));
            self.flow.imports.insert(id.clone(), event);
            self.flow.transitions.push(FlowTransition {
                name: format!("import.{id}"),
                basis: target,
                when: None,
                by: Vec::new(),
                step: None,
                unlike: Vec::new(),
                window: false,
                refusal: None,
                citation: None,
                place,
            });
            let transition = Transition { events: vec![event], targets: vec![target], internal: true, ..Transition::default() };
            self.builder.transition(parent, transition);
        }
    }

    fn initial(&mut self) -> Vec<FormulaId> {
        let mut out = Vec::new();
        for (id, variable) in &self.chart.variables {
            let place = self.place.below("variables").below(&escape(id)).below("initial");
            let slot = self.flow.variables.index(id).and_then(|i| self.flow.variables.get(i));
            let Some((ty, optional)) = slot.map(|s| (s.expression_type.clone(), s.optional)) else { continue };
            out.push(self.formula(&variable.initial, place, Wanted::Type(ty, optional), None));
        }
        out
    }

    fn supplied(&mut self) -> Vec<(u32, FormulaId)> {
        let mut out = Vec::new();
        for (id, formula) in &self.chart.facts {
            let place = self.place.below("facts").below(&escape(id));
            let Some((index, slot)) = self.facts.index(id).and_then(|i| Some((i, self.facts.get(i)?))) else {
                let args = [id.as_str().into(), self.facts.suggestion(id).into()];
                self.errors.push(Diagnostic::new(Code::UnknownFact, place.span(), args));
                continue;
            };
            let wanted = Wanted::Type(slot.expression_type.clone(), slot.optional);
            out.push((index, self.formula(formula, place, wanted, None)));
        }
        out
    }
}

/// Digest of everything that a configuration and a journal name, and of how expressions and actions are numbered.
fn shape(chart: &Chart, draft: &Draft) -> String {
    let name = |id: StateId| Value::from(chart.state(id).id.as_str());
    let states =
        chart.states().map(|(_, s)| Value::from([s.id.as_str().into(), Value::from(s.kind as u8), s.parent.map(name).into()]));
    let transitions = chart.transitions().map(|(_, source, t)| {
        let events = t.events.iter().map(|e| e.index()).collect();
        let targets = t.targets.iter().map(|s| name(*s)).collect();
        let actions = t.actions.iter().map(|a| a.0).collect();
        Value::from([name(source), events, targets, actions])
    });
    let deadlines = draft.states.iter().map(|s| s.deadlines.iter().map(|d| d.id.as_str()).collect::<Value>());
    let events = chart.events().map(|(_, name)| name);
    let variables = draft.variables.slots().iter().map(|s| s.id.as_str());
    let value = Value::from([
        Value::from([states.collect::<Value>(), transitions.collect(), events.collect()]),
        deadlines.collect(),
        draft.formulas.len().into(),
        draft.actions.len().into(),
        variables.collect(),
    ]);
    digest::sha256(write::canonical(&value).as_bytes())
}
