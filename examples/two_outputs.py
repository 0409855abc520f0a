# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest minima with two outputs that are not global in their cell: a search (examples/two_outputs.md).

    python3 examples/two_outputs.py [NETWORKS] [SEED]        (default: 20000 networks for each number of samples)

One hidden layer of two ReLU units, one input. At W with small integers let J be the derivatives of the outputs
by the parameters. Targets y = F(W) - t r with J^T r = 0 make all derivatives of the risk 0. W is a strict
minimum up to the scales of units if the second derivatives are positive definite with one incoming weight of
each unit fixed (decided in fractions). Within the cell a network is two breakpoints, each in its gap between
samples, and a least squares fit: a grid of breakpoints is searched for a lower risk.
"""

import random
import sys
from fractions import Fraction


def null_space(matrix):
    """A basis of the vectors with matrix . v = 0, in fractions."""
    rows = [[Fraction(a) for a in row] for row in matrix]
    width, pivots = len(rows[0]), []
    for column in range(width):
        pivot = next((i for i in range(len(pivots), len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        k = len(pivots)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [a / rows[k][column] for a in rows[k]]
        for i in range(len(rows)):
            if i != k and rows[i][column]:
                rows[i] = [a - rows[i][column] * b for a, b in zip(rows[i], rows[k])]
        pivots.append(column)
    basis = []
    for free in (column for column in range(width) if column not in pivots):
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for row, column in zip(rows, pivots):
            vector[column] = -row[free]
        basis.append(vector)
    return basis


def is_positive_definite(matrix):
    rows = [row[:] for row in matrix]
    for k, pivot_row in enumerate(rows):
        if pivot_row[k] <= 0:
            return False
        for row in rows[k + 1:]:
            factor = row[k] / pivot_row[k]
            for j in range(k, len(rows)):
                row[j] -= factor * pivot_row[j]
    return True


class Point:
    """Samples x, units (w, b), columns v; parameters c, v, b in this order: w is fixed."""

    def __init__(self, xs, units, columns):
        self.xs, self.units, self.columns = xs, units, columns
        self.z = [[w * x + b for x in xs] for w, b in units]
        self.on = [[z > 0 for z in row] for row in self.z]

    def is_general(self):
        """No sample on a wall; each unit sees at least two samples and not all, and not the same ones."""
        counts = [sum(on) for on in self.on]
        return (all(z for row in self.z for z in row) and all(2 <= count < len(self.xs) for count in counts)
                and self.on[0] != self.on[1])

    def jacobian(self):
        rows = []
        for i in range(len(self.xs)):
            for o in (0, 1):
                row = [int(o == 0), int(o == 1)]
                for u in (0, 1):
                    row += [self.on[u][i] * self.z[u][i] * int(o == p) for p in (0, 1)]
                row += [int(self.on[u][i]) * self.columns[u][o] for u in (0, 1)]
                row += [int(self.on[u][i]) * self.columns[u][o] * self.xs[i] for u in (0, 1)]
                rows.append(row)
        return rows

    def hessian(self, jacobian, r):
        """J^T J + sum of r times the second derivatives of F, without the two fixed weights."""
        matrix = [[Fraction(sum(row[j] * row[k] for row in jacobian)) for k in range(8)] for j in range(8)]
        for u in (0, 1):
            for o in (0, 1):
                second = sum(r[2 * i + o] for i in range(len(self.xs)) if self.on[u][i])
                matrix[2 + 2 * u + o][6 + u] += second
                matrix[6 + u][2 + 2 * u + o] += second
        return matrix

    def outputs(self):
        return [[sum(self.on[u][i] * self.z[u][i] * self.columns[u][o] for u in (0, 1)) for o in (0, 1)]
                for i in range(len(self.xs))]

    def gap(self, u):
        """The interval between samples in which the breakpoint of a unit is, and the unit's direction."""
        w, b = self.units[u]
        kink = Fraction(-b, w)
        return (max(x for x in self.xs if x < kink), min(x for x in self.xs if x > kink), 1 if w > 0 else -1)


def fit_risk(xs, ys, kinks):
    """The sum of squares of the least squares fit with (breakpoint, direction) of two units, in floating point."""
    features = [[max(0.0, d * (x - k)) for k, d in kinks] + [1.0] for x in xs]
    basis = []
    for column in zip(*features):
        rest = list(column)
        for q in basis:
            dot = sum(a * b for a, b in zip(rest, q))
            rest = [a - dot * b for a, b in zip(rest, q)]
        norm = sum(a * a for a in rest) ** 0.5
        if norm < 1e-9:
            return float("inf")
        basis.append([a / norm for a in rest])
    total = 0.0
    for target in zip(*ys):
        total += sum(a * a for a in target) - sum(sum(a * b for a, b in zip(target, q)) ** 2 for q in basis)
    return total


def lowest_in_cell(point, ys, steps=12):
    gaps = [point.gap(u) for u in (0, 1)]
    grid = [[(low + (high - low) * (k + 0.5) / steps, d) for k in range(steps)] for low, high, d in gaps]
    return min((fit_risk(point.xs, ys, (a, b)), a[0], b[0]) for a in grid[0] for b in grid[1])


def examples(count, networks, source):
    """(drop, point, ys, risk, lowest) with strict minima that are not global in their cell."""
    for _ in range(networks):
        point = Point(sorted(source.sample(range(-4, 5), count)),
                      [(source.choice([-2, -1, 1, 2]), source.randint(-5, 5)) for _ in (0, 1)],
                      [(source.randint(-2, 2), source.randint(-2, 2)) for _ in (0, 1)])
        if not point.is_general() or any(column == (0, 0) for column in point.columns):
            continue
        jacobian = point.jacobian()
        basis = null_space([list(column) for column in zip(*jacobian)])
        if not basis:
            continue
        weights = [source.randint(-2, 2) for _ in basis]
        r = [sum(weight * vector[k] for weight, vector in zip(weights, basis)) for k in range(2 * count)]
        if not any(r):
            continue
        largest = None  # t up to which W is a strict minimum
        for t in (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4)):
            if not is_positive_definite(point.hessian(jacobian, [t * a for a in r])):
                break
            largest = t
        if largest is None or largest == 4:
            continue
        for t in (largest * Fraction(7, 4), largest * Fraction(3, 2), largest * Fraction(5, 4), largest):
            scaled = [t * a for a in r]
            if not is_positive_definite(point.hessian(jacobian, scaled)):
                continue
            ys = [[f - scaled[2 * i + o] for o, f in enumerate(row)] for i, row in enumerate(point.outputs())]
            risk = float(sum(a * a for a in scaled))
            lowest = lowest_in_cell(point, [[float(y) for y in row] for row in ys])
            if lowest[0] < risk * (1 - 1e-3):
                yield 1 - lowest[0] / risk, point, ys, risk, lowest
            break


def main():
    networks = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    source = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for count in (3, 4, 5):
        found = sorted(examples(count, networks, source), key=lambda example: example[0])
        print(f"{count} samples: {len(found)} of {networks} networks")
        for drop, point, ys, risk, lowest in found[-3:]:
            print(f"  {100 * drop:.2f} % lower in the cell: x = {point.xs}, units {point.units}, columns {point.columns}, "
                  f"y = {[tuple(map(str, y)) for y in ys]}, breakpoints {lowest[1]:.3f}, {lowest[2]:.3f}")


if __name__ == "__main__":
    main()
