// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network on data with any of the losses of risk/loss.hpp: its outputs, its risk, and the
// subgradients g_i ∈ ∂ℓ_i(F(W; x_i)) that lifted stationarity speaks of (SPECIFICATION.md 6.1). For
// a differentiable loss g is the derivative; where the loss has a kink it is a choice, and a
// witness.

#pragma once

#include "landscape/pattern_classes.hpp"
#include "landscape/residuals.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// One entry per sample: g_i by output, weights included; nothing for samples without a class.
using Subgradients = std::vector<std::optional<Vector>>;

/// F(W; x_i) for every sample; on walls by a forward pass.
std::vector<Vector> sample_outputs(const Network& network, const Dataset& data,
                                   const PatternClasses& classes);

/// R(W) of problem.hpp. At least one sample.
Rational empirical_risk(const Network& network, const Problem& problem,
                        const PatternClasses& classes);

/// The same by a forward pass for each sample.
Rational empirical_risk(const Network& network, const Problem& problem);

/// The first sample on a wall whose loss is not 0; nothing if all of them are settled.
std::optional<std::size_t> unsettled_wall_sample(const Network& network, const Problem& problem,
                                                 const PatternClasses& classes);

/// ClaimError naming this sample, if there is one.
void require_walls_settled(const Network& network, const Problem& problem,
                           const PatternClasses& classes);

/// The left derivatives of the loss at the outputs (of all samples): the derivatives, if it has no
/// kinks. Nothing for the samples of `classes.on_wall`.
Subgradients left_derivatives(const Problem& problem, const PatternClasses& classes,
                              const std::vector<Vector>& outputs);

/// Σ g_i and Σ g_i x_i over some samples, all of which have a subgradient; one entry per output.
std::vector<ResidualMoments> subgradient_moments(const Dataset& data, const SampleSet& members,
                                                 const Subgradients& subgradients);

/// The first sample and output whose entry is no subgradient at these outputs; nothing if all are.
struct SampleOutput {
  std::size_t sample, output;
  bool operator==(const SampleOutput&) const = default;
};
std::optional<SampleOutput> no_subgradient(const Problem& problem,
                                           const std::vector<Vector>& outputs,
                                           const Subgradients& subgradients);

} // namespace thalweg
