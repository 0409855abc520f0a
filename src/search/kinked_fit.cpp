// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/kinked_fit.hpp"

#include "risk/column_fit.hpp"
#include "search/guess/best_drop.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr std::size_t most_thresholds_of_direction = 40;
constexpr std::size_t most_entries_of_columns = 200'000;

/// An interval of σ on which it is slope z + intercept, slope ≠ 0; ends where there are any.
struct SlopedPiece {
  Rational slope, intercept;
  std::optional<Rational> low, high;
};

std::optional<SlopedPiece> sloped_piece(const Activation& activation) {
  std::optional<SlopedPiece> best;
  for (std::size_t piece = 0; piece < activation.piece_count(); ++piece) {
    if (activation.slopes[piece] == 0)
      continue;
    SlopedPiece here{activation.slopes[piece], activation.intercepts[piece], {}, {}};
    if (piece > 0)
      here.low = activation.breakpoints[piece - 1];
    if (piece < activation.breakpoints.size())
      here.high = activation.breakpoints[piece];
    if (!best || (best->low && best->high) || here.slope > best->slope)
      best = here;
  }
  return best;
}

/// The breakpoint with the largest change of slope, and how far it is to the next one (1 if there
/// is none).
struct KinkPlace {
  Rational breakpoint, room = 1;
};

std::optional<KinkPlace> kink_place(const Activation& activation) {
  std::optional<KinkPlace> place;
  Rational largest = 0;
  for (std::size_t q = 0; q < activation.breakpoints.size(); ++q) {
    const Rational change = abs(activation.slopes[q + 1] - activation.slopes[q]);
    if (change <= largest)
      continue;
    largest = change;
    place = KinkPlace{activation.breakpoints[q]};
    for (const std::size_t next : {q - 1, q + 1})
      if (next < activation.breakpoints.size())
        place->room = std::min(place->room,
                               Rational(abs(activation.breakpoints[next] - place->breakpoint) / 2));
  }
  return place;
}

/// z = scale value + shift lies strictly inside the piece for all values in [least, most].
struct Carrier {
  Rational scale = 1, shift;
};

Carrier carrier(const SlopedPiece& piece, const Rational& least, const Rational& most) {
  Carrier result;
  if (piece.low && piece.high) {
    result.scale = (*piece.high - *piece.low) / 2 / std::max(Rational(1), Rational(most - least));
    result.shift = (*piece.low + *piece.high) / 2 - result.scale * (least + most) / 2;
  } else if (piece.low) {
    result.shift = *piece.low + 1 - least;
  } else if (piece.high) {
    result.shift = *piece.high - 1 - most;
  }
  return result;
}

/// a·x = t, and z = factor (a·x − t) + β on the way through σ.
struct ChosenKink {
  std::vector<int> direction;
  Rational threshold, factor;
};

class KinkedFit {
public:
  KinkedFit(const Network& architecture, const Problem& problem, const KinkPlace& place)
      : architecture_(architecture), problem_(problem), place_(place),
        activation_(architecture.layers.front().activation) {
    for (std::size_t i = 0; i < problem.data.sample_count(); ++i)
      all_.push_back(i);
    columns_.emplace_back(problem.data.sample_count(), Rational(1));
    for (std::size_t k = 0; k < problem.data.input_dimension(); ++k) {
      Vector& column = columns_.emplace_back();
      for (const Vector& x : problem.data.inputs)
        column.push_back(x[k]);
    }
    find_directions();
    fit();
  }

  bool add_kink() {
    const std::optional<ChosenKink> kink = best_kink();
    if (!kink)
      return false;
    kinks_.push_back(*kink);
    Vector& column = columns_.emplace_back();
    for (const Vector& x : problem_.data.inputs)
      column.push_back(activation_(pre_activation(*kink, x)));
    fit();
    return true;
  }

  Network network() const {
    Network result = architecture_;
    const std::size_t outputs = problem_.data.target_dimension();
    std::vector<SparseRow> rows(outputs); // of the next layer, over the layer before
    Vector biases(outputs);
    add_first_layer(result.layers.front(), rows, biases);
    for (std::size_t l = 1; l < result.hidden_layer_count(); ++l)
      add_carrying_layer(result.layers[l], rows, biases);
    set_parameters(result.layers.back(), rows, biases);
    return result;
  }

private:
  void fit() { fit_ = column_fit(problem_, all_, columns_); }

  Rational pre_activation(const ChosenKink& kink, const Vector& x) const {
    Rational q = -kink.threshold;
    for (std::size_t k = 0; k < x.size(); ++k)
      if (kink.direction[k] != 0)
        q += kink.direction[k] * x[k];
    return kink.factor * q + place_.breakpoint;
  }

  void find_directions() {
    const std::size_t dimension = problem_.data.input_dimension();
    for (std::size_t k = 0; k < dimension; ++k)
      directions_.emplace_back(dimension)[k] = 1;
    std::uint64_t state = 20211122; // a fixed sequence of guesses
    const auto draw = [&state](std::uint64_t bound) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      return (state >> 33) % bound;
    };
    constexpr std::size_t oblique = 60;
    for (std::size_t count = 0; dimension > 1 && count < oblique; ++count) {
      std::vector<int> direction(dimension);
      for (std::size_t term = 2 + draw(3); term > 0; --term)
        direction[draw(dimension)] = static_cast<int>(draw(7)) - 3;
      if (std::any_of(direction.begin(), direction.end(), [](int c) { return c != 0; }))
        directions_.push_back(std::move(direction));
    }
  }

  /// The threshold between two samples of neighbouring projections with the largest Σ_o ⟨r_o,
  /// φ⟩²/‖φ‖², φ = max(0, a·x − t), r the slopes of the loss made orthogonal to nothing: a guess.
  std::optional<ChosenKink> best_kink() const {
    BestDrop best(fit_.subgradients);
    std::optional<ChosenKink> result;
    for (const std::vector<int>& direction : directions_) {
      std::vector<std::pair<Rational, std::size_t>> order;
      for (std::size_t i = 0; i < problem_.data.sample_count(); ++i) {
        Rational projection = 0;
        for (std::size_t k = 0; k < direction.size(); ++k)
          if (direction[k] != 0)
            projection += direction[k] * problem_.data.inputs[i][k];
        order.emplace_back(std::move(projection), i);
      }
      std::sort(order.begin(), order.end());
      const std::size_t step = 1 + order.size() / most_thresholds_of_direction;
      for (std::size_t k = 0; k + 1 < order.size(); k += step) {
        if (order[k].first == order[k + 1].first)
          continue;
        const Rational threshold = (order[k].first + order[k + 1].first) / 2;
        if (best.is_raised_by(order, threshold))
          result = ChosenKink{direction, threshold, factor(order, threshold)};
      }
    }
    return result;
  }

  /// So small that no other breakpoint is reached.
  Rational factor(const std::vector<std::pair<Rational, std::size_t>>& order,
                  const Rational& threshold) const {
    if (activation_.breakpoints.size() == 1)
      return 1;
    const Rational reach = std::max(Rational(abs(order.front().first - threshold)),
                                    Rational(abs(order.back().first - threshold)));
    return reach == 0 ? Rational(1) : Rational(place_.room / reach);
  }

  /// p_o at a sample.
  Rational affine_value(std::size_t o, const Vector& x) const {
    Rational sum = fit_.coefficients[o][0];
    for (std::size_t k = 0; k < x.size(); ++k)
      sum += fit_.coefficients[o][k + 1] * x[k];
    return sum;
  }

  void add_first_layer(Layer& layer, std::vector<SparseRow>& next, Vector& next_biases) const {
    const std::size_t outputs = next.size();
    const SlopedPiece piece = *sloped_piece(activation_);
    std::vector<SparseRow> rows(layer.unit_count());
    Vector biases(layer.unit_count(), unused_bias(layer.activation));
    for (std::size_t o = 0; o < outputs; ++o) {
      Rational least = affine_value(o, problem_.data.inputs.front()), most = least;
      for (const Vector& x : problem_.data.inputs) {
        least = std::min(least, affine_value(o, x));
        most = std::max(most, affine_value(o, x));
      }
      const Carrier in = carrier(piece, least, most);
      for (std::size_t k = 0; k < problem_.data.input_dimension(); ++k)
        if (fit_.coefficients[o][k + 1] != 0)
          rows[o].emplace_back(k, in.scale * fit_.coefficients[o][k + 1]);
      biases[o] = in.scale * fit_.coefficients[o][0] + in.shift;
      next[o] = {{o, Rational(1 / (piece.slope * in.scale))}};
      next_biases[o] = -(piece.slope * in.shift + piece.intercept) / (piece.slope * in.scale);
    }
    for (std::size_t k = 0; k < kinks_.size(); ++k) {
      const std::size_t unit = outputs + k;
      for (std::size_t input = 0; input < kinks_[k].direction.size(); ++input)
        if (kinks_[k].direction[input] != 0)
          rows[unit].emplace_back(input, kinks_[k].factor * kinks_[k].direction[input]);
      biases[unit] = place_.breakpoint - kinks_[k].factor * kinks_[k].threshold;
      for (std::size_t o = 0; o < outputs; ++o)
        if (const Rational& c = fit_.coefficients[o][1 + problem_.data.input_dimension() + k];
            c != 0)
          next[o].emplace_back(unit, c);
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }

  /// A bias that is no breakpoint.
  static Rational unused_bias(const Activation& activation) {
    return activation.breakpoints.empty() ? Rational(0) : Rational(activation.breakpoints[0] - 1);
  }

  /// The value of an output of the whole network at a sample.
  Rational output_value(std::size_t o, std::size_t sample) const {
    Rational sum = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c)
      sum += fit_.coefficients[o][c] * columns_[c][sample];
    return sum;
  }

  void add_carrying_layer(Layer& layer, std::vector<SparseRow>& next, Vector& next_biases) const {
    const SlopedPiece piece = *sloped_piece(layer.activation);
    std::vector<SparseRow> rows(layer.unit_count());
    Vector biases(layer.unit_count(), unused_bias(layer.activation));
    for (std::size_t o = 0; o < next.size(); ++o) {
      Rational least = output_value(o, 0), most = least;
      for (std::size_t i = 1; i < problem_.data.sample_count(); ++i) {
        least = std::min(least, output_value(o, i));
        most = std::max(most, output_value(o, i));
      }
      const Carrier in = carrier(piece, least, most);
      for (const auto& [input, weight] : next[o])
        rows[o].emplace_back(input, in.scale * weight);
      biases[o] = in.scale * next_biases[o] + in.shift;
      next[o] = {{o, Rational(1 / (piece.slope * in.scale))}};
      next_biases[o] = -(piece.slope * in.shift + piece.intercept) / (piece.slope * in.scale);
    }
    set_parameters(layer, std::move(rows), std::move(biases));
  }

  const Network& architecture_;
  Problem problem_;
  const KinkPlace& place_;
  const Activation& activation_;
  SampleSet all_;
  Columns columns_; ///< 1, x, then one of each kink
  std::vector<std::vector<int>> directions_;
  std::vector<ChosenKink> kinks_;
  ColumnFit fit_;
};

bool is_wide_enough(const Network& network, std::size_t outputs) {
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if (layer.kind != LayerKind::dense || !layer.has_biases)
      return false;
    if (l < network.hidden_layer_count() &&
        (layer.unit_count() < outputs + (l == 0 ? 1 : 0) || !sloped_piece(layer.activation)))
      return false;
  }
  return network.hidden_layer_count() > 0;
}

} // namespace

std::optional<Network> kinked_fit(const Network& architecture, const Problem& problem,
                                  std::size_t most_kinks) {
  const Dataset& data = problem.data;
  const std::size_t outputs = data.target_dimension();
  if (!is_wide_enough(architecture, outputs) || data.sample_count() < 2)
    return std::nullopt;
  const std::optional<KinkPlace> place = kink_place(architecture.layers.front().activation);
  const std::size_t affine = data.input_dimension() + 1;
  if (!place || data.sample_count() * affine * outputs > most_entries_of_columns)
    return std::nullopt;
  const std::size_t affordable = most_entries_of_columns / (data.sample_count() * outputs);
  const std::size_t kinks =
      std::min({most_kinks, architecture.layers.front().unit_count() - outputs,
                affordable - std::min(affordable, affine)});
  KinkedFit fit(architecture, problem, *place);
  for (std::size_t k = 0; k < kinks && fit.add_kink(); ++k) {
  }
  return fit.network();
}

} // namespace thalweg
