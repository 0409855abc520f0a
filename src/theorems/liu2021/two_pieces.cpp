// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/two_pieces.hpp"

#include "certificate/two_piece_claim.hpp"
#include "exact/error.hpp"
#include "theorems/sampled_data.hpp"

namespace thalweg {

namespace {

/// The second unit of the second layer is not used.
Network hat_network() {
  return {{{1, {{{0, 1}}, {{0, 1}}}, {1, 0}, relu()},
           {2, {{{0, 1}, {1, -2}}, {}}, {0, 0}, relu()},
           {2, {{{0, 1}}}, {0}, identity_activation()}}};
}

} // namespace

Outcome two_pieces_absolute_loss() {
  std::vector<Vector> inputs, targets, outputs;
  const Network network = hat_network();
  for (int x = -3; x <= 3; ++x) {
    inputs.push_back({x});
    targets.push_back({x == 0 ? 1 : 0});
    outputs.push_back(network(inputs.back()));
  }
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = dataset_of(std::move(inputs), std::move(targets));
  document.loss = loss(LossKind::absolute);
  document.network = network;
  require(mean_loss(document.problem(), outputs) == 0, "two pieces: the network does not fit");
  document.global_minimum.emplace();
  const TwoPieceBound bound = two_piece_bound(document.problem());
  document.further = {two_piece_claim(bound, document.weighted_loss())};
  outcome.note = "every function of two affine pieces has risk at least " + to_string(bound.bound) +
                 ", as the best affine function";
  return outcome;
}

} // namespace thalweg
