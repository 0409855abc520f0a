// SPDX-License-Identifier: GPL-3.0-or-later
//
// Directions are sought on few parameters only: if J are columns of the matrix of all functionals
// that span its column space, then every vector of values that some direction gives to the
// functionals is also given by a direction that moves only the parameters in J.

#include "landscape/wall_directions.hpp"

#include "exact/linear_algebra.hpp"
#include "geometry/linear_program.hpp"
#include "landscape/linear_view.hpp"

namespace thalweg {

namespace {

constexpr std::size_t most_bits_of_rounded_entries = 16;

/// Parameters whose columns span the column space of the rows.
std::vector<std::size_t> spanning_parameters(const std::vector<Vector>& rows) {
  const std::size_t count = rows.front().size();
  std::vector<std::size_t> used; // only columns that are not 0
  for (std::size_t p = 0; p < count; ++p)
    for (const Vector& row : rows)
      if (row[p] != 0) {
        used.push_back(p);
        break;
      }
  IntegerMatrix matrix(rows.size(), used.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const IntegerVector row = over_common_denominator(rows[r]);
    for (std::size_t c = 0; c < used.size(); ++c)
      matrix(r, c) = row.numerators[used[c]];
  }
  std::vector<std::size_t> result;
  for (const std::size_t c : leftmost_independent_columns(matrix))
    result.push_back(used[c]);
  return result;
}

Vector restricted(const Vector& row, const std::vector<std::size_t>& parameters) {
  Vector result;
  for (const std::size_t p : parameters)
    result.push_back(row[p]);
  return result;
}

/// −1 ≤ D_k ≤ 1 for the first `count` of `dimension` coordinates.
void add_box(std::vector<Halfspace>& halfspaces, std::size_t count, std::size_t dimension) {
  for (std::size_t k = 0; k < count; ++k)
    for (const int s : {-1, 1}) {
      Vector normal(dimension);
      normal[k] = s;
      halfspaces.push_back({std::move(normal), 1});
    }
}

/// Each value to the nearest multiple of 2^-bits.
Vector rounded(const Vector& values, std::size_t bits) {
  Vector result;
  const Integer scale = Integer(1) << bits;
  for (const Rational& value : values) {
    const Rational shifted = value * scale + Rational(1, 2);
    Integer floor;
    mpz_fdiv_q(floor.get_mpz_t(), shifted.get_num_mpz_t(), shifted.get_den_mpz_t());
    result.push_back(fraction(floor, scale));
  }
  return result;
}

class Walk {
public:
  Walk(const Network& network, const Dataset& data, UnsettledStates unsettled, std::size_t budget)
      : network_(network), data_(data), unsettled_(std::move(unsettled)), order_(network),
        budget_(budget) {}

  WallSearch result() {
    result_.is_complete = visit(0);
    return std::move(result_);
  }

private:
  /// False if the walk must stop: a ray is found or the budget is used up.
  bool visit(std::size_t tie_index) {
    if (tie_index == unsettled_.ties.size())
      return minimise_derivative();
    const Tie tie = unsettled_.ties[tie_index];
    const std::vector<Vector> motions = motions_of_pieces(tie);
    for (std::size_t k = 0; k < tie.pieces.size(); ++k) {
      const std::optional<std::vector<Vector>> leads = leads_of(motions, k);
      if (!leads)
        continue; // moves like an earlier one
      unsettled_.states[tie.sample].pieces[tie.layer][tie.unit] = tie.pieces[k];
      towards_.insert(towards_.end(), leads->begin(), leads->end());
      const std::optional<bool> is_realised = leads->empty() ? true : has_interior();
      const bool goes_on = is_realised && (!*is_realised || visit(tie_index + 1));
      towards_.resize(towards_.size() - leads->size());
      if (!goes_on)
        return false;
    }
    unsettled_.states[tie.sample].pieces[tie.layer][tie.unit] = tie.pieces.front();
    return true;
  }

  /// One functional for each piece of the tie: the piece is in use where its functional is the
  /// largest. The entries of a window; 0 and z for the two sides of a breakpoint.
  std::vector<Vector> motions_of_pieces(const Tie& tie) const {
    const Layer& layer = network_.layers[tie.layer];
    const SampleState& state = unsettled_.states[tie.sample];
    if (layer.kind == LayerKind::max_pooling) {
      std::vector<Vector> result;
      for (const std::size_t piece : tie.pieces)
        result.push_back(motion_of_input(tie.layer, layer.choices[tie.unit][piece].first, state));
      return result;
    }
    std::vector<Vector> result(2, Vector(order_.count()));
    Vector unit(layer.unit_count());
    unit[tie.unit] = 1;
    add_functional(result[1], network_, order_, state, tie.layer, unit);
    return result;
  }

  /// The motion of an input of a layer.
  Vector motion_of_input(std::size_t layer, std::size_t input, const SampleState& state) const {
    Vector motion(order_.count());
    const auto [source, index] = origin(network_, layer, input);
    if (source == 0)
      return motion;
    Vector derivative(network_.layers[source - 1].unit_count());
    derivative[index] = slope_in_use(network_.layers[source - 1], state.pieces[source - 1][index]);
    add_functional(motion, network_, order_, state, source - 1, std::move(derivative));
    return motion;
  }

  /// What must not be negative for piece k: its motion minus the others, without those that move
  /// alike. Nothing if an earlier one moves alike.
  static std::optional<std::vector<Vector>> leads_of(const std::vector<Vector>& motions,
                                                     std::size_t k) {
    std::vector<Vector> leads;
    for (std::size_t other = 0; other < motions.size(); ++other) {
      if (motions[other] == motions[k]) {
        if (other < k)
          return std::nullopt;
        continue;
      }
      Vector& lead = leads.emplace_back(motions[k]);
      for (std::size_t p = 0; p < lead.size(); ++p)
        lead[p] -= motions[other][p];
    }
    return leads;
  }

  bool may_solve() { return result_.programs++ < budget_; }

  /// Does some direction move every tied unit strictly to its side? Nothing if the budget is used
  /// up. The maximum of t ≤ 1 with towards·D ≥ t for all of them is positive or 0.
  std::optional<bool> has_interior() {
    if (!may_solve())
      return std::nullopt;
    const std::vector<std::size_t> parameters = spanning_parameters(towards_);
    const std::size_t n = parameters.size();
    std::vector<Halfspace> halfspaces;
    for (const Vector& towards : towards_) {
      Vector normal = restricted(towards, parameters);
      for (Rational& value : normal)
        value = -value;
      normal.push_back(1);
      halfspaces.push_back({std::move(normal), 0});
    }
    add_box(halfspaces, n + 1, n + 1);
    Vector objective(n + 1);
    objective[n] = 1;
    return maximum(objective, halfspaces).value > 0;
  }

  bool minimise_derivative() {
    if (!may_solve())
      return false;
    ++result_.cells;
    std::vector<Vector> rows = towards_;
    Vector& derivative = rows.emplace_back(order_.count());
    for (const SampleState& state : unsettled_.states)
      add_functional(derivative, network_, order_, state, network_.hidden_layer_count(),
                     state.residual);
    const std::vector<std::size_t> parameters = spanning_parameters(rows);
    std::vector<Halfspace> halfspaces;
    for (std::size_t k = 0; k < towards_.size(); ++k)
      halfspaces.push_back(where_not_negative({restricted(towards_[k], parameters), 0}));
    add_box(halfspaces, parameters.size(), parameters.size());
    Vector objective = restricted(rows.back(), parameters);
    for (Rational& value : objective)
      value = -value;
    const LinearProgramResult best = maximum(objective, halfspaces);
    if (best.value <= 0)
      return true;
    result_.ray = short_ray(parameters, best.point);
    return !result_.ray;
  }

  /// Coarse entries first: what is rounded need not stay in the cell, it must only descend.
  std::optional<DescentRay> short_ray(const std::vector<std::size_t>& parameters,
                                      const Vector& values) const {
    for (std::size_t bits = 0; bits <= most_bits_of_rounded_entries; bits = 2 * bits + 1)
      if (const Direction direction = order_.direction(parameters, rounded(values, bits));
          direction.entry_count() > 0)
        if (auto ray = descent_along(network_, data_, direction))
          return ray;
    return descent_along(network_, data_, order_.direction(parameters, values));
  }

  const Network& network_;
  const Dataset& data_;
  UnsettledStates unsettled_;
  ParameterOrder order_;
  std::size_t budget_;
  std::vector<Vector> towards_; ///< of the ties on the way: positive where D moves them to the
                                ///< chosen piece
  WallSearch result_;
};

} // namespace

WallSearch descent_from_walls(const Network& network, const Dataset& data,
                              UnsettledStates unsettled, std::size_t program_budget) {
  return Walk(network, data, std::move(unsettled), program_budget).result();
}

} // namespace thalweg
