//! Scorecards: items to points, points to groups and totals, with the sums that a score sheet must keep.

use std::cmp::Ordering;

use crate::diagnostic::{Code, Diagnostic, Text};
use crate::document::model::{Boundary, Figure, Formula, Item};
use crate::document::tree::escape;
use crate::lang::node::{Check, Node, NodeKind};
use crate::lang::types::Type;
use crate::lang::unit::Unit;
use crate::number::Number;
use crate::program::build::{Builder, Operand};
use crate::program::interval::Interval;
use crate::program::step::{Gap, Step};
use crate::program::{Kind, Op, Origin};

use super::link::Place;
use super::module::Module;

const POINTS: Kind = Kind::Number(Unit::POINT);

/// Bands of one value: typed tests and points.
struct Band {
    checks: Vec<Check>,
    points: Number,
}

impl Module<'_> {
    /// Lowers a card's total or one of its groups.
    pub(super) fn score(&self, builder: &mut Builder, index: u32) -> Operand {
        let Some((card_index, group)) = self.scores.get(index as usize).copied() else { return builder.number(Number::ZERO) };
        let Some(info) = self.cards.get(card_index as usize) else { return builder.number(Number::ZERO) };
        let parts: Vec<Operand> = match group {
            None => (1..=info.card.groups.len()).map(|n| self.score_operand(builder, index + crate::program::slot(n))).collect(),
            Some(g) => {
                let Some((group_id, group)) = info.card.groups.get_index(g) else { return builder.number(Number::ZERO) };
                let place = info.place.below("groups").below(&escape(group_id)).below("items");
                group
                    .items
                    .iter()
                    .enumerate()
                    .map(|(i, (id, item))| {
                        let points = self.item(builder, id, item, info.card.boundary, &place.below(&escape(id)));
                        self.note_item((card_index, g, i), points);
                        points
                    })
                    .collect()
            }
        };
        let sum = parts.into_iter().reduce(|a, b| builder.emit2(Op::Add, a, b, POINTS));
        sum.unwrap_or_else(|| builder.number(Number::ZERO))
    }

    fn figure(&self, figure: &Figure, place: &Place) -> Number {
        Number::parse(&figure.0).unwrap_or_else(|_| {
            self.error(Diagnostic::new(Code::NumberSyntax, place.span(), [figure.0.as_str().into()]));
            Number::ZERO
        })
    }

    /// Holds the maxima of a card and its groups against the sums of their parts.
    pub(super) fn check_sums(&self) {
        for info in &self.cards {
            let mut total = Number::ZERO;
            for (id, group) in &info.card.groups {
                let place = info.place.below("groups").below(&escape(id));
                let items = place.below("items");
                let parts: Vec<Number> =
                    group.items.iter().map(|(i, item)| self.figure(&item.max, &items.below(&escape(i)).below("max"))).collect();
                let max = self.check_sum(id, &group.max, &parts, &place.below("max"));
                total = total.add(&max).unwrap_or(Number::ZERO);
            }
            self.check_sum("total", &info.card.max, &[total], &info.place.below("max"));
        }
    }

    fn check_sum(&self, id: &str, max: &Figure, parts: &[Number], place: &Place) -> Number {
        let max = self.figure(max, place);
        let sum = parts.iter().try_fold(Number::ZERO, |a, b| a.add(b)).unwrap_or(Number::ZERO);
        if sum != max {
            self.error(Diagnostic::new(
                Code::MaxMismatch,
                place.span(),
                [id.into(), max.to_string().into(), sum.to_string().into()],
            ));
        }
        max
    }

    fn item(&self, builder: &mut Builder, id: &str, item: &Item, boundary: Boundary, place: &Place) -> Operand {
        let max = self.figure(&item.max, &place.below("max"));
        self.cites(item.source.as_ref(), &place.below("source"));
        let ways = usize::from(item.value.is_some()) + usize::from(item.points.is_some()) + usize::from(!item.best_of.is_empty());
        if ways != 1 || item.value.is_some() == item.bands.is_empty() {
            let what = Text::both(
                "评分项须有 value 和 bands，或 points，或 best_of，只取其一",
                "an item has value and bands, or points, or best_of",
            );
            self.error(Diagnostic::new(Code::BadField, place.span(), [what]));
            return builder.number(Number::ZERO);
        }
        let origin =
            Origin { document: place.document.clone(), pointer: place.pointer.clone(), owner: id.into(), ..Origin::default() };
        let before = builder.enter(origin);
        let (points, range) = if let Some(value) = &item.value {
            self.banded(builder, id, value, &item.bands, boundary, place)
        } else if let Some(points) = &item.points {
            self.computed(builder, id, points, &max, &place.below("points"))
        } else {
            let alternatives = item.best_of.iter().enumerate().map(|(i, way)| {
                self.banded(builder, id, &way.value, &way.bands, boundary, &place.below("best_of").below(&i.to_string()))
            });
            let alternatives: Vec<(Operand, Interval)> = alternatives.collect();
            let best = alternatives.into_iter().reduce(|(a, ra), (b, rb)| (builder.emit2(Op::Max, a, b, POINTS), ra.max(&rb)));
            best.unwrap_or_else(|| (builder.number(Number::ZERO), Interval::point(Number::ZERO)))
        };
        builder.enter(before);
        self.check_range(id, item, &max, &range, place);
        points
    }

    fn check_range(&self, id: &str, item: &Item, max: &Number, range: &Interval, place: &Place) {
        let most = range.hi.clone().unwrap_or_else(|| max.clone());
        let wrong = match most.compare(max) {
            Ok(Ordering::Greater) => true,
            // What an expression can reach is known only roughly; bands are known exactly.
            Ok(Ordering::Less) => item.points.is_none(),
            _ => false,
        };
        if wrong {
            self.error(Diagnostic::new(
                Code::PointsOverMax,
                place.below("max").span(),
                [id.into(), most.to_string().into(), max.to_string().into()],
            ));
        }
    }

    /// Points that an expression gives: a pure number, or points already.
    fn computed(&self, builder: &mut Builder, id: &str, formula: &Formula, max: &Number, place: &Place) -> (Operand, Interval) {
        let node = self.formula(formula, place);
        if !matches!(node.ty, Type::Number(u) if u.is_pure() || u == Unit::POINT) {
            if node.ty != Type::Broken {
                self.error(Diagnostic::new(
                    Code::TypeMismatch,
                    place.span(),
                    [Type::Number(Unit::POINT).shown(), node.ty.shown()],
                ));
            }
            return (builder.number(Number::ZERO), Interval::new(Some(Number::ZERO), Some(max.clone())));
        }
        let mut apart = Builder::new(crate::program::slot(self.facts.slots().len()));
        let value = self.lower_apart(&mut apart, &node);
        let can = apart.possible(value, &self.facts.unknown()).interval();
        let range = Interval::new(can.lo.or(Some(Number::ZERO)), can.hi.or_else(|| Some(max.clone())));
        let operand = self.lower(builder, &node, place, id);
        (settled(builder, operand, &range), range)
    }

    fn banded(
        &self,
        builder: &mut Builder,
        id: &str,
        value: &Formula,
        bands: &[(String, Figure)],
        boundary: Boundary,
        place: &Place,
    ) -> (Operand, Interval) {
        let value_at = place.below("value");
        let node = self.formula(value, &value_at);
        let zero = Interval::point(Number::ZERO);
        let mut read = Vec::with_capacity(bands.len());
        for (i, (tests, points)) in bands.iter().enumerate() {
            let at = place.below("bands").below(&i.to_string());
            let Some(checks) = self.tests(tests, &node.ty, &at.below("0")) else { continue };
            read.push(Band { checks, points: self.figure(points, &at.below("1")) });
        }
        if node.ty == Type::Broken || read.len() < bands.len() {
            return (builder.number(Number::ZERO), zero);
        }
        let range = read.iter().map(|b| Interval::point(b.points.clone())).reduce(|a, b| a.hull(&b)).unwrap_or(zero);
        let operand = self.lower(builder, &node, &value_at, id);
        let points = match &node.ty {
            Type::Number(_) => self.step(builder, operand, &read, boundary, place),
            Type::Choice(choices) => self.chosen(builder, operand, &read, choices, place),
            _ => {
                self.error(Diagnostic::new(
                    Code::TypeMismatch,
                    value_at.span(),
                    [Text::both("数或枚举", "a number or an enum"), node.ty.shown()],
                ));
                builder.number(Number::ZERO)
            }
        };
        (settled(builder, points, &range), range)
    }

    /// Bands of a number become a step table.
    fn step(&self, builder: &mut Builder, value: Operand, bands: &[Band], boundary: Boundary, place: &Place) -> Operand {
        let mut limits = Vec::new();
        let mut named = false;
        for band in bands {
            for check in &band.checks {
                named |= !edges(check, &mut limits);
            }
        }
        if named {
            let what = Text::both("档次的界限须是写明的数", "the limits of bands are literal numbers");
            self.error(Diagnostic::new(Code::BadField, place.below("bands").span(), [what]));
            return builder.number(Number::ZERO);
        }
        let points = |x: &Number| {
            let mut fitting = bands.iter().filter(|b| b.checks.iter().any(|c| holds(c, x))).map(|b| b.points.clone());
            match boundary {
                Boundary::First => fitting.next(),
                Boundary::Higher => fitting.reduce(|a, b| a.max_of(&b).unwrap_or(a)),
            }
        };
        match Step::new(limits, points) {
            Ok(step) => builder.emit_step(step, value, POINTS),
            Err(gap) => {
                self.error(Diagnostic::new(Code::BandGap, place.below("bands").span(), [gap_text(&gap).into()]));
                builder.number(Number::ZERO)
            }
        }
    }

    /// Bands of an enum become a chain of choices.
    fn chosen(&self, builder: &mut Builder, value: Operand, bands: &[Band], choices: &[String], place: &Place) -> Operand {
        let all = if choices.len() >= 64 { u64::MAX } else { (1 << choices.len()) - 1 };
        let mut left = all;
        let mut chain: Vec<(u64, Number)> = Vec::new();
        for band in bands {
            let set = band.checks.iter().fold(0, |s, c| s | set_of(c, all)) & left;
            left &= !set;
            if set != 0 {
                chain.push((set, band.points.clone()));
            }
        }
        let Some((_, last)) = chain.pop().filter(|_| left == 0) else {
            let open = choices.iter().enumerate().filter(|(i, _)| left >> i & 1 == 1).map(|(_, c)| c.as_str());
            let open = open.collect::<Vec<_>>().join(", ");
            self.error(Diagnostic::new(Code::BandGap, place.below("bands").span(), [open.into()]));
            return builder.number(Number::ZERO);
        };
        let last = builder.number(last);
        chain.into_iter().rev().fold(last, |other, (set, points)| {
            let is = builder.emit1(Op::OneOf(set), value, Kind::Boolean);
            let points = builder.number(points);
            builder.emit_if(is, points, other, POINTS)
        })
    }
}

/// Points count from the least to the most where the value can't be computed.
fn settled(builder: &mut Builder, operand: Operand, range: &Interval) -> Operand {
    let least = builder.number(range.lo.clone().unwrap_or(Number::ZERO));
    let most = builder.number(range.hi.clone().unwrap_or(Number::ZERO));
    builder.emit(Op::Points, [operand, least, most], POINTS, 0, 0)
}

/// Collects the numbers at which a test changes; false where one isn't known when the document loads.
fn edges(check: &Check, out: &mut Vec<Number>) -> bool {
    let mut add = |n: &Node| literal(n).map(|x| out.push(x)).is_some();
    match check {
        Check::Any | Check::OneOf(_) | Check::IsNull => true,
        Check::Compare(_, n) => add(n),
        Check::Range { low, high, .. } => add(low) && add(high),
        Check::Not(inner) => inner.iter().all(|c| edges(c, out)),
    }
}

fn literal(n: &Node) -> Option<Number> {
    match &n.kind {
        NodeKind::Number(x) => Some(x.clone()),
        NodeKind::Negate(inner) => literal(inner).map(|x| x.neg()),
        _ => None,
    }
}

/// Whether a test of literal numbers holds for a number.
fn holds(check: &Check, x: &Number) -> bool {
    use crate::lang::syntax::BinaryOp as B;
    let order = |n: &Node| literal(n).and_then(|n| x.compare(&n).ok());
    match check {
        Check::Any => true,
        Check::Not(inner) => !inner.iter().any(|c| holds(c, x)),
        Check::Compare(op, n) => order(n).is_some_and(|o| match op {
            B::Lt => o.is_lt(),
            B::Le => o.is_le(),
            B::Gt => o.is_gt(),
            B::Ge => o.is_ge(),
            B::Ne => o.is_ne(),
            _ => o.is_eq(),
        }),
        Check::Range { low, high, low_closed, high_closed } => {
            let above = order(low).is_some_and(|o| o.is_gt() || *low_closed && o.is_eq());
            let below = order(high).is_some_and(|o| o.is_lt() || *high_closed && o.is_eq());
            above && below
        }
        Check::OneOf(_) | Check::IsNull => false,
    }
}

fn set_of(check: &Check, all: u64) -> u64 {
    match check {
        Check::Any => all,
        Check::OneOf(set) => *set,
        Check::Not(inner) => all & !inner.iter().fold(0, |s, c| s | set_of(c, all)),
        _ => 0,
    }
}

fn gap_text(gap: &Gap) -> String {
    let end = |n: &Option<Number>, none: &str| n.as_ref().map_or(none.to_owned(), ToString::to_string);
    if gap.low.is_some() && gap.low == gap.high {
        return end(&gap.low, "");
    }
    format!("({}..{})", end(&gap.low, "-∞"), end(&gap.high, "+∞"))
}
