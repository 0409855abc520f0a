// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima behind a bottleneck (Baldi, Hornik 1989; Goldblum et al. 2020): if all samples have one
// pattern, F is M x + c near W, and M has at most the rank s of the narrowest hidden layer. For the
// squared loss the best M of rank s keeps the s largest singular values of the best matrix M + Q on
// the inputs. Lifted stationarity does not hold at such a W (there are better maps of higher rank),
// but no W' with these patterns has a lower risk. With C = Σ ξ ξᵀ (ξ = x − x̄; x if there are no
// constants), B = Σ (y − F) xᵀ, Q C = B: it is so if Σ (y − F) = 0, M Bᵀ = 0, C Mᵀ B = 0, the rank
// of M on the inputs is s, and some λ has B Qᵀ ≼ λ and (M C Mᵀ)² ≽ λ M C Mᵀ (SPECIFICATION.md,
// section 38, has the proof).

#pragma once

#include "landscape/dense_rows.hpp"
#include "landscape/radius.hpp"

namespace thalweg {

struct BottleneckMinimum {
  Rational risk;
  Rational radius;
  RadiusMethod method;
  DenseRows increments; ///< Q
  Rational level;       ///< λ
  std::size_t rank;     ///< s
};

/// For the plain squared loss and dense layers. Nothing if some condition does not hold, or s is
/// not below min(d_x, d_y): then lifted stationarity decides.
std::optional<BottleneckMinimum>
bottleneck_minimum(const Network& network, const Dataset& data,
                   RadiusMethod method = RadiusMethod::first_order);

} // namespace thalweg
