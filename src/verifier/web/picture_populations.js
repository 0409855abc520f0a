// SPDX-License-Identifier: Apache-2.0
//
// Pictures of a minimum of the population risk: the weights as a matrix, and the spectrum of the
// Hessian in floating point (formulas: section 60 of the specification).

"use strict";

const mostCoordinates = 1500;

function weightPictures({ statement: { population } }) {
  const { teachers, bits, units } = population;
  const hasValues = teachers <= 16;
  const weights = units.flatMap((unit, i) => unit.map((entry, j) => {
    const weight = exact.reduced(BigInt(entry), 1n << BigInt(bits)), rounded = exact.rounded(weight);
    return { unit: i + 1, teacher: j + 1, weight: nine(rounded), exact: exact.shown(weight),
             ...(hasValues && { dark: Math.abs(rounded) > 0.6 }) };
  }));
  const sizes = weights.map(({ weight }) => weight);
  return [pictureFrom("weights", "weights",
      `A map of ${units.length} units by ${teachers} teachers: the component of every unit along every teacher, from ` +
      `${Number(least(sizes).toPrecision(3))} to ${Number(largest(sizes).toPrecision(3))}. ` +
      "A unit that equals its teacher would have one 1 in its row and zeros otherwise.",
      { weights, height: Math.min(Math.max(26 * units.length + 90, 180), 620),
        ...(hasValues && { font_size: teachers <= 10 ? 11 : 9 }) })];
}

function inner(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; ++k)
    sum += a[k] * b[k];
  return sum;
}

/** Householder's reflections: the diagonal and the squares beside it of a tridiagonal matrix with the same eigenvalues. */
function tridiagonal(matrix) {
  const n = matrix.length, rows = matrix.map((row) => Float64Array.from(row)), beside = [];
  for (let k = 0; k + 1 < n; ++k) {
    const v = rows[k].slice(k + 1), size = Math.sqrt(inner(v, v)), m = v.length;
    beside.push(size * size);
    v[0] += v[0] < 0 ? -size : size;
    const square = inner(v, v);
    if (square === 0)
      continue;
    const w = new Float64Array(m); // 2 (A v − v (v·A v)/(v·v)) / (v·v)
    for (let i = 0; i < m; ++i)
      w[i] = (2 * inner(v, rows[k + 1 + i].subarray(k + 1))) / square;
    const part = inner(v, w) / square;
    for (let i = 0; i < m; ++i)
      w[i] -= part * v[i];
    for (let i = 0; i < m; ++i) {
      const row = rows[k + 1 + i];
      for (let j = 0; j < m; ++j)
        row[k + 1 + j] -= v[i] * w[j] + w[i] * v[j];
    }
  }
  return { diagonal: rows.map((row, k) => row[k]), beside };
}

/** The eigenvalues of a symmetric matrix in increasing order, by bisection: a Sturm sequence counts those below. */
function eigenvaluesOf(matrix) {
  const { diagonal, beside } = tridiagonal(matrix);
  const bound = largest(diagonal.map((x, k) => Math.abs(x) + Math.sqrt(beside[k - 1] ?? 0) + Math.sqrt(beside[k] ?? 0)));
  const countBelow = (x) => {
    let count = 0, pivot = 1;
    for (let k = 0; k < diagonal.length; ++k) {
      pivot = diagonal[k] - x - (k > 0 ? beside[k - 1] / pivot : 0);
      if (pivot === 0)
        pivot = 1e-300;
      count += pivot < 0 ? 1 : 0;
    }
    return count;
  };
  return diagonal.map((_, k) => {
    let low = -bound, high = bound;
    for (let step = 0; step < 60 && low < high; ++step) {
      const middle = (low + high) / 2;
      if (countBelow(middle) > k)
        high = middle;
      else
        low = middle;
    }
    return (low + high) / 2;
  });
}

/** 2π times the Hessian: of the first columns (n k rows), and of each further column (n rows). */
function hessiansOf(units, k) {
  const n = units.length, all = [...units, ...Array.from({ length: k }, (_, j) => Array.from({ length: k }, (_, x) => (x === j ? 1 : 0)))];
  const norms = all.map((v) => Math.sqrt(inner(v, v)));
  const pairs = units.map((w, i) => all.map((v, j) => {
    const product = inner(w, v), sizes = norms[i] * norms[j], cosine = Math.min(Math.max(product / sizes, -1), 1);
    return { product, angle: Math.acos(cosine), root: sizes * Math.sqrt(1 - cosine * cosine), sign: j < n ? 1 : -1 };
  }));
  const factors = pairs.map((row, i) => row.reduce((m, { root, sign }, j) => (j === i ? m : m + (sign * root) / row[i].product), Math.PI));
  const whole = Array.from({ length: n * k }, () => new Float64Array(n * k));
  for (const [i, w] of units.entries())
    for (const [j, v] of all.entries()) {
      const { product: q, root: s, angle, sign } = pairs[i][j], a = pairs[i][i].product, square = norms[j] ** 2;
      for (let x = 0; x < k; ++x)
        for (let y = 0; y < k; ++y) {
          const one = x === y ? 1 : 0, row = whole[i * k + x];
          if (j === i) {
            row[i * k + y] += factors[i] * one;
            continue;
          }
          const u = v[x] - (q / a) * w[x], u2 = v[y] - (q / a) * w[y];
          row[i * k + y] += sign * ((u * u2) / s - ((s / (a * a)) * w[x] * w[y]));
          if (j < n)
            row[j * k + y] = (Math.PI - angle) * one +
                (w[x] * v[y] + v[x] * w[y] - (q / a) * w[x] * w[y] - (q / square) * v[x] * v[y]) / s;
        }
    }
  const further = pairs.map((row, i) => row.slice(0, n).map(({ angle }, j) => (j === i ? factors[i] : Math.PI - angle)));
  return { whole, further };
}

/** Eigenvalues in increasing order; those that differ by rounding only are one. */
function withMultiplicity(values, block) {
  const rows = [];
  for (const [k, value] of values.entries()) {
    if (k === 0 || value - values[k - 1] > 1e-7 * Math.abs(value))
      rows.push({ value: six(value), times: 0, zero: 0, block });
    ++rows.at(-1).times;
  }
  return rows;
}

function spectrumPictures({ statement: { population, claims } }) {
  const { teachers, bits, units } = population;
  if (units.length * teachers > mostCoordinates)
    return [];
  const { curvature } = claims.find(({ claim }) => claim === "population_minimum"), bound = exact.of(curvature);
  const rounded = units.map((unit) => unit.map((entry) => exact.rounded(exact.reduced(BigInt(entry), 1n << BigInt(bits)))));
  const { whole, further } = hessiansOf(rounded, teachers);
  const [of_all, of_further] = [whole, further].map((matrix) => eigenvaluesOf(matrix).map((x) => x / (2 * Math.PI)));
  const range = (values) => `${values.length} from ${Number(values[0].toPrecision(4))} to ${Number(values.at(-1).toPrecision(4))}`;
  return [pictureFrom("spectrum", "spectrum",
      `Eigenvalues of the Hessian at the centre of the ball, computed in floating point: ${range(of_all)} in the coordinates of the ` +
      `teachers, and ${range(of_further)} in each further coordinate. The dashed line is the certified bound ` +
      `${Number(exact.rounded(bound).toPrecision(4))}: no eigenvalue is below it.`,
      { eigenvalues: [...withMultiplicity(of_all, `first ${teachers} coordinates`), ...withMultiplicity(of_further, "each further coordinate")],
        bound: [{ value: nine(exact.rounded(bound)), exact: exact.shown(bound) }] })];
}

const populationPictures = (document) => (document.statement.population === undefined ? [] :
  [...weightPictures(document), ...spectrumPictures(document)]);
