// SPDX-License-Identifier: GPL-3.0-or-later
//
// Compositions have the values of what they are composed of, and no more pieces than they need.

#include "network/composed_activation.hpp"

#include "network/named_activation.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

TEST_CASE("compositions of activations", "[network]") {
  std::mt19937 random(5);
  const std::vector<Activation> known = {relu(),
                                         identity_activation(),
                                         *named_activation("abs"),
                                         *named_activation("relu6"),
                                         *named_activation("hard_tanh"),
                                         *named_activation("leaky_relu:-1/2"),
                                         *named_activation("hard_sigmoid")};
  for (int round = 0; round < 400; ++round) {
    const Activation& outer = known[random() % known.size()];
    const Activation& inner = known[random() % known.size()];
    const Rational factor(static_cast<long>(random() % 9) - 4, 2);
    const Rational offset(static_cast<long>(random() % 13) - 6, 3);
    Rational halved = factor;
    halved.canonicalize();
    Rational third = offset;
    third.canonicalize();
    const Activation both = composed(outer, halved, third, inner);
    for (std::size_t q = 0; q + 1 < both.piece_count(); ++q)
      CHECK((both.slopes[q] != both.slopes[q + 1] || both.intercepts[q] != both.intercepts[q + 1]));
    for (long k = -60; k <= 60; ++k) {
      Rational z(k, 6);
      z.canonicalize();
      CHECK(both(z) == outer(Rational(halved * inner(z) + third)));
    }
  }
  CHECK(composed(relu(), 1, 0, relu()) == relu());
  CHECK(composed(relu(), 2, 0, identity_activation()).slopes == Vector{0, 2});
}
