//! Days, moments and deadlines, as Chinese law counts them: 民法典 第二百零一条 to 第二百零三条.
//!
//! Terms count whole days. Which days are worked is no matter of rules but of the State Council's yearly notice, so a
//! [`Calendar`] is handed in, and a deadline that needs a year without notice is provisional.

mod calendar;
mod date;
mod deadline;
mod moment;

pub use calendar::{Calendar, MAX_YEARS};
pub use date::Date;
pub use deadline::{Deadline, Roll, Term, TermUnit};
pub use moment::Moment;
