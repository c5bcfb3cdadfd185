"""Texts for people, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A label or a message. As a `str` it is its Chinese."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    @classmethod
    def _read(cls, value: dict[str, Any]) -> Text:
        return cls(value["zh"], value["en"])
