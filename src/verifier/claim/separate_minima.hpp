// SPDX-License-Identifier: Apache-2.0
//
// The claim `separate_minima` (specification, section 47): two minima of one cell of parameters
// of a network with one hidden layer that no path of minima inside the cell joins, as the output
// weight of some unit has opposite signs at them and is 0 at no minimum of the cell. For every sign
// of the other output weights, multipliers show that the values at the samples cannot be had.

#pragma once

#include "claim/claim.hpp"
#include "shape/halfspace.hpp"

namespace thalweg::verifier {

/// For one choice of signs: μ_i for each sample, λ_{·j} ≥ 0 for each other unit whose sign is not
/// 0.
struct SignProof {
  List<Fraction> samples;
  List<Multipliers> units;
};

/// O123 to O131
struct SeparateMinima : Claim {
  std::size_t unit = 0;
  Network network;                    ///< witness: B
  const Json* network_json = nullptr; ///< witness
  List<SignProof> proofs;             ///< witness, one for each choice of signs

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

/// The signs −1, 0, 1 of all hidden units but one, in lexicographic order.
class SignChoice {
public:
  SignChoice(std::size_t unit_count, std::size_t without) : signs_(unit_count, -1) {
    signs_[without] = 0;
    without_ = without;
  }
  int operator[](std::size_t unit) const { return signs_[unit]; }
  std::size_t size() const { return signs_.size(); }
  std::size_t count_not_zero() const {
    return static_cast<std::size_t>(
        std::count_if(signs_.begin(), signs_.end(), [](int s) { return s != 0; }));
  }
  /// Goes to the next choice; false if there is none.
  bool next();

private:
  List<int> signs_;
  std::size_t without_;
};

std::unique_ptr<Claim> read_separate_minima(const Node& node, const Subject& subject);
void read_separate_minima_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
