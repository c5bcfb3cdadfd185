//! Which missing facts to ask for first.

use std::cmp::Ordering;

use crate::keyed::Seen;
use crate::number::Number;
use crate::program::{Slot, Workspace};

use super::{Assessor, Verdict};

impl Assessor {
    /// The facts that the residuals of all tiers still read, and those of each tier: first those that more undecided tiers
    /// read, then those that can move more points of the tiers' score sheets, then in the order of the documents.
    pub(super) fn missing_in_order(&self, run: &Workspace) -> (Vec<u32>, Vec<Vec<u32>>) {
        let program = &self.compiled.program;
        let open = |slot: Slot| Verdict::of(run.get(slot).as_boolean()) == Verdict::Unknown;
        let tiers = self.compiled.tiers.iter().map(|t| if open(t.slot) { program.missing(&[t.slot], run) } else { Vec::new() });
        let tiers: Vec<Vec<u32>> = tiers.collect();
        if tiers.iter().all(Vec::is_empty) {
            return (Vec::new(), tiers);
        }
        let mut readers = vec![0_usize; self.facts.slots().len()];
        for fact in tiers.iter().flatten() {
            if let Some(count) = readers.get_mut(*fact as usize) {
                *count += 1;
            }
        }
        let points = self.points_to_move(run);
        let key = |fact: &u32| {
            let at = *fact as usize;
            let points = points.get(at).cloned().unwrap_or(Number::ZERO);
            (std::cmp::Reverse(readers.get(at).copied().unwrap_or(0)), points, *fact)
        };
        let mut all: Vec<u32> = (0_u32..).zip(&readers).filter(|(_, count)| **count > 0).map(|(fact, _)| fact).collect();
        all.sort_by(|a, b| {
            let ((readers_a, points_a, a), (readers_b, points_b, b)) = (key(a), key(b));
            let points = points_b.compare(&points_a).unwrap_or(Ordering::Equal);
            readers_a.cmp(&readers_b).then(points).then(a.cmp(&b))
        });
        let of_tier = |tier: &Vec<u32>| all.iter().copied().filter(|fact| tier.binary_search(fact).is_ok()).collect();
        let tiers = tiers.iter().map(of_tier).collect();
        (all, tiers)
    }

    /// For each fact, how many points the open items that read it can still gain, over the score sheets of the tiers.
    fn points_to_move(&self, run: &Workspace) -> Vec<Number> {
        let program = &self.compiled.program;
        let mut out = vec![Number::ZERO; self.facts.slots().len()];
        let variants = self.compiled.tiers.iter().flat_map(|t| std::iter::once(&t.first).chain(t.renewal.iter().map(|(_, v)| v)));
        let mut seen = Seen::new();
        for card in variants.filter_map(|v| v.card.as_ref()) {
            for item in card.groups.iter().flat_map(|g| &g.items) {
                let slot = program.slot_of(item.at);
                let cell = run.get(slot);
                if !cell.is_unknown() || !seen.insert(slot) {
                    continue;
                }
                let can = cell.interval();
                let Some(width) = can.hi.zip(can.lo).and_then(|(hi, lo)| hi.sub(&lo).ok()) else { continue };
                for fact in program.missing(&[slot], run) {
                    if let Some(points) = out.get_mut(fact as usize)
                        && let Ok(sum) = points.add(&width)
                    {
                        *points = sum;
                    }
                }
            }
        }
        out
    }
}
