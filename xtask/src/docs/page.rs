//! The fenced blocks of a page: what runs, what it must print, which files it writes.

/// A fenced block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The language; empty where none is named.
    pub language: String,
    /// What the fence says besides, such as `title="a.yaml"` or `exit=1`.
    attributes: Vec<(String, String)>,
    /// What stands in it.
    pub text: String,
    /// The line of the fence, from 1.
    pub line: usize,
}

impl Block {
    /// What the fence says of `name`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The attributes that mean something; any other is a slip of the pen.
const KNOWN: [&str; 3] = ["title", "exit", "run"];

/// The blocks of a page, in order.
///
/// # Errors
///
/// A fence that is not closed, or that says something unknown.
pub fn blocks(page: &str) -> Result<Vec<Block>, String> {
    let mut out = Vec::new();
    let mut open: Option<Block> = None;
    for (i, line) in page.lines().enumerate() {
        match (open.as_mut(), line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(fence(info, i + 1)?),
            (Some(_), Some(_)) => out.extend(open.take()),
            (Some(block), None) => {
                block.text += line;
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    open.map_or(Ok(out), |block| Err(format!("line {}: the block is not closed", block.line)))
}

/// Reads `sh exit=1` or `yaml title="a folder/a.yaml"`.
fn fence(info: &str, line: usize) -> Result<Block, String> {
    let (language, mut rest) = info.split_once(' ').unwrap_or((info, ""));
    let mut block = Block { language: language.into(), line, ..Block::default() };
    while !rest.trim().is_empty() {
        let wrong = || format!("line {line}: the fence says `{rest}`, which means nothing here");
        let (name, after) = rest.trim_start().split_once('=').ok_or_else(wrong)?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or_else(wrong)?,
            None => after.split_once(' ').unwrap_or((after, "")),
        };
        if !KNOWN.contains(&name) {
            return Err(wrong());
        }
        block.attributes.push((name.into(), value.into()));
        rest = after;
    }
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_read() {
        let found = blocks("a\n```yaml title=\"x y/z.yaml\"\nb: 1\n```\n```sh exit=1\npeiyu check x\n```\n").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].attribute("title"), found[0].text.as_str()), (Some("x y/z.yaml"), "b: 1\n"));
        assert_eq!((found[1].language.as_str(), found[1].attribute("exit"), found[1].line), ("sh", Some("1"), 5));
    }

    #[test]
    fn slips_are_told() {
        assert!(blocks("```sh\npeiyu").is_err());
        assert!(blocks("```sh exits=1\n```\n").is_err());
        assert!(blocks("```sh title=\"a\n```\n").is_err());
    }
}
