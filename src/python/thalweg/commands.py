# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands as functions: the same code, the same verdicts and the same certificates as the command line.

Data. X: (samples, inputs), or (samples, …) flattened row-major; y: (samples,) or (samples, outputs). Arrays of numpy,
tensors of torch, data frames of pandas, and lists of floats, ints, Fractions, Decimals or texts. Every number is taken
exactly; a float is the binary number that it is (DecimalsWarning where decimals were probably meant).

Models. A module of torch (Sequential, or any forward that torch.fx traces), MLPRegressor or MLPClassifier, a model of
Keras, a list of arrays W, b, W, b, … of a dense ReLU network, a network file as a dictionary or text, a Certificate, or
the name of a file (ONNX, NPZ, JSON).

Errors mirror the exit codes (thalweg.errors). Ctrl-C ends the work. `progress` is called with a fraction from 0 to 1 and
the name of a step; `max_seconds` ends the work with ResourceLimit (judge and snap tell what they have by then).
"""

from __future__ import annotations

import contextlib
import json
import pathlib
import re
import tempfile
import threading
from fractions import Fraction
from typing import Any, Callable, Iterator, Optional, Sequence, Union

from . import _models, _sklearn, _thalweg
from ._numbers import exact_text
from ._tables import Table
from .certificate import Certificate, PathLike, Verification, text_of_file
from .errors import UsageError, error_of
from .results import Answer, Census, Components, Decision, Escape, Judgement, Radius, Snap

Progress = Callable[[float, str], Any]

_prefix = "thalweg-"
_temporary_folder = re.compile(re.escape(tempfile.gettempdir()) + r"/" + _prefix + r"\w+/")
_torch_losses = {"MSELoss": "squared", "L1Loss": "absolute", "CrossEntropyLoss": "softmax", "BCEWithLogitsLoss": "logistic"}


_this_thread = threading.local()


def _run(arguments: Sequence[Any], progress: Optional[Progress] = None) -> tuple[int, str]:
    if getattr(_this_thread, "is_running", False):
        raise UsageError("progress: expected a function that runs no command of its own, found one that does")
    _this_thread.is_running = True
    try:
        code, out, err = _thalweg.run([str(argument) for argument in arguments], progress)
    finally:
        _this_thread.is_running = False
    if err or code not in (0, 1, 6):
        raise error_of(code, _temporary_folder.sub("", err) or f"exit code {code}")
    return code, out


@contextlib.contextmanager
def _folder() -> Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory(prefix=_prefix) as name:
        yield pathlib.Path(name)


def _list_text(values: Any, name: str) -> str:
    return ",".join(exact_text(value, f"{name}[{k}]") for k, value in enumerate(values))


def _loss_options(loss: Any, output_weights: Any, sample_weights: Any) -> list[str]:
    if not isinstance(loss, str):
        kind = type(loss).__name__
        if kind not in _torch_losses:
            raise UsageError(f"loss: expected a name such as squared or softmax, or {', '.join(_torch_losses)}, found {kind}")
        loss = _torch_losses[kind]
    options = ["--loss", loss]
    if output_weights is not None:
        options += ["--output-weights", _list_text(output_weights, "output_weights")]
    if sample_weights is not None:
        options += ["--sample-weights", _list_text(sample_weights, "sample_weights")]
    return options


def _limit(max_seconds: Optional[float]) -> list[str]:
    return [] if max_seconds is None else ["--max-seconds", exact_text(max_seconds, "max_seconds")]


def _certificate(path: pathlib.Path) -> Optional[Certificate]:
    return Certificate(path.read_text(encoding="utf-8")) if path.exists() else None


def _without_paths(summary: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in summary.items() if key not in ("certificate", "bytes")}


def generate(X: Any, y: Any, *, groups: int = 2, partition: Optional[str] = None, direction: Optional[Sequence[Any]] = None,
             construction: Optional[str] = None, refine: str = "isolate", loss: Any = "squared",
             output_weights: Optional[Sequence[Any]] = None, sample_weights: Optional[Sequence[Any]] = None,
             columns: Optional[Sequence[str]] = None, trap: bool = False, max_seconds: Optional[float] = None,
             progress: Optional[Progress] = None) -> Certificate:
    """A certificate of a spurious local minimum: a ReLU network made for the data, with a better one beside it.

    groups: how many affine functions fit the data; partition: "intervals", "slabs", "tree", "power" or a file;
    direction: the normal of slabs, (inputs,); construction: "lattice", "gated" or "regions"; refine: "isolate" or "split".
    output_weights: (outputs,), sample_weights: (samples,), both ≥ 0.
    trap: look for one that no path leaves without climbing.

    Raises ClaimError where no such minimum can be had (one affine function fits exactly).

    >>> certificate = thalweg.generate([[k] for k in range(6)], [0, 1, 0, 1, 0, "3/2"])
    """
    table = Table(X, y, columns)
    with _folder() as folder:
        data, output = folder / "data.csv", folder / "certificate.json"
        data.write_text(table.text, encoding="utf-8")
        arguments = ["generate", data, "--target", table.target_option, "--groups", groups, "--refine", refine, "-o", output,
                     *_loss_options(loss, output_weights, sample_weights), *(["--trap"] if trap else []), *_limit(max_seconds)]
        for name, value in (("--partition", partition), ("--construction", construction)):
            if value is not None:
                arguments += [name, value]
        if direction is not None:
            arguments.append("--direction=" + _list_text(direction, "direction"))
        _run(arguments, progress)
        certificate = _certificate(output)
    if certificate is None:
        raise error_of(70, "generate: expected a certificate, found none")
    return certificate


class _Question:
    """A model and data in files, with what the model itself knows of its training."""

    def __init__(self, folder: pathlib.Path, model: Any, X: Any, y: Any, loss: Any):
        self.is_perceptron = _sklearn.is_perceptron(model)
        if loss is None:
            loss = _sklearn.loss_of(model) if self.is_perceptron else "squared"
        self.loss = loss
        self.table = Table(X, _sklearn.targets_of(model, y) if self.is_perceptron else y)
        self.data = folder / "data.csv"
        self.data.write_text(self.table.text, encoding="utf-8")
        self.network = _models.network_file(model, folder, self.table.input_shape)
        self.output = folder / "certificate.json"
        self.own_loss: Optional[tuple[str, float]] = None
        if self.is_perceptron and not _sklearn.is_classifier(model):
            self.own_loss = ("scikit-learn loss", _sklearn.own_risk(model, 1.0, self.table.outputs))

    def training_options(self, model: Any, weight_decay: Any, decay_biases: bool, torch_weight_decay: Any,
                         output_weights: Optional[Sequence[Any]], sample_weights: Optional[Sequence[Any]]) -> list[Any]:
        """What training minimised, and where the certificate goes."""
        if weight_decay is not None and torch_weight_decay is not None:
            raise UsageError("weight_decay: expected without torch_weight_decay, found both")
        options = [*_loss_options(self.loss, output_weights, sample_weights), "-o", self.output]
        if weight_decay is None and self.is_perceptron:
            weight_decay, decay_biases = _sklearn.decay_of(model, self.table.samples), False
        if torch_weight_decay is not None:
            factor = self.table.outputs if options[1] == "squared" else 1
            weight_decay = Fraction(torch_weight_decay) * factor / 2
        if weight_decay is not None and Fraction(weight_decay) != 0:
            options += ["--weight-decay", exact_text(weight_decay, "weight_decay")]
            if not decay_biases:
                options.append("--decay-weights-only")
        return options

    def run(self, command: str, options: Sequence[Any], progress: Optional[Progress]) -> tuple[int, dict[str, Any]]:
        code, out = _run([command, self.network, self.data, "--target", self.table.target_option, "--json", *options], progress)
        return code, json.loads(out)

    def answer(self, kind: type, verdict: str, summary: dict[str, Any]) -> Any:
        return kind(verdict, _without_paths(summary), _certificate(self.output), self.table.samples, self.table.outputs,
                    self.own_loss)


def judge(model: Any, X: Any, y: Any, *, loss: Any = None, weight_decay: Any = None, decay_biases: bool = True,
          torch_weight_decay: Any = None, output_weights: Optional[Sequence[Any]] = None,
          sample_weights: Optional[Sequence[Any]] = None, max_seconds: Optional[float] = None,
          progress: Optional[Progress] = None) -> Judgement:
    """Is a local minimum near where the training ended, how far away, and is a better network known?

    loss: a name, or a loss module of torch; by default "squared", or what a model of scikit-learn was trained with.
    weight_decay: K adds K times the sum of the squared weights (and biases, if decay_biases) to R. A model of scikit-learn
    brings its alpha, unless weight_decay says otherwise (0: none).
    torch_weight_decay: the weight_decay of an optimiser of torch that minimised MSELoss or CrossEntropyLoss: λ adds λ/2
    times the squares to that loss, so K is λ·outputs/2 for the squared loss and λ/2 otherwise.
    """
    with _folder() as folder:
        question = _Question(folder, model, X, y, loss)
        options = question.training_options(model, weight_decay, decay_biases, torch_weight_decay, output_weights,
                                            sample_weights)
        _, summary = question.run("judge", [*options, *_limit(max_seconds)], progress)
        return question.answer(Judgement, summary["verdict"], summary)


def decide(model: Any, X: Any, y: Any, *, loss: Any = None, better: Any = None, find_better: bool = False,
           output_weights: Optional[Sequence[Any]] = None, sample_weights: Optional[Sequence[Any]] = None,
           max_seconds: Optional[float] = None, progress: Optional[Progress] = None) -> Decision:
    """Are exactly these parameters a local minimum? Certified, refuted by a ray along which R falls, or undecided.

    better: another model of the same architecture with a lower risk, which makes the minimum spurious (ClaimError if it
    is not better); find_better: search for one.
    """
    with _folder() as folder:
        question = _Question(folder, model, X, y, loss)
        options = [*_loss_options(question.loss, output_weights, sample_weights), "-o", question.output, *_limit(max_seconds)]
        if better is not None:
            other = folder / "better"
            other.mkdir()
            options += ["--better", _models.network_file(better, other, question.table.input_shape)]
        if find_better:
            options.append("--find-better")
        code, summary = question.run("decide", options, progress)
        verdict = summary.get("verdict", {0: "local_minimum", 1: "not_local_minimum", 6: "undecided"}[code])
        return question.answer(Decision, verdict, summary)


def snap(model: Any, X: Any, y: Any, *, steps: int = 1000, loss: Any = None, weight_decay: Any = None,
         decay_biases: bool = True, torch_weight_decay: Any = None, output_weights: Optional[Sequence[Any]] = None,
         sample_weights: Optional[Sequence[Any]] = None, max_seconds: Optional[float] = None,
         progress: Optional[Progress] = None) -> Snap:
    """Downhill from a network to a certified local minimum; `hops` > 0 in the summary: to another one, not near.

    loss, weight_decay and so on: as of judge.
    """
    with _folder() as folder:
        question = _Question(folder, model, X, y, loss)
        options = question.training_options(model, weight_decay, decay_biases, torch_weight_decay, output_weights,
                                            sample_weights)
        code, summary = question.run("snap", ["--steps", steps, *options, *_limit(max_seconds)], progress)
        return question.answer(Snap, "minimum" if code == 0 else "none_found", summary)


def radius(model: Any, X: Any, *, max_seconds: Optional[float] = None, progress: Optional[Progress] = None) -> Radius:
    """The activation patterns of the samples and how far all parameters may move before one changes."""
    with _folder() as folder:
        question = _Question(folder, model, X, [0] * len(X), "squared") if not _sklearn.is_perceptron(model) else None
        if question is None:
            question = _Question(folder, _sklearn.network_text(model), X, [0] * len(X), "squared")
        code, summary = question.run("radius", _limit(max_seconds), progress)
        return question.answer(Radius, "certified" if code == 0 else "on_wall", summary)


def components(model: Any, X: Any, y: Any, *, max_seconds: Optional[float] = None,
               progress: Optional[Progress] = None) -> Components:
    """All local minima with the activation patterns of a network with one hidden layer and one output, and in how many path
    components they lie."""
    with _folder() as folder:
        question = _Question(folder, model, X, y, "squared")
        _, summary = question.run("components", ["-o", question.output, *_limit(max_seconds)], progress)
        return question.answer(Components, "minima" if summary["components"] else "none", summary)


def census(X: Any, y: Any, *, units: int, slopes: Optional[Sequence[Any]] = None, hidden_biases: bool = True,
           output_bias: bool = True, valleys: bool = False, columns: Optional[Sequence[str]] = None,
           max_seconds: Optional[float] = None, progress: Optional[Progress] = None) -> Census:
    """The risks of all local minima off the walls of networks with 1, …, `units` hidden units on the data.

    slopes: of the activation below and above 0, by default (0, 1). valleys: also how many path components the minima of
    every cell make, summary["units"][m]["valleys"]. What a time limit cuts short is lost: the command line keeps
    finished work.
    """
    table = Table(X, y, columns)
    with _folder() as folder:
        data, output = folder / "data.csv", folder / "certificate.json"
        data.write_text(table.text, encoding="utf-8")
        arguments = ["census", data, "--target", table.target_option, "--units", units, "--json", "-o", output,
                     *([] if hidden_biases else ["--no-hidden-biases"]), *([] if output_bias else ["--no-output-bias"]),
                     *(["--valleys"] if valleys else []), *_limit(max_seconds)]
        if slopes is not None:
            arguments.append("--slopes=" + _list_text(slopes, "slopes"))
        summary = json.loads(_run(arguments, progress)[1])
        return Census("complete", _without_paths(summary), _certificate(output), table.samples, table.outputs)


def escape(certificate: Certificate, *, max_seconds: Optional[float] = None, progress: Optional[Progress] = None) -> Escape:
    """Can the network of a certificate be left without climbing? A path, or a barrier, or neither is found."""
    with _folder() as folder:
        path, output = folder / "certificate.json", folder / "escape.json"
        certificate.save(path)
        summary = json.loads(_run(["escape", path, "--json", "-o", output, *_limit(max_seconds)], progress)[1])
        data = certificate.statement["data"]
        return Escape(summary["verdict"], _without_paths(summary), _certificate(output), len(data["rows"]), len(data["targets"]))


def reproduce(*names: str, paper: Optional[str] = None, seed: Optional[int] = None, samples: Optional[int] = None,
              dimension: Optional[int] = None, outputs: Optional[int] = None, depth: Optional[int] = None,
              activation: Optional[str] = None, groups: Optional[int] = None, loss: Optional[str] = None,
              progress: Optional[Progress] = None) -> dict[str, Certificate]:
    """Instances of the theorems of papers as certificates, by "PAPER/NAME[-CASE]". `instances()` lists the names."""
    with _folder() as folder:
        arguments: list[Any] = ["reproduce", *names, "-o", folder]
        options = {"--paper": paper, "--seed": seed, "--samples": samples, "--dimension": dimension, "--outputs": outputs,
                   "--depth": depth, "--activation": activation, "--groups": groups, "--loss": loss}
        for name, value in options.items():
            if value is not None:
                arguments += [name, value]
        if not names and paper is None:
            raise UsageError("reproduce: expected names of instances or a paper, found neither → thalweg.instances()")
        _run(arguments, progress)
        return {str(path.relative_to(folder).with_suffix("")): Certificate(path.read_text(encoding="utf-8"))
                for path in sorted(folder.rglob("*.json"))}


def instances() -> str:
    """The list of instances for `reproduce`, with their statements and parameters."""
    return _run(["reproduce", "--list"])[1]


def verify(certificate: Union[Certificate, PathLike], data: Optional[str] = None) -> Verification:
    """What the independent verifier says of a certificate or a file; never raises for what a file holds (UsageError if it cannot be
    read).

    data: the text of a table (CSV) that the samples must be equal to.
    """
    text = certificate.text if isinstance(certificate, Certificate) else text_of_file(certificate)
    return Verification(_thalweg.verify(text, data))


def explain(certificate: Union[Certificate, PathLike]) -> str:
    """The argument of a certificate in prose. Raises the error of the verdict if it is not accepted."""
    if not isinstance(certificate, Certificate):
        return _run(["explain", pathlib.Path(certificate).absolute()])[1]
    with _folder() as folder:
        path = folder / "certificate.json"
        certificate.save(path)
        return _run(["explain", path])[1]


def export_onnx(model: Any, path: PathLike, X: Any = None, *, double: bool = False, better: bool = False) -> dict[str, Any]:
    """Writes a certificate's network, or another model, as ONNX.

    X: one row or more, for models other than certificates: says how many inputs there are. double: 64 bits, else 32.
    better: the better network of the certificate. Returns the summary: the largest exact change that rounding makes, and
    under "survives" whether the rounded network is within the certified radius.
    """
    with _folder() as folder:
        written = folder / "written.onnx"
        options = ["--json", "-o", written] + (["--double"] if double else []) + (["--better"] if better else [])
        if isinstance(model, Certificate):
            arguments = ["export", _models.network_file(model, folder, [])]
        else:
            if X is None:
                raise UsageError("export_onnx: expected X beside a model that is no certificate, found none")
            table = Table(X, [0] * len(X))
            data = folder / "data.csv"
            data.write_text(table.text, encoding="utf-8")
            arguments = ["export", _models.network_file(model, folder, table.input_shape), data, "--target", table.target_option]
        summary = json.loads(_run([*arguments, *options])[1])
        pathlib.Path(path).write_bytes(written.read_bytes())
        return {**summary, "file": str(path)}


__all__ = ["generate", "judge", "decide", "snap", "radius", "reproduce", "instances", "verify", "explain", "export_onnx",
           "Answer", "Progress"]
