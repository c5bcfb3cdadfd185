"""Requests of a case as the JSON text that the engine reads.

Nothing is judged here: what a fact can't be goes over in a form that the engine refuses with its own words.
"""

from __future__ import annotations

import json
import math
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
_DEPTH = 8
"""Facts are a dict of lists of records of values with their provenance: what is deeper is none."""


def moment(at: datetime | str) -> str:
    """A moment at +08:00, to the second."""
    if isinstance(at, str):
        return _files.utf8(at)
    if at.tzinfo is None:
        raise ValueError("时刻须带时区 / a moment needs a time zone")
    return at.astimezone(_BEIJING).replace(microsecond=0).isoformat()


def text(request: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """A request: its own parts, and what is told with it, `payload` and `facts`, where these are given."""
    parts = [f"{json.dumps(key)}:{json.dumps(part)}" for key, part in request.items()]
    parts += [f"{json.dumps(key)}:{facts(value)}" for key, value in told.items() if value is not None]
    return "{" + ",".join(parts) + "}"


def facts(firm: Any) -> str:
    """Facts as JSON, given as to `Policy.assess`."""
    return _object(_peiyu.Policy.fields(firm), 0)


def by_digest(firms: Mapping[str, Any]) -> str:
    """Facts by their digests."""
    return "{" + ",".join(f"{json.dumps(digest)}:{facts(firm)}" for digest, firm in firms.items()) + "}"


def _object(fields: Mapping[Any, Any], depth: int) -> str:
    keys = (key if isinstance(key, str) else repr(key) for key in fields)
    return (
        "{"
        + ",".join(f"{json.dumps(key)}:{_value(v, depth + 1)}" for key, v in zip(keys, fields.values(), strict=True))
        + "}"
    )


def _value(value: Any, depth: int) -> str:
    if depth > _DEPTH:
        return "[]"
    if value is None or isinstance(value, bool | str):
        return json.dumps(value if not isinstance(value, Enum) else value.value)
    if isinstance(value, Enum):
        return _value(value.value, depth + 1)
    if isinstance(value, int):
        if abs(value) < 10**_DIGITS:
            return str(value)
        # Past some length Python does not write a whole number out; the engine refuses it either way.
        return f'"{value:#x}"' if value.bit_length() > _LONG else f'"{value}"'
    if isinstance(value, float):
        # JSON has no NaN and no infinity; a number past the greatest float reads as one that isn't finite.
        return repr(float(value)) if math.isfinite(value) else "1e999"
    if isinstance(value, Decimal):
        return json.dumps(str(value))
    if isinstance(value, date):
        return json.dumps(value.isoformat()[:10])
    if isinstance(value, list | tuple):
        return "[" + ",".join(_value(item, depth + 1) for item in value) + "]"
    if hasattr(value, "item") and not hasattr(value, "keys"):
        # A scalar of numpy.
        return _value(value.item(), depth + 1)
    return _object(_peiyu.Policy.fields(value), depth)
