"""Documents from files: the engine reads none, so this module hands them over."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from peiyu import _peiyu

_ENDINGS = (".yaml", ".yml", ".json")
_MAX_FOLDERS = 16
"""Deepest nesting of folders: a link to a folder above must not lead round for ever."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document for the native part, which says there what each field means."""

    id: str | None
    name: str
    stem: str
    json: bool
    whole: bool
    data: bytes


def is_path(policy: str | os.PathLike[str]) -> bool:
    """Whether a file or folder is meant, not an embedded policy."""
    return not isinstance(policy, str) or any(s in policy for s in ("/", "\\")) or policy.lower().endswith(_ENDINGS)


def from_path(path: Path) -> list[Source]:
    """The documents of a folder, or one document."""
    try:
        if path.is_dir():
            found = [_read(file, whole=True) for file in _walk(path, _MAX_FOLDERS)]
        else:
            found = [_read(path, whole=False)]
    except (OSError, ValueError) as error:
        raise _peiyu.unreadable("", f"{_shown(path)}: {error}", file=True) from error
    if not found:
        raise _peiyu.unreadable("", f"{_shown(path)}: .yaml .yml .json?", file=True)
    return found


def from_mapping(documents: Mapping[str, str | Mapping[str, Any]]) -> list[Source]:
    """Documents by id, each as text or as what JSON can say."""
    return [_source(document, content) for document, content in documents.items()]


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if depth:
                yield from _walk(entry, depth - 1)
        # JSON Schemas stand beside documents and are none.
        elif entry.suffix.lower() in _ENDINGS and not entry.name.endswith(".schema.json"):
            yield entry


def _read(file: Path, *, whole: bool) -> Source:
    return Source(None, _shown(file), utf8(file.stem), file.suffix.lower() == ".json", whole, file.read_bytes())


def _source(document: str, content: str | Mapping[str, Any]) -> Source:
    if isinstance(content, str):
        text = content
        is_json = content.lstrip("\ufeff \t\r\n").startswith("{")
    else:
        is_json = True
        try:
            text = json.dumps(content, ensure_ascii=False, allow_nan=False, default=_plain)
        except (TypeError, ValueError, RecursionError) as error:
            raise _peiyu.unreadable(utf8(document), str(error)[:300], file=False) from error
    # Half a surrogate pair stays in the bytes as it is, and the engine reports it as no UTF-8.
    data = text.encode("utf-8", "surrogatepass")
    return Source(utf8(document), utf8(document), utf8(document), is_json, False, data)


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"JSON: {type(value).__name__}?")


def _shown(path: Path) -> str:
    return utf8(str(path))


def utf8(text: str) -> str:
    """A name as text that has an encoding: half a surrogate pair, or a file name's odd byte, has none."""
    return text.encode("utf-8", "replace").decode()
