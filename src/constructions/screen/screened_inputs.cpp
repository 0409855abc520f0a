// SPDX-License-Identifier: GPL-3.0-or-later
//
// With values known up to e, whatever is more than 2 e away from the best one is not the best.

#include "constructions/screen/screened_inputs.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace thalweg {

namespace {

/// One function on a set of samples, in floating point and exactly on demand.
class ScreenedFunction {
public:
  ScreenedFunction(const AffineFunction& f, const std::vector<Vector>& inputs,
                   const FloatingPoints& points, const SampleSet& subset)
      : exact_(integer_affine_function(f)), floating_(points, AffineMap{f}), inputs_(inputs),
        subset_(subset) {
    require_time();
    values_.reserve(subset.size());
    for (const std::size_t i : subset)
      values_.push_back(floating_.value(0, points.coordinates(i)));
  }

  /// The samples that may have the greatest score(value), a function that changes by at most as
  /// much as its argument; one sample if the function is constant.
  template <class Score> SampleSet candidates(const Score& score) const {
    if (floating_.is_constant(0))
      return {subset_.front()};
    double best = score(values_.front());
    for (const double value : values_)
      best = std::max(best, score(value));
    const double near = best - 2 * floating_.error(0);
    SampleSet result;
    for (std::size_t k = 0; k < values_.size(); ++k)
      if (!(score(values_[k]) < near))
        result.push_back(subset_[k]);
    return result;
  }

  Rational exact(std::size_t sample) const {
    return value(exact_, homogeneous_point(inputs_[sample]));
  }

private:
  IntegerAffineFunction exact_;
  FloatingFunctions floating_;
  const std::vector<Vector>& inputs_;
  const SampleSet& subset_;
  std::vector<double> values_;
};

} // namespace

ScreenedInputs::ScreenedInputs(const std::vector<Vector>& inputs, std::size_t input_dimension)
    : inputs_(inputs), points_(inputs, input_dimension) {}

Rational ScreenedInputs::greatest_magnitude(const AffineFunction& f) const {
  SampleSet everyone(sample_count());
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  Rational greatest = 0;
  if (everyone.empty())
    return greatest;
  const ScreenedFunction screened(f, inputs_, points_, everyone);
  for (const std::size_t i : screened.candidates([](double v) { return std::abs(v); }))
    greatest = std::max(greatest, Rational(abs(screened.exact(i))));
  return greatest;
}

std::optional<Rational> ScreenedInputs::least_magnitude(const AffineFunction& f,
                                                        const SampleSet& subset) const {
  std::optional<Rational> least;
  if (subset.empty())
    return least;
  const ScreenedFunction screened(f, inputs_, points_, subset);
  for (const std::size_t i : screened.candidates([](double v) { return -std::abs(v); })) {
    const Rational magnitude = abs(screened.exact(i));
    if (!least || magnitude < *least)
      least = magnitude;
  }
  return least;
}

ScreenedInputs::Extremes ScreenedInputs::extremes(const AffineFunction& f,
                                                  const SampleSet& subset) const {
  require(!subset.empty(), "extremes: expected samples, found none");
  const ScreenedFunction screened(f, inputs_, points_, subset);
  if (std::all_of(f.linear.begin(), f.linear.end(), [](const Rational& a) { return a == 0; }))
    return {subset.front(), subset.back()};
  const auto best = [&](int sign) {
    std::optional<std::pair<Rational, std::size_t>> found;
    for (const std::size_t i : screened.candidates([sign](double v) { return sign * v; })) {
      const Rational value = sign * screened.exact(i);
      if (!found || (sign < 0 ? value > found->first : value >= found->first))
        found = {value, i};
    }
    return found->second;
  };
  return {best(-1), best(1)};
}

} // namespace thalweg
