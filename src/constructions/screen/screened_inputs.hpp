// SPDX-License-Identifier: GPL-3.0-or-later
//
// Extreme values of affine functions over many samples, exactly: floating point with an error bound
// leaves a few samples, which are compared exactly. Constructions ask for little else.

#pragma once

#include "data/dataset.hpp"
#include "exact/screen/affine_functions.hpp"

namespace thalweg {

class ScreenedInputs {
public:
  /// Keeps a reference to `inputs`, which all have the same length `input_dimension` (0 is
  /// allowed).
  ScreenedInputs(const std::vector<Vector>& inputs, std::size_t input_dimension);

  std::size_t sample_count() const { return inputs_.size(); }
  const FloatingPoints& points() const { return points_; }

  /// The largest |f(x_i)|; 0 without samples.
  Rational greatest_magnitude(const AffineFunction& f) const;

  /// The smallest |f(x_i)| over the samples of `subset`; nothing if it is empty.
  std::optional<Rational> least_magnitude(const AffineFunction& f, const SampleSet& subset) const;

  /// The first sample of `subset` with the least value and the last one with the greatest; the
  /// subset is not empty.
  struct Extremes {
    std::size_t least, greatest;
  };
  Extremes extremes(const AffineFunction& f, const SampleSet& subset) const;

private:
  const std::vector<Vector>& inputs_;
  FloatingPoints points_;
};

} // namespace thalweg
