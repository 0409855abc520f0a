# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks trained by torch go through `judge` without an exporter: the same function, the same verdict as the command
line, the same by ONNX; and what is not supported is named."""

import unittest

from helpers import ModuleTest, cloud, sine
import numpy
import thalweg
import torch
from thalweg import _tables, _torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, inputs, width, outputs):
        super().__init__()
        self.first, self.middle, self.last = nn.Linear(inputs, width), nn.Linear(width, width), nn.Linear(width, outputs)

    def forward(self, x):
        h = torch.relu(self.first(x))
        return self.last(nn.functional.relu(h + self.middle(h)))


class Scaled(nn.Module):
    """A forward with constants, functions and a view."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([[0.25, -0.5, 1.0]]))
        self.one, self.two = nn.Linear(3, 5), nn.Linear(5, 1)

    def forward(self, x):
        z = self.one((x - self.mean) / 2)
        return self.two(nn.functional.leaky_relu(z, 0.125).view(x.size(0), -1)) * 3 + 1


def image_network(pool, middle):
    return nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, bias=False), nn.BatchNorm2d(2), *middle, pool, nn.Flatten(), nn.Linear(8, 1))


def mlp(*widths, activation=nn.ReLU, bias=True, last_bias=True):
    layers = []
    for k, (a, b) in enumerate(zip(widths, widths[1:])):
        is_last = k + 2 == len(widths)
        layers += [nn.Linear(a, b, bias=last_bias if is_last else bias)] + ([] if is_last else [activation()])
    return nn.Sequential(*layers)


def images(samples=20):
    generator = numpy.random.default_rng(5)
    x = generator.normal(size=(samples, 1, 4, 4))
    return x, numpy.abs(x[:, 0, :2, :2]).mean(axis=(1, 2)).reshape(-1, 1)


def classes(outputs, samples=36):
    x, _ = cloud(samples, 4, seed=9)
    noise = numpy.random.default_rng(3).normal(size=samples)
    return x, ((x[:, 0] + noise > 0).astype(int) + (x[:, 1] > 0.5).astype(int)) % outputs


TABLE = lambda inputs=3, outputs=1, seed=0: (lambda: cloud(30, inputs, outputs, seed))
# name: module, data, options of judge, steps of LBFGS
TRAINED = {
    "1-3-1": (lambda: mlp(1, 3, 1), sine, {}, 40),
    "1-8-1": (lambda: mlp(1, 8, 1), sine, {}, 40),
    "1-8-1 float64": (lambda: mlp(1, 8, 1).double(), sine, {}, 60),
    "3-4-1": (lambda: mlp(3, 4, 1), TABLE(), {}, 40),
    "3-4-1 no bias": (lambda: mlp(3, 4, 1, bias=False), TABLE(), {}, 40),
    "3-4-1 no last bias": (lambda: mlp(3, 4, 1, last_bias=False), TABLE(), {}, 40),
    "3-4-2": (lambda: mlp(3, 4, 2), TABLE(outputs=2), {}, 40),
    "3-4-4-1": (lambda: mlp(3, 4, 4, 1), TABLE(), {}, 40),
    "2-3x4-1": (lambda: mlp(2, 3, 3, 3, 3, 1), TABLE(2), {}, 30),
    "3-4-1 decay": (lambda: mlp(3, 4, 1), TABLE(), {"torch_weight_decay": 0.015625}, 40),
    "leaky": (lambda: mlp(3, 4, 1, activation=lambda: nn.LeakyReLU(0.1)), TABLE(), {}, 40),
    "prelu": (lambda: mlp(3, 4, 1, activation=nn.PReLU), TABLE(), {}, 40),
    "hardtanh": (lambda: mlp(2, 4, 1, activation=nn.Hardtanh), TABLE(2), {}, 40),
    "relu6": (lambda: mlp(2, 4, 1, activation=nn.ReLU6), TABLE(2), {}, 40),
    "hardsigmoid": (lambda: mlp(2, 3, 1, activation=nn.Hardsigmoid), TABLE(2), {}, 30),
    "batch norm": (lambda: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 1)),
                   TABLE(), {}, 20),
    "residual": (lambda: Residual(3, 4, 1), TABLE(), {}, 30),
    "functions": (Scaled, TABLE(), {}, 30),
    "cnn max": (lambda: image_network(nn.MaxPool2d(2), [nn.ReLU()]), images, {}, 15),
    "cnn relu behind max": (lambda: image_network(nn.Sequential(nn.MaxPool2d(2), nn.ReLU()), []), images, {}, 15),
    "cnn average": (lambda: image_network(nn.AvgPool2d(2), [nn.ReLU()]), images, {}, 15),
    "softmax": (lambda: mlp(4, 3, 3), lambda: classes(3), {"loss": nn.CrossEntropyLoss()}, 30),
    "logistic": (lambda: mlp(4, 3, 1), lambda: classes(2), {"loss": nn.BCEWithLogitsLoss()}, 30),
}


def trained(make, data, options, steps):
    """The module after some steps of LBFGS, as float32 unless it is not; X and y as it saw them."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    model = make()
    kind = next(model.parameters()).dtype
    x, y = data()
    x = torch.tensor(x, dtype=kind)
    loss = options.get("loss", nn.MSELoss())
    y = torch.tensor(y) if isinstance(loss, nn.CrossEntropyLoss) else torch.tensor(y, dtype=kind)
    decay = options.get("torch_weight_decay", 0)
    optimiser = torch.optim.LBFGS(model.parameters(), max_iter=steps, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        out = model(x)
        value = loss(out, y if isinstance(loss, nn.CrossEntropyLoss) else y.reshape(out.shape))
        value = value + decay / 2 * sum((p**2).sum() for p in model.parameters())
        value.backward()
        return value
    optimiser.step(closure)
    return model, x, y


def torch_risk(model, x, y, options):
    """R by torch in float64."""
    twin = torch.nn.Module.double(_copy(model)).eval()
    with torch.no_grad():
        out = twin(x.double())
        loss = options.get("loss", nn.MSELoss())
        if isinstance(loss, nn.CrossEntropyLoss):
            return loss(out, y).item()
        value = loss(out, y.double().reshape(out.shape)).item()
        decay = options.get("torch_weight_decay", 0) / 2 * sum((p**2).sum() for p in twin.parameters())
        return (value + float(decay)) * (out.shape[1] if isinstance(loss, nn.MSELoss) else 1)


def _copy(model):
    import copy
    return copy.deepcopy(model)


class Judged(ModuleTest):
    def test_trained_networks(self):
        verdicts = {}
        for name, (make, data, options, steps) in TRAINED.items():
            with self.subTest(name=name):
                model, x, y = trained(make, data, options, steps)
                was_training = model.training
                answer = thalweg.judge(model, x, y, max_seconds=12, **options)
                self.assertEqual(model.training, was_training)
                verdicts[name] = answer.verdict
                self.assertIn(answer.verdict, ("minimum", "not_converged", "no_minimum", "global", "undecided"))
                self.assertAlmostEqual(float(answer.risk), torch_risk(model, x, y, options), delta=1e-6 * max(1, float(answer.risk)))
                if answer.certificate is not None:
                    self.assertTrue(answer.verify(), answer.verify())
                else:
                    self.assertTrue(answer.missing)
        self.assertGreaterEqual(len(verdicts), 20)
        self.assertGreaterEqual(sum(verdict != "undecided" for verdict in verdicts.values()), 10, verdicts)
        print(verdicts)

    def test_the_verdict_is_that_of_the_command_line(self):
        for name in ("3-4-1", "batch norm", "3-4-2"):
            make, data, options, steps = TRAINED[name]
            model, x, y = trained(make, data, options, steps)
            (self.folder / "network.json").write_text(_torch.network_text(model, (3,)))
            (self.folder / "data.csv").write_text(_tables.Table(x, y).text)
            outputs = 1 if y.ndim == 1 else y.shape[1]
            summary = self.command("judge", "network.json", "data.csv", "--target",
                                   ",".join(str(4 + k) for k in range(outputs)), "--json")
            self.assert_same_summary(thalweg.judge(model, x, y).summary, summary)

    def test_onnx_of_torch_is_the_same_network(self):
        for name, (make, data, options, steps) in TRAINED.items():
            model, x, y = trained(make, data, options, 2)
            if name == "hardsigmoid":  # torch.onnx writes alpha = 1/6 as a float32
                continue
            with self.subTest(name=name):
                model.eval()
                path = self.folder / "model.onnx"
                # folding constants would round: the file keeps BatchNormalization
                torch.onnx.export(model, x[:1], str(path), opset_version=13, do_constant_folding=False,
                                  training=torch.onnx.TrainingMode.PRESERVE, input_names=["x"], dynamic_axes={"x": {0: "n"}})
                by_module = thalweg.radius(model, x).summary
                by_file = thalweg.radius(path, x).summary
                if name not in ("batch norm", "leaky", "cnn max", "cnn relu behind max", "cnn average"):
                    self.assertEqual(by_file, by_module)  # there ε and the slope are float32 in the file
                self.assertEqual(by_file["network"], by_module["network"])
                self.assertEqual(by_file["patterns"], by_module["patterns"])

    def test_functions_are_the_modules_of_the_same_name(self):
        class Functions(nn.Module):
            def __init__(self, conv, last):
                super().__init__()
                self.conv, self.last = conv, last

            def forward(self, x):
                h = self.pool(nn.functional.relu(self.conv(x)))
                return self.last(h.view(h.size(0), -1)).squeeze(-1)

        for pool, module in ((lambda h: nn.functional.max_pool2d(h, 2), nn.MaxPool2d(2)),
                             (lambda h: nn.functional.max_pool2d(h, 2, stride=2), nn.MaxPool2d(2)),
                             (lambda h: nn.functional.avg_pool2d(h, 2), nn.AvgPool2d(2))):
            torch.manual_seed(3)
            model = Functions(nn.Conv2d(1, 2, 3, padding=1), nn.Linear(8, 1))
            model.pool = pool
            same = nn.Sequential(model.conv, nn.Threshold(0, 0), module, nn.Flatten(), model.last)
            self.assertEqual(_torch.network_text(model, (1, 4, 4)), _torch.network_text(same, (1, 4, 4)))
        with self.assertRaisesRegex(thalweg.Unsupported, "module 1: expected a threshold equal to its value, found a jump"):
            _torch.network_text(nn.Sequential(nn.Linear(3, 2), nn.Threshold(0, 1), nn.Linear(2, 1)), (3,))

    def test_what_is_no_network_is_named(self):
        x, y = cloud(10, 3)
        for module, message in ((nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 1)), r"Sequential: module 1 \(GELU\): expected Linear"),
                                (nn.Sequential(nn.Linear(3, 4), nn.ReLU()), "output .*: expected Gemm or MatMul last"),
                                (nn.Sequential(nn.Linear(3, 4), nn.PReLU(4), nn.Linear(4, 1)), None),
                                (nn.Sequential(nn.Linear(3, 4), nn.Softmax(1)), r"\(Softmax\)")):
            if message is None:
                self.assertIn(thalweg.decide(module, x, y).verdict, ("not_local_minimum", "undecided"))  # equal slopes
                continue
            with self.assertRaisesRegex(thalweg.Unsupported, message):
                thalweg.decide(module, x, y)

        class Branches(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.b = nn.Linear(3, 1), nn.Linear(3, 1)

            def forward(self, x):
                return self.a(x) if x.sum() > 0 else self.b(x)
        with self.assertRaisesRegex(thalweg.Unsupported, "torch.fx can trace"):
            thalweg.decide(Branches(), x, y)
        with self.assertRaisesRegex(thalweg.InputError, "expected a matrix for 3 inputs, found one for 2"):
            thalweg.decide(mlp(2, 3, 1), x, y)
        broken = mlp(3, 4, 1)
        with torch.no_grad():
            broken[0].weight[0, 0] = float("nan")
        with self.assertRaisesRegex(thalweg.InputError, "expected finite numbers"):
            thalweg.decide(broken, x, y)


if __name__ == "__main__":
    unittest.main()
