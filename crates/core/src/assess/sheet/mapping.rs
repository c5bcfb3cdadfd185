//! Somebody's own names for columns and values, explained by a document of theirs.

use std::collections::BTreeMap;

use crate::assess::{Assessor, MAX_ERRORS};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Span, Text};
use crate::document::tree::{Mark, Node, Tree};

use super::columns::{Column, Names};
use super::measure::{Measure, unit_of};
use super::normal::name;

/// Foreign names of columns and what they give.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    columns: BTreeMap<String, Column>,
}

impl Mapping {
    /// The column of that name; one without a slot is to be passed over.
    pub(super) fn find(&self, header: &str) -> Option<&Column> {
        if self.columns.is_empty() { None } else { self.columns.get(&name(header)) }
    }
}

impl Assessor {
    /// Reads a mapping, an object with a foreign name for each key:
    ///
    /// ```yaml
    /// 营收: revenue_1                                  # the fact, by id or by a name for people
    /// 研发投入: {fact: rd_expense_1, unit: 万元}         # its cells are in this unit
    /// 高企: {fact: honour_valid, values: {A: 是, B: 否}} # what its cells mean
    /// 备注:                                            # known, not to be read
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong, up to [`MAX_ERRORS`], each with its line and column; the file's name is the caller's to add.
    pub fn mapping(&self, tree: &Tree) -> Result<Mapping, Diagnostics> {
        let Node::Map(entries) = &tree.node else {
            return Err(
                bad("应当是一个对象，键为列名", "an object was expected, with names of columns as its keys", tree.mark).into()
            );
        };
        let mut reader = Reader { assessor: self, names: Names::new(self.facts()), errors: Vec::new() };
        let mut mapping = Mapping::default();
        for (header, value) in entries {
            let Some(column) = reader.column(header, value) else { continue };
            if mapping.columns.insert(name(header), column).is_some() {
                let args = [header.as_str().into()];
                reader.errors.push(at(Diagnostic::new(Code::DuplicateKey, Span::default(), args), value.mark));
            }
        }
        reader.errors.truncate(MAX_ERRORS);
        if reader.errors.is_empty() { Ok(mapping) } else { Err(Diagnostics(reader.errors)) }
    }
}

struct Reader<'a> {
    assessor: &'a Assessor,
    names: Names,
    errors: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn column(&mut self, header: &str, value: &Tree) -> Option<Column> {
        let (fact, fields): (&Tree, &[(String, Tree)]) = match &value.node {
            Node::Null => return Some(Column::default()),
            Node::Text(_) => (value, &[]),
            Node::Map(fields) => match fields.iter().find(|(key, _)| key == "fact") {
                Some((_, fact)) => (fact, fields),
                None => return self.refuse("缺少 fact", "`fact` is missing", value.mark),
            },
            _ => {
                return self.refuse(
                    "应当是事实的 id，或带 fact 的对象",
                    "the id of a fact was expected, or an object with `fact`",
                    value.mark,
                );
            }
        };
        let Node::Text(id) = &fact.node else {
            return self.refuse("fact 应当是事实的 id", "`fact` must be the id of a fact", fact.mark);
        };
        let (mut measure, mut values) = (None, &[][..]);
        for (key, field) in fields {
            match (key.as_str(), &field.node) {
                ("fact", _) | ("unit" | "values", Node::Null) => {}
                ("unit", Node::Text(word)) => match Measure::of_column(word) {
                    Some(found) => measure = Some((found, field.mark)),
                    None => return self.refuse(&format!("没有单位 `{word}`"), &format!("there is no unit `{word}`"), field.mark),
                },
                ("values", Node::Map(entries)) => values = entries,
                ("unit" | "values", _) => {
                    return self.refuse(
                        "unit 应当是文字，values 应当是对象",
                        "`unit` must be a text, `values` an object",
                        field.mark,
                    );
                }
                _ => {
                    let (zh, en) = (
                        format!("没有 `{key}` 这一项，可用 fact、unit、values"),
                        format!("there is no field `{key}`; use fact, unit, values"),
                    );
                    return self.refuse(&zh, &en, field.mark);
                }
            }
        }
        let column = self.of_fact(header, id, fact.mark, measure)?;
        let values = self.values(&column, values);
        Some(column.with_values(values))
    }

    fn of_fact(&mut self, header: &str, id: &str, mark: Mark, measure: Option<(Measure, Mark)>) -> Option<Column> {
        let facts = self.assessor.facts();
        let index = match self.names.find(facts, id.trim()) {
            Ok(Some(index)) => index,
            Ok(None) => {
                let args = [id.chars().take(60).collect::<String>().into(), self.names.nearest(id).into()];
                return self.fail(Diagnostic::new(Code::UnknownFact, Span::default(), args), mark);
            }
            Err(d) => return self.fail(d, mark),
        };
        let slot = facts.get(index)?;
        if let Some((measure, mark)) = &measure
            && !measure.fits(slot)
        {
            let args = [header.into(), measure.word.into(), unit_of(slot)];
            return self.fail(Diagnostic::new(Code::ColumnUnit, Span::default(), args), *mark);
        }
        Some(Column::of(index, slot, measure.map(|(m, _)| m)))
    }

    /// What cells mean: each meaning must be a value of the fact.
    fn values(&mut self, column: &Column, entries: &[(String, Tree)]) -> BTreeMap<String, String> {
        let mut firm = self.assessor.firm();
        let mut values = BTreeMap::new();
        for (cell, meaning) in entries {
            let meant = match &meaning.node {
                Node::Null => String::new(),
                Node::Boolean(b) => b.to_string(),
                Node::Text(t) | Node::Number(t) => t.trim().to_owned(),
                Node::List(_) | Node::Map(_) => {
                    self.refuse::<()>("值应当是文字", "a value must be a text", meaning.mark);
                    continue;
                }
            };
            match firm.set_cell(column, &meant) {
                Ok(()) => {
                    values.insert(cell.trim().to_owned(), meant);
                }
                Err(d) => {
                    self.fail::<()>(d, meaning.mark);
                }
            }
        }
        values
    }

    fn refuse<T>(&mut self, zh: &str, en: &str, mark: Mark) -> Option<T> {
        self.errors.push(bad(zh, en, mark));
        None
    }

    fn fail<T>(&mut self, d: Diagnostic, mark: Mark) -> Option<T> {
        self.errors.push(at(d, mark));
        None
    }
}

fn bad(zh: &str, en: &str, mark: Mark) -> Diagnostic {
    at(Diagnostic::new(Code::BadMapping, Span::default(), [Text::both(zh, en)]), mark)
}

fn at(mut d: Diagnostic, mark: Mark) -> Diagnostic {
    d.location = Some(Location { file: String::new(), line: mark.line, column: mark.column });
    d
}
