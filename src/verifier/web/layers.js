// SPDX-License-Identifier: Apache-2.0
//
// Networks as the specification has them (section 7), layer by layer in one form: unit j of
// a layer computes z = Σ row[k] u_k + bias of the input u, and h = σ(z); u is the output before the
// layer, for an addition that and an earlier one behind it. Max pooling has windows instead of rows.
// And the samples of a certificate in them.

"use strict";

const tables = {
  identity: { breakpoints: [], slopes: ["1"], intercepts: ["0"] },
  relu: { breakpoints: ["0"], slopes: ["0", "1"], intercepts: ["0", "0"] },
};

/** A claim has a name, its kind unless it states another. */
const nameOfClaim = ({ claim, name = claim }) => name;

/** The W of the first claim that is about a network, and the W2 of the first that has one; undefined if there is none. */
const named = ({ claims, networks = {} }, key) => networks[claims.find((claim) => claim[key] !== undefined)?.[key]];
const networkOf = (statement) => named(statement, "network");
const betterNetworkOf = (statement) => named(statement, "better");

const volume = (sizes) => sizes.reduce((a, b) => a * b, 1);

/** What an output position reads on all axes: [offset in the window, position in the input]. */
function windowEntries({ size, stride, padding, dilation }, inputSizes, outputSizes, position) {
  let entries = [[0, 0]], remaining = volume(outputSizes);
  for (const [axis, inputSize] of inputSizes.entries()) {
    remaining /= outputSizes[axis];
    const start = (Math.floor(position / remaining) % outputSizes[axis]) * stride[axis] - padding[axis];
    const own = Array.from({ length: size[axis] }, (_, d) => [d, start + d * dilation[axis]])
        .filter(([, at]) => at >= 0 && at < inputSize);
    entries = entries.flatMap(([offset, at]) => own.map(([d, p]) => [offset * size[axis] + d, at * inputSize + p]));
  }
  return entries;
}

/** The window of a convolution or pooling, and the shape of its output. */
function windowOf(layer, shape) {
  const size = layer.kernel ?? layer.window, axes = size.map(() => 1);
  const { stride, padding, dilation = axes } = layer;
  const sizes = size.map((length, a) =>
      Math.floor((shape[a + 1] + 2 * padding[a] - dilation[a] * (length - 1) - 1) / stride[a]) + 1);
  return { window: { size, stride, padding, dilation }, sizes };
}

/** For each unit the pairs [input, column of its parameter row] that it multiplies. */
function convolutionFields({ groups, weights }, { window, sizes }, shape) {
  const positions = volume(sizes), inputPositions = volume(shape.slice(1));
  const channels = shape[0] / groups, offsets = volume(window.size);
  return weights.flatMap((_, filter) => {
    const group = Math.floor(filter / (weights.length / groups));
    return Array.from({ length: positions }, (_, p) => {
      const entries = windowEntries(window, shape.slice(1), sizes, p);
      return Array.from({ length: channels }, (_, c) => entries.map(([offset, at]) =>
          [(group * channels + c) * inputPositions + at, c * offsets + offset])).flat();
    });
  });
}

/** For each unit of a pooling the inputs in its window. */
function pooledInputs({ window, sizes }, shape) {
  const inputPositions = volume(shape.slice(1));
  return Array.from({ length: shape[0] }, (_, channel) => Array.from({ length: volume(sizes) }, (_, p) =>
      windowEntries(window, shape.slice(1), sizes, p).map(([, at]) => channel * inputPositions + at))).flat();
}

/** Parameter rows and biases as rows of units; `columns`: how many a parameter row has. */
function parametrised(layer, fields, columns, positions, numbers) {
  const parameters = layer.weights.map((row) => row.map(([column, weight]) => [column, numbers.of(weight)]));
  const biases = layer.weights.map((_, r) => numbers.of(layer.biases?.[r] ?? "0"));
  return withParameters({ fields, positions, columns, hasBiases: layer.biases !== null }, parameters, biases);
}

/** The same layer with other parameters; dense layers have no fields, as all inputs are in them. */
function withParameters(layer, parameters, filterBiases) {
  const { fields, positions } = layer;
  if (fields === undefined)
    return { ...layer, parameters, filterBiases, rows: parameters, biases: filterBiases };
  const maps = parameters.map((row) => new Map(row));
  return { ...layer, parameters, filterBiases,
           rows: fields.map((field, j) => {
             const map = maps[Math.floor(j / positions)];
             return field.filter(([, column]) => map.has(column)).map(([input, column]) => [input, map.get(column)]);
           }),
           biases: fields.map((_, j) => filterBiases[Math.floor(j / positions)]) };
}

/** One layer after outputs of these shapes; nothing if it is of no known kind. */
function layerOf(layer, shapes, numbers) {
  const { kind } = layer, shape = shapes.at(-1), one = numbers.of("1"), zero = numbers.of("0");
  const without = (rows) => ({ rows, biases: rows.map(() => zero) });
  if (kind === "dense")
    return { shape: [layer.weights.length], ...parametrised(layer, undefined, volume(shape), 1, numbers) };
  if (kind === "addition") {
    const count = volume(shape);
    return { shape, with: layer.with, ...without(Array.from({ length: count }, (_, j) => [[j, one], [count + j, one]])) };
  }
  if (!["convolution", "average_pooling", "max_pooling"].includes(kind))
    return undefined;
  const seen = windowOf(layer, shape), { window, sizes } = seen;
  if (kind === "convolution")
    return { shape: [layer.weights.length, ...sizes],
             ...parametrised(layer, convolutionFields(layer, seen, shape), (shape[0] / layer.groups) * volume(window.size),
                             volume(sizes), numbers) };
  const inputs = pooledInputs(seen, shape), part = numbers.of(`1/${volume(window.size)}`);
  return { shape: [shape[0], ...sizes],
           ...(kind === "max_pooling" ? { windows: inputs, rows: [], biases: [] }
                                      : without(inputs.map((row) => row.map((k) => [k, part])))) };
}

/** The layers with their numbers; nothing if one is of no known kind. */
function layersOf(network, inputCount, numbers) {
  const layers = [], shapes = [network?.input_shape ?? [inputCount]];
  for (const layer of network?.layers ?? []) {
    const activation = layer.activation ?? "identity";
    const table = typeof activation === "string" ? tables[activation] : activation;
    const made = table?.breakpoints && layerOf(layer, shapes, numbers);
    if (!made)
      return undefined;
    shapes.push(made.shape);
    layers.push({ kind: layer.kind, isRelu: activation === "relu", unitCount: volume(made.shape), ...made,
                  breakpoints: table.breakpoints.map(numbers.of), slopes: table.slopes.map(numbers.of),
                  intercepts: table.intercepts.map(numbers.of) });
  }
  return layers.length > 0 ? layers : undefined;
}

/** The input of a layer from the outputs before it, h_0 = x first. */
const gathered = (layer, outputs) =>
  (layer.kind === "addition" ? [...outputs.at(-1), ...outputs[layer.with]] : outputs.at(-1));

/** |x|; 0 for nothing but 0. */
const sizeOf = (x, numbers) => (numbers.sign(x) === 0 ? 0 : Math.max(Math.abs(numbers.rounded(x)), 1e-300));

/** A unit of max pooling: its maximum, which entry that is, and by how much it leads. */
function selectedEntry(window, input, numbers) {
  let piece = 0, lead = Infinity;
  for (const [k, index] of window.entries())
    if (k > 0) {
      const ahead = numbers.difference(input[index], input[window[piece]]);
      lead = numbers.sign(ahead) > 0 ? sizeOf(ahead, numbers) : Math.min(lead, sizeOf(ahead, numbers));
      piece = numbers.sign(ahead) > 0 ? k : piece;
    }
  return { z: input[window[piece]], output: input[window[piece]], piece, distance: lead };
}

/** Pre-activations, pieces and distances to another piece, layer by layer. */
function passed(layers, input, numbers) {
  const outputs = [input];
  return layers.map((layer) => {
    const own = gathered(layer, outputs);
    const units = layer.windows ? layer.windows.map((window) => selectedEntry(window, own, numbers)) :
      layer.rows.map((row, j) => {
        const z = numbers.dot(row, own, layer.biases[j]);
        const gaps = layer.breakpoints.map((breakpoint) => numbers.difference(z, breakpoint));
        const piece = gaps.filter(numbers.isPositive).length;
        const distance = Math.min(...gaps.map((gap) => sizeOf(gap, numbers)));
        const output = numbers.sum(numbers.product(layer.slopes[piece], z), layer.intercepts[piece]);
        return { z, piece, distance, output };
      });
    outputs.push(units.map(({ output }) => output));
    return units;
  });
}

const outputsOf = (pass) => pass.at(-1).map(({ output }) => output);
/** h_0 = x, h_1, … of a pass. */
const allOutputs = (input, pass) => [input, ...pass.map((units) => units.map(({ output }) => output))];

/** The rows of the data as inputs and targets. */
function samplesOf(data) {
  return data.rows.map((row) => ({
    input: row.filter((_, column) => !data.targets.includes(column)),
    target: data.targets.map((column) => row[column]),
  }));
}

/** Can its units have more than one piece? */
const piecesOf = (layer) => layer.breakpoints.length > 0 || layer.windows !== undefined;
/** Products of one pass, as far as the weights go. */
const weightCount = (layers) => layers.reduce((sum, { rows }) => rows.reduce((all, row) => all + row.length, sum), 0);
