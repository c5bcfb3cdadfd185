//! Markdown as the reference needs it: headings, tables, texts in two languages without marks that Markdown would read.

use std::fmt::Write as _;

use peiyu::diagnostic::Text;

/// A page that is being written.
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its text so far.
    pub text: String,
}

impl Page {
    /// A page with nothing but its title.
    pub fn new(zh: &str, en: &str) -> Self {
        let title = format!("{} / {}", plain(zh), plain(en));
        Page { text: format!("# {title}\n\n"), title }
    }

    /// Adds a line as it is.
    pub fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    /// Adds a heading of the second level.
    pub fn heading(&mut self, text: &str) {
        self.line(&format!("\n## {}\n", plain(text)));
    }

    /// Adds a table under its heading; nothing where it has no rows.
    pub fn table<T>(&mut self, title: &str, head: &[&str], rows: impl Iterator<Item = T>, row: impl Fn(T) -> Vec<String>) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        self.heading(title);
        self.line(&format!("| {} |", head.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(head.len())));
        for cells in rows.map(row) {
            let mut line = String::from("|");
            for cell in cells {
                let _ = write!(line, " {} |", cell.replace('\n', " "));
            }
            self.line(&line);
        }
        self.line("");
    }
}

/// A text in both languages.
pub fn both(text: &Text) -> String {
    if text.zh == text.en { plain(&text.zh) } else { format!("{} / {}", plain(&text.zh), plain(&text.en)) }
}

/// A citation, marked where it is still to be checked.
pub fn checked(text: &str, needs_check: bool) -> String {
    if needs_check { format!("{}，待核", plain(text)) } else { plain(text) }
}

/// A text in which nothing is a mark of Markdown or HTML.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '*' | '_' | '|' | '`' | '[' | ']' | '\\' => out.extend(['\\', c]),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Code in a cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_escaped() {
        assert_eq!(plain("a|b <c> *d*"), "a\\|b &lt;c> \\*d\\*");
        let mut page = Page::new("甲", "A");
        page.table("空", &["x"], [].iter(), |_: &u8| Vec::new());
        assert_eq!(page.text, "# 甲 / A\n\n");
    }
}
