//! How wide a text is, near enough to wrap it: Chinese characters are as wide as high, others about half. In hundredths of
//! an em, as whole numbers: printing floats would cost the browser's module more than the rest of the picture.

/// Width of a text in hundredths of an em, a little more than it will be.
pub fn width(text: &str) -> i64 {
    text.chars().map(em).sum()
}

fn em(c: char) -> i64 {
    match c {
        '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FF60}' | '\u{2018}'..='\u{201D}' | '\u{2014}' => 100,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 90,
        'i' | 'l' | 'j' | 't' | 'f' | '.' | ',' | ' ' | '\'' | '!' | '|' => 38,
        'A'..='Z' => 72,
        c if c.is_ascii() => 58,
        _ => 100,
    }
}

/// Lines of at most so many hundredths of an em: broken at spaces, and between Chinese characters.
pub fn wrap(text: &str, most: i64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last().map_or(0, |l| width(l));
        if line > 0 && line + width(piece.trim_end()) > most {
            lines.push(String::new());
        }
        for c in piece.chars() {
            let line = lines.last().map_or(0, |l| width(l));
            // A word that is wider than a line is broken where the line ends.
            if line > 0 && line + em(c) > most && c != ' ' {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    lines.iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

/// Words with the space after them; each Chinese character with the punctuation after it and the bracket before it.
fn pieces(text: &str) -> Vec<String> {
    let closing = |c: char| "，。、：；）”》！？".chars().any(|other| other == c);
    let opens = |piece: &String| piece.ends_with(['（', '“', '《']);
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        let wide = em(c) >= 100 && !c.is_ascii();
        match out.last_mut() {
            Some(last) if closing(c) || opens(last) || (open && !wide) => last.push(c),
            _ => out.push(c.to_string()),
        }
        open = !wide && c != ' ';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_lose_nothing() {
        for text in [
            "提交创新型中小企业申请（企业），须符合条件",
            "submit the first application (enterprise)",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "",
        ] {
            let lines = wrap(text, 800);
            assert!(lines.iter().all(|l| width(l) <= 900), "{lines:?}");
            let bare = |t: &str| t.replace(' ', "");
            assert_eq!(bare(&lines.concat()), bare(text));
        }
        assert_eq!(wrap("公示期，五日", 400), ["公示期，", "五日"]);
        assert_eq!(wrap("审核通过（省级）", 500), ["审核通过", "（省级）"]);
    }
}
