//! The names of one edition on one day: parameters with their values, rules with their types, and how each is lowered.

use std::cell::RefCell;
use std::rc::Rc;

use crate::by_id::ById;
use crate::diagnostic::{Code, Diagnostic, Text, suggestion};
use crate::document::model::{Day, Formula, OpenSlot, Parameter, Rule, Scorecard, Setting, Source};
use crate::document::tree::escape;
use crate::keyed::Keyed;
use crate::lang::check::{check, check_tests};
use crate::lang::node::{Check, Node, NodeKind};
use crate::lang::parse_tests;
use crate::lang::scope::{Constants, Meaning, Scope, Symbol};
use crate::lang::syntax::Place as TextPlace;
use crate::lang::types::Type;
use crate::lang::unit::Unit;
use crate::program::build::{Builder, Operand, kind_of};
use crate::program::cell::Cell;
use crate::program::{Kind, Op, Origin, number_cell};
use crate::time::Date;

use super::checks::reversed;
use super::compile::unknown_source;
use super::facts::{FactTable, unknown_unit};
use super::link::{Linked, Part, Place};
use super::said::{SaidSoFar, Style};

/// Deepest chain of rules that refer to rules.
const MAX_RULE_DEPTH: usize = 64;

/// A parameter and its value on the day.
pub(super) struct ParameterInfo<'a> {
    id: String,
    label: Text,
    /// Whether its value was written in percent.
    percent: bool,
    ty: Type,
    value: Option<Cell>,
    /// Where it is said: of the setting that holds, else of the declaration.
    source: Option<&'a Source>,
}

/// A parameter as a day has it.
#[derive(Clone, Debug)]
pub struct ParameterValue {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// How its value is written.
    pub style: Style,
    /// Its value; none where it has to be set first.
    pub value: Option<Cell>,
    /// Document number and article of the setting that holds, where that names them, else of the declaration.
    pub source: Option<String>,
    is_day: bool,
}

impl ParameterValue {
    /// The day that it is, if it is one.
    pub fn day(&self) -> Option<Date> {
        let days = self.value.as_ref().filter(|_| self.is_day)?.as_number()?.to_i64()?;
        Date::from_unix_days(days)
    }
}

/// What a rule's symbol stands for.
enum Body<'a> {
    Rule(&'a Rule),
    Slot(&'a OpenSlot, Option<(&'a Formula, Place)>),
}

struct RuleInfo<'a> {
    id: String,
    place: Place,
    body: Body<'a>,
}

pub(super) struct CardInfo<'a> {
    pub(super) place: Place,
    pub(super) card: &'a Scorecard,
    pub(super) first_score: u32,
}

#[derive(Clone)]
enum State {
    Fresh,
    Busy,
    Done(Rc<Node>),
}

/// Card, group and item.
pub(super) type ItemKey = (u32, usize, usize);

enum Name {
    Parameter(u32),
    Rule(u32),
    Card(u32),
}

/// An edition's names on one day.
pub(super) struct Module<'a> {
    pub(super) linked: &'a Linked,
    pub(super) facts: &'a FactTable,
    pub(super) edition: String,
    day: Option<Date>,
    parameters: Vec<ParameterInfo<'a>>,
    rules: Vec<RuleInfo<'a>>,
    pub(super) cards: Vec<CardInfo<'a>>,
    /// Card and group of each score; no group is the total.
    pub(super) scores: Vec<(u32, Option<usize>)>,
    names: ById<Name>,
    states: RefCell<Vec<State>>,
    depth: RefCell<usize>,
    operands: RefCell<Keyed<Symbol, Operand>>,
    items: RefCell<Keyed<ItemKey, Operand>>,
    pub(super) said: RefCell<SaidSoFar>,
    pub(super) errors: RefCell<Vec<Diagnostic>>,
}

impl<'a> Module<'a> {
    pub(super) fn new(
        linked: &'a Linked,
        facts: &'a FactTable,
        edition: &str,
        day: Option<Date>,
        call: Option<(&'a ById<Setting>, Place)>,
    ) -> Self {
        let mut module = Module {
            linked,
            facts,
            edition: edition.into(),
            day,
            parameters: Vec::new(),
            rules: Vec::new(),
            cards: Vec::new(),
            scores: Vec::new(),
            names: ById::new(),
            states: RefCell::default(),
            depth: RefCell::default(),
            operands: RefCell::default(),
            items: RefCell::default(),
            said: RefCell::default(),
            errors: RefCell::default(),
        };
        let parts: Vec<&'a Part> = linked.parts(edition).collect();
        let fills: ById<(&'a Formula, Place)> = parts
            .iter()
            .flat_map(|p| p.document.fill.iter().map(|(id, f)| (id.clone(), (f.as_ref(), p.place("fill", id)))))
            .collect();
        for part in &parts {
            module.add_part(part, &fills);
        }
        for part in &parts {
            for (id, setting) in &part.document.set {
                module.set(id, setting, &part.place("set", id), day);
            }
            for id in part.document.fill.keys().filter(|id| !parts.iter().any(|p| p.document.slots.contains_key(id))) {
                let known: Vec<&str> = parts.iter().flat_map(|p| p.document.slots.keys()).map(String::as_str).collect();
                module.unknown_reference(&part.place("fill", id), ("开放位", "open slot"), id, &known);
            }
        }
        if let Some((settings, place)) = call {
            for (id, setting) in settings {
                module.set(id, setting, &place.below(&escape(id)), day);
            }
        }
        module.states = RefCell::new(vec![State::Fresh; module.rules.len()]);
        module
    }

    fn add_part(&mut self, part: &'a Part, fills: &ById<(&'a Formula, Place)>) {
        let document = &part.document;
        for (id, parameter) in &document.parameters {
            let place = part.place("parameters", id);
            let info = self.parameter(id, parameter, &place);
            self.names.insert(id.clone(), Name::Parameter(crate::program::slot(self.parameters.len())));
            self.parameters.push(info);
        }
        for (id, rule) in &document.rules {
            self.add_rule(id, part.place("rules", id), Body::Rule(rule));
        }
        for (id, slot) in &document.slots {
            self.add_rule(id, part.place("slots", id), Body::Slot(slot, fills.get(id).cloned()));
        }
        for (id, card) in &document.scorecards {
            let first_score = crate::program::slot(self.scores.len());
            let index = crate::program::slot(self.cards.len());
            self.scores.push((index, None));
            self.scores.extend((0..card.groups.len()).map(|g| (index, Some(g))));
            self.names.insert(id.clone(), Name::Card(index));
            self.cards.push(CardInfo { place: part.place("scorecards", id), card, first_score });
        }
    }

    fn add_rule(&mut self, id: &str, place: Place, body: Body<'a>) {
        self.names.insert(id.into(), Name::Rule(crate::program::slot(self.rules.len())));
        self.rules.push(RuleInfo { id: id.into(), place, body });
    }

    pub(super) fn error(&self, d: Diagnostic) {
        self.errors.borrow_mut().push(d);
    }

    pub(super) fn report(&self, diagnostics: Vec<Diagnostic>, place: &Place) {
        let mut errors = self.errors.borrow_mut();
        for mut d in diagnostics {
            d.span = d.span.within(&place.document, &place.pointer);
            errors.push(d);
        }
    }

    pub(super) fn unknown_reference(&self, place: &Place, (zh, en): (&str, &str), id: &str, known: &[&str]) {
        let near = suggestion(id, known.iter().copied());
        self.error(Diagnostic::new(Code::UnknownReference, place.span(), [Text::both(zh, en), id.into(), near.into()]));
    }

    /// A formula that names nothing, computed; without its value where that rests on a day that isn't chosen yet.
    fn constant(&self, formula: &Formula, place: &Place) -> Option<(Type, Option<Cell>)> {
        let (expr, errors) = formula.parse();
        if !errors.is_empty() {
            self.report(errors.clone(), place);
            return None;
        }
        let (node, errors) = check(expr, &Constants);
        if !errors.is_empty() {
            self.report(errors, place);
            return None;
        }
        let mut builder = Builder::new(1);
        let mut open = false;
        let operand = builder.lower(&node, &mut |b, s| match (s, self.day) {
            (Symbol::Day, Some(day)) => b.constant(number_cell(day.unix_days())),
            _ => {
                open = true;
                Operand::Fact(0)
            }
        });
        match builder.constant_of(operand) {
            Some(cell) => Some((node.ty, Some(cell.clone()))),
            None if open => Some((node.ty, None)),
            None => {
                self.error(Diagnostic::new(Code::NumberOutOfDomain, place.span(), []));
                None
            }
        }
    }

    /// A source must be one of those declared.
    pub(super) fn cites(&self, source: Option<&Source>, place: &Place) {
        if let Some(source) = source.filter(|s| self.linked.source_document(&s.doc).is_none()) {
            self.error(unknown_source(self.linked, source, place));
        }
    }

    fn parameter(&self, id: &str, parameter: &'a Parameter, place: &Place) -> ParameterInfo<'a> {
        self.cites(parameter.source.as_ref(), &place.below("source"));
        let broken = |ty| ParameterInfo {
            id: id.into(),
            label: parameter.label.clone(),
            percent: parameter.value.as_ref().and_then(|v| v.0.as_str()).is_some_and(|text| text.as_bytes().contains(&b'%')),
            ty,
            value: None,
            source: parameter.source.as_ref(),
        };
        if parameter.value.is_none() && parameter.unit.as_deref() == Some("date") {
            return broken(Type::Date);
        }
        if parameter.value.is_none() && parameter.unit.as_deref() == Some("boolean") {
            return broken(Type::Boolean);
        }
        let declared = parameter.unit.as_ref().map(|u| Unit::from_id(u).ok_or_else(|| self.error(unknown_unit(u, place))));
        match (&parameter.value, declared) {
            (Some(value), _) => match self.constant(value, &place.below("value")) {
                Some((ty, cell)) => {
                    if let (Some(within), Some(cell)) = (&parameter.within, &cell) {
                        self.within(id, (&ty, cell, value), within, &place.below("value"), &place.below("within"));
                    }
                    ParameterInfo { value: cell, ..broken(ty) }
                }
                None => broken(Type::Broken),
            },
            (None, Some(Ok(unit))) => broken(Type::Number(unit)),
            (None, _) => {
                self.error(Diagnostic::new(
                    Code::BadField,
                    place.span(),
                    [Text::both("参数须有 value 或 unit", "a parameter has a value or a unit")],
                ));
                broken(Type::Broken)
            }
        }
    }

    /// Whether a value, written so, passes unary tests; reports where it doesn't.
    fn within(&self, id: &str, value: (&Type, &Cell, &Formula), within: &str, at: &Place, tests_at: &Place) {
        let (ty, cell, written) = value;
        let Some(checks) = self.tests_in(within, ty, tests_at, &Constants) else { return };
        let mut builder = Builder::new(0);
        let subject = builder.constant(cell.clone());
        let holds = builder.lower_checks(subject, &checks, &mut |b, _| b.constant(Cell::Null), (0, 0));
        if builder.constant_of(holds).and_then(Cell::as_boolean) != Some(true) {
            let date = cell.as_number().filter(|_| *ty == Type::Date).and_then(|n| Date::from_unix_days(n.to_i64()?));
            // With its unit, as the limits are written.
            let written = || written.0.as_str().map_or_else(|| shown(cell), ToOwned::to_owned);
            let shown = date.map_or_else(written, |d| d.to_string());
            self.error(Diagnostic::new(Code::ParameterOutsideLimits, at.span(), [id.into(), shown.into(), within.into()]));
        }
    }

    /// Unary tests, typed.
    pub(super) fn tests(&self, text: &str, ty: &Type, place: &Place) -> Option<Vec<Check>> {
        self.tests_in(text, ty, place, self)
    }

    fn tests_in(&self, text: &str, ty: &Type, place: &Place, scope: &dyn Scope) -> Option<Vec<Check>> {
        let (tests, errors) = parse_tests(text);
        let (checks, more) = if errors.is_empty() { check_tests(&tests, ty, scope) } else { (Vec::new(), Vec::new()) };
        let fine = errors.is_empty() && more.is_empty();
        self.report(errors, place);
        self.report(more, place);
        fine.then_some(checks)
    }

    /// The value of a parameter, or its id where it has none.
    pub(super) fn value_of(&self, index: u32) -> Result<Cell, String> {
        let parameter = self.parameters.get(index as usize);
        parameter.and_then(|p| p.value.clone()).ok_or_else(|| parameter.map(|p| p.id.clone()).unwrap_or_default())
    }

    pub(super) fn set(&mut self, id: &str, setting: &'a Setting, place: &Place, day: Option<Date>) {
        let declared =
            self.linked.parts(&self.edition).find_map(|p| Some((p.document.parameters.get(id)?, p.place("parameters", id))));
        let Some((parameter, declared_at)) = declared else {
            let known: Vec<&str> = self.parameters.iter().map(|p| p.id.as_str()).collect();
            self.unknown_reference(place, ("参数", "parameter"), id, &known);
            return;
        };
        // A parameter without value is there to be set; one with a value only within stated limits.
        if parameter.within.is_none() && parameter.value.is_some() {
            self.error(Diagnostic::new(Code::ParameterFixed, place.span(), [id.into()]));
            return;
        }
        let Some(index) = self.parameters.iter().position(|p| p.id == id) else { return };
        let ty = self.parameters.get(index).map_or(Type::Broken, |p| p.ty.clone());
        // What names no source of its own stands where the parameter is declared.
        let sources = setting.periods().iter().map(|p| p.source.as_ref()).chain([None]);
        let periods: Vec<(&Formula, Option<Date>, Option<Date>, Place)> = match setting {
            Setting::Always(f) => vec![(f, None, None, place.clone())],
            Setting::Periods(periods) => periods
                .iter()
                .enumerate()
                .map(|(i, p)| {
                    let at = place.below(&i.to_string());
                    let from = p.from.as_ref().and_then(|d| self.day(d, &at.below("from")));
                    let until = p.until.as_ref().and_then(|d| self.day(d, &at.below("until")));
                    self.cites(p.source.as_ref(), &at.below("source"));
                    if let Some(error) = reversed(p.from.as_ref(), p.until.as_ref(), &at) {
                        self.error(error);
                    }
                    (&p.value, from, until, at.below("value"))
                })
                .collect(),
        };
        let starts = |d: Option<Date>| d.unwrap_or(FIRST_DAY);
        for (i, (_, from, until, at)) in periods.iter().enumerate() {
            let overlaps = periods
                .iter()
                .take(i)
                .any(|(_, f, u, _)| u.is_none_or(|u| starts(*from) <= u) && until.is_none_or(|until| starts(*f) <= until));
            if overlaps {
                self.error(Diagnostic::new(Code::ParameterSetTwice, at.span(), [id.into()]));
            }
        }
        for ((formula, from, until, at), source) in periods.into_iter().zip(sources) {
            let Some((found, cell)) = self.constant(formula, &at) else { continue };
            if found != ty && ty != Type::Broken {
                let error = match (&ty, &found) {
                    (Type::Date, _) => {
                        let wanted = Text::both("日期，写成 date(\"2026-04-30\")", "a date, as in date(\"2026-04-30\")");
                        (Code::TypeMismatch, [wanted, found.shown()])
                    }
                    (Type::Number(wanted), Type::Number(unit)) => (Code::UnitMismatch, [wanted.named(), unit.named()]),
                    _ => (Code::TypeMismatch, [ty.shown(), found.shown()]),
                };
                self.error(Diagnostic::new(error.0, at.span(), error.1));
                continue;
            }
            if let (Some(within), Some(cell)) = (&parameter.within, &cell) {
                self.within(id, (&ty, cell, formula), within, &at, &declared_at.below("within"));
            }
            let holds = day.is_none_or(|d| from.is_none_or(|f| f <= d) && until.is_none_or(|u| d <= u));
            if holds && let Some(p) = self.parameters.get_mut(index) {
                p.value = cell;
                p.source = source.or(p.source);
            }
        }
    }

    pub(super) fn day(&self, day: &Day, place: &Place) -> Option<Date> {
        let parsed = day.0.parse().ok();
        if parsed.is_none() {
            self.error(Diagnostic::new(Code::BadDate, place.span(), [day.0.as_str().into()]));
        }
        parsed
    }

    /// Reads and types a formula.
    pub(super) fn formula(&self, formula: &Formula, place: &Place) -> Node {
        let (expr, errors) = formula.parse();
        if !errors.is_empty() {
            self.report(errors.clone(), place);
            return broken();
        }
        let (node, errors) = check(expr, self);
        if !errors.is_empty() {
            self.report(errors, place);
            return broken();
        }
        node
    }

    /// A formula whose type must be as given.
    pub(super) fn formula_of(&self, formula: &Formula, ty: &Type, place: &Place) -> Node {
        let node = self.formula(formula, place);
        if node.ty != *ty && node.ty != Type::Broken {
            self.error(Diagnostic::new(Code::TypeMismatch, place.span(), [ty.shown(), node.ty.shown()]));
            return broken();
        }
        node
    }

    /// What people are told of a rule: where it stands, its id, name and source.
    pub(super) fn rule_for_people(&self, index: u32) -> (Place, &str, Text, Option<&Source>) {
        let Some(rule) = self.rules.get(index as usize) else { return (Place::default(), "", Text::default(), None) };
        let (label, source) = match &rule.body {
            Body::Rule(r) => (r.label.clone(), r.source.as_ref()),
            Body::Slot(s, _) => (s.label.clone(), Some(&s.source)),
        };
        (rule.place.clone(), &rule.id, label, source)
    }

    pub(super) fn is_percentage(&self, parameter: u32) -> bool {
        self.parameters.get(parameter as usize).is_some_and(|p| p.percent)
    }

    /// The parameters with their values; what a call sets is not among them.
    pub(super) fn parameter_values(&self) -> Vec<ParameterValue> {
        let of = |p: &ParameterInfo| ParameterValue {
            id: p.id.clone(),
            label: p.label.clone(),
            style: match &p.ty {
                Type::Number(unit) if *unit != Unit::PURE => Style::Measured(*unit),
                Type::Number(_) if p.percent => Style::Percent,
                Type::Number(_) => Style::Plain,
                _ => Style::Other,
            },
            is_day: p.ty == Type::Date,
            value: p.value.clone(),
            source: p.source.map(|s| self.linked.citation(s)),
        };
        self.parameters.iter().map(of).collect()
    }

    pub(super) fn parameter_ids(&self) -> Vec<&str> {
        self.parameters.iter().map(|p| p.id.as_str()).collect()
    }

    pub(super) fn parameter_label(&self, index: u32) -> Text {
        self.parameters.get(index as usize).map(|p| p.label.clone()).unwrap_or_default()
    }

    pub(super) fn rule_node(&self, index: u32) -> Rc<Node> {
        let state = self.states.borrow().get(index as usize).cloned();
        let Some(rule) = self.rules.get(index as usize) else { return Rc::new(broken()) };
        match state {
            Some(State::Done(node)) => return node,
            Some(State::Fresh) if *self.depth.borrow() < MAX_RULE_DEPTH => {}
            _ => {
                self.error(Diagnostic::new(Code::RuleCycle, rule.place.span(), [rule.id.as_str().into()]));
                return Rc::new(broken());
            }
        }
        self.set_state(index, State::Busy);
        *self.depth.borrow_mut() += 1;
        let node = Rc::new(match &rule.body {
            Body::Rule(r) => self.rule_body(r, &rule.place),
            Body::Slot(slot, fill) => self.slot_body(&rule.id, slot, fill.as_ref(), &rule.place),
        });
        *self.depth.borrow_mut() -= 1;
        self.set_state(index, State::Done(node.clone()));
        node
    }

    fn set_state(&self, index: u32, state: State) {
        if let Some(s) = self.states.borrow_mut().get_mut(index as usize) {
            *s = state;
        }
    }

    fn rule_body(&self, rule: &Rule, place: &Place) -> Node {
        match (&rule.value, &rule.by) {
            (Some(value), None) if rule.cases.is_empty() => {
                let node = self.formula(value, &place.below("value"));
                if matches!(node.ty, Type::List(..) | Type::Null) {
                    self.error(Diagnostic::new(
                        Code::TypeMismatch,
                        place.below("value").span(),
                        [Text::both("一个值", "one value"), node.ty.shown()],
                    ));
                    return broken();
                }
                node
            }
            (None, Some(by)) => self.cases(by, &rule.cases, place),
            _ => {
                let what = Text::both("规则须有 value，或者 match 和 cases", "a rule has a value, or match and cases");
                self.error(Diagnostic::new(Code::BadField, place.span(), [what]));
                broken()
            }
        }
    }

    /// `match` an enum fact with a case for each value, as nested choices.
    fn cases(&self, by: &str, cases: &ById<Formula>, place: &Place) -> Node {
        let Some(Meaning::One { symbol, ty: Type::Choice(choices), .. }) = self.facts.meaning(by) else {
            let known: Vec<&str> = self.facts.slots().iter().filter(|s| !s.choices.is_empty()).map(|s| s.id.as_str()).collect();
            self.unknown_reference(&place.below("match"), ("枚举事实", "enum fact"), by, &known);
            return broken();
        };
        let at = |id: &str| place.below("cases").below(&escape(id));
        for id in cases.keys().filter(|id| !choices.contains(id)) {
            let known: Vec<&str> = choices.iter().map(String::as_str).collect();
            self.unknown_reference(&at(id), ("可选值", "value"), id, &known);
        }
        let mut out: Option<Node> = None;
        for (index, choice) in choices.iter().enumerate().rev() {
            let Some(formula) = cases.get(choice) else {
                self.error(Diagnostic::new(Code::CasesMissing, place.below("cases").span(), [by.into(), choice.as_str().into()]));
                continue;
            };
            let node = match &out {
                None => self.formula(formula, &at(choice)),
                Some(other) => self.formula_of(formula, &other.ty, &at(choice)),
            };
            out = Some(match out {
                None => node,
                Some(other) => {
                    let subject =
                        Node { kind: NodeKind::Symbol(symbol), ty: Type::Choice(choices.clone()), place: TextPlace::default() };
                    let is = NodeKind::Tested(Box::new(subject), vec![Check::OneOf(1 << index)]);
                    let condition = Node { kind: is, ty: Type::Boolean, place: TextPlace::default() };
                    let ty = if node.ty == Type::Broken { Type::Broken } else { other.ty.clone() };
                    Node {
                        kind: NodeKind::If(Box::new(condition), Box::new(node), Box::new(other)),
                        ty,
                        place: TextPlace::default(),
                    }
                }
            });
        }
        out.unwrap_or_else(broken)
    }

    /// What fills an open slot, or stands in for it; every value that it can have must pass the limits.
    fn slot_body(&self, id: &str, slot: &OpenSlot, fill: Option<&(&Formula, Place)>, place: &Place) -> Node {
        let Some(unit) = Unit::from_id(&slot.unit) else {
            self.error(unknown_unit(&slot.unit, place));
            return broken();
        };
        let stand_in_at = place.below("stand_in");
        let (formula, at) = fill.map_or((&slot.stand_in, &stand_in_at), |(f, at)| (*f, at));
        let node = self.formula(formula, at);
        // Points may be written as pure numbers.
        let fits = matches!(node.ty, Type::Number(u) if u == unit || unit == Unit::POINT && u.is_pure());
        if !fits {
            if node.ty != Type::Broken {
                self.error(Diagnostic::new(Code::TypeMismatch, at.span(), [Type::Number(unit).shown(), node.ty.shown()]));
            }
            return broken();
        }
        let node = Node { ty: Type::Number(unit), ..node };
        if let Some(checks) = self.tests(&slot.within, &node.ty, &place.below("within")) {
            let mut builder = Builder::new(crate::program::slot(self.facts.slots().len()));
            let value = self.lower_apart(&mut builder, &node);
            let holds = builder.lower_checks(value, &checks, &mut |b, _| b.constant(Cell::Null), (0, 0));
            let facts = self.facts.unknown();
            if builder.possible(holds, &facts) != Cell::Boolean(true) {
                let can = shown(&builder.possible(value, &facts));
                self.error(Diagnostic::new(
                    Code::SlotOutsideLimits,
                    at.span(),
                    [id.into(), can.into(), slot.within.as_str().into()],
                ));
            }
        }
        node
    }

    /// Lowers a node into a builder of its own, apart from the operands of the program.
    pub(super) fn lower_apart(&self, builder: &mut Builder, node: &Node) -> Operand {
        let kept = self.operands.take();
        let operand = builder.lower(node, &mut |b, s| self.operand(b, s));
        self.operands.replace(kept);
        operand
    }

    /// Lowers a node; the instructions come from that place.
    pub(super) fn lower(&self, builder: &mut Builder, node: &Node, place: &Place, owner: &str) -> Operand {
        let origin =
            Origin { document: place.document.clone(), pointer: place.pointer.clone(), owner: owner.into(), ..Origin::default() };
        let before = builder.enter(origin);
        let operand = builder.lower(node, &mut |b, s| self.operand(b, s));
        builder.enter(before);
        operand
    }

    /// The operand of a symbol, lowered the first time it is read.
    pub(super) fn operand(&self, builder: &mut Builder, symbol: Symbol) -> Operand {
        if let Some(known) = self.operands.borrow().get(&symbol) {
            return *known;
        }
        let operand = match symbol {
            Symbol::Fact(i) => Operand::Fact(i),
            Symbol::Parameter(i) => self.parameter_operand(builder, i),
            Symbol::Rule(i) => {
                let node = self.rule_node(i);
                match self.rules.get(i as usize) {
                    Some(rule) => {
                        let path = match &rule.body {
                            Body::Rule(r) if r.value.is_some() => "value",
                            Body::Rule(_) => "cases",
                            Body::Slot(..) => "stand_in",
                        };
                        self.lower(builder, &node, &rule.place.below(path), &rule.id)
                    }
                    None => builder.constant(Cell::Null),
                }
            }
            Symbol::Score(i) => self.score(builder, i),
            // What a case knows comes after the facts.
            Symbol::Case(i) => Operand::Fact(crate::program::slot(self.facts.slots().len()) + i),
            // Flat rules read neither.
            Symbol::Input(_) | Symbol::Day => builder.constant(Cell::Null),
        };
        self.operands.borrow_mut().insert(symbol, operand);
        operand
    }

    fn parameter_operand(&self, builder: &mut Builder, index: u32) -> Operand {
        let Some(parameter) = self.parameters.get(index as usize) else { return builder.constant(Cell::Null) };
        match &parameter.value {
            Some(cell) => builder.constant(cell.clone()),
            None => {
                let before = builder.enter(Origin { owner: parameter.id.clone(), ..Origin::default() });
                let none = builder.constant(Cell::Null);
                let operand = builder.emit1(Op::Unset, none, kind_of(&parameter.ty));
                builder.enter(before);
                operand
            }
        }
    }

    /// Notes where the points of an item are.
    pub(super) fn note_item(&self, key: ItemKey, operand: Operand) {
        self.items.borrow_mut().insert(key, operand);
    }

    /// The points of an item of a card that was lowered.
    pub(super) fn item_operand(&self, builder: &mut Builder, key: ItemKey) -> Operand {
        self.items.borrow().get(&key).copied().unwrap_or_else(|| builder.number(crate::number::Number::ZERO))
    }

    /// The operand of a card's total or of one of its groups.
    pub(super) fn score_operand(&self, builder: &mut Builder, index: u32) -> Operand {
        self.operand(builder, Symbol::Score(index))
    }

    /// Types every rule, so that one that nothing reads is checked, too.
    pub(super) fn check_rules(&self) {
        for (i, rule) in self.rules.iter().enumerate() {
            let source = match &rule.body {
                Body::Rule(rule) => rule.source.as_ref(),
                Body::Slot(slot, _) => Some(&slot.source),
            };
            self.cites(source, &rule.place.below("source"));
            self.rule_node(crate::program::slot(i));
        }
    }

    pub(super) fn card_index(&self, id: &str) -> Option<u32> {
        match self.names.get(id)? {
            Name::Card(i) => Some(*i),
            _ => None,
        }
    }

    /// The scorecard of that id.
    pub(super) fn card(&self, id: &str) -> Option<(u32, &CardInfo<'a>)> {
        match self.names.get(id)? {
            Name::Card(i) => self.cards.get(*i as usize).map(|c| (c.first_score, c)),
            _ => None,
        }
    }

    /// The operand of a rule by name.
    pub(super) fn rule_operand(&self, builder: &mut Builder, id: &str) -> Option<(Operand, Kind)> {
        match self.names.get(id)? {
            Name::Rule(i) => {
                let kind = kind_of(&self.rule_node(*i).ty);
                Some((self.operand(builder, Symbol::Rule(*i)), kind))
            }
            _ => None,
        }
    }

    pub(super) fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|r| r.id.as_str())
    }
}

const FIRST_DAY: Date = Date::MIN;

pub(super) fn broken() -> Node {
    Node { kind: NodeKind::Broken, ty: Type::Broken, place: TextPlace::default() }
}

/// A cell for messages: a number, or the interval that it can be in.
pub(super) fn shown(cell: &Cell) -> String {
    let end = |n: &Option<crate::number::Number>, none: &str| n.as_ref().map_or(none.to_owned(), ToString::to_string);
    match cell {
        Cell::Number(n) => n.to_string(),
        Cell::Boolean(b) => b.to_string(),
        Cell::Unknown(_) => {
            let i = cell.interval();
            format!("[{}..{}]", end(&i.lo, "-∞"), end(&i.hi, "+∞"))
        }
        _ => "?".into(),
    }
}

impl Scope for Module<'_> {
    fn find(&self, name: &str) -> Option<Meaning> {
        if let Some(meaning) = self.facts.meaning(name) {
            return Some(meaning);
        }
        match self.names.get(name)? {
            Name::Parameter(i) => {
                let p = self.parameters.get(*i as usize)?;
                Some(Meaning::One { symbol: Symbol::Parameter(*i), ty: p.ty.clone(), optional: false })
            }
            Name::Rule(i) => Some(Meaning::One { symbol: Symbol::Rule(*i), ty: self.rule_node(*i).ty.clone(), optional: false }),
            Name::Card(i) => {
                let card = self.cards.get(*i as usize)?;
                let groups = card.card.groups.keys().cloned();
                let parts = std::iter::once("total".to_owned()).chain(groups);
                let score = |n| Symbol::Score(card.first_score + crate::program::slot(n));
                let parts = parts.enumerate().map(|(n, id)| (id, score(n), Type::Number(Unit::POINT)));
                Some(Meaning::Parts(parts.collect()))
            }
        }
    }

    fn names(&self) -> Vec<String> {
        self.facts.names().chain(self.names.keys().map(String::as_str)).map(str::to_owned).collect()
    }
}
