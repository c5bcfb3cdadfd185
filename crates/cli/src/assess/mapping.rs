//! `--mapping`: a file that says what a table's own names mean, as YAML, JSON, or CSV for those who work in spreadsheets.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use peiyu::assess::Assessor;
use peiyu::assess::sheet::Mapping;
use peiyu::diagnostic::{Code, Diagnostic, Location, Span, Text};
use peiyu::document::tree::{Mark, Node, Tree, TreeError};
use peiyu::document::{MAX_BYTES, MAX_DEPTH, json, yaml};
use peiyu_table::encoding::{Decoded, Encoding};

use crate::load;
use crate::report::Failure;

use super::records::Records;
use super::row::number;

/// Names of the columns of a mapping as CSV; Chinese ones may be used, too.
const COLUMNS: [(&str, &str); 4] = [("column", "列名"), ("fact", "事实"), ("unit", "单位"), ("values", "取值")];

/// Reads the mapping for a policy.
pub fn read(path: &Path, assessor: &Assessor) -> Result<Mapping, Failure> {
    let name = path.display().to_string();
    let text = text(path)?;
    let tree = match path.extension().map(|e| e.to_string_lossy().to_lowercase()).as_deref() {
        Some("yaml" | "yml") => yaml::parse(&text),
        Some("json") => json::parse(&text, MAX_DEPTH, MAX_BYTES),
        Some("csv") => table(&text),
        _ => {
            let text = Text::both("列名对照应为 .yaml、.json 或 .csv", "a mapping is a .yaml, .json or .csv file");
            return Err(Failure::Usage(text));
        }
    };
    let tree = tree.map_err(|e| load::of_tree(&name, e))?;
    let in_file = |mut d: Diagnostic| {
        if let Some(place) = &mut d.location {
            place.file.clone_from(&name);
        }
        d
    };
    assessor.mapping(&tree).map_err(|e| Failure::Diagnostics(e.0.into_iter().map(in_file).collect()))
}

/// The file's text, whatever its encoding.
fn text(path: &Path) -> Result<String, Failure> {
    let unreadable = |e: std::io::Error| Failure::from(load::unreadable(path, &e.to_string()));
    let mut file = File::open(path).map_err(unreadable)?;
    let encoding = Encoding::detect(&mut file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    Decoded::new(file, encoding).take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_BYTES {
        return Err(Diagnostic::new(Code::DocumentTooLarge, Span::default(), [format!("{MAX_BYTES} B").into()]).into());
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
        let line = good.split(|b| *b == b'\n').count();
        let mut d = Diagnostic::new(Code::NotUtf8, Span::default(), []);
        d.location = Some(Location { file: path.display().to_string(), line: number(line), column: 1 });
        d
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A mapping as CSV in the form that the others have: `column,fact,unit,values`, with values as `A=是;B=否`.
fn table(text: &str) -> Result<Tree, TreeError> {
    let mut records = Records::new(text.as_bytes());
    let mut order: Option<Vec<usize>> = None;
    let mut entries = Vec::new();
    loop {
        let broken = |e: String| TreeError::new(Code::DocumentSyntax, Mark::default(), [e.into()]);
        let Some(line) = records.next().map_err(broken)? else { break };
        // The text was UTF-8, and so are its cells.
        let cells: Vec<String> = records.record().iter().map(|c| String::from_utf8_lossy(c).trim().to_owned()).collect();
        let mark = |i: usize| Mark { line, column: number(i + 1) };
        match &order {
            None => order = Some(header(&cells, mark)?),
            Some(order) if cells.len() > order.len() => {
                let args = [cells.len().to_string().into(), order.len().to_string().into()];
                return Err(TreeError::new(Code::RowLength, mark(order.len()), args));
            }
            Some(order) => {
                let cell = |i: usize| {
                    let at = order.iter().position(|o| *o == i);
                    let text = at.and_then(|at| cells.get(at)).filter(|text| !text.is_empty())?;
                    Some((text.clone(), mark(at.unwrap_or_default())))
                };
                entries.extend(entry(cell, mark(0))?);
            }
        }
    }
    Ok(Tree { node: Node::Map(entries), mark: Mark::default() })
}

/// Which of [`COLUMNS`] each column is.
fn header(cells: &[String], mark: impl Fn(usize) -> Mark) -> Result<Vec<usize>, TreeError> {
    let known = |cell: &String| COLUMNS.iter().position(|(en, zh)| cell.eq_ignore_ascii_case(en) || cell == zh);
    let mut order = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        match known(cell).filter(|found| !order.contains(found)) {
            Some(found) => order.push(found),
            None => {
                let text = Text::both(
                    format!("表头应为 列名,事实,单位,取值，却有 `{cell}`"),
                    format!("the header is `column,fact,unit,values`, found `{cell}`"),
                );
                return Err(TreeError::new(Code::BadMapping, mark(i), [text]));
            }
        }
    }
    Ok(order)
}

/// One line of the table; one that names no fact is a column to be passed over.
fn entry(cell: impl Fn(usize) -> Option<(String, Mark)>, mark: Mark) -> Result<Option<(String, Tree)>, TreeError> {
    let Some((name, _)) = cell(0) else { return Ok(None) };
    let Some((fact, at)) = cell(1) else { return Ok(Some((name, Tree { node: Node::Null, mark }))) };
    let mut fields = vec![("fact".to_owned(), Tree { node: Node::Text(fact), mark: at })];
    if let Some((unit, mark)) = cell(2) {
        fields.push(("unit".to_owned(), Tree { node: Node::Text(unit), mark }));
    }
    if let Some((values, mark)) = cell(3) {
        let mut pairs = Vec::new();
        for pair in values.split([';', '；']).filter(|pair| !pair.trim().is_empty()) {
            let Some((from, to)) = pair.split_once(['=', '＝']) else {
                let text =
                    Text::both(format!("取值应写成 甲=a;乙=b，却是 `{pair}`"), format!("values are `A=a;B=b`, found `{pair}`"));
                return Err(TreeError::new(Code::BadMapping, mark, [text]));
            };
            pairs.push((from.trim().to_owned(), Tree { node: Node::Text(to.trim().to_owned()), mark }));
        }
        fields.push(("values".to_owned(), Tree { node: Node::Map(pairs), mark }));
    }
    Ok(Some((name, Tree { node: Node::Map(fields), mark })))
}
