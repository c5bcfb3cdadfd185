//! Makes the package's module of what the compiler made: first it is bound to JavaScript, by wasm-bindgen's own library, so
//! that library and tool have one version in one lock file; and last, when it has been shrunk, it is arranged so that it packs
//! well. It is a program of its own because `cargo xtask` would otherwise take minutes to build.
//!
//! `peiyu-bindgen bind IN.wasm FOLDER NAME` writes `NAME.js`, `NAME.d.ts`, `NAME_bg.wasm` into the folder;
//! `peiyu-bindgen arrange IN.wasm OUT.wasm`.
#![forbid(unsafe_code)]

mod copies;
mod order;

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{ImportSectionReader, TypeRef};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["bind", input, folder, name] => bind(input, folder, name),
        ["arrange", input, output] => arrange(input, output),
        _ => {
            eprintln!("usage: peiyu-bindgen bind IN.wasm FOLDER NAME | peiyu-bindgen arrange IN.wasm OUT.wasm");
            return ExitCode::from(2);
        }
    };
    match done {
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

fn arrange(input: &str, output: &str) -> Result<(), String> {
    let module = std::fs::read(input).map_err(|e| format!("{input}: {e}"))?;
    let arranged = copies::called(&module).and_then(|m| order::ordered(&m)).map_err(|e| format!("{input}: {e}"))?;
    std::fs::write(output, arranged).map_err(|e| format!("{output}: {e}"))
}

/// How many functions a module imports; they are numbered before its own.
fn imported_functions(imports: ImportSectionReader) -> wasmparser::Result<u32> {
    let mut count = 0;
    for import in imports.into_imports() {
        count += u32::from(matches!(import?.ty, TypeRef::Func(_)));
    }
    Ok(count)
}
