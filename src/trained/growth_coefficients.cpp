// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/growth_coefficients.hpp"

#include <cmath>

namespace thalweg {

namespace {

/// The sums of O196 are larger for logistic and softmax loss than for a quadratic one: with one
/// output at most three times, product of orders by product of orders.
constexpr double cross_entropy_factor = 3;

class CoefficientSums {
public:
  explicit CoefficientSums(std::size_t top) : top_(top) {
    sums_.plain.assign(2 * top + 1, 0);
    sums_.strict.assign(2 * top + 1, 0);
    sums_.ties.assign(2 * top + 1, 0);
  }

  /// `order(k)` is the majorant of order k of a function whose square has the factor `square` / 2
  /// and that itself has a factor of size `linear`.
  /// `strict_factor`: how much more of the squares the second derivatives of the function's loss
  /// may take, 1 if it is quadratic.
  template <class Order>
  void add(double linear, double square, const Order& order, double strict_factor = 1) {
    for (std::size_t k = 3; k <= top_; ++k) {
      sums_.plain[k] += linear * order(k);
      sums_.strict[k] += linear * order(k);
    }
    const double weight = 1 / square_share.get_d() - 1;
    for (std::size_t a = 1; a <= top_; ++a)
      for (std::size_t b = 1; b <= top_; ++b) {
        const double product = square * order(a) * order(b) / 2;
        sums_.strict[a + b] += strict_factor * product;
        if (a > 1 && b > 1)
          sums_.plain[a + b] += weight * product;
      }
  }

  template <class Order> void add_tie(const Order& order) {
    for (std::size_t k = 1; k <= top_; ++k)
      sums_.ties[k] = std::max(sums_.ties[k], order(k));
  }

  GrowthCoefficients result() const { return sums_; }

private:
  std::size_t top_;
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
    result += double(k * (k - 1)) / 2 * ((k > 2 ? strict[k] : 0) + multiplier_distance * ties[k]) *
              std::pow(delta, double(k) - 2);
  return result;
}

GrowthCoefficients growth_coefficients(const SliceProblem& problem, const FloatingSlicePoint& point,
                                       const std::vector<Vector>& outputs, const BoxBounds& bounds,
                                       const std::vector<int>& penalties) {
  const Majorants& z = bounds.majorants();
  CoefficientSums sums(z.size() - 1);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Vector gradient = problem.losses.gradient_sizes(i, outputs[i]);
    for (std::size_t o = 0; o < gradient.size(); ++o)
      sums.add(
          gradient[o].get_d(), problem.losses.curvature_bound(i, o, outputs[i]),
          [&](std::size_t k) { return z[k].back()[o][i]; },
          problem.losses.is_polynomial() ? 1 : cross_entropy_factor);
  }
  for (std::size_t t = 0; t < problem.cell.ties.size(); ++t) {
    const CellTie& tie = problem.cell.ties[t];
    const auto order = [&](std::size_t k) { return z[k][tie.layer][tie.unit][tie.point]; };
    const double rho = std::ldexp(1.0, penalties[t]);
    sums.add(std::abs(point.multipliers[t]) + rho * std::abs(point.tie_values[t]), rho, order);
    sums.add_tie(order);
  }
  return sums.result();
}

} // namespace thalweg
