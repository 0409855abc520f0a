// SPDX-License-Identifier: Apache-2.0

#include "claim/claim.hpp"

#include "layer/network_document.hpp"
#include "loss/cross_entropy.hpp"
#include "text/text.hpp"

namespace thalweg::verifier {

namespace {

/// A claim speaks of its witness as "/witness/<kind>" and of W as "/statement/network". Where these
/// are in the file.
std::string in_file(const std::string& place, const Claim& claim) {
  const std::string kind = claim.name.substr(0, claim.name.find(' '));
  const auto moved = [&](const std::string& from, const std::string& to) {
    return place.starts_with(from) && (place.size() == from.size() || place[from.size()] == '/')
               ? to + place.substr(from.size())
               : "";
  };
  const std::string witness = moved("/witness/" + kind, claim.witness);
  const std::string network =
      claim.about == nullptr ? "" : moved("/statement/network", claim.about->place);
  return !witness.empty() ? witness : !network.empty() ? network : place;
}

} // namespace

Told Claim::checked(const Subject& subject, std::vector<HeldCheck>& held) const {
  const std::size_t before = held.size();
  try {
    Told result = check(subject);
    for (std::size_t k = before; k < held.size(); ++k)
      held[k].place = in_file(held[k].place, *this);
    return result;
  } catch (Stop& stop) {
    stop.outcome.place = in_file(stop.outcome.place, *this);
    throw;
  }
}

std::string in_words(const NamedNetwork& better) {
  return better.name == "W2" ? "W2" : "W2 (" + printable(better.name) + ")";
}

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
