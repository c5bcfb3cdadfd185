"""The answer for one firm with its reasons. It is the engine's JSON, text or page, made when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from peiyu import _peiyu
from peiyu._assessment import Assessment


class Explanation(Assessment):
    """An `Assessment` that knows why: see `to_dict` for the reasons, `to_text` and `to_html` for people."""

    __slots__ = ("_explained", "_fields", "_native")

    def __init__(self, native: _peiyu.Policy, fields: dict[Any, Any], labels: Mapping[str, str]) -> None:
        """Not for callers: see `Policy.explain`."""
        super().__init__(native.assess(fields), labels)
        self._native = native
        self._fields = fields
        self._explained: bytes | None = None

    def to_json(self) -> str:
        """The engine's own bytes as text, the same in every language."""
        if self._explained is None:
            self._explained = self._native.explain(self._fields, "json", False)
        return self._explained.decode()

    def to_dict(self) -> dict[str, Any]:
        """The answer as dicts and lists, numbers as decimal text.

        Beside what an assessment has, a tier has `reasons`: nodes with `kind`, `label`, `sentence`, `holds`, `value`,
        `shown`, `limit`, `max`, `source`, `needs_check` and `children`; and `distances`: for each criterion
        that does not hold, the ways to change that.
        """
        answer: dict[str, Any] = json.loads(self.to_json())
        return answer

    def to_text(self, lang: Literal["zh", "en"] = "zh") -> str:
        """Indented lines for a terminal."""
        return self._native.explain(self._fields, "text", _english(lang)).decode()

    def to_html(self, lang: Literal["zh", "en"] = "zh") -> str:
        """A page that stands alone and prints on A4."""
        return self._native.explain(self._fields, "html", _english(lang)).decode()

    def _repr_html_(self) -> str:
        # A notebook puts this into its own page, where the styles of a whole page would leak.
        page = self.to_html().replace("&", "&amp;").replace('"', "&quot;")
        return f'<iframe srcdoc="{page}" sandbox style="width:100%;height:640px;border:1px solid #ccc"></iframe>'

    def __reduce__(self) -> tuple[type[Assessment], tuple[bytes, dict[str, str]]]:
        """What is stored is the answer; reasons are asked for again."""
        return super().__reduce__()


def _english(lang: str) -> bool:
    if lang not in ("zh", "en"):
        raise ValueError(f"lang 应为 zh 或 en / must be zh or en: {lang!r}")
    return lang == "en"
