// SPDX-License-Identifier: GPL-3.0-or-later
//
// Activation patterns of all samples, and the classes of samples that share one. The pattern is the
// piece of every unit: of its activation, or the selected entry of a max pooling window. Within a
// class every pre-activation is one affine function of x, so most work is done per class, not per
// sample.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"
#include "network/network.hpp"

namespace thalweg {

/// A class of samples with one pattern.
struct PatternClass {
  SampleSet members;
  std::vector<std::vector<std::size_t>> pieces; ///< pieces[l][unit] for hidden layers l
  std::vector<AffineMap> pre_activations;       ///< z_l as affine maps of x, output layer included
};

/// All classes, numbered by their first sample, and the samples on a wall (some pre-activation is a
/// breakpoint, or some window has several largest entries), which belong to no class.
struct PatternClasses {
  std::vector<PatternClass> classes;
  SampleSet on_wall;

  /// class of each sample; nothing for samples on a wall
  std::vector<std::optional<std::size_t>> class_of_sample(std::size_t sample_count) const;
};

/// Computed layer by layer: a class is split by the pieces its members use in the next layer.
PatternClasses pattern_classes(const Network& network, const Dataset& data);

/// (1/n) Σ ‖F(x_i) − y_i‖², samples on walls by a forward pass.
Rational empirical_risk(const Network& network, const Dataset& data, const PatternClasses& classes);

} // namespace thalweg
