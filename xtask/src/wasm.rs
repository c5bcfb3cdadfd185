//! The npm package `peiyu`: the module is compiled, bound, shrunk, put together with the hand-written glue, checked and
//! packed into `target/npm`; then the packed file is installed and tested in Node and in a browser.

mod policies;
mod standard;

pub use policies::documents;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{cargo, command, output, quietly, root, run, run_tap, scratch, target_directory};
use crate::shared::Shared;
use crate::steps::{Outcome, Steps};
use crate::{codegen, tools};
use standard::{TARGET, Toolchain};

/// Largest packed module, in bytes: language, charts, explanations, drawings, cases, sessions, measures.
const LIMIT: usize = 300_000;
/// The same where a server packs the module itself, by `gzip -9`: what it has today and a little.
const SERVED: usize = 316_700;
/// What wasm-bindgen calls its output; the glue imports it.
const RAW: &str = "peiyu_raw";
/// The module in the package.
const MODULE: &str = "peiyu_bg.wasm";
/// The same module in gzip's format, for servers that send packed files as they stand.
const PACKED: &str = "peiyu_bg.wasm.gz";
/// Tests that run in Node, and the one that starts a browser.
const NODE: [&str; 8] = [
    "node.test.mjs",
    "hostile.test.mjs",
    "numbers.test.mjs",
    "memory.test.mjs",
    "cases.test.mjs",
    "session.test.mjs",
    "library.test.mjs",
    "scenarios.test.mjs",
];
const PAGE: [&str; 1] = ["page.test.mjs"];
/// What Rust's compiler emits for wasm32 by default, and wasm-bindgen adds.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// How the module is shrunk. What is smallest is not what packs best: functions called once stay apart, because what is alike
/// packs well; what is computed twice is not kept in a local, as the same code again costs less than one more number of a local;
/// and loads and stores say nothing of how their places are aligned, which engines do not ask.
const SHRINK: [&str; 11] = [
    "-Oz",
    "--one-caller-inline-max-function-size=20",
    "--low-memory-unused",
    "--skip-pass=local-cse",
    "--skip-pass=merge-locals",
    "--dealign",
    "--coalesce-locals-learning",
    "--vacuum",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Builds and packs the package; whether there is one to test.
pub fn build(steps: &mut Steps) -> bool {
    let mut folders = Err(String::new());
    steps.step("tools of npm", || {
        folders = Folders::new();
        folders.as_ref().map_err(Clone::clone)?.install()
    });
    let Ok(folders) = folders else { return false };
    let packed = steps.step("the WebAssembly module", || compile(&folders))
        && steps.step("the npm package", || assemble(&folders))
        && steps.step("types of the JavaScript glue", || run(folders.tool("typescript/bin/tsc", &["-p", "."])))
        && steps.step("pack", || pack(&folders));
    if packed {
        steps.step("size of the module", || size(&folders));
    }
    packed
}

/// Installs the packed package and tests it, in Node and in a page. `shared` are the files that every
/// language runs.
pub fn tests(steps: &mut Steps, shared: &Shared) {
    let mut folders = Err(String::new());
    let ready = steps.step("install the npm package", || {
        folders = Folders::new();
        install_package(folders.as_ref().map_err(Clone::clone)?)
    });
    let (true, Ok(folders)) = (ready, folders) else { return };
    if let Some(generated) = codegen::written(&codegen::TYPESCRIPT) {
        steps.step("generated code for TypeScript", || generated_code(&folders, &generated));
    }
    steps.step("types as a user sees them", || run(folders.tool("typescript/bin/tsc", &["-p", "tests"])));
    steps.many("the npm package in Node", || node_tests(&folders, &NODE, shared));
    let mut chromium = Err(String::new());
    steps.step("a browser", || {
        chromium = tools::chromium();
        chromium.as_ref().map(|_| ()).map_err(Clone::clone)
    });
    if let Ok(chromium) = chromium {
        // Read by the test of the page.
        let folders = Folders { chromium: Some(chromium), ..folders };
        steps.many("the npm package in a page", || node_tests(&folders, &PAGE, shared));
    }
}

/// The packed package.
pub fn tarball() -> Result<PathBuf, String> {
    Folders::new()?.tarball()
}

/// The folder from which Node finds the packed package, where that is installed.
pub fn installed() -> Option<PathBuf> {
    let folders = Folders::new().ok()?;
    folders.tools.join("node_modules/peiyu").is_dir().then_some(folders.tools)
}

/// Where things are.
struct Folders {
    /// The sources of the package.
    source: PathBuf,
    /// What wasm-bindgen writes, and the shrunk module.
    bound: PathBuf,
    /// The package, put together.
    package: PathBuf,
    /// Where npm's tools are installed, and the tests run.
    tools: PathBuf,
    chromium: Option<PathBuf>,
}

impl Folders {
    fn new() -> Result<Self, String> {
        let (package, tools) = (target_directory()?.join("npm/peiyu"), scratch()?.join("npm"));
        for folder in [&package, &tools] {
            std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        let bound = scratch()?.join("wasm-bound");
        Ok(Folders { source: root().join("crates/wasm"), bound, package, tools, chromium: None })
    }

    /// Installs exactly what the lock file says, unless that is already there.
    fn install(&self) -> Outcome {
        if !quietly("node", &["--version"]) || !quietly("npm", &["--version"]) {
            return Err("Node 20 or later and npm are needed (`apt-get install nodejs npm`, or nodejs.org)".into());
        }
        let lock = "package-lock.json";
        let same = std::fs::read(self.source.join("tools").join(lock)).ok() == std::fs::read(self.tools.join(lock)).ok();
        let done = self.tools.join("node_modules/.done");
        copy_all(&self.source.join("tools"), &self.tools)?;
        if same && done.is_file() {
            return Ok(());
        }
        let mut npm = command("npm", &["ci", "--no-audit", "--no-fund"]);
        npm.current_dir(&self.tools);
        run(npm)?;
        write(&done, b"")
    }

    /// A program of an npm package.
    fn tool(&self, path: &str, arguments: &[&str]) -> Command {
        let mut node = command("node", &[]);
        node.arg(self.tools.join("node_modules").join(path)).args(arguments).current_dir(&self.tools);
        node
    }

    fn module(&self) -> PathBuf {
        self.bound.join(MODULE)
    }

    fn packed(&self) -> PathBuf {
        self.bound.join(PACKED)
    }

    fn tarball(&self) -> Result<PathBuf, String> {
        let text = read(&self.source.join("package/package.json"))?;
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(|e| format!("package.json: {e}"))?;
        let version = value.get("version").and_then(|v| v.as_str()).ok_or("package.json has no version")?;
        Ok(self.package.with_file_name(format!("peiyu-{version}.tgz")))
    }
}

/// Compiles, binds, shrinks and packs the module.
fn compile(folders: &Folders) -> Outcome {
    let arguments = ["build", "-p", "peiyu-wasm", "--profile", "wasm", "--target", TARGET];
    run(Toolchain::find()?.cargo(&arguments)?)?;
    let target = target_directory()?;
    let compiled = target.join(TARGET).join("wasm/peiyu_wasm.wasm");
    let tool = |arguments: &[&Path]| {
        let mut tool = cargo(&["run", "-q", "-p", "peiyu-bindgen", "--"]);
        tool.args(arguments);
        run(tool)
    };
    tool(&["bind".as_ref(), &compiled, &folders.bound, RAW.as_ref()])?;
    // Shrinking and arranging takes half a minute, so it is spared where the module is the one shrunk last.
    let (input, last) = (folders.bound.join(format!("{RAW}_bg.wasm")), folders.bound.join("shrunk-from.wasm"));
    if folders.packed().is_file() && std::fs::read(&last).is_ok_and(|l| Some(l) == std::fs::read(&input).ok()) {
        return Ok(());
    }
    let shrunk = folders.bound.join("shrunk.wasm");
    let mut shrink = folders.tool("binaryen/bin/wasm-opt", &FEATURES);
    shrink.args(SHRINK).arg(&input).arg("-o").arg(&shrunk);
    run(shrink)?;
    tool(&["arrange".as_ref(), &shrunk, &folders.module()])?;
    tool(&["pack".as_ref(), &folders.module(), &folders.packed()])?;
    copy(&input, &last)
}

/// Puts the package together in an empty folder.
fn assemble(folders: &Folders) -> Outcome {
    empty(&folders.package)?;
    copy_all(&folders.source.join("package"), &folders.package)?;
    copy(&root().join("LICENSE"), &folders.package.join("LICENSE"))?;
    for file in [format!("{RAW}.js"), format!("{RAW}.d.ts"), MODULE.to_owned(), PACKED.to_owned()] {
        copy(&folders.bound.join(&file), &folders.package.join(&file))?;
    }
    policies::write(&folders.package.join("policies"))?;
    policies::write_calendar(&folders.package.join("calendars"))
}

fn pack(folders: &Folders) -> Outcome {
    let mut npm = command("npm", &["pack", "--silent", "--pack-destination", ".."]);
    npm.current_dir(&folders.package);
    run(npm)?;
    folders.tarball().map(|t| println!("{}", t.display()))
}

/// The gate on the size of what a page loads: Node unpacks the file to the module, and it is small enough, and so is what a server
/// makes of the module that packs it itself.
fn size(folders: &Folders) -> Outcome {
    let script = "const [module, packed] = process.argv.slice(1).map((f) => require('fs').readFileSync(f)), zlib = require('zlib');
        if (!zlib.gunzipSync(packed).equals(module)) throw new Error('the packed module is another one');
        console.log(packed.length, module.length, zlib.gzipSync(module, {level: 9}).length, zlib.brotliCompressSync(module).length)";
    let mut node = command("node", &["-e", script]);
    node.args([folders.module(), folders.packed()]);
    let text = output(node)?;
    let [packed, whole, gzip, brotli] = text.split_whitespace().collect::<Vec<_>>()[..] else { return Err("no sizes".into()) };
    println!("packed {packed} bytes of {LIMIT}, by gzip -9 in Node {gzip} of {SERVED}; unpacked {whole}, by brotli {brotli}");
    for (name, text, limit) in [("packed", packed, LIMIT), ("after gzip -9", gzip, SERVED)] {
        if text.parse::<usize>().map_or(true, |size| size > limit) {
            return Err(format!("the module has {text} bytes {name}, more than {limit}"));
        }
    }
    Ok(())
}

fn install_package(folders: &Folders) -> Outcome {
    let mut npm = command("npm", &["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--prefer-offline"]);
    npm.arg(folders.tarball()?).current_dir(&folders.tools);
    run(npm)?;
    let tests = folders.tools.join("tests");
    empty(&tests)?;
    copy_all(&folders.source.join("tests-js"), &tests)
}

/// Compiles what `peiyu codegen ts` writes, and runs it on a firm.
fn generated_code(folders: &Folders, generated: &Path) -> Outcome {
    let tests = folders.tools.join("tests");
    for name in codegen::TYPESCRIPT {
        copy(&generated.join(name), &tests.join(name))?;
    }
    run(folders.tool("typescript/bin/tsc", &["-p", "tests/codegen.json"]))?;
    let mut node = command("node", &["--test", "codegen.mjs"]);
    node.current_dir(&tests);
    run(node)
}

fn node_tests(folders: &Folders, files: &[&str], shared: &Shared) -> (u64, u64, Outcome) {
    let mut node = command("node", &["--expose-gc", "--test", "--test-concurrency=1", "--test-reporter=tap"]);
    node.args(files).current_dir(folders.tools.join("tests"));
    shared.tell(&mut node);
    if let Some(chromium) = &folders.chromium {
        node.env("PEIYU_CHROMIUM", chromium);
    }
    run_tap(node)
}

/// Makes a folder, without what an earlier run left there.
fn empty(folder: &Path) -> Outcome {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

/// Copies the files of a folder and of those in it.
fn copy_all(from: &Path, to: &Path) -> Outcome {
    std::fs::create_dir_all(to).map_err(|e| format!("{}: {e}", to.display()))?;
    for entry in std::fs::read_dir(from).map_err(|e| format!("{}: {e}", from.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() { copy_all(&path, &to.join(name))? } else { copy(&path, &to.join(name))? }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    write(to, &read(from)?)
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))
}

fn write(file: &Path, bytes: &[u8]) -> Outcome {
    std::fs::write(file, bytes).map_err(|e| format!("{}: {e}", file.display()))
}
