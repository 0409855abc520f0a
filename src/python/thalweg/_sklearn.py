# SPDX-License-Identifier: GPL-3.0-or-later
"""MLPRegressor and MLPClassifier of scikit-learn, with their loss and `alpha`.

scikit-learn minimises, over n samples and k outputs, ½·mean of the squared errors (over samples and outputs), or the
mean of the logarithmic loss over the samples, plus alpha/(2n) times the sum of the squared weights (biases do not
decay). R is 2k times the first, or equal to the second; so the decay of R is k·alpha/n, or alpha/(2n).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ._graph import Graph
from .errors import InputError, Unsupported


def is_perceptron(model: Any) -> bool:
    """A fitted network of scikit-learn. Does not import it."""
    return any(kind.__name__ in ("BaseMultilayerPerceptron", "MLPRegressor", "MLPClassifier") for kind in type(model).__mro__)


def is_classifier(model: Any) -> bool:
    return hasattr(model, "classes_") or type(model).__name__ == "MLPClassifier"


def network_text(model: Any) -> str:
    """The network file: coefs_ are (inputs, units), the hidden activation is relu or identity."""
    name = type(model).__name__
    if not hasattr(model, "coefs_"):
        raise InputError(f"{name}: expected a fitted model, found one without coefs_ → model.fit(X, y)")
    if model.activation not in ("relu", "identity"):
        raise Unsupported(f"{name}: expected the activation relu or identity, found {model.activation}")
    if model.out_activation_ not in ("identity", "logistic", "softmax"):
        raise Unsupported(f"{name}: expected a known output activation, found {model.out_activation_}")
    graph = Graph(name, [model.coefs_[0].shape[0]])
    value = "x"
    for layer, (weights, biases) in enumerate(zip(model.coefs_, model.intercepts_)):
        value = graph.dense(value, weights.T, biases, f"layer {layer}")
        if layer + 1 < len(model.coefs_) and model.activation == "relu":
            value = graph.node("Relu", [value], f"activation {layer}")
    return graph.network(value)


def loss_of(model: Any) -> str:
    """The loss that training minimised, in our words."""
    if not is_classifier(model):
        return "squared"
    if model.out_activation_ == "softmax":
        return "softmax"
    if len(getattr(model, "classes_", [])) != 2:
        raise Unsupported(f"{type(model).__name__}: expected one label per sample, found several")
    return "logistic"


def targets_of(model: Any, y: Any) -> Any:
    """The labels as classes 0, 1, … (softmax) or as −1 and 1 (logistic); numbers of a regression as they are."""
    if not is_classifier(model):
        return y
    numbers = {label: number for number, label in enumerate(model.classes_.tolist())}
    labels = y.tolist() if hasattr(y, "tolist") else list(y)
    labels = [label[0] if isinstance(label, (list, tuple)) and len(label) == 1 else label for label in labels]
    for k, label in enumerate(labels):
        if label not in numbers:
            raise InputError(f"y[{k}]: expected a class of the model, found {label}")
    classes = [numbers[label] for label in labels]
    return classes if model.out_activation_ == "softmax" else [2 * number - 1 for number in classes]


def decay_of(model: Any, samples: int) -> Fraction:
    """What `alpha` adds to R, as a factor of the sum of the squared weights; n is the number of samples of X."""
    alpha = Fraction(model.alpha)
    return alpha / (2 * samples) if is_classifier(model) else alpha * model.n_outputs_ / samples


def own_risk(model: Any, risk: float, outputs: int) -> float:
    """R, with the decay, as scikit-learn's loss."""
    return risk if is_classifier(model) else risk / (2 * outputs)
