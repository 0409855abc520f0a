# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate: the file, what it claims, and what the independent verifier says of it."""

from __future__ import annotations

import html
import json
import os
import pathlib
from fractions import Fraction
from typing import Any, Optional, Union

from . import _thalweg
from ._numbers import fraction
from .errors import InputError, UsageError, error_of

PathLike = Union[str, "os.PathLike[str]"]


def text_of_file(path: PathLike) -> str:
    """The text of a file; bytes that are no UTF-8 are replaced. Raises UsageError if it cannot be read."""
    try:
        return pathlib.Path(path).read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path}: expected a file that can be read, found: {error.strerror}") from None


class Verification:
    """What `thalweg-verify` says. True exactly if every claim was checked and holds.

    verdict: "VERIFIED", "REJECTED", "MALFORMED", "UNSUPPORTED" or "LIMIT"; line: the verdict in one line;
    theorem: the theorem in words, empty unless verified; code, place, expected, found: of a refusal.
    """

    def __init__(self, outcome: dict[str, Any]):
        self.verdict: str = outcome["verdict"]
        self.exit_code: int = outcome["exit_code"]
        self.line: str = outcome["line"]
        self.theorem: str = outcome["theorem"]
        self.code: str = outcome["code"]
        self.place: str = outcome["place"]
        self.expected: str = outcome["expected"]
        self.found: str = outcome["found"]

    def __bool__(self) -> bool:
        return self.verdict == "VERIFIED"

    def __repr__(self) -> str:
        return self.line


class Certificate:
    """A certificate as its text. Everything else is read from the text when it is asked for.

    >>> certificate = Certificate.load("parabola.json")
    >>> certificate.verify()
    VERIFIED
    """

    def __init__(self, text: str):
        self.text = text
        self._document: Optional[dict[str, Any]] = None
        self._verification: Optional[Verification] = None

    @classmethod
    def load(cls, path: PathLike) -> "Certificate":
        """From a file. Raises InputError if it holds no JSON object with a statement, UsageError if it cannot be read."""
        certificate = cls(text_of_file(path))
        certificate.statement  # noqa: B018, looks whether there is one
        return certificate

    def save(self, path: PathLike) -> None:
        """To a file, byte for byte as the command line would have written it."""
        pathlib.Path(path).write_text(self.text, encoding="utf-8", newline="")

    @property
    def document(self) -> dict[str, Any]:
        """The whole file as a dictionary; numbers of mathematics are texts such as "-3/7"."""
        if self._document is None:
            try:
                document = json.loads(self.text)
            except (ValueError, RecursionError) as error:
                raise InputError(f"certificate: expected JSON, found {error}") from None
            if not isinstance(document, dict) or not isinstance(document.get("statement"), dict):
                raise InputError("certificate: expected an object with a statement, found another")
            self._document = document
        return self._document

    @property
    def statement(self) -> dict[str, Any]:
        """What is claimed: data, loss, network, claims."""
        return self.document["statement"]

    @property
    def claims(self) -> list[dict[str, Any]]:
        """The claims in order, each with its name under "claim"."""
        return self.statement.get("claims", [])

    def claim(self, name: str) -> Optional[dict[str, Any]]:
        """The first claim of this name, or None."""
        return next((claim for claim in self.claims if claim.get("claim") == name), None)

    @property
    def radius(self) -> Optional[Fraction]:
        """The radius of the first claim that has one: no single parameter may move by more. Same unit as parameters."""
        return next((fraction(claim["radius"]) for claim in self.claims if isinstance(claim.get("radius"), str)), None)

    @property
    def command(self) -> Optional[str]:
        """The command that makes the same file again (stated by the file, not checked)."""
        return self.document.get("provenance", {}).get("command")

    @property
    def data_csv(self) -> str:
        """The table of the samples, as text for `thalweg-verify --data`."""
        data = self.statement.get("data")
        if data is None:
            raise InputError("certificate: expected one about data, found none")
        from ._tables import _cell
        rows = data.get("rows", data.get("samples", []))
        return "\n".join([",".join(map(_cell, data["columns"])), *(",".join(row) for row in rows)]) + "\n"

    def verify(self, data: Optional[str] = None) -> Verification:
        """Asks the independent verifier. `data`: the text of the table that the samples must be equal to."""
        if data is not None:
            return Verification(_thalweg.verify(self.text, data))
        if self._verification is None:
            self._verification = Verification(_thalweg.verify(self.text))
        return self._verification

    @property
    def theorem(self) -> str:
        """The verified theorem in words. Raises the error of the verdict if the certificate is not accepted."""
        verification = self.verify()
        if not verification:
            raise error_of(verification.exit_code, verification.line)
        return verification.theorem

    def explain(self) -> str:
        """The argument in prose; the certificate is verified first."""
        from .commands import explain
        return explain(self)

    def __repr__(self) -> str:
        names = ", ".join(str(claim.get("claim")) for claim in self.claims)
        return f"<thalweg.Certificate: {names or 'no claims'}; {len(self.text):,} bytes>"

    def _repr_html_(self) -> str:
        verification = self.verify()
        head = html.escape(verification.line)
        theorem = html.escape(verification.theorem)
        names = "".join(f"<li><code>{html.escape(str(claim.get('claim')))}</code></li>" for claim in self.claims)
        return (f"<div><b>{head}</b><ul>{names}</ul>"
                f"<details><summary>theorem</summary><pre>{theorem}</pre></details></div>")
