// SPDX-License-Identifier: GPL-3.0-or-later
//
// All samples as the members of one class, with what was measured at them exactly.

#pragma once

#include "landscape/screen/radius_problem.hpp"

namespace thalweg {

class TabledMembers final : public ClassMembers {
public:
  RadiusClass::Table<Rounded> magnitudes;             ///< [m][sample]
  RadiusClass::Table<std::vector<Rounded>> distances; ///< [layer][unit][sample], rounded down

  std::size_t count() const override { return magnitudes.front().size(); }
  long double magnitude_above(std::size_t m, std::size_t member) const override;
  Rounded magnitude(std::size_t m, std::size_t member) const override;
  long double distance_below(std::size_t layer, std::size_t unit,
                             std::size_t member) const override;
  Rational distance(std::size_t layer, std::size_t unit, std::size_t member) const override;
  void visit_near(std::size_t layer, std::size_t unit, long double limit,
                  const std::function<bool(std::size_t)>& visit) const override;

  /// Over all members, as in RadiusClass.
  std::vector<long double> largest_magnitudes() const;
  RadiusClass::Table<long double> least_distances() const;
};

} // namespace thalweg
