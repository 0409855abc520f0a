// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report of every certificate opens in a browser without an error, tells the theorem, has its
// links, is no wider than a telephone, and draws its pictures: as many marks as their data have, and
// axes with names. A picture that fails does not hide the rest.
//   node reports.mjs BROWSER THALWEG CERTIFICATE…

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [program, thalweg, ...certificates] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "thalweg-reports-"));
const browser = await Browser.started(program);
await browser.ask("Emulation.setDeviceMetricsOverride",
                  { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });

async function open(page) {
  const url = pathToFileURL(page).href;
  await browser.ask("Page.navigate", { url });
  await browser.until(`location.href === ${JSON.stringify(url)} && document.readyState === "complete"`);
  await browser.until(`[...document.querySelectorAll("figure.picture")].every((f) => f.dataset.state)`);
}

/** Class of marks in the SVG → how many the views of a specification have, with the names of axes. */
function expected(specification) {
  const classes = { point: "symbol", circle: "symbol", tick: "rect", bar: "rect", geoshape: "shape" };
  const counts = {};
  const names = new Set();
  for (const view of specification.layer ?? [specification]) {
    const type = view.mark.type ?? view.mark;
    const encoding = { ...specification.encoding, ...view.encoding };
    const rows = (view.data ?? specification.data).values;
    const field = encoding.color?.field ?? encoding.detail?.field;
    const count = type === "line" || type === "area" ? new Set(rows.map((row) => row[field])).size : rows.length;
    counts[classes[type] ?? type] = (counts[classes[type] ?? type] ?? 0) + count;
    for (const channel of [encoding.x, encoding.y])
      if (channel?.title && channel.axis !== null)
        names.add(channel.title);
  }
  return { counts, names: [...names] };
}

const kinds = new Map();

async function checkPictures(certificate) {
  const figures = await browser.value(`[...document.querySelectorAll("figure.picture")].map((figure) => ({
    name: figure.id,
    state: figure.dataset.state,
    caption: document.getElementById(figure.querySelector("[role=img]").getAttribute("aria-labelledby")).textContent,
    specification: figure.querySelector("script").textContent,
    counts: Object.fromEntries(["symbol", "rect", "rule", "text", "line", "area", "shape"].map((kind) =>
        [kind, figure.querySelectorAll("svg g.mark-" + kind + ".role-mark > *").length])),
    texts: [...figure.querySelectorAll("svg text")].map((text) => text.textContent),
    width: figure.querySelector("svg")?.getBoundingClientRect().width,
  }))`);
  for (const figure of figures) {
    assert.equal(figure.state, "drawn", figure.name);
    const specification = JSON.parse(figure.specification);
    assert.ok(figure.caption.includes(specification.title) && figure.caption.includes(specification.description));
    const { counts, names } = expected(specification);
    assert.ok(names.length > 0 || specification.projection, `${figure.name}: expected axes with names, found none`);
    for (const [kind, count] of Object.entries(counts))
      assert.equal(figure.counts[kind], count, `${figure.name}: marks of kind ${kind}`);
    for (const name of names)
      assert.ok(figure.texts.includes(name), `${figure.name}: expected the axis "${name}", found ${figure.texts}`);
    assert.ok(figure.width > 200 && figure.width <= 340, `${figure.name}: ${figure.width} pixels wide`);
    if (!kinds.has(figure.name))
      checkFiles(certificate, figure.name.replace("picture-", ""));
    kinds.set(figure.name, (kinds.get(figure.name) ?? 0) + 1);
  }
  return figures.length;
}

/** A picture as files of its own: SVG twice the same, and PNG. */
function checkFiles(certificate, name) {
  const [once, twice, png] = ["once.svg", "twice.svg", "picture.png"].map((file) => join(folder, file));
  for (const file of [once, twice, png])
    execFileSync(thalweg, ["plot", certificate, "--picture", name, "-o", file]);
  const svg = readFileSync(once, "utf8");
  assert.equal(svg, readFileSync(twice, "utf8"));
  assert.match(svg, /^<svg role="img" aria-label="[^"]+" .*<\/svg>\n$/s);
  assert.equal(readFileSync(png).subarray(1, 4).toString(), "PNG");
}

async function checkFailure(page) {
  const text = readFileSync(page, "utf8").replace(/(<script type="application\/json">)\{/, "$1{{");
  const broken = join(folder, "broken.html");
  writeFileSync(broken, text);
  await open(broken);
  const [first, ...others] = await browser.value(`[...document.querySelectorAll("figure.picture")].map((figure) =>
      figure.dataset.state + ": " + figure.querySelector(".drawing").textContent)`);
  assert.match(first, /^failed: This picture could not be drawn/);
  assert.ok(others.every((other) => other.startsWith("drawn")), others.join());
  assert.ok(await browser.value(`document.querySelector("#theorem pre").offsetHeight > 100`));
}

async function check(certificate, number) {
  const page = join(folder, `${number}.html`);
  execFileSync(thalweg, ["report", certificate, "-o", page]);
  await open(page);
  const found = await browser.value(`({
    theorem: document.querySelector("#theorem pre").textContent.startsWith("Theorem (thalweg certificate"),
    sections: document.querySelectorAll("section h2").length,
    links: [...document.querySelectorAll("nav a")].every((a) => document.getElementById(a.hash.slice(1)) !== null),
    download: document.querySelector("a[download]").href.startsWith("data:application/json;base64,"),
    width: document.documentElement.scrollWidth,
  })`);
  assert.ok(found.theorem && found.links && found.download, JSON.stringify(found));
  assert.ok(found.sections >= 4, `expected four sections, found ${found.sections}`);
  assert.ok(found.width <= 360, `expected 360 pixels, found ${found.width}`);
  assert.ok(await checkPictures(certificate) === 0 || number > 0 || await checkFailure(page) === undefined);
  assert.deepEqual(browser.errors, []);
}

let failures = 0;
for (const [number, certificate] of certificates.entries())
  try {
    await check(certificate, number);
  } catch (error) {
    ++failures;
    console.log(`failed: ${certificate}: ${error.message}`);
  }
await browser.close();
rmSync(folder, { recursive: true });
const allKinds = ["prediction", "regions", "better-regions", "residuals", "groups", "patterns", "margins", "risk", "ray",
                  "landscape", "far-landscape", "function", "lattice", "partition", "weights", "spectrum"];
for (const kind of allKinds.filter((name) => !kinds.has("picture-" + name)))
  if (certificates.length > 100) { // the published ones have every kind
    ++failures;
    console.log(`failed: no picture of the kind ${kind} was drawn`);
  }
for (const [kind, count] of [...kinds].sort())
  console.log(`${kind}: drawn ${count} times`);
console.log(`${certificates.length - failures} reports open without an error`);
process.exit(failures === 0 ? 0 : 1);
