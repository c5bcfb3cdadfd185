"""Unified social credit codes, so that generated firms carry keys that a strict reader accepts."""

from __future__ import annotations

import random

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(first_17: str) -> str:
    """GB 32100-2015: the 18th character, weights 3^i mod 31 over the first seventeen."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return ALPHABET[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Whether an 18-character code uses the alphabet and ends in its own check character."""
    if len(code) != 18 or any(c not in ALPHABET for c in code):
        return False
    return check_character(code[:17]) == code[17]


def body_check_character(body: str) -> str:
    """GB 11714: the ninth character of the organisation code inside (positions 9 to 17)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def make(rng: random.Random, county: str) -> str:
    """A random valid code: an enterprise (91) registered in the given county."""
    body = "MA" + "".join(rng.choice(ALPHABET) for _ in range(6))
    head = "91" + county + body + body_check_character(body)
    return head + check_character(head)
