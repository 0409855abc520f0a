// SPDX-License-Identifier: Apache-2.0
//
// Exact and floating-point numbers, for what the page computes itself, for orientation. What decides
// is the verifier alone.

"use strict";

/** Exact numbers: pairs of BigInt, denominator > 0, in lowest terms. */
const exact = {
  of(text) {
    const [, numerator, denominator = "1"] = /^(-?\d+)(?:\/(\d+))?$/.exec(String(text));
    return exact.reduced(BigInt(numerator), BigInt(denominator));
  },
  reduced(n, d) {
    let a = n < 0n ? -n : n, b = d;
    while (b !== 0n)
      [a, b] = [b, a % b];
    return [n / a, d / a];
  },
  sum: ([a, b], [c, d]) => exact.reduced(a * d + c * b, b * d),
  product: ([a, b], [c, d]) => exact.reduced(a * c, b * d),
  difference: (x, [c, d]) => exact.sum(x, [-c, d]),
  quotient: ([a, b], [c, d]) => exact.reduced(c < 0n ? -a * d : a * d, c < 0n ? -b * c : b * c),
  /** constant + Σ weight · values[index] over a row of [index, weight]; reduced once, at the end. */
  dot(row, values, [n, d]) {
    for (const [index, [a, b]] of row) {
      const [c, e] = values[index], numerator = a * c, denominator = b * e;
      if (numerator === 0n)
        continue;
      if (denominator === d)
        n += numerator;
      else if (d % denominator === 0n)
        n += numerator * (d / denominator);
      else
        [n, d] = [n * denominator + numerator * d, d * denominator];
    }
    return exact.reduced(n, d);
  },
  ofFloating: (value) => exact.reduced(BigInt(Math.round(value * 2 ** 60)), 1n << 60n),
  sign: ([n]) => (n > 0n ? 1 : n < 0n ? -1 : 0),
  isPositive: ([n]) => n > 0n,
  written: ([n, d]) => (d === 1n ? `${n}` : `${n}/${d}`),
  rounded([n, d]) {
    const excess = Math.max(n.toString(2).length, d.toString(2).length) - 1000;
    const shift = BigInt(Math.max(0, excess));
    return Number(n >> shift) / Number(d >> shift || 1n);
  },
  shown(x) {
    const fraction = exact.written(x);
    const decimal = Number(exact.rounded(x).toPrecision(6));
    return fraction.length > 20 ? `≈ ${decimal}` : x[1] === 1n ? fraction : `${fraction} ≈ ${decimal}`;
  },
};

/** The same with floating-point numbers. */
const floating = {
  of: (text) => exact.rounded(exact.of(text)),
  sum: (x, y) => x + y,
  product: (x, y) => x * y,
  difference: (x, y) => x - y,
  quotient: (x, y) => x / y,
  dot: (row, values, constant) => row.reduce((sum, [index, weight]) => sum + weight * values[index], constant),
  ofFloating: (value) => value,
  sign: Math.sign,
  isPositive: (x) => x > 0,
  rounded: (x) => x,
  shown: (x) => `≈ ${Number(x.toPrecision(6))}`,
};
