// SPDX-License-Identifier: Apache-2.0
//
// The functionals of lifted stationarity, found backwards (specification, 15.1): from the
// functional 1 on the outputs, multiplied by the slopes of every unit and pulled back through every
// layer. What they are at the ends of all paths is told to a visitor: at biases, after
// multiplication by intercepts at intercepts, and at the channels of x.

#pragma once

#include "layer/functional.hpp"

#include <string>

namespace thalweg::verifier {

/// What is done with the functionals at the ends of paths.
struct PathEnds {
  virtual ~PathEnds() = default;
  /// b meets the constant 1; `layer` and `place` ("biases", "intercepts of unit 2") say where.
  virtual void at_constant(const Functional& b, std::size_t layer, const std::string& place) = 0;
  /// b meets a channel of x.
  virtual void at_input(const Functional& b, std::size_t channel) = 0;
};

/// With the patterns of these classes; they must outlive the call.
void visit_path_ends(const Network& network, const List<const Pattern*>& classes, PathEnds& ends);

/// "unit 3", or "channel 3" where a channel has positions.
std::string channel_in_words(const char* what, const Shape& shape, std::size_t channel);

} // namespace thalweg::verifier
