//! The part of a program that one answer needs, to ask it again and again with a fact changed.

use super::cell::Cell;
use super::{Instruction, Op, Program, Slot, Workspace, apply};

impl Program {
    /// The instructions that the slots rest on, in order of evaluation.
    pub fn slice(&self, roots: &[Slot]) -> Vec<usize> {
        let mut needed = vec![false; self.instructions.len()];
        let mut todo = roots.to_vec();
        while let Some(at) = todo.pop() {
            let Some(index) = self.instruction_of(at) else { continue };
            let (Some(seen), Some(instruction)) = (needed.get_mut(index), self.instructions.get(index)) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            match instruction.op {
                Op::CallList(_) => todo.extend(self.list(instruction)),
                _ => todo.extend([instruction.a, instruction.b, instruction.c]),
            }
        }
        needed.iter().enumerate().filter(|(_, n)| **n).map(|(i, _)| i).collect()
    }

    /// The instructions of a slice that rest on one of the facts.
    pub fn resting_on(&self, slice: &[usize], facts: &[u32]) -> Vec<usize> {
        let results = self.constants.len() + self.facts as usize;
        let mut moved = vec![false; results + self.instructions.len()];
        for fact in facts {
            if let Some(cell) = moved.get_mut(self.fact_slot(*fact) as usize) {
                *cell = true;
            }
        }
        let rests = |moved: &[bool], at: Slot| moved.get(at as usize).copied().unwrap_or_default();
        let mut out = Vec::new();
        for &index in slice {
            let Some(instruction) = self.instructions.get(index) else { continue };
            let does = match instruction.op {
                Op::CallList(_) => self.list(instruction).iter().any(|at| rests(&moved, *at)),
                _ => [instruction.a, instruction.b, instruction.c].into_iter().any(|at| rests(&moved, at)),
            };
            if does {
                out.push(index);
                if let Some(cell) = moved.get_mut(results + index) {
                    *cell = true;
                }
            }
        }
        out
    }

    /// The operands of a function of a list.
    fn list(&self, instruction: &Instruction) -> &[Slot] {
        let from = instruction.a as usize;
        self.lists.get(from..from.saturating_add(instruction.b as usize)).unwrap_or_default()
    }

    /// Sets a fact after a run.
    pub fn set_fact(&self, workspace: &mut Workspace, fact: u32, value: Cell) {
        if let Some(cell) = workspace.cells.get_mut(self.fact_slot(fact) as usize) {
            *cell = value;
        }
    }

    /// Takes the values of these facts and instructions from another run.
    pub fn restore(&self, slice: &[usize], facts: &[u32], from: &Workspace, workspace: &mut Workspace) {
        let results = self.constants.len() + self.facts as usize;
        let slots = facts.iter().map(|fact| self.fact_slot(*fact) as usize).chain(slice.iter().map(|index| results + index));
        for at in slots {
            if let (Some(to), Some(from)) = (workspace.cells.get_mut(at), from.cells.get(at)) {
                to.clone_from(from);
            }
        }
    }

    /// Evaluates these instructions again.
    pub fn rerun(&self, slice: &[usize], workspace: &mut Workspace) {
        let results = self.constants.len() + self.facts as usize;
        for &index in slice {
            let Some(instruction) = self.instructions.get(index) else { continue };
            let (before, rest) = workspace.cells.split_at_mut(results + index);
            if let Some(cell) = rest.first_mut() {
                apply::apply_into(self, instruction, index, before, cell);
            }
        }
    }
}
