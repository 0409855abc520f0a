// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/gauge_fields.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace thalweg {

namespace {

constexpr std::size_t most_combinations = 4000, most_cancelling_rows = 4;

/// Changes of parameters, those by 0 included.
using Changes = std::map<std::size_t, double>;

/// Lists the fields of one kind after the other.
class FieldList {
public:
  FieldList(const SliceProblem& problem, const FloatingSlicePoint& at)
      : problem_(problem), network_(problem.cell.network), rows_(problem.cell), spaces_(rows_, at),
        order_(network_), parameters_(at.parameters),
        has_additions_(
            std::any_of(network_.layers.begin(), network_.layers.end(),
                        [](const Layer& layer) { return layer.kind == LayerKind::addition; })) {}

  std::vector<GaugeField> result() {
    std::vector<std::size_t> layers; // with parameters, the last one behind the others
    for (std::size_t l = 0; l < network_.layers.size(); ++l)
      if (has_parameters(network_.layers[l]))
        layers.push_back(l);
    const std::vector<std::size_t> hidden(layers.begin(), layers.end() - 1);
    for (const std::size_t l : hidden)
      add_scalings(l);
    for (const std::size_t l : hidden)
      add_mixtures(l);
    for (const std::size_t l : hidden)
      for (const std::size_t m : hidden)
        if (m >= l && has_additions_)
          add_folds(l, m);
    for (const std::size_t l : layers)
      for (std::size_t row = 0; row < row_count(l); ++row)
        add_row_kernels(l, row);
    for (const std::size_t l : hidden)
      add_cancellations(l);
    if (problem_.losses.is_softmax())
      add_shifts(layers.back());
    return std::move(fields_);
  }

private:
  std::size_t weight(std::size_t layer, std::size_t row, std::size_t column) const {
    return order_.index({layer, row, column});
  }
  std::size_t row_count(std::size_t layer) const {
    return parameter_row_count(network_.layers[layer]);
  }
  /// With the bias, if there is one.
  std::size_t row_size(std::size_t layer) const {
    return parameter_column_count(network_.layers[layer]) +
           (network_.layers[layer].has_biases ? 1 : 0);
  }

  /// Does no parameter that may move decay? (Its change may be 0 at the point.)
  bool keeps_decay(const Changes& changes) const {
    return std::all_of(changes.begin(), changes.end(),
                       [&](const auto& change) { return problem_.decay[change.first] == 0; });
  }
  void add(NeutralField field, const Changes& changes) {
    GaugeField result{std::move(field), FloatingVector::Zero(Eigen::Index(order_.count()))};
    for (const auto& [parameter, change] : changes)
      result.change[Eigen::Index(parameter)] = change;
    if (result.change.squaredNorm() > 0)
      fields_.push_back(std::move(result));
  }
  void add_if_decay_is_kept(NeutralField field, const Changes& changes) {
    if (keeps_decay(changes))
      add(std::move(field), changes);
  }

  /// row_to += row_from in some layers, and what makes up for it; nothing if that is not neutral.
  /// With a fold, the units of which are found here.
  std::optional<Changes> transfer(const std::vector<std::size_t>& layers, std::size_t to,
                                  std::size_t from, const Rational& centre = 0,
                                  FieldFold* fold = nullptr) const {
    for (const std::size_t l : layers)
      if (rows_.group_of(l, to) != rows_.group_of(l, from))
        return std::nullopt;
    const auto readers = rows_.transfer_readers(layers, to, from, centre,
                                                fold ? std::optional(fold->layer) : std::nullopt);
    if (!readers || (centre != 0 && !network_.layers[layers.front()].has_biases))
      return std::nullopt;
    Changes result;
    for (const std::size_t l : layers)
      for (std::size_t k = 0; k < row_size(l); ++k)
        result[weight(l, to, k)] += parameters_[weight(l, from, k)];
    for (const auto& [read, other] : readers->pairs)
      result[other] -= readers->ratio * parameters_[read];
    for (const auto& [bias, read] : readers->centres) {
      if (problem_.decay[bias] != 0) // not even a rotation keeps it: the bias does not turn
        return std::nullopt;
      for (const auto& [parameter, constant] : read)
        result[bias] += constant.get_d() * parameters_[parameter];
    }
    if (centre != 0)
      result[weight(layers.front(), to, row_size(layers.front()) - 1)] -= centre.get_d();
    if (fold && !put_back(result, *readers, fold->units))
      return std::nullopt;
    return result;
  }

  /// Chooses as many rows of a fold as have to be, and changes them; false if they cannot do it.
  bool put_back(Changes& changes, const TransferReaders& readers,
                std::vector<std::size_t>& units) const {
    const FoldCandidates& fold = readers.fold;
    FloatingMatrix columns(fold.readers.size(), fold.units.size() + 1);
    const double factor = fold.is_taken_off ? readers.ratio : -readers.ratio;
    for (std::size_t a = 0; a < fold.readers.size(); ++a) {
      for (std::size_t k = 0; k < fold.units.size(); ++k)
        columns(Eigen::Index(a), Eigen::Index(k)) =
            fold.slopes[k] * parameters_[fold.readers[a][k + 1]];
      columns(Eigen::Index(a), Eigen::Index(fold.units.size())) =
          factor * parameters_[fold.readers[a].front()];
    }
    const IndependentPart pivots =
        guessed_independent_part(columns.leftCols(Eigen::Index(fold.units.size())));
    if (pivots.rank() != fold.readers.size())
      return false;
    const FloatingVector y = coefficients_of_column(columns, pivots, fold.units.size());
    for (std::size_t b = 0; b < pivots.rank(); ++b) {
      units.push_back(fold.units[pivots.columns[b]]);
      changes[fold.moved[pivots.columns[b]]] += y[Eigen::Index(b)];
    }
    return true;
  }

  static std::vector<std::size_t> behind_first(const std::vector<std::size_t>& layers) {
    return {layers.begin() + 1, layers.end()};
  }

  /// The layers whose rows move with those of `l`, if it is the first of them.
  std::optional<std::vector<std::size_t>> layers_from(std::size_t l) const {
    std::optional<std::vector<std::size_t>> layers = rows_.joined(l);
    return layers && layers->front() == l ? layers : std::nullopt;
  }

  void add_scalings(std::size_t l) {
    const auto layers = layers_from(l);
    for (std::size_t row = 0; layers && row < row_count(l); ++row)
      if (const auto changes = transfer(*layers, row, row))
        add_if_decay_is_kept(ScaleField{l, row, behind_first(*layers)}, *changes);
    const std::vector<Rational>& breakpoints = network_.layers[l].activation.breakpoints;
    for (std::size_t row = 0; layers && layers->size() == 1 && row < row_count(l); ++row)
      for (std::size_t b = 0; b < breakpoints.size(); ++b)
        if (breakpoints[b] != 0)
          if (const auto changes = transfer(*layers, row, row, breakpoints[b]))
            add_if_decay_is_kept(ScaleField{l, row, {}, b}, *changes);
  }

  void add_mixtures(std::size_t l) {
    const auto layers = layers_from(l);
    for (std::size_t u = 0; u < row_count(l); ++u) {
      if (rows_.seen(l, u).empty())
        continue;
      for (std::size_t v = 0; v < row_count(l) && layers; ++v)
        if (v != u && !rows_.seen(l, v).empty())
          add_mixture(*layers, u, v);
      if (network_.layers[l].has_biases)
        add_mixture_with_constant(l, u);
    }
  }

  /// Rows of one layer alone that additions read, with rows of layer m that put the rest back.
  void add_folds(std::size_t l, std::size_t m) {
    for (std::size_t u = 0; u < row_count(l); ++u)
      for (std::size_t v = 0; v < row_count(l); ++v) {
        FieldFold fold{m, {}};
        if (rows_.seen(l, u).empty() || rows_.seen(l, v).empty())
          continue;
        const auto changes = transfer({l}, u, v, 0, &fold);
        if (changes && u == v)
          add_if_decay_is_kept(ScaleField{l, u, {}, {}, fold}, *changes);
        else if (changes)
          add_if_decay_is_kept(MixField{l, u, v, {}, fold}, *changes);
      }
  }

  void add_mixture(const std::vector<std::size_t>& layers, std::size_t u, std::size_t v) {
    std::optional<Changes> changes = transfer(layers, u, v);
    if (!changes)
      return;
    const bool is_kept = keeps_decay(*changes);
    if (is_kept)
      add(MixField{layers.front(), u, v, behind_first(layers)}, *changes);
    if (v < u || is_kept || rows_.slope_ratio(layers.front(), u, v) != 1)
      return;
    const auto opposite = transfer(layers, v, u);
    if (!opposite)
      return;
    for (const auto& [parameter, change] : *opposite)
      (*changes)[parameter] -= change;
    add(RotateField{layers.front(), u, v, behind_first(layers)}, *changes);
  }

  void add_mixture_with_constant(std::size_t l, std::size_t u) {
    const auto raised = rows_.raised(l, u);
    if (!raised)
      return;
    Changes changes{{weight(l, u, row_size(l) - 1), 1}};
    for (const auto& [bias, read] : *raised)
      for (const auto& [parameter, factor] : read)
        changes[bias] -= factor.get_d() * parameters_[parameter];
    add_if_decay_is_kept(MixField{l, u, std::nullopt, {}, {}}, changes);
  }

  void add_kernel(Changes& changes, std::size_t l, std::size_t row, const GuessedKernel& kernel,
                  double factor) const {
    changes[weight(l, row, kernel.kernel.free)] = factor;
    for (const std::size_t k : kernel.kernel.basis)
      changes[weight(l, row, k)] = factor * kernel.change[Eigen::Index(k)];
  }

  void add_row_kernels(std::size_t l, std::size_t row) {
    for (const GuessedKernel& kernel : spaces_.kernels(l, row, rows_.seen(l, row))) {
      Changes changes;
      add_kernel(changes, l, row, kernel, 1);
      add_if_decay_is_kept(RowField{l, row, kernel.kernel}, changes);
    }
  }

  /// Softmax loss does not see what all outputs have in common.
  void add_shifts(std::size_t l) {
    for (std::size_t input = 0; input < row_size(l); ++input) {
      Changes changes;
      for (std::size_t row = 0; row < row_count(l); ++row)
        changes[weight(l, row, input)] = 1;
      add_if_decay_is_kept(ShiftField{l, input}, changes);
    }
  }

  // ---- Cancelling rows

  void add_cancellations(std::size_t l) {
    std::vector<std::size_t> live;
    for (std::size_t row = 0; row < row_count(l); ++row)
      if (!rows_.seen(l, row).empty())
        live.push_back(row);
    std::size_t budget = most_combinations;
    for (std::size_t size = 2; size <= most_cancelling_rows; ++size) {
      std::vector<std::size_t> chosen;
      choose_rows(l, live, 0, size, chosen, budget);
    }
  }

  void choose_rows(std::size_t l, const std::vector<std::size_t>& live, std::size_t begin,
                   std::size_t size, std::vector<std::size_t>& chosen, std::size_t& budget) {
    if (chosen.size() == size) {
      if (budget > 0) {
        --budget;
        add_cancellation(l, chosen);
      }
      return;
    }
    for (std::size_t k = begin; k < live.size() && budget > 0; ++k) {
      chosen.push_back(live[k]);
      choose_rows(l, live, k + 1, size, chosen, budget);
      chosen.pop_back();
    }
  }

  void add_cancellation(std::size_t l, const std::vector<std::size_t>& chosen) {
    for (const std::size_t row : chosen)
      if (rows_.group_of(l, row) != rows_.group_of(l, chosen.front()))
        return;
    std::optional<Cancellation> best;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      std::vector<std::size_t> others = chosen;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
      std::optional<Cancellation> found = cancellation(l, chosen[k], std::move(others));
      if (found && (!best || found->largest_share() < best->largest_share()))
        best = std::move(found);
    }
    if (best)
      add_cancelling_kernels(l, *best);
  }

  /// A row that moves, and shares of its move by which others cancel it.
  struct Cancellation {
    std::size_t free;
    std::vector<std::size_t> others;
    std::vector<double> shares;

    double largest_share() const {
      double largest = 0;
      for (const double share : shares)
        largest = std::max(largest, std::abs(share));
      return largest;
    }
    std::vector<std::size_t> rows() const {
      std::vector<std::size_t> all{free};
      all.insert(all.end(), others.begin(), others.end());
      return all;
    }
  };

  /// Slopes are compared with those of `free`, as the verifier does.
  std::optional<Cancellation> cancellation(std::size_t l, std::size_t free,
                                           std::vector<std::size_t> others) const {
    Cancellation result{free, std::move(others), {}};
    const auto readers = rows_.readers(l, result.rows());
    const std::size_t count = result.others.size();
    if (!readers || readers->size() != count)
      return std::nullopt;
    FloatingMatrix columns(count, count + 1);
    for (std::size_t a = 0; a < count; ++a) {
      columns(Eigen::Index(a), Eigen::Index(count)) = parameters_[(*readers)[a].front()];
      for (std::size_t b = 0; b < count; ++b)
        columns(Eigen::Index(a), Eigen::Index(b)) =
            parameters_[(*readers)[a][b + 1]] *
            rows_.slope_ratio(l, result.others[b], free).get_d();
    }
    const IndependentPart pivots = guessed_independent_part(columns.leftCols(Eigen::Index(count)));
    if (pivots.rank() != count)
      return std::nullopt;
    const FloatingVector shares = coefficients_of_column(columns, pivots, count);
    for (std::size_t b = 0; b < count; ++b)
      result.shares.push_back(shares[Eigen::Index(b)]);
    return result;
  }

  void add_cancelling_kernels(std::size_t l, const Cancellation& cancellation) {
    for (const GuessedKernel& kernel :
         spaces_.kernels(l, cancellation.free, rows_.vanishing(l, cancellation.rows()))) {
      Changes changes;
      add_kernel(changes, l, cancellation.free, kernel, 1);
      for (std::size_t b = 0; b < cancellation.others.size(); ++b)
        add_kernel(changes, l, cancellation.others[b], kernel, -cancellation.shares[b]);
      add_if_decay_is_kept(CancelField{l, cancellation.others, cancellation.free, kernel.kernel},
                           changes);
    }
  }

  const SliceProblem& problem_;
  const Network& network_;
  CellRows rows_;
  GaugeSpaces spaces_;
  ParameterOrder order_;
  std::vector<double> parameters_;
  bool has_additions_;
  std::vector<GaugeField> fields_;
};

} // namespace

std::vector<GaugeField> guessed_fields(const SliceProblem& problem, const FloatingSlicePoint& at) {
  return FieldList(problem, at).result();
}

} // namespace thalweg
