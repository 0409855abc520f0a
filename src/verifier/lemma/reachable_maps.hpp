// SPDX-License-Identifier: Apache-2.0
//
// All maps that the layers below a dense one can reach at the samples, whatever their parameters
// are, as long as the patterns stay (specification, section 24): what the functional 1 on this
// layer is at the ends of all paths.

#pragma once

#include "lemma/examined.hpp"
#include "number/echelon.hpp"

namespace thalweg::verifier {

/// By sample, each up to a factor; the constant 1 is one of them if the layer has biases.
List<PointColumn> reachable_maps(const Problem& problem, const Examined& examined,
                                 std::size_t layer);

} // namespace thalweg::verifier
