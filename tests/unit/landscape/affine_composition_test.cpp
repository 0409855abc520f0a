// SPDX-License-Identifier: GPL-3.0-or-later
//
// Affine functions pushed through networks with held pieces, against points.

#include "landscape/affine_composition.hpp"

#include "unit/network/frozen_pieces.hpp"
#include "unit/network/random_network.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("composed affine functions take the values of points pushed up", "[landscape]") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const std::size_t dimension = network.input_dimension();
    const Vector x = drawn_vector(random, dimension), y = drawn_vector(random, dimension);
    const Pieces pieces = pieces_in_use(network, network_values(network, x, network.layers.size()));
    std::vector<std::vector<IntegerAffineFunction>> maps{coordinate_functions(dimension)};
    push(network, maps, network.layers.size(),
         [&](std::size_t l, const std::vector<IntegerAffineFunction>& u) {
           const Layer& layer = network.layers[l];
           const std::vector<std::size_t> in_use =
               l < pieces.size() ? pieces[l] : std::vector<std::size_t>(layer.unit_count());
           return activated(layer, in_use,
                            layer.kind == LayerKind::max_pooling ? selected(layer, in_use, u)
                                                                 : composed(layer, u, dimension));
         });
    for (const Vector& point : {x, y}) {
      const auto expected =
          frozen_outputs(network, pieces, point, [](const Rational& a) { return a; });
      for (std::size_t source = 0; source < expected.size(); ++source) {
        const AffineMap map = rational_map(maps[source]);
        for (std::size_t k = 0; k < expected[source].size(); ++k) {
          REQUIRE(value(maps[source][k], homogeneous_point(point)) == expected[source][k]);
          REQUIRE(map[k](point) == expected[source][k]);
        }
      }
    }
  }
}
