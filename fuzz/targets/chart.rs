//! Charts from nowhere: whatever is built is refused with reasons, or runs, comes to rest or is stopped, and stands where a
//! chart may stand.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peiyu::chart::{
    ActionId, Chart, ChartBuilder, Configuration, EventId, GuardId, Host, Kind, Queue, StateId, Stopped, Transition,
};
use peiyu::diagnostic::Span;

const KINDS: [Kind; 5] = [Kind::Plain, Kind::Parallel, Kind::Final, Kind::History, Kind::DeepHistory];

/// Bytes, and noughts once there are none left.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let n = usize::from(self.next());
        all.get(n % all.len().max(1)).copied()
    }

    fn few<T: Copy>(&mut self, all: &[T]) -> Vec<T> {
        (0..self.next() % 3).filter_map(|_| self.one_of(all)).collect()
    }
}

/// Answers by the number of the guard, raises by the number of the action, and loses patience in the end.
struct Owner {
    events: Vec<EventId>,
    patience: u32,
}

impl Host for Owner {
    type Error = ();

    fn guard(&mut self, guard: GuardId, at: &Configuration, _: Option<EventId>) -> Result<bool, ()> {
        Ok((guard.0 as usize + at.active().count()) % 3 != 0)
    }

    fn act(&mut self, action: ActionId, _: &Configuration, _: Option<EventId>, raise: &mut Queue) -> Result<(), ()> {
        self.patience = self.patience.checked_sub(1).ok_or(())?;
        if let Some(event) = self.events.get(action.0 as usize % 8) {
            raise.raise(*event);
        }
        Ok(())
    }
}

fn build(bytes: &mut Bytes<'_>) -> (Result<Chart, peiyu::diagnostic::Diagnostics>, Vec<EventId>) {
    let mut builder = ChartBuilder::new("chart");
    let mut states = vec![StateId::ROOT];
    let events: Vec<EventId> = ["a", "b", "c"].map(|name| builder.event(name)).into();
    for number in 0..=bytes.next() % 24 {
        let parent = bytes.one_of(&states).unwrap_or(StateId::ROOT);
        let kind = bytes.one_of(&KINDS).unwrap_or(Kind::Plain);
        // Now and then two states of one name.
        let name = if bytes.next() == 0xFF { "s0".to_owned() } else { format!("s{number}") };
        states.push(builder.state(parent, &name, kind));
    }
    for _ in 0..bytes.next() % 32 {
        let (what, state) = (bytes.next(), bytes.one_of(&states).unwrap_or(StateId::ROOT));
        let targets = bytes.few(&states);
        let actions: Vec<ActionId> = (0..bytes.next() % 2).map(|_| ActionId(u32::from(bytes.next()))).collect();
        match what % 8 {
            0 => builder.initial(state, &targets, &actions),
            1 => builder.history_default(state, &targets, &actions),
            2 => builder.entry(state, ActionId(u32::from(what))),
            3 => builder.exit(state, ActionId(u32::from(what))),
            _ => {
                let guard = (what & 16 != 0).then(|| GuardId(u32::from(what)));
                let (events, internal) = (bytes.few(&events), what & 32 != 0);
                builder.transition(state, Transition { events, guard, targets, internal, actions });
            }
        }
    }
    (builder.build(&|_| Span::default()), events)
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes(data);
    let (chart, events) = build(&mut bytes);
    let chart = match chart {
        Ok(chart) => chart,
        Err(problems) => return assert!(!problems.0.is_empty(), "refused without a reason"),
    };
    let owner = || Owner { events: events.clone(), patience: 10_000 };
    let mut now = match chart.start(&mut owner()) {
        Ok((now, _)) => now,
        Err(Stopped::Host(()) | Stopped::Endless(_)) => return,
    };
    for _ in 0..20 {
        let Some(event) = bytes.one_of(&events) else { return };
        let before = now.clone();
        match chart.step(&now, event, &mut owner()) {
            Ok((after, step)) => {
                assert!(after == before || !step.taken.is_empty(), "it moved without a transition");
                now = after;
            }
            Err(Stopped::Host(()) | Stopped::Endless(_)) => {}
        }
        // Where it stands a chart may stand: it is legal, and made again from what a snapshot keeps.
        let inner: Vec<StateId> = now.active().filter(|s| !now.active().any(|c| chart.parent(c) == Some(*s))).collect();
        let mut history: Vec<(StateId, Vec<StateId>)> = Vec::new();
        for (of, state) in now.history() {
            match history.last_mut().filter(|(last, _)| last == of) {
                Some((_, list)) => list.push(*state),
                None => history.push((*of, vec![*state])),
            }
        }
        assert_eq!(chart.configuration(&inner, &history).as_ref(), Ok(&now));
    }
});
