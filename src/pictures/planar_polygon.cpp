// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/planar_polygon.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

std::size_t chosen_input(const std::string& word, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found != names.end())
    return static_cast<std::size_t>(found - names.begin());
  for (std::size_t k = 0; k < names.size(); ++k)
    if (word == std::to_string(k + 1))
      return k;
  throw UsageError(fmt::format("--slice: expected two inputs, by name or number from 1 to {}, "
                               "found {}",
                               names.size(), word));
}

/// The least box around a bounded polytope with interior, by the points where two sides meet.
Polygon corner_box(const Polytope& polytope) {
  std::optional<Vector> lower, upper;
  const std::vector<Halfspace>& sides = polytope.halfspaces;
  for (std::size_t a = 0; a < sides.size(); ++a)
    for (std::size_t b = a + 1; b < sides.size(); ++b) {
      const Vector &n = sides[a].normal, &m = sides[b].normal;
      const Rational determinant = n[0] * m[1] - n[1] * m[0];
      if (sgn(determinant) == 0)
        continue;
      const Vector corner{
          Rational((sides[a].offset * m[1] - sides[b].offset * n[1]) / determinant),
          Rational((n[0] * sides[b].offset - m[0] * sides[a].offset) / determinant)};
      if (!polytope.contains(corner))
        continue;
      if (!lower)
        lower = upper = corner;
      for (std::size_t k = 0; k < 2; ++k) {
        (*lower)[k] = std::min((*lower)[k], corner[k]);
        (*upper)[k] = std::max((*upper)[k], corner[k]);
      }
    }
  if (!lower)
    return {};
  return {*lower, {(*upper)[0], (*lower)[1]}, *upper, {(*lower)[0], (*upper)[1]}};
}

} // namespace

Vector middle(const Polygon& corners) {
  Vector sum(2);
  for (const Vector& x : corners)
    for (std::size_t k = 0; k < 2; ++k)
      sum[k] += x[k];
  for (Rational& entry : sum)
    entry /= static_cast<unsigned long>(corners.size());
  return sum;
}

Polygon part(const Polygon& corners, const Vector& values, int wanted) {
  Polygon result;
  for (std::size_t k = 0; k < corners.size(); ++k) {
    const std::size_t next = (k + 1) % corners.size();
    if (sgn(values[k]) * wanted >= 0)
      result.push_back(corners[k]);
    if (sgn(values[k]) * sgn(values[next]) < 0) {
      const Rational t = values[k] / (values[k] - values[next]);
      const Vector &a = corners[k], &b = corners[next];
      result.push_back({a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])});
    }
  }
  return result;
}

Polygon clipped(Polygon polygon, const std::vector<Halfspace>& halfspaces) {
  for (const Halfspace& halfspace : halfspaces) {
    Vector values;
    for (const Vector& x : polygon)
      values.push_back(halfspace.offset - dot(halfspace.normal, x));
    if (std::all_of(values.begin(), values.end(),
                    [](const Rational& value) { return sgn(value) <= 0; }))
      return {};
    polygon = part(polygon, values, 1);
  }
  return polygon;
}

Polygon polygon_of(const Polytope& polytope) {
  require(polytope.dimension == 2, "polygon: expected dimension 2");
  return clipped(corner_box(polytope), polytope.halfspaces);
}

std::optional<PlanarSlice> planar_slice(const std::vector<std::string>& chosen,
                                        const std::vector<std::string>& names, Vector base) {
  if (chosen.empty())
    return names.size() == 2 ? std::optional(PlanarSlice{0, 1, std::move(base)}) : std::nullopt;
  if (chosen.size() != 2 || names.size() < 2)
    throw UsageError(fmt::format("--slice: expected two inputs of at least two, found {} of {}",
                                 chosen.size(), names.size()));
  PlanarSlice slice{chosen_input(chosen[0], names), chosen_input(chosen[1], names),
                    std::move(base)};
  if (slice.first == slice.second)
    throw UsageError("--slice: expected two different inputs, found " + chosen[0] + " twice");
  return slice;
}

std::string slice_note(const PlanarSlice& slice, const std::string& base) {
  return slice.base.size() == 2 ? "" : fmt::format(" The other inputs are those of {}.", base);
}

AffineFunction sliced(const AffineFunction& function, const PlanarSlice& slice) {
  AffineFunction result{{function.linear[slice.first], function.linear[slice.second]},
                        function.constant};
  for (std::size_t k = 0; k < slice.base.size(); ++k)
    if (k != slice.first && k != slice.second)
      result.constant += function.linear[k] * slice.base[k];
  return result;
}

Polytope sliced(const Polytope& polytope, const PlanarSlice& slice) {
  Polytope result{2, {}};
  for (const Halfspace& halfspace : polytope.halfspaces) {
    const AffineFunction side = sliced({halfspace.normal, -halfspace.offset}, slice);
    result.halfspaces.push_back({side.linear, -side.constant});
  }
  return result;
}

std::optional<Network> sliced(Network network, const PlanarSlice& slice) {
  if (slice.base.size() == 2 && slice.first == 0)
    return network;
  for (std::size_t l = 1; l < network.layers.size(); ++l)
    for (const std::size_t source : sources(network, l))
      if (source == 0)
        return std::nullopt;
  Layer& first = network.layers.front();
  if (first.kind != LayerKind::dense)
    return std::nullopt;
  for (std::size_t unit = 0; unit < first.unit_count(); ++unit) {
    AffineFunction z{Vector(first.input_count), first.biases[unit]};
    for (const auto& [k, weight] : first.weights[unit])
      z.linear[k] = weight;
    const AffineFunction left = sliced(z, slice);
    SparseRow row;
    for (std::size_t k = 0; k < 2; ++k)
      if (sgn(left.linear[k]) != 0)
        row.emplace_back(k, left.linear[k]);
    first.weights[unit] = std::move(row);
    first.biases[unit] = left.constant;
  }
  first.input_count = 2;
  network.input_shape = {};
  return network;
}

} // namespace thalweg
