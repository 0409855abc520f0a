// SPDX-License-Identifier: Apache-2.0

#include "population_growth.hpp"

#include "stop.hpp"

#include <numeric>

namespace thalweg::verifier {

namespace {

/// Every number below is an integer over 2^40, rounded as the name of its function says.
constexpr std::size_t growth_digits = 40;

Integer growth_one() {
  return Integer(1) << growth_digits;
}

Integer product_up(const Integer& a, const Integer& b) {
  return ceiling_quotient(a * b, growth_one());
}
Integer quotient_up(const Integer& a, const Integer& b) {
  return ceiling_quotient(a << growth_digits, b);
}
Integer root_down(const Integer& square) {
  return integer_root(square << growth_digits);
}
Integer root_up(const Integer& square) {
  const Integer root = root_down(square);
  return root * root == square << growth_digits ? root : Integer(root + 1);
}

/// Everything of growth_one() unit i that the bounds use.
class UnitBounds {
public:
  UnitBounds(const PopulationMinimum& claim, const VectorPairs& pairs)
      : network_(claim.network), pairs_(pairs),
        radius_(
            ceiling_quotient(claim.radius.numerator << growth_digits, claim.radius.denominator)),
        inverse_2pi_(ceiling_quotient(growth_one() << pairs.bits, 2 * pairs.pi)) {
    for (std::size_t i = 0; i < network_.count(); ++i) {
      const Integer square = pairs.squares[i] << growth_digits;
      largest_.push_back(root_up(ceiling_quotient(square, four_B())));
      least_.push_back(root_down(square / four_B()));
      require_room(least_[i] > radius_, i);
    }
  }

  /// A_i² + B_i²
  Integer squared_bound(std::size_t i) const {
    const Integer r = least_[i] - radius_;
    const Integer turn = quotient_up(radius_, r); // τ_i
    const Integer own = product_up(inverse_2pi_, quotient_up(quotient_up(row_sum(i, turn), r), r));
    return product_up(own, own) + across(i, r, turn);
  }

private:
  static Integer kappa() { return ceiling_quotient(13 * growth_one(), 5); }
  Integer four_B() const { return Integer(1) << (2 * network_.bits); }

  void require_room(bool has_room, std::size_t i) const {
    if (!has_room)
      reject("population.third_order", "/statement/population/units/" + std::to_string(i),
             "room for a bound of third derivatives", "none to 40 binary growth_digits");
  }

  /// Σ_j a_ij
  Integer row_sum(std::size_t i, const Integer& turn) const {
    Integer sum = 0;
    for (std::size_t j = 0; j < network_.count(); ++j) { // n ≥ k: every teacher has a unit
      const bool has_teacher = j < network_.teachers;
      const Integer apart = j == i
                                ? Integer(has_teacher ? growth_one() : 0)
                                : Integer(largest_[j] + radius_ + (has_teacher ? growth_one() : 0));
      Integer bound = product_up(kappa(), apart);
      if (j != i && has_teacher)
        if (const std::optional<Integer> paired = pair_bound(i, j, turn))
          bound = std::min(bound, *paired);
      sum += bound;
    }
    return sum;
  }

  /// Unit j and teacher j nearly cancel: (κ + 3η/z) d_j, if that is a bound.
  std::optional<Integer> pair_bound(std::size_t i, std::size_t j, const Integer& turn) const {
    const Integer apart = pairs_.squares[j] - 2 * pairs_.with_teachers[j][j].product + four_B();
    const Integer d = root_up(ceiling_quotient(apart << growth_digits, four_B())) + radius_;
    const Integer inner = std::max(magnitude(pairs_.with_units[i][j].product),
                                   magnitude(pairs_.with_teachers[i][j].product));
    const Integer along =
        quotient_up(ceiling_quotient(inner << growth_digits, four_B()), least_[i]);
    const Integer eta = along + product_up(std::max(largest_[j], growth_one()), turn) + radius_;
    if (eta >= growth_one())
      return std::nullopt;
    const Integer z = root_down(growth_one() - product_up(eta, eta)) - d;
    if (sign(z) <= 0)
      return std::nullopt;
    return product_up(kappa() + quotient_up(3 * eta, z), d);
  }

  /// B_i²
  Integer across(std::size_t i, const Integer& r, const Integer& turn) const {
    const std::size_t n = network_.count();
    const Integer others = Integer(n - 1) * growth_one();
    const Integer factor = std::min(Integer(4 * others), Integer(others + 6 * spread(i, turn)));
    const Integer quotient = quotient_up(3 * inverse_2pi_, r);
    return product_up(product_up(quotient, quotient), factor);
  }

  /// ν_i ≥ ‖Σ_l n_il n_ilᵀ‖ on the ball
  Integer spread(std::size_t i, const Integer& turn) const {
    const std::size_t n = network_.count();
    const Integer& a = pairs_.squares[i];
    List<Integer> distances(n); // |P_i w_l|, rounded down
    Integer moved = 0;
    for (std::size_t l = 0; l < n; ++l) {
      if (l == i)
        continue;
      const Integer& q = pairs_.with_units[i][l].product;
      distances[l] = root_down(((a * pairs_.squares[l] - q * q) << growth_digits) / (a * four_B()));
      require_room(sign(distances[l]) > 0, i);
      const Integer step = quotient_up(2 * (radius_ + product_up(largest_[l], turn)), distances[l]);
      moved += product_up(step, step);
    }
    Integer largest = 0;
    for (std::size_t l = 0; l < n; ++l) {
      Meter::tick();
      if (l != i)
        largest = std::max(largest, gram_row(i, l, distances));
    }
    const Integer root = root_up(largest) + root_up(moved);
    return product_up(root, root);
  }

  /// 1 + Σ_{m≠i,l} |n_il · n_im|
  Integer gram_row(std::size_t i, std::size_t l, const List<Integer>& distances) const {
    const Integer& a = pairs_.squares[i];
    Integer sum = growth_one();
    for (std::size_t m = 0; m < network_.count(); ++m)
      if (m != i && m != l) {
        const Integer inner = a * pairs_.with_units[l][m].product -
                              pairs_.with_units[i][l].product * pairs_.with_units[i][m].product;
        sum += ceiling_quotient(magnitude(inner) << (3 * growth_digits),
                                a * four_B() * distances[l] * distances[m]);
      }
    return sum;
  }

  const PopulationNetwork& network_;
  const VectorPairs& pairs_;
  Integer radius_;
  Integer inverse_2pi_;
  List<Integer> largest_, least_; ///< |w_i|, rounded up and down
};

} // namespace

Fraction third_order_bound(const PopulationMinimum& claim, const VectorPairs& pairs) {
  const UnitBounds bounds(claim, pairs);
  Integer largest = 0;
  for (std::size_t i = 0; i < claim.network.count(); ++i)
    largest = std::max(largest, bounds.squared_bound(i));
  return fraction(root_up(largest), growth_one());
}

} // namespace thalweg::verifier
