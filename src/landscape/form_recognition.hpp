// SPDX-License-Identifier: GPL-3.0-or-later
//
// Max-min forms read off from the weights of a network, without its linear regions: two-level
// lattice networks (Ferlez, Shoukry: AReN, HSCC 2020, as in the family TLL of VNN-COMP), those of
// constructions/lattice_network.hpp, and whatever else is a tree of minima and maxima in this way.
//
// Every value is written as a linear expression over x, 1 and symbols [C]_+, C an expression whose
// last coefficient is 1: [cC]_+ = c [C]_+ and [−cC]_+ = c [C]_+ − cC for c > 0. So the four units
// of a two-level lattice network, ½([u+w]_+ − [−u−w]_+ − [u−w]_+ − [w−u]_+), become u − [u−w]_+. An
// expression Y + c [C]_+, [C]_+ being its only symbol of the greatest depth, is
//   max(Y, Y + cC) for c > 0,   min(Y, Y + cC) for c < 0,
// and so on with Y and Y + cC, down to affine functions. All of this is exact: a network that is
// nearly a lattice keeps a second symbol somewhere and is none.
//
// These identities hold for every x. Where they do not suffice, units that are ≥ 0 on a domain are
// taken as what they are there, [E]_+ = E: the carried nodes of constructions/lattice_network.hpp.
// They must be nodes of the trees, which they are if no row and no literal can be dropped.

#pragma once

#include "cpwl/lattice_tree.hpp"
#include "cpwl/max_min_form.hpp"
#include "geometry/polytope.hpp"
#include "network/network.hpp"

namespace thalweg {

/// An output: the order in which the network takes minima and maxima, and the form. Minima have no
/// maxima below them; equal functions and equal rows occur once.
struct RecognisedForm {
  LatticeTree tree;
  MaxMinForm form;
};

/// The pre-activation of a hidden unit is a node of the tree of an output plus `shift`, and ≥ 0 on
/// the domain: lower(min) = min, lower(max) = max of the operands' bounds is ≥ −shift.
struct CarriedNode {
  std::size_t unit;
  std::size_t output;
  std::size_t node;
  Rational shift;
  bool operator==(const CarriedNode&) const = default;
};

struct RecognisedForms {
  std::vector<RecognisedForm> outputs;
  /// [hidden layer], units increasing; nothing anywhere: the forms are the network for every x.
  std::vector<std::vector<CarriedNode>> carried;
};

/// The forms, or why the network has none that can be read off.
struct FormRecognition {
  std::optional<RecognisedForms> forms;
  std::string obstacle;
};

/// Of a network of the domain's dimension (bounded, with interior points). Recognised are only
/// networks of dense layers with ReLU or no activation, at least two of them with ReLU.
FormRecognition recognised_forms(const Network& network, const Polytope& domain);

} // namespace thalweg
