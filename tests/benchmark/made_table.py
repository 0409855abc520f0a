#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table made deterministically: inputs with three decimals, a target that is the largest of eight affine functions
plus noise.
   made_table.py SAMPLES INPUTS > table.csv"""

import random
import sys

samples, inputs = int(sys.argv[1]), int(sys.argv[2])
source = random.Random(20)
planes = [[source.uniform(-1, 1) for _ in range(inputs + 1)] for _ in range(8)]
print(",".join([f"x{k}" for k in range(1, inputs + 1)] + ["y"]))
for _ in range(samples):
    x = [round(source.uniform(-1, 1), 3) for _ in range(inputs)]
    y = max(sum(a * b for a, b in zip(plane, x)) + plane[-1] for plane in planes) + source.gauss(0, 0.1)
    print(",".join(f"{v:.3f}" for v in x + [y]))
