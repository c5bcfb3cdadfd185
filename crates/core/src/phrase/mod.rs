//! Rules as sentences in Chinese and English, made from the tree, the labels and the units: they are to sound like a
//! notice, not like code.

mod change;
mod figure;
mod sentence;

pub use change::{change, fact};
pub use figure::{figure, near};
pub use sentence::{bands, branch, condition, formula, template, term, value};
