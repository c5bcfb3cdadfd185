//! The chart in the languages of other drawing programs: Graphviz and Mermaid.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::host::continues_word;
use crate::policy::flow::Flow;

use super::Drawing;
use super::plan::{Plan, plan};

/// The chart for Graphviz: states that hold others are clusters.
///
/// # Errors
/// An unknown part; `chart_too_large`.
pub fn dot(flow: &Flow, drawing: &Drawing) -> Result<String, Diagnostic> {
    let plan = plan(flow, drawing)?;
    let mut out = String::from(
        "digraph chart {\n  rankdir=TB; compound=true; node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Noto Sans CJK SC\"]; edge [fontname=\"Noto Sans CJK SC\"];\n",
    );
    let mut open = 0;
    for (index, row) in plan.rows.iter().enumerate() {
        while open > row.depth {
            open -= 1;
            let _ = writeln!(out, "{}}}", "  ".repeat(open + 1));
        }
        let pad = "  ".repeat(row.depth + 1);
        if row.holds {
            let _ = writeln!(out, "{pad}subgraph cluster_{index} {{ label={};", quoted(&row.label));
            // A cluster is no end of an arrow, so its own ways begin at a small node in it.
            let _ = writeln!(out, "{pad}  s{index} [shape=point];");
            open = row.depth + 1;
        } else {
            let lane = plan.lanes.get(row.lane).map(String::as_str).unwrap_or_default();
            let fill = if row.active {
                "#9ec5fe"
            } else if row.day.is_some() {
                "#e7f1ff"
            } else {
                "white"
            };
            let label = format!("{}\n{lane}", row.label);
            let _ = writeln!(out, "{pad}s{index} [label={}, fillcolor={}];", quoted(&label), quoted(fill));
        }
    }
    while open > 0 {
        open -= 1;
        let _ = writeln!(out, "{}}}", "  ".repeat(open + 1));
    }
    arrows(&plan, |from, to, way| {
        let style = if way.eventless { ", style=dashed" } else { "" };
        let _ = writeln!(out, "  s{from} -> s{to} [label={}{style}];", quoted(&way.label));
    });
    out.push_str("}\n");
    Ok(out)
}

/// The chart for Mermaid, as a flowchart with a subgraph for each state that holds others.
///
/// # Errors
/// Likewise.
pub fn mermaid(flow: &Flow, drawing: &Drawing) -> Result<String, Diagnostic> {
    let plan = plan(flow, drawing)?;
    let mut out = String::from("flowchart TB\n");
    let mut open = 0;
    for (index, row) in plan.rows.iter().enumerate() {
        while open > row.depth {
            open -= 1;
            let _ = writeln!(out, "{}end", "  ".repeat(open + 1));
        }
        let pad = "  ".repeat(row.depth + 1);
        if row.holds {
            let _ = writeln!(out, "{pad}subgraph g{index}[\"{}\"]", entities(&row.label));
            let _ = writeln!(out, "{pad}  s{index}((\" \"))");
            open = row.depth + 1;
        } else {
            let lane = plan.lanes.get(row.lane).map(String::as_str).unwrap_or_default();
            let _ = writeln!(out, "{pad}s{index}[\"{}<br/>{}\"]", entities(&row.label), entities(lane));
        }
    }
    while open > 0 {
        open -= 1;
        let _ = writeln!(out, "{}end", "  ".repeat(open + 1));
    }
    arrows(&plan, |from, to, way| {
        let arrow = if way.eventless { "-.->" } else { "-->" };
        let label = if way.label.is_empty() { String::new() } else { format!("|\"{}\"|", entities(&way.label)) };
        let _ = writeln!(out, "  s{from} {arrow}{label} s{to}");
    });
    for (index, row) in plan.rows.iter().enumerate().filter(|(_, r)| !r.holds && r.day.is_some()) {
        let _ = writeln!(out, "  style s{index} fill:{}", if row.active { "#9ec5fe" } else { "#e7f1ff" });
    }
    Ok(out)
}

fn arrows(plan: &Plan, mut each: impl FnMut(usize, usize, &super::plan::Way)) {
    for (index, row) in plan.rows.iter().enumerate() {
        for way in &row.ways {
            if let Some(to) = way.to {
                each(index, to, way);
            }
        }
    }
}

/// A text between quotes for Graphviz.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// A text for Mermaid, in which everything that could mean something is an entity.
fn entities(text: &str) -> String {
    text.chars()
        .map(|c| {
            // What names are made of: that table is here already, letters in general would want another.
            if c != '_' && continues_word(c) || " ，。、（）：“”".chars().any(|plain| plain == c) {
                c.to_string()
            } else {
                format!("#{};", u32::from(c))
            }
        })
        .collect()
}
