//! The part of a program that one answer needs, to ask it again and again with a fact changed.

use super::cell::Cell;
use super::{Op, Program, Slot, Workspace, apply};

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
                Op::CallList(_) => todo.extend(self.lists.iter().skip(instruction.a as usize).take(instruction.b as usize)),
                _ => todo.extend([instruction.a, instruction.b, instruction.c]),
            }
        }
        needed.iter().enumerate().filter(|(_, n)| **n).map(|(i, _)| i).collect()
    }

    /// Sets a fact after a run.
    pub fn set_fact(&self, workspace: &mut Workspace, fact: u32, value: Cell) {
        if let Some(cell) = workspace.cells.get_mut(self.fact_slot(fact) as usize) {
            *cell = value;
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
