//! A compiler that can build a small standard library for wasm32: the installed one with its source from rustup, or one
//! put together from Debian's packages where rustup's server is out of reach.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{cargo, command, output, quietly, run, scratch};

/// The target that the module is built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages: a compiler that can build its own library, and that library's source.
const PACKAGES: [&str; 3] = ["rustc-web", "libstd-rust-web-dev", "rust-web-src"];

/// What makes the module a tenth smaller, beside a standard library built for size: no places in panics, no debug
/// texts, and a panic, which there must not be, stops at once. The compact form of SHA-256 is quick enough for a hash
/// a load. The stack is an eighth smaller than usual: the data, which come after it, then lie below 2^20, so that each of
/// their addresses takes three bytes and not four. Copies of more than one value are left to one instruction each, which
/// `peiyu-bindgen` then makes calls of.
const SMALL: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none \
    -Clink-arg=-zstack-size=917504 -Cllvm-args=-max-store-memcpy=1 --cfg sha2_backend_soft=\"compact\"";

/// A compiler with the source of its standard library, which is built with the module.
pub enum Toolchain {
    /// The one that builds everything else.
    Installed,
    /// The compiler in this folder.
    Debian(PathBuf),
}

impl Toolchain {
    /// Finds one, fetching what is missing.
    pub fn find() -> Result<Self, String> {
        if has_source() {
            return Ok(Toolchain::Installed);
        }
        println!("the source of the standard library is not there yet; asking rustup for it");
        let added = run(command("rustup", &["component", "add", "rust-src"]));
        if has_source() {
            return Ok(Toolchain::Installed);
        }
        if !quietly("apt-get", &["--version"]) || !quietly("dpkg", &["--version"]) {
            let why = added.err().unwrap_or_default();
            return Err(format!(
                "no source of the standard library: run `rustup component add rust-src` where rustup's server is reached ({why})"
            ));
        }
        debian().map(Toolchain::Debian)
    }

    /// The cargo that builds with it.
    pub fn cargo(&self, arguments: &[&str]) -> Result<Command, String> {
        let mut command = cargo(arguments);
        command.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
        command.env("RUSTFLAGS", SMALL).env("RUSTC_BOOTSTRAP", "1");
        if let Toolchain::Debian(root) = self {
            let libraries = [root.join("usr/lib/x86_64-linux-gnu"), root.join("usr/lib")];
            let libraries: Vec<OsString> = libraries.iter().map(|l| l.clone().into_os_string()).collect();
            command.env("RUSTC", root.join("usr/bin/rustc"));
            command.env("LD_LIBRARY_PATH", libraries.join(std::ffi::OsStr::new(":")));
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?);
        }
        Ok(command)
    }
}

fn has_source() -> bool {
    let sysroot = output(command("rustc", &["--print", "sysroot"]));
    sysroot.is_ok_and(|s| Path::new(s.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
}

/// The linker that comes with the installed compiler; Debian's compiler would want one more package.
fn linker() -> Result<PathBuf, String> {
    let sysroot = output(command("rustc", &["--print", "sysroot"]))?;
    let version = output(command("rustc", &["-vV"]))?;
    let host = version.lines().find_map(|l| l.strip_prefix("host: ")).ok_or("rustc does not name its host")?;
    let linker = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
    if linker.is_file() { Ok(linker) } else { Err(format!("{} is missing", linker.display())) }
}

/// Unpacks, without installing, Debian's compiler into a folder of this task.
fn debian() -> Result<PathBuf, String> {
    let folder = scratch()?.join("wasm-debian");
    let (root, done) = (folder.join("root"), folder.join("done"));
    if done.is_file() {
        return Ok(root);
    }
    println!("rustup can't bring it; unpacking Debian's {} into {} (137 MB to fetch)", PACKAGES.join(", "), folder.display());
    // What an earlier try left may be half a package.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    // The lists may be missing or old; where they can't be renewed, the download itself tells what is wrong.
    let _ = run(command("apt-get", &["update"]));
    let libraries = output(command("apt-cache", &["depends", "--recurse", "--important", "rustc-web"]))?;
    let needed = |l: &&str| l.starts_with("libstd-rust-web-1") || l.starts_with("libllvm");
    let libraries: Vec<&str> = libraries.lines().filter(needed).collect();
    let mut download = command("apt-get", &["download"]);
    download.args(PACKAGES).args(&libraries).current_dir(&folder);
    run(download)?;
    for entry in std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension().is_some_and(|e| e == "deb") {
            let mut unpack = command("dpkg", &["-x"]);
            unpack.arg(&path).arg(&root);
            run(unpack)?;
            std::fs::remove_file(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    std::fs::write(&done, "").map_err(|e| format!("{}: {e}", done.display()))?;
    Ok(root)
}
