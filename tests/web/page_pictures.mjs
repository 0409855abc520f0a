// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pictures that the page of the verifier makes after a verification are those of `thalweg plot`,
// number by number, and are drawn; narrow too.
//   node page_pictures.mjs BROWSER PAGE.html THALWEG CERTIFICATE…

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [program, page, thalweg, ...certificates] = process.argv.slice(2);
const verdict = "(document.getElementById('verdict')?.textContent ?? '')";
const folder = mkdtempSync(join(tmpdir(), "thalweg-pictures-"));
const browser = await Browser.started(program);

/** Equal up to rounding; exact numbers are shown in another form, and descriptions may say less. */
function assertAlike(found, expected, place, size = 1e-3) {
  if (typeof expected === "number")
    assert.ok(Math.abs(found - expected) <= 1.2e-5 * Math.abs(expected) + 1e-6 * size, `${place}: ${found}, expected ${expected}`);
  else if (typeof expected === "object" && expected !== null)
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)]))
      ["exact", "description"].includes(key) || assertAlike(found[key], expected[key], `${place}/${key}`, size);
  else
    assert.equal(found, expected, place);
}

function nativePicture(certificate, name) {
  const file = join(folder, "native.json");
  execFileSync(thalweg, ["plot", certificate, "--picture", name, "-o", file]);
  return JSON.parse(readFileSync(file, "utf8"));
}

const valuesOf = (layer) => layer?.data?.values ?? [];
const spread = (rows, key) => Math.max(...rows.map((row) => Math.abs(row[key])));

/** Landscapes are computed in floating point: where a point is next to a wall, and how a wall is cut into pieces, may differ. */
function assertLandscape(found, expected, name) {
  const of = (picture, k) => valuesOf(picture.layer[k]), risks = [of(found, 0), of(expected, 0)];
  const largest = spread(risks[1], "d"), width = spread(risks[1], "s"), height = spread(risks[1], "t");
  assert.equal(risks[0].length, risks[1].length, name);
  let others = 0;
  for (const [k, { s, s2, t, t2, d, n }] of risks[1].entries()) {
    const row = risks[0][k];
    assertAlike([row.s, row.s2], [s, s2], `${name}/s/${k}`, width);
    assertAlike([row.t, row.t2], [t, t2], `${name}/t/${k}`, height);
    assertAlike(row.d, d, `${name}/d/${k}`, largest);
    others += row.n === n ? 0 : 1;
  }
  assert.ok(others <= risks[1].length / 50, `${name}: ${others} points with another number of changed patterns`);
  const lengths = (rows) => {
    const walls = new Map();
    for (const { s, t, s2, t2, sample, layer, unit } of rows) {
      const key = `${sample} ${layer} ${unit}`;
      walls.set(key, (walls.get(key) ?? 0) + Math.hypot((s - s2) / width, (t - t2) / height));
    }
    return walls;
  };
  const walls = [of(found, 1), of(expected, 1)].map(lengths);
  const apart = [...new Set([...walls[0].keys(), ...walls[1].keys()])]
    .filter((key) => Math.abs((walls[0].get(key) ?? 0) - (walls[1].get(key) ?? 0)) > 0.05);
  assert.ok(apart.length <= walls[1].size / 20, `${name}: ${apart.length} of ${walls[1].size} walls are others: ${apart}`);
  const rest = (picture) => ({ ...picture, layer: picture.layer.map((layer, k) => (k < 3 ? { ...layer, data: null } : layer)) });
  assertAlike(rest(found), rest(expected), name, largest);
  assert.equal(found.layer.length, expected.layer.length, name);
  if (found.layer.length === 4) // the box: where its sides are
    for (const [key, size] of [["s", width], ["t", height]])
      for (const end of ["max", "min"])
        assertAlike(...[found, expected].map((picture) => Math[end](...of(picture, 2).map((row) => row[key]))), `${name}/box`, size);
}

async function check(certificate) {
  await browser.chooseFile("#certificate", resolve(certificate));
  await browser.until(`${verdict}.startsWith("VERIFIED")`);
  const list = execFileSync(thalweg, ["plot", certificate, "--list"], { encoding: "utf8" });
  const names = list.split("\n").map((line) => line.split(" ")[0]).filter((name) => /^[a-z]/.test(name));
  await browser.until(`document.getElementById("pictures").dataset.state === "complete"`);
  await browser.until(`document.querySelectorAll("figure.picture[data-state]").length === ${names.length}`);
  const figures = await browser.value(`[...document.querySelectorAll("figure.picture")].map((figure) => ({
    name: figure.id.replace("picture-", ""), state: figure.dataset.state,
    specification: JSON.parse(figure.querySelector("script").textContent),
    caption: document.getElementById(figure.querySelector("[role=img]").getAttribute("aria-labelledby")).textContent,
    marks: figure.querySelectorAll("svg g.role-mark > *").length,
    width: figure.getBoundingClientRect().right }))`);
  assert.deepEqual(figures.map(({ name }) => name), names);
  for (const { name, state, specification, caption, marks, width } of figures) {
    const native = nativePicture(certificate, name);
    (name.endsWith("landscape") ? assertLandscape : assertAlike)(specification, native, name);
    kinds.add(name.replace(/-\d+$/, ""));
    assert.equal(state, "drawn", name);
    assert.ok(marks > 0 && caption.startsWith(native.title) && width <= 360, `${name}: ${marks}, ${caption}, ${width}`);
  }
  return figures.length;
}

const kinds = new Set();
let failures = 0, count = 0;
await browser.ask("Emulation.setDeviceMetricsOverride",
                  { width: 360, height: 740, deviceScaleFactor: 1, mobile: true });
await browser.ask("Page.navigate", { url: pathToFileURL(resolve(page)).href });
await browser.until(`document.readyState === "complete" && ${verdict}.startsWith("Ready")`);
for (const certificate of certificates)
  try {
    count += await check(certificate);
  } catch (error) {
    ++failures;
    console.log(`failed: ${certificate}: ${error.message}`);
  }
assert.deepEqual(browser.errors, []);
await browser.close();
rmSync(folder, { recursive: true });
console.log(`kinds: ${[...kinds].sort().join(", ")}`);
console.log(`${count} pictures of ${certificates.length - failures} certificates as the program makes them`);
process.exit(failures === 0 && count > 0 ? 0 : 1);
