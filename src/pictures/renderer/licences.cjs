// SPDX-License-Identifier: GPL-3.0-or-later
//
// The licences of what the two scripts contain: those of Vega, Vega-Lite and the packages they are
// bundled from. Equal texts once.
//   node licences.cjs NODE_MODULES

const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = process.argv[2];
const bundled = /^(vega|d3|topojson|delaunator|robust-predicates|internmap|json-stringify|tslib)/;
const names = readdirSync(folder).filter((name) => bundled.test(name)).sort();
const holders = new Map();
for (const name of names) {
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "UNLICENSE"]
    .map((one) => join(folder, name, one)).find(existsSync);
  const { version, license } = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8"));
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(file, "utf8").trim() + "\n";
  holders.set(text, [...(holders.get(text) ?? []), `${name} ${version}`]);
}
for (const [text, packages] of holders)
  process.stdout.write(`== ${packages.join(", ")}\n${text}\n`);
