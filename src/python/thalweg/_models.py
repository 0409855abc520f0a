# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is taken as a network: models of libraries, arrays, files, certificates."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any, Sequence

from . import _sklearn, _torch
from .certificate import Certificate
from .errors import InputError, Unsupported


def _is_keras(model: Any) -> bool:
    return hasattr(model, "get_weights") and hasattr(model, "layers")


def _keras_text(model: Any, input_shape: Sequence[int]) -> str:
    """Dense layers of Keras, weights (inputs, units), with activations relu and linear."""
    from ._graph import Graph

    graph = Graph(type(model).__name__, input_shape)
    value = "x"
    for layer in model.layers:
        kind = type(layer).__name__
        name = getattr(layer, "name", kind)
        if kind in ("InputLayer", "Dropout"):
            continue
        if kind == "Flatten":
            value = graph.node("Flatten", [value], name)
            continue
        if kind in ("ReLU", "Activation", "Dense"):
            activation = "relu" if kind == "ReLU" else getattr(layer.activation, "__name__", str(layer.activation))
            if kind == "Dense":
                weights = layer.get_weights()
                value = graph.dense(value, weights[0].T, weights[1] if len(weights) > 1 else None, name)
            if activation == "relu":
                value = graph.node("Relu", [value], name)
            elif activation != "linear" and not (layer is model.layers[-1] and activation in ("softmax", "sigmoid")):
                raise Unsupported(f"{graph.name}: layer {name}: expected the activation relu or linear, found {activation}")
            continue
        raise Unsupported(f"{graph.name}: layer {name}: expected Dense, ReLU, Activation, Flatten or Dropout, found {kind} "
                          "→ export ONNX")
    return graph.network(value)


def _arrays_file(arrays: Sequence[Any], folder: pathlib.Path) -> pathlib.Path:
    """[W, b, W, b, …] as Keras's get_weights() gives them, or pairs (W, b), as an archive."""
    import numpy

    flat: list[Any] = []
    for item in arrays:
        flat.extend(item) if isinstance(item, (tuple, list)) else flat.append(item)
    flat = [item.detach().cpu().numpy() if hasattr(item, "detach") else item for item in flat if item is not None]
    for k, array in enumerate(flat):
        if not hasattr(array, "dtype") or array.dtype.kind not in "fiub":
            raise InputError(f"model[{k}]: expected arrays of real numbers, weights and biases in turn, found "
                             f"{getattr(array, 'dtype', type(array).__name__)}")
    path = folder / "network.npz"
    numpy.savez(path, *flat)
    return path


def network_file(model: Any, folder: pathlib.Path, input_shape: Sequence[int], name: str = "network") -> pathlib.Path:
    """A file in which the command line finds the network; names of files are taken as they are."""
    if isinstance(model, (str, os.PathLike)) and not str(model).lstrip().startswith("{"):
        return pathlib.Path(model).absolute()
    if isinstance(model, bytes):
        path = folder / f"{name}.onnx"
        path.write_bytes(model)
        return path
    if isinstance(model, (list, tuple)):
        return _arrays_file(model, folder)
    path = folder / f"{name}.json"
    path.write_text(network_text(model, input_shape), encoding="utf-8")
    return path


def network_text(model: Any, input_shape: Sequence[int]) -> str:
    """The network file of a model that is no file."""
    if isinstance(model, Certificate):
        return model.text
    if isinstance(model, str):
        return model
    if isinstance(model, dict):
        return json.dumps(model, default=str)
    if _torch.is_module(model):
        return _torch.network_text(model, input_shape)
    if _sklearn.is_perceptron(model):
        return _sklearn.network_text(model)
    if _is_keras(model):
        return _keras_text(model, input_shape)
    raise InputError("model: expected a module of torch, an MLPRegressor or MLPClassifier, a model of Keras, a list of "
                     "arrays, a network as a dictionary, a certificate, or the name of a file (ONNX, NPZ, JSON), found "
                     f"{type(model).__name__}")
