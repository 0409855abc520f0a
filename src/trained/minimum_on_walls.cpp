// SPDX-License-Identifier: GPL-3.0-or-later
//
// θ_u are the weights and the bias of unit u, x̃ = (x, 1), or x where the hidden layer has no
// biases. With the output weights a and the slopes s fixed,
//   F_i = Σ_u a_u s_{u,i} θ_u·x̃_i + a_0
// is linear in θ and a_0, and the ties of u ask for θ_u·x̃_t = 0: some coordinates of θ_u (the
// *pivots*) are determined by the others, which are free. In the free ones and a_0 the optimum is a
// stationary point (stationary_solution.hpp). There Σ_i g_i s_{u,i} x̃_i is orthogonal to the null
// space of the ties of u, so it is a combination of their x̃_t: that is λ.

#include "trained/minimum_on_walls.hpp"

#include "exact/row_space.hpp"
#include "risk/column_fit.hpp"
#include "trained/kink_subgradients.hpp"
#include "trained/rounded_network.hpp"
#include "trained/sharpened_ends.hpp"
#include "trained/stationary_solution.hpp"
#include "trained/tied_layer.hpp"
#include "trained/wall_multipliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

/// Does σ have two slopes that meet in (0, 0)?
bool is_homogeneous(const Activation& activation) {
  return activation.breakpoints == Vector{0} && activation.intercepts == Vector{0, 0};
}

/// Why the system below does not speak of this problem; empty if it does.
std::string unsuitable(const Network& network, const TrainingProblem& problem) {
  if (network.layers.size() != 2 || network.layers.front().kind != LayerKind::dense)
    return "walls are solved exactly for one dense hidden layer";
  if (network.output_dimension() != 1)
    return "walls are solved exactly for one output";
  if (!is_homogeneous(network.layers.front().activation))
    return "walls are solved exactly for activations with two slopes that meet in (0, 0)";
  if (!problem.decay.empty())
    return "walls are not solved exactly with weight decay";
  return std::holds_alternative<WeightedLoss>(problem.loss)
             ? ""
             : "walls are solved exactly for losses of quadratic and linear pieces";
}

/// For losses with kinks: which samples are at one.
enum class KinksFrom { walk, optimum };

/// The problem at one rounding of the parameters.
class WallProblem {
public:
  WallProblem(const Network& rounded, const WalkEnd& end, const Problem& problem, KinksFrom kinks)
      : network_(rounded), end_(end), problem_(problem), kinks_(kinks) {
    const Layer& hidden = network_.layers.front();
    std::map<Vector, std::size_t> first_with;
    for (std::size_t i = 0; i < problem.data.sample_count(); ++i) {
      representatives_.push_back(first_with.emplace(problem.data.inputs[i], i).first->second);
      extended_.push_back(problem.data.inputs[i]);
      if (hidden.has_biases)
        extended_.back().emplace_back(1);
    }
    output_weights_.resize(hidden.unit_count());
    for (const auto& [unit, weight] : network_.layers.back().weights.front())
      output_weights_[unit] = weight;
    tied_.resize(hidden.unit_count());
    for (const HeldPair& pair : end.held)
      if (!is_still(pair.sample))
        tied_[pair.unit].push_back(representatives_[pair.sample]);
    for (std::size_t u = 0; u < tied_.size(); ++u)
      add_implied_ties(u);
    layer_.emplace(network_, extended_, tied_);
  }

  /// The minimum, or why there is none at this rounding.
  std::variant<MinimumOnWalls, std::string> minimum() {
    if (!move_to_optimum())
      return "the loss has no optimum on these walls with these patterns";
    if (const std::optional<std::string> fault = changed_piece())
      return *fault;
    if (has_kinks(problem_.loss) && kink_subgradients_.empty() && !find_subgradients())
      return "no subgradients at the kinks of the loss have multipliers on the walls";
    MinimumOnWalls result;
    result.network = layer_->network();
    for (std::size_t u = 0; u < tied_.size(); ++u)
      if (const std::optional<std::string> fault = add_multipliers(u, result.ties))
        return *fault;
    std::ranges::sort(result.ties, {},
                      [](const WallTie& tie) { return std::pair(tie.sample, tie.unit); });
    std::vector<Vector> outputs;
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i) {
      outputs.push_back({output(i)});
      if (!kink_subgradients_.empty())
        result.subgradients.emplace_back(kink_subgradients_[i]);
    }
    result.risk = mean_loss(problem_, outputs);
    const Rational distance = least_distance(result.ties);
    if (distance == 0)
      return "an output weight is 0 where it should have a sign";
    result.radius = rounded_radius(distance);
    return result;
  }

private:
  bool is_tied(std::size_t unit, std::size_t i) const {
    return std::binary_search(tied_[unit].begin(), tied_[unit].end(), representatives_[i]);
  }
  /// Where z is 0 as well if it is 0 at the ties.
  void add_implied_ties(std::size_t unit) {
    RowSpace space(extended_.front().size());
    for (const Vector& tie : tie_vectors(unit))
      space.insert(tie);
    std::vector<std::size_t>& tied = tied_[unit];
    for (std::size_t i = 0; i < problem_.data.sample_count() && space.rank() > 0; ++i)
      if (representatives_[i] == i && !is_still(i) && space.contains(extended_[i]))
        tied.push_back(i);
    std::sort(tied.begin(), tied.end());
    tied.erase(std::unique(tied.begin(), tied.end()), tied.end());
  }
  std::vector<Vector> tie_vectors(std::size_t unit) const {
    std::vector<Vector> result;
    for (const std::size_t i : tied_[unit])
      result.push_back(extended_[i]);
    return result;
  }
  const Rational& slope(std::size_t unit, std::size_t i) const {
    const std::size_t piece = is_tied(unit, i) ? 0 : end_.pieces[i].front()[unit];
    return network_.layers.front().activation.slopes[piece];
  }
  Rational pre_activation(std::size_t unit, std::size_t i) const {
    return dot(layer_->row(unit), extended_[i]);
  }
  Rational output(std::size_t i) const {
    Rational result = layer_->output_bias();
    for (std::size_t u = 0; u < tied_.size(); ++u)
      if (output_weights_[u] != 0 && slope(u, i) != 0)
        result += output_weights_[u] * slope(u, i) * pre_activation(u, i);
    return result;
  }

  /// ∂F_i by the free coordinates of all units, then by a_0.
  Vector features(std::size_t i) const {
    Vector factors;
    for (std::size_t u = 0; u < tied_.size(); ++u)
      factors.push_back(is_tied(u, i) ? Rational(0) : output_weights_[u] * slope(u, i));
    return layer_->derivatives(factors, extended_[i]);
  }

  /// Coefficients of the piece of the loss of sample i, weights included.
  Vector loss_polynomial(std::size_t i, std::size_t piece) const {
    Vector c = loss_pieces(problem_.loss.loss, problem_.data.targets[i].front())
                   .polynomials[piece]
                   .coefficients();
    c.resize(3);
    for (Rational& value : c)
      value *= problem_.loss.sample_weight(i) * problem_.loss.output_weight(0);
    return c;
  }
  std::vector<std::size_t> loss_pieces_in_use() const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i)
      result.push_back(
          loss_pieces(problem_.loss.loss, problem_.data.targets[i].front()).piece_at(output(i)));
    return result;
  }

  /// Moves θ and a_0 to the optimum; pieces of the loss until they are the ones assumed.
  bool move_to_optimum() {
    constexpr int most_rounds = 8;
    std::vector<Vector> rows;
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i)
      rows.push_back(features(i));
    if (has_kinks(problem_.loss))
      return move_to_kinks(rows);
    std::vector<std::size_t> assumed = loss_pieces_in_use();
    for (int round = 0; round < most_rounds; ++round) {
      StationarySystem system{rows.front().size(), rows, {}, {}};
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const Vector c = loss_polynomial(i, assumed[i]);
        system.curvatures.emplace_back(2 * c[2]);
        system.slopes.emplace_back(c[1] + 2 * c[2] * output(i));
      }
      const std::optional<Vector> solution = stationary_solution(system);
      if (!solution)
        return false;
      layer_->move_by(*solution);
      std::vector<std::size_t> found = loss_pieces_in_use();
      if (found == assumed)
        return true;
      assumed = std::move(found);
    }
    return false;
  }
  /// The same for losses of linear pieces: samples near a kink are moved onto it; or the best
  /// outputs that the walls allow, with the subgradients that prove them, and then the nearest
  /// parameters that have these.
  bool move_to_kinks(const std::vector<Vector>& rows) {
    StationarySystem system{rows.front().size(), rows, {}, Vector(rows.size(), 1)};
    if (kinks_ == KinksFrom::walk) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::optional<Rational> kink = kink_near(i);
        system.slopes.emplace_back(kink ? Rational(output(i) - *kink) : Rational(0));
        system.curvatures[i] = kink ? 1 : 0;
      }
    } else {
      Columns columns(rows.front().size());
      SampleSet all;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        all.push_back(i);
        for (std::size_t k = 0; k < columns.size(); ++k)
          columns[k].push_back(rows[i][k]);
      }
      ColumnFit fit = column_fit(problem_, all, columns);
      kink_subgradients_ = std::move(fit.subgradients);
      for (std::size_t i = 0; i < rows.size(); ++i)
        system.slopes.emplace_back(output(i) - dot(fit.coefficients.front(), rows[i]));
    }
    const std::optional<Vector> solution = stationary_solution(system);
    if (solution)
      layer_->move_by(*solution);
    return solution.has_value();
  }
  /// The kink of the loss that the output of the sample was at where the walk ended.
  std::optional<Rational> kink_near(std::size_t i) const {
    const Rational at = output(i);
    for (const Rational& kink :
         loss_pieces(problem_.loss.loss, problem_.data.targets[i].front()).breakpoints)
      if (abs(at - kink) <= near_kink * (1 + abs(kink)))
        return kink;
    return std::nullopt;
  }
  /// Subgradients at the samples on kinks for which there are multipliers.
  bool find_subgradients() {
    KinkedWalls walls{extended_, representatives_, {}, {}, network_.layers.back().has_biases};
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i)
      walls.ranges.push_back(subdifferential(problem_, i, {output(i)}).front());
    const Vector& slopes = network_.layers.front().activation.slopes;
    for (std::size_t u = 0; u < tied_.size(); ++u) {
      KinkedWalls::Unit& unit = walls.units.emplace_back();
      const int sign = sign_of(u);
      for (std::size_t i = 0; i < problem_.data.sample_count(); ++i)
        unit.slopes.emplace_back(sign * slope(u, i));
      unit.jump = sign * (slopes[1] - slopes[0]);
      unit.ties = tied_[u];
      unit.has_sign = output_weights_[u] != 0;
    }
    const std::optional<Vector> found = kink_subgradients(walls);
    for (const Rational& value : found.value_or(Vector()))
      kink_subgradients_.push_back({value});
    return found.has_value();
  }
  int sign_of(std::size_t u) const { return output_weights_[u] < 0 ? -1 : 1; }

  /// A pair outside the ties that is not strictly inside the piece that it had.
  std::optional<std::string> changed_piece() const {
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i)
      for (std::size_t u = 0; u < tied_.size(); ++u) {
        if (is_tied(u, i) || is_still(i))
          continue;
        const int side = sgn(pre_activation(u, i));
        if (side != (end_.pieces[i].front()[u] == 0 ? -1 : 1))
          return fmt::format(
              "the optimum on the walls moves unit {} at sample {} {} its breakpoint", u, i,
              side == 0 ? "onto" : "across");
      }
    return std::nullopt;
  }
  /// Is x̃ = 0, so that no parameter moves z?
  bool is_still(std::size_t i) const { return extended_[i] == Vector(extended_[i].size()); }

  /// g_i of SPECIFICATION.md, 6.5.
  Rational subgradient(std::size_t i) const {
    if (!kink_subgradients_.empty())
      return kink_subgradients_[i].front();
    const Rational at = output(i);
    const std::size_t piece =
        loss_pieces(problem_.loss.loss, problem_.data.targets[i].front()).piece_at(at);
    const Vector c = loss_polynomial(i, piece);
    return c[1] + 2 * c[2] * at;
  }

  /// The ties of a unit with their multipliers; all of the multiplier of samples with one input is
  /// given to the first of them.
  std::optional<std::string> add_multipliers(std::size_t u, std::vector<WallTie>& ties) const {
    if (tied_[u].empty())
      return std::nullopt;
    const Vector& slopes = network_.layers.front().activation.slopes;
    const int sign = sign_of(u);
    Vector sum(extended_.front().size());
    std::map<std::size_t, Rational> jumps; // by representative
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i) {
      const Rational g = subgradient(i);
      if (is_tied(u, i))
        jumps[representatives_[i]] += sign * (slopes[1] - slopes[0]) * g;
      for (std::size_t k = 0; k < sum.size() && g != 0 && slope(u, i) != 0; ++k)
        sum[k] += sign * g * slope(u, i) * extended_[i][k];
    }
    Vector jumps_in_order;
    for (const std::size_t i : tied_[u])
      jumps_in_order.push_back(jumps[i]);
    std::optional<Vector> found = only_multipliers(tie_vectors(u), layer_->pivots(u), sum);
    if (!found)
      found = feasible_multipliers(tie_vectors(u), jumps_in_order, sum);
    if (!found)
      return fmt::format("unit {} has no multipliers on its walls", u);
    for (std::size_t t = 0; t < tied_[u].size(); ++t)
      if ((*found)[t] > 0 || (*found)[t] + jumps_in_order[t] < 0)
        return fmt::format("the risk falls where unit {} leaves its breakpoint at sample {}", u,
                           tied_[u][t]);
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i)
      if (is_tied(u, i)) {
        const auto place = std::lower_bound(tied_[u].begin(), tied_[u].end(), i);
        const bool is_first = place != tied_[u].end() && *place == i;
        ties.push_back({i, u,
                        is_first ? (*found)[static_cast<std::size_t>(place - tied_[u].begin())]
                                 : Rational(0)});
      }
    return std::nullopt;
  }

  /// min |z|/‖x̃‖_1 over all pairs outside the ties, and |a_u| over units with ties that need a
  /// sign.
  Rational least_distance(const std::vector<WallTie>& ties) const {
    Rational least = 1;
    for (std::size_t i = 0; i < problem_.data.sample_count(); ++i) {
      Rational size;
      for (const Rational& value : extended_[i])
        size += abs(value);
      for (std::size_t u = 0; u < tied_.size(); ++u)
        if (!is_tied(u, i) && !is_still(i))
          least = std::min(least, Rational(abs(pre_activation(u, i)) / size));
    }
    for (const WallTie& tie : ties)
      if (tie.multiplier != 0 || subgradient(tie.sample) != 0)
        least = std::min(least, Rational(abs(output_weights_[tie.unit])));
    return least;
  }

  Network network_; ///< gives the output weights and what does not change
  const WalkEnd& end_;
  Problem problem_;
  KinksFrom kinks_;
  std::vector<std::size_t> representatives_;   ///< the first sample with this input
  std::vector<Vector> extended_;               ///< x̃
  Vector output_weights_;                      ///< a
  std::vector<std::vector<std::size_t>> tied_; ///< of each unit, representatives, increasing
  std::optional<TiedLayer> layer_;
  std::vector<Vector> kink_subgradients_; ///< of the optimum, by sample, if the loss has kinks
};

} // namespace

OnWallsResult minimum_on_walls(const WalkEnd& end, const Network& checkpoint,
                               const TrainingProblem& problem) {
  if (const std::string reason = unsuitable(end.network, problem); !reason.empty())
    return {std::nullopt, 0, reason};
  const WeightedLoss& loss = std::get<WeightedLoss>(problem.loss);
  std::vector<std::pair<WalkEnd, KinksFrom>> ways;
  if (has_kinks(loss))
    for (WalkEnd& sharpened : sharpened_ends(end, problem.data))
      ways.emplace_back(std::move(sharpened), KinksFrom::walk);
  ways.emplace_back(end, KinksFrom::optimum);
  OnWallsResult result;
  for (const unsigned digits : {6U, 9U, 12U, 17U})
    for (const auto& [from, kinks] : ways) {
      WallProblem attempt(rounded_network(from.network, digits), from, {problem.data, loss}, kinks);
      auto found = attempt.minimum();
      if (auto* const minimum = std::get_if<MinimumOnWalls>(&found)) {
        Rational move = largest_move(checkpoint, minimum->network);
        return {std::move(*minimum), std::move(move), ""};
      }
      if (&from == &ways.front().first)
        result.reason = std::get<std::string>(found);
    }
  return result;
}

} // namespace thalweg
