//! The site: the pages of docs/, the reference and the format, built by MkDocs into a folder that works without a network.

use std::fs;
use std::path::Path;

use super::{format, pages, read, reference};
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
        let from = root().join("docs").join(folder);
        for entry in fs::read_dir(&from).map_err(|e| format!("{}: {e}", from.display()))?.filter_map(Result::ok) {
            fs::create_dir_all(target.join(folder)).map_err(|e| e.to_string())?;
            fs::copy(entry.path(), target.join(folder).join(entry.file_name())).map_err(|e| e.to_string())?;
        }
    }
    write(&source.join("mkdocs.yml"), &read(&root().join("docs/mkdocs.yml"))?)?;
    let mut mkdocs = python::interpreter(&["-m", "mkdocs", "build", "--strict", "--quiet", "--clean", "--site-dir"])?;
    mkdocs.arg(scratch()?.join("site")).current_dir(&source).env("NO_MKDOCS_2_WARNING", "1");
    run(mkdocs)?;
    println!("{}", scratch()?.join("site/index.html").display());
    Ok(())
}

/// A page as MkDocs reads it: fences without what only the tests read, and files of the repository named where a link to them
/// would lead out of the site.
fn for_site(page: &str) -> Result<String, String> {
    let mut out = String::new();
    for line in page.lines() {
        let line = match line.strip_prefix("```") {
            Some(info) => {
                "```".to_owned()
                    + &info.split(' ').filter(|w| !w.starts_with("exit=") && !w.starts_with("run=")).collect::<Vec<_>>().join(" ")
            }
            None => named(line)?,
        };
        out += &line;
        out.push('\n');
    }
    Ok(out)
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
    fn fences_keep_what_readers_see() {
        assert_eq!(for_site("```sh exit=1\na\n```").unwrap(), "```sh\na\n```\n");
        assert_eq!(for_site("```yaml title=\"a.yaml\"\n```").unwrap(), "```yaml title=\"a.yaml\"\n```\n");
    }
}
