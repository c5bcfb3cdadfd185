//! An explanation as a page that stands alone: something a bureau can hand out, on A4 or on a screen.

use crate::diagnostic::{Lang, Text};
use crate::phrase;
use crate::program::cell::Cell;

use super::super::{TierAssessment, Verdict};
use super::{Explanation, LineKind, Reason, origins};

const STYLE: &str = include_str!("style.css");

/// Writes one language.
pub(super) struct Page {
    pub lang: Lang,
    out: String,
}

impl Page {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    /// Markup as it is.
    pub fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Text, which may hold anything.
    pub fn text(&mut self, text: &str) -> &mut Self {
        // Most texts have nothing to escape.
        if !text.bytes().any(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
            self.out.push_str(text);
            return self;
        }
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                c => self.out.push(c),
            }
        }
        self
    }

    pub fn say(&mut self, zh: &'static str, en: &'static str) -> &mut Self {
        let said = self.pick(zh, en);
        self.text(said)
    }

    fn verdict(&mut self, verdict: Verdict) -> &mut Self {
        let class = verdict.id();
        self.raw("<strong class=\"").raw(class).raw("\">");
        match verdict {
            Verdict::Pass => self.say("符合", "pass"),
            Verdict::Fail => self.say("不符合", "fail"),
            Verdict::Unknown => self.say("未定", "open"),
        };
        self.raw("</strong>")
    }
}

impl Explanation<'_> {
    /// A page in one language: who and when, the verdicts, and for each tier what is missing, what it would take, and every
    /// criterion with its figures and article.
    pub fn to_html(&self, lang: Lang) -> String {
        let mut page = Page { lang, out: String::with_capacity(64 << 10) };
        let code = page.pick("zh-CN", "en");
        page.raw("<!DOCTYPE html>\n<html lang=\"").raw(code).raw("\"><head><meta charset=\"utf-8\">");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
        page.say("评价说明", "Explanation of an assessment").raw("</title><style>").raw(STYLE).raw("</style></head><body>\n");
        self.head(&mut page);
        for (i, tier) in self.assessment.tiers.iter().enumerate() {
            page.raw("<section><h2>").text(tier.label.get(lang)).raw(" ").verdict(tier.verdict).raw("</h2>\n");
            self.missing(tier, &mut page);
            self.changes(i, &mut page);
            self.table(i, &mut page);
            Self::problems(tier, &mut page);
            page.raw("</section>\n");
        }
        origins::table(&self.origins, &mut page);
        page.raw("<footer><p>").say(
            "本说明由规则逐条计算得出，供核对使用，不代替主管部门的认定。标有“待核”的条款，其措辞尚须与正式文本核对。",
            "Computed rule by rule, to be checked; it does not stand for the authority's decision. The wording of articles marked “to be checked” is still to be held against the official text.",
        );
        page.raw("</p><p>")
            .say("规则校验码：", "Hash of the rules: ")
            .text(self.assessment.policy)
            .raw("<br>")
            .say("数据校验码：", "Digest of the figures: ")
            .text(&self.facts)
            .raw("</p></footer></body></html>\n");
        page.out
    }

    fn head(&self, page: &mut Page) {
        let lang = page.lang;
        page.raw("<header><h1>").say("优质中小企业评价说明", "Assessment of a quality SME").raw("</h1><dl>");
        for (label, value) in self.firm.iter().take(2) {
            page.raw("<div><dt>").text(label.get(lang)).raw("</dt><dd>").text(value).raw("</dd></div>");
        }
        page.raw("<div><dt>").say("按规则生效日", "Rules in force on").raw("</dt><dd>");
        page.text(&self.assessor.selection.day.to_string())
            .raw("</dd></div></dl></header>\n<table class=\"sum\"><thead><tr><th>");
        page.say("层级", "Tier").raw("</th><th>").say("版本", "Edition").raw("</th><th>").say("结论", "Verdict").raw("</th><th>");
        page.say("得分", "Score").raw("</th></tr></thead><tbody>");
        for tier in &self.assessment.tiers {
            page.raw("<tr><td>").text(tier.label.get(lang)).raw("</td><td>").text(&tier.edition).raw("</td><td>");
            page.verdict(tier.verdict).raw("</td><td>");
            page.text(&tier.score.as_ref().map_or("—".into(), ToString::to_string)).raw("</td></tr>");
        }
        page.raw("</tbody></table>\n");
    }

    fn missing(&self, tier: &TierAssessment, page: &mut Page) {
        let lang = page.lang;
        if tier.missing.is_empty() {
            return;
        }
        page.raw("<h3>").say("尚须填报", "Still to be filled in").raw("</h3><ul class=\"missing\">");
        for id in &tier.missing {
            let slot = self.assessor.facts.index(id).and_then(|i| self.assessor.facts.get(i));
            page.raw("<li>").text(slot.map_or(*id, |s| s.label.get(lang))).raw("</li>");
        }
        page.raw("</ul>\n");
    }

    fn changes(&self, tier: usize, page: &mut Page) {
        let lang = page.lang;
        let distances = self.distances(tier);
        if distances.is_empty() {
            return;
        }
        page.raw("<h3>").say("不符合的条件，怎样变化即可符合", "What does not hold, and what would change that").raw(" <small>");
        page.say("只动所列事项、其他不变时的推算，不是建议", "only what is named moves, all else stays; arithmetic, not advice")
            .raw("</small></h3>");
        page.raw("<table class=\"far\"><tbody>");
        for distance in distances {
            page.raw("<tr><td>").text(distance.criterion.label.get(lang)).raw("</td><td>");
            for (i, way) in distance.ways.iter().enumerate() {
                if i > 0 {
                    page.raw("<br>").raw("<small>").say("或者", "or").raw("</small> ");
                }
                let changes = way.iter().filter_map(|c| Some(phrase::change(self.assessor.facts.get(c.fact)?, &c.from, &c.to)));
                let changes: Vec<Text> = changes.collect();
                let lines: Vec<&str> = changes.iter().map(|t| t.get(lang)).collect();
                let joined = lines.join(page.pick("，同时", ", and "));
                page.text(&joined);
            }
            page.raw("</td></tr>");
        }
        page.raw("</tbody></table>\n");
    }

    fn table(&self, tier: usize, page: &mut Page) {
        page.raw("<h3>").say("逐项说明", "Item by item").raw("</h3><table class=\"why\"><thead><tr><th>");
        page.say("条件或指标", "Condition or indicator")
            .raw("</th><th>")
            .say("要求或算法", "Required, or how computed")
            .raw("</th><th>");
        page.say("实际", "Actual").raw("</th><th>").say("结果", "Result").raw("</th><th>").say("依据", "Source");
        page.raw("</th></tr></thead><tbody>\n");
        for reason in self.reasons(tier) {
            self.row(&reason, page);
        }
        page.raw("</tbody></table>\n");
    }

    fn row(&self, reason: &Reason, page: &mut Page) {
        let lang = page.lang;
        let line = reason.line;
        let flag = line.holds.is_some() && matches!(reason.value, Some(Cell::Boolean(_)));
        let failed = if reason.holds == Some(false) { " no" } else { "" };
        page.raw("<tr class=\"")
            .raw(line.kind.id())
            .raw(failed)
            .raw("\"><td style=\"--d:")
            .raw(&line.depth.to_string())
            .raw("\">");
        page.text(line.label.get(lang)).raw("</td><td>");
        if !flag {
            page.text(line.sentence.get(lang));
        }
        page.raw("</td><td>");
        if line.measure.is_some() && !flag {
            match self.shown(reason, lang) {
                Some(shown) => page.text(&shown),
                None => page.raw("<em>").text(self.lacking(reason, lang)).raw("</em>"),
            };
        }
        if let Some(max) = &line.max {
            page.raw(" / ").text(&max.to_string());
        }
        page.raw("</td><td>");
        if line.holds.is_some() {
            match reason.holds {
                Some(true) => page.raw("<b class=\"pass\">✓</b> ").say("符合", "holds"),
                Some(false) => page.raw("<b class=\"fail\">✗</b> ").say("不符合", "does not hold"),
                None => page.raw("<b class=\"unknown\">?</b> ").say("未定", "open"),
            };
        }
        page.raw("</td><td>");
        if let Some(source) = &line.source {
            page.text(&source.text);
            if source.needs_check {
                page.raw(" <small>").say("待核", "to be checked").raw("</small>");
            }
        }
        page.raw("</td></tr>\n");
        debug_assert!(line.kind != LineKind::Criterion || line.source.is_some());
    }

    fn problems(tier: &TierAssessment, page: &mut Page) {
        let lang = page.lang;
        if tier.problems.is_empty() {
            return;
        }
        page.raw("<h3>").say("请核对", "Please check").raw("</h3><ul>");
        for problem in &tier.problems {
            page.raw("<li>").text(&problem.diagnostic.message(lang)).raw("</li>");
        }
        page.raw("</ul>\n");
    }
}
