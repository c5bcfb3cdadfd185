//! The little of a shell that the pages need: words, quotes, comments, one `> file`. So the pages run where there is no shell.

/// A command line that a page shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The arguments after `peiyu`.
    pub arguments: Vec<String>,
    /// The file that the output goes to.
    pub into: Option<String>,
}

/// Reads a line that starts with `peiyu`; none where it starts otherwise.
pub fn line(text: &str) -> Option<Line> {
    let rest = text.strip_prefix("peiyu ")?;
    let mut words = words(rest);
    let into = words.iter().position(|w| w == ">").and_then(|at| words.drain(at..).nth(1));
    Some(Line { arguments: words, into })
}

fn words(text: &str) -> Vec<String> {
    let (mut out, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => out.extend(word.take()),
            (None, '#') if word.is_none() => break,
            _ => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_like_a_shell_does() {
        let read = line("peiyu eval 'a \"b\" # c' --lang en   # says it").unwrap();
        assert_eq!(read.arguments, ["eval", "a \"b\" # c", "--lang", "en"]);
        let read = line("peiyu draw x > 图.svg").unwrap();
        assert_eq!((read.arguments.len(), read.into.as_deref()), (2, Some("图.svg")));
        assert_eq!(line("cargo xtask web"), None);
    }
}
