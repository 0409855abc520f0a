// SPDX-License-Identifier: Apache-2.0
//
// The obligations of the claims of a certificate, in the words of the specification, with the
// numbers that decide them: those in the file, and for dense networks some that are computed here.

/** [{number, section, text, codes}], when the page has begun; none outside the project. */
let obligations = [];

const kindOfCode = (code) => code.split(".")[0].replace(/^population$/, "population_minimum");
const obligationsOf = (kind) => obligations.filter(({ codes }) => codes.some((code) => kindOfCode(code) === kind));
const obligationsWith = (code) => obligations.filter(({ codes }) => codes.includes(code));

/** The places that an obligation names, as far as they are there: [pointer, value]. */
function placesOf({ text }, certificate, kind, index) {
  const found = new Map();
  for (const [, written] of text.matchAll(/`((?:…|\/(?:statement|witness))[^`]*)`/g)) {
    const pointer = written.replace(/^…\/claims\/[a-z]\b/, `/statement/claims/${index}`)
                           .replace(/^…/, `/witness/${kind}`);
    let value = certificate, path = "";
    for (const key of pointer.split("/").slice(1)) {
      if (value === null || typeof value !== "object" || !Object.hasOwn(value, key))
        break; // an index such as i: all entries are shown
      value = value[key];
      path += "/" + key;
    }
    if (path.split("/").length > 2)
      found.set(path, value);
  }
  return [...found];
}

const isNumber = (value) => typeof value === "number" || (typeof value === "string" && /^-?\d+(\/\d+)?$/.test(value));

function shortJson(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 400 ? text.slice(0, 400) + "…" : text;
}

const mostDeciding = 40;

/** Samples of each class, by label. */
function membersOf(labels) {
  const members = new Map();
  for (const [i, label] of labels.entries())
    members.set(label, [...(members.get(label) ?? []), i]);
  return members;
}

/** Σ residual · (x, 1) over each class, for every output. */
function residualSums({ samples, numbers }, passes, labels) {
  return [...membersOf(labels)].filter(([label]) => label !== null).flatMap(([label, members]) =>
    samples[0].target.map((_, o) => {
      const sums = [...samples[0].input, numbers.of("1")].map((_, k) => members.reduce((sum, i) => {
        const residual = numbers.difference(outputsOf(passes[i])[o], samples[i].target[o]);
        return numbers.sum(sum, numbers.product(residual, samples[i].input[k] ?? numbers.of("1")));
      }, numbers.of("0")));
      return [`class ${label}, output ${o}: Σ residual · (x, 1)`, sums.map(numbers.shown).join(", ")];
    }));
}

/** The patterns of the samples with their classes. */
function patternRows({ layers, passes }, labels) {
  return passes.map((pass, i) => [`sample ${i}, class ${labels[i] ?? "none"}`,
      pass.flatMap((layer, l) => (piecesOf(layers[l]) ? layer.map(({ piece, distance }) => (distance === 0 ? "|" : piece)) : [])).join("")]);
}

function nearestRows({ layers, passes }) {
  return passes.flatMap((pass, i) => unitsOf(layers).map(([l, j]) => [i, l, j, pass[l][j].distance]))
      .sort((a, b) => a[3] - b[3])
      .map(([i, l, j, distance]) => [`sample ${i}, layer ${l}, unit ${j}: distance from a breakpoint`, distance.toPrecision(6)]);
}

function flipRows({ passes, numbers }, { sample, layer, unit }) {
  const { z, distance } = passes[sample][layer][unit];
  return [[`sample ${sample}, layer ${layer}, unit ${unit}: pre-activation`, numbers.shown(z)],
          ["its distance from a breakpoint", distance.toPrecision(6)]];
}

/** Code → numbers computed for it. */
const deciding = {
  "local_minimum.risk": (subject) => [["R(W)", subject.numbers.shown(riskOf(subject, subject.layers))]],
  "local_minimum.radius": nearestRows,
  "local_minimum.numbering": (subject, labels) => patternRows(subject, labels),
  "local_minimum.pattern": (subject, labels) => patternRows(subject, labels),
  "local_minimum.on_wall": (subject, labels) => patternRows(subject, labels),
  "local_minimum.equal_patterns": (subject, labels) => patternRows(subject, labels),
  "local_minimum.lifted_stationarity": (subject, labels) => residualSums(subject, subject.passes, labels),
  "pattern_flip.on_wall": (subject, labels, claim) => flipRows(subject, claim),
  "pattern_flip.unchanged": (subject, labels, claim) => flipRows(subject, claim),
  "spurious.better_risk": (subject) => [["R(W2)", subject.numbers.shown(riskOf(subject, subject.better))]],
  "spurious.not_lower": (subject) => [["R(W)", subject.numbers.shown(riskOf(subject, subject.layers))],
                                      ["R(W2)", subject.numbers.shown(riskOf(subject, subject.better))]],
  "spurious.pattern": (subject, labels, claim, finer) => patternRows({ ...subject, layers: subject.better, passes: subject.betterPasses }, finer),
  "refinement.count": (subject, labels, claim, finer) => [["classes of W", String(new Set(labels).size)], ["classes of W2", String(new Set(finer).size)]],
  "refinement.not_nested": (subject, labels, claim, finer) => labels.map((label, i) => [`sample ${i}`, `class ${label} of W, ${finer[i]} of W2`]),
  "refinement.not_optimal": (subject, labels, claim, finer) =>
      [...residualSums(subject, subject.passes, labels), ...residualSums(subject, subject.betterPasses, finer)],
  "lower_risk.risk": (subject) => [["R(W2)", subject.numbers.shown(riskOf(subject, subject.better))]],
};

/** An obligation of claim number `index` as a table. */
function atObligation(certificate, obligation, kind, index) {
  const claim = certificate.statement.claims[index], subject = subjectOf(certificate);
  const labels = certificate.witness.local_minimum?.pattern_classes;
  const finer = certificate.witness.spurious?.pattern_classes;
  const code = obligation.codes.find((one) => deciding[one]);
  const computed = subject && code ? deciding[code](subject, labels, claim, finer) : [];
  const places = placesOf(obligation, certificate, kind, index);
  return {
    caption: `${obligation.number} of “${kind}”, section ${obligation.section} of the specification: ${obligation.text} ` +
        (computed.length > mostDeciding ? `The first ${mostDeciding} of ${computed.length} numbers are shown.` : ""),
    head: ["what", "number"],
    rows: [...places.map(([path, value]) => [path, shortJson(value)]), ...computed.slice(0, mostDeciding)],
    number: places.find(([, value]) => isNumber(value)),
  };
}

/** The text of a certificate with another number at a place. */
function withNumber(certificate, path, number) {
  const copy = structuredClone(certificate), keys = path.split("/").slice(1);
  const holder = keys.slice(0, -1).reduce((value, key) => value[key], copy), last = keys.at(-1);
  holder[last] = typeof holder[last] === "number" && /^-?\d+$/.test(number) ? Number(number) : number;
  return JSON.stringify(copy);
}

/** Something to type over: the number plus 1. */
const otherNumber = (value) => {
  const [numerator, denominator] = String(value).split("/");
  return denominator === undefined ? String(BigInt(numerator) + 1n)
                                   : exact.written(exact.sum(exact.of(value), exact.of("1")));
};
