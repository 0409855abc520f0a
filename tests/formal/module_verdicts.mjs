// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verdicts of the WebAssembly module, one line for each file.
//   node module_verdicts.mjs PACKAGE FILE…

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { verify } = await import(pathToFileURL(resolve(folder, "index.js")));
for (const file of files)
  console.log((await verify(readFileSync(file))).verdict.toUpperCase());
