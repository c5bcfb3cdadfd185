//! The types of the language.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Text;

use super::unit::Unit;

/// Most values of an enum: a set of them is one 64-bit word.
pub const MAX_CHOICES: usize = 64;

/// A kind of record: what each of its fields is.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordType {
    /// Its name.
    pub id: String,
    /// Which of the policy's kinds it is.
    pub index: u32,
    /// Names and types of the fields.
    pub fields: Vec<(String, Type)>,
}

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
    /// A day; records and parameters have them.
    Date,
    /// A record of a firm.
    Record(Arc<RecordType>),
    /// A list of a firm's records, or of something of each; how long it is shows when the firm is known.
    Many(Box<Type>),
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
            Type::Number(u) => Text::both(format!("数（{}）", u.named().zh), format!("number ({u})")),
            Type::Text => Text::both("文字", "string"),
            Type::Choice(_) => Text::both("枚举", "enum"),
            Type::Date => Text::both("日期", "date"),
            Type::Record(kind) => Text::both(format!("记录（{}）", kind.id), format!("record ({})", kind.id)),
            Type::Many(item) => {
                let item = item.shown();
                Text::both(format!("列表（{}）", item.zh), format!("list ({})", item.en))
            }
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
