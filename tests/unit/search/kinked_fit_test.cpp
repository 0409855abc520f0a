// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hat x = 0, 1, 2, y = 0, 1, 0: the best affine fit is 1/3 with risk 2/9; with one kink between
// two samples three coefficients fit three samples. Two outputs need three units in the first layer
// and two in the next.

#include "search/kinked_fit.hpp"

#include "unit/landscape/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

const Dataset hat = dataset({{0}, {1}, {2}}, {{0}, {1}, {0}});

Network zeros(std::size_t inputs, const std::vector<std::size_t>& widths, const Activation& sigma) {
  Network network;
  for (std::size_t l = 0; l < widths.size(); ++l) {
    const std::size_t before = l == 0 ? inputs : widths[l - 1];
    network.layers.push_back(
        layer(before, std::vector<std::vector<Rational>>(widths[l], std::vector<Rational>(before)),
              Vector(widths[l]), l + 1 < widths.size() ? sigma : identity_activation()));
  }
  return network;
}

} // namespace

TEST_CASE("kinked fit: two pieces in any depth and with any activation that bends", "[search]") {
  for (const Activation& sigma : {relu(), hard_tanh()})
    for (const std::vector<std::size_t>& widths :
         {std::vector<std::size_t>{2, 1}, {2, 2, 1}, {2, 1, 1, 1}}) {
      const std::optional<Network> network = kinked_fit(zeros(1, widths, sigma), hat);
      REQUIRE(network);
      CHECK(has_same_architecture(*network, zeros(1, widths, sigma)));
      for (std::size_t i = 0; i < 3; ++i)
        CHECK((*network)(hat.inputs[i]) == hat.targets[i]);
    }
}

TEST_CASE("kinked fit: several outputs share the kink", "[search]") {
  const Dataset both = dataset({{0}, {1}, {2}}, {{0, 1}, {1, 0}, {0, 0}});
  const std::optional<Network> network = kinked_fit(zeros(1, {3, 2, 2}, relu()), both);
  REQUIRE(network);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK((*network)(both.inputs[i]) == both.targets[i]);
}

TEST_CASE("kinked fit: nothing where it does not fit in", "[search]") {
  CHECK_FALSE(kinked_fit(zeros(1, {1, 1}, relu()), hat));
  CHECK_FALSE(kinked_fit(zeros(1, {1}, relu()), hat));
  CHECK_FALSE(kinked_fit(zeros(1, {2, 1}, identity_activation()), hat));
}
