// SPDX-License-Identifier: GPL-3.0-or-later
//
// The conditions of lifted stationarity, found backwards (SPECIFICATION.md, sections 15.1 and
// 7.2). The units of a layer are its channels at its positions; dense layers have one position.
//
// A *functional* b on maps v(class c, position p) stands for v ↦ Σ_c Σ_p b_{c,p} Σ_{i∈c} g_i
// v(i,p), g the residuals of one output. D_{l,j} spans the functionals on the outputs h_l of
// channel j whose value must vanish for every W' with the same patterns. At the output layer it is
// {(1,…,1)}; going down, a functional b of channel j first meets the intercepts κ, then becomes s_j
// ⊙ b (slopes), and
//  - where there are parameters, b meets a constant (if there are biases), and is pulled back
//    through every weight of the channel's row alone, as every weight may be the only one that is
//    not 0: a dense weight to a single position, a kernel offset to the positions it reads;
//    channels that read the same inputs are one span;
//  - pooling and additions have no parameters: the functional is carried to what they read.
// At x it meets the sums Σ g_i x_i. Instead of all functionals a maximal independent set of them is
// kept: each is the sum of actual paths, and each remembers the parameters on its way.

#pragma once

#include "landscape/subgradients.hpp"
#include "landscape/tangent.hpp"
#include "risk/column_fit.hpp"

#include <functional>

namespace thalweg {

/// The value of a functional at something that starts a path: a bias, an intercept, an input.
struct PathSum {
  std::size_t output;
  std::string place;                   ///< where the path starts, in words
  Rational value;                      ///< not 0
  std::vector<std::size_t> parameters; ///< along the path, in the ParameterOrder; increasing
};

class LiftedConditions {
public:
  /// Samples in classes only. The arguments must outlive it.
  LiftedConditions(const Network& network, const Dataset& data, const PatternClasses& classes);

  /// The same with given g instead of F − y; every sample in a class has one.
  LiftedConditions(const Network& network, const Dataset& data, const PatternClasses& classes,
                   const Subgradients& subgradients);

  /// visit(sum) for path sums that are not 0, from the output down, until it returns false. All
  /// outputs together: one functional is tested for every output before the next. `first_output`
  /// and `end_output` bound the outputs that are tested and at which paths may end.
  void visit_failures(std::size_t first_output, std::size_t end_output,
                      const std::function<bool(const PathSum&)>& visit) const;

  /// Are all moments of all residuals 0? Then every path sum is.
  bool hold_trivially() const;

private:
  const Network& network_;
  const PatternClasses& classes_;
  ParameterOrder order_;
  std::vector<std::vector<ResidualMoments>> moments_; ///< [class][output]
};

/// Columns that span P_L, the maps that are reachable with the patterns of `classes`, at the
/// samples (all in classes): lifted stationarity is g_o ⟂ each of them, for every output o. F_o is
/// in their span. They may depend on each other.
Columns lifted_columns(const Network& network, const Dataset& data, const PatternClasses& classes,
                       const SampleSet& samples);

} // namespace thalweg
