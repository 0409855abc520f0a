// SPDX-License-Identifier: Apache-2.0

#include "ray.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t weight_indices = 3; ///< layer, unit, input
constexpr std::size_t bias_indices = 2;   ///< layer, unit

/// [index,…,"change"], each after `last` in lexicographic order.
void read_move(const Node& node, std::size_t index_count, const Network& network,
               List<std::size_t>& last, List<List<ParameterMove>>& moves) {
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
  moves[l].push_back(std::move(move));
}

} // namespace

void read_global_minimum(const Node& node, Certificate& certificate) {
  node.require_keys({"claim"});
  certificate.further.push_back(std::make_unique<GlobalMinimum>(node.place()));
}

void read_ray(const Node& node, Certificate& certificate) {
  node.require_keys({"claim", "epsilon", "risk"});
  certificate.further.push_back(std::make_unique<NotLocalMinimum>(
      node.place(), node["epsilon"].rational(), node["risk"].rational()));
}

void read_ray_witness(const Node& node, Certificate& certificate) {
  node.require_keys({"weights", "biases"});
  NotLocalMinimum& claim = claim_among<NotLocalMinimum>(certificate.further);
  claim.moves.resize(certificate.network.layers.size());
  for (const auto& [key, index_count] :
       {std::pair("weights", weight_indices), {"biases", bias_indices}}) {
    const Node list = node[key];
    List<std::size_t> last;
    for (std::size_t k = 0; k < list.size(); ++k) {
      Meter::tick();
      read_move(list[k], index_count, certificate.network, last, claim.moves);
    }
  }
  claim.direction_json = &node.json();
}

} // namespace thalweg::verifier
