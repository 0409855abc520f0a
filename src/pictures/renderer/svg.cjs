// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a Vega-Lite specification to an SVG file. Same specification, same bytes.
//   node svg.cjs SPECIFICATION.json OUTPUT.svg

const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { runInThisContext } = require("node:vm");

for (const script of ["vega.min.js", "vega-lite.min.js"]) // as a page has them
  runInThisContext(readFileSync(join(__dirname, script), "utf8"), script);

const [input, output] = process.argv.slice(2);
const specification = JSON.parse(readFileSync(input, "utf8"));
specification.config = { ...specification.config, aria: false };
const escaped = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const label = (specification.description ?? "").replace(/[&<>"]/g, (c) => escaped[c]);
const view = new vega.View(vega.parse(vegaLite.compile(specification).spec), { renderer: "none" });
view.toSVG().then((svg) => {
  writeFileSync(output, svg.replace("<svg ", `<svg role="img" aria-label="${label}" `) + "\n");
}, (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
