// SPDX-License-Identifier: Apache-2.0
//
// Pattern invariance: no parameter moves by more than r, then no sample of a class changes a piece
// (specification, 14.1 and theorem A).
//
// The change of z_{l,j}(x) is at most Σ_{m≤l} C_{l,m,j} N_m(x), N_m(x) = 1 + ‖h_{m−1}(x)‖_1 over
// the largest field of layer m, without the 1 if it has no biases; m runs over the layers with
// parameters. C depends on the class alone and is computed once for each; per sample there remain N
// and one comparison for each unit and neighbouring breakpoint. All roundings are upwards and
// prescribed.

#pragma once

#include "lemma/classes.hpp"
#include "number/rounding.hpp"

namespace thalweg::verifier {

enum class RadiusMethod { first_order, interval };

/// "first_order" or "interval".
RadiusMethod read_method(const Node& node);

/// What a claim says of patterns: they stay as long as no parameter moves by more than the radius.
struct Invariance {
  std::string place; ///< JSON pointer of the claim
  Fraction radius;
  RadiusMethod method; ///< witness
};

/// C[l][j][m] for hidden layers l, units j, and m = 0..l (layers numbered from 0 here); 0 for
/// layers m without parameters.
using Sensitivity = List<List<List<Dyadic>>>;
Sensitivity sensitivity(const Network& network, const ClassMap& map, const Invariance& claim);

/// N[m] for m = 0..last hidden layer, from the values of the hidden layers at the sample.
List<Dyadic> input_sizes(const Network& network, const ClassMap& map, const Sample& sample,
                         const SampleValues& values);
/// The same from x and the outputs of the layers.
List<Dyadic> input_sizes(const Network& network, const List<List<Fraction>>& outputs);

} // namespace thalweg::verifier
