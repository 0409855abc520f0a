// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/yun2019/critical_points.hpp"

#include "exact/error.hpp"
#include "theorems/corner.hpp"
#include "theorems/decided.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

Vector small_integers(SeededSource& source, std::size_t size, long low, long high) {
  Vector values;
  for (std::size_t k = 0; k < size; ++k)
    values.emplace_back(source.integer(low, high));
  return values;
}

/// length · (I − 2 v vᵀ/|v|²)
DenseRows scaled_reflection(const Vector& v, const Rational& length) {
  DenseRows rows(v.size(), Vector(v.size()));
  for (std::size_t j = 0; j < v.size(); ++j)
    for (std::size_t k = 0; k < v.size(); ++k)
      rows[j][k] = length * ((j == k ? 1 : 0) - 2 * v[j] * v[k] / dot(v, v));
  return rows;
}

SingularParts singular_parts(SeededSource& source, const InstanceParameters& p) {
  SingularParts parts{scaled_reflection(small_integers(source, *p.outputs, 1, 3), 1),
                      scaled_reflection(small_integers(source, *p.dimension, 1, 3), 1)};
  const std::size_t least = std::min(parts.left.size(), parts.right.size());
  parts.left.resize(least);
  parts.right.resize(least);
  return parts;
}

Dataset mirrored_samples(SeededSource& source, const InstanceParameters& p,
                         const SingularParts& parts, const Rational& noise_size) {
  const Vector v = small_integers(source, *p.dimension, 1, 3);
  std::vector<Vector> inputs, targets;
  for (const Vector& x : scaled_reflection(v, dot(v, v))) {
    Vector noise = small_integers(source, *p.outputs, -1, 1);
    for (Rational& entry : noise)
      entry *= noise_size;
    for (const int sign : {1, -1}) {
      inputs.push_back(x);
      targets.push_back(noise);
      for (Rational& entry : inputs.back())
        entry *= sign;
      for (std::size_t k = 0; k < parts.left.size(); ++k)
        for (std::size_t o = 0; o < noise.size(); ++o)
          targets.back()[o] +=
              parts.left[k][o] * Rational(k + 1) * dot(parts.right[k], inputs.back());
    }
  }
  return dataset_of(std::move(inputs), std::move(targets));
}

/// `rank` of the numbers below `count`, in order.
std::vector<std::size_t> chosen(SeededSource& source, std::size_t rank, std::size_t count) {
  std::vector<std::size_t> all;
  for (std::size_t k = 0; k < count; ++k)
    all.push_back(k);
  while (all.size() > rank)
    all.erase(all.begin() + source.integer(0, static_cast<long>(all.size()) - 1));
  return all;
}

/// W_1, …, W_L before units are mixed.
std::vector<DenseRows> block_layers(SeededSource& source, const InstanceParameters& p,
                                    const SingularParts& parts, std::size_t rank) {
  const std::size_t depth = *p.depth, least = parts.left.size();
  const std::vector<std::size_t> kept = chosen(source, rank, least);
  const std::vector<std::size_t> zero = chosen(source, 2, depth);
  std::vector<DenseRows> layers;
  for (std::size_t l = 0; l < depth; ++l) {
    const std::size_t inputs = l == 0 ? *p.dimension : layers.back().size();
    const std::size_t units = l + 1 == depth ? *p.outputs : least + l % 2;
    const std::size_t from = l == 0 ? 0 : rank, to = l + 1 == depth ? 0 : rank;
    DenseRows rows(units, Vector(inputs));
    for (std::size_t r = 0; r < rank; ++r) // S
      if (l == 0)
        rows[r] = parts.right[kept[r]];
      else if (l + 1 == depth)
        for (std::size_t o = 0; o < units; ++o)
          rows[o][r] = Rational(kept[r] + 1) * parts.left[kept[r]][o];
      else
        rows[r][r] = 1;
    if (std::count(zero.begin(), zero.end(), l) == 0) // Z_l
      for (std::size_t j = to; j < units; ++j)
        for (std::size_t k = from; k < inputs; ++k)
          rows[j][k] = source.integer(-2, 2);
    layers.push_back(std::move(rows));
  }
  return layers;
}

/// Rows of a layer are added to others, and columns of the next one taken off: the same function.
void mix_units(SeededSource& source, std::vector<DenseRows>& layers) {
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    DenseRows& rows = layers[l];
    for (std::size_t j = 0; j < rows.size(); ++j)
      for (std::size_t k = 0; k < rows.size(); ++k) {
        if (j == k)
          continue;
        const Rational factor = source.integer(-1, 1);
        for (std::size_t e = 0; e < rows[j].size(); ++e)
          rows[j][e] += factor * rows[k][e];
        for (Vector& next : layers[l + 1])
          next[k] -= factor * next[j];
      }
  }
}

Network network_of_rows(const std::vector<DenseRows>& layers) {
  Network network;
  for (const DenseRows& rows : layers) {
    Layer layer{rows.front().size(), {}, Vector(rows.size()), identity_activation()};
    layer.has_biases = false;
    for (const Vector& row : rows) {
      layer.weights.emplace_back();
      for (std::size_t k = 0; k < row.size(); ++k)
        if (row[k] != 0)
          layer.weights.back().emplace_back(k, row[k]);
    }
    network.layers.push_back(std::move(layer));
  }
  return network;
}

std::vector<InstanceCase> critical_cases(const InstanceParameters& given) {
  std::vector<InstanceCase> cases;
  for (const std::size_t depth : values_or(given.depth, {2, 3, 4, 5}))
    for (const std::string& text :
         values_or(given.loss, std::vector<std::string>{"squared", "huber:1"})) {
      if (depth < 2)
        throw UsageError(fmt::format("--depth: expected at least 2, found {}", depth));
      InstanceParameters p = given;
      p.seed = given.seed.value_or(1);
      p.dimension = given.dimension.value_or(3);
      p.outputs = given.outputs.value_or(2);
      if (*p.dimension < 1 || *p.outputs < 1)
        throw UsageError("--dimension, --outputs: expected at least 1, found 0");
      p.depth = depth;
      p.loss = text;
      const WeightedLoss loss{loss_of_text(text)};
      const std::size_t most = text == "squared" ? std::min(*p.dimension, *p.outputs) : 0;
      for (std::size_t rank = 0; rank <= most; ++rank)
        cases.push_back(
            {fmt::format("{}-depth{}-rank{}", file_word(text), depth, rank), p,
             rank < std::min(*p.dimension, *p.outputs) ? Verdict::saddle : Verdict::local_minimum,
             [p, rank, loss] {
               const CriticalPoint point = critical_point(p, rank);
               return decided(point.network, {point.data, loss});
             }});
    }
  return cases;
}

} // namespace

MirroredData mirrored_data(SeededSource& source, const InstanceParameters& parameters,
                           const Rational& noise) {
  SingularParts parts = singular_parts(source, parameters);
  Dataset data = mirrored_samples(source, parameters, parts, noise);
  return {std::move(parts), std::move(data)};
}

CriticalPoint critical_point(const InstanceParameters& parameters, std::size_t rank) {
  SeededSource source(*parameters.seed * 16 + rank);
  auto [parts, data] = mirrored_data(source, parameters, Rational(1, 4));
  std::vector<DenseRows> layers = block_layers(source, parameters, parts, rank);
  mix_units(source, layers);
  return {std::move(data), network_of_rows(layers)};
}

Instance yun_critical_points() {
  using enum Parameter;
  return {"yun2019",
          "theorem4-critical-points",
          "Theorem 4 and Corollary 5 decided for any critical point that is given: one of every "
          "rank of the product, a saddle or the global minimum",
          {seed, dimension, outputs, depth, loss},
          critical_cases};
}

} // namespace thalweg
