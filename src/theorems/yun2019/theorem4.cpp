// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/yun2019/theorem4.hpp"

#include "certificate/saddle_claim.hpp"
#include "exact/error.hpp"
#include "exact/power_of_two.hpp"
#include "exact/row_space.hpp"
#include "theorems/linear_network.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// G_o = Σ_i y_{i,o} x_i
std::vector<Vector> moments(const Dataset& data) {
  std::vector<Vector> g(data.target_dimension(), Vector(data.input_dimension()));
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (std::size_t o = 0; o < g.size(); ++o)
      for (std::size_t a = 0; a < g[o].size(); ++a)
        g[o][a] += data.targets[i][o] * data.inputs[i][a];
  return g;
}

/// A vector that is not 0 and orthogonal to all rows, of which there are fewer than entries: 1 at
/// the first coordinate without a pivot.
Vector orthogonal_vector(const std::vector<Vector>& rows, std::size_t dimension) {
  RowSpace space(dimension);
  for (const Vector& row : rows)
    space.insert(row);
  const std::vector<std::size_t>& pivots = space.pivots();
  std::size_t free = 0;
  while (std::count(pivots.begin(), pivots.end(), free) > 0)
    ++free;
  Vector w(dimension);
  w[free] = 1;
  for (std::size_t r = 0; r < space.rank(); ++r)
    w[pivots[r]] = -fraction(space.basis()[r][free], space.basis()[r][pivots[r]]);
  return w;
}

/// The last layer's entry (o, o) moves by 1, row o of the first layer by `row`.
Direction direction(std::size_t last_layer, std::size_t o, const Vector& row,
                    const Rational& factor) {
  Direction result;
  for (std::size_t a = 0; a < row.size(); ++a)
    if (row[a] != 0)
      result.weights.push_back({0, o, a, factor * row[a]});
  result.weights.push_back({last_layer, o, o, 1});
  return result;
}

} // namespace

Outcome yun_theorem4_saddle(const Dataset& data, std::size_t layer_count) {
  const std::size_t d = data.input_dimension();
  if (d <= data.target_dimension())
    throw UsageError("--dimension: expected more inputs than outputs, found " + std::to_string(d));
  const std::vector<Vector> g = moments(data);
  const auto moving =
      std::find_if(g.begin(), g.end(), [](const Vector& row) { return dot(row, row) != 0; });
  if (moving == g.end())
    throw ClaimError("theorem 4: expected targets that are not orthogonal to the inputs, found "
                     "otherwise");
  const auto o = static_cast<std::size_t>(moving - g.begin());
  const Vector w = orthogonal_vector(g, d);
  Rational m = 0;
  for (const Vector& x : data.inputs)
    m += dot(w, x) * dot(w, x);
  const Rational t =
      m == 0 ? Rational(1) : times_power_of_two(2, floor_log2(Rational(m / dot(*moving, *moving))));
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = data;
  document.network =
      linear_network(AffineMap(data.target_dimension(), AffineFunction{w, 0}), layer_count, false);
  document.network.layers.back().weights.assign(data.target_dimension(), {});
  const std::size_t last = layer_count - 1;
  Saddle found = saddle(document.network, data, direction(last, o, *moving, t),
                        direction(last, o, *moving, -t));
  document.not_local_minimum = std::move(found.descent);
  document.further = {saddle_claim(found.ascent)};
  return outcome;
}

} // namespace thalweg
