// SPDX-License-Identifier: Apache-2.0
//
// The pictures of a certificate that was verified, computed beside the page, from the templates that
// `thalweg report` draws from. Exact for small networks, rounded for others.

"use strict";

const mostExactWork = 1e6, mostWork = 5e6; // products of one pass of all samples
const mostRows = 60, mostUnits = 120, mostSamples = 1500;

/** A template with its values; as `filled_template` of src/pictures has it. */
function filled(template, values) {
  if (typeof template === "string")
    return template.startsWith("$") ? values[template.slice(1)] : template;
  if (template === null || typeof template !== "object")
    return template;
  if (Array.isArray(template))
    return template.map((one) => filled(one, values)).filter((one) => one !== undefined);
  if (template.$if !== undefined && values[template.$if] === undefined)
    return undefined;
  return Object.fromEntries(Object.entries(template)
      .map(([key, value]) => [key, key === "$if" ? undefined : filled(value, values)])
      .filter(([, value]) => value !== undefined));
}

function pictureFrom(name, template, description, values) {
  const { title, height, ...body } = filled(pictureTemplates[template], values);
  const frame = filled(pictureTemplates.frame, { title, description, width: 560, height });
  return { name, title, description, specification: { ...frame, ...body } };
}

/** 0, …, count − 1, or `most` of them, evenly chosen. */
function chosenIndices(count, most) {
  const shown = Math.min(count, most);
  return Array.from({ length: shown }, (_, i) =>
      shown === 1 ? 0 : Math.floor((i * (count - 1)) / (shown - 1)));
}

const channel = (field, type, title, more = {}) => ({ field, type, title, ...more });
const nine = (x) => Number(x.toPrecision(9));
const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b));
const largest = (numbers) => numbers.reduce((a, b) => Math.max(a, b));

const tooLarge = "too large";

/** What several pictures look at; nothing if there is no known network on data, or `tooLarge`. */
function subjectOf({ statement, witness }) {
  const { data } = statement, network = networkOf(statement);
  if (data === undefined || network === undefined)
    return undefined;
  const betterNetwork = betterNetworkOf(statement);
  const inputCount = data.columns.length - data.targets.length;
  const rounded = layersOf(network, inputCount, floating), work = weightCount(rounded ?? []) * data.rows.length;
  if (rounded === undefined)
    return undefined;
  if (work > mostWork)
    return tooLarge;
  const numbers = work <= mostExactWork ? exact : floating;
  const layers = layersOf(network, inputCount, numbers), better = betterNetwork && layersOf(betterNetwork, inputCount, numbers);
  const samples = samplesOf(data).map(({ input, target }) =>
      ({ input: input.map(numbers.of), target: target.map(numbers.of) }));
  const passes = (of) => of && samples.map(({ input }) => passed(of, input, numbers));
  const names = data.columns.filter((_, column) => !data.targets.includes(column));
  return { statement, witness, numbers, layers, better, samples, passes: passes(layers),
           betterPasses: passes(better), inputs: names.map(shortName),
           targets: data.targets.map((column) => shortName(data.columns[column])),
           isCompared: !isCrossEntropy(statement.loss),
           note: numbers === exact ? "" : " The certificate was rounded." };
}

const shortName = (name) => (name.length > 40 ? name.slice(0, 39) + "…" : name);

const networks = (better) => better
  ? { networks: ["W", "W2"], network_colors: ["#4a90d9", "#f58518"] }
  : { networks: ["W"], network_colors: ["#4a90d9"] };

/** What bends a network in a layer, as functions of x that are 0 there: z − β, or differences of the entries of a window. */
function bendingValues({ windows, breakpoints }, input, units, numbers) {
  return windows !== undefined
    ? windows.flatMap((window) => window.flatMap((a, k) => window.slice(0, k).map((b) => numbers.difference(input[a], input[b]))))
    : units.flatMap(({ z }) => breakpoints.map((breakpoint) => numbers.difference(z, breakpoint)));
}

/** Where a network of one input bends between two inputs, with these two. */
function kinksBetween(layers, lower, upper, numbers) {
  let points = [lower, upper];
  for (const [l, layer] of layers.entries()) {
    if (!piecesOf(layer))
      continue;
    const values = points.map((x) => {
      const pass = passed(layers.slice(0, l + 1), [x], numbers);
      return bendingValues(layer, gathered(layer, allOutputs([x], pass.slice(0, -1))), pass[l], numbers);
    });
    const found = [...points];
    for (let k = 1; k < points.length; ++k)
      for (const [j, from] of values[k - 1].entries()) {
        const to = values[k][j];
        if (numbers.sign(from) * numbers.sign(to) < 0)
          found.push(numbers.sum(points[k - 1], numbers.product(numbers.quotient(from, numbers.difference(from, to)),
                                                                numbers.difference(points[k], points[k - 1]))));
      }
    found.sort((a, b) => numbers.sign(numbers.difference(a, b)));
    points = found.filter((x, k) => k === 0 || numbers.sign(numbers.difference(x, found[k - 1])) > 0);
  }
  return points;
}

/** Points of the graph of an output; those between pieces of one slope are left out. */
function graphOf(layers, points, output, numbers, network) {
  const values = points.map((x) => passed(layers, [x], numbers).at(-1)[output].output);
  const slope = (k) => numbers.rounded(numbers.quotient(numbers.difference(values[k + 1], values[k]),
                                                        numbers.difference(points[k + 1], points[k])));
  return points.map((x, k) => ({ x: nine(numbers.rounded(x)), y: nine(numbers.rounded(values[k])), network }))
      .filter((_, k) => k === 0 || k === points.length - 1 ||
          Math.abs(slope(k - 1) - slope(k)) > 1e-9 * Math.abs(slope(k)));
}

function predictionPictures(subject) {
  const { samples, numbers, layers, better, witness } = subject;
  if (subject.inputs.length !== 1 || !subject.isCompared)
    return [];
  const inputs = samples.map(({ input }) => input[0]).sort((a, b) => numbers.sign(numbers.difference(a, b)));
  const range = numbers.difference(inputs.at(-1), inputs[0]);
  const margin = numbers.isPositive(range) ? numbers.quotient(range, numbers.of("20")) : numbers.of("1");
  const ends = [numbers.difference(inputs[0], margin), numbers.sum(inputs.at(-1), margin)];
  const classes = witness.local_minimum?.pattern_classes;
  const hasGroups = classes !== undefined && largest([0, ...classes.filter((c) => c !== null)]) < 6;
  const kinks = [layers, better].filter(Boolean).map((one) => kinksBetween(one, ...ends, numbers));
  return subject.targets.slice(0, 4).map((target, o) => {
    const graphs = [layers, better].filter(Boolean)
        .map((one, k) => graphOf(one, kinks[k], o, numbers, k === 0 ? "W" : "W2"));
    const rows = chosenIndices(samples.length, mostSamples).map((i) => ({
      sample: i, x: nine(numbers.rounded(samples[i].input[0])), y: nine(numbers.rounded(samples[i].target[o])),
      exact: `${numbers.shown(samples[i].input[0])}, ${numbers.shown(samples[i].target[o])}`,
      ...(hasGroups && { group: String(classes[i] ?? "on a wall") }),
    }));
    return pictureFrom(o === 0 ? "prediction" : `prediction-${o + 1}`, "prediction",
        `${samples.length} samples, and the output as a function of the input, piecewise linear: the network W ` +
        `bends ${graphs[0].length - 2} times` +
        (better ? `, W2, which has lower risk, ${graphs[1].length - 2}.` : ".") + subject.note,
        { graph: graphs.flat(), samples: rows, input: subject.inputs[0], target, ...networks(better),
          ...(hasGroups && { group: channel("group", "nominal", "pattern class") }) });
  });
}

function residualPictures(subject) {
  const { samples, numbers, passes, betterPasses } = subject;
  if (!subject.isCompared)
    return [];
  const isOverInput = subject.inputs.length === 1;
  const rows = [passes, betterPasses].filter(Boolean).flatMap((of, k) =>
    chosenIndices(samples.length, Math.max(1, Math.floor(mostSamples / subject.targets.length))).flatMap((i) => samples[i].target.map((y, output) => {
      const residual = numbers.difference(outputsOf(of[i])[output], y);
      return { sample: i, x: isOverInput ? nine(numbers.rounded(samples[i].input[0])) : i,
               residual: nine(numbers.rounded(residual)), exact: numbers.shown(residual), output,
               network: k === 0 ? "W" : "W2" };
    })));
  return [pictureFrom("residuals", "residuals",
      `Output minus target of every sample, for W${betterPasses ? " and for W2, which has lower risk" : ""}. ` +
      "A residual of 0 is a sample that is fitted exactly." + subject.note,
      { residuals: rows, input: isOverInput ? subject.inputs[0] : "sample", ...networks(betterPasses) })];
}

/** The hidden units with pieces: [layer, unit]. */
const unitsOf = (layers) => layers.slice(0, -1).flatMap((layer, l) =>
    (piecesOf(layer) ? Array.from({ length: layer.unitCount }, (_, j) => [l, j]) : []));

function patternPictures({ layers, passes, note }) {
  const all = unitsOf(layers);
  if (all.length === 0)
    return [];
  const units = chosenIndices(all.length, mostUnits).map((k) => all[k]);
  const nameOf = ({ piece, distance }, { isRelu }) =>
      (distance === 0 ? "on a wall" : !isRelu ? `piece ${piece}` : piece === 0 ? "off" : "on");
  const patterns = passes.map((pass) => units.map(([l, j]) => nameOf(pass[l][j], layers[l])));
  const keys = patterns.map((pattern) => pattern.join("\0"));
  const order = chosenIndices(patterns.length, mostRows)
      .sort((a, b) => (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b));
  const runs = order.flatMap((s) => {
    const starts = units.map((_, k) => k).filter((k) => k === 0 || patterns[s][k] !== patterns[s][k - 1]);
    return starts.map((from, k) => ({ s, from, to: starts[k + 1] ?? units.length, piece: patterns[s][from] }));
  });
  const colours = { off: "#c9d3dd", on: "#2f5d8c", "on a wall": "#d62728" };
  const scheme = ["#c9d3dd", "#2f5d8c", "#f58518", "#54a24b", "#b279a2"];
  const seen = new Set(patterns.flat());
  const last = largest([-1, ...[...seen].filter((name) => name.startsWith("piece ")).map((name) => Number(name.slice(6)))]);
  const pieces = [...["off", "on", "on a wall"].filter((name) => seen.has(name)),
                  ...Array.from({ length: last + 1 }, (_, q) => `piece ${q}`)];
  return [pictureFrom("patterns", "patterns",
      `A matrix of ${patterns.length} samples by ${all.length} hidden units: the linear piece that each unit uses. ` +
      "Samples with equal patterns stand together; a line begins each hidden layer." +
      (order.length < patterns.length ? ` Shown are ${order.length} samples, evenly chosen.` : "") +
      (units.length < all.length ? ` Shown are ${units.length} units, evenly chosen.` : "") + note,
      { runs, units: units.length, pieces,
        piece_colors: pieces.map((piece) => colours[piece] ?? scheme[Number(piece.slice(6)) % scheme.length]),
        layers: units.flatMap(([layer], from) => (from === 0 || units[from - 1][0] !== layer ? [{ from, layer }] : [])),
        height: Math.min(Math.max(order.length * 10 + 110, 200), 620) })];
}

function marginPictures({ statement, layers, passes, numbers, note }) {
  const units = unitsOf(layers);
  if (units.length === 0)
    return [];
  const nearest = passes.map((pass, sample) => units
      .map(([layer, unit]) => ({ sample, layer, unit, margin: pass[layer][unit].distance }))
      .reduce((a, b) => (b.margin < a.margin ? b : a)));
  const apart = nearest.filter(({ margin }) => margin > 0 && margin < Infinity).sort((a, b) => a.margin - b.margin);
  if (apart.length === 0)
    return [];
  const margins = chosenIndices(apart.length, 1000).map((k) => ({
    ...apart[k], margin: nine(apart[k].margin), rank: nearest.length - apart.length + k + 1,
    exact: `≈ ${Number(apart[k].margin.toPrecision(6))}` }));
  const claim = statement.claims.find((one) => one.claim === "local_minimum");
  const radius = claim && [{ margin: nine(numbers.rounded(numbers.of(claim.radius))), exact: claim.radius.slice(0, 40) }];
  return [pictureFrom("margins", "margins",
      `The least distance of a pre-activation to a breakpoint${layers.some(({ windows }) => windows) ? ", or lead of an entry of max pooling" : ""}, ` +
      "for every sample, in increasing order." + (radius ? " The dashed line is the certified radius, by which every parameter may move." : "") +
      (apart.length < nearest.length ? ` ${nearest.length - apart.length} samples are on a wall and not shown.` : "") + note,
      { margins, ...(radius && { radius }) })];
}

function groupPictures(subject) {
  const { statement, witness, numbers, passes, betterPasses, samples } = subject;
  const claim = statement.claims.find((one) => one.claim === "refinement");
  if (claim === undefined || !subject.isCompared)
    return [];
  const coarse = witness.local_minimum.pattern_classes;
  const shares = [[coarse, passes, "W"], [witness.refinement.pattern_classes, betterPasses, "W2"]].flatMap(([own, of, network]) => {
    const sums = new Map();
    for (const i of samples.keys()) {
      const key = `${coarse[i]},${own[i]}`;
      const share = sums.get(key) ?? { group: coarse[i], part: own[i], network, samples: 0, risk: numbers.of("0") };
      share.samples += 1;
      share.risk = numbers.sum(share.risk, numbers.quotient(sampleLoss(subject, i, outputsOf(of[i])), numbers.of(String(samples.length))));
      sums.set(key, share);
    }
    const inOrder = [...sums.values()].sort((a, b) => a.group - b.group || a.part - b.part);
    return inOrder.map((share) => ({ ...share, risk: nine(numbers.rounded(share.risk)), exact: numbers.shown(share.risk) }));
  });
  return [pictureFrom("groups", "groups",
      `The risk is a sum over the samples. For each of the ${new Set(coarse).size} groups of W: what its samples add to R(W), ` +
      `beside what they add to R(W2), part by part of the ${claim.finer_groups} finer groups of W2.`, { shares })];
}

/** Is floating point good enough: does it give the risk that was verified? */
function isTrusted(subject) {
  const claim = subject.statement.claims.find((one) => one.claim === "local_minimum");
  if (subject.numbers === exact || claim === undefined)
    return true;
  const verified = floating.of(claim.risk);
  return Math.abs(riskFrom(subject, subject.layers, subject.passes) - verified) <= 1e-6 * Math.abs(verified) + 1e-12;
}

/** A note instead of pictures that this page does not make. */
const noted = (note) => [{ note: `${note}; \`thalweg report\` draws the others.` }];

function* networkPictures(document) {
  const subject = subjectOf(document);
  if (subject === undefined)
    return;
  if (subject === tooLarge || !isTrusted(subject)) {
    yield* noted("The certificate is too large for pictures of its network here");
    return;
  }
  for (const make of [predictionPictures, regionPictures, residualPictures, groupPictures, patternPictures, marginPictures,
                      riskPictures, rayPictures, landscapePictures])
    yield* make(subject);
}

/** All pictures of the text of a certificate that was accepted, one after the other; perhaps a note among them. */
function* picturesOf(text) {
  const document = JSON.parse(text);
  for (const make of [networkPictures, functionPictures, populationPictures])
    yield* make(document);
}
