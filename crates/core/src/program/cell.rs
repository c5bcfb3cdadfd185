//! The four outcomes of an expression: a value, null, unknown (with what it can still be), an error.

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::number::{Number, NumberError};

use super::interval::Interval;

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A known number.
    Number(Number),
    /// A known boolean.
    Boolean(bool),
    /// A known enum value, by its index.
    Choice(u8),
    /// A known text.
    Text(Arc<str>),
    /// Known to be empty.
    Null,
    /// Not given yet, or resting on something not given yet.
    Unknown(Possible),
    /// Can't be computed.
    Error(Fault),
}

/// What an unknown can still be. `partial` says that it can also become null or an error.
#[derive(Clone, Debug, PartialEq)]
pub enum Possible {
    /// A number in the interval.
    Number(Arc<Interval>),
    /// Either boolean.
    Boolean {
        /// May become null or an error.
        partial: bool,
    },
    /// One of the set bits.
    Choice {
        /// The values left.
        set: u64,
        /// May become null or an error.
        partial: bool,
    },
    /// Any text.
    Text {
        /// May become null or an error.
        partial: bool,
    },
}

/// Why something can't be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code.
    pub code: Code,
    /// The instruction where it arose.
    pub instruction: u32,
}

impl Cell {
    /// An unknown number, or the one number it can be.
    pub fn from_interval(interval: Interval) -> Cell {
        match interval.single() {
            Some(n) => Cell::Number(n),
            None => Cell::Unknown(Possible::Number(Arc::new(interval))),
        }
    }

    /// An unknown boolean.
    pub const fn unknown_boolean(partial: bool) -> Cell {
        Cell::Unknown(Possible::Boolean { partial })
    }

    /// Whether it may become null or an error, or is one.
    pub fn partial(&self) -> bool {
        match self {
            Cell::Null | Cell::Error(_) => true,
            Cell::Unknown(Possible::Number(i)) => i.partial,
            Cell::Unknown(Possible::Boolean { partial } | Possible::Choice { partial, .. } | Possible::Text { partial }) => {
                *partial
            }
            _ => false,
        }
    }

    /// Whether it is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Cell::Unknown(_))
    }

    /// The known boolean, if it is one.
    pub fn as_boolean(&self) -> Option<bool> {
        if let Cell::Boolean(b) = self { Some(*b) } else { None }
    }

    /// The known number, if it is one.
    pub fn as_number(&self) -> Option<&Number> {
        if let Cell::Number(n) = self { Some(n) } else { None }
    }

    /// What a number can be: itself, its interval, or anything.
    pub fn interval(&self) -> Interval {
        match self {
            Cell::Number(n) => Interval::point(n.clone()),
            Cell::Unknown(Possible::Number(i)) => (**i).clone(),
            _ => Interval { partial: true, ..Interval::ALL },
        }
    }
}

/// The catalogue's code for what went wrong with a number.
pub fn number_code(e: NumberError) -> Code {
    match e {
        NumberError::DivisionByZero => Code::DivisionByZero,
        NumberError::OutOfDomain | NumberError::NotFinite => Code::NumberOutOfDomain,
        NumberError::WithinError => Code::NumberWithinError,
        NumberError::Syntax => Code::NumberSyntax,
        NumberError::FloatDigits => Code::FloatDigits,
        NumberError::Overflow | NumberError::TooLong => Code::NumberOverflow,
    }
}
