//! The Rust half of `side_by_side.py`: the firms that every engine judges, and the hand-written rules timed on them.
//!
//! Both commands make the same firms, so the verdicts written by one are those of the rows written by the other.

mod columns;

use std::fs::{File, write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use peiyu_handwritten::sample::{Random, near_thresholds};
use peiyu_handwritten::{Answer, Firm, Verdict, srdi_2022};

/// Firms at the thresholds, and what the hand-written rules make of them.
#[derive(Parser)]
enum Command {
    /// Writes the firms as an Arrow IPC file, one column a fact.
    Firms {
        /// How many firms.
        #[arg(long)]
        rows: usize,
        /// The file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Times 专精特新, edition 2022, over the firms and writes the exact answers.
    Rust {
        /// How many firms.
        #[arg(long)]
        rows: usize,
        /// Over how many threads they are spread.
        #[arg(long, default_value_t = 1)]
        threads: usize,
        /// How often it is timed; the median is told.
        #[arg(long, default_value_t = 5)]
        repeat: usize,
        /// One byte a firm: 0 fail, 1 pass, 2 unknown.
        #[arg(long)]
        out: PathBuf,
        /// The scores in hundredths of a point, 32 bits little-endian a firm, -1 where it is not one value.
        #[arg(long)]
        scores: Option<PathBuf>,
    },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match Command::parse() {
        Command::Firms { rows, out } => columns::write(firms(rows), File::create(out)?)?,
        Command::Rust { rows, threads, repeat, out, scores } => {
            let firms: Vec<Firm> = firms(rows).collect();
            let mut answers = Answers::new(rows);
            let seconds = answers.timed(&firms, threads.max(1), repeat.max(1)).as_secs_f64();
            write(out, &answers.verdicts)?;
            if let Some(scores) = scores {
                write(scores, answers.scores.iter().flat_map(|score| score.to_le_bytes()).collect::<Vec<u8>>())?;
            }
            println!("{{\"rust\": {seconds}}}");
        }
    }
    Ok(())
}

/// The firms: the same ones at every call. Of each eight, one is on a threshold of R&D and one on one of growth, to the
/// fen, on figures as they come: there floats go wrong.
fn firms(rows: usize) -> impl Iterator<Item = Firm> {
    let mut random = Random(7);
    (0..rows).map(move |row| {
        let mut firm = near_thresholds(&mut random);
        // Whole yuan between 10 and 410 million, in fen.
        let amount = 1_000_000_000 + i64::try_from(random.number() % 400_000_000).unwrap_or_default() * 100;
        match row % 8 {
            0 => {
                firm.revenue_1 = amount;
                firm.rd_expense_1 = amount / 100 * random.pick(&[3, 4, 6, 8, 10]);
            }
            1 => {
                // 30 % up and 10 % down: 10 % in the mean.
                firm.main_revenue_3 = amount;
                firm.main_revenue_2 = amount / 100 * 130;
                firm.main_revenue_1 = firm.main_revenue_2 / 100 * 90;
            }
            _ => {}
        }
        firm
    })
}

/// What the rivals answer too: a verdict and a score for each firm.
struct Answers {
    verdicts: Vec<u8>,
    scores: Vec<i32>,
}

impl Answers {
    /// Room for the answers. It is written to once by the untimed round of [`Answers::timed`], so that no page is
    /// first touched while the clock runs.
    fn new(rows: usize) -> Self {
        Self { verdicts: vec![0; rows], scores: vec![0; rows] }
    }

    /// The median time of so many rounds, after one that is not timed.
    fn timed(&mut self, firms: &[Firm], threads: usize, repeat: usize) -> Duration {
        self.judge(firms, threads);
        let mut times: Vec<Duration> = (0..repeat)
            .map(|_| {
                let start = Instant::now();
                self.judge(firms, threads);
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        let middle = times.len() / 2;
        if times.len() % 2 == 1 { times[middle] } else { (times[middle - 1] + times[middle]) / 2 }
    }

    /// Judges every firm, each thread a part of them.
    fn judge(&mut self, firms: &[Firm], threads: usize) {
        let part = firms.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let places = self.verdicts.chunks_mut(part).zip(self.scores.chunks_mut(part));
            for (firms, (verdicts, scores)) in firms.chunks(part).zip(places) {
                scope.spawn(move || {
                    for ((firm, verdict), score) in firms.iter().zip(verdicts).zip(scores) {
                        let answer = srdi_2022(firm);
                        *verdict = byte(answer.verdict);
                        *score = hundredths(&answer);
                    }
                });
            }
        });
    }
}

/// The verdict in the file of verdicts.
fn byte(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Pass => 1,
        Verdict::Undetermined => 2,
    }
}

/// The score in the file of scores.
fn hundredths(answer: &Answer) -> i32 {
    answer.score.and_then(|score| i32::try_from(score).ok()).unwrap_or(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_do_not_change_an_answer() {
        let firms: Vec<Firm> = firms(20_000).collect();
        let [mut one, mut seven] = [Answers::new(firms.len()), Answers::new(firms.len())];
        one.judge(&firms, 1);
        seven.judge(&firms, 7);
        assert_eq!((&one.verdicts, &one.scores), (&seven.verdicts, &seven.scores));
        assert!((0..3).all(|verdict| one.verdicts.contains(&verdict)));
    }
}
