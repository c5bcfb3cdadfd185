//! `peiyu assess`: reads firms in batches on one thread, answers them on others, and writes the answers in order on a
//! third.

mod answer;
mod csv;
pub mod diff;
pub mod explain;
mod header;
mod json;
mod mapping;
pub mod measures;
mod open;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod records;
mod row;
mod table;
mod told;
mod xlsx;

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use peiyu::assess::Assessor;
use peiyu::assess::sheet::Mapping;
use peiyu::diagnostic::{Code, Diagnostic, Lang, Span, Text};
use peiyu::policy::Choice;
use peiyu::time::Date;
use peiyu_batch::FirmsPlan;

use crate::args::{AssessArgs, FirmsArgs, TableArgs};
use crate::load;
use crate::report::{Failure, pick};

use answer::{Counts, Filler, Part, Task};
use header::Wanted;
use open::Opened;
use output::Output;
use row::{Batch, Rows};
use told::Told;

/// Rows read at a time.
const BATCH: usize = 4096;
/// Files from this size on get a progress bar.
const BAR_FROM: u64 = 5_000_000;

/// Runs the command; gives the exit code.
pub fn run(args: &AssessArgs, lang: Lang) -> Result<u8, Failure> {
    let prepared = Prepared::new(&args.from, lang)?;
    #[cfg(feature = "parquet")]
    if prepared.kind == open::Kind::Parquet || args.out.is_some() {
        return parquet::run(args, &prepared, lang);
    }
    let (rows, size) = prepared.open(&args.from.firms, &args.from.table, lang)?;
    let output = Output::new(args.format, &prepared.assessor, lang);
    let filler = Filler::new(&args.from.firms, &args.from.table, rows.columns());
    let plan = FirmsPlan::new(&prepared.assessor);
    let task = Task { assessor: &prepared.assessor, output: &output, filler, plan };
    let bar = bar(size);
    Stream { bar, told: Told::new(lang), counts: Counts::default() }.run(rows, &task)
}

/// The rules made ready, and what the file's columns mean.
struct Prepared {
    assessor: Assessor,
    key: String,
    kind: open::Kind,
    mapping: Mapping,
}

impl Prepared {
    fn new(args: &FirmsArgs, lang: Lang) -> Result<Self, Failure> {
        let (policy, loaded) = load::policy(&args.policy)?;
        let choice = choice(args)?;
        let located = |e: Vec<Diagnostic>| Failure::Documents(loaded.documents.locate(e), Box::default());
        let assessor = Assessor::new(&policy, &choice).map_err(|e| located(e.0))?;
        if args.edition.is_none() && args.call.is_none() && args.as_of.is_none() {
            say_chosen(&assessor, lang)?;
        }
        Self::of(assessor, &args.firms, &args.table)
    }

    fn of(assessor: Assessor, path: &Path, args: &TableArgs) -> Result<Self, Failure> {
        let key = match (&args.key, assessor.facts().key()) {
            (Some(column), _) => column.clone(),
            (None, Some(slot)) => slot.id.clone(),
            (None, None) => {
                return Err(Failure::Usage(Text::both(
                    "政策没有声明主键，请用 --key 指定一列",
                    "the policy declares no key; name a column with --key",
                )));
            }
        };
        // Options that don't fit the file are said before anything is read.
        let kind = open::kind(path, args)?;
        let mapping = match &args.mapping {
            Some(path) => mapping::read(path, &assessor)?,
            None => Mapping::default(),
        };
        Ok(Prepared { assessor, key, kind, mapping })
    }

    /// The rows of the file and its size in bytes.
    fn open(&self, path: &Path, args: &TableArgs, lang: Lang) -> Result<(Box<dyn Rows>, u64), Failure> {
        let wanted = Wanted { assessor: &self.assessor, mapping: &self.mapping, key: &self.key };
        let Opened { rows, size, detected } = open::open(path, args, self.kind, &wanted)?;
        if let Some(encoding) = detected {
            let (zh, en) = (format!("文件按 {} 读取", encoding.name()), format!("the file is read as {}", encoding.name()));
            writeln!(io::stderr(), "{}", pick(lang, &zh, &en))?;
        }
        Ok((rows, size))
    }
}

fn choice(args: &FirmsArgs) -> Result<Choice, Failure> {
    let day = |text: &String| {
        text.parse::<Date>().map_err(|()| Diagnostic::new(Code::BadDate, Span::default(), [text.as_str().into()]))
    };
    let as_of = args.as_of.as_ref().map(day).transpose()?;
    Ok(Choice { edition: args.edition.clone(), call: args.call.clone(), as_of, tier: args.tier.clone(), today: today()? })
}

/// Today at +08:00, by the computer's clock.
pub fn today() -> Result<Date, Failure> {
    let wrong = || Failure::Usage(Text::both("电脑的时钟有误，请用 --as-of", "the clock is wrong; use --as-of"));
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| wrong())?;
    let seconds = i64::try_from(since.as_secs()).map_err(|_| wrong())?;
    Date::from_unix_days((seconds + 8 * 3600).div_euclid(86_400)).ok_or_else(wrong)
}

fn say_chosen(assessor: &Assessor, lang: Lang) -> io::Result<()> {
    let selection = assessor.selection();
    let tiers: Vec<String> =
        assessor.tiers().iter().zip(&selection.tiers).map(|(t, by)| format!("{} {}", t.label.get(lang), by.new)).collect();
    let (head, join) =
        (pick(lang, "未指定版本或通知，按今天", "no edition or call given; by today's rules"), pick(lang, "，", ", "));
    writeln!(io::stderr(), "{head} {}{}{}", selection.day, pick(lang, "：", ": "), tiers.join(join))
}

fn bar(size: u64) -> ProgressBar {
    if size < BAR_FROM || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(8));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent}% {bytes_per_sec} {eta}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// What has been read and answered so far.
struct Stream {
    bar: ProgressBar,
    told: Told,
    counts: Counts,
}

impl Stream {
    fn run(mut self, mut rows: Box<dyn Rows>, task: &Task) -> Result<u8, Failure> {
        for d in rows.header_problems() {
            self.report(&d)?;
        }
        let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
        task.output.start(&mut out)?;
        let done: Result<(), Failure> = std::thread::scope(|scope| {
            let (send, batches) = mpsc::sync_channel::<Result<Batch, Failure>>(2);
            scope.spawn(move || {
                loop {
                    let batch = rows.read(BATCH);
                    let last = batch.as_ref().map_or(true, |b| b.rows.is_empty());
                    // Nobody listens any more where the answer could not be written.
                    if send.send(batch).is_err() || last {
                        return;
                    }
                }
            });
            let (send, answers) = mpsc::sync_channel::<Result<(u64, Vec<Part>), Failure>>(2);
            scope.spawn(move || {
                for batch in batches {
                    let answer = batch.map(|batch| (batch.position, task.answer(&batch.rows)));
                    if send.send(answer).is_err() {
                        return;
                    }
                }
            });
            for answer in answers {
                let (position, parts) = answer?;
                self.bar.set_position(position);
                for part in parts {
                    self.told.left_out += part.left_out;
                    self.counts.add(&part.counts);
                    for d in &part.diagnostics {
                        self.report(d)?;
                    }
                    out.write_all(&part.bytes)?;
                }
            }
            Ok(())
        });
        self.bar.finish_and_clear();
        // What was answered before a file broke off is still given.
        let end = done.and_then(|()| Ok(task.output.end(&mut out, &self.counts)?));
        out.flush()?;
        self.told.summary()?;
        end?;
        Ok(u8::from(self.told.left_out > 0))
    }

    fn report(&mut self, d: &Diagnostic) -> io::Result<()> {
        match self.told.text(d) {
            Some(text) => self.bar.suspend(|| io::stderr().write_all(text.as_bytes())),
            None => Ok(()),
        }
    }
}
