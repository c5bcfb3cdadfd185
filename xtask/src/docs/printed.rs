//! What a page says is printed, held against what is.

/// Whether each line of `wanted` stands in `said`, in this order. `…` stands for anything; runs of blanks count as one.
///
/// # Errors
///
/// The first line that is not found.
pub fn found(wanted: &str, said: &str) -> Result<(), String> {
    let said: Vec<String> = said.lines().map(one_blank).collect();
    let mut at = 0;
    for line in wanted.lines().map(one_blank).filter(|l| !l.is_empty() && l != "…") {
        let pieces: Vec<&str> = line.split('…').map(str::trim).collect();
        let hit = said.get(at..).unwrap_or_default().iter().position(|s| holds(s, &pieces));
        at += hit.ok_or_else(|| format!("`{line}` is not printed"))? + 1;
    }
    Ok(())
}

/// Whether the pieces stand in a line, one after another.
fn holds(line: &str, pieces: &[&str]) -> bool {
    let mut rest = line;
    pieces.iter().all(|piece| match rest.split_once(piece) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => piece.is_empty(),
    })
}

fn one_blank(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_output_is_found() {
        let said = "one  two three\nfour\n";
        assert_eq!(found("one two\nfour\n", said), Ok(()));
        assert_eq!(found("one … three\n…\nfour", said), Ok(()));
        assert!(found("four\none", said).is_err(), "in this order");
        assert!(found("one … four", said).is_err(), "in one line");
        assert!(found("five", said).is_err());
    }
}
