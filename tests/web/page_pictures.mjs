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
const kinds = /^((prediction|function|lattice|partition)(-\d+)?|(better-)?regions|residuals|groups|patterns|margins|risk|ray|weights)$/;
const folder = mkdtempSync(join(tmpdir(), "thalweg-pictures-"));
const browser = await Browser.started(program);

/** Equal up to rounding; exact numbers are shown in another form. */
function assertAlike(found, expected, place) {
  if (typeof expected === "number")
    assert.ok(Math.abs(found - expected) <= 1e-6 * Math.abs(expected) + 1e-9, `${place}: ${found}, expected ${expected}`);
  else if (typeof expected === "object" && expected !== null)
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)]))
      ["exact", "description"].includes(key) || assertAlike(found[key], expected[key], `${place}/${key}`);
  else
    assert.equal(found, expected, place);
}

function nativePicture(certificate, name) {
  const file = join(folder, "native.json");
  execFileSync(thalweg, ["plot", certificate, "--picture", name, "-o", file]);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Along a line the program has more points where the risk bends. */
function withCommonPoints(specification, other) {
  const places = new Set(other.layer[0].data.values.map(({ t }) => t));
  const values = specification.layer[0].data.values.filter(({ t }) => places.has(t));
  assert.ok(values.length >= 17, `expected common points, found ${values.length}`);
  return { ...specification, layer: [{ ...specification.layer[0], data: { values } }, specification.layer[1]] };
}

async function check(certificate) {
  await browser.chooseFile("#certificate", resolve(certificate));
  await browser.until(`${verdict}.startsWith("VERIFIED")`);
  const list = execFileSync(thalweg, ["plot", certificate, "--list"], { encoding: "utf8" });
  const names = list.split("\n").map((line) => line.split(" ")[0]).filter((name) => kinds.test(name));
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
    const isLine = name === "risk" || name === "ray";
    assertAlike(isLine ? withCommonPoints(specification, native) : specification,
                isLine ? withCommonPoints(native, specification) : native, name);
    assert.equal(state, "drawn", name);
    assert.ok(marks > 0 && caption.startsWith(native.title) && width <= 360, `${name}: ${marks}, ${caption}, ${width}`);
  }
  return figures.length;
}

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
console.log(`${count} pictures of ${certificates.length - failures} certificates as the program makes them`);
process.exit(failures === 0 && count > 0 ? 0 : 1);
