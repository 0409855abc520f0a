// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/guess/best_drop.hpp"

#include <algorithm>

namespace thalweg {

namespace {

double guessed_drop(const std::vector<std::pair<Rational, std::size_t>>& projections,
                    double threshold, const std::vector<Vector>& slopes) {
  std::vector<double> products(slopes.front().size());
  double size = 0;
  for (const auto& [projection, i] : projections) {
    const double phi = std::max(0.0, projection.get_d() - threshold);
    size += phi * phi;
    for (std::size_t o = 0; o < products.size(); ++o)
      products[o] += phi * slopes[i][o].get_d();
  }
  double drop = 0;
  for (const double product : products)
    drop += product * product;
  return size > 0 ? drop / size : 0;
}

} // namespace

bool BestDrop::is_raised_by(const std::vector<std::pair<Rational, std::size_t>>& projections,
                            const Rational& threshold) {
  const double drop = guessed_drop(projections, threshold.get_d(), slopes_);
  if (!(drop > best_ * (1 + 1e-9)))
    return false;
  best_ = drop;
  return true;
}

} // namespace thalweg
