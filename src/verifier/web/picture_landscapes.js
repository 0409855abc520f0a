// SPDX-License-Identifier: Apache-2.0
//
// The landscape around W, and as far as the better network, in a plane of two directions, with walls
// and the certified box; and the risk along lines. As src/pictures has them.

"use strict";

const mostPlaneWork = 2.5e8, leastSide = 13, largestSide = 37; // sides of 6k + 1 points, so that W and W2 are on them
const mostSegments = 2000;

const six = (x) => Number(x.toPrecision(6));
const evenSteps = (from, to, count) => Array.from({ length: count }, (_, k) => (from * (count - 1 - k) + to * k) / (count - 1));

function landscapeIn(risk, [sFrom, sTo, tTo], side) {
  const grid = { s: evenSteps(sFrom, sTo, side), t: evenSteps(-tTo, tTo, side) }, walls = new NearestWalls();
  const values = risk.at(pointsOf(grid), (place, field) => walls.take(grid, place, field));
  return { grid, ...values, walls: walls.nearest(grid, mostSegments), wallCount: walls.count };
}

/** Blue below W, white as W, orange above: linear up to a small size, logarithmic beyond. */
function colorScale(differences) {
  const [low, high] = [least(differences), largest(differences)], ends = { domainMid: 0, scheme: "blueorange" };
  if (low === 0 && high === 0)
    return { domain: [-1, 1], ...ends };
  const sizes = differences.filter((x) => x !== 0).map(Math.abs).sort((a, b) => a - b);
  const middle = low < 0 ? -low : sizes[Math.floor(sizes.length / 10)];
  return { type: "symlog", constant: six(middle), domain: [six(Math.min(low, -middle)), six(Math.max(high, middle))], ...ends };
}

function riskRows({ grid: { s, t }, grid, differences, changed }) {
  const ds = (s[1] - s[0]) / 2, dt = (t[1] - t[0]) / 2;
  return pointsOf(grid).map(([x, y], k) => ({
    s: six(Math.max(x - ds, s[0])), s2: six(Math.min(x + 1.1 * ds, s.at(-1))),
    t: six(Math.max(y - dt, t[0])), t2: six(Math.min(y + 1.1 * dt, t.at(-1))), d: six(differences[k]), n: changed[k] }));
}

function landscapePicture({ numbers, note }, [name, title, place], landscape, [first, second], box, hasBetter) {
  const { grid, differences, walls, wallCount } = landscape, domain = (steps) => [six(steps[0]), six(steps.at(-1))];
  const rounded = (x) => String(Number(x.toPrecision(3)));
  const corners = box && boxInPlane(first, second, numbers.rounded(box.radius), numbers);
  return pictureFrom(name, "landscape",
      `The risk at W + s D + t E, ${place}: D leads ${first.meaning}, E ${second.meaning}. Colours are the risk minus R(W), from ` +
      `${rounded(least(differences))} to ${rounded(largest(differences))} here. ${wallCount} walls, where a unit is at a breakpoint ` +
      `for a sample, cross the picture as lines${walls.length === wallCount ? "" : `; the ${walls.length} nearest to W are shown`}.` +
      (box ? ` The black outline is the certified box: no parameter moves by more than ${Number(numbers.rounded(box.radius).toPrecision(4))}, ` +
             `and the risk is nowhere lower than ${box.isNear ? "at a minimum near W" : "at W"}.` : "") +
      ` Computed in floating point on a grid of ${grid.s.length} by ${grid.t.length} points.${note}`,
      { title, x_title: "s, " + first.meaning, y_title: "t, " + second.meaning, s_domain: domain(grid.s), t_domain: domain(grid.t),
        risks: riskRows(landscape), color_scale: colorScale(differences),
        walls: walls.flatMap(({ sample, layer, unit, segments }) => segments.map(([[s, t], [s2, t2]]) =>
            ({ s: six(s), t: six(t), s2: six(s2), t2: six(t2), sample, layer, unit }))),
        ...(box && { box: corners.map(([s, t], k) => ({ k, s: six(s), t: six(t) })) }),
        points: [{ s: 0, t: 0, name: "W" }, ...(hasBetter ? [{ s: 1, t: 0, name: "W2" }] : [])],
        networks: hasBetter ? ["W", "W2"] : ["W"], network_shapes: hasBetter ? ["circle", "diamond"] : ["circle"] });
}

/** How far from W the walls next to the box are, by doubling: the first size at which some sample has another pattern. */
function nearSize(risk, size, s, t) {
  for (let doubled = 0; doubled < 6; ++doubled, size *= 2)
    if (risk.at([[size / s, 0], [-size / s, 0], [0, size / t], [0, -size / t]]).changed.some((n) => n > 0))
      break;
  return 1.25 * size;
}

/** t so far that the risk changes about as much as between W and W2. */
function farSize(risk, from, to, t) {
  const top = largest(risk.at(evenSteps(from, to, 17).map((s) => [s, 0])).differences.map(Math.abs));
  for (let halved = 0; halved < 60; ++halved, t /= 2)
    if (risk.at([[0, t], [0, -t], [1, t], [1, -t]]).differences.every((value) => Math.abs(value) <= 2 * top))
      break;
  return t;
}

function landscapePictures(subject) {
  const { numbers, statement } = subject, directions = planeDirections(subject);
  if (directions === undefined)
    return [];
  const [first, second] = directions, risk = new PlaneRisk(subject, first.change, second.change);
  const side = Math.floor(Math.sqrt(mostPlaneWork / risk.work));
  if (side < leastSide)
    return [];
  const points = Math.min(Math.floor((side - 1) / 6) * 6 + 1, largestSide), box = certifiedBox(subject);
  const descent = statement.claims.find(({ claim }) => claim === "not_local_minimum");
  const [s, t] = [first, second].map(({ size }) => numbers.rounded(size));
  const radius = box ? numbers.rounded(box.radius) : descent ? numbers.rounded(numbers.product(numbers.of(descent.epsilon), first.size)) : s / 4;
  const size = nearSize(risk, radius, s, t), isFinite = ({ differences }) => differences.every(Number.isFinite);
  const near = landscapeIn(risk, [-size / s, size / s, size / t], points);
  const pictures = isFinite(near) ?
    [landscapePicture(subject, ["landscape", "The landscape around W", "near W"], near, directions, box, false)] : [];
  if (first.name === "better") {
    const start = numbers.rounded(numbers.quotient(first.size, second.size));
    const far = landscapeIn(risk, [-0.25, 1.25, farSize(risk, -0.25, 1.25, start)], points);
    if (isFinite(far))
      pictures.push(landscapePicture(subject, ["far-landscape", "The landscape as far as the better network", "from W to W2"],
                                     far, directions, box, true));
  }
  return pictures;
}

/** The risk at [0, 1] on the line to W2: equal steps, then halves where the graph bends. */
function risksOnSegment(risk, atW, atBetter) {
  const values = new Map([[0, atW], [1, atBetter]]);
  const look = (places) => {
    const differences = risk.at(places.map((t) => [t, 0])).differences;
    places.forEach((t, k) => values.set(t, atW + differences[k]));
  };
  const steps = Array.from({ length: 33 }, (_, k) => k / 32);
  look(steps.slice(1, -1));
  const tolerance = (largest([...values.values()]) - least([...values.values()])) / 400;
  let intervals = steps.slice(1).map((to, k) => [steps[k], to]);
  for (let depth = 3; depth >= 0 && intervals.length > 0; --depth) {
    const middle = ([from, to]) => (from + to) / 2;
    look(intervals.map(middle));
    intervals = intervals.filter(([from, to]) =>
        !(Math.abs(values.get(middle([from, to])) - (values.get(from) + values.get(to)) / 2) <= tolerance))
        .flatMap(([from, to]) => [[from, middle([from, to])], [middle([from, to]), to]]);
  }
  return [...values].sort(([a], [b]) => a - b);
}

/** R(W) and R(W2) as the claims have them, else computed. */
function claimedRisks(subject) {
  const { statement: { claims, loss }, numbers, layers, better, passes, betterPasses } = subject;
  const of = (kind, key) => (isCrossEntropy(loss) ? undefined : claims.find(({ claim }) => claim === kind)?.[key]);
  const [atW, atBetter] = [of("local_minimum", "risk") ?? of("lower_risk", "risk"), of("lower_risk", "better_risk")];
  return [atW ? numbers.of(atW) : riskFrom(subject, layers, passes), atBetter ? numbers.of(atBetter) : riskFrom(subject, better, betterPasses)];
}

function riskPictures(subject) {
  const { better, layers, numbers } = subject;
  if (!better)
    return [];
  const change = betterChange(layers, better, numbers), risk = new PlaneRisk(subject, change, change);
  const [atW, atBetter] = claimedRisks(subject);
  if (risk.work * 100 > mostPlaneWork)
    return [];
  const points = risksOnSegment(risk, numbers.rounded(atW), numbers.rounded(atBetter));
  if (!points.every(([, value]) => Number.isFinite(value)))
    return [];
  const top = points.reduce((a, b) => (b[1] > a[1] ? b : a)), shown = (x) => Number(x.toPrecision(6));
  const end = (t, value, name) => ({ t, risk: nine(numbers.rounded(value)), name, exact: numbers.shown(value) });
  return [pictureFrom("risk", "line",
      `The risk of (1 − t) W + t W2 at ${points.length} points of the straight line from W, where it is ${shown(points[0][1])}, ` +
      `to W2, where it is ${shown(points.at(-1)[1])}. The largest of these values is ${shown(top[1])}, at t = ${shown(top[0])}. ` +
      `Between the ends it is computed in floating point.${subject.note}`,
      { title: "The risk on the way to the better network", height: 340, line: points.map(([t, value]) => ({ t, risk: nine(value) })),
        ends: [end(0, atW, "W"), end(1, atBetter, "W2")],
        x: channel("t", "quantitative", "t, from W (0) to W2 (1)"),
        y: channel("risk", "quantitative", "risk", { scale: { zero: false } }) })];
}

function rayPictures(subject) {
  const { statement, witness, numbers, layers } = subject;
  const claim = statement.claims.find((one) => one.claim === "not_local_minimum");
  if (claim === undefined)
    return [];
  const change = rayChange(layers, witness.not_local_minimum, numbers), end = floating.of(claim.epsilon);
  const steps = Array.from({ length: 65 }, (_, k) => (end * k) / 64), risk = new PlaneRisk(subject, change, change);
  if (risk.work * 100 > mostPlaneWork)
    return [];
  const points = risk.at(steps.map((t) => [t, 0])).differences.map((value, k) => ({ t: nine(steps[k]), risk: nine(value) }));
  const short = { axis: { format: ".3~g" } }, drop = points.at(-1).risk;
  return [pictureFrom("ray", "line",
      `R(W + εD) − R(W), a polynomial for 0 ≤ ε ≤ ${Number(end.toPrecision(4))}: it falls from 0 to ${drop}. ` +
      `Computed in floating point.${subject.note}`,
      { title: "The risk along the descent ray", height: 280, line: points,
        ends: [{ ...points[0], name: "W", exact: "0" }, { ...points.at(-1), name: "the end of the ray", exact: floating.shown(drop) }],
        x: channel("t", "quantitative", "ε", short), y: channel("risk", "quantitative", "R(W + εD) − R(W)", short) })];
}
