// SPDX-License-Identifier: Apache-2.0
//
// The risk, and where patterns change, in the plane W + s D1 + t D2, in floating point but by
// differences from W: every pre-activation is its value at W (relative to its breakpoints, rounded
// once) plus a change made of changes alone. So a box of a tiny radius is seen as sharply as a large
// one; as src/pictures/plane_risk.hpp has it.

"use strict";

/** Is a function somewhere below and somewhere above 0? What rounding may leave of 0 becomes 0. */
function hasBothSigns(values) {
  let low = 0, high = 0;
  for (let k = 0; k < values.length; ++k) {
    low = Math.min(low, values[k]);
    high = Math.max(high, values[k]);
  }
  const lost = PlaneRisk.lostPart * Math.max(-low, high);
  for (let k = 0; k < values.length && low < 0 && high > 0; ++k)
    values[k] = Math.abs(values[k]) <= lost ? 0 : values[k];
  return low < -lost && high > lost;
}

class PlaneRisk {
  static lanes = 256; // points at a time
  static lostPart = 2 ** -44; // what rounding may leave of terms that cancel

  /** `first` and `second` are lists of layers whose parameters are the changes. */
  constructor(subject, first, second) {
    const { layers, samples, passes, numbers, statement: { loss } } = subject, { rounded } = numbers;
    const roundedRows = (rows) => rows.map((row) => row.map(([k, weight]) => [k, rounded(weight)]));
    this.layers = layers.map((layer, l) => ({
      layer, rows: layer.windows?.map((window) => window.map((k) => [k, 1])) ?? roundedRows(layer.rows),
      slopes: layer.slopes.map(rounded),
      changes: isParametrised(layer) ? [first[l], second[l]].map(({ rows, biases }) =>
          ({ rows: roundedRows(rows), biases: biases.map(rounded) })) : [],
    }));
    this.inputCount = samples[0].input.length;
    this.passes = samples.map(({ input }, i) => this.#gapsOf(allOutputs(input, passes[i]), passes[i], numbers));
    this.losses = samples.map((_, i) => lossChangeOf(subject, i, outputsOf(passes[i])));
    const product = (a, b) => rounded(decayedProduct(loss.decay ?? [], a, b, numbers));
    this.decay = loss.decay && [2 * product(layers, first), 2 * product(layers, second), product(first, first),
                                2 * product(first, second), product(second, second)];
  }

  /** A sample at W, layer by layer: β − z for all units and breakpoints (of max pooling: entry − maximum), and D u + d. */
  #gapsOf(outputs, pass, numbers) {
    return this.layers.map(({ layer, changes }, l) => {
      const input = gathered(layer, outputs.slice(0, l + 1)), gap = (x, z) => numbers.rounded(numbers.difference(x, z));
      const gaps = pass[l].map(({ z }, j) => layer.windows?.[j].map((k) => gap(input[k], z)) ??
                                             layer.breakpoints.map((breakpoint) => gap(breakpoint, z)));
      const values = changes.length > 0 ? input.map(numbers.rounded) : [];
      const shifts = changes.map(({ rows, biases }) => rows.map((row, j) => floating.dot(row, values, biases[j])));
      return { gaps, shifts };
    });
  }

  /** Products of one point. */
  get work() {
    const size = (rows) => rows.reduce((sum, row) => sum + row.length, 0);
    return this.passes.length * this.layers.reduce((sum, { rows, changes }) =>
      sum + size(rows) + 4 * rows.length + changes.reduce((all, change) => all + size(change.rows), 0), 0);
  }

  /** R − R(W) at points, and at how many samples the pattern is another; seeWall(place, z − β at all points)
   *  where a unit of a sample is on both sides of a breakpoint. */
  at(points, seeWall) {
    const count = points.length, changed = new Uint32Array(count), values = new Float64Array(count), sizes = new Float64Array(count);
    const fields = seeWall && this.passes[0].map(({ gaps }, l) =>
        gaps.map((of) => (this.layers[l].layer.windows ? [] : of.map(() => new Float64Array(count)))));
    for (const [i, pass] of this.passes.entries()) {
      for (let from = 0; from < count; from += PlaneRisk.lanes) {
        const own = points.slice(from, from + PlaneRisk.lanes), isChanged = new Uint8Array(own.length);
        const outputs = this.#passedBatch(pass, own, isChanged, fields, from);
        for (const p of own.keys()) {
          const [value, size] = this.losses[i](outputs.map((output) => output[p]));
          values[from + p] += value;
          sizes[from + p] += size;
          changed[from + p] += isChanged[p];
        }
      }
      for (const [layer, units] of fields?.entries() ?? [])
        for (const [unit, of] of units.entries())
          for (const field of of)
            if (hasBothSigns(field))
              seeWall({ sample: i, layer, unit }, field);
    }
    return { changed, differences: points.map((point, p) => this.#riskChange(point, values[p], sizes[p])) };
  }

  #passedBatch(pass, points, isChanged, fields, from) {
    const count = points.length, coordinates = [0, 1].map((d) => Float64Array.from(points, (point) => point[d]));
    const outputs = [Array.from({ length: this.inputCount }, () => new Float64Array(count))]; // x does not change
    for (const [l, { layer, rows, slopes, changes }] of this.layers.entries()) {
      const { gaps, shifts } = pass[l], input = gathered(layer, outputs);
      outputs.push(rows.map((row, j) => {
        if (layer.windows)
          return PlaneRisk.#windowChange(row, gaps[j], input, isChanged);
        const change = PlaneRisk.#dot(row, input, new Float64Array(count));
        for (const [d, { rows: moved }] of changes.entries()) {
          const sum = PlaneRisk.#dot(moved[j], input, new Float64Array(count).fill(shifts[d][j]));
          for (let p = 0; p < count; ++p)
            change[p] += coordinates[d][p] * sum[p];
        }
        for (const [b, gap] of fields ? gaps[j].entries() : [])
          for (let p = 0; p < count; ++p)
            fields[l][j][b][from + p] = change[p] - gap;
        return PlaneRisk.#activationChange(slopes, gaps[j], change, isChanged);
      }));
    }
    return outputs.at(-1);
  }

  static #dot(row, input, sum) {
    for (const [k, weight] of row) {
      const values = input[k];
      for (let p = 0; p < sum.length; ++p)
        sum[p] += weight * values[p];
    }
    return sum;
  }

  /** The change of the largest entry of a window. */
  static #windowChange(window, gaps, input, isChanged) {
    return input[window[0][0]].map((first, p) => {
      let top = gaps[0] + first, gap = gaps[0];
      for (let k = 1; k < window.length; ++k) {
        const value = gaps[k] + input[window[k][0]][p];
        if (value > top)
          [top, gap] = [value, gaps[k]];
      }
      isChanged[p] |= gap < 0 ? 1 : 0;
      return top;
    });
  }

  /** σ(z + δ) − σ(z): the slope in use at z, and what is added beyond breakpoints. */
  static #activationChange(slopes, gaps, change, isChanged) {
    let piece = 0;
    while (piece < gaps.length && gaps[piece] < 0)
      ++piece;
    const result = new Float64Array(change.length), slope = slopes[piece];
    for (let p = 0; p < change.length; ++p)
      result[p] = slope * change[p];
    for (const [b, gap] of gaps.entries()) {
      const isAbove = b >= piece, bend = isAbove ? slopes[b + 1] - slopes[b] : slopes[b] - slopes[b + 1];
      for (let p = 0; p < change.length; ++p) {
        const beyond = isAbove ? Math.max(0, change[p] - gap) : Math.min(0, change[p] - gap);
        if (beyond !== 0) {
          result[p] += bend * beyond;
          isChanged[p] = 1;
        }
      }
    }
    return result;
  }

  #riskChange([s, t], sum, sumOfSizes) {
    let value = sum / this.passes.length, size = sumOfSizes / this.passes.length;
    for (const [k, factor] of [s, t, s * s, s * t, t * t].entries()) {
      const term = this.decay ? this.decay[k] * factor : 0;
      value += term;
      size += Math.abs(term);
    }
    return Math.abs(value) <= PlaneRisk.lostPart * size ? 0 : value;
  }
}
