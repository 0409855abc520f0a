// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/screen/tabled_members.hpp"

#include <algorithm>
#include <limits>

namespace thalweg {

long double TabledMembers::magnitude_above(std::size_t m, std::size_t member) const {
  return floating(magnitudes[m][member]);
}

Rounded TabledMembers::magnitude(std::size_t m, std::size_t member) const {
  return magnitudes[m][member];
}

long double TabledMembers::distance_below(std::size_t layer, std::size_t unit,
                                          std::size_t member) const {
  return floating(distances[layer][unit][member]);
}

Rational TabledMembers::distance(std::size_t layer, std::size_t unit, std::size_t member) const {
  return distances[layer][unit][member].rational();
}

void TabledMembers::visit_near(std::size_t layer, std::size_t unit, long double limit,
                               const std::function<bool(std::size_t)>& visit) const {
  for (std::size_t i = 0; i < count(); ++i)
    if (distance_below(layer, unit, i) <= limit && !visit(i))
      return;
}

std::vector<long double> TabledMembers::largest_magnitudes() const {
  std::vector<long double> result;
  for (const std::vector<Rounded>& of_layer : magnitudes) {
    long double& largest = result.emplace_back(0);
    for (const Rounded& magnitude : of_layer)
      largest = std::max(largest, floating(magnitude));
  }
  return result;
}

RadiusClass::Table<long double> TabledMembers::least_distances() const {
  RadiusClass::Table<long double> result;
  for (const std::vector<std::vector<Rounded>>& of_layer : distances) {
    std::vector<long double>& row = result.emplace_back();
    for (const std::vector<Rounded>& of_unit : of_layer) {
      long double& least = row.emplace_back(std::numeric_limits<long double>::infinity());
      for (const Rounded& distance : of_unit)
        least = std::min({least, floating(distance), std::numeric_limits<long double>::max()});
    }
  }
  return result;
}

} // namespace thalweg
