# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays, lists, tensors and data frames as the text of a table with exact numbers."""

from __future__ import annotations

import warnings
from typing import Any, Optional, Sequence

from ._numbers import exact_text, looks_decimal
from .errors import DecimalsWarning, InputError


def _array(values: Any) -> Any:
    """A tensor of torch as an array of numpy; everything else as it is."""
    if hasattr(values, "detach") and hasattr(values, "cpu"):
        return values.detach().cpu().numpy()
    return values


class Columns:
    """Rows of numbers, sample by sample, and the shape of one sample."""

    def __init__(self, values: Any, what: str):
        values = _array(values)
        self.what = what
        self.names: Optional[list[str]] = None
        self._text = repr
        if hasattr(values, "columns") and hasattr(values, "iloc"):  # a data frame of pandas
            self.names = [str(name) for name in values.columns]
            self.rows = [list(row) for row in zip(*(values.iloc[:, k].tolist() for k in range(len(self.names))))]
            self.shape: tuple[int, ...] = (len(self.names),)
        elif hasattr(values, "to_numpy") and hasattr(values, "name"):  # a column of pandas
            self.names = None if values.name is None else [str(values.name)]
            self.rows = [[value] for value in values.tolist()]
            self.shape = (1,)
        elif hasattr(values, "dtype") and hasattr(values, "reshape"):
            self._take_array(values)
        else:
            self._take_list(values)
        if not self.rows or not self.rows[0]:
            raise InputError(f"{what}: expected at least one sample and one number, found none")

    def _take_array(self, array: Any) -> None:
        if array.dtype.kind not in "fiubOUS":
            raise InputError(f"{self.what}: expected real numbers, found the type {array.dtype}")
        if array.ndim == 0:
            raise InputError(f"{self.what}: expected one row per sample, found a single number")
        if array.dtype.kind == "f" and array.dtype.itemsize < 8:
            kind = array.dtype.type
            self._text = lambda value: str(kind(value))
        self.shape = tuple(array.shape[1:]) or (1,)
        self.rows = array.reshape(array.shape[0], -1).tolist() if array.size else []

    def _take_list(self, values: Any) -> None:
        try:
            rows = [_array(row) for row in values]
        except TypeError:
            raise InputError(f"{self.what}: expected an array or a list of rows, found {type(values).__name__}") from None
        rows = [row.tolist() if hasattr(row, "tolist") else row for row in rows]
        self.rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in rows]
        self.shape = (len(self.rows[0]),) if self.rows else (0,)
        for k, row in enumerate(self.rows):
            if len(row) != self.shape[0]:
                raise InputError(f"{self.what}[{k}]: expected {self.shape[0]} numbers, found {len(row)}")

    @property
    def count(self) -> int:
        return len(self.rows[0])

    def texts(self) -> list[list[str]]:
        single = self.count == 1
        return [[exact_text(value, f"{self.what}[{i}]" if single else f"{self.what}[{i}, {k}]")
                 for k, value in enumerate(row)] for i, row in enumerate(self.rows)]

    def warn_of_decimals(self) -> None:
        example = looks_decimal((value for row in self.rows for value in row), self._text)
        if example is not None:
            numerator, denominator = example.as_integer_ratio()
            warnings.warn(
                f"{self.what}: {self._text(example)} is not that decimal in binary floating point but "
                f"{numerator}/{denominator}, and is taken as such; if decimals are meant, pass texts, Decimals or "
                "Fractions, or the name of a CSV file", DecimalsWarning, stacklevel=5)

    def column_names(self, prefix: str) -> list[str]:
        if self.names is not None:
            return self.names
        return [prefix] if self.count == 1 and prefix == "y" else [f"{prefix}{k + 1}" for k in range(self.count)]


def _cell(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(c in name for c in ',;"\t\n') else name


class Table:
    """The table of inputs X and targets y.

    X: (samples, …), what follows the samples is flattened row-major. y: (samples,) or (samples, outputs).
    """

    def __init__(self, X: Any, y: Any, columns: Optional[Sequence[str]] = None):
        inputs, targets = Columns(X, "X"), Columns(y, "y")
        if len(inputs.rows) != len(targets.rows):
            raise InputError(f"y: expected {len(inputs.rows)} samples, as many as in X, found {len(targets.rows)}")
        inputs.warn_of_decimals()
        targets.warn_of_decimals()
        self.input_shape = inputs.shape
        self.samples = len(inputs.rows)
        self.inputs = inputs.count
        self.outputs = targets.count
        names = [*(list(columns) if columns is not None else inputs.column_names("x")), *targets.column_names("y")]
        if columns is not None and len(columns) != inputs.count:
            raise InputError(f"columns: expected {inputs.count} names, found {len(columns)}")
        if len(set(names)) != len(names):  # the targets keep their place, not their names
            names[inputs.count:] = [f"{name} (target)" for name in names[inputs.count:]]
        lines = [",".join(map(_cell, names))]
        lines += [",".join(a + b) for a, b in zip(inputs.texts(), targets.texts())]
        self.text = "\n".join(lines) + "\n"

    @property
    def target_option(self) -> str:
        """By number: names may hold commas."""
        return ",".join(str(self.inputs + k + 1) for k in range(self.outputs))
