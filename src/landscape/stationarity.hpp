// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lifted stationarity: the criterion for W to be a minimum of its whole cell.
//
// With the patterns fixed, F is a sum over paths; the spans of reachable maps of a dense network
// are P_1 = span{x_1, …, x_d, 1}, P_{l+1} = Σ_j (s_{l,j} ⊙ P_l + span κ_{l,j}) + span{1}, and
// channels carry their positions along in other networks. If every residual vector g_o (one entry
// per sample) is orthogonal to P_L, no W' with the same patterns has lower risk (convex loss). It
// is decided backwards on one coefficient per class and position (lifted_conditions.hpp).

#pragma once

#include "landscape/subgradients.hpp"

namespace thalweg {

/// Where lifted stationarity fails: a path sum that is not zero.
struct NonStationarity {
  std::size_t output;
  std::string place; ///< which condition, in words
  Rational value;    ///< the path sum; for the plain squared loss g = F − y
};

/// Nothing if the condition holds for a loss without kinks with U = all samples in a class; samples
/// on walls must be settled, otherwise throws ClaimError naming the first that is not.
std::optional<NonStationarity> lifted_stationarity_failure(const Network& network,
                                                           const Problem& problem,
                                                           const PatternClasses& classes);

/// The same for any loss with given subgradients, which prove it if nothing is returned.
/// InternalError if an entry is no subgradient.
std::optional<NonStationarity> lifted_stationarity_failure(const Network& network,
                                                           const Problem& problem,
                                                           const PatternClasses& classes,
                                                           const Subgradients& subgradients);

/// For a loss with kinks: subgradients of all samples in classes for which the condition holds;
/// nothing if there are none, that is, if some map in P_L has a lower sum of losses on them.
std::optional<Subgradients> lifted_subgradients(const Network& network, const Problem& problem,
                                                const PatternClasses& classes);

} // namespace thalweg
