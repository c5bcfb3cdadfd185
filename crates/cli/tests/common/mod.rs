//! A small policy in a folder of its own, and the built command run on files beside it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Codes whose check characters are right.
pub const A: &str = "914403001922038216";
pub const B: &str = "9144030071526726XG";

/// The policy's common document.
pub const COMMON: &str = r#"
peiyu: 1
policy: demo
sources:
  law: {title: {zh: 办法, en: rules}}
editions:
  "2022": {label: {zh: 2022年版, en: "2022"}, from: 2022-06-01, source: {doc: law, at: 附则, tag: V}}
  "2026": {label: {zh: 2026年版, en: "2026"}, from: 2026-04-01, source: {doc: law, at: 附则, tag: V}}
facts:
  uscc: {type: text, format: uscc, key: true, label: {zh: 代码, en: code}}
  name: {type: text, label: {zh: 名称, en: name}}
  revenue: {type: money, min: 0, label: {zh: 营业收入, en: revenue}}
  staff: {type: integer, unit: person, min: 0, label: {zh: 职工, en: staff}}
  field: {type: enum, values: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}, label: {zh: 领域, en: field}}
calls:
  spring:
    label: {zh: 春季通知, en: spring call}
    source: {doc: law, at: 通知, tag: V}
    window: {from: 2026-04-05, until: 2026-05-31}
    tiers: {good: {new: "2026", renewal: "2026"}}
"#;

/// One edition's document.
pub fn edition(id: &str, floor: &str) -> String {
    format!(
        r#"
peiyu: 1
policy: demo
edition: "{id}"
scorecards:
  card:
    label: {{zh: 评分表, en: score sheet}}
    max: 10
    groups:
      size:
        label: {{zh: 规模, en: size}}
        max: 10
        items:
          staff: {{label: {{zh: 职工, en: staff}}, max: 10, value: staff, bands: [[">= 10人", 10], ["-", 1]]}}
tiers:
  good:
    label: {{zh: 优质, en: good}}
    scorecard: card
    all:
      - {{id: revenue, when: revenue >= {floor}, label: {{zh: 营业收入, en: revenue}}, source: {{doc: law, at: 第一条, tag: M-high}}}}
      - {{id: ratio, when: revenue / staff > 1元/1人, label: {{zh: 人均, en: per head}}, source: {{doc: law, at: 第二条, tag: V}}}}
  better:
    label: {{zh: 更优, en: better}}
    all:
      - {{id: field, when: field = "a", label: {{zh: 领域, en: field}}, source: {{doc: law, at: 第三条, tag: V}}}}
"#
    )
}

/// So many lines.
pub fn rows(n: usize, line: impl Fn(usize) -> String) -> String {
    let mut out = (0..n).map(line).collect::<Vec<_>>().join("\n");
    out.push('\n');
    out
}

/// A fresh folder with the policy in `policy/`.
pub struct Place(pub PathBuf);

/// What the command said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new(name: &str) -> Place {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        let place = Place(path);
        place.write("policy/common.yaml", COMMON);
        place.write("policy/2022.yaml", edition("2022", "100元"));
        place.write("policy/2026.yaml", edition("2026", "1万元"));
        place
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Runs the command in the folder.
    pub fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, b"")
    }

    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peiyu"));
        command.args(args).current_dir(&self.0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Assesses a file against the policy, to JSON lines.
    pub fn assess(&self, file: &str, more: &[&str]) -> Said {
        let mut args = vec!["assess", file, "--policy", "./policy", "--format", "jsonl"];
        if !more.iter().any(|m| matches!(*m, "--edition" | "--call" | "--as-of")) {
            args.extend(["--as-of", "2026-05-01"]);
        }
        args.extend(more);
        self.run(&args)
    }
}

impl Said {
    /// `firm/tier=verdict`, one for each line.
    pub fn verdicts(&self) -> Vec<String> {
        let line = |l: &str| {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            let get = |k: &str| v[k].as_str().unwrap().to_owned();
            format!("{}/{}={}", get("firm"), get("tier"), get("verdict"))
        };
        self.out.lines().map(line).collect()
    }

    /// `file:line:column code` of each error on standard error.
    pub fn errors(&self) -> Vec<String> {
        self.told("错误")
    }

    /// The same of each warning.
    pub fn warnings(&self) -> Vec<String> {
        self.told("警告")
    }

    fn told(&self, word: &str) -> Vec<String> {
        let line = |l: &str| {
            let (place, rest) = l.split_once(&format!(": {word}["))?;
            Some(format!("{place} {}", rest.split(']').next()?))
        };
        self.err.lines().filter_map(line).collect()
    }
}
