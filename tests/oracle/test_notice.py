"""Gansu's measures against the notice itself: every number, department and figure, read from the stored text.

    python -m unittest discover -s tests/oracle

The text (甘工信发〔2023〕128号) is not part of this repository: it is looked for in `../shared/sources` beside it, or where
PEIYU_SOURCES says. Where it is absent these tests are skipped, which is said aloud. The document is read here by PyYAML, not by
the engine; the text is in traditional characters and is turned into simplified ones by `zhconv`.
"""

from __future__ import annotations

import os
import re
import sys
import unittest
from functools import cache
from pathlib import Path
from typing import Any

import yaml
import zhconv

ROOT = Path(__file__).parents[2]
SOURCES = Path(os.environ.get("PEIYU_SOURCES", ROOT.parent / "shared/sources"))
NUMERALS = "一二三四五六七八九十"
# What a target's figure looks like in the text, by the target's id; the figures themselves are in the document.
WORDING = {
    "innovative_smes": "创新型中小企业{}家以上",
    "srdi_firms": "省级“专精特新”中小企业{}家以上",
    "little_giants": "专精特新“小巨人”企业{}家以上",
    "clusters_provincial": "省级中小企业特色产业集群{}个以上",
    "clusters_national": "国家中小企业特色产业集群{}个以上",
    "green_factories": "省级绿色工厂{}家",
    "green_parks": "省级绿色园区{}家",
    "water_saving_firms": "工业节水型企业{}家",
    "green_products": "绿色产品{}个",
    "base_stations_5g": "5G基站{}个以上",
    "digital_design_tools": "数字化研发设计工具普及率、关键工序数字化率分别达到{}",
    "digital_key_processes": "分别达到80%、{}",
    "guarantee_fee": "担保费率降至{}以下",
    "service_events": "各类服务活动{}余场次",
    "firms_served": "不少于{}余家次",
}
# As the text writes them.
AS_WRITTEN = {"45000": "4.5万", "100000": "10万"}


def numeral(number: int) -> str:
    """3 as 三, 14 as 十四, 25 as 二十五."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (NUMERALS[ones - 1] if ones else "")


@cache
def notice() -> str | None:
    """The notice in simplified characters, without the romanisations that the copy has put into it."""
    for path in sorted(SOURCES.glob("*.txt")) if SOURCES.is_dir() else []:
        text = zhconv.convert(path.read_text(encoding="utf-8"), "zh-cn")
        text = re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\?*\)?", "", text)
        if "甘工信发〔2023〕128号" in text:
            return text.replace(" ", "")
    return None


@cache
def document() -> dict[str, Any]:
    text = (ROOT / "workflows/gansu/measures.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def paragraphs(text: str) -> dict[int, str]:
    """The text of each measure, by its number."""
    starts = [(text.index(f"({numeral(n)})"), n) for n in range(1, 26)]
    ends = [at for at, _ in starts[1:]] + [text.index("附件:")]
    return {n: text[at:end] for (at, n), end in zip(starts, ends, strict=True)}


if notice() is None:
    print(f"NOT CHECKED against the notice: its text is not in {SOURCES}", file=sys.stderr)


@unittest.skipIf(notice() is None, f"NOT CHECKED: the notice's text is not in {SOURCES}")
class Notice(unittest.TestCase):
    def setUp(self) -> None:
        self.text = notice() or ""
        self.paragraphs = paragraphs(self.text)
        self.measures = document()["measures"]
        self.departments = {key: d["label"]["zh"] for key, d in document()["departments"].items()}

    def test_every_measure_is_there_under_its_number_and_title(self) -> None:
        self.assertEqual([m["number"] for m in self.measures.values()], list(range(1, 26)))
        for measure in self.measures.values():
            number, title = measure["number"], measure["title"]["zh"].translate(str.maketrans("（）", "()"))
            self.assertTrue(self.paragraphs[number].startswith(f"({numeral(number)}){title}。"), number)
            self.assertEqual(measure["source"]["at"], f"({numeral(number)})")

    def test_departments_are_those_of_the_text_and_no_others(self) -> None:
        every = {d for key, d in self.departments.items() if document()["departments"][key].get("every")}
        for measure in self.measures.values():
            number = measure["number"]
            duties = re.findall(r"\(([^()]*负责[^()]*)\)", self.paragraphs[number])[-1]
            duties = duties.split("负责")[0].removesuffix("按职责分工").removesuffix("等部门")
            named = [d.removeprefix("各").strip() for d in re.split("[、,，]", duties)]
            ours = [self.departments[key] for key in [*measure["lead"], *measure.get("joint", [])]]
            self.assertEqual([d.removeprefix("各") for d in ours], named, number)
            self.assertFalse(every & set(ours), number)
        # (一) says who carries out everything.
        self.assertIn("各市州政府、兰州新区管委会落实,以下不再一一列出", self.paragraphs[1])
        self.assertEqual(every, {"各市州政府", "兰州新区管委会"})

    def test_targets_are_the_figures_of_the_text(self) -> None:
        targets = document()["targets"]
        self.assertEqual(set(targets), set(WORDING))
        for key, target in targets.items():
            figure = target.get("at_least") or target["at_most"]
            written = WORDING[key].format(AS_WRITTEN.get(figure, figure))
            at = target["source"]["at"]
            place = self.text[: self.text.index("(一)")] if at == "前言" else self.paragraphs[self.number(at)]
            self.assertIn(written, place, key)
            if target.get("until"):
                due = "“十四五”末" if at == "前言" else "到2025年"
                self.assertIn(due, place, key)
                self.assertEqual(str(target["until"]), "2025-12-31", key)
            if target.get("yearly"):
                self.assertIn("每年", place, key)

    def test_sums_are_those_of_the_text(self) -> None:
        gansu = yaml.safe_load((ROOT / "workflows/gansu/gansu.yaml").read_text(encoding="utf-8"))
        self.assertIn("首次认定为“专精特新”中小企业每户奖励30万元", self.paragraphs[2])
        self.assertEqual([p["value"] for p in gansu["set"]["award_srdi"]], ["300000元"])
        self.assertIn("认定为专精特新“小巨人”企业每户奖励50万元", self.paragraphs[2])
        self.assertEqual([p["value"] for p in gansu["set"]["award_little_giant"]], ["500000元"])
        gives = {key: m.get("gives", {}) for key, m in self.measures.items()}
        self.assertEqual(gives["funds"]["srdi_first"]["amount"], "award_srdi")
        self.assertEqual(gives["funds"]["little_giant"]["amount"], "award_little_giant")
        self.assertIn("最高不超过50万元", self.paragraphs[17])
        self.assertEqual(gives["platforms"]["performance"]["at_most"], "50万元")
        self.assertEqual(gives["guarantees"]["guarantee_fee"]["at_most"], "1.5%")
        money = {(m, g) for m, all_given in gives.items() for g, given in all_given.items() if {"amount", "at_most"} & set(given)}
        kept = {("funds", "srdi_first"), ("funds", "little_giant"), ("platforms", "performance"), ("guarantees", "guarantee_fee")}
        self.assertEqual(money, kept)

    def test_whom_measures_are_for_is_as_wide_as_in_the_text(self) -> None:
        """What goes to SMEs, or to platforms, is not narrowed to SRDI firms; (十六)'s project keeps its name."""
        rules = {key: [c["when"] for c in group] for key, group in document()["criteria"].items()}
        for number, words in {3: "向中小企业开放", 19: "为中小企业送服务", 22: "中小企业诉求"}.items():
            self.assertIn(words, self.paragraphs[number])
            measure = next(m for m in self.measures.values() if m["number"] == number)
            asked = [when for c in measure["all"] for when in rules[c["include"]]]
            self.assertTrue(any(re.search(r"\bsme\b", when) for when in asked), number)
        self.assertIn("为专精特新企业提供管理咨询", self.paragraphs[17])
        self.assertIn("srdi_firms", str(self.measures["platforms"]["gives"]["platform_services"]["all"]))
        project = re.search(r"“(\d+万名[^”]*)”", self.paragraphs[16])
        self.assertIsNotNone(project)
        self.assertIn(project[1] if project else "?", self.measures["talent"]["gives"]["graduate_posts"]["label"]["zh"])

    def test_the_first_day_is_that_of_the_notice(self) -> None:
        self.assertIn("2023年5月19日", self.text)
        self.assertEqual({str(m["from"]) for m in self.measures.values()}, {"2023-05-19"})
        self.assertFalse([key for key, m in self.measures.items() if "until" in m])

    def number(self, article: str) -> int:
        return next(n for n in range(1, 26) if article == f"({numeral(n)})")


if __name__ == "__main__":
    unittest.main()
