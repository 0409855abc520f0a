// SPDX-License-Identifier: GPL-3.0-or-later
//
// Directions in the space of parameters that a picture of the landscape can be drawn along, and
// the box around W in which the certificate says something.

#pragma once

#include "pictures/subject.hpp"

namespace thalweg {

/// A direction D ≠ 0 by its name:
///   better      W2 − W
///   ray         the descent ray of `not_local_minimum`
///   flip        the signs by which a perturbation of all parameters reaches a wall soonest: those
///               of `pattern_flip`, else of the sample and unit nearest to a breakpoint
///   wL.U.K      the weight K of unit (of a convolution: filter) U of layer L
///   bL.U        the bias U of layer L
struct PlaneDirection {
  std::string name;
  std::string meaning; ///< of few words, for an axis
  Network change;      ///< its parameters are those of D
  Rational size;       ///< the largest absolute value in D
};

/// Nothing if the certificate has no such direction or it is 0; UsageError naming `--plane` if the
/// name is none of the above or there is no such parameter.
std::optional<PlaneDirection> plane_direction(const Subject& subject, const std::string& name);

/// The two that are named, or the first two of better, ray, flip and the last and first
/// parameters that are not parallel. Nothing if there are none; UsageError if names were given and
/// there are not two independent directions.
std::optional<std::pair<PlaneDirection, PlaneDirection>>
plane_directions(const Subject& subject, const std::vector<std::string>& names);

/// Where no parameter differs from that of W by more than `radius`, the risk is at least that of
/// the certified minimum, which is W itself or, if `is_near`, a point near it.
struct CertifiedBox {
  Rational radius;
  bool is_near;
};
std::optional<CertifiedBox> certified_box(const CertificateDocument& document);

/// The corners of { (s, t) : |s D1 + t D2| ≤ radius in every parameter }, in order.
std::vector<std::pair<double, double>> box_in_plane(const PlaneDirection& first,
                                                    const PlaneDirection& second, double radius);

/// All parameters, zeros included, layer by layer: rows, then biases.
std::vector<Rational> parameters_of(const Network& network);

} // namespace thalweg
