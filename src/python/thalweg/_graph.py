# SPDX-License-Identifier: GPL-3.0-or-later
"""Graphs of layers, in the operators of ONNX, as network files. The compiled half folds what is constant, exactly."""

from __future__ import annotations

import io
import math
from typing import Any, Sequence

from . import _thalweg


def npy_bytes(array: Any) -> bytes:
    """The bytes of the NPY file of an array of real numbers."""
    import numpy

    stream = io.BytesIO()
    numpy.lib.format.write_array(stream, numpy.ascontiguousarray(array), allow_pickle=False)
    return stream.getvalue()


class Graph:
    """Nodes behind the input "x"; every method returns the name of a value."""

    def __init__(self, name: str, input_shape: Sequence[int]):
        self.name = name
        self.input_shape = list(input_shape)
        self.nodes: list[tuple[str, str, list[str], str, dict[str, Any]]] = []
        self.constants: dict[str, bytes] = {}

    def constant(self, array: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = npy_bytes(array)
        return name

    def node(self, operator: str, inputs: Sequence[str], place: str, **attributes: Any) -> str:
        output = f"v{len(self.nodes)}"
        self.nodes.append((operator, place, list(inputs), output, attributes))
        return output

    def dense(self, x: str, weights: Any, biases: Any, place: str) -> str:
        """weights: (units, inputs); biases: (units,) or None."""
        inputs = [x, self.constant(weights)] + ([] if biases is None else [self.constant(biases)])
        return self.node("Gemm", inputs, place, transB=1)

    def network(self, output: str) -> str:
        """The network file (JSON). Raises Unsupported naming the first module that is no part of a network."""
        return _thalweg.network_of_graph(self.name, self.input_shape, self.nodes, self.constants, output)


def shape_count(shape: Sequence[int]) -> int:
    return math.prod(shape)
