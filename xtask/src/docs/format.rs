//! The page of the document format, from the JSON Schema that editors read: each section with its keys, types, meanings.

use std::fmt::Write as _;

use serde_json::Value;

/// The page.
pub fn page() -> String {
    let schema = peiyu::document::schema::schema();
    let mut out = String::from(
        "# 文件格式 / The document format\n\n由 JSON Schema 生成，编辑器按同一份 Schema 补全和检查：在文件第一行写\
         `# yaml-language-server: $schema=…/document.schema.json`。怎样写，见[写政策](write-a-policy.md)。\n\n\
         Made from the JSON Schema by which editors complete and check documents. How to write one: [your province's policy](write-a-policy.md).\n\n",
    );
    section(&mut out, "文件 / Document", &schema);
    for (name, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
        section(&mut out, name, definition);
    }
    out
}

fn section(out: &mut String, name: &str, definition: &Value) {
    let _ = write!(out, "## {name}\n\n{}\n\n", described(definition));
    let required: Vec<&str> = strings(definition.get("required"));
    let properties = definition.get("properties").and_then(Value::as_object);
    if let Some(properties) = properties {
        out.push_str("| 键 key | 类型 type | 含义 meaning |\n|---|---|---|\n");
        for (key, value) in properties {
            let must = if required.contains(&key.as_str()) { "（必填 / required）" } else { "" };
            let _ = writeln!(out, "| `{key}`{must} | {} | {} |", kind(value), described(value));
        }
        out.push('\n');
    } else {
        let _ = write!(out, "{}\n\n", kind(definition));
    }
}

fn described(value: &Value) -> String {
    value
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .replace('\n', " ")
        .replace('|', "\\|")
        .replace('<', "&lt;")
}

/// What a value is, with links to what stands on the page.
fn kind(value: &Value) -> String {
    if let Some(name) = value.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(kinds) = value.get(key).and_then(Value::as_array) {
            let kinds: Vec<String> = kinds.iter().filter(|k| k.get("type").is_none_or(|t| t != "null")).map(kind).collect();
            return kinds.join("、");
        }
    }
    if let Some(one) = value.get("const").and_then(Value::as_str) {
        return format!("`{one}`");
    }
    let choices = strings(value.get("enum"));
    if !choices.is_empty() {
        return choices.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join("、");
    }
    if let Some(items) = value.get("items") {
        return format!("列表 / list：{}", kind(items));
    }
    if let Some(items) = value.get("additionalProperties").filter(|a| a.is_object()) {
        return format!("按名称 / by id：{}", kind(items));
    }
    let types = value.get("type").map(|t| t.as_str().map_or_else(|| strings(Some(t)), |one| vec![one])).unwrap_or_default();
    types.into_iter().filter(|t| *t != "null").collect::<Vec<_>>().join("、")
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_schema_is_described() {
        let page = page();
        let schema = peiyu::document::schema::schema();
        let sections = schema.get("properties").and_then(Value::as_object).unwrap();
        assert!(sections.len() > 20);
        for key in sections.keys() {
            assert!(page.contains(&format!("| `{key}`")), "{key}");
        }
        assert!(page.contains("| `within` | string | Unary tests"), "{page}");
    }
}
