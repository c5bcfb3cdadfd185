//! The common shape of YAML and JSON: numbers as their source text, keys in order, a line and column for each value.

use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::by_id::ById;
use crate::diagnostic::{Code, Diagnostic, Location, Text};

/// A place in a file, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
}

impl Default for Mark {
    fn default() -> Self {
        Mark { line: 1, column: 1 }
    }
}

/// Places by JSON pointer: listed as they come, and in an order only once one is asked for, which is where something is wrong.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    listed: Vec<(String, Mark)>,
    known: OnceLock<ById<Mark>>,
}

impl Marks {
    /// The place of the value at a pointer.
    pub fn get(&self, pointer: &str) -> Option<&Mark> {
        self.known.get_or_init(|| self.listed.iter().cloned().collect()).get(pointer)
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The value.
    pub node: Node,
    /// Where it starts.
    pub mark: Mark,
}

/// A value. Numbers keep the text they were written as.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// null
    Null,
    /// true, false
    Boolean(bool),
    /// A number's text.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// An object; no key appears twice.
    Map(Vec<(String, Tree)>),
}

/// Why a text could not be read.
#[derive(Clone, Debug)]
pub struct TreeError {
    /// The code.
    pub code: Code,
    /// What fills its sentence.
    pub args: Vec<Text>,
    /// Where.
    pub mark: Mark,
}

impl TreeError {
    /// An error at a place.
    pub fn new(code: Code, mark: Mark, args: impl Into<Vec<Text>>) -> Self {
        TreeError { code, args: args.into(), mark }
    }
}

/// A key as part of a JSON pointer (RFC 6901).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

impl Node {
    /// What kind of value it is, for messages.
    pub fn shown(&self) -> Text {
        match self {
            Node::Null => Text::both("空值", "null"),
            Node::Boolean(b) => b.to_string().into(),
            Node::Number(n) => n.chars().take(40).collect::<String>().into(),
            Node::Text(t) => format!("\"{}\"", t.chars().take(40).collect::<String>()).into(),
            Node::List(_) => Text::both("列表", "a list"),
            Node::Map(_) => Text::both("对象", "an object"),
        }
    }
}

impl Tree {
    /// As a JSON value with numbers as strings, and the places of all values.
    pub fn into_value(self) -> (Value, Marks) {
        let mut marks = Marks::default();
        let value = convert(self, &mut String::new(), &mut marks);
        (value, marks)
    }
}

/// Adds file, line and column, those of the value that a diagnostic points to or of the nearest one around it.
pub fn locate(d: &mut Diagnostic, file: &str, marks: &Marks) {
    let mark = nearest_mark(marks, &d.span.pointer);
    d.location.get_or_insert(Location { file: file.into(), line: mark.line, column: mark.column });
}

fn nearest_mark(marks: &Marks, pointer: &str) -> Mark {
    let mut pointer = pointer;
    loop {
        if let Some(mark) = marks.get(pointer) {
            return *mark;
        }
        match pointer.rfind('/') {
            Some(cut) => pointer = &pointer[..cut],
            None => return Mark::default(),
        }
    }
}

fn convert(tree: Tree, pointer: &mut String, marks: &mut Marks) -> Value {
    marks.listed.push((pointer.clone(), tree.mark));
    let length = pointer.len();
    let mut child = |key: &str, tree: Tree, pointer: &mut String| {
        pointer.push('/');
        pointer.push_str(&escape(key));
        let value = convert(tree, pointer, marks);
        pointer.truncate(length);
        value
    };
    match tree.node {
        Node::Null => Value::Null,
        Node::Boolean(b) => Value::Bool(b),
        Node::Number(t) | Node::Text(t) => Value::String(t),
        Node::List(items) => {
            Value::Array(items.into_iter().enumerate().map(|(i, t)| child(&i.to_string(), t, pointer)).collect())
        }
        Node::Map(entries) => {
            let entries = entries.into_iter().map(|(k, t)| {
                let value = child(&k, t, pointer);
                (k, value)
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}
