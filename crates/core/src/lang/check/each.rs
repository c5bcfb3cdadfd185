//! Types of what goes through records, and of dates.
//!
//! Every list of records is brought into one form, [`Each`]: combinations of records of some kinds, a condition, an item.
//! A filter adds to the condition, `for` joins forms and names another item; a function or a quantifier makes a
//! [`Fold`] of it. So nothing of a list is ever built when a firm is assessed.

use std::sync::Arc;

use crate::diagnostic::{Code, Text, suggestion};
use crate::number::Number;
use crate::time::Date;

use super::super::functions::{Function, FunctionId};
use super::super::node::{Each, Fold, Input, Node, NodeKind};
use super::super::scope::Symbol;
use super::super::syntax::{BinaryOp, EachKind, Expr, Place};
use super::super::types::{RecordType, Type};
use super::super::unit::Unit;
use super::{Checker, node};

/// A name for one of the records that are being gone through.
pub(super) struct Binding {
    name: String,
    record: usize,
    kind: Arc<RecordType>,
    /// Inside a filter the record's fields are names, too.
    open: bool,
}

/// The name of a filter's record.
const ITEM: &str = "item";

fn boxed(kind: NodeKind, ty: Type, place: Place) -> Box<Node> {
    Box::new(node(kind, ty, place))
}

/// Both conditions, where there are two.
fn both(a: Option<Node>, b: Option<Node>) -> Option<Node> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let place = a.place;
            Some(node(NodeKind::And(Box::new(a), Box::new(b)), Type::Boolean, place))
        }
        (a, b) => a.or(b),
    }
}

impl Checker<'_> {
    /// Says, where rules read flat facts, that records and dates are read elsewhere.
    pub(super) fn refuse_flat(&mut self, what: &str, place: Place) -> bool {
        let flat = !self.scope.layered();
        if flat {
            let en = "records and dates are read only by `from` of a fact; rules read the fact.";
            self.unsupported(what, place, "记录和日期只在事项的 from 里读；规则读由此算出的事项。", en);
        }
        flat
    }

    pub(super) fn unsupported(&mut self, what: &str, place: Place, zh: &str, en: &str) -> Node {
        self.error(Code::UnsupportedFeature, place, [what.into(), Text::both(zh, en)]);
        Self::broken(place)
    }

    fn no_records(&mut self, found: &Node) {
        if found.ty != Type::Broken {
            self.error(Code::TypeMismatch, found.place, [Text::both("记录的列表", "a list of records"), found.ty.shown()]);
        }
    }

    /// What a name stands for among the records that are being gone through, the innermost first.
    pub(super) fn bound(&mut self, name: &str, place: Place) -> Option<Node> {
        let binding = self.bindings.iter().rev().find(|b| b.name == name || b.open && b.kind.has(name))?;
        let record = node(NodeKind::Record(binding.record), Type::Record(binding.kind.clone()), place);
        // A field called like the record itself hides it.
        Some(if binding.open && binding.kind.has(name) { self.field_of(record, name, name, place) } else { record })
    }

    /// Adds every name for records that are being gone through, and for fields of theirs.
    pub(super) fn bound_names(&self, out: &mut Vec<String>) {
        for binding in &self.bindings {
            out.push(binding.name.clone());
            if binding.open {
                out.extend(binding.kind.fields.iter().map(|(id, _)| id.clone()));
            }
        }
    }

    /// All records of a kind.
    pub(super) fn all_records(&mut self, kind: Arc<RecordType>, place: Place) -> Node {
        if self.refuse_flat(&kind.id, place) {
            return Self::broken(place);
        }
        let item = node(NodeKind::Record(self.records), Type::Record(kind.clone()), place);
        let each = Each { base: self.records, kinds: vec![kind.index], condition: None, item };
        node(NodeKind::Each(Box::new(each)), Type::Many(Box::new(Type::Record(kind))), place)
    }

    /// A field of a record, or of each record of a list; `named` is what a message calls it.
    pub(super) fn field_of(&mut self, of: Node, named: &str, field: &str, place: Place) -> Node {
        match (of.kind, of.ty) {
            (NodeKind::Record(record), Type::Record(kind)) => {
                let Some(index) = kind.fields.iter().position(|(id, _)| id == field) else {
                    let near = suggestion(field, kind.fields.iter().map(|(id, _)| id.as_str()));
                    self.error(Code::NotAMember, place, [kind.id.as_str().into(), field.into(), near.into()]);
                    return Self::broken(place);
                };
                let ty = kind.fields.get(index).map_or(Type::Broken, |(_, ty)| ty.clone());
                self.input(Input::Field { record, field: crate::program::slot(index) }, ty, place)
            }
            (NodeKind::Each(mut each), Type::Many(item)) if matches!(*item, Type::Record(_)) => {
                let record = std::mem::replace(&mut each.item, Self::broken(place));
                each.item = self.field_of(record, named, field, place);
                let ty = each.item.ty.clone();
                node(NodeKind::Each(each), Type::Many(Box::new(ty)), place)
            }
            (_, Type::Broken) => Self::broken(place),
            (_, ty) => {
                let named = if named.is_empty() { ty.shown() } else { named.into() };
                self.error(Code::NotAMember, place, [named, field.into(), "".into()]);
                Self::broken(place)
            }
        }
    }

    fn input(&mut self, input: Input, ty: Type, place: Place) -> Node {
        let index = crate::program::slot(self.inputs.len());
        self.inputs.push(input);
        node(NodeKind::Symbol(Symbol::Input(index)), ty, place)
    }

    /// `list[condition]`
    pub(super) fn filter(&mut self, each: Each, ty: Type, condition: &Expr, place: Place) -> Node {
        let Some(binding) = self.binding(ITEM, &each, true) else { return Self::broken(place) };
        let (records, bindings) = (self.records, self.bindings.len());
        self.records = each.base + each.kinds.len();
        self.bindings.push(binding);
        let condition = self.expr(condition);
        self.boolean(&condition);
        self.records = records;
        self.bindings.truncate(bindings);
        let condition = both(each.condition, Some(condition));
        node(NodeKind::Each(Box::new(Each { condition, ..each })), ty, place)
    }

    /// A name for the item of a list, which must be a record.
    fn binding(&mut self, name: &str, each: &Each, open: bool) -> Option<Binding> {
        if let (NodeKind::Record(record), Type::Record(kind)) = (&each.item.kind, &each.item.ty) {
            return Some(Binding { name: name.into(), record: *record, kind: kind.clone(), open });
        }
        if each.item.ty != Type::Broken {
            self.error(
                Code::TypeMismatch,
                each.item.place,
                [Text::both("记录的列表", "a list of records"), each.item.ty.shown()],
            );
        }
        None
    }

    /// `for`, `some`, `every`
    pub(super) fn each(&mut self, kind: EachKind, lists: &[(String, Expr)], body: &Expr, place: Place) -> Node {
        if self.refuse_flat(kind.words().0, place) {
            return Self::broken(place);
        }
        let (base, bindings) = (self.records, self.bindings.len());
        let (mut kinds, mut condition, mut whole) = (Vec::new(), None, true);
        for (name, list) in lists {
            let list = self.expr(list);
            let NodeKind::Each(each) = list.kind else {
                self.no_records(&list);
                whole = false;
                continue;
            };
            match self.binding(name, &each, false) {
                Some(binding) => self.bindings.push(binding),
                None => whole = false,
            }
            self.records = each.base + each.kinds.len();
            kinds.extend(each.kinds);
            condition = both(condition, each.condition);
        }
        // With a name missing everything that reads it would err again.
        let item = if whole { self.expr(body) } else { Self::broken(place) };
        self.records = base;
        self.bindings.truncate(bindings);
        match kind {
            _ if item.ty == Type::Broken => Self::broken(place),
            EachKind::For => self.list_of(Each { base, kinds, condition, item }, place),
            EachKind::Some | EachKind::Every => {
                self.boolean(&item);
                let join = if kind == EachKind::Some { BinaryOp::Or } else { BinaryOp::And };
                self.fold(Each { base, kinds, condition, item }, join, place)
            }
        }
    }

    fn list_of(&mut self, each: Each, place: Place) -> Node {
        let ty = each.item.ty.clone();
        if matches!(ty, Type::Many(_) | Type::List(..)) {
            return self.unsupported(
                "for … return [ ]",
                place,
                "一层 for 里可以写几个列表。",
                "one `for` may name several lists.",
            );
        }
        node(NodeKind::Each(Box::new(each)), Type::Many(Box::new(ty)), place)
    }

    /// A function of a list of records.
    pub(super) fn gathered(&mut self, function: &Function, list: Node, place: Place) -> Node {
        let NodeKind::Each(mut each) = list.kind else { return Self::broken(place) };
        let join = match function.id {
            FunctionId::Count => {
                each.item = node(NodeKind::Number(Number::from_i64(1)), Type::PURE, each.item.place);
                BinaryOp::Add
            }
            FunctionId::Sum => {
                self.number(&each.item);
                BinaryOp::Add
            }
            FunctionId::All => BinaryOp::And,
            FunctionId::Any => BinaryOp::Or,
            _ => {
                let zh = "对记录的列表可用 count、sum、all、any、some、every。";
                let en = "of lists of records there are count, sum, all, any, some and every.";
                return self.unsupported(&format!("{}([ ])", function.name), place, zh, en);
            }
        };
        if join != BinaryOp::Add {
            self.boolean(&each.item);
        }
        self.fold(*each, join, place)
    }

    fn fold(&mut self, each: Each, join: BinaryOp, place: Place) -> Node {
        let Each { base, kinds, condition, item } = each;
        let ty = item.ty.clone();
        let neutral = match join {
            BinaryOp::Add => NodeKind::Number(Number::ZERO),
            _ => NodeKind::Boolean(join == BinaryOp::And),
        };
        let each = match condition {
            None => item,
            Some(condition) => {
                let neutral = boxed(neutral, ty.clone(), place);
                node(NodeKind::If(Box::new(condition), Box::new(item), neutral), ty.clone(), place)
            }
        };
        self.input(Input::Fold(Fold { base, kinds, join, each }), ty, place)
    }

    /// `date("2024-01-31")` and `assessment day()`
    pub(super) fn day(&mut self, function: &Function, arguments: &[Node], place: Place) -> Node {
        if self.refuse_flat(function.name, place) {
            return Self::broken(place);
        }
        match (function.id, arguments) {
            (FunctionId::AssessmentDay, []) => node(NodeKind::Symbol(Symbol::Day), Type::Date, place),
            (FunctionId::Date, [Node { kind: NodeKind::Text(text), .. }]) => match text.parse::<Date>() {
                Ok(date) => node(NodeKind::Number(Number::from_i64(date.unix_days())), Type::Date, place),
                Err(()) => {
                    self.error(Code::BadDate, place, [text.chars().take(40).collect::<String>().into()]);
                    Self::broken(place)
                }
            },
            _ => {
                self.error(Code::WrongArguments, place, [function.name.into(), function.shape.shown()]);
                Self::broken(place)
            }
        }
    }

    /// `date + 3年`, `date - 90天`, `date - date`
    pub(super) fn date_arithmetic(&mut self, op: BinaryOp, date: Node, by: Node, place: Place) -> Node {
        let (date, by) = (Box::new(date), Box::new(by));
        let years = match by.ty {
            Type::Date if op == BinaryOp::Sub => {
                let kind = NodeKind::Arithmetic { op, left: date, right: by, measured: false };
                return node(kind, Type::Number(Unit::DAY), place);
            }
            Type::Number(Unit::YEAR) => true,
            Type::Number(Unit::DAY) => false,
            Type::Broken => return Self::broken(place),
            _ => {
                let wanted = Text::both("年、月或天", "years, months or days");
                self.error(Code::TypeMismatch, by.place, [wanted, by.ty.shown()]);
                return Self::broken(place);
            }
        };
        let ty = by.ty.clone();
        let at = by.place;
        let by = if op == BinaryOp::Sub { boxed(NodeKind::Negate(by), ty, at) } else { by };
        node(NodeKind::Moved { date, by, years }, Type::Date, place)
    }
}

impl RecordType {
    fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(id, _)| id == field)
    }
}
