// SPDX-License-Identifier: Apache-2.0
//
// Draws the pictures of a page: each is a <figure class="picture"> with a <div class="drawing"> and
// a specification. Texts and axes take the colour of the page, light or dark. A picture that fails
// says so in its place; the rest of the page stays. The page of the verifier draws with it too.

"use strict";

/** Draws one figure. */
const drawPicture = (() => {
  const ink = "currentColor";
  const faint = "#8886";
  const names = { labelColor: ink, titleColor: ink };
  const colours = {
    background: null,
    aria: false,
    axis: { ...names, domainColor: faint, tickColor: faint, gridColor: faint },
    legend: names,
    style: { sample: { color: ink, fill: ink }, rule: { color: ink } },
  };

  function merged(base, more) {
    const result = { ...base };
    for (const [key, value] of Object.entries(more))
      result[key] = value !== null && typeof value === "object" ? merged(result[key] ?? {}, value) : value;
    return result;
  }

  function failed(place, error) {
    place.textContent = `This picture could not be drawn (${error.message}).`;
    place.parentNode.dataset.state = "failed";
  }

  function draw(figure) {
    const place = figure.querySelector(".drawing");
    try {
      const { title, ...specification } =
        JSON.parse(figure.querySelector("script[type='application/json']").textContent);
      specification.width = Math.min(specification.width, Math.max(place.clientWidth, 240));
      specification.config = merged(specification.config ?? {}, colours);
      const compiled = vegaLite.compile(specification).spec;
      const container = place.appendChild(document.createElement("div")); // Vega gives it a role
      const view = new vega.View(vega.parse(compiled), { renderer: "svg", container, hover: true });
      view.runAsync().then(() => { figure.dataset.state = "drawn"; }, (error) => failed(place, error));
    } catch (error) {
      failed(place, error);
    }
  }

  return draw;
})();

document.querySelectorAll("figure.picture").forEach(drawPicture);
