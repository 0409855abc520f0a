// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values and adjoints of the base functions of a cell (held_cell.hpp) at given parameters, all
// points at once, in any arithmetic: floating point for guesses, fixed point for polishing,
// rationals for what has to be exact.

#pragma once

#include "trained/held_cell.hpp"

namespace thalweg {

/// The number nearest to a rational in the arithmetic `Number`.
template <class Number> Number number_of(const Rational& value) {
  return Number(value);
}
template <> inline double number_of<double>(const Rational& value) {
  return value.get_d();
}

/// z of every layer, and h with h[0] the inputs; [layer or source][unit][point]. At a window in T z
/// is that of the tie, h the chosen entry.
template <class Number> struct CellValues { UnitTable<Number> z, h; };

/// Derivatives of one function of the outputs and of the z of ties by z and by h.
template <class Number> struct CellAdjoints { UnitTable<Number> z, h; };

template <class Number> class CellPasses {
public:
  /// `cell` must outlive this.
  CellPasses(const HeldCell& cell, std::vector<Number> parameters)
      : cell_(cell), parameters_(std::move(parameters)) {
    for (std::size_t l = 0; l < cell.layers.size(); ++l) {
      const Activation& activation = cell.network.layers[l].activation;
      std::vector<Number>& slopes = slopes_.emplace_back();
      std::vector<Number>& intercepts = intercepts_.emplace_back();
      for (const Rational& slope : activation.slopes)
        slopes.push_back(number_of<Number>(slope));
      for (const Rational& intercept : activation.intercepts)
        intercepts.push_back(number_of<Number>(intercept));
      std::vector<Number>& constants = constants_.emplace_back();
      for (const CellLink& link : cell.layers[l].links)
        constants.push_back(number_of<Number>(link.constant));
    }
  }

  const std::vector<Number>& parameters() const { return parameters_; }

  CellValues<Number> values() const {
    CellValues<Number> result;
    result.h.push_back(inputs());
    for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
      result.z.push_back(pre_activations(l, result.h));
      if (l + 1 < cell_.layers.size())
        result.h.push_back(activated(l, result.z.back(), result.h));
    }
    return result;
  }

  /// `outputs`: the derivatives by the outputs, [output][point]; `seeds`: minus the multiplier of
  /// every tie, added to the derivative by its z.
  CellAdjoints<Number> adjoints(const std::vector<std::vector<Number>>& outputs,
                                const std::vector<Number>& multipliers) const {
    CellAdjoints<Number> result;
    result.z.resize(cell_.layers.size());
    result.h.push_back(table(cell_.network.input_dimension()));
    for (std::size_t l = 0; l + 1 < cell_.layers.size(); ++l)
      result.h.push_back(table(cell_.layers[l].unit_count));
    for (std::size_t l = cell_.layers.size(); l-- > 0;) {
      if (l + 1 == cell_.layers.size())
        result.z[l] = outputs;
      else
        result.z[l] = sloped(l, result.h[l + 1]);
      for (std::size_t t = 0; t < cell_.ties.size(); ++t)
        if (const CellTie& tie = cell_.ties[t]; tie.layer == l)
          result.z[l][tie.unit][tie.point] -= multipliers[t];
      pull_back(l, result);
    }
    return result;
  }

  /// Σ over units and points of z̄ ∂z/∂W_j.
  std::vector<Number> gradient(const CellValues<Number>& values,
                               const CellAdjoints<Number>& adjoints) const {
    std::vector<Number> result(cell_.parameter_count);
    for (std::size_t l = 0; l < cell_.layers.size(); ++l) {
      const CellLayer& layer = cell_.layers[l];
      for (const CellLink& link : layer.links)
        if (link.parameter)
          for (std::size_t i = 0; i < cell_.points.count(); ++i)
            result[*link.parameter] +=
                adjoints.z[l][link.unit][i] * values.h[link.source][link.index][i];
      for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
        if (layer.biases[unit])
          for (std::size_t i = 0; i < cell_.points.count(); ++i)
            result[*layer.biases[unit]] += adjoints.z[l][unit][i];
    }
    return result;
  }

  /// Q_t for every tie.
  std::vector<Number> tie_values(const CellValues<Number>& values) const {
    std::vector<Number> result;
    for (const CellTie& tie : cell_.ties)
      result.push_back(values.z[tie.layer][tie.unit][tie.point] -
                       number_of<Number>(tie.breakpoint));
    return result;
  }

  const Number& weight(std::size_t layer, std::size_t link) const {
    const CellLink& l = cell_.layers[layer].links[link];
    return l.parameter ? parameters_[*l.parameter] : constants_[layer][link];
  }
  const Number& slope(std::size_t layer, std::size_t unit, std::size_t point) const {
    return slopes_[layer][is_pooling(layer) ? 0 : cell_.pieces[layer][unit][point]];
  }
  bool is_pooling(std::size_t layer) const {
    return cell_.network.layers[layer].kind == LayerKind::max_pooling;
  }
  /// The entry that a window passes on.
  std::size_t chosen_entry(std::size_t layer, std::size_t unit, std::size_t point) const {
    return cell_.network.layers[layer].choices[unit][cell_.pieces[layer][unit][point]].first;
  }

private:
  std::vector<std::vector<Number>> table(std::size_t unit_count) const {
    return std::vector<std::vector<Number>>(unit_count, std::vector<Number>(cell_.points.count()));
  }

  std::vector<std::vector<Number>> inputs() const {
    std::vector<std::vector<Number>> result = table(cell_.network.input_dimension());
    for (std::size_t i = 0; i < cell_.points.count(); ++i)
      for (std::size_t k = 0; k < result.size(); ++k)
        result[k][i] = number_of<Number>(cell_.inputs[i][k]);
    return result;
  }

  std::vector<std::vector<Number>> pre_activations(std::size_t l,
                                                   const UnitTable<Number>& h) const {
    const CellLayer& layer = cell_.layers[l];
    std::vector<std::vector<Number>> z = table(layer.unit_count);
    for (std::size_t k = 0; k < layer.links.size(); ++k) {
      const CellLink& link = layer.links[k];
      const Number& factor = weight(l, k);
      for (std::size_t i = 0; i < cell_.points.count(); ++i)
        z[link.unit][i] += factor * h[link.source][link.index][i];
    }
    for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
      for (std::size_t i = 0; i < cell_.points.count(); ++i) {
        if (is_pooling(l)) {
          z[unit][i] = h[l][chosen_entry(l, unit, i)][i];
          if (const auto tied = cell_.tied_entry(l, unit, i))
            z[unit][i] = h[l][*tied][i] - z[unit][i];
        }
        if (layer.biases[unit])
          z[unit][i] += parameters_[*layer.biases[unit]];
      }
    return z;
  }

  std::vector<std::vector<Number>> activated(std::size_t l,
                                             const std::vector<std::vector<Number>>& z,
                                             const UnitTable<Number>& below) const {
    std::vector<std::vector<Number>> h = sloped(l, z);
    for (std::size_t unit = 0; unit < h.size(); ++unit)
      for (std::size_t i = 0; i < cell_.points.count(); ++i)
        if (is_pooling(l))
          h[unit][i] = below[l][chosen_entry(l, unit, i)][i];
        else
          h[unit][i] += intercepts_[l][cell_.pieces[l][unit][i]];
    return h;
  }

  std::vector<std::vector<Number>> sloped(std::size_t l,
                                          const std::vector<std::vector<Number>>& z) const {
    std::vector<std::vector<Number>> result = table(z.size());
    for (std::size_t unit = 0; unit < z.size(); ++unit)
      for (std::size_t i = 0; i < cell_.points.count(); ++i)
        result[unit][i] = slope(l, unit, i) * z[unit][i];
    return result;
  }

  void pull_back(std::size_t l, CellAdjoints<Number>& adjoints) const {
    const CellLayer& layer = cell_.layers[l];
    for (std::size_t k = 0; k < layer.links.size(); ++k) {
      const CellLink& link = layer.links[k];
      const Number& factor = weight(l, k);
      for (std::size_t i = 0; i < cell_.points.count(); ++i)
        adjoints.h[link.source][link.index][i] += factor * adjoints.z[l][link.unit][i];
    }
    if (is_pooling(l))
      for (std::size_t unit = 0; unit < layer.unit_count; ++unit)
        for (std::size_t i = 0; i < cell_.points.count(); ++i) {
          const Number& output = adjoints.h[l + 1][unit][i];
          adjoints.h[l][chosen_entry(l, unit, i)][i] += output;
          if (const auto tied = cell_.tied_entry(l, unit, i)) { // what is seeded there
            adjoints.h[l][*tied][i] += adjoints.z[l][unit][i] - output;
            adjoints.h[l][chosen_entry(l, unit, i)][i] -= adjoints.z[l][unit][i] - output;
          }
        }
  }

  const HeldCell& cell_;
  std::vector<Number> parameters_;
  std::vector<std::vector<Number>> slopes_, intercepts_, constants_; ///< [layer][piece or link]
};

} // namespace thalweg
