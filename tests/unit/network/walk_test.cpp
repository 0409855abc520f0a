// SPDX-License-Identifier: GPL-3.0-or-later
//
// The walk against nested loops, in several kinds of numbers (affine functions: landscape):
// forwards values, polynomials and doubles (exact on these short dyadic numbers); backwards the
// exchange of sums: a functional of z pulled down gives what pushing up a change of lower values
// gives. Numbers are small and often 0, so that ties are common.

#include "network/walk.hpp"

#include "exact/polynomial.hpp"
#include "network/linear_view.hpp"
#include "unit/network/frozen_pieces.hpp"
#include "unit/network/random_network.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("values are those of nested loops, layer by layer", "[network]") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const Vector x = drawn_vector(random, network.input_dimension());
    const std::vector<Vector> expected = naive_pre_activations(network, x);
    const NetworkValues all = network_values(network, x, network.layers.size());
    REQUIRE(all.z == expected);
    REQUIRE(all.h.back() == expected.back());
    const std::size_t end = drawn(random, network.layers.size() + 1);
    const NetworkValues some = network_values(network, x, end);
    REQUIRE(some.z == std::vector<Vector>(all.z.begin(), all.z.begin() + long(end)));
    REQUIRE(some.h == std::vector<Vector>(all.h.begin(), all.h.begin() + long(end) + 1));
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const Vector input = layer_input(network, l, all.h);
      REQUIRE(input.size() == network.layers[l].input_count);
      for (std::size_t k = 0; k < input.size(); ++k) {
        const auto [source, index] = origin(network, l, k);
        REQUIRE(input[k] == all.h[source][index]);
        REQUIRE(last_readers(network)[source] >= l);
      }
    }
  }
}

TEST_CASE("polynomials take the values of the points they pass", "[network]") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const std::size_t dimension = network.input_dimension();
    const Vector x = drawn_vector(random, dimension), y = drawn_vector(random, dimension);
    const Pieces pieces = pieces_in_use(network, network_values(network, x, network.layers.size()));
    std::vector<Polynomial> along; // x + ε (y − x)
    for (std::size_t k = 0; k < dimension; ++k)
      along.emplace_back(Vector{x[k], y[k] - x[k]});
    const auto polynomials =
        frozen_outputs(network, pieces, along, [](const Rational& a) { return Polynomial(a); });
    const auto exactly = [](const Rational& a) { return a; };
    const auto at_x = frozen_outputs(network, pieces, x, exactly);
    const auto at_y = frozen_outputs(network, pieces, y, exactly);
    REQUIRE(at_x.back() == network(x));
    for (std::size_t source = 0; source < at_x.size(); ++source)
      for (std::size_t k = 0; k < at_x[source].size(); ++k) {
        REQUIRE(polynomials[source][k](0) == at_x[source][k]);
        REQUIRE(polynomials[source][k](1) == at_y[source][k]);
      }
  }
}

TEST_CASE("the linear view in floating point has the values of the exact one", "[network]") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const Vector x = drawn_vector(random, network.input_dimension());
    std::vector<std::vector<double>> outputs{doubles(x)};
    push(network, outputs, network.layers.size(), [&](std::size_t l, const std::vector<double>& u) {
      const LinearView<double> view = floating_view(network.layers[l]);
      std::vector<double> h;
      for (std::size_t unit = 0; unit < view.unit_count(); ++unit) {
        double z = view.is_max_pooling ? u[view.rows[unit].front().first]
                                       : row_value(view.biases[unit], view.rows[unit], u);
        for (const auto& [input, one] : view.rows[unit])
          z = view.is_max_pooling ? std::max(z, u[input]) : z;
        const std::size_t piece = piece_below(view.breakpoints, z);
        h.push_back(view.slopes[piece] * z + view.intercepts[piece]);
      }
      return h;
    });
    const NetworkValues values = network_values(network, x, network.layers.size());
    for (std::size_t source = 0; source < outputs.size(); ++source)
      for (std::size_t k = 0; k < outputs[source].size(); ++k)
        REQUIRE(outputs[source][k] == Approx(values.h[source][k].get_d()).margin(1e-9));
  }
}

TEST_CASE("a functional pulled down is the change that a push up makes", "[network]") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const Vector x = drawn_vector(random, network.input_dimension());
    const NetworkValues values = network_values(network, x, network.layers.size());
    const Pieces pieces = pieces_in_use(network, values);
    const std::size_t top = drawn(random, network.layers.size());
    const Vector functional = drawn_vector(random, network.layers[top].unit_count());
    auto pull = rational_pull(network, pieces, top, functional);
    for (std::size_t bottom = top + 1; bottom-- > 0;) {
      if (bottom < top)
        pull.step();
      REQUIRE(pull.layer() == bottom);
      // z of the layer changes by `change`, everything below stands still
      const Vector change = drawn_vector(random, network.layers[bottom].unit_count());
      std::vector<Vector> changes;
      for (std::size_t source = 0; source <= bottom; ++source)
        changes.emplace_back(values.h[source].size());
      Vector z = change;
      for (std::size_t l = bottom; l < top; ++l) {
        for (std::size_t unit = 0; unit < z.size(); ++unit)
          z[unit] *= slope_in_use(network.layers[l], pieces[l][unit]);
        changes.push_back(z);
        const Layer& next = network.layers[l + 1];
        const Vector input = layer_input(network, l + 1, changes);
        z.clear();
        for (std::size_t unit = 0; unit < next.unit_count(); ++unit)
          z.push_back(row_dot(
              row_in_use(next, unit, l + 1 < pieces.size() ? pieces[l + 1][unit] : 0), input));
      }
      REQUIRE(dot(pull.derivative(), change) == dot(functional, z));
    }
  }
}

TEST_CASE("partial derivatives are those by moved parameters", "[network]") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = drawn_network(random);
    const Vector x = drawn_vector(random, network.input_dimension());
    const NetworkValues values = network_values(network, x, network.layers.size());
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      const Vector functional = drawn_vector(random, layer.unit_count());
      const Vector input = layer_input(network, l, values.h);
      std::vector<Vector> partials(
          parameter_row_count(layer),
          Vector(has_parameters(layer) ? parameter_column_count(layer) + 1 : 0));
      visit_partials(layer, functional, input,
                     [&](std::size_t row, std::size_t column, const Rational& partial) {
                       partials[row][column] += partial;
                     });
      for (std::size_t row = 0; row < partials.size(); ++row)
        for (std::size_t column = 0; column < partials[row].size(); ++column) {
          const bool is_bias = column + 1 == partials[row].size();
          if (is_bias && !layer.has_biases) {
            REQUIRE(partials[row][column] == 0);
            continue;
          }
          std::vector<SparseRow> rows(partials.size());
          Vector biases(partials.size());
          (is_bias ? biases[row] : rows[row].emplace_back(column, 0).second) = 1;
          Layer moved = layer; // z of the moved parameter alone
          set_parameters(moved, std::move(rows), std::move(biases));
          REQUIRE(partials[row][column] == dot(functional, pre_activations(moved, input)));
        }
    }
  }
}
