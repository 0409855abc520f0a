// SPDX-License-Identifier: GPL-3.0-or-later
//
// An affine map near the minimiser of Σ ℓ of a group for logistic or softmax loss, with the proof
// that a minimiser is near (certificates/SPECIFICATION.md, section 20): Y ≈ H⁻¹ and a box |t_J| ≤
// ρ_J of changes of the coefficients that t ↦ t − Y G(t) maps into its interior. J = a·|basis| + j
// is the coefficient of score a at the basis function j, one of the entries of (x, 1).
//
// Newton's method in floating point guesses; the box and the contraction are exact, with the
// integers that the verifier computes too. If a guess is too far away, rational Newton steps
// follow.

#pragma once

#include "risk/cross_entropy.hpp"

namespace thalweg {

/// What proves that a minimiser is near, for a group.
struct NearbyProof {
  std::vector<std::size_t> basis;            ///< entries of (x, 1), increasing
  std::vector<Vector> dependencies;          ///< of every other entry, on the samples of the group
  std::vector<std::vector<Vector>> inverses; ///< of each block, Y by rows
  std::vector<Vector> boxes;                 ///< of each block, ρ
};

struct CrossEntropyFit {
  AffineMap p; ///< by output; if it is a choice, coefficients outside the basis are 0, and so is
               ///< the last output of softmax
  NearbyProof proof;
  Rational slack; ///< Σ |G_J| ρ_J: Σ ℓ at the minimiser is at least that of p minus this
};

/// Nothing if no such map is found; `separating_direction` says whether there can be one. The group
/// has samples.
std::optional<CrossEntropyFit> cross_entropy_fit(const LabelledData& labelled,
                                                 const SampleSet& group, std::size_t bits);

/// The same for a given map p: its minimiser has to be so near that the contraction works from p
/// itself. Nothing if it does not.
std::optional<CrossEntropyFit> fit_near(const LabelledData& labelled, const SampleSet& group,
                                        const AffineMap& p, std::size_t bits);

/// A guess where the minimiser is: `boxes` are the changes of the coefficients that seem to lead
/// from p to it, in absolute value; there are no inverses. Nothing if Newton's method in floating
/// point finds no minimiser.
std::optional<CrossEntropyFit> seeming_changes(const LabelledData& labelled, const SampleSet& group,
                                               const AffineMap& p);

/// Does Newton's method in floating point find an optimal fit of the group? Not a proof.
bool seems_attained(const LabelledData& labelled, const SampleSet& group);

/// An affine map with short coefficients and a sum of losses near the infimum, whether it is
/// attained or not; nothing is proved about it.
AffineMap low_risk_map(const LabelledData& labelled, const SampleSet& group);

/// Σ_J |G_J| ρ_J if the contraction of O85 holds for p and the proof on the group, else nothing.
std::optional<Rational> contraction_slack(const LabelledData& labelled, const SampleSet& group,
                                          const AffineMap& p, const NearbyProof& proof,
                                          std::size_t bits);

} // namespace thalweg
