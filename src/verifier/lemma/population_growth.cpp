// SPDX-License-Identifier: Apache-2.0

#include "lemma/population_risk.hpp"

#include "limit/stop.hpp"
#include "number/root.hpp"

namespace thalweg::verifier {

namespace {

/// Every number below is an integer over 2^40, rounded as the name of its function says.
constexpr std::size_t growth_digits = 40;

Integer quotient_up(const Integer& a, const Integer& b) {
  return ceiling_quotient(a << growth_digits, b);
}
Integer product_up(const Integer& a, const Integer& b) {
  return ceiling_quotient(a * b, Integer(1) << growth_digits);
}
Integer root_down(const Integer& square) {
  return integer_root(square << growth_digits);
}
Integer root_up(const Integer& square) {
  return sign(square) > 0 ? Integer(integer_root((square << growth_digits) - 1) + 1) : square;
}

class GrowthBounds {
public:
  GrowthBounds(const VectorPairs& pairs, const Fraction& radius)
      : pairs_(pairs), radius_(quotient_up(radius.numerator, radius.denominator)),
        inverse_2pi_(quotient_up(Integer(1) << pairs.bits, 2 * pairs.pi)) {
    for (std::size_t i = 0; i < pairs.units; ++i) {
      largest_.push_back(root_up(up(pairs.squares[i])));
      least_.push_back(root_down((pairs.squares[i] << growth_digits) / pairs.one));
      require_room(least_[i] > radius_, i);
    }
  }

  /// A_i² + B_i²
  Integer squared_bound(std::size_t i) const {
    const Integer r = least_[i] - radius_;
    const Integer turn = quotient_up(radius_, r); // τ_i
    const Integer own = product_up(inverse_2pi_, quotient_up(quotient_up(row_sum(i, turn), r), r));
    const Integer across = quotient_up(3 * inverse_2pi_, r);
    const Integer others = Integer(pairs_.units - 1) * one_;
    const Integer factor = std::min(Integer(4 * others), Integer(others + 6 * spread(i, turn)));
    return product_up(own, own) + product_up(product_up(across, across), factor);
  }

private:
  /// A product of vectors, rounded up.
  Integer up(const Integer& product) const { return quotient_up(product, pairs_.one); }

  static void require_room(bool has_room, std::size_t i) {
    if (!has_room)
      reject("population.third_order", "/statement/population/units/" + std::to_string(i),
             "room for a bound of third derivatives", "none to 40 binary digits");
  }

  /// Σ_j a_ij
  Integer row_sum(std::size_t i, const Integer& turn) const {
    Integer sum = 0;
    for (std::size_t j = 0; j < pairs_.units; ++j) { // n ≥ k: every teacher has a unit
      const bool has_teacher = pairs_.units + j < pairs_.vectors.size();
      Integer bound = product_up(kappa_, (j == i ? Integer(0) : Integer(largest_[j] + radius_)) +
                                             (has_teacher ? one_ : Integer(0)));
      if (j != i && has_teacher)
        bound = std::min(bound, pair_bound(i, j, turn).value_or(bound));
      sum += bound;
    }
    return sum;
  }

  /// Unit j and teacher j nearly cancel: (κ + 3η/z) d_j, if that is a bound.
  std::optional<Integer> pair_bound(std::size_t i, std::size_t j, const Integer& turn) const {
    const std::size_t teacher = pairs_.units + j;
    const Integer apart = pairs_.squares[j] - 2 * pairs_.with[j][teacher].product + pairs_.one;
    const Integer inner =
        std::max(magnitude(pairs_.with[i][j].product), magnitude(pairs_.with[i][teacher].product));
    const Integer d = root_up(up(apart)) + radius_;
    const Integer eta =
        quotient_up(up(inner), least_[i]) + product_up(std::max(largest_[j], one_), turn) + radius_;
    const Integer square = one_ - product_up(eta, eta);
    const Integer z = sign(square) > 0 ? Integer(root_down(square) - d) : square;
    if (sign(z) <= 0)
      return std::nullopt;
    return product_up(kappa_ + quotient_up(3 * eta, z), d);
  }

  /// ν_i ≥ ‖Σ_l n_il n_ilᵀ‖ on the ball
  Integer spread(std::size_t i, const Integer& turn) const {
    const auto& with = pairs_.with;
    const Integer& a = pairs_.squares[i];
    List<Integer> distances(pairs_.units, 1); // |P_i w_l| = s/|w_i|, rounded down
    Integer moved = 0, largest = 0;
    for (std::size_t l = 0; l < pairs_.units; ++l) {
      if (l == i)
        continue;
      distances[l] = (with[i][l].root.lower << (2 * growth_digits)) / (largest_[i] << pairs_.bits);
      require_room(sign(distances[l]) > 0, i);
      const Integer step = quotient_up(2 * (radius_ + product_up(largest_[l], turn)), distances[l]);
      moved += product_up(step, step);
    }
    for (std::size_t l = 0; l < pairs_.units; ++l) { // 1 + Σ_{m≠i,l} |n_il · n_im|
      Meter::tick();
      Integer row = one_;
      for (std::size_t m = 0; m < pairs_.units && l != i; ++m)
        if (m != i && m != l) {
          const Integer inner = a * with[l][m].product - with[i][l].product * with[i][m].product;
          row += ceiling_quotient(magnitude(inner) << (3 * growth_digits),
                                  a * pairs_.one * distances[l] * distances[m]);
        }
      largest = std::max(largest, row);
    }
    const Integer root = root_up(largest) + root_up(moved);
    return product_up(root, root);
  }

  const VectorPairs& pairs_;
  Integer one_ = Integer(1) << growth_digits;
  Integer kappa_ = ceiling_quotient(13 * one_, 5);
  Integer radius_;
  Integer inverse_2pi_;
  List<Integer> largest_ = {}, least_ = {}; ///< |w_i|, rounded up and down
};

} // namespace

Fraction third_order_bound(const VectorPairs& pairs, const Fraction& radius) {
  const GrowthBounds bounds(pairs, radius);
  Integer largest = 0;
  for (std::size_t i = 0; i < pairs.units; ++i)
    largest = std::max(largest, bounds.squared_bound(i));
  return fraction(root_up(largest), Integer(1) << growth_digits);
}

} // namespace thalweg::verifier
