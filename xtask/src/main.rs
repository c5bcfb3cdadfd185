//! The tasks of this repository. They are a program, not scripts, so that they run alike everywhere and need no shell.
#![forbid(unsafe_code)]

mod cases;
mod codegen;
mod differential;
mod docs;
mod fuzz;
mod measures;
mod names;
mod process;
mod python;
mod scenarios;
mod schema;
mod scxml;
mod shared;
mod steps;
mod test;
mod tools;
mod wasm;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use shared::Shared;
use steps::Steps;

/// 本仓库的任务 / tasks of this repository
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// 全部检查和测试，约半小时 / every check and test, in about half an hour
    Test,
    /// 模糊测试 / fuzzing
    Fuzz {
        /// 每个目标的秒数 / seconds a target
        #[arg(long, default_value_t = fuzz::SHORT)]
        seconds: u32,
        /// 目标；缺省为全部 / targets; all of them if left out
        targets: Vec<String>,
    },
    /// 写出 JSON Schema 和函数表 / write the JSON schemas and the table of functions
    Schema {
        /// 只比较 / compare only
        #[arg(long)]
        check: bool,
    },
    /// 各语言共用的用例 / the cases that every language runs
    Cases,
    /// Python 模块：编译、安装、检查、测试 / the Python module: build, install, check, test
    Python,
    /// npm 包：编译、打包、测试 / the npm package: build, pack, test
    Wasm,
    /// 填报网页：编译并打开服务 / the page: build and serve it
    Web {
        /// 只测试，不打开服务 / test it and don't serve it
        #[arg(long)]
        test: bool,
    },
    /// 文档：编出网站 / the documentation: build its site
    Docs {
        /// 只运行其中的片段，先要有 Python 模块和 npm 包 / only run its snippets; the Python module and the npm package are built before
        #[arg(long)]
        snippets: bool,
    },
    /// 更重的关卡：长时间模糊测试、更多企业、性能 / heavier: long fuzzing, more firms, benchmarks
    Gate,
}

fn main() -> ExitCode {
    let mut steps = Steps::default();
    match Args::parse().task {
        Task::Test => test::all(&mut steps),
        Task::Gate => test::gate(&mut steps),
        Task::Docs { snippets: true } => {
            if test::command_line(&mut steps) {
                docs::snippets(&mut steps);
            }
        }
        Task::Docs { snippets: false } => {
            docs::site(&mut steps);
        }
        Task::Cases => {
            cases::run(&mut steps);
            measures::run(&mut steps);
            scenarios::run(&mut steps);
        }
        Task::Python => {
            if python::build(&mut steps) {
                python::tests(&mut steps, &Shared::named());
            }
        }
        Task::Wasm => {
            if wasm::build(&mut steps) {
                wasm::tests(&mut steps, &Shared::named());
            }
        }
        Task::Web { test: false } => web::serve(&mut steps),
        Task::Web { test: true } => {
            if wasm::build(&mut steps) {
                web::tests(&mut steps);
            }
        }
        Task::Fuzz { seconds, targets } => fuzz::run(&mut steps, seconds, &targets),
        Task::Schema { check } => {
            return match schema::run(check) {
                Ok(()) => ExitCode::SUCCESS,
                Err(e) => {
                    eprintln!("{e}");
                    ExitCode::FAILURE
                }
            };
        }
    }
    steps.finish()
}
