//! Random charts that a builder takes, but for loops that it finds: every kind of state, several targets, history, raised
//! events.

use peiyu::chart::Kind;
use proptest::prelude::*;

use super::{Edge, Model, Node};

/// Events besides the done events.
pub const EVENTS: usize = 4;

/// An event that no random transition names.
pub const GO: usize = EVENTS;

/// A tree of states, each with numbers from which everything about it is chosen.
#[derive(Clone, Debug)]
struct Shape {
    pick: u8,
    start: Vec<u8>,
    actions: Vec<(u8, u32)>,
    children: Vec<Shape>,
}

#[derive(Clone, Debug)]
struct RawEdge {
    source: u16,
    events: Vec<u8>,
    guard: Option<u32>,
    targets: Vec<u8>,
    internal: bool,
    actions: Vec<u32>,
}

/// A model.
pub fn model() -> impl Strategy<Value = Model> {
    (prop::collection::vec(shape(), 1..5), prop::collection::vec(edge(), 1..40)).prop_map(|(top, edges)| assemble(top, edges))
}

fn shape() -> impl Strategy<Value = Shape> {
    let own = || {
        let actions = prop::collection::vec((any::<u8>(), 0..400_u32), 0..3);
        (any::<u8>(), prop::collection::vec(any::<u8>(), 0..3), actions)
    };
    let leaf = own().prop_map(|(pick, start, actions)| Shape { pick, start, actions, children: Vec::new() });
    leaf.prop_recursive(4, 24, 4, move |inner| {
        (own(), prop::collection::vec(inner, 1..4)).prop_map(|((pick, start, actions), children)| Shape {
            pick,
            start,
            actions,
            children,
        })
    })
}

fn edge() -> impl Strategy<Value = RawEdge> {
    // Eventless transitions without guards would make most charts endless.
    let guard = || prop::option::of(0..200_u32);
    let cause = prop_oneof![
        1 => (Just(Vec::new()), prop::option::weighted(0.8, 0..200_u32)),
        19 => (prop::collection::vec(any::<u8>(), 1..3), guard()),
    ];
    let targets = prop_oneof![1 => Just(Vec::new()), 9 => prop::collection::vec(any::<u8>(), 1..5)];
    let actions = prop::collection::vec(0..400_u32, 0..2);
    (any::<u16>(), cause, targets, any::<bool>(), actions).prop_map(|(source, (events, guard), targets, internal, actions)| {
        RawEdge { source, events, guard, targets, internal, actions }
    })
}

fn assemble(top: Vec<Shape>, edges: Vec<RawEdge>) -> Model {
    let root = Node {
        kind: Kind::Plain,
        parent: 0,
        children: Vec::new(),
        start: Vec::new(),
        start_actions: vec![1],
        entry: Vec::new(),
        exit: Vec::new(),
    };
    let mut model = Model { nodes: vec![root], edges: Vec::new(), own_events: EVENTS + 1 };
    let mut starts = vec![Vec::new()];
    for shape in top {
        add(&mut model, &mut starts, 0, shape);
    }
    for node in 0..model.nodes.len() {
        if !model.nodes[node].children.is_empty() && model.child_states(node).is_empty() {
            let first = model.nodes[node].children[0];
            model.nodes[first].kind = Kind::Plain;
            model.nodes[first].start_actions.clear();
        }
    }
    for (node, picks) in starts.iter().enumerate() {
        model.nodes[node].start = start(&model, node, picks);
    }
    let sources: Vec<usize> =
        (0..model.nodes.len()).filter(|n| matches!(model.nodes[*n].kind, Kind::Plain | Kind::Parallel)).collect();
    let everywhere: Vec<usize> = (1..model.nodes.len()).collect();
    for raw in edges {
        model.edges.push(Edge {
            source: sources[usize::from(raw.source) % sources.len()],
            events: raw.events.iter().map(|e| event(&model, *e)).collect(),
            guard: raw.guard,
            targets: choose(&model, &everywhere, &raw.targets),
            internal: raw.internal,
            actions: raw.actions,
        });
    }
    model
}

/// An event of its own, or now and then a done event.
fn event(model: &Model, pick: u8) -> usize {
    let pick = usize::from(pick);
    if pick < 180 { pick % EVENTS } else { model.done(pick % model.nodes.len()) }
}

fn add(model: &mut Model, starts: &mut Vec<Vec<u8>>, parent: usize, shape: Shape) {
    let outer = model.nodes[parent].kind;
    let kind = match (shape.children.is_empty(), shape.pick % 8) {
        (true, 0) if parent != 0 => Kind::History,
        (true, 1) if parent != 0 => Kind::DeepHistory,
        (true, 2..5) if outer != Kind::Parallel && (parent != 0 || shape.pick < 64) => Kind::Final,
        (false, 0..4) => Kind::Parallel,
        _ => Kind::Plain,
    };
    let of = |n: u8| shape.actions.iter().filter(|(k, _)| k % 3 == n).map(|(_, a)| *a).collect::<Vec<u32>>();
    let is_history = matches!(kind, Kind::History | Kind::DeepHistory);
    let [entry, exit] = if is_history { [Vec::new(), Vec::new()] } else { [of(0), of(1)] };
    let node = model.nodes.len();
    let starts_inside = is_history || kind == Kind::Plain && !shape.children.is_empty();
    let start_actions = if starts_inside { of(2) } else { Vec::new() };
    model.nodes.push(Node { kind, parent, children: Vec::new(), start: Vec::new(), start_actions, entry, exit });
    model.nodes[parent].children.push(node);
    starts.push(shape.start);
    for child in shape.children {
        add(model, starts, node, child);
    }
}

/// Where entering leads: for a history state something in its parent, for a compound state perhaps something in it.
fn start(model: &Model, node: usize, picks: &[u8]) -> Vec<usize> {
    let Node { kind, parent, .. } = model.nodes[node];
    let inside = |of: usize| (1..model.nodes.len()).filter(move |n| model.is_descendant(*n, of));
    let candidates: Vec<usize> = match kind {
        Kind::History => model.child_states(parent),
        Kind::DeepHistory => inside(parent).filter(|n| !model.is_history(*n) || model.nodes[*n].parent != parent).collect(),
        Kind::Plain => inside(node).collect(),
        Kind::Parallel | Kind::Final => Vec::new(),
    };
    let must = matches!(kind, Kind::History | Kind::DeepHistory);
    if candidates.is_empty() || (picks.is_empty() && !must) {
        return Vec::new();
    }
    choose(model, &candidates, if picks.is_empty() { &[0] } else { picks })
}

/// States that can be active together.
fn choose(model: &Model, candidates: &[usize], picks: &[u8]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for pick in picks {
        let state = candidates[usize::from(*pick) % candidates.len()];
        if out.iter().all(|s| are_compatible(model, *s, state)) {
            out.push(state);
        }
    }
    out
}

/// Whether two states are in different regions of a parallel state, a history state counted as its parent.
fn are_compatible(model: &Model, one: usize, other: usize) -> bool {
    let place = |n: usize| if model.is_history(n) { model.nodes[n].parent } else { n };
    let (one, other) = (place(one), place(other));
    if one == other || model.is_descendant(one, other) || model.is_descendant(other, one) {
        return false;
    }
    let common = model.ancestors(one).into_iter().find(|a| model.is_descendant(other, *a));
    common.is_some_and(|a| model.is_parallel(a))
}
