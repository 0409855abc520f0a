// SPDX-License-Identifier: GPL-3.0-or-later
//
// Three builds, one answer: the native verifier, the same with sanitizers, and the WebAssembly module
// agree on every certificate, on damaged copies of them and on documents of the unit tests
// (tests/support/verified_text.hpp), word for word. It prints how much more processor time
// the module takes than the program. Certificates of a folder named "found" are damaged ones.
//   node agree.mjs NATIVE SANITIZED PACKAGE DOCUMENTS CERTIFICATE…

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [native, sanitized, folder, documents, ...files] = process.argv.slice(2);
const certificates = files.filter((file) => !file.includes("/found/"));
const found = files.filter((file) => file.includes("/found/"));
const { verify } = await import(pathToFileURL(resolve(folder, "index.js")));
const damagedPerFile = 6;
const secondsForDocuments = 60, documentsAtOnce = 200;

/** Bytes up to which copies are damaged; minima of the population risk take long for their size. */
const longestDamaged = (file) => file.includes("/safran2018/") ? 2000 : 20000;

/** The answers of a program, file by file, and the processor time it took. */
function nativeAnswers(program, files) {
  const script = '"$0" --json "$@"; times >&2';
  const { stdout, stderr } = spawnSync("bash", ["-c", script, program, ...files],
                                       { encoding: "utf8", maxBuffer: 1 << 30 });
  const [minutes, seconds] = stderr.trim().split("\n").pop().split(" ")[0].slice(0, -1).split("m");
  const answers = stdout.trim().split("\n").map((line) => JSON.parse(line));
  for (const answer of answers)
    delete answer.file;
  return { answers, seconds: 60 * Number(minutes) + Number(seconds) };
}

let failures = 0;
let limits = 0; // of the module, which has 1.5 GB and sizes of 32 bits: it decides nothing there

function assertAlike(file, answer, other, which) {
  if (JSON.stringify(answer) === JSON.stringify(other))
    return;
  if (other.code === "limit.memory" && which === "WebAssembly") {
    ++limits;
    return;
  }
  console.log(`different: ${file}\n  native: ${JSON.stringify(answer)}\n  ${which}: ${JSON.stringify(other)}`);
  ++failures;
}

async function compare(files, verdicts = {}) {
  const { answers, seconds } = nativeAnswers(native, files);
  const checked = nativeAnswers(sanitized, files).answers;
  if (answers.length !== files.length || checked.length !== files.length)
    throw new Error(`expected ${files.length} native answers, found ${answers.length} and ${checked.length}`);
  const start = process.cpuUsage();
  for (const [index, file] of files.entries()) {
    const { summary, words, ...answer } = await verify(readFileSync(file));
    const isTold = answer.verdict === "verified" ? words.includes("Theorem (thalweg certificate")
                                                 : words === "" && summary.includes(answer.code);
    assertAlike(file, answers[index], checked[index], "with sanitizers");
    assertAlike(file, answers[index], answer, "WebAssembly");
    if (!isTold) {
      console.log(`not told: ${file}: ${summary}`);
      ++failures;
    }
    verdicts[answer.verdict] = (verdicts[answer.verdict] ?? 0) + 1;
  }
  const { user, system } = process.cpuUsage(start);
  return { verdicts, native: seconds, module: (user + system) / 1e6 };
}

/** Copies with one digit changed, and every sixth with a bracket less, at places spread over statement
 *  and witness; and what was found damaged before. */
function damagedCopies(target) {
  const files = [];
  for (const file of certificates.filter((name) => statSync(name).size <= longestDamaged(name))) {
    const text = readFileSync(file, "utf8");
    const start = text.indexOf('"statement"');
    for (let copy = 0; copy < damagedPerFile; ++copy) {
      const from = start + Math.floor(((text.length - start) * (2 * copy + 1)) / (2 * damagedPerFile));
      const isDigit = copy % 6 !== 5;
      const offset = text.slice(from).search(isDigit ? /[0-9]/ : /[\]}]/);
      if (offset < 0)
        continue;
      const other = isDigit ? (Number(text[from + offset]) + 1 + copy) % 10 : "";
      files.push(join(target, `${files.length}.json`));
      writeFileSync(files.at(-1), text.slice(0, from + offset) + other + text.slice(from + offset + 1));
    }
  }
  return [...files, ...found];
}

const published = await compare(certificates);
console.log(`${certificates.length} published:`, published.verdicts);
if (published.verdicts.verified !== certificates.length)
  throw new Error("expected every published certificate to be verified");

const target = mkdtempSync(join(tmpdir(), "thalweg-"));
try {
  const files = damagedCopies(target);
  const { verdicts } = await compare(files);
  console.log(`${files.length} damaged:`, verdicts);
  if (!(verdicts.rejected > 100 && verdicts.malformed > 20))
    throw new Error("expected many rejected and malformed copies, found few");
} finally {
  rmSync(target, { recursive: true });
}

/** The documents of the tests, as many as there is time for; their names are digests, so these are any. */
const all = readdirSync(documents).sort().map((name) => join(documents, name));
const verdicts = {}, end = performance.now() + 1000 * secondsForDocuments;
let compared = 0;
for (; compared < all.length && performance.now() < end; compared += documentsAtOnce)
  await compare(all.slice(compared, compared + documentsAtOnce), verdicts);
console.log(`${Math.min(compared, all.length)} of ${all.length} documents of the unit tests:`, verdicts, `; limits of the module: ${limits}`);
if (limits > all.length / 1000)
  throw new Error("expected few documents that reach a limit of the module");
if (!(verdicts.rejected > 300 && verdicts.malformed > 100 && verdicts.verified > 20))
  throw new Error("expected many rejected, malformed and verified documents, found few");

const ratio = published.module / published.native;
console.log(`processor time: native ${published.native.toFixed(1)} s, module ` +
            `${published.module.toFixed(1)} s, ${ratio.toFixed(1)} times`);
process.exit(failures === 0 ? 0 : 1);
