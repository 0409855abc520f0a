// SPDX-License-Identifier: Apache-2.0

#include "layer/direction.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t weight_indices = 3; ///< layer, unit, input
constexpr std::size_t bias_indices = 2;   ///< layer, unit

/// [index,…,"change"], each after `last` in lexicographic order.
void read_move(const Node& node, std::size_t index_count, const Network& network,
               List<std::size_t>& last, Direction& direction) {
  node.require_size(index_count + 1, "indices and a change");
  const std::size_t l = node[std::size_t{0}].index(network.layers.size(), "layers");
  const Layer& layer = network.layers[l];
  const bool is_weight = index_count == weight_indices;
  const std::size_t unit =
      node[1].index(is_weight || layer.has_biases ? layer.parameters().size() : 0,
                    "units of the layer that have such a parameter");
  ParameterMove move{unit, std::nullopt, node[index_count].rational()};
  List<std::size_t> indices{l, unit};
  if (is_weight) {
    move.input = node[2].index(layer.row_length(), "weights of the unit");
    indices.push_back(*move.input);
  }
  node.require(last.empty() || last < indices, "network.weight_order",
               "strictly increasing parameters");
  node[index_count].require(sign(move.change) != 0, "network.zero_weight",
                            "a change that is not 0");
  last = indices;
  direction[l].push_back(std::move(move));
}

/// a + b·t. No polynomial has more than `width` coefficients; the first of b is 0.
AffineRow with_next_power(const AffineRow& a, const AffineRow& b, std::size_t width) {
  if (b.coefficients.empty())
    return a;
  AffineRow sum{List<Integer>(width), lcm(a.denominator, b.denominator)};
  for (std::size_t k = 0; k < a.coefficients.size(); ++k)
    sum.coefficients[k] = a.coefficients[k] * (sum.denominator / a.denominator);
  for (std::size_t k = 1; k < width; ++k)
    sum.coefficients[k - 1] += b.coefficients[k] * (sum.denominator / b.denominator);
  return sum;
}

/// The parameters that move, as a layer without the others.
Layer moving_part(const Layer& layer, const List<ParameterMove>& moves) {
  List<SparseRow> weights(layer.parameters().size());
  List<Fraction> biases(layer.parameters().size());
  for (const ParameterMove& move : moves)
    if (move.input)
      weights[move.unit].emplace_back(*move.input, move.change);
    else
      biases[move.unit] = move.change;
  Layer result = layer;
  set_parameters(result, weights, biases);
  return result;
}

} // namespace

Direction read_direction(const Node& node, const Network& network) {
  node.require_keys({"weights", "biases"});
  Direction direction(network.layers.size());
  for (const auto& [key, index_count] :
       {std::pair("weights", weight_indices), {"biases", bias_indices}}) {
    const Node list = node[key];
    List<std::size_t> last;
    for (std::size_t k = 0; k < list.size(); ++k) {
      Meter::tick();
      read_move(list[k], index_count, network, last, direction);
    }
  }
  return direction;
}

std::size_t move_count(const Direction& direction) {
  std::size_t count = 0;
  for (const List<ParameterMove>& moves : direction)
    count += moves.size();
  return count;
}

Line::Line(const Network& network, const Direction& direction) : network_(network) {
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const bool is_moving = !direction[l].empty();
    moving_.push_back(is_moving ? std::optional(moving_part(network.layers[l], direction[l]))
                                : std::nullopt);
    width_ += is_moving ? 1 : 0;
  }
}

List<AffineRow> Line::constants(const List<Fraction>& x) const {
  List<AffineRow> rows;
  for (const Fraction& coordinate : x)
    rows.push_back(activated({}, Fraction{1, 1}, coordinate, width_));
  return rows;
}

List<AffineRow> Line::pre_activations(std::size_t l, const List<List<AffineRow>>& h,
                                      const List<std::size_t>& pieces) const {
  const Layer& layer = network_.layers[l];
  List<AffineRow> z = affine_images(layer, {h, layer}, width_, Biases::added, pieces);
  if (moving_[l]) {
    const List<AffineRow> change = affine_images(*moving_[l], {h, layer}, width_, Biases::added);
    for (std::size_t j = 0; j < z.size(); ++j)
      z[j] = with_next_power(z[j], change[j], width_);
  }
  return z;
}

} // namespace thalweg::verifier
