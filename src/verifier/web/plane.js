// SPDX-License-Identifier: Apache-2.0
//
// Directions in the space of parameters that a picture of the landscape is drawn along, and the box
// around W in which the certificate says something; as src/pictures/plane.hpp has them. A direction
// is a list of layers whose parameters are the changes.

"use strict";

const isParametrised = (layer) => layer.parameters !== undefined;

/** Layers with changes from maps: change(l, r) → [Map of columns, bias]. */
function changedLayers(layers, change, numbers) {
  return layers.map((layer, l) => (!isParametrised(layer) ? layer : (() => {
    const rows = layer.parameters.map((_, r) => change(l, r));
    return withParameters(layer, rows.map(([columns]) => [...columns].filter(([, x]) => numbers.sign(x) !== 0).sort(([a], [b]) => a - b)),
                          rows.map(([, bias]) => bias ?? numbers.of("0")));
  })()));
}

/** D = W2 − W. */
function betterChange(layers, better, numbers) {
  return changedLayers(layers, (l, r) => {
    const columns = new Map(better[l].parameters[r]);
    for (const [column, weight] of layers[l].parameters[r])
      columns.set(column, numbers.difference(columns.get(column) ?? numbers.of("0"), weight));
    return [columns, numbers.difference(better[l].filterBiases[r], layers[l].filterBiases[r])];
  }, numbers);
}

/** The direction of a descent ray: entries [layer, row, column, change] and [layer, row, change]. */
function rayChange(layers, { weights, biases }, numbers) {
  return changedLayers(layers, (l, r) => [
    new Map(weights.filter(([layer, row]) => layer === l && row === r).map(([, , column, x]) => [column, numbers.of(x)])),
    biases.filter(([layer, row]) => layer === l && row === r).map(([, , x]) => numbers.of(x))[0]], numbers);
}

/** The sample and unit of `pattern_flip`, else those nearest to a breakpoint and not on one. */
function endangeredPlace({ statement, layers, passes }) {
  const flip = statement.claims.find(({ claim }) => claim === "pattern_flip");
  if (flip)
    return flip;
  let nearest;
  for (const [sample, pass] of passes.entries())
    for (const [layer, { breakpoints }] of layers.slice(0, -1).entries())
      for (const [unit, { distance }] of breakpoints.length > 0 ? pass[layer].entries() : [])
        if (distance > 0 && !(nearest?.distance <= distance))
          nearest = { sample, layer, unit, distance };
  return nearest;
}

/** The derivatives of z of a unit by the pre-activations of all layers up to its own. */
function derivativesOf(layers, pass, layer, unit, numbers) {
  const zero = numbers.of("0"), result = [];
  const byOutput = layers.slice(0, layer + 1).map(({ unitCount }) => Array(unitCount).fill(zero));
  for (let l = layer; l >= 0; --l) {
    const here = layers[l];
    result[l] = l === layer ? here.biases.map((_, j) => numbers.of(j === unit ? "1" : "0")) :
      byOutput[l].map((x, j) => (here.windows ? x : numbers.product(x, here.slopes[pass[l][j].piece])));
    const give = (input, x) => {
      const isEarlier = here.kind === "addition" && input >= here.unitCount;
      const source = isEarlier ? here.with : l, k = isEarlier ? input - here.unitCount : input;
      if (source > 0)
        byOutput[source - 1][k] = numbers.sum(byOutput[source - 1][k], x);
    };
    for (const [j, x] of result[l].entries())
      if (numbers.sign(x) !== 0)
        for (const [input, weight] of here.windows ? [[here.windows[j][pass[l][j].piece], numbers.of("1")]] : here.rows[j])
          give(input, numbers.product(weight, x));
  }
  return result;
}

/** The signs by which a perturbation of all parameters reaches the wall soonest. */
function flipChange({ layers, passes, samples, numbers }, { sample, layer, unit }) {
  const pass = passes[sample], { sign } = numbers;
  if (pass.some((units, l) => l < layers.length - 1 && units.some(({ distance }) => distance === 0)))
    return undefined;
  const derivatives = derivativesOf(layers, pass, layer, unit, numbers), { z } = pass[layer][unit];
  const gaps = layers[layer].breakpoints.map((b) => numbers.difference(b, z));
  const nearest = gaps.reduce((a, b) => (sizeOf(b, numbers) < sizeOf(a, numbers) ? b : a));
  const outputs = allOutputs(samples[sample].input, pass), zero = numbers.of("0");
  const sums = layers.slice(0, layer + 1).map((here, l) => {
    const rows = (here.parameters ?? []).map(() => [new Map(), zero]);
    const inputs = gathered(here, outputs.slice(0, l + 1));
    for (const [j, x] of isParametrised(here) ? derivatives[l].entries() : []) {
      const row = rows[Math.floor(j / here.positions)];
      if (sign(x) === 0)
        continue;
      row[1] = here.hasBiases ? numbers.sum(row[1], x) : zero;
      for (const [input, column] of here.fields?.[j] ?? inputs.map((_, k) => [k, k]))
        row[0].set(column, numbers.sum(row[0].get(column) ?? zero, numbers.product(x, inputs[input])));
    }
    return rows;
  });
  const signed = (x) => numbers.of(String(sign(nearest) * sign(x)));
  return changedLayers(layers, (l, r) => {
    const [columns, bias] = sums[l]?.[r] ?? [new Map(), zero];
    return [new Map([...columns].map(([column, x]) => [column, signed(x)])), signed(bias)];
  }, numbers);
}

/** The direction of one weight (column given) or bias of the first row of a layer. */
function parameterChange({ layers, numbers }, layer, column) {
  if (!isParametrised(layers[layer]) || (column === undefined && !layers[layer].hasBiases))
    return undefined;
  const one = numbers.of("1");
  return changedLayers(layers, (l, r) => (l !== layer || r !== 0 ? [new Map()] :
    column === undefined ? [new Map(), one] : [new Map([[column, one]])]), numbers);
}

/** All entries of a direction that are not 0, by place. */
function entriesOf(change, numbers) {
  const entries = new Map();
  for (const [l, layer] of change.entries())
    for (const [r, row] of (layer.parameters ?? []).entries())
      for (const [column, x] of [...row, ["b", layer.filterBiases[r]]])
        if (numbers.sign(x) !== 0)
          entries.set(`${l}.${r}.${column}`, x);
  return entries;
}

/** Those of better, ray, flip and the last and first parameters that there are and that are not 0. */
function* directionsOf(subject) {
  const { layers, better, statement, witness, numbers } = subject, last = layers.length - 1;
  const direction = (name, meaning, change) => {
    const entries = change && entriesOf(change, numbers);
    if (!entries?.size)
      return [];
    const size = [...entries.values()].map((x) => (numbers.sign(x) < 0 ? numbers.difference(numbers.of("0"), x) : x))
        .reduce((a, b) => (numbers.sign(numbers.difference(b, a)) > 0 ? b : a));
    return [{ name, meaning, change, entries, size }];
  };
  if (better)
    yield* direction("better", "towards W2", betterChange(layers, better, numbers));
  if (witness.not_local_minimum)
    yield* direction("ray", "along the descent ray", rayChange(layers, witness.not_local_minimum, numbers));
  const place = endangeredPlace(subject);
  if (place)
    yield* direction("flip", `towards the wall of sample ${place.sample}, layer ${place.layer}, unit ${place.unit}`,
                     flipChange(subject, place));
  for (const l of [last, 0]) {
    yield* direction(`w${l}.0.0`, `along parameter w${l}.0.0`, parameterChange(subject, l, 0));
    yield* direction(`b${l}.0`, `along parameter b${l}.0`, parameterChange(subject, l));
  }
}

function isParallel(a, b, numbers) {
  const [[first, x]] = a.entries, y = b.entries.get(first);
  return y !== undefined && a.entries.size === b.entries.size && [...a.entries].every(([place, of_a]) => {
    const of_b = b.entries.get(place);
    return of_b !== undefined && numbers.sign(numbers.difference(numbers.product(of_a, y), numbers.product(x, of_b))) === 0;
  });
}

/** The first two that are not parallel; nothing if there are none. */
function planeDirections(subject) {
  let first;
  for (const next of directionsOf(subject))
    if (first === undefined)
      first = next;
    else if (!isParallel(first, next, subject.numbers))
      return [first, next];
  return undefined;
}

/** The radius within which no risk is lower than that of W, or of a minimum near it. */
function certifiedBox({ statement: { claims }, numbers }) {
  const claimed = (kind) => claims.find(({ claim }) => claim === kind);
  const { radius } = claimed("local_minimum") ?? claimed("minimum_on_walls") ?? {};
  if (radius !== undefined)
    return { radius: numbers.of(radius), isNear: false };
  const near = claimed("nearby_minimum") ?? claims.find(({ claim, scope }) => claim === "trained_minimum" && scope === "all");
  const rest = near && numbers.difference(numbers.of(near.radius), numbers.of(near.distance));
  return rest && numbers.isPositive(rest) ? { radius: rest, isNear: true } : undefined;
}

/** The corners of the (s, t) for which no parameter of s D1 + t D2 is larger than the radius. */
function boxInPlane(first, second, radius, numbers) {
  const sides = new Map();
  for (const place of new Set([...first.entries.keys(), ...second.entries.keys()])) {
    const [a, b] = [first, second].map(({ entries, size }) =>
        (entries.has(place) ? numbers.rounded(numbers.quotient(entries.get(place), size)) : 0));
    sides.set(`${a} ${b}`, [a, b]);
  }
  const far = 1e9;
  let corners = [[-far, -far], [far, -far], [far, far], [-far, far]];
  const ordered = [...sides.values()].sort(([a, b], [c, d]) => a - c || b - d);
  for (const [a, b] of ordered)
    for (const sign of [-1, 1])
      corners = partOf(corners, corners.map(([s, t]) => 1 - sign * (a * s + b * t)), 1, floating);
  return corners.map(([s, t]) => [(s * radius) / numbers.rounded(first.size), (t * radius) / numbers.rounded(second.size)]);
}
