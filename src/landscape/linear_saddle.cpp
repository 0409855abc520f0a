// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/linear_saddle.hpp"

#include "exact/error.hpp"
#include "landscape/dense_rows.hpp"
#include "landscape/risk_along.hpp"
#include "landscape/tangent.hpp"
#include "network/walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

DenseRows dense_rows(const Layer& layer) {
  DenseRows rows(layer.unit_count(), Vector(layer.input_count));
  for (std::size_t j = 0; j < rows.size(); ++j)
    for (const auto& [k, weight] : layer.weights[j])
      rows[j][k] = weight;
  return rows;
}

/// A basis of the vectors that are orthogonal to the space.
DenseRows orthogonal_basis(const RowSpace& space) {
  const std::vector<std::size_t>& pivots = space.pivots();
  DenseRows result;
  for (std::size_t free = 0; free < space.dimension(); ++free) {
    if (std::binary_search(pivots.begin(), pivots.end(), free))
      continue;
    Vector v(space.dimension());
    v[free] = 1;
    for (std::size_t r = 0; r < space.rank(); ++r)
      v[pivots[r]] = -fraction(space.basis()[r][free], space.basis()[r][pivots[r]]);
    result.push_back(std::move(v));
  }
  return result;
}

/// b with b·c_k = f_k for independent vectors c_k, as many as f has entries: a combination of them.
Vector dual_vector(const DenseRows& independent, const Vector& f) {
  DenseRows rows; // the Gram matrix and f
  for (std::size_t k = 0; k < f.size(); ++k) {
    rows.push_back(image(independent, independent[k]));
    rows.back().push_back(f[k]);
  }
  const std::size_t width = f.size();
  const RowSpace solved =
      span_of(rows, width + 1); // its reduced form has the pivots 0, …, width − 1
  Vector result(independent.front().size());
  for (std::size_t k = 0; k < width; ++k) {
    const Rational factor = fraction(solved.basis()[k][width], solved.basis()[k][k]);
    for (std::size_t e = 0; e < result.size(); ++e)
      result[e] += factor * independent[k][e];
  }
  return result;
}

/// The move column rowᵀ of one layer.
struct RankOneMove {
  std::size_t layer;
  Vector column, row;
};

/// The chain of moves of the head comment for matrices with d_x ≤ all widths and the gradient G ≠
/// 0 in the product at a critical point; the last one by −G f.
class MoveChain {
public:
  MoveChain(DenseRows gradient, std::vector<DenseRows> layers)
      : gradient_(std::move(gradient)), layers_(std::move(layers)) {
    const std::size_t inputs = layers_.front().front().size();
    reached_.push_back(span_of(identity_rows(inputs), inputs));
    DenseRows below = identity_rows(inputs);
    for (const DenseRows& layer : layers_) {
      below = product(layer, below);
      columns_.push_back(transposed(below));
      reached_.push_back(span_of(columns_.back(), layer.size()));
    }
    DenseRows above = identity_rows(layers_.back().size());
    above_.assign(layers_.size(), above);
    for (std::size_t l = layers_.size(); l-- > 1;)
      above_[l - 1] = above = product(above, layers_[l]);
  }

  /// Nothing if no layer before the last loses rank.
  std::optional<std::vector<RankOneMove>> moves() const {
    const std::size_t inputs = gradient_.front().size();
    std::size_t layer = 0;
    while (layer + 1 < layers_.size() && reached_[layer + 1].rank() == inputs)
      ++layer;
    if (layer + 1 == layers_.size())
      return std::nullopt;
    const Vector f = steepest_input();
    Vector row = layer == 0 ? f : dual_vector(columns_[layer - 1], f);
    std::vector<RankOneMove> result;
    while (layer + 1 < layers_.size()) {
      Vector column = new_column(layer);
      result.push_back({layer, column, row});
      while (layer + 2 < layers_.size()) {
        Vector next = image(layers_[layer + 1], column);
        if (reached_[layer + 2].contains(next))
          break;
        column = std::move(next);
        ++layer;
      }
      row = separating_row(layer, column);
      ++layer;
    }
    Vector last = image(gradient_, f);
    for (Rational& entry : last)
      entry = -entry;
    result.push_back({layer, std::move(last), std::move(row)});
    return result;
  }

private:
  /// The unit vector of a column of G with the most length.
  Vector steepest_input() const {
    const DenseRows columns = transposed(gradient_);
    const auto longest =
        std::max_element(columns.begin(), columns.end(),
                         [](const Vector& a, const Vector& b) { return dot(a, a) < dot(b, b); });
    Vector f(columns.size());
    f[static_cast<std::size_t>(longest - columns.begin())] = 1;
    return f;
  }

  /// Outside of what the layer reaches, and of no effect on the outputs if possible.
  Vector new_column(std::size_t layer) const {
    const RowSpace& reached = reached_[layer + 1];
    const std::size_t width = layers_[layer].size();
    for (const DenseRows& candidates :
         {orthogonal_basis(span_of(above_[layer], width)), identity_rows(width)})
      for (const Vector& a : candidates)
        if (!reached.contains(a))
          return a;
    throw InternalError("linear saddle: a layer of full rank");
  }

  /// Orthogonal to all that the layer reaches, 1 at the column.
  Vector separating_row(std::size_t layer, const Vector& column) const {
    for (Vector& row : orthogonal_basis(reached_[layer + 1]))
      if (const Rational value = dot(row, column); value != 0) {
        for (Rational& entry : row)
          entry /= value;
        return row;
      }
    throw InternalError("linear saddle: a column inside of the image");
  }

  DenseRows gradient_;
  std::vector<DenseRows> layers_;
  std::vector<DenseRows> columns_; ///< [l]: those of B_{l+1}
  std::vector<RowSpace> reached_;  ///< [l]: im B_l
  std::vector<DenseRows> above_;   ///< [l]: A_{l+1}
};

/// Σ g_i x_iᵀ
DenseRows gradient_in_product(const Network& network, const UnsettledStates& unsettled) {
  DenseRows gradient(network.output_dimension(), Vector(network.input_dimension()));
  for (const SampleState& state : unsettled.states) {
    const Vector x = state.input(0);
    for (std::size_t o = 0; o < gradient.size(); ++o)
      for (std::size_t k = 0; k < gradient[o].size(); ++k)
        gradient[o][k] += state.loss_slopes[o] * x[k];
  }
  return gradient;
}

std::optional<std::vector<RankOneMove>> moves_of(const Network& network,
                                                 const DenseRows& gradient) {
  std::vector<DenseRows> layers;
  for (const Layer& layer : network.layers)
    layers.push_back(dense_rows(layer));
  if (network.input_dimension() <= network.output_dimension())
    return MoveChain(gradient, std::move(layers)).moves();
  std::reverse(layers.begin(), layers.end());
  for (DenseRows& layer : layers)
    layer = transposed(layer);
  auto result = MoveChain(transposed(gradient), std::move(layers)).moves();
  if (result)
    for (RankOneMove& move : *result) {
      move.layer = network.layers.size() - 1 - move.layer;
      std::swap(move.column, move.row);
    }
  return result;
}

/// With the moves of biases; nothing if a layer has none. `origin`: what every layer reads at 0.
std::optional<Direction> direction_of(const Network& network, const std::vector<RankOneMove>& moves,
                                      const std::vector<Vector>& origin) {
  std::vector<DenseRows> changes(network.layers.size());
  for (const RankOneMove& move : moves)
    for (const Rational& entry : move.column) {
      changes[move.layer].push_back(move.row);
      for (Rational& value : changes[move.layer].back())
        value *= entry;
    }
  Direction result;
  for (std::size_t l = 0; l < changes.size(); ++l)
    for (std::size_t j = 0; j < changes[l].size(); ++j) {
      for (std::size_t k = 0; k < changes[l][j].size(); ++k)
        if (changes[l][j][k] != 0)
          result.weights.push_back({l, j, k, changes[l][j][k]});
      const Rational bias = -dot(changes[l][j], origin[l]);
      if (bias != 0 && !network.layers[l].has_biases)
        return std::nullopt;
      if (bias != 0)
        result.biases.push_back({l, j, bias});
    }
  return result;
}

/// What every layer reads at x = 0.
std::vector<Vector> inputs_at_origin(const Network& network) {
  return network_values(network, Vector(network.input_dimension()), network.hidden_layer_count()).h;
}

void scale(Vector& values, const Rational& factor) {
  for (Rational& value : values)
    value *= factor;
}

} // namespace

bool is_linear(const Network& network) {
  return std::all_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    return layer.kind == LayerKind::dense && layer.activation == identity_activation();
  });
}

std::optional<std::string> narrow_layer_in_words(const Network& network) {
  const std::size_t least = std::min(network.input_dimension(), network.output_dimension());
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    if (network.layers[l].unit_count() < least)
      return fmt::format(
          "Theorem 4 of yun2019 is about hidden layers with at least min(d_x, d_y) = "
          "{} units, and layer {} has {}: the product of the layers cannot be any "
          "matrix, and its critical points may be other minima",
          least, l, network.layers[l].unit_count());
  return std::nullopt;
}

std::optional<Saddle> linear_saddle(const Network& network, const Problem& problem) {
  if (!is_linear(network) || network.layers.size() < 2 || narrow_layer_in_words(network) ||
      !is_critical(network, problem))
    return std::nullopt;
  const DenseRows gradient = gradient_in_product(network, unsettled_states(network, problem));
  if (span_of(gradient, gradient.front().size()).rank() == 0)
    return std::nullopt;
  std::optional<std::vector<RankOneMove>> moves = moves_of(network, gradient);
  if (!moves)
    return std::nullopt;
  const std::vector<Vector> origin = inputs_at_origin(network);
  constexpr int most_doublings = 200;
  RankOneMove& first = moves->front();
  RankOneMove& last = moves->back();
  for (int doubling = 0; doubling < most_doublings; ++doubling, scale(last.column, 2)) {
    std::optional<Direction> down, up;
    for (int signs = 0; signs < 4 && !(down && up); ++signs) {
      const std::optional<Direction> direction = direction_of(network, *moves, origin);
      if (!direction)
        return std::nullopt;
      const int sign = risk_along(network, problem, *direction).difference.sign_right_of_zero();
      if (sign < 0 && !down)
        down = direction;
      if (sign > 0 && !up)
        up = direction;
      scale((signs % 2 == 0 ? last : first).column, -1);
    }
    if (down && up)
      return saddle(network, problem, *down, *up);
  }
  return std::nullopt;
}

} // namespace thalweg
