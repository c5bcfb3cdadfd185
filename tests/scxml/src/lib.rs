//! A small reader of SCXML for tests: documents without data, scripts or invocations become charts and are played.
//!
//! What it can't read it names, so that nobody has to keep a list of excuses by hand.

pub mod chart;
pub mod play;
pub mod xml;
