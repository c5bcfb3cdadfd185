//! Prints a tree as text with one layout: printing what was parsed and parsing what was printed change nothing.

use std::fmt::{self, Write};

use super::syntax::{BinaryOp, Expr, ExprKind, Literal, Test};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_expr(f, self, 0)
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)?;
        if let Some(suffix) = self.suffix {
            // `100万元` but `5 working days`.
            if suffix.word.is_ascii() && suffix.word != "%" {
                f.write_char(' ')?;
            }
            f.write_str(suffix.word)?;
        }
        Ok(())
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::Any => f.write_str("-"),
            Test::Not(tests) => {
                f.write_str("not(")?;
                write_tests(f, tests)?;
                f.write_str(")")
            }
            Test::Compare(op, e) => {
                write!(f, "{} ", op.sign())?;
                write_expr(f, e, BinaryOp::Add.binding())
            }
            Test::Range(r) => {
                f.write_char(if r.low_closed { '[' } else { '(' })?;
                write_expr(f, &r.low, BinaryOp::Add.binding())?;
                f.write_str("..")?;
                write_expr(f, &r.high, BinaryOp::Add.binding())?;
                f.write_char(if r.high_closed { ']' } else { ')' })
            }
            // `not(x)` as a value would read as the test `not(...)`.
            Test::Value(e) if starts_with_not(e) => write!(f, "({e})"),
            Test::Value(e) => write_expr(f, e, 0),
        }
    }
}

/// Unary tests separated by commas, as a band or a cell holds them.
pub fn tests_text(tests: &[Test]) -> String {
    let mut out = String::new();
    // Writing to a String can't fail.
    let _ = write_tests(&mut out, tests);
    out
}

fn write_tests(f: &mut impl Write, tests: &[Test]) -> fmt::Result {
    for (i, t) in tests.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{t}")?;
    }
    Ok(())
}

fn write_list(f: &mut fmt::Formatter<'_>, items: &[Expr]) -> fmt::Result {
    for (i, e) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write_expr(f, e, 0)?;
    }
    Ok(())
}

fn starts_with_not(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Call(name, _) => name == "not",
        ExprKind::Binary(_, left, _) | ExprKind::Between(left, ..) | ExprKind::In(left, _) => starts_with_not(left),
        ExprKind::Member(base, _) | ExprKind::Index(base, _) => starts_with_not(base),
        _ => false,
    }
}

/// How tightly the outermost construct binds; atoms bind tightest.
fn binding(e: &Expr) -> u8 {
    match &e.kind {
        ExprKind::If(..) | ExprKind::Each(..) => 0,
        ExprKind::Binary(op, ..) => op.binding(),
        ExprKind::Between(..) | ExprKind::In(..) => BinaryOp::Eq.binding(),
        ExprKind::Negate(_) => BinaryOp::Pow.binding() + 1,
        _ => u8::MAX,
    }
}

fn write_expr(f: &mut fmt::Formatter<'_>, e: &Expr, min: u8) -> fmt::Result {
    if binding(e) < min {
        f.write_char('(')?;
        write_expr(f, e, 0)?;
        return f.write_char(')');
    }
    match &e.kind {
        ExprKind::Null => f.write_str("null"),
        ExprKind::Boolean(b) => write!(f, "{b}"),
        ExprKind::Number(literal) => write!(f, "{literal}"),
        ExprKind::Text(t) => write_text(f, t),
        ExprKind::Name(n) => f.write_str(n),
        ExprKind::Member(base, member) => {
            write_base(f, base)?;
            write!(f, ".{member}")
        }
        ExprKind::Index(base, index) => {
            write_base(f, base)?;
            f.write_char('[')?;
            write_expr(f, index, 0)?;
            f.write_char(']')
        }
        ExprKind::Call(name, arguments) => {
            write!(f, "{name}(")?;
            write_list(f, arguments)?;
            f.write_char(')')
        }
        ExprKind::Negate(operand) => {
            f.write_char('-')?;
            write_expr(f, operand, BinaryOp::Pow.binding() + 1)
        }
        ExprKind::Binary(op, left, right) => {
            write_expr(f, left, op.binding())?;
            write!(f, " {} ", op.sign())?;
            write_expr(f, right, op.binding() + 1)
        }
        ExprKind::Between(value, low, high) => {
            let tight = BinaryOp::Add.binding();
            write_expr(f, value, BinaryOp::Eq.binding())?;
            f.write_str(" between ")?;
            write_expr(f, low, tight)?;
            f.write_str(" and ")?;
            write_expr(f, high, tight)
        }
        ExprKind::In(value, tests) => {
            write_expr(f, value, BinaryOp::Eq.binding())?;
            f.write_str(" in (")?;
            write_tests(f, tests)?;
            f.write_char(')')
        }
        ExprKind::If(condition, yes, no) => {
            f.write_str("if ")?;
            write_expr(f, condition, 0)?;
            f.write_str(" then ")?;
            write_expr(f, yes, 0)?;
            f.write_str(" else ")?;
            write_expr(f, no, 0)
        }
        ExprKind::List(items) => {
            f.write_char('[')?;
            write_list(f, items)?;
            f.write_char(']')
        }
        ExprKind::Each(kind, lists, body) => {
            let (opening, closing) = kind.words();
            f.write_str(opening)?;
            for (i, (name, list)) in lists.iter().enumerate() {
                write!(f, "{} {name} in ", if i > 0 { "," } else { "" })?;
                write_expr(f, list, 0)?;
            }
            write!(f, " {closing} ")?;
            write_expr(f, body, 0)
        }
        // Only trees with reported errors hold it; the sign can't be parsed back by accident.
        ExprKind::Error => f.write_str("⊥"),
    }
}

/// A base of `.` or `[`: a number there would read as another number.
fn write_base(f: &mut fmt::Formatter<'_>, base: &Expr) -> fmt::Result {
    let min = if matches!(base.kind, ExprKind::Number(_)) { return write!(f, "({base})") } else { u8::MAX };
    write_expr(f, base, min)
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
