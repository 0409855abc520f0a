// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much a ray shows: the risk at W minus that at its end.

#pragma once

#include "landscape/ray.hpp"

namespace thalweg {

/// R(W) − R(W + epsilon D) > 0.
inline Rational drop_at_end(const DescentRay& ray) {
  return -ray.risk_difference(ray.epsilon);
}

} // namespace thalweg
