// SPDX-License-Identifier: Apache-2.0

#include "population_pairs.hpp"

#include "angle.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

namespace {

Integer dot_of_units(const List<Integer>& a, const List<Integer>& b) {
  Integer sum = 0, scratch;
  for (std::size_t x = 0; x < a.size(); ++x)
    add_product(sum, a[x], b[x], scratch);
  return sum;
}

/// `square` = s² over 2^digits.
VectorPair enclosed_pair(const Integer& product, const Integer& square, std::size_t digits,
                         std::size_t bits) {
  return {product, angle_floor(product, square, bits), integer_root(square << (2 * bits - digits))};
}

} // namespace

void check_regular(const PopulationMinimum& claim) {
  const PopulationNetwork& network = claim.network;
  const List<List<Integer>>& w = network.units;
  // everything times the square of the denominator of Δ
  const Integer scale = claim.radius.denominator * claim.radius.denominator;
  const Integer ball = claim.radius.numerator * claim.radius.numerator << (2 * network.bits);
  const auto demand = [&](bool holds, const char* code, std::size_t unit, const std::string& what) {
    if (!holds)
      reject(code, "/statement/population/units/" + std::to_string(unit),
             what + " everywhere in the ball", "a ball that may reach it");
  };
  List<Integer> squares;
  for (std::size_t i = 0; i < w.size(); ++i) {
    Meter::tick();
    squares.push_back(dot_of_units(w[i], w[i]) * scale);
    demand(squares[i] > ball, "population.vanishing", i, "a unit that is not 0"); // O222
    for (std::size_t j = 0; j < network.teachers; ++j)                            // O223
      demand(squares[i] - w[i][j] * w[i][j] * scale > ball, "population.parallel_to_teacher", i,
             "a unit not parallel to teacher " + std::to_string(j));
    for (std::size_t l = 0; l < i; ++l) { // O224
      const Integer product = dot_of_units(w[i], w[l]) * scale;
      demand((squares[i] - ball) * (squares[l] - ball) > product * product,
             "population.parallel_units", i, "a unit not parallel to unit " + std::to_string(l));
    }
  }
}

VectorPairs pairs_of(const PopulationNetwork& network) {
  const List<List<Integer>>& w = network.units;
  const std::size_t digits = 2 * network.bits;
  VectorPairs result;
  result.bits = digits + 64;
  result.pi = pi_floor(result.bits);
  for (const List<Integer>& row : w)
    result.squares.push_back(dot_of_units(row, row));
  result.with_units.assign(w.size(), List<VectorPair>(w.size()));
  for (std::size_t i = 0; i < w.size(); ++i) {
    Meter::tick();
    List<VectorPair>& teachers = result.with_teachers.emplace_back();
    for (std::size_t j = 0; j < network.teachers; ++j) {
      VectorPair pair =
          enclosed_pair(w[i][j], result.squares[i] - w[i][j] * w[i][j], digits, result.bits);
      pair.product <<= network.bits;
      teachers.push_back(std::move(pair));
    }
    for (std::size_t l = 0; l < i; ++l) {
      const Integer product = dot_of_units(w[i], w[l]);
      const Integer square = result.squares[i] * result.squares[l] - product * product;
      result.with_units[i][l] = enclosed_pair(product, square, 2 * digits, result.bits);
      result.with_units[l][i] = result.with_units[i][l];
    }
  }
  return result;
}

} // namespace thalweg::verifier
