//! A second evaluator, as plain as can be: recursion over the typed tree with big fractions. It shares no code with the
//! program's, so that the two can be held against each other. Known facts only; rounded functions are left out.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use dashu_base::{Abs, Signed};
use dashu_ratio::RBig;
use peiyu::diagnostic::Code;
use peiyu::lang::functions::FunctionId as F;
use peiyu::lang::node::{Check, Node, NodeKind};
use peiyu::lang::scope::Symbol;
use peiyu::lang::syntax::BinaryOp as B;
use peiyu::number::Number;

/// An outcome; an error is the set of codes of all that failed, as which is met first is left open.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(RBig),
    Boolean(bool),
    Text(String),
    Choice(u8),
    Null,
    Error(BTreeSet<Code>),
}

use Value::{Boolean, Error, Null};

/// A number of the engine by its exact key.
pub fn rational(n: &Number) -> RBig {
    n.to_key().parse().unwrap()
}

fn error(code: Code) -> Value {
    Error(BTreeSet::from([code]))
}

/// What a strict operation passes on: errors before null.
fn strict(values: &[Value]) -> Option<Value> {
    let mut codes = BTreeSet::new();
    for v in values {
        if let Error(c) = v {
            codes.extend(c);
        }
    }
    if !codes.is_empty() {
        return Some(Error(codes));
    }
    values.contains(&Null).then_some(Null)
}

fn numbers(values: &[Value]) -> Vec<RBig> {
    let number = |v: &Value| if let Value::Number(n) = v { n.clone() } else { panic!("{v:?}") };
    values.iter().map(number).collect()
}

fn strictly(values: &[Value], f: impl Fn(Vec<RBig>) -> Value) -> Value {
    strict(values).unwrap_or_else(|| f(numbers(values)))
}

fn kleene(a: Value, b: Value, decides: bool) -> Value {
    if a == Boolean(decides) || b == Boolean(decides) {
        return Boolean(decides);
    }
    strict(&[a, b]).unwrap_or(Boolean(!decides))
}

fn not(a: Value) -> Value {
    if let Boolean(b) = a { Boolean(!b) } else { a }
}

pub struct Oracle<'a> {
    pub facts: &'a dyn Fn(Symbol) -> Value,
}

impl Oracle<'_> {
    pub fn value(&self, node: &Node) -> Value {
        let of = |n: &Node| self.value(n);
        match &node.kind {
            NodeKind::Number(n) => Value::Number(rational(n)),
            NodeKind::Boolean(b) => Boolean(*b),
            NodeKind::Text(t) => Value::Text(t.clone()),
            NodeKind::Null => Null,
            NodeKind::Symbol(s) => (self.facts)(*s),
            NodeKind::Negate(a) => strictly(&[of(a)], |n| Value::Number(-n[0].clone())),
            NodeKind::Arithmetic { op, left, right, measured } => {
                strictly(&[of(left), of(right)], |n| arithmetic(*op, &n[0], &n[1], *measured))
            }
            NodeKind::Tested(subject, checks) => self.any(&of(subject), checks),
            NodeKind::And(a, b) => kleene(of(a), of(b), false),
            NodeKind::Or(a, b) => kleene(of(a), of(b), true),
            NodeKind::Not(a) => not(of(a)),
            NodeKind::If(c, yes, no) => match of(c) {
                Boolean(true) => of(yes),
                Boolean(false) | Null => of(no),
                other => other,
            },
            NodeKind::Call(f, arguments) => {
                let values: Vec<Value> = arguments.iter().map(of).collect();
                strictly(&values, |n| call(*f, &n))
            }
            NodeKind::List(_) | NodeKind::Broken | NodeKind::Moved { .. } | NodeKind::Record(_) | NodeKind::Each(_) => {
                panic!("{node:?}")
            }
        }
    }

    fn any(&self, subject: &Value, checks: &[Check]) -> Value {
        checks.iter().map(|c| self.check(subject, c)).reduce(|a, b| kleene(a, b, true)).unwrap()
    }

    fn check(&self, subject: &Value, check: &Check) -> Value {
        match check {
            Check::Any => Boolean(true),
            Check::Not(inner) => not(self.any(subject, inner)),
            Check::OneOf(set) => match subject {
                Value::Choice(c) => Boolean(set >> c & 1 == 1),
                other => other.clone(),
            },
            Check::IsNull => match subject {
                Error(_) => subject.clone(),
                other => Boolean(*other == Null),
            },
            Check::Compare(op, value) => compare(*op, subject, &self.value(value)),
            Check::Range { low, high, low_closed, high_closed } => {
                let low = compare(if *low_closed { B::Ge } else { B::Gt }, subject, &self.value(low));
                kleene(low, compare(if *high_closed { B::Le } else { B::Lt }, subject, &self.value(high)), false)
            }
        }
    }
}

fn compare(op: B, a: &Value, b: &Value) -> Value {
    if let Some(v) = strict(&[a.clone(), b.clone()]) {
        return v;
    }
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Boolean(a), Boolean(b)) => a.cmp(b),
        _ => panic!("{a:?} {b:?}"),
    };
    Boolean(match op {
        B::Lt => order == Ordering::Less,
        B::Le => order != Ordering::Greater,
        B::Gt => order == Ordering::Greater,
        B::Ge => order != Ordering::Less,
        B::Eq => order == Ordering::Equal,
        _ => order != Ordering::Equal,
    })
}

fn arithmetic(op: B, a: &RBig, b: &RBig, measured: bool) -> Value {
    Value::Number(match op {
        B::Add => a + b,
        B::Sub => a - b,
        B::Mul => a * b,
        B::Div if b.is_zero() => return error(Code::DivisionByZero),
        B::Div if measured && b.is_negative() => return error(Code::DenominatorNotPositive),
        B::Div => a / b,
        _ if a.is_zero() && b.is_negative() => return error(Code::NumberOutOfDomain),
        _ => a.pow(isize::try_from(b.numerator()).unwrap()),
    })
}

fn call(f: F, n: &[RBig]) -> Value {
    let two = RBig::from(2_u8);
    let count = RBig::from(n.len());
    let sum = || n.iter().fold(RBig::ZERO, |sum, x| sum + x);
    Value::Number(match f {
        F::Abs => n[0].clone().abs(),
        F::Floor | F::Ceiling | F::Decimal | F::RoundUp | F::RoundDown | F::RoundHalfUp | F::RoundHalfDown => {
            let scale = n.get(1).map_or(0, |s| isize::try_from(s.numerator()).unwrap());
            let unit = RBig::from(10_u8).pow(scale);
            round(f, &(&n[0] * &unit)) / unit
        }
        F::Modulo if n[1].is_zero() => return error(Code::DivisionByZero),
        F::Modulo => &n[0] - &n[1] * RBig::from((&n[0] / &n[1]).floor()),
        F::Odd => return Boolean(n[0].is_int() && !(&n[0] / two).is_int()),
        F::Even => return Boolean((&n[0] / two).is_int()),
        F::Min => n.iter().min().unwrap().clone(),
        F::Max => n.iter().max().unwrap().clone(),
        F::Sum => sum(),
        F::Mean => sum() / count,
        F::Product => n.iter().fold(RBig::ONE, |product, x| product * x),
        F::Median => {
            let mut sorted = n.to_vec();
            sorted.sort();
            (&sorted[(n.len() - 1) / 2] + &sorted[n.len() / 2]) / two
        }
        _ => panic!("{f:?}"),
    })
}

/// To a whole number.
fn round(f: F, x: &RBig) -> RBig {
    let (floor, half) = (RBig::from(x.floor()), RBig::from_parts(1.into(), 2_u8.into()));
    let rest = x - &floor;
    let up = match f {
        F::Floor => false,
        F::Ceiling => !rest.is_zero(),
        F::RoundUp => x.is_positive() && !rest.is_zero(),
        F::RoundDown => x.is_negative() && !rest.is_zero(),
        _ if rest != half => rest > half,
        F::RoundHalfUp => x.is_positive(),
        F::RoundHalfDown => x.is_negative(),
        _ => !(&floor / RBig::from(2_u8)).is_int(),
    };
    if up { floor + RBig::ONE } else { floor }
}
