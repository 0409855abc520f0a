// SPDX-License-Identifier: Apache-2.0

#include "claim/claim.hpp"

#include "layer/network_document.hpp"
#include "loss/cross_entropy.hpp"

namespace thalweg::verifier {

Network read_network(const Node& node, const Problem& problem) {
  Network network = read_network(node, problem.data.inputs.size());
  require_outputs(node, output_count(problem.loss, problem.data), "outputs of the loss");
  return network;
}

void require_own_keys(const Node& node, const Subject& subject,
                      std::span<const std::string_view> keys) {
  List<std::string_view> all{"claim"};
  if (node.has("name"))
    all.emplace_back("name");
  if (subject.about != nullptr)
    all.emplace_back("network");
  if (subject.better != nullptr)
    all.emplace_back("better");
  all.insert(all.end(), keys.begin(), keys.end());
  node.require_keys(all);
}

} // namespace thalweg::verifier
