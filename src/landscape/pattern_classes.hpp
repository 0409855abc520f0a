// SPDX-License-Identifier: GPL-3.0-or-later
//
// Activation patterns of all samples, and the classes of samples that share one. The pattern is the
// piece of every unit: of its activation, or the selected entry of a max pooling window. Within a
// class every pre-activation is one affine function of x, so most work is done per class, not per
// sample.

#pragma once

#include "data/dataset.hpp"
#include "exact/integer_vector.hpp"
#include "network/network.hpp"

#include <memory>

namespace thalweg {

/// Affine functions of one layer, all its units.
using LayerFunctions = std::vector<IntegerAffineFunction>;

/// The functions of one layer after the other; classes that agree up to a layer share them.
class SharedFunctions {
public:
  const LayerFunctions& operator[](std::size_t layer) const { return *layers_[layer]; }
  std::size_t size() const { return layers_.size(); }
  void push_back(std::shared_ptr<const LayerFunctions> functions) {
    layers_.push_back(std::move(functions));
  }

private:
  std::vector<std::shared_ptr<const LayerFunctions>> layers_;
};

/// A class of samples with one pattern.
struct PatternClass {
  SampleSet members;
  std::vector<std::vector<std::size_t>> pieces; ///< pieces[l][unit] for hidden layers l
  SharedFunctions pre_activations;              ///< z_l of hidden layers l as functions of x
  AffineMap outputs;                            ///< F as an affine map of x
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

} // namespace thalweg
