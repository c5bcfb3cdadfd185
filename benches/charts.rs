//! One guarded transition of the same small chart: the engine's graph, which is read from documents, beside a machine that
//! statig compiles from Rust. A case adds who may do it, deadlines, titles and the entry of the journal: see `cases`.

#![allow(clippy::pedantic, missing_docs, reason = "what statig writes")]

use std::convert::Infallible;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use peiyu::chart::{ActionId, ChartBuilder, Configuration, EventId, GuardId, Host, Kind, Queue, StateId, Transition};
use peiyu::diagnostic::Span;
use statig::prelude::*;

/// What happens to an application in publicity.
#[derive(Clone, Copy)]
enum Event {
    Object,
    Dismiss,
}

/// The compiled machine: an objection is taken up while there have been fewer than a bound.
#[derive(Default)]
struct Compiled {
    objections: u64,
}

#[state_machine(initial = "State::publicity()")]
impl Compiled {
    #[state(superstate = "review")]
    fn publicity(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::Object if self.objections < u64::MAX => Transition(State::objection()),
            _ => Super,
        }
    }

    #[state(superstate = "review", entry_action = "count")]
    fn objection(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::Dismiss => Transition(State::publicity()),
            Event::Object => Super,
        }
    }

    #[superstate]
    fn review(event: &Event) -> Outcome<State> {
        // Nobody outside knows these events.
        let _ = event;
        Handled
    }

    #[action]
    fn count(&mut self) {
        self.objections += 1;
    }
}

/// The same for the graph.
#[derive(Default)]
struct Counted {
    objections: u64,
}

impl Host for Counted {
    type Error = Infallible;

    fn guard(&mut self, _: GuardId, _: &Configuration, _: Option<EventId>) -> Result<bool, Infallible> {
        Ok(self.objections < u64::MAX)
    }

    fn act(&mut self, _: ActionId, _: &Configuration, _: Option<EventId>, _: &mut Queue) -> Result<(), Infallible> {
        self.objections += 1;
        Ok(())
    }
}

fn benches(c: &mut Criterion) {
    let mut builder = ChartBuilder::new("review.");
    let review = builder.state(StateId::ROOT, "review", Kind::Plain);
    let publicity = builder.state(review, "publicity", Kind::Plain);
    let objection = builder.state(review, "objection", Kind::Plain);
    let (object, dismiss) = (builder.event("object"), builder.event("dismiss"));
    builder.entry(objection, ActionId(0));
    let to = |event, guard, target| Transition { events: vec![event], guard, targets: vec![target], ..Transition::default() };
    builder.transition(publicity, to(object, Some(GuardId(0)), objection));
    builder.transition(objection, to(dismiss, None, publicity));
    let chart = builder.build(&|_| Span::default()).expect("a chart");

    let mut host = Counted::default();
    let (start, _) = chart.start(&mut host).expect("no error is possible");
    c.bench_function("two transitions: the graph", |b| {
        b.iter(|| {
            let (at, _) = chart.step(&start, object, &mut host).expect("no error is possible");
            black_box(chart.step(&at, dismiss, &mut host).expect("no error is possible"))
        });
    });
    let mut machine = Compiled::default().state_machine();
    c.bench_function("two transitions: statig, compiled", |b| {
        b.iter(|| {
            machine.handle(black_box(&Event::Object));
            machine.handle(black_box(&Event::Dismiss));
        });
    });
}

criterion_group!(all, benches);
criterion_main!(all);
