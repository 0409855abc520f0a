# SPDX-License-Identifier: GPL-3.0-or-later
"""Thalweg: exact certificates for local minima of piecewise linear networks.

>>> import thalweg
>>> certificate = thalweg.generate(X, y, groups=3)     # a spurious minimum on your data
>>> answer = thalweg.judge(model, X, y)                # where did my training end?
>>> answer.certificate.verify()
VERIFIED

The functions are those of the command line (thalweg.commands says what data and models may be); exceptions mirror its exit
codes (thalweg.errors).
"""

from .certificate import Certificate, Verification
from .commands import (census, components, decide, escape, explain, export_onnx, generate, instances, judge, radius,
                       reproduce, snap, verify)
from .errors import (ClaimError, DecimalsWarning, InputError, InternalError, ResourceLimit, ThalwegError, Unsupported,
                     UsageError)
from .results import Answer, Census, Components, Decision, Escape, Judgement, Radius, Snap

__version__ = "0.1.0"

__all__ = ["Answer", "Census", "Certificate", "ClaimError", "Components", "Decision", "DecimalsWarning", "Escape", "InputError",
           "InternalError", "Judgement", "Radius", "ResourceLimit", "Snap", "ThalwegError", "Unsupported", "UsageError",
           "Verification", "census", "components", "decide", "escape", "explain", "export_onnx", "generate", "instances",
           "judge", "radius", "reproduce", "snap", "verify"]
