// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/growth_coefficients.hpp"
#include "trained/guess/point_curvature.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

class CoefficientSums {
public:
  CoefficientSums(std::size_t top, int share) : top_(top), weight_(std::ldexp(1.0, -share) - 1) {
    sums_.plain.assign(2 * top + 1, 0);
    sums_.strict.assign(2 * top + 1, 0);
    sums_.ties.assign(2 * top + 1, 0);
  }

  /// `order(k)` is the majorant of order k of a function that has a factor of size `linear`, and
  /// whose square has the factor `square` / 2; `move(k)`: how far the derivative moves at order k.
  template <class Order, class Move>
  void add(double linear, double square, const Order& order, const Move& move) {
    for (std::size_t k = 3; k <= top_; ++k) {
      sums_.plain[k] += linear * order(k);
      sums_.strict[k] += pairs(k) * linear * order(k);
    }
    for (std::size_t a = 1; a <= top_; ++a)
      for (std::size_t b = 2; b <= top_; ++b) {
        sums_.strict[a + b] += pairs(b) * move(a) * order(b);
        if (a == 1)
          continue;
        const double product = weight_ * square * order(a) * order(b) / 2;
        sums_.plain[a + b] += product;
        sums_.strict[a + b] += double(a * b) * product;
      }
  }

  template <class Order> void add_tie(const Order& order) {
    for (std::size_t k = 1; k <= top_; ++k)
      sums_.ties[k] = std::max(sums_.ties[k], order(k));
  }

  GrowthCoefficients result() const { return sums_; }

private:
  static double pairs(std::size_t k) { return double(k * (k - 1)) / 2; }

  std::size_t top_;
  double weight_; ///< 1/ε − 1
  GrowthCoefficients sums_;
};

} // namespace

double GrowthCoefficients::loss(double delta) const {
  double result = 0;
  for (std::size_t k = 3; k < plain.size(); ++k)
    result += plain[k] * std::pow(delta, double(k) - 2);
  return result;
}

double GrowthCoefficients::strict_loss(double delta, double multiplier_distance) const {
  double result = 0;
  for (std::size_t k = 2; k < strict.size(); ++k)
    result += ((k > 2 ? strict[k] : 0) + double(k * (k - 1)) / 2 * multiplier_distance * ties[k]) *
              std::pow(delta, double(k) - 2);
  return result;
}

GrowthCoefficients growth_coefficients(const SliceProblem& problem, const FloatingSlicePoint& point,
                                       const std::vector<Vector>& outputs, const BoxBounds& bounds,
                                       const std::vector<int>& penalties, int share) {
  const Majorants& z = bounds.majorants();
  CoefficientSums sums(z.size() - 1, share);
  const PointLosses& losses = problem.losses;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Vector gradient = losses.gradient(i, outputs[i]);
    for (std::size_t o = 0; o < gradient.size(); ++o) {
      const auto order = [&](std::size_t k) { return z[k].back()[o][i]; };
      const auto largest_order = [&](std::size_t k) {
        double largest = order(k);
        for (std::size_t other = 0; other < gradient.size() && losses.is_softmax(); ++other)
          largest = std::max(largest, z[k].back()[other][i]);
        return largest;
      };
      const double steepness = thalweg::steepness(losses, i, o, outputs[i]);
      sums.add(std::abs(gradient[o].get_d()), curvature_bound(losses, i, o, outputs[i]), order,
               [&](std::size_t k) { return steepness * largest_order(k); });
    }
  }
  for (std::size_t t = 0; t < problem.cell.ties.size(); ++t) {
    const CellTie& tie = problem.cell.ties[t];
    const auto order = [&](std::size_t k) { return z[k][tie.layer][tie.unit][tie.point]; };
    const double rho = std::ldexp(1.0, penalties[t]);
    sums.add(std::abs(point.multipliers[t]) + rho * std::abs(point.tie_values[t]), rho, order,
             [&](std::size_t k) { return rho * order(k); });
    sums.add_tie(order);
  }
  return sums.result();
}

} // namespace thalweg
