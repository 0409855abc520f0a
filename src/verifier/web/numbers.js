// SPDX-License-Identifier: Apache-2.0
//
// Exact and floating-point numbers, and a dense network on the samples of a certificate: what the
// page computes itself, for orientation. What decides is the verifier alone.

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
  isPositive: (x) => x > 0,
  rounded: (x) => x,
  shown: (x) => `≈ ${Number(x.toPrecision(6))}`,
};

const tables = {
  identity: { breakpoints: [], slopes: ["1"], intercepts: ["0"] },
  relu: { breakpoints: ["0"], slopes: ["0", "1"], intercepts: ["0", "0"] },
};

/** The layers with their numbers; nothing if a layer is not dense. */
function denseLayers(network, numbers) {
  const layers = [];
  for (const { kind, activation, weights, biases } of network?.layers ?? []) {
    const table = typeof activation === "string" ? tables[activation] : activation;
    if (kind !== "dense" || table?.breakpoints === undefined)
      return undefined;
    layers.push({
      isRelu: activation === "relu",
      rows: weights.map((row) => row.map(([input, weight]) => [input, numbers.of(weight)])),
      biases: (biases ?? weights.map(() => "0")).map(numbers.of),
      breakpoints: table.breakpoints.map(numbers.of),
      slopes: table.slopes.map(numbers.of),
      intercepts: table.intercepts.map(numbers.of),
    });
  }
  return layers.length > 0 ? layers : undefined;
}

/** Pre-activations, pieces and distances to the nearest breakpoint, layer by layer. */
function passed(layers, input, numbers) {
  let values = input;
  return layers.map((layer) => {
    const units = layer.rows.map((row, j) => {
      const z = row.reduce((sum, [i, w]) => numbers.sum(sum, numbers.product(w, values[i])), layer.biases[j]);
      const gaps = layer.breakpoints.map((breakpoint) => numbers.difference(z, breakpoint));
      const piece = gaps.filter(numbers.isPositive).length;
      const distance = Math.min(...gaps.map((gap) => Math.abs(numbers.rounded(gap))));
      const output = numbers.sum(numbers.product(layer.slopes[piece], z), layer.intercepts[piece]);
      return { z, piece, distance, output };
    });
    values = units.map(({ output }) => output);
    return units;
  });
}

/** The rows of the data as inputs and targets. */
function samplesOf(data) {
  return data.rows.map((row) => ({
    input: row.filter((_, column) => !data.targets.includes(column)),
    target: data.targets.map((column) => row[column]),
  }));
}

const piecesOf = (layer) => layer.breakpoints.length > 0;
