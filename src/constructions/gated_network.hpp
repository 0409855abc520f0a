// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gates instead of steep minima (those of constructions/steep_lattice.hpp). Every hyperplane v has
// a height z_v = (a_v·x − t_v)/margin_v with |z_v| ≥ 1 on the samples that reach it, and a ramp
//   g_v^+ = [z_v + ½ − C_v(1−g)]_+ − [z_v − ½ − C_v(1−g)]_+ ∈ {0,1},  g_v^− = g − g_v^+,
// g the gate of the node itself (1 at the root, 0 where the node is not reached), C_v > max|z_v|
// + 1. Leaf unit of cell k: [p_k + B − C(1 − gate_k)]_+ with B > |p_k|, C > |p_k| + B on all
// samples; the output is their sum − B. Values that must survive a layer are carried with a shift.
//   hyperplane trees: nodes of depth t in hidden layer t, leaf units in one more layer;
//   slabs: every ramp in the first hidden layer, gate_k = g_{k−1} − g_k, leaf units in the second.
// Every group has one pattern: off its own path every ramp and leaf unit is strictly inactive.
//
// Hinges instead of ramps: q ≥ 0 says how far outside a subtree a sample is, 0 where it is reached
// and ≥ 1 elsewhere. With u_v^± = [±z_v − C_v q]_+, q that of the node itself (0 at the root) and
// C_v > max|z_v|, the positive child has q + u_v^−, the negative one q + u_v^+; in slabs q_k =
// [−z_{k−1}]_+ + [z_k]_+. Leaf unit: [p_k + B − C q_k]_+, C > |p_k| + B. The architecture is the
// same. On its own group nothing large cancels in q_k, all of whose hinges are inactive there.

#pragma once

#include "exact/affine_function.hpp"
#include "network/network.hpp"
#include "partition/partition.hpp"

namespace thalweg {

/// What closes a cell.
enum class GateKind { ramps, hinges };

/// The free constants: `steepness` ≥ 1 multiplies z, `shift` ≥ 1 multiplies every shift B and C.
struct GateChoice {
  Rational steepness{1};
  Rational shift{1};
  GateKind kind = GateKind::ramps;
};

/// The gated network; pieces[k] is the affine map on cell k. InternalError if a sample lies on a
/// hyperplane it meets.
Network gated_network(const Dataset& data, const Partition& partition,
                      const std::vector<AffineMap>& pieces, const GateChoice& choice = {});

} // namespace thalweg
