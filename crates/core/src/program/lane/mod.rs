//! The short way to a verdict for a wholly known firm: the same rules as plain fractions of 64-bit integers, criterion
//! by criterion, leaving off at the first that fails.
//!
//! It answers only where every step is exact and in range; anything else (an unknown, an error, a large or rounded
//! number, a text) makes it say nothing, and the evaluator of the whole program answers instead.

mod arithmetic;
mod table;
mod write;

use super::{Program, Slot};
use crate::keyed::Keyed;

pub use arithmetic::Lane;
use arithmetic::{Simple, Wide};
use table::Table;
use write::Writer;

/// A number, or the quotient of two, held against another number.
#[derive(Clone, Copy, Debug)]
struct Comparison {
    /// Bits of the orders that fit: 1 less, 2 equal, 4 greater.
    fits: u8,
    a: u16,
    /// A divisor of `a`, which must be positive; `a` itself where there is none.
    over: u16,
    b: u16,
}

/// Points of a number, or of the quotient of two, by a table.
#[derive(Clone, Copy, Debug)]
struct Look {
    table: u16,
    a: u16,
    /// A divisor of `a`, which must be positive; `a` itself where there is none.
    over: u16,
    to: u16,
}

/// One of two values, by a boolean.
#[derive(Clone, Copy, Debug)]
struct Selection {
    condition: u16,
    yes: u16,
    no: u16,
    to: u16,
}

/// Part of a question's lists.
#[derive(Clone, Copy, Debug)]
struct Part {
    from: u16,
    count: u16,
}

impl Part {
    #[inline]
    fn of<T>(self, list: &[T]) -> Option<&[T]> {
        list.get(self.from as usize..self.from as usize + self.count as usize)
    }
}

#[derive(Clone, Copy, Debug)]
enum Code {
    /// An operation on numbers.
    Do { op: Simple, a: u16, b: u16, to: u16 },
    /// The sum, least or greatest of listed numbers.
    Fold { op: Simple, of: Part, to: u16 },
    /// Points by tables.
    Steps(Part),
    /// Ones of two values.
    Selects(Part),
    /// A value into another slot.
    Copy { a: u16, to: u16 },
    /// A boolean into a slot.
    Set { truth: bool, to: u16 },
    /// Goes on at `at` unless all comparisons hold.
    Compare { all: Part, at: u16 },
    /// Goes on at `at` unless all booleans are as listed.
    Unless { all: Part, at: u16 },
    /// Goes on at `at` where the slot has its value already, from another question.
    Known { slot: u16, at: u16 },
    /// Goes on where the enum value sends it.
    Switch { a: u16, targets: u16 },
    /// Goes on at `at`.
    Jump { at: u16 },
    /// The answer.
    Answer(bool),
}

/// The code of some criteria that must all hold, and the lists that it refers to.
#[derive(Clone, Debug, Default)]
struct Question {
    code: Vec<Code>,
    comparisons: Vec<Comparison>,
    booleans: Vec<(u16, bool)>,
    looks: Vec<Look>,
    selections: Vec<Selection>,
    folded: Vec<u16>,
    /// Where each enum value goes on, for each [`Code::Switch`].
    switches: Vec<[u16; 64]>,
}

/// The lanes of a program for some conjunctions (tiers).
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    /// Tells workspaces apart that were made for other lanes.
    id: u64,
    constants: Vec<Lane>,
    slots: usize,
    facts: usize,
    tables: Vec<Option<Table>>,
    questions: Vec<Question>,
    /// The questions of each tier; several tiers may ask the same one.
    tiers: Vec<Option<Vec<usize>>>,
}

/// Values of one run.
#[derive(Clone, Debug, Default)]
pub struct LaneWorkspace {
    lanes: u64,
    values: Vec<Lane>,
    /// Values that outgrew their slot.
    wide: Vec<Wide>,
    /// The firm for which a slot was last computed by several questions' shared code.
    known: Vec<u64>,
    firm: u64,
    /// Something could not be computed: what this firm's slots hold is not to be trusted.
    broken: bool,
    answers: Vec<Option<bool>>,
}

impl Lanes {
    /// Prepares conjunctions: for each tier the slots that must all be true.
    pub fn new(program: &Program, tiers: &[Vec<Slot>]) -> Lanes {
        let uses = write::uses(program);
        let mut lanes = Lanes {
            id: super::next_id(),
            constants: program.constants.iter().map(Lane::of).collect(),
            slots: program.constants.len() + program.facts as usize + program.instructions.len(),
            facts: program.facts as usize,
            tables: program.steps.iter().map(Table::new).collect(),
            questions: Vec::new(),
            tiers: Vec::new(),
        };
        let mut written: Keyed<Vec<Slot>, Option<usize>> = Keyed::new();
        for tier in tiers {
            let questions = shared_runs(tier, tiers).into_iter().map(|slots| {
                if let Some(known) = written.get(&slots) {
                    return *known;
                }
                let question = Writer::new(program, &uses).question(&slots).map(|question| {
                    lanes.questions.push(question);
                    lanes.questions.len() - 1
                });
                written.insert(slots, question);
                question
            });
            let questions = questions.collect();
            lanes.tiers.push(questions);
        }
        lanes
    }

    /// Makes a workspace ready for a firm.
    pub fn begin(&self, firm: &[Lane], workspace: &mut LaneWorkspace) {
        if workspace.lanes != self.id {
            workspace.lanes = self.id;
            workspace.values.clear();
            workspace.values.extend_from_slice(&self.constants);
            workspace.values.resize(self.slots, Lane::NONE);
            workspace.wide.clear();
            workspace.wide.resize(self.slots, Wide::NONE);
            workspace.known.clear();
            workspace.known.resize(self.slots, 0);
        }
        workspace.firm += 1;
        workspace.broken = false;
        let start = self.constants.len();
        if let Some(facts) = workspace.values.get_mut(start..start + self.facts.min(firm.len())) {
            facts.copy_from_slice(firm.get(..facts.len()).unwrap_or_default());
        }
        workspace.answers.clear();
        workspace.answers.resize(self.questions.len(), None);
    }

    /// Whether a tier's criteria all hold; `None` where this way can't tell.
    pub fn decide(&self, tier: usize, workspace: &mut LaneWorkspace) -> Option<bool> {
        if workspace.broken {
            return None;
        }
        let holds = self.ask(tier, workspace);
        workspace.broken = holds.is_none();
        holds
    }

    fn ask(&self, tier: usize, workspace: &mut LaneWorkspace) -> Option<bool> {
        for number in self.tiers.get(tier)?.as_ref()? {
            let known = *workspace.answers.get(*number)?;
            let holds = match known {
                Some(holds) => holds,
                None => {
                    let holds = self.run(self.questions.get(*number)?, workspace)?;
                    *workspace.answers.get_mut(*number)? = Some(holds);
                    holds
                }
            };
            if !holds {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Runs a question's code; `None` where something is not here or does not fit.
    #[inline(never)]
    fn run(&self, question: &Question, workspace: &mut LaneWorkspace) -> Option<bool> {
        let LaneWorkspace { values, wide, known, firm, .. } = workspace;
        let (values, code) = (values.as_mut_slice(), question.code.as_slice());
        let mut at = 0;
        loop {
            let step = code.get(at)?;
            at += 1;
            match *step {
                Code::Do { op, a, b, to } => {
                    let value = arithmetic::compute(op, *values.get(a as usize)?, *values.get(b as usize)?);
                    if value.here() {
                        values.get_mut(to as usize)?.set(value);
                    } else {
                        arithmetic::wide_operation(op, [a, b, to], values, wide)?;
                    }
                }
                Code::Fold { op, of, to } => {
                    let (first, rest) = of.of(&question.folded)?.split_first()?;
                    arithmetic::copy(*first, to, values, wide)?;
                    for part in rest {
                        let value = arithmetic::compute(op, *values.get(to as usize)?, *values.get(*part as usize)?);
                        if value.here() {
                            values.get_mut(to as usize)?.set(value);
                        } else {
                            arithmetic::wide_operation(op, [to, *part, to], values, wide)?;
                        }
                    }
                }
                Code::Steps(part) => {
                    for look in part.of(&question.looks)? {
                        let table = self.tables.get(look.table as usize)?.as_ref()?;
                        let x = arithmetic::quotient(look.a, look.over, values)?;
                        let points =
                            if x.here() { table.points(x) } else { table.points_wide(look.a, look.over, values, wide)? };
                        values.get_mut(look.to as usize)?.set(points);
                    }
                }
                Code::Selects(part) => {
                    for s in part.of(&question.selections)? {
                        let from = if values.get(s.condition as usize)?.truth()? { s.yes } else { s.no };
                        arithmetic::copy(from, s.to, values, wide)?;
                    }
                }
                Code::Copy { a, to } => arithmetic::copy(a, to, values, wide)?,
                Code::Set { truth, to } => values.get_mut(to as usize)?.set(Lane::truth_of(truth)),
                Code::Compare { all, at: target } => {
                    for c in all.of(&question.comparisons)? {
                        let x = arithmetic::quotient(c.a, c.over, values)?;
                        let order = match x.compare(*values.get(c.b as usize)?) {
                            Some(order) => order,
                            None => arithmetic::wide_order(c.a, c.over, c.b, values, wide)?,
                        };
                        if c.fits >> (order as i8 + 1) & 1 == 0 {
                            at = target as usize;
                            break;
                        }
                    }
                }
                Code::Unless { all, at: target } => {
                    for (slot, wanted) in all.of(&question.booleans)? {
                        if values.get(*slot as usize)?.truth()? != *wanted {
                            at = target as usize;
                            break;
                        }
                    }
                }
                Code::Known { slot, at: target } => {
                    let last = known.get_mut(slot as usize)?;
                    if *last == *firm {
                        at = target as usize;
                    }
                    *last = *firm;
                }
                Code::Switch { a, targets } => {
                    let value = values.get(a as usize)?.index()?;
                    at = *question.switches.get(targets as usize)?.get(value)? as usize;
                }
                Code::Jump { at: target } => at = target as usize,
                Code::Answer(holds) => return Some(holds),
            }
        }
    }
}

/// A tier's criteria, split where other tiers no longer ask the same ones: each part is asked once.
fn shared_runs(tier: &[Slot], tiers: &[Vec<Slot>]) -> Vec<Vec<Slot>> {
    let asked = |slot: &Slot| tiers.iter().map(|t| t.contains(slot)).collect::<Vec<_>>();
    tier.chunk_by(|a, b| asked(a) == asked(b)).map(<[Slot]>::to_vec).collect()
}
