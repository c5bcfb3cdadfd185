//! The JSON form of an expression: the same tree, for form builders and programs that write rules.
//!
//! Each node is an object with one telling key (`name`, `op`, `if`, ...); the schema is published beside the
//! documents'. Text -> tree -> JSON -> tree -> text is the identity.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::number::Number;

use super::syntax::{BinaryOp, EachKind, Expr, ExprKind, Literal, Place, Range, Test};
use super::unit::Suffix;

/// The JSON form of a tree.
pub fn to_json(e: &Expr) -> Value {
    match &e.kind {
        ExprKind::Null | ExprKind::Error => Value::Null,
        ExprKind::Boolean(b) => Value::Bool(*b),
        ExprKind::Number(n) => match n.suffix {
            None => json!({"number": n.digits}),
            Some(s) => json!({"number": n.digits, "unit": s.word}),
        },
        ExprKind::Text(t) => json!({"text": t}),
        ExprKind::Name(n) => json!({"name": n}),
        ExprKind::Member(base, member) => json!({"member": member, "of": to_json(base)}),
        ExprKind::Index(base, index) => json!({"at": to_json(index), "of": to_json(base)}),
        ExprKind::Call(name, arguments) => json!({"call": name, "arguments": list(arguments)}),
        ExprKind::Negate(operand) => json!({"negate": to_json(operand)}),
        ExprKind::Binary(op, left, right) => json!({"op": op.sign(), "left": to_json(left), "right": to_json(right)}),
        ExprKind::Between(value, low, high) => json!({"between": to_json(value), "low": to_json(low), "high": to_json(high)}),
        ExprKind::In(value, tests) => json!({"in": tests.iter().map(test_to_json).collect::<Vec<_>>(), "value": to_json(value)}),
        ExprKind::If(condition, yes, no) => json!({"if": to_json(condition), "then": to_json(yes), "else": to_json(no)}),
        ExprKind::List(items) => json!({"list": list(items)}),
        ExprKind::Each(kind, lists, body) => {
            let (opening, closing) = kind.words();
            let lists: Vec<Value> = lists.iter().map(|(name, list)| json!({"each": name, "in": to_json(list)})).collect();
            json!({opening: lists, closing: to_json(body)})
        }
    }
}

fn list(items: &[Expr]) -> Vec<Value> {
    items.iter().map(to_json).collect()
}

fn test_to_json(t: &Test) -> Value {
    match t {
        Test::Any => json!({"any": true}),
        Test::Not(tests) => json!({"not": tests.iter().map(test_to_json).collect::<Vec<_>>()}),
        Test::Compare(op, value) => json!({"test": op.sign(), "value": to_json(value)}),
        Test::Range(r) => json!({
            "range": format!("{}{}", if r.low_closed { '[' } else { '(' }, if r.high_closed { ']' } else { ')' }),
            "low": to_json(&r.low), "high": to_json(&r.high),
        }),
        Test::Value(value) => json!({"is": to_json(value)}),
    }
}

/// Reads the JSON form. Names, functions and types are the checker's concern, as with text.
pub fn from_json(value: &Value) -> Result<Expr, Diagnostic> {
    match value {
        Value::Null => Ok(made(ExprKind::Null)?),
        Value::Bool(b) => Ok(made(ExprKind::Boolean(*b))?),
        Value::Object(map) => object(map),
        other => Err(wrong_value(other)),
    }
}

fn wrong(what: &str) -> Diagnostic {
    let what: String = what.chars().take(80).collect();
    Diagnostic::new(Code::BadTree, Span::default(), [Text::from(what)])
}

fn wrong_value(value: &Value) -> Diagnostic {
    wrong(match value {
        Value::Null => "null",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(_) => "0-9",
        Value::String(text) => text,
        Value::Array(_) => "[ ]",
        Value::Object(_) => "{ }",
    })
}

fn made(kind: ExprKind) -> Result<Expr, Diagnostic> {
    let made = Expr::new(kind, Place::default());
    if made.too_deep() {
        return Err(Diagnostic::new(Code::ExpressionTooDeep, Span::default(), [super::syntax::MAX_DEPTH.to_string().into()]));
    }
    Ok(made)
}

/// An object's parts, every one of which must be taken.
struct Parts<'a> {
    map: &'a Map<String, Value>,
    taken: usize,
}

impl<'a> Parts<'a> {
    fn get(&mut self, key: &str) -> Result<&'a Value, Diagnostic> {
        self.taken += 1;
        self.map.get(key).ok_or_else(|| wrong(&format!("`{key}`?")))
    }

    fn boxed(&mut self, key: &str) -> Result<Box<Expr>, Diagnostic> {
        from_json(self.get(key)?).map(Box::new)
    }

    fn text(&mut self, key: &str) -> Result<&'a str, Diagnostic> {
        self.get(key)?.as_str().ok_or_else(|| wrong(&format!("`{key}`: \"…\"?")))
    }

    fn items(&mut self, key: &str) -> Result<&'a [Value], Diagnostic> {
        self.get(key)?.as_array().map(Vec::as_slice).ok_or_else(|| wrong(&format!("`{key}`: [ ]?")))
    }

    fn finish(self) -> Result<(), Diagnostic> {
        if self.taken == self.map.len() {
            return Ok(());
        }
        let keys: Vec<&str> = self.map.keys().map(String::as_str).collect();
        Err(wrong(&keys.join(", ")))
    }
}

fn object(map: &Map<String, Value>) -> Result<Expr, Diagnostic> {
    let mut parts = Parts { map, taken: 0 };
    let has = |key: &str| map.contains_key(key);
    let kind = if let Some(kind) = EachKind::ALL.into_iter().find(|k| has(k.words().0)) {
        let (opening, closing) = kind.words();
        let mut lists = Vec::new();
        for list in parts.items(opening)? {
            lists.push(each_list(list)?);
        }
        if lists.is_empty() {
            return Err(wrong(&format!("{opening}: [ ]")));
        }
        ExprKind::Each(kind, lists, parts.boxed(closing)?)
    } else if has("number") {
        ExprKind::Number(Box::new(number(&mut parts)?))
    } else if has("text") {
        ExprKind::Text(parts.text("text")?.into())
    } else if has("name") {
        ExprKind::Name(name(parts.text("name")?)?)
    } else if has("member") {
        let member = name(parts.text("member")?)?;
        ExprKind::Member(parts.boxed("of")?, member)
    } else if has("at") {
        let at = parts.boxed("at")?;
        ExprKind::Index(parts.boxed("of")?, at)
    } else if has("call") {
        let function = parts.text("call")?;
        if !super::lexer::is_name(function) && super::functions::find(function).is_none() {
            return Err(wrong(function));
        }
        ExprKind::Call(function.into(), trees(parts.items("arguments")?)?)
    } else if has("negate") {
        ExprKind::Negate(parts.boxed("negate")?)
    } else if has("op") {
        let op = operator(parts.text("op")?)?;
        ExprKind::Binary(op, parts.boxed("left")?, parts.boxed("right")?)
    } else if has("between") {
        ExprKind::Between(parts.boxed("between")?, parts.boxed("low")?, parts.boxed("high")?)
    } else if has("in") {
        let tests = test_list(parts.items("in")?)?;
        ExprKind::In(parts.boxed("value")?, tests)
    } else if has("if") {
        ExprKind::If(parts.boxed("if")?, parts.boxed("then")?, parts.boxed("else")?)
    } else if has("list") {
        ExprKind::List(trees(parts.items("list")?)?)
    } else {
        let keys: Vec<&str> = map.keys().map(String::as_str).collect();
        return Err(wrong(&keys.join(", ")));
    };
    parts.finish()?;
    made(kind)
}

/// A name and the list that it goes through.
fn each_list(value: &Value) -> Result<(String, Expr), Diagnostic> {
    let map = value.as_object().ok_or_else(|| wrong_value(value))?;
    let mut parts = Parts { map, taken: 0 };
    let each = name(parts.text("each")?)?;
    let list = *parts.boxed("in")?;
    parts.finish()?;
    Ok((each, list))
}

fn name(text: &str) -> Result<String, Diagnostic> {
    if super::lexer::is_name(text) { Ok(text.into()) } else { Err(wrong(text)) }
}

fn operator(sign: &str) -> Result<BinaryOp, Diagnostic> {
    BinaryOp::ALL.into_iter().find(|op| op.sign() == sign).ok_or_else(|| wrong(sign))
}

fn number(parts: &mut Parts) -> Result<Literal, Diagnostic> {
    let digits = parts.text("number")?;
    // A literal has no sign: `-1` is a negation, as in text.
    let plain = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let number = Number::parse(digits).ok().filter(|_| plain).ok_or_else(|| wrong(digits))?;
    let suffix = if parts.map.contains_key("unit") {
        let word = parts.text("unit")?;
        Some(Suffix::find(word).ok_or_else(|| wrong(word))?)
    } else {
        None
    };
    Ok(Literal { digits: digits.into(), number, suffix })
}

fn trees(items: &[Value]) -> Result<Vec<Expr>, Diagnostic> {
    items.iter().map(from_json).collect()
}

fn test_list(items: &[Value]) -> Result<Vec<Test>, Diagnostic> {
    if items.is_empty() {
        return Err(wrong("[ ]"));
    }
    items.iter().map(|i| test_from_json(i, 0)).collect()
}

fn test_from_json(value: &Value, depth: u16) -> Result<Test, Diagnostic> {
    if depth > super::syntax::MAX_DEPTH {
        return Err(Diagnostic::new(Code::ExpressionTooDeep, Span::default(), [super::syntax::MAX_DEPTH.to_string().into()]));
    }
    let map = value.as_object().ok_or_else(|| wrong_value(value))?;
    let mut parts = Parts { map, taken: 0 };
    let has = |key: &str| map.contains_key(key);
    let test = if has("any") {
        parts.get("any")?;
        Test::Any
    } else if has("not") {
        let items = parts.items("not")?;
        if items.is_empty() {
            return Err(wrong("not: [ ]"));
        }
        Test::Not(items.iter().map(|i| test_from_json(i, depth + 1)).collect::<Result<_, _>>()?)
    } else if has("test") {
        let op = operator(parts.text("test")?)?;
        if !op.is_comparison() {
            return Err(wrong(op.sign()));
        }
        Test::Compare(op, from_json(parts.get("value")?)?)
    } else if has("range") {
        let (low_closed, high_closed) = match parts.text("range")? {
            "[]" => (true, true),
            "[)" => (true, false),
            "(]" => (false, true),
            "()" => (false, false),
            other => return Err(wrong(other)),
        };
        Test::Range(Range { low: *parts.boxed("low")?, high: *parts.boxed("high")?, low_closed, high_closed })
    } else {
        Test::Value(from_json(parts.get("is")?)?)
    };
    parts.finish()?;
    Ok(test)
}

/// The published schema of the JSON form.
pub fn schema() -> Value {
    let expr = json!({"$ref": "#/$defs/expression"});
    let test = json!({"$ref": "#/$defs/test"});
    let object = |fields: Value, optional: &[&str]| {
        let required: Vec<&String> =
            fields.as_object().map(|m| m.keys().filter(|k| !optional.contains(&k.as_str())).collect()).unwrap_or_default();
        json!({"type": "object", "properties": fields, "required": required, "additionalProperties": false})
    };
    let text = json!({"type": "string"});
    let comparisons: Vec<&str> = BinaryOp::ALL.iter().filter(|o| o.is_comparison()).map(|o| o.sign()).collect();
    let lists = json!({"type": "array", "items": {"$ref": "#/$defs/each"}, "minItems": 1});
    let signs: Vec<&str> = BinaryOp::ALL.iter().map(|o| o.sign()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Peiyu expression, JSON form",
        "$ref": "#/$defs/expression",
        "$defs": {
            "expression": {"anyOf": [
                {"type": ["null", "boolean"]},
                object(json!({"number": {"type": "string", "pattern": "^[0-9.][0-9.eE+-]*$"}, "unit": {"enum": Suffix::words().collect::<Vec<_>>()}}), &["unit"]),
                object(json!({"text": text}), &[]),
                object(json!({"name": text}), &[]),
                object(json!({"member": text, "of": expr}), &[]),
                object(json!({"at": expr, "of": expr}), &[]),
                object(json!({"call": text, "arguments": {"type": "array", "items": expr}}), &[]),
                object(json!({"negate": expr}), &[]),
                object(json!({"op": {"enum": signs}, "left": expr, "right": expr}), &[]),
                object(json!({"between": expr, "low": expr, "high": expr}), &[]),
                object(json!({"in": {"type": "array", "items": test, "minItems": 1}, "value": expr}), &[]),
                object(json!({"if": expr, "then": expr, "else": expr}), &[]),
                object(json!({"list": {"type": "array", "items": expr}}), &[]),
                object(json!({"for": lists, "return": expr}), &[]),
                object(json!({"some": lists, "satisfies": expr}), &[]),
                object(json!({"every": lists, "satisfies": expr}), &[]),
            ]},
            "each": object(json!({"each": text, "in": expr}), &[]),
            "test": {"anyOf": [
                object(json!({"any": {"const": true}}), &[]),
                object(json!({"not": {"type": "array", "items": test, "minItems": 1}}), &[]),
                object(json!({"test": {"enum": comparisons}, "value": expr}), &[]),
                object(json!({"range": {"enum": ["[]", "[)", "(]", "()"]}, "low": expr, "high": expr}), &[]),
                object(json!({"is": expr}), &[]),
            ]},
        },
    })
}
