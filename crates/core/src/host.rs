//! What a browser has already and a small module need not bring along: integers of any size, and Unicode's tables.
//!
//! With the feature `self-contained` they come with the engine; without it a JavaScript host lends its own, by the feature
//! `js`. Both offer the same names, so the rest of the engine does not know which one it has; what is asked here is defined
//! to the last digit (arithmetic) or kept stable by Unicode for every character that a release knows, so answers are the same.

#[cfg(feature = "self-contained")]
#[path = "host/carried.rs"]
mod chosen;

#[cfg(not(feature = "self-contained"))]
#[path = "host/js.rs"]
mod chosen;

#[cfg(not(any(feature = "self-contained", feature = "js")))]
compile_error!("without the feature `self-contained` a JavaScript host must lend what it has: add the feature `js`");

pub(crate) use chosen::{BigInt, Integer, composed, continues_word, is_negative, is_zero, starts_word};
