//! Expressions as people read them: names resolved to labels, and each part with the place of its value in the program.
//!
//! The program forgets how a rule was written, the documents don't know where its values lie; explanations need both. No
//! words are chosen here, that is the room `phrase`.

use std::sync::Arc;

use crate::diagnostic::Text;
use crate::document::model::{FactType, Figure, Formula, Item, Source};
use crate::document::tree::escape;
use crate::keyed::Keyed;
use crate::lang::functions::FunctionId;
use crate::lang::node::{Check, Node, NodeKind};
use crate::lang::scope::{Meaning, Scope as _, Symbol};
use crate::lang::syntax::{BinaryOp, Place as TextPlace};
use crate::lang::types::Type;
use crate::lang::unit::Unit;
use crate::number::Number;
use crate::program::Origin;
use crate::program::build::{Builder, Operand};

use super::link::Place;
use super::module::Module;

/// Where a rule comes from, for people.
#[derive(Clone, Debug)]
pub struct Citation {
    /// Document number and article.
    pub text: String,
    /// Whether the wording must still be held against the official text.
    pub needs_check: bool,
}

/// How a number is written for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A pure number as it is.
    Plain,
    /// A pure number as a percentage.
    Percent,
    /// A quantity.
    Measured(Unit),
    /// No number.
    Other,
}

/// An expression and where its value is.
#[derive(Clone, Debug)]
pub struct Said {
    /// What it says.
    pub kind: SaidKind,
    /// Where its value lies; [`crate::program::Program::slot_of`] tells the slot.
    pub at: Operand,
    /// How its value is written.
    pub style: Style,
}

/// What an expression says.
#[derive(Clone, Debug)]
pub enum SaidKind {
    /// A slot of the firm's facts.
    Fact(u32),
    /// A parameter, by its name for people; its value is a constant.
    Parameter(Text),
    /// A named rule.
    Rule(Arc<SaidRule>),
    /// The total of a scorecard or of one of its groups.
    Score {
        /// The score sheet.
        card: Arc<SaidCard>,
        /// Index of the group; none for the total.
        group: Option<usize>,
    },
    /// A value that is written there.
    Literal,
    /// Minus the part.
    Negate(Box<Said>),
    /// One of `+ - * / **`.
    Arithmetic(BinaryOp, Box<Said>, Box<Said>),
    /// A built-in function.
    Call(FunctionId, Vec<Said>),
    /// A subject held against tests, any of which must hold.
    Tested(Box<Said>, Vec<SaidTest>),
    /// All must hold.
    And(Vec<Said>),
    /// One must hold.
    Or(Vec<Said>),
    /// The opposite.
    Not(Box<Said>),
    /// Where the first holds the second, else the third.
    If(Box<Said>, Box<Said>, Box<Said>),
}

/// A named rule.
#[derive(Clone, Debug)]
pub struct SaidRule {
    /// Its name for people.
    pub label: Text,
    /// Where it comes from.
    pub source: Option<Citation>,
    /// How it is computed.
    pub body: Said,
}

/// A test of a subject.
#[derive(Clone, Debug)]
pub enum SaidTest {
    /// Holds for anything.
    Any,
    /// Holds where none of them does.
    Not(Vec<SaidTest>),
    /// A comparison.
    Compare(BinaryOp, Said),
    /// Between two ends, each of which may belong to it.
    Range {
        /// Lower end.
        low: Said,
        /// Upper end.
        high: Said,
        /// Whether the lower end belongs to it.
        low_closed: bool,
        /// Whether the upper end belongs to it.
        high_closed: bool,
    },
    /// One of these values of an enum, by their ids.
    OneOf(Vec<String>),
    /// The subject is known to be empty.
    IsNull,
}

/// A sentence of the document's own, in which `{name}` stands for a parameter's value.
#[derive(Clone, Debug)]
pub struct SaidTemplate {
    /// The sentence.
    pub text: Text,
    /// The parameters that it names.
    pub parameters: Vec<(String, Said)>,
}

/// A score sheet for people.
#[derive(Clone, Debug)]
pub struct SaidCard {
    /// Its name.
    pub label: Text,
    /// Most points.
    pub max: Number,
    /// Its total.
    pub at: Operand,
    /// Its groups.
    pub groups: Vec<SaidGroup>,
}

/// A group of a score sheet.
#[derive(Clone, Debug)]
pub struct SaidGroup {
    /// Its name.
    pub label: Text,
    /// Most points.
    pub max: Number,
    /// Its points.
    pub at: Operand,
    /// Its items.
    pub items: Vec<SaidItem>,
}

/// An item of a score sheet.
#[derive(Clone, Debug)]
pub struct SaidItem {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// Where it comes from.
    pub source: Option<Citation>,
    /// What gives points, in the document's own words.
    pub sentence: Option<SaidTemplate>,
    /// Most points.
    pub max: Number,
    /// Its points.
    pub at: Operand,
    /// The ways to its points, the best of which counts.
    pub ways: Vec<SaidWay>,
}

/// A way to the points of an item.
#[derive(Clone, Debug)]
pub struct SaidWay {
    /// What is held against the bands, or gives the points itself.
    pub value: Said,
    /// Tests and points; empty where the value is the points.
    pub bands: Vec<(Vec<SaidTest>, Number)>,
}

/// The names in curly brackets.
pub(crate) fn placeholders(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// What was made for people so far.
#[derive(Default)]
pub(super) struct SaidSoFar {
    rules: Keyed<u32, Arc<SaidRule>>,
    cards: Keyed<u32, Arc<SaidCard>>,
}

impl Module<'_> {
    /// A typed expression for people. Its parts were lowered before, or are lowered now as the parts of it that they are.
    pub(super) fn said(&self, builder: &mut Builder, node: &Node, place: &Place, owner: &str) -> Said {
        let origin =
            Origin { document: place.document.clone(), pointer: place.pointer.clone(), owner: owner.into(), ..Origin::default() };
        let before = builder.enter(origin);
        let out = self.part(builder, node);
        builder.enter(before);
        out
    }

    fn part(&self, builder: &mut Builder, node: &Node) -> Said {
        let at = builder.lower(node, &mut |b, s| self.operand(b, s));
        let mut part = |n: &Node| Box::new(self.part(builder, n));
        let kind = match &node.kind {
            NodeKind::Symbol(symbol) => self.named(builder, *symbol),
            NodeKind::Negate(a) => SaidKind::Negate(part(a)),
            NodeKind::Arithmetic { op, left, right, .. } => SaidKind::Arithmetic(*op, part(left), part(right)),
            NodeKind::Call(FunctionId::Not, arguments) => match arguments.as_slice() {
                [a] => SaidKind::Not(part(a)),
                _ => SaidKind::Literal,
            },
            NodeKind::Call(function, arguments) => {
                SaidKind::Call(*function, arguments.iter().map(|a| self.part(builder, a)).collect())
            }
            NodeKind::Tested(subject, checks) => {
                let said = part(subject);
                SaidKind::Tested(said, self.said_tests(builder, checks, &subject.ty))
            }
            NodeKind::And(..) | NodeKind::Or(..) => {
                let all = matches!(node.kind, NodeKind::And(..));
                let mut parts = Vec::new();
                self.joined(builder, node, all, &mut parts);
                if all { SaidKind::And(parts) } else { SaidKind::Or(parts) }
            }
            NodeKind::Not(a) => SaidKind::Not(part(a)),
            NodeKind::If(condition, yes, no) => SaidKind::If(part(condition), part(yes), part(no)),
            NodeKind::Number(_)
            | NodeKind::Boolean(_)
            | NodeKind::Text(_)
            | NodeKind::Null
            | NodeKind::List(_)
            // Records and days are read by `from` alone, which no criterion is.
            | NodeKind::Moved { .. }
            | NodeKind::Record(_)
            | NodeKind::Each(_)
            | NodeKind::Broken => SaidKind::Literal,
        };
        let style = self.style(node, &kind);
        Said { kind, at, style }
    }

    /// The parts of a conjunction or disjunction, however it is bracketed.
    fn joined(&self, builder: &mut Builder, node: &Node, all: bool, out: &mut Vec<Said>) {
        match &node.kind {
            NodeKind::And(a, b) if all => {
                self.joined(builder, a, all, out);
                self.joined(builder, b, all, out);
            }
            NodeKind::Or(a, b) if !all => {
                self.joined(builder, a, all, out);
                self.joined(builder, b, all, out);
            }
            _ => out.push(self.part(builder, node)),
        }
    }

    /// Tests of a subject of that type; values of an enum are one set.
    fn said_tests(&self, builder: &mut Builder, checks: &[Check], subject: &Type) -> Vec<SaidTest> {
        let set = checks.iter().fold(0, |s, c| if let Check::OneOf(bits) = c { s | bits } else { s });
        let chosen = (set != 0).then_some(Check::OneOf(set));
        let others = checks.iter().filter(|c| !matches!(c, Check::OneOf(_)));
        chosen.iter().chain(others).map(|c| self.test(builder, c, subject)).collect()
    }

    fn test(&self, builder: &mut Builder, check: &Check, subject: &Type) -> SaidTest {
        match check {
            Check::Any => SaidTest::Any,
            Check::Not(inner) => SaidTest::Not(self.said_tests(builder, inner, subject)),
            Check::Compare(op, value) => SaidTest::Compare(*op, self.part(builder, value)),
            Check::Range { low, high, low_closed, high_closed } => SaidTest::Range {
                low: self.part(builder, low),
                high: self.part(builder, high),
                low_closed: *low_closed,
                high_closed: *high_closed,
            },
            Check::OneOf(set) => {
                let choices: &[String] = if let Type::Choice(choices) = subject { choices } else { &[] };
                let chosen = choices.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1);
                SaidTest::OneOf(chosen.map(|(_, id)| id.clone()).collect())
            }
            Check::IsNull => SaidTest::IsNull,
        }
    }

    fn named(&self, builder: &mut Builder, symbol: Symbol) -> SaidKind {
        match symbol {
            Symbol::Fact(i) => SaidKind::Fact(i),
            Symbol::Parameter(i) => SaidKind::Parameter(self.parameter_label(i)),
            Symbol::Rule(i) => SaidKind::Rule(self.said_rule(builder, i)),
            Symbol::Score(i) => match self.scores.get(i as usize) {
                Some((card, group)) => SaidKind::Score { card: self.said_card(builder, *card), group: *group },
                None => SaidKind::Literal,
            },
            Symbol::Input(_) | Symbol::Day | Symbol::Case(_) => SaidKind::Literal,
        }
    }

    /// How a value is written: a pure number is a percentage where it is a share of something, or was written as one.
    fn style(&self, node: &Node, kind: &SaidKind) -> Style {
        match &node.ty {
            Type::Number(unit) if unit.is_pure() => {}
            Type::Number(unit) => return Style::Measured(*unit),
            _ => return Style::Other,
        }
        let percent = match kind {
            SaidKind::Fact(i) => self.facts.get(*i).is_some_and(|slot| slot.ty == FactType::Decimal),
            SaidKind::Parameter(_) => matches!(node.kind, NodeKind::Symbol(Symbol::Parameter(i)) if self.is_percentage(i)),
            SaidKind::Rule(rule) => rule.body.style == Style::Percent,
            SaidKind::Negate(a) => a.style == Style::Percent,
            SaidKind::Arithmetic(BinaryOp::Div, a, _) => matches!(a.style, Style::Measured(_)),
            SaidKind::Call(FunctionId::Min | FunctionId::Max | FunctionId::Mean | FunctionId::Sum, parts) => {
                parts.iter().any(|p| p.style == Style::Percent)
            }
            SaidKind::Arithmetic(BinaryOp::Add | BinaryOp::Sub, a, b) | SaidKind::If(_, a, b) => {
                a.style == Style::Percent || b.style == Style::Percent
            }
            _ => false,
        };
        if percent { Style::Percent } else { Style::Plain }
    }

    fn said_rule(&self, builder: &mut Builder, index: u32) -> Arc<SaidRule> {
        if let Some(done) = self.said.borrow().rules.get(&index) {
            return done.clone();
        }
        let node = self.rule_node(index);
        let (place, id, label, source) = self.rule_for_people(index);
        let body = self.said(builder, &node, &place, id);
        let rule = Arc::new(SaidRule { label, source: source.map(|s| self.citation(s)), body });
        self.said.borrow_mut().rules.insert(index, rule.clone());
        rule
    }

    /// A sentence of the document's own; one that names no parameter is an error.
    pub(super) fn template(&self, builder: &mut Builder, text: &Text, place: &Place) -> SaidTemplate {
        let mut parameters: Vec<(String, Said)> = Vec::new();
        for (language, sentence) in [("zh", &text.zh), ("en", &text.en)] {
            for name in placeholders(sentence) {
                let Some(Meaning::One { symbol: symbol @ Symbol::Parameter(_), ty, .. }) = self.find(name) else {
                    let at = place.below("sentence").below(language);
                    self.unknown_reference(&at, ("参数", "parameter"), name, &self.parameter_ids());
                    continue;
                };
                if !parameters.iter().any(|(known, _)| known == name) {
                    let node = Node { kind: NodeKind::Symbol(symbol), ty, place: TextPlace::default() };
                    parameters.push((name.to_owned(), self.part(builder, &node)));
                }
            }
        }
        SaidTemplate { text: text.clone(), parameters }
    }

    pub(super) fn citation(&self, source: &Source) -> Citation {
        Citation { text: self.linked.citation(source), needs_check: source.needs_check() }
    }

    /// A score sheet, whose points are lowered first.
    pub(super) fn said_card(&self, builder: &mut Builder, index: u32) -> Arc<SaidCard> {
        if let Some(done) = self.said.borrow().cards.get(&index) {
            return done.clone();
        }
        let card = Arc::new(self.card_for_people(builder, index));
        self.said.borrow_mut().cards.insert(index, card.clone());
        card
    }

    fn card_for_people(&self, builder: &mut Builder, index: u32) -> SaidCard {
        let Some(info) = self.cards.get(index as usize) else {
            let at = builder.number(Number::ZERO);
            return SaidCard { label: Text::default(), max: Number::ZERO, at, groups: Vec::new() };
        };
        let at = self.score_operand(builder, info.first_score);
        let groups = info.card.groups.iter().enumerate().map(|(g, (group_id, group))| {
            let at = self.score_operand(builder, info.first_score + 1 + crate::program::slot(g));
            let place = info.place.below("groups").below(&escape(group_id)).below("items");
            let items = group.items.iter().enumerate().map(|(i, (id, item))| SaidItem {
                id: id.clone(),
                label: item.label.clone(),
                source: item.source.as_ref().map(|s| self.citation(s)),
                sentence: item.sentence.as_ref().map(|t| self.template(builder, t, &place.below(&escape(id)))),
                max: Number::parse(&item.max.0).unwrap_or(Number::ZERO),
                at: self.item_operand(builder, (index, g, i)),
                ways: self.ways(builder, id, item, &place.below(&escape(id))),
            });
            SaidGroup {
                label: group.label.clone(),
                max: Number::parse(&group.max.0).unwrap_or(Number::ZERO),
                at,
                items: items.collect(),
            }
        });
        let groups = groups.collect();
        SaidCard { label: info.card.label.clone(), max: Number::parse(&info.card.max.0).unwrap_or(Number::ZERO), at, groups }
    }

    fn ways(&self, builder: &mut Builder, id: &str, item: &Item, place: &Place) -> Vec<SaidWay> {
        let mut way = |value: &Formula, bands: &[(String, Figure)], value_at: &Place, bands_at: &Place| {
            let node = self.formula(value, value_at);
            let read = bands.iter().enumerate().map(|(i, (tests, points))| {
                let checks = self.tests(tests, &node.ty, &bands_at.below(&i.to_string()).below("0")).unwrap_or_default();
                let tests = self.said_tests(builder, &checks, &node.ty);
                (tests, Number::parse(&points.0).unwrap_or(Number::ZERO))
            });
            let bands = read.collect();
            SaidWay { value: self.said(builder, &node, value_at, id), bands }
        };
        let mut out = Vec::new();
        if let Some(value) = &item.value {
            out.push(way(value, &item.bands, &place.below("value"), &place.below("bands")));
        }
        if let Some(points) = &item.points {
            out.push(way(points, &[], &place.below("points"), place));
        }
        for (i, banded) in item.best_of.iter().enumerate() {
            let at = place.below("best_of").below(&i.to_string());
            out.push(way(&banded.value, &banded.bands, &at.below("value"), &at.below("bands")));
        }
        out
    }
}
