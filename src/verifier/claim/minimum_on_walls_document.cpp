// SPDX-License-Identifier: Apache-2.0

#include "claim/minimum_on_walls.hpp"
#include "loss/loss_document.hpp"

namespace thalweg::verifier {

namespace {

Tie read_tie(const Node& node, const Subject& subject, const List<Tie>& before) {
  const Layer& layer = subject.network.layers[subject.network.hidden_count() - 1];
  node.require_size(3, "sample, unit, multiplier");
  Tie tie{node[0].index(subject.data.samples.size(), "samples"),
          node[1].index(layer.units.size(), "units of the last hidden layer"), node[2].rational()};
  node.require(before.empty() || std::pair(before.back().sample, before.back().unit) <
                                     std::pair(tie.sample, tie.unit),
               "shape.order", "increasing samples, then units");
  return tie;
}

} // namespace

std::unique_ptr<Claim> read_minimum_on_walls(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"radius", "risk"});
  return std::make_unique<MinimumOnWalls>(node.place(), node["radius"].rational(),
                                          node["risk"].rational());
}

void read_minimum_on_walls_witness(const Node& node, Claim& made, const Subject& subject) {
  require_keys_and_subgradients(node, {"method", "exempt", "ties"},
                                !subject.loss.is_differentiable());
  MinimumOnWalls& claim = dynamic_cast<MinimumOnWalls&>(made);
  claim.witness_json = &node.json();
  claim.method = read_method(node["method"]);
  claim.exempt = node["exempt"].increasing_indices(subject.data.samples.size(), "samples");
  claim.classes.assign(subject.data.samples.size(), 0);
  for (const std::size_t i : claim.exempt)
    claim.classes[i].reset();
  const Node ties = node["ties"];
  ties.require(subject.network.hidden_count() > 0 || ties.size() == 0, "shape.index",
               "no ties in a network without hidden layers");
  for (std::size_t k = 0; k < ties.size(); ++k)
    claim.ties.push_back(read_tie(ties[k], subject, claim.ties));
  claim.subgradients = read_subgradients(node, claim.classes, subject.data.targets.size());
}

} // namespace thalweg::verifier
