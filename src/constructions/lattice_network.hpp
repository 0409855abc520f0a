// SPDX-License-Identifier: GPL-3.0-or-later
//
// Compiling max-min trees, in their prescribed order, into a ReLU network (liu2021, eq. 15–17):
//   min(u,v) = [u+B]_+ − B − [u−v]_+,   max(u,v) = [u+B]_+ − B + [v−u]_+,   u = [u+B]_+ − B,
// u the left operand, B larger than every |u| on the samples. An operation of depth t is placed in
// hidden layer t; results that are needed later are carried. One tree per output, side by side.
// Not here: whether patterns are constant on a group; that is a matter of the tree.

#pragma once

#include "cpwl/lattice_tree.hpp"
#include "network/network.hpp"

namespace thalweg {

/// The network of max(1, depth) hidden layers that equals tree o in output o on every input of
/// `inputs` (and wherever no shift is exceeded). Each B is the greatest |u| on `inputs`, increased,
/// times `shift_slack` ≥ 1, rounded up to a short number; so no carrying unit is on a wall there,
/// and with a tie u = v the unit [u−v]_+ is. The architecture depends only on the shapes of the
/// trees and their input dimension, `input_dimension` (0 is allowed).
Network lattice_network(const std::vector<LatticeTree>& trees, const std::vector<Vector>& inputs,
                        std::size_t input_dimension, const Rational& shift_slack = 1);

/// What a hidden unit computes: node v of the tree of an output carried, [v + shift]_+, or, without
/// a shift, the second unit of v: [u − w]_+ for v = min(u, w), [w − u]_+ for v = max(u, w).
struct UnitMeaning {
  std::size_t output;
  std::size_t node;
  std::optional<Rational> shift;
  bool operator==(const UnitMeaning&) const = default;
};

/// A network with what each of its hidden units computes.
struct LabelledNetwork {
  Network network;
  std::vector<std::vector<UnitMeaning>> units; ///< [hidden layer][unit]
};

/// The same network with the shifts B = shifts[o][v] for node v of tree o: equal to tree o in
/// output o wherever every node is ≥ −B.
LabelledNetwork labelled_lattice_network(const std::vector<LatticeTree>& trees,
                                         const std::vector<Vector>& shifts,
                                         std::size_t input_dimension);

} // namespace thalweg
