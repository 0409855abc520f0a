// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report of every certificate opens in a browser without an error, tells the theorem, has its
// links, and is no wider than a telephone.
//   node reports.mjs BROWSER THALWEG CERTIFICATE…

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [program, thalweg, ...certificates] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "thalweg-reports-"));
const browser = await Browser.started(program);
await browser.ask("Emulation.setDeviceMetricsOverride",
                  { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });

async function check(certificate, number) {
  const page = join(folder, `${number}.html`);
  execFileSync(thalweg, ["report", certificate, "-o", page]);
  const url = pathToFileURL(page).href;
  await browser.ask("Page.navigate", { url });
  await browser.until(`location.href === ${JSON.stringify(url)} && document.readyState === "complete"`);
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
console.log(`${certificates.length - failures} reports open without an error`);
process.exit(failures === 0 ? 0 : 1);
