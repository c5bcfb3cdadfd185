"""Errors: values with a code, a place and help, as the engine words them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from peiyu._text import Text


@dataclass(frozen=True, slots=True)
class Span:
    """A place: the document, a JSON pointer (RFC 6901) in it, and characters of the text found there.

    For an error of a firm the pointer names the field: `/revenue_1`.
    """

    document: str
    pointer: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning."""

    code: str
    severity: Literal["error", "warning"]
    message: Text
    help: Text
    span: Span
    location: Location | None

    def __str__(self) -> str:
        """The sentence in Chinese, with its place and what to do."""
        if self.location is not None and self.location.file:
            place = f"{self.location.file}:{self.location.line}:{self.location.column}: "
        elif self.span.document:
            place = f"{self.span.document}#{self.span.pointer}: "
        else:
            place = f"{self.span.pointer}: " if self.span.pointer else ""
        help_ = f" {self.help.zh}" if self.help.zh else ""
        return f"{place}[{self.code}] {self.message.zh}{help_}"

    def to_dict(self) -> dict[str, Any]:
        """The same as the engine's JSON."""
        place = self.location
        return {
            "code": self.code,
            "severity": self.severity,
            "message": {"zh": self.message.zh, "en": self.message.en},
            "help": {"zh": self.help.zh, "en": self.help.en},
            "span": {
                "document": self.span.document,
                "pointer": self.span.pointer,
                "offset": self.span.offset,
                "length": self.span.length,
            },
            "location": place and {"file": place.file, "line": place.line, "column": place.column},
        }

    @classmethod
    def _read(cls, value: dict[str, Any]) -> Diagnostic:
        location = value["location"]
        return cls(
            value["code"],
            value["severity"],
            Text._read(value["message"]),
            Text._read(value["help"]),
            Span(**value["span"]),
            None if location is None else Location(**location),
        )


class PeiyuError(ValueError):
    """What could not be used: documents, a choice of edition, a firm's facts.

    It carries every diagnostic; `code`, `message`, `help`, `span` and `location` are the first one's.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self._diagnostics = diagnostics

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was found, in the order of the input."""
        return self._diagnostics

    @property
    def code(self) -> str:
        """The stable code, to compare with."""
        return self._diagnostics[0].code

    @property
    def message(self) -> str:
        """What is wrong, in Chinese."""
        return self._diagnostics[0].message.zh

    @property
    def message_en(self) -> str:
        """What is wrong, in English."""
        return self._diagnostics[0].message.en

    @property
    def help(self) -> str:
        """What to do about it, in Chinese; empty where the message says it all."""
        return self._diagnostics[0].help.zh

    @property
    def help_en(self) -> str:
        """What to do about it, in English."""
        return self._diagnostics[0].help.en

    @property
    def span(self) -> Span:
        """The place."""
        return self._diagnostics[0].span

    @property
    def location(self) -> Location | None:
        """The place in a file, where there is one."""
        return self._diagnostics[0].location

    def __str__(self) -> str:
        """A line for each diagnostic, in Chinese."""
        return "\n".join(str(diagnostic) for diagnostic in self._diagnostics)


class Refusal(PeiyuError):  # noqa: N818 - no error of anybody: an answer
    """A request of a case that is refused; nothing has changed."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], missing: tuple[str, ...] = ()) -> None:
        super().__init__(diagnostics)
        self._missing = missing

    def __reduce__(self) -> tuple[type[Refusal], tuple[tuple[Diagnostic, ...], tuple[str, ...]]]:
        """So that it crosses between processes whole."""
        return Refusal, (self.diagnostics, self._missing)

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the facts that would tell whether the condition holds."""
        return self._missing


def error_from_json(text: str) -> PeiyuError:
    """The exception for the engine's diagnostics; the native part calls this."""
    return PeiyuError(tuple(Diagnostic._read(value) for value in json.loads(text)))


def refusal_from_json(text: str) -> Refusal:
    """The exception for a refusal; the native part calls this."""
    told = json.loads(text)
    return Refusal(tuple(Diagnostic._read(value) for value in told["diagnostics"]), tuple(told["missing"]))
