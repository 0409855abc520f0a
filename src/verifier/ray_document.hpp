// SPDX-License-Identifier: Apache-2.0
//
// The claims `global_minimum` and `not_local_minimum` (format version 2) as typed values, with the
// functions that read them from JSON.

#pragma once

#include "node.hpp"

namespace thalweg::verifier {

struct Certificate;

struct GlobalMinimum {
  std::string place; ///< JSON pointer of the claim
};

/// A parameter that moves: weight of `input`, or the bias if there is none; by ε·change, not 0.
struct ParameterMove {
  std::size_t unit;
  std::optional<std::size_t> input;
  Fraction change;
};

struct NotLocalMinimum {
  std::string place;
  Fraction epsilon;
  Fraction risk;
  List<List<ParameterMove>> moves; ///< witness: of each layer, increasing by unit and input
  const Json* direction_json;      ///< witness
};

void read_global_minimum(const Node& node, Certificate& certificate);
void read_ray(const Node& node, Certificate& certificate);
void read_ray_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
