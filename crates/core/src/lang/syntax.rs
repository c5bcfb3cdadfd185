//! The tree of an expression as it was written: what the parser makes and the printer prints.

use crate::number::Number;

use super::unit::Suffix;

/// A stretch of the text, in Unicode characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// First character, from 0.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

impl Place {
    /// The stretch from the start of one to the end of another.
    #[must_use]
    pub fn to(self, other: Place) -> Place {
        Place { start: self.start, end: other.end.max(self.end) }
    }
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in the text.
    pub place: Place,
    depth: u16,
}

/// Deepest tree: everything that walks a tree recursively relies on it, and its JSON form must stay within the
/// 128 levels that JSON parsers read.
pub const MAX_DEPTH: u16 = 90;

impl Expr {
    /// Makes an expression of its parts, which may be too deep: see [`Expr::too_deep`].
    pub fn new(kind: ExprKind, place: Place) -> Self {
        let depth = kind.parts_depth().saturating_add(1);
        Expr { kind, place, depth }
    }

    /// Whether the tree is deeper than [`MAX_DEPTH`]; such a tree must be dropped, not walked.
    pub fn too_deep(&self) -> bool {
        self.depth > MAX_DEPTH
    }
}

impl ExprKind {
    fn parts_depth(&self) -> u16 {
        let of = |e: &Expr| e.depth;
        match self {
            ExprKind::Null
            | ExprKind::Boolean(_)
            | ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Name(_)
            | ExprKind::Error => 0,
            ExprKind::Member(a, _) | ExprKind::Negate(a) => of(a),
            ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) => of(a).max(of(b)),
            ExprKind::Between(a, b, c) | ExprKind::If(a, b, c) => of(a).max(of(b)).max(of(c)),
            // Depth counts levels of the JSON form: a list of parts is one, a test another.
            ExprKind::Call(_, items) | ExprKind::List(items) => items.iter().map(of).max().unwrap_or(0).saturating_add(1),
            ExprKind::Each(_, lists, body) => {
                lists.iter().map(|(_, list)| of(list)).max().unwrap_or(0).saturating_add(2).max(of(body))
            }
            ExprKind::In(a, tests) => tests.iter().map(Test::depth).max().unwrap_or(0).saturating_add(2).max(of(a)),
        }
    }
}

impl Test {
    /// How deep the test nests.
    pub fn depth(&self) -> u16 {
        match self {
            Test::Any => 0,
            Test::Not(tests) => tests.iter().map(Test::depth).max().unwrap_or(0).saturating_add(2),
            Test::Compare(_, e) | Test::Value(e) => e.depth,
            Test::Range(r) => r.low.depth.max(r.high.depth),
        }
    }
}

/// A number as written: its digits and the word behind it.
#[derive(Clone, Debug)]
pub struct Literal {
    /// The digits as written (`1.50`, `1e3`).
    pub digits: String,
    /// What the digits say, before the suffix.
    pub number: Number,
    /// The unit or percent sign that follows.
    pub suffix: Option<Suffix>,
}

/// The kinds of expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// `100万元`; apart, because an expression without it is a third as large.
    Number(Box<Literal>),
    /// `"A"`
    Text(String),
    /// A name.
    Name(String),
    /// `base.member`
    Member(Box<Expr>, String),
    /// `base[index]`
    Index(Box<Expr>, Box<Expr>),
    /// `name(arguments)`; the name may have spaces.
    Call(String, Vec<Expr>),
    /// `-operand`
    Negate(Box<Expr>),
    /// `left op right`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `value between low and high`
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `value in (tests)`
    In(Box<Expr>, Vec<Test>),
    /// `if condition then yes else no`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[1, 2, 3]`
    List(Vec<Expr>),
    /// `for x in list, y in list return body` and its kin.
    Each(EachKind, Vec<(String, Expr)>, Box<Expr>),
    /// Stands where the text could not be read; an error has been reported.
    Error,
}

/// What is asked of every item of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EachKind {
    /// `for ... return value`: a list of the values.
    For,
    /// `some ... satisfies condition`: whether it holds for one.
    Some,
    /// `every ... satisfies condition`: whether it holds for all.
    Every,
}

impl EachKind {
    /// Every kind.
    pub const ALL: [EachKind; 3] = [EachKind::For, EachKind::Some, EachKind::Every];

    /// The words before the lists and before the body.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            EachKind::For => ("for", "return"),
            EachKind::Some => ("some", "satisfies"),
            EachKind::Every => ("every", "satisfies"),
        }
    }
}

/// A FEEL unary test: what a band or a table cell holds.
#[derive(Clone, Debug)]
pub enum Test {
    /// `-`: anything.
    Any,
    /// `not(tests)`
    Not(Vec<Test>),
    /// `>= 3%`
    Compare(BinaryOp, Expr),
    /// `[1..5)`
    Range(Range),
    /// A value to be equal to, or a list to be in.
    Value(Expr),
}

/// `[low..high]`, each end open or closed.
#[derive(Clone, Debug)]
pub struct Range {
    /// Lower end.
    pub low: Expr,
    /// Upper end.
    pub high: Expr,
    /// Whether the lower end belongs to it.
    pub low_closed: bool,
    /// Whether the upper end belongs to it.
    pub high_closed: bool,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `**`
    Pow,
}

impl BinaryOp {
    /// Every operator, loosest first.
    pub const ALL: [BinaryOp; 13] = [
        BinaryOp::Or,
        BinaryOp::And,
        BinaryOp::Eq,
        BinaryOp::Ne,
        BinaryOp::Lt,
        BinaryOp::Le,
        BinaryOp::Gt,
        BinaryOp::Ge,
        BinaryOp::Add,
        BinaryOp::Sub,
        BinaryOp::Mul,
        BinaryOp::Div,
        BinaryOp::Pow,
    ];

    /// The sign or word.
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Eq => "=",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Pow => "**",
        }
    }

    /// How tightly it binds; a larger number binds tighter.
    pub fn binding(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => 3,
            BinaryOp::Add | BinaryOp::Sub => 4,
            BinaryOp::Mul | BinaryOp::Div => 5,
            BinaryOp::Pow => 6,
        }
    }

    /// Whether it compares two values and answers true or false.
    pub fn is_comparison(self) -> bool {
        self.binding() == 3
    }
}
