
"use strict";

const element = (id) => document.getElementById(id);
const longestShownText = 500000, longestExplored = 3e6; // bytes of a certificate that can be changed, looked into
const hasRenderer = element("renderer").textContent !== "";
let worker, module, running = 0, table, certificate;
let shared; // the scripts that the page and its workers share
let lastAnswer; // of the certificate that is open
let checks, areChecksAsked = false; // what the verifier compared, once an obligation is looked at

/** What an element holds as compressed text. */
async function unpacked(id) {
  const compressed = await (await fetch("data:application/gzip;base64," + element(id).textContent)).blob();
  return new Response(compressed.stream().pipeThrough(new DecompressionStream("gzip")));
}

/** The list of the published certificates: paper → name → text. */
async function offerPublished() {
  const papers = await (await unpacked("published")).json();
  for (const [paper, certificates] of Object.entries(papers)) {
    const group = Object.assign(document.createElement("optgroup"), { label: paper });
    for (const name of Object.keys(certificates))
      group.append(new Option(name, `${paper}/${name}`));
    element("published-list").append(group);
  }
  element("published-list").value = "liu2021/fig1b-parabola";
  element("published-choice").hidden = Object.keys(papers).length === 0;
  element("open-published").addEventListener("click", () => {
    const [paper, name] = element("published-list").value.split("/");
    table = undefined;
    element("table").value = "";
    open(papers[paper][name]);
  });
}

function say(text, kind = "") {
  element("verdict").textContent = text;
  element("verdict").className = kind;
}

function newWorker() {
  const source = shared + JSON.parse(element("worker").textContent);
  return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}

function startWorker() {
  worker = newWorker();
  worker.onmessage = ({ data: message }) => {
    if (message.ready && running === 0)
      say("Ready: choose a certificate.");
    else if (message.id === running && message.keepsChecks) {
      checks = message.answer.checks ?? [];
      areChecksAsked = false;
      element("inside").onchange();
    } else if (message.id === running)
      show(message.answer, message.milliseconds);
  };
  worker.onerror = (event) => say("The verifier could not be run: " + event.message, "refused");
  worker.postMessage({ module });
}

/** Has the verifier say what it compared; it takes as long as the verification. */
function askForChecks() {
  if (!areChecksAsked)
    worker?.postMessage({ id: running, certificate, data: table, keepsChecks: true });
  areChecksAsked = worker !== undefined;
}

function restartWorker() {
  worker?.terminate();
  startWorker();
}

/** What the answer says about digests and time, term by term. */
function numbersOf(answer, milliseconds) {
  const numbers = [["Time", (milliseconds / 1000).toFixed(2) + " s"]];
  const digests = (object, path) => {
    for (const [key, value] of Object.entries(object ?? {}))
      if (typeof value === "string" && key.endsWith("digest"))
        numbers.push([[...path, key].join(" ").replaceAll("_", " "), value]);
      else if (typeof value === "object" && value !== null && !Array.isArray(value))
        digests(value, [...path, key]);
  };
  digests(answer.theorem, []);
  for (const key of ["code", "place", "expected", "found"])
    if (answer[key])
      numbers.push([key, answer[key]]);
  for (const { number, section, text } of obligationsWith(answer.code))
    numbers.push(["obligation", `${number}, section ${section}: ${text}`]);
  if (answer.unused_columns)
    numbers.push(["unused columns of the table", answer.unused_columns.join(", ")]);
  return numbers;
}

function show(answer, milliseconds) {
  const isVerified = answer.verdict === "verified";
  element("stop").hidden = true;
  lastAnswer = answer;
  say(answer.summary, isVerified ? "verified" : "refused");
  const list = element("numbers");
  list.replaceChildren();
  for (const [term, value] of numbersOf(answer, milliseconds)) {
    list.append(Object.assign(document.createElement("dt"), { textContent: term }),
                Object.assign(document.createElement("dd"), { textContent: value }));
  }
  list.hidden = false;
  element("theorem").textContent = answer.words;
  element("theorem").hidden = !isVerified;
  if (isVerified && hasRenderer)
    startPictures();
  if (answer.code)
    exploreCode(answer.code);
  if (answer.source === "certificate" && answer.line)
    select(answer.line, answer.column);
}

let renderer; // is loaded when the first picture is drawn

/** Runs compressed scripts; returns them. */
async function loaded(id) {
  const script = document.createElement("script");
  script.textContent = await (await unpacked(id)).text();
  document.head.append(script);
  return script.textContent;
}

let pictureWorker; // works as long as pictures of the certificate are to come

function endPictures() {
  pictureWorker?.terminate();
  pictureWorker = undefined;
  element("pictures").hidden = true;
  element("pictures-drawn").replaceChildren();
  element("pictures").dataset.state = "";
}

/** Has pictures computed away from the page and draws them, one after the other. */
function startPictures() {
  let drawn = Promise.resolve();
  const state = element("pictures-state"), number = running;
  state.textContent = "Computing pictures…";
  element("pictures").hidden = false;
  pictureWorker = newWorker();
  pictureWorker.onmessage = ({ data: { picture, isDrawn } }) => {
    drawn = drawn.then(() => {
      if (number !== running)
        return undefined;
      element("pictures").hidden = false;
      if (isDrawn) {
        const notes = element("pictures-drawn").querySelectorAll("figure, .note").length;
        element("pictures").hidden = notes === 0;
        element("pictures").dataset.state = "complete";
        state.textContent = "Computed by this page, not by the verifier. A click on a sample shows it below.";
        pictureWorker.terminate();
      } else if (picture.note !== undefined)
        element("pictures-drawn").append(Object.assign(made("p", picture.note), { className: "note" }));
      return picture?.name && showPicture(picture);
    });
  };
  pictureWorker.postMessage({ pictures: certificate });
}

/** A figure, as a report has it. */
async function showPicture({ name, title, description, specification }) {
  renderer ??= loaded("renderer");
  await renderer;
  const figure = Object.assign(document.createElement("figure"), { className: "picture", id: "picture-" + name });
  const caption = Object.assign(document.createElement("figcaption"), { id: "caption-" + name });
  const drawing = Object.assign(document.createElement("div"), { className: "drawing" });
  const data = Object.assign(document.createElement("script"), { type: "application/json" });
  caption.append(made("h3", title), made("p", description));
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-labelledby", caption.id);
  data.textContent = JSON.stringify(specification);
  figure.append(caption, drawing, data);
  element("pictures-drawn").append(figure);
  drawPicture(figure);
  await new Promise((next) => setTimeout(next)); // the page answers between two pictures
}

/** The place of an error in the text that can be changed. */
function select(line, column) {
  const text = element("text");
  let start = 0;
  for (let l = 1; l < line; ++l)
    start = text.value.indexOf("\n", start) + 1;
  text.setSelectionRange(start + column - 1, start + column);
}

function verify() {
  if (certificate === undefined)
    return;
  ++running;
  if (worker === undefined || areChecksAsked)
    restartWorker();
  lastAnswer = checks = undefined;
  areChecksAsked = false;
  say("Verifying…");
  endPictures();
  element("numbers").hidden = true;
  element("theorem").hidden = true;
  element("stop").hidden = false;
  worker.postMessage({ id: running, certificate, data: table });
}

/** Bytes of a file, or a text. */
function open(text) {
  certificate = text;
  const decoded = text.length > longestExplored ? "" : typeof text === "string" ? text : new TextDecoder().decode(text);
  const isShort = text.length <= longestShownText;
  element("editor").hidden = !isShort;
  element("text").value = isShort ? decoded : "";
  explore(decoded);
  verify();
}

async function take(files) {
  const bytes = async (file) => new Uint8Array(await file.arrayBuffer());
  const isTable = (file) => /\.(csv|tsv|txt)$/i.test(file.name);
  const tables = files.filter(isTable), certificates = files.filter((file) => !isTable(file));
  if (tables.length > 0)
    table = await bytes(tables[0]);
  if (certificates.length > 0)
    open(await bytes(certificates[0]));
  else
    verify();
}

async function begin() {
  element("certificate").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file !== undefined)
      open(new Uint8Array(await file.arrayBuffer()));
  });
  element("table").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    table = file === undefined ? undefined : new Uint8Array(await file.arrayBuffer());
    verify();
  });
  element("pictures-drawn").addEventListener("click", exploreMark);
  element("again").addEventListener("click", () => {
    certificate = element("text").value;
    explore(certificate);
    verify();
  });
  element("stop").addEventListener("click", () => {
    ++running;
    element("stop").hidden = true;
    areChecksAsked = false;
    restartWorker();
    say("Stopped: nothing was decided.");
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("over");
  });
  addEventListener("dragleave", () => document.body.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  element("files").addEventListener("submit", (event) => event.preventDefault());
  shared = await loaded("shared");
  obligations = await (await unpacked("obligations")).json();
  await offerPublished();
  module = await (await unpacked("module")).arrayBuffer();
  startWorker();
}

begin().catch((error) => say("The verifier could not be loaded: " + error.message, "refused"));
