# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules of torch as graphs, traced by torch.fx: exact parameters, in evaluation mode."""

from __future__ import annotations

from typing import Any, Callable, Sequence

from ._graph import Graph
from .errors import InputError, Unsupported


def is_module(model: Any) -> bool:
    """Is this a module of torch? Does not import torch."""
    return any(kind.__module__.startswith("torch.nn") for kind in type(model).__mro__)


def _pair(value: Any, axes: int) -> list[int]:
    return [int(value)] * axes if isinstance(value, int) else [int(v) for v in value]


def _numbers(tensor: Any) -> Any:
    tensor = tensor.detach().cpu()
    return tensor.float().numpy() if str(tensor.dtype) == "torch.bfloat16" else tensor.numpy()


def _integers(values: list[int]) -> Any:
    import numpy

    return numpy.array(values, dtype=numpy.int64)


class _Walk:
    """From the nodes of a traced module to the nodes of a graph."""

    def __init__(self, model: Any, input_shape: Sequence[int]):
        import torch.fx

        self.model = model
        self.graph = Graph(type(model).__name__, input_shape)
        try:
            self.trace = torch.fx.symbolic_trace(model)
        except Exception as error:  # torch.fx raises what the user's forward raises
            raise Unsupported(f"{self.graph.name}: expected a forward that torch.fx can trace, found: {error} "
                              "→ torch.onnx.export(model, x, \"model.onnx\")") from None

    # ---- modules

    def module(self, module: Any, x: str, place: str) -> str:
        kind = type(module).__name__
        make: Callable[..., str] | None = getattr(self, f"_{kind}", None)
        if make is None:
            raise Unsupported(f"{self.graph.name}: module {place} ({kind}): expected Linear, Conv1d, Conv2d, BatchNorm, "
                              "ReLU, LeakyReLU, PReLU, ReLU6, Hardtanh, Hardsigmoid, max or average pooling, Flatten or "
                              f"Dropout, found {kind}")
        return make(module, x, place)

    def _Linear(self, m: Any, x: str, place: str) -> str:
        return self.graph.dense(x, _numbers(m.weight), None if m.bias is None else _numbers(m.bias), place)

    def _convolution(self, m: Any, x: str, place: str, axes: int) -> str:
        if m.padding_mode != "zeros":
            raise Unsupported(f"{self.graph.name}: module {place}: expected padding_mode zeros, found {m.padding_mode}")
        dilation, kernel = _pair(m.dilation, axes), _pair(m.kernel_size, axes)
        if m.padding == "same":
            total = [d * (k - 1) for d, k in zip(dilation, kernel)]
            if any(t % 2 for t in total):
                raise Unsupported(f"{self.graph.name}: module {place}: expected as much padding behind as before, found "
                                  "padding same of an even kernel")
            padding = [t // 2 for t in total]
        else:
            padding = [0] * axes if m.padding == "valid" else _pair(m.padding, axes)
        inputs = [x, self.graph.constant(_numbers(m.weight))]
        if m.bias is not None:
            inputs.append(self.graph.constant(_numbers(m.bias)))
        return self.graph.node("Conv", inputs, place, strides=_pair(m.stride, axes), pads=padding * 2, dilations=dilation,
                               group=int(m.groups))

    def _Conv1d(self, m: Any, x: str, place: str) -> str:
        return self._convolution(m, x, place, 1)

    def _Conv2d(self, m: Any, x: str, place: str) -> str:
        return self._convolution(m, x, place, 2)

    def _batch_norm(self, m: Any, x: str, place: str) -> str:
        import numpy

        if m.running_mean is None:
            raise Unsupported(f"{self.graph.name}: module {place}: expected track_running_stats, found statistics of the "
                              "batch, which make no function of one sample")
        mean, variance = _numbers(m.running_mean), _numbers(m.running_var)
        scale = numpy.ones_like(mean) if m.weight is None else _numbers(m.weight)
        bias = numpy.zeros_like(mean) if m.bias is None else _numbers(m.bias)
        constants = [self.graph.constant(values) for values in (scale, bias, mean, variance)]
        return self.graph.node("BatchNormalization", [x, *constants], place, epsilon=float(m.eps))

    _BatchNorm1d = _BatchNorm2d = _batch_norm

    def _relu(self, m: Any, x: str, place: str) -> str:
        return self.graph.node("Relu", [x], place)

    _ReLU = _relu

    def _LeakyReLU(self, m: Any, x: str, place: str) -> str:
        return self.graph.node("LeakyRelu", [x], place, alpha=float(m.negative_slope))

    def _PReLU(self, m: Any, x: str, place: str) -> str:
        return self.graph.node("PRelu", [x, self.graph.constant(_numbers(m.weight))], place)

    def clip(self, x: str, low: float, high: float, place: str) -> str:
        import numpy

        bounds = [self.graph.constant(numpy.array(float(bound))) for bound in (low, high)]
        return self.graph.node("Clip", [x, *bounds], place)

    def _ReLU6(self, m: Any, x: str, place: str) -> str:
        return self.clip(x, 0, 6, place)

    def _Hardtanh(self, m: Any, x: str, place: str) -> str:
        return self.clip(x, m.min_val, m.max_val, place)

    def _Hardsigmoid(self, m: Any, x: str, place: str) -> str:
        import numpy

        # relu6(x + 3) / 6, exactly
        shifted = self.graph.node("Add", [x, self.graph.constant(numpy.array(3.0))], place)
        return self.graph.node("Div", [self.clip(shifted, 0, 6, place), self.graph.constant(numpy.array(6.0))], place)

    def _unchanged(self, m: Any, x: str, place: str) -> str:
        return x

    def _Threshold(self, m: Any, x: str, place: str) -> str:
        import numpy

        if m.threshold != m.value:
            raise Unsupported(f"{self.graph.name}: module {place}: expected a threshold equal to its value, found a jump")
        return self.graph.node("Max", [x, self.graph.constant(numpy.array(float(m.value)))], place)

    _Identity = _Dropout = _Dropout1d = _Dropout2d = _AlphaDropout = _unchanged

    def _Flatten(self, m: Any, x: str, place: str) -> str:
        if (m.start_dim, m.end_dim) != (1, -1):
            raise Unsupported(f"{self.graph.name}: module {place}: expected Flatten(1, -1), found ({m.start_dim}, {m.end_dim})")
        return self.graph.node("Flatten", [x], place)

    def pool(self, x: str, place: str, operator_name: str, axes: int, kernel: Any, stride: Any, padding: Any,
             ceil_mode: Any = False, **attributes: Any) -> str:
        size = _pair(kernel, axes)
        return self.graph.node(operator_name, [x], place, kernel_shape=size,
                               strides=size if stride is None else _pair(stride, axes),
                               pads=_pair(padding, axes) * 2, ceil_mode=int(ceil_mode), **attributes)

    def _max_pool(self, m: Any, x: str, place: str, axes: int) -> str:
        return self.pool(x, place, "MaxPool", axes, m.kernel_size, m.stride, m.padding, m.ceil_mode,
                         dilations=_pair(m.dilation, axes))

    def _MaxPool1d(self, m: Any, x: str, place: str) -> str:
        return self._max_pool(m, x, place, 1)

    def _MaxPool2d(self, m: Any, x: str, place: str) -> str:
        return self._max_pool(m, x, place, 2)

    def _average_pool(self, m: Any, x: str, place: str, axes: int) -> str:
        if getattr(m, "divisor_override", None) is not None:
            raise Unsupported(f"{self.graph.name}: module {place}: expected no divisor_override, found {m.divisor_override}")
        return self.pool(x, place, "AveragePool", axes, m.kernel_size, m.stride, m.padding, m.ceil_mode,
                         count_include_pad=int(m.count_include_pad))

    def _AvgPool1d(self, m: Any, x: str, place: str) -> str:
        return self._average_pool(m, x, place, 1)

    def _AvgPool2d(self, m: Any, x: str, place: str) -> str:
        return self._average_pool(m, x, place, 2)

    def _adaptive(self, m: Any, x: str, place: str, operator_name: str) -> str:
        sizes = m.output_size if isinstance(m.output_size, (tuple, list)) else [m.output_size]
        if any(size != 1 for size in sizes):
            raise Unsupported(f"{self.graph.name}: module {place}: expected output size 1, found {m.output_size}")
        return self.graph.node(operator_name, [x], place)

    def _AdaptiveAvgPool1d(self, m: Any, x: str, place: str) -> str:
        return self._adaptive(m, x, place, "GlobalAveragePool")

    def _AdaptiveAvgPool2d(self, m: Any, x: str, place: str) -> str:
        return self._adaptive(m, x, place, "GlobalAveragePool")

    def _AdaptiveMaxPool2d(self, m: Any, x: str, place: str) -> str:
        return self._adaptive(m, x, place, "GlobalMaxPool")

    # ---- functions

    def function(self, name: str, node: Any, values: list[Any], place: str) -> str:
        named = dict(node.kwargs)
        x = values[0]
        arguments = values[1:]
        if name in ("add", "iadd", "sub", "isub", "mul", "imul", "truediv", "itruediv", "div"):
            return self.arithmetic(name.removeprefix("i"), values, place, named)
        if name in ("relu", "relu_"):
            return self._relu(None, x, place)
        if name in ("leaky_relu", "leaky_relu_"):
            slope = arguments[0] if arguments else named.get("negative_slope", 0.01)
            return self.graph.node("LeakyRelu", [x], place, alpha=float(slope))
        if name in ("relu6", "hardtanh", "clamp", "clip"):
            bounds = dict(zip(("low", "high"), arguments))
            low = bounds.get("low", named.get("min_val", named.get("min", {"clamp": None, "clip": None, "relu6": 0}.get(name, -1))))
            high = bounds.get("high", named.get("max_val", named.get("max", {"clamp": None, "clip": None, "relu6": 6}.get(name, 1))))
            if low is not None and high is not None and name != "relu6":
                return self.clip(x, low, high, place)
            if name == "relu6":
                return self.clip(x, 0, 6, place)
        if name in ("abs", "absolute"):
            return self.graph.node("Abs", [x], place)
        if name in ("dropout", "contiguous"):
            return x
        if name == "flatten" and (arguments[:1] or [named.get("start_dim", 0)])[0] == 1 and len(arguments) < 2:
            return self.graph.node("Flatten", [x], place)
        if name in ("view", "reshape") and len(arguments) == 2 and arguments[1] == -1:
            return self.graph.node("Flatten", [x], place)
        if name == "squeeze" and (arguments or [named.get("dim")]) in ([1], [-1]):
            return self.graph.node("Squeeze", [x, self.graph.constant(_integers([1]))], place)
        if name in ("max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d"):
            words = ("kernel_size", "stride", "padding")
            is_maximum = name.startswith("max")
            usual = {"dilation": 1, "return_indices": False, "ceil_mode": False, **({} if is_maximum else {"count_include_pad": True})}
            given = {**dict(zip(words, arguments)), **{k: v for k, v in named.items() if k in words}}
            is_usual = all(k in words or (k in usual and usual[k] == v) for k, v in named.items())
            if len(arguments) <= 3 and is_usual and "kernel_size" in given:
                return self.pool(x, place, "MaxPool" if is_maximum else "AveragePool", int(name[-2]), given["kernel_size"],
                                 given.get("stride"), given.get("padding", 0),
                                 **({} if is_maximum else {"count_include_pad": 1}))
        raise Unsupported(f"{self.graph.name}: {place}: expected +, −, ×, / by constants, relu, leaky_relu, relu6, hardtanh, "
                          f"clamp, abs, flatten(1), view(n, -1), dropout or pooling, found {name} with its arguments")

    def arithmetic(self, name: str, values: list[Any], place: str, named: dict[str, Any]) -> str:
        if named.get("alpha", 1) != 1 or named.get("rounding_mode") is not None or len(values) != 2:
            raise Unsupported(f"{self.graph.name}: {place}: expected two operands, found further arguments")
        import numpy

        inputs = [value if isinstance(value, str) else self.graph.constant(
            _numbers(value) if hasattr(value, "detach") else numpy.array(float(value))) for value in values]
        names = {"add": "Add", "sub": "Sub", "mul": "Mul", "truediv": "Div", "div": "Div"}
        return self.graph.node(names[name], inputs, place)

    # ---- the walk

    def network(self) -> str:
        values: dict[Any, Any] = {}
        modules = dict(self.trace.named_modules())

        def value_of(argument: Any) -> Any:
            return values[argument] if type(argument).__name__ == "Node" else argument

        inputs = 0
        for node in self.trace.graph.nodes:
            place = str(node.target) if node.op == "call_module" else node.name
            arguments = [value_of(argument) for argument in node.args]
            if node.op == "placeholder":
                inputs += 1
                if inputs > 1 and node.args == ():
                    raise Unsupported(f"{self.graph.name}: expected a forward with one input, found another, {node.name}")
                values[node] = "x"
            elif node.op == "get_attr":
                holder: Any = self.trace
                for part in str(node.target).split("."):
                    holder = getattr(holder, part)
                values[node] = holder
            elif node.op == "call_module":
                if len(arguments) != 1 or not isinstance(arguments[0], str):
                    raise Unsupported(f"{self.graph.name}: module {place}: expected one input, found other arguments")
                values[node] = self.module(modules[str(node.target)], arguments[0], place)
            elif node.op in ("call_function", "call_method"):
                name = node.target if node.op == "call_method" else getattr(node.target, "__name__", str(node.target))
                if name in ("size", "getattr", "getitem"):  # of a shape, as in x.view(x.size(0), -1)
                    values[node] = None
                    continue
                values[node] = self.function(str(name), node, arguments, place)
            elif node.op == "output":
                if not isinstance(arguments[0], str):
                    raise Unsupported(f"{self.graph.name}: expected one output, found several")
                return self.graph.network(arguments[0])
        raise InputError(f"{self.graph.name}: expected an output, found none")


def network_text(model: Any, input_shape: Sequence[int]) -> str:
    """The network file of a module for samples of the given shape (the columns of X, row-major)."""
    was_training = model.training
    model.eval()
    try:
        return _Walk(model, input_shape).network()
    finally:
        model.train(was_training)
