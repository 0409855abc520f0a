// SPDX-License-Identifier: GPL-3.0-or-later
//
// The gradient of the risk, all samples together against sample by sample, and by hand.

#include "landscape/risk_gradient.hpp"
#include "layers.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

TEST_CASE("the steepest parameter by hand, layer by layer", "[landscape]") {
  // F = 2[x_1 + x_2] + 1 at x = (1, 3), y = 0: residual 9. By the output weight 9·4 = 36, its bias
  // 9; one layer down ∂/∂z = 18, by the weights 18 and 54, by the bias 18.
  const Network network{
      {{2, {{{0, 1}, {1, 1}}}, {0}, relu()}, {1, {{{0, 2}}}, {1}, identity_activation()}}};
  const Dataset data = dataset({{1, 3}}, {{0}});
  const UnsettledStates unsettled = unsettled_states(network, data);
  for (const auto& gradient :
       {batch_risk_gradient(network, unsettled), rational_risk_gradient(network, unsettled)}) {
    REQUIRE(gradient);
    CHECK(gradient->layer() == 1);
    CHECK(gradient->steepest_parameter() == Direction{{{1, 0, 0, -1}}, {}});
    CHECK(gradient->has_no_tie_in_use());
    gradient->step();
    CHECK(gradient->layer() == 0);
    CHECK(gradient->steepest_parameter() == Direction{{{0, 0, 1, -1}}, {}});
  }
  // [x_1 + x_2] at x = (1, −1): a tie in use
  const Dataset tied = dataset({{1, -1}}, {{0}});
  const UnsettledStates ties = unsettled_states(network, tied);
  CHECK_FALSE(risk_gradient(network, ties)->has_no_tie_in_use());
}

TEST_CASE("together and sample by sample the gradients agree", "[landscape]") {
  std::size_t compared = 0, tied = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    Network network = layered_network(random, seed % 2 == 0);
    if (has_parameters(network.layers[0]) && network.layers.size() > 1)
      network.layers[0].activation = activations()[seed % 5];
    const Dataset data = layered_data(random, network, 3, seed % 2 == 0);
    const UnsettledStates unsettled = unsettled_states(network, data);
    if (unsettled.states.empty())
      continue;
    const auto batch = batch_risk_gradient(network, unsettled);
    const auto plain = rational_risk_gradient(network, unsettled);
    REQUIRE(batch);
    for (;;) {
      REQUIRE(batch->layer() == plain->layer());
      REQUIRE(batch->steepest_parameter() == plain->steepest_parameter());
      ++compared;
      if (plain->layer() == 0)
        break;
      REQUIRE(batch->has_no_tie_in_use() == plain->has_no_tie_in_use());
      tied += plain->has_no_tie_in_use() ? 0 : 1;
      batch->step();
      plain->step();
    }
  }
  CHECK(compared > 600);
  CHECK(tied > 20);
}
