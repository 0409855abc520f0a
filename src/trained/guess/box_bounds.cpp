// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/box_bounds.hpp"

#include <fmt/format.h>

#include <cmath>

namespace thalweg {

namespace {

using Rows = std::vector<std::vector<double>>;

/// to += factor · from
void add_multiple_of(std::vector<double>& to, double factor, const std::vector<double>& from) {
  if (factor != 0)
    for (std::size_t i = 0; i < to.size(); ++i)
      to[i] += factor * from[i];
}

std::vector<double> magnitudes(const std::vector<double>& values) {
  std::vector<double> result;
  for (const double value : values)
    result.push_back(std::abs(value));
  return result;
}

Rows magnitudes(const Rows& values) {
  Rows result;
  for (const std::vector<double>& row : values)
    result.push_back(magnitudes(row));
  return result;
}

std::size_t parameter_layer_count(const Network& network) {
  std::size_t result = 0;
  for (const Layer& layer : network.layers)
    result += has_parameters(layer) ? 1 : 0;
  return result;
}

} // namespace

BoxBounds::BoxBounds(const HeldCell& cell, const FloatingSlicePoint& at, std::vector<double> omega)
    : cell_(cell), at_(at), passes_(cell, at.parameters), omega_(std::move(omega)) {
  const std::size_t orders = parameter_layer_count(cell.network) + 1;
  Majorants h(orders);
  majorants_.resize(orders);
  for (std::size_t k = 0; k < orders; ++k)
    h[k].push_back(Rows(cell.network.input_dimension(), std::vector<double>(cell.points.count())));
  h[0][0] = magnitudes(at.values.h[0]);
  for (std::size_t l = 0; l < cell.layers.size(); ++l)
    add_majorants(l, h);
}

void BoxBounds::add_majorants(std::size_t l, Majorants& h) {
  const CellLayer& layer = cell_.layers[l];
  const bool is_last = l + 1 == cell_.layers.size();
  majorants_[0].push_back(magnitudes(at_.values.z[l]));
  if (!is_last)
    h[0].push_back(magnitudes(at_.values.h[l + 1]));
  for (std::size_t k = 1; k < h.size(); ++k) {
    Rows z(layer.unit_count, std::vector<double>(cell_.points.count()));
    for (std::size_t n = 0; n < layer.links.size(); ++n) {
      const CellLink& link = layer.links[n];
      add_multiple_of(z[link.unit], std::abs(passes_.weight(l, n)), h[k][link.source][link.index]);
      add_multiple_of(z[link.unit], omega_of(link.parameter), h[k - 1][link.source][link.index]);
    }
    for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
      for (std::size_t i = 0; i < cell_.points.count(); ++i) {
        if (passes_.is_pooling(l))
          z[unit][i] = h[k][l][passes_.chosen_entry(l, unit, i)][i];
        if (k == 1)
          z[unit][i] += omega_of(layer.biases[unit]);
      }
    if (!is_last) {
      Rows sloped = z;
      for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
        for (std::size_t i = 0; i < cell_.points.count(); ++i)
          sloped[unit][i] *= std::abs(passes_.slope(l, unit, i));
      h[k].push_back(std::move(sloped));
    }
    for (const CellTie& tie : cell_.ties)
      if (tie.layer == l)
        if (const auto tied = cell_.tied_entry(l, tie.unit, tie.point))
          z[tie.unit][tie.point] += h[k][l][*tied][tie.point];
    majorants_[k].push_back(std::move(z));
  }
}

CellValues<double> BoxBounds::radii(double delta) const {
  CellValues<double> result;
  result.h.push_back(
      Rows(cell_.network.input_dimension(), std::vector<double>(cell_.points.count())));
  const UnitTable<double>& values = at_.values.h;
  for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
    const CellLayer& layer = cell_.layers[l];
    Rows z(layer.unit_count, std::vector<double>(cell_.points.count()));
    for (std::size_t n = 0; n < layer.links.size(); ++n) {
      const CellLink& link = layer.links[n];
      const double move = delta * omega_of(link.parameter);
      add_multiple_of(z[link.unit], std::abs(passes_.weight(l, n)) + move,
                      result.h[link.source][link.index]);
      if (move != 0)
        add_multiple_of(z[link.unit], move, magnitudes(values[link.source][link.index]));
    }
    for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
      for (std::size_t i = 0; i < cell_.points.count(); ++i) {
        if (passes_.is_pooling(l))
          z[unit][i] = result.h[l][passes_.chosen_entry(l, unit, i)][i];
        z[unit][i] += delta * omega_of(layer.biases[unit]);
      }
    result.z.push_back(z);
    if (l + 1 == cell_.layers.size())
      break;
    for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
      for (std::size_t i = 0; i < cell_.points.count(); ++i)
        z[unit][i] *= std::abs(passes_.slope(l, unit, i));
    for (std::size_t t = 0; t < cell_.ties.size(); ++t)
      if (const CellTie& tie = cell_.ties[t]; tie.layer == l) {
        double& move = result.z[l][tie.unit][tie.point];
        if (const auto tied = cell_.tied_entry(l, tie.unit, tie.point))
          move += result.h[l][*tied][tie.point];
        z[tie.unit][tie.point] += std::abs(tie.jump.get_d()) * (std::abs(at_.tie_values[t]) + move);
      }
    result.h.push_back(std::move(z));
  }
  return result;
}

CellAdjoints<double> BoxBounds::adjoint_radii(const Rows& outputs, double delta) const {
  CellAdjoints<double> result;
  result.z.resize(cell_.layers.size());
  for (const Rows& h : at_.values.h)
    result.h.push_back(Rows(h.size(), std::vector<double>(cell_.points.count())));
  for (std::size_t l = cell_.layers.size(); l-- > 0;) {
    const CellLayer& layer = cell_.layers[l];
    Rows& z = result.z[l];
    if (l + 1 == cell_.layers.size()) {
      z = outputs;
    } else {
      z = result.h[l + 1];
      for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
        for (std::size_t i = 0; i < cell_.points.count(); ++i)
          z[unit][i] *= std::abs(passes_.slope(l, unit, i));
    }
    for (std::size_t n = 0; n < layer.links.size(); ++n) {
      const CellLink& link = layer.links[n];
      const double move = delta * omega_of(link.parameter);
      std::vector<double>& to = result.h[link.source][link.index];
      add_multiple_of(to, std::abs(passes_.weight(l, n)) + move, z[link.unit]);
      if (move != 0)
        add_multiple_of(to, move, magnitudes(at_.adjoints.z[l][link.unit]));
    }
    if (passes_.is_pooling(l))
      for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
        for (std::size_t i = 0; i < cell_.points.count(); ++i)
          result.h[l][passes_.chosen_entry(l, unit, i)][i] += z[unit][i];
  }
  return result;
}

bool BoxBounds::rises_from_flat(std::size_t source, std::size_t entry, std::size_t point) const {
  if (source == 0 || cell_.network.layers[source - 1].kind == LayerKind::max_pooling)
    return false;
  const std::optional<std::size_t> tie = cell_.tie_at(source - 1, entry, point);
  return tie && cell_.ties[*tie].jump > 0 && passes_.slope(source - 1, entry, point) == 0;
}

std::optional<std::string> BoxBounds::broken_piece(const CellValues<double>& radii) const {
  for (std::size_t l = 0; l + 1 < cell_.layers.size(); ++l) {
    const Layer& layer = cell_.network.layers[l];
    for (std::size_t unit = 0; unit < cell_.layers[l].unit_count; ++unit)
      for (std::size_t i = 0; i < cell_.points.count(); ++i) {
        const std::size_t piece = cell_.pieces[l][unit][i];
        const auto broken = [&] {
          return fmt::format("layer {}, unit {}, sample {} leaves its piece", l, unit,
                             cell_.points.members[i].front());
        };
        if (layer.kind == LayerKind::max_pooling) {
          const std::size_t chosen = passes_.chosen_entry(l, unit, i);
          for (const auto& [entry, one] : layer.choices[unit]) {
            if (cell_.names[l][entry][i] == cell_.names[l][chosen][i] ||
                entry == cell_.tied_entry(l, unit, i))
              continue;
            const double lead = at_.values.h[l][chosen][i] - at_.values.h[l][entry][i];
            const double other = radii.h[l][entry][i], move = radii.h[l][chosen][i] + other;
            const bool may_touch = move == 0 || (other == 0 && rises_from_flat(l, chosen, i));
            if (!(move < lead) && !(may_touch && lead == 0))
              return broken();
          }
          continue;
        }
        const std::vector<Rational>& breakpoints = layer.activation.breakpoints;
        const double z = at_.values.z[l][unit][i], move = radii.z[l][unit][i];
        const std::size_t above = piece + (cell_.tie_at(l, unit, i) ? 1 : 0);
        const bool is_still = move == 0;
        if (piece > 0) {
          const double room = z - breakpoints[piece - 1].get_d();
          if (!(move < room) && !(is_still && room == 0))
            return broken();
        }
        if (above < breakpoints.size()) {
          const double room = breakpoints[above].get_d() - z;
          if (!(move < room) && !(is_still && room == 0))
            return broken();
        }
      }
  }
  return std::nullopt;
}

std::vector<std::pair<std::size_t, double>> BoxBounds::feeding_ties(std::size_t tie,
                                                                    double delta) const {
  const CellTie& top = cell_.ties[tie];
  std::vector<std::pair<std::size_t, double>> result;
  std::vector<std::vector<double>> h; // bounds of |∂Q/∂h| at this point
  for (std::size_t source = 0; source <= top.layer; ++source)
    h.emplace_back(at_.values.h[source].size());
  for (std::size_t l = top.layer + 1; l-- > 0;) {
    std::vector<double> z(cell_.layers[l].unit_count);
    for (std::size_t unit = 0; unit < z.size(); ++unit)
      z[unit] = l == top.layer ? (unit == top.unit ? 1 : 0)
                               : std::abs(passes_.slope(l, unit, top.point)) * h[l + 1][unit];
    if (l < top.layer)
      for (std::size_t unit = 0; unit < z.size(); ++unit)
        if (const auto lower = cell_.tie_at(l, unit, top.point); lower && h[l + 1][unit] != 0)
          result.emplace_back(*lower, std::abs(cell_.ties[*lower].jump.get_d()) * h[l + 1][unit]);
    for (std::size_t n = 0; n < cell_.layers[l].links.size(); ++n) {
      const CellLink& link = cell_.layers[l].links[n];
      h[link.source][link.index] +=
          (std::abs(passes_.weight(l, n)) + delta * omega_of(link.parameter)) * z[link.unit];
    }
    if (passes_.is_pooling(l))
      for (std::size_t unit = 0; unit < z.size(); ++unit)
        h[l][passes_.chosen_entry(l, unit, top.point)] += z[unit];
    if (const auto tied = cell_.tied_entry(top.layer, top.unit, top.point); tied && l == top.layer)
      h[l][*tied] += 1;
  }
  return result;
}

} // namespace thalweg
