// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/guess/score_maps.hpp"

#include "risk/guess/score_guesses.hpp"
#include "risk/score_functions.hpp"

namespace thalweg {

namespace {

constexpr int coefficient_bits = 40;
constexpr int short_bits = 16;

/// Of all scores of a block.
void set_coefficients(AffineMap& p, std::size_t block, const std::vector<std::size_t>& basis,
                      const Vector& coefficients) {
  for (std::size_t k = 0; k < coefficients.size(); ++k)
    coefficient(p, block, k / basis.size(), basis[k % basis.size()]) = coefficients[k];
}

AffineMap zero_map(const LabelledData& labelled) {
  return AffineMap(labelled.output_count(), zero_function(labelled.data.input_dimension()));
}

} // namespace

std::optional<AffineMap> guessed_optimal_map(const LabelledData& labelled, const SampleSet& group) {
  AffineMap p = zero_map(labelled);
  const std::vector<std::size_t> basis = independent_entries(labelled.data, group);
  for (std::size_t o = 0; o < labelled.block_count(); ++o) {
    const std::optional<NewtonMinimum> guess =
        floating_newton_minimum(newton_problem(labelled, group, basis, o), 0);
    if (!guess)
      return std::nullopt;
    set_coefficients(p, o, basis, rounded_coefficients(*guess, coefficient_bits));
  }
  return p;
}

AffineMap low_risk_map(const LabelledData& labelled, const SampleSet& group) {
  AffineMap p = zero_map(labelled);
  if (group.empty())
    return p;
  const std::vector<std::size_t> basis = independent_entries(labelled.data, group);
  for (std::size_t o = 0; o < labelled.block_count(); ++o)
    if (const std::optional<NewtonMinimum> guess =
            ridged_newton_minimum(newton_problem(labelled, group, basis, o)))
      set_coefficients(p, o, basis, rounded_coefficients(*guess, short_bits));
  return p;
}

} // namespace thalweg
