// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network and two directions in floating point, layer by layer, and samples passing it at W.

#pragma once

#include "network/linear_view.hpp"

#include <array>

namespace thalweg {

struct PlaneLayer {
  LinearView<double> view;
  std::array<LinearView<double>, 2> changes; ///< of the two directions; empty without parameters

  std::size_t breakpoint_count() const { return view.breakpoints.size(); }
};

/// `first` and `second` have the changes as parameters.
PlaneLayer plane_layer(const Layer& layer, const Layer& first, const Layer& second);

/// A sample in one layer at W.
struct LayerPass {
  std::vector<double> input;
  /// [unit·breakpoints + b] β_b − z; of max pooling, window by window: entry minus maximum
  std::vector<double> gaps;
  std::array<std::vector<double>, 2> shifts; ///< D·input + bias of D
};

/// `input` and `z` of the layer at W; differences are exact and rounded once.
LayerPass layer_pass(const Layer& layer, const PlaneLayer& flat, const Vector& input,
                     const Vector& z);

} // namespace thalweg
