//! The cultivation rules for small and medium-sized enterprises, written by hand.
//!
//! This is what the rules look like without a rule engine: one Rust function for each tier and
//! edition. It has two uses:
//!
//! - the benchmarks compare the engine with it;
//! - differential tests take it as a second, independent evaluator. It shares no code with the
//!   engine and settles undeterminable ratios by another method (see below).
//!
//! Numbers are exact: money is in fen and `i64`, products are `i128`, there are no floats, and
//! nothing is allocated. No amount of money that fits an `i64` overflows.
//!
//! Every fact of a [`Firm`] is known. What can still be open is a ratio whose denominator is not
//! positive (the debt ratio of a firm without assets). Such a condition is undetermined, and such
//! a score item counts from its least to its most points. No rule negates a ratio, so both follow
//! from evaluating the rules twice: once with every such ratio at its worst and once at its best.
//! Where the two agree, the answer doesn't depend on it. Firms whose ratios all exist, nearly all
//! of them, are evaluated once.
//!
//! Values outside the domain of a fact (negative counts, more than 15 local points) are the
//! caller's to refuse.

// Where cheap conditions come in a row, none is skipped: a mispredicted jump costs more.
#![allow(clippy::needless_bitwise_bool)]

mod base;
mod exact;
mod firm;
mod innovative;
mod little_giant;
pub mod sample;
mod srdi;

pub use firm::{Firm, Industry, ProductField, RdInstitution};
pub use innovative::innovative_2022;
pub use little_giant::{little_giant_2022, little_giant_2026, little_giant_call_2025, little_giant_call_2026};
pub use srdi::{srdi_2022, srdi_2026};

/// Whether a firm meets a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The standard is met.
    Pass,
    /// The standard is not met.
    Fail,
    /// It depends on a ratio that has no value, because its denominator is not positive.
    Undetermined,
}

impl Verdict {
    fn known(pass: bool) -> Self {
        if pass { Self::Pass } else { Self::Fail }
    }

    /// From the outcomes with every undeterminable ratio at its worst and at its best.
    fn between(worst: bool, best: bool) -> Self {
        debug_assert!(best || !worst, "the rules are monotone");
        match (worst, best) {
            (true, _) => Self::Pass,
            (_, false) => Self::Fail,
            _ => Self::Undetermined,
        }
    }
}

/// What the rules say of a firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// Whether the firm meets the standard.
    pub verdict: Verdict,
    /// The score in hundredths of a point, if the standard has one and it is one value.
    pub score: Option<i64>,
    /// The scores of the groups in the order of the document, in hundredths of a point, each if it
    /// is one value. Places past the last group are `None`.
    pub groups: [Option<i64>; 4],
}

impl Answer {
    /// The answer of a standard that has no score.
    fn unscored(verdict: Verdict) -> Self {
        Self { verdict, score: None, groups: [None; 4] }
    }

    fn known<const N: usize>(outcome: &Outcome<N>) -> Self {
        let mut groups = [None; 4];
        for (group, value) in groups.iter_mut().zip(outcome.groups) {
            *group = Some(value);
        }
        Self { verdict: Verdict::known(outcome.pass), score: Some(outcome.groups.iter().sum()), groups }
    }

    /// From the outcomes with every undeterminable ratio at its worst and at its best.
    fn between<const N: usize>(worst: &Outcome<N>, best: &Outcome<N>) -> Self {
        let mut groups = [None; 4];
        for (group, (low, high)) in groups.iter_mut().zip(worst.groups.iter().zip(&best.groups)) {
            *group = (low == high).then_some(*low);
        }
        Self {
            verdict: Verdict::between(worst.pass, best.pass),
            score: (worst.groups == best.groups).then(|| worst.groups.iter().sum()),
            groups,
        }
    }
}

/// One evaluation of a standard with `N` groups of score items.
struct Outcome<const N: usize> {
    pass: bool,
    /// In hundredths of a point.
    groups: [i64; N],
}
