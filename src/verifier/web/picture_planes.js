// SPDX-License-Identifier: Apache-2.0
//
// Pictures of functions and partitions over one or two inputs, and of the linear regions of a
// network of two inputs. An affine function is [a_1, …, a_d, c].

const mostRegions = 1000, mostCells = 2000, mostPictures = 4;
const signOf = (x, numbers) => numbers.sign(x);

function affineAt(affine, x, numbers) {
  return affine.slice(0, -1).reduce((sum, a, k) => numbers.sum(sum, numbers.product(a, x[k])), affine.at(-1));
}

function middleOf(corners, numbers) {
  const count = numbers.of(String(corners.length));
  return [0, 1].map((k) => numbers.quotient(corners.reduce((sum, x) => numbers.sum(sum, x[k]), numbers.of("0")), count));
}

/** The part of a convex polygon where a function that is affine on it is ≥ 0 (wanted 1) or ≤ 0 (−1). */
function partOf(corners, values, wanted, numbers) {
  return corners.flatMap((a, k) => {
    const next = (k + 1) % corners.length, b = corners[next], result = [];
    const here = signOf(values[k], numbers), there = signOf(values[next], numbers);
    if (here * wanted >= 0)
      result.push(a);
    if (here * there < 0) {
      const t = numbers.quotient(values[k], numbers.difference(values[k], values[next]));
      result.push(a.map((x, c) => numbers.sum(x, numbers.product(t, numbers.difference(b[c], x)))));
    }
    return result;
  });
}

/** A bounded polygon by its halfspaces a·x ≤ b; fewer than three corners without interior. */
function polygonOf(halfspaces) {
  const slack = ([a, b, c], x) => exact.difference(c, exact.sum(exact.product(a, x[0]), exact.product(b, x[1])));
  const meeting = halfspaces.flatMap((n, k) => halfspaces.slice(k + 1).flatMap((m) => {
    const determinant = exact.difference(exact.product(n[0], m[1]), exact.product(n[1], m[0]));
    if (determinant[0] === 0n)
      return [];
    const x = [exact.difference(exact.product(n[2], m[1]), exact.product(m[2], n[1])),
               exact.difference(exact.product(n[0], m[2]), exact.product(m[0], n[2]))]
        .map((numerator) => exact.quotient(numerator, determinant));
    return halfspaces.every((side) => slack(side, x)[0] >= 0n) ? [x] : [];
  }));
  if (meeting.length === 0)
    return [];
  const extreme = (k, sign) => meeting.map((x) => x[k]).reduce((a, b) =>
      (sign * signOf(exact.difference(b, a), exact) > 0 ? b : a));
  const [left, right, low, high] = [extreme(0, -1), extreme(0, 1), extreme(1, -1), extreme(1, 1)];
  let corners = [[left, low], [right, low], [right, high], [left, high]];
  for (const side of halfspaces) {
    const values = corners.map((x) => slack(side, x));
    if (values.every(([n]) => n <= 0n))
      return [];
    corners = partOf(corners, values, 1, exact);
  }
  return corners;
}

const cornerRows = (corners, r, more, numbers) => corners.map(([x, y], k) =>
    ({ r, k, x: nine(numbers.rounded(x)), y: nine(numbers.rounded(y)), ...more }));

/** Axes a little larger than the points. */
function axesAround(points, [x_title, y_title], numbers) {
  const domain = (k) => {
    const values = points.map((x) => x[k]).sort((a, b) => numbers.rounded(numbers.difference(a, b)));
    const size = numbers.difference(values.at(-1), values[0]);
    const margin = numbers.rounded(size) > 0 ? numbers.quotient(size, numbers.of("12")) : numbers.of("1");
    return [numbers.difference(values[0], margin), numbers.sum(values.at(-1), margin)];
  };
  const box = [domain(0), domain(1)];
  return { box, values: { x_title, y_title, x_domain: box[0].map((x) => nine(numbers.rounded(x))),
                          y_domain: box[1].map((x) => nine(numbers.rounded(x))) } };
}

/** Cuts a region where a function that is affine on it is 0 in its interior: it keeps the part below, that above comes back;
 *  else the sign of the function on it. */
function cutAtZero(region, affine, numbers) {
  const values = region.corners.map((x) => affineAt(affine, x, numbers)), signs = values.map(numbers.sign);
  if (!signs.includes(1) || !signs.includes(-1))
    return signs.includes(1) ? 1 : -1;
  const above = { ...region, z: [...region.z], corners: partOf(region.corners, values, 1, numbers) };
  region.corners = partOf(region.corners, values, -1, numbers);
  return above;
}

/** Makes z of a unit of max pooling the largest entry of its window. */
function takeLargest(regions, layer, window, numbers) {
  for (const region of [...regions])
    region.z.push(gathered(layer, region.outputs)[window[0]]);
  for (const k of window.slice(1))
    for (const region of [...regions]) {
      const entry = gathered(layer, region.outputs)[k], top = region.z.at(-1);
      const above = cutAtZero(region, entry.map((x, c) => numbers.difference(x, top[c])), numbers);
      if (typeof above === "object") {
        above.z[above.z.length - 1] = entry;
        regions.push(above);
      } else if (above > 0)
        region.z[region.z.length - 1] = entry;
    }
}

/** σ(z) on a region, every unit on the piece of the middle. */
function activatedIn({ corners, z }, { breakpoints, slopes, intercepts }, numbers) {
  const inside = middleOf(corners, numbers), zero = numbers.of("0");
  return z.map((affine) => {
    const value = affineAt(affine, inside, numbers);
    const piece = breakpoints.filter((b) => numbers.isPositive(numbers.difference(value, b))).length;
    return affine.map((x, k) => numbers.sum(numbers.product(slopes[piece], x), k === 2 ? intercepts[piece] : zero));
  });
}

/** The polygons with their affine outputs; nothing if there are too many. */
function regionsOf(layers, corners, numbers) {
  const [zero, one] = [numbers.of("0"), numbers.of("1")];
  const regions = [{ corners, outputs: [[[one, zero, zero], [zero, one, zero]]], z: [] }];
  for (const layer of layers) {
    for (const window of layer.windows ?? []) {
      takeLargest(regions, layer, window, numbers);
      if (regions.length > mostRegions)
        return undefined;
    }
    for (const region of layer.windows ? [] : regions) {
      const input = gathered(layer, region.outputs);
      region.z = layer.rows.map((row, j) => [0, 1, 2].map((c) =>
          numbers.dot(row, input.map((affine) => affine[c]), c === 2 ? layer.biases[j] : zero)));
    }
    for (let j = 0; j < layer.unitCount; ++j)
      for (const breakpoint of layer.breakpoints)
        for (const region of [...regions]) {
          const above = cutAtZero(region, region.z[j].map((x, c) => (c === 2 ? numbers.difference(x, breakpoint) : x)), numbers);
          if (typeof above === "object")
            regions.push(above);
          if (regions.length > mostRegions)
            return undefined;
        }
    for (const region of regions) {
      region.outputs = [...region.outputs, activatedIn(region, layer, numbers)];
      region.z = [];
    }
  }
  return regions.map((region) => ({ corners: region.corners, map: region.outputs.at(-1) }));
}

function regionPictures(subject) {
  const { layers, better, samples, numbers, inputs, targets } = subject;
  if (inputs.length !== 2)
    return [];
  const { box: [[left, right], [low, high]], values } = axesAround(samples.map(({ input }) => input), inputs, numbers);
  const rows = chosenIndices(samples.length, mostSamples).map((i) => {
    const [x, y] = samples[i].input, [v] = samples[i].target;
    return { sample: i, x: nine(numbers.rounded(x)), y: nine(numbers.rounded(y)), v: nine(numbers.rounded(v)),
             exact: `(${numbers.shown(x)}, ${numbers.shown(y)}), ${numbers.shown(v)}` };
  });
  const fill = channel("v", "quantitative", subject.isCompared ? targets[0] : "first output", { scale: { scheme: "viridis" } });
  return [["regions", layers, "W"], ["better-regions", better, "W2"]].flatMap(([name, of, which]) => {
    const regions = of && regionsOf(of, [[left, low], [right, low], [right, high], [left, high]], numbers);
    if (regions === undefined)
      return [];
    const polygons = regions.flatMap(({ corners, map }, r) =>
      cornerRows(corners, r, { v: nine(numbers.rounded(affineAt(map[0], middleOf(corners, numbers), numbers))) }, numbers));
    return [pictureFrom(name, "polygons",
        `The plane of the two inputs around ${samples.length} samples, cut into ${regions.length} regions, on each of which ` +
        `${which} is affine; the colour is its first output in the middle of the region.` + subject.note,
        { title: `The linear regions of ${which}`, polygons, fill, tooltip: channel("v", "quantitative", "output in the middle"),
          targets: rows, ...values,
          ...(subject.isCompared ? { target_fill: fill } : { target_shape: channel("v", "nominal", "target") }) })];
  });
}

/** "3 x1 − 1/2 x2 + 5" */
function formulaOf(affine) {
  const names = affine.slice(0, -1).map((_, k) => (affine.length === 2 ? "x" : `x${k + 1}`));
  let text = "";
  for (const [k, number] of affine.entries()) {
    const [n, d] = number, name = names[k] ?? "";
    if (n === 0n)
      continue;
    text += text === "" ? (n < 0n ? "−" : "") : n < 0n ? " − " : " + ";
    const size = exact.written([n < 0n ? -n : n, d]);
    text += (name === "" || size !== "1" ? size + (name === "" ? "" : " ") : "") + name;
  }
  return text === "" ? "0" : text;
}

const numbersOfRow = (row) => row.map((x) => exact.of(x));
const squares = { symbolType: "square", symbolStrokeWidth: 0 };
const numberedName = (name, k) => (k === 0 ? name : `${name}-${k + 1}`);

/** What the statement says of functions, in exact numbers; nothing unless it has one or two inputs. */
function geometryOf({ statement }) {
  const { domain, partitions, cpwl = [], data } = statement;
  const dimension = domain?.[0]?.length - 1;
  if (partitions === undefined || !(dimension === 1 || dimension === 2))
    return undefined;
  const samples = data && samplesOf(data).map(({ input, target }) => ({ input: input.map(exact.of), target: target.map(exact.of) }));
  const names = data ? data.columns.filter((_, column) => !data.targets.includes(column)).map(shortName) : ["x1", "x2"];
  const failure = statement.claims.find(({ claim }) => claim === "lattice_failure");
  return { dimension, samples, names, partitions: partitions.map((cells) => cells.map((cell) => cell.map(numbersOfRow))),
           functions: cpwl.map((one) => ({ ...one, functions: one.functions.map(numbersOfRow) })),
           failure: failure && { output: failure.output, point: failure.point.map(exact.of) } };
}

/** The ends of a cell of one input. */
function endsOf(cell) {
  const ends = (sign) => cell.filter(([a]) => signOf(a, exact) === sign).map(([a, b]) => exact.quotient(b, a))
      .reduce((x, y) => (sign * signOf(exact.difference(y, x), exact) < 0 ? y : x));
  return [ends(-1), ends(1)];
}

const ofOutput = (o, count) => (count === 1 ? "" : `, output ${o}`);

function sampleRows({ samples }, of) {
  return samples && chosenIndices(samples.length, mostSamples).map((i) => {
    const [x, y] = of(samples[i]);
    return { sample: i, x: nine(exact.rounded(x)), y: nine(exact.rounded(y)) };
  });
}

const failureNote = " The red cross is a point where the form of eq. (14) of liu2021 has another value.";

function graphPictures(geometry) {
  const { functions, partitions, names, failure } = geometry, count = functions.length;
  const at = (affine, x) => nine(exact.rounded(affineAt(affine, [x], exact)));
  return functions.slice(0, mostPictures).map(({ partition, functions: affine, pieces }, o) => {
    const graph = partitions[partition].flatMap((cell, m) => endsOf(cell).map((x) => ({
      x: nine(exact.rounded(x)), y: at(affine[pieces[m]], x), cell: m, piece: `p${pieces[m]}`, formula: formulaOf(affine[pieces[m]]) })));
    const samples = sampleRows(geometry, ({ input, target }) => [input[0], target[o]]);
    const fails = failure?.output === o;
    const cell = fails && partitions[partition].findIndex((sides) =>
        sides.every(([a, b]) => signOf(exact.difference(b, exact.product(a, failure.point[0])), exact) >= 0));
    return pictureFrom(numberedName("function", o), "function",
        `The graph of the stated function: ${partitions[partition].length} cells, on each of them one of ${affine.length} ` +
        `affine functions.${fails ? failureNote : ""}`,
        { title: "The piecewise linear function" + ofOutput(o, count), graph, input: names[0], ...(samples && { samples }),
          ...(fails && { failure: [{ x: nine(exact.rounded(failure.point[0])), y: at(affine[pieces[cell]], failure.point[0]), what: "eq. (14) fails" }] }) });
  });
}

const rowName = (row) => `min(${row.map((j) => `p${j}`).join(", ")})`;
const leastAt = (affine, row, x) => row.map((j) => affineAt(affine[j], x, exact))
    .reduce((a, b) => (signOf(exact.difference(b, a), exact) < 0 ? b : a));

function formPictures({ functions, partitions }) {
  return functions.slice(0, mostPictures).flatMap(({ partition, functions: affine, pieces, rows: form = [] }, o) => {
    if (form.length === 0)
      return [];
    const cells = partitions[partition].map(endsOf);
    const compare = (a, b) => signOf(exact.difference(a, b), exact);
    const [lower, upper] = [cells.map(([x]) => x).sort(compare)[0], cells.map(([, x]) => x).sort(compare).at(-1)];
    const rows = form.flatMap((row) => {
      const kinks = row.flatMap((a, k) => row.slice(k + 1).flatMap((b) => {
        const [slope, constant] = [0, 1].map((c) => exact.difference(affine[a][c], affine[b][c]));
        return slope[0] === 0n ? [] : [exact.quotient([-constant[0], constant[1]], slope)];
      })).filter((x) => compare(lower, x) < 0 && compare(x, upper) < 0);
      const points = [lower, ...kinks, upper].sort(compare).filter((x, k, all) => k === 0 || compare(all[k - 1], x) < 0);
      return points.map((x) => ({ x: nine(exact.rounded(x)), y: nine(exact.rounded(leastAt(affine, row, [x]))), row: rowName(row) }));
    });
    const graph = cells.flatMap((ends, cell) => ends.map((x) =>
        ({ x: nine(exact.rounded(x)), y: nine(exact.rounded(affineAt(affine[pieces[cell]], [x], exact))), cell })));
    return [pictureFrom(numberedName("lattice", o), "lattice",
        `The stated function, broad and grey, is the maximum of ${form.length} minima of affine functions, dashed.`,
        { title: "The max-min form" + ofOutput(o, functions.length), graph, rows, input: "x" })];
  });
}

function intervalPictures(geometry) {
  const { partitions, names } = geometry;
  const intervals = partitions.flatMap((cells, partition) => cells.map((sides, cell) => {
    const [lower, upper] = endsOf(sides);
    return { x: nine(exact.rounded(lower)), x2: nine(exact.rounded(upper)), partition, cell,
             exact: `[${exact.shown(lower)}, ${exact.shown(upper)}]` };
  }));
  const samples = sampleRows(geometry, ({ input, target }) => [input[0], target[0]]);
  return [pictureFrom("partition", "intervals",
      `The cells of ${partitions.length} partitions as intervals${samples ? ", and the samples as lines" : ""}.`,
      { intervals, input: names[0], height: 150 + 40 * partitions.length, ...(samples && { samples }) })];
}

/** Pictures of cells: for each [number of the cell, corners] what to say of it. */
function cellPicture(geometry, name, description, partition, of, values) {
  const cells = geometry.partitions[partition].map((cell, m) => [m, polygonOf(cell)]).filter(([, corners]) => corners.length > 2);
  const polygons = cells.flatMap(([m, corners]) => cornerRows(corners, m, of(m, middleOf(corners, exact)), exact));
  const axes = axesAround(cells.flatMap(([, corners]) => corners), geometry.names, exact);
  const samples = sampleRows(geometry, ({ input }) => input);
  return pictureFrom(name, "polygons", `${cells.length} cells${description}${samples ? " The points are the samples." : ""}`,
                     { polygons, ...axes.values, ...(samples && { samples }), ...values });
}

function planarPictures(geometry) {
  const { functions, partitions, failure } = geometry, count = functions.length;
  const shown = functions.slice(0, mostPictures);
  const ofFunctions = shown.map(({ partition, functions: affine, pieces }, o) => {
    const fails = failure?.output === o;
    return cellPicture(geometry, numberedName("function", o),
        ` of the stated function, on each of them one of ${affine.length} affine functions; the colour is the value in the ` +
        `middle.${fails ? failureNote : ""}`, partition,
        (m, x) => ({ v: nine(exact.rounded(affineAt(affine[pieces[m]], x, exact))), piece: `p${pieces[m]} = ${formulaOf(affine[pieces[m]])}` }),
        { title: "The piecewise linear function" + ofOutput(o, count),
          fill: channel("v", "quantitative", "value", { scale: { scheme: "viridis" } }),
          tooltip: channel("piece", "nominal", "affine function"),
          ...(fails && { failure: [{ x: nine(exact.rounded(failure.point[0])), y: nine(exact.rounded(failure.point[1])), what: "eq. (14) fails" }] }) });
  });
  const ofForms = shown.flatMap(({ partition, functions: affine, pieces, rows = [] }, o) => (rows.length === 0 ? [] : [
    cellPicture({ ...geometry, samples: undefined }, numberedName("lattice", o),
        ` of the stated function, which is the maximum of ${rows.length} minima of affine functions. The colour of a cell is the ` +
        "row that is the largest in its middle.", partition, (m, x) => {
          const values = rows.map((row) => leastAt(affine, row, x));
          const top = values.reduce((best, value, k) => (signOf(exact.difference(value, values[best]), exact) > 0 ? k : best), 0);
          return { row: rowName(rows[top]), piece: `p${pieces[m]}` };
        },
        { title: "The max-min form" + ofOutput(o, count),
          fill: channel("row", "nominal", "row", { legend: rows.length > 12 ? null : squares }),
          tooltip: [channel("row", "nominal", "row"), channel("piece", "nominal", "value")] })]));
  const ofPartitions = partitions.slice(0, mostPictures).map((cells, k) =>
    cellPicture(geometry, numberedName("partition", k), " of a convex partition of the domain.", k, (m) => ({ cell: m }),
        { title: partitions.length === 1 ? "The cells of the partition" : `The cells of partition ${k}`,
          fill: channel("cell", "nominal", "cell", { scale: { scheme: "tableau20" }, legend: cells.length > 20 ? null : squares }),
          tooltip: channel("cell", "nominal", "cell") }));
  return [...ofFunctions, ...ofForms, ...ofPartitions];
}

function functionPictures(document) {
  const geometry = geometryOf(document);
  if (geometry === undefined || geometry.partitions.some((cells) => cells.length > mostCells))
    return [];
  return geometry.dimension === 2 ? planarPictures(geometry)
                                  : [...graphPictures(geometry), ...formPictures(geometry), ...intervalPictures(geometry)];
}
