// SPDX-License-Identifier: Apache-2.0
//
// A look inside a certificate that was chosen: the units at a sample, a unit at all samples, a claim
// with its witness. Computed here, for orientation: what decides is the verifier alone.

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
  isPositive: ([n]) => n > 0n,
  rounded([n, d]) {
    const excess = Math.max(n.toString(2).length, d.toString(2).length) - 1000;
    const shift = BigInt(Math.max(0, excess));
    return Number(n >> shift) / Number(d >> shift || 1n);
  },
  shown(x) {
    const fraction = x[1] === 1n ? `${x[0]}` : `${x[0]}/${x[1]}`;
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
  isPositive: (x) => x > 0,
  rounded: (x) => x,
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
const byDistance = (a, b) => a.distance - b.distance;

function atSample({ network, data }, index) {
  const layers = denseLayers(network, exact), sample = samplesOf(data)[index];
  const pass = passed(layers, sample.input.map(exact.of), exact);
  const units = pass.flatMap((layer, l) => layer.map((unit, j) => ({ ...unit, l, j })))
      .filter(({ l }) => piecesOf(layers[l])).sort(byDistance);
  const outputs = pass.at(-1).map(({ output }, o) => [`output ${o}`, exact.shown(output), `target ${sample.target[o] ?? "?"}`]);
  return {
    caption: `Sample ${index}, input (${sample.input.join(", ")}). Units nearest to a breakpoint first; the last rows are the outputs.`,
    head: ["unit", "pre-activation", "piece, distance from a breakpoint"],
    rows: [...units.map(({ l, j, z, piece, distance }) =>
               [`layer ${l}, unit ${j}`, exact.shown(z), `${piece}, ${distance.toPrecision(6)}`]), ...outputs],
  };
}

function atUnit({ network, data }, l, j) {
  const layers = denseLayers(network, floating);
  const rows = samplesOf(data).map(({ input }, i) => ({ i, input, ...passed(layers, input.map(floating.of), floating)[l][j] }));
  return {
    caption: `Unit ${j} of layer ${l} at every sample, rounded; samples nearest to a breakpoint first.`,
    head: ["sample", "pre-activation", "piece, distance from a breakpoint"],
    rows: rows.sort(byDistance).map(({ i, z, piece, distance }) =>
        [`sample ${i}`, z.toPrecision(6), `${piece}, ${distance.toPrecision(6)}`]),
  };
}

/** What can be looked at: [group, name, function that makes a table or a text]. */
function thingsInside(document) {
  const { statement = {}, witness = {} } = document, things = [];
  for (const [k, claim] of (statement.claims ?? []).entries())
    things.push(["Claims", `claim ${k}: ${claim.claim}`, () =>
        JSON.stringify({ claim, witness: witness[claim.claim] ?? null }, null, 1).slice(0, 20000)]);
  const layers = statement.data && denseLayers(statement.network, floating);
  if (layers) {
    for (const i of statement.data.rows.keys())
      things.push(["Samples", `sample ${i}`, () => atSample(statement, i)]);
    for (const [l, layer] of layers.entries())
      for (const j of piecesOf(layer) ? layer.rows.keys() : [])
        things.push(["Units", `layer ${l}, unit ${j}`, () => atUnit(statement, l, j)]);
  }
  return things;
}

const made = (tag, content) => Object.assign(document.createElement(tag), { textContent: content });

function tableOf({ caption, head, rows }) {
  const table = document.createElement("table"), row = (tag, cells) => {
    const line = document.createElement("tr");
    line.append(...cells.map((cell) => made(tag, cell)));
    return line;
  };
  table.append(made("caption", caption), row("th", head), ...rows.map((cells) => row("td", cells)));
  return table;
}

/** Fills the list of what is inside; a text that is no certificate has nothing. */
function explore(text) {
  let things = [];
  try {
    things = thingsInside(JSON.parse(text));
  } catch { /* the verdict says what is wrong with it */ }
  const list = document.getElementById("inside"), shown = document.getElementById("inside-shown");
  list.replaceChildren();
  for (const [group, name] of things) {
    if (list.lastElementChild?.label !== group)
      list.append(Object.assign(document.createElement("optgroup"), { label: group }));
    list.lastElementChild.append(new Option(name));
  }
  const show = () => {
    let content;
    try {
      content = things[list.selectedIndex][2]();
    } catch (error) {
      content = `Cannot be computed: ${error.message}`;
    }
    shown.replaceChildren(typeof content === "string" ? made("pre", content) : tableOf(content));
  };
  list.onchange = show;
  document.getElementById("explorer").hidden = things.length === 0;
  shown.replaceChildren();
  if (things.length > 0)
    show();
}
