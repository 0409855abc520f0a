// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which kink max(0, a·x − t) lowers the risk most, it seems.

#pragma once

#include "exact/rational.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace thalweg {

class BestDrop {
public:
  /// r by sample and output. Keeps a reference.
  explicit BestDrop(const std::vector<Vector>& slopes) : slopes_(slopes) {}

  /// Is Σ_o ⟨r_o, φ⟩²/‖φ‖², φ = max(0, a·x − t), larger than before? The projections a·x with their
  /// samples, and t.
  bool is_raised_by(const std::vector<std::pair<Rational, std::size_t>>& projections,
                    const Rational& threshold);

private:
  const std::vector<Vector>& slopes_;
  double best_ = 0;
};

} // namespace thalweg
