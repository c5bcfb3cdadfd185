//! One step of a case's chart: answers its guards, carries out its actions, and keeps what is to be written down.

use std::rc::Rc;

use crate::chart::{ActionId, Configuration, EventId, GuardId, Host, Queue, StateId, Step};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Text};
use crate::journal::{Actor, Asked, Binding, Changes, Guarded, Titled};
use crate::policy::flow::{Flow, FlowAction, FlowTransition, FormulaId, Known};
use crate::program::cell::Cell;
use crate::time::{Date, Moment};

use super::input::{Inputs, bound_around, valid, value};
use super::library::Grounds;
use super::{Case, Library, Refusal};

/// A step on its way.
pub(super) struct Run<'r> {
    pub case: &'r Case,
    pub library: &'r Library,
    pub flow: &'r Flow,
    /// Hash of the policy that goes for whatever is not bound.
    pub policy: String,
    pub actor: &'r Actor,
    pub now: Moment,
    /// The event from outside; those raised on the way are nobody's.
    pub outside: Option<EventId>,
    /// The call that the event names.
    pub opening: Option<(String, String)>,
    pub inputs: Inputs<'r>,
    /// By which rules each bound state goes, and whatever is in none.
    pub grounds: Vec<(Option<StateId>, usize)>,
    pub guards: Vec<Guarded>,
    pub changes: Changes,
    pub effects: Vec<Asked>,
    /// Why ways out were not taken, and how near each was.
    pub refused: Vec<(Nearness, Diagnostic)>,
}

/// How near a way out was to being taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    Role,
    Area,
    Person,
    Window,
    Condition,
}

impl Run<'_> {
    fn day(&self) -> Date {
        self.now.date()
    }

    /// By which rules a state goes.
    pub fn basis(&mut self, state: StateId) -> Result<usize, Refusal> {
        let bound = bound_around(self.flow, state);
        if let Some((_, by)) = self.grounds.iter().find(|(known, _)| *known == bound) {
            return Ok(*by);
        }
        let (hash, call, edition) = match bound {
            None => {
                let edition = Library::in_force(self.library.policy(&self.policy)?, self.day())?;
                (self.policy.clone(), None, edition)
            }
            Some(bound) => {
                let binding = self.binding(bound)?;
                (binding.policy, Some(binding.call), binding.edition)
            }
        };
        let by = self.inputs.by(Rc::new((hash, Grounds { call, edition, day: self.day() })));
        self.grounds.push((bound, by));
        Ok(by)
    }

    /// The call that a bound state goes by: the one that it is bound to, or that the event names.
    pub fn binding(&self, bound: StateId) -> Result<Binding, Refusal> {
        let id = &self.flow.chart.state(bound).id;
        if let Some(binding) = self.case.bound.get(id) {
            return Ok(binding.clone());
        }
        let label = self.flow.state(bound).map(|s| s.label.clone()).unwrap_or_default();
        let Some((hash, call)) = &self.opening else { return Err(Refusal::new(Code::NotBound, [label])) };
        let policy = self.library.policy(hash)?;
        if Library::flow(policy, &self.flow.id)?.shape != self.flow.shape {
            return Err(Refusal::new(Code::ChartDiffers, [hash.as_str().into()]));
        }
        let calls = &policy.linked().common.document.calls;
        let Some(found) = calls.get(call) else {
            let known: Vec<&str> = calls.keys().map(String::as_str).collect();
            return Err(Refusal::new(Code::UnknownCall, [call.as_str().into(), known.join(", ").into()]));
        };
        let tier = self.flow.state(bound).and_then(|s| s.bound.clone()).unwrap_or_default();
        let Some(by) = found.tiers.get(&tier) else {
            return Err(Refusal::new(Code::TierNotInCall, [tier.into(), call.as_str().into()]));
        };
        let renewal = self.inputs.mind.titles.get(&tier).is_some_and(|t| valid(t, self.day()));
        let edition = if renewal { by.renewal.clone() } else { by.new.clone() };
        Ok(Binding { policy: hash.clone(), call: call.clone(), edition })
    }

    /// Whether somebody may do this here and now, whatever its condition.
    fn allowed(&mut self, transition: &FlowTransition) -> Result<bool, Refusal> {
        let Some((nearness, diagnostic)) = self.forbidden(transition)? else { return Ok(true) };
        self.refused.push((nearness, diagnostic));
        Ok(false)
    }

    fn forbidden(&self, transition: &FlowTransition) -> Result<Option<(Nearness, Diagnostic)>, Refusal> {
        let event = self.event_label();
        let told = |nearness, code, args: Vec<Text>| Ok(Some((nearness, diagnostic(code, args))));
        if !transition.by.contains(&self.actor.role) {
            let label = |role: &String| self.flow.roles.get(role).map_or_else(|| role.as_str().into(), |r| r.label.clone());
            let all: Vec<Text> = transition.by.iter().map(label).collect();
            return told(Nearness::Role, Code::RoleNotAllowed, vec![event, label(&self.actor.role), joined(&all)]);
        }
        if let Some(role) = self.flow.roles.get(&self.actor.role)
            && let Some(level) = &role.area
            && (self.actor.area.is_none() || self.case.areas.get(level) != self.actor.area.as_ref())
        {
            let area = self.actor.area.clone().unwrap_or_else(|| "—".into());
            return told(Nearness::Area, Code::OutsideJurisdiction, vec![role.label.clone(), area.into()]);
        }
        for step in &transition.unlike {
            if self.case.steps.get(step).is_some_and(|who| *who == self.actor.id) {
                return told(
                    Nearness::Person,
                    Code::SamePerson,
                    vec![event, self.actor.id.as_str().into(), step.as_str().into()],
                );
            }
        }
        if transition.window
            && let Some((from, until)) = self.window(transition)?
            && !(from..=until).contains(&self.day())
        {
            return told(Nearness::Window, Code::OutsideWindow, vec![event, from.to_string().into(), until.to_string().into()]);
        }
        Ok(None)
    }

    /// The window of the call that a transition goes by.
    fn window(&self, transition: &FlowTransition) -> Result<Option<(Date, Date)>, Refusal> {
        let Some(bound) = bound_around(self.flow, transition.basis) else {
            return Err(Refusal::new(Code::NotBound, [self.event_label()]));
        };
        let binding = self.binding(bound)?;
        let policy = self.library.policy(&binding.policy)?;
        Ok(Library::window(policy, &binding.call))
    }

    fn event_label(&self) -> Text {
        let declared = self.outside.and_then(|e| self.flow.event_of.get(&e)).and_then(|i| self.flow.events.get_index(*i));
        declared.map(|(_, e)| e.label.clone()).unwrap_or_default()
    }

    fn condition(&mut self, transition: &FlowTransition, formula: FormulaId, at: &Configuration) -> Result<bool, Refusal> {
        let basis = self.basis(transition.basis)?;
        self.inputs.failed.clear();
        self.inputs.missing.clear();
        let source = transition.citation.as_ref().map(|c| c.text.clone()).unwrap_or_default();
        let known = self.inputs.value(formula, basis, Some(at))?;
        let label = self.event_label();
        match known {
            Known::Value(Cell::Boolean(holds)) => {
                self.guards.push(Guarded { at: transition.name.clone(), holds });
                // Only of what somebody wants to do is it told why not.
                if !holds && !transition.by.is_empty() {
                    let why = self.why_not(transition, formula);
                    let d = diagnostic(Code::ConditionNotMet, vec![label, why, source.into()]);
                    self.refused.push((Nearness::Condition, d));
                }
                Ok(holds)
            }
            Known::Value(_) | Known::Open(_) => {
                let why = self.why_not(transition, formula);
                let missing = std::mem::take(&mut self.inputs.missing);
                let d = diagnostic(Code::ConditionOpen, vec![label, why, missing.join(" ").into()]);
                Err(Refusal { diagnostics: Diagnostics(vec![d]), missing })
            }
            Known::Fault(code, owner) => {
                let why = diagnostic(code, vec![owner.as_str().into()]);
                let why = Text::both(why.message(Lang::Zh), why.message(Lang::En));
                Err(diagnostic(Code::ConditionOpen, vec![label, why, owner.into()]).into())
            }
        }
    }

    /// Why a condition does not hold: its own words, the criteria of a verdict, or how it is written.
    fn why_not(&self, transition: &FlowTransition, formula: FormulaId) -> Text {
        match (&transition.refusal, self.inputs.failed.as_slice()) {
            (Some(said), _) => said.clone(),
            (None, []) => self.flow.written(formula).into(),
            (None, failed) => joined(failed),
        }
    }

    /// The value of an expression that something is done with.
    fn needed(&mut self, formula: FormulaId, state: StateId, at: &Configuration) -> Result<Cell, Refusal> {
        let basis = self.basis(state)?;
        self.inputs.missing.clear();
        match self.inputs.value(formula, basis, Some(at))? {
            Known::Value(cell) => Ok(cell),
            Known::Open(_) => {
                let missing = std::mem::take(&mut self.inputs.missing);
                let args = vec![
                    self.flow.written(formula).into(),
                    Text::both("尚有未知", "something is unknown"),
                    missing.join(" ").into(),
                ];
                Err(Refusal { diagnostics: Diagnostics(vec![diagnostic(Code::ValueOpen, args)]), missing })
            }
            Known::Fault(code, owner) => {
                let why = diagnostic(code, vec![owner.as_str().into()]);
                let why = Text::both(why.message(Lang::Zh), why.message(Lang::En));
                Err(diagnostic(Code::ValueOpen, vec![self.flow.written(formula).into(), why, owner.into()]).into())
            }
        }
    }

    fn day_of(&mut self, formula: FormulaId, state: StateId, at: &Configuration) -> Result<Date, Refusal> {
        let cell = self.needed(formula, state, at)?;
        let day = cell.as_number().and_then(|n| Date::from_unix_days(n.to_i64()?));
        day.ok_or_else(|| {
            let args = vec![self.flow.written(formula).into(), Text::both("不是日期", "no date"), Text::default()];
            diagnostic(Code::ValueOpen, args).into()
        })
    }

    fn grant(&mut self, id: &str, until: Date, state: StateId) -> Result<(), Refusal> {
        let Some(title) = self.flow.titles.get(id) else { return Ok(()) };
        let day = self.day();
        for any in &title.needs {
            if !any.iter().any(|t| self.inputs.mind.titles.get(t).is_some_and(|t| valid(t, day))) {
                let labels: Vec<Text> = any.iter().filter_map(|t| self.flow.titles.get(t)).map(|t| t.label.clone()).collect();
                return Err(Refusal::new(Code::TitleMissing, [title.label.clone(), joined(&labels)]));
            }
        }
        let by = self.basis(state)?;
        let policy = Some(self.inputs.policy(by));
        self.hold(id, Titled { from: day.to_string(), until: until.to_string(), policy })
    }

    /// Holds a title, which must have an end after its first day.
    pub fn hold(&mut self, id: &str, titled: Titled) -> Result<(), Refusal> {
        if titled.until <= titled.from {
            let label = self.flow.titles.get(id).map(|t| t.label.clone()).unwrap_or_default();
            return Err(Refusal::new(Code::TitleWithoutEnd, [label, titled.until.into(), titled.from.into()]));
        }
        self.inputs.mind.titles.to_mut().insert(id.to_owned(), titled.clone());
        self.changes.titles.insert(id.to_owned(), Some(titled));
        Ok(())
    }

    fn extend(&mut self, id: &str, until: Date) -> Result<(), Refusal> {
        match self.inputs.mind.titles.get(id).cloned() {
            Some(titled) => self.hold(id, Titled { until: until.to_string(), ..titled }),
            None => {
                Err(Refusal::new(Code::TitleNotHeld, [self.flow.titles.get(id).map(|t| t.label.clone()).unwrap_or_default()]))
            }
        }
    }

    fn done(&mut self, state: StateId, action: &FlowAction, at: &Configuration, raise: &mut Queue) -> Result<(), Refusal> {
        match action {
            FlowAction::Set(values) => {
                let mut set = Vec::new();
                for (slot, formula) in values {
                    let cell = self.needed(*formula, state, at)?;
                    let id = self.flow.variables.get(*slot).map(|s| s.id.clone()).unwrap_or_default();
                    set.push((id, value(&self.flow.variables, *slot, &cell)?));
                }
                for (id, value) in set {
                    self.inputs.mind.variables.to_mut().insert(id.clone(), value.clone());
                    self.changes.variables.insert(id, value);
                }
            }
            FlowAction::Raise(event) => raise.raise(*event),
            FlowAction::Effect { effect, with, once } => {
                if let Some(key) = once {
                    if self.case.once.contains(key) || self.changes.once.contains(key) {
                        return Ok(());
                    }
                    self.changes.once.push(key.clone());
                }
                let Some(declared) = self.flow.effects.get(effect) else { return Ok(()) };
                let mut asked = Asked { id: effect.clone(), ..Asked::default() };
                for (slot, formula) in with {
                    let cell = self.needed(*formula, state, at)?;
                    let id = declared.payload.get(*slot).map(|s| s.id.clone()).unwrap_or_default();
                    asked.with.insert(id, value(&declared.payload, *slot, &cell)?);
                }
                self.effects.push(asked);
            }
            FlowAction::Grant(title, until) => {
                let until = self.day_of(*until, state, at)?;
                self.grant(title, until, state)?;
            }
            FlowAction::Extend(title, until) => {
                let until = self.day_of(*until, state, at)?;
                self.extend(title, until)?;
            }
            FlowAction::End(title) => {
                self.inputs.mind.titles.to_mut().remove(title);
                self.changes.titles.insert(title.clone(), None);
            }
        }
        Ok(())
    }

    /// Notes who did the steps that were taken, what is bound now, and what is remembered.
    pub fn settle(&mut self, step: &Step, after: &Configuration) -> Result<(), Refusal> {
        for taken in &step.taken {
            if let Some(name) = self.flow.transitions.get(taken.index()).and_then(|t| t.step.clone()) {
                self.changes.steps.insert(name, self.actor.id.clone());
            }
        }
        for state in &step.left {
            let id = &self.flow.chart.state(*state).id;
            if self.case.bound.contains_key(id) && !after.contains(*state) {
                self.changes.bound.insert(id.clone(), None);
            }
        }
        for state in step.entered.iter().filter(|s| after.contains(**s)) {
            if self.flow.state(*state).is_some_and(|s| s.bound.is_some()) {
                let binding = self.binding(*state)?;
                self.changes.bound.insert(self.flow.chart.state(*state).id.clone(), Some(binding));
            }
        }
        for (history, _) in after.history() {
            let name = |s: StateId| self.flow.chart.state(s).id.clone();
            let states: Vec<String> = after.remembered(*history).map(name).collect();
            if self.case.history.get(&name(*history)) != Some(&states) {
                self.changes.history.insert(name(*history), states);
            }
        }
        Ok(())
    }
}

impl Host for Run<'_> {
    type Error = Refusal;

    fn guard(&mut self, guard: GuardId, at: &Configuration, event: Option<EventId>) -> Result<bool, Refusal> {
        let flow = self.flow;
        let Some(transition) = flow.transitions.get(guard.0 as usize) else { return Ok(true) };
        if !transition.by.is_empty() && event == self.outside && !self.allowed(transition)? {
            return Ok(false);
        }
        transition.when.map_or(Ok(true), |formula| self.condition(transition, formula, at))
    }

    fn act(&mut self, action: ActionId, at: &Configuration, _: Option<EventId>, raise: &mut Queue) -> Result<(), Refusal> {
        let flow = self.flow;
        match flow.actions.get(action.0 as usize) {
            Some((state, action)) => self.done(*state, action, at, raise),
            None => Ok(()),
        }
    }
}

pub(super) fn diagnostic(code: Code, args: Vec<Text>) -> Diagnostic {
    Diagnostic::new(code, crate::diagnostic::Span::default(), args)
}

/// Names with a mark between them.
fn joined(texts: &[Text]) -> Text {
    let zh: Vec<&str> = texts.iter().map(|t| t.zh.as_str()).collect();
    let en: Vec<&str> = texts.iter().map(|t| t.en.as_str()).collect();
    Text::both(zh.join("、"), en.join(", "))
}
