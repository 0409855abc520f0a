# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of Python as exact texts and back. A float is the dyadic rational that it is."""

from __future__ import annotations

import decimal
import fractions
import math
import numbers
from typing import Any, Iterable

from .errors import InputError

_most_digits = 4000  # Python refuses to convert many more at once


def integer_text(value: int) -> str:
    """All digits of an integer, however many."""
    if value < 0:
        return "-" + integer_text(-value)
    if value < 10**_most_digits:
        return str(value)
    half = max(_most_digits // 2, int(value.bit_length() * 0.30103) // 2)
    upper, lower = divmod(value, 10**half)
    return integer_text(upper) + integer_text(lower).rjust(half, "0")


def integer(text: str) -> int:
    """The integer of a text of digits, however many."""
    if text.startswith("-"):
        return -integer(text[1:])
    if len(text) <= _most_digits:
        return int(text)
    half = len(text) // 2
    return integer(text[:-half]) * 10**half + integer(text[-half:])


def fraction(text: str) -> fractions.Fraction:
    """The number of a certificate or a summary: "-3/7", "5"."""
    numerator, _, denominator = text.partition("/")
    return fractions.Fraction(integer(numerator), integer(denominator or "1"))


def exact_text(value: Any, place: str) -> str:
    """The text of a number: floats of all kinds, integers, Fraction, Decimal, or a text that is one.

    Raises InputError naming `place` for what is not finite or no number.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Integral) or type(value).__name__ in ("bool", "bool_"):
        return integer_text(int(value))
    if isinstance(value, float) or hasattr(value, "as_integer_ratio"):
        if isinstance(value, decimal.Decimal):
            is_finite = value.is_finite()
        else:
            is_finite = isinstance(value, numbers.Rational) or math.isfinite(value)
        if not is_finite:
            raise InputError(f"{place}: expected a finite number, found {value}")
        numerator, denominator = value.as_integer_ratio()
        text = integer_text(int(numerator))
        return text if denominator == 1 else f"{text}/{integer_text(int(denominator))}"
    raise InputError(f"{place}: expected a number (float, int, Fraction, Decimal or text), found {type(value).__name__}")


def looks_decimal(values: Iterable[Any], text: Any = repr) -> Any:
    """A float that was probably meant as a short decimal, if nearly all that are long in binary were; else None."""
    meant, seen, example = 0, 0, None
    for value in values:
        if not isinstance(value, float) or not math.isfinite(value) or value == int(value):
            continue
        if value.as_integer_ratio()[1] <= 2**20:  # as short in binary
            continue
        seen += 1
        if len(text(value).lstrip("-")) <= 9:
            meant += 1
            example = value if example is None else example
        if seen == 1000:
            break
    return example if seen > 0 and meant >= 0.9 * seen else None
