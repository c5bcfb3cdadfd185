"""Cases as Python sees them: a library of policies, a case, what comes of a request."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from peiyu import _files, _peiyu, _request
from peiyu._text import Text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from peiyu._peiyu import Model

    _Told = Mapping[str, Any] | DataclassInstance | Model
    _Value = str | bool | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: the host's own id for the person, the role, and the code of the area it acts in."""

    id: str
    role: str
    area: str | None = None

    def _said(self) -> dict[str, str]:
        said = {"id": self.id, "role": self.role}
        return said if self.area is None else {**said, "area": self.area}


@dataclass(frozen=True, slots=True)
class Effect:
    """What the host is asked to do: pay, publish, send a letter. Data, never a callback."""

    id: str
    told: dict[str, _Value]


@dataclass(frozen=True, slots=True)
class Title:
    """A title with its first and last day; `policy` is the hash of the one that granted it, None if imported."""

    from_: date
    until: date
    policy: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that runs: `day` is None where the rules leave it open, `overdue` where it isn't certain."""

    state: str
    state_label: Text
    id: str
    label: Text
    day: date | None
    provisional: bool
    overdue: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class Next:
    """An event that has a place now, and the roles that may bring it about.

    `payload` are what is told with it, and whether it may be left out; `decided` says that a condition decides.
    """

    event: str
    label: Text
    state: str
    state_label: Text
    by: dict[str, Text]
    payload: dict[str, bool]
    decided: bool
    window: tuple[date, date] | None
    source: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a request: the case as it is now, lines for its journal (byte for byte), and what is to be done."""

    case: Case
    entries: tuple[str, ...]
    effects: tuple[Effect, ...]


class Picture(str):
    """A chart as text, which a notebook shows as the picture."""

    __slots__ = ()

    def _repr_svg_(self) -> str | None:
        return str(self) if self.startswith("<svg ") else None


class Case:
    """A case at one moment; what is done to it gives another. Threads may share it."""

    __slots__ = ("_library", "_native", "_said", "_text")

    def __init__(self, library: Library, native: _peiyu.Case) -> None:
        """Not for callers: see `Library.open`."""
        self._library = library
        self._native = native
        # Read when they are asked for: most cases on the way are only applied to.
        self._text: str | None = None
        self._said: dict[str, Any] | None = None

    def apply(
        self,
        event: str,
        *,
        by: Actor,
        at: datetime | str,
        payload: _Told | None = None,
        facts: _Told | None = None,
    ) -> Applied:
        """Applies an event, after every term that has run out by then.

        `facts` are given as to `Policy.assess`; `at` is an aware datetime or `2026-04-01T09:30:00+08:00`. `Refusal`
        says why something is not done; then nothing has changed.
        """
        return self._asked(by, at, {"event": event}, payload=payload, facts=facts)

    def advance(self, *, at: datetime | str) -> Applied:
        """Lets time pass: every term that has run out by then, in order."""
        return self._asked(None, at, {})

    def import_title(
        self, title: str, *, from_: date | str, until: date | str, by: Actor, at: datetime | str
    ) -> Applied:
        """Takes in a title that was granted before the case was opened."""
        return self._asked(by, at, {"import_title": {"title": title, "from": str(from_), "until": str(until)}})

    def migrate(
        self, to: str, *, by: Actor, at: datetime | str, states: Mapping[str, str] | None = None, recount: bool = False
    ) -> Applied:
        """Moves to the chart of the policy of that hash; `states` says what becomes of those that it lacks.

        Nothing is kept anywhere, so calling it is the dry run.
        """
        return self._asked(by, at, {"migrate": {"to": to, "states": dict(states or {}), "recount": recount}})

    def due(self, *, at: datetime | str) -> list[Due]:
        """The deadlines that run, those that end first before others."""
        told = json.loads(self._library._native.due(self._native, _request.moment(at)))
        return [_due(due) for due in told]

    def next(self) -> list[Next]:
        """Who may do what next."""
        return [_next(told) for told in json.loads(self._library._native.next(self._native))]

    def snapshot(self) -> str:
        """The case as text, to be kept: `Library.case` gives it again."""
        if self._text is None:
            self._text = self._native.snapshot()
        return self._text

    @property
    def id(self) -> str:
        """The host's id."""
        return str(self._snapshot["id"])

    @property
    def active(self) -> tuple[str, ...]:
        """The active states."""
        return tuple(self._snapshot.get("active", ()))

    @property
    def titles(self) -> dict[str, Title]:
        """The titles that are held."""
        held = self._snapshot.get("titles", {})
        days = {id_: (date.fromisoformat(t["from"]), date.fromisoformat(t["until"])) for id_, t in held.items()}
        return {id_: Title(*days[id_], t.get("policy")) for id_, t in held.items()}

    @property
    def variables(self) -> dict[str, _Value]:
        """What the chart keeps in mind; numbers are text."""
        return dict(self._snapshot.get("variables", {}))

    @property
    def time(self) -> datetime:
        """When the last thing happened."""
        return datetime.fromisoformat(self._snapshot["time"])

    @property
    def hash(self) -> str:
        """Hash of the policy whose chart it runs through."""
        return str(self._snapshot["hash"])

    @property
    def head(self) -> str:
        """Hash of the last entry of its journal."""
        return str(self._snapshot["head"])

    @property
    def sequence(self) -> int:
        """How many entries its journal has."""
        return int(self._snapshot["sequence"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self.snapshot() == other.snapshot()

    def __hash__(self) -> int:
        return hash(self.snapshot())

    def __repr__(self) -> str:
        return f"<peiyu.Case {self.id}：{'、'.join(self.active)}，{self._snapshot['time']}>"

    @property
    def _snapshot(self) -> dict[str, Any]:
        if self._said is None:
            self._said = json.loads(self.snapshot())
        return self._said

    def _asked(self, by: Actor | None, at: datetime | str, what: dict[str, Any], **told: Any) -> Applied:
        return self._library._asked(self, by, at, what, **told)


class Library:
    """Policies by hash, with the calendar of working days. It never changes; threads may share it."""

    __slots__ = ("_native",)

    def __init__(self, *policies: str | os.PathLike[str] | Mapping[str, str | Mapping[str, Any]]) -> None:
        """Each policy is an embedded one's id, a path, or documents by id; of one id the last is the present one."""
        self._native = _peiyu.Library([_sources(policy) for policy in policies])

    @property
    def hashes(self) -> tuple[str, ...]:
        """Hashes of the policies, in their order."""
        return tuple(self._native.hashes)

    def open(
        self,
        *,
        case: str,
        policy: str,
        chart: str,
        by: Actor,
        at: datetime | str,
        areas: Mapping[str, str] | None = None,
    ) -> Applied:
        """Opens a case; `areas` are the codes of the areas it lies in, by level: `county`, `city`, `province`."""
        opening = {"case": case, "policy": policy, "chart": chart, "areas": dict(areas or {})}
        return self._asked(None, by, at, {"open": opening})

    def case(self, snapshot: str) -> Case:
        """The case of a snapshot that was kept."""
        return Case(self, _peiyu.Library.case(_files.utf8(snapshot)))

    def replay(self, journal: str | Iterable[str]) -> Case:
        """The case that a journal comes to; every entry is held against its hash."""
        return Case(self, _peiyu.Library.replay(_journal(journal)))

    def verify(
        self, journal: str | Iterable[str], facts: Mapping[str, _Told] | None = None
    ) -> list[Literal["again", "taken"]]:
        """Does a journal again, with the facts by their digests, which the entries carry.

        `again` came out the same to the byte; `taken` was taken at its word, as its facts are not at hand.
        """
        return self._native.verify(_journal(journal), _request.by_digest(facts or {}))

    def draw(
        self,
        policy: str,
        *,
        chart: str | None = None,
        part: str | None = None,
        journal: str | Iterable[str] | None = None,
        lang: Literal["zh", "en"] = "zh",
        form: Literal["svg", "dot", "mermaid"] = "svg",
    ) -> Picture:
        """A chart of the present policy of that id: its first one if none is named; only what is in the state `part`.

        With a `journal` the case's path and place are marked. A notebook shows an SVG as the picture.
        """
        if lang not in ("zh", "en"):
            raise ValueError(f"lang: zh, en? {lang!r}")
        named, inside = (name and _files.utf8(name) for name in (chart, part))
        told = None if journal is None else _journal(journal)
        native = self._native
        return Picture(native.draw(_files.utf8(policy), named, inside, told, lang == "en", _files.utf8(form)))

    def request(self, case: Case | None, request: str) -> Applied:
        """Carries out a request in the engine's own form, `{"at", "by", ...}` as JSON; without a case one is opened."""
        native, effects, entries = self._native.request(None if case is None else case._native, _files.utf8(request))
        asked = tuple(Effect(e["id"], e.get("with", {})) for e in json.loads(effects))
        return Applied(Case(self, native), tuple(entries), asked)

    def _asked(
        self, case: Case | None, by: Actor | None, at: datetime | str, what: dict[str, Any], **told: Any
    ) -> Applied:
        who = {} if by is None else {"by": by._said()}
        return self.request(case, _request.text({"at": _request.moment(at), **who, **what}, told))


def _sources(
    policy: str | os.PathLike[str] | Mapping[str, str | Mapping[str, Any]],
) -> tuple[str | None, list[_files.Source]]:
    if isinstance(policy, Mapping):
        sources = _files.from_mapping(policy)
        return sources[0].id.split("/")[0] if sources and sources[0].id else None, sources
    if _files.is_path(policy):
        return None, _files.from_path(Path(policy))
    return _files.utf8(str(policy)), []


def _journal(journal: str | Iterable[str]) -> str:
    return _files.utf8(journal if isinstance(journal, str) else "".join(f"{line}\n" for line in journal))


def _due(told: dict[str, Any]) -> Due:
    day = told["day"] and date.fromisoformat(told["day"])
    labels = Text._read(told["state_label"]), Text._read(told["label"])
    return Due(
        told["state"], labels[0], told["id"], labels[1], day, told["provisional"], told["overdue"], told["source"]
    )


def _next(told: dict[str, Any]) -> Next:
    window = told["window"]
    return Next(
        told["event"],
        Text._read(told["label"]),
        told["state"],
        Text._read(told["state_label"]),
        {by["role"]: Text._read(by["label"]) for by in told["by"]},
        {part["id"]: part["optional"] for part in told["payload"]},
        told["decided"],
        window and (date.fromisoformat(window["from"]), date.fromisoformat(window["until"])),
        told["source"],
    )
