// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/two_piece_bound.hpp"

#include "exact/error.hpp"

#include <set>

namespace thalweg {

TwoPieceBound two_piece_bound(const Problem& problem) {
  const Dataset& data = problem.data;
  if (data.input_dimension() != 1 || data.sample_count() == 0)
    throw InputError("two pieces: expected samples with one input, found " +
                     std::to_string(data.sample_count()) + " with " +
                     std::to_string(data.sample_count() == 0 ? 0 : data.input_dimension()));
  std::set<Rational> inputs;
  for (const Vector& x : data.inputs)
    inputs.insert(x[0]);
  TwoPieceBound result;
  std::optional<Rational> least;
  for (const Rational& last : inputs) {
    SampleSet below, above;
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      (data.inputs[i][0] <= last ? below : above).push_back(i);
    result.below.push_back(convex_fit(problem, below));
    Rational losses = sum_of_losses(problem, below, result.below.back().p);
    if (!above.empty()) {
      result.above.push_back(convex_fit(problem, above));
      losses += sum_of_losses(problem, above, result.above.back().p);
    }
    if (!least || losses < *least)
      least = losses;
  }
  result.bound = *least / Rational(data.sample_count());
  return result;
}

} // namespace thalweg
