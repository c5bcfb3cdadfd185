//! The npm package `peiyu`: conversion only, no logic.
//!
//! Everything crosses as JSON text or plain text. What JavaScript users see is the hand-written glue in `package/`; a
//! refusal is thrown as the JSON list of its diagnostics, and the glue makes a `PeiyuError` of it.

mod cases;
mod measures;

use std::sync::Arc;

use peiyu::assess::explain::Explanation;
use peiyu::assess::{self, Assessor, Firm, JsonNumbers, MoneyUnit};
use peiyu::diagnostic::{Code, Diagnostic, Diagnostics, Lang, Span};
use peiyu::document::write::object;
use peiyu::document::{DocumentSet, MAX_BYTES, write};
use peiyu::policy::{Choice, Policy};
use peiyu::program::Workspace;
use peiyu::time::Date;
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

/// A third of the size of the standard library's, and as quick.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Documents on their way to an engine.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Loader {
    documents: DocumentSet,
}

#[wasm_bindgen]
impl Loader {
    /// No documents yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document written as JSON; `file` is how messages name it.
    pub fn add(&mut self, id: &str, file: &str, json: &str) -> Result<(), String> {
        self.documents.add_json(id, file, json).map_err(|e| thrown(&e))
    }

    /// Links and checks a policy and makes it ready for an edition, call and day. Days are written as in ISO 8601.
    pub fn load(
        &self,
        policy: &str,
        edition: Option<String>,
        call: Option<String>,
        as_of: Option<String>,
        tier: Option<String>,
        today: &str,
    ) -> Result<Engine, String> {
        let engine = || -> Result<Engine, Diagnostics> {
            let as_of = as_of.map(|d| day(&d)).transpose()?;
            let choice = Choice { edition, call, as_of, tier, today: day(today)? };
            let assessor = Assessor::new(&Policy::load(&self.documents, policy)?, &choice)?;
            Ok(Engine { assessor: Arc::new(assessor), workspace: Workspace::default() })
        };
        engine().map_err(|e| thrown(&e))
    }
}

/// A policy made ready, with the memory that its assessments use again and again.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    assessor: Arc<Assessor>,
    workspace: Workspace,
}

#[wasm_bindgen]
impl Engine {
    /// Assesses a firm given as one flat JSON object, its money in 元 or in 万元; gives the answer as JSON.
    ///
    /// Bare numbers are JavaScript's floats: those with more than 15 significant digits are refused.
    pub fn assess(&mut self, firm: &str, in_ten_thousand: bool) -> Result<String, String> {
        let facts = filled(&self.assessor, firm, in_ten_thousand)?;
        Ok(self.assessor.assess_with(&facts, &mut self.workspace).to_json())
    }

    /// The answer with its reasons: JSON, or as `html` or `text` in Chinese or English.
    pub fn explain(&mut self, firm: &str, in_ten_thousand: bool, form: &str, english: bool) -> Result<String, String> {
        let facts = filled(&self.assessor, firm, in_ten_thousand)?;
        Ok(written(&self.assessor.explain(&facts, &mut self.workspace).with_distances(), form, english))
    }

    /// A form being filled in, which begins with a firm given like those that are assessed.
    pub fn session(&self, firm: &str, in_ten_thousand: bool) -> Result<Session, String> {
        let session = assess::Session::new(Arc::clone(&self.assessor), unit(in_ten_thousand), JsonNumbers::Floats, firm);
        Ok(Session { session: session.map_err(|e| thrown(&e))? })
    }

    /// The facts of the policy as a JSON list.
    pub fn facts(&self) -> String {
        write::text(&self.assessor.facts_json())
    }

    /// JSON Schema of the form that asks for them.
    pub fn schema(&self) -> String {
        write::text(&self.assessor.form_schema())
    }

    /// Hash of the policy.
    pub fn hash(&self) -> String {
        self.assessor.policy_hash().to_owned()
    }

    /// The editions, call and day that were chosen, as JSON.
    pub fn selection(&self) -> String {
        let selection = self.assessor.selection();
        let tier = |t: &peiyu::policy::SelectedTier| {
            object([("tier", t.tier.as_str().into()), ("new", t.new.as_str().into()), ("renewal", t.renewal.as_str().into())])
        };
        let tiers: Vec<Value> = selection.tiers.iter().map(tier).collect();
        let (call, day) = (selection.call.as_deref(), selection.day.to_string());
        write::text(&object([("call", call.into()), ("day", day.into()), ("tiers", tiers.into())]))
    }
}

/// A firm that is being filled in; it keeps what it needs of its engine.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    session: assess::Session,
}

#[wasm_bindgen]
impl Session {
    /// Sets a field from JSON, or takes it out; gives what changed, as JSON.
    #[expect(clippy::needless_pass_by_value, reason = "JavaScript's optional texts come as values")]
    pub fn set(&mut self, field: &str, value: Option<String>) -> Result<String, String> {
        self.session.set(field, value.as_deref()).map_err(|e| thrown(&e))
    }

    /// Takes another firm in the place of this one; gives what changed, as JSON.
    pub fn replace(&mut self, firm: &str) -> Result<String, String> {
        self.session.replace(firm).map_err(|e| thrown(&e))
    }

    /// The explained answer without what tells whose it is, and what is to be asked next, as JSON.
    pub fn answer(&self) -> String {
        self.session.answer_json()
    }

    /// The answer with its reasons: JSON, or as `html` or `text` in Chinese or English.
    pub fn explain(&self, form: &str, english: bool) -> String {
        written(&self.session.explanation(), form, english)
    }
}

fn written(explanation: &Explanation, form: &str, english: bool) -> String {
    let lang = if english { Lang::En } else { Lang::Zh };
    match form {
        "html" => explanation.to_html(lang),
        "text" => explanation.to_text(lang),
        _ => explanation.to_json(),
    }
}

fn unit(in_ten_thousand: bool) -> MoneyUnit {
    if in_ten_thousand { MoneyUnit::TenThousand } else { MoneyUnit::Yuan }
}

fn filled<'a>(assessor: &'a Assessor, firm: &str, in_ten_thousand: bool) -> Result<Firm<'a>, String> {
    let mut facts = assessor.firm();
    facts.money_unit(unit(in_ten_thousand));
    facts.read_json(firm, JsonNumbers::Floats).map_err(|e| thrown(&e))?;
    Ok(facts)
}

/// Longest text that the engine reads, in bytes of UTF-8: the glue need not copy more of a longer one.
#[wasm_bindgen(js_name = maxBytes)]
pub fn max_bytes() -> usize {
    MAX_BYTES
}

fn day(text: &str) -> Result<Date, Diagnostic> {
    let shown: String = text.chars().take(40).collect();
    text.parse().map_err(|()| Diagnostic::new(Code::BadDate, Span::default(), [shown.into()]))
}

fn thrown(diagnostics: &Diagnostics) -> String {
    write::text(&diagnostics.0.iter().map(Diagnostic::to_json).collect())
}
