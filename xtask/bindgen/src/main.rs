//! Makes the package's module of what the compiler made: first it is bound to JavaScript, by wasm-bindgen's own library, so
//! that library and tool have one version in one lock file; and last, when it has been shrunk, it is arranged so that it packs
//! well, and packed. It is a program of its own because `cargo xtask` would otherwise take minutes to build.
//!
//! `peiyu-bindgen bind IN.wasm FOLDER NAME` writes `NAME.js`, `NAME.d.ts`, `NAME_bg.wasm` into the folder;
//! `peiyu-bindgen arrange IN.wasm OUT.wasm`; `peiyu-bindgen pack FILE OUT.gz`.
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
        ["pack", input, output] => pack(input, output),
        _ => {
            eprintln!(
                "usage: peiyu-bindgen bind IN.wasm FOLDER NAME | peiyu-bindgen arrange IN.wasm OUT.wasm | pack FILE OUT.gz"
            );
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
    let module = read(input)?;
    let arranged = copies::called(&module).and_then(|m| order::ordered(&m)).map_err(|e| format!("{input}: {e}"))?;
    write(output, &arranged)
}

/// Into gzip's format, by trying longer than `gzip` does: what servers send as it stands may be packed once and well.
fn pack(input: &str, output: &str) -> Result<(), String> {
    let mut packed = Vec::new();
    let options = zopfli::Options::default();
    zopfli::compress(options, zopfli::Format::Gzip, read(input)?.as_slice(), &mut packed).map_err(|e| format!("{input}: {e}"))?;
    write(output, &packed)
}

fn read(file: &str) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|e| format!("{file}: {e}"))
}

fn write(file: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(file, bytes).map_err(|e| format!("{file}: {e}"))
}

/// How many functions a module imports; they are numbered before its own.
fn imported_functions(imports: ImportSectionReader) -> wasmparser::Result<u32> {
    let mut count = 0;
    for import in imports.into_imports() {
        count += u32::from(matches!(import?.ty, TypeRef::Func(_)));
    }
    Ok(count)
}
