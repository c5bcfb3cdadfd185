//! Files of tables as they arrive from offices: CSV in UTF-8, UTF-16 or GBK, and xlsx.
//!
//! This room only turns files into cells; what a cell says of a firm is the business of [`peiyu::assess::sheet`]. Files come
//! from strangers, so everything that is held in memory has a bound, and nothing in a file stops the program.
#![forbid(unsafe_code)]

pub mod encoding;
pub mod xlsx;
