// SPDX-License-Identifier: Apache-2.0
//
// The obligations of the claims of a certificate, in the words of the specification, with the
// numbers that decide them: those that the verifier compared, and those of the file.

"use strict";

/** [{number, section, text, codes}], when the page has begun; none outside the project. */
let obligations = [];

const kindOfCode = (code) => code.split(".")[0].replace(/^population$/, "population_minimum");
const obligationsOf = (kind) => obligations.filter(({ codes }) => codes.some((code) => kindOfCode(code) === kind));
const obligationsWith = (code) => obligations.filter(({ codes }) => codes.includes(code));

/** The places that an obligation names, as far as they are there: [pointer, value]. */
function placesOf({ text }, certificate, kind, index) {
  const found = new Map(), claim = certificate.statement.claims[index];
  for (const [, written] of text.matchAll(/`((?:…|\/(?:statement|witness))[^`]*)`/g)) {
    const pointer = written.replace(/^…\/claims\/[a-z]\b/, `/statement/claims/${index}`)
                           .replace(/^…/, `/witness/${kind}`)
                           .replace(/^\/witness\/\w+/, (start) => (start.endsWith(`/${kind}`) ? `/witness/${nameOfClaim(claim)}` : start))
                           .replace(/^\/statement\/networks\/W2\b/, `/statement/networks/${claim.better}`)
                           .replace(/^\/statement\/networks\/W\b/, `/statement/networks/${claim.network}`);
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

/** What the verifier says of a check: both sides, place, how often. */
function checkRows({ code, expected, found, place, count }) {
  const often = count === 1 ? "once" : `${count} times; this is the check that was the nearest to fail where sizes are compared, else the first`;
  return [[`${code}: expected`, expected], ["found", found], ["at", place], ...(count ? [["checked", often]] : [])];
}

/** An obligation of claim number `index` as a table: what the verifier compared (nothing as long as it was not asked), and
 *  the numbers of the file. `answer`: what came out of the verification. */
function atObligation(certificate, obligation, kind, index, checks, answer) {
  const isOwn = ({ code }) => obligation.codes.includes(code);
  const failed = answer?.code && isOwn(answer) ? [["The verifier", "this does not hold"], ...checkRows(answer)] : [];
  const held = checks === undefined ? [["The verifier", "is asked for what it compares…"]] : checks.filter(isOwn).flatMap(checkRows);
  const places = placesOf(obligation, certificate, kind, index);
  return {
    caption: `${obligation.number} of “${kind}”, section ${obligation.section} of the specification: ${obligation.text}`,
    head: ["what", "number"],
    rows: [...failed, ...held, ...places.map(([path, value]) => [path, shortJson(value)])],
    number: places.find(([, value]) => isNumber(value)),
    needsChecks: checks === undefined,
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
