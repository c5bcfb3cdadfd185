//! Cases on the command line: scenarios are played, journals are put together, verified, asked what is due.

pub mod journal;
pub mod play;
mod scenario;
mod tell;
