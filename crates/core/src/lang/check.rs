//! The type checker: gives every part of an expression a type and a unit, and reports what does not fit.

use crate::diagnostic::{Code, Diagnostic, Span, Text, suggestion};
use crate::number::Number;

mod each;

use super::functions::{self, Function, FunctionId, Shape};
use super::node::{Check, Input, Node, NodeKind};
use super::scope::{Meaning, Scope, Symbol};
use super::syntax::{BinaryOp, Expr, ExprKind, Literal, Place, Test};
use super::types::Type;
use super::unit::Unit;

/// Types an expression. The node is whole even where errors are returned.
pub fn check(expr: &Expr, scope: &dyn Scope) -> (Node, Vec<Diagnostic>) {
    let (node, _, errors) = check_records(expr, scope);
    (node, errors)
}

/// Types an expression that may go through records; gives what it reads of them, by the numbers of its
/// [`super::scope::Symbol::Input`]s, too.
pub fn check_records(expr: &Expr, scope: &dyn Scope) -> (Node, Vec<Input>, Vec<Diagnostic>) {
    let mut checker = Checker::new(scope);
    let node = checker.expr(expr);
    let mut errors = checker.errors;
    errors.sort_by_key(|d| d.span.offset);
    (node, checker.inputs, errors)
}

/// Types unary tests against a subject of a known type; gives the tests, to be held against any node of that type.
pub fn check_tests(tests: &[Test], subject: &Type, scope: &dyn Scope) -> (Vec<Check>, Vec<Diagnostic>) {
    let mut checker = Checker::new(scope);
    let checks = tests.iter().map(|t| checker.test(t, subject)).collect();
    (checks, checker.errors)
}

struct Checker<'a> {
    scope: &'a dyn Scope,
    errors: Vec<Diagnostic>,
    /// How many records are being gone through.
    records: usize,
    /// The names that stand for them, the innermost last.
    bindings: Vec<each::Binding>,
    inputs: Vec<Input>,
}

fn node(kind: NodeKind, ty: Type, place: Place) -> Node {
    Node { kind, ty, place }
}

/// Zero is zero in every unit: `net_profit >= 0` needs no 元.
fn is_plain_zero(n: &Node) -> bool {
    matches!(&n.kind, NodeKind::Number(z) if n.ty == Type::PURE && *z == Number::ZERO)
}

impl<'a> Checker<'a> {
    fn new(scope: &'a dyn Scope) -> Self {
        Checker { scope, errors: Vec::new(), records: 0, bindings: Vec::new(), inputs: Vec::new() }
    }

    fn error(&mut self, code: Code, place: Place, args: impl Into<Vec<Text>>) {
        self.errors.push(Diagnostic::new(code, Span::text(place.start, place.end - place.start), args));
    }

    fn broken(place: Place) -> Node {
        node(NodeKind::Broken, Type::Broken, place)
    }

    fn expr(&mut self, e: &Expr) -> Node {
        let place = e.place;
        match &e.kind {
            ExprKind::Error => Self::broken(place),
            ExprKind::Null => node(NodeKind::Null, Type::Null, place),
            ExprKind::Boolean(b) => node(NodeKind::Boolean(*b), Type::Boolean, place),
            ExprKind::Text(t) => node(NodeKind::Text(t.clone()), Type::Text, place),
            ExprKind::Number(literal) => self.literal(literal, place),
            ExprKind::Name(name) => self.name(name, place),
            ExprKind::Member(base, member) => self.member(base, member, place),
            ExprKind::Index(base, index) => self.index(base, index, place),
            ExprKind::Call(name, arguments) => self.call(name, arguments, place),
            ExprKind::Negate(operand) => {
                let operand = self.expr(operand);
                let ty = self.number(&operand);
                node(NodeKind::Negate(Box::new(operand)), ty, place)
            }
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, place),
            ExprKind::Between(value, low, high) => {
                let value = self.expr(value);
                let (low, high) = (self.expr(low), self.expr(high));
                let range = self.range(&value.ty, low, high, true, true);
                node(NodeKind::Tested(Box::new(value), vec![range]), Type::Boolean, place)
            }
            ExprKind::In(value, tests) => {
                let value = self.expr(value);
                let checks = tests.iter().map(|t| self.test(t, &value.ty)).collect();
                node(NodeKind::Tested(Box::new(value), checks), Type::Boolean, place)
            }
            ExprKind::If(condition, yes, no) => self.conditional(condition, yes, no, place),
            ExprKind::Each(kind, lists, body) => self.each(*kind, lists, body, place),
            ExprKind::List(items) => {
                let items: Vec<Node> = items.iter().map(|i| self.expr(i)).collect();
                let ty = self.common(&items);
                let ty = Type::List(Box::new(ty), items.len());
                node(NodeKind::List(items), ty, place)
            }
        }
    }

    fn literal(&mut self, literal: &Literal, place: Place) -> Node {
        let Some(suffix) = literal.suffix else {
            return node(NodeKind::Number(literal.number.clone()), Type::PURE, place);
        };
        let (n, d) = suffix.factor;
        let value = literal.number.mul(&Number::from_i64(n)).and_then(|v| v.div(&Number::from_i64(d)));
        if let Ok(value) = value {
            node(NodeKind::Number(value), Type::Number(suffix.unit), place)
        } else {
            self.error(Code::NumberOverflow, place, []);
            Self::broken(place)
        }
    }

    fn lookup(&mut self, name: &str, place: Place) -> Option<Meaning> {
        let found = self.scope.find(name);
        if found.is_none() {
            let mut names = self.scope.names();
            self.bound_names(&mut names);
            let near = suggestion(name, names.iter().map(String::as_str));
            self.error(Code::UnknownName, place, [name.into(), near.into()]);
        }
        found
    }

    fn name(&mut self, name: &str, place: Place) -> Node {
        if let Some(bound) = self.bound(name, place) {
            return bound;
        }
        match self.lookup(name, place) {
            None => Self::broken(place),
            Some(Meaning::Records(kind)) => self.all_records(kind, place),
            Some(Meaning::One { ty: Type::Date, .. }) if self.refuse_flat(name, place) => Self::broken(place),
            Some(Meaning::One { symbol, ty, .. }) => node(NodeKind::Symbol(symbol), ty, place),
            Some(Meaning::Yearly { symbols, ty }) => {
                let items: Vec<Node> = symbols.iter().map(|s| node(NodeKind::Symbol(*s), ty.clone(), place)).collect();
                let n = items.len();
                node(NodeKind::List(items), Type::List(Box::new(ty), n), place)
            }
            Some(Meaning::Parts(parts)) => {
                let known: Vec<String> = parts.iter().map(|(part, ..)| format!("`{name}.{part}`")).collect();
                self.error(Code::Expected, place, [known.join(" / ").into(), format!("`{name}`").into()]);
                Self::broken(place)
            }
        }
    }

    fn member(&mut self, base: &Expr, member: &str, place: Place) -> Node {
        if let ExprKind::Name(name) = &base.kind
            && let Some(Meaning::Parts(parts)) = self.scope.find(name)
        {
            return match parts.iter().find(|(n, ..)| n == member) {
                Some((_, symbol, ty)) => node(NodeKind::Symbol(*symbol), ty.clone(), place),
                None => {
                    let near = suggestion(member, parts.iter().map(|(n, ..)| n.as_str()));
                    self.error(Code::NotAMember, place, [name.as_str().into(), member.into(), near.into()]);
                    Self::broken(place)
                }
            };
        }
        let inner = self.expr(base);
        let named = if let ExprKind::Name(name) = &base.kind { name } else { "" };
        self.field_of(inner, named, member, place)
    }

    fn index(&mut self, base: &Expr, index: &Expr, place: Place) -> Node {
        let base = self.expr(base);
        if let NodeKind::Each(each) = base.kind {
            return self.filter(*each, base.ty, index, place);
        }
        let Node { kind: NodeKind::List(mut items), .. } = base else {
            if base.ty != Type::Broken {
                self.error(Code::TypeMismatch, base.place, [Text::both("列表", "a list"), base.ty.shown()]);
            }
            return Self::broken(place);
        };
        let (negative, number) = match &index.kind {
            ExprKind::Number(literal) if literal.suffix.is_none() => (false, literal.number.to_i64()),
            ExprKind::Negate(inner) => match &inner.kind {
                ExprKind::Number(literal) if literal.suffix.is_none() => (true, literal.number.to_i64()),
                _ => (false, None),
            },
            _ => (false, None),
        };
        let Some(n) = number else {
            self.error(Code::IndexNotConstant, index.place, []);
            return Self::broken(place);
        };
        // FEEL counts from 1, and from the end with negative numbers.
        let position = usize::try_from(n).ok().filter(|n| *n >= 1 && *n <= items.len());
        let Some(position) = position else {
            let shown = if negative { format!("-{n}") } else { n.to_string() };
            self.error(Code::IndexOutside, index.place, [shown.into(), items.len().to_string().into()]);
            return Self::broken(place);
        };
        let at = if negative { items.len() - position } else { position - 1 };
        Node { place, ..items.swap_remove(at) }
    }

    /// The type of a node that must be a number; reports where it is none.
    fn number(&mut self, n: &Node) -> Type {
        match &n.ty {
            Type::Number(_) | Type::Broken => n.ty.clone(),
            _ if is_yearly(n) => {
                self.error(Code::NotAYear, n.place, []);
                Type::Broken
            }
            _ => {
                self.error(Code::TypeMismatch, n.place, [Text::both("数", "number"), n.ty.shown()]);
                Type::Broken
            }
        }
    }

    fn boolean(&mut self, n: &Node) {
        if !matches!(n.ty, Type::Boolean | Type::Broken) {
            self.error(Code::TypeMismatch, n.place, [Text::both("是否", "boolean"), n.ty.shown()]);
        }
    }

    /// The unit that two numbers share; reports where they differ.
    fn same_unit(&mut self, left: &Node, right: &Node) -> Type {
        match (&left.ty, &right.ty) {
            (Type::Number(a), Type::Number(b)) if a == b => left.ty.clone(),
            (Type::Number(_), Type::Number(_)) if is_plain_zero(right) => left.ty.clone(),
            (Type::Number(_), Type::Number(_)) if is_plain_zero(left) => right.ty.clone(),
            (Type::Number(a), Type::Number(b)) => {
                let at = Place { start: left.place.start, end: right.place.end.max(left.place.end) };
                self.error(Code::UnitMismatch, at, [a.named(), b.named()]);
                Type::Broken
            }
            _ => Type::Broken,
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, place: Place) -> Node {
        let (left, right) = (self.expr(left), self.expr(right));
        if let Some(whole) = [&left, &right].into_iter().find(|n| is_yearly(n)) {
            self.error(Code::NotAYear, whole.place, []);
            return Self::broken(place);
        }
        if op.is_comparison() {
            return self.comparison(op, left, right, place);
        }
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            self.boolean(&left);
            self.boolean(&right);
            let (left, right) = (Box::new(left), Box::new(right));
            let kind = if op == BinaryOp::And { NodeKind::And(left, right) } else { NodeKind::Or(left, right) };
            return node(kind, Type::Boolean, place);
        }
        if left.ty == Type::Date && matches!(op, BinaryOp::Add | BinaryOp::Sub) {
            return self.date_arithmetic(op, left, right, place);
        }
        let (a, b) = (self.number(&left), self.number(&right));
        let (Type::Number(a), Type::Number(b)) = (a, b) else { return Self::broken(place) };
        let ty = match op {
            BinaryOp::Add | BinaryOp::Sub => self.same_unit(&left, &right),
            BinaryOp::Mul => self.product(a.times(b), place),
            BinaryOp::Div => self.product(a.per(b), place),
            _ => self.power(a, &right, place),
        };
        let measured = op == BinaryOp::Div && !b.is_pure();
        node(NodeKind::Arithmetic { op, left: Box::new(left), right: Box::new(right), measured }, ty, place)
    }

    fn product(&mut self, unit: Option<Unit>, place: Place) -> Type {
        unit.map_or_else(
            || {
                self.error(Code::NumberOverflow, place, []);
                Type::Broken
            },
            Type::Number,
        )
    }

    /// A quantity with a unit takes only a literal integer power: its unit must be known when the document loads.
    fn power(&mut self, base: Unit, exponent: &Node, place: Place) -> Type {
        if exponent.ty != Type::PURE {
            self.error(Code::TypeMismatch, exponent.place, [Text::both("纯数", "a pure number"), exponent.ty.shown()]);
            return Type::Broken;
        }
        if base.is_pure() {
            return Type::PURE;
        }
        let n = match &exponent.kind {
            NodeKind::Number(n) => n.to_i64(),
            _ => None,
        };
        let unit = n.and_then(|n| base.power(n));
        if unit.is_none() {
            self.error(Code::TypeMismatch, exponent.place, [Text::both("写明的整数", "a literal integer"), exponent.ty.shown()]);
        }
        unit.map_or(Type::Broken, |u| self.product(Some(u), place))
    }

    fn comparison(&mut self, op: BinaryOp, left: Node, right: Node, place: Place) -> Node {
        // `"A" = field` is `field = "A"`; `null = x` is `x = null`.
        let swap = matches!(right.ty, Type::Choice(_))
            || left.ty == Type::Null
            || is_plain_zero(&left) && matches!(right.ty, Type::Number(_));
        let (subject, value, op) = if swap { (right, left, mirrored(op)) } else { (left, right, op) };
        let check = self.compare(op, value, &subject.ty);
        node(NodeKind::Tested(Box::new(subject), vec![check]), Type::Boolean, place)
    }

    fn compare(&mut self, op: BinaryOp, value: Node, subject: &Type) -> Check {
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        match (subject, &value.ty) {
            (Type::Broken, _) | (_, Type::Broken) => Check::Any,
            // A list is never null, whatever is in it.
            (Type::Record(_) | Type::Many(_), Type::Null) => {
                self.error(Code::NotComparable, value.place, [subject.shown(), value.ty.shown()]);
                Check::Any
            }
            (Type::List(..), Type::Null) if equality => negate_if(op == BinaryOp::Eq, Check::Any),
            (_, Type::Null) if equality => negate_if(op == BinaryOp::Ne, Check::IsNull),
            (Type::Number(a), Type::Number(b)) => {
                if a != b && !is_plain_zero(&value) {
                    self.error(Code::UnitMismatch, value.place, [a.named(), b.named()]);
                }
                Check::Compare(op, value)
            }
            (Type::Text, Type::Text) | (Type::Date, Type::Date) => Check::Compare(op, value),
            (Type::Boolean, Type::Boolean) if equality => Check::Compare(op, value),
            (Type::Choice(choices), Type::Text) if equality => {
                let NodeKind::Text(text) = &value.kind else {
                    self.error(Code::NotComparable, value.place, [subject.shown(), value.ty.shown()]);
                    return Check::Any;
                };
                let Some(index) = choices.iter().position(|c| c == text) else {
                    let near = suggestion(text, choices.iter().map(String::as_str));
                    self.error(Code::UnknownChoice, value.place, [text.as_str().into(), near.into()]);
                    return Check::Any;
                };
                negate_if(op == BinaryOp::Ne, Check::OneOf(1 << index))
            }
            _ => {
                self.error(Code::NotComparable, value.place, [subject.shown(), value.ty.shown()]);
                Check::Any
            }
        }
    }

    fn test(&mut self, test: &Test, subject: &Type) -> Check {
        match test {
            Test::Any => Check::Any,
            Test::Not(tests) => Check::Not(tests.iter().map(|t| self.test(t, subject)).collect()),
            Test::Compare(op, value) => {
                let value = self.expr(value);
                self.compare(*op, value, subject)
            }
            Test::Range(r) => {
                let (low, high) = (self.expr(&r.low), self.expr(&r.high));
                self.range(subject, low, high, r.low_closed, r.high_closed)
            }
            Test::Value(value) => {
                let value = self.expr(value);
                match value.kind {
                    NodeKind::List(items) if !matches!(subject, Type::List(..)) => {
                        let equal = items.into_iter().map(|i| self.compare(BinaryOp::Eq, i, subject)).collect();
                        Check::Not(vec![Check::Not(equal)])
                    }
                    _ => self.compare(BinaryOp::Eq, value, subject),
                }
            }
        }
    }

    fn range(&mut self, subject: &Type, low: Node, high: Node, low_closed: bool, high_closed: bool) -> Check {
        for end in [&low, &high] {
            match (subject, &end.ty) {
                (Type::Broken, _) | (_, Type::Broken) | (Type::Text, Type::Text) | (Type::Date, Type::Date) => {}
                (Type::Number(a), Type::Number(b)) if a == b || is_plain_zero(end) => {}
                (Type::Number(a), Type::Number(b)) => {
                    self.error(Code::UnitMismatch, end.place, [a.named(), b.named()]);
                }
                _ => self.error(Code::NotComparable, end.place, [subject.shown(), end.ty.shown()]),
            }
        }
        if [subject, &low.ty, &high.ty].contains(&&Type::Broken) {
            return Check::Any;
        }
        Check::Range { low, high, low_closed, high_closed }
    }

    fn conditional(&mut self, condition: &Expr, yes: &Expr, no: &Expr, place: Place) -> Node {
        let condition = self.expr(condition);
        self.boolean(&condition);
        let branches = [self.expr(yes), self.expr(no)];
        let ty = self.common(&branches);
        let [yes, no] = branches;
        if matches!(ty, Type::List(..) | Type::Many(_) | Type::Record(_)) {
            let en = "choose a value, not a list or record: write the if inside of the list.";
            return self.unsupported("if … then [ ]", place, "选一个值，而不是列表或记录：把 if 写到列表里面。", en);
        }
        node(NodeKind::If(Box::new(condition), Box::new(yes), Box::new(no)), ty, place)
    }

    /// The one type that all nodes have; reports the first that differs.
    fn common(&mut self, nodes: &[Node]) -> Type {
        let typed = nodes.iter().find(|n| n.ty != Type::Null && !is_plain_zero(n));
        let Some(first) = typed.or(nodes.iter().find(|n| n.ty != Type::Null)).or(nodes.first()) else {
            return Type::Null;
        };
        for n in nodes {
            match (&first.ty, &n.ty) {
                (Type::Broken, _) | (_, Type::Broken) => return Type::Broken,
                (_, Type::Null) => {}
                (Type::Number(_), Type::Number(_)) => {
                    if self.same_unit(first, n) == Type::Broken {
                        return Type::Broken;
                    }
                }
                (a, b) if a == b => {}
                (a, b) => {
                    self.error(Code::TypeMismatch, n.place, [a.shown(), b.shown()]);
                    return Type::Broken;
                }
            }
        }
        first.ty.clone()
    }

    /// A question to the scope, `in_state(draft)`.
    fn asked(&mut self, name: &str, arguments: &[Expr], place: Place) -> Option<Node> {
        let of = match arguments {
            [Expr { kind: ExprKind::Name(of) | ExprKind::Text(of), .. }] => Some(of.as_str()),
            _ => None,
        };
        let found = match self.scope.ask(name, of)? {
            Ok((symbol, ty)) => return Some(node(NodeKind::Symbol(symbol), ty, place)),
            Err(known) => known,
        };
        let Some(of) = of else {
            let known: Vec<String> = found.iter().map(|of| format!("{name}({of})")).collect();
            self.error(Code::WrongArguments, place, [name.into(), known.join(" / ").into()]);
            return Some(Self::broken(place));
        };
        let near = suggestion(of, found.iter().map(String::as_str));
        self.error(Code::NotAMember, place, [name.into(), of.into(), near.into()]);
        Some(Self::broken(place))
    }

    fn call(&mut self, name: &str, arguments: &[Expr], place: Place) -> Node {
        if let Some(answer) = self.asked(name, arguments, place) {
            return answer;
        }
        let arguments: Vec<Node> = arguments.iter().map(|a| self.expr(a)).collect();
        let Some(function) = functions::find(name) else {
            let near = suggestion(name, functions::FUNCTIONS.iter().map(|f| f.name));
            self.error(Code::UnknownFunction, place, [name.into(), near.into()]);
            return Self::broken(place);
        };
        if arguments.iter().any(|a| a.ty == Type::Broken) {
            return Self::broken(place);
        }
        if matches!(function.shape, Shape::Day | Shape::Nothing) {
            return self.day(function, &arguments, place);
        }
        if arguments.len() == 1 && arguments.iter().any(|a| matches!(a.kind, NodeKind::Each(_))) {
            return arguments
                .into_iter()
                .map(|a| self.gathered(function, a, place))
                .next()
                .unwrap_or_else(|| Self::broken(place));
        }
        let Some(arguments) = arrange(function.shape, arguments) else {
            self.error(Code::WrongArguments, place, [name.into(), function.shape.shown()]);
            return Self::broken(place);
        };
        let before = self.errors.len();
        let ty = self.call_type(function, &arguments);
        if self.errors.len() > before {
            return Self::broken(place);
        }
        match function.id {
            FunctionId::Count => {
                node(NodeKind::Number(Number::from_i64(arguments.len().try_into().unwrap_or(i64::MAX))), ty, place)
            }
            FunctionId::Not => match arguments.into_iter().next() {
                Some(a) => node(NodeKind::Not(Box::new(a)), ty, place),
                None => Self::broken(place),
            },
            FunctionId::All => fold(arguments, true, NodeKind::And, place),
            FunctionId::Any => fold(arguments, false, NodeKind::Or, place),
            id => node(NodeKind::Call(id, arguments), ty, place),
        }
    }

    fn call_type(&mut self, function: &Function, arguments: &[Node]) -> Type {
        match function.shape {
            Shape::Boolean | Shape::Booleans => {
                for a in arguments {
                    self.boolean(a);
                }
                return Type::Boolean;
            }
            Shape::List => return Type::PURE,
            _ => {}
        }
        let types: Vec<Type> = arguments.iter().map(|a| self.number(a)).collect();
        let Some(first) = types.first().cloned() else { return Type::Broken };
        if types.contains(&Type::Broken) {
            return Type::Broken;
        }
        match function.id {
            FunctionId::Odd | FunctionId::Even => Type::Boolean,
            FunctionId::Sqrt => {
                let root = if let Type::Number(u) = first { u.root() } else { None };
                self.pure_unless(root, arguments)
            }
            FunctionId::Exp | FunctionId::Log => self.pure_unless(None, arguments),
            FunctionId::Product => {
                for a in arguments {
                    self.pure_unless(None, std::slice::from_ref(a));
                }
                Type::PURE
            }
            _ if matches!(function.shape, Shape::NumberScale | Shape::NumberAndScale) => {
                if let Some(scale) = arguments.get(1) {
                    self.pure_unless(None, std::slice::from_ref(scale));
                }
                first
            }
            _ => self.common(arguments),
        }
    }

    /// The given unit, or pure where the first argument is pure; anything else is a unit error.
    fn pure_unless(&mut self, unit: Option<Unit>, arguments: &[Node]) -> Type {
        match (unit, arguments.first()) {
            (Some(u), _) => Type::Number(u),
            (None, Some(Node { ty: Type::Number(u), .. })) if u.is_pure() => Type::PURE,
            (None, Some(n)) => {
                let found = if let Type::Number(u) = n.ty { u.named() } else { n.ty.shown() };
                self.error(Code::UnitMismatch, n.place, [Unit::PURE.named(), found]);
                Type::Broken
            }
            (None, None) => Type::Broken,
        }
    }
}

/// A yearly fact as a whole, where one year's figure was meant.
fn is_yearly(n: &Node) -> bool {
    let is_fact = |i: &Node| matches!(i.kind, NodeKind::Symbol(Symbol::Fact(_)));
    matches!(&n.kind, NodeKind::List(items) if !items.is_empty() && items.iter().all(is_fact))
}

fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}

fn negate_if(negate: bool, check: Check) -> Check {
    if negate { Check::Not(vec![check]) } else { check }
}

fn fold(items: Vec<Node>, empty: bool, join: fn(Box<Node>, Box<Node>) -> NodeKind, place: Place) -> Node {
    items
        .into_iter()
        .reduce(|a, b| node(join(Box::new(a), Box::new(b)), Type::Boolean, place))
        .unwrap_or_else(|| node(NodeKind::Boolean(empty), Type::Boolean, place))
}

/// The arguments as the function takes them, a list spread out; `None` where their number is wrong.
fn arrange(shape: Shape, mut arguments: Vec<Node>) -> Option<Vec<Node>> {
    let count = arguments.len();
    let fits = match shape {
        Shape::Boolean | Shape::Number | Shape::Day => count == 1,
        Shape::Nothing => count == 0,
        Shape::NumberScale => count == 1 || count == 2,
        Shape::NumberAndScale | Shape::TwoNumbers => count == 2,
        Shape::Numbers | Shape::Booleans | Shape::List => {
            if count == 1
                && let Some(NodeKind::List(items)) = arguments.first_mut().map(|a| &mut a.kind)
            {
                arguments = std::mem::take(items);
                // FEEL has no least or mean of nothing; an empty `all` or `count` has an answer.
                return (shape != Shape::Numbers || !arguments.is_empty()).then_some(arguments);
            }
            count >= 1 && shape != Shape::List
        }
    };
    fits.then_some(arguments)
}
