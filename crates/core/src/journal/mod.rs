//! What happened to a case: entries, each with the hash of the one before, so that a changed one is found.
//!
//! An entry is canonical JSON (RFC 8785) in which every number is a text. A journal in a file has a line for each entry,
//! `{"entry": {...}, "hash": "sha256:..."}`. This room knows no chart: an entry says what changed, so that a case can be
//! put together again from its journal alone.

mod chain;
mod entry;
mod shapes;
mod write;

pub use chain::{MAX_ENTRIES, MAX_LINE, read, text};
pub use entry::{Actor, Asked, Binding, Changes, Entry, FORMAT, Guarded, Happened, Opened, Running, SEMANTICS, Sealed, Titled};
