// SPDX-License-Identifier: GPL-3.0-or-later
//
// The inputs of all samples as integers, column a over one denominator D_a, so that an affine
// function is evaluated on every sample with integer operations only: f(x_i) = (Σ_a A_a X_{i,a} +
// A) / L with one denominator L for the whole function. Constructions ask for extreme values over
// samples.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"

namespace thalweg {

/// The values of one function on some samples: numerators[i] / denominator, denominator > 0; not in
/// lowest terms.
struct SampleValues {
  std::vector<Integer> numerators;
  Integer denominator;
};

class InputTable {
public:
  /// `inputs` all have the same length `input_dimension` (which may be 0).
  InputTable(const std::vector<Vector>& inputs, std::size_t input_dimension);

  std::size_t sample_count() const { return sample_count_; }

  /// f on every sample, exactly.
  SampleValues values(const AffineFunction& f) const;

  /// f(x_i)·2^−exponent truncated towards zero to 53 bits, for every sample: a monotone function of
  /// the exact value, so minima and maxima of truncated values are the truncated minima and maxima.
  std::vector<double> truncated_values(const AffineFunction& f, long exponent) const;

  /// Some e with |f(x_i)| < 2^e on every sample.
  long magnitude_exponent(const AffineFunction& f) const;

private:
  std::size_t sample_count_;
  std::size_t input_dimension_;
  std::vector<Integer> numerators_;   ///< row by row
  std::vector<Integer> denominators_; ///< per column, > 0
  std::vector<Rational> greatest_;    ///< per column, the greatest |x_{i,a}|
};

/// The largest |value|; 0 without samples.
Rational greatest_magnitude(const SampleValues& values);

/// The smallest |value| over the samples of `subset`; nothing if it is empty.
std::optional<Rational> least_magnitude(const SampleValues& values, const SampleSet& subset);

} // namespace thalweg
