// SPDX-License-Identifier: Apache-2.0
//
// Where a function that is known on a grid is zero, as line segments; as src/pictures/wall_lines.hpp
// has them. Points are [s, t]; point (c, r) of a grid {s, t} is number r · columns + c.

"use strict";

const pointsOf = ({ s, t }) => t.flatMap((row) => s.map((column) => [column, row]));

/** The zero between neighbours of different signs; the same whichever is named first. */
function zeroBetween(a, b, atA, atB) {
  if (b[0] < a[0] || (b[0] === a[0] && b[1] < a[1]))
    return zeroBetween(b, a, atB, atA);
  const part = atA / (atA - atB);
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
}

/** The segments in one cell of the grid; at a saddle the sign of the mean decides. */
function cellSegments(corners, values) {
  const zeros = [0, 1, 2, 3].filter((k) => (values[k] < 0) !== (values[(k + 1) % 4] < 0))
      .map((k) => zeroBetween(corners[k], corners[(k + 1) % 4], values[k], values[(k + 1) % 4]));
  if (zeros.length < 4)
    return zeros.length === 2 ? [zeros] : [];
  const shift = (values[0] + values[1] + values[2] + values[3] < 0) === (values[0] < 0) ? 0 : 3;
  return [0, 2].map((k) => [zeros[(k + shift) % 4], zeros[(k + shift + 1) % 4]]);
}

/** Segments that share ends as chains of points; closed ones begin and end at one point. */
function chainsOf(segments) {
  const key = String, atPoint = new Map(), isUsed = new Set(), chains = [];
  for (const segment of segments)
    for (const end of segment)
      atPoint.set(key(end), [...(atPoint.get(key(end)) ?? []), segment]);
  const walk = (start) => {
    const chain = [start];
    for (let next; (next = atPoint.get(key(chain.at(-1))).find((segment) => !isUsed.has(segment))) !== undefined;) {
      isUsed.add(next);
      chain.push(key(next[0]) === key(chain.at(-1)) ? next[1] : next[0]);
    }
    if (chain.length > 1)
      chains.push(chain);
  };
  for (const segment of segments) // ends first, then closed chains
    for (const end of segment)
      if (atPoint.get(key(end)).length === 1)
        walk(end);
  for (const [from] of segments)
    walk(from);
  return chains;
}

/** Leaves out points that are nearly on the line between those that stay. */
function straightened(chain, size) {
  const unit = chain.map((x) => [x[0] / size[0], x[1] / size[1]]), [a, b] = [unit[0], unit.at(-1)];
  const tolerance = 0.002, length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  let farthest = tolerance, corner = 0;
  for (let k = 1; k + 1 < chain.length; ++k) {
    const [s, t] = [unit[k][0] - a[0], unit[k][1] - a[1]];
    const off = length < tolerance ? Math.hypot(s, t) : Math.abs(s * (b[1] - a[1]) - t * (b[0] - a[0])) / length;
    if (off > farthest)
      [farthest, corner] = [off, k];
  }
  return corner === 0 ? [[chain[0], chain.at(-1)]]
                      : [...straightened(chain.slice(0, corner + 1), size), ...straightened(chain.slice(corner), size)];
}

const sizeOfGrid = ({ s, t }) => [s.at(-1) - s[0], t.at(-1) - t[0]];

/** Where a function on the grid is zero, cell by cell. */
function zeroSegments({ s, t }, values) {
  const columns = s.length, segments = [];
  for (let r = 0; r + 1 < t.length; ++r)
    for (let c = 0; c + 1 < columns; ++c) {
      const k = r * columns + c, corners = [values[k], values[k + 1], values[k + columns + 1], values[k + columns]];
      const below = (corners[0] < 0) + (corners[1] < 0) + (corners[2] < 0) + (corners[3] < 0);
      if (below % 4 !== 0)
        segments.push(...cellSegments([[s[c], t[r]], [s[c + 1], t[r]], [s[c + 1], t[r + 1]], [s[c], t[r + 1]]], corners));
    }
  return segments;
}

function distanceToOrigin([from, to], [width, height]) {
  const a = [from[0] / width, from[1] / height], ds = to[0] / width - a[0], dt = to[1] / height - a[1];
  const square = ds * ds + dt * dt;
  const part = square > 0 ? Math.min(Math.max(-(a[0] * ds + a[1] * dt) / square, 0), 1) : 0;
  return Math.hypot(a[0] + part * ds, a[1] + part * dt);
}

/** Walls of a picture: `take` them in, then `nearest` has those next to (0, 0) as lines of few segments; `count`: all. */
class NearestWalls {
  walls = [];
  count = 0;

  take(grid, place, values) {
    const segments = zeroSegments(grid, values), size = sizeOfGrid(grid);
    if (segments.length === 0)
      return;
    ++this.count;
    this.walls.push({ ...place, segments, distance: least(segments.map((one) => distanceToOrigin(one, size))) });
    if (this.walls.length > 8000)
      this.walls = this.#sorted().slice(0, 2000);
  }

  #sorted() {
    return [...this.walls].sort((a, b) => a.distance - b.distance);
  }

  nearest(grid, most) {
    const result = [];
    let count = 0;
    for (const wall of this.#sorted()) {
      const segments = chainsOf(wall.segments).flatMap((chain) => straightened(chain, sizeOfGrid(grid)));
      if ((count += segments.length) > most)
        break;
      result.push({ ...wall, segments });
    }
    return result;
  }
}
