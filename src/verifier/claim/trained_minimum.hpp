// SPDX-License-Identifier: Apache-2.0
//
// The claim `trained_minimum` (specification, section 40): near W there is a local minimum W* of R.

#pragma once

#include "claim/claim.hpp"
#include "slice/asleep_units.hpp"
#include "slice/neutral_field.hpp"

namespace thalweg::verifier {

/// O181 to O206, O305, O307 to O309
struct TrainedMinimum : MinimumClaim {
  Fraction distance;
  Fraction radius;
  Fraction risk_lower;
  Fraction risk_upper;
  std::optional<Fraction> strict_radius;
  bool is_among_all; ///< or of the slice alone
  List<HeldTie> ties;
  List<std::size_t> fixed;
  std::size_t bits = 0;               ///< from here on: witness
  Fraction near = {};                 ///< δ
  Fraction box = {};                  ///< Δ
  std::optional<Fraction> strict_box; ///< Δ_1
  Fraction share = {};                ///< ε
  Fraction curvature = {};            ///< m
  List<Fraction> steps = {};          ///< ω by parameter; 0 for fixed ones
  List<NeutralField> fields = {};
  bool is_span = false; ///< the fields are one block, of all hidden rows
  std::optional<AsleepUnits> asleep = {};
  const Json* witness_json = nullptr;
  /// What `check` leaves for claims that stand on it: on the boundary of the box R is above R(W) by
  /// this at least (section 41).
  mutable Fraction rise = {};

  TrainedMinimum(std::string pointer, const Node& node, const Network& network,
                 std::size_t sample_count);
  Known known() const override { return {risk_lower, false, is_among_all || fixed.empty()}; }
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_trained_minimum(const Node& node, const Subject& subject);
void read_trained_minimum_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
