//! A firm's records, and the facts that are computed from them.
//!
//! A computed fact stands in the fact's own slot, so everything that reads facts reads it. Where records leave it open it
//! is unknown, within what the records say; where it is also given, both must agree.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::number::Number;
use crate::policy::{Derivation, FactSlot, RecordKind};
use crate::program::cell::{Cell, Possible};
use crate::program::fold::MAX_WORK;
use crate::program::interval::Interval;

use super::firm::{FirmError, check_number};
use super::{Firm, Provenance, at_field};

/// Most records of a kind.
pub const MAX_RECORDS: usize = 1_000;

/// The records of a firm and what was computed from them; nothing is kept where none are given.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    kinds: Vec<(u32, Vec<Vec<Cell>>)>,
    /// What was said of where the values of records come from, for each kind and record.
    provenances: Vec<(u32, Vec<Said>)>,
    computed: Vec<Computed>,
}

/// Where values come from, by their slots.
type Said = Vec<(u32, Provenance)>;

/// A record as it was given, and where its values come from.
pub(super) type Told<'r> = (&'r [Cell], &'r [(u32, Provenance)]);

#[derive(Clone, Debug)]
struct Computed {
    slot: u32,
    cell: Cell,
    /// Whether the fact is also given itself.
    flat: bool,
}

/// Records of a kind on their way to a firm.
#[derive(Debug)]
pub struct RecordList<'a> {
    kind: &'a RecordKind,
    records: Vec<Firm<'a>>,
    blank: Firm<'a>,
}

impl<'a> RecordList<'a> {
    /// Refuses more records than there may be, so that a reader need not begin with them.
    pub fn expect(&self, count: usize) -> Result<(), Diagnostic> {
        if count <= MAX_RECORDS {
            return Ok(());
        }
        let args = [self.kind.id().into(), MAX_RECORDS.to_string().into()];
        Err(Diagnostic::new(Code::TooMany, Span::default(), args))
    }

    /// A new record of which nothing is known yet; its fields are set like a firm's facts. There are at most
    /// [`MAX_RECORDS`].
    pub fn add(&mut self) -> Result<&mut Firm<'a>, Diagnostic> {
        let at = self.records.len();
        self.expect(at + 1)?;
        self.records.push(self.blank.clone());
        Ok(&mut self.records[at])
    }
}

impl Given {
    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    fn of(&self, kind: u32) -> Option<&Vec<Vec<Cell>>> {
        self.kinds.iter().find(|(k, _)| *k == kind).map(|(_, records)| records)
    }
}

impl<'a> Firm<'a> {
    /// An empty list of records of a kind, for [`Firm::set_records`]; `None` where there is no such kind.
    pub fn records(&self, kind: &str) -> Option<RecordList<'a>> {
        let kind = self.facts().kind(kind)?;
        Some(RecordList { kind, records: Vec::new(), blank: Firm::new(&kind.fields, &[], self.money()) })
    }

    /// Gives all records of a kind, in place of those given before, and computes the facts that rest on them. An empty
    /// list says that there are none.
    ///
    /// Refused, each with the fact as the span's pointer: a fact that is given itself and differs, or a computed value
    /// outside of the fact's domain. The firm is then not to be assessed.
    pub fn set_records(&mut self, list: RecordList<'a>) -> Result<(), Diagnostics> {
        self.withdraw(list.kind.id());
        let (records, said) = list.records.into_iter().map(|r| (r.cells().to_vec(), r.provenances)).unzip();
        self.given.kinds.push((list.kind.index(), records));
        self.given.provenances.push((list.kind.index(), said));
        let derivations = self.derivations;
        let (mut errors, mut work) = (Vec::new(), MAX_WORK);
        for derivation in derivations.iter().filter(|d| d.kinds.contains(&list.kind.index())) {
            let Some(slot) = self.facts().get(derivation.slot) else { continue };
            if derivation.kinds.iter().all(|k| self.given.of(*k).is_some())
                && let Err(d) = self.compute(derivation, slot, &mut work)
            {
                errors.push(at_field(d, &slot.id));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Diagnostics(errors)) }
    }

    fn compute(&mut self, derivation: &Derivation, slot: &FactSlot, work: &mut u32) -> Result<(), FirmError> {
        if let Some(parameter) = &derivation.unset {
            return Err(Diagnostic::new(Code::ParameterWithoutValue, Span::default(), [parameter.as_str().into()]));
        }
        let value = derivation.expression.value(|kind| self.given.of(kind).map(Vec::as_slice).unwrap_or_default(), work);
        let cell = match value {
            Cell::Error(fault) => return Err(Diagnostic::new(fault.code, Span::default(), [slot.id.as_str().into()])),
            Cell::Null if !slot.optional => return Err(Diagnostic::new(Code::EmptyVerdict, Span::default(), [])),
            Cell::Number(n) => {
                let text = n.to_string();
                // Amounts of money are yuan by now.
                check_number(slot, n, &text)?
            }
            Cell::Unknown(Possible::Number(i)) => within(slot, &i),
            Cell::Unknown(_) => slot.unknown.clone(),
            known => known,
        };
        let before = self.cells().get(derivation.slot as usize).filter(|c| !c.is_unknown()).cloned();
        self.given.computed.push(Computed { slot: derivation.slot, cell: cell.clone(), flat: before.is_some() });
        match before {
            Some(given) => self.agrees(derivation.slot, &given),
            None => {
                self.store(derivation.slot, cell);
                Ok(())
            }
        }
    }

    /// Whether a fact as it is given fits what its records say.
    pub(super) fn agrees(&mut self, index: u32, given: &Cell) -> Result<(), FirmError> {
        let facts = self.facts();
        let Some(computed) = self.given.computed.iter_mut().find(|c| c.slot == index) else { return Ok(()) };
        if allows(&computed.cell, given) {
            computed.flat = true;
            return Ok(());
        }
        let id = facts.get(index).map_or("", |s| s.id.as_str());
        Err(Diagnostic::new(Code::FactConflict, Span::default(), [id.into(), shown(given), shown(&computed.cell)]))
    }

    /// Where a fact is no longer given itself: what its records say, if they say anything.
    pub(super) fn fall_back(&mut self, index: u32) -> bool {
        let Some(computed) = self.given.computed.iter_mut().find(|c| c.slot == index) else { return false };
        computed.flat = false;
        let cell = computed.cell.clone();
        self.store(index, cell);
        true
    }

    /// Whether a fact is not given itself but follows from records.
    pub(super) fn is_computed(&self, index: u32) -> bool {
        self.given.computed.iter().any(|c| c.slot == index && !c.flat)
    }

    /// The records that were given, by kind, each with what was said of where its values come from.
    pub(super) fn given_records(&self) -> impl Iterator<Item = (&'a RecordKind, Vec<Told<'_>>)> {
        self.given.kinds.iter().zip(&self.given.provenances).filter_map(|((kind, records), (_, said))| {
            let kind = self.facts().kinds().iter().find(|k| k.index() == *kind)?;
            Some((kind, records.iter().map(Vec::as_slice).zip(said.iter().map(Vec::as_slice)).collect()))
        })
    }

    /// Takes back the records of a kind and what was computed from them.
    pub(super) fn withdraw(&mut self, kind: &str) {
        let Some(kind) = self.facts().kind(kind).map(RecordKind::index) else { return };
        self.given.kinds.retain(|(k, _)| *k != kind);
        self.given.provenances.retain(|(k, _)| *k != kind);
        let derivations = self.derivations;
        for derivation in derivations.iter().filter(|d| d.kinds.contains(&kind)) {
            self.forget_computed(|c| c.slot == derivation.slot);
        }
    }

    /// Takes back all records.
    pub(super) fn forget_records(&mut self) {
        self.given.kinds.clear();
        self.given.provenances.clear();
        self.forget_computed(|_| true);
    }

    fn forget_computed(&mut self, which: impl Fn(&Computed) -> bool) {
        while let Some(at) = self.given.computed.iter().position(&which) {
            let gone = self.given.computed.swap_remove(at);
            self.reset(gone.slot, gone.flat);
        }
    }
}

/// What a fact can still be: within its domain and what the records say. That these might come out empty or as an error
/// doesn't count, for then they would be refused.
fn within(slot: &FactSlot, records: &Interval) -> Cell {
    let domain = slot.unknown.interval();
    let inside = Interval { partial: slot.optional, ..domain.meet(records) };
    Cell::from_interval(inside)
}

/// Whether a computed cell leaves room for a given one.
fn allows(computed: &Cell, given: &Cell) -> bool {
    match (computed, given) {
        (Cell::Number(a), Cell::Number(b)) => a.compare(b) == Ok(std::cmp::Ordering::Equal),
        (Cell::Unknown(Possible::Number(i)), Cell::Number(n)) => i.holds(n),
        (Cell::Unknown(_), _) => true,
        (a, b) => a == b,
    }
}

fn shown(cell: &Cell) -> Text {
    match cell {
        Cell::Number(n) => n.to_string().into(),
        Cell::Boolean(true) => Text::both("是", "true"),
        Cell::Boolean(false) => Text::both("否", "false"),
        Cell::Null => Text::both("空值", "null"),
        other => {
            let i = other.interval();
            let end = |n: &Option<Number>| n.as_ref().map_or("…".to_owned(), ToString::to_string);
            format!("[{}..{}]", end(&i.lo), end(&i.hi)).into()
        }
    }
}
