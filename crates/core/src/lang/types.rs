//! The types of the language.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Text;

use super::unit::Unit;

/// Most values of an enum: a set of them is one 64-bit word.
pub const MAX_CHOICES: usize = 64;

/// What an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// true or false
    Boolean,
    /// An exact number with a unit.
    Number(Unit),
    /// A text.
    Text,
    /// One of the declared values of an enum fact.
    Choice(Arc<[String]>),
    /// A list whose length is known when the document loads.
    List(Box<Type>, usize),
    /// Only `null` itself.
    Null,
    /// Something whose error has been reported; it fits everywhere, so that one slip makes one error.
    Broken,
}

impl Type {
    /// A pure number.
    pub const PURE: Type = Type::Number(Unit::PURE);

    /// The type's name in messages.
    pub fn shown(&self) -> Text {
        match self {
            Type::Boolean => Text::both("是否", "boolean"),
            Type::Number(u) if u.is_pure() => Text::both("数", "number"),
            Type::Number(u) => Text::both(format!("数（{u}）"), format!("number ({u})")),
            Type::Text => Text::both("文字", "string"),
            Type::Choice(_) => Text::both("枚举", "enum"),
            Type::List(item, n) => {
                let item = item.shown();
                Text::both(format!("{n} 项的列表（{}）", item.zh), format!("list of {n} ({})", item.en))
            }
            Type::Null => Text::both("空值", "null"),
            Type::Broken => Text::both("无法确定的类型", "unknown type"),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown().en)
    }
}
