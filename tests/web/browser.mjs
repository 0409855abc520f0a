// SPDX-License-Identifier: GPL-3.0-or-later
//
// A browser without a window, driven over a pipe by its own protocol: no library is needed.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const patience = 60000; // milliseconds

export class Browser {
  #next = 1;
  #waiting = new Map();
  #rest = "";
  #session;
  /** What went wrong in the page: exceptions and messages of errors. */
  errors = [];

  static async started(program) {
    const browser = new Browser();
    browser.profile = mkdtempSync(join(tmpdir(), "thalweg-browser-"));
    browser.process = spawn(program,
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--remote-debugging-pipe", `--user-data-dir=${browser.profile}`, "about:blank"],
        { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    browser.process.stdio[4].setEncoding("utf8").on("data", (text) => browser.#read(text));
    let page;
    while (page === undefined) {
      const { targetInfos } = await browser.ask("Target.getTargets", {}, null);
      page = targetInfos.find(({ type }) => type === "page");
    }
    const { sessionId } =
        await browser.ask("Target.attachToTarget", { targetId: page.targetId, flatten: true }, null);
    browser.#session = sessionId;
    for (const domain of ["Page", "Runtime", "Log", "DOM", "Accessibility"])
      await browser.ask(`${domain}.enable`);
    return browser;
  }

  #read(text) {
    const messages = (this.#rest + text).split("\0");
    this.#rest = messages.pop();
    for (const message of messages.map((one) => JSON.parse(one))) {
      if (message.method === "Runtime.exceptionThrown")
        this.errors.push(message.params.exceptionDetails.text);
      if (message.method === "Log.entryAdded" && message.params.entry.level === "error")
        this.errors.push(message.params.entry.text);
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error !== undefined)
        waiting?.reject(new Error(message.error.message));
      else
        waiting?.resolve(message.result);
    }
  }

  ask(method, params = {}, sessionId = this.#session) {
    const id = this.#next++;
    const message = { id, method, params, ...(sessionId && { sessionId }) };
    this.process.stdio[3].write(JSON.stringify(message) + "\0");
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), patience);
      this.#waiting.set(id, {
        resolve: (result) => { clearTimeout(timer); resolve(result); },
        reject: (error) => { clearTimeout(timer); reject(error); },
      });
    });
  }

  /** The value of an expression in the page. */
  async value(expression) {
    const { result, exceptionDetails } =
        await this.ask("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails)
      throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  }

  /** Waits until an expression is true. */
  async until(expression, milliseconds = patience) {
    for (const end = Date.now() + milliseconds; Date.now() < end;) {
      if (await this.value(expression))
        return;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`expected in the page: ${expression}`);
  }

  async key(key, code = key, text = undefined) {
    const windowsVirtualKeyCode = { Tab: 9, Enter: 13 }[key] ?? key.toUpperCase().charCodeAt(0);
    const params = { key, code, windowsVirtualKeyCode, ...(text && { text }) };
    await this.ask("Input.dispatchKeyEvent", { type: "keyDown", ...params });
    await this.ask("Input.dispatchKeyEvent", { type: "keyUp", ...params });
  }

  /** Tab until the focus `f` is where the condition holds. */
  async tabTo(condition) {
    for (let step = 0; step < 40; ++step) {
      await this.key("Tab");
      if (await this.value(`((f) => ${condition})(document.activeElement)`))
        return;
    }
    throw new Error(`expected to reach by Tab: ${condition}`);
  }

  async chooseFile(selector, file) {
    const { root } = await this.ask("DOM.getDocument");
    const { nodeId } = await this.ask("DOM.querySelector", { nodeId: root.nodeId, selector });
    await this.ask("DOM.setFileInputFiles", { files: [file], nodeId });
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    await this.ask("Browser.close", {}, null).catch(() => this.process.kill());
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
