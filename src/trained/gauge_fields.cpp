// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/gauge_fields.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_combinations = 4000;

/// Lists the fields of one kind after the other.
class FieldList {
public:
  FieldList(const SliceProblem& problem, GaugeSpaces& spaces, const FloatingSlicePoint& at)
      : problem_(problem), spaces_(spaces), places_(problem.cell.network) {
    for (const double parameter : at.parameters)
      parameters_.push_back(parameter);
  }

  std::vector<GaugeField> result() {
    const std::size_t layers = problem_.cell.layers.size();
    for (std::size_t l = 0; l + 1 < layers; ++l)
      add_scalings(l);
    for (std::size_t l = 0; l + 1 < layers; ++l)
      add_mixtures(l);
    for (std::size_t l = 0; l < layers; ++l)
      for (std::size_t unit = 0; unit < spaces_.unit_count(l); ++unit)
        add_row_kernels(l, unit);
    for (std::size_t l = 0; l + 1 < layers; ++l)
      add_cancellations(l);
    if (problem_.losses.is_softmax())
      add_shifts(layers - 1);
    return std::move(fields_);
  }

private:
  std::size_t weight(std::size_t layer, std::size_t row, std::size_t column) const {
    return places_.index({layer, row, column});
  }
  std::size_t row_size(std::size_t layer) const {
    return std::size_t(spaces_.inputs(layer).cols());
  }
  FloatingVector zero() const { return FloatingVector::Zero(Eigen::Index(places_.count())); }

  bool keeps_decay(const FloatingVector& change) const {
    for (std::size_t j = 0; j < places_.count(); ++j)
      if (change[Eigen::Index(j)] != 0 && problem_.decay[j] != 0)
        return false;
    return true;
  }

  /// Does no parameter of the row decay, nor one that reads the unit? (They may be 0 at the point.)
  bool is_row_free_of_decay(std::size_t l, std::size_t unit) const {
    for (std::size_t k = 0; k < row_size(l); ++k)
      if (problem_.decay[weight(l, unit, k)] != 0)
        return false;
    return true;
  }
  bool is_column_free_of_decay(std::size_t l, std::size_t unit) const {
    for (std::size_t row = 0; row < spaces_.unit_count(l + 1); ++row)
      if (problem_.decay[weight(l + 1, row, unit)] != 0)
        return false;
    return true;
  }

  void add(NeutralField field, FloatingVector change) {
    if (change.squaredNorm() > 0 && keeps_decay(change))
      fields_.push_back({std::move(field), std::move(change)});
  }

  /// change += factor · row `from` at the place of row `to`.
  void add_row(FloatingVector& change, std::size_t l, std::size_t to, std::size_t from,
               double factor) const {
    for (std::size_t k = 0; k < row_size(l); ++k)
      change[Eigen::Index(weight(l, to, k))] += factor * parameters_[weight(l, from, k)];
  }
  /// The same for the weights with which the next layer reads units.
  void add_column(FloatingVector& change, std::size_t l, std::size_t to, std::size_t from,
                  double factor) const {
    for (std::size_t row = 0; row < spaces_.unit_count(l + 1); ++row)
      change[Eigen::Index(weight(l + 1, row, to))] +=
          factor * parameters_[weight(l + 1, row, from)];
  }

  void add_scalings(std::size_t l) {
    const Activation& activation = problem_.cell.network.layers[l].activation;
    const auto is_zero = [](const Rational& value) { return value == 0; };
    if (!std::all_of(activation.breakpoints.begin(), activation.breakpoints.end(), is_zero) ||
        !std::all_of(activation.intercepts.begin(), activation.intercepts.end(), is_zero))
      return;
    for (std::size_t unit = 0; unit < spaces_.unit_count(l); ++unit) {
      if (!is_row_free_of_decay(l, unit) || !is_column_free_of_decay(l, unit))
        continue;
      FloatingVector change = zero();
      add_row(change, l, unit, unit, 1);
      add_column(change, l, unit, unit, -1);
      add(ScaleField{l, unit}, std::move(change));
    }
  }

  bool can_mix(std::size_t l, std::size_t unit) const {
    return !spaces_.has_intercepts(l, unit) && !spaces_.seeing(l, unit).empty();
  }
  /// The points of the ties of a unit; nothing if one is at another breakpoint than 0.
  std::optional<std::vector<std::size_t>> tied_points(std::size_t l, std::size_t unit) const {
    std::vector<std::size_t> result;
    for (const std::size_t t : spaces_.ties_of(l, unit)) {
      if (problem_.cell.ties[t].breakpoint != 0)
        return std::nullopt;
      result.push_back(problem_.cell.ties[t].point);
    }
    return result;
  }

  void add_mixtures(std::size_t l) {
    for (std::size_t u = 0; u < spaces_.unit_count(l); ++u) {
      if (!can_mix(l, u))
        continue;
      const FloatingVector slopes = spaces_.slopes(l, u);
      const auto tied = tied_points(l, u);
      for (std::size_t v = 0; v < spaces_.unit_count(l) && tied; ++v)
        if (v != u && can_mix(l, v) && spaces_.slopes(l, v) == slopes && tied_points(l, v) == tied)
          add_mixture(l, u, v);
      if (!spaces_.has_tie(l, u) && spaces_.has_bias(l) && spaces_.has_bias(l + 1) &&
          (slopes.array() == slopes[0]).all()) {
        FloatingVector change = zero();
        change[Eigen::Index(weight(l, u, row_size(l) - 1))] = 1;
        for (std::size_t row = 0; row < spaces_.unit_count(l + 1); ++row)
          change[Eigen::Index(weight(l + 1, row, row_size(l + 1) - 1))] =
              -slopes[0] * parameters_[weight(l + 1, row, u)];
        add(MixField{l, u, std::nullopt}, std::move(change));
      }
    }
  }

  void add_mixture(std::size_t l, std::size_t u, std::size_t v) {
    FloatingVector change = zero();
    add_row(change, l, u, v, 1);
    add_column(change, l, v, u, -1);
    const bool is_kept = is_row_free_of_decay(l, u) && is_column_free_of_decay(l, v);
    if (is_kept)
      add(MixField{l, u, v}, change);
    if (v < u || is_kept || !have_equal_decay(l, u, v))
      return;
    change = zero();
    add_row(change, l, u, v, -1);
    add_row(change, l, v, u, 1);
    add_column(change, l, u, v, -1);
    add_column(change, l, v, u, 1);
    if (change.squaredNorm() > 0)
      fields_.push_back({RotateField{l, u, v}, std::move(change)});
  }

  bool have_equal_decay(std::size_t l, std::size_t u, std::size_t v) const {
    for (std::size_t k = 0; k < row_size(l); ++k)
      if (problem_.decay[weight(l, u, k)] != problem_.decay[weight(l, v, k)])
        return false;
    for (std::size_t row = 0; row < spaces_.unit_count(l + 1); ++row)
      if (problem_.decay[weight(l + 1, row, u)] != problem_.decay[weight(l + 1, row, v)])
        return false;
    return true;
  }

  void add_row_kernels(std::size_t l, std::size_t unit) {
    for (const GuessedKernel& kernel : spaces_.kernels(l, spaces_.seeing(l, unit))) {
      FloatingVector change = zero();
      for (std::size_t k = 0; k < row_size(l); ++k)
        change[Eigen::Index(weight(l, unit, k))] = kernel.change[Eigen::Index(k)];
      add(RowField{l, unit, kernel.kernel}, std::move(change));
    }
  }

  /// Softmax loss does not see what all outputs have in common.
  void add_shifts(std::size_t l) {
    for (std::size_t input = 0; input < row_size(l); ++input) {
      FloatingVector change = zero();
      for (std::size_t row = 0; row < spaces_.unit_count(l); ++row)
        change[Eigen::Index(weight(l, row, input))] = 1;
      add(ShiftField{l, input}, std::move(change));
    }
  }

  // ---- Cancelling units

  void add_cancellations(std::size_t l) {
    std::vector<std::size_t> live;
    for (std::size_t unit = 0; unit < spaces_.unit_count(l); ++unit)
      if (!spaces_.seeing(l, unit).empty())
        live.push_back(unit);
    const std::size_t most = std::min<std::size_t>(spaces_.unit_count(l + 1) + 1, 4);
    std::size_t budget = most_combinations;
    for (std::size_t size = 2; size <= most; ++size) {
      std::vector<std::size_t> chosen;
      choose_units(l, live, 0, size, chosen, budget);
    }
  }

  void choose_units(std::size_t l, const std::vector<std::size_t>& live, std::size_t begin,
                    std::size_t size, std::vector<std::size_t>& chosen, std::size_t& budget) {
    if (chosen.size() == size) {
      if (budget > 0) {
        --budget;
        add_cancellation(l, chosen);
      }
      return;
    }
    for (std::size_t k = begin; k < live.size(); ++k) {
      chosen.push_back(live[k]);
      choose_units(l, live, k + 1, size, chosen, budget);
      chosen.pop_back();
    }
  }

  void add_cancellation(std::size_t l, const std::vector<std::size_t>& units) {
    std::vector<bool> is_seen(problem_.cell.points.count()), is_different = is_seen;
    std::vector<FloatingVector> slopes;
    for (const std::size_t unit : units) {
      slopes.push_back(spaces_.slopes(l, unit));
      for (const std::size_t i : spaces_.seeing(l, unit))
        is_seen[i] = true;
      for (const std::size_t t : spaces_.ties_of(l, unit))
        is_different[problem_.cell.ties[t].point] = true;
    }
    std::vector<std::size_t> apart; // where the kernel has to vanish
    for (std::size_t i = 0; i < is_seen.size(); ++i) {
      for (const FloatingVector& slope : slopes)
        if (slope[Eigen::Index(i)] != slopes.front()[Eigen::Index(i)])
          is_different[i] = true;
      if (is_seen[i] && is_different[i])
        apart.push_back(i);
    }
    std::vector<std::size_t> rows; // of the next layer, that see another point
    for (std::size_t row = 0; row < spaces_.unit_count(l + 1); ++row)
      for (const std::size_t i : spaces_.seeing(l + 1, row))
        if (is_seen[i] && !is_different[i]) {
          rows.push_back(row);
          break;
        }
    if (rows.empty() || rows.size() + 1 != units.size())
      return;
    const std::vector<GuessedKernel>& kernels = spaces_.kernels(l, apart);
    if (kernels.empty())
      return;
    FloatingMatrix columns(rows.size(), units.size());
    for (std::size_t a = 0; a < rows.size(); ++a)
      for (std::size_t b = 0; b < units.size(); ++b)
        columns(Eigen::Index(a), Eigen::Index(b)) = parameters_[weight(l + 1, rows[a], units[b])];
    const IndependentPart pivots = guessed_independent_part(columns);
    if (pivots.rank() < rows.size())
      return;
    add_cancelling_kernels(l, units, columns, pivots, kernels);
  }

  void add_cancelling_kernels(std::size_t l, const std::vector<std::size_t>& units,
                              const FloatingMatrix& columns, const IndependentPart& pivots,
                              const std::vector<GuessedKernel>& kernels) {
    std::size_t free = 0;
    while (std::binary_search(pivots.columns.begin(), pivots.columns.end(), free))
      ++free;
    const FloatingVector c = coefficients_of_column(columns, pivots, free);
    std::vector<std::size_t> basis;
    for (const std::size_t column : pivots.columns)
      basis.push_back(units[column]);
    for (const GuessedKernel& kernel : kernels) {
      FloatingVector change = zero();
      for (std::size_t k = 0; k < row_size(l); ++k) {
        change[Eigen::Index(weight(l, units[free], k))] = kernel.change[Eigen::Index(k)];
        for (std::size_t b = 0; b < basis.size(); ++b)
          change[Eigen::Index(weight(l, basis[b], k))] =
              -c[Eigen::Index(b)] * kernel.change[Eigen::Index(k)];
      }
      add(CancelField{l, basis, units[free], kernel.kernel}, std::move(change));
    }
  }

  const SliceProblem& problem_;
  GaugeSpaces& spaces_;
  ParameterPlaces places_;
  std::vector<double> parameters_;
  std::vector<GaugeField> fields_;
};

} // namespace

std::vector<GaugeField> guessed_fields(const SliceProblem& problem, GaugeSpaces& spaces,
                                       const FloatingSlicePoint& at) {
  return FieldList(problem, spaces, at).result();
}

} // namespace thalweg
