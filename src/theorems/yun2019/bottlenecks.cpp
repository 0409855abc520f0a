// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/yun2019/bottlenecks.hpp"

#include "exact/error.hpp"
#include "theorems/decided.hpp"
#include "theorems/yun2019/critical_points.hpp"
#include "trained/better_network.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

Layer layer_of_rows(const DenseRows& rows, std::optional<Vector> biases,
                    const Activation& activation) {
  Layer layer{rows.front().size(), {}, biases.value_or(Vector(rows.size())), activation};
  layer.has_biases = biases.has_value();
  for (const Vector& row : rows) {
    layer.weights.emplace_back();
    for (std::size_t k = 0; k < row.size(); ++k)
      if (row[k] != 0)
        layer.weights.back().emplace_back(k, row[k]);
  }
  return layer;
}

/// V_Sᵀ and U_S diag(s_S) of the `rank` largest singular values.
std::pair<DenseRows, DenseRows> kept_parts(const SingularParts& parts, std::size_t rank) {
  DenseRows first, last(parts.left.front().size(), Vector(rank));
  for (std::size_t r = 0; r < rank; ++r) {
    const std::size_t k = parts.left.size() - rank + r;
    first.push_back(parts.right[k]);
    for (std::size_t o = 0; o < last.size(); ++o)
      last[o][r] = Rational(k + 1) * parts.left[k][o];
  }
  return {std::move(first), std::move(last)};
}

Network linear_bottleneck(const MirroredData& made, std::size_t rank, std::size_t depth) {
  const auto [first, last] = kept_parts(made.parts, rank);
  Network network;
  network.layers.push_back(layer_of_rows(first, {}, identity_activation()));
  while (network.layers.size() + 1 < depth)
    network.layers.push_back(layer_of_rows(identity_rows(rank), {}, identity_activation()));
  network.layers.push_back(layer_of_rows(last, {}, identity_activation()));
  return network;
}

/// One hidden layer.
Network relu_bottleneck(const MirroredData& made, std::size_t rank) {
  const auto [first, last] = kept_parts(made.parts, rank);
  Vector shifts(rank);
  for (std::size_t r = 0; r < rank; ++r)
    for (const Vector& x : made.data.inputs)
      shifts[r] = std::max<Rational>(shifts[r], 1 - dot(first[r], x));
  Vector constants(last.size());
  for (std::size_t o = 0; o < last.size(); ++o) {
    for (const Vector& y : made.data.targets)
      constants[o] += y[o] / Rational(made.data.sample_count());
    constants[o] -= dot(last[o], shifts);
  }
  return {{layer_of_rows(first, shifts, relu()),
           layer_of_rows(last, constants, identity_activation())}};
}

/// The same function with layers that add 1 to what is not negative, taken back at the end.
Network deepened(Network network, std::size_t depth) {
  Layer& last = network.layers.back();
  const std::size_t width = last.input_count;
  for (std::size_t o = 0; o < last.unit_count(); ++o)
    for (const auto& [k, weight] : last.weights[o])
      last.biases[o] -= weight * Rational(depth - 2);
  network.layers.insert(network.layers.end() - 1, depth - 2,
                        layer_of_rows(identity_rows(width), Vector(width, 1), relu()));
  return network;
}

Outcome bottleneck_outcome(const InstanceParameters& p, bool is_linear, std::size_t rank) {
  SeededSource source(*p.seed);
  if (is_linear) {
    const MirroredData made = mirrored_data(source, p, Rational(1, 4));
    return decided(linear_bottleneck(made, rank, *p.depth), made.data);
  }
  const MirroredData made = mirrored_data(source, p, 40);
  const Network flat = relu_bottleneck(made, rank);
  const Rational risk = empirical_risk(flat, made.data, pattern_classes(flat, made.data));
  std::optional<Network> better;
  if (auto found = better_network(flat, {made.data, {}, {}}, risk))
    better = deepened(std::move(found->network), *p.depth);
  return decided(deepened(flat, *p.depth), made.data, std::move(better));
}

std::vector<InstanceCase> bottleneck_cases(const InstanceParameters& given) {
  std::vector<InstanceCase> cases;
  InstanceParameters p = given;
  p.seed = given.seed.value_or(1);
  p.dimension = given.dimension.value_or(3);
  p.outputs = given.outputs.value_or(3);
  const std::size_t least = std::min(*p.dimension, *p.outputs);
  if (least < 2)
    throw UsageError(fmt::format("--dimension, --outputs: expected at least 2, found {}", least));
  for (const bool is_linear : {true, false})
    for (const std::size_t depth : values_or(given.depth, {2, 3})) {
      if (depth < 2)
        throw UsageError(fmt::format("--depth: expected at least 2, found {}", depth));
      p.depth = depth;
      for (std::size_t rank = 1; rank < least; ++rank)
        cases.push_back(
            {fmt::format("{}-depth{}-rank{}", is_linear ? "linear" : "relu", depth, rank), p,
             is_linear ? Verdict::local_minimum : Verdict::spurious_minimum,
             [p, is_linear, rank] { return bottleneck_outcome(p, is_linear, rank); }});
    }
  return cases;
}

} // namespace

Instance yun_bottlenecks() {
  using enum Parameter;
  return {
      "yun2019",
      "theorem4-bottleneck",
      "What Theorem 4 excludes: minima where a hidden layer is narrower than d_x and d_y, global "
      "for linear networks, spurious for ReLU",
      {seed, dimension, outputs, depth},
      bottleneck_cases};
}

} // namespace thalweg
