//! Random charts: the engine against the naive reading of SCXML's algorithm, step for step, and what holds after every step.

mod statechart;

use peiyu::chart::{Chart, Configuration, StateId, Step, Stopped};
use peiyu::diagnostic::Code;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use statechart::naive::{Endless, Interpreter};
use statechart::random::{EVENTS, GO, model};
use statechart::{Act, Edge, Model, Recorder, active, nth_event};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 1000, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

type Outcome = Result<(Configuration, Step), Stopped<&'static str>>;

/// Both gave up, or both did the same.
fn same(ours: &Outcome, acts: &[Act], theirs: &Result<Interpreter, Endless>) -> Result<(), TestCaseError> {
    match (ours, theirs) {
        (Err(Stopped::Endless(_)), Err(Endless)) => {}
        (Ok((configuration, step)), Ok(it)) => {
            let mut theirs = it.configuration.clone();
            theirs.sort_unstable();
            prop_assert_eq!(active(configuration), theirs);
            let numbers = |list: &[StateId]| list.iter().map(|s| s.index()).collect::<Vec<_>>();
            prop_assert_eq!(step.taken.iter().map(|t| t.index()).collect::<Vec<_>>(), it.taken.clone());
            prop_assert_eq!(numbers(&step.left), it.left.clone());
            prop_assert_eq!(numbers(&step.entered), it.entered.clone());
            prop_assert_eq!(acts, &it.acts);
            let remembered: Vec<(usize, usize)> =
                it.history_value.iter().flat_map(|(h, v)| sorted(v).into_iter().map(|s| (*h, s))).collect();
            let ours: Vec<(usize, usize)> = configuration.history().iter().map(|(h, s)| (h.index(), s.index())).collect();
            prop_assert_eq!(ours, remembered);
        }
        (ours, theirs) => return Err(TestCaseError::fail(format!("{ours:?} is not {theirs:?}"))),
    }
    Ok(())
}

fn sorted(list: &[usize]) -> Vec<usize> {
    let mut list = list.to_vec();
    list.sort_unstable();
    list
}

/// The configuration is legal, and can be made again from what a snapshot would keep of it.
fn holds(chart: &Chart, configuration: &Configuration, it: &Interpreter) -> Result<(), TestCaseError> {
    prop_assert!(it.is_legal());
    prop_assert_eq!(chart.is_done(configuration), !it.running);
    let innermost: Vec<StateId> =
        configuration.active().filter(|s| !configuration.active().any(|c| chart.parent(c) == Some(*s))).collect();
    let mut history: Vec<(StateId, Vec<StateId>)> = Vec::new();
    for (h, s) in configuration.history() {
        match history.last_mut().filter(|(last, _)| last == h) {
            Some((_, list)) => list.push(*s),
            None => history.push((*h, vec![*s])),
        }
    }
    prop_assert_eq!(chart.configuration(&innermost, &history), Ok(configuration.clone()));
    Ok(())
}

fn runs_alike(model: &Model, events: &[usize]) -> Result<(), TestCaseError> {
    let Some(chart) = built(model)? else { return Ok(()) };
    let mut host = Recorder::new(model, &chart);
    let mut ours = chart.start(&mut host);
    let mut theirs = Interpreter::start(model);
    same(&ours, &host.acts, &theirs)?;
    for number in events {
        let event = nth_event(&chart, *number);
        let (Ok((configuration, _)), Ok(it)) = (&ours, &theirs) else { break };
        holds(&chart, configuration, it)?;
        let (mut host, kept) = (Recorder::new(model, &chart), configuration.clone());
        let next = (chart.step(configuration, event, &mut host), it.step(*number));
        same(&next.0, &host.acts, &next.1)?;
        prop_assert_eq!(configuration, &kept);
        prop_assert!(next.0.as_ref().is_err() || next.0.as_ref().is_ok_and(|(after, s)| after == &kept || !s.taken.is_empty()));
        if next.0.is_err() {
            break;
        }
        // A step that was given up half way leaves no trace: tried again it is the same step.
        if let Some(patience) = host.acts.len().checked_sub(1) {
            let mut impatient = Recorder { patience, ..Recorder::new(model, &chart) };
            let refused = chart.step(configuration, event, &mut impatient);
            prop_assert_eq!(refused, Err(Stopped::Host("out of patience")));
            prop_assert_eq!(&chart.step(configuration, event, &mut Recorder::new(model, &chart)), &next.0);
        }
        (ours, theirs) = next;
    }
    Ok(())
}

/// The chart, unless it has loops that are found when it is built; those are real.
fn built(model: &Model) -> Result<Option<Chart>, TestCaseError> {
    let chart = match model.chart() {
        Ok(chart) => return Ok(Some(chart)),
        Err(problems) => problems,
    };
    for problem in &chart.0 {
        prop_assert_eq!(problem.code, Code::ChartLoop, "{}", problem);
        let first = problem.args[0].zh.split(" → ").next().expect("a loop has states");
        let state: usize = first.trim_start_matches('s').parse().expect("states are called s1, s2, ...");
        // Whatever else the chart does, once it is led there it does not come to rest.
        let mut led = model.clone();
        let (source, events, targets) = (0, vec![GO], vec![state]);
        led.edges.push(Edge { source, events, guard: None, targets, internal: false, actions: Vec::new() });
        if let Ok(it) = Interpreter::start(&led)
            && it.running
        {
            prop_assert!(it.step(GO).is_err(), "{} is no loop", problem);
        }
    }
    Ok(None)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_engine_does_what_the_algorithm_says(model in model(), events in prop::collection::vec(0..EVENTS, 0..16)) {
        runs_alike(&model, &events)?;
    }
}

/// The random charts are worth running: most are built, and their steps do all that a step can do.
#[test]
fn random_charts_do_things() {
    let mut runner = TestRunner::deterministic();
    let (mut built, mut taken, mut several, mut remembered, mut parallel) = (0, 0, 0, 0, 0);
    for _ in 0..100 {
        let model = model().new_tree(&mut runner).expect("a model").current();
        built += usize::from(model.chart().is_ok());
        let mut at = Interpreter::start(&model);
        for event in 0..2 * EVENTS {
            let Ok(it) = at else { break };
            taken += usize::from(!it.taken.is_empty());
            several += usize::from(it.taken.len() > 1);
            remembered += usize::from(!it.history_value.is_empty());
            parallel += usize::from(it.configuration.iter().any(|s| model.is_parallel(*s)));
            at = it.step(event % EVENTS);
        }
    }
    assert!(built > 80, "{built} of 100 charts are built");
    assert!(taken > 150 && several > 40 && remembered > 80 && parallel > 80, "{taken} {several} {remembered} {parallel}");
}
