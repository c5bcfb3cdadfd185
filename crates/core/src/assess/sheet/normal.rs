//! One form for what people write in many: full-width signs become ASCII, names lose what doesn't tell them apart.

use std::borrow::Cow;

/// Roman numerals that are one character, from U+2160.
const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Quotation marks, and characters of no width.
const SILENT: [char; 18] = [
    '"', '\'', '“', '”', '‘', '’', '「', '」', '『', '』', '《', '》', '〈', '〉', '\u{200b}', '\u{200c}', '\u{200d}', '\u{feff}',
];

/// The text with full-width signs as ASCII and without blanks around it.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let half: String = text.chars().map(half_width).collect();
    Cow::Owned(half.trim().to_owned())
}

/// A name without blanks, quotation marks and case, so that names that people take for the same are the same.
pub(super) fn name(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(half_width) {
        match c {
            c if c.is_whitespace() || SILENT.contains(&c) => {}
            '\u{2160}'..='\u{216b}' => {
                let numeral = ROMAN.get(c as usize - 0x2160).unwrap_or(&"");
                out.extend(numeral.chars().map(|c| c.to_ascii_lowercase()));
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// The ASCII sign that a full-width one stands for; other characters as they are. These are the compatibility forms of
/// Unicode in the range that forms are filled in with, and brackets and signs that an input method gives instead.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '\u{2212}' => '-',
        '﹪' => '%',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_signs_are_ascii() {
        assert_eq!(plain("　－１，２３４．５％ "), "-1,234.5%");
        assert_eq!(plain("（万元）【元】〔％〕"), "(万元)[元][%]");
        assert_eq!(plain(" plain "), "plain");
    }

    #[test]
    fn names_lose_what_does_not_tell_them_apart() {
        assert_eq!(name(" 上年度　营业 收入（总额）"), "上年度营业收入(总额)");
        assert_eq!(name("“小巨人”《办法》"), "小巨人办法");
        assert_eq!(name("Ⅰ类知识产权 Ⅻ"), name("I类知识产权XII"));
        assert_eq!(name("R&D Staff"), "r&dstaff");
    }
}
