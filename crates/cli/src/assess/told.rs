//! What is told of a file's rows on standard error: problems up to a bound, then how many more there are, and how many rows were
//! left out.

use std::io::{self, Write};

use peiyu::diagnostic::{Diagnostic, Lang};

use crate::report;

/// Problems told in full.
const MAX_SHOWN: usize = 100;

/// What has been told so far.
pub struct Told {
    lang: Lang,
    shown: usize,
    hidden: usize,
    /// Rows that could not be answered.
    pub left_out: usize,
}

impl Told {
    /// Nothing yet.
    pub fn new(lang: Lang) -> Self {
        Told { lang, shown: 0, hidden: 0, left_out: 0 }
    }

    /// The text of a problem; none past the bound, where it is only counted.
    pub fn text(&mut self, d: &Diagnostic) -> Option<String> {
        if self.shown == MAX_SHOWN {
            self.hidden += 1;
            return None;
        }
        self.shown += 1;
        Some(report::shown(d, self.lang))
    }

    /// Tells a problem.
    pub fn tell(&mut self, d: &Diagnostic) -> io::Result<()> {
        self.text(d).map_or(Ok(()), |text| io::stderr().write_all(text.as_bytes()))
    }

    /// Says what was only counted.
    pub fn summary(&self) -> io::Result<()> {
        let mut err = io::stderr().lock();
        if self.hidden > 0 {
            match self.lang {
                Lang::Zh => writeln!(err, "另有 {} 处问题未列出", self.hidden)?,
                Lang::En => writeln!(err, "{} more problems not shown", self.hidden)?,
            }
        }
        match self.lang {
            _ if self.left_out == 0 => Ok(()),
            Lang::Zh => writeln!(err, "{} 行未评估", self.left_out),
            Lang::En => writeln!(err, "{} rows left out", self.left_out),
        }
    }
}
