# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands answer: the summary of the command line, its certificate, and risks in other conventions."""

from __future__ import annotations

import html
from fractions import Fraction
from typing import Any, Optional

from ._numbers import fraction
from .certificate import Certificate


def number_of(entry: Any) -> Optional[Fraction]:
    """The exact number of a summary; of bounds the upper one."""
    if isinstance(entry, dict) and "exact" in entry:
        return fraction(entry["exact"])
    if isinstance(entry, dict) and "upper" in entry:
        return number_of(entry["upper"])
    return None


class Answer:
    """The answer of a command.

    verdict: one word; summary: what the command prints with --json, as a dictionary; report: what it prints for people;
    certificate: a Certificate, or None where nothing is certified; samples, outputs: of the data.
    """

    def __init__(self, verdict: str, summary: dict[str, Any], certificate: Optional[Certificate], samples: int,
                 outputs: int, own_loss: Optional[tuple[str, float]] = None):
        self.verdict = verdict
        self.summary = summary
        self.certificate = certificate
        self.samples = samples
        self.outputs = outputs
        self._own_loss = own_loss

    @property
    def risk(self) -> Optional[Fraction]:
        """R: the mean over the samples of the loss summed over the outputs (README), decay included. Of logistic and
        softmax loss an upper bound."""
        return number_of(self.summary.get("risk"))

    @property
    def risks(self) -> dict[str, float]:
        """The risk in the conventions of others, as floats."""
        risk = self.risk
        if risk is None:
            return {}
        value = float(risk)
        risks = {"R": value, "sum over samples": value * self.samples}
        if self.summary.get("loss", "squared") in ("squared", None):
            risks["torch MSELoss"] = value / self.outputs
            risks["half the mean"] = value / 2
        elif self.summary.get("loss") == "softmax":
            risks["torch CrossEntropyLoss"] = value
        if self._own_loss is not None:
            name, factor = self._own_loss
            risks[name] = value * factor
        return risks

    @property
    def radius(self) -> Optional[Fraction]:
        """The certified radius, in the unit of the parameters."""
        found = number_of(self.summary.get("radius"))
        if found is None and isinstance(self.summary.get("minimum"), dict):
            found = number_of(self.summary["minimum"].get("radius"))
        return found

    def verify(self) -> Any:
        """The verdict of the independent verifier on the certificate."""
        if self.certificate is None:
            raise AttributeError(f"{self.verdict}: expected a certificate, found none")
        return self.certificate.verify()

    def _lines(self) -> list[tuple[str, str]]:
        lines = [("verdict", self.verdict.replace("_", " "))]
        lines += [(f"risk ({name})", f"{value:.6g}") for name, value in self.risks.items()]
        if self.radius is not None:
            lines.append(("radius", f"{float(self.radius):.6g}"))
        minimum = self.summary.get("minimum")
        if isinstance(minimum, dict):
            for key in ("kind", "distance", "risk"):
                value = number_of(minimum.get(key)) if isinstance(minimum.get(key), dict) else minimum.get(key)
                if value is not None:
                    lines.append((f"minimum: {key}", f"{float(value):.6g}" if isinstance(value, Fraction) else str(value)))
        if self.certificate is not None:
            lines.append(("certificate", f"{len(self.certificate.text):,} bytes"))
        return lines

    def __repr__(self) -> str:
        return "\n".join(f"{label:<28}{text}" for label, text in self._lines())

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th style='text-align:left'>{html.escape(label)}</th><td>{html.escape(text)}</td></tr>"
                       for label, text in self._lines())
        return f"<table>{rows}</table>"


class Judgement(Answer):
    """`judge`: verdict is minimum, not_converged, no_minimum, global or undecided; `missing` says why it is undecided."""

    @property
    def missing(self) -> list[str]:
        return self.summary.get("missing", [])

    @property
    def next(self) -> Optional[str]:
        """What to do next."""
        return self.summary.get("next")

    @property
    def distance(self) -> Optional[Fraction]:
        """Of the minimum from the network that was judged, parameter by parameter."""
        minimum = self.summary.get("minimum")
        return number_of(minimum.get("distance")) if isinstance(minimum, dict) else None

    @property
    def better_risk(self) -> Optional[Fraction]:
        """The risk of a better network of the same architecture, or None."""
        better = self.summary.get("better_network")
        return number_of(better.get("risk")) if isinstance(better, dict) else None


class Decision(Answer):
    """`decide`: verdict is local_minimum, global_minimum, not_local_minimum or undecided."""


class Snap(Answer):
    """`snap`: verdict is minimum or none_found."""


class Radius(Answer):
    """`radius`: verdict is certified or on_wall; patterns: how many activation patterns the samples have.

    With summary["shared_bound"] one interval bound served all samples of a large network; then no flip was looked for."""

    @property
    def patterns(self) -> int:
        return self.summary["patterns"]

    @property
    def on_wall(self) -> list[int]:
        """The samples, counted from 0, at which a unit is at a breakpoint."""
        return self.summary["on_wall"]


class Escape(Answer):
    """`escape`: verdict is escape (the risk never rises along the path of the certificate), trap or undecided."""

    @property
    def barrier(self) -> Optional[Fraction]:
        """How far the risk must rise, at least, on every path out of a trap."""
        return number_of(self.summary.get("barrier"))


class Components(Answer):
    """`components`: verdict is minima or none; components: in how many path components the minima of the cell lie."""

    @property
    def components(self) -> int:
        return self.summary["components"]


class Census(Answer):
    """`census`: verdict is complete."""

    @property
    def minimum_risks(self) -> list[list[Fraction]]:
        """The risks of all local minima off the walls, increasing, for 1, 2, … units."""
        claim = self.certificate.claim("minima_off_walls") if self.certificate is not None else None
        return [[fraction(risk) for risk in of_units["risks"]] for of_units in claim["units"]] if claim else []
