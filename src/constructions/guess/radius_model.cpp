// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values of the model. What is the greatest of many ratios is asked only of units whose ratio
// could be greater, by the largest norms of the class and the least height.

#include "constructions/guess/radius_model.hpp"

#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg {
namespace {

constexpr double room_resolution = 0x1p-30; // least room of an always active unit, per height

} // namespace

UnitMoves FloatingRadiusModel::unmoved() const {
  UnitMoves moves{std::vector<double>(unit_count()), std::vector<double>(unit_count())};
  for (std::size_t unit = 0; unit < unit_count(); ++unit)
    if (always_active_[unit])
      moves.log_rooms[unit] = std::log((1 - room_resolution) * least_height_[unit]);
  return moves;
}

UnitMoves FloatingRadiusModel::equilibrated() const {
  UnitMoves moves = unmoved();
  for (std::size_t unit = 0; unit < unit_count(); ++unit)
    moves.log_factors[unit] = -std::log(greatest_height_[unit]);
  return moves;
}

double FloatingRadiusModel::shift(std::size_t unit, double log_room) const {
  return std::exp(log_room) - (1 - room_resolution) * least_height_[unit];
}

FloatingRadiusModel::Scales FloatingRadiusModel::scales(const UnitMoves& moves) const {
  Scales s{std::vector<double>(unit_count()), std::vector<double>(unit_count()),
           std::vector<double>(unit_count()), std::vector<std::vector<double>>(unit_count())};
  for (std::size_t unit = 0; unit < unit_count(); ++unit) {
    s.factor[unit] = std::exp(moves.log_factors[unit]);
    if (always_active_[unit]) {
      s.shift[unit] = shift(unit, moves.log_rooms[unit]);
      s.room[unit] = std::exp(moves.log_rooms[unit]);
    }
  }
  for (std::size_t row = 0; row < unit_count(); ++row)
    for (const Entry& entry : incoming_[row])
      s.weights[row].push_back(entry.value * s.factor[row] / s.factor[entry.column]);
  return s;
}

FloatingRadiusModel::Coefficients FloatingRadiusModel::no_coefficients() const {
  return {std::vector<double>(first_place_.back()), std::vector<double>(first_place_.back())};
}

FloatingRadiusModel::Coefficients
FloatingRadiusModel::coefficients(const ClassModel& c, const Scales& s, double radius) const {
  require_time();
  Coefficients result = no_coefficients();
  for (std::size_t unit = 0; unit < unit_count(); ++unit)
    result.direct[place(unit, layer_of_[unit])] = 1;
  for (const Entry& entry : c.jacobian)
    result.direct[place(entry.row, layer_of_[entry.column])] +=
        entry.value * s.factor[entry.row] / s.factor[entry.column];
  for (std::size_t l = 1; l < layer_count_; ++l) {
    std::vector<double> spread(l);
    for (std::size_t k = first_unit_[l - 1]; k < first_unit_[l]; ++k)
      if (c.is_active[k])
        for (std::size_t m = 0; m < l; ++m)
          spread[m] += result.direct[place(k, m)] + result.indirect[place(k, m)];
    for (std::size_t row = first_unit_[l]; row < first_unit_[l + 1]; ++row) {
      double* const sums = &result.indirect[place(row, 0)];
      for (std::size_t m = 0; m < l; ++m)
        sums[m] = radius * spread[m];
      for (std::size_t e = 0; e < incoming_[row].size(); ++e) {
        const std::size_t column = incoming_[row][e].column;
        if (c.is_active[column])
          for (std::size_t m = 0; m < l; ++m)
            sums[m] += s.weights[row][e] * result.indirect[place(column, m)];
      }
    }
  }
  return result;
}

std::vector<double> FloatingRadiusModel::norms(const ClassModel& c, const Scales& s,
                                               std::size_t member) const {
  require_time();
  const std::vector<double>& heights = c.heights[member];
  std::vector<double> result(layer_count_, 1);
  result.front() = c.input_norms[member];
  for (std::size_t next = 0; next < c.active.size();) { // the units of a layer stand together
    const std::size_t layer = layer_of_[c.active[next]];
    double sum = 1;
    for (; next < c.active.size() && c.active[next] < first_unit_[layer + 1]; ++next) {
      const std::size_t k = c.active[next];
      sum += s.factor[k] * (heights[k] + s.shift[k]);
    }
    result[layer + 1] = sum;
  }
  return result;
}

double FloatingRadiusModel::ratio(const ClassModel& c, const Scales& s, const Coefficients& forward,
                                  std::size_t member, const std::vector<double>& norms,
                                  std::size_t unit) const {
  double bound = 0;
  for (std::size_t m = 0; m <= layer_of_[unit]; ++m) {
    const std::size_t at = place(unit, m);
    bound += (forward.direct[at] + forward.indirect[at]) * norms[m];
  }
  return bound / (s.factor[unit] * std::abs(c.heights[member][unit] + s.shift[unit]));
}

std::vector<double>
FloatingRadiusModel::largest_norms(const std::vector<std::vector<double>>& norms) const {
  std::vector<double> largest(layer_count_);
  for (const std::vector<double>& of_member : norms)
    for (std::size_t m = 0; m < layer_count_; ++m)
      largest[m] = std::max(largest[m], of_member[m]);
  return largest;
}

std::vector<double> FloatingRadiusModel::bounds(const Coefficients& forward,
                                                const std::vector<double>& norms) const {
  std::vector<double> result(unit_count());
  for (std::size_t unit = 0; unit < unit_count(); ++unit)
    for (std::size_t m = 0; m <= layer_of_[unit]; ++m) {
      const std::size_t at = place(unit, m);
      result[unit] += (forward.direct[at] + forward.indirect[at]) * norms[m];
    }
  return result;
}

/// At least the ratio of every member: rounding is monotone. (Heights of units that are not always
/// active are not shifted.)
double FloatingRadiusModel::ratio_above(const ClassModel& c, const Scales& s, double bound_above,
                                        std::size_t unit) const {
  const double least =
      always_active_[unit] ? c.least_value[unit] + s.shift[unit] : c.least_height[unit];
  return least > 0 ? bound_above / (s.factor[unit] * least)
                   : std::numeric_limits<double>::infinity();
}

double FloatingRadiusModel::greatest_ratio(const ClassModel& c, const Scales& s,
                                           double radius) const {
  const Coefficients forward = coefficients(c, s, radius);
  std::vector<std::vector<double>> member_norms;
  for (std::size_t i = 0; i < c.heights.size(); ++i)
    member_norms.push_back(norms(c, s, i));
  const std::vector<double> bounds_above = bounds(forward, largest_norms(member_norms));
  double greatest = 0;
  for (std::size_t unit = 0; unit < unit_count(); ++unit)
    if (!(ratio_above(c, s, bounds_above[unit], unit) <= greatest))
      for (std::size_t i = 0; i < c.heights.size(); ++i)
        greatest = std::max(greatest, ratio(c, s, forward, i, member_norms[i], unit));
  return greatest;
}

double FloatingRadiusModel::greatest_ratio(const Scales& s, double radius) const {
  std::vector<double> of_classes(classes_.size() + 1); // 0 without classes
  in_parallel(classes_.size(),
              [&](std::size_t q) { of_classes[q] = greatest_ratio(classes_[q], s, radius); });
  return *std::max_element(of_classes.begin(), of_classes.end());
}

double FloatingRadiusModel::log_radius(const UnitMoves& moves) const {
  const Scales s = scales(moves);
  double high = -std::log(greatest_ratio(s, 0));
  double low = -std::log(greatest_ratio(s, std::exp(high)));
  for (int step = 0; step < 6 && high - low > 0.01; ++step) {
    const double middle = (low + high) / 2;
    (std::log(greatest_ratio(s, std::exp(middle))) + middle <= 0 ? low : high) = middle;
  }
  return low;
}

namespace {

/// The members with the greatest ratios of one unit, the greatest first.
struct MostEndangered {
  std::vector<std::pair<double, std::size_t>> found; ///< −ratio, member

  bool is_full(std::size_t count) const { return found.size() >= count; }
  double worst() const { return -found.back().first; }
  void insert(double ratio, std::size_t member, std::size_t count) {
    const std::pair entry(-ratio, member);
    found.insert(std::upper_bound(found.begin(), found.end(), entry), entry);
    if (found.size() > count)
      found.pop_back();
  }
};

} // namespace

void FloatingRadiusModel::watch(ClassModel& c, const Scales& s, double radius,
                                std::size_t per_unit) const {
  const Coefficients forward = coefficients(c, s, radius);
  std::vector<std::vector<double>> member_norms;
  for (std::size_t i = 0; i < c.heights.size(); ++i)
    member_norms.push_back(norms(c, s, i));
  const std::vector<double> bounds_above = bounds(forward, largest_norms(member_norms));
  std::vector<MostEndangered> endangered(unit_count());
  std::vector<std::size_t> nearest(unit_count());
  for (std::size_t i = 0; i < c.heights.size(); ++i)
    for (std::size_t unit = 0; unit < unit_count(); ++unit) {
      if (std::abs(c.heights[i][unit]) < std::abs(c.heights[nearest[unit]][unit]))
        nearest[unit] = i;
      const double above =
          bounds_above[unit] / (s.factor[unit] * std::abs(c.heights[i][unit] + s.shift[unit]));
      if (!endangered[unit].is_full(per_unit) || above > endangered[unit].worst())
        endangered[unit].insert(ratio(c, s, forward, i, member_norms[i], unit), i, per_unit);
    }
  c.watched.clear();
  for (std::size_t i = 0; i < c.heights.size(); ++i)
    c.watched.push_back({i, {}});
  for (std::size_t unit = 0; unit < unit_count(); ++unit) {
    bool has_nearest = false;
    for (const auto& [minus_ratio, member] : endangered[unit].found) {
      c.watched[member].units.push_back(unit);
      has_nearest = has_nearest ||
                    std::abs(c.heights[member][unit]) == std::abs(c.heights[nearest[unit]][unit]);
    }
    if (!has_nearest)
      c.watched[nearest[unit]].units.push_back(unit);
  }
  std::erase_if(c.watched, [](const Watched& watched) { return watched.units.empty(); });
}

void FloatingRadiusModel::watch(const UnitMoves& moves, double log_radius, std::size_t per_unit) {
  const Scales s = scales(moves);
  in_parallel(classes_.size(),
              [&](std::size_t q) { watch(classes_[q], s, std::exp(log_radius), per_unit); });
}

double FloatingRadiusModel::sharp_objective(const UnitMoves& moves, double log_radius) const {
  const Scales s = scales(moves);
  std::vector<double> of_classes(classes_.size() + 1); // 0 without classes
  in_parallel(classes_.size(), [&](std::size_t q) {
    const ClassModel& c = classes_[q];
    const Coefficients forward = coefficients(c, s, std::exp(log_radius));
    for (const Watched& watched : c.watched) {
      const std::vector<double> member_norms = norms(c, s, watched.member);
      for (std::size_t unit : watched.units)
        of_classes[q] =
            std::max(of_classes[q], ratio(c, s, forward, watched.member, member_norms, unit));
    }
  });
  return std::log(*std::max_element(of_classes.begin(), of_classes.end())) + 1000 * cap_excess(s);
}

} // namespace thalweg
