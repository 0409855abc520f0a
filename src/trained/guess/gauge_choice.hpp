// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which neutral fields to use and which coordinates to fix for them: fields that are independent at
// the point, simple ones first, and as many coordinates on which they stay so, by QR with column
// pivoting of their span.

#pragma once

#include "trained/guess/gauge_fields.hpp"

namespace thalweg {

/// As many fields as fixed parameters.
struct Gauge {
  std::vector<GaugeField> fields;
  std::vector<std::size_t> fixed; ///< increasing
};

/// Fields of `candidates` that span what all of them span, at most `most`.
Gauge guessed_gauge(const std::vector<GaugeField>& candidates, std::size_t most);

/// The parameters that are not fixed, increasing.
std::vector<std::size_t> free_parameters(const Gauge& gauge, std::size_t parameter_count);

} // namespace thalweg
