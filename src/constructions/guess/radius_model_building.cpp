// SPDX-License-Identifier: GPL-3.0-or-later
//
// Building the model from the exact network. Heights are evaluated exactly and then rounded: in
// steep networks they are small differences of large numbers.

#include "constructions/guess/radius_model.hpp"

#include "exact/guess/truncated_quotient.hpp"
#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"
#include "landscape/class_jacobian.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg {

FloatingRadiusModel::FloatingRadiusModel(const Network& network, const Dataset& data,
                                         const PatternClasses& classes, double log_cap)
    : layer_count_(network.layers.size() - 1), log_cap_(log_cap) {
  for (std::size_t l = 0; l < layer_count_; ++l) {
    first_unit_.push_back(layer_of_.size());
    layer_of_.insert(layer_of_.end(), network.layers[l].unit_count(), l);
  }
  first_unit_.push_back(layer_of_.size());
  first_place_.push_back(0);
  for (const std::size_t layer : layer_of_)
    first_place_.push_back(first_place_.back() + layer + 1);
  always_active_.assign(unit_count(), 1);
  least_height_.assign(unit_count(), std::numeric_limits<double>::infinity());
  greatest_height_.assign(unit_count(), 0);
  append_parameters(network);
  classes_.resize(classes.classes.size());
  in_parallel(classes_.size(),
              [&](std::size_t q) { classes_[q] = class_model(network, data, classes.classes[q]); });
  for (const ClassModel& c : classes_)
    for (std::size_t unit = 0; unit < unit_count(); ++unit) {
      always_active_[unit] = always_active_[unit] && c.is_active[unit];
      least_height_[unit] = std::min(least_height_[unit], c.least_value[unit]);
      greatest_height_[unit] = std::max(greatest_height_[unit], c.greatest_height[unit]);
    }
}

double FloatingRadiusModel::work() const {
  const auto units = static_cast<double>(unit_count());
  const auto layers = static_cast<double>(layer_count_);
  double edges = 0;
  for (const std::vector<Entry>& row : incoming_)
    edges += static_cast<double>(row.size());
  double work = 0;
  for (const ClassModel& c : classes_)
    work += static_cast<double>(c.jacobian.size()) + layers * (edges + 2 * units) +
            units * static_cast<double>(std::min<std::size_t>(c.heights.size(), 3 * unit_count()));
  return work;
}

void FloatingRadiusModel::append_parameters(const Network& network) {
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

FloatingRadiusModel::ClassModel FloatingRadiusModel::class_model(const Network& network,
                                                                 const Dataset& data,
                                                                 const PatternClass& c) const {
  require_time();
  ClassModel model;
  std::vector<HomogeneousPoint> points;
  for (std::size_t i : c.members) {
    points.push_back(homogeneous_point(data.inputs[i]));
    double norm = 1;
    for (const Rational& coordinate : data.inputs[i])
      norm += std::abs(coordinate.get_d());
    model.input_norms.push_back(norm);
  }
  model.heights.assign(points.size(), std::vector<double>(unit_count()));
  model.least_height.assign(unit_count(), std::numeric_limits<double>::infinity());
  model.least_value = model.least_height;
  model.greatest_height.assign(unit_count(), 0);
  Integer numerator;
  for (std::size_t unit = 0; unit < unit_count(); ++unit) {
    const std::size_t l = layer_of_[unit];
    const std::size_t j = unit - first_unit_[l];
    model.is_active.push_back(c.pieces[l][j] == 1);
    if (model.is_active.back() && l + 1 < layer_count_)
      model.active.push_back(unit);
    const IntegerAffineFunction& z = c.pre_activations[l][j];
    require_time();
    for (std::size_t i = 0; i < points.size(); ++i) {
      value_numerator(numerator, z, points[i]);
      const double height = truncated_quotient(numerator, z.denominator * points[i].denominator());
      model.heights[i][unit] = height;
      model.least_height[unit] = std::min(model.least_height[unit], std::abs(height));
      model.least_value[unit] = std::min(model.least_value[unit], height);
      model.greatest_height[unit] = std::max(model.greatest_height[unit], std::abs(height));
    }
  }
  const ClassJacobian jacobian = class_jacobian(network, c);
  for (std::size_t l = 0; l < layer_count_; ++l)
    for (std::size_t m = 0; m < l; ++m)
      for (std::size_t j = 0; j < jacobian[l][m].size(); ++j)
        for (const auto& [a, value] : jacobian[l][m][j])
          model.jacobian.emplace_back(first_unit_[l] + j, first_unit_[m] + a,
                                      std::abs(value.get_d()));
  return model;
}

} // namespace thalweg
