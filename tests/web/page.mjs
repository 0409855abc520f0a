// SPDX-License-Identifier: GPL-3.0-or-later
//
// The page of the verifier in a browser, from a disk: loads without errors, verifies, rejects a
// damaged file with the right code, by keyboard alone, on a narrow screen.
//   node page.mjs BROWSER PAGE.html CERTIFICATE TABLE.csv LONG
// The table is that of the certificate, whose first claim is a local minimum; LONG is a certificate
// that takes a while.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [program, page, certificate, table, long] = process.argv.slice(2);
const verdict = "(document.getElementById('verdict')?.textContent ?? '')";
const numbers = "document.getElementById('numbers').textContent";
const says = (word) => `${verdict}.startsWith(${JSON.stringify(word)})`;
const folder = mkdtempSync(join(tmpdir(), "thalweg-page-"));
const browser = await Browser.started(program);

/** The certificate with its samples so often that it has 10 MB: a mean, and so the risk, stays. */
function largeCertificate() {
  const document = JSON.parse(readFileSync(certificate, "utf8")), { statement, witness } = document;
  const kept = ["local_minimum", "pattern_flip", "lower_risk", "refinement"];
  statement.claims = statement.claims.filter(({ claim }) => kept.includes(claim));
  for (const section of ["domain", "partitions", "cpwl"])
    delete statement[section];
  document.witness = Object.fromEntries(Object.entries(witness).filter(([claim]) => kept.includes(claim)));
  const times = Math.ceil(1e7 / JSON.stringify(statement.data.rows).length);
  const repeated = (list) => Array.from({ length: times }, () => list).flat();
  statement.data.rows = repeated(statement.data.rows);
  for (const claim of ["local_minimum", "refinement"])
    witness[claim].pattern_classes = repeated(witness[claim].pattern_classes);
  return JSON.stringify(document);
}

const tests = {
  async "the page is small and loads from a disk"() {
    assert.ok(statSync(page).size <= 1.5 * 1024 * 1024);
    await browser.ask("Page.navigate", { url: pathToFileURL(resolve(page)).href });
    await browser.until(`document.readyState === "complete" && ${says("Ready")}`);
  },
  async "a file is verified"() {
    await browser.chooseFile("#certificate", resolve(certificate));
    await browser.until(says("VERIFIED"));
    const theorem = await browser.value("document.getElementById('theorem').textContent");
    assert.match(theorem, /^Theorem \(thalweg certificate/);
    assert.match(await browser.value(numbers), /statement digest[0-9a-f]{64}/);
    assert.match(await browser.value(numbers), /Time[0-9.]+ s/);
  },
  async "the table is compared"() {
    await browser.chooseFile("#table", resolve(table));
    await browser.until(says("VERIFIED"));
    const other = join(folder, "other.csv");
    writeFileSync(other, readFileSync(table, "utf8").trimEnd() + "1\n");
    await browser.chooseFile("#table", other);
    await browser.until(says("REJECTED data."));
    await browser.chooseFile("#table", resolve(table));
    await browser.until(says("VERIFIED"));
  },
  async "a certificate and a table are dropped together"() {
    const drop = (rows) => browser.value(`{ const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(readFileSync(certificate, "utf8"))}], "dropped.json"));
      dataTransfer.items.add(new File([${JSON.stringify(rows)}], "dropped.csv"));
      dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true })); }`);
    await drop(readFileSync(table, "utf8").trimEnd() + "1\n");
    await browser.until(says("REJECTED data."));
    await drop(readFileSync(table, "utf8"));
    await browser.until(says("VERIFIED"));
  },
  async "a damaged file is rejected with its code and place"() {
    const damaged = join(folder, "damaged.json");
    const text = readFileSync(certificate, "utf8");
    writeFileSync(damaged, text.replace(/"radius": *"[^"]*"/, '"radius":"1000"'));
    await browser.chooseFile("#certificate", damaged);
    await browser.until(says("REJECTED local_minimum.radius"));
    assert.ok(await browser.value("document.getElementById('theorem').hidden"));
    assert.match(await browser.value(numbers), /place\/statement\/claims\/0/);
  },
  async "keyboard alone: an example, a change, another verdict"() {
    await browser.value("document.activeElement.blur()");
    await browser.tabTo("f.id === 'published-list'");
    await browser.tabTo("f.id === 'open-published'");
    await browser.key("Enter", "Enter", "\r");
    await browser.until(says("VERIFIED"));
    await browser.tabTo("f.id === 'text'");
    await browser.key("x", "KeyX", "x");
    await browser.tabTo("f.id === 'again'");
    await browser.key("Enter", "Enter", "\r");
    await browser.until(says("MALFORMED json."));
  },
  async "a look inside: a claim, a sample, a unit"() {
    await browser.chooseFile("#certificate", resolve(certificate));
    await browser.until(says("VERIFIED"));
    const document = JSON.parse(readFileSync(certificate, "utf8"));
    const { data, networks, claims } = document.statement;
    const hidden = networks.W.layers.slice(0, -1).map(({ biases }) => biases.length);
    const unitCount = hidden.reduce((sum, width) => sum + width, 0);
    const look = (name) => browser.value(`{ const list = document.getElementById("inside");
      list.selectedIndex = [...list.options].findIndex((option) => option.text === ${JSON.stringify(name)});
      list.dispatchEvent(new Event("change"));
      const shown = document.getElementById("inside-shown");
      ({ text: shown.textContent, rows: shown.querySelectorAll("tr").length, options: list.options.length }); }`);
    const claim = await look(`claim 0: ${claims[0].claim}`);
    const obligations = await browser.value(`[...document.querySelectorAll("#inside optgroup")]
      .filter((group) => group.label.startsWith("Obligations of claim ")).reduce((sum, group) => sum + group.children.length, 0)`);
    assert.ok(obligations >= 20, `expected obligations, found ${obligations}`);
    assert.equal(claim.options, claims.length + obligations + data.rows.length + unitCount);
    assert.ok(claim.text.includes(claims[0].radius));
    const sample = await look("sample 0");
    assert.equal(sample.rows, 1 + unitCount + data.targets.length);
    assert.ok(sample.text.includes(`input (${data.rows[0][0]})`));
    const flip = claims.find((c) => c.claim === "pattern_flip");
    const unit = await look(`layer ${flip.layer}, unit ${flip.unit}`);
    assert.equal(unit.rows, 1 + data.rows.length);
    assert.doesNotMatch(sample.text + unit.text, /NaN|undefined|Infinity|Cannot/);
  },
  async "a click on a sample of a picture shows the sample"() {
    await browser.until("document.getElementById('pictures').dataset.state === 'complete'");
    await browser.until("document.querySelector('#picture-residuals[data-state] svg') !== null");
    const clicked = await browser.value(`{ const marks = [...document.querySelectorAll("#picture-residuals svg path")];
      const mark = marks.filter((one) => one.__data__?.datum?.sample !== undefined)[3];
      mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      ({ sample: mark.__data__.datum.sample, shown: document.querySelector("#inside-shown caption").textContent }); }`);
    assert.ok(clicked.shown.startsWith(`Sample ${clicked.sample}, input (`), JSON.stringify(clicked));
  },
  async "an obligation: its words, its numbers, and which one catches a broken number"() {
    const { claims } = JSON.parse(readFileSync(certificate, "utf8")).statement;
    const look = (code) => browser.value(`exploreCode(${JSON.stringify(code)}); document.getElementById("inside-shown").textContent`);
    await look("local_minimum.risk");
    await browser.until("checks !== undefined");
    const risk = await look("local_minimum.risk");
    assert.match(risk, /^O10 of “local_minimum”, section 27/);
    assert.ok(risk.includes(`/statement/claims/0/risk${claims[0].risk}`) && risk.includes(`found${claims[0].risk}`), risk);
    assert.match(await look("local_minimum.radius"), /changes below the distance .* \(sample \d+, layer \d+, unit \d+\)foundthe bound 0\./);
    assert.match(await look("local_minimum.lifted_stationarity"), /path sums 0foundsums 0 on a whole class/);
    const without = await browser.value(`checks.filter(({ code }) => obligationsWith(code).length === 0).map(({ code }) => code)`);
    assert.deepEqual(without, [], "checks that no obligation names");
    await look("local_minimum.risk");
    await browser.value("document.getElementById('inside').focus()");
    await browser.tabTo("f.id === 'broken-number'");
    await browser.tabTo("f.textContent === 'Verify with this number'");
    await browser.key("Enter", "Enter", "\r");
    await browser.until(says("REJECTED local_minimum.risk"));
    assert.match(await browser.value(numbers), /obligationO10, section 27: `risk` = R\(W\)/);
    assert.match(await browser.value("document.getElementById('inside').selectedOptions[0].text"), /^O10 local_minimum\.risk/);
    await look("pattern_flip.distance_not_positive");
    await browser.value("document.getElementById('broken-number').value = '-1/2'");
    await browser.value("document.getElementById('broken-number').form.requestSubmit()");
    await browser.until(says("REJECTED"));
  },
  async "every published certificate can be opened"() {
    const names = await browser.value("[...document.getElementById('published-list').options].map((o) => o.value)");
    assert.ok(names.length > 200);
    for (const name of names.filter((_, k) => k % 12 === 0)) {
      await browser.value(`{ const list = document.getElementById("published-list");
        list.value = ${JSON.stringify(name)};
        document.getElementById("open-published").click(); }`);
      await browser.until(says("VERIFIED"));
      assert.ok(await browser.value("document.getElementById('inside').options.length > 0"), name);
      assert.deepEqual(await browser.value(`[...document.querySelectorAll("#inside option")].filter((option) => {
        if (!option.parentNode.label.startsWith("Obligations"))
          return false;
        option.selected = true;
        document.getElementById("inside").onchange();
        return /NaN|undefined|Cannot be/.test(document.getElementById("inside-shown").textContent);
      }).map((option) => option.text)`), [], name);
    }
  },
  async "the page answers while a verification goes on, and stops it"() {
    await browser.chooseFile("#certificate", resolve(long));
    await browser.until(says("Verifying"));
    const start = performance.now();
    await browser.value("new Promise((drawn) => requestAnimationFrame(() => drawn(true)))");
    assert.ok(performance.now() - start < 1000, "a frame took longer than a second");
    assert.ok(await browser.value(says("Verifying")), "expected a longer verification");
    await browser.value("document.activeElement.blur()");
    await browser.tabTo("f.id === 'stop'");
    await browser.key("Enter", "Enter", "\r");
    await browser.until(says("Stopped: nothing was decided"));
    await browser.chooseFile("#certificate", resolve(certificate));
    await browser.until(says("VERIFIED"));
  },
  async "a certificate of 10 MB is verified and the page does not freeze"() {
    const large = join(folder, "large.json");
    writeFileSync(large, largeCertificate());
    assert.ok(statSync(large).size >= 1e7);
    await browser.value(`globalThis.longestFrame = 0;
      { let last = performance.now();
        const watch = (now) => { longestFrame = Math.max(longestFrame, now - last); last = now; requestAnimationFrame(watch); };
        requestAnimationFrame(watch); }`);
    await browser.chooseFile("#certificate", large);
    await browser.until(says("Verifying"));
    await browser.until(`!${says("Verifying")}`, 300000);
    assert.ok(await browser.value(says("VERIFIED")), await browser.value(verdict));
    const longest = await browser.value("longestFrame");
    const time = await browser.value("document.querySelector('#numbers dd').textContent");
    assert.ok(longest < 1000, `a frame took ${longest} ms`);
    assert.ok(await browser.value("document.getElementById('editor').hidden && document.getElementById('explorer').hidden"));
    await browser.chooseFile("#certificate", resolve(certificate));
    await browser.until(`${says("VERIFIED")} && !document.getElementById("explorer").hidden`);
    console.log(`   ${statSync(large).size} bytes; the longest frame ${Math.round(longest)} ms; ` +
                time);
  },
  async "a narrow screen"() {
    await browser.ask("Emulation.setDeviceMetricsOverride",
                      { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });
    await browser.until("innerWidth <= 360");
    assert.ok(await browser.value("document.documentElement.scrollWidth <= 360"));
    assert.ok(await browser.value("[...document.querySelectorAll('input, button, select, textarea')]" +
                                  ".every((e) => e.getBoundingClientRect().right <= 361)"));
  },
  async "every control has a name"() {
    let controls = [];
    for (let look = 0; look < 100 && controls.length < 5; ++look) { // the tree may be in the making
      await new Promise((next) => setTimeout(next, 100));
      const { nodes } = await browser.ask("Accessibility.getFullAXTree");
      controls =
          nodes.filter(({ ignored, role }) => !ignored && ["button", "textbox", "combobox"].includes(role?.value));
    }
    assert.ok(controls.length >= 5);
    for (const control of controls)
      assert.notEqual(control.name?.value ?? "", "");
  },
  async "no errors"() {
    assert.deepEqual(browser.errors, []);
  },
};

let failures = 0;
for (const [name, test] of Object.entries(tests))
  try {
    await test();
    console.log(`ok: ${name}`);
  } catch (error) {
    ++failures;
    const said = await browser.value(verdict).catch(() => "?");
    console.log(`failed: ${name}: ${error.message}; the page says: ${said}`);
  }
await browser.close();
rmSync(folder, { recursive: true });
process.exit(failures === 0 ? 0 : 1);
