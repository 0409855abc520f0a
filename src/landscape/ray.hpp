// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rays W + εD in parameter space, ε > 0, and the exact proof that the risk falls along one
// (SPECIFICATION.md, section 33). Along a ray every pre-activation of every sample is a polynomial
// in ε as long as the pieces in use do not change; just to the right of 0 they do not: z − β, and
// the lead of one entry of a max pooling window over another, has the sign of its lowest non-zero
// coefficient, or is the polynomial 0, and then both pieces or entries give the same. So R(W + εD)
// − R(W) is one polynomial on some (0, ε_0], walls or not, and W is no local minimum if its lowest
// non-zero coefficient is negative.
//
// Every loss of risk/loss.hpp: an output o that is the polynomial p stays between two breakpoints c
// of the loss, as p − c has the sign of its lowest coefficient or is 0, and on that piece the loss
// is a polynomial of degree at most 2 in p (SPECIFICATION.md, O79). One pass costs as much as a
// forward pass times the degrees of the polynomials: a direction that moves one layer only keeps
// all of them linear.

#pragma once

#include "data/dataset.hpp"
#include "exact/polynomial.hpp"
#include "landscape/weight_decay.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// The weight of unit `unit` of layer `layer` for the input `input` moves by ε·change, change ≠ 0.
/// In a convolution `unit` is the filter and `input` the column of its row (layer.hpp); the weight
/// moves wherever it is used.
struct WeightMove {
  std::size_t layer, unit, input;
  Rational change;
  bool operator==(const WeightMove&) const = default;
};
struct BiasMove {
  std::size_t layer, unit;
  Rational change;
  bool operator==(const BiasMove&) const = default;
};

/// A direction D by its non-zero entries; biases only where they are parameters. Invariant:
/// increasing by layer, unit, input.
struct Direction {
  std::vector<WeightMove> weights;
  std::vector<BiasMove> biases;

  std::size_t entry_count() const { return weights.size() + biases.size(); }
  bool operator==(const Direction&) const = default;
};

/// W + εD. InternalError if D moves what is no parameter.
Network moved(const Network& network, const Direction& direction, const Rational& epsilon);

/// R(W + εD) < R(W) for every ε in (0, epsilon].
struct DescentRay {
  Direction direction;
  Rational epsilon;           ///< a power of two
  Rational risk;              ///< R(W)
  Polynomial risk_difference; ///< R(W + εD) − R(W) on [0, epsilon]
};

/// The ray along `direction` if the risk falls right of 0, with the largest epsilon among 1, 1/2,
/// 1/4, … for which the coefficient condition of polynomial.hpp shows every sign. Nothing if the
/// risk does not fall, and if 2^-4000 is not small enough. The risk includes the decay.
std::optional<DescentRay> descent_along(const Network& network, const Problem& problem,
                                        const Direction& direction, const WeightDecay& decay = {});

} // namespace thalweg
