//! What a name means to the checker: whoever owns facts, parameters and rules answers through [`Scope`].

use std::sync::Arc;

use super::types::{RecordType, Type};

/// What an expression reads by name; the numbers are the owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// A slot of the firm's facts.
    Fact(u32),
    /// A parameter.
    Parameter(u32),
    /// A rule.
    Rule(u32),
    /// A total of a scorecard or of one of its groups.
    Score(u32),
    /// What an expression over records reads of them: see [`super::node::Input`].
    Input(u32),
    /// The day of the assessment.
    Day,
    /// What a case knows.
    Case(u32),
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// One value.
    One {
        /// Which.
        symbol: Symbol,
        /// Its type.
        ty: Type,
        /// Whether it may be null.
        optional: bool,
    },
    /// A yearly fact: item 1 is the last full fiscal year.
    Yearly {
        /// The slots, last year first.
        symbols: Vec<Symbol>,
        /// Type of each.
        ty: Type,
    },
    /// Something with named parts (`card.total`, `event.reason`), each of its own type.
    Parts(Vec<(String, Symbol, Type)>),
    /// All of a firm's records of a kind.
    Records(Arc<RecordType>),
}

/// The names that an expression may use.
pub trait Scope {
    /// What the name means here.
    fn find(&self, name: &str) -> Option<Meaning>;
    /// Every name, for suggestions.
    fn names(&self) -> Vec<String>;
    /// What a question such as `in_state(draft)` stands for: `None` where there is no such question, the known names where
    /// there is none of that name.
    fn ask(&self, question: &str, of: Option<&str>) -> Option<Result<(Symbol, Type), Vec<String>>> {
        let _ = (question, of);
        None
    }
    /// Whether expressions here may read records and dates; those of flat facts may not.
    fn layered(&self) -> bool {
        false
    }
}

/// A scope without names where dates may be written: values of parameters.
pub struct Constants;

impl Scope for Constants {
    fn find(&self, _: &str) -> Option<Meaning> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn layered(&self) -> bool {
        true
    }
}

/// A scope without names.
pub struct Empty;

impl Scope for Empty {
    fn find(&self, _: &str) -> Option<Meaning> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}
