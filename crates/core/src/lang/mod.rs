//! The expression language: a typed profile of FEEL (OMG DMN 1.5).
//!
//! Text is read by [`parser`] into a [`syntax::Expr`], printed back by [`print`], exchanged as JSON by [`tree`];
//! [`check`] gives it types and turns it into [`node::Node`]s, which the room `program` lowers and runs.
//! On total, well-typed, fully known inputs the language agrees with FEEL; what it leaves out is refused by name.

pub mod check;
pub mod functions;
mod lexer;
pub mod nfc;
pub mod node;
pub mod parser;
pub mod print;
pub mod scope;
pub mod syntax;
pub mod tree;
pub mod types;
pub mod unit;

pub use parser::{parse_expression, parse_tests};
