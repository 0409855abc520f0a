// SPDX-License-Identifier: GPL-3.0-or-later
//
// Building the model from the exact network, and its values. Heights are evaluated exactly and then
// rounded: in steep networks they are small differences of large numbers.

#include "constructions/radius_model.hpp"

#include "constructions/input_table.hpp"
#include "exact/watched_work.hpp"
#include "landscape/class_jacobian.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace thalweg {
namespace {

constexpr double room_resolution = 0x1p-30; // least room of an always active unit, per height

} // namespace

RadiusModel::RadiusModel(const Network& network, const Dataset& data, const PatternClasses& classes,
                         double log_cap)
    : layer_count_(network.layers.size() - 1), log_cap_(log_cap) {
  for (std::size_t l = 0; l < layer_count_; ++l) {
    first_unit_.push_back(layer_of_.size());
    layer_of_.insert(layer_of_.end(), network.layers[l].unit_count(), l);
  }
  first_unit_.push_back(layer_of_.size());
  always_active_.assign(unit_count(), 1);
  least_height_.assign(unit_count(), std::numeric_limits<double>::infinity());
  greatest_height_.assign(unit_count(), 0);
  append_parameters(network);
  for (const PatternClass& c : classes.classes)
    append_class(network, data, c);
}

void RadiusModel::append_parameters(const Network& network) {
  incoming_.resize(unit_count());
  for (std::size_t l = 0; l <= layer_count_; ++l)
    for (std::size_t j = 0; j < network.layers[l].unit_count(); ++j) {
      const std::size_t row = first_unit_[l] + j;
      for (const auto& [k, weight] : network.layers[l].weights[j]) {
        const std::size_t column = l == 0 ? unit_count() + k : first_unit_[l - 1] + k;
        weights_.push_back({row, column, weight.get_d()});
        if (l > 0 && l < layer_count_)
          incoming_[row].push_back({row, column, std::abs(weight.get_d())});
      }
      biases_.push_back(network.layers[l].biases[j].get_d());
    }
}

void RadiusModel::append_class(const Network& network, const Dataset& data, const PatternClass& c) {
  require_time();
  ClassModel model;
  std::vector<Vector> inputs;
  for (std::size_t i : c.members) {
    inputs.push_back(data.inputs[i]);
    double norm = 1;
    for (const Rational& coordinate : data.inputs[i])
      norm += std::abs(coordinate.get_d());
    model.input_norms.push_back(norm);
  }
  model.heights.assign(inputs.size(), std::vector<double>(unit_count()));
  const InputTable table(inputs, data.input_dimension());
  for (std::size_t unit = 0; unit < unit_count(); ++unit) {
    const std::size_t l = layer_of_[unit];
    const std::size_t j = unit - first_unit_[l];
    model.is_active.push_back(c.pieces[l][j] == 1);
    always_active_[unit] = always_active_[unit] && model.is_active.back();
    const std::vector<double> heights = table.truncated_values(c.pre_activations[l][j], 0);
    for (std::size_t i = 0; i < heights.size(); ++i) {
      model.heights[i][unit] = heights[i];
      least_height_[unit] = std::min(least_height_[unit], heights[i]);
      greatest_height_[unit] = std::max(greatest_height_[unit], std::abs(heights[i]));
    }
  }
  const ClassJacobian jacobian = class_jacobian(network, c);
  for (std::size_t l = 0; l < layer_count_; ++l)
    for (std::size_t m = 0; m < l; ++m)
      for (std::size_t j = 0; j < jacobian[l][m].size(); ++j)
        for (const auto& [a, value] : jacobian[l][m][j])
          model.jacobian.push_back(
              {first_unit_[l] + j, first_unit_[m] + a, std::abs(value.get_d())});
  classes_.push_back(std::move(model));
}

UnitMoves RadiusModel::unmoved() const {
  UnitMoves moves{std::vector<double>(unit_count()), std::vector<double>(unit_count())};
  for (std::size_t unit = 0; unit < unit_count(); ++unit)
    if (always_active_[unit])
      moves.log_rooms[unit] = std::log((1 - room_resolution) * least_height_[unit]);
  return moves;
}

UnitMoves RadiusModel::equilibrated() const {
  UnitMoves moves = unmoved();
  for (std::size_t unit = 0; unit < unit_count(); ++unit)
    moves.log_factors[unit] = -std::log(greatest_height_[unit]);
  return moves;
}

double RadiusModel::shift(std::size_t unit, double log_room) const {
  return std::exp(log_room) - (1 - room_resolution) * least_height_[unit];
}

RadiusModel::Scales RadiusModel::scales(const UnitMoves& moves) const {
  Scales s{std::vector<double>(unit_count()), std::vector<double>(unit_count())};
  for (std::size_t unit = 0; unit < unit_count(); ++unit) {
    s.factor[unit] = std::exp(moves.log_factors[unit]);
    if (always_active_[unit])
      s.shift[unit] = shift(unit, moves.log_rooms[unit]);
  }
  return s;
}

RadiusModel::Coefficients RadiusModel::coefficients(const ClassModel& c, const Scales& s,
                                                    double radius) const {
  require_time();
  const std::size_t units = unit_count();
  Coefficients result{std::vector<double>(layer_count_ * units),
                      std::vector<double>(layer_count_ * units)};
  for (std::size_t unit = 0; unit < units; ++unit)
    result.direct[layer_of_[unit] * units + unit] = 1;
  for (const Entry& entry : c.jacobian)
    result.direct[layer_of_[entry.column] * units + entry.row] +=
        entry.value * s.factor[entry.row] / s.factor[entry.column];
  for (std::size_t l = 1; l < layer_count_; ++l)
    for (std::size_t m = 0; m < l; ++m) {
      double spread = 0;
      for (std::size_t k = first_unit_[l - 1]; k < first_unit_[l]; ++k)
        if (c.is_active[k])
          spread += result.direct[m * units + k] + result.indirect[m * units + k];
      for (std::size_t row = first_unit_[l]; row < first_unit_[l + 1]; ++row) {
        double sum = radius * spread;
        for (const Entry& entry : incoming_[row])
          if (c.is_active[entry.column])
            sum += entry.value * s.factor[row] / s.factor[entry.column] *
                   result.indirect[m * units + entry.column];
        result.indirect[m * units + row] = sum;
      }
    }
  return result;
}

std::vector<double> RadiusModel::norms(const ClassModel& c, const Scales& s,
                                       std::size_t member) const {
  require_time();
  std::vector<double> result = {c.input_norms[member]};
  for (std::size_t l = 0; l + 1 < layer_count_; ++l) {
    result.push_back(1);
    for (std::size_t k = first_unit_[l]; k < first_unit_[l + 1]; ++k)
      if (c.is_active[k])
        result.back() += s.factor[k] * (c.heights[member][k] + s.shift[k]);
  }
  return result;
}

double RadiusModel::ratio(const ClassModel& c, const Scales& s, const Coefficients& forward,
                          std::size_t member, const std::vector<double>& norms,
                          std::size_t unit) const {
  double bound = 0;
  for (std::size_t m = 0; m <= layer_of_[unit]; ++m) {
    const std::size_t at = m * unit_count() + unit;
    bound += (forward.direct[at] + forward.indirect[at]) * norms[m];
  }
  return bound / (s.factor[unit] * std::abs(c.heights[member][unit] + s.shift[unit]));
}

double RadiusModel::greatest_ratio(const Scales& s, double radius) const {
  double greatest = 0;
  for (const ClassModel& c : classes_) {
    const Coefficients forward = coefficients(c, s, radius);
    for (std::size_t i = 0; i < c.heights.size(); ++i) {
      const std::vector<double> member_norms = norms(c, s, i);
      for (std::size_t unit = 0; unit < unit_count(); ++unit)
        greatest = std::max(greatest, ratio(c, s, forward, i, member_norms, unit));
    }
  }
  return greatest;
}

double RadiusModel::log_radius(const UnitMoves& moves) const {
  const Scales s = scales(moves);
  double high = -std::log(greatest_ratio(s, 0));
  double low = -std::log(greatest_ratio(s, std::exp(high)));
  for (int step = 0; step < 6 && high - low > 0.01; ++step) {
    const double middle = (low + high) / 2;
    (std::log(greatest_ratio(s, std::exp(middle))) + middle <= 0 ? low : high) = middle;
  }
  return low;
}

void RadiusModel::watch(const UnitMoves& moves, double log_radius, std::size_t per_unit) {
  const Scales s = scales(moves);
  for (ClassModel& c : classes_) {
    const Coefficients forward = coefficients(c, s, std::exp(log_radius));
    std::vector<std::vector<double>> ratios; // per member and unit
    for (std::size_t i = 0; i < c.heights.size(); ++i) {
      ratios.emplace_back();
      const std::vector<double> member_norms = norms(c, s, i);
      for (std::size_t unit = 0; unit < unit_count(); ++unit)
        ratios.back().push_back(ratio(c, s, forward, i, member_norms, unit));
    }
    std::vector<std::size_t> order(c.heights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    c.watched.clear();
    for (std::size_t i : order)
      c.watched.push_back({i, {}});
    const std::size_t count = std::min(per_unit, order.size());
    for (std::size_t unit = 0; unit < unit_count(); ++unit) {
      std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                        order.end(), [&](std::size_t a, std::size_t b) {
                          return std::pair(-ratios[a][unit], a) < std::pair(-ratios[b][unit], b);
                        });
      const auto nearest = std::min_element(order.begin(), order.end(), [&](auto a, auto b) {
        return std::abs(c.heights[a][unit]) < std::abs(c.heights[b][unit]);
      });
      for (std::size_t p = 0; p < count; ++p)
        c.watched[order[p]].units.push_back(unit);
      if (nearest - order.begin() >= static_cast<std::ptrdiff_t>(count))
        c.watched[*nearest].units.push_back(unit);
    }
    std::erase_if(c.watched, [](const Watched& watched) { return watched.units.empty(); });
  }
}

double RadiusModel::sharp_objective(const UnitMoves& moves, double log_radius) const {
  const Scales s = scales(moves);
  double greatest = 0;
  for (const ClassModel& c : classes_) {
    const Coefficients forward = coefficients(c, s, std::exp(log_radius));
    for (const Watched& watched : c.watched) {
      const std::vector<double> member_norms = norms(c, s, watched.member);
      for (std::size_t unit : watched.units)
        greatest = std::max(greatest, ratio(c, s, forward, watched.member, member_norms, unit));
    }
  }
  return std::log(greatest) + 1000 * cap_excess(s);
}

} // namespace thalweg
