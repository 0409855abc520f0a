// SPDX-License-Identifier: Apache-2.0
//
// Pictures of risks: what groups add to it, and how it changes on lines.

/** (output, target, number) → loss of one output, in floating point. */
function lossOfOne({ name, delta, epsilon, tau }, of) {
  const parameter = of(delta ?? epsilon ?? tau ?? "0");
  const losses = {
    squared: (e) => e * e,
    absolute: (e) => Math.abs(e),
    huber: (e) => (Math.abs(e) <= parameter ? (e * e) / 2 : parameter * Math.abs(e) - (parameter * parameter) / 2),
    epsilon: (e) => Math.max(0, Math.abs(e) - parameter),
    quantile: (e) => (e <= 0 ? -parameter * e : (1 - parameter) * e),
    hinge: (e, o, y) => Math.max(0, 1 - y * o),
    "squared-hinge": (e, o, y) => Math.max(0, 1 - y * o) ** 2,
  };
  return losses[name];
}

const logarithmOfSum = (scores) => {
  const top = largest(scores);
  return top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
};

/** The loss of a sample from its outputs, weights included; exact for a squared loss. */
function sampleLoss({ statement: { loss }, samples, numbers }, i, outputs) {
  const targets = samples[i].target;
  const one = numbers.of("1"), zero = numbers.of("0");
  const weightOf = (o) => numbers.product(loss.sample_weights ? numbers.of(loss.sample_weights[i]) : one,
                                          loss.output_weights ? numbers.of(loss.output_weights[o]) : one);
  if (loss.name === "squared")
    return targets.reduce((sum, y, o) => {
      const residual = numbers.difference(outputs[o], y);
      return numbers.sum(sum, numbers.product(weightOf(o), numbers.product(residual, residual)));
    }, zero);
  const values = outputs.map(numbers.rounded), labels = targets.map(numbers.rounded);
  let sum = 0;
  if (loss.name === "softmax") {
    sum = logarithmOfSum(values) - values[labels[0]];
  } else if (loss.name === "logistic") {
    const positive = floating.of(loss.positive ?? "1");
    values.forEach((value, o) => { sum += logarithmOfSum([0, labels[o] === positive ? -value : value]); });
  } else {
    const lossOf = lossOfOne(loss, floating.of);
    values.forEach((o, k) => { sum += numbers.rounded(weightOf(k)) * lossOf(o - labels[k], o, labels[k]); });
  }
  return rationalOf(sum, numbers);
}

/** A floating-point number as one of `numbers`. */
function rationalOf(value, numbers) {
  if (numbers === floating)
    return value;
  const scale = 2 ** 60;
  return exact.reduced(BigInt(Math.round(value * scale)), BigInt(scale));
}

/** The risk of dense layers, decay included. */
function riskOf(subject, layers) {
  const { samples, numbers, statement: { loss } } = subject;
  let risk = numbers.of("0");
  for (const [i, { input }] of samples.entries())
    risk = numbers.sum(risk, sampleLoss(subject, i, outputsOf(passed(layers, input, numbers))));
  risk = numbers.quotient(risk, numbers.of(String(samples.length)));
  const square = (x) => numbers.product(x, x);
  for (const [l, [weights, biases]] of (loss.decay ?? []).entries()) {
    for (const row of layers[l].rows)
      for (const [, weight] of row)
        risk = numbers.sum(risk, numbers.product(numbers.of(weights), square(weight)));
    for (const bias of layers[l].biases)
      risk = numbers.sum(risk, numbers.product(numbers.of(biases), square(bias)));
  }
  return risk;
}

/** W + t D; D has rows of [input, change] and biases. */
function movedLayers(layers, direction, t, numbers) {
  return layers.map((layer, l) => ({
    ...layer,
    rows: layer.rows.map((row, j) => {
      const weights = new Map(row);
      for (const [input, change] of direction[l].rows[j])
        weights.set(input, numbers.sum(weights.get(input) ?? numbers.of("0"), numbers.product(t, change)));
      return [...weights];
    }),
    biases: layer.biases.map((bias, j) => numbers.sum(bias, numbers.product(t, direction[l].biases[j]))),
  }));
}

/** D = W2 − W. */
function directionTo(layers, better, numbers) {
  return layers.map((layer, l) => ({
    rows: layer.rows.map((row, j) => [...better[l].rows[j],
        ...row.map(([input, weight]) => [input, numbers.difference(numbers.of("0"), weight)])]),
    biases: layer.biases.map((bias, j) => numbers.difference(better[l].biases[j], bias)),
  }));
}

/** Risks at 0, end/steps, …, end. */
function risksAlong(subject, direction, end) {
  const { numbers, layers } = subject;
  const steps = Math.min(mostPoints - 1, Math.floor(mostWork / (8 * subject.work + 1)));
  return Array.from({ length: steps + 1 }, (_, k) => {
    const t = numbers.product(end, numbers.of(`${k}/${steps}`));
    return { t, risk: riskOf(subject, movedLayers(layers, direction, t, numbers)) };
  });
}

function riskPictures(subject) {
  const { better, layers, numbers } = subject;
  if (!better)
    return [];
  const points = risksAlong(subject, directionTo(layers, better, numbers), numbers.of("1"));
  if (points.length < 3 || !points.every(({ risk }) => Number.isFinite(numbers.rounded(risk))))
    return [];
  const row = ({ t, risk }) => ({ t: nine(numbers.rounded(t)), risk: nine(numbers.rounded(risk)) });
  const end = (point, name) => ({ ...row(point), name, exact: numbers.shown(point.risk) });
  return [pictureFrom("risk", "line",
      `The risk of (1 − t) W + t W2 at ${points.length} points of the straight line from W to W2.` + subject.note,
      { title: "The risk on the way to the better network", height: 340, line: points.map(row),
        ends: [end(points[0], "W"), end(points.at(-1), "W2")],
        x: channel("t", "quantitative", "t, from W (0) to W2 (1)"),
        y: channel("risk", "quantitative", "risk", { scale: { zero: false } }) })];
}

function rayPictures(subject) {
  const { statement, witness, numbers, layers } = subject;
  const claim = statement.claims.find((one) => one.claim === "not_local_minimum");
  if (claim === undefined || numbers !== exact) // differences too small for floating point
    return [];
  const direction = layers.map(({ rows, biases }) => ({ rows: rows.map(() => []), biases: biases.map(() => numbers.of("0")) }));
  for (const [l, j, input, change] of witness.not_local_minimum.weights)
    direction[l].rows[j].push([input, numbers.of(change)]);
  for (const [l, j, change] of witness.not_local_minimum.biases)
    direction[l].biases[j] = numbers.of(change);
  const points = risksAlong(subject, direction, numbers.of(claim.epsilon));
  const row = ({ t, risk }) => ({ t: nine(numbers.rounded(t)),
                                  risk: nine(numbers.rounded(numbers.difference(risk, points[0].risk))) });
  const end = (point, name) => ({ ...row(point), name, exact: numbers.shown(numbers.difference(point.risk, points[0].risk)) });
  const short = { axis: { format: ".3~g" } };
  return [pictureFrom("ray", "line", "R(W + εD) − R(W) along the descent ray of the certificate.",
      { title: "The risk along the descent ray", height: 280, line: points.map(row),
        ends: [end(points[0], "W"), end(points.at(-1), "the end of the ray")],
        x: channel("t", "quantitative", "ε", short), y: channel("risk", "quantitative", "R(W + εD) − R(W)", short) })];
}

function groupPictures(subject) {
  const { statement, witness, numbers, passes, betterPasses, samples } = subject;
  const claim = statement.claims.find((one) => one.claim === "refinement");
  if (claim === undefined || !subject.isCompared)
    return [];
  const coarse = witness.local_minimum.pattern_classes;
  const shares = [[coarse, passes, "W"], [witness.spurious.pattern_classes, betterPasses, "W2"]].flatMap(([own, of, network]) => {
    const sums = new Map();
    for (const i of samples.keys()) {
      const key = `${coarse[i]},${own[i]}`;
      const share = sums.get(key) ?? { group: coarse[i], part: own[i], network, samples: 0, risk: numbers.of("0") };
      share.samples += 1;
      share.risk = numbers.sum(share.risk, numbers.quotient(sampleLoss(subject, i, outputsOf(of[i])), numbers.of(String(samples.length))));
      sums.set(key, share);
    }
    return [...sums.values()].map((share) => ({ ...share, risk: nine(numbers.rounded(share.risk)), exact: numbers.shown(share.risk) }));
  });
  return [pictureFrom("groups", "groups",
      `The risk is a sum over the samples. For each of the ${claim.groups} groups of W: what its samples add to R(W), ` +
      `beside what they add to R(W2), part by part of the ${claim.finer_groups} finer groups of W2.`, { shares })];
}

function weightPictures({ statement: { population } }) {
  if (population === undefined)
    return [];
  const { teachers, bits, units } = population;
  const hasValues = teachers <= 16;
  const weights = units.flatMap((unit, i) => unit.map((entry, j) => {
    const weight = exact.reduced(BigInt(entry), 1n << BigInt(bits)), rounded = exact.rounded(weight);
    return { unit: i + 1, teacher: j + 1, weight: nine(rounded), exact: exact.shown(weight),
             ...(hasValues && { dark: Math.abs(rounded) > 0.6 }) };
  }));
  return [pictureFrom("weights", "weights",
      `A map of ${units.length} units by ${teachers} teachers: the component of every unit along every teacher. ` +
      "A unit that equals its teacher would have one 1 in its row and zeros otherwise.",
      { weights, height: Math.min(Math.max(26 * units.length + 90, 180), 620),
        ...(hasValues && { font_size: teachers <= 10 ? 11 : 9 }) })];
}

/** Is floating point good enough: does it give the risk that was verified? */
function isTrusted(subject) {
  const claim = subject.statement.claims.find((one) => one.claim === "local_minimum");
  if (subject.numbers === exact || claim === undefined)
    return true;
  const verified = floating.of(claim.risk);
  return Math.abs(riskOf(subject, subject.layers) - verified) <= 1e-6 * Math.abs(verified) + 1e-12;
}

/** All pictures of the text of a certificate that was accepted. */
function picturesOf(text) {
  const document = JSON.parse(text), subject = subjectOf(document);
  const ofNetworks = subject === undefined || !isTrusted(subject) ? [] :
      [predictionPictures, regionPictures, residualPictures, groupPictures, patternPictures, marginPictures, riskPictures, rayPictures];
  return [...ofNetworks.flatMap((make) => make(subject)), ...functionPictures(document), ...weightPictures(document)];
}
