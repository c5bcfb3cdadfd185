//! Runs wasm-bindgen's own library, so that library and tool have one version in one lock file. It is a program of its
//! own because `cargo xtask` would otherwise take minutes to build.
//!
//! `peiyu-bindgen IN.wasm FOLDER NAME` writes `NAME.js`, `NAME.d.ts`, `NAME_bg.wasm` into the folder.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder, name] = arguments.as_slice() else {
        eprintln!("usage: peiyu-bindgen IN.wasm FOLDER NAME");
        return ExitCode::from(2);
    };
    match bind(input, folder, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

fn bind(input: &str, folder: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen.web(true).map_err(|e| format!("{e:#}"))?;
    // Where the module lies is said by the entries: the slim one embeds no path.
    bindgen.input_path(input).out_name(name).omit_default_module_path(true).typescript(true);
    bindgen.remove_producers_section(true).generate(folder).map_err(|e| format!("{e:#}"))
}
