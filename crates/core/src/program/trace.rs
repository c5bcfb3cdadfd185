//! What an undecided answer still reads, and which errors lie behind it: walks over the values of one run.

use super::cell::{Cell, Fault};
use super::{Op, Program, Slot, Workspace};

impl Program {
    /// The operands that the value of a slot rests on. Given the values of a run: of an `if` only the branch taken.
    fn read_by(&self, at: Slot, workspace: Option<&Workspace>, out: &mut Vec<Slot>) {
        let Some(instruction) = self.instruction_of(at).and_then(|i| self.instructions.get(i)) else { return };
        let [a, b, c] = [instruction.a, instruction.b, instruction.c];
        match instruction.op {
            Op::If => match workspace.map(|values| values.get(a)) {
                Some(Cell::Boolean(true)) => out.extend([a, b]),
                Some(Cell::Boolean(false) | Cell::Null) => out.extend([a, c]),
                _ => out.extend([a, b, c]),
            },
            Op::CallList(_) => out.extend(self.lists.iter().skip(a as usize).take(b as usize)),
            Op::Unset => {}
            Op::Negate | Op::OneOf(_) | Op::IsNull | Op::Not | Op::Step(_) | Op::Settle | Op::Points => out.push(a),
            _ => out.extend([a, b]),
        }
    }

    /// The facts that the residual of the slots still reads, in the order of the facts.
    ///
    /// Sound: what is decided rests on no unknown, so it is not walked into.
    pub fn missing(&self, roots: &[Slot], workspace: &Workspace) -> Vec<u32> {
        let mut out = Vec::new();
        self.walk(roots, Some(workspace), |at| {
            let cell = workspace.get(at);
            if cell.is_unknown()
                && let Some(fact) = self.fact_of(at)
            {
                out.push(fact);
            }
            cell.is_unknown()
        });
        out.sort_unstable();
        out
    }

    /// The errors behind the slots, each where it arose, in the order of the program.
    pub fn faults(&self, roots: &[Slot], workspace: &Workspace) -> Vec<Fault> {
        let mut out: Vec<Fault> = Vec::new();
        self.walk(roots, Some(workspace), |at| {
            if let Cell::Error(fault) = workspace.get(at)
                && !out.contains(fault)
            {
                out.push(*fault);
            }
            true
        });
        out.sort_by_key(|f| f.instruction);
        out
    }

    /// Every fact that the slots can read, whatever its value.
    pub fn facts_read(&self, roots: &[Slot]) -> Vec<u32> {
        let mut out = Vec::new();
        self.walk(roots, None, |at| {
            out.extend(self.fact_of(at));
            true
        });
        out.sort_unstable();
        out
    }

    /// Visits each slot once, from the roots down; goes below a slot where `visit` says so.
    fn walk(&self, roots: &[Slot], workspace: Option<&Workspace>, mut visit: impl FnMut(Slot) -> bool) {
        let mut seen = vec![false; self.constants.len() + self.facts as usize + self.instructions.len()];
        let mut todo: Vec<Slot> = roots.to_vec();
        while let Some(at) = todo.pop() {
            let Some(seen) = seen.get_mut(at as usize) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            if visit(at) {
                self.read_by(at, workspace, &mut todo);
            }
        }
    }
}
