# SPDX-License-Identifier: GPL-3.0-or-later
"""MLPRegressor and MLPClassifier with their losses and alpha, and lists of arrays and models as Keras has them."""

import unittest
import warnings

from helpers import ModuleTest, cloud, sine
import numpy
import thalweg
from sklearn.neural_network import MLPClassifier, MLPRegressor


def fitted(model, x, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        return model.fit(x, y)


class Perceptrons(ModuleTest):
    def test_regressors(self):
        for outputs, alpha in ((1, 0.0), (1, 0.0625), (2, 0.03125)):
            x, y = cloud(24, 2, outputs)
            model = fitted(MLPRegressor((5,), solver="lbfgs", alpha=alpha, max_iter=150, random_state=0), x,
                           y.ravel() if outputs == 1 else y)
            answer = thalweg.judge(model, x, y, max_seconds=20)
            if answer.certificate is not None:
                self.assertTrue(answer.verify())
            # its loss after the fit, with ½ and alpha
            own = ((model.predict(x).reshape(y.shape) - y) ** 2).mean() / 2
            own += alpha / (2 * len(x)) * sum((w**2).sum() for w in model.coefs_)
            self.assertAlmostEqual(answer.risks["scikit-learn loss"], own, delta=1e-9)
            self.assertAlmostEqual(own, model.loss_, delta=1e-6)
            plain = thalweg.judge(model, x, y, weight_decay=0, max_seconds=5)
            self.assertAlmostEqual(plain.risks["torch MSELoss"], ((model.predict(x).reshape(y.shape) - y) ** 2).mean(), delta=1e-9)

    def test_classifiers(self):
        x, _ = cloud(36, 3)
        for labels in (["no", "yes"], ["a", "b", "c"]):
            noise = numpy.random.default_rng(1).normal(size=len(x))
            y = numpy.array(labels)[((x[:, 0] + noise > 0).astype(int) + (x[:, 1] > 0.3)) % len(labels)]
            model = fitted(MLPClassifier((3,), solver="lbfgs", alpha=0.25, max_iter=100, random_state=0), x, y)
            answer = thalweg.judge(model, x, y, max_seconds=20)
            # the logarithmic loss of its probabilities, and alpha
            numbers = numpy.searchsorted(model.classes_, y)
            own = -numpy.log(model.predict_proba(x)[numpy.arange(len(x)), numbers]).mean()
            own += 0.25 / (2 * len(x)) * sum((w**2).sum() for w in model.coefs_)
            self.assertAlmostEqual(float(answer.risk), own, delta=1e-9)
            if answer.certificate is not None:
                self.assertTrue(answer.verify())
        with self.assertRaisesRegex(thalweg.InputError, r"^y\[0\]: expected a class of the model, found z"):
            thalweg.judge(model, x, ["z"] * len(x))

    def test_what_is_not_supported(self):
        x, y = sine()
        model = fitted(MLPRegressor((3,), activation="tanh", max_iter=5, random_state=0), x, y.ravel())
        with self.assertRaisesRegex(thalweg.Unsupported, "expected the activation relu or identity, found tanh"):
            thalweg.judge(model, x, y)
        with self.assertRaisesRegex(thalweg.InputError, "expected a fitted model"):
            thalweg.judge(MLPRegressor(), x, y)

    def test_radius(self):
        x, y = cloud(24, 2)
        model = fitted(MLPRegressor((4, 3), max_iter=50, random_state=2), x, y.ravel())
        self.assertEqual(thalweg.radius(model, x).verdict, "certified")


class KerasLike(ModuleTest):
    """Keras is not in Debian: the shapes and names that its models have, on a model made here."""

    class Dense:
        def __init__(self, kernel, bias, activation):
            self.arrays, self.name = [kernel, bias], "dense"
            self.activation = lambda z: z
            self.activation.__name__ = activation

        def get_weights(self):
            return self.arrays

    class Sequential:
        def __init__(self, layers):
            self.layers = layers

        def get_weights(self):
            return [array for layer in self.layers for array in layer.get_weights()]

    def test_weights_as_lists(self):
        x, y = cloud(24, 2)
        model = fitted(MLPRegressor((4, 3), max_iter=50, random_state=2), x, y.ravel())
        expected = thalweg.decide(model, x, y).summary
        arrays = [array for pair in zip(model.coefs_, model.intercepts_) for array in pair]
        self.assertEqual(thalweg.decide(arrays, x, y).summary, expected)
        layers = [self.Dense(kernel, bias, "linear" if kernel is model.coefs_[-1] else "relu")
                  for kernel, bias in zip(model.coefs_, model.intercepts_)]
        self.assertEqual(thalweg.decide(self.Sequential(layers), x, y).summary, expected)
        layers[0].activation.__name__ = "gelu"
        with self.assertRaisesRegex(thalweg.Unsupported, "layer dense: expected the activation relu or linear, found gelu"):
            thalweg.decide(self.Sequential(layers), x, y)


if __name__ == "__main__":
    unittest.main()
