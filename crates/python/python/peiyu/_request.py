"""Requests of a case as the JSON text that the engine reads.

What may stand where is as in the native part's `fill`, so that a value means the same to a case as to an assessment: a
fact is a value, a dict of it and of where it comes from, or a list of records. What JSON can't carry is refused here,
with the engine's words; everything else is for the engine to judge.
"""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

from peiyu import _files, _peiyu

_BEIJING = timezone(timedelta(hours=8))
_DIGITS = 15
"""A bare number with more is refused as a float; whole numbers go over as text."""
_LONG = 10_000
"""Bits that Python still writes out in decimal."""
_ENDLESS = "1e999"
"""JSON has no NaN and no infinity; a number past the greatest float reads as one that isn't finite."""
_NUMPY = frozenset("biufU")
"""Numpy's booleans, whole numbers, floats and texts; it gives its dates as counts of nanoseconds."""


def moment(at: datetime | str) -> str:
    """A moment at +08:00, to the second."""
    if isinstance(at, str):
        return _files.utf8(at)
    if not isinstance(at, datetime):
        name = type(at).__name__
        raise TypeError(f"时刻应为 datetime 或文字，却是 {name} / a moment is a datetime or a text, not {name}")
    # A time zone that gives no offset leaves the moment as open as none; Python would take the machine's.
    if at.utcoffset() is None:
        raise ValueError("时刻须带时区 / a moment needs a time zone")
    try:
        return at.astimezone(_BEIJING).replace(microsecond=0).isoformat()
    except OverflowError:
        raise ValueError(f"时刻超出范围 / a moment out of range: {at.isoformat()}") from None


def text(request: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """A request: its own parts, and what is told with it, `payload` and `facts`, where these are given."""
    parts = [f"{json.dumps(key)}:{json.dumps(part)}" for key, part in request.items()]
    parts += [f"{json.dumps(key)}:{facts(value)}" for key, value in told.items() if value is not None]
    return "{" + ",".join(parts) + "}"


def facts(firm: Any) -> str:
    """Facts as JSON, given as to `Policy.assess`."""
    return _object(firm, ())


def by_digest(firms: Mapping[str, Any]) -> str:
    """Facts by their digests."""
    return "{" + ",".join(f"{json.dumps(digest)}:{facts(firm)}" for digest, firm in firms.items()) + "}"


def _object(firm: Any, at: tuple[str, ...]) -> str:
    """A firm or a record; `at` leads to it."""
    fields = [(_name(key), value) for key, value in _peiyu.Policy.fields(firm).items()]
    return "{" + ",".join(f"{json.dumps(name)}:{_fact(value, name, (*at, name))}" for name, value in fields) + "}"


def _fact(value: Any, name: str, at: tuple[str, ...]) -> str:
    if isinstance(value, dict):
        told = [(_name(key), part) for key, part in _peiyu.Policy.fields(value).items()]
        return "{" + ",".join(f"{json.dumps(key)}:{_told(part, key, name, (*at, key))}" for key, part in told) + "}"
    # Records have no records.
    if isinstance(value, list | tuple) and len(at) == 1:
        return "[" + ",".join(_record(item, name, (*at, str(i))) for i, item in enumerate(value)) + "]"
    return _leaf(value, name, at)


def _record(value: Any, name: str, at: tuple[str, ...]) -> str:
    # A list is no record, whatever it holds: it may hold itself.
    if isinstance(value, list | tuple):
        return "[]"
    fields = ("model_dump", "__dataclass_fields__")
    named = isinstance(value, Mapping) or (not isinstance(value, type) and any(hasattr(value, f) for f in fields))
    return _object(value, at) if named else _leaf(value, name, at)


def _told(value: Any, key: str, name: str, at: tuple[str, ...]) -> str:
    """A part of a fact that is told with where it comes from."""
    if key == "value":
        return _leaf(value, name, at)
    if isinstance(value, list | tuple):
        return "[" + ",".join(_leaf(item, key, (*at, str(i))) for i, item in enumerate(value)) + "]"
    return _leaf(value.isoformat()[:10] if isinstance(value, date) else value, key, at)


def _leaf(value: Any, name: str, at: tuple[str, ...]) -> str:
    plain = _plainer(value)
    if plain is None or isinstance(plain, bool):
        return json.dumps(plain)
    if isinstance(plain, str):
        return _quoted(plain, name, at)
    # Classes derived from Python's own may write themselves otherwise; the number counts.
    if isinstance(plain, int):
        return _whole(int.__index__(plain))
    if isinstance(plain, float):
        number = float.__float__(plain)
        return repr(number) if math.isfinite(number) else _ENDLESS
    if isinstance(plain, Decimal):
        return json.dumps(str(plain)) if plain.is_finite() else _ENDLESS
    if isinstance(plain, date):
        return json.dumps(plain.isoformat())
    try:
        return _whole(int.__index__(operator.index(plain)))
    except Exception:  # whatever it raises, it is no whole number
        raise _peiyu.unfit(name, at, _files.utf8(type(plain).__qualname__)) from None


def _plainer(value: Any) -> Any:
    """What an enum's member or a scalar of numpy stands for; anything else is itself."""
    if isinstance(value, Enum):
        return value.value
    if type(value).__module__ == "numpy" and getattr(getattr(value, "dtype", None), "kind", None) in _NUMPY:
        try:
            return value.item()
        except ValueError:
            return value
    return value


def _quoted(text: str, name: str, at: tuple[str, ...]) -> str:
    try:
        str.encode(text)
    except UnicodeEncodeError:
        raise _peiyu.unfit(name, at, None) from None
    return json.dumps(text)


def _whole(number: int) -> str:
    if abs(number) < 10**_DIGITS:
        return str(number)
    # Past some length Python does not write a whole number out; the engine refuses it either way.
    return f'"{number:#x}"' if number.bit_length() > _LONG else f'"{number}"'


def _name(key: Any) -> str:
    """Only texts name facts; the engine refuses what is shown of anything else."""
    if not isinstance(key, str):
        long = isinstance(key, int) and key.bit_length() > _LONG
        key = f"{key:#x}" if long else repr(key)
    return _files.utf8(key)
