// SPDX-License-Identifier: Apache-2.0
//
// Lifted stationarity (specification, 15.1 and theorem B): with the patterns fixed, F is a sum
// over paths, and no sum Σ_i g_{i,o} (what the paths of one product of parameters carry) may differ
// from 0. It is decided backwards, on one coefficient per class and position: from the functional 1
// on the outputs, multiplied by the slopes of every unit and pulled back through every layer. Each
// must be orthogonal to the sums of the g (biases), after multiplication by intercepts also
// (intercepts), and at x to the sums of g times inputs.

#pragma once

#include "lemma/classes.hpp"
#include "loss/risk.hpp"

namespace thalweg::verifier {

/// What is kept of a class.
struct ClassSummary {
  Pattern pieces;
  List<ClassSums> sums; ///< one per output
};

/// Are the g of the class orthogonal to (x, 1), for every output?
bool is_balanced(const ClassSummary& summary);

/// O11: rejects with this code at the first path sum that is not 0.
void check_lifted_stationarity(const Network& network, const List<ClassSummary>& classes,
                               const char* code);

} // namespace thalweg::verifier
