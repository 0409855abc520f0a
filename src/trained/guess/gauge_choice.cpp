// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/gauge_choice.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr double clearly_independent = 1e-3, barely_independent = 1e-7;

/// An orthonormal basis that grows.
class GrowingSpan {
public:
  GrowingSpan(Eigen::Index size, std::size_t most) : basis_(size, Eigen::Index(most)) {}

  /// Adds the direction if more than `tolerance` of its length is new.
  bool add(const FloatingVector& direction, double tolerance) {
    FloatingVector rest = direction.normalized();
    for (int repeat = 0; repeat < 2; ++repeat)
      rest -= image(basis(), transposed_image(basis(), rest));
    if (rest.norm() <= tolerance)
      return false;
    basis_.col(count_++) = rest.normalized();
    return true;
  }

  Eigen::Index count() const { return count_; }
  bool is_full() const { return count_ == basis_.cols(); }
  FloatingView basis() const { return basis_.leftCols(count_); }

private:
  FloatingMatrix basis_;
  Eigen::Index count_ = 0;
};

} // namespace

Gauge guessed_gauge(const std::vector<GaugeField>& candidates, std::size_t most) {
  Gauge gauge;
  if (candidates.empty())
    return gauge;
  const Eigen::Index p = candidates.front().change.size();
  GrowingSpan span(p, std::min(most, std::size_t(p)));
  std::vector<bool> is_chosen(candidates.size());
  for (const double tolerance : {clearly_independent, barely_independent})
    for (std::size_t f = 0; f < candidates.size() && !span.is_full(); ++f)
      if (!is_chosen[f] && span.add(candidates[f].change, tolerance)) {
        is_chosen[f] = true;
        gauge.fields.push_back(candidates[f]);
      }
  gauge.fixed = pivoted_qr(span.basis().transpose()).leading(std::size_t(span.count()));
  return gauge;
}

std::vector<std::size_t> free_parameters(const Gauge& gauge, std::size_t parameter_count) {
  std::vector<std::size_t> result;
  for (std::size_t j = 0; j < parameter_count; ++j)
    if (!std::binary_search(gauge.fixed.begin(), gauge.fixed.end(), j))
      result.push_back(j);
  return result;
}

} // namespace thalweg
