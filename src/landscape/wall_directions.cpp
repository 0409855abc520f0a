// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/wall_directions.hpp"

#include "exact/watched_work.hpp"
#include "geometry/linear_program.hpp"
#include "landscape/short_ray.hpp"
#include "network/walk.hpp"

namespace thalweg {

namespace {

/// −1 ≤ D_k ≤ 1 for the first `count` of `dimension` coordinates.
void add_box(std::vector<Halfspace>& halfspaces, std::size_t count, std::size_t dimension) {
  for (std::size_t k = 0; k < count; ++k)
    for (const int s : {-1, 1}) {
      Vector normal(dimension);
      normal[k] = s;
      halfspaces.push_back({std::move(normal), 1});
    }
}

class WallWalk {
public:
  WallWalk(const Network& network, const Problem& problem, UnsettledStates unsettled,
           std::size_t budget)
      : network_(network), problem_(problem), unsettled_(std::move(unsettled)), order_(network),
        budget_(budget) {}

  WallSearch result() {
    result_.is_complete = visit(0);
    return std::move(result_);
  }

private:
  /// False if the walk must stop: a ray is found or the budget is used up.
  bool visit(std::size_t tie_index) {
    require_time();
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

  /// Minimises derivative·D + Σ_t (upper_t − lower_t) max(0, motion_t·D), t the kinks of the loss:
  /// one more variable for each maximum.
  bool minimise_derivative() {
    if (!may_solve())
      return false;
    ++result_.cells;
    std::vector<Vector> rows = towards_;
    for (const LossTie& tie : unsettled_.loss_ties)
      rows.push_back(motion_of_output(tie));
    Vector& derivative = rows.emplace_back(order_.count());
    for (const SampleState& state : unsettled_.states)
      add_functional(derivative, network_, order_, state, network_.hidden_layer_count(),
                     state.loss_slopes);
    const std::vector<std::size_t> parameters = spanning_parameters(rows);
    const std::size_t n = parameters.size(), dimension = n + unsettled_.loss_ties.size();
    std::vector<Halfspace> halfspaces;
    for (std::size_t k = 0; k + 1 < rows.size(); ++k) {
      Vector normal = restricted(rows[k], parameters);
      normal.resize(dimension);
      if (k < towards_.size()) {
        halfspaces.push_back(where_not_negative({std::move(normal), 0}));
        continue;
      }
      const std::size_t maximum = n + k - towards_.size(); // ≥ motion, ≥ 0
      normal[maximum] = -1;
      halfspaces.push_back({std::move(normal), 0});
      Vector positive(dimension);
      positive[maximum] = -1;
      halfspaces.push_back({std::move(positive), 0});
    }
    add_box(halfspaces, n, dimension);
    Vector objective = restricted(rows.back(), parameters);
    for (Rational& value : objective)
      value = -value;
    for (const LossTie& tie : unsettled_.loss_ties)
      objective.push_back(tie.lower - tie.upper);
    LinearProgramResult best = maximum(objective, halfspaces);
    if (best.value <= 0)
      return true;
    best.point.resize(n);
    result_.ray = short_ray(network_, problem_, order_, parameters, best.point);
    return !result_.ray;
  }

  Vector motion_of_output(const LossTie& tie) const {
    Vector motion(order_.count());
    Vector output(network_.output_dimension());
    output[tie.output] = 1;
    add_functional(motion, network_, order_, unsettled_.states[tie.sample],
                   network_.hidden_layer_count(), std::move(output));
    return motion;
  }

  const Network& network_;
  Problem problem_;
  UnsettledStates unsettled_;
  ParameterOrder order_;
  std::size_t budget_;
  std::vector<Vector> towards_; ///< of the ties on the way: positive where D moves them to the
                                ///< chosen piece
  WallSearch result_;
};

} // namespace

WallSearch descent_from_walls(const Network& network, const Problem& problem,
                              UnsettledStates unsettled, std::size_t program_budget) {
  return WallWalk(network, problem, std::move(unsettled), program_budget).result();
}

} // namespace thalweg
