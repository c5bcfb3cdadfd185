//! A firm's facts from Python values. Nothing is decided here: each value goes to the engine as what it is, a text, a
//! whole number, a float, and the engine accepts or refuses it.

use peiyu::assess::{Firm, MAX_ERRORS, MAX_EVIDENCE, Provenance, at_field, in_record, under};
use peiyu::diagnostic::{Code, Diagnostic, Span, Text};
use peiyu::document::tree::{Mark, Node, Tree};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDate, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple, PyType};

/// The facts of a firm as a dict of its own, which no other code can change while it is read.
///
/// # Errors
///
/// `TypeError` for what has no fields by name; what a host's own mapping raises is handed on.
pub fn fields<'py>(firm: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    if let Some(dict) = named(firm)? {
        return Ok(dict);
    }
    let name = type_name(firm);
    Err(PyTypeError::new_err(format!(
        "企业应以 dict、dataclass 或 pydantic 模型给出，却是 {name} / a firm is a mapping, a dataclass or a pydantic model, not {name}"
    )))
}

/// The same of a firm or a record; nothing where there are no fields by name.
fn named<'py>(firm: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyDict>>> {
    let py = firm.py();
    if let Ok(dict) = firm.cast_exact::<PyDict>() {
        return dict.copy().map(Some);
    }
    let dict = PyDict::new(py);
    if let Ok(mapping) = firm.cast::<PyMapping>() {
        dict.update(mapping)?;
        return Ok(Some(dict));
    }
    let instance = !firm.is_instance_of::<PyType>();
    if instance && firm.hasattr("model_dump")? {
        // A pydantic model, known by its method so that pydantic need not be there.
        let dumped = firm.call_method0("model_dump")?;
        dict.update(dumped.cast::<PyMapping>()?)?;
        return Ok(Some(dict));
    }
    if instance && firm.hasattr("__dataclass_fields__")? {
        for field in py.import("dataclasses")?.call_method1("fields", (firm,))?.try_iter()? {
            let field = field?;
            let name = field.getattr("name")?.cast_into::<PyString>()?;
            // A fact whose name Python can't spell stands under another one.
            let id = field.getattr("metadata")?.call_method1("get", ("peiyu", &name))?;
            dict.set_item(id, firm.getattr(&name)?)?;
        }
        return Ok(Some(dict));
    }
    Ok(None)
}

/// Sets every fact; all that is refused is reported, each with its field.
pub fn fill(firm: &mut Firm<'_>, fields: &Bound<'_, PyDict>) -> PyResult<Vec<Diagnostic>> {
    let (mut refused, mut lists) = (Vec::new(), Vec::new());
    for (key, value) in fields.iter() {
        let result = match key.cast::<PyString>().ok().and_then(|key| key.to_str().ok()) {
            // Facts come before records, so that it doesn't matter which stands first.
            Some(id) if !is_blank(&value) && firm.records(id).is_some() => {
                lists.push((id.to_owned(), value));
                continue;
            }
            Some(id) if value.is_instance_of::<PyDict>() => {
                let found = set_told(firm, id, value.cast::<PyDict>()?)?;
                refused.extend(found.into_iter().map(|d| under(d, id)));
                Ok(())
            }
            Some(id) => set(firm, id, &value)?.map_err(|d| at_field(d, id)),
            None => {
                // Only texts name facts; the engine refuses what is shown of anything else.
                let id = shown(&key);
                firm.set_null(&id).map_err(|d| at_field(d, &id))
            }
        };
        refused.extend(result.err());
        // What a stranger sends must not make absurd work.
        if refused.len() >= MAX_ERRORS {
            return Ok(refused);
        }
    }
    for (id, list) in lists {
        refused.extend(fill_records(firm, &id, &list)?);
        if refused.len() >= MAX_ERRORS {
            refused.truncate(MAX_ERRORS);
            break;
        }
    }
    Ok(refused)
}

/// A fact as a dict of its value and of where it comes from.
fn set_told(firm: &mut Firm<'_>, id: &str, told: &Bound<'_, PyDict>) -> PyResult<Vec<Diagnostic>> {
    let told = told.copy()?;
    let Some(value) = told.get_item("value")?.filter(|_| firm.facts().index(id).is_some()) else {
        return Ok(firm.set_value(id, &Node::Map(Vec::new())).err().into_iter().collect());
    };
    let set = set(firm, id, &value)?.map_err(|d| at_field(d, "value"));
    let mut refused: Vec<Diagnostic> = set.err().into_iter().collect();
    let entries: PyResult<Vec<(String, Tree)>> = told.iter().map(|(key, value)| Ok((name(&key), tree(&value)?))).collect();
    match Provenance::read(&entries?) {
        Ok(provenance) if refused.is_empty() => refused.extend(firm.set_provenance(id, provenance).err()),
        Ok(_) => {}
        Err(found) => refused.extend(found),
    }
    Ok(refused)
}

fn name(key: &Bound<'_, PyAny>) -> String {
    key.cast::<PyString>().map_or_else(|_| shown(key), |text| text.to_string_lossy().into_owned())
}

/// What is said of where a value comes from: texts, days and lists of texts; anything else is for the engine to refuse.
fn tree(value: &Bound<'_, PyAny>) -> PyResult<Tree> {
    let node = if value.is_none() {
        Node::Null
    } else if value.is_instance_of::<PyDate>() {
        Node::Text(value.str()?.to_string_lossy().chars().take(10).collect())
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        // One more than the engine takes is refused there.
        let items = value.try_iter()?.take(MAX_EVIDENCE + 1);
        Node::List(items.map(|item| Ok(leaf(&item?))).collect::<PyResult<_>>()?)
    } else {
        return Ok(leaf(value));
    };
    Ok(Tree { node, mark: Mark::default() })
}

fn leaf(value: &Bound<'_, PyAny>) -> Tree {
    let node = match value.cast::<PyString>() {
        Ok(text) => Node::Text(text.to_string_lossy().into_owned()),
        Err(_) => Node::Number(shown(value)),
    };
    Tree { node, mark: Mark::default() }
}

/// What says that nothing is given.
fn is_blank(value: &Bound<'_, PyAny>) -> bool {
    value.is_none() || value.cast::<PyString>().is_ok_and(|text| text.len().is_ok_and(|n| n == 0))
}

/// Gives a list or tuple of records, each as a firm may be given; nothing is computed where one of them is refused.
fn fill_records(firm: &mut Firm<'_>, id: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<Diagnostic>> {
    let listed = value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>();
    let Some(mut list) = firm.records(id).filter(|_| listed) else {
        return Ok(vec![at_field(refusal(id, ("记录的列表", "a list of records"), value), id)]);
    };
    if let Err(d) = list.expect(value.len()?) {
        return Ok(vec![at_field(d, id)]);
    }
    let mut refused = Vec::new();
    for (index, item) in value.try_iter()?.enumerate() {
        let item = item?;
        // Another thread may have made the list longer by now.
        let Ok(record) = list.add() else { break };
        let found = match named(&item)? {
            Some(fields) => fill(record, &fields)?,
            None => vec![refusal(id, ("一条记录", "a record"), &item)],
        };
        refused.extend(found.into_iter().map(|d| in_record(d, id, index)));
        if refused.len() >= MAX_ERRORS {
            break;
        }
    }
    if refused.is_empty() {
        refused.extend(firm.set_records(list).err().into_iter().flat_map(|e| e.0));
    }
    Ok(refused)
}

/// The engine's refusal of what is no list or record.
fn refusal(id: &str, (zh, en): (&str, &str), value: &Bound<'_, PyAny>) -> Diagnostic {
    Diagnostic::new(Code::WrongFactType, Span::default(), [id.into(), Text::both(zh, en), found(value)])
}

/// A value as the engine names it; by Python's type what the engine has no name for.
fn found(value: &Bound<'_, PyAny>) -> Text {
    let node = if let Ok(flag) = value.cast_exact::<PyBool>() {
        Node::Boolean(flag.is_true())
    } else if let Ok(text) = value.cast::<PyString>() {
        Node::Text(text.to_string_lossy().into_owned())
    } else if value.is_instance_of::<PyInt>() {
        Node::Number(shown(value))
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        Node::List(Vec::new())
    } else if value.is_instance_of::<PyDict>() {
        Node::Map(Vec::new())
    } else {
        return type_name(value).into();
    };
    node.shown()
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().qualname().map_or_else(|_| "?".into(), |n| n.to_string_lossy().into_owned())
}

/// Sets one fact. The outer error is Python's own, such as an interrupt; the inner one the engine's.
fn set(firm: &mut Firm<'_>, id: &str, value: &Bound<'_, PyAny>) -> PyResult<Result<(), Diagnostic>> {
    match set_plain(firm, id, value) {
        Some(done) => Ok(done),
        None => set_other(firm, id, &plainer(value)?),
    }
}

/// What an enum's member or a scalar of numpy stands for; anything else is itself.
fn plainer<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    if value.is_instance(Types::get(py)?.member.bind(py))? {
        return value.getattr("value");
    }
    if value.get_type().module()? == "numpy" {
        // Booleans, whole numbers, floats and texts; numpy gives its dates as counts of nanoseconds.
        let scalar = value.getattr("dtype").and_then(|t| t.getattr("kind")?.extract::<char>());
        if scalar.is_ok_and(|kind| "biufU".contains(kind)) {
            return value.call_method0("item").or_else(|_| Ok(value.clone()));
        }
    }
    Ok(value.clone())
}

/// Everything else: dates, classes derived from Python's own, whole numbers of other libraries.
fn set_other(firm: &mut Firm<'_>, id: &str, value: &Bound<'_, PyAny>) -> PyResult<Result<(), Diagnostic>> {
    if let Some(done) = set_plain(firm, id, value) {
        return Ok(done);
    }
    if value.is_instance_of::<PyDate>() {
        return Ok(firm.set(id, &value.call_method0("isoformat")?.extract::<String>()?));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(set_text(firm, id, text));
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        return Ok(firm.set_float(id, float.value()));
    }
    let whole = value.call_method0("__index__").ok();
    let done = whole.and_then(|whole| Some(set_integer(firm, id, whole.cast::<PyInt>().ok()?)));
    Ok(done.unwrap_or_else(|| Err(wrong_type(firm, id, value))))
}

/// The kinds of value that most firms consist of.
fn set_plain(firm: &mut Firm<'_>, id: &str, value: &Bound<'_, PyAny>) -> Option<Result<(), Diagnostic>> {
    if value.is_none() {
        return Some(firm.set_null(id));
    }
    if let Ok(text) = value.cast_exact::<PyString>() {
        return Some(set_text(firm, id, text));
    }
    if let Ok(flag) = value.cast_exact::<PyBool>() {
        return Some(firm.set_boolean(id, flag.is_true()));
    }
    if let Ok(whole) = value.cast_exact::<PyInt>() {
        return Some(set_integer(firm, id, whole));
    }
    if let Ok(float) = value.cast_exact::<PyFloat>() {
        return Some(firm.set_float(id, float.value()));
    }
    let decimal = Types::get(value.py()).ok()?.decimal.bind(value.py());
    if value.is_instance(decimal).ok()? {
        return Some(set_decimal(firm, id, &value.str().ok()?.to_string_lossy()));
    }
    None
}

/// Half a surrogate pair is no text in any encoding.
fn set_text(firm: &mut Firm<'_>, id: &str, text: &Bound<'_, PyString>) -> Result<(), Diagnostic> {
    match text.to_str() {
        Ok(text) => firm.set(id, text),
        Err(_) => Err(Diagnostic::new(Code::NotUtf8, Span::default(), [])),
    }
}

/// Whole numbers have any length in Python. Past 38 digits the engine needs only to see that they are too long.
fn set_integer(firm: &mut Firm<'_>, id: &str, whole: &Bound<'_, PyInt>) -> Result<(), Diagnostic> {
    if let Ok(small) = whole.extract::<i64>() {
        return firm.set_integer(id, small);
    }
    let text = whole.extract::<i128>().map_or_else(|_| shown(whole), |n| n.to_string());
    firm.set_value(id, &Node::Number(text))
}

/// A decimal is finite where its text has no letter but the exponent's.
fn set_decimal(firm: &mut Firm<'_>, id: &str, text: &str) -> Result<(), Diagnostic> {
    if text.chars().any(|c| c.is_ascii_alphabetic() && c != 'E') {
        let shown: String = text.chars().take(40).collect();
        return Err(Diagnostic::new(Code::FloatNotFinite, Span::default(), [shown.into()]));
    }
    firm.set_value(id, &Node::Number(text.to_owned()))
}

/// The engine's refusal of a value that is no scalar, with the name of Python's type as what was found.
fn wrong_type(firm: &mut Firm<'_>, id: &str, value: &Bound<'_, PyAny>) -> Diagnostic {
    let Err(mut refused) = firm.set_value(id, &Node::List(Vec::new())) else {
        return Diagnostic::new(Code::WrongFactType, Span::default(), []);
    };
    if refused.code == Code::WrongFactType
        && let Some(found) = refused.args.last_mut()
    {
        *found = type_name(value).into();
    }
    refused
}

/// A value as Python shows it. A whole number too long for Python to write out is shown in hexadecimal.
fn shown(value: &Bound<'_, PyAny>) -> String {
    let text = value.repr().or_else(|_| value.call_method1("__format__", ("#x",))?.cast_into().map_err(PyErr::from));
    text.map_or_else(|_| "?".into(), |t| t.to_string_lossy().into_owned())
}

/// Types of the standard library that facts may have.
struct Types {
    decimal: Py<PyType>,
    member: Py<PyType>,
}

impl Types {
    fn get(py: Python<'_>) -> PyResult<&Types> {
        static TYPES: PyOnceLock<Types> = PyOnceLock::new();
        TYPES.get_or_try_init(py, || {
            let of = |module: &str, name: &str| Ok::<_, PyErr>(py.import(module)?.getattr(name)?.cast_into::<PyType>()?.unbind());
            Ok(Types { decimal: of("decimal", "Decimal")?, member: of("enum", "Enum")? })
        })
    }
}
