//! Which fact each column of a table gives: by id, by a name for people, or by somebody's own name that a mapping explains.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::assess::{Assessor, MAX_ERRORS};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span, Text, nearest};
use crate::policy::{FactSlot, FactTable};

use super::mapping::Mapping;
use super::measure::{Measure, unit_of};
use super::normal::{name, plain};

/// A column of a table: the fact that it gives, and how its cells are read.
#[derive(Clone, Debug, Default)]
pub struct Column {
    header: String,
    slot: Option<u32>,
    measure: Option<Measure>,
    words: Option<Box<Words>>,
}

/// Words that cells of a column may have.
#[derive(Clone, Debug, Default)]
struct Words {
    /// An enum's values by every name that they have; none where two have the same.
    choices: HashMap<String, Option<u8>>,
    /// What cells mean, where a mapping says it.
    values: BTreeMap<String, String>,
}

impl Column {
    /// The name that the table gives it.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// The fact that it gives, by its number in [`Assessor::facts`]; `None` where it isn't read.
    pub fn slot(&self) -> Option<u32> {
        self.slot
    }

    /// The unit that its name or a mapping gives it, as it is written there.
    pub fn unit(&self) -> Option<&str> {
        self.measure.map(|m| m.word)
    }

    pub(super) fn measure(&self) -> Option<Measure> {
        self.measure
    }

    pub(super) fn choice(&self, name: &str) -> Option<u8> {
        self.words.as_ref()?.choices.get(name).copied().flatten()
    }

    /// Whether a mapping says what cells mean.
    pub fn has_meanings(&self) -> bool {
        self.words.as_ref().is_some_and(|w| !w.values.is_empty())
    }

    pub(super) fn meaning(&self, text: &str) -> Option<&str> {
        let values = &self.words.as_ref()?.values;
        if values.is_empty() {
            return None;
        }
        values.get(text).or_else(|| values.get(&*plain(text))).map(String::as_str)
    }

    /// A column of a fact.
    pub(super) fn of(index: u32, slot: &FactSlot, measure: Option<Measure>) -> Column {
        let mut choices = HashMap::new();
        for (i, (id, label)) in (0u8..).zip(slot.choices.iter().zip(&slot.choice_labels)) {
            for known in [id, &label.zh, &label.en] {
                let one = choices.entry(name(known)).or_insert(Some(i));
                *one = one.filter(|first| *first == i);
            }
        }
        let words = (!choices.is_empty()).then(|| Box::new(Words { choices, values: BTreeMap::new() }));
        Column { header: String::new(), slot: Some(index), measure, words }
    }

    pub(super) fn with_values(mut self, values: BTreeMap<String, String>) -> Column {
        self.words.get_or_insert_default().values = values;
        self
    }

    fn called(self, header: &str) -> Column {
        Column { header: header.into(), ..self }
    }
}

/// The columns of a table.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// One for each name in the header.
    pub columns: Vec<Column>,
    /// Columns that are not read, each with the nearest name; the span's pointer is the place in the header (`/2`).
    pub warnings: Vec<Diagnostic>,
}

impl Assessor {
    /// What the columns of a table give: ids of facts, their names in Chinese or English, or names that the mapping
    /// explains, each with its unit in brackets if need be (`上年度营业收入总额（万元）`).
    ///
    /// # Errors
    /// Everything that is wrong with the header, with the place in it as the span's pointer (`/2`): a name that may mean
    /// several facts, a unit that doesn't fit, two columns for one fact. Warnings are told along with errors.
    pub fn columns<S: AsRef<str>>(&self, headers: &[S], mapping: &Mapping) -> Result<Columns, Diagnostics> {
        let names = Names::new(self.facts());
        let mut columns: Vec<Column> = Vec::with_capacity(headers.len());
        let mut problems = Vec::new();
        let (mut taken, mut told) = (HashMap::new(), HashSet::new());
        for (at, header) in headers.iter().enumerate() {
            let header = header.as_ref().trim();
            let column = names.column(self.facts(), header, mapping);
            let problem = match &column {
                Ok(Some(column)) => column.slot.and_then(|slot| taken.insert(slot, at)).and_then(|first| {
                    let earlier = columns.get(first)?;
                    Some(duplicate((&earlier.header, first), (header, at)))
                }),
                Ok(None) if !told.insert(name(header)) => None,
                Ok(None) => {
                    let near = if told.len() <= MAX_ERRORS { names.nearest(header) } else { String::new() };
                    Some(Diagnostic::new(Code::UnknownColumn, Span::default(), [shown(header), near.into()]))
                }
                Err(d) => Some(d.clone()),
            };
            problems.extend(problem.map(|d| d.with_span(Span::value("", &format!("/{at}")))));
            columns.push(column.ok().flatten().unwrap_or_default().called(header));
        }
        let failed = problems.iter().any(|d| d.severity() == Severity::Error);
        if failed { Err(Diagnostics(problems)) } else { Ok(Columns { columns, warnings: problems }) }
    }
}

fn duplicate((first, i): (&str, usize), (second, j): (&str, usize)) -> Diagnostic {
    let args = [shown(first), (i + 1).to_string().into(), shown(second), (j + 1).to_string().into()];
    Diagnostic::new(Code::DuplicateColumn, Span::default(), args)
}

/// Every name that a fact goes by.
pub(super) struct Names {
    /// Facts by name, in the form that [`name`] gives.
    by_name: BTreeMap<String, Vec<u32>>,
    /// The same names as people write them.
    shown: HashMap<String, String>,
}

impl Names {
    pub fn new(facts: &FactTable) -> Names {
        let mut names = Names { by_name: BTreeMap::new(), shown: HashMap::new() };
        for (index, slot) in (0u32..).zip(facts.slots()) {
            for known in [&slot.id, &slot.label.zh, &slot.label.en] {
                let key = name(known);
                names.shown.entry(key.clone()).or_insert_with(|| known.clone());
                let slots = names.by_name.entry(key).or_default();
                if !slots.contains(&index) {
                    slots.push(index);
                }
            }
        }
        names
    }

    /// The fact of that name, if there is one.
    pub fn find(&self, facts: &FactTable, text: &str) -> Result<Option<u32>, Diagnostic> {
        if let Some(index) = facts.index(text) {
            return Ok(Some(index));
        }
        match self.by_name.get(&name(text)).map(Vec::as_slice) {
            None => Ok(None),
            Some([one]) => Ok(Some(*one)),
            Some(several) => {
                let ids: Vec<&str> = several.iter().filter_map(|i| facts.get(*i)).map(|s| s.id.as_str()).collect();
                let args = [shown(text), ids.join(" ").into()];
                Err(Diagnostic::new(Code::AmbiguousColumn, Span::default(), args))
            }
        }
    }

    /// The nearest name to one that isn't known, `` `name` ``, or nothing.
    pub fn nearest(&self, text: &str) -> String {
        let (bare, _) = without_unit(text);
        let key = name(&bare);
        let within = |known: &&String| key.chars().count() > 1 && known.contains(key.as_str());
        let near = nearest(&key, self.by_name.keys().map(String::as_str));
        // Half a name is far from the whole one by its letters, and yet the likeliest of all.
        let near = near.or_else(|| self.by_name.keys().filter(within).min_by_key(|k| k.len()).map(String::as_str));
        near.and_then(|k| self.shown.get(k)).map(|n| format!("`{n}`")).unwrap_or_default()
    }

    fn column(&self, facts: &FactTable, header: &str, mapping: &Mapping) -> Result<Option<Column>, Diagnostic> {
        // A name that ends in brackets of its own is looked for before they are taken for a unit.
        if let Some(column) = self.whole(facts, header, mapping)? {
            return Ok(Some(column));
        }
        let (bare, Some(measure)) = without_unit(header) else { return Ok(None) };
        let Some(column) = self.whole(facts, &bare, mapping)? else { return Ok(None) };
        let Some(slot) = column.slot.and_then(|i| facts.get(i)) else { return Ok(Some(column)) };
        let expected = match column.measure {
            _ if !measure.fits(slot) => unit_of(slot),
            Some(mapped) if !measure.agrees(mapped) => mapped.word.into(),
            _ => return Ok(Some(Column { measure: Some(measure), ..column })),
        };
        let args = [shown(header), measure.word.into(), expected];
        Err(Diagnostic::new(Code::ColumnUnit, Span::default(), args))
    }

    /// The column of a name that has no unit behind it, by the mapping before anything else.
    fn whole(&self, facts: &FactTable, text: &str, mapping: &Mapping) -> Result<Option<Column>, Diagnostic> {
        if let Some(mapped) = mapping.find(text) {
            return Ok(Some(mapped.clone()));
        }
        let found = self.find(facts, text)?;
        Ok(found.and_then(|index| Some(Column::of(index, facts.get(index)?, None))))
    }
}

/// A name without the unit in the brackets behind it, and that unit.
fn without_unit(text: &str) -> (String, Option<Measure>) {
    let plain = plain(text);
    let found = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let inside = plain.strip_suffix(close)?;
        let (before, unit) = inside.rsplit_once(open)?;
        Some((before.trim().to_owned(), Measure::of_column(unit.trim())?))
    });
    match found {
        Some((before, measure)) => (before, Some(measure)),
        None => (plain.into_owned(), None),
    }
}

fn shown(header: &str) -> Text {
    header.chars().take(60).collect::<String>().into()
}
