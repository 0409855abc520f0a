// SPDX-License-Identifier: GPL-3.0-or-later
//
// The smooth objective and its gradient: the adjoint of every formula of radius_model.cpp, layers
// in reverse. Derivatives are by log λ (entries 0..unit_count−1) and by log t (the rest).

#include "constructions/radius_model.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {
namespace {

constexpr double cap_stiffness = 30;

} // namespace

void RadiusModel::pull_back(const ClassModel& c, const Scales& s, double radius,
                            const Coefficients& forward, Coefficients& adjoint,
                            std::vector<double>& gradient) const {
  const std::size_t units = unit_count();
  for (std::size_t l = layer_count_; l-- > 1;)
    for (std::size_t m = 0; m < l; ++m) {
      double spread_adjoint = 0;
      for (std::size_t row = first_unit_[l]; row < first_unit_[l + 1]; ++row) {
        const double here = adjoint.indirect[m * units + row];
        spread_adjoint += radius * here;
        for (const Entry& entry : incoming_[row]) {
          if (!c.is_active[entry.column])
            continue;
          const double weight = entry.value * s.factor[row] / s.factor[entry.column];
          const double term = here * weight * forward.indirect[m * units + entry.column];
          gradient[row] += term;
          gradient[entry.column] -= term;
          adjoint.indirect[m * units + entry.column] += here * weight;
        }
      }
      for (std::size_t k = first_unit_[l - 1]; k < first_unit_[l]; ++k)
        if (c.is_active[k]) {
          adjoint.direct[m * units + k] += spread_adjoint;
          adjoint.indirect[m * units + k] += spread_adjoint;
        }
    }
  for (const Entry& entry : c.jacobian) {
    const double term = adjoint.direct[layer_of_[entry.column] * units + entry.row] * entry.value *
                        s.factor[entry.row] / s.factor[entry.column];
    gradient[entry.row] += term;
    gradient[entry.column] -= term;
  }
}

double RadiusModel::smooth_objective(const UnitMoves& moves, double log_radius, double sharpness,
                                     std::vector<double>& gradient) const {
  const std::size_t units = unit_count();
  const double radius = std::exp(log_radius);
  const Scales s = scales(moves);
  std::vector<Coefficients> forward;
  std::vector<std::vector<double>> ratios; // in the order of visits
  double greatest = 0;
  for (const ClassModel& c : classes_) {
    forward.push_back(coefficients(c, s, radius));
    ratios.emplace_back();
    for (const Watched& watched : c.watched) {
      const std::vector<double> member_norms = norms(c, s, watched.member);
      for (std::size_t unit : watched.units)
        ratios.back().push_back(ratio(c, s, forward.back(), watched.member, member_norms, unit));
    }
    for (double value : ratios.back())
      greatest = std::max(greatest, value);
  }
  double total = 0;
  for (const std::vector<double>& of_class : ratios)
    for (double value : of_class)
      total += std::pow(value / greatest, sharpness);
  gradient.assign(2 * units, 0);
  for (std::size_t q = 0; q < classes_.size(); ++q) {
    const ClassModel& c = classes_[q];
    Coefficients adjoint{std::vector<double>(layer_count_ * units),
                         std::vector<double>(layer_count_ * units)};
    std::size_t visit = 0;
    for (const Watched& watched : c.watched) {
      const std::vector<double> member_norms = norms(c, s, watched.member);
      std::vector<double> norm_adjoint(layer_count_);
      for (std::size_t unit : watched.units) {
        const double value = ratios[q][visit++];
        const double share = std::pow(value / greatest, sharpness) / total;
        const double height = c.heights[watched.member][unit] + s.shift[unit];
        const double by_bound = share / (value * s.factor[unit] * std::abs(height));
        gradient[unit] -= share;
        if (always_active_[unit])
          gradient[units + unit] -= share * std::exp(moves.log_rooms[unit]) / height;
        for (std::size_t m = 0; m <= layer_of_[unit]; ++m) {
          const std::size_t at = m * units + unit;
          norm_adjoint[m] += by_bound * (forward[q].direct[at] + forward[q].indirect[at]);
          adjoint.direct[at] += by_bound * member_norms[m];
          adjoint.indirect[at] += by_bound * member_norms[m];
        }
      }
      for (std::size_t k = 0; k < first_unit_[layer_count_ - 1]; ++k) {
        if (!c.is_active[k])
          continue;
        const double here = norm_adjoint[layer_of_[k] + 1] * s.factor[k];
        gradient[k] += here * (c.heights[watched.member][k] + s.shift[k]);
        if (always_active_[k])
          gradient[units + k] += here * std::exp(moves.log_rooms[k]);
      }
    }
    pull_back(c, s, radius, forward[q], adjoint, gradient);
  }
  return std::log(greatest) + std::log(total) / sharpness + cap_penalty(s, gradient);
}

template <class Visitor> void RadiusModel::visit_excess(const Scales& s, Visitor visit) const {
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

double RadiusModel::cap_excess(const Scales& s) const {
  double greatest = 0;
  visit_excess(s, [&](double size, std::size_t, std::size_t, double) {
    greatest = std::max(greatest, size);
  });
  return greatest;
}

double RadiusModel::cap_penalty(const Scales& s, std::vector<double>& gradient) const {
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
