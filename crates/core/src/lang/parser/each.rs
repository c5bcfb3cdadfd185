//! Reading what goes through lists of records, and dates written as `@"..."`.

use crate::diagnostic::Text;

use super::super::lexer::TokenKind;
use super::super::syntax::{EachKind, Expr, ExprKind};
use super::Parser;

impl Parser {
    /// `for x in list, y in list return body`, and the same with `some` or `every` and `satisfies`.
    pub(super) fn each(&mut self, kind: EachKind) -> Expr {
        let start = self.advance().place;
        let mut lists = Vec::new();
        loop {
            let TokenKind::Name(name) = self.peek().kind.clone() else {
                self.expected(&Text::both("一个名称", "a name"));
                break;
            };
            self.advance();
            self.require("in");
            lists.push((name, self.expression(0)));
            if !self.eat(",") {
                break;
            }
        }
        self.require(kind.words().1);
        let body = self.expression(0);
        let place = start.to(body.place);
        self.make(ExprKind::Each(kind, lists, Box::new(body)), place)
    }

    /// `@"2024-01-31"`, which is `date("2024-01-31")`. Times and durations of this form don't exist here.
    pub(super) fn at_literal(&mut self) -> Expr {
        let start = self.advance().place;
        let token = self.peek().clone();
        let TokenKind::Text(text) = token.kind else {
            self.expected(&Text::both("一个日期文字", "the text of a date"));
            return self.error_here();
        };
        self.advance();
        let text = Expr::new(ExprKind::Text(text), token.place);
        let date = self.make(ExprKind::Call("date".into(), vec![text]), start.to(token.place));
        self.postfix(date)
    }
}
