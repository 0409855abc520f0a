# SPDX-License-Identifier: GPL-3.0-or-later
# From data to a theorem in Python. Every "# %%" begins a cell (Jupyter, VS Code, Spyder); as a script it runs whole.
# Needs the module (pip install ./src/python), numpy and torch; matplotlib draws the picture if it is there.

# %% Data: a sine with 24 samples
import numpy

import thalweg

x = numpy.linspace(-1, 1, 24).reshape(-1, 1)
y = numpy.sin(3 * x)

# %% Training in torch: 8 hidden units, LBFGS
import torch
from torch import nn

torch.manual_seed(1)
model = nn.Sequential(nn.Linear(1, 8), nn.ReLU(), nn.Linear(8, 1)).double()
X, Y = torch.tensor(x), torch.tensor(y)
optimiser = torch.optim.LBFGS(model.parameters(), max_iter=200, line_search_fn="strong_wolfe")


def closure():
    optimiser.zero_grad()
    value = nn.functional.mse_loss(model(X), Y)
    value.backward()
    return value


optimiser.step(closure)
print(f"trained: MSELoss {nn.functional.mse_loss(model(X), Y).item():.6g}")

# %% Is there a local minimum where the training ended?
answer = thalweg.judge(model, x, y, max_seconds=60)
print(answer)

# %% A picture: the samples and the trained network
try:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fine = numpy.linspace(-1, 1, 400).reshape(-1, 1)
    plt.plot(x, y, "o", label="samples")
    plt.plot(fine, model(torch.tensor(fine)).detach().numpy(), label="trained network")
    plt.legend()
    plt.savefig("judged.svg")
except ImportError:
    print("no matplotlib: no picture")

# %% The certificate: a file that anyone can check, and its theorem
if answer.certificate is not None:
    answer.certificate.save("judged.json")
    print(answer.certificate.verify())
    print(answer.certificate.theorem)

# %% A spurious minimum on the same data, made on purpose: numbers as decimals, exactly
certificate = thalweg.generate([[f"{v:.3f}"] for v in x.ravel()], [f"{v:.3f}" for v in y.ravel()], groups=3)
certificate.save("spurious.json")
assert certificate.verify()
print(certificate.theorem.splitlines()[0])

# %% Its network for a runtime: ONNX in float32, and whether the certificate survives the rounding
summary = thalweg.export_onnx(certificate, "spurious.onnx")
print("largest change", summary["largest_change"]["decimal"], "survives" if summary["survives"] else "does not survive")
