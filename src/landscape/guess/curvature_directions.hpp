// SPDX-License-Identifier: GPL-3.0-or-later
//
// Negative curvature: where the gradient is 0 and D^T H D < 0 for the Hessian H of the cell, the
// risk falls along D and along −D. Second directions of a bottleneck and saddles off the centre are
// of this kind: D moves incoming, outgoing weights and biases by unequal steps. Parameters that
// move a tied unit stay where they are: the rows of tied units, and the layers below those that
// read anything. H is made column by column in floating point, its eigenvectors by Jacobi
// rotations; they are guesses.

#pragma once

#include "landscape/tangent.hpp"

namespace thalweg {

/// Some parameters and a value for each.
struct CurvatureDirection {
  std::vector<std::size_t> parameters; ///< increasing, by ParameterOrder
  Vector values;
  double curvature; ///< D^T H D for |D| = 1, negative
};

/// The eigenvectors of the most negative eigenvalues, at most `most`; nothing if there are more
/// than `most_parameters` that may move or the Hessian costs more than `work` multiplications.
std::vector<CurvatureDirection> curvature_directions(const Network& network, const Problem& problem,
                                                     const UnsettledStates& unsettled,
                                                     std::size_t most = 3,
                                                     std::size_t most_parameters = 200,
                                                     double work = 2e9);

} // namespace thalweg
