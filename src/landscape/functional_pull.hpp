// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a functional of lifted stationarity (lifted_conditions.hpp) goes down through one layer: it
// meets the slopes in use, and is pulled back through every weight of its channel alone, or carried
// through poolings and additions. Functionals are sparse rows over the index position · (number of
// classes) + class; each remembers the parameters on its way.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "landscape/tangent.hpp"

#include <memory>

namespace thalweg {

/// The weight through which a functional was pulled back, as far as it is known before a channel is
/// chosen: column (channel − first_channel)·stride + offset of its row.
struct PulledWeight {
  std::size_t layer, row, first_channel, stride, offset;
};

struct Functional {
  SparseRow entries; ///< index: position · class count + class
  std::vector<std::size_t> path = {};
  std::optional<PulledWeight> weight = {};
};

using FunctionalSet = std::vector<Functional>;
using SharedSet = std::shared_ptr<const FunctionalSet>;

/// Neighbouring channels of the output h_source that the same functionals are carried to.
struct Target {
  std::size_t source, first_channel, channel_count;
};

/// A functional after the slopes of its layer, still of one channel.
struct Masked {
  std::size_t channel;
  SparseRow entries;
  std::vector<std::size_t> path;
};

/// Refers to its arguments.
class FunctionalPull {
public:
  FunctionalPull(const Network& network, const PatternClasses& classes, const ParameterOrder& order)
      : network_(network), classes_(classes), order_(order), class_count_(classes.classes.size()) {}

  /// s_{l,channel} ⊙ b
  SparseRow masked(std::size_t l, std::size_t channel, const SparseRow& b) const;

  /// The piece that the class of `index` uses at its position of a channel of layer l.
  std::size_t piece(std::size_t l, std::size_t channel, std::size_t index) const;

  /// The path of a functional that is used in `channel`.
  std::vector<std::size_t> path_to(const Functional& functional, std::size_t channel) const;

  /// What span k of layer l is carried to: channels that read the same inputs are one span.
  std::vector<Target> targets(std::size_t l, std::size_t k) const;

  /// The functionals on the outputs of `target` that b of layer l becomes.
  FunctionalSet pulled_back(std::size_t l, const Masked& b, const Target& target) const;

private:
  FunctionalSet through_dense(std::size_t l, const Masked& b) const;
  FunctionalSet through_kernel(std::size_t l, const Masked& b, const Target& target) const;
  SparseRow through_rows(std::size_t l, const Masked& b) const;

  const Network& network_;
  const PatternClasses& classes_;
  const ParameterOrder& order_;
  std::size_t class_count_;
};

} // namespace thalweg
