//! The facts of a policy as slots: one for each value that a firm can give, with type, unit and domain.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::by_id::ById;
use crate::diagnostic::{Code, Diagnostic, Text, suggestion};
use crate::document::model::{Fact, FactType, TextFormat};
use crate::lang::scope::{Meaning, Symbol};
use crate::lang::types::{MAX_CHOICES, Type};
use crate::lang::unit::Unit;
use crate::number::Number;
use crate::program::Kind;
use crate::program::build::{kind_of, unknown_of};
use crate::program::cell::Cell;
use crate::program::interval::Interval;
use crate::time::Date;

use super::link::{Linked, Place};
use super::records::RecordKind;

/// Most slots of a policy.
const MAX_SLOTS: usize = 2_000;

/// The values that a number may have.
#[derive(Clone, Debug, Default)]
pub struct Domain {
    /// Least.
    pub min: Option<Number>,
    /// Greatest.
    pub max: Option<Number>,
}

/// One value that a firm can give.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "documents say each on its own")]
pub struct FactSlot {
    /// Its id, `revenue_1`.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// Type of the fact.
    pub ty: FactType,
    /// Type in expressions.
    pub expression_type: Type,
    /// Domain of a number.
    pub domain: Domain,
    /// Ids of an enum's values.
    pub choices: Arc<[String]>,
    /// Names of an enum's values.
    pub choice_labels: Vec<Text>,
    /// Whether it may be null.
    pub optional: bool,
    /// Whether it identifies the firm.
    pub key: bool,
    /// Whether only a reviewer supplies it.
    pub finding: bool,
    /// How a boolean's opposite is said.
    pub denial: Option<Text>,
    /// A hint for who fills it in.
    pub note: Option<Text>,
    /// Whether it is computed from records, where these are given.
    pub computed: bool,
    /// A check of the text.
    pub format: Option<TextFormat>,
    /// What it can be while it isn't given.
    pub unknown: Cell,
}

impl FactSlot {
    /// The kind of its values.
    pub fn kind(&self) -> Kind {
        kind_of(&self.expression_type)
    }
}

/// All slots of a policy, in the order of the documents.
#[derive(Clone, Debug, Default)]
pub struct FactTable {
    slots: Vec<FactSlot>,
    by_id: ById<u32>,
    families: ById<Vec<u32>>,
    kinds: Vec<RecordKind>,
}

impl FactTable {
    /// The slots of a policy's facts.
    pub fn new(linked: &Linked) -> (FactTable, Vec<Diagnostic>) {
        let mut table = FactTable::default();
        let mut errors = Vec::new();
        for (id, fact) in &linked.common.document.facts {
            let place = linked.common.place("facts", id);
            if fact.ty == FactType::Date {
                let what = Text::both("日期只作记录的字段", "only fields of records are dates");
                errors.push(Diagnostic::new(Code::BadField, place.below("type").span(), [what]));
            }
            errors.extend(table.add(id, fact, &place).err());
        }
        for (id, kind) in &linked.common.document.records {
            let place = linked.common.place("records", id);
            if table.by_id.contains_key(id) || table.families.contains_key(id) {
                errors.push(Diagnostic::new(Code::Redeclared, place.span(), [id.as_str().into()]));
            }
            let kind = RecordKind::new(id, kind, crate::program::slot(table.kinds.len()), &place, &mut errors);
            table.kinds.push(kind);
        }
        (table, errors)
    }

    /// The kinds of record that a firm may have.
    pub fn kinds(&self) -> &[RecordKind] {
        &self.kinds
    }

    /// A kind of record by id.
    pub fn kind(&self, id: &str) -> Option<&RecordKind> {
        self.kinds.iter().find(|k| k.id() == id)
    }

    /// The slots.
    pub fn slots(&self) -> &[FactSlot] {
        &self.slots
    }

    /// A slot by id.
    pub fn index(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// A slot by number.
    pub fn get(&self, index: u32) -> Option<&FactSlot> {
        self.slots.get(index as usize)
    }

    /// The slot that identifies a firm.
    pub fn key(&self) -> Option<&FactSlot> {
        self.slots.iter().find(|s| s.key)
    }

    /// The cells of a firm of which nothing is known.
    pub fn unknown(&self) -> Vec<Cell> {
        self.slots.iter().map(|s| s.unknown.clone()).collect()
    }

    /// A help text for a mistyped id.
    pub fn suggestion(&self, id: &str) -> String {
        let known = self.slots.iter().map(|s| s.id.as_str()).chain(self.kinds.iter().map(RecordKind::id));
        suggestion(id, known.filter(|k| *k != id))
    }

    pub(super) fn meaning(&self, name: &str) -> Option<Meaning> {
        if let Some(kind) = self.kind(name) {
            return Some(Meaning::Records(kind.ty.clone()));
        }
        let one = |i: u32| self.get(i).map(|s| (Symbol::Fact(i), s.expression_type.clone(), s.optional));
        if let Some((symbol, ty, optional)) = self.index(name).and_then(one) {
            return Some(Meaning::One { symbol, ty, optional });
        }
        let slots = self.families.get(name)?;
        let ty = self.get(*slots.first()?)?.expression_type.clone();
        Some(Meaning::Yearly { symbols: slots.iter().map(|i| Symbol::Fact(*i)).collect(), ty })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let kinds = self.kinds.iter().map(RecordKind::id);
        self.by_id.keys().chain(self.families.keys()).map(String::as_str).chain(kinds)
    }

    pub(super) fn add(&mut self, id: &str, fact: &Fact, place: &Place) -> Result<(), Diagnostic> {
        let bad =
            |path: &str, zh: &str, en: &str| Diagnostic::new(Code::BadField, place.below(path).span(), [Text::both(zh, en)]);
        let number = |path: &str, figure: &Option<crate::document::model::Figure>| match figure {
            None => Ok(None),
            Some(f) => Number::parse(&f.0)
                .map(Some)
                .map_err(|_| Diagnostic::new(Code::NumberSyntax, place.below(path).span(), [f.0.clone().into()])),
        };
        if fact.from.is_some() && (fact.years.is_some() || matches!(fact.ty, FactType::Text | FactType::Enum | FactType::Date)) {
            return Err(bad("from", "from 只用于一个数或是非题，不逐年", "from: only for one number or boolean, without years"));
        }
        let numeric = matches!(fact.ty, FactType::Integer | FactType::Decimal | FactType::Money);
        let unit = match (&fact.unit, fact.ty) {
            (None, FactType::Money) => Unit::CNY,
            (None, _) => Unit::PURE,
            (Some(u), _) => Unit::from_id(u).ok_or_else(|| unknown_unit(u, place))?,
        };
        if !numeric && (fact.unit.is_some() || fact.min.is_some() || fact.max.is_some()) {
            return Err(bad("type", "unit、min、max 只用于数", "unit, min, max: only for numbers"));
        }
        if (fact.ty == FactType::Enum) == fact.values.is_empty() {
            return Err(bad("values", "选项题（enum）须写 values，其他题不写", "values: only and always for an enum"));
        }
        if fact.values.len() > MAX_CHOICES {
            return Err(Diagnostic::new(
                Code::TooMany,
                place.below("values").span(),
                ["values".into(), MAX_CHOICES.to_string().into()],
            ));
        }
        let domain = Domain { min: number("min", &fact.min)?, max: number("max", &fact.max)? };
        if let (Some(a), Some(b)) = (&domain.min, &domain.max)
            && a.compare(b) == Ok(Ordering::Greater)
        {
            return Err(bad("max", "max 小于 min", "max < min"));
        }
        let choices: Arc<[String]> = fact.values.keys().cloned().collect();
        let expression_type = match fact.ty {
            FactType::Text => Type::Text,
            FactType::Enum => Type::Choice(choices.clone()),
            FactType::Boolean => Type::Boolean,
            FactType::Date => Type::Date,
            _ => Type::Number(unit),
        };
        let domain = if fact.ty == FactType::Date { dates() } else { domain };
        let interval = Interval::new(domain.min.clone(), domain.max.clone());
        let unknown = unknown_of(kind_of(&expression_type), interval, choices.len(), fact.optional);
        let years = match &fact.years {
            None => None,
            Some(y) => Some(
                y.0.parse::<usize>()
                    .ok()
                    .filter(|y| (1..=20).contains(y))
                    .ok_or_else(|| bad("years", "years 应为 1 至 20", "years: 1..20"))?,
            ),
        };
        let labels = match years {
            None => vec![(id.to_owned(), fact.label.clone())],
            Some(years) => {
                if fact.year_labels.len() != years {
                    return Err(bad("year_labels", "year_labels 每年写一个名称", "year_labels: one for each year"));
                }
                fact.year_labels.iter().enumerate().map(|(i, l)| (format!("{id}_{}", i + 1), l.clone())).collect()
            }
        };
        let mut family = Vec::new();
        for (slot_id, label) in labels {
            if self.by_id.contains_key(&slot_id) || self.families.contains_key(&slot_id) {
                return Err(Diagnostic::new(Code::Redeclared, place.span(), [slot_id.into()]));
            }
            if self.slots.len() == MAX_SLOTS {
                return Err(Diagnostic::new(Code::TooMany, place.span(), ["facts".into(), MAX_SLOTS.to_string().into()]));
            }
            let index = crate::program::slot(self.slots.len());
            family.push(index);
            self.by_id.insert(slot_id.clone(), index);
            self.slots.push(FactSlot {
                id: slot_id,
                label,
                ty: fact.ty,
                expression_type: expression_type.clone(),
                domain: domain.clone(),
                choices: choices.clone(),
                choice_labels: fact.values.values().cloned().collect(),
                denial: fact.denial.clone(),
                note: fact.note.clone(),
                optional: fact.optional,
                key: fact.key,
                finding: fact.finding,
                computed: fact.from.is_some(),
                format: fact.format,
                unknown: unknown.clone(),
            });
        }
        if years.is_some() {
            self.families.insert(id.into(), family);
        }
        Ok(())
    }
}

/// The days that a record's date can be, as days from 1970-01-01: far enough from the ends of the calendar to count years
/// on and back, near enough that a slip of the pen shows.
fn dates() -> Domain {
    let day = |year, month, day| Date::new(year, month, day).map(|d| Number::from_i64(d.unix_days()));
    Domain { min: day(1900, 1, 1), max: day(2999, 12, 31) }
}

pub(super) fn unknown_unit(unit: &str, place: &Place) -> Diagnostic {
    let known: Vec<&str> = Unit::ids().collect();
    Diagnostic::new(
        Code::UnknownReference,
        place.below("unit").span(),
        [Text::both("单位", "unit"), unit.into(), known.join(" ").into()],
    )
}
