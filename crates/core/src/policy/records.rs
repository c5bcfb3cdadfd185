//! Kinds of record that a firm may give, and how facts are computed from them on the day of an assessment.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::document::model::{self, Call};
use crate::document::shape::Shape;
use crate::document::tree::escape;
use crate::document::write::canonical;
use crate::lang::check::check_records;
use crate::lang::parser::is_name;
use crate::lang::scope::{Meaning, Scope, Symbol};
use crate::lang::types::{RecordType, Type};
use crate::program::cell::Cell;
use crate::program::fold::Expression;
use crate::time::Date;

use super::facts::FactTable;
use super::link::{Linked, Place};
use super::module::Module;

/// Most fields of a record.
const MAX_FIELDS: usize = 64;

/// A kind of record.
#[derive(Clone, Debug)]
pub struct RecordKind {
    /// Its name for people.
    pub label: Text,
    /// A hint for who fills it in.
    pub note: Option<Text>,
    /// What is asked of each record: a record is filled in as a firm is.
    pub fields: FactTable,
    pub(super) ty: Arc<RecordType>,
}

impl RecordKind {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.ty.id
    }

    /// Its place among the policy's kinds.
    pub fn index(&self) -> u32 {
        self.ty.index
    }

    pub(super) fn new(id: &str, kind: &model::RecordKind, index: u32, place: &Place, errors: &mut Vec<Diagnostic>) -> Self {
        let mut fields = FactTable::default();
        let at = place.below("fields");
        if kind.fields.is_empty() || kind.fields.len() > MAX_FIELDS {
            let what = Text::both(format!("字段应为 1 至 {MAX_FIELDS} 个"), format!("a record has 1 to {MAX_FIELDS} fields"));
            errors.push(Diagnostic::new(Code::BadField, at.span(), [what]));
        }
        for (id, field) in &kind.fields {
            let at = at.below(&escape(id));
            if !is_name(id) {
                errors.push(Diagnostic::new(Code::BadId, at.span(), [id.as_str().into()]));
            }
            if field.years.is_some() || field.key || field.finding || field.from.is_some() {
                let what = Text::both("字段不写 years、key、finding、from", "a field has no years, key, finding or from");
                errors.push(Diagnostic::new(Code::BadField, at.span(), [what]));
            }
            errors.extend(fields.add(id, field, &at).err());
        }
        let types = fields.slots().iter().map(|s| (s.id.clone(), s.expression_type.clone())).collect();
        let ty = Arc::new(RecordType { id: id.into(), index, fields: types });
        RecordKind { label: kind.label.clone(), note: kind.note.clone(), fields, ty }
    }
}

/// A fact that is computed from records.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// The fact's slot.
    pub slot: u32,
    /// The kinds of record that it goes through.
    pub kinds: Vec<u32>,
    /// A parameter without value that it reads.
    pub unset: Option<String>,
    /// How it is computed.
    pub expression: Expression,
    /// Where that is written.
    pub place: Place,
}

/// The names that `from` may use: records, and parameters that all editions share.
struct Names<'m, 'a>(&'m Module<'a>);

impl Scope for Names<'_, '_> {
    fn find(&self, name: &str) -> Option<Meaning> {
        match self.0.find(name)? {
            found @ (Meaning::Records(_) | Meaning::One { symbol: Symbol::Parameter(_), .. }) => Some(found),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.0.names();
        names.retain(|n| self.find(n).is_some());
        names
    }

    fn layered(&self) -> bool {
        true
    }
}

/// Lowers every `from`, with the parameters as they are on the day. Without a day it is only checked.
pub fn derive(linked: &Linked, facts: &FactTable, day: Option<Date>, call: Option<&str>) -> (Vec<Derivation>, Vec<Diagnostic>) {
    let mut module = Module::new(linked, facts, "", day, None);
    if let Some((id, call)) = call.and_then(|id| linked.common.document.calls.get_key_value(id)) {
        set_by_call(&mut module, linked, call, &linked.common.place("calls", id).below("set"), day);
    }
    let mut out = Vec::new();
    for (id, fact) in &linked.common.document.facts {
        let (Some(formula), Some(slot)) = (&fact.from, facts.index(id)) else { continue };
        let place = linked.common.place("facts", id).below("from");
        let (expr, errors) = formula.parse();
        let mut errors = errors.clone();
        let checked = errors.is_empty().then(|| check_records(expr, &Names(&module)));
        let Some((node, inputs, more)) = checked else {
            module.report(errors, &place);
            continue;
        };
        errors.extend(more.into_iter().map(|d| elsewhere(d, &module)));
        let wanted = facts.get(slot).map_or(Type::Broken, |s| s.expression_type.clone());
        // What is counted is a pure number until it is a fact.
        let counted = fact.ty == model::FactType::Integer && node.ty == Type::PURE;
        if errors.is_empty() && node.ty != wanted && !counted {
            errors.push(Diagnostic::new(Code::TypeMismatch, Span::default(), [wanted.shown(), node.ty.shown()]));
        }
        if !errors.is_empty() {
            module.report(errors, &place);
            continue;
        }
        let mut unset = None;
        let expression = Expression::new(&node, &inputs, |symbol| match symbol {
            Symbol::Parameter(i) => module.value_of(i).unwrap_or_else(|id| {
                unset = Some(id);
                Cell::Null
            }),
            Symbol::Day => day.map_or(Cell::Null, |d| crate::program::number_cell(d.unix_days())),
            _ => Cell::Null,
        });
        let kinds = expression.kinds();
        if kinds.is_empty() {
            let what = Text::both("from 应当读一种记录", "from reads a kind of record");
            module.error(Diagnostic::new(Code::BadField, place.span(), [what]));
        }
        out.push(Derivation { slot, kinds, unset, expression, place });
    }
    (out, module.errors.take())
}

/// A name that `from` may not read but that has a meaning is told as such.
fn elsewhere(d: Diagnostic, module: &Module) -> Diagnostic {
    let name = d.args.first().map_or("", |a| a.en.as_str());
    if d.code != Code::UnknownName || module.find(name).is_none() {
        return d;
    }
    let why = Text::both("from 只读记录和各版本共用的参数。", "`from` reads records, and parameters that all editions share.");
    Diagnostic::new(Code::UnsupportedFeature, d.span.clone(), [name.into(), why])
}

/// A call's values for shared parameters hold for all its editions, so these must agree.
fn set_by_call<'a>(module: &mut Module<'a>, linked: &Linked, call: &'a Call, place: &Place, day: Option<Date>) {
    for (index, (edition, settings)) in call.set.iter().enumerate() {
        for (id, setting) in settings.iter().filter(|(id, _)| linked.common.document.parameters.contains_key(id)) {
            let at = place.below(&escape(edition)).below(&escape(id));
            match call.set.values().take(index).find_map(|before| before.get(id)) {
                None => module.set(id, setting, &at, day),
                // The written form is the printed one, so that layout doesn't count.
                Some(before) if canonical(&before.write()) == canonical(&setting.write()) => {}
                Some(_) => module.error(Diagnostic::new(Code::ParameterSetTwice, at.span(), [id.as_str().into()])),
            }
        }
    }
}
