//! A policy with a fact of every type for the tests of tables, and cells read against it.
#![allow(dead_code, reason = "each test file uses its part")]

use peiyu::assess::sheet::{Column, Columns, Mapping};
use peiyu::assess::{Assessor, Firm};
use peiyu::diagnostic::{Diagnostic, Diagnostics};
use peiyu::document::DocumentSet;
use peiyu::policy::{Choice, Policy};
use peiyu::program::cell::Cell;

pub const POLICY: &str = r#"
peiyu: 1
policy: table
sources: {law: {title: {zh: 办法, en: rules}}}
editions: {"2026": {label: {zh: 2026年版, en: "2026"}, from: 2026-01-01, source: {doc: law, at: 附则, tag: V}}}
facts:
  code: {type: text, key: true, label: {zh: 企业代码, en: firm code}}
  sales:
    type: money
    years: 2
    label: {zh: 销售额, en: sales}
    year_labels: [{zh: 上年度销售额, en: sales last year}, {zh: 前年销售额（审计数）, en: sales the year before}]
  staff: {type: integer, unit: person, min: 0, label: {zh: 从业人员（职工总数）, en: staff}}
  rank: {type: integer, min: 1, label: {zh: 排名, en: rank}}
  share: {type: decimal, min: 0, max: 1, label: {zh: 市场占有率, en: market share}}
  points: {type: decimal, unit: point, label: {zh: Ⅰ类得分, en: class-I points}}
  listed: {type: boolean, label: {zh: “名单”企业, en: on the list}}
  lab: {type: enum, values: {none: {zh: 无, en: no lab}, town: {zh: 市级, en: town}, state: {zh: 国家级, en: state}}, label: {zh: 研发机构, en: laboratory}}
  grade: {type: enum, values: {a: {zh: 甲, en: same}, b: {zh: 乙, en: same}}, label: {zh: 等级, en: grade}}
  left: {type: money, label: {zh: 年末余额, en: left}}
  right: {type: money, label: {zh: 年末余额, en: right}}
"#;

pub const EDITION: &str = r#"
peiyu: 1
policy: table
edition: "2026"
tiers: {good: {label: {zh: 优质, en: good}, all: [{id: staff, when: staff >= 10人, label: {zh: 职工, en: staff}, source: {doc: law, at: 第一条, tag: V}}]}}
"#;

pub fn assessor() -> Assessor {
    let mut set = DocumentSet::new();
    set.add_yaml("table/common", "common.yaml", POLICY).unwrap();
    set.add_yaml("table/2026", "2026.yaml", EDITION).unwrap();
    let policy = Policy::load(&set, "table").unwrap();
    Assessor::new(&policy, &Choice::on("2026-05-01".parse().unwrap())).unwrap()
}

pub fn columns(assessor: &Assessor, headers: &[&str]) -> Result<Columns, Diagnostics> {
    assessor.columns(headers, &Mapping::default())
}

pub fn column(assessor: &Assessor, header: &str) -> Column {
    columns(assessor, &[header]).unwrap().columns.remove(0)
}

pub fn fact<'a>(assessor: &'a Assessor, column: &Column) -> Option<&'a str> {
    column.slot().and_then(|i| assessor.facts().get(i)).map(|s| s.id.as_str())
}

/// What a cell sets its fact to; `None` where that is unknown.
pub fn read(assessor: &Assessor, header: &str, text: &str) -> Result<Option<Cell>, Diagnostic> {
    let mut firm = assessor.firm();
    set(&mut firm, &column(assessor, header), text)
}

pub fn set(firm: &mut Firm, column: &Column, text: &str) -> Result<Option<Cell>, Diagnostic> {
    firm.set_cell(column, text)?;
    let cell = firm.cells()[column.slot().unwrap() as usize].clone();
    Ok(if cell.is_unknown() { None } else { Some(cell) })
}
