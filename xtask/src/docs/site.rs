//! The site: the pages of docs/, the reference and the format, built by `MkDocs` into a folder that works without a network.

use std::fs;
use std::path::Path;

use super::{copy, format, pages, read, reference};
use crate::process::{root, run, scratch};
use crate::python;
use crate::steps::Outcome;

/// Builds it; a link that leads nowhere is an error.
pub fn build() -> Outcome {
    let source = scratch()?.join("site-source");
    if source.exists() {
        fs::remove_dir_all(&source).map_err(|e| format!("{}: {e}", source.display()))?;
    }
    let target = source.join("pages");
    for page in pages()? {
        let text = for_site(&read(&page)?).map_err(|why| format!("{}: {why}", page.display()))?;
        write(&target.join(page.file_name().unwrap_or_default()), &text)?;
    }
    write(&target.join("format.md"), &format::page())?;
    for (name, text) in reference::files()? {
        write(&target.join("reference").join(name), &text)?;
    }
    for folder in ["pictures", "style"] {
        copy(&root().join("docs").join(folder), &target.join(folder))?;
    }
    write(&source.join("mkdocs.yml"), &read(&root().join("docs/mkdocs.yml"))?)?;
    let mut mkdocs = python::interpreter(&["-m", "mkdocs", "build", "--strict", "--quiet", "--clean", "--site-dir"])?;
    mkdocs.arg(scratch()?.join("site")).current_dir(&source).env("NO_MKDOCS_2_WARNING", "1");
    run(mkdocs)?;
    works_alone(&scratch()?.join("site"))?;
    println!("{}", scratch()?.join("site/index.html").display());
    Ok(())
}

/// No page may fetch anything from another host: scripts, styles, fonts, pictures.
fn works_alone(folder: &Path) -> Outcome {
    for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?.filter_map(Result::ok) {
        let path = entry.path();
        let page = path.extension().is_some_and(|e| e == "html");
        if path.is_dir() {
            works_alone(&path)?;
        }
        let from = if page { fetched(&read(&path)?) } else { None };
        if let Some(from) = from {
            return Err(format!("{} fetches {from}", path.display()));
        }
    }
    Ok(())
}

/// The first thing that a page would fetch from another host.
fn fetched(page: &str) -> Option<String> {
    let tags = page.split('<').filter(|tag| !tag.starts_with("a "));
    let mut addresses =
        tags.filter_map(|tag| ["src=\"", "href=\""].iter().find_map(|name| tag.split_once(name)).map(|(_, rest)| rest));
    addresses.find(|a| a.starts_with("http") || a.starts_with("//")).and_then(|a| a.split('"').next()).map(str::to_owned)
}

/// A page as `MkDocs` reads it: fences without what only the tests read, files of the repository named where a link to them
/// would lead out of the site, and lines of Chinese joined, since a line's end would be shown as a blank.
fn for_site(page: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut fenced = false;
    for line in page.lines() {
        let line = match line.strip_prefix("```") {
            Some(info) => {
                "```".to_owned()
                    + &info.split(' ').filter(|w| !w.starts_with("exit=") && !w.starts_with("run=")).collect::<Vec<_>>().join(" ")
            }
            None => named(line)?,
        };
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced && line.starts_with(chinese) && out.strip_suffix('\n').is_some_and(|before| before.ends_with(chinese)) {
            out.pop();
        }
        out += &line;
        out.push('\n');
    }
    Ok(out)
}

/// Whether a character is written without blanks around it.
fn chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '“' | '”')
}

/// `[text](../path)` becomes `text（path）`; the path must be there.
fn named(line: &str) -> Result<String, String> {
    let mut line = line.to_owned();
    while let Some(at) = line.find("](../") {
        let (before, after) = line.split_at(at);
        let (path, rest) = after.trim_start_matches("](../").split_once(')').ok_or("a link is not closed")?;
        let (start, text) = before.rsplit_once('[').ok_or("a link has no text")?;
        if !root().join(path).exists() {
            return Err(format!("there is no {path}"));
        }
        let bare = text.trim_matches('`');
        line = if bare == path { format!("{start}`{path}`{rest}") } else { format!("{start}{text}（`{path}`）{rest}") };
    }
    Ok(line)
}

fn write(file: &Path, text: &str) -> Outcome {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).and_then(|()| fs::write(file, text)).map_err(|e| format!("{}: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_into_the_repository_are_named() {
        assert_eq!(named("见 [例子](../examples/web)。").unwrap(), "见 例子（`examples/web`）。");
        assert_eq!(named("[`xtask`](../xtask) [b](b.md)").unwrap(), "`xtask` [b](b.md)");
        assert!(named("[a](../no-such-folder)").is_err());
    }

    #[test]
    fn what_comes_from_elsewhere_is_found() {
        assert_eq!(fetched("<a href=\"https://x.cn\">x</a><script src=\"a.js\"></script>"), None);
        assert_eq!(fetched("<script src=\"https://x.cn/a.js\"></script>").as_deref(), Some("https://x.cn/a.js"));
        assert_eq!(fetched("<link rel=\"stylesheet\" href=\"//x.cn/a.css\">").as_deref(), Some("//x.cn/a.css"));
    }

    #[test]
    fn lines_of_chinese_are_joined() {
        assert_eq!(for_site("甲，\n乙\n- 丙\n").unwrap(), "甲，乙\n- 丙\n");
        assert_eq!(for_site("```text\n甲\n乙\n```").unwrap(), "```text\n甲\n乙\n```\n");
    }

    #[test]
    fn fences_keep_what_readers_see() {
        assert_eq!(for_site("```sh exit=1\na\n```").unwrap(), "```sh\na\n```\n");
        assert_eq!(for_site("```yaml title=\"a.yaml\"\n```").unwrap(), "```yaml title=\"a.yaml\"\n```\n");
    }
}
