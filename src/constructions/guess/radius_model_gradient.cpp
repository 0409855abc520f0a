// SPDX-License-Identifier: GPL-3.0-or-later
//
// The smooth objective and its gradient: the adjoint of every formula of radius_model.cpp, layers
// in reverse. Derivatives are by log λ (entries 0..unit_count−1) and by log t (the rest).

#include "constructions/guess/radius_model.hpp"

#include "exact/parallel.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {
namespace {

constexpr double cap_stiffness = 30;
constexpr std::size_t classes_in_turn = 12;

} // namespace

void FloatingRadiusModel::pull_back(const ClassModel& c, const Scales& s, double radius,
                                    const Coefficients& forward, Coefficients& adjoint,
                                    std::vector<double>& gradient) const {
  for (std::size_t l = layer_count_; l-- > 1;)
    for (std::size_t m = 0; m < l; ++m) {
      double spread_adjoint = 0;
      for (std::size_t row = first_unit_[l]; row < first_unit_[l + 1]; ++row) {
        const double here = adjoint.indirect[place(row, m)];
        spread_adjoint += radius * here;
        for (std::size_t e = 0; e < incoming_[row].size(); ++e) {
          const std::size_t column = incoming_[row][e].column;
          if (!c.is_active[column])
            continue;
          const double weight = s.weights[row][e];
          const double term = here * weight * forward.indirect[place(column, m)];
          gradient[row] += term;
          gradient[column] -= term;
          adjoint.indirect[place(column, m)] += here * weight;
        }
      }
      for (std::size_t k = first_unit_[l - 1]; k < first_unit_[l]; ++k)
        if (c.is_active[k]) {
          adjoint.direct[place(k, m)] += spread_adjoint;
          adjoint.indirect[place(k, m)] += spread_adjoint;
        }
    }
  for (const Entry& entry : c.jacobian) {
    const double term = adjoint.direct[place(entry.row, layer_of_[entry.column])] * entry.value *
                        s.factor[entry.row] / s.factor[entry.column];
    gradient[entry.row] += term;
    gradient[entry.column] -= term;
  }
}

FloatingRadiusModel::WatchedRatios
FloatingRadiusModel::watched_ratios(const ClassModel& c, const Scales& s, double radius) const {
  WatchedRatios result{coefficients(c, s, radius), {}, {}};
  for (const Watched& watched : c.watched) {
    result.norms.push_back(norms(c, s, watched.member));
    for (std::size_t unit : watched.units)
      result.ratios.push_back(
          ratio(c, s, result.forward, watched.member, result.norms.back(), unit));
  }
  return result;
}

void FloatingRadiusModel::add_gradient(const ClassModel& c, const Scales& s, double radius,
                                       const WatchedRatios& ratios,
                                       const std::vector<double>& shares,
                                       std::vector<double>& gradient) const {
  const std::size_t units = unit_count();
  Coefficients adjoint = no_coefficients();
  std::size_t visit = 0;
  for (std::size_t w = 0; w < c.watched.size(); ++w) {
    const Watched& watched = c.watched[w];
    const std::vector<double>& heights = c.heights[watched.member];
    std::vector<double> norm_adjoint(layer_count_);
    for (std::size_t unit : watched.units) {
      const double value = ratios.ratios[visit];
      const double share = shares[visit++];
      const double height = heights[unit] + s.shift[unit];
      const double by_bound = share / (value * s.factor[unit] * std::abs(height));
      gradient[unit] -= share;
      if (always_active_[unit])
        gradient[units + unit] -= share * s.room[unit] / height;
      for (std::size_t m = 0; m <= layer_of_[unit]; ++m) {
        const std::size_t at = place(unit, m);
        norm_adjoint[m] += by_bound * (ratios.forward.direct[at] + ratios.forward.indirect[at]);
        adjoint.indirect[at] += by_bound * ratios.norms[w][m];
      }
    }
    for (const std::size_t k : c.active) {
      const double here = norm_adjoint[layer_of_[k] + 1] * s.factor[k];
      gradient[k] += here * (heights[k] + s.shift[k]);
      gradient[units + k] += here * s.room[k]; // 0 if it is not always active
    }
  }
  adjoint.direct = adjoint.indirect;
  pull_back(c, s, radius, ratios.forward, adjoint, gradient);
}

double FloatingRadiusModel::smooth_objective(const UnitMoves& moves, double log_radius,
                                             double sharpness,
                                             std::vector<double>& gradient) const {
  const double radius = std::exp(log_radius);
  const Scales s = scales(moves);
  std::vector<WatchedRatios> ratios(classes_.size());
  in_parallel(classes_.size(),
              [&](std::size_t q) { ratios[q] = watched_ratios(classes_[q], s, radius); });
  double greatest = 0;
  for (const WatchedRatios& of_class : ratios)
    for (double value : of_class.ratios)
      greatest = std::max(greatest, value);
  std::vector<std::vector<double>> shares(classes_.size());
  in_parallel(classes_.size(), [&](std::size_t q) {
    for (double value : ratios[q].ratios)
      shares[q].push_back(std::pow(value / greatest, sharpness));
  });
  double total = 0;
  for (const std::vector<double>& of_class : shares)
    for (double share : of_class)
      total += share;
  // few classes add to one gradient, one after the other; many have one each
  const bool are_many = classes_.size() > classes_in_turn;
  std::vector<std::vector<double>> gradients(are_many ? classes_.size() : 1,
                                             std::vector<double>(2 * unit_count()));
  const auto add_class = [&](std::size_t q) {
    for (double& share : shares[q])
      share /= total;
    add_gradient(classes_[q], s, radius, ratios[q], shares[q], gradients[are_many ? q : 0]);
  };
  if (are_many)
    in_parallel(classes_.size(), add_class);
  else
    for (std::size_t q = 0; q < classes_.size(); ++q)
      add_class(q);
  gradient = std::move(gradients.front());
  for (std::size_t q = 1; q < gradients.size(); ++q)
    for (std::size_t k = 0; k < gradient.size(); ++k)
      gradient[k] += gradients[q][k];
  return std::log(greatest) + std::log(total) / sharpness + cap_penalty(s, gradient);
}

template <class Visitor>
void FloatingRadiusModel::visit_excess(const Scales& s, Visitor visit) const {
  const std::size_t units = unit_count();
  std::vector<double> biases = biases_;
  for (std::size_t unit = 0; unit < units; ++unit)
    biases[unit] += s.shift[unit];
  for (const Entry& entry : weights_) {
    double size = std::log(std::abs(entry.value)) - log_cap_;
    if (entry.row < units)
      size += std::log(s.factor[entry.row]);
    if (entry.column < units) {
      size -= std::log(s.factor[entry.column]);
      biases[entry.row] -= entry.value * s.shift[entry.column];
    }
    if (size > 0)
      visit(size, entry.row, entry.column, 0.0);
  }
  for (std::size_t row = 0; row < biases.size(); ++row) {
    double size = std::log(std::abs(biases[row])) - log_cap_;
    if (row < units)
      size += std::log(s.factor[row]);
    if (size > 0)
      visit(size, row, units, biases[row]);
  }
}

double FloatingRadiusModel::cap_excess(const Scales& s) const {
  double greatest = 0;
  visit_excess(s, [&](double size, std::size_t, std::size_t, double) {
    greatest = std::max(greatest, size);
  });
  return greatest;
}

double FloatingRadiusModel::cap_penalty(const Scales& s, std::vector<double>& gradient) const {
  const std::size_t units = unit_count();
  double penalty = 0;
  std::vector<double> by_bias(biases_.size());
  visit_excess(s, [&](double size, std::size_t row, std::size_t column, double bias) {
    penalty += cap_stiffness * size * size;
    const double slope = 2 * cap_stiffness * size;
    if (row < units)
      gradient[row] += slope;
    if (column < units)
      gradient[column] -= slope;
    if (bias != 0)
      by_bias[row] = slope / bias;
  });
  // a bias is b + s_row − Σ W s_column, and s changes with t as t itself does
  const auto room = [&](std::size_t unit) { return s.shift[unit] - shift(unit, -HUGE_VAL); };
  for (std::size_t unit = 0; unit < units; ++unit)
    if (always_active_[unit])
      gradient[units + unit] += by_bias[unit] * room(unit);
  for (const Entry& entry : weights_)
    if (entry.column < units && always_active_[entry.column])
      gradient[units + entry.column] -= by_bias[entry.row] * entry.value * room(entry.column);
  return penalty;
}

} // namespace thalweg
