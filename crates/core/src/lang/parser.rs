//! A Pratt parser with recovery: it always gives a tree, and reports every error it met with its place.
//!
//! Where something is missing the tree holds [`ExprKind::Error`], so that one slip doesn't hide the next.

use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::number::Number;

mod each;

use super::functions;
use super::lexer::{self, Token, TokenKind};
use super::syntax::{BinaryOp, EachKind, Expr, ExprKind, Literal, MAX_DEPTH, Place, Range, Test};
use super::unit::Suffix;

/// Deepest nesting of brackets and prefixes: bounds the parser's own recursion.
const MAX_NESTING: usize = 190;
/// Most errors reported for one text.
pub(super) const MAX_ERRORS: usize = 50;

/// Reads an expression. The tree is whole even where errors are returned.
pub fn parse_expression(text: &str) -> (Expr, Vec<Diagnostic>) {
    parse(text, |p| p.expression(0))
}

/// Reads unary tests as bands and table cells hold them: `>= 3%`, `[1..5)`, `"A","B"`, `not(...)`, `-`.
pub fn parse_tests(text: &str) -> (Vec<Test>, Vec<Diagnostic>) {
    parse(text, |p| p.tests(|t| *t == TokenKind::End))
}

fn parse<T>(text: &str, rule: impl FnOnce(&mut Parser) -> T) -> (T, Vec<Diagnostic>) {
    let mut errors = Vec::new();
    let tokens = lexer::tokens(text, &mut errors);
    let lexed = errors.len();
    let mut parser = Parser { tokens, at: 0, depth: 0, errors };
    let out = rule(&mut parser);
    if parser.peek().kind != TokenKind::End && parser.errors.len() == lexed {
        parser.expected(&Text::both("表达式的结尾", "the end of the expression"));
    }
    let mut errors = parser.errors;
    errors.sort_by_key(|d| d.span.offset);
    errors.truncate(MAX_ERRORS);
    (out, errors)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    errors: Vec<Diagnostic>,
}

const END: Token = Token { kind: TokenKind::End, place: Place { start: 0, end: 0 } };

impl Parser {
    fn ahead(&self, n: usize) -> &Token {
        self.tokens.get(self.at + n).or(self.tokens.last()).unwrap_or(&END)
    }

    fn peek(&self) -> &Token {
        self.ahead(0)
    }

    fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        token
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Sign(s) if *s == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Word(w) if *w == word)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let there = self.is_sign(sign) || self.is_word(sign);
        if there {
            self.advance();
        }
        there
    }

    /// Reports what was expected at this token; a second error at the same place is left out.
    fn expected(&mut self, what: &Text) {
        let token = self.peek().clone();
        let span = Span::text(token.place.start, token.place.end - token.place.start);
        let after_depth = self.errors.iter().any(|e| e.code == Code::ExpressionTooDeep);
        if after_depth || self.errors.iter().any(|e| e.span.offset == span.offset) || self.errors.len() >= MAX_ERRORS {
            return;
        }
        let shown = if token.kind == TokenKind::End { Text::both("结尾", "the end") } else { token.shown().into() };
        self.errors.push(Diagnostic::new(Code::Expected, span, [what.clone(), shown]));
    }

    fn require(&mut self, sign: &str) {
        if !self.eat(sign) {
            self.expected(&Text::both(format!(" `{sign}`"), format!("`{sign}`")));
        }
    }

    fn unsupported(&mut self, place: Place, feature: &str, zh: &str, en: &str) {
        let span = Span::text(place.start, place.end - place.start);
        self.errors.push(Diagnostic::new(Code::UnsupportedFeature, span, [feature.into(), Text::both(zh, en)]));
    }

    fn too_deep(&mut self, place: Place) -> Expr {
        let span = Span::text(place.start, place.end - place.start);
        if !self.errors.iter().any(|e| e.code == Code::ExpressionTooDeep) {
            self.errors.push(Diagnostic::new(Code::ExpressionTooDeep, span, [MAX_DEPTH.to_string().into()]));
        }
        // Nothing after this can be trusted: leave the rest unread.
        self.at = self.tokens.len().saturating_sub(1);
        Expr::new(ExprKind::Error, place)
    }

    /// Every node is made here, so that no tree is deeper than those who walk it can bear.
    fn make(&mut self, kind: ExprKind, place: Place) -> Expr {
        let made = Expr::new(kind, place);
        if made.too_deep() { self.too_deep(place) } else { made }
    }

    fn error_here(&self) -> Expr {
        Expr::new(ExprKind::Error, self.peek().place)
    }

    /// Skips to where an enclosing construct can go on.
    fn recover(&mut self) {
        let mut open = 0usize;
        loop {
            match &self.peek().kind {
                TokenKind::End => return,
                TokenKind::Sign("(" | "[" | "{") => open += 1,
                TokenKind::Sign(")" | "]" | "}" | ",") | TokenKind::Word("then" | "else" | "and" | "or") if open == 0 => return,
                TokenKind::Sign(")" | "]" | "}") => open -= 1,
                _ => {}
            }
            self.advance();
        }
    }

    fn expression(&mut self, min: u8) -> Expr {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            self.depth -= 1;
            return self.too_deep(self.peek().place);
        }
        let left = self.prefix();
        let out = self.infix(left, min);
        self.depth -= 1;
        out
    }

    fn infix(&mut self, mut left: Expr, min: u8) -> Expr {
        loop {
            let Some((binding, op)) = self.operator() else { return left };
            if binding < min {
                return left;
            }
            let operator = self.advance();
            let start = left.place;
            let kind = match op {
                Infix::Binary(op) => {
                    let right = self.expression(binding + 1);
                    let place = left.place.to(right.place);
                    left = self.make(ExprKind::Binary(op, Box::new(left), Box::new(right)), place);
                    continue;
                }
                Infix::Between => self.between(left),
                Infix::In => self.membership(left),
                Infix::InstanceOf => {
                    self.unsupported(
                        operator.place,
                        "instance of",
                        "类型在载入时检查。",
                        "types are checked when a document loads.",
                    );
                    self.recover();
                    ExprKind::Error
                }
            };
            let end = self.tokens.get(self.at.saturating_sub(1)).map_or(start, |t| t.place);
            left = self.make(kind, start.to(end));
        }
    }

    fn operator(&self) -> Option<(u8, Infix)> {
        let comparison = BinaryOp::Eq.binding();
        match &self.peek().kind {
            TokenKind::Word("between") => Some((comparison, Infix::Between)),
            TokenKind::Word("in") => Some((comparison, Infix::In)),
            TokenKind::Word("instance") => Some((comparison, Infix::InstanceOf)),
            TokenKind::Sign(s) | TokenKind::Word(s) => {
                BinaryOp::ALL.into_iter().find(|op| op.sign() == *s).map(|op| (op.binding(), Infix::Binary(op)))
            }
            _ => None,
        }
    }

    fn between(&mut self, value: Expr) -> ExprKind {
        let tight = BinaryOp::Add.binding();
        let low = self.expression(tight);
        self.require("and");
        let high = self.expression(tight);
        ExprKind::Between(Box::new(value), Box::new(low), Box::new(high))
    }

    fn membership(&mut self, value: Expr) -> ExprKind {
        // `(` opens a list of tests, or an open range `(1..5)`, or one value in parentheses: all three are tests.
        let tests = if self.is_sign("(") && !self.opens_range() {
            self.advance();
            let tests = self.tests(|t| matches!(t, TokenKind::Sign(")")));
            self.require(")");
            tests
        } else {
            vec![self.test(BinaryOp::Add.binding())]
        };
        ExprKind::In(Box::new(value), tests)
    }

    /// Whether the bracket here opens a range: `..` follows before any comma on the same level.
    fn opens_range(&self) -> bool {
        let mut open = 0usize;
        for token in self.tokens.iter().skip(self.at) {
            match &token.kind {
                TokenKind::Sign("(" | "[") => open += 1,
                TokenKind::Sign(")" | "]") => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return false;
                    }
                }
                TokenKind::Sign("..") if open == 1 => return true,
                TokenKind::Sign(",") if open == 1 => return false,
                TokenKind::End => return false,
                _ => {}
            }
        }
        false
    }

    fn tests(&mut self, done: impl Fn(&TokenKind) -> bool) -> Vec<Test> {
        let mut out = vec![self.test(0)];
        while self.eat(",") {
            out.push(self.test(0));
        }
        if !done(&self.peek().kind) {
            self.expected(&Text::both("逗号或结尾", "a comma or the end"));
            self.recover();
        }
        out
    }

    /// One unary test; `min` is how tightly a bare value binds: `x in [1] and y` ends the list before `and`.
    fn test(&mut self, min: u8) -> Test {
        let next = self.ahead(1).kind.clone();
        match &self.peek().kind {
            TokenKind::Sign("-") if matches!(next, TokenKind::End | TokenKind::Sign("," | ")")) => {
                self.advance();
                return Test::Any;
            }
            TokenKind::Name(n) if n == "not" && next == TokenKind::Sign("(") => {
                self.advance();
                self.advance();
                self.depth += 1;
                let tests = if self.depth > usize::from(MAX_DEPTH) / 2 {
                    self.too_deep(self.peek().place);
                    vec![Test::Any]
                } else {
                    self.tests(|t| matches!(t, TokenKind::Sign(")")))
                };
                self.depth -= 1;
                self.require(")");
                return Test::Not(tests);
            }
            TokenKind::Sign("(" | "[" | "]") if self.is_sign("]") || self.opens_range() => return self.range(),
            TokenKind::Sign(sign) => {
                let op = BinaryOp::ALL.into_iter().find(|op| op.is_comparison() && op.sign() == *sign);
                if let Some(op) = op {
                    self.advance();
                    return Test::Compare(op, self.expression(BinaryOp::Add.binding()));
                }
            }
            _ => {}
        }
        Test::Value(self.expression(min))
    }

    fn range(&mut self) -> Test {
        let low_closed = self.is_sign("[");
        self.advance();
        let low = self.expression(BinaryOp::Add.binding());
        self.require("..");
        let high = self.expression(BinaryOp::Add.binding());
        let high_closed = self.is_sign("]");
        if high_closed || self.is_sign(")") || self.is_sign("[") {
            self.advance();
        } else {
            self.expected(&Text::both(" `]` 或 `)`", "`]` or `)`"));
        }
        Test::Range(Range { low, high, low_closed, high_closed })
    }

    fn prefix(&mut self) -> Expr {
        let token = self.peek().clone();
        let place = token.place;
        let kind = match token.kind {
            TokenKind::Number(digits) => {
                self.advance();
                return self.postfix_number(&digits, place);
            }
            TokenKind::Text(text) => {
                self.advance();
                ExprKind::Text(text)
            }
            TokenKind::Word("true" | "false") => ExprKind::Boolean(matches!(self.advance().kind, TokenKind::Word("true"))),
            TokenKind::Word("null") => {
                self.advance();
                ExprKind::Null
            }
            TokenKind::Word("if") => return self.conditional(),
            TokenKind::Word("for") => return self.each(EachKind::For),
            TokenKind::Word("some") => return self.each(EachKind::Some),
            TokenKind::Word("every") => return self.each(EachKind::Every),
            TokenKind::Word("function") => return self.refused_function(),
            TokenKind::Name(name) => {
                self.advance();
                return self.named(name, place);
            }
            TokenKind::Sign("-") => {
                self.advance();
                let operand = self.expression(BinaryOp::Pow.binding() + 1);
                let place = place.to(operand.place);
                return self.make(ExprKind::Negate(Box::new(operand)), place);
            }
            TokenKind::Sign("(") => {
                self.advance();
                let inner = self.expression(0);
                self.require(")");
                return self.postfix(inner);
            }
            TokenKind::Sign("[") => return self.list(),
            TokenKind::Sign("@") => return self.at_literal(),
            TokenKind::Sign("{") => {
                self.unsupported(
                    place,
                    "{ }",
                    "记录由企业填报，规则里不写。",
                    "records are given by the firm, rules don't write them.",
                );
                self.advance();
                self.recover();
                self.eat("}");
                ExprKind::Error
            }
            _ => {
                self.expected(&Text::both("一个值", "a value"));
                let here = self.error_here();
                self.recover();
                return here;
            }
        };
        self.postfix(Expr::new(kind, place))
    }

    fn refused_function(&mut self) -> Expr {
        let here = self.error_here();
        let en = "a rule is the function: write it as a rule of its own.";
        self.unsupported(here.place, "function", "规则就是函数：把它写成单独的规则。", en);
        self.at = self.tokens.len().saturating_sub(1);
        here
    }

    fn postfix_number(&mut self, digits: &str, place: Place) -> Expr {
        let suffix = self.suffix();
        let end = suffix.map_or(place, |(_, p)| p);
        let suffix = suffix.map(|(s, _)| s);
        let place = place.to(end);
        match Number::parse(digits) {
            Ok(number) => Expr::new(ExprKind::Number(Box::new(Literal { digits: digits.into(), number, suffix })), place),
            Err(e) => {
                let code = if e.code() == "number_syntax" { Code::NumberSyntax } else { Code::NumberOverflow };
                let shown: String = digits.chars().take(40).collect();
                self.errors.push(Diagnostic::new(code, Span::text(place.start, place.end - place.start), [shown.into()]));
                Expr::new(ExprKind::Error, place)
            }
        }
    }

    fn suffix(&mut self) -> Option<(Suffix, Place)> {
        let here = self.peek().place;
        let (word, two) = match (&self.peek().kind, &self.ahead(1).kind) {
            (TokenKind::Sign("%"), _) => ("%".to_owned(), false),
            (TokenKind::Name(a), TokenKind::Name(b)) if a == "working" => (format!("{a} {b}"), true),
            (TokenKind::Name(a), _) => (a.clone(), false),
            _ => return None,
        };
        let Some(suffix) = Suffix::find(&word) else {
            let span = Span::text(here.start, here.end - here.start);
            let known: Vec<_> = Suffix::words().collect();
            self.errors.push(Diagnostic::new(
                Code::UnknownReference,
                span,
                [Text::both("单位", "unit"), word.clone().into(), known.join(" ").into()],
            ));
            self.advance();
            return None;
        };
        self.advance();
        if two {
            let second = self.advance();
            return Some((suffix, second.place));
        }
        Some((suffix, here))
    }

    /// `if ... then ... else if ... then ... else ...`: a long chain is read in a loop, not by recursion.
    fn conditional(&mut self) -> Expr {
        let mut branches = Vec::new();
        loop {
            let start = self.advance().place;
            let condition = self.expression(0);
            self.require("then");
            let yes = self.expression(0);
            self.require("else");
            branches.push((start, condition, yes));
            if !self.is_word("if") || branches.len() > usize::from(MAX_DEPTH) {
                break;
            }
        }
        let last = self.expression(0);
        branches.into_iter().rev().fold(last, |no, (start, condition, yes)| {
            let place = start.to(no.place);
            self.make(ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no)), place)
        })
    }

    fn list(&mut self) -> Expr {
        let start = self.advance().place;
        let mut items = Vec::new();
        if !self.is_sign("]") {
            items.push(self.expression(0));
            while self.eat(",") {
                items.push(self.expression(0));
            }
        }
        let end = self.peek().place;
        self.require("]");
        let list = self.make(ExprKind::List(items), start.to(end));
        self.postfix(list)
    }

    /// A name, or a call of a function whose name may have spaces (`round half up`): the longest known one wins.
    fn named(&mut self, first: String, place: Place) -> Expr {
        let mut words = vec![first];
        let mut ahead = 0;
        while let TokenKind::Name(word) = &self.ahead(ahead).kind {
            words.push(word.clone());
            ahead += 1;
            if ahead == 3 {
                break;
            }
        }
        for n in (0..words.len()).rev() {
            let name = words[..=n].join(" ");
            if self.ahead(n).kind == TokenKind::Sign("(") && (n == 0 || functions::find(&name).is_some()) {
                for _ in 0..=n {
                    self.advance();
                }
                return self.call(name, place);
            }
        }
        let name = words.swap_remove(0);
        self.postfix(Expr::new(ExprKind::Name(name), place))
    }

    fn call(&mut self, name: String, start: Place) -> Expr {
        let mut arguments = Vec::new();
        if !self.is_sign(")") {
            arguments.push(self.argument());
            while self.eat(",") {
                arguments.push(self.argument());
            }
        }
        let end = self.peek().place;
        self.require(")");
        let call = self.make(ExprKind::Call(name, arguments), start.to(end));
        self.postfix(call)
    }

    fn argument(&mut self) -> Expr {
        let named = matches!(self.peek().kind, TokenKind::Name(_)) && self.ahead(1).kind == TokenKind::Sign(":");
        if named {
            let place = self.peek().place;
            self.unsupported(
                place,
                "name: value",
                "请按次序写参数，不写参数名。",
                "write the arguments in order, without their names.",
            );
            self.advance();
            self.advance();
        }
        self.expression(0)
    }

    fn postfix(&mut self, mut base: Expr) -> Expr {
        for _ in 0..MAX_NESTING {
            if self.eat(".") {
                let token = self.peek().clone();
                let TokenKind::Name(member) = token.kind else {
                    self.expected(&Text::both("一个名称", "a name"));
                    return base;
                };
                self.advance();
                let place = base.place.to(token.place);
                base = self.make(ExprKind::Member(Box::new(base), member), place);
            } else if self.is_sign("[") {
                self.advance();
                let index = self.expression(0);
                let end = self.peek().place;
                self.require("]");
                let place = base.place.to(end);
                base = self.make(ExprKind::Index(Box::new(base), Box::new(index)), place);
            } else {
                return base;
            }
        }
        self.expected(&Text::both("更短的路径", "a shorter path"));
        base
    }
}

enum Infix {
    Binary(BinaryOp),
    Between,
    In,
    InstanceOf,
}

/// Whether a text can be the id of a fact, parameter, rule or policy.
pub fn is_name(text: &str) -> bool {
    lexer::is_name(text)
}
