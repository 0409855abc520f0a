// SPDX-License-Identifier: Apache-2.0
//
// A look inside a certificate that was chosen: a claim with its witness, its obligations with what
// the verifier compared (obligations.js); the units at a sample and a unit at all samples, computed
// here (layers.js) for orientation.

"use strict";

const inputCount = ({ columns, targets }) => columns.length - targets.length;
const mostListed = 2000; // samples, and units of a layer
const byDistance = (a, b) => a.distance - b.distance;

/** The layers of the first W of a statement about data. */
const layersOfStatement = (statement, numbers) => layersOf(networkOf(statement), inputCount(statement.data), numbers);

function atSample(statement, index) {
  const layers = layersOfStatement(statement, exact), sample = samplesOf(statement.data)[index];
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

function atUnit(statement, l, j) {
  const layers = layersOfStatement(statement, floating);
  const rows = samplesOf(statement.data).map(({ input }, i) => ({ i, input, ...passed(layers, input.map(floating.of), floating)[l][j] }));
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
    things.push(["Claims", `claim ${k}: ${nameOfClaim(claim)}`, () =>
        JSON.stringify({ claim, witness: witness[nameOfClaim(claim)] ?? null }, null, 1).slice(0, 20000)]);
  for (const [k, { claim }] of (statement.claims ?? []).entries())
    for (const obligation of obligationsOf(claim))
      things.push([`Obligations of claim ${k}: ${claim}`, `${obligation.number} ${obligation.codes.join(", ")}`,
                   () => atObligation(document, obligation, claim, k, checks, lastAnswer)]);
  const layers = statement.data && layersOfStatement(statement, floating);
  if (layers) {
    for (const i of chosenIndices(statement.data.rows.length, mostListed))
      things.push(["Samples", `sample ${i}`, () => atSample(statement, i)]);
    for (const [l, layer] of layers.entries())
      for (const j of piecesOf(layer) ? chosenIndices(layer.unitCount, mostListed) : [])
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

/** A form that puts another number in the place of one. */
function breaker(certificate, [path, value]) {
  const form = document.createElement("form"), input = Object.assign(document.createElement("input"),
      { id: "broken-number", value: otherNumber(value), autocomplete: "off", spellcheck: false });
  const label = Object.assign(made("label", `Break it: ${path} is ${shortJson(value)}; verify with another number there`), { htmlFor: input.id });
  form.append(label, document.createElement("br"), input, " ", made("button", "Verify with this number"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(withNumber(certificate, path, input.value));
  });
  return form;
}

/** Shows the first thing whose name passes a test; is there one? */
function exploreWhere(isWanted) {
  const list = document.getElementById("inside"), option = [...list.options].find(({ text }) => isWanted(text));
  if (option !== undefined) {
    option.selected = true;
    list.onchange();
  }
  return option !== undefined;
}

/** Shows the obligation that has a code, if the claims have it. */
const exploreCode = (code) => exploreWhere((text) => text.split(/[ ,]+/).includes(code));

/** A click on a mark of a picture that stands for a sample: shows the sample. */
function exploreMark({ target }) {
  const { datum } = target.__data__ ?? {}, sample = datum?.sample ?? (datum?.piece && datum.s); // rows of patterns have s
  if (Number.isInteger(sample) && exploreWhere((text) => text === `sample ${sample}`))
    document.getElementById("explorer").scrollIntoView();
}

/** Fills the list of what is inside; a text that is no certificate has nothing. */
function explore(text) {
  let things = [], certificate;
  try {
    certificate = JSON.parse(text);
    things = thingsInside(certificate);
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
    if (content.number)
      shown.append(breaker(certificate, content.number));
    if (content.needsChecks)
      askForChecks();
  };
  list.onchange = show;
  document.getElementById("explorer").hidden = things.length === 0;
  shown.replaceChildren();
  if (things.length > 0)
    show();
}
