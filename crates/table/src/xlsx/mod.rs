//! Workbooks of spreadsheet programs (ECMA-376). Only what cells hold is read: no charts, no macros, no formulas.
//!
//! A sheet is handed on row by row. What is held is bounded: the shared texts, the styles, and one row.

mod sheet;
mod strings;
mod styles;
mod xml;

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use peiyu::diagnostic::{Code, Diagnostic, Span, Text};
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use sheet::Context;
use styles::attribute;
use xml::{Broken, Xml};

/// Largest file, in bytes.
pub const MAX_FILE: u64 = 512 << 20;
/// Most of a sheet when it is unpacked, in bytes.
pub const MAX_SHEET: u64 = 4 << 30;
/// Most of the shared texts when they are unpacked, in bytes.
pub const MAX_TEXTS: u64 = 512 << 20;
/// Most rows of a sheet, as in Excel.
pub const MAX_ROWS: u32 = 1_048_576;
/// Most columns of a sheet, as in Excel.
pub const MAX_COLUMNS: u32 = 16_384;
/// Most of each of the other parts when they are unpacked, in bytes.
const MAX_PART: u64 = 16 << 20;
/// Most sheets that are told apart.
const MAX_SHEETS: usize = 10_000;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text; also a date, as ISO 8601 has it.
    Text(Arc<str>),
    /// A number.
    Number {
        /// The float.
        value: f64,
        /// Whether it is shown as a percentage: 0.25 as 25%.
        percent: bool,
    },
    /// A truth value.
    Boolean(bool),
    /// An error (`#DIV/0!`), a formula that nobody has computed, or what can't be read.
    Error(Text),
}

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u32,
    /// The cells that hold anything, in order, each with its column from 1.
    pub cells: Vec<(u32, Cell)>,
}

/// A workbook.
pub struct Workbook<R> {
    archive: ZipArchive<BufReader<R>>,
    file: String,
    /// The part that lists the sheets.
    book: String,
    sheets: Vec<Sheet>,
    from_1904: bool,
}

struct Sheet {
    name: String,
    hidden: bool,
    /// Id of the relation that leads to its part.
    relation: String,
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook; `file` is its name in messages.
    ///
    /// # Errors
    /// `file_unreadable` and `file_too_large`.
    pub fn open(mut reader: R, file: &str) -> Result<Self, Diagnostic> {
        let size = reader.seek(SeekFrom::End(0)).and_then(|size| reader.rewind().map(|()| size));
        let failed = |broken: Broken| broken.told(file);
        let size = size.map_err(|e| failed(Broken::Wrong(e.to_string())))?;
        if size > MAX_FILE {
            let text = Text::both(format!("超过 {MAX_FILE} 字节"), format!("more than {MAX_FILE} bytes"));
            return Err(failed(Broken::Large(text)));
        }
        let archive = ZipArchive::new(BufReader::new(reader)).map_err(|e| failed(packed(e)))?;
        let (book, sheets) = (USUAL_BOOK.to_owned(), Vec::new());
        let mut workbook = Workbook { archive, file: file.into(), book, sheets, from_1904: false };
        workbook.read_sheets().map_err(failed)?;
        Ok(workbook)
    }

    /// Names of the sheets, in their order.
    pub fn sheets(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|s| s.name.as_str())
    }

    /// Gives the rows of a sheet that have anything in them to `each`, until that says `false`. Without a name it is the
    /// first sheet that is not hidden.
    ///
    /// # Errors
    /// `unknown_sheet`, `file_unreadable`, `file_too_large`; the rows before have then been given.
    pub fn rows(&mut self, name: Option<&str>, each: &mut dyn FnMut(Row) -> bool) -> Result<(), Diagnostic> {
        let found = match name {
            Some(name) => self.sheets.iter().find(|s| s.name == name),
            None => self.sheets.iter().find(|s| !s.hidden).or(self.sheets.first()),
        };
        let Some(relation) = found.map(|s| s.relation.clone()) else {
            let known: Vec<&str> = self.sheets().collect();
            let args = [name.unwrap_or_default().into(), known.join("，").into()];
            return Err(Diagnostic::new(Code::UnknownSheet, Span::default(), args));
        };
        self.read_rows(&relation, each).map_err(|broken| broken.told(&self.file))
    }

    fn read_rows(&mut self, relation: &str, each: &mut dyn FnMut(Row) -> bool) -> Result<(), Broken> {
        let relations = self.relations(&self.book.clone())?;
        let part = |wanted: &dyn Fn(&Relation) -> bool| relations.iter().find(|r| wanted(r)).map(|r| r.part.clone());
        let sheet = part(&|r| r.id == relation && r.kind == "worksheet").ok_or(Broken::wrong("the sheet's part is missing"))?;
        let strings = match part(&|r| r.kind == "sharedStrings") {
            Some(part) => strings::read(&mut self.part(&part, MAX_TEXTS)?)?,
            None => Vec::new(),
        };
        let styles = match part(&|r| r.kind == "styles") {
            Some(part) => styles::read(&mut self.part(&part, MAX_PART)?)?,
            None => Vec::new(),
        };
        let context = Context { strings, styles, from_1904: self.from_1904 };
        sheet::read(&mut self.part(&sheet, MAX_SHEET)?, &context, each)
    }

    fn part<'a>(&'a mut self, name: &str, limit: u64) -> Result<Xml<impl Read + use<'a, R>>, Broken> {
        Ok(Xml::new(self.archive.by_name(name).map_err(packed)?, limit))
    }

    fn read_sheets(&mut self) -> Result<(), Broken> {
        if self.archive.index_for_name(&relations_of("")).is_some()
            && let Some(book) = self.relations("")?.into_iter().find(|r| r.kind == "officeDocument")
        {
            self.book = book.part;
        }
        let mut sheets = Vec::new();
        let mut from_1904 = false;
        let mut xml = self.part(&self.book.clone(), MAX_PART)?;
        loop {
            match xml.next()? {
                Event::Start(e) if e.local_name().as_ref() == "workbookPr" => {
                    from_1904 = matches!(attribute(&e, "date1904").as_deref(), Some("1" | "true"));
                }
                Event::Start(e) if e.local_name().as_ref() == "sheet" && sheets.len() < MAX_SHEETS => {
                    let hidden = attribute(&e, "state").is_some_and(|s| s != "visible");
                    let (Some(name), Some(relation)) = (attribute(&e, "name"), attribute(&e, "id")) else { continue };
                    sheets.push(Sheet { name, hidden, relation });
                }
                Event::Eof => break,
                _ => {}
            }
        }
        drop(xml);
        (self.sheets, self.from_1904) = (sheets, from_1904);
        Ok(())
    }

    /// What a part refers to; the archive itself is the part without a name.
    fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Broken> {
        let mut xml = self.part(&relations_of(part), MAX_PART)?;
        let mut relations = Vec::new();
        loop {
            match xml.next()? {
                Event::Start(e) if e.local_name().as_ref() == "Relationship" && relations.len() < 2 * MAX_SHEETS => {
                    let (Some(id), Some(ty), Some(target)) =
                        (attribute(&e, "Id"), attribute(&e, "Type"), attribute(&e, "Target"))
                    else {
                        continue;
                    };
                    let kind = ty.rsplit('/').next().unwrap_or_default().to_owned();
                    let found = match target.strip_prefix('/') {
                        Some(absolute) => absolute.to_owned(),
                        None => format!("{}{target}", folder(part)),
                    };
                    relations.push(Relation { id, kind, part: found });
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
        }
    }
}

/// The part that lists the sheets, where the archive does not say which it is.
const USUAL_BOOK: &str = "xl/workbook.xml";

/// The folder of a part, with the slash at its end.
fn folder(part: &str) -> &str {
    part.rfind('/').and_then(|at| part.get(..=at)).unwrap_or_default()
}

/// The part with the relations of a part.
fn relations_of(part: &str) -> String {
    let folder = folder(part);
    format!("{folder}_rels/{}.rels", part.strip_prefix(folder).unwrap_or(part))
}

struct Relation {
    id: String,
    /// `worksheet`, `sharedStrings`, `styles`, ...
    kind: String,
    part: String,
}

fn packed(e: ZipError) -> Broken {
    match e {
        ZipError::FileNotFound => Broken::wrong("it is no workbook"),
        e => Broken::Wrong(e.to_string()),
    }
}

impl Broken {
    fn told(self, file: &str) -> Diagnostic {
        let (code, text) = match self {
            Broken::Wrong(why) => (Code::FileUnreadable, format!("{file}: {why}").into()),
            Broken::Large(what) => {
                (Code::FileTooLarge, Text::both(format!("{file}：{}", what.zh), format!("{file}: {}", what.en)))
            }
        };
        Diagnostic::new(code, Span::default(), [text])
    }
}
