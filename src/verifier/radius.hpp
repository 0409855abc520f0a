// SPDX-License-Identifier: Apache-2.0
//
// Pattern invariance: no parameter moves by more than r, then no sample of a class changes a piece
// (specification, section "Pattern invariance", which has the proof).
//
// The change of z_{l,j}(x) is at most Σ_{m≤l} C_{l,m,j} N_m(x), N_m(x) = 1 + ‖h_{m−1}(x)‖_1. C
// depends on the class alone and is computed once for each; per sample there remain N and one
// comparison for each unit and neighbouring breakpoint. All roundings are upwards and prescribed.

#pragma once

#include "classes.hpp"
#include "rounding.hpp"

namespace thalweg::verifier {

/// C[l][j][m] for hidden layers l, units j, and m = 0..l (layers numbered from 0 here).
using Sensitivity = List<List<List<Dyadic>>>;

Sensitivity sensitivity(const Network& network, const ClassMap& map, const Fraction& radius,
                        RadiusMethod method);

/// Rejects with local_minimum.radius unless every bound is below the distance to the next
/// breakpoint.
void check_margins(const Network& network, const ClassMap& map, const Sensitivity& sensitivity,
                   const Sample& sample, const SampleValues& values, std::size_t index,
                   const std::string& place);

} // namespace thalweg::verifier
