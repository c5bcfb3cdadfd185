//! Names in Unicode's composed form (NFC), so that two that look the same are the same.

use std::borrow::Cow;

use crate::host;

/// The composed form of a text.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_composed) { Cow::Borrowed(text) } else { Cow::Owned(host::composed(text)) }
}

/// Whether a character stands for itself whatever is around it: everything before the combining marks, and the Chinese
/// characters of the basic plane that have no compatibility form.
fn is_composed(c: char) -> bool {
    c < '\u{300}' || ('\u{3400}'..='\u{9fff}').contains(&c)
}

#[cfg(all(test, feature = "self-contained"))]
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
