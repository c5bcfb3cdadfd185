//! Names in Unicode's composed form (NFC), so that two that look the same are the same.
//!
//! The tables take a seventh of a small module. With the feature `unicode` they come along; without it a host that has
//! its own (a browser has) lends its function.

use std::borrow::Cow;
use std::sync::OnceLock;

static HOST: OnceLock<fn(&str) -> String> = OnceLock::new();

/// Takes the host's function for the composed form; only the first one counts, and none where the tables are here.
pub fn compose_with(host: fn(&str) -> String) {
    // A second call brings what is already there.
    let _ = HOST.set(host);
}

/// The composed form of a text.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_composed) { Cow::Borrowed(text) } else { compose(text) }
}

/// Whether a character stands for itself whatever is around it: everything before the combining marks, and the Chinese
/// characters of the basic plane that have no compatibility form.
fn is_composed(c: char) -> bool {
    c < '\u{300}' || ('\u{3400}'..='\u{9fff}').contains(&c)
}

#[cfg(feature = "unicode")]
fn compose(text: &str) -> Cow<'_, str> {
    use unicode_normalization::UnicodeNormalization;
    Cow::Owned(text.nfc().collect())
}

#[cfg(not(feature = "unicode"))]
fn compose(text: &str) -> Cow<'_, str> {
    HOST.get().map_or(Cow::Borrowed(text), |host| Cow::Owned(host(text)))
}

#[cfg(all(test, feature = "unicode"))]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn what_is_taken_as_composed_is() {
        for c in ('\0'..=char::MAX).filter(|c| is_composed(*c)) {
            assert!(std::iter::once(c).nfc().eq([c]), "{c:?}");
            // Nor does it join with what comes before it.
            assert!(['e', c].into_iter().nfc().eq(['e', c]), "{c:?}");
        }
    }

    #[test]
    fn others_are_composed() {
        assert_eq!(composed("e\u{301}"), "é");
        assert_eq!(composed("\u{f900}"), "\u{8c48}");
        assert_eq!(composed("营业收入"), "营业收入");
    }
}
