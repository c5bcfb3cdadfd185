//! Whether changes are enough for a score by what each of them alone adds to it: wherever facts come together in sums only,
//! nothing needs to be evaluated for all of them together.

use crate::lang::syntax::BinaryOp;
use crate::number::Number;
use crate::policy::said::{Said, SaidTest};
use crate::program::cell::{Cell, Possible};
use crate::program::{Op, Program, Slot, Workspace};

use super::score::Rise;
use super::search::Trial;

/// A score that is held against a fixed threshold, and what was found of the rises of its items.
pub(super) struct Sums {
    /// Where the score is, and the end of what it can be that decides.
    at: Slot,
    now: Number,
    limit: Number,
    op: BinaryOp,
    /// The facts of the rises, each with the others that it meets in something else than a sum: a bit for each place.
    facts: Vec<(u32, u64)>,
    /// What each rise adds, and what it adds where it goes one step less far.
    gains: Vec<Option<(Number, Option<Number>)>>,
}

impl Sums {
    /// For a criterion that the trial asks about; nothing where sums don't tell.
    pub(super) fn new(
        (at, test): (Slot, &SaidTest),
        rises: &[Vec<Rise>],
        program: &Program,
        run: &Workspace,
        trial: &mut Trial,
    ) -> Option<Sums> {
        let SaidTest::Compare(op, Said { at: limit, .. }) = test else { return None };
        let limit = program.slot_of(*limit);
        let fixed = program.fact_of(limit).is_none() && program.instruction_of(limit).is_none();
        let (now, limit) = (end(run.get(at), *op)?, end(run.get(limit), *op).filter(|_| fixed)?);
        let last = program.instruction_of(at)?;
        let mut facts: Vec<(u32, u64)> = rises.iter().flatten().map(|rise| (rise.fact(), 0)).collect();
        facts.sort_unstable();
        facts.dedup();
        // What is no sum, with the facts that it rests on.
        let mut meets = vec![0_u64; last + 1];
        for (place, (fact, _)) in facts.iter().enumerate() {
            let bit = 1_u64.checked_shl(u32::try_from(place).ok()?)?;
            for index in trial.part_of(*fact) {
                let sum = program.instructions.get(*index).is_some_and(|i| i.op == Op::Add);
                if let Some(meets) = meets.get_mut(*index).filter(|_| !sum) {
                    *meets |= bit;
                }
            }
        }
        for (fact, others) in &mut facts {
            *others = trial.part_of(*fact).iter().filter_map(|index| meets.get(*index)).fold(0, |all, bits| all | bits);
        }
        let gains = vec![None; rises.iter().map(Vec::len).sum()];
        Some(Sums { at, now, limit, op: *op, facts, gains })
    }

    /// Whether rises are enough together, and none of them could go one step less far; nothing where sums don't tell.
    /// `less` is a rise's value one step less far.
    pub(super) fn just_enough(
        &mut self,
        rises: &[&Rise],
        less: impl Fn(&Rise) -> Option<Cell>,
        trial: &mut Trial,
    ) -> Option<bool> {
        let places = rises.iter().map(|rise| self.facts.iter().position(|(fact, _)| *fact == rise.fact()));
        let places: Vec<usize> = places.collect::<Option<_>>()?;
        let chosen = places.iter().fold(0_u64, |all, place| all | 1 << place);
        let mut sum = self.now.clone();
        for (rise, place) in rises.iter().zip(&places) {
            if self.facts.get(*place)?.1 & chosen & !(1 << place) != 0 {
                return None;
            }
            sum = sum.add(&self.gain(rise, &less, trial)?.0).ok()?;
        }
        if !self.met(&sum)? {
            return Some(false);
        }
        for rise in rises {
            if let (all, Some(less)) = self.gains.get(rise.place)?.as_ref()?
                && self.met(&sum.sub(all).and_then(|rest| rest.add(less)).ok()?)?
            {
                return Some(false);
            }
        }
        Some(true)
    }

    fn gain(
        &mut self,
        rise: &Rise,
        less: impl Fn(&Rise) -> Option<Cell>,
        trial: &mut Trial,
    ) -> Option<&(Number, Option<Number>)> {
        let (at, now, op) = (self.at, &self.now, self.op);
        let mut gained = |to: &Cell| end(trial.with_at(rise.fact(), to, at), op)?.sub(now).ok();
        let place = self.gains.get_mut(rise.place)?;
        if place.is_none() {
            let less = match less(rise) {
                Some(to) => Some(gained(&to)?),
                None => None,
            };
            *place = Some((gained(rise.to())?, less));
        }
        place.as_ref()
    }

    fn met(&self, sum: &Number) -> Option<bool> {
        let order = sum.compare(&self.limit).ok()?;
        Some(match self.op {
            BinaryOp::Ge => order.is_ge(),
            BinaryOp::Gt => order.is_gt(),
            BinaryOp::Le => order.is_le(),
            BinaryOp::Lt => order.is_lt(),
            _ => return None,
        })
    }
}

/// The end of what a number can be that decides such a comparison, where it is known exactly: sums of such ends are the ends of
/// sums.
fn end(cell: &Cell, op: BinaryOp) -> Option<Number> {
    let end = match cell {
        Cell::Number(n) => Some(n),
        Cell::Unknown(Possible::Number(x)) if !x.partial => match op {
            BinaryOp::Ge | BinaryOp::Gt => x.lo.as_ref(),
            BinaryOp::Le | BinaryOp::Lt => x.hi.as_ref(),
            _ => None,
        },
        _ => None,
    };
    end.filter(|n| n.is_exact()).cloned()
}
