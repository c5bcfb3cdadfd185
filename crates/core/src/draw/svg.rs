//! The picture itself. Everything has its own place: a row for each state, a column for each lane, and between the columns
//! gutters in which arrows run, each on a track of its own, so that no text is ever crossed.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::policy::flow::Flow;

use super::Drawing;
use super::measure::{width, wrap};
use super::plan::{Plan, pick, plan};

/// Height of the letters; at the width of A4 they are some eight points high.
const FONT: i64 = 17;
const LINE: i64 = 22;
/// The width that lanes share, and the least of one.
const WIDE: i64 = 840;
const NARROW: i64 = 150;
/// Between tracks, and beside them.
const TRACK: i64 = 9;
const MARGIN: i64 = 12;
/// Between the lines that lead down from a box.
const STUB: i64 = 7;

/// Where a row is.
struct Place {
    top: i64,
    /// Height of the box, or of the title of a state that holds others.
    height: i64,
    /// Below everything that belongs to the row.
    bottom: i64,
    lines: Vec<String>,
    /// Whether it has a box in its lane: a state that holds others only where an arrow begins or ends there.
    boxed: bool,
    ways: Vec<(Vec<String>, i64)>,
}

/// An arrow: from a way out of a row to another row.
struct Arrow {
    from: usize,
    way: usize,
    to: usize,
    /// Heights at which it leaves and arrives.
    exit: i64,
    port: i64,
    track: usize,
}

/// The chart as SVG that stands alone.
///
/// # Errors
/// An unknown part; `chart_too_large`.
pub fn svg(flow: &Flow, drawing: &Drawing) -> Result<String, Diagnostic> {
    let plan = plan(flow, drawing)?;
    let lanes = plan.lanes.len();
    let lane = (WIDE / count(lanes)).clamp(NARROW, WIDE / 2);
    let places = places(&plan, lane);
    let (arrows, tracks) = arrows(&plan, &places);
    let columns = columns(&tracks, lane);
    let whole = columns.last().map_or(lane, |c| c + lane) + gutter(*tracks.last().unwrap_or(&0));
    let tall = places.last().map_or(LINE, |p| p.bottom) + MARGIN;
    let mut out = String::new();
    let title = escape(flow.label.get(drawing.lang));
    let _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {tall}" role="img" aria-labelledby="t d" font-family="'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif" font-size="{FONT}"><title id="t">{title}</title><desc id="d">{}</desc>"#,
        escape(&described(&plan, drawing))
    );
    out.push_str(r##"<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#46515e"/></marker><marker id="b" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L8 4L0 8z" fill="#0b5ed7"/></marker></defs><rect width="100%" height="100%" fill="#fff"/>"##);
    frames(&mut out, &plan, &places, whole);
    for arrow in &arrows {
        line(&mut out, &plan, &places, &columns, arrow);
    }
    for (row, place) in plan.rows.iter().zip(&places) {
        let x = columns.get(row.lane).copied().unwrap_or_default();
        let first = columns.first().copied().unwrap_or_default();
        state(&mut out, row, place, (x, first), lane);
    }
    for (x, name) in columns.iter().zip(&plan.lanes) {
        let middle = x + lane / 2;
        let _ = write!(
            out,
            r##"<rect x="{x}" y="4" width="{lane}" height="30" rx="4" fill="#1f3a5f"/><text x="{middle}" y="25" text-anchor="middle" fill="#fff" font-weight="bold">{}</text>"##,
            escape(&cut(name, lane - 8))
        );
    }
    out.push_str("</svg>\n");
    Ok(out)
}

/// What somebody hears who can't see it.
fn described(plan: &Plan, drawing: &Drawing) -> String {
    let states: Vec<&str> = plan.rows.iter().map(|r| r.label.as_str()).collect();
    let (head, join) = (pick(drawing.lang, "状态：", "states: "), pick(drawing.lang, "、", ", "));
    format!("{head}{}", states.join(join))
}

fn places(plan: &Plan, lane: i64) -> Vec<Place> {
    let met: Vec<usize> = plan.rows.iter().flat_map(|r| r.ways.iter().filter_map(|w| w.to)).collect();
    let mut y = 46;
    let mut out = Vec::new();
    for (index, row) in plan.rows.iter().enumerate() {
        let top = y;
        let boxed = !row.holds || !row.ways.is_empty() || met.contains(&index);
        let wide = if boxed { (lane - 20) * 100 / FONT } else { (lane - 12) * 100 / (FONT + 2) };
        let mut lines = wrap(&row.label, wide);
        lines.extend(row.day.clone().filter(|_| !row.holds));
        let height = count(lines.len()) * LINE + if boxed { 14 } else { 8 };
        y += height + 4;
        let indent = count(row.ways.len()) * STUB + 10;
        let mut ways = Vec::new();
        for way in &row.ways {
            let lines = wrap(&way.label, (lane - indent - 4) * 100 / (FONT - 1));
            y += count(lines.len()) * (LINE - 1) + 9;
            ways.push((lines, y - 3));
        }
        y += 14;
        out.push(Place { top, height, bottom: y - 8, lines, boxed, ways });
    }
    out
}

/// Every arrow with its track, and how many tracks each gutter has.
fn arrows(plan: &Plan, places: &[Place]) -> (Vec<Arrow>, Vec<usize>) {
    let mut arrows = Vec::new();
    for (from, (row, place)) in plan.rows.iter().zip(places).enumerate() {
        for (way, (said, (_, exit))) in row.ways.iter().zip(&place.ways).enumerate() {
            if let Some(to) = said.to {
                arrows.push(Arrow { from, way, to, exit: *exit, port: 0, track: 0 });
            }
        }
    }
    let mut tracks = vec![0usize; plan.lanes.len() + 1];
    for (gutter, tracks) in tracks.iter_mut().enumerate() {
        // Arrows to one state join on one track: from where to where it reaches.
        let mut spans: Vec<(i64, i64, usize)> = Vec::new();
        for arrow in arrows.iter_mut().filter(|a| plan.rows[a.to].lane == gutter) {
            let place = &places[arrow.to];
            arrow.port = place.top + place.height / 2;
            let (start, end) = (arrow.exit.min(arrow.port), arrow.exit.max(arrow.port));
            match spans.iter_mut().find(|(.., to)| *to == arrow.to) {
                Some(span) => *span = (span.0.min(start), span.1.max(end), arrow.to),
                None => spans.push((start, end, arrow.to)),
            }
        }
        spans.sort_unstable();
        // Until where each track is taken.
        let mut taken: Vec<i64> = Vec::new();
        for (start, end, to) in spans {
            let free = taken.iter().position(|until| *until + 6 < start);
            let track = free.unwrap_or(taken.len());
            match free {
                Some(track) => taken[track] = end,
                None => taken.push(end),
            }
            arrows.iter_mut().filter(|a| a.to == to).for_each(|a| a.track = track);
        }
        *tracks = taken.len();
    }
    // Where the case went is drawn last, so that what joins it does not cover it.
    arrows.sort_by_key(|a| plan.rows[a.from].ways[a.way].taken);
    (arrows, tracks)
}

fn gutter(tracks: usize) -> i64 {
    count(tracks) * TRACK + 2 * MARGIN
}

/// Where each lane begins.
fn columns(tracks: &[usize], lane: i64) -> Vec<i64> {
    let mut x = 0;
    let lanes = tracks.len().saturating_sub(1);
    let mut out = Vec::new();
    for tracks in tracks.iter().take(lanes) {
        x += gutter(*tracks);
        out.push(x);
        x += lane;
    }
    out
}

/// A band behind everything that a state holds.
fn frames(out: &mut String, plan: &Plan, places: &[Place], whole: i64) {
    for (index, (row, place)) in plan.rows.iter().zip(places).enumerate().filter(|(_, (r, _))| r.holds) {
        let inside = plan.rows.iter().zip(places).skip(index + 1).take_while(|(r, _)| r.depth > row.depth);
        let bottom = inside.last().map_or(place.bottom, |(_, p)| p.bottom);
        let inset = count(row.depth) * 3 + 2;
        let fill = ["#f3f6fa", "#ffffff"][row.depth % 2];
        let (y, w, h) = (place.top - 4, whole - 2 * inset, bottom - place.top + 6 - count(row.depth));
        let _ = write!(out, r##"<rect x="{inset}" y="{y}" width="{w}" height="{h}" rx="6" fill="{fill}" stroke="#c3ccd8"/>"##);
    }
}

fn line(out: &mut String, plan: &Plan, places: &[Place], columns: &[i64], arrow: &Arrow) {
    let (from, to) = (&plan.rows[arrow.from], &plan.rows[arrow.to]);
    let way = &from.ways[arrow.way];
    let place = &places[arrow.from];
    let stub = columns[from.lane] + 6 + STUB * count(arrow.way);
    let target = columns[to.lane];
    let track = target - MARGIN - TRACK * count(arrow.track);
    let (start, exit, port) = (place.top + place.height, arrow.exit, arrow.port);
    let look = match (way.taken, way.eventless) {
        (true, _) => r##"stroke="#0b5ed7" stroke-width="2.4" marker-end="url(#b)""##,
        (false, true) => r##"stroke="#46515e" stroke-dasharray="5 4" marker-end="url(#a)""##,
        (false, false) => r##"stroke="#46515e" marker-end="url(#a)""##,
    };
    let _ = write!(out, r#"<path d="M{stub} {start}V{exit}H{track}V{port}H{target}" fill="none" {look}/>"#);
}

/// A state in its lane; the title of one that holds others stands in the first lane, where no arrow runs.
fn state(out: &mut String, row: &super::plan::Row, place: &Place, (x, first): (i64, i64), lane: i64) {
    let Place { top, height, .. } = place;
    if place.boxed {
        let (fill, stroke) = match (row.active, row.day.is_some()) {
            _ if row.holds => ("#dfe7f1", "#1f3a5f"),
            (true, _) => ("#0b5ed7", "#083e91"),
            (_, true) => ("#dbe9ff", "#0b5ed7"),
            _ => ("#ffffff", "#1f3a5f"),
        };
        let ink = if row.active && !row.holds { "#ffffff" } else { "#10243e" };
        let _ =
            write!(out, r#"<rect x="{x}" y="{top}" width="{lane}" height="{height}" rx="7" fill="{fill}" stroke="{stroke}"/>"#);
        for (i, text) in place.lines.iter().enumerate() {
            let (middle, y) = (x + lane / 2, top + LINE * count(i + 1) + 1);
            let _ = write!(out, r#"<text x="{middle}" y="{y}" text-anchor="middle" fill="{ink}">{}</text>"#, escape(text));
        }
    } else {
        let (weight, left) = (if row.depth < 2 { FONT + 2 } else { FONT }, first + 6);
        let wide = place.lines.iter().map(|l| width(l) * weight / 100 + 12).max().unwrap_or_default();
        let _ = write!(out, r##"<rect x="{first}" y="{top}" width="{wide}" height="{height}" rx="4" fill="#dfe7f1"/>"##);
        for (i, text) in place.lines.iter().enumerate() {
            let (y, text) = (top + LINE * count(i + 1) - 3, escape(text));
            let _ =
                write!(out, r##"<text x="{left}" y="{y}" font-size="{weight}" font-weight="bold" fill="#1f3a5f">{text}</text>"##);
        }
    }
    let (indent, small) = (count(row.ways.len()) * STUB + 8, FONT - 1);
    for (lines, exit) in &place.ways {
        for (i, text) in lines.iter().enumerate() {
            let y = exit - 8 - count(lines.len() - 1 - i) * (LINE - 1);
            let _ =
                write!(out, r##"<text x="{}" y="{y}" font-size="{small}" fill="#333d48">{}</text>"##, x + indent, escape(text));
        }
    }
}

/// As much of a text as fits.
fn cut(text: &str, most: i64) -> String {
    wrap(text, most * 100 / FONT).into_iter().next().unwrap_or_default()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A text inside XML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no control characters but these.
            c if c.is_control() => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}
