//! Tables of firms as people keep them: columns named by labels, with units in brackets; cells with `10%`, `1,000`, `是`,
//! `１２３` or `1000万元`. Every host that reads tables reads them through here, so that they all understand the same.
//!
//! What can be read in two ways is an error, never a guess.

mod cell;
mod columns;
mod figure;
mod mapping;
mod measure;
mod normal;

pub use columns::{Column, Columns};
pub use mapping::Mapping;
