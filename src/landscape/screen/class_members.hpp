// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the radius bound needs of the single members of a pattern class (radius.hpp): the magnitudes
// N_m and the distances of all pre-activations to the ends of their pieces. Bounds of both in
// floating point settle nearly every member; exact values are made where they do not.

#pragma once

#include "exact/upward.hpp"

#include <functional>

namespace thalweg {

/// The members 0, …, count − 1 of a class. Layers are hidden ones; magnitudes exist for layers with
/// parameters, distances for units with breakpoints. For one thread at a time.
class ClassMembers {
public:
  virtual ~ClassMembers() = default;

  virtual std::size_t count() const = 0;

  /// At least N_m, at least ⌈0⌉; infinite if it is beyond floating point.
  virtual long double magnitude_above(std::size_t m, std::size_t member) const = 0;
  /// N_m with the roundings of radius_problem.hpp.
  virtual Rounded magnitude(std::size_t m, std::size_t member) const = 0;

  /// At most the distance, and close to it.
  virtual long double distance_below(std::size_t layer, std::size_t unit,
                                     std::size_t member) const = 0;
  /// The distance itself.
  virtual Rational distance(std::size_t layer, std::size_t unit, std::size_t member) const = 0;

  /// Calls visit(member) at least for all members whose distance is at most `limit`, until it
  /// returns false.
  virtual void visit_near(std::size_t layer, std::size_t unit, long double limit,
                          const std::function<bool(std::size_t)>& visit) const = 0;
};

/// mantissa·2^exponent of `value`, which long doubles hold exactly; clamped beyond 2^±40000.
long double floating(const Rounded& value);

} // namespace thalweg
